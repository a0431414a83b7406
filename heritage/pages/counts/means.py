"""The pictures of what is usual at a counting point: an average week, an average day, and both as a map. Each has its
sentence and its table (R-A16)."""

from collections.abc import Iterator, Sequence

from heritage.i18n.dates import weekday_name
from heritage.i18n.numbers import format_decimal
from heritage.pages.charts import Axis, Chart, Curve, drawn
from heritage.pages.counts.charts import Bar, Bars, Heat, Row, bars_drawn, heat_drawn, row_of
from heritage.pages.counts.words import Teller
from heritage.pages.figures import Figure
from heritage.passages.figures.values import HOURS, WEEKDAYS, Figures, Hours
from heritage.problems import N_

LEAST_OF_MEANS = 1.0
"""The smallest height of a scale of means."""

WEEKDAYS_TITLE = N_("Passages on an average day, by day of the week, {period}")
HOURS_TITLE = N_("Passages in an average hour, by time of day, {period}")
HEAT_TITLE = N_("Passages in an average hour, by day of the week and time of day, {period}")
MOST_WEEKDAY = N_("Most passages on an average {day}: {number}. Fewest on an average {other}: {least}.")
WORKDAYS_AND_WEEKENDS = N_("On average {workday} on a workday and {weekend} on a weekend day.")
BUSIEST_HOURS = N_(
    "On workdays most pass between {start} and {end}, on weekend days between {weekend_start} and {weekend_end}."
)
BUSIEST_WORKDAYS = N_("On workdays most pass between {start} and {end}.")
BUSIEST_WEEKENDS = N_("On weekend days most pass between {start} and {end}.")
BUSIEST = N_("Most passages in an average hour: {number}, on {day} between {start} and {end}.")
AMONG_BUSIEST = N_(
    "Most passages in an average hour: {number}, for example on {day} between {start} and {end}."
)
ROUNDED_MEANS = N_("These averages are rounded, so that nobody can be singled out.")


_HOURS_OF_DAY = [f"{hour:02}–{hour + 1:02}" for hour in range(HOURS)]


