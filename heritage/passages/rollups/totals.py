"""Days and months of a flow from its hours: exact sums of thousandths and of seconds. Pure.

A measured stretch is one that belongs to a day as it is: it lies in one local day, or nobody passed in all of it. Its
passages count as measured there, though how they lie in its hours is estimated.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from heritage.passages.slots import Week, hours_between, week_of
from heritage.passages.stretches import HOUR_S, Stretch, day_bounds, day_of, slot_of
from heritage.store.flags import Flag

_SPIKE = int(Flag.SPIKE)


class Hour(NamedTuple):
    """A row of PASSAGE_HOUR without its key: passages, seconds, flags, thousandths, thousandths."""

    raw: int | None
    covered: int
    flags: int
    corrected: int | None
    estimated: int | None

    @property
    def usable_s(self) -> int:
        """Seconds that are counted, and may stand in figures."""
        return self.covered if self.corrected is not None else 0

    @property
    def is_whole(self) -> bool:
        """Whether all of it is counted, usably."""
        return self.corrected is not None and self.covered == HOUR_S

    @property
    def is_usual(self) -> bool:
        """Whether it tells what is usual: a school class that somebody has kept is real, but no ordinary Wednesday."""
        return self.is_whole and not self.flags & _SPIKE


class Laid(NamedTuple):
    """A usable stretch: as it was counted, and its corrected thousandths."""

    stretch: Stretch
    corrected: int

    @property
    def is_measured(self) -> bool:
        """Whether it is known to which day its passages belong."""
        start, end, raw, _ = self.stretch
        return not raw or day_of(start) == day_of(end - 1)


class Day(NamedTuple):
    """A row of PASSAGE_DAY without its key.

    `raw` and `corrected` are of what is usable, and None where nothing is. `expected` seconds are those in which the
    point was to count, and those in which it counted all the same.
    """

    raw: int | None
    corrected: int | None
    estimated: int | None
    expected: int
    covered: int
    filled: int
    flags: int
    peak: int | None
    peak_hour: int | None

    @property
    def told(self) -> tuple[int | None, ...]:
        """What figures are made of: all but its peak."""
        return self[:7]


class Month(NamedTuple):
    """A row of PASSAGE_MONTH without its key."""

    raw: int | None
    corrected: int | None
    estimated: int | None
    expected: int
    covered: int
    filled: int
    days: int


class Material(NamedTuple):
    """What a flow's days are made from: hours by their start, those that were expected, usable stretches, and the hours
    of gaps that were filled by what is usual."""

    hours: Mapping[int, Hour]
    expected: Collection[int]
    laid: Sequence[Laid]
    filled: Collection[int]


def days_of(material: Material, flags: Mapping[date, int]) -> dict[date, Day]:
    """The days named in `flags`, each with those flags and what follows here, as far as anything was expected there."""
    measured, spread = _stretch_seconds(material.laid)
    of_stretches = _by_day(material.laid)
    found = {}
    for day, flag in flags.items():
        made = _day(material, day, flag, of_stretches.get(day, []), measured, spread)
        if made.expected:
            found[day] = made
    return found


def _day(
    material: Material,
    day: date,
    flags: int,
    stretches: Sequence[Laid],
    measured: Mapping[int, int],
    spread: Mapping[int, int],
) -> Day:
    hours = [(at, material.hours.get(at, _NOTHING)) for at in range(*day_bounds(day), HOUR_S)]
    expected, covered, filled = _seconds(material, hours, measured, spread)
    counted = [(at, hour) for at, hour in hours if hour.corrected is not None]
    is_counted = bool(counted or stretches)
    # What measured stretches laid into the hours is no estimate of the day.
    known = sum(one.corrected for one in stretches)
    raw = sum(hour.raw or 0 for _, hour in counted) + sum(one.stretch.raw for one in stretches)
    flags |= int(Flag.ESTIMATED) if filled and not is_counted else 0
    peak, peak_hour = _peak(counted)
    return Day(
        raw if is_counted else None,
        sum(hour.corrected or 0 for _, hour in counted) + known if is_counted else None,
        sum(hour.estimated or 0 for _, hour in hours) - known if filled else None,
        expected,
        covered,
        filled,
        flags,
        peak,
        peak_hour,
    )


def _seconds(
    material: Material,
    hours: Iterable[tuple[int, Hour]],
    measured: Mapping[int, int],
    spread: Mapping[int, int],
) -> tuple[int, int, int]:
    """Those that were expected, those that were counted, and those that are estimated."""
    expected = covered = filled = 0
    for at, hour in hours:
        told, laid = hour.usable_s + measured.get(at, 0), spread.get(at, 0)
        covered += told
        expected += HOUR_S if at in material.expected else told + laid
        filled += HOUR_S - told if at in material.filled else laid
    return expected, covered, filled


def _peak(counted: Iterable[tuple[int, Hour]]) -> tuple[int | None, int | None]:
    """The most in a whole hour, and the first hour that had it."""
    whole = [(hour.corrected or 0, -at) for at, hour in counted if hour.covered == HOUR_S]
    if not whole:
        return None, None
    most, at = max(whole)
    return most, -at


_NOTHING = Hour(None, 0, 0, None, None)


def _stretch_seconds(laid: Iterable[Laid]) -> tuple[dict[int, int], dict[int, int]]:
    """The seconds of each hour that lie in measured stretches, and in others."""
    measured: dict[int, int] = {}
    spread: dict[int, int] = {}
    for one in laid:
        into = measured if one.is_measured else spread
        for hour, part in hours_between(one.stretch.start, one.stretch.end):
            into[hour] = into.get(hour, 0) + part
    return measured, spread


def _by_day(laid: Iterable[Laid]) -> dict[date, list[Laid]]:
    """The measured stretches of each day; of one in which nobody passed, each day that has a part of it."""
    found: dict[date, list[Laid]] = {}
    for one in laid:
        if one.is_measured:
            day, last = day_of(one.stretch.start), day_of(one.stretch.end - 1)
            while day <= last:
                found.setdefault(day, []).append(one)
                day += timedelta(days=1)
    return found


def month_of(days: Iterable[Day]) -> Month:
    """The exact sum of the days of a month."""
    rows = list(days)
    return Month(
        _sum(row.raw for row in rows),
        _sum(row.corrected for row in rows),
        _sum(row.estimated for row in rows),
        sum(row.expected for row in rows),
        sum(row.covered for row in rows),
        sum(row.filled for row in rows),
        sum(row.corrected is not None and not row.flags & Flag.UNUSABLE for row in rows),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def profile_of(hours: Mapping[int, Hour]) -> Week | None:
    """By local weekday and hour, of those that are wholly counted; None where there is none."""
    return week_of(
        (slot_of(at), hour.corrected)
        for at, hour in hours.items()
        if hour.corrected is not None and hour.covered == HOUR_S
    )
