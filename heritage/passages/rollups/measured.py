"""What a point's flows measured in some days: from sources to hours and stretches, judged, decided on and corrected.

An hour's row follows from what is within RADIUS_DAYS of it, so that it is the same whatever days are made anew.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Connection

from heritage.passages.checks.judging import RADIUS_DAYS, Judgement, Verdict, is_usable, judge
from heritage.passages.checks.spikes import with_spikes
from heritage.passages.counted.hours import lay_out
from heritage.passages.counted.snow import snowed_hours
from heritage.passages.counted.sources import (
    Counted,
    Sources,
    Times,
    expected_times,
    sources_of,
    spans_between,
    together,
)
from heritage.passages.decided import decisions, factors
from heritage.passages.decided.calibration import FactorRow, factor_on
from heritage.passages.decided.decisions import Decision, Ruling
from heritage.passages.rollups.totals import Hour, Laid
from heritage.passages.stretches import HOUR_S, THOUSAND, HourCount, Stretch, day_bounds, day_of, midnight
from heritage.places.counting import CountingPoint, Thresholds
from heritage.places.place import Library
from heritage.sensors.series import seconds
from heritage.store.flags import Direction, Flag

RADIUS = timedelta(days=RADIUS_DAYS)

_DOUBTED = Flag.SUSPECT_READING | Flag.SPIKE
_DECIDED = {
    Ruling.KEPT: Flag.KEPT,
    Ruling.REJECTED: Flag.REJECTED,
    Ruling.RECONSTRUCTED: Flag.RECONSTRUCTED,
}


class Stored(NamedTuple):
    """A stretch, usable or not, with its corrected thousandths where it is."""

    stretch: Stretch
    corrected: int | None


class Measured(NamedTuple):
    """Of one flow in a window: its hours without estimates, its stretches, and the flags of its days."""

    hours: dict[int, Hour]
    stretches: list[Stored]
    days: dict[date, int]

    @property
    def laid(self) -> list[Laid]:
        """The stretches that may stand in figures."""
        return [Laid(one, value) for one, value in self.stretches if value is not None]


@dataclass(frozen=True)
class Ground:
    """What the figures of a point follow from, beside its counts: content, decisions and factors, as they are now."""

    connection: Connection
    library: Library
    point: str
    now: datetime

    @cached_property
    def record(self) -> CountingPoint | None:
        """None where the content knows the point no more."""
        return self.library.counting.points.get(self.point)

    @property
    def checks(self) -> Thresholds:
        return self.library.counting.checks

    @cached_property
    def sources(self) -> Sources:
        return sources_of(self.connection, self.library, self.point)

    @cached_property
    def decisions(self) -> list[Decision]:
        return decisions.in_force(self.connection, self.point)

    @cached_property
    def factors(self) -> list[FactorRow]:
        return factors.in_force(self.connection, self.point)

    def rulings(self, direction: Direction) -> Iterator[tuple[int, int, Ruling]]:
        """What was decided of a direction: from second to second, in the order in which it was."""
        for one in self.decisions:
            if one.direction in (None, direction):
                yield seconds(one.first_at), seconds(one.end_at), one.verdict

    def by_hand(self, direction: Direction) -> Times:
        """Of which time somebody has ordered an estimate."""
        return [
            (start, end) for start, end, ruling in self.rulings(direction) if ruling is Ruling.RECONSTRUCTED
        ]

    def expected(self, direction: Direction, start: int, end: int) -> Times:
        """When the direction was to be counted, between two seconds on whole hours; in order and apart.

        What another direction tells of in its place is not expected in this one.
        """
        times = within(expected_times(self.sources, direction, self.now), start, end)
        if not self._tells_both_ways:
            return times
        told = _whole_hours(spans_between(self.connection, self.sources, start, end)[direction])
        return together((hour, hour + HOUR_S) for hour in hours_of(times) if hour not in told)

    @cached_property
    def _tells_both_ways(self) -> bool:
        ways = self.sources.directions
        return Direction.BOTH in ways and len(ways) > 1


def measure(ground: Ground, start: int, end: int) -> dict[Direction, Measured]:
    """Of each direction the hours, stretches and days between two seconds at which local days begin."""
    first = midnight(day_of(start) - RADIUS)
    last = midnight(day_of(end - 1) + RADIUS + timedelta(days=1))
    told = spans_between(ground.connection, ground.sources, first, last)
    hung = [one.segment for one in ground.sources.hangings]
    place = ground.record.place if ground.record is not None else None
    # A stretch is judged as a whole, also where it reaches further.
    ends = [at for counted in told.values() for one in counted.spans for at in (one.start, one.end)]
    snowed = snowed_hours(ground.connection, place, hung, min([first, *ends]), max([last, *ends]))
    return {
        direction: _measured(ground, direction, counted, (first, last), (start, end), snowed)
        for direction, counted in told.items()
    }


def _measured(
    ground: Ground,
    direction: Direction,
    counted: Counted,
    wide: tuple[int, int],
    asked: tuple[int, int],
    snowed: Collection[int],
) -> Measured:
    hours, stretches = lay_out(counted.spans)
    hours = [one for one in hours if wide[0] <= one.hour < wide[1]]
    rulings = list(ground.rulings(direction))
    told = [_flagged(one, rulings, snowed) for one in stretches]
    # The checks of days see them without what is typical of them: that lies as far from them as these may look.
    usable = [one for one in told if is_usable(one.raw, one.flags)]
    judgement = judge(
        hours,
        ground.expected(direction, *wide),
        [
            Verdict(max(first, wide[0]), min(last, wide[1]), ruling.value)
            for first, last, ruling in rulings
            if first < wide[1] and last > wide[0]
        ],
        ground.checks,
        season=ground.record.season if ground.record is not None else None,
        snowed=snowed,
        stretches=list(_seen(usable, wide)),
    )
    flagged = [_flagged(one, rulings, snowed) for one in with_spikes(stretches, hours, ground.checks)]
    correct = Correction(ground.factors, direction)
    start, end = asked
    return Measured(
        dict(_rows([one for one in hours if start <= one.hour < end], judgement, correct)),
        [
            Stored(one, correct.stretch(one) if is_usable(one.raw, one.flags) else None)
            for one in flagged
            if one.start < end and one.end > start
        ],
        _with_stretches(judgement, flagged, day_of(start), day_of(end - 1), ground.checks),
    )


def _rows(
    hours: Iterable[HourCount], judgement: Judgement, correct: "Correction"
) -> Iterator[tuple[int, Hour]]:
    for one in hours:
        flags = judgement.hours[one.hour]
        corrected = correct.hour(one) if is_usable(one.raw, flags) else None
        yield one.hour, Hour(one.raw, one.covered, int(flags), corrected, None)


def _flagged(
    stretch: Stretch, rulings: Sequence[tuple[int, int, Ruling]], snowed: Collection[int]
) -> Stretch:
    """A stretch cannot be divided: what is told or decided of a part of it holds for all."""
    flags = stretch.flags
    hours = range(stretch.start - stretch.start % HOUR_S, stretch.end, HOUR_S)
    if snowed and any(hour in snowed for hour in hours):
        flags |= Flag.SNOWED
    decided = [ruling for start, end, ruling in rulings if start < stretch.end and end > stretch.start]
    if decided:
        flags |= _DECIDED[decided[-1]]
    elif flags & (_DOUBTED | Flag.SNOWED):
        flags |= Flag.HELD
    return stretch._replace(flags=flags)


def _seen(stretches: Iterable[Stretch], wide: tuple[int, int]) -> Iterator[Stretch]:
    """Those that the checks can lay to a day; where nobody passed, the part that lies within the window."""
    for one in stretches:
        if not one.raw:
            yield one._replace(start=max(one.start, wide[0]), end=min(one.end, wide[1]))
        elif wide[0] <= one.start and one.end <= wide[1]:
            yield one


def _with_stretches(
    judgement: Judgement, stretches: Iterable[Stretch], first: date, last: date, checks: Thresholds
) -> dict[date, int]:
    """The flags of the days from `first` to `last`; also of those that have a part in a stretch only.

    What is left out of a day for its spike may leave too little of it.
    """
    days = {day: int(flags) for day, flags in judgement.days.items() if first <= day <= last}
    for one in stretches:
        begins, ends = max(day_of(one.start), first), min(day_of(one.end - 1), last)
        for number in range(begins.toordinal(), ends.toordinal() + 1):
            day = date.fromordinal(number)
            days[day] = days.get(day, 0) | int(one.flags)
            begins_at, ends_at = day_bounds(day)
            lost = min(one.end, ends_at) - max(one.start, begins_at)
            if _is_left_out(one.flags) and lost >= checks.day_missing_hours * HOUR_S:
                days[day] |= int(Flag.UNUSABLE)
    return days


def _is_left_out(flags: Flag) -> bool:
    return bool(flags & Flag.SPIKE and flags & Flag.HELD)


class Correction:
    """Multiplies what was counted by the factor that holds (R-V5); without any, by 1."""

    def __init__(self, rows: Sequence[FactorRow], direction: Direction) -> None:
        self._rows = [row for row in rows if row.direction in (direction, Direction.BOTH)]
        self._direction = direction

    def hour(self, one: HourCount) -> int:
        """In thousandths. Of an hour that was counted in part, it is told by its rate whether it was busy."""
        return self._corrected(one.raw or 0, one.covered, one.hour)

    def stretch(self, one: Stretch) -> int:
        """In thousandths, by the factor of the day on which it begins."""
        return self._corrected(one.raw, one.end - one.start, one.start)

    def _corrected(self, raw: int, duration_s: int, at: int) -> int:
        if not self._rows:
            return raw * THOUSAND
        row = factor_on(self._rows, day_of(at), self._direction, raw * HOUR_S // duration_s)
        return raw * THOUSAND if row is None else round(raw * THOUSAND * row.value)


def within(times: Iterable[tuple[int, int]], start: int, end: int) -> Times:
    """The parts of some times that lie between two seconds."""
    cut = ((max(first, start), min(last, end)) for first, last in times)
    return [(first, last) for first, last in cut if first < last]


def hours_of(times: Iterable[tuple[int, int]]) -> Iterator[int]:
    """The hours of times that begin and end with one."""
    for start, end in times:
        yield from range(start, end, HOUR_S)


def _whole_hours(counted: Counted) -> set[int]:
    """The hours that are wholly told of in another direction."""
    told: dict[int, int] = {}
    for one in counted.elsewhere:
        for hour in range(one.start - one.start % HOUR_S, one.end, HOUR_S):
            told[hour] = told.get(hour, 0) + min(one.end, hour + HOUR_S) - max(one.start, hour)
    return {hour for hour, part in told.items() if part >= HOUR_S}
