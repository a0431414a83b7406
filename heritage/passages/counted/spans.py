"""What one channel of a counter told in one segment of its life, as spans of counted passages (R-V3, R-V4). Pure.

A counter sends totals (passages since it began), intervals (those since its last message), or both, also in separate
frames some seconds apart. Frames get lost, come late, and come twice. Totals survive lost frames, so they decide how
many; intervals tell when. Nothing is ever negative, and where a total can be read in two ways, as one that passed its
largest number or as one that began again, the reading that could invent passages has to be likely.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from heritage.passages.stretches import HOUR_S, Span
from heritage.store.flags import Flag

_SLACK = 0.25
"""How far a message may stray from its interval, as a share of it."""

_AGAIN_S = 60
"""A counter sends what it has stored with its own clock's time, which is some seconds beside that of the network."""

_LONG = 1.5
"""Intervals between two totals from which at least one message between them is missing."""

_DAY_H = 24
_NO_FLAG = Flag(0)


class Told(NamedTuple):
    """A number that a counter told at a second; `is_suspect` where it says of itself that it is stuck or stopped."""

    at: int
    value: int
    is_suspect: bool = False


def spans(
    totals: Iterable[Told],
    intervals: Iterable[Told],
    *,
    since: int,
    until: int,
    modulus: int | None,
    interval_s: int,
    most_per_hour: int,
) -> list[Span]:
    """The spans between the seconds `since` and `until`, in order, none overlapping another.

    The messages may come in any order, and several times. `modulus` is one more than the largest total, None where it
    is not known; `interval_s` how often the counter is meant to send; `most_per_hour` more than pass anywhere.
    A first total has no past, and an interval that began before `since` was counted elsewhere: neither gives a span.
    The same number in an interval some seconds after another is that one again, from the counter's memory.

    The spans of a stretch of time follow from the messages in it, from the nearest total on either side of it, and
    from messages within two intervals of these.
    """
    counter = _Counter(modulus, interval_s, most_per_hour)
    sums = _in_order(totals, since, until)
    told = _once(_in_order(intervals, since, until), min(_AGAIN_S, _SLACK * interval_s))
    periods = _matched(told, sums, _SLACK * interval_s)
    own = counter.spans_of(periods, since)
    found = counter.joined(sums, periods, own) if sums else own
    return counter.flagged(found, [one.at for one in sorted({*sums, *periods}) if one.is_suspect])


