"""Judges readings by range, rate of change, spike and flat line (R-C3). Pure: rows in, qualities out.

A reading is compared with the newest one before it that counts, so that a faulty one is no measure for the next.
Whatever a reading's quality depends on lies within `reach` before it, or is the one reading after it: readings that
come late change the quality of few others, and the order in which they come changes nothing.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from math import inf, sqrt
from typing import NamedTuple

from heritage.quantities import COUNTED, DAY, HOUR, QUANTITIES, Quality, Quantity, Rate
from heritage.sensors.verdicts import NEVER_SHOWN_UNSEEN, Verdict, counts

CONFIRMED_BY = 3
"""So many readings in a row that agree with each other make a new level, and the last of them is good."""

FLAT_FROM = 6
"""Fewer equal readings than that are no flat line, however long they took."""

BY_PEOPLE = frozenset({"drilled", "reported"})
"""Methods that pass the ranges only: a person measures now here, now there, and has looked at the number."""

DOUBTED = -2
"""The quality of a sample that is not judged yet and that its device itself doubts."""

_SHORTEST = 0.5
"""Readings that follow closer upon each other than this part of the rate's time may differ as if they did not."""

_SLACK = 6 * HOUR
"""How much older than the flat line's time its first reading may be: sensors that send seldom are seen too."""

_WINTER = timedelta(days=240)
"""So long a thickness of ice is something to compare with; the next winter begins afresh."""


class Flat(NamedTuple):
    """A value that does not change in its last decimal for `after` is stuck, unless it lies within `rests`."""

    after: timedelta
    rests: tuple[float, float] = (inf, -inf)


_FLAT = {
    # Weather never stands still for a day: a shield full of snow or a frozen vane does.
    "air_temperature": Flat(24 * HOUR),
    "pressure": Flat(24 * HOUR),
    "humidity": Flat(24 * HOUR, rests=(97, 100)),  # fog and frost hold it at its upper end
    "wind_speed": Flat(48 * HOUR),  # inland valleys have calm days; an anemometer under ice has calm weeks
    "wind_gust": Flat(48 * HOUR),
    "wind_direction": Flat(48 * HOUR),
    "precipitation": Flat(24 * HOUR, rests=(0, 0)),
    # Under ice, and in the 4 °C of deep water, nothing changes for weeks.
    "water_temperature": Flat(72 * HOUR, rests=(-0.5, 6)),
}
"""Where a flat line is a fault. Lakes keep their level, ice and snow their depth, and bare ground its 0 cm."""

_SPIKE = {
    "air_temperature": 4.0,
    "water_temperature": 1.5,
    "snow_depth": 10.0,  # a branch, a flake or a hare under the distance meter
    "ice_thickness": 3.0,
    "water_level": 20.0,
    "pressure": 4.0,
    "humidity": 40.0,
}
"""By how much a single value may stand out from both its neighbours: about half of what the rate allows (R-C4);
ours where the rules give no rate. Wind and rain do come in bursts."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What a series is held against. All spans are in seconds."""

    quantity: Quantity
    rate: Rate | None
    spike: float
    near: int  # neighbours of a spike are no further away
    flat_after: int | None
    rests: tuple[float, float]
    waits: bool  # what nothing explains is shown to nobody
    memory: int  # a reading older than that is nothing to compare with
    is_told: bool = False  # nothing but the device's own word makes one suspect

    @property
    def within(self) -> int:
        """The time of the rate."""
        return _seconds(self.rate.within) if self.rate is not None else 0

    @property
    def flat_reach(self) -> int:
        """How many seconds back a flat line is looked for."""
        return self.flat_after + _seconds(_SLACK) if self.flat_after is not None else 0

    @property
    def reach(self) -> int:
        """Seconds: no reading depends on an older one, but where readings wait on the newest that counts."""
        return max(self.flat_reach, self.near, 0 if self.waits else self.memory)


class Sample(NamedTuple):
    """A reading as it is judged: `at` in seconds since 1970, `quality` as it is stored, negative if not yet."""

    at: int
    value: float | None
    quality: int
    verdict: Verdict | None = None


@lru_cache
def checks_of(quantity: str, method: str) -> Checks:
    """The checks of a series."""
    known = QUANTITIES[quantity]
    if method in BY_PEOPLE:
        return Checks(known, None, inf, 0, None, (inf, -inf), waits=False, memory=0)
    waits = quantity in NEVER_SHOWN_UNSEEN
    flat = _FLAT.get(quantity)
    near = 2 * (known.rate.within if known.rate is not None else HOUR)
    return Checks(
        known,
        known.rate,
        _SPIKE.get(quantity, inf),
        _seconds(near),
        _seconds(flat.after) if flat else None,
        flat.rests if flat else (inf, -inf),
        waits,
        _seconds(_WINTER) if waits else _forgotten_after(known),
        # Passages are held against their neighbours where they become figures.
        is_told=quantity in COUNTED,
    )


