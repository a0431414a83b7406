"""Decentlab: version 2, device number, flags, then groups of big-endian 16-bit words, one group a flag.

The groups and formulas are those the maker publishes with each product; names are those of its codec.
"""

import struct
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from heritage.sensors.decoders.frames import DecodeError

_VERSION = 2
_HEAD = struct.Struct(">BHH")


class _Value(NamedTuple):
    """What one word of a group says."""

    name: str
    unit: str | None
    of: Callable[[int], float]


def _signed(divisor: int) -> Callable[[int], float]:
    """Words that stand for negative numbers too are sent with 32768 added."""
    return lambda word: (word - 0x8000) / divisor


def _over(divisor: int) -> Callable[[int], float]:
    return lambda word: word / divisor


_Group = tuple[_Value, ...]

_BATTERY: _Group = (_Value("battery_voltage", "V", _over(1000)),)
_MBX: tuple[_Group, ...] = (
    (_Value("distance", "mm", _over(1)), _Value("number_of_valid_samples", None, _over(1))),
    _BATTERY,
)
# For a range of 0 to 1 bar, as in the product's name.
_PR26: tuple[_Group, ...] = (
    (
        _Value("pressure", "bar", lambda word: (word - 16384) / 32768),
        _Value("temperature", "°C", lambda word: (word - 384) / 320 - 50),
    ),
    _BATTERY,
)
_ATM41: tuple[_Group, ...] = (
    (
        _Value("solar_radiation", "W/m2", _signed(1)),
        _Value("precipitation", "mm", _signed(1000)),
        _Value("lightning_strike_count", None, _signed(1)),
        _Value("lightning_average_distance", "km", _signed(1)),
        _Value("wind_speed", "m/s", _signed(100)),
        _Value("wind_direction", "°", _signed(10)),
        _Value("maximum_wind_speed", "m/s", _signed(100)),
        _Value("air_temperature", "°C", _signed(10)),
        _Value("vapor_pressure", "kPa", _signed(100)),
        _Value("atmospheric_pressure", "kPa", _signed(100)),
        _Value("relative_humidity", "%", _signed(10)),
        _Value("sensor_temperature_internal", "°C", _signed(10)),
        _Value("x_orientation_angle", "°", _signed(10)),
        _Value("y_orientation_angle", "°", _signed(10)),
        _Value("compass_heading", "°", _signed(1)),
        _Value("north_wind_speed", "m/s", _signed(100)),
        _Value("east_wind_speed", "m/s", _signed(100)),
    ),
    _BATTERY,
)


def _decode(groups: tuple[_Group, ...], f_port: int, payload: bytes) -> dict[str, object]:
    """Each value as {value, unit}; a frame may hold the battery alone. Raises DecodeError."""
    if len(payload) < _HEAD.size:
        raise DecodeError("no Decentlab frame: it is shorter than five bytes")
    version, device, flags = _HEAD.unpack_from(payload)
    if version != _VERSION:
        raise DecodeError(f"no Decentlab frame of version {_VERSION}")
    sent = [group for number, group in enumerate(groups) if flags >> number & 1]
    values = [value for group in sent for value in group]
    if flags >> len(groups) or len(payload) != _HEAD.size + 2 * len(values):
        raise DecodeError("no frame of this Decentlab device: its flags and its length do not agree")
    words = struct.unpack_from(f">{len(values)}H", payload, _HEAD.size)
    found: dict[str, object] = {"protocol_version": version, "device_id": device}
    for value, word in zip(values, words, strict=True):
        unit = {} if value.unit is None else {"unit": value.unit}
        found[value.name] = {"value": value.of(word), **unit}
    return found


DECODERS = {
    f"decentlab-{model}": partial(_decode, groups)
    for model, groups in (("mbx", _MBX), ("pr26", _PR26), ("atm41", _ATM41))
}
