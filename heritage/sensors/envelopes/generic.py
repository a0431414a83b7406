"""Our own plain JSON, for loggers and scripts that speak no network server's language. See docs/devices.md.

    {"device": "70b3d5e75e00c001", "time": "2026-01-05T07:10:00+01:00", "id": "4711",
     "measurements": {"water_temperature": 0.4, "ice_thickness": {"value": 0.31, "unit": "m"}},
     "battery_percent": 81}

One such object, or a list of them. `device` is sixteen hexadecimal digits (a logger without any is given some that
are its own). `time` is RFC 3339 with a zone, or seconds since 1970, and is when it was measured. `id` is any text that
names the measurement. One of `time` and `id` must be there, for else a repeat could not be told from a new value that
is the same. `measurements` has quantities or the paths of the device's profile; null says that a value is missing.
"""

from datetime import datetime

import msgspec

from heritage.sensors.envelopes.opening import (
    EnvelopeError,
    dev_eui_of,
    fingerprint,
    hinted,
    key_of,
    known,
    open_with,
    parts_of,
    refuse_addresses,
    values_of,
)
from heritage.sensors.event import Event, moment


class _Message(msgspec.Struct):
    device: str | None = None
    time: object = None
    id: str | int | None = None
    measurements: msgspec.Raw = msgspec.Raw()
    battery_percent: float | None = None
    battery_volt: float | None = None


_ONE = msgspec.json.Decoder(_Message)


def read(body: bytes, hint: str, received_at: datetime) -> list[tuple[bytes, Event]]:
    """The measurements of a message, in its order. Raises EnvelopeError if any of them is not as documented."""
    raws = parts_of(body)
    found = []
    for number, raw in enumerate(raws, 1):
        try:
            found.append((raw, _event(raw, hint)))
        except EnvelopeError as error:
            if len(raws) == 1:
                raise
            raise EnvelopeError(f"number {number} of the list: {error.reason}") from error
    return found


def _event(raw: bytes, hint: str) -> Event:
    message = open_with(_ONE, raw)
    # All of it is kept, and nothing in it is a gateway's: not only the values (R-P12).
    refuse_addresses(raw)
    dev_eui = dev_eui_of(message.device) or hinted(hint)[1]
    if not dev_eui:
        raise EnvelopeError("'device' must be sixteen hexadecimal digits")
    measurements = values_of(message.measurements)
    if not isinstance(measurements, dict):
        raise EnvelopeError("'measurements' must be an object of names and numbers")
    measured_at = moment(message.time)
    if message.time is not None and measured_at is None:
        raise EnvelopeError("'time' must be RFC 3339 with a zone, or seconds since 1970")
    return Event(
        kind="uplink",
        key=key_of(dev_eui, "up", _own_name(message, measured_at)),
        dev_eui=dev_eui,
        decoded=measurements,
        measured_at=measured_at,
        battery_percent=known(message.battery_percent, 0, 100),
        battery_volt=known(message.battery_volt, 0),
    )


def _own_name(message: _Message, measured_at: datetime | None) -> str:
    """With its time, where that is told: loggers number from the beginning again after a change of battery (R-S8)."""
    if message.id is not None:
        return f"id:{message.id}" if measured_at is None else f"id:{message.id}:{measured_at.isoformat()}"
    if measured_at is None:
        raise EnvelopeError("one of 'id' and 'time' must be there, so that a repeat can be known as one")
    return fingerprint(measured_at.isoformat(), bytes(message.measurements))
