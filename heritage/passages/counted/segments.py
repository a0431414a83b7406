"""Segments: one for each time that a counter stood at a counting point, so that a move begins a new one (R-V20).

Pure: from the content to seconds. What a counter sent is read by the segment of its moment, and by no other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from heritage.passages.stretches import HOUR_S, midnight
from heritage.places.counting import CounterMounting
from heritage.places.device import Device, Mounting
from heritage.places.place import Library
from heritage.quantities import COUNTED
from heritage.sensors.profiles import PROFILES, is_taken, number_of
from heritage.store.flags import Direction


class Segment(NamedTuple):
    """A counter at a point from the second `since` until before `until`; None: still.

    `device` is a dev_eui, or a counter's key of `counting.yaml`. `channels` tells for each of the device's own which
    way it counts, as the point names it. Its running totals begin again at 0 after `modulus` - 1; None: it has none
    that are known to. `interval_s` is how often it is meant to tell, `height_m` above the ground.
    """

    device: str
    since: int
    until: int | None
    channels: Mapping[int, Direction]
    modulus: int | None
    interval_s: int
    height_m: float | None

    def holds(self, at: int) -> bool:
        """Whether the counter stood so at a second."""
        return self.since <= at and (self.until is None or at < self.until)


def segments_of(library: Library, point: str) -> list[Segment]:
    """Those of a counting point, by when they began and then by device."""
    return sorted([*_of_devices(library, point), *_of_counters(library, point)], key=_order)


def expected_of(segments: Sequence[Segment], now_s: int) -> list[tuple[int, int]]:
    """When a point was to count, until `now_s`: from second to before second, in order, none touching the next."""
    spans = ((one.since, min(one.until if one.until is not None else now_s, now_s)) for one in segments)
    found: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _order(one: Segment) -> tuple[int, str]:
    return one.since, one.device


def _of_devices(library: Library, point: str) -> Iterator[Segment]:
    for dev_eui, device in library.devices.items():
        for mounting in device.mountings:
            if mounting.point == point:
                channels, modulus = _told(device, mounting)
                interval_s = device.interval_minutes * 60
                yield Segment(dev_eui, *_span(mounting), channels, modulus, interval_s, mounting.height_m)


def _of_counters(library: Library, point: str) -> Iterator[Segment]:
    """What comes of those by files tells its own intervals, in the directions that counters have."""
    for key, counter in library.counting.counters.items():
        for mounting in counter.mountings:
            if mounting.point == point:
                channels = _directions(Direction, is_reversed=mounting.reversed)
                yield Segment(key, *_span(mounting), channels, None, HOUR_S, mounting.height_m)


def _told(device: Device, mounting: Mounting) -> tuple[dict[int, Direction], int | None]:
    """The channels that a device counts in where it hangs like that, and where its totals begin again.

    None of either with a profile that we do not have.
    """
    profile = PROFILES.get(device.profile)
    measures = profile.measures if profile is not None else ()
    taken = [one for one in measures if one.quantity in COUNTED and is_taken(one, mounting)]
    numbers = {number_of(one, mounting) for one in taken}
    moduli = [one.modulus for one in taken if one.modulus is not None]
    return _directions(numbers, is_reversed=mounting.reversed), min(moduli, default=None)


def _directions(numbers: Iterable[int], *, is_reversed: bool) -> dict[int, Direction]:
    """A device's channel 1 is its in, 2 its out; any other number cannot tell."""
    swapped = {Direction.IN: Direction.OUT, Direction.OUT: Direction.IN}
    found = {}
    for number in sorted(numbers):
        direction = Direction(number) if number in tuple(Direction) else Direction.BOTH
        found[int(number)] = swapped.get(direction, direction) if is_reversed else direction
    return found


def _span(mounting: Mounting | CounterMounting) -> tuple[int, int | None]:
    """The days of a mounting, both whole, as seconds; the last day that there is has no end."""
    last = mounting.until
    has_end = last is not None and last < date.max
    return midnight(mounting.since), midnight(last + timedelta(days=1)) if last and has_end else None
