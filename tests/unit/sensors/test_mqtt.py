"""Messages from a real broker: each stored once, and acknowledged after it is on the disk."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine, text

from heritage.sensors.intake import unpack
from heritage.sensors.mqtt import MOST_BYTES, MOST_IN_FLIGHT, hint_of
from heritage.store.tables import RawEvent, UplinkState
from heritage.store.writer import Writer
from tests.listeners import NOON, PATIENCE_S, Watcher, listening, local, number_of, publish, uplinks
from tests.mosquitto import Mosquitto
from tests.mqtt_gate import PUBACK, PUBLISH, Gate
from tests.network_server import PROBE, topic_of, up


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
        watcher.wait_for(lambda: gate.packets[1][PUBACK] == 2)
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


def test_visitors_addresses_are_dropped_and_told_of_without_them(
    engine: Engine, writer: Writer, mosquitto: Mosquitto
) -> None:
    """R-P12: acknowledged, so that the broker forgets them too."""
    seen = up(1, NOON).replace(b'"object"', b'"object": {"seen": "a4:5e:60:c2:19:00"}, "was"')
    assert b"a4:5e" in seen
    with listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, (topic_of(), seen), (topic_of(), up(2, NOON)))
        watcher.wait_until_stored(1)
    assert number_of(engine) == 1
    (told,) = watcher.told("mqtt message not read")
    assert "MAC" in str(told["reason"])
    assert "a4:5e" not in str(told)
    with listening(local(mosquitto.port), writer) as watcher:
        publish(mosquitto, (topic_of(), up(3, NOON)))
        watcher.wait_until_stored(1)
    assert watcher.told("mqtt message not read") == []


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


def test_what_comes_after_the_writer_has_closed_stays_at_the_broker(
    engine: Engine, mosquitto: Mosquitto
) -> None:
    closed = Writer(engine)
    closed.close()
    with listening(local(mosquitto.port), closed) as watcher:
        publish(mosquitto, (topic_of(), up(1, NOON)))
        watcher.wait_until_told("mqtt messages not stored yet")
    assert str(last_told(watcher)["reason"]) == "The writer is closed."
    another = Writer(engine)
    with listening(local(mosquitto.port), another) as watcher:
        watcher.wait_until_stored(1)
    another.close()
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
