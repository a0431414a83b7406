"""Roll-ups kept bit by bit are those that are made from raw, whatever comes in whatever order (R-V1, R-V3, R-V22)."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from heritage.passages import imports
from heritage.passages.decided import decisions, factors
from heritage.passages.decided.calibration import Ratio
from heritage.passages.decided.decisions import Ruling, Subject
from heritage.passages.decided.factors import Wanted
from heritage.passages.rollups.rollup import rebuild, verify
from heritage.passages.stretches import HOUR_S
from heritage.places.place import Library
from heritage.sensors.readings import Observation
from heritage.store.engine import writing
from heritage.store.flags import Direction
from tests.passing import (
    BRIDGE,
    COUNTER,
    HOUR,
    MONDAY,
    NORTH,
    OTHER,
    caught_up,
    forgotten,
    imported,
    library_with,
    mounted,
    rows_of,
    sent,
    told,
    usual,
)
from tests.store_fixtures import emptied

WEEKS = 5
LIBRARY = library_with({COUNTER: mounted(BRIDGE), OTHER: mounted(NORTH, height_m=0.8)})
FIRST_SENT = (WEEKS - 1) * 168
"""Files tell of all the time before; then the counters send."""

NOW = MONDAY + WEEKS * 7 * 24 * HOUR + timedelta(minutes=40)

HOURS = st.integers(0, WEEKS * 168 - 1)
Act = tuple[str, int, int]
ACTS = st.tuples(
    st.sampled_from(
        ["catch", "import", "nulls", "undo", "kept", "rejected", "reconstructed", "factor", "withdraw"]
    ),
    HOURS,
    st.sampled_from([1, 5, 30, 200]),
)


class Story(NamedTuple):
    """Of which hours messages are lost, late and twice, after how many they come in groups, and what people do.

    `tells` is what the bridge's counter sends: totals, intervals or both. `lost_beside` are hours of its neighbour;
    each is filled by the other.
    """

    tells: tuple[bool, ...]
    lost: list[tuple[int, int]]
    lost_beside: list[tuple[int, int]]
    late: list[int]
    twice: list[int]
    cuts: list[int]
    acts: list[Act]

    def groups(self) -> list[list[int]]:
        """The hours whose messages arrive together."""
        gone = hours_of(self.lost) | set(self.late)
        hours = [hour for hour in range(FIRST_SENT, WEEKS * 168) if hour not in gone]
        ordered = hours + self.twice + self.late
        cuts = [0, *sorted(self.cuts), len(ordered)]
        return [ordered[begin:end] for begin, end in pairwise(cuts)]


def hours_of(lost: list[tuple[int, int]]) -> set[int]:
    """From where each begins, and for how long."""
    return {hour for start, length in lost for hour in range(start, start + length)}


SENT = st.integers(FIRST_SENT, WEEKS * 168 - 1)
LOST = st.lists(st.tuples(SENT, st.integers(1, 40)), max_size=2)
STORIES = st.builds(
    Story,
    st.sampled_from([(True,), (False,), (True, False)]),
    LOST,
    LOST,
    st.lists(SENT, max_size=4, unique=True),
    st.lists(SENT, max_size=3),
    st.lists(st.integers(0, 168), max_size=3),
    st.lists(ACTS, max_size=6),
)


def cells(first: int, length: int, extra: int, null_each: int = 0) -> list[tuple[int, int, int | None]]:
    """Rows of a file: each hour of some, with a few more passages than usual."""
    begin = int(MONDAY.timestamp())
    return [
        (
            begin + hour * HOUR_S,
            begin + (hour + 1) * HOUR_S,
            None if null_each and hour % null_each == 0 else usual(hour) + extra,
        )
        for hour in range(first, first + length)
    ]


def act(engine: Engine, one: Act, now: datetime) -> None:
    """What somebody does about the bridge."""
    what, first, length = one
    start = MONDAY + first * HOUR
    if what == "catch":
        caught_up(engine, LIBRARY, now)
    elif what == "snow":
        depth = 120.0 if length > 1 else 20.0
        sent(engine, [Observation("lillsjon", "snow", 1, "snow_depth", "sensor", start, depth, start)])
    elif what in ("import", "nulls"):
        imported(engine, {Direction.IN: cells(first, length, 2, 3 if what == "nulls" else 0)}, now)
    else:
        with writing(engine) as connection:
            if what == "undo":
                imports.undo(connection, 1 + first % 4, "jouren", "fel fil", now)
                decisions.undo(connection, 1 + first % 3, "jouren", "fel", now)
            elif what == "factor":
                day = date(2026, 5, 4) + timedelta(days=first // 24)
                wanted = Wanted(BRIDGE, Direction.BOTH if length > 1 else Direction.IN, day)
                factors.give(connection, wanted, Ratio(1.37, 1.1, 1.6, 150, 2, False), "prov", "jouren", now)
            elif what == "withdraw":
                factors.withdraw(connection, 1 + first % 2, "jouren", "fel", now)
            else:
                subject = Subject(BRIDGE, start, start + length * HOUR)
                decisions.record(connection, subject, Ruling(what), "jouren", "sett på plats", now)


def messages(hours: list[int], story: Story) -> list[Observation]:
    """Of the bridge's counter, and of the neighbour's, which sends intervals in order."""
    gone = hours_of(story.lost_beside)
    beside = [hour for hour in range(min(hours), max(hours) + 1) if hour not in gone] if hours else []
    counts = told(
        beside, point=NORTH, device=OTHER, total=False, count=lambda hour: 2 * usual(hour) + hour % 3
    )
    return [*(one for total in story.tells for one in told(hours, total=total)), *counts]


@given(STORIES)
@settings(max_examples=15)
def test_kept_up_bit_by_bit_they_are_as_made_from_raw(shared_engine: Engine, story: Story) -> None:
    groups, acts = story.groups(), story.acts
    emptied(shared_engine)
    for point, extra in ((BRIDGE, 0), (NORTH, 3)):
        imported(shared_engine, {Direction.IN: cells(0, FIRST_SENT, extra)}, MONDAY, point)
    now = MONDAY + FIRST_SENT * HOUR
    for number in range(max(len(groups), len(acts))):
        if number < len(groups):
            sent(shared_engine, messages(groups[number], story))
        if number < len(acts):
            act(shared_engine, acts[number], now)
        now = min(now + 41 * HOUR, NOW)
    caught_up(shared_engine, LIBRARY, NOW)
    kept = rows_of(shared_engine)
    with shared_engine.connect() as connection:
        assert [verify(connection, LIBRARY, point, NOW) for point in (BRIDGE, NORTH)] == [[], []]
    forgotten(shared_engine)
    anew(shared_engine, LIBRARY)
    assert rows_of(shared_engine) == kept
    assert caught_up(shared_engine, LIBRARY, NOW) == 0
    sums_agree(kept)


def anew(engine: Engine, library: Library) -> None:
    """The neighbour's gaps first, for the others lean on what it measured."""
    for point in (NORTH, BRIDGE, NORTH):
        with writing(engine) as connection:
            rebuild(connection, library, point, NOW)
    caught_up(engine, library, NOW)


def sums_agree(rows: dict[str, list[tuple[object, ...]]]) -> None:
    """Days add up to months, and hours that were counted to days."""
    for column in range(2, 8):
        assert total(rows["passage_day"], column) == total(rows["passage_month"], column)
    gaps = [row for row in rows["passage_gap"] if row[3] is not None]
    assert total(gaps, 5) == total(rows["passage_hour"], 6)
    for _, _, raw, corrected, estimated, expected, covered, filled, *_ in rows["passage_day"]:
        assert isinstance(expected, int) and isinstance(covered, int) and isinstance(filled, int)
        assert 0 <= covered + filled <= expected <= 25 * HOUR_S
        assert (raw is None) is (corrected is None) and (estimated is None or filled > 0)


def total(rows: list[tuple[object, ...]], column: int) -> int:
    return sum(value for row in rows if isinstance(value := row[column], int))
