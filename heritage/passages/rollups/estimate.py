"""What stands where nothing usable was counted, and how unsure it is (R-V13, R-V14). Pure; thousandths of passages.

An hour's usual value is the mean of the same local weekday and hour in the `neighbour_weeks` before and after it: of
whole, usable, measured hours only, without spikes that somebody has kept, and of two at least. At an end of a series
one side has to do. Of an hour that was partly counted the rest is estimated, by its share of the hour.

- **Unknown time** of at most `gap_days`, or longer where somebody has ordered it, gets its usual values. A gap in which
  less than a day was counted here and there is one gap: a sign of life makes no two short ones of a long one. They are
  multiplied by how the first neighbouring point that can tell did in the gap, against what it did in those same
  slots of those same weeks: weather and holidays are alike at both. It can tell if it has 80 % of the hours in the gap
  and 80 % of those in the weeks, and if these let expect 30 passages or more, for a ratio of a handful is chance. The
  ratio is kept within `neighbour_factor` and its inverse: a neighbour that is further from its own usual has a race or
  a fault of its own, and says nothing of this point.
- **A stretch** has a measured sum, of which only the place in time is estimated: it is laid over its hours by their
  usual values, with the exact sum kept; evenly if it is longer than LONGEST_BY_PROFILE or no hour has a usual value.

Rows of gaps are cut where a local week or month begins, so that each belongs to one week, one month and one year, and
sums of their variances need no shares.

The deviation of a filled row is such that SURE times it to either side is the 95 % prediction interval of one more
value from k others (Hahn & Meeker, Statistical Intervals, 1991, chapter 4). Of the k weeks of which 80 % of the row's
slots are measured (what lacks is taken as usual), and whose sums have the standard deviation s, it is
ratio * s * sqrt(1 + 1/k) * t / SURE, with Student's t for k - 1 degrees. It is not less than what chance alone gives
(Poisson). With fewer than two such weeks it is as much as the estimate itself.

Rows of one gap are added up as if they were independent, and are not wholly: n rows lean on nearly the same weeks, so
that their means err together, and where a month begins within a week both of its m rows had the same weather. So it is
sqrt(m + n/k) in place of sqrt(1 + 1/k): with it the variances of all rows add up to no less than that of the gap,
whatever of them is common (Cauchy and Schwarz). A row by itself is then told a little less surely than it is.

The deviation of a part of a stretch is the whole times that of the part's share in the same weeks; of a whole stretch
it is 0.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from math import sqrt
from statistics import variance
from typing import NamedTuple

from heritage.passages.checks.judging import RADIUS_DAYS as CHECKED_RADIUS_DAYS
from heritage.passages.counted.hours import shares
from heritage.passages.decided.calibration import student
from heritage.passages.slots import DAY_S, Slots, hours_between, slots, weeks_around
from heritage.passages.stretches import HOUR_S, SURE, THOUSAND, Stretch
from heritage.places.counting import Thresholds
from heritage.store.flags import Estimate

LONGEST_BY_PROFILE = 14 * DAY_S
"""Seconds of a stretch that is laid out by the weeks around; the middle of a longer one is too far from them."""

OWN_RADIUS_DAYS = 42
"""No estimate depends on usable hours, here or at a neighbour, further away than so many days: 14 of the gap and 28."""

RADIUS_DAYS = CHECKED_RADIUS_DAYS + OWN_RADIUS_DAYS
"""Nor on what was counted further away than so many: which hours are usable depends on hours around them."""

_LEAST_VALUES = 2
_ENOUGH = 0.8
_LEAST_REFERENCE = 30 * THOUSAND


class Gap(NamedTuple):
    """Seconds from `start` to before `end` without a usable count of their own, within one local week and month.

    `estimate` is None where they are not filled. `estimated` and its standard `deviation` are thousandths;
    `reference` is the neighbouring point that helped.
    """

    start: int
    end: int
    estimate: Estimate | None
    reference: str | None
    estimated: int | None
    deviation: int | None


_Part = tuple[int, int]
"""An hour, and seconds of it."""


def fill(
    usable: Mapping[int, int],
    expected: Sequence[tuple[int, int]],
    stretches: Sequence[Stretch],
    references: Iterable[tuple[str, Mapping[int, int]]],
    by_hand: Sequence[tuple[int, int]],
    checks: Thresholds,
    partial: Mapping[int, int] | None = None,
    unusual: Collection[int] = (),
) -> tuple[dict[int, int], list[Gap]]:
    """Estimated thousandths of hours that are not wholly counted, and the gaps they belong to, in order of time.

    `usable` are hours that were wholly and usably counted, in corrected thousandths, `partial` the seconds of hours of
    which only those were. `expected` are seconds in which the point was to count. The `raw` of the `stretches` is
    corrected thousandths. `references` are usable hours of neighbouring points, the first of them that can tell is
    asked. `by_hand` are seconds whose filling somebody has ordered. Of the usable hours the `unusual` say nothing of
    others. Ends are never included; nothing overlaps. Hours that nothing tells of are not in the answer.
    """
    bounds = [*expected, *((one.start, one.end) for one in stretches)]
    if not bounds:
        return {}, []
    frame = slots(min(start for start, _ in bounds), max(end for _, end in bounds))
    usual = {hour: value for hour, value in usable.items() if hour not in unusual} if unusual else usable
    around = _Around(usual, frame, weeks_around(checks.neighbour_weeks))
    estimated: dict[int, int] = {}
    gaps: list[Gap] = []
    for stretch in stretches:
        gaps += _lay(stretch, around, estimated)
    left = dict(partial or {})
    for free in _without(expected, stretches):
        missing = list(_missing(free, usable, left))
        too_long = _of_long_gaps(missing, checks.gap_days)
        for run in _runs(missing):
            for row in _rows(run, around, by_hand, too_long):
                gaps.append(_filled(row, free, around, references, checks, estimated))
    return estimated, sorted(gaps)


class _Around:
    """The usable values in the same slots of the weeks around."""

    def __init__(self, usable: Mapping[int, int], frame: Slots, weeks: Sequence[int]) -> None:
        self.usable, self.frame, self.weeks = usable, frame, weeks
        self._usual: dict[int, float | None] = {}

    def hours(self, hour: int) -> list[int]:
        """The hours that have a value."""
        cell, hours = self.frame.cells[hour], self.frame.hours
        near = [hours.get(cell + week) for week in self.weeks]
        return [one for one in near if one is not None and one in self.usable]

    def usual(self, hour: int) -> float | None:
        """Their mean; None of fewer than two."""
        if hour not in self._usual:
            values = [self.usable[one] for one in self.hours(hour)]
            self._usual[hour] = sum(values) / len(values) if len(values) >= _LEAST_VALUES else None
        return self._usual[hour]

    def sums(self, row: Sequence[_Part]) -> Iterator[float | None]:
        """For each week what was counted in the slots of these parts of hours; None where too little was."""
        for week in self.weeks:
            there, whole = 0, 0.0
            for hour, seconds in row:
                near = self.frame.hours.get(self.frame.cells[hour] + week)
                value = None if near is None else self.usable.get(near)
                there += value is not None
                whole += ((self.usual(hour) or 0.0) if value is None else value) * seconds / HOUR_S
            yield whole if there >= _ENOUGH * len(row) else None

    def block(self, hour: int) -> tuple[int, int]:
        """The local week and month that an hour belongs to."""
        return _block(self.frame.cells[hour] // 24)


@cache
def _block(day: int) -> tuple[int, int]:
    return (day - 1) // 7, date.fromordinal(day).month


def _without(expected: Iterable[tuple[int, int]], stretches: Sequence[Stretch]) -> Iterator[tuple[int, int]]:
    ordered = sorted(stretches)
    first = 0
    for start, end in expected:
        while first < len(ordered) and ordered[first].end <= start:
            first += 1
        for one in ordered[first:]:
            if one.start >= end:
                break
            if one.start > start:
                yield start, one.start
            start = max(start, one.end)
        if start < end:
            yield start, end


def _missing(free: tuple[int, int], usable: Mapping[int, int], left: dict[int, int]) -> Iterator[_Part]:
    for hour, seconds in hours_between(*free):
        if hour in usable:
            continue
        if hour in left:
            counted = min(left[hour], seconds)
            left[hour] -= counted
            seconds -= counted
        if seconds:
            yield hour, seconds


def _runs(missing: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Hours that follow each other."""
    for _, run in groupby(enumerate(missing), lambda pair: pair[1][0] - pair[0] * HOUR_S):
        yield [part for _, part in run]


