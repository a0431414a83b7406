"""ChirpStack v3 as the operator ServaNet sends it: flat JSON, without a time or a name of its own."""

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
    payload_of,
    plain,
    radio_of,
    values_of,
)
from heritage.sensors.event import Event, Kind, earliest

_KINDS: dict[str, Kind] = {"up": "uplink", "status": "status", "join": "join", "error": "log"}


class _Reception(msgspec.Struct):
    gateway_id: str | None = msgspec.field(default=None, name="gatewayID")
    uplink_id: str | None = msgspec.field(default=None, name="uplinkID")
    time: object = None
    rssi: float | None = None
    snr: float | None = msgspec.field(default=None, name="loRaSNR")


class Status(msgspec.Struct, rename="camel"):
    """How the device is, as both versions of ChirpStack tell it."""

    margin: float | None = None
    battery_level: float | None = None
    battery_level_unavailable: bool | None = None
    external_power_source: bool | None = None

    def percent(self) -> float | None:
        """Of the battery. Servers write or leave out 0 where they know none: in LoRaWAN it means mains."""
        if self.battery_level_unavailable or self.external_power_source:
            return None
        return known(self.battery_level or None, 0, 100)


class _Message(Status, rename="camel"):
    """All that any of the events has and we use."""

    dev_eui: str | None = msgspec.field(default=None, name="devEUI")
    rx_info: list[_Reception] | None = None
    f_cnt: int | None = None
    f_port: int | None = None
    data: str | None = None
    values: msgspec.Raw = msgspec.field(default=msgspec.Raw(), name="object")
    values_text: msgspec.Raw = msgspec.field(default=msgspec.Raw(), name="objectJSON")
    type: str | None = None
    error: str | None = None


_MESSAGE = msgspec.json.Decoder(_Message, strict=False)
_TEXT = msgspec.json.Decoder(str)


def read(body: bytes, hint: str, received_at: datetime) -> list[tuple[bytes, Event]]:
    """The one event of a message. Raises EnvelopeError."""
    message = open_with(_MESSAGE, body)
    kind, device = hinted(hint)
    kind = kind or _kind_of(message)
    dev_eui = dev_eui_of(message.dev_eui) or device
    values = _values(message)
    decoded = values_of(values)
    if kind == "up":
        return [(body, _uplink(message, dev_eui, values, decoded))]
    about = Event(
        kind=_KINDS.get(kind, "other"),
        # Nothing in such a message changes from day to day, and none of them is a reading.
        key=key_of(dev_eui, kind, fingerprint(body, received_at)),
        dev_eui=dev_eui,
        f_cnt=message.f_cnt,
        battery_percent=message.percent() if kind == "status" else None,
        text=plain(" ".join(part for part in (message.type, message.error) if part)),
    )
    return [(body, about)]


def _kind_of(message: _Message) -> str:
    """What the message looks like, where nobody says."""
    if message.data is not None or bytes(message.values) or bytes(message.values_text):
        return "up"
    if message.error is not None:
        return "error"
    if message.margin is not None or message.battery_level is not None:
        return "status"
    if message.dev_eui is None:
        raise EnvelopeError("this is no event of ChirpStack v3: it has no devEUI")
    return "other"


def _values(message: _Message) -> bytes:
    """The JSON of the decoded object, which the original server writes as a text inside `objectJSON`."""
    raw = next(filter(None, (bytes(message.values), bytes(message.values_text))), b"")
    return open_with(_TEXT, raw).strip().encode() if raw.startswith(b'"') else raw


def _uplink(message: _Message, dev_eui: str, values: bytes, decoded: object) -> Event:
    """The key holds the first gateway's time, so that a counter that begins again makes no repeat (R-S8)."""
    if not dev_eui:
        raise EnvelopeError("the message does not name its device (devEUI)")
    receptions = message.rx_info or []
    measured_at = earliest([one.time for one in receptions])
    first = measured_at or min((one.uplink_id for one in receptions if one.uplink_id), default="")
    return Event(
        kind="uplink",
        key=key_of(dev_eui, "up", fingerprint(message.f_cnt, first, message.data, values)),
        dev_eui=dev_eui,
        f_port=message.f_port or None,
        f_cnt=message.f_cnt,
        payload=payload_of(message.data),
        decoded=decoded,
        measured_at=measured_at,
        **radio_of(receptions),
    )
