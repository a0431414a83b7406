"""What was measured at a place in the last seven days and this season beside the one before: pictures, each with a
sentence and a table (R-A16). Amounts are bars, each of which is a sum; everything else is a line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from heritage.conditions.ice import ICE_THICKNESS
from heritage.conditions.state import HiddenIce
from heritage.i18n.dates import LOCAL_TIME, format_day
from heritage.i18n.numbers import format_decimal
from heritage.pages import past_words
from heritage.pages.charts import Chart, Curve, drawn
from heritage.pages.figures import (
    DAY,
    WEEK_DAYS,
    Figure,
    days_axis,
    frame,
    midnight,
    ordinal,
    season_axis,
    season_name,
    week_axis,
)
from heritage.pages.labels import QUANTITIES as NAMES
from heritage.pages.past_words import value_of
from heritage.pages.values import BY_METHOD, Speaker, utc
from heritage.problems import N_
from heritage.quantities import QUANTITIES
from heritage.sensors.lines import SUMMED, WHOLE, Day, Point, Season, WeekLine

LEAST = {"°C": 4.0, "cm": 10.0, "m/s": 5.0, "%": 20.0, "hPa": 10.0, "mm": 2.0}
"""The smallest height of a scale, by unit: tenths of a degree do not fill a picture."""

_FLOORED = frozenset({"snow_depth", "ice_thickness", "wind_speed", "wind_gust", "humidity", "precipitation"})
_WITHOUT_CURVES = frozenset({"wind_direction"})
_FOLDED = frozenset({"humidity", "pressure"})
"""Few plan a walk by these: they are there for who asks, and the way past them is short."""

_NOTHING = "–"

DEMO = N_("demo")
LAST_WEEK = N_("{quantity}: seven days, {days}")
THIS_SEASON = N_("{quantity}: this season until {date}, and the one before")
LAST_SUMS = N_("{quantity}, the sum of each day: {days}")
SEASON_SUMS = N_("{quantity}, the sum of each week: this season until {date}, and the one before")


@dataclass(frozen=True, slots=True)
class Past:
    """What was measured of one quantity: the lines of the week, this season and the one before."""

    quantity: str
    week: Sequence[WeekLine]
    season: Season
    before: Season


@dataclass(frozen=True, slots=True)
class Curves:
    """The pictures of one line of a quantity under a heading; `quantity` is its key, `note` a sentence or ""."""

    key: str
    quantity: str
    heading: str
    figures: list[Figure]
    note: str
    is_folded: bool


class Plotter:
    """Draws the past of a place in the words of a page. Thicknesses in `hidden` are not told (R-C8, R-C9); in a
    demonstration every picture and table says so itself, for they are passed on alone."""

    def __init__(self, speaker: Speaker, hidden: HiddenIce | None, is_demo: bool = False) -> None:
        self._speaker = speaker
        self._gettext = speaker.words.gettext
        self._hidden = hidden
        self._demo = f" ({self._gettext(DEMO)})" if is_demo else ""
        self._today = speaker.now.astimezone(LOCAL_TIME).date()

    def curves(self, past: Past) -> Iterator[Curves]:
        """One for each channel and method that has measured anything."""
        quantity = past.quantity
        if quantity in _WITHOUT_CURVES:
            return
        weeks = {(line.channel, line.method): line for line in past.week}
        seasons = {(line.channel, line.method): line.days for line in past.season.lines}
        befores = {(line.channel, line.method): line.days for line in past.before.lines}
        keys = sorted({*weeks, *seasons, *befores})
        for number, key in enumerate(keys, 1):
            name = f"{quantity}-{number}"
            this, before = seasons.get(key, ()), befores.get(key, ())
            if quantity in SUMMED:
                week = self._week_of_sums(quantity, f"_{name}-w", [*before, *this])
            else:
                week = self._week(quantity, f"_{name}-w", weeks.get(key))
            figures = [*week, *self._season(past, f"_{name}-s", this, before)]
            if figures:
                heading = self._heading(quantity, key, keys)
                note = self._gettext(past_words.SUMS_ARE_WHOLE) if quantity in SUMMED else ""
                yield Curves(name, quantity, heading, figures, note, quantity in _FOLDED)

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
        sentences = past_words.of_week(self._speaker, quantity, points, line.reach)
        last = max(point.observed_at for point in points)
        days = past_words.last_days(self._speaker)
        chart = Chart(
            key=key,
            name=self._gettext(LAST_WEEK).format(quantity=name, days=days) + self._demo,
            sentence=" ".join(sentences),
            unit=known.unit + self._demo,
            across=week_axis(self._speaker.now, self._speaker.language),
            curves=[Curve([_at(point) for point in points], doubtful=[_at(point) for point in doubtful])],
            reach=line.reach.total_seconds(),
            least=LEAST.get(known.unit, 1.0),
            has_floor=quantity in _FLOORED,
        )
        heads = [self._gettext("Day"), self._gettext("Lowest"), self._gettext("Highest")]
        yield Figure(
            chart.name,
            sentences,
            drawn(chart, self._written),
            [*heads, self._gettext("Unusual")] if doubtful else heads,
            self._week_rows(quantity, points, bool(doubtful)),
            # In a page that was saved a thickness leaves as its number does (R-C2).
            utc(last + known.expired) if quantity == ICE_THICKNESS else "",
            self._speaker.moment(last),
        )

    def _is_told(self, quantity: str, point: Point) -> bool:
        return quantity != ICE_THICKNESS or self._hidden is None or not self._hidden.covers(point.observed_at)

    def _week_rows(
        self, quantity: str, points: Sequence[Point], has_unusual: bool
    ) -> list[tuple[str, list[str]]]:
        """The extremes of each day's good values; what is unusual stands in a column of its own (R-C3)."""
        by_day: dict[date, list[Point]] = {}
        for point in points:
            by_day.setdefault(point.observed_at.astimezone(LOCAL_TIME).date(), []).append(point)
        rows = []
        for day, found in by_day.items():
            good = [point.value for point in found if not point.is_suspect]
            unusual = [point.value for point in found if point.is_suspect]
            cells = [self._ends(quantity, [pick(good)] if good else []) for pick in (min, max)]
            if has_unusual:
                cells.append(self._ends(quantity, unusual))
            rows.append((format_day(day, self._speaker.language), cells))
        return rows

    def _ends(self, quantity: str, values: Sequence[float]) -> str:
        """The lowest and the highest of `values`, once where they are alike; a dash where there is none."""
        if not values:
            return _NOTHING
        ends = [self._speaker.reading(quantity, pick(values)) for pick in (min, max)]
        return " – ".join(dict.fromkeys(ends))

    def _week_of_sums(self, quantity: str, key: str, found: Sequence[Day]) -> Iterator[Figure]:
        """The last seven days that are over."""
        days = [self._today - number * DAY for number in range(WEEK_DAYS, 0, -1)]
        sums = {day.day: day for day in found if day.day in days and day.coverage >= WHOLE}
        if not sums:
            return
        known, span = QUANTITIES[quantity], self._speaker.days(days[0], days[-1])
        sentence = past_words.of_sums(self._speaker, quantity, sums.values(), span)
        bars = [(number + 0.5, sums[day].total) for number, day in enumerate(days) if day in sums]
        chart = Chart(
            key=key,
            name=self._gettext(LAST_SUMS).format(quantity=self._gettext(NAMES[quantity]), days=span)
            + self._demo,
            sentence=sentence,
            unit=known.unit + self._demo,
            across=days_axis(days, self._speaker.language),
            curves=[Curve(bars)],
            reach=0,
            least=LEAST.get(known.unit, 1.0),
            has_floor=True,
            bar=1,
        )
        rows = [
            (
                format_day(day, self._speaker.language),
                [self._ends(quantity, [sums[day].total] if day in sums else [])],
            )
            for day in days
        ]
        heads = [self._gettext("Day"), self._gettext("Sum")]
        yield Figure(chart.name, [sentence], drawn(chart, self._written), heads, rows)

    # The season

    def _season(self, past: Past, key: str, days: Sequence[Day], before: Sequence[Day]) -> Iterator[Figure]:
        quantity, first = past.quantity, frame(past.season.first)
        this = {ordinal(day.day, past.season.first): day for day in self._told_days(quantity, days)}
        last = {ordinal(day.day, past.before.first): day for day in self._told_days(quantity, before)}
        weeks = [_weeks(quantity, each) for each in (this, last)]
        if not any(weeks):
            return
        names = [season_name(season.first, season.last) for season in (past.season, past.before)]
        sentences = past_words.of_seasons(self._speaker, quantity, _whole(this), _whole(last), names)
        curves = [
            Curve(_points(quantity, last, weeks[1]), names[1], is_earlier=True),
            Curve(_points(quantity, this, weeks[0]), names[0]),
        ]
        unit = QUANTITIES[quantity].unit
        chart = Chart(
            key=key,
            name=self._season_title(quantity),
            sentence=" ".join(sentences),
            unit=unit + self._demo,
            across=season_axis(first, [*this, *last], self._speaker.language),
            curves=[curve for curve in curves if curve.points],
            reach=1,
            least=LEAST.get(unit, 1.0),
            has_floor=quantity in _FLOORED,
            bar=WEEK_DAYS if quantity in SUMMED else 0,
        )
        heads = [self._gettext("Week from"), *names]
        rows = self._season_rows(quantity, first, weeks)
        yield Figure(chart.name, sentences, drawn(chart, self._written), heads, rows)

    def _season_title(self, quantity: str) -> str:
        title = SEASON_SUMS if quantity in SUMMED else THIS_SEASON
        name, today = self._gettext(NAMES[quantity]), self._speaker.day(self._today)
        return self._gettext(title).format(quantity=name, date=today) + self._demo

    def _told_days(self, quantity: str, days: Sequence[Day]) -> list[Day]:
        """Without days of which any moment is hidden."""
        if quantity != ICE_THICKNESS or self._hidden is None:
            return list(days)
        hidden = self._hidden
        return [
            day
            for day in days
            if not (hidden.begins < midnight(day.day + DAY) and midnight(day.day) < hidden.ends)
        ]

    def _season_rows(
        self, quantity: str, first: date, seasons: Sequence[Mapping[int, float]]
    ) -> list[tuple[str, list[str]]]:
        """What stands for each week in either season; where nothing does, a dash."""
        return [
            (
                format_day(first + week * WEEK_DAYS * DAY, self._speaker.language, is_named=False),
                [self._ends(quantity, [weeks[week]] if week in weeks else []) for weeks in seasons],
            )
            for week in sorted({week for weeks in seasons for week in weeks})
        ]

    def _written(self, number: float) -> str:
        return format_decimal(number, self._speaker.language, 0 if abs(number - round(number)) < 1e-6 else 1)


