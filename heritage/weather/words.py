"""The weather in visitors' words: every message id of this room, and what the services' licences ask us to say."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from heritage.problems import N_
from heritage.weather.forecast import Precipitation, Provider, Sky
from heritage.weather.wind import Direction, Force

SKIES = {
    Sky.CLEAR: N_("Clear sky"),
    Sky.NEARLY_CLEAR: N_("Nearly clear sky"),
    Sky.HALF_CLEAR: N_("Half clear sky"),
    Sky.CLOUDY: N_("Cloudy"),
    Sky.OVERCAST: N_("Overcast"),
    Sky.FOG: N_("Fog"),
    Sky.LIGHT_RAIN_SHOWERS: N_("Light rain showers"),
    Sky.LIGHT_RAIN: N_("Light rain"),
    Sky.LIGHT_SNOW_SHOWERS: N_("Light snow showers"),
    Sky.LIGHT_SNOW: N_("Light snowfall"),
    Sky.LIGHT_SLEET_SHOWERS: N_("Light sleet showers"),
    Sky.LIGHT_SLEET: N_("Light sleet"),
    Sky.RAIN_SHOWERS: N_("Rain showers"),
    Sky.RAIN: N_("Rain"),
    Sky.SNOW_SHOWERS: N_("Snow showers"),
    Sky.SNOW: N_("Snowfall"),
    Sky.SLEET_SHOWERS: N_("Sleet showers"),
    Sky.SLEET: N_("Sleet"),
    Sky.HEAVY_RAIN_SHOWERS: N_("Heavy rain showers"),
    Sky.HEAVY_RAIN: N_("Heavy rain"),
    Sky.HEAVY_SNOW_SHOWERS: N_("Heavy snow showers"),
    Sky.HEAVY_SNOW: N_("Heavy snowfall"),
    Sky.HEAVY_SLEET_SHOWERS: N_("Heavy sleet showers"),
    Sky.HEAVY_SLEET: N_("Heavy sleet"),
    Sky.THUNDER: N_("Thunder"),
}

PRECIPITATION = {
    Precipitation.NONE: N_("no precipitation"),
    Precipitation.RAIN: N_("rain"),
    Precipitation.SLEET: N_("sleet"),
    Precipitation.SNOW: N_("snow"),
    Precipitation.FREEZING_RAIN: N_("freezing rain"),
    Precipitation.DRIZZLE: N_("drizzle"),
    Precipitation.UNKNOWN: N_("precipitation"),
}

FORCES = {
    Force.CALM: N_("Calm"),
    Force.LIGHT: N_("Light wind"),
    Force.MODERATE: N_("Moderate wind"),
    Force.FRESH: N_("Fresh wind"),
    Force.STRONG: N_("Strong wind"),
    Force.STORM: N_("Storm"),
    Force.HURRICANE: N_("Hurricane"),
}

DIRECTIONS = {
    Direction.NORTH: N_("from the north"),
    Direction.NORTH_EAST: N_("from the north-east"),
    Direction.EAST: N_("from the east"),
    Direction.SOUTH_EAST: N_("from the south-east"),
    Direction.SOUTH: N_("from the south"),
    Direction.SOUTH_WEST: N_("from the south-west"),
    Direction.WEST: N_("from the west"),
    Direction.NORTH_WEST: N_("from the north-west"),
}

WIND_CHILL = N_("Felt temperature on bare skin")
"""What R-C13 asks wind chill to be called: "upplevd temperatur på bar hud"."""

SWEDISH_AND_ENGLISH_ONLY = N_("SMHI writes its warnings in Swedish and English only.")
"""Beside a warning in a language that is neither."""


@dataclass(frozen=True)
class Credit:
    """What a service's terms ask of those who show its data (R-C17): pages link `name` and `licence`.

    `sentence` and `name` are message ids: MET Norway names itself otherwise in Norwegian. Without a `url` there is
    nobody to be credited.
    """

    sentence: str
    name: str
    url: str | None
    licence: str | None = None
    licence_url: str | None = None

    def spoken(self, gettext: Callable[[str], str]) -> "Credit":
        """The same in one language."""
        return replace(self, sentence=gettext(self.sentence), name=gettext(self.name))


_CC_BY = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")

CREDITS = {
    Provider.SMHI: Credit(
        N_("Source: SMHI. We have rounded and summed up its figures."),
        "SMHI",
        "https://www.smhi.se/",
        *_CC_BY,
    ),
    Provider.MET: Credit(
        N_("Data from MET Norway. We have rounded and summed up its figures."),
        N_("MET Norway"),
        "https://www.met.no/",
        *_CC_BY,
    ),
    Provider.DEMO: Credit(
        N_("This forecast is made up for the demonstration: no weather service has made it."), "demo", None
    ),
}

WARNINGS_CREDIT = Credit(
    N_("Official warning from SMHI, passed on word for word."), "SMHI", "https://www.smhi.se/"
)
"""The warnings have terms of their own: unaltered, with their source and times."""
