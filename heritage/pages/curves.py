"""What was measured at a place in the last seven days and this season beside the one before: pictures, each with a
sentence and a table (R-A16)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from markupsafe import Markup

from heritage.conditions.ice import ICE_THICKNESS
from heritage.conditions.state import HiddenIce
from heritage.i18n import LOCAL_TIME, format_day, format_decimal, month_name, weekday_name
from heritage.pages.charts import Axis, Chart, Curve, drawn
from heritage.pages.labels import QUANTITIES as NAMES
from heritage.pages.values import BY_METHOD, Moment, Speaker, utc
from heritage.problems import N_
from heritage.quantities import QUANTITIES, Quantity
from heritage.sensors.lines import Day, Point, Season, WeekLine

WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_WEEK_DAYS = 7
_COMMON_YEAR = 2001
_MOST_MONTHS_WRITTEN = 7
"""More than so many names of months do not fit side by side."""

LEAST = {"°C": 4.0, "cm": 10.0, "m/s": 5.0, "%": 20.0, "hPa": 10.0, "mm": 2.0}
"""The smallest height of a scale, by unit: tenths of a degree do not fill a picture."""

_FLOORED = frozenset({"snow_depth", "ice_thickness", "wind_speed", "wind_gust", "humidity", "precipitation"})
_WITHOUT_CURVES = frozenset({"wind_direction"})

DEMO = N_("demo")
LAST_WEEK = N_("{quantity}: seven days, {days}")
THIS_SEASON = N_("{quantity}: this season until {date}, and the one before")
WEEK_SENTENCE = N_(
    "In the last seven days ({days}) it was lowest at {lowest} ({when_lowest}) and highest at {highest} "
    "({when_highest})."
)
SAME_ALL_WEEK = N_("Every measurement of the last seven days ({days}) gave {value}.")
ONE_READING = N_("One reading: {value}, {time}.")


SEASON = N_("This season ({season}, until {date}) the daily mean was {values}.")
SAME_DAYS = N_("On the same days of the season before ({season}) it was {values}.")
ONLY_BEFORE = N_("In the season before ({season}) the daily mean was {values}.")
ICE_SEASON = N_("This season ({season}, until {date}) the thinnest of each day was {values}.")
ICE_SAME_DAYS = N_("On the same days of the season before ({season}) the thinnest was {values}.")
ICE_ONLY_BEFORE = N_("In the season before ({season}) the thinnest of each day was {values}.")
BETWEEN = N_("between {lowest} and {highest}")
"""Stands for `values` where the days are not all alike."""

BROKEN = N_("Where the line is broken, nothing was measured.")
RINGS = N_("A ring marks an unusual value that nobody has checked yet.")


@dataclass(frozen=True, slots=True)
class Past:
    """What was measured of one quantity: the lines of the week, this season and the one before."""

    quantity: str
    week: Sequence[WeekLine]
    season: Season
    before: Season


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its sentences and its table: `heads` over columns, then rows that begin with a day.

    At `expires` (ISO 8601, UTC; "": never) it leaves the page; `last` is when the last of it was measured.
    """

    name: str
    sentences: list[str]
    picture: Markup
    heads: list[str]
    rows: list[tuple[str, list[str]]]
    expires: str = ""
    last: Moment | None = None


@dataclass(frozen=True, slots=True)
class Curves:
    """The pictures of one line of a quantity under a heading; `quantity` is its key."""

    key: str
    quantity: str
    heading: str
    figures: list[Figure]


