"""A network server for the tests: publishes what devices send, and keeps what the broker has not acknowledged."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

PROBE = "70b3d5e75e000001"
"""The water probe of tests/data/small."""

PATIENCE_S = 60.0


def up(number: int, at: datetime, celsius: float = 12.3, dev_eui: str = PROBE) -> bytes:
    """What ChirpStack v4 says of an uplink; each `number` is a message of its own."""
    message = {
        "deduplicationId": f"5c1b4be3-1d0e-4d24-8a4e-{number:012d}",
        "time": at.isoformat(),
        "deviceInfo": {
            "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
            "tenantName": "Leksaksby",
            "applicationId": "17c82e96-be03-4f38-aef3-f83d48582d97",
            "applicationName": "Water",
            "deviceProfileId": "14855bf7-d10d-4aee-b618-ebfcb64dc7ad",
            "deviceProfileName": "Probe",
            "deviceName": "Jetty",
            "devEui": dev_eui,
            "tags": {"municipality": "Leksaksby"},
        },
        "devAddr": "00189440",
        "adr": True,
        "dr": 3,
        "fCnt": number,
        "fPort": 5,
        "confirmed": False,
        "data": "BwMAAA==",
        "object": {"externalTemperature": celsius, "vdd": 3600.0},
        "rxInfo": [
            {
                "gatewayId": "0016c001f11715e2",
                "uplinkId": number % 4_294_967_296,
                "gwTime": at.isoformat(),
                "rssi": -97,
                "snr": 7.2,
                "channel": 2,
                "location": {"latitude": 62.5, "longitude": 15.7},
                "context": "AAAAAA==",
                "metadata": {"region_config_id": "eu868", "region_common_name": "EU868"},
            }
        ],
        "txInfo": {
            "frequency": 868_300_000,
            "modulation": {"lora": {"bandwidth": 125_000, "spreadingFactor": 9, "codeRate": "CR_4_5"}},
        },
    }
    return json.dumps(message).encode()


def topic_of(dev_eui: str = PROBE, event: str = "up") -> str:
    """Where ChirpStack publishes."""
    return f"application/7/device/{dev_eui}/event/{event}"


class NetworkServer:
    """Publishes to the broker at `port`; while that is away it keeps everything, and sends it again."""

    def __init__(self, port: int, trusted: ssl.SSLContext | None = None) -> None:
        """With `trusted` encrypted."""
        self._changed = threading.Condition()
        self._published = 0
        self._acknowledged = 0
        self._client = paho.Client(CallbackAPIVersion.VERSION2, "network-server")
        self._client.max_inflight_messages_set(500)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_publish = self._is_acknowledged
        if trusted is not None:
            self._client.tls_set_context(trusted)
        self._client.connect("localhost", port)
        self._client.loop_start()

    def publish(self, topic: str, body: bytes, qos: int = 1) -> None:
        """Leave a message to be published; `wait` tells when the broker has it."""
        told = self._client.publish(topic, body, qos)
        assert told.rc in (MQTTErrorCode.MQTT_ERR_SUCCESS, MQTTErrorCode.MQTT_ERR_NO_CONN)
        with self._changed:
            self._published += 1

    def wait(self, number: int | None = None, patience_s: float = PATIENCE_S) -> None:
        """Until the broker has acknowledged `number` messages, or all."""
        with self._changed:
            enough = self._changed.wait_for(
                lambda: self._acknowledged >= (self._published if number is None else number), patience_s
            )
            assert enough, f"the broker acknowledged {self._acknowledged} of {self._published}"

    def close(self) -> None:
        """Leave the broker."""
        self._client.disconnect()
        self._client.loop_stop()

    def _is_acknowledged(self, *_about: object) -> None:
        with self._changed:
            self._acknowledged += 1
            self._changed.notify_all()


@contextmanager
def network_server(port: int, trusted: ssl.SSLContext | None = None) -> Iterator[NetworkServer]:
    """One that leaves at the end."""
    server = NetworkServer(port, trusted)
    try:
        yield server
    finally:
        server.close()
