"""Signs whose scans have stopped while those of others go on (R-Q13): a plate that is gone, dirty or pasted over.

Told from sums alone. A sign that is scanned once a month tells nothing by a silent fortnight: what counts is how likely
its silence is, given how the others did.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from math import log
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from heritage.store.tables import SCAN_COUNT

SILENT_FOR = timedelta(days=14)
BEFORE = timedelta(days=56)
"""So long before the silence a sign's share of all scans is taken."""

CHANCE = 0.001
"""A silence that is less likely than that is no chance; the same as for runs of zeros of counters (R-V10)."""

_EXPECTED = -log(CHANCE)
"""Scans: where so many are expected, Poisson gives none of them with that chance: exp(-6.9) = 0.001."""


class Stopped(NamedTuple):
    """A sign's code, and when it was scanned last, to the hour."""

    code: str
    since: datetime


def stopped(
    connection: Connection, codes: Mapping[str, str], known: Collection[str], now: datetime
) -> list[Stopped]:
    """Those of `codes` that are silent and should not be. `codes` are of signs that stand, each with its place.

    Those that are `known` to have stopped have, until somebody scans them.

    Others on the same place do not count as others: visitors choose between them.
    """
    lately, start = now - SILENT_FOR, now - SILENT_FOR - BEFORE
    before, since = (_sums(connection, codes, *times) for times in ((start, lately), (lately, now)))
    return list(_stopped(connection, codes, known, before, since))


def _stopped(
    connection: Connection,
    codes: Mapping[str, str],
    known: Collection[str],
    before: Mapping[str, int],
    since: Mapping[str, int],
) -> Iterator[Stopped]:
    all_before, all_since = (_by_place(codes, sums) for sums in (before, since))
    for code, place in codes.items():
        then, now = (sum(sums.values()) - sums.get(place, 0) for sums in (all_before, all_since))
        expected = before.get(code, 0) / then * now if then else 0.0
        if not since.get(code) and (code in known or expected >= _EXPECTED):
            last = select(func.max(SCAN_COUNT.c.hour)).where(SCAN_COUNT.c.code == code)
            heard = connection.scalar(last)
            if heard is not None:
                yield Stopped(code, heard)


def _by_place(codes: Mapping[str, str], sums: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, place in codes.items():
        found[place] = found.get(place, 0) + sums.get(code, 0)
    return found


def _sums(connection: Connection, codes: Collection[str], start: datetime, end: datetime) -> dict[str, int]:
    query = (
        select(SCAN_COUNT.c.code, func.sum(SCAN_COUNT.c.count))
        # By code and hour are they stored: without the codes all there ever was would be read.
        .where(SCAN_COUNT.c.code.in_(codes), SCAN_COUNT.c.hour >= start, SCAN_COUNT.c.hour < end)
        .group_by(SCAN_COUNT.c.code)
    )
    return {code: int(number) for code, number in connection.execute(query)}
