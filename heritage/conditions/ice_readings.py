"""What was measured of the ice at a place in the last week, by hand and by sensors, read from the database."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, select

from heritage.conditions.ice import ICE_THICKNESS, IceReading, Waiting
from heritage.conditions.shown import SENSOR, as_shown
from heritage.places.place import Library
from heritage.quantities import QUANTITIES, IceKind, Quality
from heritage.sensors.current import Latest
from heritage.sensors.series import seconds
from heritage.sensors.verdicts import shown_as, spans_of, verdict_on
from heritage.store.tables import DRILLING, READING


def ice_readings(
    connection: Connection, library: Library, heard: Sequence[Latest], now: datetime
) -> list[IceReading]:
    """The newest of each sensor, whatever its age, and all by hand that are current, or else the newest of each hand.

    `heard` are the series of one place.
    """
    newest = [one for one in heard if one.quantity == ICE_THICKNESS and one.observed_at is not None]
    found = [_newest(library, one) for one in newest if one.method == SENSOR]
    by_hand = {one.series: one for one in newest if one.method != SENSOR}
    if by_hand:
        recent = list(_by_hand(connection, library, by_hand, now - QUANTITIES[ICE_THICKNESS].expired))
        found += recent or [_newest(library, one) for one in by_hand.values()]
    return found


def waiting(heard: Iterable[Latest]) -> list[Waiting]:
    """Thicknesses that wait for a human, the newest of each series."""
    return [
        Waiting(one.waits_at, one.method != SENSOR)
        for one in heard
        if one.quantity == ICE_THICKNESS and one.waits_at is not None
    ]


def _newest(library: Library, one: Latest) -> IceReading:
    assert one.observed_at is not None and one.value is not None
    shown = as_shown(library, one, one.observed_at, one.value)
    return IceReading(shown, None if one.method == SENSOR else IceKind.UNKNOWN)


def _by_hand(
    connection: Connection, library: Library, series: dict[int, Latest], since: datetime
) -> Iterator[IceReading]:
    """All from `since` on that count after decisions, of whatever kind the ice was found to be."""
    same = and_(DRILLING.c.series == READING.c.series, DRILLING.c.observed_at == READING.c.observed_at)
    query = (
        select(READING, DRILLING.c.ice, DRILLING.c.snow_cm, DRILLING.c.observer)
        .join_from(READING, DRILLING, same, isouter=True)
        .where(READING.c.series.in_(series), READING.c.observed_at >= since)
    )
    spans = spans_of(connection, series)
    for row in connection.execute(query):
        verdict = verdict_on(spans.get(row.series, ()), seconds(row.observed_at))
        if shown_as(ICE_THICKNESS, row.value, row.quality, verdict) is Quality.GOOD:
            shown = as_shown(library, series[row.series], row.observed_at, row.value, by=row.observer or "")
            yield IceReading(shown, IceKind(row.ice or IceKind.UNKNOWN), row.snow_cm)
