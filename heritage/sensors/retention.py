"""How long raw events are kept (R-P16). Readings stay: they tell of the weather, not of people."""

from calendar import monthrange
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, select

from heritage.store.tables import UPLINK

MONTHS = 13
BATCH = 500
"""Events deleted in one transaction, so that nobody waits long for his turn."""

Run = Callable[[Callable[[Connection], int]], int]
"""Does work in a transaction of its own and gives back its result."""


def purge(run: Run, now: datetime, pause: Callable[[], object] = lambda: None) -> int:
    """Delete the raw events that came more than 13 months before `now`, whatever became of them; how many.

    `pause` is called between two transactions. Raises StoreError; what is gone by then stays so.
    """
    total = 0
    until = months_before(now, MONTHS)
    while gone := run(lambda connection: _delete_some(connection, until)):
        total += gone
        pause()
    return total


def months_before(now: datetime, months: int) -> datetime:
    """The same day of an earlier month, or its last day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def _delete_some(connection: Connection, until: datetime) -> int:
    """Of the first events in the order of their arrival those that are too old."""
    first = select(UPLINK.c.id, UPLINK.c.received_at).order_by(UPLINK.c.id).limit(BATCH)
    old = [row.id for row in connection.execute(first) if row.received_at < until]
    if old:
        connection.execute(delete(UPLINK).where(UPLINK.c.id.in_(old)))
    return len(old)
