"""When the sun rises and sets at a place, and when it gets dark: also where it does not (R-C16).

The sun's position follows the solar calculator of NOAA's Global Monitoring Laboratory, which is Meeus,
"Astronomical Algorithms", chapters 25 and 28 in their short form; between the polar circles it errs by less than a
minute, and hills and refraction on the day by more.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import asin, cos, degrees, radians, sin, tan

RISE = -0.833
"""Degrees at which the sun's upper edge stands on the horizon: half its width, and the bending of its light."""

CIVIL = -6.0
"""Degrees to which one can still see outdoors without a lamp."""

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_CENTURY = timedelta(days=36_525)
_HALF_A_DAY = timedelta(hours=12)
_SHARP_TO = timedelta(seconds=5)


@dataclass(frozen=True)
class SunDay:
    """The sun on one local day, times in UTC; dusk may come after midnight.

    A time is None where the sun does not pass that height on that side of noon: `is_up_all_day` and
    `is_down_all_day` tell why for sunrise and sunset. `is_white_night`: in the night after this day it never gets
    darker than civil twilight, though the sun is up by day.
    """

    dawn: datetime | None
    sunrise: datetime | None
    noon: datetime
    sunset: datetime | None
    dusk: datetime | None
    is_up_all_day: bool
    is_down_all_day: bool
    is_white_night: bool


@lru_cache(maxsize=2048)
def sun_day(lat: float, lon: float, day: date) -> SunDay:
    """The sun on `day` at a place in WGS84 degrees, counted from the solar midnight before to the one after."""
    noon = _noon(lon, day)
    before, after = noon - _HALF_A_DAY, noon + _HALF_A_DAY
    sunrise, sunset = (_passes(lat, lon, night, noon, RISE) for night in (before, after))
    dawn, dusk = (_passes(lat, lon, night, noon, CIVIL) for night in (before, after))
    is_day = elevation(lat, lon, noon) > RISE
    return SunDay(
        dawn=dawn,
        sunrise=sunrise,
        noon=noon,
        sunset=sunset,
        dusk=dusk,
        is_up_all_day=is_day and sunrise is None and sunset is None,
        is_down_all_day=not is_day,
        is_white_night=elevation(lat, lon, after) >= CIVIL,
    )


def is_dark(lat: float, lon: float, moment: datetime) -> bool:
    """Whether the sun stands below civil twilight at `moment`: in white nights never."""
    return elevation(lat, lon, moment) < CIVIL


def elevation(lat: float, lon: float, moment: datetime) -> float:
    """How high the middle of the sun stands above the horizon, in degrees from -90 to 90, without refraction."""
    declination, equation = _sun(moment)
    utc = moment.astimezone(UTC)
    minutes = utc.hour * 60 + utc.minute + utc.second / 60 + equation + 4 * lon
    hour_angle = radians(minutes / 4 - 180)
    latitude = radians(lat)
    height = sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(hour_angle)
    return degrees(asin(max(-1.0, min(1.0, height))))


def _noon(lon: float, day: date) -> datetime:
    """When the sun stands in the south on `day`, which is the local date there."""
    mean = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(minutes=4 * lon)
    return mean - timedelta(minutes=_sun(mean)[1])


def _passes(lat: float, lon: float, night: datetime, noon: datetime, height: float) -> datetime | None:
    """When the sun passes `height` between a solar midnight and a noon; None when it does not."""
    if not elevation(lat, lon, night) < height <= elevation(lat, lon, noon):
        return None
    low, high = night, noon
    while abs(high - low) > _SHARP_TO:
        middle = low + (high - low) / 2
        if elevation(lat, lon, middle) < height:
            low = middle
        else:
            high = middle
    return high


def _sun(moment: datetime) -> tuple[float, float]:
    """The sun's declination in radians, and the equation of time in minutes."""
    t = (moment - _J2000) / _CENTURY
    longitude = radians((280.46646 + t * (36000.76983 + t * 0.0003032)) % 360)
    anomaly = radians(357.52911 + t * (35999.05029 - t * 0.0001537))
    eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267)
    centre = (
        sin(anomaly) * (1.914602 - t * (0.004817 + t * 0.000014))
        + sin(2 * anomaly) * (0.019993 - t * 0.000101)
        + sin(3 * anomaly) * 0.000289
    )
    node = radians(125.04 - 1934.136 * t)
    apparent = longitude + radians(centre - 0.00569 - 0.00478 * sin(node))
    tilt = 23.439291 - t * (0.0130042 + t * (0.00000016 - t * 0.000000504)) + 0.00256 * cos(node)
    obliquity = radians(tilt)
    y = tan(obliquity / 2) ** 2
    equation = (
        y * sin(2 * longitude)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * longitude)
        - y * y * sin(4 * longitude) / 2
        - 1.25 * eccentricity**2 * sin(2 * anomaly)
    )
    return asin(sin(obliquity) * sin(apparent)), 4 * degrees(equation)
