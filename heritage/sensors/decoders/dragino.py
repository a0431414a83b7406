"""Dragino: plain big-endian frames on port 2, with a layout for each family.

Layouts are those of the maker's manuals, names those of its codecs where these agree.
"""

import struct

from heritage.sensors.decoders.frames import DecodeError

_DATA_PORTS = (0, 2)
"""Port 2 carries measurements; other ports tell of the device or answer a poll. 0: the port was not told."""

_MILLIVOLT = 0x3FFF  # the two bits above it are flags
_NEAREST_MM = 20
"""20 says that something stands nearer than the meter can see, 0 that no meter answers."""

_NO_PROBE = (0x7FFF, -1)
"""Raw temperatures of a DS18B20 that is not there: 0x7FFF, or 0xFFFF, which read as signed is -1."""


def decode_distance(f_port: int, payload: bytes) -> dict[str, object]:
    """LDDS75, LDDS45, DDS75-LB and DDS45-LB. The probe is an accessory: without it the temperature is 0.0.

    Old firmware sends five bytes, or four; with a probe's temperature and a flag it is eight. Raises DecodeError.
    """
    _expect(f_port, payload, (4, 5, 8))
    millivolt, distance = struct.unpack_from(">HH", payload)
    found: dict[str, object] = {"Bat": (millivolt & _MILLIVOLT) / 1000}
    has_meter = distance > 0
    if len(payload) == 8:
        temperature, flag = struct.unpack_from(">hB", payload, 5)
        found["TempC_DS18B20"] = _probe(temperature)
        found["Sensor_flag"] = flag
        has_meter = has_meter and flag == 1
    found["Distance"] = distance if has_meter and distance > _NEAREST_MM else None
    return found


_LSN50_MODE = 0b0111_1100
_THREE_ANALOGUE, _THREE_PROBES, _ALARM_LIMITS = 2, 3, 31


def decode_lsn50(f_port: int, payload: bytes) -> dict[str, object]:
    """LSN50v2-D20, -D22 and -D23: one to three probes. Raises DecodeError."""
    _expect(f_port, payload, (11, 12))
    mode = (payload[6] & _LSN50_MODE) >> 2
    if mode == _THREE_ANALOGUE:
        raise DecodeError("the device is set to measure voltages, not temperatures")
    millivolt, first = struct.unpack_from(">Hh", payload)
    found: dict[str, object] = {"BatV": millivolt / 1000, "TempC1": _probe(first)}
    if mode == _THREE_PROBES:
        second, third = struct.unpack_from(">hh", payload, 7)
        found |= {"TempC2": _probe(second), "TempC3": _probe(third)}
    return found


def decode_d2x(f_port: int, payload: bytes) -> dict[str, object]:
    """D20-LB, D22-LB and D23-LB: one to three probes. Raises DecodeError, also for the frame of alarm limits."""
    _expect(f_port, payload, (11,))
    mode = (payload[6] & _LSN50_MODE) >> 2
    if mode != _THREE_PROBES:
        raise DecodeError("the frame holds settings, no temperatures")
    millivolt, first = struct.unpack_from(">Hh", payload)
    second, third = struct.unpack_from(">hh", payload, 7)
    return {
        "BatV": millivolt / 1000,
        "Temp_C1": _probe(first),
        "Temp_C2": _probe(second),
        "Temp_C3": _probe(third),
    }


_LTC2_POLLED, _LTC2_KIND = 0x40, 0x0F
_LTC2_DIVISORS = {1: 100, 2: 10}


def decode_ltc2(f_port: int, payload: bytes) -> dict[str, object]:
    """LTC2: two PT100 probes. Raises DecodeError, also for answers to a poll and for resistances."""
    _expect(f_port, payload, (11,))
    millivolt, status, first, second = struct.unpack_from(">HBhh", payload)
    divisor = _LTC2_DIVISORS.get(status & _LTC2_KIND)
    if status & _LTC2_POLLED or divisor is None:
        raise DecodeError("the frame holds stored values or resistances, no temperatures of now")
    return {
        "BatV": (millivolt & _MILLIVOLT) / 1000,
        "Temp_Channel1": _probe(first, divisor),
        "Temp_Channel2": _probe(second, divisor),
    }


def _expect(f_port: int, payload: bytes, lengths: tuple[int, ...]) -> None:
    if f_port not in _DATA_PORTS:
        raise DecodeError(f"Dragino sends no measurements on port {f_port}")
    if len(payload) not in lengths:
        raise DecodeError(f"no frame of this Dragino device: it has {len(payload)} bytes")


def _probe(raw: int, divisor: int = 10) -> float | None:
    return None if raw in _NO_PROBE else raw / divisor


DECODERS = {
    "dragino-distance": decode_distance,
    "dragino-lsn50": decode_lsn50,
    "dragino-d2x": decode_d2x,
    "dragino-ltc2": decode_ltc2,
}
