"""What a raw event means: its readings at the place and time where they were measured, or why there are none."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from heritage.places.device import Device, Mounting
from heritage.sensors.meaning import FURTHEST_AHEAD, Meaning, Raw, meaning_of
from heritage.store.tables import UplinkState
from tests.senders import DEVICES, GAUGE, MINUTE, NOON, PROBE, STRANGER, Sent, log, status, up

DAY = timedelta(days=1)


def raw_of(sent: Sent, kind: str = "chirpstack4") -> Raw:
    dev_eui = sent.message.get("deviceInfo", {}).get("devEui", "")
    waiting = UplinkState.WAITING
    return Raw(7, "servanet", kind, dev_eui, sent.event, sent.received_at, waiting, sent.body)


def meaning(sent: Sent, devices: dict[str, Device] = DEVICES) -> Meaning:
    return meaning_of(raw_of(sent), devices)


def test_a_measurement_stands_at_the_place_and_time_where_it_was_made() -> None:
    found = meaning(up(at=NOON, celsius=12.5, late=2 * DAY))
    (one,) = found.observations
    assert found.state is UplinkState.READ
    assert (one.place, one.device, one.channel, one.quantity) == ("lillsjon", PROBE, 1, "water_temperature")
    assert (one.method, one.observed_at, one.value) == ("sensor", NOON, 12.5)
    assert one.received_at == NOON + 2 * DAY
    assert found.battery_volt == 3.6


def test_without_any_time_a_measurement_was_made_when_it_came() -> None:
    sent = up()
    del sent.message["time"]
    (one,) = meaning(sent._replace(received_at=NOON + MINUTE)).observations
    assert one.observed_at == NOON + MINUTE


def test_a_sensor_that_has_no_value_gives_a_missing_one_and_never_zero() -> None:
    (one,) = meaning(up(celsius="No Sensor")).observations
    assert one.value is None


def moved(*mountings: Mounting) -> dict[str, Device]:
    return {PROBE: Device("elsys-elt", mountings)}


def test_a_device_that_was_moved_measures_where_it_hung_on_that_day() -> None:
    devices = moved(
        Mounting(place="lillsjon", since=date(2026, 5, 1), until=date(2026, 7, 14)),
        Mounting(place="kvarnen", since=date(2026, 7, 15)),
    )
    midnight = NOON + timedelta(hours=12)
    last = meaning(up(at=midnight - MINUTE, late=3 * DAY), devices)
    first = meaning(up(at=midnight, late=3 * DAY), devices)
    assert [one.place for one in last.observations] == ["lillsjon"]
    assert [one.place for one in first.observations] == ["kvarnen"]


@pytest.mark.parametrize("day", [date(2026, 4, 30), date(2026, 7, 15)])
def test_a_device_that_hangs_nowhere_measures_nothing(day: date) -> None:
    at = NOON.replace(month=day.month, day=day.day)
    found = meaning(
        up(at=at), moved(Mounting(place="lillsjon", since=date(2026, 5, 1), until=date(2026, 7, 14)))
    )
    assert (found.state, found.observations) == (UplinkState.READ, ())


def stored(at: Any) -> Sent:
    """A gauge that sends a distance now, and one that it has stored."""
    values = {"distance": 1850, "history": [{"timestamp": int(at.timestamp()), "distance": 1900}]}
    return up(dev_eui=GAUGE, object=values)


def test_stored_values_stand_at_their_own_times_and_mountings() -> None:
    profile = DEVICES[GAUGE].profile
    mountings = (
        Mounting(place="lillsjon", since=date(2026, 6, 1), until=date(2026, 7, 13), distance_zero_mm=2000),
        Mounting(place="kvarnen", since=date(2026, 7, 14), distance_zero_mm=2100),
    )
    found = meaning(stored(NOON - DAY), {GAUGE: Device(profile, mountings)})
    assert [(one.place, one.observed_at, one.value) for one in found.observations] == [
        ("lillsjon", NOON - DAY, 10.0),
        ("kvarnen", NOON, 25.0),
    ]


def counted(at: datetime = NOON, **values: object) -> Sent:
    return up(at=at, dev_eui=GAUGE, object=values)


def test_a_counter_over_two_lines_counts_at_two_points_at_once() -> None:
    mountings = (
        Mounting(point="norra-leden", since=date(2026, 5, 1), line=2),
        Mounting(point="kvarnbron", since=date(2026, 5, 1)),
    )
    sent = counted(line_1_total_in=72, line_2_total_in=5, line_3_total_in=9)
    found = meaning(sent, {GAUGE: Device("milesight-vs133", mountings)})
    assert [(one.place, one.channel, one.quantity, one.value) for one in found.observations] == [
        ("norra-leden", 1, "passages_total", 5),
        ("kvarnbron", 1, "passages_total", 72),
    ]


def test_a_line_that_was_moved_counts_where_it_did_on_that_day_and_the_other_goes_on() -> None:
    mountings = (
        Mounting(point="kvarnbron", since=date(2026, 5, 1)),
        Mounting(point="norra-leden", since=date(2026, 5, 1), until=date(2026, 7, 14), line=2),
        Mounting(point="vojen", since=date(2026, 7, 15), line=2),
    )
    devices = {GAUGE: Device("milesight-vs133", mountings)}
    for at, second in ((NOON, "norra-leden"), (NOON + DAY, "vojen")):
        found = meaning(counted(at, line_1_period_in=1, line_2_period_in=2), devices)
        assert [(one.place, one.value) for one in found.observations] == [("kvarnbron", 1), (second, 2)]


def test_what_a_counter_stored_has_the_time_and_the_mounting_of_its_counting() -> None:
    mountings = (
        Mounting(point="kvarnbron", since=date(2026, 5, 1), until=date(2026, 7, 13)),
        Mounting(point="norra-leden", since=date(2026, 7, 14)),
    )
    stored_ = [{"timestamp": int((NOON - DAY).timestamp()), "period_in": 3, "total_in": 40}]
    sent = counted(period_in=4, total_in=44, history=stored_)
    found = meaning(sent, {GAUGE: Device("milesight-vs350", mountings)})
    assert [(one.place, one.quantity, one.observed_at, one.value) for one in found.observations] == [
        ("kvarnbron", "passages", NOON - DAY, 3),
        ("kvarnbron", "passages_total", NOON - DAY, 40),
        ("norra-leden", "passages", NOON, 4),
        ("norra-leden", "passages_total", NOON, 44),
    ]


def test_a_counters_doubt_of_its_number_goes_with_it() -> None:
    mounting = Mounting(point="kvarnbron", since=date(2026, 5, 1), reversed=True)
    devices = {GAUGE: Device("terabee-people", (mounting,))}
    sent = counted(count_in=44, flags={"TPC_STUCK": 1})
    sent.message["fPort"] = 1
    (one,) = meaning(sent, devices).observations
    # The raw number keeps the device's own direction (R-V1).
    assert (one.channel, one.value, one.is_suspect) == (1, 44, True)


@pytest.mark.parametrize(
    "values", [{"battery": 80}, {"device_status": "on"}, {"region_1_count": 4, "region_2_count": 0}]
)
def test_a_counters_status_is_read_and_counts_nothing(values: dict[str, object]) -> None:
    """Status is no zero, and nothing that somebody must look at."""
    mounting = Mounting(point="kvarnbron", since=date(2026, 5, 1))
    found = meaning(counted(**values), {GAUGE: Device("milesight-vs133", (mounting,))})
    assert (found.state, found.observations, found.reason) == (UplinkState.READ, (), None)


def test_a_counter_at_a_place_is_no_sensor_and_a_sensor_at_a_point_no_counter() -> None:
    here, there = (
        Mounting(place="lillsjon", since=date(2026, 5, 1)),
        Mounting(point="kvarnbron", since=date(2026, 5, 1)),
    )
    assert meaning(counted(total_in=4), {GAUGE: Device("milesight-vs350", (here,))}).observations == ()
    assert meaning(up(), {PROBE: Device("elsys-elt", (there,))}).observations == ()


def test_a_time_ahead_is_a_fault_once_no_clock_could_be_so_fast() -> None:
    for ahead, state in ((FURTHEST_AHEAD, UplinkState.READ), (FURTHEST_AHEAD + MINUTE, UplinkState.FUTURE)):
        assert meaning(up(at=NOON + ahead, late=-ahead)).state is state
        alone = stored(NOON + ahead)
        del alone.message["object"]["distance"]
        assert meaning(alone).state is state
        assert bool(meaning(alone).observations) is (state is UplinkState.READ)


def test_of_a_frame_only_the_value_whose_time_lies_ahead_is_set_aside() -> None:
    """R-S8: a clock that was wrong once does not hide what is measured now, and is told of by the event's state."""
    found = meaning(stored(NOON + FURTHEST_AHEAD + MINUTE))
    assert found.state is UplinkState.FUTURE
    assert [(one.observed_at, one.value) for one in found.observations] == [(NOON, 15.0)]


