"""What was counted day by day at several points, also what a check has left out: for those who look after the counters.

Few queries for all points together; a look at a hundred of them is taken every five minutes.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, Date, Integer, bindparam, func, select, type_coerce

from heritage.passages.flow import Flow
from heritage.passages.stretches import day_bounds, day_of
from heritage.store.flags import Flag
from heritage.store.passage_tables import PASSAGE_DAY, PASSAGE_HOUR

LEAST_COUNTED = 0.9
"""The share of a day that must be counted for its sum to stand; the same as for totals (R-V15)."""

_LEFT_OUT = int(Flag.HELD | Flag.REJECTED | Flag.RECONSTRUCTED)
_SETTLED = int(Flag.SNOWED | Flag.KEPT)

_FLOWS = bindparam("flows", expanding=True, type_=Integer)
_FIRST, _LAST = (bindparam(name, type_=Date) for name in ("first", "last"))
_START, _END = (bindparam(name, type_=BigInteger) for name in ("start", "end"))
_of = PASSAGE_DAY.c
_within = (_of.flow.in_(_FLOWS), _of.day >= _FIRST, _of.day <= _LAST)
_ROWS = select(_of.flow, _of.day, _of.raw, _of.covered, _of.flags).where(*_within)
_MEANS = (
    select(_of.flow, func.sum(_of.raw), func.count(_of.raw))
    .where(*_within)
    .group_by(_of.flow)
    .having(func.count(_of.raw) > 0)
)
_hour = type_coerce(PASSAGE_HOUR.c.hour, BigInteger)
_HOURS = select(PASSAGE_HOUR.c.flow, _hour, PASSAGE_HOUR.c.raw, PASSAGE_HOUR.c.covered).where(
    PASSAGE_HOUR.c.flow.in_(_FLOWS), _hour >= _START, _hour < _END, PASSAGE_HOUR.c.raw.is_not(None)
)


class RawDay(NamedTuple):
    """A flow's local day: `raw` passages of what is usable, in `covered` seconds; None where nothing is."""

    raw: int | None
    covered: int
    flags: int

    @property
    def is_left_out(self) -> bool:
        """Whether something was counted that does not stand in figures."""
        return bool(self.flags & _LEFT_OUT)

    @property
    def is_told(self) -> bool:
        """Whether the counter told anything."""
        return self.raw is not None or self.is_left_out


def told_days(
    connection: Connection, flows: Iterable[Flow], first: date, last: date
) -> dict[int, dict[date, RawDay]]:
    """By flow, the days from `first` to `last`, both included, on which it was to count."""
    asked = {"flows": [flow.id for flow in flows], "first": first, "last": last}
    found: dict[int, dict[date, RawDay]] = {}
    for flow, day, raw, covered, flags in connection.execute(_ROWS, asked).all() if asked["flows"] else ():
        found.setdefault(flow, {})[day] = RawDay(raw, covered, flags)
    return found


def mean_days(connection: Connection, flows: Iterable[Flow], first: date, last: date) -> dict[int, float]:
    """By flow, what was usably counted on a day in the mean of those from `first` to `last`, both included."""
    asked = {"flows": [flow.id for flow in flows], "first": first, "last": last}
    rows = connection.execute(_MEANS, asked).all() if asked["flows"] else ()
    return {flow: int(total) / number for flow, total, number in rows}


def raw_days(
    connection: Connection, flows: Collection[Flow], first: date, last: date
) -> dict[str, dict[date, float]]:
    """By point, the passages of days that were counted to nine tenths at least in each direction; what lacks is added.

    Days whose counts a check has left out are there too. Those are not that somebody has decided to be real, or on
    which the snow lay higher than the counter: there is nothing to wonder at.
    """
    told = told_days(connection, flows, first, last)
    left_out = {
        flow: [day for day, one in days.items() if one.is_left_out and not one.flags & _SETTLED]
        for flow, days in told.items()
    }
    hours = _of_hours(connection, {flow: days for flow, days in left_out.items() if days})
    sums: dict[str, dict[date, list[float | None]]] = {}
    for flow in flows:
        for day, one in told.get(flow.id, {}).items():
            raw, covered = hours.get((flow.id, day), (one.raw, one.covered))
            value = None if one.flags & _SETTLED else _whole(raw, covered, day)
            sums.setdefault(flow.point, {}).setdefault(day, []).append(value)
    return {
        point: {
            day: sum(known) for day, values in days.items() if len(known := _known(values)) == len(values)
        }
        for point, days in sums.items()
    }


def _of_hours(
    connection: Connection, days: Mapping[int, Collection[date]]
) -> dict[tuple[int, date], tuple[int, int]]:
    """Passages and counted seconds of some days, whatever was decided of them."""
    if not days:
        return {}
    wanted = [day for found in days.values() for day in found]
    asked = {
        "flows": list(days),
        "start": day_bounds(min(wanted))[0],
        "end": day_bounds(max(wanted))[1],
    }
    found: dict[tuple[int, date], tuple[int, int]] = {}
    for flow, hour, raw, covered in connection.execute(_HOURS, asked).all():
        key = flow, day_of(hour)
        if key[1] in days[flow]:
            passages, seconds = found.get(key, (0, 0))
            found[key] = passages + raw, seconds + covered
    return found


def _whole(raw: int | None, covered: int, day: date) -> float | None:
    start, end = day_bounds(day)
    share = covered / (end - start)
    return None if raw is None or share < LEAST_COUNTED else raw / share


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]
