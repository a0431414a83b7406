"""Who passed, to the second: independent passages with a season, weekends, hours and moods of days; fixed seeds.

The mood of a day is that of the whole trail, so that one point says something of another.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from heritage.passages.stretches import HOUR_S, day_bounds, local
from heritage.store.flags import Direction
from tests.made_counts import poisson
from tests.planted.plan import BEGUN, BRIDGE, COTTAGE, ENDED, NORTH, SOUTH, WAYS, at

SEED = 5

OF_DAY = {NORTH: 45.0, BRIDGE: 80.0, SOUTH: 60.0, COTTAGE: 35.0}
"""Passages each way on an ordinary workday in the height of summer."""

_WEEKDAYS = (1.0, 0.95, 1.0, 1.05, 1.2, 1.7, 1.6)
_NIGHT = 0.0008  # of a day, in each hour
_MIDDLE = {Direction.IN: 11.0, Direction.OUT: 15.0}

CLASS_OF = 400

_Flow = tuple[str, Direction]


class Truth:
    """The seconds of all passages, of each point and direction in order."""

    def __init__(self, passages: Mapping[_Flow, Sequence[int]]) -> None:
        self._passages = passages

    def between(self, point: str, way: Direction, start: int, end: int) -> Sequence[int]:
        """From the second `start` until before `end`."""
        seconds = self._passages[point, way]
        return seconds[bisect_left(seconds, start) : bisect_left(seconds, end)]

    def count(self, point: str, start: int, end: int) -> int:
        """In both directions."""
        return sum(len(self.between(point, way, start, end)) for way in WAYS)

    def on(self, point: str, day: date) -> int:
        """On a local day, in both directions."""
        return self.count(point, *day_bounds(day))


@lru_cache(maxsize=1)
def truth() -> Truth:
    """The same each time."""
    passages = {(point, way): sorted(_ordinary(point, way)) for point in OF_DAY for way in WAYS}
    chance = Random(f"{SEED}/groups")
    for flow, start, seconds, number in _groups():
        passages[flow] = sorted(
            [*passages[flow], *(start + chance.randrange(seconds) for _ in range(number))]
        )
    return Truth(passages)


def _groups() -> list[tuple[_Flow, int, int, int]]:
    """Those that come together: flow, first second, for how many seconds, and how many."""
    found = [
        ((BRIDGE, Direction.IN), at("2026-05-20 10:05"), 2700, CLASS_OF),
        ((BRIDGE, Direction.OUT), at("2026-05-20 13:05"), 2700, CLASS_OF),
    ]
    autumn = at("2026-10-25 02:00")  # the first of the two hours
    for point in OF_DAY:
        found += [
            ((point, Direction.IN), at("2026-03-29 01:00"), HOUR_S, 5),
            ((point, Direction.OUT), at("2026-03-29 03:00"), HOUR_S, 4),
            ((point, Direction.IN), autumn, HOUR_S, 6),
            ((point, Direction.OUT), autumn + HOUR_S, HOUR_S, 9),
        ]
    return found


def _ordinary(point: str, way: Direction) -> list[int]:
    chance = Random(f"{SEED}/{point}/{way.name}")
    found = []
    day = BEGUN
    while day <= ENDED:
        expected = OF_DAY[point] * _season(day) * _WEEKDAYS[day.weekday()] * _mood(day)
        for hour in range(*day_bounds(day), HOUR_S):
            number = poisson(chance, expected * _share(local(hour).hour, way))
            found += [hour + chance.randrange(HOUR_S) for _ in range(number)]
        day += timedelta(days=1)
    return found


def _season(day: date) -> float:
    return 0.12 + 0.88 * math.exp(-(((day.timetuple().tm_yday - 200) / 52) ** 2))


@lru_cache(maxsize=1024)
def _mood(day: date) -> float:
    return Random(f"{SEED}/{day}").uniform(0.7, 1.3)


def _share(hour: int, way: Direction) -> float:
    """Of a day, in a local hour."""
    return _NIGHT + 0.98 * math.exp(-(((hour + 0.5 - _MIDDLE[way]) / 2.9) ** 2)) / 5.14