def _of_long_gaps(missing: Sequence[_Part], gap_days: int) -> set[int]:
    """The hours of gaps that are filled by hand only: some time of a day more than `gap_days` lacks more than those."""
    found = set[int]()
    lacking = end = told = 0
    for first, (start, seconds) in enumerate(missing):
        while end < len(missing) and missing[end][0] < start + (gap_days + 1) * DAY_S:
            lacking += missing[end][1]
            end += 1
        if lacking > gap_days * DAY_S:
            found.update(hour for hour, _ in missing[max(first, told) : end])
            told = end
        lacking -= seconds
    return found


def _rows(
    run: Sequence[_Part], around: _Around, by_hand: Sequence[tuple[int, int]], too_long: Collection[int]
) -> Iterator["_Row"]:
    """Parts of a run that lie in one week and month, and can all be filled or all not."""
    slices = [
        _Slice(block, hours[0], hours[-1])
        for block, group in groupby((hour for hour, _ in run), around.block)
        if (hours := list(group))
    ]
    is_short = not any(hour in too_long for hour, _ in run)

    def kind(part: _Part) -> tuple[tuple[int, int], bool]:
        hour = part[0]
        is_wanted = is_short or any(start < hour + HOUR_S and hour < end for start, end in by_hand)
        return around.block(hour), is_wanted and around.usual(hour) is not None

    for ((week, _), is_filled), group in groupby(run, kind):
        parts = list(group)
        near = [one for one in slices if one.is_near(parts)]
        yield _Row(parts, is_filled, len(near), sum(one.block[0] == week for one in near))


