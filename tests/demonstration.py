"""Makes demonstrations for tests: a few days of them, at a moment of the test's choosing."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine

from heritage.demo.library import demo_library
from heritage.demo.simulation import Made, Simulation
from heritage.places.library import load
from heritage.places.place import Library
from heritage.sensors.intake import Intake
from heritage.sensors.pulse import Pulse
from heritage.store.kind import claim_demo
from heritage.store.writer import Writer
from tests.asgi import SMALL

CONTENT = Path(__file__).parents[1] / "content"
"""The municipality's own: what a demonstration is for."""

WINTER = datetime(2027, 1, 20, 11, tzinfo=UTC)
SUMMER = datetime(2026, 7, 20, 11, tzinfo=UTC)
DAY = timedelta(days=1)


class Complaints:
    """Nothing that a demonstration sends is unreadable."""

    def event(self, event: str, **facts: object) -> None:
        raise AssertionError((event, facts))

    def failure(self, error: BaseException) -> None:
        raise error


@lru_cache
def real_library(folder: Path = SMALL) -> Library:
    library = load(folder).library
    assert library is not None
    return library


@lru_cache
def library_of(folder: Path = SMALL) -> Library:
    """The library of a demonstration."""
    return demo_library(real_library(folder))


def interpret(engine: Engine, writer: Writer, library: Library) -> None:
    """All that waits, as the server's intake does."""
    intake = Intake(engine, writer, library.devices, Pulse(), Complaints())
    while intake.interpret_some():
        pass


def simulate(engine: Engine, library: Library, until: datetime, history: timedelta = 3 * DAY) -> list[Made]:
    """All that is missing until then, interpreted."""
    claim_demo(engine)
    writer = Writer(engine)
    try:
        simulation = Simulation(engine, writer.run, lambda: library, history)
        made = []
        while (piece := simulation.go_on(until)) is not None:
            made.append(piece)
            interpret(engine, writer, library)
        return made
    finally:
        writer.close()
