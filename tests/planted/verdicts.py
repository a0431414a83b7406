"""What was planted beside what was found: a verdict on each fault, on each day, and on each point's year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

from heritage.passages.checks.judging import Kind
from heritage.passages.figures.values import Amount
from heritage.passages.files.preview import Night
from heritage.passages.stretches import HOUR_S, THOUSAND, day_bounds
from heritage.store.flags import Estimate
from tests.planted.counters import FRAME_PAST_HOUR_S, REINDEER, TWIGS
from tests.planted.plan import COTTAGE, FAULTS, POINTS, YEAR, Fault, at
from tests.planted.seen import (
    BLOCKED,
    GAP,
    KNOWN,
    LACKING,
    SET_ASIDE,
    STRETCH,
    UNFILLED,
    Mark,
    Seen,
)
from tests.planted.walkers import Truth

EXPECTED: Mapping[str, Sequence[str]] = {
    "snow": (Kind.SNOWED,),
    "frame lost": (),
    "day lost": (STRETCH,),
    "spring night": (),
    "5 days lost": (STRETCH,),
    "wrap": (Kind.WRAP,),
    "clock ahead": (SET_ASIDE, STRETCH),
    "history": (),
    "alarm": (),
    "reset": (Kind.RESET,),
    "branch": (Kind.SPIKE,),
    "animals": (Kind.NIGHT,),
    "future": (SET_ASIDE,),
    "replaced": (GAP,),
    "20 days lost": (STRETCH,),
    "autumn night": (),
    "low save": (Kind.RESET,),
    "unheard save": (Kind.RESET,),
    "config": (),
    "repeats": (),
    "disorder": (),
    "hour missing": (GAP,),
    "day missing": (GAP,),
    "late": (),
    "5 days missing": (GAP,),
    "20 days missing": (UNFILLED,),
    "class": (Kind.SPIKE,),
    "moved": (GAP,),
    "dim lens": (BLOCKED,),
    "high save": (Kind.RESET,),
    "tired lens": (BLOCKED,),
    "status": (),
    "doubt": (Kind.SUSPECT_READING,),
    "wrap in gap": (Kind.WRAP, STRETCH),
    "moved too": (GAP,),
    "covered": (Kind.ZERO_RUN,),
    "blocked": (Kind.ZERO_RUN,),
    "spider": (Kind.SPIKE,),
    "stuck": (Kind.FLAT,),
    "no hour 02": (),
    "back-filled": (LACKING,),
    "file twice": (KNOWN, Kind.DUPLICATE),
    "file undone": (),
    "hour 02 twice": (f"file: {Night.TWICE.value}",),
    "rows missing": (LACKING, GAP),
}
"""As what each is to be found, all of them; nothing, where it is to do no harm and leave no mark."""

LIMITS = ("branch", "tired lens", "covered")
"""What no check looks for, and nobody will find: a check that did would cry wolf on ordinary days."""

_EXACT = 0.0005
"""Figures are kept in thousandths."""

_SIGMAS = 4.5
"""How far beside its estimate a day may be: of some hundred such days none is further away by chance."""

_MOOD = 0.6
"""Of a day within a measured stretch: days differ so much by weekday, weather and their chance from the usual."""


class Verdict(StrEnum):
    """What became of a fault."""

    FOUND = "found"
    MISSED = "missed"
    HARMLESS = "handled without trace, harmless"


@dataclass(frozen=True)
class Outcome:
    """A fault with all that is said of its time, held or not, and the verdict."""

    fault: Fault
    found_as: tuple[str, ...]
    is_held: bool
    verdict: Verdict


@dataclass(frozen=True)
class DayApart:
    """A day on which the figure is other than the truth; `allowed` is what is explained of it."""

    point: str
    day: date
    truth: int
    told: float | None
    allowed: float

    @property
    def is_explained(self) -> bool:
        return self.told is not None and abs(self.told - self.truth) <= self.allowed


@dataclass(frozen=True)
class Year:
    """A point's year beside the truth."""

    point: str
    truth: int
    raw: float | None
    amount: Amount

    @property
    def is_right(self) -> bool:
        low, high = self.amount.low, self.amount.high
        return low is not None and high is not None and low <= self.truth <= high

    @property
    def error(self) -> float | None:
        """In percent."""
        return None if self.amount.value is None else 100 * (self.amount.value / self.truth - 1)


