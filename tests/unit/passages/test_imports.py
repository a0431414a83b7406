"""Imports are versions: stored whole or not in force, never doubled, and taken back without being lost (R-V22)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, Engine, select

from heritage.passages import imports
from heritage.passages.entered import EntryError
from heritage.passages.files.layouts import Wanted
from heritage.passages.files.preview import preview
from heritage.passages.stretches import HOUR_S
from heritage.places.library import load
from heritage.places.place import Library
from heritage.store.engine import StoreError, writing
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_DUE, COUNT_IMPORT, COUNT_IMPORTED
from tests.passing import BRIDGE, COUNTER, HOUR, NORTH, OTHER, library_with, mounted, sent, told

T = TypeVar("T")

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
FIRST = datetime(2026, 7, 1, 8, tzinfo=UTC)
FILE = b"Tid;In;Ut\n2026-07-01 10:00;3;\n2026-07-01 11:00;4;5\n2026-07-01 12:00;;6\n"
WANTED = Wanted("kvarnbron", {Direction.IN: "In", Direction.OUT: "Ut"})


@pytest.fixture(scope="module")
def library() -> Library:
    library = load(Path("tests/data/small/content")).library
    assert library is not None
    return library


@pytest.fixture
def version(library: Library) -> imports.Version:
    return imports.version_of(preview(FILE, WANTED, library, NOW), "juli.csv", FILE)


def in_turn(engine: Engine, work: Callable[[Connection], T]) -> T:
    with writing(engine) as connection:
        return work(connection)


def store(engine: Engine, version: imports.Version, now: datetime = NOW) -> imports.Import:
    return imports.store(partial(in_turn, engine), version, "turistbyrån", now)


def stored(engine: Engine, number: int) -> list[tuple[int, datetime, datetime, int | None]]:
    columns = COUNT_IMPORTED.c
    query = select(columns.direction, columns.start, columns.end, columns.count).where(
        columns.batch == number
    )
    with engine.connect() as connection:
        found = connection.execute(query.order_by(columns.direction, columns.start))
        return [(row.direction, row.start, row.end, row.count) for row in found]


def due(engine: Engine) -> list[tuple[str, datetime, datetime]]:
    columns = COUNT_DUE.c
    with engine.connect() as connection:
        query = select(columns.point, columns.first_at, columns.last_at).order_by(columns.id)
        return [(row.point, row.first_at, row.last_at) for row in connection.execute(query)]


def test_an_import_is_stored_with_what_was_read_as_what(engine: Engine, version: imports.Version) -> None:
    done = store(engine, version)
    at = [FIRST + n * timedelta(hours=1) for n in range(4)]
    assert stored(engine, done.id) == [
        (1, at[0], at[1], 3),
        (1, at[1], at[2], 4),
        (2, at[1], at[2], 5),
        (2, at[2], at[3], 6),
    ]
    assert (done.point, done.kind, done.file, done.imported_by) == (
        "kvarnbron",
        "file",
        "juli.csv",
        "turistbyrån",
    )
    assert (done.first_at, done.last_at, done.rows, done.finished_at) == (at[0], at[3], 4, NOW)
    assert due(engine) == [("kvarnbron", at[0], at[3])]
    with engine.connect() as connection:
        layout = connection.scalar(select(COUNT_IMPORT.c.layout))
        assert '"columns": {"in": "In", "out": "Ut"}' in str(layout)
        assert '"zone": "Europe/Stockholm"' in str(layout)
        assert imports.imports(connection) == [done]
        assert imports.imports(connection, "norra-leden") == []


def test_the_same_file_is_known_again_while_it_is_in_force(engine: Engine, version: imports.Version) -> None:
    done = store(engine, version)
    with engine.connect() as connection:
        assert imports.same(connection, version) == done
        assert imports.beside(connection, version) == [done]
    assert in_turn(engine, lambda connection: imports.undo(connection, done.id, "Ada", "fel punkt", NOW))
    with engine.connect() as connection:
        assert imports.same(connection, version) is None
        assert imports.beside(connection, version) == []


def test_the_same_file_read_in_another_way_is_another_import(
    engine: Engine, version: imports.Version, library: Library
) -> None:
    store(engine, version)
    other = Wanted("kvarnbron", {Direction.IN: "Ut", Direction.OUT: "In"})
    with engine.connect() as connection:
        turned = imports.version_of(preview(FILE, other, library, NOW), "juli.csv", FILE)
        assert imports.same(connection, turned) is None


def test_what_a_counter_has_told_of_the_same_time_is_found(engine: Engine, version: imports.Version) -> None:
    """Nothing is put in its place in silence (R-V22)."""
    counting = library_with({COUNTER: mounted(BRIDGE), OTHER: mounted(NORTH)})
    sent(engine, told(range(3), start=FIRST - 3 * HOUR, minute=0))
    sent(engine, told(range(24), point=NORTH, device=OTHER, start=FIRST))
    with engine.connect() as connection:
        assert imports.counters_beside(connection, counting, version) == []
    sent(engine, told(range(1), start=FIRST, minute=0, total=False))
    with engine.connect() as connection:
        assert imports.counters_beside(connection, counting, version) == [COUNTER]


def test_an_undone_import_stays_with_who_and_why_and_its_figures_are_due(
    engine: Engine, version: imports.Version
) -> None:
    done = store(engine, version)
    later = NOW + timedelta(days=1)
    assert in_turn(engine, lambda connection: imports.undo(connection, done.id, "Ada", "fel punkt", later))
    with engine.connect() as connection:
        (found,) = imports.imports(connection)
    assert (found.undone_at, found.undone_by, found.why_undone) == (later, "Ada", "fel punkt")
    assert len(stored(engine, done.id)) == 4
    assert due(engine) == 2 * [("kvarnbron", FIRST, FIRST + timedelta(hours=3))]
    assert not in_turn(engine, lambda connection: imports.undo(connection, done.id, "Ada", "igen", later))
    assert not in_turn(engine, lambda connection: imports.undo(connection, 99, "Ada", "igen", later))


def test_an_import_that_breaks_off_is_never_in_force(engine: Engine, library: Library) -> None:
    hours = [FIRST + n * timedelta(hours=1) for n in range(-26_000, 0)]
    data = ("Tid (UTC);In\n" + "".join(f"{one:%Y-%m-%d %H:%M};1\n" for one in hours)).encode()
    shown = preview(data, Wanted("kvarnbron", {Direction.IN: "In"}), library, NOW)
    version = imports.version_of(shown, "lång.csv", data)
    turns = 0

    def breaks(work: Callable[[Connection], T]) -> T:
        nonlocal turns
        turns += 1
        if turns == 3:
            raise StoreError("The disk is full.")
        return in_turn(engine, work)

    with pytest.raises(StoreError):
        imports.store(breaks, version, "turistbyrån", NOW)
    with engine.connect() as connection:
        (broken,) = imports.imports(connection)
        assert (broken.finished_at, broken.rows) == (None, 0)
        assert imports.same(connection, version) is None
    assert len(stored(engine, broken.id)) == imports.CHUNK
    assert due(engine) == []
    whole = store(engine, version)
    assert len(stored(engine, whole.id)) == whole.rows == 26_000
    assert version.last - version.first == 26_000 * HOUR_S


def test_an_import_is_signed(engine: Engine, version: imports.Version) -> None:
    with pytest.raises(EntryError):
        imports.store(partial(in_turn, engine), version, "  ", NOW)
    with engine.connect() as connection:
        assert imports.imports(connection) == []
