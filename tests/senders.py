"""Devices and what they send, kept as if it had come over the network; for tests of the intake."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Engine, insert, select

from heritage.places.device import Device, Mounting
from heritage.sensors.intake import Intake, unpack
from heritage.sensors.pulse import Pulse
from heritage.store.additions import add_events
from heritage.store.tables import READING, SERIES, SOURCE, UPLINK, UplinkState
from heritage.store.writer import Writer

PROBE, GAUGE, STRANGER = "70b3d5e75e000001", "70b3d5e75e000002", "70b3d5e75e0000ff"
SOURCE_NAME = "servanet"
NOON = datetime(2026, 7, 14, 10, tzinfo=UTC)
"""Noon in Sweden."""

MINUTE = timedelta(minutes=1)

DEVICES = {
    PROBE: Device("elsys-elt", (Mounting(place="lillsjon", since=date(2026, 5, 1), depth_m=0.5),)),
    GAUGE: Device(
        "milesight-em500-udl",
        (Mounting(place="lillsjon", since=date(2026, 6, 1), height_m=2, distance_zero_mm=2000),),
    ),
}


class Sent(NamedTuple):
    """A message of ChirpStack v4, and when it came; usually at once."""

    message: dict[str, Any]
    received_at: datetime
    event: str = "up"

    @property
    def body(self) -> bytes:
        return json.dumps(self.message).encode()


def up(
    number: int = 1,
    at: datetime = NOON,
    celsius: object = 12.5,
    dev_eui: str = PROBE,
    late: timedelta = timedelta(),
    **others: object,
) -> Sent:
    """A measured temperature; each `number` is an event of its own."""
    message = {
        "deduplicationId": f"event-{number:06}",
        "time": at.isoformat(),
        "deviceInfo": {"devEui": dev_eui},
        "fCnt": number,
        "fPort": 5,
        "rxInfo": [{"gatewayId": "0016c001f11715e2", "rssi": -97, "snr": 7.5}],
        "object": {"externalTemperature": celsius, "vdd": 3600},
    }
    return Sent(message | others, at + late)


def status(number: int, at: datetime, dev_eui: str = PROBE, percent: float = 88.0) -> Sent:
    message = {"deduplicationId": f"status-{number}", "time": at.isoformat(), "batteryLevel": percent}
    return Sent({**message, "margin": 9, "deviceInfo": {"devEui": dev_eui}}, at, "status")


def log(at: datetime, code: str, dev_eui: str = PROBE) -> Sent:
    said = {"level": "ERROR", "code": code, "description": "what the network says"}
    return Sent({"time": at.isoformat(), "deviceInfo": {"devEui": dev_eui}, **said}, at, "log")


def arrive(engine: Engine, *messages: Sent) -> None:
    """Keep the events of messages, in their order."""
    with engine.begin() as connection:
        if connection.scalar(select(SOURCE.c.name)) is None:
            row = {"name": SOURCE_NAME, "kind": "chirpstack4", "created_at": NOON}
            connection.execute(insert(SOURCE), row)
        for sent in messages:
            # One by one, so that their ids tell the order of their coming.
            add_events(
                connection, unpack(SOURCE_NAME, "chirpstack4", sent.body, sent.event, sent.received_at)
            )


class Reading(NamedTuple):
    """A kept reading."""

    place: str
    device: str
    channel: int
    quantity: str
    observed_at: datetime
    value: float | None


def readings(engine: Engine) -> list[Reading]:
    """All, by time."""
    query = (
        select(
            SERIES.c.place,
            SERIES.c.device,
            SERIES.c.channel,
            SERIES.c.quantity,
            READING.c.observed_at,
            READING.c.value,
        )
        .join_from(SERIES, READING, READING.c.series == SERIES.c.id)
        .order_by(READING.c.observed_at, SERIES.c.device, SERIES.c.channel)
    )
    with engine.connect() as connection:
        return [Reading(*row) for row in connection.execute(query)]


def values(engine: Engine) -> list[float | None]:
    """Of all readings, by time."""
    return [reading.value for reading in readings(engine)]


def states(engine: Engine) -> list[UplinkState]:
    """What has become of the events, in the order of their coming."""
    with engine.connect() as connection:
        return [
            UplinkState(state) for state in connection.scalars(select(UPLINK.c.state).order_by(UPLINK.c.id))
        ]


def bodies(engine: Engine) -> list[bytes]:
    """The raw events, in the order of their coming."""
    with engine.connect() as connection:
        return list(connection.scalars(select(UPLINK.c.body).order_by(UPLINK.c.id)))


class Log:
    """A log that is only listened to."""

    def __init__(self) -> None:
        self.events: list[dict[str, object]] = []
        self.failures: list[BaseException] = []

    def event(self, event: str, **facts: object) -> None:
        self.events.append({"event": event, **facts})

    def failure(self, error: BaseException) -> None:
        self.failures.append(error)


def interpret(engine: Engine, writer: Writer, devices: Mapping[str, Device] = DEVICES) -> None:
    """All that waits, as the server does."""
    finish(Intake(engine, writer, devices, Pulse(), Log()))


def finish(intake: Intake) -> None:
    while intake.interpret_some():
        pass
