"""Fills the database of a demonstration, newest days first, and keeps it up to date as its devices would.

All goes the way of real messages: raw events are kept, and the intake interprets them. What has been made is noted in
the same transaction; after a pause of any length the simulation goes on where it stopped.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, select

from heritage.demo import outlook, people
from heritage.demo.library import demo_counters, demo_devices
from heritage.demo.messages import SOURCES, messages
from heritage.demo.senses import SEED, World
from heritage.places.place import Library
from heritage.problems import N_
from heritage.store.additions import add_events
from heritage.store.engine import StoreError, insert_for, told_in_a_sentence
from heritage.store.kind import Kind, kind_of
from heritage.store.tables import META, SOURCE

T = TypeVar("T")

Run = Callable[[Callable[[Connection], object]], object]
"""Does work in a transaction of its own."""

A_YEAR = timedelta(days=365)

AT_FIRST = timedelta(days=8)
"""Made in one go at the start: what panels and the curves of a week show."""

AT_ONCE = timedelta(days=7)
"""Made in one go later on."""

_LEAST_S = 60
"""What came in less time waits for more: the past is to be made too."""


class Marks(NamedTuple):
    """When the demonstration began, and from when until when it has been made; seconds since 1970."""

    began: int
    first: int
    last: int


class Made(NamedTuple):
    """What was made in one go: messages that arrived from `start` until before `end`. `is_all`: nothing is left."""

    start: datetime
    end: datetime
    number: int
    is_all: bool


class Simulation:
    """Makes what is missing, step by step. Several may work on one database: what one has made stays as it is."""

    def __init__(
        self,
        engine: Engine,
        run: Run,
        library: Callable[[], Library],
        history: timedelta = A_YEAR,
        seed: int = SEED,
    ) -> None:
        """`library` gives that of the demonstration as it is now. `history`: how far it reaches back from its begin."""
        self._engine = engine
        self._run = run
        self._library = library
        self._history = int(history.total_seconds())
        self._seed = seed

    def go_on(self, now: datetime) -> Made | None:
        """Make the next piece of what is missing until `now`; None when nothing is.

        Raises StoreError, with everything as it was; also for a database that is no demonstration's.
        """
        with told_in_a_sentence(), self._engine.connect() as connection:
            if kind_of(connection) is not Kind.DEMO:
                raise StoreError(N_("The database is no demonstration's: nothing is made up in it."))
            marks = _marks(connection)
        at = int(now.timestamp())
        marks = marks or Marks(at, at, at)
        piece = self._piece(marks, at)
        if piece is None:
            return None
        start, end = piece
        world, library = World(marks.began, self._seed), self._library()
        events = messages(world, demo_devices(library), start, end, demo_counters(library))
        reached = Marks(marks.began, min(marks.first, start), max(marks.last, end))

        def put(connection: Connection) -> None:
            make_sources(connection, marks.began)
            add_events(connection, events)
            people.drill(connection, world, library, start, end)
            outlook.renew(connection, world, library, now)
            _note(connection, reached)

        self._run(put)
        is_all = self._piece(reached, at) is None
        return Made(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), len(events), is_all)

    def _piece(self, marks: Marks, at: int) -> tuple[int, int] | None:
        """What is made next: first the last days, then what has come since, then the past, backwards."""
        goal, most = marks.began - self._history, int(AT_ONCE.total_seconds())
        if marks.first == marks.last:
            return max(goal, marks.last - int(AT_FIRST.total_seconds())), marks.last
        if at - marks.last >= _LEAST_S:
            return marks.last, min(at, marks.last + most)
        if marks.first > goal:
            return max(goal, marks.first - most), marks.first
        return None


_KEYS = ("demo began", "demo from", "demo until")


def _marks(connection: Connection) -> Marks | None:
    """None where nothing has been made yet."""
    query = select(META.c.key, META.c.value).where(META.c.key.in_(_KEYS))
    found = {row.key: int(row.value) for row in connection.execute(query)}
    return Marks(*(found[key] for key in _KEYS)) if found else None


def _note(connection: Connection, marks: Marks) -> None:
    insert = insert_for(connection.dialect, META)
    upsert = insert.on_conflict_do_update(index_elements=[META.c.key], set_={"value": insert.excluded.value})
    rows = [{"key": key, "value": str(mark)} for key, mark in zip(_KEYS, marks, strict=True)]
    connection.execute(upsert, rows)


def make_sources(connection: Connection, now: int) -> None:
    """Those of made-up messages, unless they are there; `now` in seconds since 1970."""
    insert = insert_for(connection.dialect, SOURCE)
    created_at = datetime.fromtimestamp(now, UTC)
    rows = [{"name": name, "kind": kind, "created_at": created_at} for name, kind in SOURCES.items()]
    connection.execute(insert.on_conflict_do_nothing(), rows)
