"""What the counters counted, with all that befell them, as frames: before anything is lost on the way."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from heritage.passages.stretches import HOUR_S
from heritage.store.flags import Direction
from tests.planted.payloads import Counted
from tests.planted.plan import BRIDGE, FAULTS, NORTH, SOUTH, at
from tests.planted.walkers import SEED, Truth

VS350, OTHER_VS350 = "24e124716b000001", "24e124716b000002"
PCR2, IMBUILDINGS = "70b3d5b02000c001", "0004a30b001e8a01"

MODULUS = 65_536
FRAME_PAST_HOUR_S = 12 * 60
"""When both VS350 send."""

REINDEER, TWIGS = 40, 45
"""What was made up of each."""
SAVED_EVERY_S = 12 * HOUR_S


class Stand(NamedTuple):
    """Where a counter really hung and was awake, to the second. Reversed, its channel 1 is the point's out."""

    point: str
    start: int
    end: int
    is_reversed: bool = False


class Restart(NamedTuple):
    """Totals begin again: at 0, or where they were `saved_s` before."""

    at: int
    saved_s: int | None = None


class Lens(NamedTuple):
    """What share of the passages it sees for a while."""

    start: int
    end: int
    share: float


@dataclass(frozen=True)
class Counter:
    """`begins` are its totals when it was hung up first; `false` are seconds and channels of what it made up."""

    dev_eui: str
    past_hour_s: int
    stands: tuple[Stand, ...]
    begins: tuple[int, int] = (0, 0)
    restarts: tuple[Restart, ...] = ()
    lenses: tuple[Lens, ...] = ()
    false: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    def frames(self, truth: Truth) -> Iterator[tuple[Stand, Counted]]:
        """One an hour, while it is awake."""
        seen = [sorted(self._seen(truth, channel)) for channel in (1, 2)]
        totals = self.begins
        known: dict[int, tuple[int, int]] = {}
        for stand in self.stands:
            since = stand.start
            first = stand.start - stand.start % HOUR_S + self.past_hour_s
            for now in range(first + HOUR_S * (first <= stand.start), stand.end, HOUR_S):
                for restart in self.restarts:
                    if since < restart.at <= now:
                        since, totals = restart.at, _restarted(restart, known)
                interval = _counted(seen, since, now)
                totals = totals[0] + interval[0], totals[1] + interval[1]
                known[now] = totals
                yield stand, Counted(now, interval, (totals[0] % MODULUS, totals[1] % MODULUS))
                since = now

    def _seen(self, truth: Truth, channel: int) -> Iterator[int]:
        """When one of its channels counted."""
        chance = Random(f"{SEED}/{self.dev_eui}/{channel}")
        for stand in self.stands:
            way = Direction(3 - channel) if stand.is_reversed else Direction(channel)
            for second in truth.between(stand.point, way, stand.start, stand.end):
                share = next((one.share for one in self.lenses if one.start <= second < one.end), 1.0)
                if share == 1 or chance.random() < share:
                    yield second
        yield from (second for second, of in self.false if of == channel)


def _restarted(restart: Restart, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    if restart.saved_s is None:
        return 0, 0
    return known[max(when for when in known if when <= restart.at - restart.saved_s)]


def _counted(seen: Sequence[Sequence[int]], since: int, now: int) -> tuple[int, int]:
    """From the second `since` until before `now`."""
    first, second = (bisect_left(one, now) - bisect_left(one, since) for one in seen)
    return first, second


def counters(truth: Truth) -> tuple[Counter, ...]:
    """All four, in the order of the points that they began at."""
    return _vs350(truth), _other_vs350(), _pcr2(), _imbuildings(truth)


_BEGUN, _ENDED = at("2025-12-29 00:00"), at("2027-01-04 00:00")


def _vs350(truth: Truth) -> Counter:
    replaced = FAULTS["replaced"]
    animals = Random(f"{SEED}/animals")
    start, end = FAULTS["animals"][3:]
    return Counter(
        VS350,
        FRAME_PAST_HOUR_S,
        (Stand(NORTH, _BEGUN, replaced.start),),
        # So that 65 535 is passed in the hour that is planned, by one of the two.
        begins=(_wrapping(truth, NORTH, Direction.IN, at("2026-05-16 12:40")), 31_000),
        restarts=(Restart(at("2026-07-08 14:30")),),
        lenses=(Lens(*FAULTS["snow"][3:], 0.0),),
        false=(
            *((animals.randrange(start, end), 1 + number % 2) for number in range(REINDEER)),
            *((FAULTS["branch"].start + 60 * number, 1) for number in range(TWIGS)),
        ),
    )


def _other_vs350() -> Counter:
    return Counter(
        OTHER_VS350,
        FRAME_PAST_HOUR_S,
        (Stand(NORTH, FAULTS["replaced"].end, _ENDED, is_reversed=True),),
        restarts=(
            Restart(at("2026-11-10 15:40"), SAVED_EVERY_S),
            Restart(at("2026-12-05 11:00"), 10 * SAVED_EVERY_S),
        ),
    )


def _pcr2() -> Counter:
    moved = FAULTS["moved"]
    spider = Random(f"{SEED}/spider")
    start, end = FAULTS["spider"][3:]
    stuck = FAULTS["stuck"]
    false = [(spider.randrange(start, end), 1) for _ in range(700)]
    false += [
        (hour + 300 * number, channel)
        for hour in range(stuck.start, stuck.end, HOUR_S)
        for number in range(7)
        for channel in (1, 2)
    ]
    return Counter(
        PCR2,
        37 * 60,
        (Stand(BRIDGE, _BEGUN, moved.start), Stand(SOUTH, moved.end, _ENDED)),
        begins=(12_400, 11_950),
        lenses=(
            Lens(*FAULTS["covered"][3:], 0.0),
            Lens(*FAULTS["blocked"][3:], 0.0),
            Lens(*stuck[3:], 0.0),
        ),
        false=tuple(false),
    )


def _imbuildings(truth: Truth) -> Counter:
    moved = FAULTS["moved"]
    return Counter(
        IMBUILDINGS,
        52 * 60,
        (Stand(SOUTH, _BEGUN, moved.start), Stand(BRIDGE, moved.end, _ENDED)),
        begins=(20_100, _wrapping(truth, SOUTH, Direction.OUT, at("2026-04-21 15:00"))),
        restarts=(Restart(at("2026-09-22 16:10"), SAVED_EVERY_S),),
        lenses=(Lens(*FAULTS["dim lens"][3:], 0.2), Lens(*FAULTS["tired lens"][3:], 0.6)),
    )


def _wrapping(truth: Truth, point: str, way: Direction, when: int) -> int:
    """The total to begin with, for one that passes 65 535 at a moment; under the snow nobody is seen."""
    unseen = [truth.between(one.point, way, one.start, one.end) for one in (FAULTS["snow"],)]
    hidden = sum(len(seconds) for seconds in unseen) if point == NORTH else 0
    return MODULUS - len(truth.between(point, way, _BEGUN, when)) + hidden
