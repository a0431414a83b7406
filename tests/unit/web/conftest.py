"""The toy site as it is served, and its database beside the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from heritage.store.engine import open_engine
from tests.asgi import Visitor, visiting_small


@pytest.fixture
def visitor(data_dir: Path, database_url: str | None) -> Iterator[Visitor]:
    with visiting_small(data_dir, database_url) as someone:
        yield someone


@pytest.fixture
def books(data_dir: Path, database_url: str | None) -> Iterator[Engine]:
    opened = open_engine(database_url, data_dir)
    yield opened
    opened.dispose()