def outcomes(before: Mapping[str, Seen], after: Mapping[str, Seen], truth: Truth) -> list[Outcome]:
    """Of each fault, by what is said `before` anybody decides; that it does no harm is seen in the figures `after`."""
    return [_outcome(fault, before[fault.point], after[fault.point], truth) for fault in FAULTS.values()]


def _outcome(fault: Fault, before: Seen, after: Seen, truth: Truth) -> Outcome:
    marks = before.within(fault.start, fault.end)
    kinds = {one.kind for one in marks}
    wanted = set(EXPECTED[fault.key])
    if wanted:
        verdict = Verdict.FOUND if wanted <= kinds else Verdict.MISSED
        return Outcome(fault, tuple(sorted(kinds)), any(one.is_held for one in marks), verdict)
    others = [one for one in FAULTS.values() if one.point == fault.point and one is not fault]
    own = [mark for mark in marks if not any(other.touches(mark.start, mark.end) for other in others)]
    is_right = all(
        abs((after.days[day].amount or 0) - truth.on(fault.point, day)) <= _edge(truth, fault.point, day)
        for day in fault.days
    )
    verdict = Verdict.HARMLESS if is_right and not own else Verdict.MISSED
    return Outcome(fault, tuple(sorted({one.kind for one in own})), False, verdict)


def false_alarms(before: Mapping[str, Seen]) -> list[tuple[str, Mark]]:
    """What is said of times at which nothing was planted."""
    return [
        (point, mark)
        for point, seen in before.items()
        for mark in seen.marks
        if not any(one.point == point and one.touches(mark.start, mark.end) for one in FAULTS.values())
    ]


def days_apart(after: Mapping[str, Seen], truth: Truth) -> Iterator[DayApart]:
    """All days whose figure is not the truth."""
    for point in POINTS:
        for day, one in after[point].days.items():
            real = truth.on(point, day)
            if one.amount is None or abs(one.amount - real) > _EXACT:
                allowed = _edge(truth, point, day) + _unsure(after[point], day, real)
                allowed += _beside(truth, point, day) + _unseen(truth, point, day)
                yield DayApart(point, day, real, one.amount, allowed)


def _edge(truth: Truth, point: str, day: date) -> float:
    """Those who passed in the hours around both midnights: a message that tells of two days is divided by time.

    Rows of files never are.
    """
    if point == COTTAGE:
        return _EXACT
    start, end = day_bounds(day)
    return _EXACT + sum(truth.count(point, one - HOUR_S, one + HOUR_S) for one in (start, end))


def _unsure(seen: Seen, day: date, real: int) -> float:
    """What estimates explain: by their deviations, and of stretches, whose sum is exact, by how days differ."""
    start, end = day_bounds(day)
    variance, of_stretch = 0.0, 0.0
    for one in seen.gaps:
        overlap = min(end, one.end) - max(start, one.start)
        if overlap > 0 and one.estimate == Estimate.STRETCH:
            of_stretch = _MOOD * real + _SIGMAS * sqrt(real)
        if overlap > 0 and one.deviation:
            variance += (one.deviation / THOUSAND) ** 2 * overlap / (one.end - one.start)
    return of_stretch + _SIGMAS * sqrt(variance)


def _beside(truth: Truth, point: str, day: date) -> float:
    """What was lost in the message in which a counter began again, or stands in the one before what was rejected."""
    reindeer = FAULTS["animals"]
    if point == reindeer.point and day in reindeer.days:
        return REINDEER * FRAME_PAST_HOUR_S / (reindeer.end - reindeer.start) + _SIGMAS
    begun = [one for one in FAULTS.values() if one.point == point and EXPECTED[one.key] == (Kind.RESET,)]
    return sum(truth.count(point, one.start, one.end) for one in begun if day in one.days)


def _unseen(truth: Truth, point: str, day: date) -> float:
    """The harm of what is beyond the limits: twigs are too many, others too few."""
    harm = 0
    for one in (FAULTS[key] for key in LIMITS):
        if one.point == point and day in one.days:
            start, end = day_bounds(day)
            harm += truth.count(point, max(start, one.start), min(end, one.end))
            harm += TWIGS if one.key == "branch" else 0
    return harm


def years(after: Mapping[str, Seen], truth: Truth) -> list[Year]:
    """Of each point."""
    start, end = at(f"{YEAR}-01-01"), at(f"{YEAR + 1}-01-01")
    return [
        Year(point, truth.count(point, start, end), seen.figures.uncorrected, seen.figures.total)
        for point, seen in after.items()
    ]
