"""A silence is one however many weeks and directions it is stored in."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from heritage.pages.counts.gaps import silences
from heritage.passages.figures.values import GapTold
from heritage.store.flags import Direction, Estimate

WEEK = timedelta(days=7)
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
WAYS = {Direction.IN, Direction.OUT}


def gap(start: datetime, direction: Direction, estimated: float | None = 10.0) -> GapTold:
    filled = None if estimated is None else Estimate.REFERENCE
    return GapTold(direction, start, start + WEEK, filled, "norra-leden" if filled else None, estimated, 2.0)


def test_weeks_on_end_are_one_and_so_are_both_directions() -> None:
    weeks = [gap(MONDAY + number * WEEK, way) for way in sorted(WAYS) for number in range(3)]
    (whole,) = silences(weeks[::-1], WAYS)
    assert (whole.start, whole.end, whole.direction) == (MONDAY, MONDAY + 3 * WEEK, Direction.BOTH)
    assert (whole.estimated, whole.deviation, whole.reference) == (60.0, None, "norra-leden")


def test_what_is_filled_otherwise_or_does_not_touch_stays_apart() -> None:
    filled, bare = gap(MONDAY, Direction.IN), gap(MONDAY + WEEK, Direction.IN, None)
    later = gap(MONDAY + 3 * WEEK, Direction.IN)
    own = replace(gap(MONDAY + 4 * WEEK, Direction.IN), reference=None)
    assert silences([filled, bare, later, own], {Direction.IN}) == [filled, bare, later, own]


def test_one_direction_alone_is_told_as_that() -> None:
    inwards = gap(MONDAY, Direction.IN)
    longer = replace(gap(MONDAY, Direction.OUT), end=MONDAY + 2 * WEEK)
    assert silences([longer, inwards], WAYS) == [inwards, longer]
    assert silences([inwards], {Direction.IN}) == [inwards]
    assert silences([], WAYS) == []


def test_time_of_which_nothing_is_known_is_no_sum() -> None:
    (whole,) = silences([gap(MONDAY + number * WEEK, Direction.IN, None) for number in range(2)], WAYS)
    assert whole.estimated is None and whole.end == MONDAY + 2 * WEEK