class _Slice(NamedTuple):
    """A local week and month, and the first and last hour that a run has there."""

    block: tuple[int, int]
    first: int
    last: int

    def is_near(self, parts: Sequence[_Part]) -> bool:
        """Whether it is at most a fortnight away: so all of a gap is that is filled by itself (OWN_RADIUS_DAYS)."""
        return (
            self.first <= parts[-1][0] + LONGEST_BY_PROFILE and self.last >= parts[0][0] - LONGEST_BY_PROFILE
        )


class _Row(NamedTuple):
    """`rows` of its gap lean on the same weeks, itself included, `of_week` of them of its own week."""

    parts: list[_Part]
    is_filled: bool
    rows: int
    of_week: int


def _filled(
    row: _Row,
    free: tuple[int, int],
    around: _Around,
    references: Iterable[tuple[str, Mapping[int, int]]],
    checks: Thresholds,
    estimated: dict[int, int],
) -> Gap:
    """Writes the values of a row, if it is to be filled, into `estimated`."""
    parts = row.parts
    start, end = max(parts[0][0], free[0]), min(parts[-1][0] + HOUR_S, free[1])
    if not row.is_filled:
        return Gap(start, end, None, None, None, None)
    reference, ratio = _ratio(parts, around, references, checks)
    whole = 0
    for hour, seconds in parts:
        value = round((around.usual(hour) or 0.0) * ratio * seconds / HOUR_S)
        estimated[hour] = estimated.get(hour, 0) + value
        whole += value
    kind = Estimate.PROFILE if reference is None else Estimate.REFERENCE
    return Gap(start, end, kind, reference, whole, _deviation(row, around, ratio, whole))


