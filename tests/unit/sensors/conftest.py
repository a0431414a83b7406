"""A broker for those who listen."""

from collections.abc import Iterator

import pytest

from tests.mosquitto import Mosquitto


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    broker = Mosquitto()
    broker.start()
    yield broker
    broker.remove()
