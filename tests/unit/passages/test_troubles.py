"""Counters without news, blocked lenses and signs that nobody scans ring until they are well (R-V11, R-Q13)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, insert

from heritage.passages import imports
from heritage.passages.backfill import KEY
from heritage.passages.decided import decisions
from heritage.passages.decided.decisions import Ruling, Subject
from heritage.passages.stretches import HOUR_S, day_of, midnight
from heritage.passages.troubles import troubles
from heritage.places.counting import Counter, CounterMounting, EcoSource, Season, Technique
from heritage.places.place import Library, SignState
from heritage.sensors.alarms import Kind, Trouble, look
from heritage.store.engine import writing
from heritage.store.flags import Direction
from heritage.store.tables import SCAN_COUNT
from heritage.weather.kept import Document, keep
from tests.passage_fixtures import hours_of, write_flow
from tests.passing import (
    BRIDGE,
    COUNTER,
    MONDAY,
    NORTH,
    OTHER,
    caught_up,
    in_turn,
    library_with,
    mounted,
    sent,
    told,
    usual,
)

DAY = timedelta(days=1)
NOW = datetime(2026, 7, 15, 10, tzinfo=UTC)
TODAY = NOW.date()
SINCE = date(2026, 4, 20)
JOUREN = ("jouren", "såg dit själv")


@pytest.fixture(scope="module")
def library() -> Library:
    """Counters at two neighbours that send."""
    return library_with({COUNTER: mounted(BRIDGE, since=SINCE), OTHER: mounted(NORTH, since=SINCE)})


def looked(engine: Engine, library: Library, now: datetime = NOW) -> tuple[list[Trouble], list[Trouble]]:
    """What a look opens and closes of what is watched here."""
    ours = (Kind.COUNTER, Kind.BLOCKED, Kind.SIGN)
    with writing(engine) as connection:
        found = look(connection, library, now, NOW - 300 * DAY, troubles)
    return [one for one in found.opened if one.kind in ours], [
        one for one in found.closed if one.kind in ours
    ]


def count(engine: Engine, point: str, each: Callable[[date], int], last: date, first: date = SINCE) -> None:
    """So many in each hour of a day."""
    hours = hours_of(first, last)
    with writing(engine) as connection:
        write_flow(connection, point, Direction.IN, hours, {hour: each(day_of(hour)) for hour in hours})


def blocked_for(days: int, until: date = TODAY - DAY) -> Callable[[date], int]:
    """Ten an hour, and none in so many days until the last that is told."""
    return lambda day: 0 if until - days * DAY < day <= until else 10


def test_a_blocked_lens_rings_from_the_third_day_and_until_people_are_counted_again(
    engine: Engine, library: Library
) -> None:
    count(engine, NORTH, lambda day: 10, TODAY + 60 * DAY)
    count(engine, BRIDGE, blocked_for(50, TODAY + 46 * DAY), TODAY + 48 * DAY)
    began = Trouble(Kind.BLOCKED, BRIDGE, datetime.fromtimestamp(midnight(TODAY - 3 * DAY), UTC))
    two = NOW - DAY
    assert looked(engine, library, two) == ([], [])
    assert looked(engine, library, NOW) == ([began], [])
    # Also when the weeks before are blocked ones too.
    for days in (1, 20, 46, 47):
        assert looked(engine, library, NOW + days * DAY) == ([], [])
    assert looked(engine, library, NOW + 49 * DAY) == ([], [began])


def test_zeros_that_a_check_has_left_out_tell_of_a_blocked_lens_too(engine: Engine) -> None:
    weeks, zeros = 10, 8 * 24
    library = library_with({COUNTER: mounted(BRIDGE), OTHER: mounted(NORTH)})
    hours = range(weeks * 168)
    for channel in (1, 2):
        sent(engine, told(hours, point=NORTH, device=OTHER, channel=channel, total=False))
        few = told(
            hours, channel=channel, total=False, count=lambda at: 0 if at >= len(hours) - zeros else usual(at)
        )
        sent(engine, few)
    now = MONDAY + timedelta(weeks=weeks, hours=2)
    caught_up(engine, library, now)
    ((one,), closed) = looked(engine, library, now)
    assert (one.kind, one.subject, closed) == (Kind.BLOCKED, BRIDGE, [])
    assert one.since is not None
    assert timedelta(days=7) <= now - one.since <= timedelta(days=9)
    with writing(engine) as connection:
        subject = Subject(BRIDGE, one.since, now + DAY)
        decisions.record(connection, subject, Ruling.KEPT, *JOUREN, now)
    caught_up(engine, library, now)
    assert looked(engine, library, now + timedelta(hours=1))[0] == []


def test_a_lens_that_falls_silent_while_it_is_blocked_is_not_told_to_be_well(
    engine: Engine, library: Library
) -> None:
    count(engine, NORTH, lambda day: 10, TODAY + 40 * DAY)
    count(engine, BRIDGE, blocked_for(4), TODAY - DAY)
    assert len(looked(engine, library)[0]) == 1
    assert looked(engine, library, NOW + 30 * DAY) == ([], [])
    gone = library_with({COUNTER: mounted(BRIDGE, since=SINCE, until=TODAY), OTHER: mounted(NORTH)})
    _, (closed,) = looked(engine, gone, NOW + 31 * DAY)
    assert closed.subject == BRIDGE


def test_where_nobody_comes_to_the_neighbour_either_or_last_year_came_no_lens_is_blocked(
    engine: Engine, library: Library
) -> None:
    for point in (BRIDGE, NORTH):
        count(engine, point, blocked_for(5), TODAY - DAY)
    assert looked(engine, library) == ([], [])


def test_without_a_neighbour_the_same_weeks_of_last_year_tell(engine: Engine) -> None:
    library = library_with({COUNTER: mounted(BRIDGE, since=date(2025, 5, 1))})
    count(engine, BRIDGE, blocked_for(4), TODAY + 3 * DAY, first=date(2025, 5, 1))
    ((one,), _) = looked(engine, library)
    assert (one.kind, one.subject) == (Kind.BLOCKED, BRIDGE)
    assert looked(engine, library, NOW + 3 * DAY) == ([], [one])


def test_outside_the_season_no_lens_is_called_blocked(engine: Engine, library: Library) -> None:
    points = library.counting.points
    winter = replace(points[BRIDGE], season=Season(first="11-01", last="03-31"))
    closed = replace(library, counting=replace(library.counting, points={**points, BRIDGE: winter}))
    count(engine, NORTH, lambda day: 10, TODAY - DAY)
    count(engine, BRIDGE, blocked_for(4), TODAY - DAY)
    assert looked(engine, closed) == ([], [])
    assert len(looked(engine, library)[0]) == 1


@pytest.fixture(scope="module")
def fetched(library: Library) -> Library:
    """A point whose only counter is fetched from its maker's service."""
    mounting = CounterMounting(point=NORTH, since=date(2026, 1, 1))
    counter = Counter(
        model="PYRO",
        technique=Technique.PASSIVE_IR,
        mountings=(mounting,),
        eco_counter=EcoSource(site=300),
    )
    counting = replace(library.counting, counters={"slangen": counter})
    return replace(library, devices={}, counting=counting)


