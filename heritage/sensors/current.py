"""The newest reading of each series of a place that may be shown, found by seeks: it costs the same in ten years."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, and_, bindparam, exists, func, select, type_coerce

from heritage.quantities import QUANTITIES, Quality
from heritage.sensors.series import Row, Series, bounds, moment, observed, rows_before, rows_between
from heritage.sensors.verdicts import Spans, shown_as, spans_of, verdict_on, waits
from heritage.store.tables import DECISION, READING, READING_DAY, SERIES


class Latest(NamedTuple):
    """A series of a place with its newest reading that may be shown.

    `observed_at` and `value` are None where there is none, and `quality` is then MISSING; else it is GOOD, also for
    what somebody has accepted, or SUSPECT, to be shown with its mark (R-C3). `last_heard` is when the series was
    last measured at all, whatever came of it. `waits_at` is when the newest reading since then was measured that
    waits for a human: a thickness of ice that nothing explains. Its number stands nowhere.
    """

    series: int
    place: str
    device: str
    channel: int
    quantity: str
    method: str
    observed_at: datetime | None
    value: float | None
    quality: Quality
    last_heard: datetime | None
    waits_at: datetime | None = None


_other = READING.alias()
_newest_at = (
    select(func.max(type_coerce(_other.c.observed_at, BigInteger)))
    .where(_other.c.series == SERIES.c.id)
    .scalar_subquery()
)
_is_decided_on = exists().where(DECISION.c.series == SERIES.c.id)
_NEWEST = (
    select(SERIES, observed, READING.c.value, READING.c.quality, _is_decided_on)
    .join_from(SERIES, READING, and_(READING.c.series == SERIES.c.id, observed == _newest_at), isouter=True)
    .where(SERIES.c.place == bindparam("of"))
    .order_by(SERIES.c.id)
)
_LAST_DAY = (
    select(READING_DAY.c.day)
    .where(READING_DAY.c.series == bindparam("of"))
    .order_by(READING_DAY.c.day.desc())
    .limit(1)
)


def latest(connection: Connection, place: str) -> list[Latest]:
    """The series of `place` that are public, in the order in which they began, also those that ended long ago."""
    found = [(Series(*row[:6]), row[6:9], row[9]) for row in connection.execute(_NEWEST, {"of": place})]
    known = [one for one in found if QUANTITIES[one[0].quantity].is_public]
    decided = [series.id for series, _, is_decided in known if is_decided]
    spans = spans_of(connection, decided) if decided else {}
    return [
        _latest(connection, series, Row(*row) if row[0] is not None else None, spans.get(series.id, ()))
        for series, row, _ in known
    ]


def _latest(connection: Connection, series: Series, newest: Row | None, spans: Spans) -> Latest:
    waits_at: datetime | None = None
    for row in _backwards(connection, series, newest):
        verdict = verdict_on(spans, row.at)
        quality = shown_as(series.quantity, row.value, row.quality, verdict)
        if quality is not None and newest is not None:
            return Latest(*series, moment(row.at), row.value, quality, moment(newest.at), waits_at)
        if waits_at is None and waits(series.quantity, row.quality, verdict):
            waits_at = moment(row.at)
    heard = moment(newest.at) if newest is not None else None
    return Latest(*series, None, None, Quality.MISSING, heard, waits_at)


def _backwards(connection: Connection, series: Series, newest: Row | None) -> Iterator[Row]:
    """The newest reading, those before it that could still be current beside it, and the last day with any that count.

    Mostly the first will do. A sensor that sends nothing usable for a year must not be read through for a year.
    """
    if newest is None:
        return
    yield newest
    memory = int(QUANTITIES[series.quantity].expired.total_seconds())
    yield from rows_before(connection, series.id, newest.at, memory)
    day = connection.scalar(_LAST_DAY, {"of": series.id})
    if day is not None:
        yield from reversed(rows_between(connection, series.id, *bounds(day)))
