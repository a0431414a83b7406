"""Days without a passage that are no chance: a counter that tells zeros is more often blocked than passed by nobody.

How long is too long follows from how many pass (R-V10): on a trail with 0.3 passages a day a week of zeros is nothing,
where 50 pass one such day is strange. Passages of a quiet place come nearly independently of each other, so the
probability of so many zeros is taken as Poisson's, exp(-expected). Where people walk in groups it is higher than that,
so the expected number is made with care: of the same weekdays around the run, without the busiest of each, for one race
among few quiet weeks says nothing of an ordinary day; and less by two standard errors, for a few passages tell little
of how many there are as a rule.

Where too little is known of the days around, the plain limits of R-V10 hold, which are for the season: unknown is
better than a false zero. A place that nobody passes in winter should therefore tell its season.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from math import exp, sqrt
from typing import NamedTuple

from heritage.places.counting import Thresholds

_WHOLE = 7
"""A run of so many days is judged as one; of a longer one, each day by what is near it."""

_SEEN = 34
"""Days to either side of a day that are looked at when it is judged, and with it the ends of the days beside it."""

_LEAST_DAYS = 7
"""Days around that make an expectation."""


class ZeroDays(NamedTuple):
    """Days in a row, by their ordinals: `length` in a row as far as is seen, and `expected` passages in those days.

    `expected` is the careful number; None where too little is known of the days around. `is_held`: left out until
    somebody decides.
    """

    first: int
    last: int
    length: int
    expected: float | None
    is_held: bool


def zero_runs(
    sums: Mapping[int, int], zeros: Collection[int], in_season: Collection[int], checks: Thresholds
) -> list[ZeroDays]:
    """Those of the `zeros` that are to be looked at, as rows of days with one outcome, in order.

    `sums` are passages of the days of which enough was counted, by ordinal; `zeros` are those of them with none. A run
    ends where the season does, for what is strange in it is not outside.
    """
    found: list[ZeroDays] = []
    for first, last in _runs(zeros, in_season):
        is_season = first in in_season
        if last - first < _WHOLE:
            reach = 7 * checks.neighbour_weeks
            found += _judge(sums, first, last, (first, last), reach, is_season, checks)
            continue
        for day in range(first, last + 1):
            seen = max(first, day - _SEEN), min(last, day + _SEEN)
            found += _judge(sums, day, day, seen, _SEEN, is_season, checks)
    return _joined(found)


def _judge(
    sums: Mapping[int, int],
    first: int,
    last: int,
    seen: tuple[int, int],
    reach: int,
    is_season: bool,
    checks: Thresholds,
) -> Iterator[ZeroDays]:
    """The days `first` to `last`, of the run that is seen of them, if they are strange."""
    length = seen[1] - seen[0] + 1
    around = [(first - reach, seen[0] - 1), (seen[1] + 1, last + reach)]
    expected = _expected(sums, around, seen)
    if expected is None:
        # Nothing tells how quiet it is here: the rule's plain limits, which are for the season.
        is_strange = is_season and length >= checks.zero_review_days
    else:
        is_strange = exp(-expected) < checks.zero_probability
    if is_strange:
        is_held = is_season and length >= checks.zero_reject_days
        yield ZeroDays(first, last, length, expected, is_held)


def _expected(sums: Mapping[int, int], around: list[tuple[int, int]], seen: tuple[int, int]) -> float | None:
    weekdays: list[list[int]] = [[] for _ in range(7)]
    for start, end in around:
        for day in range(start, end + 1):
            if day in sums:
                weekdays[day % 7].append(sums[day])
    if sum(map(len, weekdays)) < _LEAST_DAYS:
        return None
    ordinary = [sorted(values)[:-1] for values in weekdays]
    passages, days = sum(map(sum, ordinary)), sum(map(len, ordinary))
    if not passages:
        return 0.0
    means = [sum(values) / len(values) if values else passages / days for values in ordinary]
    whole = sum(means[day % 7] for day in range(seen[0], seen[1] + 1))
    return whole * max(0.0, 1 - 2 / sqrt(passages))


def _runs(zeros: Collection[int], in_season: Collection[int]) -> Iterator[tuple[int, int]]:
    days = sorted(zeros)
    if not days:
        return
    first = days[0]
    for one, other in pairwise(days):
        if other != one + 1 or (one in in_season) != (other in in_season):
            yield first, one
            first = other
    yield first, days[-1]


def _joined(found: list[ZeroDays]) -> list[ZeroDays]:
    """Days of one run with one outcome as one row; what is told of it is its longest and most expected."""
    joined: list[ZeroDays] = []
    for one in found:
        before = joined[-1] if joined else None
        if before is None or before.last + 1 != one.first or before.is_held != one.is_held:
            joined.append(one)
            continue
        expected = [value for value in (before.expected, one.expected) if value is not None]
        joined[-1] = ZeroDays(
            before.first,
            one.last,
            max(before.length, one.length),
            max(expected, default=None),
            one.is_held,
        )
    return joined
