"""What else is to be looked at in a point's figures (R-V9, R-V11): marks for a reviewer, which leave nothing out.

Pure: whoever asks hands in hours and days, as far back as the reviewer wants to look and twice `neighbour_weeks`
further. What is usual is a median over weeks, so that the strange week itself, or one race, does not move it. Numbers
so small that chance alone may have made them are no findings: a ratio needs LEAST_EXPECTED passages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import exp
from statistics import median
from typing import NamedTuple

from heritage.passages.checks.judging import Finding, Kind, rows_of
from heritage.passages.stretches import HOUR_S, HourCount, day_of, local, midnight
from heritage.places.counting import Thresholds
from heritage.store.flags import Flag

LEAST_EXPECTED = 30
"""Passages that a week should have had, or had, before its ratio to another is told: chance makes 18 % of so many."""

YEAR_BACK = timedelta(days=364)
"""A year earlier on the same weekday."""

NIGHT = (3, 6)
"""Local hours from and until which people sleep (R-V10)."""

_LEAST_WEEKS = 3
_LEAST_TOLD = 3
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)

Days = Mapping[date, float]
"""Passages of the days that are wholly known; others are left out (R-V8)."""


class Blocked(NamedTuple):
    """Since the day `since`, `days` in a row, far fewer passed than `against` lets expect: is the lens free?

    `against` is Kind.NEIGHBOUR or Kind.LAST_YEAR; `counted` and `expected` are passages of all those days.
    """

    since: date
    days: int
    counted: float
    expected: float
    against: Kind


def find_told(hours: Iterable[HourCount]) -> Iterator[Finding]:
    """What the making of hours has told: counters that began again or ran over, and times that two sources tell of.

    Hours in a row with one of them are one finding; `evidence` is how many `hours` they are.
    """
    told = {Kind.RESET: Flag.RESET, Kind.WRAP: Flag.WRAP, Kind.DUPLICATE: Flag.DUPLICATE}
    marked = [(one.hour, one.flags) for one in hours if one.flags]
    for kind, flag in told.items():
        for start, end in rows_of((hour for hour, flags in marked if flags & flag), HOUR_S):
            yield Finding(kind, start, end, {"hours": (end - start) // HOUR_S})


def find_nights(hours: Mapping[int, int], checks: Thresholds) -> Iterator[Finding]:
    """Nights from 03 to 06 with far more than others around (R-V10). `hours` are raw passages of usable hours.

    `evidence`: the `value`, and what is `typical` of the nights up to `neighbour_weeks` before and after.
    """
    nights: dict[date, dict[int, int]] = {}
    for hour, raw in hours.items():
        moment = local(hour)
        if NIGHT[0] <= moment.hour < NIGHT[1]:
            nights.setdefault(moment.date(), {})[hour] = raw
    whole = {day: found for day, found in nights.items() if len(found) == NIGHT[1] - NIGHT[0]}
    sums = {day: sum(found.values()) for day, found in whole.items()}
    reach = 7 * checks.neighbour_weeks
    for day, value in sorted(sums.items()):
        near = (day + number * _DAY for number in range(-reach, reach + 1) if number)
        around = [sums[one] for one in near if one in sums] if value >= checks.night_least else []
        if len(around) >= _LEAST_WEEKS and value >= checks.night_factor * median(around):
            evidence = {"value": value, "typical": median(around)}
            yield Finding(Kind.NIGHT, min(whole[day]), max(whole[day]) + HOUR_S, evidence)


def find_imbalance(inwards: Days, outwards: Days, checks: Thresholds) -> Iterator[Finding]:
    """Whole weeks of which one direction has too large a share; several in a row are one finding.

    `evidence`: the passages `in` and `out`, and the larger one's `share` (0..1).
    """
    ins, outs = _weeks(inwards), _weeks(outwards)
    skewed = {}
    for monday in ins.keys() & outs.keys():
        whole, largest = ins[monday] + outs[monday], max(ins[monday], outs[monday])
        if whole >= checks.imbalance_least and largest > checks.imbalance_share * whole:
            skewed[monday] = ins[monday], outs[monday]
    for first, last in _rows(sorted(skewed), _WEEK):
        found = [skewed[monday] for monday in sorted(skewed) if first <= monday <= last]
        there, back = sum(one for one, _ in found), sum(other for _, other in found)
        evidence = {"in": there, "out": back, "share": max(there, back) / (there + back)}
        yield Finding(Kind.IMBALANCE, midnight(first), midnight(last + _WEEK), evidence)


def find_apart_from_neighbour(days: Days, neighbour: Days, checks: Thresholds) -> Iterator[Finding]:
    """Whole weeks whose ratio to the neighbour's is far from the median of the weeks around.

    `evidence`: the `value`, what the neighbour lets be `expected`, and the neighbour's own passages (`neighbour`).
    """
    own, other = _weeks(days), _weeks(neighbour)
    ratios = {monday: own[monday] / other[monday] for monday in own.keys() & other.keys() if other[monday]}
    for monday in sorted(ratios):
        reach = 2 * checks.neighbour_weeks
        near = (monday + number * _WEEK for number in range(-reach, reach + 1) if number)
        around = [ratios[one] for one in near if one in ratios]
        if len(around) < _LEAST_WEEKS:
            continue
        expected = median(around) * other[monday]
        if _is_apart(own[monday], expected, checks.neighbour_factor):
            evidence = {"value": own[monday], "expected": expected, "neighbour": other[monday]}
            yield Finding(Kind.NEIGHBOUR, midnight(monday), midnight(monday + _WEEK), evidence)


def find_apart_from_last_year(days: Days, checks: Thresholds) -> Iterator[Finding]:
    """Whole weeks far from the median of the same one and its neighbours a year earlier; `days` hold both years.

    `evidence`: the `value`, and what last year lets be `expected`.
    """
    own = _weeks(days)
    for monday in sorted(own):
        then = [own[one] for one in _a_year_before(monday) if one in own]
        if not then:
            continue
        expected = median(then)
        if _is_apart(own[monday], expected, checks.last_year_factor):
            evidence = {"value": own[monday], "expected": expected}
            yield Finding(Kind.LAST_YEAR, midnight(monday), midnight(monday + _WEEK), evidence)


def find_clock(told: Iterable[tuple[int, int]], checks: Thresholds) -> Iterator[Finding]:
    """Days on which a counter's clock was wrong; `told` are when it says that it counted, and when that was received.

    What it sends from its memory is late for another reason, so only the least delay of a day with three messages or
    more tells of the clock. `evidence`: that delay in `minutes`, below 0 where the clock is ahead; of several days in
    a row the largest.
    """
    delays: dict[date, list[int]] = {}
    for observed, received in told:
        delays.setdefault(day_of(received), []).append(received - observed)
    least = {day: min(found) / 60 for day, found in delays.items() if len(found) >= _LEAST_TOLD}
    wrong = sorted(day for day, minutes in least.items() if abs(minutes) >= checks.clock_minutes)
    for first, last in _rows(wrong, _DAY):
        largest = max((least[day] for day in wrong if first <= day <= last), key=abs)
        yield Finding(Kind.CLOCK, midnight(first), midnight(last + _DAY), {"minutes": largest})


def find_low_battery(told: Iterable[tuple[int, float]], limit: float, unit: str) -> Iterator[Finding]:
    """Days on which a counter told of a battery below the limit; `told` are seconds and `percent` or `volt`.

    `evidence`: the least number, by its unit.
    """
    least: dict[date, float] = {}
    for at, left in told:
        day = day_of(at)
        least[day] = min(left, least.get(day, left))
    low = sorted(day for day, left in least.items() if left < limit)
    for first, last in _rows(low, _DAY):
        left = min(least[day] for day in low if first <= day <= last)
        yield Finding(Kind.BATTERY, midnight(first), midnight(last + _DAY), {unit: left})


def blocked(days: Days, neighbour_days: Days, last_year_days: Days, checks: Thresholds) -> Blocked | None:
    """Whether the last days look as if something stood before the lens (R-V11).

    `days` are the raw sums of whole days, also of those that a check leaves out, until the last that is over;
    `last_year_days` are this point's a year and more ago. On each of the last `blocked_days` days, which follow each
    other, no more than `blocked_share` must have passed of what the neighbour lets expect, by the median of the weekly
    ratios of the eight weeks before, or else of what passed on the same weekdays a year earlier, and so few must not be
    chance (Poisson, as for runs of zeros).
    """
    if not days:
        return None
    before = max(days) - checks.blocked_days * _DAY
    for against, expect in (
        (Kind.NEIGHBOUR, _by_neighbour(days, neighbour_days, before, checks)),
        (Kind.LAST_YEAR, _by_last_year(last_year_days)),
    ):
        found = _few(days, expect, against, checks)
        if found is not None:
            return found
    return None


def is_free(days: Days, neighbour_days: Days, last_year_days: Days, since: date, checks: Thresholds) -> bool:
    """Whether a lens that was blocked from the day `since` on counts again; `days` as for `blocked`, with some before.

    In the last `blocked_days` days more must have passed than `blocked_share` of what was to be expected: by the
    neighbour and the weeks before `since`, else by last year, else by those weeks alone. Where nothing tells, it is
    not known to be free.
    """
    if not days:
        return False
    last = max(days)
    lately = [day for number in range(checks.blocked_days) if (day := last - number * _DAY) in days]
    for expect in (
        _by_neighbour(days, neighbour_days, since - _DAY, checks),
        _by_last_year(last_year_days),
        _by_weeks_before(days, since, checks),
    ):
        expected = [found for day in lately if (found := expect(day)) is not None]
        if len(expected) == len(lately):
            return sum(days[day] for day in lately) > checks.blocked_share * sum(expected)
    return False


def _few(
    days: Days, expect: Callable[[date], float | None], against: Kind, checks: Thresholds
) -> Blocked | None:
    day = last = max(days)
    counted = whole = 0.0
    while day in days:
        expected = expect(day)
        if expected is None or expected <= 0 or days[day] > checks.blocked_share * expected:
            break
        counted, whole, day = counted + days[day], whole + expected, day - _DAY
    length = (last - day).days
    if length < checks.blocked_days or _chance_of_at_most(counted, whole) >= checks.zero_probability:
        return None
    return Blocked(day + _DAY, length, counted, whole, against)


def _by_neighbour(
    days: Days, neighbour: Days, before: date, checks: Thresholds
) -> Callable[[date], float | None]:
    """By how the point did against its neighbour in the weeks until the day `before`."""
    ratios = []
    for week in range(2 * checks.neighbour_weeks):
        span = [before - (7 * week + number) * _DAY for number in range(7)]
        both = [day for day in span if day in days and day in neighbour]
        beside = sum(neighbour[day] for day in both)
        if both and beside:
            ratios.append(sum(days[day] for day in both) / beside)
    usual = median(ratios) if len(ratios) >= _LEAST_WEEKS else None
    return lambda day: None if usual is None or day not in neighbour else usual * neighbour[day]


def _by_weeks_before(days: Days, since: date, checks: Thresholds) -> Callable[[date], float | None]:
    span = (since - number * _DAY for number in range(1, 14 * checks.neighbour_weeks + 1))
    known = [days[day] for day in span if day in days]
    return lambda day: median(known) if known else None


def _by_last_year(then: Days) -> Callable[[date], float | None]:
    def expect(day: date) -> float | None:
        known = [then[one] for one in _a_year_before(day) if one in then]
        return sum(known) / len(known) if known else None

    return expect


def _a_year_before(day: date) -> tuple[date, date, date]:
    return day - YEAR_BACK - _WEEK, day - YEAR_BACK, day - YEAR_BACK + _WEEK


def _chance_of_at_most(counted: float, expected: float) -> float:
    """Of Poisson's distribution; 0 where it is too small to be told from it."""
    term = whole = exp(-expected)
    for number in range(1, int(counted) + 1):
        term *= expected / number
        whole += term
    return whole


def _is_apart(value: float, expected: float, factor: float) -> bool:
    largest, least = max(value, expected), min(value, expected)
    return largest >= LEAST_EXPECTED and largest >= factor * least


def _weeks(days: Days) -> dict[date, float]:
    """By their Mondays; only those of which each day is known."""
    known: dict[date, list[float]] = {}
    for day, value in days.items():
        known.setdefault(day - day.weekday() * _DAY, []).append(value)
    return {monday: sum(values) for monday, values in known.items() if len(values) == 7}


def _rows(ordered: Sequence[date], step: timedelta) -> Iterator[tuple[date, date]]:
    """The first and the last of those that follow each other by a step."""
    first = None
    for number, one in enumerate(ordered):
        first = one if first is None else first
        if number + 1 == len(ordered) or ordered[number + 1] != one + step:
            yield first, one
            first = None
