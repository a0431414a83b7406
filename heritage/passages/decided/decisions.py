"""What people decide of counted passages: they are kept, left out, or left out and estimated (R-V12).

Raw counts stay as they are (R-V1). A later decision goes before an earlier one; each can be undone, and none is
deleted.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, String, bindparam, insert, select

from heritage.passages.due import due
from heritage.passages.entered import explained, in_order, signed, take_back
from heritage.passages.stretches import HOUR_S, hour_start
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_DECISION

# Made once: pages ask it often.
_ALL = select(COUNT_DECISION).order_by(COUNT_DECISION.c.id)
_OF_POINT = _ALL.where(COUNT_DECISION.c.point == bindparam("point", type_=String))


class Ruling(StrEnum):
    """What is decided."""

    KEPT = "kept"  # it is real
    REJECTED = "rejected"  # it is not, and is left out
    RECONSTRUCTED = "reconstructed"  # it is not; what stands in its place is estimated, however long it lasts


class Decision(NamedTuple):
    """A row of the table: on the hours from `first_at` until before `end_at`, of one direction or of all (None)."""

    id: int
    point: str
    direction: Direction | None
    first_at: datetime
    end_at: datetime
    verdict: Ruling
    decided_by: str
    decided_at: datetime
    why: str
    undone_at: datetime | None
    undone_by: str | None
    why_undone: str | None


class Subject(NamedTuple):
    """What a decision is about; its moments are widened to whole hours."""

    point: str
    first_at: datetime
    end_at: datetime
    direction: Direction | None = None


def record(
    connection: Connection, subject: Subject, ruling: Ruling, who: str, why: str, now: datetime
) -> int:
    """Decide, and return the decision's number. Raises EntryError where it lacks its end, a name or a reason."""
    in_order(subject.first_at, subject.end_at)
    row = {
        "point": subject.point,
        "direction": subject.direction,
        "first_at": _begun_hour(subject.first_at),
        "end_at": _begun_hour(subject.end_at + timedelta(seconds=HOUR_S - 1)),
        "verdict": ruling.value,
        "decided_by": signed(who),
        "decided_at": now,
        "why": explained(why),
    }
    made = insert(COUNT_DECISION).values(row).returning(COUNT_DECISION.c.id)
    number = int(connection.execute(made).scalar_one())
    _make_due(connection, number)
    return number


def undo(connection: Connection, number: int, by: str, why: str, now: datetime) -> bool:
    """Let a decision no longer hold; False where none of that number does. Raises EntryError."""
    is_undone = take_back(connection, COUNT_DECISION, number, by, why, now)
    if is_undone:
        _make_due(connection, number)
    return is_undone


def decisions(connection: Connection, point: str | None = None) -> list[Decision]:
    """All of a point or of all points, also those that were undone, in the order in which they were taken."""
    query = _ALL if point is None else _OF_POINT
    return [_from_row(row) for row in connection.execute(query, {"point": point})]


def in_force(connection: Connection, point: str) -> list[Decision]:
    """Those that hold, in the order in which they were taken."""
    return [one for one in decisions(connection, point) if one.undone_at is None]


def _from_row(row: Row[*tuple[Any, ...]]) -> Decision:
    way = None if row.direction is None else Direction(row.direction)
    return Decision(*row)._replace(direction=way, verdict=Ruling(row.verdict))


def _make_due(connection: Connection, number: int) -> None:
    row = connection.execute(select(COUNT_DECISION).where(COUNT_DECISION.c.id == number)).one()
    due(connection, row.point, row.first_at, row.end_at - timedelta(seconds=1))


def _begun_hour(moment: datetime) -> datetime:
    return datetime.fromtimestamp(hour_start(int(moment.timestamp())), UTC)
