"""Databases for the tests: each test that asks for one runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import Connection, Engine, make_url, text

from heritage.store.engine import SQLITE_FILE, open_engine
from heritage.store.migrate import migrate, version
from heritage.store.schema import TABLES
from heritage.store.writer import Writer
from tests import postgres
from tests.unseen import unseen

OF_STORE = Path(__file__).parent / "unit/store"

_TURN_OUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_SHAPE = text(
    "SELECT md5(concat("
    "(SELECT string_agg(concat(relname, attname, atttypid, attnotnull), ',' ORDER BY relname, attnum) "
    "FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace), "
    "(SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace), "
    "(SELECT string_agg(tgname, ',' ORDER BY tgname) FROM pg_trigger)))"
)
_COUNT_FROM_ONE = text(
    "SELECT setval(oid::regclass, 1, false) FROM pg_class "
    "WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
)


class Postgresql:
    """The tests' cluster. Every test gets the same database, emptied: making one takes ten times as long."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._ground = open_engine(url, Path()).execution_options(isolation_level="AUTOCOMMIT")
        self.shared_url = self.make("shared")
        self._shared = open_engine(self.shared_url, Path())
        self._shape: str | None = "not made yet"
        self._step: str | None = None

    def make(self, name: str) -> str:
        """The address of another database, empty, for those who keep one for longer than a test."""
        with self._ground.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        return self._url.set(database=name).render_as_string(hide_password=False)

    def emptied(self) -> str:
        """The address of the shared database, without a schema and with nobody in it."""
        with self._shared.begin() as connection:
            connection.execute(_TURN_OUT)
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        return self.shared_url

    def migrated(self) -> str:
        """The same with the schema of this version. Where it stands it is swept: migrating takes ten times as long."""
        with self._shared.begin() as connection:
            connection.execute(_TURN_OUT)
            stands = connection.scalar(_SHAPE) == self._shape and version(connection) == self._step
            if stands:
                _sweep(connection)
                connection.execute(_COUNT_FROM_ONE)
        if not stands:
            self.emptied()
            migrate(self._shared)
            with self._shared.begin() as connection:
                self._shape, self._step = connection.scalar(_SHAPE), version(connection)
        return self.shared_url

    def close(self) -> None:
        self._shared.dispose()
        self._ground.dispose()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    with postgres.cluster() as url:
        server = Postgresql(url)
        yield server
        server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> Iterator[str]:
    kind: str = request.param
    if kind == "sqlite" or OF_STORE in request.path.parents:
        yield kind
        return
    # Nearly all lines that are for one of them alone are those of the store.
    with unseen():
        yield kind


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_kind: str) -> str | None:
    """What goes into HERITAGE_DATABASE_URL for a database without a schema; None for SQLite."""
    if database_kind == "sqlite":
        return None
    server: Postgresql = request.getfixturevalue("postgresql")
    return server.emptied()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema of this version, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    engine = open_engine(None, folder)
    migrate(engine)
    engine.dispose()
    return folder / SQLITE_FILE


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str, data_dir: Path) -> str | None:
    """Like `empty_url`, for a database that is migrated, in `data_dir` if it is SQLite."""
    if database_kind == "sqlite":
        data_dir.mkdir(parents=True, exist_ok=True)
        copy(request.getfixturevalue("migrated_file"), data_dir / SQLITE_FILE)
        return None
    server: Postgresql = request.getfixturevalue("postgresql")
    return server.migrated()


@pytest.fixture
def empty_engine(empty_url: str | None, data_dir: Path) -> Iterator[Engine]:
    """A database without a schema."""
    engine = open_engine(empty_url, data_dir)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(database_url: str | None, data_dir: Path) -> Iterator[Engine]:
    """A migrated, empty database."""
    engine = open_engine(database_url, data_dir)
    yield engine
    engine.dispose()


def emptied(engine: Engine) -> None:
    """Take all out of a database."""
    with engine.begin() as connection:
        _sweep(connection)


def _sweep(connection: Connection) -> None:
    statements = [f'DELETE FROM "{table.name}"' for table in TABLES]
    if connection.dialect.name == "postgresql":
        statements = [";".join(statements)]  # each question takes longer than its answer
    for statement in statements:
        connection.exec_driver_sql(statement)


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    writer = Writer(engine)
    yield writer
    writer.close()
