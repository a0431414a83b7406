"""The intake: every kept event is interpreted once, whatever happens; what cannot be is never in others' way."""

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.exc import DataError

from heritage.places.device import Device, Mounting
from heritage.sensors.envelopes import EnvelopeError
from heritage.sensors.intake import BATCH, Intake, settle, unpack
from heritage.sensors.meaning import Meaning, Raw
from heritage.sensors.pulse import Pulse
from heritage.store.engine import StoreError
from heritage.store.tables import DEVICE_STATE, READING_DAY, UPLINK, UplinkState
from heritage.store.writer import Writer
from tests.senders import (
    DEVICES,
    GAUGE,
    MINUTE,
    NOON,
    PROBE,
    STRANGER,
    Log,
    arrive,
    bodies,
    finish,
    readings,
    states,
    up,
    values,
)

READ, UNKNOWN, UNREADABLE = UplinkState.READ, UplinkState.UNKNOWN_DEVICE, UplinkState.UNREADABLE


@dataclass
class Desk:
    """An intake that interprets when it is told to."""

    engine: Engine
    writer: Writer
    pulse: Pulse = field(default_factory=Pulse)
    log: Log = field(default_factory=Log)

    def intake(self, devices: Mapping[str, Device] = DEVICES) -> Intake:
        return Intake(self.engine, self.writer, devices, self.pulse, self.log)

    def interpret(self, devices: Mapping[str, Device] = DEVICES) -> None:
        """All there is."""
        finish(self.intake(devices))


@pytest.fixture
def desk(engine: Engine, writer: Writer) -> Desk:
    return Desk(engine, writer)


def day_sums(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(READING_DAY).order_by(READING_DAY.c.day))]


def test_what_has_come_becomes_readings_and_stays_as_it_came(engine: Engine, desk: Desk) -> None:
    sent = [up(number, NOON + number * MINUTE, 10 + number) for number in range(3)]
    arrive(engine, *sent)
    desk.interpret()
    assert values(engine) == [10, 11, 12]
    assert states(engine) == [READ] * 3
    assert bodies(engine) == [one.body for one in sent]
    assert day_sums(engine) == [(1, date(2026, 7, 14), 3, 10.0, 12.0, 33.0)]


def test_the_pulse_beats_when_there_are_new_readings_and_only_then(engine: Engine, desk: Desk) -> None:
    arrive(engine, up())
    desk.interpret()
    assert desk.pulse.beats == 1
    # The same measurement once more, as another event.
    arrive(engine, up(2, NOON))
    desk.interpret()
    assert (desk.pulse.beats, len(readings(engine))) == (1, 1)


def test_more_than_a_batch_is_interpreted_in_several(engine: Engine, desk: Desk) -> None:
    arrive(engine, *(up(number, NOON + number * MINUTE) for number in range(BATCH + 1)))
    intake = desk.intake()
    assert intake.interpret_some()
    assert states(engine).count(UplinkState.WAITING) == 1
    assert not intake.interpret_some()
    assert states(engine) == [READ] * (BATCH + 1)
    assert len(readings(engine)) == BATCH + 1


def test_late_repeated_and_reordered_events_give_the_same_readings(engine: Engine, desk: Desk) -> None:
    """R-S8: late data is taken, and how late it came is kept."""
    arrive(
        engine, up(2, NOON + MINUTE, 11), up(1, NOON, 10, late=timedelta(days=40)), up(2, NOON + MINUTE, 11)
    )
    desk.interpret()
    assert [(one.observed_at, one.value) for one in readings(engine)] == [(NOON, 10), (NOON + MINUTE, 11)]
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT lag FROM reading ORDER BY observed_at")).all() == [
            3_456_000,
            0,
        ]


def test_an_event_from_the_future_is_kept_and_never_shown(engine: Engine, desk: Desk) -> None:
    arrive(engine, up(at=NOON + timedelta(hours=1), late=-timedelta(hours=1)))
    desk.interpret()
    assert (states(engine), readings(engine)) == ([UplinkState.FUTURE], [])


