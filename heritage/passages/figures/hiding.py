"""What may be public of a point's exact days, so that nobody can work out how few passed on a day (R-P10, R-P11). Pure.

**Open and closed months.** A calendar month is open when it is over and every day of it has, in every direction that
counts, a figure of at least `small`. Its days are public, and every sum of them. All others are closed: no day of them
is public. A month that is not whole is closed whatever it holds, so that being closed tells nothing of the days.

**Coarse sums.** Of a closed month the passages of each direction are counted up from its first day, and of that sum
only the whole steps are public. A part of the month has the steps between its ends. So sums of weeks, months and years
fit together, and however they are subtracted from each other no day is known better than to `small` different numbers.
Rounding each figure by itself does not give that: a week that lies across the end of an open month, less its days
there, is a day or two of the closed one, and the same day stands in a rounded week and a rounded month, which together
leave fewer numbers than each. A step is at least `small` counted passages, also where a calibration factor makes more
of them. Each month begins from 0, so that a month that opens, or one that is corrected, tells nothing of another.

**What may be told besides** is only what follows from these sums, or is of open days, or is a profile as below:

- The sum of a point is that of its directions' public sums, and visits (R-V7), growth (R-V17) and scans for each 100
  passages (R-V18) are reckoned from public sums. Shares of directions are not told apart from them.
- A mean is the public sum by the days that it stands for, which coverage tells. The exact mean times the days would be
  the exact sum.
- Median and exact means: only where all days of the period are open. The peak day is the busiest open one, and the
  peak hour is never public.
- Single days below 50 are rounded like sums, and so are the median and the peak day.
- What was counted is told apart from what was estimated only of divided months: open ones in which also what was
  counted of each day, if anything was, is at least `small`. So are raw sums (`uncorrected`), which are the same in
  other words. Of a day elsewhere the share that is estimated is told in quarters.
- The share of a sum that is estimated is told in whole percent, never as none where any time is nor as all where
  anything was counted, and of sums that are hidden by time. What was put into a gap, and its deviation, is not told at
  all: passages known and their share tell the whole. When, how long and by what method a gap was filled is no secret,
  nor is coverage: these are of time, not of people.
- Sums without what was estimated follow, in months that are not divided, from the public sum and the public share
  (`without`). Steps of the counted passages themselves would lie otherwise than those of the whole, and the two
  together would tell more than each.
- Bounds of an interval are made from the public sum with `bounds`, and so are wider by what is hidden.
- Weather, notes and events beside single days may stand, numbers of those days may not. The log of changes tells no
  sums from before and after.
- Profiles over less than four weeks are not told. Others are told as shares of the whole by `shares`, never as means
  with decimals, for these times the days are the exact sum; what is drawn is the share times the public mean. A profile
  reaches over whole months; months of which the first or last day is not public are left out of it.
- Nothing is public before `public_end`, which moves by whole weeks, so that yesterday's sum less that of the day
  before is no day.

A public sum of 0 that is coarse means fewer than its `reach`, and is said so, never as 0.

What is not hidden from: somebody who keeps what was published, and compares it with the same closed month after that
was corrected, learns how the correction moved its sums over a step.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil, floor, sqrt
from typing import NamedTuple

from heritage.passages.figures.sums import is_known, zeroed
from heritage.passages.stretches import THOUSAND, day_of
from heritage.store.flags import Direction

ROUNDED_TO = 5
EXACT_FROM = 50
"""Smaller public figures are rounded, also where all their days are open (R-P10)."""

LEAST_WEEKS = 4
"""Of which a public hourly profile is (R-P11)."""

_HALF_A_PERCENT = 0.005

_SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
_DAY = timedelta(days=1)

_YearMonth = tuple[int, int]


class Days(NamedTuple):
    """The days, in order, on which a direction was to count, and the thousandths of each; None: not known."""

    days: Sequence[date]
    passages: Sequence[int | None]


class Told(NamedTuple):
    """A public sum: whole passages, what they are rounded to (0: to nothing), and how far off they may be by that.

    Of one direction in one month the truth is never further off than `reach`; of more of them, which add up, in 95 %.
    """

    value: int
    rounded_to: int
    reach: int


class _Part(NamedTuple):
    """Of one direction in one month: the middle of what is possible, and how far from it the truth may lie."""

    middle: float
    reach: float


class _Month(NamedTuple):
    """Whether its days are public, and what was counted of each; thousandths of each day in each direction, 0 where
    nothing is known."""

    is_open: bool
    is_divided: bool
    passages: Mapping[Direction, Sequence[int]]


_NOT_COUNTED = _Month(False, False, {})
_NO_DAYS = (0,) * 31


class PublicDays:
    """The days of a point until `last`, to be asked what is public of any span of them.

    `flows` hold each direction's days, from the first of a month on, with what was estimated; `counted` has what was
    counted of them, of the directions in which anything was estimated. `factor` is the largest that made
    passages of what was counted. Days after `last` are not looked at.
    """

    def __init__(
        self,
        flows: Mapping[Direction, Days],
        last: date,
        *,
        small: int,
        factor: float = 1.0,
        counted: Mapping[Direction, Days] | None = None,
    ) -> None:
        self.last = last
        self.step = ROUNDED_TO * ceil(small * max(1.0, factor) / ROUNDED_TO)
        divided = _by_month(counted or {}, last)
        self._months = {
            month: _Month(
                all(_is_open(days, length, small) for days in found.values()),
                all(_is_divided(days, small) for days in divided.get(month, {}).values()),
                {way: _zeroed(days, length) for way, days in found.items()},
            )
            for month, found in _by_month(flows, last).items()
            for length in (_length(*month),)
        }

    def is_open(self, first: date, last: date) -> bool:
        """Whether the days from `first` to `last`, both included, may be told one by one."""
        return last <= self.last and all(
            self._months.get(month, _NOT_COUNTED).is_open for month, _, _ in _months(first, last)
        )

    def is_divided(self, first: date, last: date) -> bool:
        """Whether what was counted of these days may be told apart from what was estimated."""
        return self.is_open(first, last) and all(
            self._months[month].is_divided for month, _, _ in _months(first, last)
        )

    def told(self, first: date, last: date, direction: Direction | None = None) -> Told:
        """The public sum of the days from `first` to `last`, both included, of all directions or of one."""
        exact, parts = 0, list[_Part]()
        for month, start, end in _months(first, min(last, self.last)):
            is_open, _, passages = self._months.get(month, _NOT_COUNTED)
            for days in passages.values() if direction is None else (passages.get(direction, _NO_DAYS),):
                if is_open:
                    exact += sum(days[start:end])
                else:
                    parts.append(self._coarse(sum(days[:start]), sum(days[:end]), start == 0))
        return self._rounded(exact, parts)

    def _coarse(self, before: int, after: int, is_from_first: bool) -> _Part:
        step = self.step
        steps = after // (THOUSAND * step) - before // (THOUSAND * step)
        if is_from_first and steps:
            return _Part(step * steps + (step - 1) / 2, (step + 1) / 2)
        return _Part(step * steps, step)

    def _rounded(self, exact: int, parts: Sequence[_Part]) -> Told:
        if not parts:
            return plain(exact / THOUSAND)
        value = exact / THOUSAND + sum(part.middle for part in parts)
        return _nearest(value, self.step, sqrt(sum(part.reach**2 for part in parts)))


def plain(passages: float) -> Told:
    """A sum, or a day, that may be told as it is (R-P10): whole, and below 50 to the nearest step."""
    if passages >= EXACT_FROM:
        return Told(round(passages), 0, 0)
    return _nearest(passages, ROUNDED_TO, 0.0)


def plain_days(passages: Iterable[int | None]) -> list[int | None]:
    """Thousandths of days, each as `plain` tells it."""
    whole, step, exact_from = THOUSAND, ROUNDED_TO * THOUSAND, EXACT_FROM * THOUSAND
    return [
        None
        if one is None
        else (one + whole // 2) // whole * whole
        if one >= exact_from
        else (one + step // 2) // step * step
        for one in passages
    ]


def without(told: Told, share: float) -> Told:
    """A public sum less the share (0..1) of it that is estimated, which is told in whole percent."""
    value, to = told.value * (1 - share), told.rounded_to or ROUNDED_TO
    return _nearest(value, to, told.reach * (1 - share) + _HALF_A_PERCENT * told.value)


def share_of_sum(share: float, is_counted: bool) -> float:
    """The share (0..1) of a sum of which some time was estimated, in whole percent: at least one, also where nobody is
    thought to have passed then (R-V13), and never all of it where anything was counted."""
    told = max(round(share, 2), 0.01)
    return min(told, 0.99) if is_counted else told


def share_of_day(share: float, is_counted: bool) -> float:
    """Likewise of a day of which the counted part may not be told: in quarters, neither all nor nothing."""
    return min(max(round(4 * share), 1), 3) / 4 if share and is_counted else round(share, 2)


def _nearest(value: float, to: int, reach: float) -> Told:
    whole = to * floor(value / to + 0.5)
    return Told(whole, to, ceil(reach + abs(whole - value)))


def bounds(told: Told, value: float, low: float, high: float) -> tuple[int, int]:
    """The public bounds of a sum whose exact ones are `low` and `high`: as wide for their size, and what is hidden."""
    least, most = max(0, told.value - told.reach), told.value + told.reach
    if value <= 0:
        return 0, most
    to = told.rounded_to or 1
    return to * floor(least * low / value / to), to * ceil(most * high / value / to)


def shares(means: Sequence[float | None], weeks: int, step: int) -> tuple[float | None, ...]:
    """The shares (0..1) of a profile's cells in their sum, as they may be public; all None where it may not be.

    `means` are passages in each cell; `weeks` is how often the rarest cell came, `step` that of the public days. Shares
    are rounded so far that a cell, also one of 0, stands for as many different sums as the step.
    """
    whole = sum(mean for mean in means if mean is not None)
    fine = next((one for one in _SHARES if one / 2 * whole * weeks >= step), None)
    if weeks < LEAST_WEEKS or fine is None:
        return (None,) * len(means)
    numbers = [None if mean is None else round(mean / whole / fine) for mean in means]
    told = {number: round(fine * number, 3) for number in set(numbers) if number is not None}
    return tuple(None if number is None else told[number] for number in numbers)


def public_end(now: datetime, delay_hours: int) -> date:
    """The last public day: the latest Sunday that was over so many hours before `now`."""
    last = day_of(int((now - timedelta(hours=delay_hours)).timestamp())) - _DAY
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _by_month(flows: Mapping[Direction, Days], last: date) -> dict[_YearMonth, dict[Direction, Days]]:
    """The days of each direction in each month in which it was to count, until `last`."""
    found: dict[_YearMonth, dict[Direction, Days]] = {}
    for direction, (days, passages) in flows.items():
        until = bisect_right(days, last)
        start = 0
        while start < until:
            month = days[start].year, days[start].month
            # No month has more days than it is long: its end is near.
            length = _length(*month)
            end = bisect_right(days, date(*month, length), start, min(until, start + length))
            found.setdefault(month, {})[direction] = Days(days[start:end], passages[start:end])
            start = end
    return found


def _is_open(found: Days, length: int, small: int) -> bool:
    passages = found.passages
    return len(passages) == length and is_known(passages) and min(passages) >= small * THOUSAND


def _is_divided(found: Days, small: int) -> bool:
    """Whether what was counted of a month's days is told where any of it is: each of them is enough."""
    return all(value is None or value >= small * THOUSAND for value in found.passages)


def _zeroed(found: Days, length: int) -> Sequence[int]:
    days, passages = found
    if len(days) < length:
        known = dict(zip((day.day for day in days), passages, strict=True))
        passages = [known.get(day) for day in range(1, length + 1)]
    return zeroed(passages)


@lru_cache(maxsize=4096)
def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _months(first: date, last: date) -> Iterator[tuple[_YearMonth, int, int]]:
    """Each month of a span, and how many of its days come before the span and until its end."""
    month, before, of_last = (first.year, first.month), first.day - 1, (last.year, last.month)
    while month < of_last:
        yield month, before, _length(*month)
        month, before = (month[0] + month[1] // 12, month[1] % 12 + 1), 0
    if month == of_last:
        yield month, before, last.day