def _forgotten_after(quantity: Quantity) -> int:
    """After so many seconds the rate allows every value there is: comparing tells nothing more."""
    if quantity.rate is None:
        return 0
    steepest = min(limit for limit in (quantity.rate.rise, quantity.rate.fall) if limit is not None)
    return int((quantity.hard[1] - quantity.hard[0]) / steepest * quantity.rate.within.total_seconds())


def judge(checks: Checks, samples: Sequence[Sample], first: int) -> Iterator[Quality]:
    """The quality of each of `samples` from index `first` on; those before have theirs already.

    `samples` are in order of time and hold everything within `reach` before the first to be judged, and its
    predecessor's. Each answer is found from stored qualities before `first` and from values alone after it.
    """
    trail = _Trail(checks)
    for sample in samples[:first]:
        trail.follow(sample, sample.quality)
    following = _following(checks, samples, first)
    for sample in samples[first:]:
        quality = trail.judge(sample, next(following))
        trail.follow(sample, quality)
        yield quality


def _following(checks: Checks, samples: Sequence[Sample], first: int) -> Iterator[Sample | None]:
    """For each sample from `first` on the next one that has a possible value."""
    found: list[Sample | None] = []
    after: Sample | None = None
    for sample in reversed(samples[first:]):
        found.append(after)
        if is_seen(checks, sample):
            after = sample
    return reversed(found)


def is_possible(checks: Checks, value: float | None) -> bool:
    """Whether there is a value, and the hard range holds it."""
    return value is not None and checks.quantity.hard[0] <= value <= checks.quantity.hard[1]


def is_seen(checks: Checks, sample: Sample) -> bool:
    """Whether others are compared with a reading: it is possible, and nobody has rejected it."""
    return is_possible(checks, sample.value) and sample.verdict is not Verdict.REJECTED