def test_one_that_cannot_be_read_is_told_and_holds_up_no_other(engine: Engine, desk: Desk) -> None:
    arrive(engine, up(1, NOON), up(2, NOON + MINUTE, object={"frost": 1}), up(3, NOON + 2 * MINUTE))
    desk.interpret()
    assert states(engine) == [READ, UNREADABLE, READ]
    (line,) = desk.log.events
    assert (line["event"], line["device"]) == ("uplink not read", PROBE)
    assert "elsys-elt" in str(line["reason"])


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (DataError("INSERT", {}, Exception("no thirteens")), "The database failed (no thirteens)."),
        (OverflowError("13"), "OverflowError"),
    ],
)
def test_one_that_the_database_will_not_have_holds_up_no_other(
    engine: Engine, desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: Exception, reason: str
) -> None:
    whole = settle

    def fussy(connection: Connection, state: UplinkState, meanings: list[tuple[Raw, Meaning]]) -> int:
        if any(one.value == 13 for _, meaning in meanings for one in meaning.observations):
            raise fault
        return whole(connection, state, meanings)

    monkeypatch.setattr("heritage.sensors.intake.settle", fussy)
    arrive(engine, *(up(number, NOON + number * MINUTE, 10 + number) for number in range(5)))
    desk.interpret()
    assert values(engine) == [10, 11, 12, 14]
    assert states(engine) == [READ, READ, READ, UNREADABLE, READ]
    (line,) = desk.log.events
    assert (line["event"], str(line["reason"])) == ("uplink not read", reason)


def test_while_the_database_fails_everything_waits(engine: Engine, desk: Desk) -> None:
    arrive(engine, up())
    intake = desk.intake()
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE reading RENAME TO elsewhere"))
    with pytest.raises(StoreError, match="reading"):
        intake.interpret_some()
    assert states(engine) == [UplinkState.WAITING]
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO reading"))
    finish(intake)
    assert values(engine) == [12.5]


