"""The sums of local days (R-V4): how many readings count, the lowest, the highest, and their total."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from math import fsum
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from heritage.sensors.series import Row, bounds, day_of, rows_between, seconds
from heritage.sensors.verdicts import Spans, counts, spans_of, verdict_on
from heritage.store.engine import insert_for
from heritage.store.tables import READING_DAY

_DECIMALS = 3

_AT_ONCE = 31
"""Days whose readings are read at once."""


class DaySum(NamedTuple):
    """What counts of one series on one local day; nothing where `readings` is 0, which is no measured 0 (R-V8).

    `total` is the sum of the values, each rounded to three decimals: such sums are exact, so that they do not
    depend on the order in which readings come.
    """

    series: int
    day: date
    readings: int
    lowest: float
    highest: float
    total: float


def sum_up(series: int, rows: Sequence[Row], spans: Spans, days: Iterable[date]) -> list[DaySum]:
    """The sums of `days` from those of `rows`, in order of time, that lie on them."""
    sums = []
    for day in days:
        first, end = bounds(day)
        rows_of_day = rows[bisect_left(rows, (first,)) : bisect_left(rows, (end,))]
        values = [
            row.value
            for row in rows_of_day
            if row.value is not None and counts(row.value, row.quality, verdict_on(spans, row.at))
        ]
        sums.append(_sum(series, day, values))
    return sums


def _sum(series: int, day: date, values: Sequence[float]) -> DaySum:
    if not values:
        return DaySum(series, day, 0, 0.0, 0.0, 0.0)
    total = round(fsum(round(value, _DECIMALS) for value in values), _DECIMALS)
    return DaySum(series, day, len(values), min(values), max(values), total)


def add(connection: Connection, sums: Sequence[DaySum]) -> None:
    """Add `sums` of readings that were not there to what is stored for their days."""
    stored = _stored(connection, {one.series for one in sums}, {one.day for one in sums})
    write(connection, [_added(one, stored.get((one.series, one.day))) for one in sums if one.readings])


def _stored(
    connection: Connection, series: Collection[int], days: Collection[date]
) -> dict[tuple[int, date], DaySum]:
    query = select(READING_DAY).where(READING_DAY.c.series.in_(series), READING_DAY.c.day.in_(days))
    found = (DaySum(*row) for row in connection.execute(query))
    return {(one.series, one.day): one for one in found}


def _added(one: DaySum, other: DaySum | None) -> DaySum:
    if other is None:
        return one
    return DaySum(
        one.series,
        one.day,
        one.readings + other.readings,
        min(one.lowest, other.lowest),
        max(one.highest, other.highest),
        round(one.total + other.total, _DECIMALS),
    )


def write(connection: Connection, sums: Sequence[DaySum]) -> None:
    """Put `sums` in place of what was stored for their days."""
    full = [_as_row(one) for one in sums if one.readings]
    if full:
        put = insert_for(connection.dialect, READING_DAY)
        replaced = {name: put.excluded[name] for name in ("count", "lowest", "highest", "total")}
        keys = list(READING_DAY.primary_key)
        connection.execute(put.on_conflict_do_update(index_elements=keys, set_=replaced), full)
    for series in {one.series for one in sums}:
        empty = [one.day for one in sums if one.series == series and not one.readings]
        if empty:
            gone = (READING_DAY.c.series == series) & READING_DAY.c.day.in_(empty)
            connection.execute(delete(READING_DAY).where(gone))


def _as_row(one: DaySum) -> dict[str, object]:
    return {
        "series": one.series,
        "day": one.day,
        "count": one.readings,
        "lowest": one.lowest,
        "highest": one.highest,
        "total": one.total,
    }


def rebuild(connection: Connection, series: int, first: datetime, last: datetime) -> None:
    """Sum up anew the local days from that of `first` to that of `last`, both included, from the readings."""
    spans = spans_of(connection, [series]).get(series, ())
    day, end = day_of(seconds(first)), day_of(seconds(last))
    while day <= end:
        days = [day + timedelta(days=number) for number in range(min(_AT_ONCE, (end - day).days + 1))]
        rows = rows_between(connection, series, bounds(days[0])[0], bounds(days[-1])[1])
        write(connection, sum_up(series, rows, spans, days))
        day = days[-1] + timedelta(days=1)
