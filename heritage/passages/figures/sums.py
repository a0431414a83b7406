"""Adding up days, and how sure a sum is: pure reckoning in thousandths of passages and seconds.

A sum's variance is that of its estimates plus, for each calibration factor, the square of what was multiplied by it
times the factor's own relative variance: an error of a factor is the same in all that it multiplies. Estimates are
made of corrected hours, so they share the factor. Estimates of different gaps are taken as independent; the parts of
one gap vary together, and so do the two directions of a counter that was silent, for they are mostly the same people.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate, chain
from math import sqrt
from types import MappingProxyType
from typing import NamedTuple, TypeGuard

from heritage.passages.figures.values import NOTHING, Amount
from heritage.passages.stretches import SURE, THOUSAND
from heritage.store.flags import Direction, Flag

UNUSABLE = int(Flag.UNUSABLE)
"""Of a day of which too little was counted for it to be one of its own (R-V10); as a number, for speed."""

_ESTIMATED = int(Flag.ESTIMATED)

_Numbers = Sequence[int]
_Perhaps = Sequence[int | None]


class DayColumns(NamedTuple):
    """What is stored of one direction, day by day in order: a sequence for each column, all of one length."""

    days: Sequence[date]
    raw: _Perhaps
    corrected: _Perhaps
    estimated: _Perhaps
    expected: _Numbers
    covered: _Numbers
    filled: _Numbers
    flags: _Numbers

    def within(self, first: date, last: date) -> "DayColumns":
        """Those from `first` to `last`, both included."""
        start, end = bisect_left(self.days, first), bisect_right(self.days, last)
        if (start, end) == (0, len(self.days)):
            return self
        return DayColumns._make(column[start:end] for column in self)

    def passages(self) -> _Perhaps:
        """Thousandths of each day, counted and estimated; None: not known."""
        if not self.has_estimates:
            return self.corrected
        return [
            None if corrected is None and estimated is None else (corrected or 0) + (estimated or 0)
            for corrected, estimated in zip(self.corrected, self.estimated, strict=True)
        ]

    @property
    def has_estimates(self) -> bool:
        """Whether anything of any day is estimated."""
        return _has_any(self.estimated)

    def without_estimates(self) -> "DayColumns":
        """The same as if nothing had been estimated (R-V13)."""
        number = len(self.days)
        flags = [one & ~_ESTIMATED for one in self.flags]
        return self._replace(estimated=(None,) * number, filled=(0,) * number, flags=flags)


def _has_any(column: _Perhaps) -> bool:
    return column.count(None) < len(column)


class Factored(NamedTuple):
    """From a day to a day, both included, `share` (0..1) of what is counted is multiplied by a factor."""

    first: date
    last: date
    factor: int
    share: float


class Sums(NamedTuple):
    """What some days hold. `counted_days` of them have any figure: without one there is nothing, not 0 (R-V8)."""

    raw: int = 0
    corrected: int = 0
    estimated: int = 0
    expected: int = 0
    covered: int = 0
    filled: int = 0
    counted_days: int = 0
    by_factor: Mapping[int, float] = MappingProxyType({})

    @property
    def coverage(self) -> float:
        """The share of the expected time that was counted or estimated; 0 where nothing was expected."""
        return min(1.0, (self.covered + self.filled) / self.expected) if self.expected else 0.0

    @property
    def estimated_share(self) -> float:
        """The share of the passages that is estimated; of the time, where nobody passed."""
        if self.corrected + self.estimated:
            return self.estimated / (self.corrected + self.estimated)
        return self.filled_share

    @property
    def filled_share(self) -> float:
        """The share of the known time that is estimated."""
        return self.filled / (self.covered + self.filled) if self.filled else 0.0


class Ledger:
    """The days of one direction, to be asked for the sums of any span of them."""

    def __init__(self, columns: DayColumns, factored: Sequence[Factored] = ()) -> None:
        self.days = columns.days
        self._factored = factored
        _, raw, corrected, estimated, expected, covered, filled, _ = columns
        is_counted: Sequence[int] = (
            [1] * len(corrected)
            if is_known(corrected)
            else [
                one is not None or other is not None for one, other in zip(corrected, estimated, strict=True)
            ]
        )
        self._added = (*map(zeroed, (raw, corrected, estimated)), expected, covered, filled, is_counted)

    @cached_property
    def _running(self) -> list[_Numbers]:
        """Of each column what there is before each day and after the last, so that two of them make all between."""
        return [_counted_up(column) for column in self._added]

    def sums(self, first: date, last: date) -> Sums:
        """Of the days from `first` to `last`, both included."""
        by_factor: dict[int, float] = {}
        for one in self._factored:
            if one.first <= last and one.last >= first:
                part = self._between(max(first, one.first), min(last, one.last), {})
                value = one.share * (part.corrected + part.estimated)
                by_factor[one.factor] = by_factor.get(one.factor, 0.0) + value
        return self._between(first, last, by_factor)

    def _between(self, first: date, last: date, by_factor: Mapping[int, float]) -> Sums:
        start, end = bisect_left(self.days, first), bisect_right(self.days, last)
        if (start, end) == (0, len(self.days)):
            return Sums._make([*map(sum, self._added), by_factor])
        return Sums._make([*[column[end] - column[start] for column in self._running], by_factor])


def zeroed(column: _Perhaps) -> _Numbers:
    """With 0 for what is not known, for adding up."""
    if is_known(column):
        return column
    return [value or 0 for value in column] if _has_any(column) else [0] * len(column)


def is_known(column: _Perhaps) -> TypeGuard[_Numbers]:
    """Whether it holds no None."""
    return None not in column


def _counted_up(column: _Numbers) -> _Numbers:
    # Most years have nothing estimated.
    return list(accumulate(column, initial=0)) if any(column) else [0] * (len(column) + 1)


class Filling(NamedTuple):
    """A gap that was filled: from second `start` to `end`, `deviation` thousandths."""

    direction: Direction
    start: int
    end: int
    deviation: int


class Fillings:
    """The gaps of a point that were filled, to be asked how unsure they make the sum of some days."""

    def __init__(self, fillings: Iterable[Filling]) -> None:
        self._in_order = sorted((one for one in fillings if one.deviation), key=lambda one: one.start)
        self._starts = [one.start for one in self._in_order]
        self._longest = max((one.end - one.start for one in self._in_order), default=0)

    def variance(self, start: int, end: int, direction: Direction | None = None) -> float:
        """Square thousandths, within the seconds from `start` to `end`; of one direction, or of all."""
        if not self._in_order:
            return 0.0
        found: dict[tuple[int, int], float] = {}
        first = bisect_left(self._starts, start - self._longest)
        for one in self._in_order[first : bisect_left(self._starts, end)]:
            overlap = min(end, one.end) - max(start, one.start)
            if overlap > 0 and direction in (None, one.direction):
                gap = one.start, one.end
                found[gap] = found.get(gap, 0.0) + one.deviation * overlap / (one.end - one.start)
        return sum(deviation**2 for deviation in found.values())


class Doubt(NamedTuple):
    """What makes sums unsure, and the coverage below which there is no number (R-V15).

    `factors` are the relative standard deviations of calibration factors.
    """

    fillings: Fillings
    factors: Mapping[int, float]
    least: float


def joined(parts: Iterable[Sums]) -> Sums:
    """The directions of a point together; an error of a factor is the same in all of them."""
    found = list(parts)
    if len(found) <= 1:
        return found[0] if found else Sums()
    *added, days, factors = zip(*found, strict=True)
    by_factor: dict[int, float] = {}
    for factor, value in chain.from_iterable(one.items() for one in factors):
        by_factor[factor] = by_factor.get(factor, 0.0) + value
    return Sums._make((*map(sum, added), max(days), by_factor))


def amount_of(whole: Sums, parts: Sequence[Sums], variance: float, doubt: Doubt) -> Amount:
    """The `whole` of the parts as it may be told (R-V15): a number only where all parts, and each, count enough.

    `variance` is that of its estimates, in square thousandths.
    """
    if not whole.expected:
        return NOTHING
    coverage, estimated_share = whole.coverage, whole.estimated_share
    if not (whole.counted_days and coverage >= doubt.least and _are_even(parts, doubt.least)):
        return Amount(None, None, None, coverage, estimated_share)
    unsure = doubt.factors
    of_factors = sum((value * unsure.get(factor, 0.0)) ** 2 for factor, value in whole.by_factor.items())
    value = (whole.corrected + whole.estimated) / THOUSAND
    reach = SURE * sqrt(variance + of_factors) / THOUSAND
    return Amount(value, max(0.0, value - reach), value + reach, coverage, estimated_share)


def _are_even(parts: Sequence[Sums], least: float) -> bool:
    """Whether no direction alone lacks so much that the sum is rather that of the other."""
    if len(parts) == 1:
        return True
    longest = max(part.expected for part in parts)
    lacking = max(part.expected - part.covered - part.filled for part in parts)
    return (longest - lacking) / longest >= least
