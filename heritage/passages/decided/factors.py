"""Calibration factors of counting points: made from manual counts, or given by hand; withdrawn, never deleted (R-V5).

A factor multiplies derived figures only. Each change of them makes the figures of its days due.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from math import isfinite
from typing import NamedTuple

from sqlalchemy import Connection, String, bindparam, insert, select, update

from heritage.passages.counted.segments import segments_of
from heritage.passages.counted.sources import sources_of, spans_between
from heritage.passages.decided.calibration import (
    LEAST_EXACT,
    FactorRow,
    Ratio,
    Renewal,
    Session,
    Traffic,
    device_count,
    needs_renewal,
    ratio,
)
from heritage.passages.decided.manuals import ManualCount, manual_counts
from heritage.passages.due import due_on_days
from heritage.passages.entered import LONGEST_REASON, EntryError, explained, signed
from heritage.passages.stretches import HOUR_S, day_of
from heritage.places.place import Library
from heritage.problems import N_
from heritage.sensors.series import seconds
from heritage.store.flags import Direction
from heritage.store.passage_tables import FACTOR

HIGHEST = 20.0
"""A counter that misses nineteen of twenty is broken, and no factor mends it."""

BY_MANUAL_COUNTS = "manual counts"


# Made once: pages ask it often.
_ALL = select(FACTOR).order_by(FACTOR.c.id)
_OF_POINT = _ALL.where(FACTOR.c.point == bindparam("point", type_=String))


class Wanted(NamedTuple):
    """What a factor is to be of: local days, `last_day` included (None: until another takes over), and which hours.

    `direction` BOTH is every direction. `busy_from` is how many passages in an hour make it busy.
    """

    point: str
    direction: Direction
    first_day: date
    last_day: date | None = None
    traffic: Traffic = Traffic.ALL
    busy_from: int | None = None


class Compared(NamedTuple):
    """A manual count beside the counter: passages by hand and by it; `exact` as of `calibration.device_count`."""

    number: int
    start: datetime
    end: datetime
    manual: int | None
    device: int
    exact: float

    @property
    def is_sound(self) -> bool:
        """Whether the two are of the same minutes."""
        return self.manual is not None and self.exact >= LEAST_EXACT

    @property
    def per_hour(self) -> float:
        """What the counter counted in an hour."""
        return self.device * HOUR_S / (self.end - self.start).total_seconds()


def compare(connection: Connection, library: Library, point: str, direction: Direction) -> list[Compared]:
    """The manual counts of a point that are in force, beside what its counter counted in the same minutes."""
    sources = sources_of(connection, library, point)
    found = []
    for kept in manual_counts(connection, point):
        if kept.undone_at is not None:
            continue
        count = kept.manual
        start, end = seconds(count.start), seconds(count.end)
        spans = spans_between(connection, sources, start, end)
        ways = sorted(spans) if direction is Direction.BOTH else [direction]
        told = [device_count(spans[way].spans if way in spans else (), start, end) for way in ways]
        exact = min((share for _, share in told), default=0.0)
        device = sum(number for number, _ in told)
        manual = _people(count, direction, ways)
        found.append(Compared(kept.id, count.start, count.end, manual, device, exact))
    return found


def _people(count: ManualCount, direction: Direction, told: Collection[Direction]) -> int | None:
    """Those who went in a direction, or in all that the counter tells; None where nobody looked in one of these.

    Whoever watched one side only has not seen what a counter of both has counted.
    """
    both_ways = {Direction.IN, Direction.OUT}
    is_whole = Direction.BOTH in count.watched or count.watched >= both_ways or count.watched.issuperset(told)
    return count.people(direction) if is_whole or direction is not Direction.BOTH else None


def make(
    connection: Connection,
    library: Library,
    wanted: Wanted,
    numbers: Collection[int],
    who: str,
    now: datetime,
) -> FactorRow:
    """A factor from the manual counts of those numbers, stored. Raises EntryError where they do not make one."""
    compared = {one.number: one for one in compare(connection, library, wanted.point, wanted.direction)}
    chosen = []
    for number in sorted(set(numbers)):
        one = compared.get(number)
        if one is None:
            raise EntryError(
                N_("{point} has no manual count {number} that holds."), point=wanted.point, number=number
            )
        if not one.is_sound:
            raise EntryError(
                N_(
                    "Manual count {number} cannot be compared: nobody looked in that direction, or the counter "
                    "did not count all the time, or its messages lie too far apart."
                ),
                number=number,
            )
        if _is_of(wanted, one):
            chosen.append(one)
    return _store(connection, wanted, _ratio(chosen), chosen, BY_MANUAL_COUNTS, who, now)


def give(
    connection: Connection, wanted: Wanted, value: Ratio, method: str, who: str, now: datetime
) -> FactorRow:
    """A factor that is known from elsewhere, stored; `method` says from where. Raises EntryError."""
    if not 1 <= len(method.strip()) <= LONGEST_REASON:
        raise EntryError(
            N_("Say where the factor comes from, in at most {most} characters."), most=LONGEST_REASON
        )
    return _store(connection, wanted, value, (), method.strip(), who, now)


def withdraw(connection: Connection, number: int, by: str, why: str, now: datetime) -> bool:
    """Let a factor no longer hold, as if it never had; False where none of that number does. Raises EntryError."""
    note = {"withdrawn_at": now, "withdrawn_by": signed(by), "why_withdrawn": explained(why)}
    holding = (FACTOR.c.id == number) & FACTOR.c.withdrawn_at.is_(None)
    if connection.execute(update(FACTOR).where(holding).values(note)).rowcount != 1:
        return False
    row = connection.execute(select(FACTOR).where(FACTOR.c.id == number)).one()
    due_on_days(connection, row.point, row.first_day, row.last_day)
    return True


def factors(connection: Connection, point: str | None = None) -> list[FactorRow]:
    """All of a point or of all points, also those that were withdrawn, in the order in which they were made."""
    query = _ALL if point is None else _OF_POINT
    return [
        FactorRow(*row)._replace(direction=Direction(row.direction), traffic=Traffic(row.traffic))
        for row in connection.execute(query, {"point": point})
    ]


def in_force(connection: Connection, point: str) -> list[FactorRow]:
    """Those that were not withdrawn."""
    return [row for row in factors(connection, point) if row.withdrawn_at is None]


def renewals(library: Library, rows: Collection[FactorRow], today: date) -> dict[int, Renewal]:
    """By number, those of `rows` that hold on a local day and are to be counted anew (R-V5), and why.

    `rows` are all of their points: where a later one of the same direction and hours holds, the earlier is not due.
    """
    found = {}
    for row in rows:
        is_over = row.last_day is not None and row.last_day < today
        if row.withdrawn_at is not None or is_over or any(_is_later(one, row, today) for one in rows):
            continue
        came = (day_of(one.since) for one in segments_of(library, row.point))
        why = needs_renewal(row, today, max((day for day in came if day <= today), default=None))
        if why:
            found[row.id] = why
    return found


def _is_later(one: FactorRow, other: FactorRow, today: date) -> bool:
    """Whether it holds in place of the other."""
    is_same = (one.point, one.direction, one.traffic) == (other.point, other.direction, other.traffic)
    is_held = one.withdrawn_at is None and one.first_day <= today <= (one.last_day or today)
    return (
        is_same
        and is_held
        and (one.first_day, one.made_at, one.id)
        > (
            other.first_day,
            other.made_at,
            other.id,
        )
    )


def _is_of(wanted: Wanted, one: Compared) -> bool:
    if wanted.traffic is Traffic.ALL or wanted.busy_from is None:
        return True
    return (one.per_hour >= wanted.busy_from) is (wanted.traffic is Traffic.BUSY)


def _ratio(chosen: Sequence[Compared]) -> Ratio:
    try:
        return ratio([Session(one.manual or 0, one.device) for one in chosen])
    except ValueError as error:
        raise EntryError(
            N_("A factor needs manual counts in which somebody passed, seen by people and by the counter.")
        ) from error


def _store(
    connection: Connection,
    wanted: Wanted,
    value: Ratio,
    chosen: Sequence[Compared],
    method: str,
    who: str,
    now: datetime,
) -> FactorRow:
    _refuse_impossible(wanted, value)
    row = {
        **wanted._asdict(),
        "direction": int(wanted.direction),
        "traffic": wanted.traffic.value,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "passages": value.passages,
        "sessions": value.sessions,
        "counts": " ".join(str(one.number) for one in chosen),
        "method": method,
        "made_by": signed(who),
        "made_at": now,
    }
    number = connection.execute(insert(FACTOR).values(row).returning(FACTOR.c.id)).scalar_one()
    due_on_days(connection, wanted.point, wanted.first_day, wanted.last_day)
    return next(one for one in factors(connection, wanted.point) if one.id == number)


def _refuse_impossible(wanted: Wanted, value: Ratio) -> None:
    if wanted.last_day is not None and wanted.last_day < wanted.first_day:
        raise EntryError(N_("The last day must not come before the first."))
    if (wanted.traffic is Traffic.ALL) is not (wanted.busy_from is None):
        raise EntryError(
            N_("Busy and quiet hours need a number of passages that divides them; all hours none.")
        )
    numbers = (value.low, value.value, value.high)
    if (
        not all(map(isfinite, numbers))
        or not 0 < value.low <= value.value <= value.high
        or value.value > HIGHEST
    ):
        raise EntryError(
            N_("A factor lies between the ends of its interval, above 0, and is at most {most}."),
            most=f"{HIGHEST:g}",
        )
