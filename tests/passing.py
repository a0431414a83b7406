"""Counters at the toy points for tests: what they send, files of what they counted, and all that is made of it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace
from sqlalchemy import Connection, Engine, delete, select

from heritage.passages import imports
from heritage.passages.rollups.keeping import catch_up
from heritage.places.counting import Technique
from heritage.places.device import Device, Mounting
from heritage.places.library import load
from heritage.places.place import Library
from heritage.sensors.readings import Observation, keep
from heritage.store.engine import Reader, writing
from heritage.store.flags import Direction
from heritage.store.passage_tables import (
    FLOW,
    PASSAGE_CALENDAR,
    PASSAGE_DAY,
    PASSAGE_GAP,
    PASSAGE_HOUR,
    PASSAGE_MONTH,
    PASSAGE_PROFILE,
    PASSAGE_STRETCH,
)

T = TypeVar("T")

BRIDGE, NORTH = "kvarnbron", "norra-leden"
COUNTER, OTHER = "70b3d5e75e0000a1", "70b3d5e75e0000a2"
MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

DERIVED = (
    PASSAGE_HOUR,
    PASSAGE_STRETCH,
    PASSAGE_GAP,
    PASSAGE_DAY,
    PASSAGE_MONTH,
    PASSAGE_CALENDAR,
    PASSAGE_PROFILE,
)


def mounted(point: str, since: date = date(2026, 5, 4), until: date | None = None, **how: Any) -> Device:
    """A counter that sends every hour how many went in and out, in that interval and since it began."""
    mounting = Mounting(point=point, since=since, until=until, **how)
    return Device("imbuildings-counter", (mounting,), technique=Technique.PASSIVE_IR)


def library_with(devices: dict[str, Device]) -> Library:
    """The toy content with these counters only, and without those that are read by files."""
    library = load(Path("tests/data/small/content")).library
    assert library is not None
    counting = replace(library.counting, counters={})
    return replace(library, devices=devices, counting=counting)


def usual(hour: int) -> int:
    """What passes in an hour of a counter: more by day and at weekends, no two weeks alike."""
    day, of_day = divmod(hour, 24)
    busy = 6 if day % 7 >= 5 else 3
    return busy + (day * 7 + of_day * 3) % 4 if 8 <= of_day < 20 else (day + of_day) % 2


def told(
    hours: Iterable[int],
    *,
    point: str = BRIDGE,
    device: str = COUNTER,
    channel: int = 1,
    count: Callable[[int], int] = usual,
    start: datetime = MONDAY,
    minute: int = 7,
    total: bool = True,
) -> list[Observation]:
    """The counter's messages at the end of some hours since `start`, each some minutes past the full hour."""
    found = []
    sums = [0]
    for hour in range(max(hours := list(hours), default=-1) + 1):
        sums.append(sums[-1] + count(hour))
    for hour in hours:
        at = start + (hour + 1) * HOUR + timedelta(minutes=minute)
        quantity, value = ("passages_total", sums[hour + 1]) if total else ("passages", count(hour))
        found.append(
            Observation(
                point, device, channel, quantity, "sensor", at, float(value), at + timedelta(seconds=5)
            )
        )
    return found


def sent(engine: Engine, observations: Sequence[Observation]) -> None:
    with writing(engine) as connection:
        keep(connection, observations)


def in_turn(engine: Engine) -> Callable[[Callable[[Connection], T]], T]:
    """Each piece of work in a transaction of its own."""

    def run(work: Callable[[Connection], T]) -> T:
        with writing(engine) as connection:
            return work(connection)

    return run


def caught_up(engine: Engine, library: Library, now: datetime) -> int:
    return catch_up(in_turn(engine), library, now, read=Reader(engine))


def imported(
    engine: Engine,
    cells: dict[Direction, list[tuple[int, int, int | None]]],
    now: datetime,
    point: str = BRIDGE,
) -> int:
    """A file of counts (start, end, passages), stored; its number."""
    version = imports.Version(point, imports.FILE, "fil.csv", f"{now}", {}, cells)
    return imports.store(in_turn(engine), version, "turistbyrån", now).id


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All that was made of counts, by table; flows by point and direction."""
    with engine.connect() as connection:
        flows = {row.id: (row.point, Direction(row.direction)) for row in connection.execute(select(FLOW))}
        return {
            table.name: sorted(
                ((flows[flow], *rest) for flow, *rest in connection.execute(select(table))), key=repr
            )
            for table in DERIVED
        }


def forgotten(engine: Engine) -> None:
    """Take away all that was made of counts."""
    with writing(engine) as connection:
        for table in (*DERIVED, FLOW):
            connection.execute(delete(table))
