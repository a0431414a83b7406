"""What is counted of each local day: passages, seconds, and seconds of the daytime, which R-V10 looks at apart.

Days are ordinals (date.toordinal), daytime is from 06 to 20 local time.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from heritage.passages.slots import Slots, hours_between
from heritage.passages.stretches import HOUR_S, HourCount, Stretch
from heritage.places.counting import Thresholds

DAYTIME_FIRST, DAYTIME_END = 6, 20
DAYTIME_S = (DAYTIME_END - DAYTIME_FIRST) * HOUR_S  # clocks are changed at night


class Tally(NamedTuple):
    """By day: raw passages, and measured seconds of the day and of its daytime; days with nothing are left out."""

    passages: dict[int, int]
    seconds: dict[int, int]
    daytime: dict[int, int]

    def without(self, other: "Tally") -> "Tally":
        """What is left where the hours of `other`, which are some of these, are taken away."""
        return Tally(*(_less(mine, its) for mine, its in zip(self, other, strict=True)))

    def lacks(self, day: int, frame: Slots, checks: Thresholds) -> bool:
        """Whether too little of a whole local day of 23, 24 or 25 hours is measured (R-V10)."""
        length = frame.midnights[day + 1] - frame.midnights[day]
        missing = length - self.seconds.get(day, 0)
        return is_too_little(missing, DAYTIME_S - self.daytime.get(day, 0), checks)


def is_too_little(missing: int, missing_daytime: int, checks: Thresholds) -> bool:
    """R-V10: so many hours or more of the day lack, or more than so many of the daytime; given in seconds."""
    return (
        missing >= checks.day_missing_hours * HOUR_S
        or missing_daytime > checks.day_missing_daytime_hours * HOUR_S
    )


def tally(hours: Iterable[HourCount], frame: Slots, stretches: Iterable[Stretch] = ()) -> Tally:
    """Adds up hours with a count, and the stretches of which it is known to which day they belong.

    Those are the ones that lie in one day, and those in which nobody passed at all.
    """
    made = Tally({}, {}, {})
    passages, seconds, daytime = made
    cells = frame.cells
    for hour, raw, covered, _ in hours:
        day, of_day = divmod(cells[hour], 24)
        passages[day] = passages.get(day, 0) + (raw or 0)
        seconds[day] = seconds.get(day, 0) + covered
        if DAYTIME_FIRST <= of_day < DAYTIME_END:
            daytime[day] = daytime.get(day, 0) + covered
    for one in stretches:
        _add(made, one, frame)
    return made


def expected_by_day(expected: Sequence[tuple[int, int]], frame: Slots) -> Tally:
    """Expected seconds of each day and of its daytime; no passages."""
    made = Tally({}, {}, {})
    for start, end in expected:
        _add_time(made, start, end, frame)
    return made


def _add(made: Tally, one: Stretch, frame: Slots) -> None:
    cells = [frame.cells.get(hour) for hour, _ in hours_between(one.start, one.end)]
    days = {cell // 24 for cell in cells if cell is not None}
    if None in cells or (one.raw and len(days) > 1):
        return
    for day in days:
        made.passages[day] = made.passages.get(day, 0) + one.raw
    _add_time(made, one.start, one.end, frame)


def _add_time(made: Tally, start: int, end: int, frame: Slots) -> None:
    for hour, part in hours_between(start, end):
        day, of_day = divmod(frame.cells[hour], 24)
        made.seconds[day] = made.seconds.get(day, 0) + part
        if DAYTIME_FIRST <= of_day < DAYTIME_END:
            made.daytime[day] = made.daytime.get(day, 0) + part


def _less(mine: Mapping[int, int], its: Mapping[int, int]) -> dict[int, int]:
    return {day: value - its.get(day, 0) for day, value in mine.items()}
