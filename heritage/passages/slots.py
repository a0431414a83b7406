"""Hours by local day and hour, so that the same weekday and hour of other weeks is found by adding (R-V4, R-V14)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from struct import Struct
from typing import NamedTuple

from heritage.passages.stretches import HOUR_S, day_of, local, midnight

WEEK = 168
"""Cells from one week to the next."""

DAY_S = 86_400

_WEEK = Struct(f"<{WEEK}q{WEEK}H")


class Week(NamedTuple):
    """For each local hour of the week, from Monday 00 on: thousandths, and in how many wholly counted hours."""

    corrected: Sequence[int]
    hours: Sequence[int]

    def packed(self) -> bytes:
        """As it is stored: little-endian, thousandths in eight bytes and then hours in two."""
        return _WEEK.pack(*self.corrected, *self.hours)


def unpacked(stored: Iterable[bytes]) -> Week:
    """The sums of what `Week.packed` made: of as many months as a thousand years have."""
    # No number is below 0 or fills its bytes: rows add up as the one long number that their bytes are.
    whole = sum(int.from_bytes(row, "little") for row in stored)
    numbers = _WEEK.unpack(whole.to_bytes(_WEEK.size, "little"))
    return Week(list(numbers[:WEEK]), list(numbers[WEEK:]))


def week_of(counted: Iterable[tuple[int, int]]) -> Week | None:
    """From the slots (0 to 167) and thousandths of single hours; None where there is none."""
    corrected, hours = [0] * WEEK, [0] * WEEK
    for slot, thousandths in counted:
        corrected[slot] += thousandths
        hours[slot] += 1
    return Week(corrected, hours) if any(hours) else None


def added(weeks: Iterable[Week]) -> Week:
    """All of them together; there must be one."""
    corrected, hours = (list(map(sum, zip(*columns, strict=True))) for columns in zip(*weeks, strict=True))
    return Week(corrected, hours)


class Slots(NamedTuple):
    """Each hour's cell (the local day's ordinal * 24 + local hour), and each cell's hour.

    Both hours that are called 02 when summer time ends have one cell, whose hour is the first of them; the cell that
    is left out when it begins has none. The day of a cell is its whole part by 24; ordinal 1 was a Monday.
    """

    cells: dict[int, int]
    hours: dict[int, int]
    midnights: dict[int, int]  # of each day's ordinal, and of the day after the last


def slots(start: int, end: int) -> Slots:
    """Of all local days that have a part in `start` to `end` (seconds; `end` is not included)."""
    first, last = day_of(start).toordinal(), day_of(max(start, end - 1)).toordinal()
    made = Slots({}, {}, {})
    begins = midnight(date.fromordinal(first))
    for day in range(first, last + 1):
        ends = midnight(date.fromordinal(day + 1))
        _add(made, day, begins, ends)
        begins = ends
    made.midnights[last + 1] = begins
    return made


def _add(made: Slots, day: int, begins: int, ends: int) -> None:
    hours = range(begins, ends, HOUR_S)
    if ends - begins == DAY_S:
        cells: list[int] | range = range(day * 24, day * 24 + 24)
    else:
        cells = [day * 24 + local(hour).hour for hour in hours]
    made.cells.update(zip(hours, cells, strict=True))
    # Backwards, so that the first of two hours with one name stays.
    made.hours.update(zip(reversed(cells), reversed(hours), strict=True))
    made.midnights[day] = begins


def weeks_around(weeks: int) -> tuple[int, ...]:
    """What is to be added to a cell to come to the same slot of so many weeks before and after, without its own."""
    return tuple(WEEK * week for week in range(-weeks, weeks + 1) if week)


def hours_between(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Each hour that has a part between two seconds, with the seconds of that part."""
    for hour in range(start - start % HOUR_S, end, HOUR_S):
        yield hour, min(end, hour + HOUR_S) - max(start, hour)
