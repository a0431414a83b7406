"""Backup and restore (R-S24), between all four pairs of databases."""

import asyncio
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, insert, select, text

from heritage.store.backup import backup, restore
from heritage.store.engine import StoreError, hold, open_engine
from heritage.store.migrate import migrate, pending
from heritage.store.schema import TABLES
from heritage.store.tables import MESSAGE, SCAN_COUNT, TALLY, Counted, SetAside
from heritage.store.writer import Writer

HOUR = datetime(2026, 7, 14, 11, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 9, 15, tzinfo=UTC)

Contents = dict[str, list[tuple[object, ...]]]


def contents(engine: Engine) -> Contents:
    with engine.connect() as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.execute(select(table))) for table in TABLES
        }


def fill(engine: Engine, languages: tuple[str, ...] = ("sv", "en")) -> Contents:
    with engine.begin() as connection:
        for language in languages:
            scan = {"code": "7K3FX", "hour": HOUR, "language": language, "channel": "sign", "count": 7}
            connection.execute(insert(SCAN_COUNT), scan)
            message = {"received_at": NOW, "language": language, "page": "/sv/", "text": "Hej!\nDå så."}
            connection.execute(insert(MESSAGE), message)
        # More rows than are copied at a time.
        hours = [HOUR.replace(year=2000 + year, hour=hour) for year in range(60) for hour in range(24)]
        asides = [{"code": "7K3FX", "hour": hour, "reason": "bot", "count": 2} for hour in hours]
        connection.execute(insert(TALLY), asides)
    return contents(engine)


def sqlite(folder: Path) -> Engine:
    engine = open_engine(None, folder)
    migrate(engine)
    return engine


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Engine]:
    """A second, empty SQLite database."""
    engine = sqlite(tmp_path / "other")
    yield engine
    engine.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "heritage.backup"


def test_a_backup_is_one_sound_file_for_its_owner(engine: Engine, file: Path) -> None:
    fill(engine)
    backup(engine, file)
    assert [path.name for path in file.parent.glob("*backup*")] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("SELECT count(*) FROM tally").fetchone() == (1440,)


def test_a_backup_restores_into_sqlite(engine: Engine, other: Engine, tmp_path: Path, file: Path) -> None:
    before = fill(engine)
    backup(engine, file)
    assert restore(other, tmp_path / "other", file, now=NOW) is None
    assert contents(other) == before
    assert pending(other) == 0
    with other.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").all() == [("ok",)]
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    # The journal mode is in the file itself, not only in how it was opened.
    assert (tmp_path / "other" / "heritage.sqlite3").read_bytes()[18:20] == b"\2\2"


def test_a_backup_of_sqlite_restores_into_either(
    other: Engine, empty_engine: Engine, data_dir: Path, file: Path
) -> None:
    before = fill(other)
    backup(other, file)
    assert restore(empty_engine, data_dir, file, now=NOW) is None
    assert contents(empty_engine) == before
    with empty_engine.begin() as connection:
        row = {"received_at": NOW, "language": "de", "page": "/de/", "text": "Danke"}
        connection.execute(insert(MESSAGE), row)
        assert connection.scalar(select(func.max(MESSAGE.c.id))) == 3


def test_an_empty_database_can_be_backed_up_and_restored(engine: Engine, data_dir: Path, file: Path) -> None:
    backup(engine, file)
    assert restore(engine, data_dir, file, now=NOW) is None
    assert contents(engine) == {table.name: [] for table in TABLES}
    assert list(data_dir.glob("*before*")) == []


def test_a_damaged_database_is_replaced_when_told_and_kept_as_it_is(
    other: Engine, tmp_path: Path, file: Path
) -> None:
    before = fill(other)
    backup(other, file)
    folder = tmp_path / "broken"
    folder.mkdir()
    broken = folder / "heritage.sqlite3"
    broken.write_bytes(b"broken" * 1000)
    engine = open_engine(None, folder)
    with pytest.raises(StoreError, match="file is not a database"):
        restore(engine, folder, file, now=NOW)
    (folder / "heritage.sqlite3-wal").write_bytes(b"its log")
    kept = restore(engine, folder, file, now=NOW, replace=True)
    assert kept is not None
    assert kept.read_bytes() == b"broken" * 1000
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"its log"
    assert contents(engine) == before
    engine.dispose()


