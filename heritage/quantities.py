"""What is measured: each quantity's unit, decimals, ranges and ages, as one table (R-C2, R-C4)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Quality(IntEnum):
    """What a reading is worth (R-C3). Only good ones, and suspect ones with a mark, are public."""

    GOOD = 0
    SUSPECT = 1
    BAD = 2
    MISSING = 3


class IceKind(StrEnum):
    """What the drilled ice is made of; only clear ice is ever held against ten centimetres (R-C7)."""

    CLEAR = "clear"  # kärnis
    SNOW = "snow"  # stöpis, snöis
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a value may change: at most `rise` and `fall` of its unit within `within`. None: no limit."""

    rise: float | None
    fall: float | None
    within: timedelta


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured quantity.

    Outside `hard` a value is bad, outside `suspect` it is suspect; both ends belong to the range. After
    `stale` it is shown with a warning, after `expired` it is no current value any more (R-C2). `decimals` are those
    shown; `unit` is its symbol. Where `is_public` is false it serves interpretation and is shown nowhere.
    """

    key: str
    unit: str
    decimals: int
    hard: tuple[float, float]
    suspect: tuple[float, float]
    stale: timedelta
    expired: timedelta
    rate: Rate | None = None
    is_public: bool = True


_WEATHER = (2 * HOUR, 6 * HOUR)
_ICE = (24 * HOUR, 7 * DAY)
_COUNTER = (24 * HOUR, 7 * DAY)
_INTERVAL, _TOTAL = (0, 65_535), (0, 4_294_967_295)

QUANTITIES: dict[str, Quantity] = {
    quantity.key: quantity
    for quantity in (
        Quantity("air_temperature", "°C", 1, (-55, 45), (-45, 36), *_WEATHER, Rate(8, 8, HOUR)),
        Quantity("water_temperature", "°C", 1, (-0.5, 30), (0, 26), 6 * HOUR, 48 * HOUR, Rate(3, 3, HOUR)),
        Quantity("snow_depth", "cm", 0, (0, 400), (0, 200), 24 * HOUR, 72 * HOUR, Rate(15, None, HOUR)),
        Quantity("water_level", "cm", 0, (-1000, 1000), (-500, 500), 3 * HOUR, 24 * HOUR),
        Quantity("ice_thickness", "cm", 0, (0, 150), (0, 100), *_ICE, Rate(5, None, DAY)),
        Quantity("ice_temperature", "°C", 1, (-55, 45), (-45, 36), *_ICE, is_public=False),
        Quantity("wind_speed", "m/s", 0, (0, 45), (0, 30), *_WEATHER),
        Quantity("wind_gust", "m/s", 0, (0, 75), (0, 75), *_WEATHER),
        Quantity("wind_direction", "°", 0, (0, 360), (0, 360), *_WEATHER),
        Quantity("humidity", "%", 0, (0, 100), (0, 100), *_WEATHER),
        Quantity("pressure", "hPa", 0, (870, 1085), (870, 1085), *_WEATHER),
        Quantity("precipitation", "mm", 1, (0, 200), (0, 50), *_WEATHER),
        Quantity("passages", "", 0, _INTERVAL, _INTERVAL, *_COUNTER, is_public=False),
        Quantity("passages_total", "", 0, _TOTAL, _TOTAL, *_COUNTER, is_public=False),
    )
}
"""By key. Ranges, rates and ages are those of R-C2 and R-C4. Where the rules give none they are ours: water level
is relative to a mark of the place, precipitation is what fell in one interval of a device, up to an hour."""

COUNTED = ("passages", "passages_total")
"""What passage counters send: those since their last message, and those since they began. They become figures
elsewhere (R-V1 to R-V4), and are no conditions."""
