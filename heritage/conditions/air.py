"""How mild the last days were at a place: mean air temperatures of whole local days, for the rules of ice (R-C9)."""

from collections.abc import Mapping
from datetime import date, timedelta
from math import cos, hypot, radians

from sqlalchemy import Connection, bindparam, func, select

from heritage.places.place import Library, Place
from heritage.places.position import Position
from heritage.store.tables import READING_DAY, SERIES

AIR_TEMPERATURE = "air_temperature"

NEAR_KM = 30
"""How far away air may be measured and still tell of a place."""

LEAST_READINGS = 6
"""Of a day, one every fourth hour: the mean of fewer could be that of an afternoon or of a night."""

_KM_PER_DEGREE = 111.2


def daily_means(
    connection: Connection, library: Library, place: Place, today: date, days: int
) -> dict[date, float]:
    """°C by local day, for the `days` before `today` of which a mean is known.

    Of each day the nearest place within 30 km that measured it tells; for a place whose position nobody knows its
    own readings do, else the mildest of all, for the mild days are those to beware of.
    """
    near = _nearest_first(library, place)
    known = _known(connection, near, today, days)
    means: dict[date, float] = {}
    for day in {day for _, day in known}:
        told = [known[slug, day] for slug in near if (slug, day) in known]
        is_sure = place.position is not None or (place.slug, day) in known
        means[day] = told[0] if is_sure else max(told)
    return means


_count, _total = func.sum(READING_DAY.c.count), func.sum(READING_DAY.c.total)
_MEANS = (
    select(SERIES.c.place, READING_DAY.c.day, _total / _count)
    .join_from(SERIES, READING_DAY, READING_DAY.c.series == SERIES.c.id)
    .where(
        SERIES.c.place.in_(bindparam("places", expanding=True)),
        SERIES.c.quantity == AIR_TEMPERATURE,
        READING_DAY.c.day >= bindparam("first"),
        READING_DAY.c.day < bindparam("today"),
    )
    .group_by(SERIES.c.place, READING_DAY.c.day)
    .having(_count >= LEAST_READINGS)
)


def _known(
    connection: Connection, slugs: list[str], today: date, days: int
) -> Mapping[tuple[str, date], float]:
    """Means by place and day."""
    given = {"places": slugs, "first": today - timedelta(days=days), "today": today}
    return {(slug, day): mean for slug, day, mean in connection.execute(_MEANS, given)}


def _nearest_first(library: Library, place: Place) -> list[str]:
    """Places where air is measured: the place itself, then those near it, or all if nobody knows where it lies."""
    found: list[tuple[float, str]] = []
    for other in library.places.values():
        if other.conditions is None or AIR_TEMPERATURE not in other.conditions.measures:
            continue
        if other.slug == place.slug or place.position is None:
            found.append((0 if other.slug == place.slug else NEAR_KM, other.slug))
        elif other.position is not None:
            km = _km(place.position, other.position)
            if km <= NEAR_KM:
                found.append((km, other.slug))
    return [slug for _, slug in sorted(found)]


def _km(one: Position, other: Position) -> float:
    """As the crow flies, on a plane: good to a few metres over such distances."""
    east = (other.lon - one.lon) * cos(radians((one.lat + other.lat) / 2))
    return _KM_PER_DEGREE * hypot(other.lat - one.lat, east)
