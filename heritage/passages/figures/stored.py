"""Reads the stored figures of a point: few queries, made once, and rows as plain numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    case,
    func,
    select,
    type_coerce,
)

from heritage.passages import calendars
from heritage.passages.figures.sums import DayColumns
from heritage.passages.slots import Week, unpacked
from heritage.passages.stretches import HOUR_S, day_bounds
from heritage.store.flags import Direction
from heritage.store.passage_tables import (
    FLOW,
    PASSAGE_CALENDAR,
    PASSAGE_DAY,
    PASSAGE_GAP,
    PASSAGE_HOUR,
    PASSAGE_PROFILE,
)

_FLOWS = bindparam("flows", expanding=True, type_=Integer)
_FIRST, _LAST = (bindparam(name, type_=Date) for name in ("first", "last"))
_START, _END = (bindparam(name, type_=BigInteger) for name in ("start", "end"))
_hour = type_coerce(PASSAGE_HOUR.c.hour, BigInteger)
_gap_start, _gap_end = (type_coerce(PASSAGE_GAP.c[name], BigInteger) for name in ("start", "end"))

_of_days, _calendar = PASSAGE_DAY.c, PASSAGE_CALENDAR.c
_within_days = and_(_of_days.flow.in_(_FLOWS), _of_days.day >= _FIRST, _of_days.day <= _LAST)
# An end of the primary key for each flow: so short whatever the history.
_since, _until = (
    select(end(_of_days.day)).where(_of_days.flow == FLOW.c.id).scalar_subquery()
    for end in (func.min, func.max)
)
_PEAKS = (
    select(_of_days.day, func.sum(_of_days.peak))
    .where(_within_days, _of_days.peak.is_not(None))
    .group_by(_of_days.day)
)
_OF_POINT = select(FLOW.c.id, FLOW.c.direction, FLOW.c.version, _since, _until).where(
    FLOW.c.point == bindparam("point", type_=String)
)
_CALENDARS = (
    select(_calendar.flow, _calendar.month, _calendar.days)
    .where(_calendar.flow.in_(_FLOWS), _calendar.month >= _FIRST, _calendar.month <= _LAST)
    .order_by(_calendar.flow, _calendar.month)
)
_PROFILE = (
    select(PASSAGE_PROFILE.c.flow, PASSAGE_PROFILE.c.week)
    .where(
        PASSAGE_PROFILE.c.flow.in_(_FLOWS),
        PASSAGE_PROFILE.c.month >= _FIRST,
        PASSAGE_PROFILE.c.month <= _LAST,
    )
    .order_by(PASSAGE_PROFILE.c.flow)
)
_GAPS = (
    select(
        PASSAGE_GAP.c.flow,
        _gap_start,
        _gap_end,
        PASSAGE_GAP.c.estimate,
        PASSAGE_GAP.c.reference,
        PASSAGE_GAP.c.estimated,
        PASSAGE_GAP.c.deviation,
    )
    .where(PASSAGE_GAP.c.flow.in_(_FLOWS), _gap_start < _END, _gap_end > _START)
    .order_by(_gap_start, PASSAGE_GAP.c.flow)
)
_HOURS = (
    select(
        PASSAGE_HOUR.c.flow,
        _hour,
        PASSAGE_HOUR.c.raw,
        PASSAGE_HOUR.c.covered,
        PASSAGE_HOUR.c.flags,
        PASSAGE_HOUR.c.corrected,
        PASSAGE_HOUR.c.estimated,
    )
    .where(PASSAGE_HOUR.c.flow.in_(_FLOWS), _hour >= _START, _hour < _END)
    .order_by(_hour, PASSAGE_HOUR.c.flow)
)
_WHOLE = select(_hour, PASSAGE_HOUR.c.corrected).where(
    PASSAGE_HOUR.c.flow.in_(_FLOWS),
    _hour.in_(bindparam("hours", expanding=True, type_=BigInteger)),
    PASSAGE_HOUR.c.covered == HOUR_S,
    PASSAGE_HOUR.c.corrected.is_not(None),
)
_BUSY = select(
    func.sum(case((PASSAGE_HOUR.c.raw >= bindparam("busy_from", type_=Integer), PASSAGE_HOUR.c.corrected))),
    func.sum(PASSAGE_HOUR.c.corrected),
).where(PASSAGE_HOUR.c.flow.in_(_FLOWS), _hour >= _START, _hour < _END)

_FEW = 2


class Directions(NamedTuple):
    """The flows of a point: id -> direction, and a number that grows with each change of their figures.

    `since` and `until` are the first and the last day on which it was to count; None where there was none.
    """

    by_flow: dict[int, Direction]
    version: int
    since: date | None
    until: date | None


class GapRow(NamedTuple):
    """A row of the table, with seconds and thousandths."""

    direction: Direction
    start: int
    end: int
    estimate: int | None
    reference: str | None
    estimated: int | None
    deviation: int | None


class HourRow(NamedTuple):
    """A row of the table, with seconds and thousandths."""

    direction: Direction
    hour: int
    raw: int | None
    covered: int
    flags: int
    corrected: int | None
    estimated: int | None


def directions_of(connection: Connection, point: str) -> Directions:
    """Empty where nothing was ever counted."""
    rows = connection.execute(_OF_POINT, {"point": point}).all()
    firsts = [first for *_, first, _ in rows if first is not None]
    lasts = [last for *_, last in rows if last is not None]
    return Directions(
        {flow: Direction(direction) for flow, direction, *_ in rows},
        sum(version for _, _, version, *_ in rows),
        min(firsts, default=None),
        max(lasts, default=None),
    )


def days_of(
    connection: Connection, flows: Directions, first: date, last: date
) -> dict[Direction, DayColumns]:
    """Those from `first` to `last`, both included, by direction; one without any is left out."""
    asked = {"flows": list(flows.by_flow), "first": first.replace(day=1), "last": last}
    rows = connection.execute(_CALENDARS, asked).all()
    found = {}
    for flow, of_flow in groupby(rows, key=itemgetter(0)):
        days, columns = calendars.unpacked((month, calendar) for _, month, calendar in of_flow)
        found[flows.by_flow[flow]] = DayColumns(days, *columns)
    return days_within(found, first, last)


def days_within(
    found: Mapping[Direction, DayColumns], first: date, last: date
) -> dict[Direction, DayColumns]:
    """Those from `first` to `last`, both included; a direction without any is left out."""
    parts = {direction: columns.within(first, last) for direction, columns in found.items()}
    return {direction: columns for direction, columns in parts.items() if columns.days}


def gaps_of(connection: Connection, flows: Directions, start: int, end: int) -> list[GapRow]:
    """Those that lie, also in part, within the seconds from `start` to `end`; by their start."""
    rows = connection.execute(_GAPS, {"flows": list(flows.by_flow), "start": start, "end": end})
    return [GapRow(flows.by_flow[flow], *rest) for flow, *rest in rows.all()]


def hours_of(connection: Connection, flows: Directions, start: int, end: int) -> list[HourRow]:
    """Those that begin within the seconds from `start` to `end`; by time and direction."""
    rows = connection.execute(_HOURS, {"flows": list(flows.by_flow), "start": start, "end": end})
    return [HourRow(flows.by_flow[flow], *rest) for flow, *rest in rows.all()]


def profile_of(connection: Connection, flows: Directions, first: date, last: date) -> dict[Direction, Week]:
    """Of the whole calendar months whose first days lie from `first` to `last`, both included."""
    rows = connection.execute(_PROFILE, {"flows": list(flows.by_flow), "first": first, "last": last}).all()
    return {
        flows.by_flow[flow]: unpacked(week for _, week in found)
        for flow, found in groupby(rows, key=itemgetter(0))
    }


def busy_share(
    connection: Connection, flows: Directions, direction: Direction, start: int, end: int, busy_from: int
) -> float:
    """The share (0..1) of a direction's passages in hours with at least `busy_from` counted ones."""
    wanted = [flow for flow, way in flows.by_flow.items() if way is direction]
    asked = {"flows": wanted, "start": start, "end": end, "busy_from": busy_from}
    busy, whole = connection.execute(_BUSY, asked).one()
    return int(busy or 0) / int(whole) if whole else 0.0


