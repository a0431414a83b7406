"""Which calibration factors multiply what of a period, and how unsure each is: so much goes into intervals. Pure.

Where busy and quiet hours have factors of their own, days are shared between both as the whole period is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from sys import maxsize

from heritage.passages.decided.calibration import FactorRow, factor_on
from heritage.passages.figures.sums import Factored
from heritage.passages.figures.values import FactorTold
from heritage.store.flags import Direction

BusyShare = Callable[[Direction, int], float]
"""The share (0..1) of a direction's passages that fell into hours with at least so many counted ones."""

_DAY = timedelta(days=1)


def factored(
    rows: Sequence[FactorRow], direction: Direction, first: date, last: date, busy_share: BusyShare
) -> Iterator[Factored]:
    """The factors of a direction that hold from `first` to `last`, both included, in order of time."""
    for start, following in pairwise(_turns(rows, first, last)):
        quiet, busy = factor_on(rows, start, direction, 0), factor_on(rows, start, direction, maxsize)
        end = following - _DAY
        if quiet is busy:
            if quiet is not None:
                yield Factored(start, end, quiet.id, 1.0)
            continue
        split = next(row.busy_from or 0 for row in (busy, quiet) if row is not None and row.busy_from)
        share = busy_share(direction, split)
        if quiet is not None:
            yield Factored(start, end, quiet.id, 1 - share)
        if busy is not None:
            yield Factored(start, end, busy.id, share)


def used(rows: Iterable[FactorRow], factored: Iterable[Factored]) -> tuple[FactorTold, ...]:
    """The factors that multiply anything, by direction and day."""
    held = {one.factor for one in factored}
    found = [row for row in rows if row.id in held]
    return tuple(_told(row) for row in sorted(found, key=lambda row: (row.direction, row.first_day, row.id)))


def _turns(rows: Iterable[FactorRow], first: date, last: date) -> list[date]:
    """The days from which another factor may hold, `first` before them and the day after `last` behind."""
    begun = {row.first_day for row in rows}
    ended = {row.last_day + _DAY for row in rows if row.last_day is not None}
    return [first, *sorted(day for day in begun | ended if first < day <= last), last + _DAY]


def _told(row: FactorRow) -> FactorTold:
    return FactorTold(
        row.direction,
        row.traffic,
        row.first_day,
        row.last_day,
        row.value,
        row.low,
        row.high,
        row.passages,
        row.sessions,
        row.method,
        row.is_indicative,
        row.made_by,
    )