def test_a_backup_under_load_holds_one_moment(engine: Engine, writer: Writer, file: Path) -> None:
    acknowledged = 0
    begun, stop = threading.Event(), threading.Event()

    async def visit() -> None:
        nonlocal acknowledged
        while not stop.is_set():
            # Rows in two tables, committed together: a backup has both or neither.
            await writer.add([Counted("7K3FX", HOUR, "sv", "sign"), SetAside("7K3FX", HOUR, "bot")])
            acknowledged += 1
            begun.set()

    async def visits() -> None:
        await asyncio.gather(*(visit() for _ in range(5)))

    load = threading.Thread(target=asyncio.run, args=(visits(),))
    load.start()
    try:
        begun.wait()
        before = acknowledged
        backup(engine, file)
    finally:
        stop.set()
        load.join()
    with closing(sqlite3.connect(file)) as copy:
        (scans,) = copy.execute("SELECT count FROM scan_count").fetchone()
        (asides,) = copy.execute("SELECT count FROM tally").fetchone()
    assert scans == asides
    assert before <= scans <= acknowledged


def test_a_backup_never_overwrites(engine: Engine, file: Path) -> None:
    file.write_text("dear")
    with pytest.raises(StoreError) as raised:
        backup(engine, file)
    assert str(raised.value) == f"'{file}' exists already; choose another name."
    assert file.read_text() == "dear"


def test_a_file_that_appears_meanwhile_is_not_overwritten_either(engine: Engine, file: Path) -> None:
    event.listen(engine, "checkout", lambda *_: file.write_text("dear"))
    with pytest.raises(StoreError, match="exists already"):
        backup(engine, file)
    assert file.read_text() == "dear"
    assert list(file.parent.glob("*.part")) == []


def test_a_damaged_database_makes_no_backup(other: Engine, file: Path) -> None:
    fill(other)
    other.dispose()
    damaged_in_the_middle(Path(str(other.url.database)))
    with pytest.raises(StoreError) as raised:
        backup(other, file)
    assert str(raised.value) == "The database failed (database disk image is malformed)."
    assert list(file.parent.glob("*heritage.backup*")) == []


def test_a_backup_that_fails_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "missing" / "heritage.backup"
    with pytest.raises(StoreError) as raised:
        backup(engine, file)
    assert str(raised.value) == f"'{file}' cannot be written (No such file or directory)."
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE alembic_version RENAME COLUMN version_num TO number"))
        connection.execute(text("ALTER TABLE scan_count RENAME COLUMN count TO number"))
    before = set(tmp_path.rglob("*"))
    if engine.dialect.name == "postgresql":
        with pytest.raises(StoreError):
            backup(engine, tmp_path / "heritage.backup")
        assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_an_unmigrated_postgresql_is_not_backed_up_by_halves(empty_engine: Engine, file: Path) -> None:
    with pytest.raises(StoreError, match="lacks migrations"):
        backup(empty_engine, file)
    assert not file.exists()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_sqlite_file_without_our_schema_is_no_backup(empty_engine: Engine, file: Path) -> None:
    backup(empty_engine, file)
    with pytest.raises(StoreError, match="no backup of heritage"):
        restore(empty_engine, file.parent, file, now=NOW)


def test_a_database_with_data_is_replaced_only_when_told_and_then_kept(
    engine: Engine, other: Engine, data_dir: Path, tmp_path: Path, file: Path
) -> None:
    new = fill(other)
    backup(other, file)
    old = fill(engine, ("de", "nb"))
    with pytest.raises(StoreError, match="has data already"):
        restore(engine, data_dir, file, now=NOW)
    assert contents(engine) == old

    kept = restore(engine, data_dir, file, now=NOW, replace=True)
    assert contents(engine) == new
    assert kept == data_dir / "heritage.sqlite3.before-20261121T091500Z"
    again = tmp_path / "again"
    assert restore(sqlite(again), again, kept, now=NOW) is None
    assert contents(sqlite(again)) == old


