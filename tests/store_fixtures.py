"""Databases for the tests: each test that asks for one runs on SQLite and on PostgreSQL."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from heritage.store.engine import open_engine
from heritage.store.migrate import migrate
from heritage.store.writer import Writer
from tests import postgres

_NUMBERS = itertools.count(1)
_TEMPLATE = "migrated"


class Postgresql:
    """The tests' cluster, which hands out databases."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._ground = open_engine(url, Path()).execution_options(isolation_level="AUTOCOMMIT")
        self.make("empty", "template1")
        template = open_engine(self.make(_TEMPLATE, "empty"), Path())
        migrate(template)
        template.dispose()

    def make(self, name: str, template: str) -> str:
        with self._ground.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        with self._ground.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))

    def close(self) -> None:
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


def _database_url(request: pytest.FixtureRequest, kind: str, template: str) -> Iterator[str | None]:
    if kind == "sqlite":
        yield None
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    name = f"test{next(_NUMBERS)}"
    yield server.make(name, template)
    server.drop(name)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_kind: str) -> Iterator[str | None]:
    """What goes into HERITAGE_DATABASE_URL for a database without a schema; None for SQLite."""
    yield from _database_url(request, database_kind, "empty")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str) -> Iterator[str | None]:
    """Like `empty_url`, for a migrated database (PostgreSQL; a SQLite file is migrated by `ready`)."""
    yield from _database_url(request, database_kind, _TEMPLATE)


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
    if database_url is None:
        migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    writer = Writer(engine)
    yield writer
    writer.close()
