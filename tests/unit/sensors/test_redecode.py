"""Reading raw events again: what was wrong is put right, what was right and what people decided stays."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, delete, insert, select, text, update

from heritage.places.device import Device, Mounting
from heritage.quantities import Quality
from heritage.sensors.profiles import PROFILES, from_yaml
from heritage.sensors.redecode import BATCH, Redecoded, redecode
from heritage.store.engine import StoreError
from heritage.store.passage_tables import COUNT_DUE
from heritage.store.tables import DECISION, READING, READING_DAY, UPLINK, UplinkState
from heritage.store.writer import Writer
from tests.observed import qualities
from tests.senders import (
    DEVICES,
    GAUGE,
    MINUTE,
    NOON,
    PROBE,
    STRANGER,
    arrive,
    bodies,
    interpret,
    readings,
    states,
    up,
    values,
)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
Devices = Mapping[str, Device]


def hung(profile: str = "elsys-elt", *mountings: Mounting) -> Devices:
    return {PROBE: Device(profile, mountings or DEVICES[PROBE].mountings)}


def day_sums(engine: Engine) -> list[tuple[Any, ...]]:
    query = select(READING_DAY.c.day, READING_DAY.c.count, READING_DAY.c.total).order_by(READING_DAY.c.day)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def double(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mend the probe's profile: its codec tells half degrees."""
    profile = from_yaml(
        "elsys-elt",
        "{maker: Elsys, models: [ELT], measures: [{channel: probe, quantity: water_temperature, "
        "paths: [externalTemperature], scale: 2}]}",
    )
    monkeypatch.setitem(PROFILES, "elsys-elt", profile)


def measured(engine: Engine, writer: Writer, *celsius: float) -> None:
    """One value every ten minutes from noon on."""
    arrive(engine, *(up(n, NOON + 10 * n * MINUTE, value) for n, value in enumerate(celsius)))
    interpret(engine, writer)


def test_where_nothing_was_mended_nothing_changes(engine: Engine, writer: Writer) -> None:
    measured(engine, writer, 10, 10.5, 11)
    before = readings(engine)
    assert redecode(engine, DEVICES, LONG_AGO) == Redecoded(events=3)
    assert readings(engine) == before


