"""Databases for the tests: each test that asks for one runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from heritage.store.engine import open_engine
from heritage.store.migrate import migrate
from heritage.store.writer import Writer
from tests import postgres


class Postgresql:
    """The tests' cluster. Every test gets the same database, emptied: making one takes ten times as long."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._ground = open_engine(url, Path()).execution_options(isolation_level="AUTOCOMMIT")
        self.shared_url = self.make("shared")
        self._shared = open_engine(self.shared_url, Path())

    def make(self, name: str) -> str:
        """The address of another database, empty, for those who keep one for longer than a test."""
        with self._ground.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        return self._url.set(database=name).render_as_string(hide_password=False)

    def emptied(self) -> str:
        """The address of the shared database, without a schema and with nobody in it."""
        with self._shared.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
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
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


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


@pytest.fixture
def database_url(empty_url: str | None, data_dir: Path) -> str | None:
    """Like `empty_url`, for a database that is migrated, in `data_dir` if it is SQLite."""
    engine = open_engine(empty_url, data_dir)
    migrate(engine)
    engine.dispose()
    return empty_url


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


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    writer = Writer(engine)
    yield writer
    writer.close()
