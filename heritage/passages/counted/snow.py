"""Hours in which the snow lay higher than the counter (R-V21), from what was measured at the counting point's place."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sqlalchemy import Connection, select

from heritage.passages.counted.segments import Segment
from heritage.passages.stretches import HOUR_S, hour_start
from heritage.sensors.series import Row, rows_between
from heritage.sensors.verdicts import counts, spans_of, verdict_on
from heritage.store.tables import SERIES

SNOW_DEPTH = "snow_depth"

KNOWN_FOR_S = 24 * HOUR_S
"""So long a depth is taken to hold where no other follows: then it is stale (R-C2)."""

_CM = 100


def snowed_hours(
    connection: Connection, place: str | None, segments: Sequence[Segment], start: int, end: int
) -> set[int]:
    """The hours between two seconds in which any gauge of the place told more than the height of a counter there."""
    low = [one for one in segments if one.height_m is not None]
    if place is None or not low:
        return set()
    found: set[int] = set()
    for rows in _depths(connection, place, start, end):
        for first, last, depth in _lasting(rows):
            for one in low:
                if depth > (one.height_m or 0) * _CM:
                    begins = max(hour_start(first), one.since, start)
                    found.update(range(begins, min(last, end, one.until or end), HOUR_S))
    return found


def _depths(connection: Connection, place: str, start: int, end: int) -> Iterator[list[tuple[int, float]]]:
    """Of each gauge the readings that count, with their seconds and centimetres."""
    query = select(SERIES.c.id).where(SERIES.c.place == place, SERIES.c.quantity == SNOW_DEPTH)
    series = list(connection.scalars(query.order_by(SERIES.c.id)))
    spans = spans_of(connection, series) if series else {}
    for one in series:
        rows: Iterable[Row] = rows_between(connection, one, start - KNOWN_FOR_S, end)
        yield [
            (row.at, row.value)
            for row in rows
            if row.value is not None
            and counts(row.value, row.quality, verdict_on(spans.get(one, ()), row.at))
        ]


def _lasting(rows: Sequence[tuple[int, float]]) -> Iterator[tuple[int, int, float]]:
    """From when until when each depth holds."""
    for (at, depth), (following, _) in pairwise([*rows, (2**40, 0.0)]):
        yield at, min(following, at + KNOWN_FOR_S), depth
