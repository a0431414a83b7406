"""Points that are each other's neighbours: their gaps are filled by each other, and making them anew ends (R-V14)."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, select

from heritage.passages.rollups.keeping import catch_up, due_in_all
from heritage.passages.rollups.rollup import verify
from heritage.places.place import Library
from heritage.sensors.readings import Observation
from heritage.store.engine import Reader, writing
from heritage.store.flags import Direction, Estimate
from heritage.store.passage_tables import COUNT_DUE, GAP_DUE
from tests.passing import (
    BRIDGE,
    COUNTER,
    HOUR,
    MONDAY,
    NORTH,
    OTHER,
    caught_up,
    in_turn,
    library_with,
    mounted,
    rows_of,
    sent,
    told,
    usual,
)

pytestmark = pytest.mark.usefixtures("uncounted")

T = TypeVar("T")

THIRD, ITS_COUNTER = "lekhagen", "70b3d5e75e0000a3"
WEEK, WEEKS = 168, 8
NOW = MONDAY + WEEKS * WEEK * HOUR + timedelta(minutes=40)
COUNTERS = {BRIDGE: COUNTER, NORTH: OTHER, THIRD: ITS_COUNTER}
LOST = {
    BRIDGE: {*range(5 * WEEK + 10, 5 * WEEK + 24), *range(7 * WEEK, 7 * WEEK + 12)},
    NORTH: {*range(5 * WEEK + 40, 5 * WEEK + 60)},
    THIRD: {*range(4 * WEEK + 32, 4 * WEEK + 44), *range(6 * WEEK + 8, 6 * WEEK + 20)},
}
"""At other hours of the week at each point, and all of them at times when the others counted."""


def three() -> Library:
    """Three points, each with both others as neighbours."""
    library = library_with({device: mounted(point) for point, device in COUNTERS.items()})
    known = library.counting.points
    points = {
        key: replace(known.get(key, known[BRIDGE]), neighbours=tuple(one for one in COUNTERS if one != key))
        for key in COUNTERS
    }
    return replace(library, counting=replace(library.counting, points=points))


LIBRARY = three()


def messages(point: str, hours: Iterable[int], factor: int = 3) -> list[Observation]:
    return told(
        hours,
        point=point,
        device=COUNTERS[point],
        total=False,
        minute=0,
        count=lambda hour: factor * usual(hour) + hour % 3,
    )


def filled(engine: Engine) -> None:
    """Weeks of all three, made into figures."""
    for point, lost in LOST.items():
        sent(engine, messages(point, [hour for hour in range(WEEKS * WEEK) if hour not in lost]))
    caught_up(engine, LIBRARY, NOW)


def gaps_due(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(GAP_DUE.c.point).order_by(GAP_DUE.c.point)))


def nothing_is_due(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not any(connection.execute(select(table)).first() for table in (COUNT_DUE, GAP_DUE))


def agrees(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not any(verify(connection, LIBRARY, point, NOW) for point in COUNTERS)


def pieces(engine: Engine) -> int:
    """How many transactions it takes until nothing is due."""
    done = 0
    run = in_turn(engine)

    def counted(work: Callable[[Connection], T]) -> T:
        nonlocal done
        done += 1
        assert done < 100, "it does not end"
        return run(work)

    catch_up(counted, LIBRARY, NOW, read=Reader(engine))
    return done


def test_each_others_gaps_are_filled_and_that_ends(engine: Engine) -> None:
    filled(engine)
    estimates = {
        row[0][0]: row[3] for row in rows_of(engine)["passage_gap"] if row[0][1] == Direction.IN and row[3]
    }
    assert estimates == dict.fromkeys(COUNTERS, Estimate.REFERENCE)
    assert nothing_is_due(engine) and agrees(engine)
    assert pieces(engine) == 0
    with writing(engine) as connection:
        for point in COUNTERS:
            due_in_all(connection, point)
    # Each point once; nothing is other than it was, so no gap is due for that.
    assert pieces(engine) == 3


def test_a_change_at_one_is_followed_by_the_gaps_of_the_others_once(engine: Engine) -> None:
    filled(engine)
    before = rows_of(engine)["passage_gap"]
    sent(engine, messages(BRIDGE, LOST[BRIDGE]))
    # The bridge, and the gaps of the two that look to it.
    assert 2 <= pieces(engine) <= 3
    assert nothing_is_due(engine) and agrees(engine)
    assert rows_of(engine)["passage_gap"] != before
    assert pieces(engine) == 0


def test_only_gaps_at_the_same_time_of_the_week_are_due(engine: Engine) -> None:
    """The northern trail lacks hours 40 to 60 of a week, the third point 32 to 44 and 8 to 20."""
    filled(engine)
    run = in_turn(engine)
    due: list[list[str]] = []

    def noted(work: Callable[[Connection], T]) -> T:
        found = run(work)
        due.append(gaps_due(engine))
        return found

    for hour, points in ((5 * WEEK + 23, []), (5 * WEEK + 12, [THIRD]), (5 * WEEK + 11, [THIRD])):
        due.clear()
        sent(engine, messages(BRIDGE, [hour]))
        catch_up(noted, LIBRARY, NOW, read=Reader(engine))
        assert due[0] == points and due[-1] == []
        assert agrees(engine)


def test_what_lies_too_far_off_for_an_estimate_makes_none_due(engine: Engine) -> None:
    """The bridge lacks the same hours five weeks later, and nobody is asked of more than four."""
    late = range(10, 24)
    for point, lost in LOST.items():
        gone = {*lost, *late} if point == NORTH else lost
        sent(engine, messages(point, [hour for hour in range(WEEKS * WEEK) if hour not in gone]))
    caught_up(engine, LIBRARY, NOW)
    sent(engine, messages(NORTH, late))
    assert pieces(engine) == 1
    assert nothing_is_due(engine) and agrees(engine)


def test_two_who_catch_up_at_once_leave_the_figures_that_one_would(engine: Engine) -> None:
    """A server beside a command, say; whoever finds that the other was faster begins that piece again."""
    for point, lost in LOST.items():
        sent(engine, messages(point, [hour for hour in range(WEEKS * WEEK) if hour not in lost]))

    def work(_number: int) -> int:
        return catch_up(in_turn(engine), LIBRARY, NOW, read=Reader(engine))

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(work, range(2))) > 0
    caught_up(engine, LIBRARY, NOW)
    assert nothing_is_due(engine) and agrees(engine)
    assert caught_up(engine, LIBRARY, NOW) == 0
