"""Tells the makers of figures which counted readings have changed, in the transaction that changes them (R-V3).

What counters send becomes figures elsewhere; here it is only noted at which counting point, and in which time.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, String, bindparam, func, insert, select

from heritage.quantities import COUNTED, Quality
from heritage.sensors.series import Series, observed
from heritage.store.passage_tables import COUNT_DUE
from heritage.store.tables import READING

NOTED = (*COUNTED, "snow_depth")
"""Snow too, by the place where it was measured: a counter that lies below it counts nobody (R-V21)."""


class Touched(NamedTuple):
    """Readings of a series that came, went or were judged anew: the first and the last second of them."""

    series: Series
    first: int
    last: int


_FIRST, _LAST = (bindparam(name, type_=BigInteger) for name in ("first", "last"))
_is_number = READING.c.value.is_not(None) & (READING.c.quality != Quality.BAD)
_told = (READING.c.series == bindparam("of")) & _is_number
_before = select(func.max(observed)).where(_told, observed < _FIRST).scalar_subquery()
_after = select(func.min(observed)).where(_told, observed > _LAST).scalar_subquery()

# A difference belongs to all the time since the number before: it changes with either of the two.
_NOTE = insert(COUNT_DUE).from_select(
    ["point", "first_at", "last_at"],
    select(
        bindparam("point", type_=String),
        func.coalesce(_before, _FIRST),
        func.coalesce(_after, _LAST),
    ),
)


def note(connection: Connection, touched: Iterable[Touched]) -> None:
    """A row of COUNT_DUE for each series that figures follow from, from the number before those changed to the next."""
    spans: dict[int, Touched] = {}
    for one in touched:
        if one.series.quantity in NOTED:
            known = spans.get(one.series.id, one)
            spans[one.series.id] = Touched(one.series, min(known.first, one.first), max(known.last, one.last))
    rows = [
        {"of": one.series.id, "point": one.series.place, "first": one.first, "last": one.last}
        for one in spans.values()
    ]
    if rows:
        connection.execute(_NOTE, rows)