def test_a_device_that_nobody_has_entered_waits_in_quarantine() -> None:
    for sent in (up(dev_eui=STRANGER), status(1, NOON, STRANGER), log(NOON, "OTAA", STRANGER)):
        found = meaning(sent)
        assert (found.state, found.observations) == (UplinkState.UNKNOWN_DEVICE, ())


def test_a_simulated_event_is_never_data() -> None:
    message = {
        "end_device_ids": {"dev_eui": PROBE.upper()},
        "simulated": True,
        "uplink_message": {"f_port": 5, "f_cnt": 1, "decoded_payload": {"externalTemperature": 30}},
    }
    raw = raw_of(Sent(message, NOON), "ttn")._replace(dev_eui=PROBE)
    assert meaning_of(raw, DEVICES)[:3] == (UplinkState.SIMULATED, meaning_of(raw, DEVICES).event, ())


def test_what_tells_of_the_device_alone_has_no_readings() -> None:
    found = meaning(status(1, NOON, percent=88.0))
    assert (found.state, found.observations, found.battery_percent) == (UplinkState.READ, (), 88.0)
    said = meaning(log(NOON, "UPLINK_CODEC"))
    assert (said.state, said.observations) == (UplinkState.READ, ())
    other = Sent({"deviceInfo": {"devEui": PROBE}, "acknowledged": True}, NOON, "ack")
    assert meaning(other).state is UplinkState.READ


@pytest.mark.parametrize(
    ("sent", "devices", "reason"),
    [
        (up(object={"frost": 3}), DEVICES, "nothing in the message that the profile elsys-elt knows"),
        (up(), {PROBE: Device("unheard-of", DEVICES[PROBE].mountings)}, "there is no profile 'unheard-of'"),
        (up(fPort="high"), DEVICES, "the message cannot be read"),
    ],
)
def test_what_cannot_be_read_says_why_and_waits_for_a_better_mapping(
    sent: Sent, devices: dict[str, Device], reason: str
) -> None:
    found = meaning(sent, devices)
    assert (found.state, found.observations) == (UplinkState.UNREADABLE, ())
    assert found.reason is not None
    assert reason in found.reason


def test_a_fault_of_ours_is_that_of_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("12.5 of a visitor")

    monkeypatch.setattr("heritage.sensors.meaning.interpret", fail)
    found = meaning(up())
    assert (found.state, found.reason) == (UplinkState.UNREADABLE, "fault of the program: ZeroDivisionError")
