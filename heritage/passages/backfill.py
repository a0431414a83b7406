"""Counts from Eco-Counter as versions: what the service tells for the first time, or otherwise than before.

Counters there send late, up to two weeks: the last 60 days are asked for again each time. What was told before is not
stored again, not even where somebody took it out of force meanwhile: only `again` brings it back.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial
from hashlib import sha256

import msgspec
from sqlalchemy import BigInteger, Connection, Engine, func, select, type_coerce

from heritage.passages.ecocounter import LONGEST, Allowance, Clock, EcoError, EcoService, Pause, Site
from heritage.passages.files.steps import Cell
from heritage.passages.imports import ECO_COUNTER, Version, store
from heritage.passages.stretches import HOUR_S, day_of, midnight
from heritage.places.counting import Counter, CounterMounting
from heritage.places.place import Library
from heritage.problems import N_, Refusal
from heritage.sensors.readings import Run
from heritage.settings.eco_counter import EcoCounter
from heritage.settings.settings import Settings
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_IMPORT, COUNT_IMPORTED
from heritage.weather.fetch import Fetcher, Limits
from heritage.weather.kept import Document, keep, pack, read, unpack
from heritage.weather.wire import Unreadable

REREAD = timedelta(days=60)

EVERY = timedelta(hours=20)
"""Between two rounds of a server, so that there is one each night."""

BY = "heritage"
"""Whom the list of imports names for them."""

KEY = "eco-counter"
"""Under which it is kept how much was asked today, and until when nothing may be."""

LIMITS = Limits(read_s=20.0, total_s=30.0)
"""A hundred days of hours have 0.3 MB, and are gathered while we wait; a server that ends waits no longer for them."""


class Result(StrEnum):
    """What became of one counter in a round."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    LEFT_ALONE = "left alone"  # the service refused before, or enough was asked today


@dataclass(frozen=True)
class Outcome:
    """One counter's line: counts told for the first time, otherwise than before, and no longer told.

    What is no longer told stays as it was: an import that holds it can be undone. `why`: why nothing more was read.
    """

    counter: str
    result: Result
    imports: tuple[int, ...] = ()
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    why: Refusal | None = None


class _Asked(msgspec.Struct, frozen=True):
    """How much was asked on a day."""

    day: str
    asked: int


def fetcher_of(account: EcoCounter, settings: Settings, library: Library) -> Fetcher:
    """The client for the account's service, which is told whom to write to."""
    return Fetcher((account.url,), settings.contact or library.site.base_url, LIMITS)


def counters_of(library: Library) -> dict[str, Counter]:
    """Those that stand in Eco-Counter's service."""
    return {key: one for key, one in library.counting.counters.items() if one.eco_counter is not None}


def due_at(engine: Engine, now: datetime) -> datetime:
    """When the next round may begin."""
    with engine.connect() as connection:
        kept = read(connection, KEY)
    last = kept.checked_at if kept is not None else None
    return now if last is None else max(now, last + EVERY)


def fetch_counts(
    engine: Engine,
    run: Run,
    library: Library,
    account: EcoCounter,
    fetcher: Fetcher,
    clock: Clock,
    pause: Pause,
    *,
    only: Collection[str] | None = None,
    since: date | None = None,
    again: bool = False,
) -> list[Outcome]:
    """One round for the counters that stand in the service, or `only` some; each either read or told why not.

    `since` goes before the day from which each would be read. Raises StoreError.
    """
    wanted = {key: one for key, one in counters_of(library).items() if only is None or key in only}
    if not wanted:
        return []
    with engine.connect() as connection:
        kept = read(connection, KEY) or Document(KEY, KEY)
    if kept.not_before is not None and kept.not_before > clock():
        return [Outcome(key, Result.LEFT_ALONE, why=_left_alone(kept.not_before)) for key in wanted]
    earlier = unpack(kept, _Asked)
    today = clock().date()
    asked = earlier.asked if earlier is not None and earlier.day == today.isoformat() else 0
    allowance = Allowance(clock, pause, today, asked)
    service = EcoService(account, fetcher, allowance, clock)
    reading = _Round(engine, run, service, clock, since, again)
    try:
        return list(reading.outcomes(wanted))
    finally:
        body = pack(_Asked(allowance.day.isoformat(), allowance.asked))
        kept = replace(kept, checked_at=clock(), fetched_at=clock(), not_before=reading.until, body=body)
        run(partial(keep, document=kept))


