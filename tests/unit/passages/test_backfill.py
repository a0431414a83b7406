"""What Eco-Counter tells becomes versions: once, as often as it is asked, and again only where it tells otherwise."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from sqlalchemy import Connection, Engine, select

from heritage.passages import backfill, imports
from heritage.passages.backfill import Outcome, Result
from heritage.passages.stretches import midnight
from heritage.places.counting import Counter, CounterMounting, EcoSource, Technique
from heritage.places.library import load
from heritage.places.place import Library
from heritage.settings.eco_counter import EcoCounter
from heritage.settings.secret import Secret
from heritage.settings.settings import Settings
from heritage.store.engine import writing
from heritage.store.passage_tables import COUNT_DUE, COUNT_IMPORTED
from heritage.weather.kept import read
from tests.eco_server import EcoServer, Fault, eco_server

T = TypeVar("T")

NOW = datetime(2026, 7, 20, 2, 30, tzinfo=UTC)
SECRET = Secret("HERITAGE_ECO_COUNTER_SECRET", "raknat")
MOUNTED = (CounterMounting(point="kvarnbron", since=date(2026, 5, 1)),)
HOUR = timedelta(hours=1)

LIBRARY = load(Path("tests/data/small/content")).library


def library(*mountings: CounterMounting, channels: bool = True) -> Library:
    assert LIBRARY is not None
    source = EcoSource(site=300, channels={"101": "in", "102": "out"} if channels else {})
    counter = Counter(
        model="Eco", technique=Technique.PASSIVE_IR, mountings=mountings or MOUNTED, eco_counter=source
    )
    counting = msgspec.structs.replace(LIBRARY.counting, counters={"pyro": counter})
    return msgspec.structs.replace(LIBRARY, counting=counting)


@pytest.fixture
def eco() -> Iterator[EcoServer]:
    with eco_server() as server:
        server.lay_out_site(300, 101, 102)
        server.counts = {"101": {}, "102": {}, "300": {}}
        yield server


def in_turn(engine: Engine, work: Callable[[Connection], T]) -> T:
    with writing(engine) as connection:
        return work(connection)


def fetch(
    engine: Engine,
    eco: EcoServer,
    content: Library | None = None,
    now: datetime = NOW,
    since: date | None = None,
    again: bool = False,
) -> list[Outcome]:
    account = EcoCounter("besok", SECRET, eco.url)
    return backfill.fetch_counts(
        engine,
        partial(in_turn, engine),
        content or library(),
        account,
        backfill.fetcher_of(account, Settings(), content or library()),
        lambda: now,
        lambda seconds: False,
        since=since,
        again=again,
    )


def fill(eco: EcoServer, channel: str, first: datetime, *counts: int | None) -> None:
    eco.counts[channel].update({first + n * HOUR: count for n, count in enumerate(counts)})


def stored(engine: Engine) -> list[tuple[int, int, datetime, int | None]]:
    columns = COUNT_IMPORTED.c
    query = select(columns.batch, columns.direction, columns.start, columns.count)
    with engine.connect() as connection:
        found = connection.execute(query.order_by(columns.batch, columns.direction, columns.start))
        return [(row.batch, row.direction, row.start, row.count) for row in found]


def all_imports(engine: Engine) -> list[imports.Import]:
    with engine.connect() as connection:
        return imports.imports(connection)


AT = datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_the_channels_are_stored_by_their_directions_and_the_site_is_not_added(
    engine: Engine, eco: EcoServer
) -> None:
    fill(eco, "101", AT, 3, 0, None, 4)
    fill(eco, "102", AT, 5)
    fill(eco, "300", AT, 8, 0, None, 4)
    (outcome,) = fetch(engine, eco)
    assert outcome == Outcome("pyro", Result.STORED, (1,), new=4)
    assert stored(engine) == [(1, 1, AT, 3), (1, 1, AT + HOUR, 0), (1, 1, AT + 3 * HOUR, 4), (1, 2, AT, 5)]
    assert eco.asked_for("/api/1.0/data/site/300") == []
    (done,) = all_imports(engine)
    assert (done.point, done.kind, done.file, done.imported_by) == (
        "kvarnbron",
        "eco-counter",
        "Eco-Counter 300",
        "heritage",
    )
    with engine.connect() as connection:
        assert connection.execute(select(COUNT_DUE.c.point, COUNT_DUE.c.first_at)).all() == [
            ("kvarnbron", AT)
        ]


def test_a_site_without_channels_is_read_as_a_whole(engine: Engine, eco: EcoServer) -> None:
    fill(eco, "300", AT, 8)
    fetch(engine, eco, library(channels=False))
    assert stored(engine) == [(1, 0, AT, 8)]


def test_what_is_told_again_is_not_stored_again(engine: Engine, eco: EcoServer) -> None:
    fill(eco, "101", AT, 3, 1)
    fetch(engine, eco)
    (outcome,) = fetch(engine, eco, now=NOW + timedelta(days=1))
    assert outcome == Outcome("pyro", Result.UNCHANGED)
    assert len(all_imports(engine)) == 1


def test_a_counter_that_sends_late_fills_what_was_missing(engine: Engine, eco: EcoServer) -> None:
    """Only what is told for the first time, or otherwise than before, becomes a version."""
    fill(eco, "101", AT, 3, None, 4)
    fetch(engine, eco)
    fill(eco, "101", AT, 3, 7, 5)
    (outcome,) = fetch(engine, eco, now=NOW + timedelta(days=14))
    assert outcome == Outcome("pyro", Result.STORED, (2,), new=1, changed=1)
    assert stored(engine)[2:] == [(2, 1, AT + HOUR, 7), (2, 1, AT + 2 * HOUR, 5)]


def test_what_is_no_longer_told_stays_and_is_said(engine: Engine, eco: EcoServer) -> None:
    fill(eco, "101", AT, 3, 4)
    fetch(engine, eco)
    fill(eco, "101", AT, None)
    (outcome,) = fetch(engine, eco)
    assert outcome == Outcome("pyro", Result.UNCHANGED, withdrawn=1)


def test_what_somebody_took_out_of_force_comes_back_only_when_asked_for(
    engine: Engine, eco: EcoServer
) -> None:
    fill(eco, "101", AT, 3)
    fetch(engine, eco)
    assert in_turn(engine, lambda connection: imports.undo(connection, 1, "Ada", "ritad på fel ställe", NOW))
    assert fetch(engine, eco)[0].result is Result.UNCHANGED
    assert fetch(engine, eco, again=True)[0].imports == (2,)


def test_years_are_asked_for_a_hundred_days_at_once_and_then_the_last_sixty(
    engine: Engine, eco: EcoServer
) -> None:
    eco.sites.clear()
    eco.lay_out_site(300, 101, 102, since="2026-01-01T00:00:00+0100")
    content = library(CounterMounting(point="kvarnbron", since=date(2025, 1, 1)))
    fill(eco, "101", datetime(2026, 7, 19, 10, tzinfo=UTC), 3)
    fetch(engine, eco, content)
    asked = eco.asked_for("/api/1.0/data/site/101")
    assert [one.words["begin"] for one in asked] == [
        "2026-01-01T00:00:00",
        "2026-04-11T00:00:00",
        "2026-07-20T00:00:00",
    ]
    assert asked[0].words["end"] == asked[1].words["begin"]
    eco.asked.clear()
    fetch(engine, eco, content)
    assert [one.words["begin"] for one in eco.asked_for("/api/1.0/data/site/101")] == ["2026-05-20T00:00:00"]


def test_an_hour_that_is_not_over_is_not_stored(engine: Engine, eco: EcoServer) -> None:
    fill(eco, "101", datetime(2026, 7, 20, 1, tzinfo=UTC), 2, 1)
    fetch(engine, eco)
    assert [count for *_, count in stored(engine)] == [2]


def test_a_counter_that_moved_and_turned_tells_of_each_point_in_its_directions(
    engine: Engine, eco: EcoServer
) -> None:
    """R-V20."""
    content = library(
        CounterMounting(point="kvarnbron", since=date(2026, 5, 1), until=date(2026, 7, 1)),
        CounterMounting(point="norra-leden", since=date(2026, 7, 2), reversed=True),
    )
    at = datetime.fromtimestamp(midnight(date(2026, 7, 2)), UTC)
    fill(eco, "101", at - HOUR, 3, 4)
    (outcome,) = fetch(engine, eco, content)
    assert outcome.imports == (1, 2)
    assert stored(engine) == [(1, 1, at - HOUR, 3), (2, 2, at, 4)]
    assert {one.id: one.point for one in all_imports(engine)} == {1: "kvarnbron", 2: "norra-leden"}


def test_what_came_before_a_half_answer_stays_and_the_next_round_goes_on(
    engine: Engine, eco: EcoServer
) -> None:
    eco.sites.clear()
    eco.lay_out_site(300, 101, 102, since="2026-03-01T00:00:00+0100")
    content = library(CounterMounting(point="kvarnbron", since=date(2026, 1, 1)))
    fill(eco, "101", datetime(2026, 3, 2, 10, tzinfo=UTC), 3)
    fill(eco, "101", AT, 4)
    broken = Fault(body=b"[{", sent=1)
    eco.fail("/api/1.0/data/site/102", Fault(body=b"[]"), broken)
    (outcome,) = fetch(engine, eco, content)
    assert (outcome.result, outcome.imports) == (Result.FAILED, (1,))
    assert "gave no whole answer" in str(outcome.why)
    assert [count for *_, count in stored(engine)] == [3]
    assert fetch(engine, eco, content)[0].imports == (2,)
    assert [count for *_, count in stored(engine)] == [3, 4]


def test_a_service_that_wants_to_be_left_alone_is(engine: Engine, eco: EcoServer) -> None:
    eco.fail("/api/1.0/data", Fault(status=429, headers={"Retry-After": "7200"}))
    assert fetch(engine, eco)[0].result is Result.FAILED
    eco.asked.clear()
    assert fetch(engine, eco, now=NOW + HOUR)[0].result is Result.LEFT_ALONE
    assert eco.asked == []
    assert fetch(engine, eco, now=NOW + 3 * HOUR)[0].result is Result.UNCHANGED


def test_how_much_was_asked_today_is_remembered(engine: Engine, eco: EcoServer) -> None:
    fetch(engine, eco)
    with engine.connect() as connection:
        kept = read(connection, backfill.KEY)
    assert kept is not None
    assert kept.body == b'{"day":"2026-07-20","asked":4}'
    fetch(engine, eco)
    with engine.connect() as connection:
        again = read(connection, backfill.KEY)
    assert again is not None
    assert again.body == b'{"day":"2026-07-20","asked":8}'
    assert backfill.due_at(engine, NOW) == NOW + backfill.EVERY


def test_a_site_or_channel_that_the_account_lacks_is_told(engine: Engine, eco: EcoServer) -> None:
    eco.sites.clear()
    eco.lay_out_site(301)
    (outcome,) = fetch(engine, eco)
    assert str(outcome.why) == "The account at Eco-Counter has no site 300: it has 301."
    eco.lay_out_site(300, 101)
    (outcome,) = fetch(engine, eco)
    assert str(outcome.why) == "Site 300 at Eco-Counter has no channel 102: it has 101."
    assert eco.asked_for("/api/1.0/data") == []


def test_a_day_from_which_to_read_can_be_given(engine: Engine, eco: EcoServer) -> None:
    fill(eco, "101", AT, 3)
    fetch(engine, eco, since=date(2026, 7, 2))
    assert stored(engine) == []
    assert fetch(engine, eco, since=date(2026, 7, 1))[0].new == 1
