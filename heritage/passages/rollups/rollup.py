"""Roll-ups: hours, days, months, profiles and gaps of a point, made from all that tells of it, for some days or all.

What is made of a day follows from what was counted within a fixed reach of it (`checks`, `estimate`): so figures made
anew for some days are those that making all anew would give. Only rows that differ are written; a renewal that finds
nothing new leaves the flow's version alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, Connection, func, insert, select, type_coerce, update

from heritage.passages.counted.sources import expected_times, extent, whole_extent
from heritage.passages.flow import Flow, find_or_make
from heritage.passages.rollups.measured import RADIUS, Ground, Measured, measure
from heritage.passages.rollups.remade import (
    REACH_S,
    Remade,
    Renewal,
    State,
    Window,
    hull,
    states_of,
    weeks,
)
from heritage.passages.stretches import midnight
from heritage.places.place import Library
from heritage.sensors.series import moment
from heritage.store.passage_tables import (
    COUNT_DUE,
    FLOW,
    PASSAGE_DAY,
    PASSAGE_GAP,
    PASSAGE_HOUR,
    PASSAGE_STRETCH,
)


class Overtaken(Exception):
    """Somebody else has made the figures anew meanwhile: nothing was written."""


def renew(
    connection: Connection, library: Library, point: str, first_day: date, last_day: date, now: datetime
) -> list[date]:
    """Make anew what follows from the counts of some local days, both included; the days that are other than before.

    For a transaction that will write.
    """
    ground = Ground(connection, library, point, now)
    find_or_make(connection, point, ground.sources.directions)
    renewals = reckon(ground, states_of(connection, point), midnight(first_day), _midnight_after(last_day))
    write(connection, library, renewals, now)
    return sorted(set().union(*(one.days for one in renewals)))


def rebuild(connection: Connection, library: Library, point: str, now: datetime) -> list[date]:
    """Make all figures of a point anew; the days that are other than before. For a transaction that will write."""
    return renew(connection, library, point, date(1970, 1, 2), date(9998, 12, 31), now)


def verify(connection: Connection, library: Library, point: str, now: datetime) -> list[date]:
    """The days whose figures are other than those that would be made from raw. Writes nothing."""
    ground = Ground(connection, library, point, now)
    states = states_of(connection, point)
    known = {one.flow.direction for one in states}
    unknown = [way for way in ground.sources.directions if way not in known]
    # A flow that nobody has made yet has no rows.
    states += [State(Flow(-1 - way, point, way), 0) for way in unknown]
    renewals = reckon(ground, states, 0, 2**40)
    return sorted(set().union(*(one.days for one in renewals)))


def write(connection: Connection, library: Library, renewals: Iterable[Renewal], now: datetime) -> None:
    """Write what differs, and note which neighbours lean on it. Raises Overtaken, for the caller to roll back."""
    for one in renewals:
        changes = {derived: change for derived, change in one.changes.items() if change}
        if not changes:
            continue
        number, version = one.state.flow.id, one.state.version
        seen = (FLOW.c.id == number) & (FLOW.c.version == version)
        risen = update(FLOW).where(seen).values(version=version + 1, changed_at=now)
        if connection.execute(risen).rowcount != 1:
            raise Overtaken
        for derived, change in changes.items():
            derived.write(connection, number, change)
        if one.told is not None:
            _note_neighbours(connection, library, one.state.flow.point, *one.told)


def _note_neighbours(connection: Connection, library: Library, point: str, start: int, end: int) -> None:
    """The gaps of others that this point helps to fill are to be filled anew (R-V14)."""
    leaning = [key for key, other in library.counting.points.items() if point in other.neighbours]
    if not leaning:
        return
    gap_start, gap_end = (type_coerce(PASSAGE_GAP.c[name], BigInteger) for name in ("start", "end"))
    near = (gap_start < end + REACH_S) & (gap_end > start - REACH_S)
    with_gaps = (
        select(FLOW.c.point)
        .join(PASSAGE_GAP, PASSAGE_GAP.c.flow == FLOW.c.id)
        .where(FLOW.c.point.in_(leaning), near)
    )
    waiting = select(COUNT_DUE.c.point).where(COUNT_DUE.c.point.in_(leaning))
    concerned = set(connection.scalars(with_gaps)) | set(connection.scalars(waiting))
    rows_due = [
        {"point": key, "first_at": moment(start), "last_at": moment(end - 1)} for key in sorted(concerned)
    ]
    if rows_due:
        connection.execute(insert(COUNT_DUE), rows_due)


def reckon(
    ground: Ground, states: Sequence[State], start: int, end: int, until: int | None = None
) -> list[Renewal]:
    """What follows from the counts between two seconds, beside what is stored. Reads only.

    What lies from the second `until` on, where a local week begins, is left to those who make it anew afterwards.
    """
    bounds = bounds_of(ground, states)
    if bounds is None or start >= bounds.end or end <= bounds.start:
        return []
    if until is not None:
        bounds = bounds._replace(end=min(bounds.end, until))
    touched = extent(ground.connection, ground.sources, max(start, bounds.start), min(end, bounds.end))
    window = weeks(*touched, RADIUS).within(bounds)
    flows = _remade(ground, states, window)
    wide = hull([window, *(flow.touched(*touched) for flow in flows)]).within(bounds)
    if wide != window:
        flows = _remade(ground, states, wide)
    return [flow.renewed() for flow in flows]


def _remade(ground: Ground, states: Sequence[State], window: Window) -> list[Remade]:
    measured = measure(ground, window.start, window.end)
    nothing = Measured({}, [], {})
    return [Remade(ground, one, measured.get(one.flow.direction, nothing), window) for one in states]


def _midnight_after(day: date) -> int:
    return midnight(day + timedelta(days=1))


def bounds_of(ground: Ground, states: Sequence[State]) -> Window | None:
    """The local weeks from the first to the last that anything tells of, is stored of, or is expected in."""
    connection, moments = ground.connection, list[int]()
    told = whole_extent(connection, ground.sources)
    moments += told or ()
    for state in states:
        for times in expected_times(ground.sources, state.flow.direction, ground.now):
            moments += times
        of = state.flow.id
        for table, column in ((PASSAGE_HOUR, "hour"), (PASSAGE_STRETCH, "start"), (PASSAGE_GAP, "start")):
            key = type_coerce(table.c[column], BigInteger)
            for edge in (func.min(key), func.max(key)):
                found = connection.scalar(select(edge).where(table.c.flow == of))
                moments += [] if found is None else [found, found + 1]
        for last_or_first in (func.min(PASSAGE_DAY.c.day), func.max(PASSAGE_DAY.c.day)):
            day = connection.scalar(select(last_or_first).where(PASSAGE_DAY.c.flow == of))
            moments += [] if day is None else [midnight(day), _midnight_after(day)]
    return weeks(min(moments), max(moments)) if moments else None
