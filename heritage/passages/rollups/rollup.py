"""Roll-ups: hours, days, months, profiles and gaps of a point, made from all that tells of it, for some days or all.

What is made of a day follows from what was counted within a fixed reach of it (`checks`, `estimate`): so figures made
anew for some days are those that making all anew would give. Only rows that differ are written; a renewal that finds
nothing new leaves the flow's version alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, Connection, func, select, type_coerce, update

from heritage.passages.counted.sources import expected_times, extent, whole_extent
from heritage.passages.flow import Flow, find_or_make
from heritage.passages.rollups.known import measured_of
from heritage.passages.rollups.measured import RADIUS, Ground, Measured, measure
from heritage.passages.rollups.neighbours import References, note_gaps
from heritage.passages.rollups.remade import (
    Remade,
    Rewrite,
    Seen,
    Window,
    around_of,
    hull,
    seen_of,
    weeks,
)
from heritage.passages.stretches import midnight
from heritage.places.place import Library
from heritage.store.passage_tables import FLOW, PASSAGE_DAY, PASSAGE_GAP, PASSAGE_HOUR, PASSAGE_STRETCH

_ALWAYS = 0, 2**40


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
    rewrites = reckon(ground, seen_of(connection, point), midnight(first_day), _midnight_after(last_day))
    return _written(connection, library, rewrites, now)


def rebuild(connection: Connection, library: Library, point: str, now: datetime) -> list[date]:
    """Make all figures of a point anew; the days that are other than before. For a transaction that will write.

    Also months whose days are as they were: whatever was lost or changed by other hands is there again.
    """
    ground = Ground(connection, library, point, now)
    find_or_make(connection, point, ground.sources.directions)
    rewrites = reckon(ground, seen_of(connection, point), *_ALWAYS, has_all_months=True)
    return _written(connection, library, rewrites, now)


def _written(
    connection: Connection, library: Library, rewrites: Sequence[Rewrite], now: datetime
) -> list[date]:
    write(connection, library, rewrites, now)
    return sorted(set().union(*(one.days for one in rewrites)))


def verify(connection: Connection, library: Library, point: str, now: datetime) -> list[date]:
    """The days whose figures are other than those that would be made from raw. Writes nothing."""
    ground = Ground(connection, library, point, now)
    seen = seen_of(connection, point)
    known = {one.flow.direction for one in seen}
    unknown = [way for way in ground.sources.directions if way not in known]
    # A flow that nobody has made yet has no rows.
    seen += [Seen(Flow(-1 - way, point, way), 0) for way in unknown]
    rewrites = reckon(ground, seen, *_ALWAYS, has_all_months=True)
    return sorted(set().union(*(one.days for one in rewrites)))


def write(connection: Connection, library: Library, rewrites: Iterable[Rewrite], now: datetime) -> None:
    """Write what differs, and note which neighbours lean on it. Raises Overtaken, for the caller to roll back."""
    for one in rewrites:
        changes = {derived: change for derived, change in one.changes.items() if change}
        if not changes:
            continue
        number, version = one.seen.flow.id, one.seen.version
        seen = (FLOW.c.id == number) & (FLOW.c.version == version)
        risen = update(FLOW).where(seen).values(version=version + 1, changed_at=now)
        if connection.execute(risen).rowcount != 1:
            raise Overtaken
        for derived, change in changes.items():
            derived.write(connection, number, change)
        note_gaps(connection, library, one.seen.flow.point, one.told)


def reckon(
    ground: Ground,
    seen: Sequence[Seen],
    start: int,
    end: int,
    until: int | None = None,
    *,
    has_all_months: bool = False,
) -> list[Rewrite]:
    """What follows from the counts between two seconds, beside what is stored. Reads only.

    What lies from the second `until` on, where a local week begins, is left to those who make it anew afterwards. Of
    months those with other days or hours are made, or all of them.
    """
    bounds = bounds_of(ground, seen)
    if bounds is None or start >= bounds.end or end <= bounds.start:
        return []
    if until is not None:
        bounds = bounds._replace(end=min(bounds.end, until))
    touched = extent(ground.connection, ground.sources, max(start, bounds.start), min(end, bounds.end))
    window = weeks(*touched, RADIUS).within(bounds)
    measured = measure(ground, window.start, window.end)
    nothing = Measured({}, [], {})
    flows = [Remade(ground, one, measured.get(one.flow.direction, nothing), window) for one in seen]
    # Further away only estimates can be others: what was measured there stands.
    wide = hull([window, *(flow.touched(*touched) for flow in flows)]).within(bounds)
    return _renewed(ground, [flow.widened(wide) for flow in flows], wide, has_all_months)


def refill(ground: Ground, seen: Sequence[Seen], start: int, end: int) -> list[Rewrite]:
    """The estimates of gaps between two seconds, by what neighbours measured, beside what is stored. Reads only."""
    window = weeks(start, end)
    flows = [Remade(ground, one, measured_of(ground, one.flow, *window), window) for one in seen]
    return _renewed(ground, flows, window)


def _renewed(
    ground: Ground, flows: Iterable[Remade], window: Window, has_all_months: bool = False
) -> list[Rewrite]:
    names = ground.record.neighbours if ground.record is not None else ()
    references = References(ground.connection, names, *around_of(window))
    return [flow.renewed(references, has_all_months) for flow in flows]


def _midnight_after(day: date) -> int:
    return midnight(day + timedelta(days=1))


def bounds_of(ground: Ground, seen: Sequence[Seen]) -> Window | None:
    """The local weeks from the first to the last that anything tells of, is stored of, or is expected in."""
    connection, moments = ground.connection, list[int]()
    told = whole_extent(connection, ground.sources)
    moments += told or ()
    for one in seen:
        for times in expected_times(ground.sources, one.flow.direction, ground.now):
            moments += times
        of = one.flow.id
        for table, column in ((PASSAGE_HOUR, "hour"), (PASSAGE_STRETCH, "start"), (PASSAGE_GAP, "start")):
            key = type_coerce(table.c[column], BigInteger)
            for edge in (func.min(key), func.max(key)):
                found = connection.scalar(select(edge).where(table.c.flow == of))
                moments += [] if found is None else [found, found + 1]
        for last_or_first in (func.min(PASSAGE_DAY.c.day), func.max(PASSAGE_DAY.c.day)):
            day = connection.scalar(select(last_or_first).where(PASSAGE_DAY.c.flow == of))
            moments += [] if day is None else [midnight(day), _midnight_after(day)]
    return weeks(min(moments), max(moments)) if moments else None
