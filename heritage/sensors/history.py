"""Curves of what was measured at a place: the last seven days, and a season beside the one before it.

What is missing stays missing (R-V8): a line has no points there, and tells how far apart two may be that belong
together. Sensors that followed one another at the same channel make one line, and each method has lines of its own:
what was drilled stands apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, and_, func, select

from heritage.i18n.dates import LOCAL_TIME
from heritage.quantities import Quality
from heritage.sensors.lines import SUMMED, Day, Point, Season, SeasonLine, WeekLine
from heritage.sensors.series import Series, moment, rows_between, seconds
from heritage.sensors.verdicts import Spans, shown_as, spans_of, verdict_on
from heritage.store.tables import READING_DAY, SERIES

MOST_POINTS = 170
"""Of a week's line: one an hour, and an hour begun at either end."""

_WEEK_S = 7 * 86_400
_HOUR_S = 3600
_LEAST_REACH = timedelta(hours=3)

_ICE = "ice_thickness"
_OF_WINTERS = frozenset({"snow_depth", _ICE})
_OF_NO_MEAN = frozenset({"wind_direction"})

_HOURS = 24
"""An amount is that of an hour at most, so that a day has as many."""

_AROUND = 14
"""Days before and after a day whose fullest tells how often its device measures; settings are changed now and then."""


def week(connection: Connection, place: str, quantity: str, now: datetime) -> list[WeekLine]:
    """The last seven days: at most 170 points a line, of each hour with more than one reading the newest.

    Of ice it is the thinnest: holes are not alike, and the careful one counts (R-C7). Amounts have no line: their week
    is told by its days.
    """
    if quantity in SUMMED:
        return []
    end = seconds(now) + 1
    found = _series(connection, place, quantity)
    spans = spans_of(connection, [one.id for one in found]) if found else {}
    lines: dict[tuple[int, str], list[Point]] = {}
    for one in found:
        points = _points(connection, one, spans.get(one.id, ()), end - _WEEK_S, end)
        lines.setdefault((one.channel, one.method), []).extend(points)
    is_ice = quantity == _ICE
    return [_line(*key, sorted(points), is_ice) for key, points in sorted(lines.items()) if points]


def _points(connection: Connection, series: Series, spans: Spans, start: int, end: int) -> Iterable[Point]:
    for at, value, quality in rows_between(connection, series.id, start, end):
        shown = shown_as(series.quantity, value, quality, verdict_on(spans, at))
        if shown is not None and value is not None:
            yield Point(moment(at), value, shown is Quality.SUSPECT)


