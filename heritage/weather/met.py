"""MET Norway's Locationforecast 2.0, compact: where to ask, and its answer in our own shape.

MET tells what falls from each moment on; our steps tell what has fallen until theirs. So each step takes the
period of the one before, where that reaches exactly to it: the last one, which has none of its own, too.
"""

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from heritage.places.position import Position
from heritage.weather.forecast import Forecast, Precipitation, Provider, Sky, Step, assemble
from heritage.weather.wire import decode, measured, moment

_UNITS = {
    "air_temperature": "celsius",
    "wind_speed": "m/s",
    "wind_speed_of_gust": "m/s",
    "wind_from_direction": "degrees",
    "precipitation_amount": "mm",
}
"""What we read, and the units in which it must come if any are told."""

_CLOUDS = {
    "clearsky": Sky.CLEAR,
    "fair": Sky.NEARLY_CLEAR,
    "partlycloudy": Sky.HALF_CLEAR,
    "cloudy": Sky.CLOUDY,
    "fog": Sky.FOG,
}
_FALLING = {
    f"{strength}{kind}{showers}": Sky("_".join(filter(None, (strength, kind, showers))))
    for strength in ("light", "", "heavy")
    for kind in ("rain", "sleet", "snow")
    for showers in ("showers", "")
}
_MISSPELT = {"lightssleetshowers": "lightsleetshowers", "lightssnowshowers": "lightsnowshowers"}
"""Two of MET's names have a letter too many, for ever."""

_THUNDER = "andthunder"


class _Period(msgspec.Struct):
    summary: dict[str, object] = {}
    details: dict[str, object] = {}


class _Instant(msgspec.Struct):
    details: dict[str, object] = {}


class _Data(msgspec.Struct):
    instant: _Instant
    next_1_hours: _Period | None = None
    next_6_hours: _Period | None = None
    next_12_hours: _Period | None = None


class _Entry(msgspec.Struct):
    time: str
    data: _Data


class _Meta(msgspec.Struct):
    updated_at: str
    units: dict[str, object] = {}


class _Properties(msgspec.Struct):
    meta: _Meta
    timeseries: list[_Entry]


class _Document(msgspec.Struct):
    properties: _Properties


def forecast_address(base: str, position: Position) -> str:
    """At most four decimals: more are refused."""
    return f"{base}/weatherapi/locationforecast/2.0/compact?lat={position.lat:.4f}&lon={position.lon:.4f}"


def read_forecast(body: bytes) -> Forecast:
    """The forecast of an answer. Raises Unreadable."""
    properties = decode(body, _Document).properties
    units = properties.meta.units
    entries = sorted(((moment(entry.time), entry.data) for entry in properties.timeseries), key=_time)
    steps = [_step(entries[0], None, units)] if entries else []
    steps += [_step(later, earlier, units) for earlier, later in pairwise(entries)]
    return assemble(Provider.MET, moment(properties.meta.updated_at), steps)


def _time(entry: tuple[datetime, _Data]) -> datetime:
    return entry[0]


def _step(
    entry: tuple[datetime, _Data], before: tuple[datetime, _Data] | None, units: dict[str, object]
) -> Step:
    valid_at, data = entry
    details = data.instant.details
    period = _period(before[1], valid_at - before[0]) if before is not None else None
    amount = _value(period.details, "precipitation_amount", "precipitation", units) if period else None
    sky, thunder = _symbol(period.summary.get("symbol_code")) if period else (None, None)
    return Step(
        valid_at=valid_at,
        air_temperature=_value(details, "air_temperature", "air_temperature", units),
        wind_speed=_value(details, "wind_speed", "wind_speed", units),
        wind_gust=_value(details, "wind_speed_of_gust", "wind_gust", units),
        wind_direction=_value(details, "wind_from_direction", "wind_direction", units),
        interval_start=before[0] if before is not None and period is not None else None,
        precipitation=amount,
        kind=_kind(sky, amount),
        sky=sky,
        thunder=thunder,
    )


def _period(data: _Data, length: timedelta) -> _Period | None:
    """What is told of the `length` after an entry."""
    lengths = {1: data.next_1_hours, 6: data.next_6_hours, 12: data.next_12_hours}
    return lengths.get(length // timedelta(hours=1)) if length % timedelta(hours=1) == timedelta() else None


def _value(details: dict[str, object], name: str, quantity: str, units: dict[str, object]) -> float | None:
    """A value in our unit; one in another unit is missing, for it would read as a wrong one."""
    return measured(details.get(name), quantity) if units.get(name, _UNITS[name]) == _UNITS[name] else None


def _symbol(code: object) -> tuple[Sky | None, bool | None]:
    """The sky of a name such as `lightrainshowersandthunder_day`, and whether it thunders."""
    if not isinstance(code, str):
        return None, None
    name = code.partition("_")[0].strip()  # without _day, _night and _polartwilight
    plain = name.removesuffix(_THUNDER)
    plain = _MISSPELT.get(plain, plain)
    sky = _CLOUDS.get(plain) or _FALLING.get(plain)
    return sky, None if sky is None else name.endswith(_THUNDER)


def _kind(sky: Sky | None, amount: float | None) -> Precipitation:
    """By the symbol: MET tells no kind of its own."""
    if sky is None:
        return Precipitation.NONE if amount == 0 else Precipitation.UNKNOWN
    for kind in (Precipitation.RAIN, Precipitation.SLEET, Precipitation.SNOW):
        if kind.value in sky.value:
            return kind
    return Precipitation.UNKNOWN if amount else Precipitation.NONE
