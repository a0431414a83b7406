"""Made-up forecasts: the made-up weather of the hours to come, kept where real forecasts are. Never any warnings."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from heritage.demo.climate import HOUR_S, Weather
from heritage.demo.senses import World, local_weather
from heritage.places.place import Library
from heritage.weather.forecast import HOUR, Forecast, Precipitation, Provider, Sky, Step, assemble
from heritage.weather.kept import Document, PlacedForecast, forecast_key, keep, pack, read

_HOURS, _DAYS = 60, 9
"""So many hours one by one, then every sixth until so many days are full."""

_CLOUDS = (
    (0.2, Sky.CLEAR),
    (0.35, Sky.NEARLY_CLEAR),
    (0.55, Sky.HALF_CLEAR),
    (0.75, Sky.CLOUDY),
    (1.1, Sky.OVERCAST),
)
_FALLING = {
    Precipitation.RAIN: (Sky.LIGHT_RAIN, Sky.RAIN, Sky.HEAVY_RAIN),
    Precipitation.SLEET: (Sky.LIGHT_SLEET, Sky.SLEET, Sky.HEAVY_SLEET),
    Precipitation.SNOW: (Sky.LIGHT_SNOW, Sky.SNOW, Sky.HEAVY_SNOW),
}
_DRY = 0.05
"""Less than so many mm an hour is told as none."""


def renew(connection: Connection, world: World, library: Library, now: datetime) -> int:
    """Keep a forecast issued at the full hour for each place that is to have one; how many were not there yet."""
    issued_at = now.replace(minute=0, second=0, microsecond=0)
    made = 0
    for place in library.places.values():
        key = forecast_key(Provider.DEMO, place.slug)
        kept = read(connection, key) if place.has_forecast else None
        if not place.has_forecast or (kept is not None and kept.issued_at == issued_at):
            continue
        body = pack(PlacedForecast("", forecast(world, place.slug, issued_at)))
        keep(
            connection,
            Document(
                key,
                Provider.DEMO.value,
                checked_at=now,
                fetched_at=now,
                issued_at=issued_at,
                expires_at=issued_at + HOUR,
                body=body,
            ),
        )
        made += 1
    return made


def forecast(world: World, place: str, issued_at: datetime) -> Forecast:
    """What the weather of a place will be, in the steps of a weather service."""
    return assemble(Provider.DEMO, issued_at, _steps(world, place, issued_at))


def _steps(world: World, place: str, issued_at: datetime) -> Iterator[Step]:
    first = int(issued_at.timestamp())
    for hour in range(1, _HOURS + 1):
        yield _step(world, place, first + (hour - 1) * HOUR_S, 1)
    for hour in range(_HOURS, _DAYS * 24, 6):
        yield _step(world, place, first + hour * HOUR_S, 6)


def _step(world: World, place: str, start: int, hours: int) -> Step:
    """The weather at the end of some hours, and what falls in them."""
    ways = [local_weather(world.seed, place, start + hour * HOUR_S) for hour in range(hours + 1)]
    last, falls = ways[-1], sum(way.precipitation for way in ways[:-1])
    starts_at = datetime.fromtimestamp(start, UTC)
    kind = _kind(last, falls / hours)
    return Step(
        valid_at=starts_at + timedelta(hours=hours),
        interval_start=starts_at,
        air_temperature=round(last.air_temperature, 1),
        wind_speed=round(last.wind_speed, 1),
        wind_gust=round(last.wind_gust, 1),
        wind_direction=round(last.wind_direction),
        precipitation=0.0 if kind is Precipitation.NONE else round(falls, 1),
        kind=kind,
        sky=_sky(last, kind, falls / hours),
        thunder=False,
    )


def _kind(weather: Weather, rate: float) -> Precipitation:
    if rate < _DRY:
        return Precipitation.NONE
    if weather.air_temperature < 0.5:
        return Precipitation.SNOW
    return Precipitation.SLEET if weather.air_temperature < 1.5 else Precipitation.RAIN


def _sky(weather: Weather, kind: Precipitation, rate: float) -> Sky:
    if kind is not Precipitation.NONE:
        return _FALLING[kind][(rate > 0.5) + (rate > 2.5)]
    return next(sky for most, sky in _CLOUDS if weather.cloud < most)
