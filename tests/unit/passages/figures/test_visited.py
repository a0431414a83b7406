"""Passages become visits by the rule that the point states, and by nothing else (R-V7)."""

import pytest

from heritage.passages.figures.values import NOTHING, Amount, Visited
from heritage.passages.figures.visited import NoVisits, visited
from heritage.places.counting import Visits
from heritage.store.flags import Direction

INWARDS = Amount(600.0, 540.0, 660.0, 0.97, 0.1, True)
OUTWARDS = Amount(400.0, 380.0, 420.0, 0.97, 0.1, True)
TOTAL = Amount(1000.0, 930.0, 1070.0, 0.97, 0.1, True)
WAYS = {Direction.IN: INWARDS, Direction.OUT: OUTWARDS}


def test_visits_are_the_passages_inwards_where_the_point_says_so() -> None:
    assert visited(Visits.IN, WAYS, TOTAL) == Visited(Visits.IN, INWARDS)


def test_visits_are_half_of_all_passages_with_half_their_interval() -> None:
    half = Amount(500.0, 465.0, 535.0, 0.97, 0.1, True)
    assert visited(Visits.HALF, WAYS, TOTAL) == Visited(Visits.HALF, half)


def test_half_of_rounded_passages_knows_that_they_are_rounded() -> None:
    found = visited(Visits.HALF, {}, Amount(45.0, 40.0, 50.0, 1.0, 0.0, True, rounded_to=5))
    assert isinstance(found, Visited)
    assert (found.amount.value, found.amount.rounded_to) == (22.5, 5)


def test_a_through_trail_has_passages_and_no_visits() -> None:
    assert visited(Visits.PASSAGES, WAYS, TOTAL) is NoVisits.THROUGH


def test_a_point_without_a_rule_has_no_visits() -> None:
    assert visited(Visits.NONE, WAYS, TOTAL) is NoVisits.NOT_SAID


def test_a_counter_that_cannot_tell_directions_has_no_passages_inwards() -> None:
    assert visited(Visits.IN, {Direction.BOTH: TOTAL}, TOTAL) is NoVisits.NO_DIRECTIONS
    assert isinstance(visited(Visits.HALF, {Direction.BOTH: TOTAL}, TOTAL), Visited)


@pytest.mark.parametrize("rule", [Visits.IN, Visits.HALF])
def test_incomplete_passages_make_no_visits(rule: Visits) -> None:
    assert visited(rule, {Direction.IN: NOTHING}, NOTHING) is NoVisits.INCOMPLETE