def _thinned(points: Sequence[Point], is_ice: bool) -> Sequence[Point]:
    if len(points) <= MOST_POINTS:
        return points
    # The thickest first, so that the thinnest of an hour is what stays.
    ordered = sorted(points, key=lambda point: -point.value) if is_ice else points
    return sorted({seconds(point.observed_at) // _HOUR_S: point for point in ordered}.values())


def _line(channel: int, method: str, points: Sequence[Point], is_ice: bool) -> WeekLine:
    shown = _thinned(points, is_ice)
    steps = sorted(after.observed_at - before.observed_at for before, after in pairwise(shown))
    reach = max(_LEAST_REACH, 3 * steps[len(steps) // 2]) if steps else _LEAST_REACH
    return WeekLine(channel, method, tuple(shown), reach)


def season_of(quantity: str, today: date) -> tuple[date, date]:
    """The first and last day of the season that holds `today`: a winter from July on for snow and ice, else a year."""
    if quantity in _OF_WINTERS:
        begins = today.year if today.month >= 7 else today.year - 1
        return date(begins, 7, 1), date(begins + 1, 6, 30)
    return date(today.year, 1, 1), date(today.year, 12, 31)


def season(connection: Connection, place: str, quantity: str, now: datetime) -> tuple[Season, Season]:
    """This season's days and last season's; a direction has no mean, and so no days.

    Of amounts only days that are over.
    """
    today = now.astimezone(LOCAL_TIME).date()
    first, last = season_of(quantity, today)
    before, _ = season_of(quantity, first - timedelta(days=1))
    if quantity in SUMMED:
        days = _sums(connection, place, quantity, before, today - timedelta(days=1))
    else:
        days = _days(connection, place, quantity, before, last)
    return _season(days, first, last), _season(days, before, first - timedelta(days=1))


_Channels = Mapping[tuple[int, str], Sequence[Day]]


def _days(connection: Connection, place: str, quantity: str, first: date, last: date) -> _Channels:
    """The days of each channel and method, in order. Of two sensors on one day both count."""
    if quantity in _OF_NO_MEAN:
        return {}
    count, total = func.sum(READING_DAY.c.count), func.sum(READING_DAY.c.total)
    query = (
        select(
            SERIES.c.channel,
            SERIES.c.method,
            READING_DAY.c.day,
            total / count,
            func.min(READING_DAY.c.lowest),
            func.max(READING_DAY.c.highest),
            count,
        )
        .join_from(SERIES, READING_DAY, READING_DAY.c.series == SERIES.c.id)
        .where(_is_of(place, quantity, first, last))
        .group_by(SERIES.c.channel, SERIES.c.method, READING_DAY.c.day)
        .order_by(SERIES.c.channel, SERIES.c.method, READING_DAY.c.day)
    )
    found: dict[tuple[int, str], list[Day]] = {}
    for channel, method, *day in connection.execute(query):
        found.setdefault((channel, method), []).append(Day(*day))
    return found


def _is_of(place: str, quantity: str, first: date, last: date) -> ColumnElement[bool]:
    return and_(
        SERIES.c.place == place, SERIES.c.quantity == quantity, READING_DAY.c.day.between(first, last)
    )


def _sums(connection: Connection, place: str, quantity: str, first: date, last: date) -> _Channels:
    """The days of each channel and method, in order, with how much of each was measured.

    Of two sensors on one day the fuller counts: rain falls once.
    """
    query = (
        select(
            SERIES.c.channel,
            SERIES.c.method,
            READING_DAY.c.day,
            READING_DAY.c.total / READING_DAY.c.count,
            READING_DAY.c.lowest,
            READING_DAY.c.highest,
            READING_DAY.c.count,
        )
        .join_from(SERIES, READING_DAY, READING_DAY.c.series == SERIES.c.id)
        .where(_is_of(place, quantity, first, last))
        .order_by(
            SERIES.c.channel, SERIES.c.method, READING_DAY.c.day, READING_DAY.c.count, READING_DAY.c.series
        )
    )
    found: dict[tuple[int, str], dict[date, Day]] = {}
    for channel, method, day, *rest in connection.execute(query):
        found.setdefault((channel, method), {})[day] = Day(day, *rest)
    return {key: list(_covered(days)) for key, days in found.items()}


def _covered(days: Mapping[date, Day]) -> Iterator[Day]:
    """Each day by the fullest of those around it."""
    begins = min(days).toordinal() - _AROUND
    counts = [0] * (max(days).toordinal() + _AROUND - begins + 1)
    for day, one in days.items():
        counts[day.toordinal() - begins] = one.readings
    for day, one in days.items():
        at = day.toordinal() - begins
        fullest = max(counts[at - _AROUND : at + _AROUND + 1])
        yield one._replace(coverage=one.readings / max(_HOURS, fullest))


def _season(channels: _Channels, first: date, last: date) -> Season:
    lines = [
        SeasonLine(channel, method, tuple(day for day in days if first <= day.day <= last))
        for (channel, method), days in channels.items()
    ]
    return Season(first, last, tuple(line for line in lines if line.days))


def _series(connection: Connection, place: str, quantity: str) -> list[Series]:
    query = select(SERIES).where(SERIES.c.place == place, SERIES.c.quantity == quantity).order_by(SERIES.c.id)
    return [Series(*row) for row in connection.execute(query)]
