"""A demonstration is filled through the real intake, goes on after any pause, and never touches a real database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, func, select

from heritage.demo.library import demo_counters, demo_devices
from heritage.demo.messages import SOURCES, messages
from heritage.demo.numbers import PREFIX
from heritage.demo.people import drill
from heritage.demo.senses import World
from heritage.demo.simulation import AT_FIRST, AT_ONCE, Simulation, make_sources
from heritage.sensors.intake import as_raw, raws
from heritage.sensors.meaning import meaning_of
from heritage.sensors.series import seconds
from heritage.store.additions import add_events
from heritage.store.engine import StoreError, open_engine, writing
from heritage.store.kind import claim_demo
from heritage.store.migrate import migrate
from heritage.store.tables import (
    DEVICE_STATE,
    DRILLING,
    FETCHED,
    META,
    READING,
    READING_DAY,
    SERIES,
    SOURCE,
    SOURCE_TOKEN,
    UPLINK,
    UplinkState,
)
from heritage.store.writer import Writer
from tests.demonstration import DAY, SUMMER, WINTER, interpret, library_of, simulate

pytestmark = pytest.mark.usefixtures("uncounted")

HOUR = timedelta(hours=1)


def rows(engine: Engine, table: Table) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(table))]


def readings(engine: Engine) -> list[Any]:
    """All, by what they are of: numbers of series depend on the order in which they began."""
    query = (
        select(
            SERIES.c.place,
            SERIES.c.device,
            SERIES.c.quantity,
            SERIES.c.channel,
            READING.c.observed_at,
            READING.c.value,
            READING.c.quality,
            READING.c.lag,
        )
        .join_from(SERIES, READING, READING.c.series == SERIES.c.id)
        .order_by(SERIES.c.device, SERIES.c.place, SERIES.c.quantity, SERIES.c.channel, READING.c.observed_at)
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def day_sums(engine: Engine) -> list[Any]:
    query = (
        select(
            SERIES.c.place,
            SERIES.c.device,
            SERIES.c.quantity,
            SERIES.c.channel,
            READING_DAY.c.day,
            READING_DAY.c.count,
            READING_DAY.c.lowest,
            READING_DAY.c.highest,
            READING_DAY.c.total,
        )
        .join_from(SERIES, READING_DAY, READING_DAY.c.series == SERIES.c.id)
        .order_by(SERIES.c.device, SERIES.c.place, SERIES.c.quantity, SERIES.c.channel, READING_DAY.c.day)
    )
    with engine.connect() as connection:
        return [(*row[:-1], pytest.approx(row[-1])) for row in connection.execute(query)]


def test_all_goes_the_way_of_real_messages(engine: Engine) -> None:
    """Every reading of a sensor is what a kept raw event means, and nothing else is there."""
    library = library_of()
    simulate(engine, library, WINTER)
    with engine.connect() as connection:
        kept = [as_raw(row) for row in connection.execute(raws())]
    assert {raw.source for raw in kept} == set(SOURCES)
    assert {row[6] for row in rows(engine, UPLINK)} == {UplinkState.READ}
    meant = {
        (one.place, one.device, one.quantity, one.channel, seconds(one.observed_at)): one.value
        for raw in kept
        for one in meaning_of(raw, library.devices).observations
    }
    found = {
        (place, device, quantity, channel, seconds(observed_at)): value
        for place, device, quantity, channel, observed_at, value, *_ in readings(engine)
        if device.startswith(PREFIX)
    }
    assert len(found) > 200 and found == meant


def test_a_device_that_was_never_heard_is_known_and_silent(engine: Engine) -> None:
    library = library_of()
    simulate(engine, library, WINTER)
    heard = {row[0] for row in rows(engine, DEVICE_STATE)}
    assert len(set(library.devices) - heard) >= 1
    assert heard < set(library.devices)


def test_the_newest_days_are_made_first_and_then_the_past_piece_by_piece(engine: Engine) -> None:
    made = simulate(engine, library_of(), WINTER, 24 * DAY)
    assert (made[0].start, made[0].end) == (WINTER - AT_FIRST, WINTER)
    assert [piece.end for piece in made[1:]] == [piece.start for piece in made[:-1]]
    assert made[1].end - made[1].start == AT_ONCE
    assert made[-1].start == WINTER - 24 * DAY
    assert [piece.is_all for piece in made] == [False] * (len(made) - 1) + [True]


def test_going_on_after_pauses_is_the_same_as_all_in_one_go(engine: Engine, other: Engine) -> None:
    """Whatever the pieces and their order: the same events, readings, qualities and sums."""
    library = library_of()
    ends = WINTER + 30 * HOUR
    for until in (WINTER, WINTER + 7 * HOUR, ends):
        simulate(engine, library, until, 16 * DAY)
    in_one_go(other, ends)
    for table in (UPLINK, DRILLING):
        # The first column counts rows or series, in the order in which they came.
        ours, theirs = (sorted(row[1:] for row in rows(where, table)) for where in (engine, other))
        assert ours and ours == theirs
    assert readings(engine) == readings(other)
    assert day_sums(engine) == day_sums(other)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Engine]:
    """Another empty database."""
    engine = open_engine(None, tmp_path / "other")
    migrate(engine)
    yield engine
    engine.dispose()


def in_one_go(engine: Engine, ends: Any) -> None:
    """All that a demonstration begun at WINTER has by then, in one transaction."""
    library, began = library_of(), int(WINTER.timestamp())
    claim_demo(engine)
    world, start, end = World(began), int((WINTER - 16 * DAY).timestamp()), int(ends.timestamp())
    with writing(engine) as connection:
        make_sources(connection, began)
        counters = demo_counters(library)
        add_events(connection, messages(world, demo_devices(library), start, end, counters))
        drill(connection, world, library, start, end)
    writer = Writer(engine)
    interpret(engine, writer, library)
    writer.close()


def test_what_is_made_already_is_not_made_again(engine: Engine) -> None:
    library = library_of()
    simulate(engine, library, WINTER)
    before = readings(engine)
    assert simulate(engine, library, WINTER) == []
    assert simulate(engine, library, WINTER - HOUR) == []
    assert readings(engine) == before


def test_after_a_long_pause_the_gap_is_filled_in_pieces(engine: Engine) -> None:
    library = library_of()
    simulate(engine, library, WINTER)
    made = simulate(engine, library, WINTER + 20 * DAY)
    assert made[0].start == WINTER and made[-1].end == WINTER + 20 * DAY
    assert all(piece.end - piece.start <= AT_ONCE for piece in made)


def test_nothing_is_made_up_in_a_real_database(engine: Engine) -> None:
    writer = Writer(engine)
    with pytest.raises(StoreError, match="no demonstration's"):
        Simulation(engine, writer.run, library_of).go_on(SUMMER)
    writer.close()
    for table in (UPLINK, READING, SERIES, FETCHED, META, SOURCE):
        assert rows(engine, table) == []


def test_the_made_up_sources_let_nobody_in(engine: Engine) -> None:
    """They have no tokens."""
    simulate(engine, library_of(), SUMMER, DAY)
    assert sorted(row[:2] for row in rows(engine, SOURCE)) == sorted(SOURCES.items())
    assert rows(engine, SOURCE_TOKEN) == []


def test_what_fails_leaves_nothing_behind(engine: Engine) -> None:
    """Messages, holes, forecasts and the note of what was made are one transaction."""
    claim_demo(engine)

    def broken(work: Any) -> None:
        with writing(engine) as connection:
            work(connection)
            raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="full"):
        Simulation(engine, broken, library_of, DAY).go_on(SUMMER)
    assert rows(engine, UPLINK) == [] and rows(engine, FETCHED) == []
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(META)) == 1