class _Trail:
    """What the readings so far leave behind for the next one."""

    def __init__(self, checks: Checks) -> None:
        self._checks = checks
        self._reference: Sample | None = None  # the newest that counts
        self._before: Sample | None = None  # the newest with a possible value
        self._recent: deque[Sample] = deque()  # those that count and are not older than the rate's time
        self._agreeing = 0  # readings since the reference, the newest of them, that agree with each other
        self._doubted_at: int | None = None  # when the newest since the reference was that does not count
        self._equal: deque[int] = deque()  # when the readings were that are equal to the newest

    def judge(self, sample: Sample, following: Sample | None) -> Quality:
        checks, value = self._checks, sample.value
        if value is None:
            return Quality.MISSING
        if not is_possible(checks, value):
            return Quality.BAD
        if checks.is_told:
            is_doubted = sample.quality in (DOUBTED, Quality.SUSPECT)
            return Quality.SUSPECT if is_doubted else Quality.GOOD
        least, most = checks.quantity.suspect
        if not least <= value <= most:
            return Quality.SUSPECT
        if self._is_spike(sample, value, following) or self._is_flat(sample, value):
            return Quality.SUSPECT
        return Quality.GOOD if self._is_expected(sample, value) else Quality.SUSPECT

    def follow(self, sample: Sample, quality: int) -> None:
        """Take note of a reading whose quality is known."""
        is_counted = counts(sample.value, quality, sample.verdict)
        # One that was rejected is as if it had not been, but that it leaves a doubt.
        if is_seen(self._checks, sample):
            before, self._before = self._before, sample
            if before is None or before.value != sample.value:
                self._equal.clear()
            self._equal.append(sample.at)
            if not is_counted:
                self._agreeing = self._agreeing + 1 if self._agrees(before, sample) else 1
        if is_counted:
            self._reference, self._agreeing, self._doubted_at = sample, 0, None
            self._remember(sample)
        elif is_possible(self._checks, sample.value):
            self._doubted_at = sample.at

    def _is_spike(self, sample: Sample, value: float, following: Sample | None) -> bool:
        """It stands out from the readings before and after it, to the same side."""
        before, near = self._before, self._checks.near
        if before is None or following is None or before.value is None or following.value is None:
            return False
        if sample.at - before.at > near or following.at - sample.at > near:
            return False
        rise, fall = value - before.value, value - following.value
        return rise * fall > 0 and min(abs(rise), abs(fall)) > self._checks.spike

    def _is_flat(self, sample: Sample, value: float) -> bool:
        """It and all before it for the flat line's time are equal."""
        after = self._checks.flat_after
        if after is None or self._before is None or self._before.value != value:
            return False
        if self._checks.rests[0] <= value <= self._checks.rests[1]:
            return False
        while self._equal and self._equal[0] < sample.at - self._checks.flat_reach:
            self._equal.popleft()
        return len(self._equal) + 1 >= FLAT_FROM and self._equal[0] <= sample.at - after

    def _remember(self, sample: Sample) -> None:
        """Where readings wait; what somebody has accepted makes a level of its own."""
        if self._checks.waits:
            if sample.verdict is Verdict.ACCEPTED:
                self._recent.clear()
            self._recent.append(sample)

    def _is_expected(self, sample: Sample, value: float) -> bool:
        """It lies where the reference lets it, or it is the last of enough that agree on a new level."""
        reference, rate, memory = self._reference, self._checks.rate, self._checks.memory
        if rate is None:
            return True
        if reference is not None and sample.at - reference.at > memory:
            reference = None
        if self._checks.waits:
            return self._is_explained(rate, reference, sample, value)
        if reference is None or _is_within(rate, reference, sample, _SHORTEST):
            return True
        agreeing = self._agreeing + 1 if self._agrees(self._before, sample) else 1
        return agreeing >= CONFIRMED_BY

    def _is_explained(self, rate: Rate, reference: Sample | None, sample: Sample, value: float) -> bool:
        """Ice: it has grown by no more than the rate allows, in a day as a whole and since the reference.

        What is in doubt does not become true by staying: as long as it is, no further time is granted, and where
        there is nothing to compare with, all that follows is in doubt.
        """
        is_doubted = self._doubted_at is not None and sample.at - self._doubted_at <= self._checks.memory
        if reference is None:
            return not is_doubted
        while self._recent and self._recent[0].at < sample.at - self._checks.within:
            self._recent.popleft()
        lowest = min((one.value for one in self._recent if one.value is not None), default=value)
        if rate.rise is not None and value - lowest > rate.rise:
            return False
        return _is_within(rate, reference, sample, shortest=1.0, longest=1.0 if is_doubted else inf)

    def _agrees(self, before: Sample | None, sample: Sample) -> bool:
        """With the one before, which did not count either."""
        rate = self._checks.rate
        if rate is None or before is None or not self._agreeing:
            return False
        return _is_within(rate, before, sample, _SHORTEST)


def _is_within(rate: Rate, before: Sample, sample: Sample, shortest: float, longest: float = inf) -> bool:
    """Whether `sample` can follow `before` by the rate, as if between `shortest` and `longest` of its times lay
    between them: sensors are restless over a few minutes."""
    if before.value is None or sample.value is None:
        return False
    times = min(longest, max(shortest, (sample.at - before.at) / rate.within.total_seconds()))
    change = sample.value - before.value
    limit = rate.rise if change > 0 else rate.fall
    return limit is None or abs(change) <= limit * times


FROST_COEFFICIENT = 3.5
"""Centimetres of ice by the root of the frost sum in °C days, on still water without snow: Stefan's law with the
conductivity (2.2 W/m K), density (917 kg/m³) and heat of fusion (334 kJ/kg) of pure ice. No lake freezes faster."""

_LONGEST_GAP = 6 * HOUR


def frost_sum(temperatures: Sequence[tuple[int, float]], start: int, end: int) -> float | None:
    """Degrees below zero times days from `start` to `end`, in °C days; None where it is unknown for six hours.

    `temperatures` are (second, °C) of the air in order of time; each holds until the next.
    """
    known = [(at, value) for at, value in temperatures if at < end]
    if not known or known[0][0] - start > _seconds(_LONGEST_GAP):
        return None
    total = 0.0
    for (at, value), (until, _) in pairwise([*known, (end, 0.0)]):
        if until > start:
            if until - at > _seconds(_LONGEST_GAP):
                return None
            total += max(0.0, -value) * (until - max(at, start)) / _seconds(DAY)
    return total


def can_freeze(before_cm: float, thickness_cm: float, frost: float) -> bool:
    """Whether a frost sum in °C days can make ice of `before_cm` as thick as `thickness_cm`, to the next whole cm."""
    return thickness_cm <= sqrt(before_cm**2 + FROST_COEFFICIENT**2 * frost) + 1


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
