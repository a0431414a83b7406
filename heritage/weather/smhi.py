"""SMHI's point forecast SNOW1g version 1: where to ask, and its answer in our own shape.

Everything is for the moment `time`, but precipitation, which falls from `intervalParametersStartTime` until then.
"""

from datetime import timedelta

import msgspec

from heritage.places.position import Position
from heritage.weather.forecast import Forecast, Precipitation, Provider, Sky, Step, assemble
from heritage.weather.wire import Unreadable, decode, measured, moment, number

AMOUNT = "precipitation_amount_mean"
"""The mean of all members of the ensemble. The deterministic amount ends after two days and a half and reads 0.0
from there on, also under rain; the least and the greatest are those of the members that have precipitation."""

_PATH = "/api/category/snow1g/version/1"
_HOUR = timedelta(hours=1)
_LONGEST_INTERVAL = timedelta(hours=24)

_AMOUNTS = frozenset({"mm", "kg/m2", "kg/m²", "kg/m^2", "kg m-2", "kg m**-2"})
_RATES = frozenset({"mm/h", "mm/hr", "mm h-1", "kg/m2/h", "kg/m²/h", "kg/m^2/h", "kg m-2 h-1"})

_KINDS = {
    0: Precipitation.NONE,
    1: Precipitation.RAIN,
    3: Precipitation.FREEZING_RAIN,
    5: Precipitation.SNOW,
    6: Precipitation.SLEET,  # wet snow
    7: Precipitation.SLEET,  # rain and snow
    11: Precipitation.DRIZZLE,
    12: Precipitation.FREEZING_RAIN,  # freezing drizzle
}
"""WMO's GRIB2 code table 4.201, not the scale of the forecast before; any other code tells no kind."""

_SKIES = {
    1: Sky.CLEAR,
    2: Sky.NEARLY_CLEAR,
    3: Sky.HALF_CLEAR,
    4: Sky.CLOUDY,
    5: Sky.CLOUDY,
    6: Sky.OVERCAST,
    7: Sky.FOG,
    8: Sky.LIGHT_RAIN_SHOWERS,
    9: Sky.RAIN_SHOWERS,
    10: Sky.HEAVY_RAIN_SHOWERS,
    11: Sky.THUNDER,
    12: Sky.LIGHT_SLEET_SHOWERS,
    13: Sky.SLEET_SHOWERS,
    14: Sky.HEAVY_SLEET_SHOWERS,
    15: Sky.LIGHT_SNOW_SHOWERS,
    16: Sky.SNOW_SHOWERS,
    17: Sky.HEAVY_SNOW_SHOWERS,
    18: Sky.LIGHT_RAIN,
    19: Sky.RAIN,
    20: Sky.HEAVY_RAIN,
    21: Sky.THUNDER,
    22: Sky.LIGHT_SLEET,
    23: Sky.SLEET,
    24: Sky.HEAVY_SLEET,
    25: Sky.LIGHT_SNOW,
    26: Sky.SNOW,
    27: Sky.HEAVY_SNOW,
}
"""SMHI's symbols. 3 and 4 by their clouds in answers recorded in 2026, four to seven and six to seven eighths, and
by SMHI's own page on its symbols ("halvklart", "mycket moln"); older lists call 4 half clear and 5 cloudy."""


class _Step(msgspec.Struct):
    time: str
    data: dict[str, object]
    interval_start: str | None = msgspec.field(name="intervalParametersStartTime", default=None)


class _Document(msgspec.Struct):
    created: str = msgspec.field(name="createdTime")
    steps: list[_Step] = msgspec.field(name="timeSeries")


class _Parameter(msgspec.Struct):
    name: str
    unit: str


class _Parameters(msgspec.Struct):
    parameter: list[_Parameter]


def forecast_address(base: str, position: Position) -> str:
    """Longitude first; SMHI answers more than six decimals with 404, and its grid is 2.5 km wide."""
    return f"{base}{_PATH}/geotype/point/lon/{position.lon:.4f}/lat/{position.lat:.4f}/data.json"


def parameters_address(base: str) -> str:
    """Where SMHI tells the units of what it forecasts."""
    return f"{base}{_PATH}/parameter.json"


def read_unit(body: bytes) -> str:
    """The unit of precipitation by SMHI's list of parameters. Raises Unreadable."""
    for parameter in decode(body, _Parameters).parameter:
        if parameter.name == AMOUNT:
            return parameter.unit
    raise Unreadable(f"no parameter is called {AMOUNT}")


def read_forecast(body: bytes, unit: str | None) -> Forecast:
    """The forecast of an answer. Without a known `unit` of precipitation there is none. Raises Unreadable."""
    document = decode(body, _Document)
    steps = [_step(step, unit) for step in document.steps]
    return assemble(Provider.SMHI, moment(document.created), steps)


def _step(step: _Step, unit: str | None) -> Step:
    data, valid_at = step.data, moment(step.time)
    start = moment(step.interval_start) if step.interval_start is not None else None
    if start is not None and not timedelta() < valid_at - start <= _LONGEST_INTERVAL:
        start = None
    amount = None
    if start is not None:
        amount = _millimetres(measured(data.get(AMOUNT), "precipitation"), unit, valid_at - start)
    sky = _SKIES.get(_code(data.get("symbol_code")))
    return Step(
        valid_at=valid_at,
        air_temperature=measured(data.get("air_temperature"), "air_temperature"),
        wind_speed=measured(data.get("wind_speed"), "wind_speed"),
        wind_gust=measured(data.get("wind_speed_of_gust"), "wind_gust"),
        wind_direction=measured(data.get("wind_from_direction"), "wind_direction"),
        interval_start=start,
        precipitation=amount,
        kind=_KINDS.get(_code(data.get("predominant_precipitation_type_at_surface")), Precipitation.UNKNOWN),
        sky=sky,
        thunder=None if sky is None else sky is Sky.THUNDER,
    )


def _millimetres(amount: float | None, unit: str | None, interval: timedelta) -> float | None:
    """Sources disagree whether SMHI gives an amount or a rate: its own word for the unit decides."""
    if amount is None or unit is None:
        return None
    if unit.strip().lower() in _RATES:
        return amount * (interval / _HOUR)
    return amount if unit.strip().lower() in _AMOUNTS else None


def _code(value: object) -> int:
    """A whole number, also written 8.0; -1, which no table has, for anything else."""
    found = number(value)
    return int(found) if found is not None and found.is_integer() else -1
