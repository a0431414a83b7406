"""People of the demonstration who drill through the ice: the municipality twice a week, a club on Sundays."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, select

from heritage.conditions.ice import ICE_THICKNESS, counts_as_still
from heritage.demo.lakes import Lake, lake_at
from heritage.demo.senses import World
from heritage.i18n.dates import LOCAL_TIME
from heritage.places.place import Library, Place
from heritage.quantities import IceKind
from heritage.sensors import drilled, reporters
from heritage.sensors.drilled import Drilling
from heritage.store.tables import REPORTER

STAFF, CLUB = "Demokommunen", "Demoklubben"
"""Their names, as a page of any language tells them; the second is a reporter whose link nobody has."""

LEAST_CM = 5
"""On thinner ice nobody goes."""

_STAFF_DAYS, _CLUB_DAY = (1, 4), 6


def drillings(world: World, library: Library, club: str, start: int, end: int) -> list[Drilling]:
    """The holes drilled from the second `start` until before `end`; `club` is the device name of the club's."""
    found = []
    for place in _frozen_places(library):
        for day in _days(start, end):
            if day.weekday() in _STAFF_DAYS:
                found.append(_hole(world, place, day, drilled.STAFF, STAFF))
            if day.weekday() == _CLUB_DAY:
                found.append(_hole(world, place, day, club, CLUB))
    return [one for one in found if one is not None and start <= one.observed_at.timestamp() < end]


def drill(connection: Connection, world: World, library: Library, start: int, end: int) -> int:
    """Keep the holes drilled from `start` until before `end`; how many were new."""
    if not _frozen_places(library):
        return 0
    club = _club(connection, library, datetime.fromtimestamp(start, UTC))
    holes = drillings(world, library, club, start, end)
    return sum(drilled.add(connection, hole, hole.observed_at) for hole in holes)


def _frozen_places(library: Library) -> list[Place]:
    """Where ice is measured on water that may be told of in a demonstration."""
    return [
        place
        for place in library.places.values()
        if place.conditions is not None
        and ICE_THICKNESS in place.conditions.measures
        and counts_as_still(place.conditions.water, is_demo=True)
    ]


def _days(start: int, end: int) -> Iterator[date]:
    """The local days that the time touches."""
    day = datetime.fromtimestamp(start, LOCAL_TIME).date()
    last = datetime.fromtimestamp(end, LOCAL_TIME).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _hole(world: World, place: Place, day: date, device: str, observer: str) -> Drilling | None:
    chance = world.chance(device.partition(":")[0], place.slug, day)
    observed_at = datetime.combine(day, time(9 + chance % 3, chance % 60), LOCAL_TIME).astimezone(UTC)
    lake = lake_at(world.seed, place.slug, observed_at.timestamp())
    thickness = round(lake.ice_thickness + (chance >> 8) % 5 - 2)
    if thickness < LEAST_CM:
        return None
    snow = float(round(lake.snow_on_ice))
    return Drilling(
        place.slug, observed_at, float(thickness), _kind(lake, chance), snow, observer, device=device
    )


def _kind(lake: Lake, chance: int) -> IceKind:
    """Much snow makes snow ice; some look and do not know."""
    lot = (chance >> 16) % 100
    if lot < 12:
        return IceKind.UNKNOWN
    return IceKind.SNOW if lot < 12 + min(50, 3 * lake.snow_on_ice) else IceKind.CLEAR


def _club(connection: Connection, library: Library, now: datetime) -> str:
    """The device name of the club's drillings; the club is made if there is none."""
    query = select(REPORTER.c.id).where(REPORTER.c.name == CLUB)
    number = connection.scalar(query)
    if number is None:
        places = [place.slug for place in _frozen_places(library)]
        reporters.add(connection, library, CLUB, places, [ICE_THICKNESS], now)
        number = connection.scalar(query)
    return f"reporter:{number}"
