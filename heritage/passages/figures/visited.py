"""Passages as visits, by the rule that a counting point states (R-V2, R-V7). Pure.

A visit is one person's walk to a place and back; no counter knows a visitor. Nothing is ever added up over points.
"""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from msgspec.structs import replace

from heritage.passages.figures.values import Amount, Visited
from heritage.places.counting import Visits
from heritage.store.flags import Direction

Days = Mapping[Direction, Collection[date]]


class NoVisits(StrEnum):
    """Why no number of visits follows from the passages of a point (R-V7)."""

    NOT_SAID = "not said"  # the point states no rule
    THROUGH = "through"  # a through trail: its passages are told for each direction, and are no visits
    NO_DIRECTIONS = (
        "no directions"  # only those inwards would count, and the counter cannot tell which these are
    )
    OTHER_DIRECTIONS = (
        "other directions"  # on some days the directions that visits follow from were not counted
    )
    INCOMPLETE = "incomplete"  # the passages are no number either (R-V15)


def visited(
    rule: Visits, directions: Mapping[Direction, Amount], days: Days, total: Amount
) -> Visited | NoVisits:
    """The visits that follow from the passages of a period, with their interval, or why none do.

    `directions` and `total` are of the same point and period; `total` holds all directions. `days` are those on which
    each direction was to count: what follows from some of them is not told of all. Passages that were
    rounded make visits that are as coarse (R-P10): hide after this, not before. The interval is that of the passages:
    how many pass only once, or turn before the counter, is not known to it.
    """
    if rule is Visits.NONE:
        return NoVisits.NOT_SAID
    if rule is Visits.PASSAGES:
        return NoVisits.THROUGH
    inwards, outwards, both = (
        frozenset(days.get(one, ())) for one in (Direction.IN, Direction.OUT, Direction.BOTH)
    )
    if not any(days.values()):
        return NoVisits.INCOMPLETE
    if rule is Visits.HALF:
        is_whole = both | inwards & outwards == both | inwards | outwards
        return _told(rule, _half(total)) if is_whole else NoVisits.OTHER_DIRECTIONS
    if both and not inwards:
        return NoVisits.NO_DIRECTIONS
    is_whole = not both and inwards >= outwards
    return _told(rule, directions[Direction.IN]) if is_whole else NoVisits.OTHER_DIRECTIONS


def _told(rule: Visits, amount: Amount) -> Visited | NoVisits:
    return NoVisits.INCOMPLETE if amount.value is None else Visited(rule, amount)


def _half(amount: Amount) -> Amount:
    value, low, high = (None if one is None else one / 2 for one in (amount.value, amount.low, amount.high))
    return replace(amount, value=value, low=low, high=high)
