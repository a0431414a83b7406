"""A forecast in our own shape, whoever made it, and what a page tells of it: the next hours, the next days.

Missing stays missing: what a service leaves out, marks as absent, or gives as what cannot be is None, never 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

import msgspec

from heritage.i18n.dates import LOCAL_TIME, midnight
from heritage.weather.wire import Unreadable

HOUR = timedelta(hours=1)

EXPIRES_AFTER = 12 * HOUR
"""How long after its issue a forecast is shown.

Both services compute anew every hour, and the global models behind the later days run twice a day: after
twelve hours a newer forecast exists for certain, and ours has been overtaken.
"""

FUTURE = HOUR
"""How far ahead of our clock an issue time may lie before it is taken for a mistake."""


class Provider(StrEnum):
    """Who makes the forecast."""

    SMHI = "smhi"
    MET = "met"  # Norway
    DEMO = "demo"  # nobody: it is made up, and stands in the database of a demonstration alone


class Sky(StrEnum):
    """What the sky looks like, from the kindest to the worst."""

    CLEAR = "clear"
    NEARLY_CLEAR = "nearly_clear"
    HALF_CLEAR = "half_clear"
    CLOUDY = "cloudy"
    OVERCAST = "overcast"
    FOG = "fog"
    LIGHT_RAIN_SHOWERS = "light_rain_showers"
    LIGHT_RAIN = "light_rain"
    LIGHT_SNOW_SHOWERS = "light_snow_showers"
    LIGHT_SNOW = "light_snow"
    LIGHT_SLEET_SHOWERS = "light_sleet_showers"
    LIGHT_SLEET = "light_sleet"
    RAIN_SHOWERS = "rain_showers"
    RAIN = "rain"
    SNOW_SHOWERS = "snow_showers"
    SNOW = "snow"
    SLEET_SHOWERS = "sleet_showers"
    SLEET = "sleet"
    HEAVY_RAIN_SHOWERS = "heavy_rain_showers"
    HEAVY_RAIN = "heavy_rain"
    HEAVY_SNOW_SHOWERS = "heavy_snow_showers"
    HEAVY_SNOW = "heavy_snow"
    HEAVY_SLEET_SHOWERS = "heavy_sleet_showers"
    HEAVY_SLEET = "heavy_sleet"
    THUNDER = "thunder"


_WORSE = {sky: rank for rank, sky in enumerate(Sky)}


class Precipitation(StrEnum):
    """What falls, by the service's own word: also where the amount is too small to be told."""

    NONE = "none"
    RAIN = "rain"
    SLEET = "sleet"
    SNOW = "snow"
    FREEZING_RAIN = "freezing_rain"
    DRIZZLE = "drizzle"
    UNKNOWN = "unknown"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The weather at `valid_at`, and what falls from `interval_start` until then.

    `thunder` is the service's symbol's word; `sky` may tell of snow at the same time.
    """

    valid_at: datetime
    air_temperature: float | None = None  # °C
    wind_speed: float | None = None  # m/s, the mean
    wind_gust: float | None = None  # m/s
    wind_direction: float | None = None  # degrees; where it comes from
    interval_start: datetime | None = None
    precipitation: float | None = None  # mm of water in the interval
    kind: Precipitation = Precipitation.UNKNOWN
    sky: Sky | None = None
    thunder: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing of what pages tell."""
        return (
            self.air_temperature is None
            and self.wind_speed is None
            and self.precipitation is None
            and self.sky is None
        )