def peak_hour(connection: Connection, flows: Directions, first: date, last: date) -> tuple[int, int] | None:
    """Of the days from `first` to `last`, both included, the wholly counted hour with most passages in all directions,
    and its thousandths; the first of several.

    A day's hour has at most the sum of its directions' own peaks, so only days that promise most are looked at.
    """
    asked = {"flows": list(flows.by_flow), "first": first, "last": last}
    most = {day: int(peak) for day, peak in connection.execute(_PEAKS, asked)}
    promising = sorted(most, key=lambda day: (-most[day], day))
    best: tuple[int, int] | None = None
    looked_at, number = 0, _FEW
    while looked_at < len(promising) and (best is None or most[promising[looked_at]] >= -best[0]):
        highest = _highest(connection, flows, promising[looked_at : looked_at + number])
        best = min(filter(None, (best, highest)), default=None)
        looked_at, number = looked_at + number, number * 4
    return None if best is None else (best[1], -best[0])


def _highest(connection: Connection, flows: Directions, days: Sequence[date]) -> tuple[int, int] | None:
    """Of the hours of some days that with most: its thousandths below zero and itself, so that the least is wanted."""
    hours = [hour for day in days for hour in range(*day_bounds(day), HOUR_S)]
    sums: dict[int, list[int]] = {}
    for hour, corrected in connection.execute(_WHOLE, {"flows": list(flows.by_flow), "hours": hours}):
        sums.setdefault(hour, []).append(corrected)
    # Where a direction is missing the sum is not the point's.
    most = max(map(len, sums.values()), default=0)
    return min(((-sum(parts), hour) for hour, parts in sums.items() if len(parts) == most), default=None)
