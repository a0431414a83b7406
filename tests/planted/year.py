"""The year as it happened to the program: messages and files in the order of their coming, figures kept meanwhile."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgspec.structs import replace
from sqlalchemy import Connection, Engine, insert

from heritage.passages import imports
from heritage.passages.files.layouts import Wanted
from heritage.passages.files.preview import Preview, preview
from heritage.passages.rollups.keeping import catch_up
from heritage.passages.stretches import midnight
from heritage.places.counting import (
    Counter,
    CounterMounting,
    CountingPoint,
    CountingRecord,
    Season,
    Technique,
    Visits,
)
from heritage.places.device import Device, Mounting
from heritage.places.library import load
from heritage.places.place import Library
from heritage.sensors.intake import Intake, unpack
from heritage.sensors.pulse import Pulse
from heritage.store.additions import add_events
from heritage.store.engine import writing
from heritage.store.tables import SOURCE
from heritage.store.writer import Writer
from tests.planted.air import GAUGE, SOURCES, Message, messages
from tests.planted.counters import IMBUILDINGS, OTHER_VS350, PCR2, VS350, counters
from tests.planted.files import HEADINGS, Read, files
from tests.planted.plan import BEGUN, BRIDGE, COTTAGE, NORTH, SOUTH, at
from tests.planted.walkers import truth
from tests.senders import Log, finish

T = TypeVar("T")

NOW = datetime(2027, 1, 5, 12, tzinfo=UTC)
"""When the year is looked at."""

LOOKS = tuple(map(at, ("2026-10-10 18:00",)))
"""When figures are kept up, beside the end: a wrong file is in force, and a counter has not been heard for ten days."""

_SMALL = Path(__file__).parents[1] / "data" / "small" / "content"


def library() -> Library:
    """What the content says of the points and counters: days, as content does, and not the seconds of what happened."""
    small = load(_SMALL).library
    assert small is not None
    counting = CountingRecord(points=_points(), counters={"torp-stolpen": _logger()})
    return replace(small, counting=counting, devices=_devices())


def _points() -> dict[str, CountingPoint]:
    summer = Season(first="05-01", last="10-31")
    return {
        NORTH: CountingPoint(
            name={"sv": "Norr"}, place="lillsjon", visits=Visits.PASSAGES, neighbours=(BRIDGE,)
        ),
        BRIDGE: CountingPoint(name={"sv": "Bron"}, visits=Visits.PASSAGES, neighbours=(SOUTH,)),
        SOUTH: CountingPoint(name={"sv": "Söder"}, visits=Visits.PASSAGES, season=summer),
        COTTAGE: CountingPoint(name={"sv": "Torp"}, visits=Visits.HALF, neighbours=(SOUTH,)),
    }


def _logger() -> Counter:
    mounting = CounterMounting(point=COTTAGE, since=BEGUN, height_m=1.0)
    return Counter(model="A logger in a post", technique=Technique.PASSIVE_IR, mountings=(mounting,))


def _devices() -> dict[str, Device]:
    def counter(profile: str, *mountings: Mounting, technique: Technique = Technique.PASSIVE_IR) -> Device:
        return Device(profile, mountings, technique=technique)

    gauge = Mounting(place="lillsjon", since=BEGUN, height_m=3, distance_zero_mm=3000)
    last_there, first_here = date(2026, 5, 31), date(2026, 6, 1)
    # Of the radar at the bridge the totals were not asked for: what is not heard is lost.
    intervals = {"in": 1, "out": 2}
    return {
        GAUGE: Device("milesight-em500-udl", (gauge,), interval_minutes=360),
        VS350: counter(
            "milesight-vs350", Mounting(point=NORTH, since=BEGUN, until=date(2026, 9, 14), height_m=0.9)
        ),
        OTHER_VS350: counter(
            "milesight-vs350", Mounting(point=NORTH, since=date(2026, 9, 15), height_m=0.9, reversed=True)
        ),
        PCR2: counter(
            "parametric-pcr2",
            Mounting(point=BRIDGE, since=BEGUN, until=last_there, channels=intervals),
            Mounting(point=SOUTH, since=first_here),
            technique=Technique.RADAR,
        ),
        IMBUILDINGS: counter(
            "imbuildings-counter",
            Mounting(point=SOUTH, since=BEGUN, until=last_there),
            Mounting(point=BRIDGE, since=first_here),
        ),
    }


def in_turn(engine: Engine, work: Callable[[Connection], T]) -> T:
    """A piece of work in a transaction of its own."""
    with writing(engine) as connection:
        return work(connection)


def _reading(engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.connect() as connection:
        return work(connection)


def kept_up(engine: Engine, content: Library, now: datetime) -> int:
    """All that is due made anew; how many days are other than before."""
    return catch_up(partial(in_turn, engine), content, now, read=partial(_reading, engine))


class FileRead(NamedTuple):
    """What a file was taken for, and whether the very same one was in force already."""

    shown: Preview
    is_known: bool


def play(engine: Engine, content: Library) -> list[FileRead]:
    """Let the whole year happen; what became of the files, in their order.

    Figures are kept up from the beginning: in the midst of faults, and at the end.
    """
    with engine.begin() as connection:
        rows = [{"name": name, "kind": kind, "created_at": NOW} for name, kind in SOURCES.items()]
        connection.execute(insert(SOURCE), rows)
    kept_up(engine, content, datetime.fromtimestamp(midnight(BEGUN), UTC))
    people = truth()
    come, people_files = messages(counters(people), people), files(people)
    read: list[FileRead] = []
    since = 0
    with _intake(engine, content) as intake:
        for until in (*LOOKS, int(NOW.timestamp())):
            _arrive(engine, intake, [one for one in come if since <= one.received_at < until])
            read += _read_files(engine, content, people_files, since, until)
            kept_up(engine, content, datetime.fromtimestamp(until, UTC))
            since = until
    return read


def _read_files(
    engine: Engine, content: Library, some: Sequence[Read], since: int, until: int
) -> Iterator[FileRead]:
    """Those whose time it is, and take back what is taken back by then."""
    for file in some:
        if since <= file.at < until:
            yield _read(engine, content, file)
        if file.undone_at is not None and since <= file.undone_at < until:
            _undo(engine, file.name, datetime.fromtimestamp(file.undone_at, UTC))


@contextmanager
def _intake(engine: Engine, content: Library) -> Iterator[Intake]:
    writer = Writer(engine)
    try:
        yield Intake(engine, writer, content.devices, Pulse(), Log())
    finally:
        writer.close()


def _arrive(engine: Engine, intake: Intake, arrived: Sequence[Message]) -> None:
    """As the network servers post them, and as the server interprets what has come."""
    for source, some in groupby(sorted(arrived, key=lambda one: one.source), key=lambda one: one.source):
        events = [
            event
            for one in some
            for event in unpack(
                source, SOURCES[source], one.body, "up", datetime.fromtimestamp(one.received_at, UTC)
            )
        ]
        with writing(engine) as connection:
            add_events(connection, events)
    finish(intake)


def _read(engine: Engine, content: Library, file: Read) -> FileRead:
    """As `heritage counts import` does, and by somebody who goes on where it asks whether to import a file again."""
    now = datetime.fromtimestamp(file.at, UTC)
    shown = preview(file.data, Wanted(COTTAGE, HEADINGS), content, now)
    version = imports.version_of(shown, file.name, file.data)
    with engine.connect() as connection:
        known = imports.same(connection, version)
    imports.store(partial(in_turn, engine), version, "turistbyrån", now)
    return FileRead(shown, known is not None)


def _undo(engine: Engine, name: str, now: datetime) -> None:
    with engine.connect() as connection:
        number = next(one.id for one in imports.imports(connection, COTTAGE) if one.file == name)
    in_turn(engine, lambda connection: imports.undo(connection, number, "turistbyrån", "fel räknare", now))