class Forecast(msgspec.Struct, frozen=True):
    """All steps by rising time, none twice."""

    provider: Provider
    issued_at: datetime
    steps: tuple[Step, ...]


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What a local day brings, as far as the forecast covers it: from `starts_at` to `ends_at`.

    Figures come from 24 moments in a near day, from two in a far one. The precipitation is told only where it is
    known for the whole of the covered time; an interval over midnight is shared by time.
    """

    day: date
    starts_at: datetime
    ends_at: datetime
    is_whole: bool
    lowest: float | None  # °C
    highest: float | None
    precipitation: float | None  # mm
    wind_speed: float | None  # m/s, the strongest mean
    wind_direction: float | None  # degrees, when it is strongest
    wind_gust: float | None
    typical_sky: Sky | None  # the one that lasts longest
    thunder: bool | None


def assemble(provider: Provider, issued_at: datetime, steps: Iterable[Step]) -> Forecast:
    """A forecast of `steps` in any order; of two for one moment the last counts. Raises Unreadable for none."""
    by_time = {step.valid_at: step for step in steps if not step.is_empty}
    if not by_time:
        raise Unreadable("no step says anything that we know")
    return Forecast(provider, issued_at, tuple(by_time[moment] for moment in sorted(by_time)))


def is_current(forecast: Forecast, now: datetime) -> bool:
    """Whether it may be shown: neither overtaken nor used up."""
    age = now - forecast.issued_at
    return -FUTURE <= age < EXPIRES_AFTER and forecast.steps[-1].valid_at > now


def next_hours(forecast: Forecast, now: datetime, hours: int = 24) -> tuple[Step, ...]:
    """The steps to come within `hours`: one an hour where the service gives hours, else those there are."""
    return tuple(step for step in forecast.steps if now < step.valid_at <= now + hours * HOUR)


def next_days(forecast: Forecast, now: datetime, count: int = 7) -> tuple[Day, ...]:
    """The local days from today on that have a step to come, at most `count`."""
    first = now.astimezone(LOCAL_TIME).date()
    found = (_day(forecast, first + timedelta(days=number), now) for number in range(count))
    return tuple(day for day in found if day is not None)


def _day(forecast: Forecast, day: date, now: datetime) -> Day | None:
    begins, ends = midnight(day), midnight(day + timedelta(days=1))
    steps = [step for step in forecast.steps if begins <= step.valid_at < ends and step.valid_at > now]
    if not steps:
        return None
    start, end = max(begins, now), min(ends, forecast.steps[-1].valid_at)
    temperatures = [step.air_temperature for step in steps if step.air_temperature is not None]
    winds = [(step.wind_speed, step) for step in steps if step.wind_speed is not None]
    strongest = max(winds, key=lambda wind: wind[0])[1] if winds else None
    gusts = [step.wind_gust for step in steps if step.wind_gust is not None]
    thunders = [step.thunder for step in steps if step.thunder is not None]
    return Day(
        day=day,
        starts_at=start,
        ends_at=end,
        is_whole=(start, end) == (begins, ends),
        lowest=min(temperatures, default=None),
        highest=max(temperatures, default=None),
        precipitation=_fallen(forecast.steps, start, end),
        wind_speed=strongest.wind_speed if strongest else None,
        wind_direction=strongest.wind_direction if strongest else None,
        wind_gust=max(gusts, default=None),
        typical_sky=_typical(forecast.steps, steps),
        thunder=any(thunders) if thunders else None,
    )


def _fallen(steps: Sequence[Step], start: datetime, end: datetime) -> float | None:
    """Millimetres between `start` and `end`; None unless known for all of that time, and once."""
    total, known = 0.0, timedelta()
    for step in steps:
        if step.precipitation is None or step.interval_start is None:
            continue
        within = min(end, step.valid_at) - max(start, step.interval_start)
        if within > timedelta():
            total += step.precipitation * (within / (step.valid_at - step.interval_start))
            known += within
    return total if known == end - start else None


def _typical(all_steps: Sequence[Step], steps: Sequence[Step]) -> Sky | None:
    """The sky of most hours, a step standing for the time since the one before; of two equals the worse."""
    since = {later.valid_at: later.valid_at - earlier.valid_at for earlier, later in pairwise(all_steps)}
    hours: dict[Sky, timedelta] = {}
    for step in steps:
        if step.sky is not None:
            hours[step.sky] = hours.get(step.sky, timedelta()) + since.get(step.valid_at, HOUR)
    return max(hours, key=lambda sky: (hours[sky], _WORSE[sky]), default=None)


@dataclass(frozen=True)
class KeptForecast:
    """A forecast that may be shown; its provider is named in it. `age` is since its issue."""

    forecast: Forecast
    checked_at: datetime | None
    age: timedelta