def _whole(days: Mapping[int, Day]) -> dict[int, Day]:
    """Those of which a sum tells: all, where nothing is summed."""
    return {number: day for number, day in days.items() if day.coverage >= WHOLE}


def _points(quantity: str, days: Mapping[int, Day], weeks: Mapping[int, float]) -> list[tuple[float, float]]:
    """Of each day what stands for it; of amounts the sum of each week, in its middle."""
    if quantity in SUMMED:
        return [((week + 0.5) * WEEK_DAYS, total) for week, total in weeks.items()]
    return [(float(number), value_of(quantity, day)) for number, day in days.items()]


def _weeks(quantity: str, days: Mapping[int, Day]) -> dict[int, float]:
    """What stands for seven days: the mean of those that are known, of ice the thinnest, of amounts the sum."""
    weeks = {}
    for week in sorted({number // WEEK_DAYS for number in days}):
        found = [days[number] for number in _within(week) if number in days]
        values = [value_of(quantity, day) for day in found]
        if quantity not in SUMMED:
            weeks[week] = min(values) if quantity == ICE_THICKNESS else sum(values) / len(values)
        elif sum(day.coverage for day in found) >= WHOLE * WEEK_DAYS:
            weeks[week] = sum(values)
    return weeks


def _within(week: int) -> range:
    return range(week * WEEK_DAYS, (week + 1) * WEEK_DAYS)


def _at(point: Point) -> tuple[float, float]:
    return point.observed_at.timestamp(), point.value