def test_what_another_server_has_settled_is_left_as_it_is(
    engine: Engine, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(engine, up())
    run = desk.writer.run

    def after_the_other(work: Any) -> Any:
        run(lambda connection: connection.execute(update(UPLINK).values(state=READ)).close())
        return run(work)

    monkeypatch.setattr(desk.writer, "run", after_the_other)
    desk.interpret()
    assert (readings(engine), states(engine), desk.pulse.beats) == ([], [READ], 0)


def test_an_unknown_device_waits_and_is_replayed_once_it_is_adopted(engine: Engine, desk: Desk) -> None:
    arrive(engine, *(up(number, NOON + number * MINUTE, number, STRANGER) for number in range(3)))
    arrive(engine, up(3, NOON, 20, GAUGE, object={"distance": 1500}))
    intake = desk.intake()
    finish(intake)
    assert states(engine) == [UNKNOWN, UNKNOWN, UNKNOWN, READ]
    assert [one.device for one in readings(engine)] == [GAUGE]
    intake.use({**DEVICES, STRANGER: DEVICES[PROBE]})
    finish(intake)
    assert states(engine) == [READ] * 4
    assert [one.value for one in readings(engine) if one.device == STRANGER] == [0, 1, 2]
    with engine.connect() as connection:
        heard = connection.execute(
            select(DEVICE_STATE.c.last_heard).where(DEVICE_STATE.c.dev_eui == STRANGER)
        )
        assert heard.scalar() == NOON + 2 * MINUTE


def test_a_device_that_was_adopted_while_nobody_served_is_replayed_at_the_start(
    engine: Engine, desk: Desk
) -> None:
    arrive(engine, up(dev_eui=STRANGER))
    desk.interpret()
    desk.interpret({STRANGER: DEVICES[PROBE]})
    assert (states(engine), values(engine)) == ([READ], [12.5])


def test_what_a_server_with_older_content_sets_aside_is_replayed_all_the_same(
    engine: Engine, desk: Desk
) -> None:
    intake = desk.intake({**DEVICES, STRANGER: DEVICES[PROBE]})
    arrive(engine, up(1, NOON, 1, STRANGER))
    finish(intake)
    arrive(engine, up(2, NOON + MINUTE, 2, STRANGER))
    desk.interpret(DEVICES)
    assert states(engine) == [READ, UNKNOWN]
    finish(intake)
    assert (states(engine), values(engine)) == ([READ, READ], [1, 2])


def test_what_comes_goes_before_a_long_quarantine(engine: Engine, desk: Desk) -> None:
    arrive(engine, *(up(number, NOON + number * MINUTE, 5, STRANGER) for number in range(2 * BATCH)))
    desk.interpret()
    intake = desk.intake({**DEVICES, STRANGER: DEVICES[PROBE]})
    assert intake.interpret_some()
    arrive(engine, up(9999, NOON, 20))
    assert intake.interpret_some()
    assert 20 in values(engine)
    finish(intake)
    assert len(readings(engine)) == 2 * BATCH + 1


def test_events_of_nobody_are_kept_and_in_nobodys_quarantine(engine: Engine, desk: Desk) -> None:
    sent = up()._replace(event="ack")
    del sent.message["deviceInfo"]
    arrive(engine, sent)
    desk.interpret()
    assert states(engine) == [READ]


def test_several_events_of_one_message_are_several(engine: Engine) -> None:
    body = (
        b'[{"device": "70b3d5e75e000001", "id": "a", "measurements": {"water_temperature": 1}},'
        b' {"device": "70b3d5e75e000001", "id": "b", "measurements": {"water_temperature": 2}}]'
    )
    events = unpack("logger", "generic", body, "", NOON)
    assert len({one.key for one in events}) == 2
    assert [unpack("logger", "generic", one.body, "", NOON) for one in events] == [[one] for one in events]
    with pytest.raises(EnvelopeError):
        unpack("logger", "generic", b"[", "", NOON)


@pytest.fixture
def running(desk: Desk) -> Iterator[Intake]:
    intake = desk.intake()
    intake.open()
    yield intake
    intake.close()


def wait_until_read(engine: Engine, count: int, within_s: float = 10.0) -> float:
    """The seconds until so many events are read."""
    began = time.monotonic()
    while states(engine).count(READ) < count:
        assert time.monotonic() - began < within_s
        threading.Event().wait(0.01)
    return time.monotonic() - began


def test_what_is_kept_is_interpreted_within_a_second(engine: Engine, running: Intake) -> None:
    for number in range(3):
        arrive(engine, up(number, NOON + number * MINUTE))
        running.wake()
        assert wait_until_read(engine, number + 1) < 1.0


def test_what_was_left_from_before_is_interpreted_at_the_start(engine: Engine, desk: Desk) -> None:
    arrive(engine, up())
    intake = desk.intake()
    intake.open()
    wait_until_read(engine, 1)
    intake.close()
    assert values(engine) == [12.5]


def test_a_fault_of_ours_is_told_and_does_not_end_the_work(
    engine: Engine, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heritage.sensors.intake.AGAIN_S", 0.01)
    intake = desk.intake()
    faults: list[Exception] = [ZeroDivisionError(), StoreError("gone")]
    work = intake.interpret_some

    def fail_twice() -> bool:
        if faults:
            raise faults.pop()
        return work()

    monkeypatch.setattr(intake, "interpret_some", fail_twice)
    arrive(engine, up())
    intake.open()
    wait_until_read(engine, 1)
    intake.close()
    assert [type(fault) for fault in desk.log.failures] == [ZeroDivisionError]
    assert [line["event"] for line in desk.log.events] == ["uplinks not interpreted"]


def test_an_intake_that_was_never_opened_can_be_closed(desk: Desk) -> None:
    desk.intake().close()


def test_a_moved_device_needs_no_new_start(engine: Engine, desk: Desk) -> None:
    intake = desk.intake()
    arrive(engine, up(1, NOON))
    finish(intake)
    probe = DEVICES[PROBE]
    moved = Device(probe.profile, (Mounting(place="kvarnen", since=date(2026, 7, 14)),))
    intake.use({**DEVICES, PROBE: moved})
    arrive(engine, up(2, NOON + MINUTE))
    finish(intake)
    assert [one.place for one in readings(engine)] == ["lillsjon", "kvarnen"]
