"""The pictures on the page of a counting point, each with its sentence and its table (R-A16): months, days or weeks,
and what is usual. Where nothing is to be told, there is no picture."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter, mul, sub

from heritage.i18n.dates import format_day, format_month, month_name, weekday_name
from heritage.pages.charts import Axis
from heritage.pages.counts.charts import Bar, Row, bars_drawn, row_of
from heritage.pages.counts.means import MeanPlates
from heritage.pages.counts.words import NOT_ALL_BOUNDS, NOT_KNOWN, Teller
from heritage.pages.figures import Figure
from heritage.passages.figures.values import WEEKDAYS, Amount, DayValue, Figures, MonthValue, WeekValue
from heritage.passages.periods import Period, PeriodKind, month_of, months_within
from heritage.problems import N_

MONTHS_NAMED = 7
"""More than so many names of months do not fit side by side."""

LEAST = 10.0
"""The smallest height of a scale of sums, so that a handful of passages does not look like a crowd."""


MONTHS_TITLE = N_("Passages by month, {period}")
WEEKS_TITLE = N_("Passages by week, {period}")
DAYS_TITLE = N_("Passages by day, {period}")

MOST_IN = N_("Most passages in {month}: {number}. Fewest in {other}: {least}.")
ALIKE = N_("{number} in each month.")
ONE_MONTH = N_("{month}: {number}.")
MOST_AND_FEW = N_("Most passages in {month}: {number}. In {other} there were fewer than {least}.")
ONLY_WEEKS = N_("Single days are told only of whole months in which enough passed on each of them.")
MOST_ON = N_("Most passages on {day}: {number}.")
ESTIMATED = N_("{number} ({share} estimated)")
WEATHER_FROM = N_("The weather beside was measured at {place}.")
NO_MONTHS = N_("No month has enough to give a number.")

DAY = timedelta(days=1)


class Plates(MeanPlates):
    """Draws the figures of a point in the words of a page."""

    def __init__(self, teller: Teller, figures: Figures, weather_at: str) -> None:
        """`weather_at` is the name of the place whose weather stands beside."""
        super().__init__(teller, figures)
        self._weather_at = weather_at

    def all(self) -> Iterator[Figure]:
        """Those that there is something for, the widest view first."""
        figures = self._figures
        if figures.period.kind is PeriodKind.YEAR and any(_is_told(month.amount) for month in figures.months):
            yield self._months(figures.months)
        if figures.days and any(day.amount is not None for day in figures.days):
            yield self._days(figures.days)
        elif any(_is_told(week.amount) for week in figures.weeks):
            yield self._weeks(figures.weeks)
        yield from self.of_means()

    # Months

    def _months(self, months: Sequence[MonthValue]) -> Figure:
        starts = [(float(month.month.month - 1), month.amount) for month in months]
        bars = row_of(self._bar(start, start + 1, amount) for start, amount in starts if _is_drawn(amount))
        gaps = [(start, start + 1) for start, amount in starts if not _is_drawn(amount)]
        sentence, note = self._most_and_least(months), self._of_bounds(month.amount for month in months)
        chart = self._bars("_c-months", MONTHS_TITLE, sentence, self._year_axis(), bars, gaps, LEAST)
        return Figure(
            chart.name,
            [sentence, *filter(None, [note])],
            bars_drawn(chart, self._written),
            self._heads(N_("Month"), N_("Passages"), N_("Probably between"), N_("Per day")),
            [self._month_row(month) for month in months],
            note=note,
        )

    def _of_bounds(self, amounts: Iterable[Amount]) -> str:
        """What the bounds of these do not take in, where there are any and that is not known; else ""."""
        if self._figures.is_calibrated or all(
            self._teller.between(one, self._figures) == NOT_KNOWN for one in amounts
        ):
            return ""
        return self._gettext(NOT_ALL_BOUNDS)

    def _month_row(self, month: MonthValue) -> tuple[str, list[str]]:
        teller = self._teller
        cells = [
            self._with_estimate(teller.amount(month.amount), month.amount.estimated_share),
            teller.between(month.amount, self._figures),
            teller.mean(month.mean_per_day),
        ]
        name = format_month(month.month, self._language, has_year=False)
        if not self._is_whole(month.month):
            days = self._days_of(month.month)
            name += f" {days.first.day}–{days.last.day}"
        return name, cells

    def _days_of(self, month: date) -> Period:
        """What of a month lies in the figures."""
        whole, told = month_of(month), self._figures.told or month_of(month)
        return Period(max(whole.first, told.first), min(whole.last, told.last))

    def _is_whole(self, month: date) -> bool:
        return self._days_of(month).days == month_of(month).days

    def _most_and_least(self, months: Sequence[MonthValue]) -> str:
        known = [month for month in months if month.amount.value is not None]
        # A month that has only begun has few passages for no other reason.
        told = [month for month in known if self._is_whole(month.month)] or known
        if not told:
            return self._gettext(NO_MONTHS)
        names = {month.month: format_month(month.month, self._language, has_year=False) for month in told}
        most = max(told, key=_month_value)
        few = [
            (month.amount.fewer_than, month.month)
            for month in months
            if month.amount.fewer_than is not None and self._is_whole(month.month)
        ]
        if few:
            bound, quiet = min(few)
            return self._gettext(MOST_AND_FEW).format(
                month=names[most.month],
                number=self._teller.amount(most.amount),
                other=format_month(quiet, self._language, has_year=False),
                least=self._teller.number(bound),
            )
        if len(told) == 1:
            number = self._teller.amount(most.amount)
            return self._gettext(ONE_MONTH).format(month=names[most.month], number=number)
        least = min(told, key=_month_value)
        if _month_value(least) == _month_value(most):
            return self._gettext(ALIKE).format(number=self._teller.amount(most.amount))
        return self._gettext(MOST_IN).format(
            month=names[most.month],
            number=self._teller.amount(most.amount),
            other=names[least.month],
            least=self._teller.amount(least.amount),
        )

    def _year_axis(self) -> Axis:
        letters = [(float(month - 1), month_name(month, self._language, True)) for month in range(1, 13)]
        return Axis(0, 12, letters)

    def _with_estimate(self, number: str, share: float) -> str:
        """A number, marked where a part of it is estimated (R-V13)."""
        if not share:
            return number
        return self._gettext(ESTIMATED).format(number=number, share=self._teller.share(share))

    # Days

    def _days(self, days: Sequence[DayValue]) -> Figure:
        first = days[0].day
        dates, amounts = [day.day for day in days], [day.amount for day in days]
        shares = [day.estimated_share for day in days]
        starts, most = _since_first(dates), max(amount for amount in amounts if amount is not None)
        gaps = [
            (float(start), start + 1.0)
            for start, amount in zip(starts, amounts, strict=True)
            if amount is None
        ]
        told = {
            "day": self._teller.day(dates[amounts.index(most)]),
            "number": self._teller.number(most),
        }
        sentence, bars = self._gettext(MOST_ON).format(**told), _day_bars(starts, amounts, shares)
        number = starts[-1] + 1  # also where no counter hung there on some days between
        axis = self._days_axis(first, number)
        notes = [_within((note.first - first).days, number) for note in self._figures.notes]
        chart = self._bars("_c-days", DAYS_TITLE, sentence, axis, bars, gaps, LEAST, notes)
        heads, columns, sentences = (
            [N_("Day"), N_("Passages")],
            [self._day_numbers(amounts, shares)],
            [sentence],
        )
        if any(map(attrgetter("weather"), days)):
            heads.append(N_("Weather"))
            columns.append([self._teller.weather(day.weather) or NOT_KNOWN for day in days])
            # Which may be some way off.
            sentences.append(self._gettext(WEATHER_FROM).format(place=self._weather_at))
        rows = list(zip(self._day_names(dates), zip(*columns, strict=True), strict=True))
        return Figure(chart.name, sentences, bars_drawn(chart, self._written), self._heads(*heads), rows)

    def _day_names(self, days: Sequence[date]) -> Sequence[str]:
        has_month = self._figures.period.kind is not PeriodKind.MONTH
        if _is_whole(days):
            return _day_names(days[0], len(days), self._language, has_month)
        return [_day_name(day, self._language, has_month) for day in days]

    def _day_numbers(self, amounts: Sequence[float | None], shares: Sequence[float]) -> list[str]:
        # A year has few different ones.
        numbers = {amount: self._teller.number(amount) for amount in set(amounts)}
        return [
            self._with_estimate(numbers[amount], share) if share else numbers[amount]
            for amount, share in zip(amounts, shares, strict=True)
        ]

    def _days_axis(self, first: date, number: int) -> Axis:
        if number > 62:
            return self._months_axis(first, number)
        # Weeks, named by their days: the first and the last may be short.
        starts = [0, *(at for at in range(1, number) if (first + at * DAY).weekday() == 0)]
        ends = [*starts[1:], number]
        marks = []
        for start, end in zip(starts, ends, strict=True):
            from_day, last = (first + start * DAY).day, (first + (end - 1) * DAY).day
            marks.append((float(start), str(last) if end - start == 1 else f"{from_day}–{last}"))
        return Axis(0, number, marks)

    def _months_axis(self, first: date, number: int) -> Axis:
        months = months_within(first, first + (number - 1) * DAY)
        is_a_letter = len(months) > MONTHS_NAMED
        marks = [
            (float(max(0, (month - first).days)), month_name(month.month, self._language, is_a_letter))
            for month in months
        ]
        return Axis(0, number, marks)

    # Weeks, where days are hidden (R-P10)

    def _weeks(self, weeks: Sequence[WeekValue]) -> Figure:
        teller, first = self._teller, weeks[0].monday
        starts = [(float((week.monday - first).days), week.amount) for week in weeks]
        bars = row_of(
            self._bar(start, start + WEEKDAYS, amount) for start, amount in starts if _is_drawn(amount)
        )
        gaps = [(start, start + WEEKDAYS) for start, amount in starts if not _is_drawn(amount)]
        sentence, note = self._gettext(ONLY_WEEKS), self._of_bounds(week.amount for week in weeks)
        axis = self._days_axis(first, (weeks[-1].monday - first).days + WEEKDAYS)
        chart = self._bars("_c-weeks", WEEKS_TITLE, sentence, axis, bars, gaps, LEAST)
        heads = self._heads(N_("Week from"), N_("Passages"), N_("Probably between"))
        rows = [
            (
                format_day(week.monday, self._language, is_named=False),
                [
                    self._with_estimate(teller.amount(week.amount), week.amount.estimated_share),
                    teller.between(week.amount, self._figures),
                ],
            )
            for week in weeks
        ]
        sentences = [sentence, *filter(None, [note])]
        return Figure(chart.name, sentences, bars_drawn(chart, self._written), heads, rows, note=note)

    def _bar(self, start: float, end: float, amount: Amount) -> Bar:
        value = amount.value or 0.0
        estimated = value * amount.estimated_share
        is_bounded = self._teller.between(amount, self._figures) != NOT_KNOWN
        low, high = (amount.low, amount.high) if is_bounded else (None, None)
        return Bar(start, end, value - estimated, estimated, low, high)


def _is_told(amount: Amount) -> bool:
    return amount.value is not None or amount.coverage > 0


def _is_drawn(amount: Amount) -> bool:
    """As a bar, which is a stub where only few are told of; what is not known is no bar."""
    return amount.value is not None or amount.fewer_than is not None


def _month_value(month: MonthValue) -> float:
    return month.amount.value or 0.0


# Each page of the same year has the same.
@lru_cache(maxsize=64)
def _day_names(first: date, number: int, language: str, has_month: bool) -> Sequence[str]:
    return tuple(_day_name(first + day * DAY, language, has_month) for day in range(number))


@lru_cache(maxsize=4096)
def _day_name(day: date, language: str, has_month: bool) -> str:
    name = f"{weekday_name(day.weekday(), language)} {day.day}"
    return f"{name} {month_name(day.month, language)}" if has_month else name


def _is_whole(days: Sequence[date]) -> bool:
    """Whether no day is missing between the first and the last."""
    return (days[-1] - days[0]).days + 1 == len(days)


def _since_first(days: Sequence[date]) -> Sequence[int]:
    """How many days after the first each is."""
    if _is_whole(days):
        return range(len(days))
    begin = days[0].toordinal()
    return [day.toordinal() - begin for day in days]


def _day_bars(starts: Sequence[int], amounts: Sequence[float | None], shares: Sequence[float]) -> Row:
    """Of the days with a number; across is in days since the first."""
    measured, estimated = [amount or 0.0 for amount in amounts], shares
    if any(shares):
        estimated = list(map(mul, measured, shares))
        measured = list(map(sub, measured, estimated))
    ends, no_bounds = [start + 1 for start in starts], (None,) * len(starts)
    row = Row(list(starts), ends, measured, estimated, no_bounds, no_bounds)
    return row.where(amount is not None for amount in amounts) if None in amounts else row


def _within(day: int, number: int) -> float:
    """The middle of a day that is in the picture, or of its nearest."""
    return min(max(day, 0), number - 1) + 0.5
