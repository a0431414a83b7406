"""Opens the database: SQLite in the data folder by default, PostgreSQL by its address."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from sqlite3 import Connection as SqliteConnection
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Dialect, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExecutionContext
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from heritage.problems import N_, Refusal

T = TypeVar("T")

SQLITE_FILE = "heritage.sqlite3"
LOCK_FILE = "heritage.lock"
BUSY_TIMEOUT_S = 5.0

AS_BYTES = "as_bytes"
"""An execution option of statements that read large values: PostgreSQL then writes none of them as text, which takes
twice as long."""


class StoreError(Refusal):
    """What the database, or a file of it, will not do; for the operator."""


def open_engine(database_url: str | None, data_dir: Path) -> Engine:
    """An engine for `database_url`, or for SQLite in `data_dir` (made if missing) when it is None.

    Nothing is read or migrated yet. Raises StoreError for an address or folder that cannot be used.
    """
    if database_url is not None:
        return _open_postgresql(database_url)
    try:
        # Messages from visitors are kept here: the folder is its owner's alone.
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            N_("Data folder '{folder}' cannot be made ({reason})."), folder=data_dir, reason=error.strerror
        ) from error
    return open_sqlite(data_dir / SQLITE_FILE)


def open_sqlite(file: Path) -> Engine:
    """An engine for the SQLite database in `file`, which is made when something is written."""
    engine = create_engine(URL.create("sqlite", database=str(file)), connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: SqliteConnection, _record: object) -> None:
    # None hands BEGIN to us: left to itself, sqlite3 opens no transaction for DDL, so nothing is rolled back.
    connection.isolation_level = None
    _write_ahead(connection)
    # NORMAL survives a killed process, FULL a power cut as well. The writer's groups do with NORMAL and a sync
    # a second, which serves a sixth more visits.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _write_ahead(connection: SqliteConnection) -> None:
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except OperationalError as error:
            # Of two that open a new file at once one is turned away without SQLite's usual waiting.
            if error.sqlite_errorcode != SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _open_postgresql(database_url: str) -> Engine:
    # The address may hold a password, so it is not quoted.
    not_one = N_("HERITAGE_DATABASE_URL: not an address such as postgresql://name@host:5432/database")
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(not_one) from error
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise StoreError(not_one)
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5, "tcp_user_timeout": 10_000},
        )
    except ImportError as error:
        raise StoreError(N_("PostgreSQL needs psycopg: pip install 'heritage[postgresql]'.")) from error
    event.listen(engine, "before_cursor_execute", _get_as_bytes)
    return engine


def _get_as_bytes(
    _connection: Connection,
    cursor: Any,
    _statement: str,
    _parameters: Any,
    context: ExecutionContext,
    _is_many: bool,
) -> None:
    if context.execution_options.get(AS_BYTES):
        from psycopg.pq import Format

        cursor.format = Format.BINARY


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """A transaction that will write, committed at the end.

    On SQLite it takes the write lock at once: a reader that turns writer half way is refused when another
    has written meanwhile, and no waiting helps.
    """
    return engine.execution_options(immediate=True).begin()


def be_only_writer(connection: Connection, table: Table) -> None:
    """Until the transaction ends nobody else writes to a table; all may read it. First thing in the transaction.

    On SQLite a transaction that writes is the only one anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE")


class Reader:
    """Does pieces of work that only read, each on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __call__(self, work: Callable[[Connection], T]) -> T:
        """The result of `work`. Raises StoreError."""
        with told_in_a_sentence(), self._engine.connect() as connection:
            return work(connection)


def insert_for(dialect: Dialect, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may go on with ON CONFLICT, which each database has in words of its own."""
    if dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """Turn what the database driver raises into a StoreError; the driver's own words stay its cause."""
    try:
        yield
    except SQLAlchemyError as error:
        raise failed(error) from error


def failed(error: Exception) -> StoreError:
    """What a database driver raised, told by the first line of its own words."""
    words = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    return StoreError(N_("The database failed ({reason})."), reason=words.splitlines()[0])


def no_answer() -> StoreError:
    """What those are told who have waited long enough."""
    return StoreError(N_("The database does not answer."))


@contextmanager
def hold(data_dir: Path) -> Iterator[None]:
    """Hold the data folder as the only server on it. Raises StoreError when another process holds it.

    Two servers on one folder would each keep their own memory of visits and count a phone twice.
    The kernel lets go when the process ends, however it ends.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            N_("Data folder '{folder}' cannot be used ({reason})."), folder=data_dir, reason=error.strerror
        ) from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                N_("Data folder '{folder}' is in use by a running server."), folder=data_dir
            ) from error
        yield
    finally:
        os.close(file)
