"""Made-up hours of a counter: independent passages, with a weekday's, a day's and a season's shape, and fixed seeds."""

import math
import random
from datetime import date, timedelta
from functools import lru_cache

from heritage.passages.stretches import HOUR_S, HourCount, local, midnight
from heritage.store.flags import Flag
from tests.unseen import unseen

NO_FLAG = Flag(0)


def span_of(first: date, days: int) -> tuple[int, int]:
    """The seconds of so many whole local days."""
    return midnight(first), midnight(first + timedelta(days=days))


def hour_at(day: date, hour: int) -> int:
    """The first second of a local hour of a day on which clocks are not changed."""
    return midnight(day) + hour * HOUR_S


def counted(hour: int, raw: int) -> HourCount:
    return HourCount(hour, raw, HOUR_S, NO_FLAG)


def steady(first: date, days: int, daytime: int) -> list[HourCount]:
    """The same number in each hour from 06 to 20, none at night; never the same in two hours in a row."""
    start, end = span_of(first, days)
    return [
        counted(hour, daytime + hour // HOUR_S % 2 if 6 <= local(hour).hour < 20 else 0)
        for hour in range(start, end, HOUR_S)
    ]


@unseen()
def made_up(first: date, days: int, per_day: float, seed: int, season: float = 0.5) -> list[HourCount]:
    """Poisson counts: more at weekends and at noon, and by `season` (0..1) more in July than in January."""
    chance = random.Random(seed)
    start, end = span_of(first, days)
    hours = range(start, end, HOUR_S)
    return [counted(hour, poisson(chance, per_day * share)) for hour, share in _shares(hours, season)]


def poisson(chance: random.Random, mean: float) -> int:
    """Knuth's method, in parts that its product does not run out in."""
    whole = 0
    while mean > 30:
        whole, mean = whole + poisson(chance, 30.0), mean - 30.0
    limit, product = math.exp(-mean), chance.random()
    while product > limit:
        whole, product = whole + 1, product * chance.random()
    return whole


@lru_cache(maxsize=32)
def _shares(hours: range, season: float) -> list[tuple[int, float]]:
    """Of a day's mean; over a year their sum for a day is 1."""
    found = []
    for hour in hours:
        moment = local(hour)
        of_week = 1.6 if moment.weekday() >= 5 else 0.76
        of_year = 1 - season * math.cos(2 * math.pi * moment.timetuple().tm_yday / 365)
        daylight = math.sin((moment.hour + 0.5 - 6) / 14 * math.pi) if 6 <= moment.hour < 20 else 0.0
        found.append((hour, of_week * of_year * (0.002 + 0.952 * daylight / 8.92)))
    return found
