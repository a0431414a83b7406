"""When a point was to be counted follows from its counters, and from imports where none of them hung (R-V8, R-V15)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from heritage.passages.counted.segments import Segment
from heritage.passages.counted.sources import Channel, Hanging, Sources, expected_times
from heritage.passages.due import InForce
from heritage.passages.stretches import HOUR_S, midnight
from heritage.store.flags import Direction
from tests.passing import BRIDGE, COUNTER, caught_up, imported, library_with, mounted, rows_of

IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def on(day: int, hour: int = 0) -> int:
    """An hour of a day in June."""
    return midnight(date(2026, 6, day)) + hour * HOUR_S


def hanging(first: int, end: int | None, *ways: Direction) -> Hanging:
    """A counter that sends in some directions; without any it is read by files."""
    segment = Segment(COUNTER, first, end, {}, None, HOUR_S, None)
    return Hanging(segment, tuple(Channel(segment, way, 1, None) for way in ways))


def expected(
    hangings: list[Hanging], *imports: tuple[int, int], way: Direction = IN
) -> list[tuple[int, int]]:
    told = tuple(InForce(number, *times, (way,)) for number, times in enumerate(imports))
    return expected_times(Sources(tuple(hangings), told, 1000), way, NOW)


LIVE = hanging(on(20), on(25), IN, OUT)


@pytest.mark.parametrize(
    ("hangings", "imports", "times"),
    [
        ([], [(on(1, 3), on(2)), (on(5), on(6, 7))], [(on(1, 3), on(6, 7))]),
        ([LIVE], [(on(1), on(2)), (on(5), on(6))], [(on(1), on(6)), (on(20), on(25))]),
        ([LIVE], [(on(18), on(22))], [(on(18), on(25))]),
        ([LIVE], [(on(21), on(22))], [(on(20), on(25))]),
        ([LIVE], [(on(1), on(2)), (on(28), on(29))], [(on(1), on(2)), (on(20), on(25)), (on(28), on(29))]),
        ([hanging(on(10), None)], [(on(1), on(2)), (on(12), on(15))], [(on(1), on(2)), (on(10), on(15))]),
        ([hanging(on(10), None, OUT)], [(on(12), on(15))], [(on(12), on(15))]),
    ],
)
def test_imports_tell_when_a_point_was_to_count_where_no_counter_hung(
    hangings: list[Hanging], imports: list[tuple[int, int]], times: list[tuple[int, int]]
) -> None:
    assert expected(hangings, *imports) == times


def test_a_counter_of_both_ways_was_to_count_what_imports_tell_of_one() -> None:
    assert expected([hanging(on(20), on(25), BOTH)], (on(21), on(22))) == []


def test_a_blank_in_a_file_of_years_before_the_counter_is_a_gap(engine: Engine) -> None:
    """R-V8: nothing missing is passed over in silence because the counter of then stands in no content."""
    library = library_with({COUNTER: mounted(BRIDGE, since=date(2026, 6, 20))})
    hours = [
        (at, at + HOUR_S, None if at == on(2, 9) else at // HOUR_S % 5) for at in range(on(1), on(4), HOUR_S)
    ]
    imported(engine, {IN: hours}, NOW)
    caught_up(engine, library, NOW)
    gaps = [row[1:3] for row in rows_of(engine)["passage_gap"] if row[0] == (BRIDGE, IN)]
    assert (datetime.fromtimestamp(on(2, 9), UTC), datetime.fromtimestamp(on(2, 10), UTC)) in gaps
