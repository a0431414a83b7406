"""Passages become visits by the rule that the point states, and by nothing else (R-V7)."""

from datetime import date

import pytest

from heritage.passages.figures.values import NOTHING, Amount, Visited
from heritage.passages.figures.visited import NoVisits, visited
from heritage.places.counting import Visits
from heritage.store.flags import Direction

INWARDS = Amount(600.0, 540.0, 660.0, 0.97, 0.1)
OUTWARDS = Amount(400.0, 380.0, 420.0, 0.97, 0.1)
TOTAL = Amount(1000.0, 930.0, 1070.0, 0.97, 0.1)
WAYS = {Direction.IN: INWARDS, Direction.OUT: OUTWARDS}
MAY, JUNE = (frozenset(date(2026, month, day) for day in range(1, 31)) for month in (5, 6))
IN_AND_OUT = {Direction.IN: MAY, Direction.OUT: MAY}
BOTH_WAYS = {Direction.BOTH: MAY}


def test_visits_are_the_passages_inwards_where_the_point_says_so() -> None:
    assert visited(Visits.IN, WAYS, IN_AND_OUT, TOTAL) == Visited(Visits.IN, INWARDS)


def test_visits_are_half_of_all_passages_with_half_their_interval() -> None:
    half = Amount(500.0, 465.0, 535.0, 0.97, 0.1)
    assert visited(Visits.HALF, WAYS, IN_AND_OUT, TOTAL) == Visited(Visits.HALF, half)


def test_half_of_rounded_passages_knows_that_they_are_rounded() -> None:
    found = visited(Visits.HALF, {}, BOTH_WAYS, Amount(45.0, 40.0, 50.0, 1.0, 0.0, rounded_to=5))
    assert isinstance(found, Visited)
    assert (found.amount.value, found.amount.rounded_to) == (22.5, 5)


def test_a_through_trail_has_passages_and_no_visits() -> None:
    assert visited(Visits.PASSAGES, WAYS, IN_AND_OUT, TOTAL) is NoVisits.THROUGH


def test_a_point_without_a_rule_has_no_visits() -> None:
    assert visited(Visits.NONE, WAYS, IN_AND_OUT, TOTAL) is NoVisits.NOT_SAID


def test_a_counter_that_cannot_tell_directions_has_no_passages_inwards() -> None:
    assert visited(Visits.IN, {Direction.BOTH: TOTAL}, BOTH_WAYS, TOTAL) is NoVisits.NO_DIRECTIONS
    assert isinstance(visited(Visits.HALF, {Direction.BOTH: TOTAL}, BOTH_WAYS, TOTAL), Visited)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (Visits.IN, {Direction.IN: MAY, Direction.OUT: MAY, Direction.BOTH: JUNE}),
        (Visits.IN, {Direction.IN: MAY, Direction.OUT: MAY | JUNE}),
        (Visits.IN, {Direction.OUT: MAY}),
        (Visits.HALF, {Direction.IN: MAY}),
        (Visits.HALF, {Direction.IN: MAY | JUNE, Direction.OUT: MAY}),
    ],
)
def test_what_was_counted_on_some_days_only_makes_no_visits_of_all(
    rule: Visits, days: dict[Direction, frozenset[date]]
) -> None:
    assert visited(rule, dict.fromkeys(days, INWARDS), days, TOTAL) is NoVisits.OTHER_DIRECTIONS


def test_half_is_told_where_each_day_has_both_directions_together_or_apart() -> None:
    days = {Direction.IN: MAY, Direction.OUT: MAY, Direction.BOTH: JUNE}
    assert isinstance(visited(Visits.HALF, WAYS, days, TOTAL), Visited)


def test_where_nothing_was_to_count_no_counter_is_blamed() -> None:
    assert visited(Visits.IN, {}, {}, NOTHING) is NoVisits.INCOMPLETE


@pytest.mark.parametrize("rule", [Visits.IN, Visits.HALF])
def test_incomplete_passages_make_no_visits(rule: Visits) -> None:
    assert (
        visited(rule, {Direction.IN: NOTHING}, {Direction.IN: MAY, Direction.OUT: MAY}, NOTHING)
        is NoVisits.INCOMPLETE
    )
