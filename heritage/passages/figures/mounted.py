"""The life of a point's counters, as it changes figures: one comes, goes, or is mounted otherwise (R-V20)."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from msgspec import structs

from heritage.places.device import Mounting
from heritage.places.place import Library, Mounted


class Turn(StrEnum):
    """What became of a counter."""

    CAME = "came"
    OTHERWISE = "otherwise"  # it goes on, at another height, turned round, or with another setting
    WENT = "went"


class Turned(NamedTuple):
    """`name` is the counter's. It came, or goes on otherwise, from `day` on; one that went still counted on it."""

    day: date
    turn: Turn
    name: str


def turns(library: Library, point: str) -> list[Turned]:
    """What became of all counters of a point; a mounting that goes on as the one before it is no turn."""
    return list(dict.fromkeys(_turns(library, point)))


def _turns(library: Library, point: str) -> Iterator[Turned]:
    """With one for each line of a counter."""
    mounted = library.counters_at(point)
    for one in mounted:
        before = next((other for other in mounted if _goes_on(other, one)), None)
        if before is None:
            yield Turned(one.mounting.since, Turn.CAME, one.name)
        elif _set_up(before) != _set_up(one):
            yield Turned(one.mounting.since, Turn.OTHERWISE, one.name)
        until = one.mounting.until
        if until is not None and not any(_goes_on(one, other) for other in mounted):
            yield Turned(until, Turn.WENT, one.name)


def _goes_on(one: Mounted, after: Mounted) -> bool:
    """Whether the second mounting is of the same line of the same counter, from the day after on."""
    same = one.name == after.name and _line(one) == _line(after)
    until = one.mounting.until
    return same and until is not None and after.mounting.since == until + timedelta(days=1)


def _line(one: Mounted) -> int:
    return (one.mounting.line if isinstance(one.mounting, Mounting) else None) or 1


def _set_up(one: Mounted) -> object:
    return structs.replace(one.mounting, since=date.min, until=None)