class MeanPlates:
    """Draws the means of a point in the words of a page."""

    def __init__(self, teller: Teller, figures: Figures) -> None:
        self._teller = teller
        self._language = teller.language
        self._gettext = teller.gettext
        self._figures = figures
        self._period = teller.period(figures.period)

    def of_means(self) -> Iterator[Figure]:
        """Those that there is something for; where nobody passed, no hour is the busiest."""
        figures = self._figures
        if any(value is not None for value in figures.weekdays):
            yield self._weekdays()
        if any((*figures.hours_workday, *figures.hours_weekend)):
            yield self._hours()
        if any(map(any, figures.heat)):
            yield self._heat()

    def _weekdays(self) -> Figure:
        means = self._figures.weekdays
        names = self._weekday_names(is_whole=True)
        bars = row_of(Bar(number, number + 1, mean) for number, mean in enumerate(means) if mean is not None)
        gaps = [(float(number), number + 1.0) for number, mean in enumerate(means) if mean is None]
        sentence = self._of_weekdays(names)
        axis = Axis(0, WEEKDAYS, [(float(number), name) for number, name in enumerate(self._weekday_names())])
        chart = self._bars("_c-week", WEEKDAYS_TITLE, sentence, axis, bars, gaps, LEAST_OF_MEANS)
        rows = [(name, [self._teller.mean(mean)]) for name, mean in zip(names, means, strict=True)]
        heads = self._heads(N_("Day of the week"), N_("Passages a day"))
        is_rounded = self._figures.days is None
        return Figure(
            chart.name, self._of_means(sentence, is_rounded), bars_drawn(chart, self._written), heads, rows
        )

    def _weekday_names(self, is_whole: bool = False) -> list[str]:
        """From Monday, short for a picture or a head of a column."""
        return [weekday_name(number, self._language, is_whole) for number in range(WEEKDAYS)]

    def _of_weekdays(self, names: Sequence[str]) -> str:
        figures, teller = self._figures, self._teller
        if figures.workday is not None and figures.weekend is not None:
            means = {"workday": teller.mean(figures.workday), "weekend": teller.mean(figures.weekend)}
            return self._gettext(WORKDAYS_AND_WEEKENDS).format(**means)
        told = [(mean, number) for number, mean in enumerate(figures.weekdays) if mean is not None]
        (most, day), (least, other) = max(told), min(told)
        return self._gettext(MOST_WEEKDAY).format(
            day=names[day], number=teller.mean(most), other=names[other], least=teller.mean(least)
        )

    def _hours(self) -> Figure:
        figures = self._figures
        profiles = (figures.hours_workday, figures.hours_weekend)
        names = [self._gettext("Workdays"), self._gettext("Weekend days")]
        sentence = self._busiest_hours()
        curves = [
            Curve(_profile(profile), name, is_earlier=number == 1)
            for number, (profile, name) in enumerate(zip(profiles, names, strict=True))
        ]
        chart = Chart(
            key="_c-hours",
            name=self._title(HOURS_TITLE),
            sentence=sentence,
            unit=self._gettext("passages"),
            across=Axis(0, HOURS, [(float(hour), f"{hour:02}–{hour + 4:02}") for hour in range(0, HOURS, 4)]),
            curves=[curve for curve in curves if curve.points],
            reach=1.0,
            least=LEAST_OF_MEANS,
            has_floor=True,
        )
        mean = self._teller.mean
        cells = zip(*(map(mean, profile) for profile in profiles), strict=True)
        rows = list(zip(_HOURS_OF_DAY, cells, strict=True))
        heads = [self._gettext("Time of day"), *names]
        return Figure(chart.name, self._of_means(sentence), drawn(chart, self._written), heads, rows)

    def _busiest_hours(self) -> str:
        figures = self._figures
        workday, weekend = map(_busiest, (figures.hours_workday, figures.hours_weekend))
        if workday and weekend:
            (start, end), (weekend_start, weekend_end) = workday, weekend
            return self._gettext(BUSIEST_HOURS).format(
                start=start, end=end, weekend_start=weekend_start, weekend_end=weekend_end
            )
        told = BUSIEST_WORKDAYS if workday else BUSIEST_WEEKENDS
        start, end = workday or weekend or ("", "")
        return self._gettext(told).format(start=start, end=end)

    def _heat(self) -> Figure:
        names = self._weekday_names()
        rows, teller = self._figures.heat, self._teller
        told = [value for row in rows for value in row]
        most = max(value for value in told if value is not None)
        day, hour = divmod(told.index(most), HOURS)
        start, end = _ends(hour, hour)
        is_alone = told.count(most) == 1
        sentence = self._gettext(BUSIEST if is_alone else AMONG_BUSIEST).format(
            number=teller.mean(most), day=self._weekday_names(is_whole=True)[day], start=start, end=end
        )
        heat = Heat(
            "_c-heat",
            self._title(HEAT_TITLE),
            sentence,
            names,
            rows,
            "0",
            teller.mean(most),
            self._gettext("not known"),
        )
        # A week has few different ones.
        means = {value: teller.mean(value) for value in set(told)}
        cells = [(f"{hour:02}", [means[row[hour]] for row in rows]) for hour in range(HOURS)]
        heads = [self._gettext("From"), *names]
        return Figure(heat.name, self._of_means(sentence), heat_drawn(heat), heads, cells)

    def _of_means(self, sentence: str, is_rounded: bool = True) -> list[str]:
        """With the remark that belongs to public means which are made of rounded shares (R-P10)."""
        is_told = is_rounded and self._figures.is_public
        return [sentence, self._gettext(ROUNDED_MEANS)] if is_told else [sentence]

    # What all pictures have

    def _heads(self, *heads: str) -> list[str]:
        return [self._gettext(head) for head in heads]

    def _title(self, title: str) -> str:
        return self._gettext(title).format(period=self._period)

    def _written(self, number: float) -> str:
        return format_decimal(number, self._language, 0 if abs(number - round(number)) < 1e-6 else 1)

    def _bars(
        self,
        key: str,
        title: str,
        sentence: str,
        across: Axis,
        bars: Row,
        gaps: Sequence[tuple[float, float]],
        least: float,
        notes: Sequence[float] = (),
    ) -> Bars:
        estimated, gap = self._gettext("estimated"), self._gettext("not known")
        name = self._title(title)
        return Bars(
            key, name, sentence, self._gettext("passages"), across, bars, gaps, notes, least, estimated, gap
        )


def _profile(hours: Hours) -> list[tuple[float, float]]:
    return [(hour + 0.5, value) for hour, value in enumerate(hours) if value is not None]


def _busiest(hours: Hours) -> tuple[str, str] | None:
    """From when until when most pass: all of several hours in a row that are alike. None where nobody passes."""
    most = max((value for value in hours if value is not None), default=0.0)
    if not most:
        return None
    first = last = hours.index(most)
    while last + 1 < HOURS and hours[last + 1] == most:
        last += 1
    return _ends(first, last)


def _ends(first: int, last: int) -> tuple[str, str]:
    """When the first of some hours of the day begins and the last ends, as a clock shows it."""
    return f"{first:02}:00", f"{last + 1:02}:00"
