"""Factors come from manual counts of the same minutes, multiply figures only, and are withdrawn, not deleted (R-V5)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from heritage.passages.decided import factors, manuals
from heritage.passages.decided.calibration import Ratio, Renewal, Traffic
from heritage.passages.decided.factors import Wanted
from heritage.passages.decided.manuals import ManualCount, Method, Traveller
from heritage.passages.entered import EntryError
from heritage.store.engine import writing
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_DUE
from tests.passing import (
    BRIDGE,
    COUNTER,
    DAY,
    HOUR,
    MONDAY,
    OTHER,
    caught_up,
    library_with,
    mounted,
    rows_of,
    sent,
    told,
)

LIBRARY = library_with({COUNTER: mounted(BRIDGE)})
NOW = MONDAY + 8 * DAY
FIRST = date(2026, 5, 4)
IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH
GIVEN = Ratio(1.5, 1.2, 1.9, 300, 3, False)


@pytest.fixture
def counting(engine: Engine) -> Iterator[Connection]:
    """A week in which ten went in and five went out in each hour, told at the full hour."""
    hours = range(-1, 7 * 24)
    sent(engine, told(hours, channel=1, count=lambda _: 10, minute=0))
    sent(engine, told(hours, channel=2, count=lambda _: 5, minute=0))
    with writing(engine) as connection:
        yield connection


def seen(hour: int, going_in: int, going_out: int = 0, minutes: int = 60, key: str = "") -> ManualCount:
    start = MONDAY + hour * HOUR
    people = {(IN, Traveller.WALKER): going_in, (IN, Traveller.DOG): 7, (OUT, Traveller.CYCLIST): going_out}
    end = start + timedelta(minutes=minutes)
    return ManualCount(key or f"{hour}", BRIDGE, start, end, "Anna", Method.ON_SITE, people)


def test_a_count_that_is_sent_twice_counts_once(counting: Connection) -> None:
    number, is_new = manuals.record(counting, seen(10, 12), NOW)
    assert is_new
    assert manuals.record(counting, seen(10, 99), NOW) == (number, False)
    (kept,) = manuals.manual_counts(counting, BRIDGE)
    assert (kept.manual, kept.entered_at) == (seen(10, 12), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        seen(10, -1),
        seen(10, 5, minutes=0),
        seen(10, 5, minutes=25 * 60),
        seen(10 * 24, 5),
        seen(10, 5)._replace(seen={}),
        seen(10, 5)._replace(observer=""),
        seen(10, 5)._replace(note="x" * 501),
    ],
)
def test_what_nobody_can_have_counted_is_refused(counting: Connection, wrong: ManualCount) -> None:
    with pytest.raises(EntryError):
        manuals.record(counting, wrong, NOW)
    assert manuals.manual_counts(counting) == []


def test_dogs_are_no_passages_and_directions_nobody_watched_are_unknown() -> None:
    count = seen(10, 12, 3)
    assert [count.people(way) for way in (IN, OUT, BOTH)] == [12, 3, 15]
    only_in = count._replace(seen={(IN, Traveller.DOG): 1, (IN, Traveller.SKIER): 4})
    assert [only_in.people(way) for way in (IN, OUT, BOTH)] == [4, None, 4]


def test_a_factor_is_what_people_saw_over_what_the_counter_told(counting: Connection) -> None:
    numbers = [manuals.record(counting, seen(hour, 14, 6), NOW)[0] for hour in (34, 35, 58)]
    undone = manuals.record(counting, seen(60, 1000), NOW)[0]
    assert manuals.undo(counting, undone, "Anna", "räknade hundar", NOW)
    row = factors.make(counting, LIBRARY, Wanted(BRIDGE, IN, FIRST), numbers, "Anna", NOW)
    assert (row.value, row.passages, row.sessions, row.counts) == (1.4, 42, 3, "1 2 3")
    both = factors.make(counting, LIBRARY, Wanted(BRIDGE, BOTH, FIRST), numbers, "Anna", NOW)
    assert both.value == pytest.approx(60 / 45)
    assert factors.in_force(counting, BRIDGE) == [row, both]
    with pytest.raises(EntryError, match="no manual count 4 that holds"):
        factors.make(counting, LIBRARY, Wanted(BRIDGE, IN, FIRST), [undone], "Anna", NOW)


def test_who_watched_one_side_only_makes_no_factor_of_both(counting: Connection) -> None:
    one_sided = seen(34, 14)._replace(seen={(IN, Traveller.WALKER): 14, (OUT, Traveller.DOG): 0})
    together = seen(35, 0)._replace(seen={(BOTH, Traveller.WALKER): 18})
    numbers = [manuals.record(counting, one, NOW)[0] for one in (one_sided, together)]
    compared = factors.compare(counting, LIBRARY, BRIDGE, BOTH)
    assert [(one.manual, one.device, one.is_sound) for one in compared] == [(None, 15, False), (18, 15, True)]
    with pytest.raises(EntryError, match="count 1 cannot be compared"):
        factors.make(counting, LIBRARY, Wanted(BRIDGE, BOTH, FIRST), numbers, "Anna", NOW)
    assert factors.make(counting, LIBRARY, Wanted(BRIDGE, IN, FIRST), numbers[:1], "Anna", NOW).value == 1.4


def test_busy_hours_have_a_factor_of_their_own(counting: Connection) -> None:
    numbers = [manuals.record(counting, seen(hour, 14), NOW)[0] for hour in (34, 35)]
    busy = Wanted(BRIDGE, IN, FIRST, traffic=Traffic.BUSY, busy_from=10)
    assert factors.make(counting, LIBRARY, busy, numbers, "Anna", NOW).sessions == 2
    with pytest.raises(EntryError, match="somebody passed"):
        quiet = busy._replace(traffic=Traffic.QUIET)
        factors.make(counting, LIBRARY, quiet, numbers, "Anna", NOW)


def test_factors_that_hold_are_counted_anew_when_they_are_old_or_the_counter_is_another(
    counting: Connection,
) -> None:
    """R-V5."""
    today = date(2028, 9, 1)
    made = [
        factors.give(counting, Wanted(BRIDGE, way, first, last), GIVEN, "leverantören", "Anna", NOW)
        for way, first, last in (
            (IN, FIRST, None),
            (IN, date(2027, 1, 1), None),
            (OUT, FIRST, date(2027, 12, 31)),
            (BOTH, date(2028, 8, 1), None),
        )
    ]
    due = factors.renewals(LIBRARY, made, today)
    assert due == {made[1].id: Renewal.DUE, made[3].id: Renewal.DUE}
    assert factors.renewals(LIBRARY, made[:1], today) == {made[0].id: Renewal.DUE}
    assert factors.renewals(LIBRARY, made, date(2026, 6, 1)) == {}
    another = library_with(
        {COUNTER: mounted(BRIDGE, until=date(2028, 7, 31)), OTHER: mounted(BRIDGE, since=date(2028, 8, 1))}
    )
    assert factors.renewals(another, made, today) == {made[1].id: Renewal.MOVED, made[3].id: Renewal.DUE}


def test_a_count_while_the_counter_did_not_count_makes_no_factor(counting: Connection) -> None:
    late = manuals.record(counting, seen(7 * 24, 9), NOW)[0]
    askew = manuals.record(counting, seen(34, 9, minutes=20), NOW)[0]
    for number in (late, askew):
        with pytest.raises(EntryError, match=f"count {number} cannot be compared"):
            factors.make(counting, LIBRARY, Wanted(BRIDGE, IN, FIRST), [number], "Anna", NOW)
    assert factors.factors(counting) == []


@pytest.mark.parametrize(
    ("wanted", "value", "method"),
    [
        (Wanted(BRIDGE, IN, FIRST, date(2026, 5, 3)), GIVEN, "leverantören"),
        (Wanted(BRIDGE, IN, FIRST), GIVEN, " "),
        (Wanted(BRIDGE, IN, FIRST), GIVEN._replace(low=1.6), "leverantören"),
        (Wanted(BRIDGE, IN, FIRST), GIVEN._replace(low=0.0), "leverantören"),
        (Wanted(BRIDGE, IN, FIRST), Ratio(21.0, 20.0, 22.0, 9, 1, True), "leverantören"),
        (Wanted(BRIDGE, IN, FIRST), GIVEN._replace(high=float("nan")), "leverantören"),
        (Wanted(BRIDGE, IN, FIRST, traffic=Traffic.BUSY), GIVEN, "leverantören"),
    ],
)
def test_an_impossible_factor_is_refused(
    counting: Connection, wanted: Wanted, value: Ratio, method: str
) -> None:
    with pytest.raises(EntryError):
        factors.give(counting, wanted, value, method, "Anna", NOW)
    assert factors.factors(counting) == []


def test_a_factor_multiplies_figures_from_its_day_on_until_it_is_withdrawn(engine: Engine) -> None:
    sent(engine, told(range(-1, 72), count=lambda hour: 9 + hour % 3, minute=0))
    caught_up(engine, LIBRARY, NOW)
    before = rows_of(engine)["passage_day"]
    with writing(engine) as connection:
        wanted = Wanted(BRIDGE, BOTH, date(2026, 5, 5), date(2026, 5, 5))
        row = factors.give(connection, wanted, GIVEN, "leverantören", "Anna", NOW)
        assert connection.scalar(select(COUNT_DUE.c.point)) == BRIDGE
    caught_up(engine, LIBRARY, NOW)
    corrected = {row[1]: (row[2], row[3]) for row in rows_of(engine)["passage_day"] if row[2]}
    assert corrected[date(2026, 5, 5)] == (240, 360_000)
    assert corrected[date(2026, 5, 6)] == (240, 240_000)
    with writing(engine) as connection:
        assert factors.withdraw(connection, row.id, "Anna", "räknaren är flyttad", NOW)
        assert not factors.withdraw(connection, row.id, "Anna", "igen", NOW)
        (gone,) = factors.factors(connection)
        assert (gone.withdrawn_at, gone.why_withdrawn) == (NOW, "räknaren är flyttad")
        assert factors.in_force(connection, BRIDGE) == []
    caught_up(engine, LIBRARY, NOW)
    assert rows_of(engine)["passage_day"] == before
