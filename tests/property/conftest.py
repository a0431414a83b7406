"""A database for many examples."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from heritage.store.engine import open_engine
from heritage.store.migrate import migrate


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """One for all examples of a file; each of them empties it."""
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").make(request.module.__name__)
    engine = open_engine(url, tmp_path_factory.mktemp("data"))
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module", autouse=True)
def _uncounted(uncounted: None) -> None:
    """Examples run the same lines again and again."""
