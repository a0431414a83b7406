"""Wind as people speak of it: its force, where it comes from, and how cold it makes the skin."""

from enum import StrEnum

KMH_PER_MS = 3.6


class Force(StrEnum):
    """SMHI's words for the mean wind over land, by rising force."""

    CALM = "calm"
    LIGHT = "light"
    MODERATE = "moderate"
    FRESH = "fresh"
    STRONG = "strong"
    STORM = "storm"
    HURRICANE = "hurricane"


FORCES = (
    (0.3, Force.CALM),
    (3.4, Force.LIGHT),
    (8.0, Force.MODERATE),
    (13.9, Force.FRESH),
    (24.5, Force.STRONG),
    (32.7, Force.STORM),
)
"""Each force with the speed in m/s at which the next one begins: SMHI's scale for land, lugnt to storm (Beaufort's
steps 0, 1-2, 3-4, 5-6, 7-9 and 10-11)."""


class Direction(StrEnum):
    """Where the wind comes from, with the sun."""

    NORTH = "north"
    NORTH_EAST = "north_east"
    EAST = "east"
    SOUTH_EAST = "south_east"
    SOUTH = "south"
    SOUTH_WEST = "south_west"
    WEST = "west"
    NORTH_WEST = "north_west"


_DIRECTIONS = tuple(Direction)


def force(speed: float) -> Force:
    """The word for a mean wind of `speed` m/s, by the tenth of a metre that is told."""
    told = round(speed, 1)
    return next((word for next_begins, word in FORCES if told < next_begins), Force.HURRICANE)


def direction(degrees: float) -> Direction:
    """The nearest of eight; `degrees` from 0 to 360 with the sun, 0 and 360 being north."""
    return _DIRECTIONS[round(degrees / 45) % 8]


def wind_chill(air_temperature: float, wind_speed: float) -> float | None:
    """How cold air of that temperature (°C) feels on bare skin in a mean wind of `wind_speed` m/s at 10 m (R-C13).

    In °C; None above 10 °C or for a wind of 1.3 m/s or less, for which the formula was not made.
    """
    if air_temperature > 10 or wind_speed <= 1.3:
        return None
    v: float = (wind_speed * KMH_PER_MS) ** 0.16
    return 13.12 + 0.6215 * air_temperature - 11.37 * v + 0.3965 * air_temperature * v
