"""The bytes and objects that made-up devices send: the inverse of decoders and profiles, written from the same tables.

A value of None is sent as the device's own sign for none.
"""

import struct
from collections.abc import Callable, Mapping
from typing import NamedTuple

from heritage.demo.library import LEVEL_DEPTH_M, SNOW_GAUGE_MM, DemoDevice, Kind
from heritage.demo.walkers import Passed

Values = Mapping[str, float | None]


class Sent(NamedTuple):
    """What a frame holds: the payload, or the object that the network server's codec has made of it."""

    f_port: int
    payload: bytes = b""
    decoded: dict[str, object] | None = None


_NO_TEMPERATURE, _NO_LENGTH = 0x7FFF, 0xFFFF


def sent(device: DemoDevice, values: Values, battery: float) -> Sent:
    """A frame of a LoRaWAN device; `values` by quantity in their units, `battery` in percent."""
    if device.kind is Kind.AIR:
        return _station(values, battery)
    return _ENCODERS[device.profile](values, battery)


def counted(profile: str, now: Passed, total: Passed, battery: float) -> Sent:
    """A frame of a passage counter: what it has counted since the last one, and its running totals."""
    return _COUNTERS[profile](now, total, battery)


_WRAPS_AT = 65_536


def _vs350(now: Passed, total: Passed, battery: float) -> Sent:
    totals = (total.inward % _WRAPS_AT, total.outward % _WRAPS_AT)
    parts = (b"\x01\x75", bytes((round(battery),)), b"\x04\xcc", struct.pack("<HH", *totals))
    return Sent(85, b"".join((*parts, b"\x05\xcc", struct.pack("<HH", *now))))


def _imbuildings(now: Passed, total: Passed, battery: float) -> Sent:
    """Without a head; 32 is the ordinary status of its sensor."""
    totals = (total.inward % _WRAPS_AT, total.outward % _WRAPS_AT)
    payload = struct.pack(">BHHHBHHB", 0, round(_volts(battery) * 100), *now, 32, *totals, sum(now) % 256)
    return Sent(26, payload)


def _pcr2(now: Passed, total: Passed, battery: float) -> Sent:
    """As a codec writes it that knows no totals: what is lost is lost."""
    volts = round(_volts(battery) * 1000)
    return Sent(14, decoded={"LTR": now.inward, "RTL": now.outward, "SBX_BATT": volts, "SBX_PV": 0})


_COUNTERS: Mapping[str, Callable[[Passed, Passed, float], Sent]] = {
    "milesight-vs350": _vs350,
    "imbuildings-counter": _imbuildings,
    "parametric-pcr2": _pcr2,
}


def _elsys(values: Values, battery: float) -> Sent:
    """The probe in tenths of a degree, the battery in mV."""
    temperature = _scaled(values["water_temperature"], 10, _NO_TEMPERATURE)
    return Sent(5, struct.pack(">BhBH", 0x0C, temperature, 0x07, round(_volts(battery) * 1000)))


def _milesight(label: bytes, layout: str, raw: int, battery: float) -> Sent:
    return Sent(85, bytes((0x01, 0x75, round(battery))) + label + struct.pack(layout, raw))


def _pt100(values: Values, battery: float) -> Sent:
    temperature = _scaled(values["water_temperature"], 10, _NO_TEMPERATURE)
    return _milesight(b"\x03\x67", "<h", temperature, battery)


def _snow_gauge(values: Values, battery: float) -> Sent:
    """The distance down to the snow, in mm."""
    depth = values["snow_depth"]
    distance = _NO_LENGTH if depth is None else max(0, round(SNOW_GAUGE_MM - depth * 10))
    return _milesight(b"\x03\x82", "<H", distance, battery)


def _level_probe(values: Values, battery: float) -> Sent:
    """The water above the probe, in cm."""
    level = values["water_level"]
    depth = _NO_LENGTH if level is None else max(0, round(level + LEVEL_DEPTH_M * 100))
    return _milesight(b"\x03\x77", "<H", depth, battery)


def _dragino(values: Values, battery: float) -> Sent:
    """As the maker's codec writes it: numbers as text."""
    temperature = values["water_temperature"]
    told = "327.67" if temperature is None else f"{temperature:.1f}"
    return Sent(2, decoded={"BatV": round(_volts(battery), 3), "TempC1": told, "Work_mode": "3DS18B20"})


_STATION = {
    "air_temperature": ("air_temperature", 1, "°C"),
    "humidity": ("relative_humidity", 1, "%"),
    "pressure": ("atmospheric_pressure", 0.1, "kPa"),
    "precipitation": ("precipitation", 1, "mm"),
}


def _station(values: Values, battery: float) -> Sent:
    """As the maker's codec writes it; the pressure in kPa."""
    decoded: dict[str, object] = {"battery_voltage": {"value": round(_volts(battery), 3), "unit": "V"}}
    for quantity, value in values.items():
        name, scale, unit = _STATION[quantity]
        decoded[name] = {"value": None if value is None else round(value * scale, 2), "unit": unit}
    return Sent(1, decoded=decoded)


def _mast(values: Values, battery: float) -> Sent:
    """Seventeen words of which the mast measures three, then the battery in mV; signed words have 32768 added."""
    words = [0x8000] * 17
    for place, quantity, scale in ((4, "wind_speed", 100), (5, "wind_direction", 10), (6, "wind_gust", 100)):
        words[place] = 0x8000 + _scaled(values.get(quantity), scale, 0)
    return Sent(1, struct.pack(">BHH18H", 2, 4102, 3, *words, round(_volts(battery) * 1000)))


_ENCODERS: Mapping[str, Callable[[Values, float], Sent]] = {
    "elsys-elt": _elsys,
    "milesight-em500-pt100": _pt100,
    "milesight-em500-udl": _snow_gauge,
    "milesight-em500-swl": _level_probe,
    "dragino-lsn50v2": _dragino,
    "decentlab-atm41": _mast,
}


def _scaled(value: float | None, scale: int, none: int) -> int:
    return none if value is None else round(value * scale)


def _volts(battery: float) -> float:
    """Of a lithium cell."""
    return 2.9 + 0.7 * battery / 100
