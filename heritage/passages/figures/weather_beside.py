"""The weather of each day beside its passages, from what was measured at the counting point's place.

Only good readings count: a day's sums are of those. A day that lacks too many of them tells nothing, for the coldest
or the sum of half a day is another thing; nothing measured is nothing told (R-V8).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from sqlalchemy import Connection, Date, Integer, String, bindparam, select

from heritage.passages.figures.values import DayWeather
from heritage.sensors.days import DaySum
from heritage.store.tables import READING_DAY, SERIES

ENOUGH = 0.75
"""Of the readings on the series' fullest day of those asked for: days with fewer tell neither ends nor sums. Ours."""

_TEMPERATURE, _RAIN, _SNOW = "air_temperature", "precipitation", "snow_depth"

_SERIES = select(SERIES.c.id, SERIES.c.quantity).where(
    SERIES.c.place == bindparam("place", type_=String), SERIES.c.quantity.in_((_TEMPERATURE, _RAIN, _SNOW))
)
_DAYS = (
    select(
        READING_DAY.c.series,
        READING_DAY.c.day,
        READING_DAY.c.count,
        READING_DAY.c.lowest,
        READING_DAY.c.highest,
        READING_DAY.c.total,
    )
    .where(
        READING_DAY.c.series.in_(bindparam("series", expanding=True, type_=Integer)),
        READING_DAY.c.day >= bindparam("first", type_=Date),
        READING_DAY.c.day <= bindparam("last", type_=Date),
    )
    .order_by(READING_DAY.c.series, READING_DAY.c.day)
)


def weather_of(connection: Connection, place: str | None, first: date, last: date) -> dict[date, DayWeather]:
    """By day, of those on which anything was measured at the place; both days included."""
    if place is None:
        return {}
    quantities = {row.id: row.quantity for row in connection.execute(_SERIES, {"place": place})}
    if not quantities:
        return {}
    rows = connection.execute(_DAYS, {"series": list(quantities), "first": first, "last": last}).all()
    by_series = {
        series: [DaySum(*row) for row in found] for series, found in groupby(rows, lambda row: row[0])
    }
    chosen = {
        quantity: list(_full(by_series[series], quantity))
        for quantity, series in _fullest(quantities, by_series)
    }
    return _joined(place, chosen)


def _fullest(quantities: dict[int, str], days: dict[int, list[DaySum]]) -> Iterable[tuple[str, int]]:
    """One series for each quantity, for two gauges side by side are no sum: that with most days, or the older."""
    found: dict[str, int] = {}
    for series in sorted(days):
        other = found.get(quantities[series])
        if other is None or len(days[series]) > len(days[other]):
            found[quantities[series]] = series
    return found.items()


def _full(days: list[DaySum], quantity: str) -> Iterator[DaySum]:
    """Those with enough readings; a single one is enough for snow, which many read once a day."""
    least = 1.0 if quantity == _SNOW else ENOUGH * max(day.readings for day in days)
    return (day for day in days if day.readings >= least)


def _joined(place: str, chosen: dict[str, list[DaySum]]) -> dict[date, DayWeather]:
    air, rain, snow = (
        {day.day: day for day in chosen.get(name, ())} for name in (_TEMPERATURE, _RAIN, _SNOW)
    )
    found = {}
    for day in sorted(air.keys() | rain.keys() | snow.keys()):
        measured, fell, lay = air.get(day), rain.get(day), snow.get(day)
        found[day] = DayWeather(
            place,
            measured.highest if measured else None,
            measured.lowest if measured else None,
            fell.total if fell else None,
            lay.total / lay.readings if lay else None,
        )
    return found
