"""What is odd in a point's figures is listed with its numbers until somebody decides (R-V9, R-V12)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, insert

from heritage.passages.checks.judging import Kind
from heritage.passages.decided import decisions
from heritage.passages.decided.decisions import Ruling, Subject
from heritage.passages.review import Item, State, review
from heritage.passages.stretches import HOUR_S, midnight
from heritage.places.place import Library
from heritage.sensors.readings import Observation
from heritage.store.engine import writing
from heritage.store.flags import Direction, Flag
from heritage.store.tables import DEVICE_STATE
from tests.passage_fixtures import lively, write_flow
from tests.passing import (
    BRIDGE,
    COUNTER,
    MONDAY,
    NORTH,
    OTHER,
    caught_up,
    imported,
    library_with,
    mounted,
    sent,
    told,
    usual,
)

WEEKS = 10
HOURS = range(WEEKS * 168)
NOW = MONDAY + timedelta(weeks=WEEKS, hours=2)
FIRST, LAST = MONDAY.date(), date(2026, 7, 12)
DAY = timedelta(days=1)
JOUREN = ("jouren", "såg dit själv")


@pytest.fixture(scope="module")
def library() -> Library:
    """A counter at the bridge, and another at its neighbour."""
    return library_with({COUNTER: mounted(BRIDGE), OTHER: mounted(NORTH)})


def listed(
    engine: Engine,
    library: Library,
    *kinds: Kind,
    days: tuple[date, date] = (FIRST, LAST),
    now: datetime = NOW,
    with_decided: bool = False,
) -> list[Item]:
    with engine.connect() as connection:
        found = review(connection, library, BRIDGE, *days, now, with_decided=with_decided)
    return [one for one in found if not kinds or one.finding.kind in kinds]


def decide(engine: Engine, one: Item, ruling: Ruling = Ruling.REJECTED) -> int:
    start, end = (datetime.fromtimestamp(at, UTC) for at in one.finding[1:3])
    with writing(engine) as connection:
        return decisions.record(connection, Subject(BRIDGE, start, end, one.direction), ruling, *JOUREN, NOW)


def counting(
    count: Callable[[int], int] = usual, skipped: range = range(0), channel: int = 1
) -> list[Observation]:
    hours = [hour for hour in HOURS if hour not in skipped]
    return told(hours, count=count, channel=channel, total=False)


def week_hour(week: int, day: int, hour: int) -> int:
    """Of UTC, counted since the counter was hung up."""
    return week * 168 + day * 24 + hour


def at(hour: int) -> int:
    return int(MONDAY.timestamp()) + hour * HOUR_S


def test_a_counter_that_counts_as_usual_leaves_nothing_to_look_at(engine: Engine, library: Library) -> None:
    sent(engine, [*counting(), *counting(channel=2)])
    caught_up(engine, library, NOW)
    assert listed(engine, library) == []


def test_planted_faults_are_listed_newest_first_and_leave_the_list_when_they_are_decided(
    engine: Engine, library: Library
) -> None:
    spike, zeros = week_hour(6, 2, 11), range(week_hour(4, 0, 0), week_hour(4, 6, 0))
    gap = range(week_hour(2, 1, 0), week_hour(2, 3, 0))

    def faulty(hour: int) -> int:
        return 400 if hour == spike else 0 if hour in zeros else usual(hour)

    sent(engine, [*counting(faulty, gap), *counting(skipped=gap, channel=2)])
    caught_up(engine, library, NOW)
    found = listed(engine, library, Kind.SPIKE, Kind.ZERO_RUN, Kind.MISSING)
    assert [(one.finding.kind, one.direction, one.state) for one in found] == [
        (Kind.SPIKE, Direction.IN, State.HELD),
        (Kind.ZERO_RUN, Direction.IN, State.MARKED),
        (Kind.MISSING, None, State.MARKED),
    ]
    held, zero, missing = (one.finding for one in found)
    assert held.start <= at(spike) + 600 < held.end
    assert held.evidence["value"] > 300 > held.evidence["typical"]
    assert zero.evidence["expected"] > 50
    assert missing.evidence["days"] == 2
    assert found[2].unfilled_h == 0  # estimated by the weeks around
    numbers = [decide(engine, one) for one in found]
    caught_up(engine, library, NOW)
    assert listed(engine, library, Kind.SPIKE, Kind.ZERO_RUN) == []
    settled = listed(engine, library, Kind.SPIKE, Kind.ZERO_RUN, with_decided=True)
    assert [(one.finding.kind, one.state, one.decisions) for one in settled] == [
        (Kind.SPIKE, State.DECIDED, (numbers[0],)),
        (Kind.ZERO_RUN, State.DECIDED, (numbers[1],)),
    ]
    with writing(engine) as connection:
        decisions.undo(connection, numbers[0], *JOUREN, NOW)
    caught_up(engine, library, NOW)
    (again,) = listed(engine, library, Kind.SPIKE)
    assert (again.finding[:3], again.state) == (held[:3], State.HELD)


def test_a_gap_too_long_to_fill_by_itself_is_told_as_empty(engine: Engine, library: Library) -> None:
    gap = range(week_hour(3, 0, 0), week_hour(6, 0, 0))
    sent(engine, [*counting(skipped=gap), *counting(skipped=gap, channel=2)])
    caught_up(engine, library, NOW)
    (one,) = listed(engine, library, Kind.MISSING)
    assert (one.direction, one.finding.evidence["days"]) == (None, 21)
    assert one.unfilled_h in range(20 * 24, 22 * 24)
    decide(engine, one, Ruling.RECONSTRUCTED)
    caught_up(engine, library, NOW)
    assert listed(engine, library, Kind.MISSING) == []


def test_a_total_that_begins_again_and_two_sources_of_one_time_are_listed(
    engine: Engine, library: Library
) -> None:
    def total(hour: int) -> int:
        return 1

    before = told(range(200), count=total)
    after = [
        one._replace(value=float(hour + 51)) for hour, one in enumerate(told(range(400), count=total)[200:])
    ]
    sent(engine, [*before, *after])
    cells: list[tuple[int, int, int | None]] = [(at(hour), at(hour + 1), 2) for hour in range(300, 303)]
    imported(engine, {Direction.IN: cells}, NOW)
    caught_up(engine, library, NOW)
    (reset,) = listed(engine, library, Kind.RESET)
    assert reset.finding.start <= at(200) + 600 < reset.finding.end
    assert reset.state is State.MARKED
    (twice,) = listed(engine, library, Kind.DUPLICATE)
    assert twice.finding.start <= at(300) < at(302) < twice.finding.end


def test_a_stretch_that_cannot_be_is_held_as_a_whole(engine: Engine, library: Library) -> None:
    hours = [hour for hour in range(300) if hour not in range(100, 148)]
    messages = told(hours, count=lambda hour: 3000 if hour == 120 else usual(hour))
    many = replace(library, counting=replace(library.counting, checks=_fewer(library)))
    sent(engine, messages)
    caught_up(engine, many, NOW)
    (one,) = listed(engine, many, Kind.SPIKE)
    assert (one.state, one.finding.end - one.finding.start) == (State.HELD, 49 * HOUR_S)
    assert "typical" not in one.finding.evidence


def _fewer(library: Library) -> object:
    return replace(library.counting.checks, most_per_hour=20)


def test_nights_directions_neighbours_clocks_and_batteries_are_listed_for_a_look(
    engine: Engine, library: Library
) -> None:
    start = midnight(FIRST)
    hours = range(start, start + WEEKS * 7 * 24 * HOUR_S - HOUR_S, HOUR_S)
    night = midnight(date(2026, 6, 3)) + 4 * HOUR_S
    week = range(midnight(date(2026, 6, 15)), midnight(date(2026, 6, 22)))
    ins = {**lively(FIRST, LAST, 1, busy=30), night: 40}
    outs = {hour: 0 if hour in week else raw for hour, raw in lively(FIRST, LAST, 2, busy=30).items()}
    with writing(engine) as connection:
        for way, counted in ((Direction.IN, ins), (Direction.OUT, outs)):
            write_flow(connection, BRIDGE, way, hours, counted)
            scaled = {hour: raw * 10 if hour in week else raw for hour, raw in lively(FIRST, LAST, 3).items()}
            write_flow(connection, NORTH, way, hours, scaled)
        row = {"dev_eui": COUNTER, "source": "servanet", "first_heard": MONDAY, "last_heard": NOW - 2 * DAY}
        connection.execute(insert(DEVICE_STATE).values(**row, battery_percent=9.0))
    late = [
        one._replace(received_at=one.observed_at + timedelta(minutes=90))
        for one in told(range(48, 72), total=False)
    ]
    sent(engine, late)
    context = (Kind.NIGHT, Kind.IMBALANCE, Kind.NEIGHBOUR, Kind.CLOCK, Kind.BATTERY)
    found = listed(engine, library, *context)
    assert {one.state for one in found} == {State.MARKED}
    assert [(one.finding.kind, one.beside, one.direction) for one in found] == [
        (Kind.BATTERY, COUNTER, None),
        (Kind.IMBALANCE, "", None),
        (Kind.NEIGHBOUR, NORTH, None),
        (Kind.NIGHT, "", None),
        (Kind.CLOCK, COUNTER, None),
    ]
    assert found[0].finding.evidence == {"percent": 9.0}
    assert found[1].finding.evidence["out"] == 0
    assert found[4].finding.evidence == {"minutes": 90}
    decide(engine, found[2], Ruling.KEPT)
    assert [one.finding.kind for one in listed(engine, library, *context)] == [
        Kind.BATTERY,
        Kind.NIGHT,
        Kind.CLOCK,
    ]


@pytest.mark.parametrize(("volt", "is_told"), [(2.1, True), (2.3, False), (None, False)])
def test_a_battery_that_is_told_in_volts_is_low_below_what_its_cells_hold(
    engine: Engine, library: Library, volt: float | None, is_told: bool
) -> None:
    """R-V9: IMBuildings' and Parametric's counters tell no percent."""
    counter = library.devices[COUNTER]
    of_two_cells = replace(
        library, devices={**library.devices, COUNTER: replace(counter, profile="imbuildings-counter")}
    )
    with writing(engine) as connection:
        write_flow(connection, BRIDGE, Direction.IN, [midnight(LAST)], {midnight(LAST): 3})
        row = {"dev_eui": COUNTER, "source": "servanet", "first_heard": MONDAY, "last_heard": NOW - 2 * DAY}
        connection.execute(insert(DEVICE_STATE).values(**row, battery_volt=volt))
    found = listed(engine, of_two_cells, Kind.BATTERY)
    assert [one.finding.evidence for one in found] == ([{"volt": 2.1}] if is_told else [])


def test_a_week_far_from_last_years_is_listed_from_both_years(engine: Engine, library: Library) -> None:
    """R-V9; the counter hung there before."""
    first, last = date(2025, 5, 1), LAST
    since = library_with({COUNTER: mounted(BRIDGE, since=first)})
    counted = lively(first, last, 4)
    week = range(midnight(date(2026, 6, 15)), midnight(date(2026, 6, 22)))
    with writing(engine) as connection:
        few = {hour: 0 if hour in week else raw for hour, raw in counted.items()}
        write_flow(connection, BRIDGE, Direction.BOTH, list(counted), few)
    (one,) = listed(engine, since, Kind.LAST_YEAR)
    assert (one.finding.start, one.finding.end) == (week.start, week.stop)
    assert one.finding.evidence["value"] == 0
    assert one.finding.evidence["expected"] > 100


def test_of_a_point_without_figures_nothing_is_listed(engine: Engine, library: Library) -> None:
    assert listed(engine, library) == []


def test_only_what_touches_the_days_that_are_asked_for_is_listed(engine: Engine, library: Library) -> None:
    spike = week_hour(6, 2, 11)
    sent(engine, counting(lambda hour: 400 if hour == spike else usual(hour)))
    caught_up(engine, library, NOW)
    day = datetime.fromtimestamp(at(spike), UTC).date()
    for days, number in (((day, day), 1), ((FIRST, day - DAY), 0), ((day + DAY, LAST), 0)):
        assert len(listed(engine, library, Kind.SPIKE, days=days)) == number


def test_what_the_snow_covered_is_held(engine: Engine, library: Library) -> None:
    start = midnight(FIRST)
    hours = range(start, start + 7 * 24 * HOUR_S, HOUR_S)
    flags = dict.fromkeys(hours[30:40], Flag.SNOWED | Flag.HELD)
    with writing(engine) as connection:
        counted = dict.fromkeys(hours, 3)
        write_flow(connection, BRIDGE, Direction.IN, hours, counted, flags=flags)
    (one,) = listed(engine, library, Kind.SNOWED)
    assert (one.state, one.finding.start, one.finding.end) == (State.HELD, hours[30], hours[40])
