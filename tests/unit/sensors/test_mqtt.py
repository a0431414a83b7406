"""Messages from a real broker: each stored once, and acknowledged after it is on the disk."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Row, func, select, text

from heritage.sensors.intake import unpack
from heritage.sensors.mqtt import MOST_BYTES, MOST_IN_FLIGHT, Listener, ListenError, hint_of
from heritage.settings import Broker
from heritage.store.tables import UPLINK, RawEvent, UplinkState
from heritage.store.writer import Writer
from tests.mosquitto import Mosquitto
from tests.mqtt_gate import (
    PUBACK,
    PUBLISH,
    Gate,
    ending_sessions,
    refusing_subscriptions,
    without_shared_subscriptions,
)
from tests.network_server import PROBE, network_server, topic_of, up

NOON = datetime(2026, 7, 14, 10, tzinfo=UTC)
PATIENCE_S = 30.0
SOON_S = (0.02, 0.05)
"""Waits of the tests' listeners."""


class Watcher:
    """Where a listener logs, and what it wakes; a test waits here for either."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.lines: list[tuple[str, dict[str, object]]] = []
        self.failures: list[BaseException] = []
        self.stored = 0

    def event(self, event: str, **facts: object) -> None:
        with self._changed:
            self.lines.append((event, facts))
            self._changed.notify_all()

    def failure(self, error: BaseException) -> None:
        with self._changed:
            self.failures.append(error)
            self._changed.notify_all()

    def arrived(self) -> None:
        with self._changed:
            self.stored += 1
            self._changed.notify_all()

    def told(self, event: str) -> list[dict[str, object]]:
        return [facts for told, facts in self.lines if told == event]

    def wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        with self._changed:
            while not condition():
                # The condition may be about more than what is told here.
                self._changed.wait(0.05)
                assert time.monotonic() < deadline, self.lines

    def wait_until_told(self, event: str, times: int = 1) -> None:
        self.wait_for(lambda: len(self.told(event)) >= times)

    def wait_until_stored(self, messages: int) -> None:
        self.wait_for(lambda: self.stored >= messages)


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    broker = Mosquitto()
    broker.start()
    yield broker
    broker.remove()


def local(port: int, **others: Any) -> Broker:
    return replace(Broker("127.0.0.1", port, is_encrypted=False, source="skog"), **others)


@contextmanager
def listening(
    broker: Broker, writer: Writer, kind: str = "chirpstack4", *, is_let_in: bool = True
) -> Iterator[Watcher]:
    """A listener that has subscribed, unless it is not let in; it has left at the end."""
    watcher = Watcher()
    listener = Listener(broker, kind, writer, watcher.arrived, watcher, SOON_S)
    listener.open()
    try:
        watcher.wait_until_told("mqtt listening" if is_let_in else "mqtt not listening")
        yield watcher
    finally:
        listener.close()


def uplinks(engine: Engine) -> list[Row[Any]]:
    with engine.connect() as connection:
        return list(connection.execute(select(UPLINK).order_by(UPLINK.c.id)))


def number_of(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(UPLINK)) or 0


@contextmanager
def nowhere_to_store(engine: Engine) -> Iterator[None]:
    """The table is away meanwhile."""
    rename(engine, "uplink", "away")
    try:
        yield
    finally:
        rename(engine, "away", "uplink")


def rename(engine: Engine, name: str, other: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {name} RENAME TO {other}"))


def publish(mosquitto: Mosquitto, *messages: tuple[str, bytes], qos: int = 1) -> None:
    """Return when the broker has them."""
    with network_server(mosquitto.port) as server:
        for topic, body in messages:
            server.publish(topic, body, qos)
        server.wait()


def test_each_message_is_stored_as_it_came(engine: Engine, writer: Writer, mosquitto: Mosquitto) -> None:
    body = up(1, NOON)
    status = b'{"deviceInfo": {"devEui": "70B3D5E75E000002"}, "margin": 7, "batteryLevel": 88.5}'
    began = datetime.now(UTC).replace(microsecond=0)
    with listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, (topic_of(), body), (topic_of("70b3d5e75e000002", "status"), status))
        watcher.wait_until_stored(2)
    first, second = uplinks(engine)
    assert (first.source, first.dev_eui, first.hint) == ("skog", PROBE, f"up/{PROBE}")
    assert (first.body, first.state) == (body, UplinkState.WAITING)
    assert began <= first.received_at <= datetime.now(UTC)
    assert (second.dev_eui, second.hint) == ("70b3d5e75e000002", "status/70b3d5e75e000002")
    assert second.body == status
    assert first.key != second.key
    facts = {"topic": "application/+/device/+/event/+", "version": "5", "shared": False}
    assert watcher.lines == [("mqtt listening", {"host": "127.0.0.1", **facts})]


def test_what_came_while_we_were_away_is_stored_when_we_are_back(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    with listening(local(mosquitto.port), writer):
        pass
    publish(mosquitto, *((topic_of(), up(number, NOON)) for number in range(50)))
    assert number_of(engine) == 0
    with listening(local(mosquitto.port), writer) as watcher:
        watcher.wait_until_stored(50)
    assert number_of(engine) == 50


def test_what_came_while_we_were_away_survives_a_restart_of_the_broker(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    with listening(local(mosquitto.port), writer):
        pass
    publish(mosquitto, (topic_of(), up(1, NOON)))
    mosquitto.stop()
    mosquitto.start()
    publish(mosquitto, (topic_of(), up(2, NOON)))
    with listening(local(mosquitto.port), writer) as watcher:
        watcher.wait_until_stored(2)
    assert number_of(engine) == 2


def test_what_is_published_between_a_restart_of_the_broker_and_our_return_is_stored(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    gate = Gate(mosquitto.port)
    with listening(local(gate.port), writer) as watcher:
        gate.is_shut = True
        mosquitto.stop()
        mosquitto.start()
        publish(mosquitto, (topic_of(), up(1, NOON)))
        assert number_of(engine) == 0
        gate.is_shut = False
        watcher.wait_until_stored(1)
    gate.close()
    assert number_of(engine) == 1


def test_the_same_message_twice_is_stored_once(engine: Engine, writer: Writer, mosquitto: Mosquitto) -> None:
    with listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, (topic_of(), up(1, NOON)), (topic_of(), up(1, NOON)), (topic_of(), up(2, NOON)))
        watcher.wait_until_stored(3)
    assert number_of(engine) == 2


def test_what_cannot_be_stored_is_stored_as_soon_as_it_can(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    with listening(local(mosquitto.port), writer) as watcher:
        with nowhere_to_store(engine):
            publish(mosquitto, (topic_of(), up(1, NOON)), (topic_of(), up(2, NOON)))
            watcher.wait_until_told("mqtt messages not stored yet", 3)
            assert watcher.stored == 0
        watcher.wait_until_stored(2)
    assert number_of(engine) == 2
    told = watcher.told("mqtt messages not stored yet")[-1]
    assert told["number"] == 2
    assert "uplink" in str(told["reason"])


def test_a_connection_that_is_lost_while_nothing_can_be_stored_loses_and_doubles_nothing(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    gate = Gate(mosquitto.port)
    with listening(local(gate.port), writer) as watcher:
        with nowhere_to_store(engine):
            publish(mosquitto, (topic_of(), up(1, NOON)))
            publish(mosquitto, (topic_of(), up(2, NOON)), qos=0)
            watcher.wait_for(lambda: {"number": 2}.items() <= last_told(watcher).items())
            gate.cut()
            watcher.wait_until_told("mqtt listening", 2)
            before = len(watcher.told("mqtt messages not stored yet"))
            # The one comes again from the broker, the other one only we still have.
            watcher.wait_until_told("mqtt messages not stored yet", before + 3)
            assert last_told(watcher)["number"] == 2
        watcher.wait_until_stored(2)
    gate.close()
    assert number_of(engine) == 2


def last_told(watcher: Watcher) -> dict[str, object]:
    """Of what is not stored yet."""
    return ([{}, *watcher.told("mqtt messages not stored yet")])[-1]


def test_what_was_not_stored_when_we_ended_comes_again(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    with nowhere_to_store(engine), listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, (topic_of(), up(1, NOON)))
        watcher.wait_until_told("mqtt messages not stored yet")
    with listening(local(mosquitto.port), writer) as watcher:
        watcher.wait_until_stored(1)
    assert number_of(engine) == 1
    with listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, (topic_of(), up(2, NOON)))
        watcher.wait_until_stored(1)
    assert number_of(engine) == 2, "what is stored was acknowledged, and does not come again"


@contextmanager
def busy(writer: Writer) -> Iterator[None]:
    """Nothing is committed meanwhile."""
    started, finish = threading.Event(), threading.Event()

    def work(_connection: Connection) -> None:
        started.set()
        finish.wait(PATIENCE_S)

    thread = threading.Thread(target=writer.run, args=(work,))
    thread.start()
    started.wait(PATIENCE_S)
    try:
        yield
    finally:
        finish.set()
        thread.join()


def test_a_late_acknowledgement_never_strays_into_the_next_connection(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    gate = Gate(mosquitto.port)
    with listening(local(gate.port), writer) as watcher:
        with busy(writer):
            publish(mosquitto, (topic_of(), up(1, NOON)), (topic_of(), b"?"))
            # They come in order: when the second one is acknowledged the first one waits for the writer.
            watcher.wait_for(lambda: gate.packets[0][PUBACK] == 1)
            gate.cut()
            watcher.wait_for(lambda: len(gate.packets) == 2 and gate.packets[1][PUBLISH] == 1)
        publish(mosquitto, (topic_of(), up(2, NOON)))
        watcher.wait_until_stored(3)
    gate.close()
    assert number_of(engine) == 2
    # The first one came again, and then the second one.
    assert gate.packets[1][PUBLISH] == gate.packets[1][PUBACK] == 2


def test_what_nobody_can_read_is_told_and_gone_and_holds_up_nobody(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    with listening(local(mosquitto.port), writer) as watcher:
        large = up(1, NOON) + b" " * MOST_BYTES
        publish(mosquitto, (topic_of(), b"\x0a\x07protobuf"), (topic_of(), large), (topic_of(), up(2, NOON)))
        watcher.wait_until_stored(1)
    assert [row.key for row in uplinks(engine)] == [f"{PROBE}:up:5c1b4be3-1d0e-4d24-8a4e-000000000002"]
    (told,) = watcher.told("mqtt message not read")
    assert "cannot be read" in str(told["reason"])
    with listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, (topic_of(), up(3, NOON)))
        watcher.wait_until_stored(1)
    assert watcher.told("mqtt message not read") == [], "they were acknowledged"


def test_a_topic_that_is_no_text_is_told_and_holds_up_nobody(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    gate = Gate(mosquitto.port, lambda packet: packet.replace(b"garbled", b"garble\xff"))
    with listening(local(gate.port, topic="#"), writer) as watcher:
        publish(mosquitto, ("application/7/device/garbled/event/up", up(1, NOON)), (topic_of(), up(2, NOON)))
        watcher.wait_until_stored(1)
    gate.close()
    assert watcher.told("mqtt message not read")[0]["reason"] == "the topic is no text"
    assert number_of(engine) == 1


def test_a_message_may_have_so_many_bytes_and_no_more(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    body = up(1, NOON)
    with listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, (topic_of(), body + b" " * (MOST_BYTES - len(body))))
        watcher.wait_until_stored(1)
        publish(mosquitto, (topic_of(), up(2, NOON).ljust(MOST_BYTES + 1)))
        watcher.wait_until_told("mqtt message not read")
    assert watcher.told("mqtt message not read")[0]["reason"] == "the message is larger than 65536 bytes"
    assert len(uplinks(engine)[0].body) == MOST_BYTES


def test_many_messages_that_nobody_can_read_make_few_lines(writer: Writer, mosquitto: Mosquitto) -> None:
    with listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, *((topic_of(), b"?") for _ in range(300)), (topic_of(), up(1, NOON)))
        watcher.wait_until_stored(1)
    assert 1 <= len(watcher.told("mqtt message not read")) <= 3


def test_a_message_that_a_fault_of_ours_stumbles_over_waits_for_a_mended_program(
    engine: Engine, writer: Writer, mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(source: str, kind: str, body: bytes, hint: str, now: datetime) -> list[RawEvent]:
        if b"-000000000001" in body:
            raise ZeroDivisionError
        return unpack(source, kind, body, hint, now)

    monkeypatch.setattr("heritage.sensors.mqtt.unpack", stumble)
    with listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, (topic_of(), up(1, NOON)), (topic_of(), up(2, NOON)))
        watcher.wait_until_stored(1)
    assert [type(error) for error in watcher.failures] == [ZeroDivisionError]
    monkeypatch.undo()
    with listening(local(mosquitto.port), writer) as watcher:
        watcher.wait_until_stored(1)
    assert number_of(engine) == 2


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


THINGS = b"""{"end_device_ids": {"device_id": "sond-1", "dev_eui": "70B3D5E75E000001"},
"received_at": "2026-07-14T10:00:00.123456789Z", "uplink_message": {"session_key_id": "AYfg", "f_port": 5,
"f_cnt": 7, "frm_payload": "AQDi", "received_at": "2026-07-14T10:00:00.012345678Z"}}"""


def test_the_things_stack_is_listened_to_in_mqtt_311_and_without_acknowledgements(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    with listening(local(mosquitto.port), writer, "ttn") as watcher:
        publish(mosquitto, ("v3/sjoar@ange/devices/sond-1/up", THINGS), qos=0)
        watcher.wait_until_stored(1)
    facts = {"topic": "v3/+/devices/+/up", "version": "3.1.1", "shared": False}
    assert watcher.lines == [("mqtt listening", {"host": "127.0.0.1", **facts})]
    (row,) = uplinks(engine)
    assert (row.dev_eui, row.hint, row.body) == (PROBE, "up/sond-1", THINGS)


def test_of_unacknowledged_messages_so_many_wait_for_the_database_and_no_more(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    with listening(local(mosquitto.port), writer) as watcher:
        with nowhere_to_store(engine):
            many = range(MOST_IN_FLIGHT + 100)
            publish(mosquitto, *((topic_of(), up(number, NOON)) for number in many), qos=0)
            watcher.wait_until_told("mqtt message lost")
        watcher.wait_until_stored(MOST_IN_FLIGHT)
    assert MOST_IN_FLIGHT <= number_of(engine) < len(many)


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
        listening(local(mosquitto.port, user="besok", password="björkö"), writer) as watcher,
    ):
        assert watcher.told("mqtt not listening") == []


def test_a_wrong_password_is_told_once_and_shown_nowhere(writer: Writer) -> None:
    with with_passwords() as mosquitto:
        gate = Gate(mosquitto.port)
        broker = local(gate.port, user="besok", password="tallmo")
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


def test_what_comes_after_the_writer_has_closed_stays_at_the_broker(
    engine: Engine, mosquitto: Mosquitto
) -> None:
    closed = Writer(engine)
    closed.close()
    with listening(local(mosquitto.port), closed) as watcher:
        publish(mosquitto, (topic_of(), up(1, NOON)))
        watcher.wait_until_told("mqtt messages not stored yet")
    assert str(last_told(watcher)["reason"]) == "the writer is closed"
    another = Writer(engine)
    with listening(local(mosquitto.port), another) as watcher:
        watcher.wait_until_stored(1)
    another.close()
    assert number_of(engine) == 1


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
    [(None, "No such file or directory"), (b"no certificate", "it holds no certificate")],
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
    assert str(raised.value) == f"HERITAGE_MQTT_CA_FILE: '{ca_file}' cannot be read ({reason})"


@pytest.mark.parametrize(
    ("topic", "hint"),
    [
        ("application/7/device/70b3d5e75e000001/event/up", "up/70b3d5e75e000001"),
        ("eu868/application/7/device/70b3d5e75e000001/event/status", "status/70b3d5e75e000001"),
        ("application/7/device/70b3d5e75e000001/rx", "up/70b3d5e75e000001"),
        ("v3/sjoar@ange/devices/sond-1/up", "up/sond-1"),
        ("v3/sjoar/devices/sond-1/down/queued", "down/queued/sond-1"),
        ("netmore/70b3d5e75e000001", ""),
        ("", ""),
    ],
)
def test_a_topic_tells_the_kind_of_event_and_the_device(topic: str, hint: str) -> None:
    assert hint_of(topic) == hint
