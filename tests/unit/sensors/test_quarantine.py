"""Unknown devices: what they seem to send, and the lines that take them in."""

import json
from datetime import date

from sqlalchemy import Engine

from heritage.places.device import Device
from heritage.sensors.quarantine import strangers
from heritage.store.writer import Writer
from tests.senders import DEVICES, MINUTE, NOON, STRANGER, Sent, arrive, interpret, status, up

OTHER = "70b3d5e75e0000fe"


def received(engine: Engine, writer: Writer, *messages: Sent) -> None:
    arrive(engine, *messages)
    interpret(engine, writer)


def test_devices_that_are_known_are_no_strangers(engine: Engine, writer: Writer) -> None:
    received(engine, writer, up())
    with engine.connect() as connection:
        assert strangers(connection) == []


def test_a_stranger_is_told_by_what_it_sends(engine: Engine, writer: Writer) -> None:
    received(
        engine,
        writer,
        up(1, NOON, dev_eui=OTHER, object={"frost": 3}),
        up(2, NOON, dev_eui=STRANGER),
        up(3, NOON + MINUTE, 13.5, dev_eui=STRANGER),
        status(1, NOON + 2 * MINUTE, STRANGER),
    )
    with engine.connect() as connection:
        first, second = strangers(connection)
    assert (first.dev_eui, first.events, first.source) == (STRANGER, 3, "servanet")
    assert (first.first_at, first.last_at) == (NOON, NOON + 2 * MINUTE)
    assert first.looks[0].startswith("elsys-elt:")
    assert "externalTemperature = 13.5" in first.looks
    assert (second.dev_eui, second.looks) == (OTHER, ("frost = 3",))


def test_its_lines_are_a_device_with_all_that_it_has_sent(engine: Engine, writer: Writer) -> None:
    received(engine, writer, up(1, NOON, dev_eui=STRANGER), up(2, NOON, dev_eui=OTHER, object={"frost": 3}))
    with engine.connect() as connection:
        other, stranger = sorted(strangers(connection), key=lambda one: one.dev_eui)
    assert stranger.lines() == [
        f'"{STRANGER}":',
        "  profile: elsys-elt",
        "  note: {sv: NOTE}",
        "  mountings:",
        f"    - {{place: PLACE, since: {date(2026, 7, 14)}}}",
    ]
    assert "  profile: PROFILE" in other.lines()


def test_a_counters_lines_hang_it_at_a_counting_point(engine: Engine, writer: Writer) -> None:
    told = {"battery": 80, "period_in": 3, "period_out": 1, "total_in": 40, "total_out": 31}
    received(engine, writer, up(1, NOON, dev_eui=STRANGER, object=told))
    with engine.connect() as connection:
        (stranger,) = strangers(connection)
    assert stranger.lines() == [
        f'"{STRANGER}":',
        "  profile: milesight-vs350",
        "  technique: TECHNIQUE",
        "  note: {sv: NOTE}",
        "  mountings:",
        f"    - {{point: POINT, since: {date(2026, 7, 14)}}}",
    ]


def test_a_stranger_that_has_measured_nothing_yet_is_told_too(engine: Engine, writer: Writer) -> None:
    received(engine, writer, status(1, NOON, STRANGER))
    with engine.connect() as connection:
        (stranger,) = strangers(connection)
    assert stranger.looks == ()
    assert "  profile: PROFILE" in stranger.lines()


def test_what_a_stranger_says_commands_no_terminal(engine: Engine, writer: Writer) -> None:
    received(engine, writer, up(1, NOON, dev_eui=STRANGER, object={"name\x1b[2J": "\x1b[31mred\x07"}))
    with engine.connect() as connection:
        (stranger,) = strangers(connection)
    assert all(line.isprintable() for line in stranger.looks)
    assert "red" in json.dumps(stranger.looks)


def test_a_device_that_was_taken_in_is_no_stranger_any_more(engine: Engine, writer: Writer) -> None:
    received(engine, writer, up(1, NOON, dev_eui=STRANGER))
    adopted: dict[str, Device] = {**DEVICES, STRANGER: next(iter(DEVICES.values()))}
    interpret(engine, writer, adopted)
    with engine.connect() as connection:
        assert strangers(connection) == []