def test_what_a_killed_server_left_in_its_log_is_kept_too(other: Engine, tmp_path: Path, file: Path) -> None:
    new = fill(other)
    backup(other, file)
    live, crashed = tmp_path / "live", tmp_path / "crashed"
    engine = sqlite(live)
    old = fill(engine, ("de", "nb"))
    # While connections are open the rows are in the log: this is what a killed server leaves.
    shutil.copytree(live, crashed)
    assert (crashed / "heritage.sqlite3-wal").stat().st_size > 0
    engine.dispose()

    kept = restore(open_engine(None, crashed), crashed, file, now=NOW, replace=True)
    assert kept is not None
    assert contents(open_engine(None, crashed)) == new
    rescued = tmp_path / "rescued"
    assert restore(sqlite(rescued), rescued, kept, now=NOW) is None
    assert contents(sqlite(rescued)) == old


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_no_scan_is_lost_between_the_old_database_that_is_kept_and_the_new_one(
    engine: Engine, writer: Writer, other: Engine, data_dir: Path, file: Path
) -> None:
    fill(other)
    backup(other, file)
    acknowledged = 0
    begun, stop = threading.Event(), threading.Event()

    async def visit() -> None:
        nonlocal acknowledged
        while not stop.is_set():
            await writer.add([Counted("7K3FX", HOUR, "sv", "sign")])
            acknowledged += 1
            begun.set()

    # A server on another machine, which holds another data folder.
    load = threading.Thread(target=lambda: asyncio.run(visit()))
    load.start()
    try:
        begun.wait()
        kept = restore(engine, data_dir, file, now=NOW, replace=True)
    finally:
        stop.set()
        load.join()
    assert kept is not None
    with closing(sqlite3.connect(kept)) as old:
        (before,) = old.execute("SELECT count FROM scan_count").fetchone()
    after = sum(row[-1] for row in contents(engine)["scan_count"]) - 14
    assert before + after == acknowledged


def test_nothing_is_restored_under_a_running_server(engine: Engine, data_dir: Path, file: Path) -> None:
    backup(engine, file)
    with hold(data_dir), pytest.raises(StoreError, match="in use by a running server"):
        restore(engine, data_dir, file, now=NOW)


def damaged_in_the_middle(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[8192:16384] = os.urandom(8192)
    file.write_bytes(data)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:6000])


def miscounted(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[36:40] = (5).to_bytes(4)  # the header's number of free pages
    file.write_bytes(data)


def another_programs(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE scan_count (id)")


def a_text(file: Path) -> None:
    file.write_text("7K3FX;2026-07-14;12\n" * 100)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def of_a_later_version(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (damaged_in_the_middle, "damaged"),
        (cut_short, "damaged"),
        (miscounted, "is damaged \\(.+\\)\\.$"),
        (another_programs, "is no backup of heritage"),
        (a_text, "is no backup of heritage, or it is damaged"),
        (empty, "is no backup of heritage"),
        (of_a_later_version, "'9999', which this version of heritage does not know"),
        (Path.unlink, "cannot be restored \\(No such file or directory\\)"),
    ],
)
def test_a_backup_that_cannot_be_trusted_is_refused_in_one_sentence(
    harm, sentence: str, engine: Engine, data_dir: Path, file: Path
) -> None:
    before = fill(engine)
    backup(engine, file)
    harm(file)
    data_dir.mkdir(exist_ok=True)
    with pytest.raises(StoreError, match=sentence) as raised:
        restore(engine, data_dir, file, now=NOW, replace=True)
    assert "\n" not in str(raised.value)
    assert contents(engine) == before
    assert list(data_dir.glob(".restore*")) == []
    assert list(data_dir.glob("*before*")) == []


def test_postgresql_is_restored_whole_or_not_at_all(
    engine: Engine, other: Engine, data_dir: Path, file: Path
) -> None:
    fill(other)
    backup(other, file)
    old = fill(engine, ("de",))
    data_dir.mkdir(exist_ok=True)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE message ADD CONSTRAINT short CHECK (language = 'de')"))
        with pytest.raises(StoreError, match="short"):
            restore(engine, data_dir, file, now=NOW, replace=True)
        assert contents(engine) == old
    else:
        taken = data_dir / "heritage.sqlite3.before-20261121T091500Z"
        taken.mkdir()
        with pytest.raises(StoreError, match="cannot be restored"):
            restore(engine, data_dir, file, now=NOW, replace=True)
        assert contents(engine) == old
