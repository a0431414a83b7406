"""Made-up lakes under the made-up weather: how warm the water is half a metre down, and how thick the ice becomes."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from heritage.demo.climate import HOUR_S, Weather, first_hour, hours_of, place_of, warmth_of_season

_SLOWEST, _FASTEST = 13, 6
"""In how many days a deep and a shallow lake follow the air."""


class Lake(NamedTuple):
    """Water in °C at half a metre's depth, ice and the snow on it in cm, level in cm above the mark."""

    water_temperature: float
    ice_thickness: float
    snow_on_ice: float
    water_level: float


def lake_at(seed: int, place: str, at: float) -> Lake:
    """The water at `place`, between two full hours what lies between them. `at` in seconds since 1970."""
    hour = int(at // HOUR_S)
    share = at / HOUR_S - hour
    before, after = _hour(seed, place, hour), _hour(seed, place, hour + 1)
    return Lake(*(one + (other - one) * share for one, other in zip(before, after, strict=True)))


def _hour(seed: int, place: str, hour: int) -> Lake:
    year, index = place_of(hour)
    return _year(seed, place, year)[index]


@lru_cache(maxsize=32)
def _year(seed: int, place: str, year: int) -> tuple[Lake, ...]:
    days = _FASTEST + crc32(place.encode()) % (_SLOWEST - _FASTEST + 1)
    return tuple(_reckoned(hours_of(seed, year), first_hour(year), days * 24))


def _reckoned(weather: tuple[Weather, ...], first: int, slowness: int) -> Iterator[Lake]:
    """A lake that follows the air within `slowness` hours. It begins in May, when there is no ice any more."""
    water, ice, level = 8.0, 0.0, 0.0
    before = weather[0]
    for hour, now in enumerate(weather, first):
        snow = min(now.snow_depth * 0.4, ice * 0.6)
        melted = max(0.0, before.snow_depth - now.snow_depth) if now.air_temperature > 0 else 0.0
        level += (now.precipitation * 1.5 + melted * 3) * 0.3 - level / (12 * 24)
        if ice > 0:
            ice = _on_ice(ice, snow, now.air_temperature, warmth_of_season(hour))
            water += (0.6 + 0.02 * ice - water) / (10 * 24)
        else:
            # The sun warms water beyond the air in summer.
            aim = now.air_temperature + 2.8 * max(0.0, warmth_of_season(hour) + 0.3)
            water += (aim - water) / slowness
            if water <= 0.3:
                water = 0.3
                ice = 0.2 if now.air_temperature < -1 else 0.0
        before = now
        yield Lake(water, ice, snow, level)


_FROST = 2.7
"""Centimetres of ice by the root of the frost sum in °C days, without snow."""

_MOST_A_DAY = 4.0


def _on_ice(ice: float, snow: float, temperature: float, season: float) -> float:
    """Its thickness an hour later: snow keeps the frost out, warmth and the sun of spring take from above."""
    if temperature <= 0:
        grip = _FROST / (1 + 0.045 * snow)
        grown = grip**2 * -temperature / 24 / (2 * max(ice, 2.0))
        return ice + min(grown, _MOST_A_DAY / 24)
    sun = 1.6 * max(0.0, season + 0.15)
    shrunk = (0.35 if snow > 1 else 0.75) * temperature / 24 + sun / 24
    return max(0.0, ice - shrunk)
