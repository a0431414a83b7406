"""Signs whose scans have stopped while those of others go on (R-Q13): a plate that is gone, dirty or pasted over.

Told from sums alone. A sign that is scanned once a month tells nothing by a silent fortnight: what counts is how likely
its silence is, given how the others did.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from math import exp
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from heritage.store.tables import SCAN_COUNT

_BASELINE = 4
"""So many times as long as the silence, before it, a sign's share of all scans is taken."""


class Stopped(NamedTuple):
    """A sign's code, and when it was scanned last, to the hour."""

    code: str
    since: datetime


def stopped(
    connection: Connection,
    codes: Mapping[str, str],
    known: Collection[str],
    now: datetime,
    *,
    silent_days: int,
    chance: float,
) -> list[Stopped]:
    """Those of `codes` that are silent and should not be. `codes` are of signs that stand, each with its place.

    Silent is who was not scanned for `silent_days`, and should not be who would be so with less than `chance` (0..1).
    Those that are `known` to have stopped have, until somebody scans them.

    Others on the same place do not count as others: visitors choose between them.
    """
    silence = timedelta(days=silent_days)
    lately, start = now - silence, now - silence - _BASELINE * silence
    before, since = (_sums(connection, codes, *times) for times in ((start, lately), (lately, now)))
    return list(_stopped(connection, codes, known, before, since, chance))


def _stopped(
    connection: Connection,
    codes: Mapping[str, str],
    known: Collection[str],
    before: Mapping[str, int],
    since: Mapping[str, int],
    chance: float,
) -> Iterator[Stopped]:
    all_before, all_since = (_by_place(codes, sums) for sums in (before, since))
    for code, place in codes.items():
        then, now = (sum(sums.values()) - sums.get(place, 0) for sums in (all_before, all_since))
        expected = before.get(code, 0) / then * now if then else 0.0
        # Where so many are expected, Poisson gives none of them with that chance.
        if not since.get(code) and (code in known or exp(-expected) < chance):
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