def _ratio(
    parts: Sequence[_Part],
    around: _Around,
    references: Iterable[tuple[str, Mapping[int, int]]],
    checks: Thresholds,
) -> tuple[str | None, float]:
    """The first neighbour that can tell, and how it did in these hours against the same slots of the same weeks."""
    weeks: list[list[int]] = []
    for name, values in references:
        weeks = weeks or [around.hours(hour) for hour, _ in parts]
        told = asked = now_told = 0
        now = usual = 0.0
        for (hour, seconds), near in zip(parts, weeks, strict=True):
            then = [values[one] for one in near if one in values]
            told, asked, now_told = told + len(then), asked + len(near), now_told + (hour in values)
            if then and hour in values:
                now += values[hour] * seconds / HOUR_S
                usual += sum(then) / len(then) * seconds / HOUR_S
        is_covered = now_told >= _ENOUGH * len(parts) and told >= _ENOUGH * asked
        if is_covered and usual >= _LEAST_REFERENCE:
            most = checks.neighbour_factor
            return name, min(most, max(1 / most, now / usual))
    return None, 1.0


def _deviation(row: _Row, around: _Around, ratio: float, whole: int) -> int:
    chance = sqrt(whole * THOUSAND)
    sums = [one for one in around.sums(row.parts) if one is not None]
    if len(sums) < _LEAST_VALUES:
        return round(max(whole, chance))
    return round(max(ratio * _of_one_more(sums, row.rows, row.of_week), chance))


def _of_one_more(values: Sequence[float], rows: int = 1, of_week: int = 1) -> float:
    """The deviation of one more value from the mean of two or more: SURE times it is its 95 % prediction interval."""
    number = len(values)
    return sqrt(variance(values) * (of_week + rows / number)) * student(number - 1) / SURE


def _lay(stretch: Stretch, around: _Around, estimated: dict[int, int]) -> Iterator[Gap]:
    """Writes the hours of a stretch into `estimated`; their sum is the stretch's."""
    parts = list(hours_between(stretch.start, stretch.end))
    values = shares(stretch.raw, _weights(stretch, parts, around))
    for (hour, _), value in zip(parts, values, strict=True):
        estimated[hour] = estimated.get(hour, 0) + value
    at = 0
    for _, group in groupby(parts, lambda part: around.block(part[0])):
        row = list(group)
        whole = sum(values[at : at + len(row)])
        at += len(row)
        yield Gap(
            max(stretch.start, row[0][0]),
            min(stretch.end, row[-1][0] + HOUR_S),
            Estimate.STRETCH,
            None,
            whole,
            0 if len(row) == len(parts) else _deviation_of_part(row, parts, around, whole, stretch.raw),
        )


def _weights(stretch: Stretch, parts: Sequence[_Part], around: _Around) -> list[int]:
    """Usual values times seconds; of a slot without one, that of the stretch's other hours."""
    seconds = [part for _, part in parts]
    if stretch.end - stretch.start > LONGEST_BY_PROFILE:
        return seconds
    usual = [around.usual(hour) for hour, _ in parts]
    known = [value for value in usual if value is not None]
    if not known:
        return seconds
    mean = sum(known) / len(known)
    weights = [
        round((mean if value is None else value) * part) for value, part in zip(usual, seconds, strict=True)
    ]
    return weights if any(weights) else seconds


def _deviation_of_part(
    row: Sequence[_Part], parts: Sequence[_Part], around: _Around, part: int, whole: int
) -> int:
    """Of a part of a known sum: how much its share was another in the weeks around.

    Without two weeks that tell, half of the smaller of the part and the rest.
    """
    if not whole:
        return 0
    is_near = len(parts) * HOUR_S <= LONGEST_BY_PROFILE
    pairs = zip(around.sums(row), around.sums(parts), strict=True) if is_near else ()
    of_weeks = [one / all_ for one, all_ in pairs if one is not None and all_]
    if len(of_weeks) < _LEAST_VALUES:
        return min(part, whole - part) // 2
    chance = sqrt(part * (whole - part) / whole * THOUSAND)
    return round(max(whole * _of_one_more(of_weeks), chance))
