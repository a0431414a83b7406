"""Passages as visits, by the rule that a counting point states (R-V2, R-V7). Pure.

A visit is one person's walk to a place and back; no counter knows a visitor. Nothing is ever added up over points.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from heritage.passages.figures.values import Amount, Visited
from heritage.places.counting import Visits
from heritage.store.flags import Direction


class NoVisits(StrEnum):
    """Why no number of visits follows from the passages of a point (R-V7)."""

    NOT_SAID = "not said"  # the point states no rule
    THROUGH = "through"  # a through trail: its passages are told for each direction, and are no visits
    NO_DIRECTIONS = (
        "no directions"  # only those inwards would count, and the counter cannot tell which these are
    )
    INCOMPLETE = "incomplete"  # the passages are no number either (R-V15)


def visited(rule: Visits, directions: Mapping[Direction, Amount], total: Amount) -> Visited | NoVisits:
    """The visits that follow from the passages of a period, with their interval, or why none do.

    `directions` and `total` are of the same point and period; `total` holds all directions. Passages that were
    rounded make visits that are as coarse (R-P10): hide after this, not before. The interval is that of the passages:
    how many pass only once, or turn before the counter, is not known to it.
    """
    if rule is Visits.NONE:
        return NoVisits.NOT_SAID
    if rule is Visits.PASSAGES:
        return NoVisits.THROUGH
    if rule is Visits.HALF:
        return _told(rule, _half(total))
    inwards = directions.get(Direction.IN)
    return NoVisits.NO_DIRECTIONS if inwards is None else _told(rule, inwards)


def _told(rule: Visits, amount: Amount) -> Visited | NoVisits:
    return NoVisits.INCOMPLETE if amount.value is None else Visited(rule, amount)


def _half(amount: Amount) -> Amount:
    value, low, high = (None if one is None else one / 2 for one in (amount.value, amount.low, amount.high))
    return replace(amount, value=value, low=low, high=high)
