"""Readings of all places for open data, newest first, without any that the panel would not tell either."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from heritage.conditions.gather import hidden_ice
from heritage.conditions.ice import ICE_THICKNESS, told_times
from heritage.conditions.ice_readings import waiting
from heritage.conditions.shown import SENSOR
from heritage.places.place import Library
from heritage.quantities import QUANTITIES, IceKind, Quality
from heritage.sensors.current import latest
from heritage.sensors.series import Series, seconds
from heritage.sensors.verdicts import Spans, Verdict, shown_as, spans_of, verdict_on, waits
from heritage.store.tables import DRILLING, READING, SERIES

EVER, FOR_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

_FIRST_ROWS, _MOST_ROWS, _GROWTH = 8, 1_000, 4
"""How many readings of a series are read at first, at most at once, and by how much more each time."""

Times = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which readings: of all places and quantities unless named, from `begins` until before `ends`."""

    place: str | None = None
    quantity: str | None = None
    begins: datetime = EVER
    ends: datetime = FOR_EVER


@dataclass(frozen=True, slots=True)
class Listed:
    """A reading with its quality after decisions; `value` is None unless it is good, or suspect with its mark.

    `lag` is how long it took to arrive; `kind` what ice was found to be that somebody measured.
    """

    place: str
    quantity: str
    channel: int
    method: str
    observed_at: datetime
    lag: timedelta
    value: float | None
    quality: Quality
    kind: IceKind | None = None


def list_readings(
    connection: Connection, library: Library, wanted: Wanted, now: datetime, is_demo: bool
) -> Iterator[Listed]:
    """Those of the quantities that places measure, the newest first, read as far as the caller goes on.

    Thicknesses of ice that may not be told are left out altogether, of old winters too (R-C8, R-C9).
    """
    found = _series(connection, library, wanted)
    ice = {one.place for one in found if one.quantity == ICE_THICKNESS}
    told = {slug: _ice_times(connection, library, slug, now, is_demo) for slug in ice}
    spans = spans_of(connection, [one.id for one in found])
    parts = []
    for one in found:
        times = (
            told[one.place][one.method != SENSOR] if one.quantity == ICE_THICKNESS else ((EVER, FOR_EVER),)
        )
        parts.append(_newest_first(connection, one, _within(times, wanted), spans.get(one.id, ())))
    return merge(*parts, key=lambda reading: reading.observed_at, reverse=True)


def _series(connection: Connection, library: Library, wanted: Wanted) -> list[Series]:
    """Of places that measure the quantity and say so, in a fixed order."""
    query = select(*(SERIES.c[name] for name in Series._fields)).order_by(SERIES.c.id)
    if wanted.place is not None:
        query = query.where(SERIES.c.place == wanted.place)
    if wanted.quantity is not None:
        query = query.where(SERIES.c.quantity == wanted.quantity)
    measured = {
        (place.slug, quantity)
        for place in library.places.values()
        if place.conditions is not None
        for quantity in place.conditions.measures
        if QUANTITIES[quantity].is_public
    }
    found = [Series(*row) for row in connection.execute(query)]
    return [one for one in found if (one.place, one.quantity) in measured]


def _ice_times(
    connection: Connection, library: Library, slug: str, now: datetime, is_demo: bool
) -> tuple[Times, Times]:
    """When thicknesses were measured that may be told: by sensors, by hand."""
    hidden = hidden_ice(connection, library, library.places[slug], now, is_demo)
    doubts = waiting(latest(connection, slug))
    return told_times(hidden, doubts, False, now), told_times(hidden, doubts, True, now)


def _within(times: Times, wanted: Wanted) -> Times:
    return tuple((max(begins, wanted.begins), min(ends, wanted.ends)) for begins, ends in times)


def _newest_first(connection: Connection, series: Series, times: Times, spans: Spans) -> Iterator[Listed]:
    """The readings of one series, by seeks, a few at first: most callers stop soon."""
    same = and_(DRILLING.c.series == READING.c.series, DRILLING.c.observed_at == READING.c.observed_at)
    query = select(READING).where(READING.c.series == series.id).order_by(READING.c.observed_at.desc())
    is_drilled = series.quantity == ICE_THICKNESS and series.method != SENSOR
    if is_drilled:
        query = query.add_columns(DRILLING.c.ice).join_from(READING, DRILLING, same, isouter=True)
    for begins, ends in times:
        count = _FIRST_ROWS
        while begins < ends:
            between = query.where(READING.c.observed_at >= begins, READING.c.observed_at < ends).limit(count)
            rows = connection.execute(between).all()
            for row in rows:
                verdict = verdict_on(spans, seconds(row.observed_at))
                yield _listed(
                    series, row, verdict, IceKind(row.ice or IceKind.UNKNOWN) if is_drilled else None
                )
            if len(rows) < count:
                break
            ends, count = rows[-1].observed_at, min(_MOST_ROWS, count * _GROWTH)


def _listed(series: Series, row: Row[Any], verdict: Verdict | None, kind: IceKind | None) -> Listed:
    """What decisions have left of a reading (R-C3)."""
    value, quality = row.value, shown_as(series.quantity, row.value, row.quality, verdict)
    if quality is None:
        is_waiting = waits(series.quantity, row.quality, verdict)
        quality = Quality.MISSING if value is None else Quality.SUSPECT if is_waiting else Quality.BAD
        value = None
    return Listed(
        series.place,
        series.quantity,
        series.channel,
        series.method,
        row.observed_at,
        timedelta(seconds=row.lag),
        value,
        quality,
        kind,
    )
