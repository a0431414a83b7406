"""Made-up walkers: how many pass a counting point in each direction, and what a counter there has counted.

Each hour is a function of the hour, the point and a seed alone: more in summer and at weekends, out in the morning and
back in the afternoon, nearly nobody at night. Nothing is taken from anywhere that people have been counted.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import accumulate
from math import exp
from typing import NamedTuple
from zlib import crc32

from heritage.demo.climate import HOUR_S
from heritage.demo.counters import SINCE, DemoCounter
from heritage.i18n.dates import LOCAL_TIME
from heritage.places.device import Mounting


class Passed(NamedTuple):
    """Passages in the two directions: of a point as it names them, or of a device as it does."""

    inward: int
    outward: int


_WEEKDAYS = (0.8, 0.75, 0.8, 0.85, 1.05, 1.6, 1.5)
_HEIGHT_OF_SUMMER, _AUTUMN_LEAVES = 200, 257  # days of the year
_NIGHT = 0.0015
"""Of a direction's day in each hour."""

_MOST = 400
"""In an hour and a direction; no draw of chance goes beyond."""


def passed(seed: int, point: str, at: int) -> Passed:
    """Who passes in the hour that ends at the second `at`; 0 before there is a counter anywhere."""
    moment = datetime.fromtimestamp(at - HOUR_S // 2, LOCAL_TIME)
    expected = _of_day(seed, point, moment.date())
    hour = moment.hour + moment.minute / 60
    mean_in, mean_out = expected * _share(hour, 10.8), expected * _share(hour, 14.6)
    return Passed(_drawn(mean_in, seed, point, "in", at), _drawn(mean_out, seed, point, "out", at))


@lru_cache(maxsize=4096)
def _of_day(seed: int, point: str, day: date) -> float:
    """How many are expected in a direction. The mood of a day is that of the whole trail."""
    number = day.timetuple().tm_yday
    summer = exp(-(((number - _HEIGHT_OF_SUMMER) / 48) ** 2))
    autumn = 0.35 * exp(-(((number - _AUTUMN_LEAVES) / 16) ** 2))
    mood = 0.55 + 0.9 * _chance(seed, "mood", day.toordinal())
    own = 22 + crc32(f"walkers/{point}".encode()) % 45
    return own * (0.07 + summer + autumn) * _WEEKDAYS[day.weekday()] * mood


def _share(hour: float, middle: float) -> float:
    """Of a direction's day in the hour around a time of day."""
    return _NIGHT + 0.9 * exp(-(((hour - middle) / 2.9) ** 2)) / 5.14


def _drawn(mean: float, *of: object) -> int:
    """A number of Poisson's distribution, always the same for the same question."""
    left = _chance(*of)
    number, weight = 0, exp(-mean)
    while left > weight and number < _MOST:
        left -= weight
        number += 1
        weight *= mean / number
    return number


def _chance(*of: object) -> float:
    """From 0 to below 1."""
    return crc32(":".join(map(str, of)).encode()) / 2**32


def counted(seed: int, counter: DemoCounter, at: int) -> Passed | None:
    """What a counter counts, in its own directions, in the hour that ends at `at`; None where it stands nowhere."""
    mounting = standing(counter, at)
    if mounting is None:
        return None
    inward, outward = passed(seed, mounting.spot, at)
    return Passed(outward, inward) if mounting.reversed else Passed(inward, outward)


def standing(counter: DemoCounter, at: int) -> Mounting | None:
    """How a counter stands at a second."""
    day = datetime.fromtimestamp(at, LOCAL_TIME).date()
    return next((one for one in counter.mountings if one.covers(day)), None)


def total(seed: int, counter: DemoCounter, at: int) -> Passed:
    """All that a counter has counted in the hours that ended until `at`, each an hour before the next, since SINCE."""
    year = datetime.fromtimestamp(at, UTC).year
    if year < SINCE.year:
        return Passed(0, 0)
    index = at // HOUR_S - _first_hour(year)
    ends = [_sums(seed, counter, at % HOUR_S, earlier)[-1] for earlier in range(SINCE.year, year)]
    known = [*ends, _sums(seed, counter, at % HOUR_S, year)[index]]
    return Passed(sum(one.inward for one in known), sum(one.outward for one in known))


@lru_cache(maxsize=32)
def _sums(seed: int, counter: DemoCounter, phase: int, year: int) -> tuple[Passed, ...]:
    """What a counter has counted since the year began, after each of its hours, which end `phase` past the full one."""
    hours = range(_first_hour(year), _first_hour(year + 1))
    found = (counted(seed, counter, hour * HOUR_S + phase) or Passed(0, 0) for hour in hours)
    return tuple(accumulate(found, _plus))


def _plus(one: Passed, other: Passed) -> Passed:
    return Passed(one.inward + other.inward, one.outward + other.outward)


def _first_hour(year: int) -> int:
    """Counted since 1970, of UTC."""
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) // HOUR_S
