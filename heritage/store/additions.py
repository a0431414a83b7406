"""The statements by which many sums and raw events go into the database at once."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from sqlalchemy import Connection, Dialect, Insert, Table

from heritage.store.engine import insert_for
from heritage.store.tables import (
    SCAN_COUNT,
    TALLY,
    Counted,
    Increment,
    RawEvent,
    SetAside,
    UplinkState,
)

_MOST_ROWS = 256
"""Events that one statement brings in."""


def add_counts(connection: Connection, counts: Mapping[Increment, int]) -> None:
    """Add each number of `counts` to the row that its key names, making the row if need be."""
    for table, kind in ((SCAN_COUNT, Counted), (TALLY, SetAside)):
        # In one order everywhere, so that two servers never wait for each other's rows.
        rows = [{**key._asdict(), "count": counts[key]} for key in sorted(counts) if isinstance(key, kind)]
        if rows:
            connection.execute(_upsert(table, connection.dialect), rows)


def add_events(connection: Connection, events: Iterable[RawEvent]) -> None:
    """Keep each of `events` that is not there yet, to be interpreted."""
    # In one order everywhere, as above: two servers may get the same events.
    ordered = sorted(events, key=_identity)
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    while ordered:
        # Powers of two, so that few statements are to be prepared whatever number comes.
        number = min(1 << (len(ordered).bit_length() - 1), _MOST_ROWS)
        values: list[object] = []
        for one in ordered[:number]:
            received_at = int(one.received_at.timestamp())
            values += (one.source, one.key, one.dev_eui, one.hint, received_at, one.body)
        connection.exec_driver_sql(_insert_events(number, mark), tuple(values))
        del ordered[:number]


@lru_cache
def _insert_events(number: int, mark: str) -> str:
    """In the driver's own words, and many rows at once.

    For each row SQLAlchemy would take as long again as the database does, and sqlite3 would let go of the interpreter
    and wait to get it back from the event loop.
    """
    row = f"({', '.join([mark] * 6)}, {int(UplinkState.WAITING)})"
    return (
        "INSERT INTO uplink (source, key, dev_eui, hint, received_at, body, state) "
        f"VALUES {', '.join([row] * number)} ON CONFLICT (source, key) DO NOTHING"
    )


def _identity(event: RawEvent) -> tuple[str, str]:
    return event.source, event.key


@lru_cache
def _upsert(table: Table, dialect: Dialect) -> Insert:
    insert = insert_for(dialect, table)
    total = table.c.count + insert.excluded.count
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_={"count": total})
