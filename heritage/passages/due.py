"""Notes which figures are to be made anew, in the transaction that changes what they follow from."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, bindparam, exists, insert, select, type_coerce

from heritage.passages.stretches import midnight
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_DUE, COUNT_IMPORT, COUNT_IMPORTED

BEGINNING = datetime.fromtimestamp(0, UTC)
"""Before anything was counted."""

END = datetime(9999, 1, 1, tzinfo=UTC)
"""After all that will be."""

_IN_FORCE = (
    select(
        COUNT_IMPORT.c.id,
        type_coerce(COUNT_IMPORT.c.first_at, BigInteger),
        type_coerce(COUNT_IMPORT.c.last_at, BigInteger),
        *(
            exists().where(
                COUNT_IMPORTED.c.batch == COUNT_IMPORT.c.id, COUNT_IMPORTED.c.direction == int(way)
            )
            for way in Direction
        ),
    )
    .where(COUNT_IMPORT.c.point == bindparam("point"))
    .where(COUNT_IMPORT.c.finished_at.is_not(None), COUNT_IMPORT.c.undone_at.is_(None))
    .where(COUNT_IMPORT.c.first_at.is_not(None), COUNT_IMPORT.c.last_at.is_not(None))
    .order_by(COUNT_IMPORT.c.finished_at.desc(), COUNT_IMPORT.c.id.desc())
)


class InForce(NamedTuple):
    """An import in force, with the first second it tells of and the second after the last."""

    id: int
    start: int
    end: int
    directions: tuple[Direction, ...]


def imports_in_force(connection: Connection, point: str) -> tuple[InForce, ...]:
    """Those of a point, the newest first."""
    return tuple(
        InForce(number, start, end, tuple(way for way, has in zip(Direction, ways, strict=True) if has))
        for number, start, end, *ways in connection.execute(_IN_FORCE, {"point": point})
    )


def due(connection: Connection, point: str, first: datetime, last: datetime) -> None:
    """The figures of `point` from one moment to another, both included, are to be made anew."""
    connection.execute(insert(COUNT_DUE).values(point=point, first_at=first, last_at=last))


def due_for_import(connection: Connection, point: str, first: datetime, last: datetime) -> None:
    """The same for an import that came into force or is no longer.

    Between two imports a point was to count, so its figures are due as far as to the nearest others in force.
    """
    start, end = int(first.timestamp()), int(last.timestamp())
    starts, ends = [start], [end]
    others = imports_in_force(connection, point)
    for way in Direction:
        of_way = [one for one in others if way in one.directions]
        starts += sorted(one.end for one in of_way if one.end <= start)[-1:]
        ends += sorted(one.start for one in of_way if one.start >= end)[:1]
    due(connection, point, datetime.fromtimestamp(min(starts), UTC), datetime.fromtimestamp(max(ends), UTC))


def due_on_days(connection: Connection, point: str, first: date, last: date | None) -> None:
    """The same for local days, both included; None: all that follow."""
    end = END if last is None else datetime.fromtimestamp(midnight(last + timedelta(days=1)) - 1, UTC)
    due(connection, point, datetime.fromtimestamp(midnight(first), UTC), end)
