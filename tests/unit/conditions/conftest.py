"""The toy library, and readings put into a database as they would come."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Engine

from heritage.places.library import load
from heritage.places.place import Library, Place
from heritage.sensors.readings import Observation, keep
from heritage.store.engine import writing
from tests.asgi import SMALL

PROBE, GAUGE = "70b3d5e75e000001", "70b3d5e75e000002"

Keep = Callable[..., None]


@pytest.fixture(scope="session")
def library() -> Library:
    found = load(SMALL).library
    assert found is not None
    return found


@pytest.fixture
def kept(engine: Engine) -> Keep:
    """Keep a reading of `lillsjon`, unless told otherwise."""

    def put(
        quantity: str,
        value: float | None,
        at: datetime,
        place: str = "lillsjon",
        device: str = PROBE,
        channel: int = 1,
        method: str = "sensor",
    ) -> None:
        reading = Observation(place, device, channel, quantity, method, at, value, at + timedelta(seconds=4))
        with writing(engine) as connection:
            keep(connection, [reading])

    return put


def with_place(library: Library, place: Place) -> Library:
    """The library with `place` in the place of the one of its slug."""
    return msgspec.structs.replace(library, places={**library.places, place.slug: place})
