"""The bytes of three makes of counters and of a snow gauge, and the messages of network servers around them.

Written from the makers' published tables, not from our decoders.
"""

import base64
import json
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple


class Counted(NamedTuple):
    """What a counter tells in a frame: in the interval, and since it began, on its channels 1 and 2."""

    at: int
    interval: tuple[int, int]
    totals: tuple[int, int]


class Payload(NamedTuple):
    """Bytes for the air, and the port."""

    f_port: int
    data: bytes


def vs350(now: Counted, stored: Sequence[Counted] = ()) -> Payload:
    """Battery, totals, interval; behind them what it kept in its memory (type 1: intervals and totals)."""
    live = (
        b"\x01\x75\x5d\x04\xcc"
        + struct.pack("<HH", *now.totals)
        + b"\x05\xcc"
        + struct.pack("<HH", *now.interval)
    )
    memory = (b"\x20\xce" + struct.pack("<IBHHHH", one.at, 1, *one.interval, *one.totals) for one in stored)
    return Payload(85, live + b"".join(memory))


def vs350_alarm(now: Counted) -> Payload:
    """Only the totals, with the kind of alarm."""
    return Payload(85, b"\x84\xcc" + struct.pack("<HHB", *now.totals, 1))


def vs350_info() -> Payload:
    """It is switched on: versions and serial number, no counts."""
    return Payload(
        85,
        bytes.fromhex("ff0bff ff0101 ff166718e10123456789 ff090310 ff0a0102 ff0f00 fffe ff".replace(" ", "")),
    )


def pcr2(now: Counted) -> Payload:
    """Extended frame of version 4."""
    return Payload(14, b"\xbe\x01\x04" + struct.pack(">HHHHHHh", *now.interval, *now.totals, 3605, 5120, 74))


def pcr2_settings() -> Payload:
    return Payload(190, b"\xbe\x01\x04\x01\x00\x3c\x02\x00\x00\x50")


WELL, UNWELL = 32, 4


def imbuildings(now: Counted, sensor_status: int = WELL) -> Payload:
    """Variant 6 without a head."""
    numbers = (*now.interval, sensor_status, *now.totals, sum(now.interval) % 256)
    return Payload(26, struct.pack(">BHHHBHHB", 0, 358, *numbers))


def imbuildings_status() -> Payload:
    """Variant 8: no counts."""
    return Payload(28, struct.pack(">BHB", 0, 357, WELL))


def snow_gauge(depth_cm: int) -> Payload:
    """Milesight EM500-UDL, which hangs three metres above the ground: its distance to the snow in mm."""
    return Payload(85, b"\x01\x75\x60\x03\x82" + struct.pack("<H", 3000 - 10 * depth_cm))


def chirpstack4(dev_eui: str, number: int, payload: Payload, told_at: int) -> bytes:
    message = {
        "deduplicationId": f"{dev_eui}-{number}",
        "time": _rfc3339(told_at),
        "deviceInfo": {"devEui": dev_eui},
        "fCnt": number,
        "fPort": payload.f_port,
        "data": _base64(payload),
        "rxInfo": [{"gatewayId": "0016c001f11715e2", "rssi": -97, "snr": 7.5}],
    }
    return json.dumps(message).encode()


def chirpstack4_status(dev_eui: str, number: int, told_at: int) -> bytes:
    """What the network server asked of the device by itself; no uplink."""
    message = {"deduplicationId": f"{dev_eui}-status-{number}", "time": _rfc3339(told_at), "margin": 9}
    return json.dumps({**message, "batteryLevel": 93.0, "deviceInfo": {"devEui": dev_eui}}).encode()


def chirpstack3(dev_eui: str, number: int, payload: Payload, told_at: int) -> bytes:
    message = {
        "devEUI": dev_eui,
        "fCnt": number,
        "fPort": payload.f_port,
        "data": _base64(payload),
        "rxInfo": [
            {"gatewayID": "0016c001f11715e2", "time": _rfc3339(told_at), "rssi": -104, "loRaSNR": 4.2}
        ],
    }
    return json.dumps(message).encode()


def ttn(dev_eui: str, number: int, payload: Payload, told_at: int) -> bytes:
    uplink = {
        "session_key_id": "AYfPlanted==",
        "f_port": payload.f_port,
        "f_cnt": number,
        "frm_payload": _base64(payload),
        "received_at": _rfc3339(told_at),
        "rx_metadata": [{"gateway_ids": {"gateway_id": "bron-gw"}, "rssi": -88, "snr": 8.1}],
    }
    return json.dumps({"end_device_ids": {"dev_eui": dev_eui.upper()}, "uplink_message": uplink}).encode()


def _base64(payload: Payload) -> str:
    return base64.b64encode(payload.data).decode()


def _rfc3339(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