@dataclass(frozen=True, slots=True)
class _Counter:
    modulus: int | None
    interval_s: int
    most_per_hour: int

    def spans_of(self, periods: Sequence[Told], since: int) -> list[Span]:
        """Each interval reaches back to the message before it, or where that is missing as far as it is meant to."""
        found: list[Span] = []
        last: int | None = None
        for at, value, _ in periods:
            is_next = last is not None and at - last <= (1 + _SLACK) * self.interval_s
            start = last if last is not None and is_next else at - self.interval_s
            if start >= since:
                found.append(Span(start, at, value, _NO_FLAG))
            last = at
        return found

    def joined(self, sums: Sequence[Told], periods: Sequence[Told], own: Sequence[Span]) -> list[Span]:
        """Totals and intervals together; before the first total and after the last, intervals stand alone."""
        starts, ends = [one.start for one in own], [one.end for one in own]
        values = {one.at: one.value for one in periods}
        found = list(own[: bisect_right(ends, sums[0].at)])
        for before, after in pairwise(sums):
            difference = self._difference(before, after, values.get(after.at))
            inside = own[bisect_left(starts, before.at) : bisect_right(ends, after.at)]
            found += self._refined(difference, inside)
        return found + list(own[bisect_left(starts, sums[-1].at) :])

    def flagged(self, found: Iterable[Span], suspect: Sequence[int]) -> list[Span]:
        """With the flags of spans in which the counter found fault with itself, or counted more than can pass."""
        marked = []
        for one in found:
            hours = max((one.end - one.start) / HOUR_S, 1)
            if one.passages is not None and one.passages > self.most_per_hour * hours:
                one = one._replace(flags=one.flags | Flag.SPIKE)
            if bisect_right(suspect, one.start) < bisect_right(suspect, one.end):
                one = one._replace(flags=one.flags | Flag.SUSPECT_READING)
            marked.append(one)
        return marked

    def _difference(self, before: Told, after: Told, period: int | None) -> Span:
        """What passed between two totals; `period` is the interval told with the second.

        A total that is lower passed its largest number (WRAP), or began again at 0 and tells what came since (RESET).
        One that went back to a number the counter had saved tells nothing: then the interval does, and without one a
        total that is too high to be new is None.
        """
        start, end, count = before.at, after.at, after.value - before.value
        if count >= 0:
            return Span(start, end, count, _NO_FLAG)
        wrapped = self._wrapped(before, after)
        is_next = end - start <= _LONG * self.interval_s
        if wrapped is not None and not (is_next and _is_nearer(period, after.value, wrapped)):
            return Span(start, end, wrapped, Flag.WRAP)
        if is_next and period is not None:
            return Span(start, end, period, Flag.RESET)
        hours = min(max((end - start) / HOUR_S, 1), _DAY_H)
        is_new = after.value <= self.most_per_hour * hours
        return Span(start, end, after.value if is_new else None, Flag.RESET)

    def _wrapped(self, before: Told, after: Told) -> int | None:
        """The passages, if the largest number was passed; None where those are more than can be.

        What a gap adds to the likely is limited: in a long one any total could have come round, and a counter with a
        new battery must not be taken for thousands of passages. A quarter of the numbers is the limit for all.
        """
        if self.modulus is None or before.value >= self.modulus:
            return None
        seconds = max(HOUR_S, min(after.at - before.at, _LONG * self.interval_s))
        most = min(self.most_per_hour * seconds / HOUR_S, self.modulus / 4)
        count = (after.value - before.value) % self.modulus
        return count if count <= most else None

    def _refined(self, difference: Span, inside: Sequence[Span]) -> list[Span]:
        """A difference over missing messages, with what intervals tell of when its passages came.

        The rest came when no interval tells of: where that are several times, it is one span from the first of them to
        the last. Intervals that tell of more than the totals, or of all the time but not of all passages, are not used.
        """
        start, end, count, flags = difference
        is_long = end - start > _LONG * self.interval_s
        if not inside or not (is_long or count is None):
            return [difference]
        free = times_without(inside, start, end)
        told = [one._replace(flags=flags) for one in inside]
        if count is None:
            return sorted([*told, *(Span(*times, None, flags) for times in free)])
        rest = count - sum(one.passages or 0 for one in told)
        if rest == 0:
            return sorted([*told, *(Span(*times, 0, flags) for times in free)])
        if rest < 0 or sum(last - first for first, last in free) < _SLACK * self.interval_s:
            return [difference]
        first, last = free[0][0], free[-1][1]
        among = [one for one in told if first <= one.start < last]
        whole = Span(first, last, rest + sum(one.passages or 0 for one in among), flags)
        return sorted([*(one for one in told if one not in among), whole])


def times_without(found: Iterable[Span], start: int, end: int) -> list[tuple[int, int]]:
    """The times from `start` to `end` of which none of the spans tells; these are apart and in order."""
    free, at = [], start
    for one in found:
        if at < one.start:
            free.append((at, one.start))
        at = max(at, one.end)
    return [*free, (at, end)] if at < end else free


def _in_order(told: Iterable[Told], since: int, until: int) -> list[Told]:
    """By time, one for each second: of several the largest."""
    by_second = {one.at: one for one in sorted(told) if since <= one.at <= until}
    return list(by_second.values())


def _once(intervals: Sequence[Told], reach_s: float) -> list[Told]:
    """Without those that repeat the one before them; who finds fault with itself in either does so in both."""
    found: list[Told] = []
    last: int | None = None
    for one in intervals:
        if last is not None and one.at - last <= reach_s and one.value == found[-1].value:
            found[-1] = found[-1]._replace(is_suspect=found[-1].is_suspect or one.is_suspect)
        else:
            found.append(one)
        last = one.at
    return found


def _matched(intervals: Sequence[Told], totals: Sequence[Told], slack: float) -> list[Told]:
    """The intervals, each at the second of the total that was sent with it, where there is one.

    They belong together if neither has a nearer one of the other kind; of two equally near it is the earlier.
    """
    seconds, periods = [one.at for one in totals], [one.at for one in intervals]
    in_one_frame = set(seconds)
    found = []
    for one in intervals:
        if one.at in in_one_frame:
            found.append(one)
            continue
        total = _nearest(seconds, one.at)
        is_pair = total is not None and _nearest(periods, total) == one.at and abs(total - one.at) <= slack
        found.append(one._replace(at=total) if total is not None and is_pair else one)
    return found


def _nearest(seconds: Sequence[int], to: int) -> int | None:
    index = bisect_left(seconds, to)
    around = seconds[max(index - 1, 0) : index + 1]
    return min(around, key=lambda at: abs(at - to), default=None)


def _is_nearer(value: int | None, to: int, than: int) -> bool:
    """Whether a value is known and lies nearer to one number than to another."""
    return value is not None and abs(value - to) < abs(value - than)
