"""The small words of the room: spans of counted passages, local days and hours, and the ids of flows."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, select

from heritage.i18n import LOCAL_TIME
from heritage.store.engine import insert_for
from heritage.store.passage_tables import FLOW, Direction, Flag

HOUR_S = 3600

THOUSAND = 1000
"""Corrected and estimated passages are stored in thousandths."""


class Span(NamedTuple):
    """Passages counted after the second `start` and until the second `end`; `passages` None: told to be unknown."""

    start: int
    end: int
    passages: int | None
    flags: Flag


class HourCount(NamedTuple):
    """What is known of one hour of UTC that begins at the second `hour`: `raw` passages in `covered` seconds of it."""

    hour: int
    raw: int | None
    covered: int
    flags: Flag


class Stretch(NamedTuple):
    """`raw` passages counted somewhere between two seconds that lie more than an hour's reach apart."""

    start: int
    end: int
    raw: int
    flags: Flag


class Flow(NamedTuple):
    """A row of the table: one direction of a counting point."""

    id: int
    point: str
    direction: Direction


def hour_start(at: int) -> int:
    """The first second of the hour that holds a second. Sweden's offsets are whole hours, so it is a local hour too."""
    return at - at % HOUR_S


def midnight(day: date) -> int:
    """The first second of a local day."""
    return int(datetime.combine(day, time(), LOCAL_TIME).timestamp())


def day_bounds(day: date) -> tuple[int, int]:
    """The first second of a local day, and the first after it: 23, 24 or 25 hours (R-V4)."""
    return midnight(day), midnight(day + timedelta(days=1))


def local(at: int) -> datetime:
    """A second as local time."""
    return datetime.fromtimestamp(at, UTC).astimezone(LOCAL_TIME)


def day_of(at: int) -> date:
    """The local day that holds a second."""
    return local(at).date()


def slot_of(hour: int) -> int:
    """Local weekday from Monday * 24 + local hour: 0 to 167."""
    moment = local(hour)
    return moment.weekday() * 24 + moment.hour


def flows_of(connection: Connection, points: Collection[str] | None = None) -> list[Flow]:
    """Those of `points`, or all; by point and direction."""
    query = select(FLOW.c.id, FLOW.c.point, FLOW.c.direction).order_by(FLOW.c.point, FLOW.c.direction)
    if points is not None:
        query = query.where(FLOW.c.point.in_(points))
    return [Flow(row.id, row.point, Direction(row.direction)) for row in connection.execute(query)]


def find_or_make(
    connection: Connection, point: str, directions: Collection[Direction]
) -> dict[Direction, int]:
    """The ids of the flows of a point; those that are missing are made."""
    rows = [{"point": point, "direction": int(one)} for one in sorted(directions)]
    if rows:
        connection.execute(insert_for(connection.dialect, FLOW).on_conflict_do_nothing(), rows)
    return {flow.direction: flow.id for flow in flows_of(connection, [point])}