def test_a_mended_scale_replaces_every_value_and_the_sums(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured(engine, writer, 5, 5.5, 6)
    raw = bodies(engine)
    assert day_sums(engine) == [(date(2026, 7, 14), 3, 16.5)]
    double(monkeypatch)
    assert redecode(engine, DEVICES, LONG_AGO) == Redecoded(events=3, changed=3)
    assert values(engine) == [10, 11, 12]
    assert day_sums(engine) == [(date(2026, 7, 14), 3, 33.0)]
    assert bodies(engine) == raw
    assert redecode(engine, DEVICES, LONG_AGO) == Redecoded(events=3)


def test_a_trial_only_tells(engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    measured(engine, writer, 5, 5.5)
    before = (readings(engine), day_sums(engine), states(engine))
    double(monkeypatch)
    assert redecode(engine, DEVICES, LONG_AGO, is_trial=True) == Redecoded(events=2, changed=2)
    assert (readings(engine), day_sums(engine), states(engine)) == before


def test_what_could_not_be_read_becomes_readings(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(engine, up(1, NOON, object={"frost": 3.5}), up(2, NOON + MINUTE, object={"snow": 1}))
    interpret(engine, writer)
    assert states(engine) == [UplinkState.UNREADABLE] * 2
    mended = "{maker: x, models: [x], measures: [{channel: f, quantity: water_temperature, paths: [frost]}]}"
    monkeypatch.setitem(PROFILES, "elsys-elt", from_yaml("elsys-elt", mended))
    assert redecode(engine, DEVICES, LONG_AGO) == Redecoded(events=2, unreadable=1, new=1)
    assert values(engine) == [3.5]
    assert states(engine) == [UplinkState.READ, UplinkState.UNREADABLE]


def test_readings_of_a_place_where_the_device_never_hung_move_away(engine: Engine, writer: Writer) -> None:
    arrive(engine, *(up(number, NOON + number * DAY, 10 + number) for number in range(4)))
    interpret(engine, writer)
    devices = hung(
        "elsys-elt",
        Mounting(place="lillsjon", since=date(2026, 5, 1), until=date(2026, 7, 15)),
        Mounting(place="kvarnen", since=date(2026, 7, 16), until=date(2026, 7, 16)),
    )
    assert redecode(engine, devices, LONG_AGO) == Redecoded(events=4, new=1, gone=2)
    assert [(one.place, one.value) for one in readings(engine)] == [
        ("lillsjon", 10),
        ("lillsjon", 11),
        ("kvarnen", 12),
    ]
    assert day_sums(engine) == [
        (date(2026, 7, 14), 1, 10.0),
        (date(2026, 7, 15), 1, 11.0),
        (date(2026, 7, 16), 1, 12.0),
    ]


def test_only_what_has_come_since_is_read_again(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(engine, *(up(number, NOON + number * DAY, 5) for number in range(3)))
    interpret(engine, writer)
    double(monkeypatch)
    assert redecode(engine, DEVICES, NOON + DAY) == Redecoded(events=2, changed=2)
    assert values(engine) == [5, 10, 10]


def test_what_an_earlier_event_brought_stays_though_a_later_one_says_the_same(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(engine, up(1, NOON, 5), up(2, NOON, 6, late=2 * DAY))
    interpret(engine, writer)
    assert values(engine) == [5]
    double(monkeypatch)
    assert redecode(engine, DEVICES, NOON + DAY) == Redecoded(events=1)
    assert values(engine) == [5]
    assert redecode(engine, DEVICES, LONG_AGO) == Redecoded(events=2, changed=1)
    assert values(engine) == [10]


def test_a_reading_whose_event_is_gone_stays(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Raw events go after thirteen months, readings never: without its event nobody can say better."""
    measured(engine, writer, 5, 5.5)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM uplink WHERE key LIKE '%event-000000'"))
    double(monkeypatch)
    assert redecode(engine, DEVICES, LONG_AGO) == Redecoded(events=1, changed=1)
    assert values(engine) == [5, 11]


def test_other_devices_and_what_people_measured_stay(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured(engine, writer, 5)
    arrive(engine, up(7, NOON, dev_eui=GAUGE, object={"distance": 1900}))
    interpret(engine, writer)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE series SET device = 'drilled' WHERE device = :probe"), {"probe": PROBE}
        )
    before = readings(engine)
    double(monkeypatch)
    assert redecode(engine, {PROBE: DEVICES[PROBE]}, LONG_AGO) == Redecoded(events=1, new=1)
    assert [one for one in readings(engine) if one.device != PROBE] == before


def counting(point: str = "kvarnbron") -> Devices:
    return {PROBE: Device("imbuildings-counter", (Mounting(point=point, since=date(2026, 5, 1)),))}


def test_what_a_counter_told_moves_to_its_right_point_and_both_are_made_anew(
    engine: Engine, writer: Writer
) -> None:
    for number in range(3):
        arrive(engine, up(number, NOON + number * MINUTE, object={"total_counter_a": 40 + number}))
    interpret(engine, writer, counting())
    with engine.begin() as connection:
        connection.execute(delete(COUNT_DUE))
    assert redecode(engine, counting("norra-leden"), LONG_AGO) == Redecoded(events=3, new=3, gone=3)
    assert {reading.place for reading in readings(engine)} == {"norra-leden"}
    with engine.connect() as connection:
        due = {tuple(row)[1:] for row in connection.execute(select(COUNT_DUE))}
    assert due == {("kvarnbron", NOON, NOON + 2 * MINUTE), ("norra-leden", NOON, NOON + 2 * MINUTE)}


def test_a_doubt_that_a_mended_profile_knows_is_put_on_the_same_number(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"total_counter_a": 40, "sensor_status": 3}
    arrive(engine, up(1, NOON, object=told), up(2, NOON + MINUTE, object=told | {"sensor_status": 32}))
    known = PROFILES["imbuildings-counter"]
    trusting = [replace(one, suspect_unless={}) for one in known.measures]
    with monkeypatch.context() as trust:
        trust.setitem(PROFILES, "imbuildings-counter", replace(known, measures=tuple(trusting)))
        interpret(engine, writer, counting())
    assert qualities(engine) == [Quality.GOOD, Quality.GOOD]
    assert redecode(engine, counting(), LONG_AGO) == Redecoded(events=2, changed=1)
    assert qualities(engine) == [Quality.SUSPECT, Quality.GOOD]
    assert redecode(engine, counting(), LONG_AGO) == Redecoded(events=2)


def test_what_people_decided_stays(engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    measured(engine, writer, 5, 5.5)
    row = {
        "series": 1,
        "first_at": NOON,
        "last_at": NOON,
        "verdict": "rejected",
        "decided_by": "A. Person",
        "decided_at": NOON,
        "why": "lifted out of the water",
    }
    with engine.begin() as connection:
        connection.execute(insert(DECISION), row)
    double(monkeypatch)
    redecode(engine, DEVICES, LONG_AGO)
    with engine.connect() as connection:
        assert connection.scalar(select(DECISION.c.verdict)) == "rejected"
    # The rejected one does not count.
    assert day_sums(engine) == [(date(2026, 7, 14), 1, 11.0)]


def test_a_mended_value_is_not_accepted_because_the_wrong_one_was(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured(engine, writer, 20, 20.5)
    words = {"decided_by": "A. Person", "decided_at": NOON + DAY, "why": "measured beside it"}
    row = {"series": 1, "first_at": NOON, "last_at": NOON + DAY, "verdict": "accepted"}
    with engine.begin() as connection:
        connection.execute(insert(DECISION), row | words)
    double(monkeypatch)
    assert redecode(engine, DEVICES, LONG_AGO).changed == 2
    assert (values(engine), day_sums(engine)) == ([40, 41], [])


def test_what_the_intake_has_in_hand_is_left_to_it(engine: Engine, writer: Writer) -> None:
    arrive(engine, up(1, NOON, dev_eui=STRANGER))
    interpret(engine, writer)
    arrive(engine, up(2, NOON))
    devices = {**DEVICES, STRANGER: DEVICES[PROBE]}
    assert redecode(engine, devices, LONG_AGO) == Redecoded()
    assert states(engine) == [UplinkState.UNKNOWN_DEVICE, UplinkState.WAITING]
    interpret(engine, writer, devices)
    assert len(readings(engine)) == 2


def test_much_is_written_in_small_pieces(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(engine, *(up(n, NOON + n * MINUTE, 5 + n % 2 * 0.1) for n in range(BATCH + 10)))
    interpret(engine, writer)
    double(monkeypatch)
    pauses: list[list[float | None]] = []
    assert (
        redecode(engine, DEVICES, LONG_AGO, pause=lambda: pauses.append(values(engine))).changed == BATCH + 10
    )
    assert len(pauses) == 2
    assert pauses[0].count(10) + pauses[0].count(10.2) == BATCH
    assert set(values(engine)) == {10, 10.2}


def test_the_judgement_is_that_of_the_new_values(engine: Engine, writer: Writer) -> None:
    """R-C3: a mended value is worth what a value like that is worth."""
    measured(engine, writer, 12, 12, 12)
    with engine.begin() as connection:
        connection.execute(update(READING).values(value=99.0, quality=2))
    assert redecode(engine, DEVICES, LONG_AGO).changed == 3
    with engine.connect() as connection:
        assert connection.scalars(select(READING.c.quality)).all() == [0, 0, 0]


def test_a_failing_database_is_a_sentence(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE reading RENAME TO elsewhere"))
    with pytest.raises(StoreError, match="reading"):
        redecode(engine, DEVICES, LONG_AGO)
    with engine.connect() as connection:
        assert connection.execute(select(UPLINK)).all() == []
