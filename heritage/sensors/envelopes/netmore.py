"""Netmore: a list of events with hexadecimal payloads and numbers written as text, and nothing decoded."""

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
    plain,
)
from heritage.sensors.event import Event, moment


class _Message(msgspec.Struct, rename="camel"):
    dev_eui: str | None = None
    timestamp: object = None
    payload: str | None = None
    f_port: int | None = None
    f_cnt_up: int | None = None
    rssi: float | None = None
    snr: float | None = None
    battery_level: float | None = None
    gateway_identifier: str | None = None
    message_type: str | None = None


_ONE = msgspec.json.Decoder(_Message, strict=False)


def read(body: bytes, hint: str, received_at: datetime) -> list[tuple[bytes, Event]]:
    """The events of a list, in its order; of a single event also without a list.

    One that cannot be read among others that can is kept as "other", with the reason. Raises EnvelopeError if the
    body is no list of events or none of them can be read.
    """
    raws = parts_of(body)
    found: list[tuple[bytes, Event]] = []
    faults: list[EnvelopeError] = []
    for raw in raws:
        try:
            found.append((raw, _event(raw, hint)))
        except EnvelopeError as error:
            faults.append(error)
            key = key_of("", "unreadable", fingerprint(raw))
            found.append((raw, Event(kind="other", key=key, dev_eui="", text=plain(error.reason))))
    if faults and len(faults) == len(raws):
        raise faults[0]
    return found


def _event(raw: bytes, hint: str) -> Event:
    message = open_with(_ONE, raw)
    dev_eui = dev_eui_of(message.dev_eui) or hinted(hint)[1]
    if not dev_eui:
        raise EnvelopeError("the event does not name its device (devEui)")
    is_uplink = message.message_type in (None, "payload") and message.payload is not None
    return Event(
        kind="uplink" if is_uplink else "other",
        key=key_of(
            dev_eui,
            "up" if is_uplink else "other",
            fingerprint(message.f_cnt_up, message.timestamp or "", message.payload),
        ),
        dev_eui=dev_eui,
        f_port=message.f_port or None,
        f_cnt=message.f_cnt_up,
        payload=_payload(message.payload),
        measured_at=moment(message.timestamp),
        # Devices that tell nothing of their battery come with "0".
        battery_percent=known(message.battery_level or None, 0, 100),
        gateway=plain(message.gateway_identifier),
        rssi=known(message.rssi),
        snr=known(message.snr),
    )


def _payload(told: str | None) -> bytes | None:
    try:
        return bytes.fromhex(told) if told else None
    except ValueError:
        return None
