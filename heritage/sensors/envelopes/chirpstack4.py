"""ChirpStack v4: one event a message; its kind stands in `?event=` or in the topic."""

from datetime import datetime

import msgspec

from heritage.sensors.envelopes.chirpstack3 import Status
from heritage.sensors.envelopes.opening import (
    EnvelopeError,
    dev_eui_of,
    fingerprint,
    hinted,
    key_of,
    open_with,
    payload_of,
    plain,
    radio_of,
    values_of,
)
from heritage.sensors.event import Event, Kind, earliest, moment

_KINDS: dict[str, Kind] = {"up": "uplink", "status": "status", "join": "join", "log": "log"}


class _DeviceInfo(msgspec.Struct, rename="camel"):
    dev_eui: str | None = None


class _Reception(msgspec.Struct, rename="camel"):
    gateway_id: str | None = None
    gw_time: object = None
    ns_time: object = None
    rssi: float | None = None
    snr: float | None = None


class _Message(Status, rename="camel"):
    """All that any of the events has and we use; proto3 leaves out zeros, empty texts and false."""

    deduplication_id: str | None = None
    time: object = None
    device_info: _DeviceInfo | None = None
    f_cnt: int | None = None
    f_port: int | None = None
    data: str | None = None
    values: msgspec.Raw = msgspec.field(default=msgspec.Raw(), name="object")
    rx_info: list[_Reception] | None = None
    join_server_context: msgspec.Raw = msgspec.Raw()
    integration_name: str | None = None
    level: str | None = None
    code: str | None = None
    description: str | None = None


_MESSAGE = msgspec.json.Decoder(_Message, strict=False)


def read(body: bytes, hint: str, received_at: datetime) -> list[tuple[bytes, Event]]:
    """The one event of a message. Raises EnvelopeError."""
    message = open_with(_MESSAGE, body)
    kind, device = hinted(hint)
    kind = kind or _kind_of(message)
    dev_eui = dev_eui_of(message.device_info.dev_eui if message.device_info else None) or device
    decoded = values_of(message.values)
    if kind == "up":
        return [(body, _uplink(message, dev_eui, decoded))]
    own = message.deduplication_id or fingerprint(body, "" if message.time else received_at)
    about = Event(
        kind=_KINDS.get(kind, "other"),
        key=key_of(dev_eui, kind, own),
        dev_eui=dev_eui,
        measured_at=moment(message.time),
        battery_percent=message.percent() if kind == "status" else None,
        text=_said(message) if kind == "log" else None,
    )
    return [(body, about)]


def _kind_of(message: _Message) -> str:
    """What the message looks like, where nobody says."""
    if message.integration_name is not None:
        return "integration"
    if message.data is not None or bytes(message.values) or message.rx_info is not None:
        return "up"
    if message.margin is not None or message.battery_level is not None:
        return "status"
    if message.level is not None:
        return "log"
    if message.device_info is None:
        raise EnvelopeError("this is no event of ChirpStack v4: it has no deviceInfo")
    return "other"


def _uplink(message: _Message, dev_eui: str, decoded: object) -> Event:
    if not dev_eui:
        raise EnvelopeError("the message does not name its device (deviceInfo.devEui)")
    receptions = message.rx_info or []
    times = [time for one in receptions for time in (one.gw_time, one.ns_time)]
    own = message.deduplication_id or fingerprint(
        message.f_cnt, message.time, message.data, bytes(message.values)
    )
    # With a join server context the payload is still encrypted, and so is what a codec made of it.
    is_open = not bytes(message.join_server_context)
    return Event(
        kind="uplink",
        key=key_of(dev_eui, "up", own),
        dev_eui=dev_eui,
        f_port=message.f_port or None,
        f_cnt=message.f_cnt or 0,
        payload=payload_of(message.data) if is_open else None,
        decoded=decoded if is_open else None,
        measured_at=moment(message.time) or earliest(times),
        **radio_of(receptions),
        text=None if is_open else "the payload is encrypted for another server",
    )


def _said(message: _Message) -> str | None:
    return plain(" ".join(part for part in (message.level, message.code, message.description) if part))
