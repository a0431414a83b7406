"""Made-up weather as it might be at 62.5° north: each hour a function of the hour and a seed alone, also hours to come.

Whoever asks for an hour gets the same weather, whenever and in whatever order: a demonstration that goes on after a
pause goes on as if it had never stopped. The hours of a weather year, from July to June, are reckoned together.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from math import cos, exp, pi
from random import Random
from typing import NamedTuple

HOUR_S, DAY_S = 3600, 86_400

_RUN_UP_DAYS = 61
"""So long before its year the weather is reckoned already: by then it has forgotten how it began."""


class Weather(NamedTuple):
    """The weather of an hour. Temperature in °C, humidity in %, pressure in hPa at 160 m above the sea, wind in m/s and
    degrees where it comes from, precipitation in mm of water an hour, cloud from 0 to 1, snow on level ground in cm."""

    air_temperature: float
    humidity: float
    pressure: float
    wind_speed: float
    wind_gust: float
    wind_direction: float
    precipitation: float
    cloud: float
    snow_depth: float


def weather_at(seed: int, at: float) -> Weather:
    """Between two full hours what lies between them; what falls is that of the hour. `at` in seconds since 1970."""
    hour = int(at // HOUR_S)
    before, after = _hour(seed, hour), _hour(seed, hour + 1)
    share = at / HOUR_S - hour
    mixed = [one + (other - one) * share for one, other in zip(before, after, strict=True)]
    # Half way between north by west and north by east is not south.
    turn = (after.wind_direction - before.wind_direction + 180) % 360 - 180
    return Weather(*mixed)._replace(
        wind_direction=(before.wind_direction + turn * share) % 360, precipitation=before.precipitation
    )


@lru_cache(maxsize=6)
def hours_of(seed: int, year: int) -> tuple[Weather, ...]:
    """The hours of the weather year that begins on 1 July of `year` (UTC), after those of its run-up."""
    return tuple(_reckoned(seed, first_hour(year), first_hour(year + 1) + _RUN_UP_DAYS * 24))


def place_of(hour: int) -> tuple[int, int]:
    """The weather year that holds an hour (counted since 1970), and the hour's place in `hours_of`."""
    moment = datetime.fromtimestamp(hour * HOUR_S, UTC)
    year = moment.year if moment.month >= 7 else moment.year - 1
    return year, hour - first_hour(year)


@lru_cache(maxsize=16)
def first_hour(year: int) -> int:
    """The first hour of the run-up to the weather year of `year`, counted since 1970."""
    begins = int(datetime(year, 7, 1, tzinfo=UTC).timestamp())
    return begins // HOUR_S - _RUN_UP_DAYS * 24


def warmth_of_season(hour: int) -> float:
    """From -1 in the third week of January to 1 in the third week of July."""
    return cos(2 * pi * (hour / 24 / 365.2425 - 0.5503))


def warmth_of_day(hour: int) -> float:
    """From -1 in the small hours to 1 in mid-afternoon, by the sun at 15.7° east."""
    return cos(2 * pi * ((hour % 24) + 1.05 - 15) / 24)


def _hour(seed: int, hour: int) -> Weather:
    year, place = place_of(hour)
    return hours_of(seed, year)[place]


def _reckoned(seed: int, first: int, end: int) -> Iterator[Weather]:
    """The hours from `first` until before `end`."""
    air, snow, draw = _Air(), _Snow(), Random()
    for hour in range(first, end):
        if hour % 24 == 0:
            draw = Random(f"{seed}:{hour // 24}")
        yield air.go_on(hour, draw, snow)


class _Wander:
    """A value around 0 with spread 1 that forgets in about `hours`: what chance brings to the last one."""

    def __init__(self, hours: float) -> None:
        self._keeps = exp(-1 / hours)
        self._takes = (1 - self._keeps**2) ** 0.5
        self.value = 0.0

    def go_on(self, draw: Random) -> float:
        self.value = self._keeps * self.value + self._takes * draw.gauss()
        return self.value


