"""What is stored of a point's flows, read back: as it was measured, and as neighbours see it."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import BigInteger, Connection, Integer, bindparam, func, select, type_coerce

from heritage.passages.checks.judging import is_usable
from heritage.passages.flow import Flow
from heritage.passages.rollups import rows
from heritage.passages.rollups.measured import Correction, Ground, Measured, Stored
from heritage.passages.rollups.totals import Day, Hour
from heritage.passages.stretches import HOUR_S, Stretch, day_of
from heritage.store.flags import Flag
from heritage.store.passage_tables import PASSAGE_HOUR, PASSAGE_STRETCH

_OF_ESTIMATES = int(Flag.ESTIMATED | Flag.STRETCH)

_stretch_start = type_coerce(PASSAGE_STRETCH.c.start, BigInteger)
_LAST_STRETCH = (
    select(func.max(_stretch_start))
    .where(PASSAGE_STRETCH.c.flow == bindparam("of", type_=Integer))
    .where(_stretch_start < bindparam("at", type_=BigInteger))
)
_hour = type_coerce(PASSAGE_HOUR.c.hour, BigInteger)
_of_hour = PASSAGE_HOUR.c
_USUAL = (
    select(_hour, _of_hour.corrected)
    .where(_of_hour.flow == bindparam("of", type_=Integer))
    .where(_hour >= bindparam("start", type_=BigInteger), _hour < bindparam("end", type_=BigInteger))
    .where(_of_hour.corrected.is_not(None), _of_hour.covered == HOUR_S)
    .where(_of_hour.flags.bitwise_and(int(Flag.SPIKE)) == 0)
)
"""The hours for which `Hour.is_usual` holds."""


def hours_of(connection: Connection, flow: Flow, start: int, end: int) -> dict[int, Hour]:
    """The rows of the hours between two seconds, in order."""
    found = rows.HOURS.read(connection, flow.id, start, end)
    return {at: Hour(*values) for (at,), values in found.items()}


def stretches_of(connection: Connection, flow: Flow, start: int, end: int) -> list[Stretch]:
    """Those that have a part between two seconds, in order."""
    before = connection.scalar(_LAST_STRETCH, {"of": flow.id, "at": start})
    found = rows.STRETCHES.read(connection, flow.id, start if before is None else before, end)
    return [
        Stretch(first, last, raw, Flag(flags))
        for (first,), (last, raw, flags) in found.items()
        if last > start
    ]


def measured_of(ground: Ground, flow: Flow, start: int, end: int) -> Measured:
    """What was measured between two seconds at which local days begin, by what is stored: that without estimates."""
    if start >= end:
        return Measured({}, [], {})
    connection, correct = ground.connection, Correction(ground.factors, flow.direction)
    hours = {
        at: one._replace(flags=one.flags & ~_OF_ESTIMATES, estimated=None)
        for at, one in hours_of(connection, flow, start, end).items()
        if one.raw is not None
    }
    stretches = [
        Stored(one, correct.stretch(one) if is_usable(one.raw, one.flags) else None)
        for one in stretches_of(connection, flow, start, end)
    ]
    days = rows.DAYS.read(connection, flow.id, day_of(start), day_of(end))
    flags = {day: Day(*row).flags & ~int(Flag.ESTIMATED) for (day,), row in days.items()}
    return Measured(hours, stretches, flags)


def usual_hours(connection: Connection, flows: Sequence[Flow], start: int, end: int) -> dict[int, int]:
    """Corrected thousandths of a point's hours between two seconds that are wholly and usably counted, and no spikes.

    Where it tells directions, that is all of them together: an hour is left out that one of them lacks which was to
    be counted on that day.
    """
    whole: dict[int, int] = {}
    told: dict[int, int] = {}
    wanted: dict[date, int] = {}
    for flow in flows:
        for (day,) in rows.DAYS.read(connection, flow.id, day_of(start), day_of(end) + timedelta(days=1)):
            wanted[day] = wanted.get(day, 0) + 1
        for at, corrected in connection.execute(_USUAL, {"of": flow.id, "start": start, "end": end}).all():
            whole[at] = whole.get(at, 0) + corrected
            told[at] = told.get(at, 0) + 1
    every = len(flows)
    return {
        at: value for at, value in whole.items() if told[at] == every or told[at] >= wanted.get(day_of(at), 0)
    }


def whole_hours(connection: Connection, flow: Flow, hours: Collection[int]) -> set[int]:
    """Those of some hours of a flow that are wholly and usably counted."""
    if not hours:
        return set()
    found = hours_of(connection, flow, min(hours), max(hours) + HOUR_S)
    return {at for at, one in found.items() if one.is_whole}
