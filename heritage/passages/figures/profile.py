"""Mean hours: of workdays, of weekend days, and of each weekday, from the sums of wholly counted hours. Pure.

A point's hour is the sum of its directions' means: hours that one of them lacks do not draw the other down.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from heritage.passages.figures.stored import HourRow
from heritage.passages.figures.values import HOURS, WEEKDAYS, Hours
from heritage.passages.slots import Week, added, week_of
from heritage.passages.stretches import HOUR_S, THOUSAND, slot_of
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
    if not weeks:
        return Profile(NOTHING_KNOWN, NOTHING_KNOWN, (NOTHING_KNOWN,) * WEEKDAYS, 0, 0, 0)
    heat, least = _means(weeks.values())
    workday, least_workday = _means([_day_of(week, WORKDAYS) for week in weeks.values()])
    weekend, least_weekend = _means([_day_of(week, WEEKEND) for week in weeks.values()])
    days = tuple(heat[day * HOURS : (day + 1) * HOURS] for day in range(WEEKDAYS))
    return Profile(workday, weekend, days, least_workday, least_weekend, least)


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


def _means(directions: Collection[Week]) -> tuple[Hours, int]:
    """Of each hour, None where a direction that counts at all has no such hour; and the fewest hours that any is of."""
    of_each = [
        [total / number / THOUSAND if number else None for total, number in zip(*week, strict=True)]
        for week in directions
    ]
    means, *others = of_each
    for other in others:
        means = _both(means, other)
    return tuple(means), min(min(week.hours) for week in directions)


def _both(here: Sequence[float | None], there: Sequence[float | None]) -> list[float | None]:
    return [
        None if one is None or other is None else one + other for one, other in zip(here, there, strict=True)
    ]


def _day_of(week: Week, weekdays: Collection[int]) -> Week:
    """The sums of some weekdays, by the hour of the day."""
    corrected, hours = (
        list(map(sum, zip(*(column[day * HOURS : (day + 1) * HOURS] for day in weekdays), strict=True)))
        for column in week
    )
    return Week(corrected, hours)