def asked(engine: Engine, at: datetime) -> None:
    with writing(engine) as connection:
        keep(connection, Document(KEY, KEY, checked_at=at, fetched_at=at, body=b""))


def fetch(engine: Engine, library: Library, last: datetime) -> None:
    """What the service told of a day until a moment, as it is stored and made into figures."""
    end = int(last.timestamp())
    cells = {
        Direction.BOTH: [(end - hour * HOUR_S, end - (hour - 1) * HOUR_S, 5) for hour in range(24, 0, -1)]
    }
    version = imports.Version(NORTH, imports.ECO_COUNTER, "Eco-Counter 300", f"{last}", {}, cells)
    imports.store(in_turn(engine), version, "heritage", last)
    caught_up(engine, library, last)


def test_a_counter_of_which_its_service_tells_nothing_for_a_week_rings_until_it_does(
    engine: Engine, fetched: Library
) -> None:
    last = NOW - 8 * DAY
    fetch(engine, fetched, last)
    assert looked(engine, fetched) == ([], [])  # nobody has asked the service since
    asked(engine, NOW - timedelta(hours=3))
    assert looked(engine, fetched, NOW - 2 * DAY) == ([], [])
    trouble = Trouble(Kind.COUNTER, NORTH, last)
    assert looked(engine, fetched) == ([trouble], [])
    assert looked(engine, fetched, NOW + 5 * DAY) == ([], [])
    fetch(engine, fetched, NOW + 5 * DAY)
    assert looked(engine, fetched, NOW + 6 * DAY) == ([], [trouble])


def test_a_counter_that_never_told_anything_rings_a_week_after_it_was_put_up(
    engine: Engine, fetched: Library
) -> None:
    counter = fetched.counting.counters["slangen"]
    put_up = CounterMounting(point=NORTH, since=TODAY - 6 * DAY)
    fresh = replace(counter, mountings=(put_up,))
    library = replace(fetched, counting=replace(fetched.counting, counters={"slangen": fresh}))
    asked(engine, NOW)
    assert looked(engine, library) == ([], [])
    since = datetime.fromtimestamp(midnight(put_up.since), UTC)
    assert looked(engine, library, NOW + DAY) == ([Trouble(Kind.COUNTER, NORTH, since)], [])


def test_only_in_the_season_and_only_where_nothing_else_counts_a_fetched_counter_rings(
    engine: Engine, fetched: Library
) -> None:
    asked(engine, NOW)
    winter = datetime(2026, 4, 20, 10, tzinfo=UTC)  # people come from May on
    asked(engine, winter)
    assert looked(engine, fetched, winter) == ([], [])
    asked(engine, NOW)
    beside = replace(fetched, devices={OTHER: mounted(NORTH, since=SINCE)})
    assert looked(engine, beside) == ([], [])
    assert len(looked(engine, fetched)[0]) == 1


def test_a_mounted_sign_that_nobody_scans_any_more_rings_until_somebody_does(
    engine: Engine, library: Library
) -> None:
    codes = list(library.signs)[:2]
    first, other = (library.signs[code] for code in codes)
    signs = {
        codes[0]: replace(first, state=SignState.MOUNTED, place="kvarnen"),
        codes[1]: replace(other, state=SignState.MOUNTED, place="lillsjon"),
    }
    standing = replace(library, signs=signs)
    days = [NOW.replace(hour=8) - number * DAY for number in range(70)]
    last = days[20]
    rows = [
        *({"code": codes[0], "hour": at, "count": 3} for at in days if at <= last),
        *({"code": codes[1], "hour": at, "count": 3} for at in days),
    ]
    with writing(engine) as connection:
        connection.execute(insert(SCAN_COUNT), [{**row, "language": "sv", "channel": "sign"} for row in rows])
    trouble = Trouble(Kind.SIGN, codes[0], last)
    taken_down = {**signs, codes[0]: replace(signs[codes[0]], state=SignState.REMOVED)}
    assert looked(engine, replace(standing, signs=taken_down)) == ([], [])
    assert looked(engine, standing) == ([trouble], [])
    again = {"code": codes[0], "hour": days[0], "count": 1, "language": "sv", "channel": "sign"}
    with writing(engine) as connection:
        connection.execute(insert(SCAN_COUNT).values(again))
    assert looked(engine, standing) == ([], [trouble])
