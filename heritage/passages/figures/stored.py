"""Reads the stored figures of a point: few queries, made once, and rows as plain numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from heritage.passages import calendars
from heritage.passages.figures.sums import DayColumns
from heritage.passages.slots import Week, unpacked
from heritage.passages.stretches import HOUR_S, day_bounds, midnight
from heritage.store.engine import AS_BYTES
from heritage.store.flags import Direction
from heritage.store.passage_tables import (
    COUNT_DECISION,
    COUNT_EVENT,
    FACTOR,
    FLOW,
    PASSAGE_CALENDAR,
    PASSAGE_DAY,
    PASSAGE_GAP,
    PASSAGE_HOUR,
    PASSAGE_PROFILE,
)

_FLOWS = bindparam("flows", expanding=True, type_=Integer)
_FIRST, _LAST, _HOURS_FROM = (bindparam(name, type_=Date) for name in ("first", "last", "hours_from"))
_START, _END = (bindparam(name, type_=BigInteger) for name in ("start", "end"))
_hour = type_coerce(PASSAGE_HOUR.c.hour, BigInteger)
_gap_start, _gap_end = (type_coerce(PASSAGE_GAP.c[name], BigInteger) for name in ("start", "end"))

_of_days, _calendar, _profile = PASSAGE_DAY.c, PASSAGE_CALENDAR.c, PASSAGE_PROFILE.c
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
_is_annotated = or_(
    *(exists().where(table.c.point == FLOW.c.point) for table in (FACTOR, COUNT_DECISION, COUNT_EVENT)),
    exists().where(COUNT_EVENT.c.point.is_(None)),
)
_is_of_point = FLOW.c.point == bindparam("point", type_=String)
_flow_columns = (
    FLOW.c.direction,
    FLOW.c.version,
    _since.label("since"),
    _until.label("until"),
    _is_annotated.label("is_annotated"),
)
_OF_POINT = select(FLOW.c.id, *_flow_columns).where(_is_of_point)
_CALENDARS = (
    select(_calendar.flow, _calendar.month, _calendar.days)
    .where(_calendar.flow.in_(_FLOWS), _calendar.month >= _FIRST, _calendar.month <= _LAST)
    .order_by(_calendar.flow, _calendar.month)
    .execution_options(**{AS_BYTES: True})
)
_gap_columns = (
    _gap_start,
    _gap_end,
    PASSAGE_GAP.c.estimate,
    PASSAGE_GAP.c.reference,
    PASSAGE_GAP.c.estimated,
    PASSAGE_GAP.c.deviation,
)
_GAPS = (
    select(PASSAGE_GAP.c.flow, *_gap_columns)
    .where(PASSAGE_GAP.c.flow.in_(_FLOWS), _gap_start < _END, _gap_end > _START)
    .order_by(_gap_start, PASSAGE_GAP.c.flow)
)
_no_flow, _no_gap = (
    [cast(null(), column.type) for column in columns] for columns in (_flow_columns, _gap_columns)
)
_no_month = [cast(null(), column.type) for column in (_calendar.month, _calendar.days)]
# All at once: on PostgreSQL a question takes longer than what it is about. Each kind of row has columns of its own.
_AROUND = union_all(
    select(literal_column("0"), FLOW.c.id, *_no_month, *_flow_columns, *_no_gap).where(_is_of_point),
    select(literal_column("1"), FLOW.c.id, _calendar.month, _calendar.days, *_no_flow, *_no_gap)
    .join(PASSAGE_CALENDAR, _calendar.flow == FLOW.c.id)
    .where(_is_of_point, _calendar.month >= _FIRST, _calendar.month <= _LAST),
    select(literal_column("2"), FLOW.c.id, _profile.month, _profile.week, *_no_flow, *_no_gap)
    .join(PASSAGE_PROFILE, _profile.flow == FLOW.c.id)
    .where(_is_of_point, _profile.month >= _HOURS_FROM, _profile.month <= _LAST),
    select(literal_column("3"), FLOW.c.id, *_no_month, *_no_flow, *_gap_columns)
    .join(PASSAGE_GAP, PASSAGE_GAP.c.flow == FLOW.c.id)
    .where(_is_of_point, _gap_start < _END, _gap_end > _START),
).execution_options(**{AS_BYTES: True})
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
_OF_FLOW, _OF_DAYS, _OF_HOURS = range(3)
_FLOW_WIDTH = len(_flow_columns)
_flow, _start_and_flow = itemgetter(0), itemgetter(1, 0)


class Directions(NamedTuple):
    """The flows of a point: id -> direction, and a number that grows with each change of their figures.

    `since` and `until` are the first and the last day on which it was to count; None where there was none.
    `is_annotated`: people have decided, corrected or explained something, which is then to be read.
    """

    by_flow: dict[int, Direction]
    version: int
    since: date | None
    until: date | None
    is_annotated: bool = True


_Packed = tuple[int, date, bytes]
"""A flow, the first day of a month, and what is stored of it."""


class GapRow(NamedTuple):
    """A row of the table, with seconds and thousandths."""

    direction: Direction
    start: int
    end: int
    estimate: int | None
    reference: str | None
    estimated: int | None
    deviation: int | None


class Known(NamedTuple):
    """Of whole months: their days by direction, the packed sums of their hours, and the gaps in order."""

    days: Mapping[Direction, DayColumns]
    weeks: Mapping[Direction, Sequence[_Packed]]
    gaps: Sequence[GapRow]


class Around(NamedTuple):
    """The flows of a point, and what is known of the months around a period."""

    flows: Directions
    known: Known


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
    return _directions(connection.execute(_OF_POINT, {"point": point}).all())


def _directions(rows: Sequence[Sequence[Any]]) -> Directions:
    firsts = [first for *_, first, _, _ in rows if first is not None]
    lasts = [last for *_, last, _ in rows if last is not None]
    return Directions(
        {flow: Direction(direction) for flow, direction, *_ in rows},
        sum(version for _, _, version, *_ in rows),
        min(firsts, default=None),
        max(lasts, default=None),
        # Of a point without a flow that is not asked.
        not rows or any(is_annotated for *_, is_annotated in rows),
    )


def days_of(
    connection: Connection, flows: Directions, first: date, last: date
) -> dict[Direction, DayColumns]:
    """Those from `first` to `last`, both included, by direction; one without any is left out."""
    asked = {"flows": list(flows.by_flow), "first": first.replace(day=1), "last": last}
    rows = [(flow, month, packed) for flow, month, packed in connection.execute(_CALENDARS, asked).all()]
    return days_within(_days(flows, rows), first, last)


def around(connection: Connection, point: str, first: date, last: date, hours_from: date) -> Around:
    """Of the months from that which begins with `first` to that which ends with `last`; of hours only those of months
    that begin on `hours_from` or later."""
    start, end = midnight(first), day_bounds(last)[1]
    asked = {"first": first, "last": last, "hours_from": hours_from, "start": start, "end": end}
    of_flows: list[Sequence[Any]] = []
    days: list[_Packed] = []
    weeks: list[_Packed] = []
    of_gaps: list[Sequence[Any]] = []
    for kind, flow, month, packed, *rest in connection.execute(_AROUND, {"point": point, **asked}).all():
        if kind == _OF_DAYS:
            days.append((flow, month, packed))
        elif kind == _OF_HOURS:
            weeks.append((flow, month, packed))
        elif kind == _OF_FLOW:
            of_flows.append((flow, *rest[:_FLOW_WIDTH]))
        else:
            of_gaps.append((flow, *rest[_FLOW_WIDTH:]))
    flows = _directions(of_flows)
    by_flow = flows.by_flow
    by_direction = {by_flow[flow]: list(found) for flow, found in groupby(sorted(weeks), key=_flow)}
    gaps = [GapRow(by_flow[flow], *gap) for flow, *gap in sorted(of_gaps, key=_start_and_flow)]
    return Around(flows, Known(_days(flows, sorted(days)), by_direction, gaps))


def _days(flows: Directions, rows: Sequence[_Packed]) -> dict[Direction, DayColumns]:
    found = {}
    for flow, of_flow in groupby(rows, key=_flow):
        days, columns = calendars.unpacked((month, calendar) for _, month, calendar in of_flow)
        found[flows.by_flow[flow]] = DayColumns(days, *columns)
    return found


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


def weeks_within(
    found: Mapping[Direction, Sequence[_Packed]], first: date, last: date
) -> dict[Direction, Week]:
    """The sums of the months whose first days lie from `first` to `last`, both included."""
    parts = {
        direction: [week for _, month, week in weeks if first <= month <= last]
        for direction, weeks in found.items()
    }
    return {direction: unpacked(weeks) for direction, weeks in parts.items() if weeks}


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
