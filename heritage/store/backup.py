"""Backup into one file and restore from it (R-S24), for both databases.

The file is a SQLite database of our own schema, whatever it was made from: a backup of one database can
be restored into the other.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select, text

from heritage.problems import N_
from heritage.store.engine import (
    SQLITE_FILE,
    StoreError,
    failed,
    hold,
    open_sqlite,
    told_in_a_sentence,
    writing,
)
from heritage.store.migrate import migrate, pending
from heritage.store.schema import TABLES

APPLICATION_ID = 0x48455249
"""`HERI`, as the first migration writes it into the header of a SQLite file."""

_CHUNK = 1000
_COMPANIONS = ("-wal", "-shm", "-journal")


def backup(engine: Engine, file: Path) -> None:
    """Write all that the database holds at this moment to `file`, while servers go on writing.

    The file appears whole or not at all, readable by its owner only. Raises StoreError, also when it
    exists already.
    """
    with _appearing(file) as part, told_in_a_sentence():
        if engine.dialect.name == "sqlite":
            with closing(engine.raw_connection()) as connection:
                # By the driver itself: VACUUM cannot stand in a transaction.
                connection.cursor().execute("VACUUM INTO ?", (str(part),))
            return
        if pending(engine):
            raise StoreError(
                N_("The database lacks migrations; back it up with the version of heritage it belongs to.")
            )
        snapshot = engine.execution_options(isolation_level="REPEATABLE READ")
        with snapshot.connect() as connection:
            _dump(connection, part)


def restore(
    engine: Engine, data_dir: Path, file: Path, *, now: datetime, replace: bool = False
) -> Path | None:
    """Put what backup `file` holds in place of the database, and return where the old one is kept.

    The backup is checked first and brought to this version's schema. A database with data is left alone
    unless `replace`; then it is kept beside the new one, in `data_dir`. Raises StoreError, also when a
    server runs on `data_dir`, with the database as it was.
    """
    kept = data_dir / f"{SQLITE_FILE}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    with hold(data_dir), _checked_copy(file, data_dir) as copy, told_in_a_sentence():
        if engine.dialect.name == "sqlite":
            return _swap(engine, copy, kept, replace)
        return _pour(engine, copy, kept, replace)


@contextmanager
def _appearing(file: Path) -> Iterator[Path]:
    """An empty file to be filled, which becomes `file` at the end and vanishes on any error."""
    _refuse_taken(file)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        _sync(part)
        _refuse_taken(file)
        part.rename(file)
        _sync(file.parent)
    except OSError as error:
        raise StoreError(
            N_("'{file}' cannot be written ({reason})."), file=file, reason=error.strerror
        ) from error
    except sqlite3.Error as error:
        raise failed(error) from error
    finally:
        part.unlink(missing_ok=True)


def _refuse_taken(file: Path) -> None:
    if file.exists():
        raise StoreError(N_("'{file}' exists already; choose another name."), file=file)


def _dump(source: Connection, file: Path) -> None:
    """Copy every row into a new SQLite database in the empty `file`."""
    target = open_sqlite(file)
    migrate(target)
    with writing(target) as connection:
        _copy(source, connection)
    with closing(target.raw_connection()) as raw:
        # One file, without companions, is what a backup is.
        raw.cursor().execute("PRAGMA journal_mode = DELETE")
    target.dispose()


def _copy(source: Connection, target: Connection) -> None:
    for table in TABLES:
        rows = source.execute(select(table), execution_options={"yield_per": _CHUNK})
        for chunk in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in chunk])


@contextmanager
def _checked_copy(file: Path, data_dir: Path) -> Iterator[Path]:
    """A copy of the backup `file` in `data_dir`: whole, ours, migrated, in WAL mode."""
    copy = data_dir / f".restore.{os.getpid()}.part"
    try:
        with file.open("rb"):
            pass
        os.close(os.open(copy, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        _fetch(file, copy)
        engine = open_sqlite(copy)
        migrate(engine)
        # The last connection takes the companions away with it.
        engine.dispose()
        _sync(copy)
        yield copy
    except OSError as error:
        raise StoreError(
            N_("'{file}' cannot be restored ({reason})."), file=file, reason=error.strerror
        ) from error
    finally:
        for name in ("", *_COMPANIONS):
            copy.with_name(copy.name + name).unlink(missing_ok=True)


def _fetch(file: Path, copy: Path) -> None:
    """Copy `file` by SQLite's backup interface and see that the copy is sound and ours."""
    try:
        address = f"{file.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            (application_id,) = target.execute("PRAGMA application_id").fetchone()
            verdicts = [row[0] for row in target.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        raise StoreError(
            N_("'{file}' is no backup of heritage, or it is damaged ({reason})."), file=file, reason=error
        ) from error
    if application_id != APPLICATION_ID:
        raise StoreError(N_("'{file}' is no backup of heritage."), file=file)
    if verdicts != ["ok"]:
        raise StoreError(
            N_("'{file}' is damaged ({reason})."), file=file, reason=verdicts[0].splitlines()[-1]
        )


def _has_rows(connection: Connection) -> bool:
    present = set(inspect(connection).get_table_names())
    return any(
        connection.execute(select(table).limit(1)).first() is not None
        for table in TABLES
        if table.name in present
    )


def _refuse(full: bool) -> None:
    if full:
        raise StoreError(
            N_("The database has data already; with --replace it is replaced, and the old one kept.")
        )


def _swap(engine: Engine, copy: Path, kept: Path, replace: bool) -> Path | None:
    """SQLite: the copy becomes the database; the old one goes aside with its companions."""
    file = Path(str(engine.url.database))
    if file.exists() and not replace:
        with engine.connect() as connection:
            _refuse(_has_rows(connection))
    engine.dispose()
    aside = []
    # The companions first: a write-ahead log must never meet another database than its own.
    for suffix in (*_COMPANIONS, ""):
        part = file.with_name(file.name + suffix)
        if part.exists():
            aside.append(part.rename(kept.with_name(kept.name + suffix)))
    copy.rename(file)
    _sync(file.parent)
    if aside and replace:
        return kept
    for part in aside:
        part.unlink()
    return None


def _pour(engine: Engine, copy: Path, kept: Path, replace: bool) -> Path | None:
    """PostgreSQL: rows are exchanged in one transaction, for which running servers wait."""
    migrate(engine)
    source = open_sqlite(copy)
    with source.connect() as rows, writing(engine) as connection:
        names = ", ".join(table.name for table in TABLES)
        connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        full = _has_rows(connection)
        _refuse(full and not replace)
        if full:
            with _appearing(kept) as part:
                _dump(connection, part)
            for table in TABLES:
                connection.execute(table.delete())
        _copy(rows, connection)
        for table in TABLES:
            if "id" in table.c:
                _go_on_counting(connection, table)
    source.dispose()
    return kept if full else None


def _go_on_counting(connection: Connection, table: Table) -> None:
    """The rows brought their ids along; the next one must not get one of them."""
    last = connection.scalar(select(func.max(table.c.id)))
    if last is not None:
        sequence = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)")
        connection.execute(sequence, {"table": table.name, "last": last})


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
