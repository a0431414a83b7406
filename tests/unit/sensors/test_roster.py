"""The list of devices for those who look after them."""

from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import Engine

from heritage.places.device import Device, Mounting
from heritage.places.library import load
from heritage.places.place import Library
from heritage.sensors.roster import Ailment, Listed, roster
from heritage.store.writer import Writer
from tests.senders import DEVICES, GAUGE, MINUTE, NOON, PROBE, arrive, interpret, log, status, up

SMALL = Path(__file__).parents[2] / "data/small/content"


def library(devices: dict[str, Device] = DEVICES) -> Library:
    loaded = load(SMALL).library
    assert loaded is not None
    return msgspec.structs.replace(loaded, devices=devices)


def listed(engine: Engine, now: datetime, devices: dict[str, Device] = DEVICES) -> list[Listed]:
    with engine.connect() as connection:
        return roster(connection, library(devices), now)


def test_a_device_that_sends_is_well(engine: Engine, writer: Writer) -> None:
    arrive(engine, up(1, NOON), log(NOON, "UPLINK_F_CNT_RESET"))
    interpret(engine, writer)
    probe = listed(engine, NOON + MINUTE)[0]
    assert (probe.dev_eui, probe.ailments, probe.last_heard, probe.places) == (PROBE, (), NOON, ["lillsjon"])
    assert (probe.battery_volt, probe.gateway, probe.rssi, probe.snr) == (3.6, "0016c001f11715e2", -97, 7.5)
    assert probe.note is not None
    assert "UPLINK_F_CNT_RESET" in probe.note


def test_what_is_wrong_is_told(engine: Engine, writer: Writer) -> None:
    arrive(engine, up(1, NOON, object={"frost": 1}), status(1, NOON, percent=9))
    interpret(engine, writer)
    probe, gauge = listed(engine, NOON + timedelta(days=2))
    assert (probe.dev_eui, gauge.dev_eui) == (PROBE, GAUGE)
    assert probe.ailments == (Ailment.SILENT, Ailment.BATTERY_LOW, Ailment.UNREAD)
    assert probe.unread == 1
    assert (gauge.ailments, gauge.last_heard) == ((Ailment.NEVER_HEARD,), None)


def test_a_counter_is_listed_with_its_counting_points_and_watched_like_others(
    engine: Engine, writer: Writer
) -> None:
    mountings = (
        Mounting(point="kvarnbron", since=date(2026, 5, 1)),
        Mounting(point="norra-leden", since=date(2026, 5, 1), line=2),
    )
    counter = {PROBE: Device("milesight-vs133", mountings)}
    arrive(engine, up(1, NOON, object={"line_1_period_in": 3}))
    interpret(engine, writer, counter)
    (well,) = listed(engine, NOON + MINUTE, counter)
    assert (well.ailments, well.places) == ((), ["kvarnbron", "norra-leden"])
    (silent,) = listed(engine, NOON + timedelta(hours=4), counter)
    assert silent.ailments == (Ailment.SILENT,)


def test_a_device_that_was_taken_down_is_listed_with_its_places(engine: Engine) -> None:
    mountings = (
        Mounting(place="lillsjon", since=date(2026, 5, 1), until=date(2026, 5, 31)),
        Mounting(place="kvarnen", since=date(2026, 6, 1), until=date(2026, 6, 30)),
        Mounting(place="lillsjon", since=date(2026, 7, 1), until=date(2026, 7, 2)),
    )
    (one,) = listed(engine, NOON, {PROBE: Device("elsys-elt", mountings)})
    assert (one.ailments, one.places) == ((Ailment.NOT_MOUNTED,), ["lillsjon", "kvarnen"])
    assert one.unused_since is None


def test_a_device_that_sends_before_its_mounting_begins_is_told_to_be_of_no_use(
    engine: Engine, writer: Writer
) -> None:
    arrive(engine, up(1, NOON), up(2, NOON + MINUTE))
    devices = {PROBE: Device("elsys-elt", (Mounting(place="lillsjon", since=date(2027, 7, 14)),))}
    interpret(engine, writer, devices)
    (one,) = listed(engine, NOON + 2 * MINUTE, devices)
    assert (one.ailments, one.unused_since) == ((Ailment.NOT_MOUNTED,), NOON)
    hung = {PROBE: Device("elsys-elt", (Mounting(place="lillsjon", since=date(2026, 7, 14)),))}
    assert listed(engine, NOON + timedelta(days=400), hung)[0].unused_since is None
