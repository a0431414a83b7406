"""The Things Stack v3."""

from datetime import UTC, datetime

import pytest

from heritage.sensors.envelopes.opening import EnvelopeError
from heritage.sensors.envelopes.ttn import read
from heritage.sensors.event import Event
from tests.uplinks import ARRIVED, body, message, written

DEVICE = "70b3d5e75e000013"


def event(raw: bytes, hint: str = "") -> Event:
    ((same, found),) = read(raw, hint, ARRIVED)
    assert same == raw
    return found


def test_an_uplink_tells_device_frame_values_time_radio_and_battery() -> None:
    found = event(body("ttn/up"))
    assert found.kind == "uplink"
    assert found.dev_eui == DEVICE
    assert (found.f_cnt, found.f_port) == (77, 1)
    assert found.payload == bytes.fromhex("02010500036ccc55c00c80")
    assert isinstance(found.decoded, dict)
    assert found.decoded["temperature"]["value"] == 17.4
    assert found.measured_at == datetime(2026, 7, 21, 12, 0, 3, 204482, tzinfo=UTC)
    assert (found.gateway, found.rssi, found.snr) == ("ange-torn", -98, 5.5)
    assert found.battery_percent == 91.3
    assert not found.is_simulated


def test_the_normalized_payload_comes_along_and_its_own_event_is_left_aside() -> None:
    """The same measurement taken from both would count twice."""
    assert event(body("ttn/up")).normalized == [
        {"time": "2026-07-21T11:59:00Z", "water": {"temperature": {"current": 17.4}}, "battery": 3.2}
    ]
    again = event(body("ttn/normalized"))
    assert again.kind == "other"
    assert again.normalized is None
    assert again.decoded is None


def test_a_codec_that_failed_leaves_the_payload() -> None:
    changed = message("ttn/up")
    del changed["uplink_message"]["decoded_payload"], changed["uplink_message"]["normalized_payload"]
    found = event(written(changed))
    assert found.decoded is None
    assert found.normalized is None
    assert found.payload is not None


def test_the_first_frame_has_no_counter_and_is_frame_zero() -> None:
    changed = message("ttn/up")
    del changed["uplink_message"]["f_cnt"]
    first = event(written(changed))
    assert first.f_cnt == 0
    assert event(written(changed)).key == first.key


def test_counters_that_the_filter_took_away_make_no_repeats() -> None:
    changed = message("ttn/up")
    del changed["uplink_message"]["f_cnt"]
    first = event(written(changed))
    changed["uplink_message"]["received_at"] = "2026-07-21T13:00:03.204482913Z"
    assert event(written(changed)).key != first.key


def test_a_repeat_has_the_same_key_though_it_was_handed_on_later() -> None:
    changed = message("ttn/up")
    changed["received_at"] = "2026-07-21T13:12:00Z"
    changed["correlation_ids"] = ["as:up:another"]
    changed["uplink_message"]["received_at"] = "2026-07-21T12:00:03.904482913Z"
    assert event(written(changed)).key == event(body("ttn/up")).key


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("f_cnt", 78),
        ("session_key_id", "AZother=="),
        ("received_at", "2026-09-21T12:00:03.204482913Z"),
        ("frm_payload", "AXVZ"),
    ],
)
def test_another_frame_session_day_or_payload_has_another_key(field: str, value: object) -> None:
    """R-S8: a device without sessions counts from 0 again after a change of battery, on another day or the same."""
    changed = message("ttn/up")
    changed["uplink_message"][field] = value
    assert event(written(changed)).key != event(body("ttn/up")).key


def test_without_session_and_times_the_content_makes_the_key() -> None:
    changed = message("ttn/up")
    del changed["uplink_message"]["session_key_id"]
    del (
        changed["received_at"],
        changed["uplink_message"]["received_at"],
        changed["uplink_message"]["rx_metadata"],
    )
    first = event(written(changed))
    ((_, again),) = read(written(changed), "", datetime(2026, 9, 1, tzinfo=UTC))
    assert again.key == first.key
    assert first.measured_at is None
    changed["uplink_message"]["decoded_payload"]["temperature"]["value"] = 17.5
    assert event(written(changed)).key != first.key


def test_session_and_counter_are_enough_where_no_time_is_told() -> None:
    changed = message("ttn/up")
    del changed["received_at"], changed["uplink_message"]["received_at"]
    found = event(written(changed))
    assert found.key == f"{DEVICE}:up:AZtestsession==:77"
    assert found.measured_at == datetime(2026, 7, 21, 12, 0, 3, 104000, tzinfo=UTC)


def test_a_test_from_the_console_says_so_and_does_not_stand_for_the_real_frame() -> None:
    found = event(written(message("ttn/up") | {"simulated": True}))
    assert found.is_simulated
    assert found.key != event(body("ttn/up")).key


def test_a_filtered_body_takes_its_device_from_the_address() -> None:
    filtered = written({"uplink_message": {"decoded_payload": {"temperature": 4.5}}})
    found = event(filtered, "up/70B3D5E75E000013")
    assert found.dev_eui == DEVICE
    assert found.decoded == {"temperature": 4.5}
    with pytest.raises(EnvelopeError, match="devEUI"):
        read(filtered, "up/vojen-bad", ARRIVED)


def test_a_name_that_was_made_of_the_number_will_do() -> None:
    changed = message("ttn/up") | {"end_device_ids": {"device_id": "eui-70b3d5e75e000013"}}
    assert event(written(changed)).dev_eui == DEVICE


def test_a_join_tells_of_the_device_and_measures_nothing() -> None:
    found = event(body("ttn/join"))
    assert (found.kind, found.dev_eui) == ("join", DEVICE)
    assert found.measured_at == datetime(2026, 7, 21, 6, 0, 0, 500000, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "location_solved",
        "service_data",
        "downlink_ack",
        "downlink_nack",
        "downlink_sent",
        "downlink_failed",
        "downlink_queued",
        "downlink_queue_invalidated",
    ],
)
def test_other_events_are_known_by_their_key_and_ignored(name: str) -> None:
    changed = message("ttn/join")
    changed[name] = changed.pop("join_accept")
    assert event(written(changed), "up").kind == "other"


def test_two_events_without_times_are_told_apart_by_their_arrival() -> None:
    raw = written({"downlink_failed": {"error": {"name": "too_long"}}})
    ((_, first),) = read(raw, "", ARRIVED)
    ((_, later),) = read(raw, "", datetime(2026, 9, 1, tzinfo=UTC))
    assert first.key != later.key
    assert first.dev_eui == ""


@pytest.mark.parametrize("where", ["decoded_payload", "normalized_payload"])
def test_visitors_addresses_are_refused(where: str) -> None:
    """R-P12."""
    changed = message("ttn/up")
    changed["uplink_message"][where] = [{"seen": "aa:bb:cc:00:11:22"}]
    with pytest.raises(EnvelopeError, match="MAC"):
        read(written(changed), "", ARRIVED)


def test_visitors_addresses_are_refused_in_what_is_ignored_too() -> None:
    """R-P12: raw events are kept."""
    raw = written({"service_data": {"data": {"wifi": [{"mac": "aabbcc001122"}]}}})
    with pytest.raises(EnvelopeError, match="MAC"):
        read(raw, "", ARRIVED)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"downlinks": []}', b'{"uplink_message": 3}'])
def test_other_bodies_are_refused(raw: bytes) -> None:
    with pytest.raises(EnvelopeError):
        read(raw, "up", ARRIVED)
