"""Passage counters with frames of fixed length, big-endian: IMBuildings, Parametric PCR2, Terabee People Counting.

Layouts are those of the makers' published descriptions, names those of their codecs. A frame of status or of settings
holds no counts, and becomes none.
"""

import struct
from collections.abc import Callable, Mapping

from heritage.sensors.decoders.frames import DecodeError, Field, field

_IMB_PEOPLE = 2
_IMB_HEAD = struct.Struct(">BB8x")  # kind, variant, the device's number
_IMB_VARIANTS: Mapping[int, Field] = {
    6: field(
        ">BHHHBHHB",
        "device_status",
        ("battery_voltage", 100),
        "counter_a",
        "counter_b",
        "sensor_status",
        "total_counter_a",
        "total_counter_b",
        "payload_counter",
    ),
    7: field(">BHH", "sensor_status", "total_counter_a", "total_counter_b"),
    8: field(">BHB", "device_status", ("battery_voltage", 100), "sensor_status"),
}
_IMB_PORTS = {26: 6, 27: 7, 28: 8}
"""Where a frame without head tells by its port which variant it is."""


def decode_imbuildings(f_port: int, payload: bytes) -> dict[str, object]:
    """With a head on any port, without one on 26, 27 and 28; variant 8 is of status alone. Raises DecodeError."""
    variant, start = _IMB_PORTS.get(f_port), 0
    if len(payload) > _IMB_HEAD.size:
        kind, told = _IMB_HEAD.unpack_from(payload)
        named = _IMB_VARIANTS.get(told) if kind == _IMB_PEOPLE else None
        if named is not None and len(payload) == _IMB_HEAD.size + named.layout.size:
            variant, start = told, _IMB_HEAD.size
    known = _IMB_VARIANTS.get(variant) if variant is not None else None
    if known is None or len(payload) != start + known.layout.size:
        raise DecodeError("no frame of an IMBuildings people counter of variant 6, 7 or 8")
    return dict(known.read(payload, start))


_PCR2_HEAD = b"\xbe\x01"
_PCR2_COUNTS = ("LTR", "RTL", "LTR_SUM", "RTL_SUM")
_PCR2_VERSIONS: Mapping[int, Field] = {
    3: field(">HHHHBHh", *_PCR2_COUNTS, "", "SBX_PV", ("TEMP", 10)),  # the battery as a gauge without unit
    4: field(">HHHHHHh", *_PCR2_COUNTS, "SBX_BATT", "SBX_PV", ("TEMP", 10)),
}


def decode_pcr2(f_port: int, payload: bytes) -> dict[str, object]:
    """Extended frames of versions 3 and 4, on port 14; settings come on port 190. Raises DecodeError."""
    known = _PCR2_VERSIONS.get(payload[2]) if payload[:2] == _PCR2_HEAD and len(payload) > 2 else None
    if f_port == 190 or known is None or len(payload) != 3 + known.layout.size:
        raise DecodeError(
            "no frame of counts of a PCR2: it is of settings, or of another version than 3 and 4"
        )
    return dict(known.read(payload, 3))


_TERABEE = struct.Struct(">IIB")
_TERABEE_FLAGS = ("TPC_STOPPED", "TPC_STUCK", "MULTI_DEV_ISSUE", "WIFI_AP_ENABLED")


def decode_terabee(f_port: int, payload: bytes) -> dict[str, object]:
    """Running totals and flags of the L and XL models; other ports answer commands. Raises DecodeError."""
    if f_port not in (0, 1) or len(payload) != _TERABEE.size:
        raise DecodeError("no frame of counts of a Terabee counter: those have nine bytes, on port 1")
    count_in, count_out, flags = _TERABEE.unpack(payload)
    raised = {name: 1 for number, name in enumerate(_TERABEE_FLAGS) if flags >> number & 1}
    return {"count_in": count_in, "count_out": count_out, "flags": raised}


DECODERS: dict[str, Callable[[int, bytes], dict[str, object]]] = {
    "imbuildings-counter": decode_imbuildings,
    "parametric-pcr2": decode_pcr2,
    "terabee-people": decode_terabee,
}
