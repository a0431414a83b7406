"""A point's days from those of its directions, and what is made of whole days: means, median, weekdays, the peak. Pure.

A day is told where each direction that was to count has a figure for most of it, counted or estimated (R-V15). Means
are of usable days only, which are counted ones (R-V10): an estimated day tells nothing new of what is usual.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, reduce
from itertools import chain, compress, starmap
from operator import add, and_, or_
from statistics import median
from typing import NamedTuple

from heritage.passages.figures.profile import WEEKEND, WORKDAYS
from heritage.passages.figures.sums import UNUSABLE, DayColumns, is_known, zeroed
from heritage.passages.figures.values import WEEKDAYS, DayValue, DayWeather, PeakDay
from heritage.passages.stretches import THOUSAND
from heritage.store.flags import Flag

_ESTIMATED = int(Flag.ESTIMATED)

# A year has few different ones, and making them takes longer than all else of a day.
_flag = lru_cache(maxsize=1024)(Flag)


class PointDays(NamedTuple):
    """The days of the whole point in order: a sequence for each column, all of one length.

    `passages` are in thousandths, None where they are not to be told. `is_counted` tells whether anything was counted
    on a day, `is_usable` whether enough in each direction (R-V10).
    """

    days: Sequence[date]
    passages: Sequence[int | None]
    estimated: Sequence[int]
    flags: Sequence[int]
    is_usable: Sequence[bool]
    is_counted: Sequence[bool]

    def within(self, first: date, last: date) -> "PointDays":
        """Those from `first` to `last`, both included."""
        start, end = bisect_left(self.days, first), bisect_right(self.days, last)
        if (start, end) == (0, len(self.days)):
            return self
        return PointDays._make(column[start:end] for column in self)

    @property
    def counted_until(self) -> date | None:
        """The last day on which anything was counted."""
        return max(compress(self.days, self.is_counted), default=None)

    @property
    def usable(self) -> Iterator[tuple[date, int]]:
        """The days of which enough was counted, with their passages."""
        return compress(zip(self.days, zeroed(self.passages), strict=True), self.is_usable)

    @property
    def usable_passages(self) -> Iterator[int]:
        """Of the days of which enough was counted."""
        # What is not known is on none of them.
        return compress(zeroed(self.passages), self.is_usable)


NO_DAYS = PointDays((), (), (), (), (), ())

# Of a day on which a direction was not to count: the other's stands for both.
_ABSENT = (0, 0, 0, True, False)


class Means(NamedTuple):
    """Of usable days; None where there is none."""

    mean: float | None
    median: float | None
    usable_days: int
    weekdays: tuple[float | None, ...]
    workday: float | None
    weekend: float | None
    least_weekday: int  # days that the rarest weekday has


def point_days(directions: Iterable[DayColumns], least: float) -> PointDays:
    """`least` is the coverage from which an unusable day is told all the same, as it is estimated."""
    found = [_days(columns, least) for columns in directions]
    return reduce(_both, found) if found else NO_DAYS


def _days(columns: DayColumns, least: float) -> PointDays:
    """Those of one direction."""
    days, _, corrected, estimated, expected, covered, filled, flags = columns
    if not any(mark & UNUSABLE for mark in set(flags)) and None not in corrected:
        # As most years are, and much faster: all of it is usable.
        all_of_it = [True] * len(days)
        return PointDays(days, columns.passages(), zeroed(estimated), flags, all_of_it, all_of_it)
    is_counted = [one is not None for one in corrected]
    return PointDays(
        days,
        [
            _unusable(one, guess, counted, guessed, least * wanted)
            if one is None or mark & UNUSABLE
            else one + (guess or 0)
            for one, guess, wanted, counted, guessed, mark in zip(
                corrected, estimated, expected, covered, filled, flags, strict=True
            )
        ],
        zeroed(estimated),
        flags,
        [one and not mark & UNUSABLE for one, mark in zip(is_counted, flags, strict=True)],
        is_counted,
    )


def _unusable(
    corrected: int | None, estimated: int | None, covered: int, filled: int, least: float
) -> int | None:
    """What is told of an unusable day; `least` are the seconds that are to be known of it."""
    if corrected is None:
        return estimated if filled >= least else None
    return corrected + (estimated or 0) if covered + filled >= least else None


def _both(one: PointDays, other: PointDays) -> PointDays:
    """Two directions: a day is told where both are."""
    if one.days != other.days:
        days = sorted({*one.days, *other.days})
        one, other = _on(days, one), _on(days, other)
    return PointDays(
        one.days,
        [
            None if here is None or there is None else here + there
            for here, there in zip(one.passages, other.passages, strict=True)
        ],
        list(map(add, one.estimated, other.estimated)),
        list(map(or_, one.flags, other.flags)),
        list(map(and_, one.is_usable, other.is_usable)),
        list(map(or_, one.is_counted, other.is_counted)),
    )


def _on(days: Sequence[date], told: PointDays) -> PointDays:
    """The same on more days."""
    _, *columns = told
    by_day = dict(zip(told.days, zip(*columns, strict=True), strict=True))
    return PointDays(days, *zip(*(by_day.get(day, _ABSENT) for day in days), strict=True))


def day_values(
    days: PointDays, told: Sequence[int | None], weather: Mapping[date, DayWeather]
) -> tuple[DayValue, ...]:
    """With the thousandths of each day that are `told` of it, and the weather beside."""
    number = len(days.days)
    is_plain = not (any(days.estimated) or any(days.flags))  # as most years are
    columns = (
        days.days,
        [None if passages is None else passages / THOUSAND for passages in told],
        (0.0,) * number if is_plain else _shares(days),
        (Flag(0),) * number if is_plain else map(_flag, days.flags),
        map(weather.get, days.days) if weather else (None,) * number,
    )
    return tuple(starmap(DayValue, zip(*columns, strict=True)))


def _shares(days: PointDays) -> list[float]:
    """Of each day's passages the share (0..1) that is estimated; of its time, where nobody passed."""
    return [
        estimated / passages if passages else float(flags & _ESTIMATED != 0)
        for passages, estimated, flags in zip(days.passages, days.estimated, days.flags, strict=True)
    ]


