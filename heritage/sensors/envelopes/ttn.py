"""The Things Stack v3: webhooks and MQTT alike; what an event is stands in its one top-level key."""

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
    radio_of,
    values_of,
)
from heritage.sensors.event import Event, Kind, earliest, moment


class _DeviceIds(msgspec.Struct):
    device_id: str | None = None
    dev_eui: str | None = None


class _GatewayIds(msgspec.Struct):
    gateway_id: str | None = None


class _Reception(msgspec.Struct):
    gateway_ids: _GatewayIds | None = None
    time: object = None
    rssi: float | None = None
    snr: float | None = None

    @property
    def gateway_id(self) -> str | None:
        return self.gateway_ids.gateway_id if self.gateway_ids else None


class _Battery(msgspec.Struct):
    value: float | None = None


class _Uplink(msgspec.Struct):
    """Zeros and empty texts are left out, and the console's filter can take away any field."""

    session_key_id: str | None = None
    f_port: int | None = None
    f_cnt: int | None = None
    frm_payload: str | None = None
    decoded_payload: msgspec.Raw = msgspec.Raw()
    normalized_payload: msgspec.Raw = msgspec.Raw()
    rx_metadata: list[_Reception] | None = None
    received_at: object = None
    last_battery_percentage: _Battery | None = None


class _Message(msgspec.Struct):
    end_device_ids: _DeviceIds | None = None
    received_at: object = None
    simulated: bool | None = None
    uplink_message: _Uplink | None = None
    uplink_normalized: msgspec.Raw = msgspec.Raw()
    join_accept: msgspec.Raw = msgspec.Raw()
    location_solved: msgspec.Raw = msgspec.Raw()
    service_data: msgspec.Raw = msgspec.Raw()
    downlink_ack: msgspec.Raw = msgspec.Raw()
    downlink_nack: msgspec.Raw = msgspec.Raw()
    downlink_sent: msgspec.Raw = msgspec.Raw()
    downlink_failed: msgspec.Raw = msgspec.Raw()
    downlink_queued: msgspec.Raw = msgspec.Raw()
    downlink_queue_invalidated: msgspec.Raw = msgspec.Raw()


_MESSAGE = msgspec.json.Decoder(_Message, strict=False)

_NOTHING_MEASURED: tuple[tuple[str, Kind, str | None], ...] = (
    # It repeats what the uplink's normalized_payload says, one measurement an event: taken too, all would count twice.
    ("uplink_normalized", "other", "normalized again: the same stands in the uplink, which is what we take"),
    ("join_accept", "join", None),
    ("location_solved", "other", None),
    ("service_data", "other", None),
    ("downlink_ack", "other", None),
    ("downlink_nack", "other", None),
    ("downlink_sent", "other", None),
    ("downlink_failed", "other", None),
    ("downlink_queued", "other", None),
    ("downlink_queue_invalidated", "other", None),
)


def read(body: bytes, hint: str, received_at: datetime) -> list[tuple[bytes, Event]]:
    """The one event of a message. Raises EnvelopeError."""
    message = open_with(_MESSAGE, body)
    _, device = hinted(hint)
    ids = message.end_device_ids or _DeviceIds()
    dev_eui = dev_eui_of(ids.dev_eui) or device or dev_eui_of(ids.device_id)
    if message.uplink_message is not None:
        return [(body, _uplink(message, message.uplink_message, dev_eui))]
    for name, kind, text in _NOTHING_MEASURED:
        raw = bytes(getattr(message, name))
        if raw:
            values_of(raw)
            about = Event(
                kind=kind,
                key=key_of(dev_eui, name, fingerprint(body, "" if message.received_at else received_at)),
                dev_eui=dev_eui,
                measured_at=moment(message.received_at),
                is_simulated=bool(message.simulated),
                text=text,
            )
            return [(body, about)]
    raise EnvelopeError("this is no event of The Things Stack: it has no uplink_message or other known event")


def _uplink(message: _Message, uplink: _Uplink, dev_eui: str) -> Event:
    if not dev_eui:
        raise EnvelopeError(
            "the message does not name its device; let it hold end_device_ids.dev_eui, or let the webhook's path "
            "end in {/devEUI}"
        )
    receptions = uplink.rx_metadata or []
    battery = uplink.last_battery_percentage
    return Event(
        kind="uplink",
        # A test from the console carries a real session and counter, and must not stand for the real frame.
        key=key_of(dev_eui, "simulated" if message.simulated else "up", _own_name(message, uplink)),
        dev_eui=dev_eui,
        f_port=uplink.f_port or None,
        f_cnt=uplink.f_cnt or 0,
        payload=payload_of(uplink.frm_payload),
        decoded=values_of(uplink.decoded_payload),
        normalized=values_of(uplink.normalized_payload),
        measured_at=_received(message, uplink) or earliest([one.time for one in receptions]),
        battery_percent=known(battery.value, 0, 100) if battery else None,
        **radio_of(receptions),
        is_simulated=bool(message.simulated),
    )


def _received(message: _Message, uplink: _Uplink) -> datetime | None:
    return moment(uplink.received_at) or moment(message.received_at)


def _own_name(message: _Message, uplink: _Uplink) -> str:
    """Session and frame counter; for a device without sessions, which counts from 0 after a change of battery, also
    the day and what it sent: on the day of the change the same numbers come twice.

    A counter that is not there may be 0, or filtered away: then the moment of reception tells frames apart.
    """
    received = _received(message, uplink)
    values = bytes(uplink.decoded_payload) or bytes(uplink.normalized_payload)
    if uplink.session_key_id and received is not None:
        counted = received.date() if uplink.f_cnt else received.isoformat()
        content = fingerprint(uplink.frm_payload or values)[:16]
        return f"{uplink.session_key_id}:{uplink.f_cnt or 0}:{counted}:{content}"
    if uplink.session_key_id and uplink.f_cnt:
        return f"{uplink.session_key_id}:{uplink.f_cnt}"
    return fingerprint(uplink.f_cnt, received or "", uplink.frm_payload, values)
