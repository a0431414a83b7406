"""Mean hours: of workdays, of weekend days, and of each weekday, from the sums of wholly counted hours. Pure.

A point's hour is the sum of its directions' means: hours that one of them lacks do not draw the other down.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from operator import truediv
from typing import NamedTuple

from heritage.passages.figures import HOURS, WEEKDAYS, Hours
from heritage.passages.flow import HOUR_S, slot_of
from heritage.passages.slots import Week, added, week_of
from heritage.passages.stored import HourRow
from heritage.passages.sums import THOUSAND
from heritage.store.flags import Direction

WORKDAYS, WEEKEND = range(5), range(5, WEEKDAYS)

NOTHING_KNOWN: Hours = (None,) * HOURS


class Profile(NamedTuple):
    """Mean passages an hour; `heat` by weekday from Monday. The others are how many hours the rarest mean is of."""

    workday: Hours
    weekend: Hours
    heat: tuple[Hours, ...]
    least_workday: int
    least_weekend: int
    least_heat: int


def profile(weeks: Mapping[Direction, Week]) -> Profile:
    """From the sums of each direction that has any."""
    heat = [_hours(weeks.values(), [weekday]) for weekday in range(WEEKDAYS)]
    workday, weekend = _hours(weeks.values(), WORKDAYS), _hours(weeks.values(), WEEKEND)
    least = min((fewest for _, fewest in heat), default=0)
    return Profile(workday[0], weekend[0], tuple(hours for hours, _ in heat), workday[1], weekend[1], least)


def with_hours(weeks: Mapping[Direction, Week], hours: Iterable[HourRow]) -> dict[Direction, Week]:
    """The sums with those of single hours; such as were not wholly counted do not count."""
    counted: dict[Direction, list[tuple[int, int]]] = {}
    for one in hours:
        if one.corrected is not None and one.covered == HOUR_S:
            counted.setdefault(one.direction, []).append((slot_of(one.hour), one.corrected))
    found = dict(weeks)
    for direction, of_direction in counted.items():
        both = (found.get(direction), week_of(of_direction))
        found[direction] = added(filter(None, both))
    return found


def _hours(weeks: Collection[Week], weekdays: Collection[int]) -> tuple[Hours, int]:
    """Means, None where a direction that counts at all has no such hour; and the fewest hours that any is of."""
    if not weeks:
        return NOTHING_KNOWN, 0
    hours = [_by_hour(week.hours, weekdays) for week in weeks]
    passages = [_by_hour(week.corrected, weekdays) for week in weeks]
    cells = zip(zip(*passages, strict=True), zip(*hours, strict=True), strict=True)
    means = tuple(sum(map(truediv, *cell)) / THOUSAND if all(cell[1]) else None for cell in cells)
    return means, min(chain(*hours))


def _by_hour(of_week: Sequence[int], weekdays: Collection[int]) -> list[int]:
    """The sums of some weekdays for each hour of the day."""
    return list(map(sum, zip(*(of_week[day * HOURS : (day + 1) * HOURS] for day in weekdays), strict=True)))