def _left_alone(until: datetime) -> EcoError:
    return EcoError(
        N_("Eco-Counter wants to be left alone until {time}."),
        time=f"{until.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
    )


class _Round:
    """What all counters of a round share. `until`: the service is to be left alone so long."""

    def __init__(
        self, engine: Engine, run: Run, service: EcoService, clock: Clock, since: date | None, again: bool
    ) -> None:
        self._engine = engine
        self._run = run
        self._service = service
        self._clock = clock
        self._since = since
        self._again = again
        self.until: datetime | None = None

    def outcomes(self, wanted: Mapping[str, Counter]) -> Iterator[Outcome]:
        """Each counter's; after a refusal of the service the others are left alone."""
        try:
            sites = self._service.sites()
        except EcoError as error:
            self.until = error.until
            yield from (Outcome(key, Result.FAILED, why=error) for key in wanted)
            return
        for key, counter in wanted.items():
            if self.until is not None:
                why = EcoError(N_("Eco-Counter wants to be left alone for a while (status 429)."))
                yield Outcome(key, Result.LEFT_ALONE, why=why)
            else:
                yield self._outcome(key, counter, sites)

    def _outcome(self, key: str, counter: Counter, sites: Mapping[str, Site]) -> Outcome:
        """What was stored before something failed stays: the next round goes on from there."""
        found = Outcome(key, Result.UNCHANGED)
        try:
            site = _site_of(counter, sites)
            for first, last in self._pieces(counter, site):
                found = self._take(found, counter, first, last)
        except EcoError as error:
            self.until = error.until
            return replace(found, result=Result.FAILED, why=error)
        return replace(found, result=Result.STORED) if found.imports else found

    def _pieces(self, counter: Counter, site: Site) -> Iterator[tuple[date, date]]:
        """Local days that are asked for at once, both included, until today or the end of the last mounting."""
        ends = [one.until for one in counter.mountings]
        today = day_of(int(self._clock().timestamp()))
        end = today if None in ends else min(today, max(until for until in ends if until is not None))
        first = self._first_day(counter, site)
        while first <= end:
            last = min(first + timedelta(days=LONGEST - 1), end)
            yield first, last
            first = last + timedelta(days=1)

    def _first_day(self, counter: Counter, site: Site) -> date:
        mounted = min(one.since for one in counter.mountings)
        with self._engine.connect() as connection:
            told = _last_told(connection, _name(counter), [one.point for one in counter.mountings])
        try:
            begun = site.since or mounted
        except Unreadable:
            begun = mounted
        known = begun if told is None else day_of(int((told - REREAD).timestamp()))
        return max(mounted, self._since or known)

    def _take(self, found: Outcome, counter: Counter, first: date, last: date) -> Outcome:
        """Ask for some days in every direction, and store what differs from what was told before."""
        now = int(self._clock().timestamp())
        rows: list[tuple[Direction, int, int | None]] = []
        for channel, direction in _channels(counter).items():
            counts = self._service.counts(channel, first, last)
            rows += [(direction, start, counts[start]) for start in sorted(counts) if start + HOUR_S <= now]
        for mounting in counter.mountings:
            found = self._compare(found, counter, mounting, rows)
        return found

    def _compare(
        self,
        found: Outcome,
        counter: Counter,
        mounting: CounterMounting,
        rows: Collection[tuple[Direction, int, int | None]],
    ) -> Outcome:
        begins = midnight(mounting.since)
        ends = None if mounting.until is None else midnight(mounting.until + timedelta(days=1))
        its = {
            (_turned(direction, mounting), start): count
            for direction, start, count in rows
            if begins <= start and (ends is None or start < ends)
        }
        if not its:
            return found
        starts = [start for _direction, start in its]
        with self._engine.connect() as connection:
            told = _told(connection, _name(counter), mounting.point, min(starts), max(starts), self._again)
        fresh = {at: count for at, count in its.items() if count is not None and told.get(at) != count}
        withdrawn = sum(count is None and at in told for at, count in its.items())
        found = replace(
            found,
            new=found.new + sum(at not in told for at in fresh),
            changed=found.changed + sum(at in told for at in fresh),
            withdrawn=found.withdrawn + withdrawn,
        )
        if not fresh:
            return found
        done = store(self._run, _version(counter, mounting.point, fresh), BY, self._clock())
        return replace(found, imports=(*found.imports, done.id))


