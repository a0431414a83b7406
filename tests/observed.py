"""Readings for tests: of one sensor at the toy lake unless said otherwise."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Engine, select

from heritage.quantities import Quality
from heritage.sensors.decisions import Ruling, Subject, decide
from heritage.sensors.readings import Kept, Observation, Run, keep
from heritage.store.engine import writing
from heritage.store.tables import READING

T = TypeVar("T")

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLACE, DEVICE = "lillsjon", "70b3d5e75e000001"


def observed(
    at: datetime,
    value: float | None,
    quantity: str = "air_temperature",
    *,
    place: str = PLACE,
    device: str = DEVICE,
    channel: int = 1,
    method: str = "sensor",
    received_at: datetime | None = None,
) -> Observation:
    """One observation, received five seconds after it was made."""
    arrived = received_at or at + timedelta(seconds=5)
    return Observation(place, device, channel, quantity, method, at, value, arrived)


def in_a_row(
    values: Sequence[float | None],
    quantity: str = "air_temperature",
    start: datetime = NOON,
    every: timedelta = HOUR,
    *,
    place: str = PLACE,
    device: str = DEVICE,
    channel: int = 1,
    method: str = "sensor",
) -> list[Observation]:
    """Observations at even distances."""
    return [
        observed(
            start + number * every,
            value,
            quantity,
            place=place,
            device=device,
            channel=channel,
            method=method,
        )
        for number, value in enumerate(values)
    ]


def kept(engine: Engine, observations: Sequence[Observation]) -> Kept:
    """Keep them in a transaction of their own."""
    with writing(engine) as connection:
        return keep(connection, observations)


def in_turn(engine: Engine) -> Run:
    """Each piece of work in a transaction of its own."""

    def run(work: Callable[[Connection], T]) -> T:
        with writing(engine) as connection:
            return work(connection)

    return run


def decided(engine: Engine, subject: Subject, ruling: Ruling, now: datetime) -> int:
    """Decide on readings; how many they are."""
    return decide(in_turn(engine), subject, ruling, now)


def qualities(engine: Engine, series: int = 1) -> list[Quality]:
    """Of a series, in order of time."""
    with engine.connect() as connection:
        return qualities_in(connection, series)


def qualities_in(connection: Connection, series: int = 1) -> list[Quality]:
    query = select(READING.c.quality).where(READING.c.series == series).order_by(READING.c.observed_at)
    return [Quality(quality) for quality in connection.scalars(query)]