class Plotter:
    """Draws the past of a place in the words of a page. Thicknesses in `hidden` are not told (R-C8, R-C9); in a
    demonstration every picture and table says so itself, for they are passed on alone."""

    def __init__(self, speaker: Speaker, hidden: HiddenIce | None, is_demo: bool = False) -> None:
        self._speaker = speaker
        self._gettext = speaker.words.gettext
        self._hidden = hidden
        self._demo = f" ({self._gettext(DEMO)})" if is_demo else ""

    def curves(self, past: Past) -> Iterator[Curves]:
        """One for each channel and method that has measured anything."""
        if past.quantity in _WITHOUT_CURVES:
            return
        weeks = {(line.channel, line.method): line for line in past.week}
        seasons = {(line.channel, line.method): line.days for line in past.season.lines}
        befores = {(line.channel, line.method): line.days for line in past.before.lines}
        keys = sorted({*weeks, *seasons, *befores})
        for number, key in enumerate(keys, 1):
            name = f"{past.quantity}-{number}"
            figures = [
                *self._week(past.quantity, f"_{name}-w", weeks.get(key)),
                *self._season(past, f"_{name}-s", seasons.get(key, ()), befores.get(key, ())),
            ]
            if figures:
                heading = self._heading(past.quantity, key, keys)
                yield Curves(name, past.quantity, heading, figures)

    def _heading(self, quantity: str, key: tuple[int, str], keys: Sequence[tuple[int, str]]) -> str:
        """The quantity, with who measured where there are several lines, and a number where that is not enough."""
        name = self._gettext(NAMES[quantity])
        if len(keys) == 1:
            return name
        same = [each for each in keys if each[1] == key[1]]
        told = self._gettext(BY_METHOD[key[1]]).format(quantity=name)
        return told if len(same) == 1 else f"{told} ({same.index(key) + 1})"

    # The week

    def _week(self, quantity: str, key: str, line: WeekLine | None) -> Iterator[Figure]:
        points = [point for point in line.points if self._is_told(quantity, point)] if line else []
        if line is None or not points:
            return
        known, name = QUANTITIES[quantity], self._gettext(NAMES[quantity])
        doubtful = [point for point in points if point.is_suspect]
        sentences = self._week_sentences(points, known, line.reach)
        last = max(point.observed_at for point in points)
        chart = Chart(
            key=key,
            name=self._gettext(LAST_WEEK).format(quantity=name, days=self._week_days()) + self._demo,
            sentence=" ".join(sentences),
            unit=known.unit + self._demo,
            across=self._week_axis(),
            curves=[Curve([_at(point) for point in points], doubtful=[_at(point) for point in doubtful])],
            reach=line.reach.total_seconds(),
            least=LEAST.get(known.unit, 1.0),
            has_floor=quantity in _FLOORED,
        )
        yield Figure(
            chart.name,
            sentences,
            drawn(chart, self._written),
            [self._gettext("Day"), self._gettext("Lowest"), self._gettext("Highest")],
            self._week_rows(points, known),
            # In a page that was saved a thickness leaves as its number does (R-C2).
            utc(last + known.expired) if quantity == ICE_THICKNESS else "",
            self._moment(last),
        )

    def _is_told(self, quantity: str, point: Point) -> bool:
        return quantity != ICE_THICKNESS or self._hidden is None or not self._hidden.covers(point.observed_at)

    def _week_sentences(self, points: Sequence[Point], known: Quantity, reach: timedelta) -> list[str]:
        lowest = min(points, key=lambda point: point.value)
        highest = max(points, key=lambda point: point.value)
        least, most = self._measure(lowest.value, known), self._measure(highest.value, known)
        if len(points) == 1:
            said = [
                self._gettext(ONE_READING).format(value=least, time=self._moment(lowest.observed_at).text)
            ]
        elif least == most:
            said = [self._gettext(SAME_ALL_WEEK).format(days=self._week_days(), value=least)]
        else:
            told = self._gettext(WEEK_SENTENCE).format(
                days=self._week_days(),
                lowest=least,
                when_lowest=self._moment(lowest.observed_at).text,
                highest=most,
                when_highest=self._moment(highest.observed_at).text,
            )
            said = [told]
        if any(after.observed_at - before.observed_at > reach for before, after in pairwise(points)):
            said.append(self._gettext(BROKEN))
        if any(point.is_suspect for point in points):
            said.append(self._gettext(RINGS))
        return said

    def _week_days(self) -> str:
        """With their dates, for a page is kept."""
        now = self._speaker.now
        first, last = (moment.astimezone(LOCAL_TIME).date() for moment in (now - WEEK, now))
        return self._speaker.days(first, last)

    def _week_axis(self) -> Axis:
        """Seven days up to now; days begin at local midnights, and their numbers stand below their names."""
        end = self._speaker.now
        start = end - WEEK
        first = start.astimezone(LOCAL_TIME).date()
        days = [first + number * _DAY for number in range(_WEEK_DAYS + 1)]
        marks = [
            (
                max(_midnight(day), start).timestamp(),
                f"{weekday_name(day.weekday(), self._speaker.language)}\n{day.day}",
            )
            for day in days
        ]
        return Axis(start.timestamp(), end.timestamp(), marks)

    def _week_rows(self, points: Sequence[Point], known: Quantity) -> list[tuple[str, list[str]]]:
        by_day: dict[date, list[float]] = {}
        for point in points:
            by_day.setdefault(point.observed_at.astimezone(LOCAL_TIME).date(), []).append(point.value)
        return [
            (
                format_day(day, self._speaker.language),
                [self._measure(min(values), known), self._measure(max(values), known)],
            )
            for day, values in by_day.items()
        ]

    # The season

    def _season(self, past: Past, key: str, days: Sequence[Day], before: Sequence[Day]) -> Iterator[Figure]:
        quantity, known = past.quantity, QUANTITIES[past.quantity]
        this = {_ordinal(day.day, past.season.first): day for day in self._told_days(quantity, days)}
        last = {_ordinal(day.day, past.before.first): day for day in self._told_days(quantity, before)}
        if not this and not last:
            return
        names = [_season_name(season.first, season.last) for season in (past.season, past.before)]
        sentences = self._season_sentences(this, last, names, known)
        name = self._gettext(NAMES[quantity])
        chart = Chart(
            key=key,
            name=self._gettext(THIS_SEASON).format(quantity=name, date=self._today()) + self._demo,
            sentence=" ".join(sentences),
            unit=known.unit + self._demo,
            across=self._season_axis(_frame(past.season.first), [*this, *last]),
            curves=[
                Curve([(number, _of_day(quantity, day)) for number, day in days.items()], season, is_earlier)
                for days, season, is_earlier in ((last, names[1], True), (this, names[0], False))
                if days
            ],
            reach=1,
            least=LEAST.get(known.unit, 1.0),
            has_floor=quantity in _FLOORED,
        )
        yield Figure(
            chart.name,
            sentences,
            drawn(chart, self._written),
            [self._gettext("Week from"), *names],
            self._season_rows(_frame(past.season.first), this, last, known),
        )

    def _told_days(self, quantity: str, days: Sequence[Day]) -> list[Day]:
        """Without days of which any moment is hidden."""
        if quantity != ICE_THICKNESS or self._hidden is None:
            return list(days)
        hidden = self._hidden
        return [
            day
            for day in days
            if not (hidden.begins < _midnight(day.day + _DAY) and _midnight(day.day) < hidden.ends)
        ]

    def _season_sentences(
        self, this: Mapping[int, Day], last: Mapping[int, Day], names: Sequence[str], known: Quantity
    ) -> list[str]:
        is_ice = known.key == ICE_THICKNESS
        if not this:
            return [self._told(ICE_ONLY_BEFORE if is_ice else ONLY_BEFORE, last.values(), names[1], known)]
        said = [self._told(ICE_SEASON if is_ice else SEASON, this.values(), names[0], known)]
        same = [day for number, day in last.items() if number in this]
        if same:
            said.append(self._told(ICE_SAME_DAYS if is_ice else SAME_DAYS, same, names[1], known))
        numbers = sorted(this)
        if numbers[-1] - numbers[0] >= len(numbers):
            said.append(self._gettext(BROKEN))
        return said

    def _told(self, sentence: str, days: Iterable[Day], season: str, known: Quantity) -> str:
        found = [_of_day(known.key, day) for day in days]
        lowest, highest = self._measure(min(found), known), self._measure(max(found), known)
        told = lowest if lowest == highest else self._gettext(BETWEEN).format(lowest=lowest, highest=highest)
        return self._gettext(sentence).format(season=season, date=self._today(), values=told)

    def _today(self) -> str:
        return self._speaker.day(self._speaker.now.astimezone(LOCAL_TIME).date())

    def _season_axis(self, first: date, numbers: Sequence[int]) -> Axis:
        """Whole months, from the first to the last of which anything is known in either season."""
        start = (first + min(numbers) * _DAY).replace(day=1)
        end = _next_month(first + max(numbers) * _DAY)
        months = [start]
        while (month := _next_month(months[-1])) < end:
            months.append(month)
        is_a_letter = len(months) > _MOST_MONTHS_WRITTEN
        marks = [
            (float((month - first).days), month_name(month.month, self._speaker.language, is_a_letter))
            for month in months
        ]
        return Axis(float((start - first).days), float((end - first).days), marks)

    def _season_rows(
        self, first: date, this: Mapping[int, Day], last: Mapping[int, Day], known: Quantity
    ) -> list[tuple[str, list[str]]]:
        """Means of seven days each, of ice the thinnest; a week without any day has a dash."""
        weeks = sorted({number // _WEEK_DAYS for number in (*this, *last)})
        rows = []
        for week in weeks:
            within = range(week * _WEEK_DAYS, (week + 1) * _WEEK_DAYS)
            cells = []
            for days in (this, last):
                found = [_of_day(known.key, days[number]) for number in within if number in days]
                cells.append(self._measure(_of_week(known.key, found), known) if found else "–")
            day = first + within.start * _DAY
            rows.append((format_day(day, self._speaker.language, is_named=False), cells))
        return rows

    # Words

    def _moment(self, moment: datetime) -> Moment:
        return self._speaker.moment(moment)

    def _measure(self, value: float, known: Quantity) -> str:
        return self._speaker.reading(known.key, value)

    def _written(self, number: float) -> str:
        return format_decimal(number, self._speaker.language, 0 if abs(number - round(number)) < 1e-6 else 1)


def _of_day(quantity: str, day: Day) -> float:
    """What stands for a day: its mean, and of several holes in the ice the thinnest (R-C7)."""
    return day.lowest if quantity == ICE_THICKNESS else day.mean


def _of_week(quantity: str, days: Sequence[float]) -> float:
    return min(days) if quantity == ICE_THICKNESS else sum(days) / len(days)


def _at(point: Point) -> tuple[float, float]:
    return point.observed_at.timestamp(), point.value


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_TIME).astimezone(UTC)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _frame(first: date) -> date:
    """The first day of a season in years that hold no 29 February, so that seasons lie on each other."""
    return date(_COMMON_YEAR, first.month, 1)


def _ordinal(day: date, first: date) -> int:
    """Days since the first of a season, in the frame of all; 29 February takes the place of the 28th."""
    year = _COMMON_YEAR + (day.month < first.month)
    is_leap_day = (day.month, day.day) == (2, 29)
    return (date(year, day.month, 28 if is_leap_day else day.day) - _frame(first)).days


def _season_name(first: date, last: date) -> str:
    """`2026`, or `2026–2027` for a winter."""
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