class _Slow:
    """Follows a value within about `hours`, without its jumps."""

    def __init__(self, hours: float) -> None:
        self._share = 1 / hours
        self.value = 0.0

    def follow(self, value: float) -> float:
        self.value += (value - self.value) * self._share
        return self.value


class _Snow:
    """Snow on level ground: falls, settles, melts. `water` is what it holds in mm, `depth` in cm."""

    def __init__(self) -> None:
        self.water = self.depth = 0.0

    def go_on(self, temperature: float, precipitation: float) -> float:
        """Its depth an hour later."""
        if temperature < 1:
            self.water += precipitation
            self.depth += precipitation  # Fresh snow is ten times as deep as its water.
        melts = max(0.0, temperature) * 3.2 / 24 + (precipitation * 0.2 if temperature >= 1 else 0)
        if melts >= self.water:
            self.water = self.depth = 0.0
            return 0.0
        self.depth *= 1 - melts / self.water
        self.water -= melts
        # It settles within weeks to three tenths of the density of water.
        self.depth -= max(0.0, self.depth - self.water / 3) / (15 * 24)
        return self.depth


class _Air:
    """The air over the region: depressions bring clouds, wind and what falls."""

    def __init__(self) -> None:
        self._low, self._pressure = _Wander(60), _Slow(10)
        self._mass, self._temperature, self._near = _Wander(80), _Slow(8), _Wander(2)
        self._clouds, self._rain = _Wander(14), _Wander(5)
        self._wind, self._turn = _Wander(15), _Wander(30)

    def go_on(self, hour: int, draw: Random, snow: _Snow) -> Weather:
        """An hour later, with what chance brings."""
        season, sun = warmth_of_season(hour), warmth_of_day(hour)
        summer = (season + 1) / 2
        depression = self._pressure.follow(self._low.go_on(draw))
        cloudiness = 0.6 * depression + 0.8 * self._clouds.go_on(draw)
        cloud = 1 / (1 + exp(-1.5 * cloudiness - 0.5))
        swing = (0.9 + 4.0 * summer) * (1.15 - 0.75 * cloud) * sun
        wetness = 0.7 * cloudiness + 0.7 * self._rain.go_on(draw) - 1.15
        falls = max(0.0, wetness) * (0.7 + 0.9 * summer)
        temperature = self._degrees(season, cloud, draw) + swing
        humidity = 80 - 7 * summer + 26 * (cloud - 0.5) - 4.2 * swing + 9 * min(1, falls)
        gale = 0.5 * self._wind.go_on(draw) + 0.2 * depression + 0.3 * summer * sun
        speed = max(0.0, 2.7 * exp(min(gale, 1.8)) - 0.4)
        return Weather(
            air_temperature=temperature,
            humidity=min(100.0, max(24.0, humidity)),
            pressure=991 - 10.5 * depression,
            wind_speed=speed,
            wind_gust=speed * (1.45 + 0.12 * abs(draw.gauss())) + 0.5,
            wind_direction=(245 + 75 * self._turn.go_on(draw)) % 360,
            precipitation=falls,
            cloud=cloud,
            snow_depth=snow.go_on(temperature, falls),
        )

    def _degrees(self, season: float, cloud: float, draw: Random) -> float:
        """The temperature but for the time of day, in °C."""
        # Clear winter nights are the cold ones, clear summer days the warm ones.
        clear = (0.6 - cloud) * 6 * (season if season < 0 else 0.4 * season)
        drift = self._temperature.follow(self._mass.go_on(draw))
        # In winter thaws are short and shallow, cold spells long and deep.
        drift *= 3.3 if season > 0 else 3.3 - season * (3.8 if drift < 0 else -0.3)
        degrees = 3.5 + 11.1 * season + clear + drift + 0.25 * self._near.go_on(draw)
        return min(29.0, max(-36.0, degrees))
