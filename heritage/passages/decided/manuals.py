"""Manual counts: what people saw pass while the counter counted too, to calibrate it by (R-V5, R-V19)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from heritage.passages.entered import LONGEST_REASON, EntryError, in_order, signed, take_back
from heritage.problems import N_
from heritage.store.engine import insert_for
from heritage.store.flags import Direction
from heritage.store.passage_tables import MANUAL_COUNT, MANUAL_PASSAGES

LONGEST = timedelta(hours=24)
MOST = 100_000
"""Of one kind of traveller in one count."""

CLOCKS_APART = timedelta(minutes=5)
"""So much may a phone's clock be ahead."""

NOT_OVER = N_("The count ends later than now.")
TOO_LONG = N_("A count lasts at most 24 hours; enter longer ones in parts.")
LONG_NOTE = N_("The note has more than {most} characters.")


class Traveller(StrEnum):
    """Who passes."""

    WALKER = "walker"
    CYCLIST = "cyclist"
    SKIER = "skier"
    SNOWMOBILE = "snowmobile"
    DOG = "dog"

    @property
    def is_person(self) -> bool:
        """A dog may set off a counter and is no passage: that is one of the things that a factor mends."""
        return self is not Traveller.DOG


class Method(StrEnum):
    """How it was counted."""

    ON_SITE = "on_site"
    PICTURES = "pictures"
    OTHER = "other"


Seen = Mapping[tuple[Direction, Traveller], int]


class ManualCount(NamedTuple):
    """What somebody counted from `start` until before `end`; what `seen` does not name was not looked for.

    `key` was minted with the form.
    """

    key: str
    point: str
    start: datetime
    end: datetime
    observer: str
    method: Method
    seen: Seen
    note: str = ""

    def people(self, direction: Direction) -> int | None:
        """How many went in a direction, or in any that was looked at (BOTH); None where nobody looked."""
        numbers = [
            number
            for (way, traveller), number in self.seen.items()
            if traveller.is_person and direction in (Direction.BOTH, way)
        ]
        return sum(numbers) if numbers else None

    @property
    def watched(self) -> frozenset[Direction]:
        """The directions in which somebody looked for people."""
        return frozenset(way for way, traveller in self.seen if traveller.is_person)


class Kept(NamedTuple):
    """A manual count as it is stored."""

    id: int
    manual: ManualCount
    entered_at: datetime
    undone_at: datetime | None
    undone_by: str | None
    why_undone: str | None


def record(connection: Connection, count: ManualCount, now: datetime) -> tuple[int, bool]:
    """The number of a manual count, and whether it is new: the same key again changes nothing (R-V19).

    Raises EntryError for what cannot have been counted so.
    """
    _refuse_impossible(count, now)
    row = {
        "key": count.key,
        "point": count.point,
        "start": count.start,
        "end": count.end,
        "observer": signed(count.observer),
        "method": count.method.value,
        "note": count.note.strip(),
        "entered_at": now,
    }
    made = insert_for(connection.dialect, MANUAL_COUNT).values(row).on_conflict_do_nothing()
    number = connection.scalar(made.returning(MANUAL_COUNT.c.id))
    if number is None:
        known = select(MANUAL_COUNT.c.id).where(MANUAL_COUNT.c.key == count.key)
        return int(connection.execute(known).scalar_one()), False
    passages = [
        {"manual": number, "direction": int(way), "traveller": traveller.value, "count": seen}
        for (way, traveller), seen in count.seen.items()
    ]
    connection.execute(insert(MANUAL_PASSAGES), passages)
    return int(number), True


def undo(connection: Connection, number: int, by: str, why: str, now: datetime) -> bool:
    """Use a manual count no longer; False where none of that number is in force. Raises EntryError.

    Factors that were made from it stay as they are: they are withdrawn by themselves.
    """
    return take_back(connection, MANUAL_COUNT, number, by, why, now)


def manual_counts(connection: Connection, point: str | None = None) -> list[Kept]:
    """All of a point or of all points, also those that were undone; by number."""
    query = select(MANUAL_COUNT).order_by(MANUAL_COUNT.c.id)
    if point is not None:
        query = query.where(MANUAL_COUNT.c.point == point)
    rows = connection.execute(query).all()
    seen: dict[int, dict[tuple[Direction, Traveller], int]] = {row.id: {} for row in rows}
    passages = select(MANUAL_PASSAGES).where(MANUAL_PASSAGES.c.manual.in_(seen))
    for manual, way, traveller, number in connection.execute(passages):
        seen[manual][Direction(way), Traveller(traveller)] = number
    return [
        Kept(
            row.id,
            ManualCount(
                row.key,
                row.point,
                row.start,
                row.end,
                row.observer,
                Method(row.method),
                seen[row.id],
                row.note,
            ),
            row.entered_at,
            row.undone_at,
            row.undone_by,
            row.why_undone,
        )
        for row in rows
    ]


def _refuse_impossible(count: ManualCount, now: datetime) -> None:
    in_order(count.start, count.end)
    if count.end > now + CLOCKS_APART:
        raise EntryError(NOT_OVER)
    if count.end - count.start > LONGEST:
        raise EntryError(TOO_LONG)
    if not count.seen or any(not 0 <= number <= MOST for number in count.seen.values()):
        raise EntryError(N_("Enter how many passed: whole numbers from 0 to {most}."), most=MOST)
    if len(count.note) > LONGEST_REASON:
        raise EntryError(LONG_NOTE, most=LONGEST_REASON)
