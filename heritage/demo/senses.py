"""What a made-up device measures at a moment: the weather and the water of its place, seen as sensors see them."""

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from heritage.demo.climate import DAY_S, HOUR_S, Weather, weather_at
from heritage.demo.lakes import Lake, lake_at
from heritage.demo.library import DemoDevice, Kind, Role
from heritage.quantities import QUANTITIES

SEED = 22
"""Which of all possible years is shown."""


@dataclass(frozen=True, slots=True)
class World:
    """A demonstration: which weather it has, and when it began (seconds since 1970): from then devices do badly."""

    began: int
    seed: int = SEED

    def chance(self, *of: object) -> int:
        """A number from 0 to 2³²-1, always the same for the same question."""
        return crc32(":".join(map(str, (self.seed, *of))).encode())


def local_weather(seed: int, place: str, at: float) -> Weather:
    """The weather at a place: here a little colder and windier, there with more snow."""
    common = weather_at(seed, at)
    cold, windy, snowy = _ways(place)
    # A place is in the shade now and then, in the sun at others: it differs from the rest by the hour.
    flicker = crc32(f"{seed}:{place}:{at // HOUR_S:.0f}".encode()) / 2**32 - 0.5
    return common._replace(
        air_temperature=common.air_temperature - cold + 0.4 * flicker,
        wind_speed=common.wind_speed * windy,
        wind_gust=common.wind_gust * windy,
        snow_depth=common.snow_depth * snowy,
        precipitation=common.precipitation * (0.5 + snowy / 2),
    )


@lru_cache(maxsize=64)
def _ways(place: str) -> tuple[float, float, float]:
    """How much colder (°C), and how many times as windy and as snowy as elsewhere."""
    number = crc32(f"ways/{place}".encode())
    return -0.4 + number % 100 / 70, 0.7 + (number >> 8) % 100 / 250, 0.8 + (number >> 16) % 100 / 220


def measured(world: World, device: DemoDevice, at: int) -> dict[str, float | None]:
    """Values by quantity in its own unit, with the device's own small errors."""
    if device.kind in (Kind.AIR, Kind.WIND, Kind.SNOW):
        found = _of_weather(local_weather(world.seed, device.place, at))
    else:
        found = _of_lake(lake_at(world.seed, device.place, at))
    error = world.chance(device.dev_eui, "error", at) / 2**31 - 1  # between -1 and 1
    values: dict[str, float | None] = {}
    for quantity in device.quantities:
        value, spread = found[quantity]
        seen = value + spread * error
        lowest, highest = QUANTITIES[quantity].hard
        values[quantity] = seen % 360 if quantity == "wind_direction" else min(highest, max(lowest, seen))
    return values


def _of_weather(weather: Weather) -> dict[str, tuple[float, float]]:
    """Each value with how far a sensor may be off."""
    return {
        "air_temperature": (weather.air_temperature, 0.1),
        "humidity": (weather.humidity, 1.0),
        "pressure": (weather.pressure, 0.2),
        "precipitation": (weather.precipitation, 0.0),
        "wind_speed": (weather.wind_speed, min(0.5, 0.2 * weather.wind_speed)),
        "wind_gust": (weather.wind_gust, 0.3),
        "wind_direction": (weather.wind_direction, 9.0),
        "snow_depth": (weather.snow_depth, 0.4),
    }


def _of_lake(lake: Lake) -> dict[str, tuple[float, float]]:
    return {
        "water_temperature": (lake.water_temperature, 0.1),
        "ice_thickness": (lake.ice_thickness, 0.3 if lake.ice_thickness > 0 else 0.0),
        "water_level": (lake.water_level, 0.5),
    }


def battery_percent(world: World, device: DemoDevice, at: int) -> float:
    """How full its battery is: slowly less over the years, or soon empty."""
    if device.role is Role.WEAK:
        return min(100.0, max(2.0, 8 - 0.23 * (at - world.began) / DAY_S))
    return charge(world, device.dev_eui, at)


def charge(world: World, dev_eui: str, at: int) -> float:
    """How full the battery of a device is that does well, in percent."""
    age = (at // DAY_S + world.chance(dev_eui, "battery")) % 1500
    return round(100 - age / 25)