def _site_of(counter: Counter, sites: Mapping[str, Site]) -> Site:
    """Raises EcoError where the account does not have the site, or the site not a channel."""
    source = counter.eco_counter
    site = sites.get(str(source.site)) if source is not None else None
    if source is None or site is None:
        raise EcoError(
            N_("The account at Eco-Counter has no site {site}: it has {known}."),
            site=source.site if source is not None else "–",
            known=", ".join(sorted(sites)) or "–",
        )
    known = {str(channel.id) for channel in site.channels}
    missing = sorted(set(source.channels) - known)
    if missing:
        raise EcoError(
            N_("Site {site} at Eco-Counter has no channel {channel}: it has {known}."),
            site=source.site,
            channel=missing[0],
            known=", ".join(sorted(known)) or "–",
        )
    return site


def _channels(counter: Counter) -> dict[str, Direction]:
    """What is asked for: the channels, or else the whole site; never both, for the channels' sum is the site's."""
    source = counter.eco_counter
    if source is None:
        return {}
    if not source.channels:
        return {str(source.site): Direction.BOTH}
    return {channel: Direction[name.upper()] for channel, name in source.channels.items()}


def _turned(direction: Direction, mounting: CounterMounting) -> Direction:
    """As the point names it."""
    if not mounting.reversed or direction is Direction.BOTH:
        return direction
    return Direction.OUT if direction is Direction.IN else Direction.IN


def _name(counter: Counter) -> str:
    """What stands for a file in the list of imports."""
    return f"Eco-Counter {counter.eco_counter.site}" if counter.eco_counter is not None else ""


def _version(counter: Counter, point: str, fresh: Mapping[tuple[Direction, int], int]) -> Version:
    cells: dict[Direction, list[Cell]] = {}
    for direction, start in sorted(fresh):
        cells.setdefault(direction, []).append((start, start + HOUR_S, fresh[direction, start]))
    told = json.dumps([[int(direction), *cell] for direction, some in cells.items() for cell in some])
    layout = {
        "asked": {channel: one.name.lower() for channel, one in _channels(counter).items()},
        "step_s": HOUR_S,
    }
    return Version(point, ECO_COUNTER, _name(counter), sha256(told.encode()).hexdigest(), layout, cells)


def _last_told(connection: Connection, name: str, points: Collection[str]) -> datetime | None:
    """Until when the service told something, as far as that was stored."""
    theirs = (COUNT_IMPORT.c.kind == ECO_COUNTER) & (COUNT_IMPORT.c.file == name)
    query = select(func.max(COUNT_IMPORT.c.last_at)).where(theirs, COUNT_IMPORT.c.point.in_(points))
    found: datetime | None = connection.scalar(query.where(COUNT_IMPORT.c.finished_at.is_not(None)))
    return found


def _told(
    connection: Connection, name: str, point: str, first: int, last: int, in_force: bool
) -> dict[tuple[Direction, int], int]:
    """What the service told last, by direction and start; of what is `in_force` alone, or also of what was undone."""
    start = type_coerce(COUNT_IMPORTED.c.start, BigInteger)
    query = (
        select(COUNT_IMPORTED.c.direction, start, COUNT_IMPORTED.c.count)
        .join(COUNT_IMPORT, COUNT_IMPORT.c.id == COUNT_IMPORTED.c.batch)
        .where(COUNT_IMPORT.c.point == point, COUNT_IMPORT.c.kind == ECO_COUNTER, COUNT_IMPORT.c.file == name)
        .where(COUNT_IMPORT.c.finished_at.is_not(None), start.between(first, last))
        .where(type_coerce(COUNT_IMPORT.c.first_at, BigInteger) <= last)
        .where(type_coerce(COUNT_IMPORT.c.last_at, BigInteger) >= first)
        .where(COUNT_IMPORTED.c.direction.in_([int(one) for one in Direction]))
        .order_by(COUNT_IMPORT.c.id)
    )
    if in_force:
        query = query.where(COUNT_IMPORT.c.undone_at.is_(None))
    return {(Direction(direction), at): count for direction, at, count in connection.execute(query)}
