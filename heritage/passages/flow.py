"""Flows: one direction of a counting point each, and the ids that the tables know them by."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, select

from heritage.store.engine import insert_for
from heritage.store.flags import Direction
from heritage.store.passage_tables import FLOW


class Flow(NamedTuple):
    """A row of the table: one direction of a counting point."""

    id: int
    point: str
    direction: Direction


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