def mean_of(days: PointDays) -> tuple[float | None, int]:
    """Of those that are usable, and how many they are."""
    values = list(days.usable_passages)
    return _mean(values), len(values)


def means_of(days: PointDays) -> Means:
    """Of those that are usable."""
    by_weekday = _by_weekday(days)
    values = list(chain.from_iterable(by_weekday))
    return Means(
        _mean(values),
        median(values) / THOUSAND if values else None,
        len(values),
        tuple(map(_mean, by_weekday)),
        _together(by_weekday, WORKDAYS),
        _together(by_weekday, WEEKEND),
        min(map(len, by_weekday)),
    )


def _by_weekday(days: PointDays) -> list[list[int]]:
    """The passages of those that are usable, from Monday on."""
    found: list[list[int]] = [[] for _ in range(WEEKDAYS)]
    dates, passages = days.days, days.passages
    if dates and (dates[-1] - dates[0]).days + 1 == len(dates) and all(days.is_usable) and is_known(passages):
        # As most years are, and much faster: each seventh day is of the same weekday.
        for number in range(WEEKDAYS):
            found[(dates[0].weekday() + number) % WEEKDAYS] = list(passages[number::WEEKDAYS])
        return found
    for day, value in days.usable:
        found[day.weekday()].append(value)
    return found


def peak_day(days: PointDays) -> PeakDay | None:
    """The usable day with most; the first of several."""
    most = max(days.usable_passages, default=None)
    if most is None:
        return None
    day = next(day for day, passages in days.usable if passages == most)
    return PeakDay(day, most / THOUSAND)


def _together(by_weekday: Sequence[Sequence[int]], weekdays: Collection[int]) -> float | None:
    return _mean([value for weekday in weekdays for value in by_weekday[weekday]])


def _mean(values: Sequence[int]) -> float | None:
    return sum(values) / len(values) / THOUSAND if values else None
