"""How a listener comes to a broker: encrypted, known by its name, in the broker's version, again and again."""

import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine

from heritage.sensors.mqtt import Listener, ListenError
from heritage.settings.broker import Broker
from heritage.settings.secret import Secret
from heritage.store.writer import Writer
from tests.listeners import NOON, SOON_S, Watcher, listening, local, number_of, publish
from tests.mosquitto import Mosquitto
from tests.mqtt_gate import Gate, ending_sessions, refusing_subscriptions, without_shared_subscriptions
from tests.network_server import network_server, topic_of, up


def test_servers_with_names_of_their_own_share_the_messages(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    one, other = (local(mosquitto.port, client_id=name) for name in ("besok-1", "besok-2"))
    with listening(one, writer) as first, listening(other, writer) as second:
        publish(mosquitto, *((topic_of(), up(number, NOON)) for number in range(100)))
        first.wait_for(lambda: first.stored + second.stored >= 100)
    assert first.told("mqtt listening")[0]["shared"] is True
    assert first.stored + second.stored == 100
    assert min(first.stored, second.stored) > 20
    assert number_of(engine) == 100


def test_where_nothing_is_shared_each_server_gets_all_and_each_message_is_stored_once(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    gate = Gate(mosquitto.port, without_shared_subscriptions)
    one, other = (local(gate.port, client_id=name) for name in ("besok-1", "besok-2"))
    with listening(one, writer) as first, listening(other, writer) as second:
        publish(mosquitto, *((topic_of(), up(number, NOON)) for number in range(100)))
        first.wait_until_stored(100)
        second.wait_until_stored(100)
    gate.close()
    assert first.told("mqtt listening")[0]["shared"] is False
    assert number_of(engine) == 100


def test_a_broker_of_mqtt_311_alone_is_spoken_to_in_its_own_version(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    gate = Gate(mosquitto.port, only_311=True)
    broker = local(gate.port, client_id="besok-1")
    with listening(broker, writer):
        pass
    publish(mosquitto, (topic_of(), up(1, NOON)))
    with listening(broker, writer) as watcher:
        watcher.wait_until_stored(1)
    gate.close()
    assert watcher.told("mqtt not listening")[0]["reason"] == "Unsupported protocol version"
    listened = watcher.told("mqtt listening")[0]
    assert (listened["version"], listened["shared"]) == ("3.1.1", False)
    assert number_of(engine) == 1


def certificate(folder: Path, name: str) -> None:
    """A certificate for `name` that vouches for itself, as broker.crt and broker.key."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-days", "2"]
    files = ["-keyout", f"{folder}/broker.key", "-out", f"{folder}/broker.crt"]
    subprocess.run([*command, *files], check=True, capture_output=True)


ENCRYPTED = ("certfile {folder}/broker.crt", "keyfile {folder}/broker.key")


@contextmanager
def encrypted(name: str) -> Iterator[tuple[Mosquitto, Broker]]:
    """A broker with a certificate for `name`, and how we know it: as localhost."""
    mosquitto = Mosquitto(ENCRYPTED)
    certificate(mosquitto.folder, name)
    mosquitto.start()
    try:
        ca_file = mosquitto.folder / "broker.crt"
        yield (
            mosquitto,
            local(mosquitto.port, host="localhost", is_encrypted=True, ca_file=ca_file),
        )
    finally:
        mosquitto.remove()


def test_a_broker_with_the_right_certificate_is_listened_to(engine: Engine, writer: Writer) -> None:
    with encrypted("localhost") as (mosquitto, broker):
        with listening(broker, writer):
            pass
        trusted = ssl.create_default_context(cafile=str(broker.ca_file))
        with network_server(mosquitto.port, trusted) as server:
            server.publish(topic_of(), up(1, NOON))
            server.wait()
        with listening(broker, writer) as watcher:
            watcher.wait_until_stored(1)
    assert number_of(engine) == 1


def test_a_certificate_for_another_name_is_refused(writer: Writer) -> None:
    with (
        encrypted("other.example") as (_, broker),
        listening(broker, writer, is_let_in=False) as watcher,
    ):
        assert "Hostname mismatch" in str(watcher.told("mqtt not listening")[0]["reason"])
        assert watcher.told("mqtt listening") == []


def test_a_certificate_that_nobody_vouches_for_is_refused(writer: Writer) -> None:
    with encrypted("localhost") as (mosquitto, _):
        broker = local(mosquitto.port, host="localhost", is_encrypted=True)
        with listening(broker, writer, is_let_in=False) as watcher:
            assert "self-signed certificate" in str(watcher.told("mqtt not listening")[0]["reason"])


def test_no_older_tls_than_1_2_is_offered(writer: Writer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        broker = local(door.getsockname()[1], host="localhost", is_encrypted=True)
        listener = Listener(broker, "ttn", writer, lambda: None, Watcher(), SOON_S)
        listener.open()
        end, _ = door.accept()
        with end:
            greeting = end.recv(4096)
        listener.close()
    # RFC 8446 §4.2.1: the extension supported_versions, its length, and the versions 1.3 and 1.2.
    assert bytes.fromhex("002b 0005 04 0304 0303") in greeting


PASSWORDS = ("allow_anonymous false", "password_file {folder}/passwords")


@contextmanager
def with_passwords() -> Iterator[Mosquitto]:
    """A broker that knows besok by the password björkö."""
    mosquitto = Mosquitto(PASSWORDS)
    command = ["mosquitto_passwd", "-c", "-b", f"{mosquitto.folder}/passwords", "besok", "björkö"]
    subprocess.run(command, check=True, capture_output=True)
    mosquitto.start()
    try:
        yield mosquitto
    finally:
        mosquitto.remove()


def test_the_right_password_lets_us_in(writer: Writer) -> None:
    with (
        with_passwords() as mosquitto,
        listening(
            local(mosquitto.port, user="besok", password=Secret("HERITAGE_MQTT_PASSWORD", "björkö")), writer
        ) as watcher,
    ):
        assert watcher.told("mqtt not listening") == []


def test_a_wrong_password_is_told_once_and_shown_nowhere(writer: Writer) -> None:
    with with_passwords() as mosquitto:
        gate = Gate(mosquitto.port)
        broker = local(gate.port, user="besok", password=Secret("HERITAGE_MQTT_PASSWORD", "tallmo"))
        with listening(broker, writer, is_let_in=False) as watcher:
            gate.wait_for_connections(4)
        gate.close()
    assert watcher.lines == [("mqtt not listening", {"host": "127.0.0.1", "reason": "Not authorized"})]
    assert "tallmo" not in repr(broker)


def test_a_refused_subscription_is_told_once_and_tried_again(writer: Writer, mosquitto: Mosquitto) -> None:
    gate = Gate(mosquitto.port, refusing_subscriptions)
    with listening(local(gate.port), writer, is_let_in=False) as watcher:
        gate.wait_for_connections(4)
    gate.close()
    reason = "subscription refused: Not authorized"
    assert watcher.lines == [("mqtt not listening", {"host": "127.0.0.1", "reason": reason})]


def test_why_a_broker_ends_the_connection_is_told(writer: Writer, mosquitto: Mosquitto) -> None:
    gate = Gate(mosquitto.port, ending_sessions)
    with listening(local(gate.port), writer) as watcher:
        watcher.wait_until_told("mqtt listening", 3)
    gate.close()
    events = [event for event, _ in watcher.lines]
    assert events[:5] == ["mqtt listening", "mqtt not listening"] * 2 + ["mqtt listening"]
    assert watcher.told("mqtt not listening")[0]["reason"] == "Session taken over"


def test_two_with_one_name_take_turns_and_lose_nothing(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    broker = local(mosquitto.port)
    with listening(broker, writer) as first, listening(broker, writer):
        first.wait_until_told("mqtt not listening")
        publish(mosquitto, *((topic_of(), up(number, NOON)) for number in range(20)))
        first.wait_for(lambda: number_of(engine) == 20)


def test_we_wait_longer_and_longer_for_a_broker_that_is_away(writer: Writer) -> None:
    waits_s = (0.05, 0.1, 0.2, 0.3)
    knocks = []
    watcher = Watcher()
    with socket.create_server(("127.0.0.1", 0)) as door:
        broker = local(door.getsockname()[1])
        listener = Listener(broker, "chirpstack4", writer, watcher.arrived, watcher, waits_s)
        listener.open()
        for _ in range(6):
            end, _ = door.accept()
            knocks.append(time.monotonic())
            end.close()
        listener.close()
    gaps = [after - before for before, after in pairwise(knocks)]
    assert all(gap >= wait for gap, wait in zip(gaps, (*waits_s, waits_s[-1]), strict=True)), gaps
    assert len(watcher.told("mqtt not listening")) == 1


def test_a_fault_of_ours_in_connecting_is_told_and_does_not_end_us(writer: Writer) -> None:
    # A name that Python refuses to look up, with an error that is no OSError.
    broker = replace(local(1883), host="broker..example")
    with listening(broker, writer, is_let_in=False) as watcher:
        watcher.wait_for(lambda: len(watcher.failures) >= 2)
    (told,) = watcher.told("mqtt not listening")
    assert told["reason"] == "fault of the program: UnicodeError"


def test_whoever_waits_for_a_broker_that_is_away_can_leave_at_once(writer: Writer) -> None:
    watcher = Watcher()
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    listener = Listener(local(port), "chirpstack4", writer, watcher.arrived, watcher)
    listener.open()
    watcher.wait_until_told("mqtt not listening")
    began = time.monotonic()
    listener.close()
    assert time.monotonic() - began < 0.5
    assert watcher.lines == [("mqtt not listening", {"host": "127.0.0.1", "reason": "Connection refused"})]


def test_a_kind_of_source_without_a_usual_topic_needs_one(writer: Writer) -> None:
    watcher = Watcher()
    with pytest.raises(ListenError) as raised:
        Listener(local(1883), "netmore", writer, watcher.arrived, watcher)
    assert str(raised.value) == (
        "HERITAGE_MQTT_TOPIC: missing; sources of the kind netmore have no usual one"
    )
    Listener(local(1883, topic="netmore/#"), "netmore", writer, watcher.arrived, watcher)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), (b"no certificate", "no certificate")],
)
def test_a_file_of_certificates_that_cannot_be_read_is_told_before_anything_is_opened(
    content: bytes | None, reason: str, writer: Writer, tmp_path: Path
) -> None:
    ca_file = tmp_path / "ca.pem"
    if content is not None:
        ca_file.write_bytes(content)
    watcher = Watcher()
    with pytest.raises(ListenError) as raised:
        Listener(local(8883, is_encrypted=True, ca_file=ca_file), "ttn", writer, watcher.arrived, watcher)
    told = str(raised.value)
    assert told.startswith(f"HERITAGE_MQTT_CA_FILE: '{ca_file}' is no certificate that can be read (")
    assert reason in told
