"""ChirpStack v3 as ServaNet sends it."""

from datetime import UTC, datetime

import pytest

from heritage.sensors.envelopes.chirpstack3 import read
from heritage.sensors.envelopes.opening import EnvelopeError
from heritage.sensors.event import Event
from tests.uplinks import ARRIVED, body, message, written

DEVICE = "70b3d5e75e000011"


def event(raw: bytes, hint: str = "up") -> Event:
    ((same, found),) = read(raw, hint, ARRIVED)
    assert same == raw
    return found


def test_an_uplink_tells_device_frame_values_and_the_first_gateways_time() -> None:
    found = event(body("chirpstack3/up"))
    assert found.kind == "uplink"
    assert found.dev_eui == DEVICE
    assert (found.f_cnt, found.f_port) == (4711, 85)
    assert found.payload == bytes.fromhex("0175590367dfff0482d806050000")
    assert found.decoded == {"battery": 89, "temperature": -3.3, "distance": 1752, "position": "normal"}
    assert found.measured_at == datetime(2026, 1, 5, 6, 10, 2, 125000, tzinfo=UTC)
    assert not found.is_simulated


def test_the_strongest_gateway_is_named() -> None:
    found = event(body("chirpstack3/up"))
    assert (found.gateway, found.rssi, found.snr) == ("70b3d5fffe000002", -97, 6.25)


def test_the_original_servers_base64_number_and_values_as_text_are_read() -> None:
    found = event(body("chirpstack3/up_text"))
    assert found.dev_eui == DEVICE
    assert found.decoded == {"battery": 89, "temperature": -3.3, "distance": 1752, "position": "normal"}
    assert found.payload == bytes.fromhex("0175590367dfff0482d806050000")
    assert found.measured_at is None


@pytest.mark.parametrize("values", ["", "null", '""', "{}"])
def test_values_that_are_empty_make_an_uplink_all_the_same(values: str) -> None:
    changed = message("chirpstack3/up_text") | {"objectJSON": values}
    assert event(written(changed)).decoded in (None, {}, "")


def test_values_as_an_object_under_either_name_are_the_same() -> None:
    changed = message("chirpstack3/up")
    changed["objectJSON"] = changed.pop("object")
    assert event(written(changed)).decoded == event(body("chirpstack3/up")).decoded


def test_the_same_message_again_has_the_same_key_whenever_it_comes() -> None:
    later = datetime(2026, 1, 6, tzinfo=UTC)
    ((_, again),) = read(body("chirpstack3/up"), "up", later)
    assert again.key == event(body("chirpstack3/up")).key


@pytest.mark.parametrize("field", ["fCnt", "data"])
def test_another_frame_has_another_key(field: str) -> None:
    other = (
        message("chirpstack3/up") | {"fCnt": 4712}
        if field == "fCnt"
        else message("chirpstack3/up") | {"data": "AXVZ"}
    )
    assert event(written(other)).key != event(body("chirpstack3/up")).key


def test_a_counter_that_begins_again_makes_no_repeat() -> None:
    """R-S8: after a new join the same count comes at another time."""
    changed = message("chirpstack3/up")
    for reception in changed["rxInfo"]:
        reception["time"] = "2026-02-05T06:10:02Z"
    assert event(written(changed)).key != event(body("chirpstack3/up")).key


def test_without_times_the_gateways_own_name_of_the_frame_tells_it_apart() -> None:
    changed = message("chirpstack3/up_text")
    changed["rxInfo"][0]["uplinkID"] = "another"
    assert event(written(changed)).key != event(body("chirpstack3/up_text")).key


def test_an_uplink_without_gateways_still_has_a_key_of_its_own() -> None:
    changed = message("chirpstack3/up_text")
    del changed["rxInfo"]
    first = event(written(changed))
    assert first.key == event(written(changed)).key
    assert first.key != event(written(changed | {"data": "AXVZ"})).key


def test_a_status_tells_of_the_battery_and_measures_nothing() -> None:
    found = event(body("chirpstack3/status"), "status")
    assert (found.kind, found.dev_eui, found.battery_percent) == ("status", DEVICE, 88.58)
    assert found.decoded is None
    assert found.payload is None


@pytest.mark.parametrize(
    "told",
    [
        {"batteryLevelUnavailable": True},
        {"externalPowerSource": True},
        {"batteryLevel": 0},
        {"batteryLevel": 255},
    ],
)
def test_a_battery_that_nobody_knows_is_not_empty(told: dict[str, object]) -> None:
    assert event(written(message("chirpstack3/status") | told), "status").battery_percent is None


def test_an_error_is_kept_as_words() -> None:
    found = event(body("chirpstack3/error"), "error")
    assert found.kind == "log"
    assert found.text == "UPLINK_FCNT_RETRANSMISSION frame-counter did not increment"


@pytest.mark.parametrize(
    ("name", "kind"), [("up", "uplink"), ("up_text", "uplink"), ("status", "status"), ("error", "log")]
)
def test_without_a_hint_the_message_tells_what_it_is(name: str, kind: str) -> None:
    assert event(body(f"chirpstack3/{name}"), "").kind == kind


@pytest.mark.parametrize(
    ("hint", "kind"), [("join", "join"), ("ack", "other"), ("txack", "other"), ("location", "other")]
)
def test_events_that_measure_nothing_are_known_by_their_hint(hint: str, kind: str) -> None:
    assert event(written({"devEUI": DEVICE}), hint).kind == kind


def test_what_looks_like_nothing_measures_nothing() -> None:
    assert event(written({"devEUI": DEVICE, "devAddr": "01020304"}), "").kind == "other"


def test_the_device_may_stand_in_the_address() -> None:
    changed = message("chirpstack3/up")
    del changed["devEUI"]
    assert event(written(changed), "up/70B3D5E75E000011").dev_eui == DEVICE
    with pytest.raises(EnvelopeError, match="devEUI"):
        read(written(changed), "up", ARRIVED)


@pytest.mark.parametrize("time", [None, "soon", 5, {}, "0001-01-01T00:00:00Z", "2026-01-05T06:10:02"])
def test_an_odd_time_of_a_gateway_is_passed_over(time: object) -> None:
    changed = message("chirpstack3/up")
    changed["rxInfo"][2]["time"] = time
    assert event(written(changed)).measured_at == datetime(2026, 1, 5, 6, 10, 2, 250000, tzinfo=UTC)


def test_visitors_addresses_are_refused_also_inside_the_text() -> None:
    """R-P12."""
    changed = message("chirpstack3/up_text") | {"objectJSON": '{"macs":["aa:bb:cc:00:11:22"]}'}
    with pytest.raises(EnvelopeError, match="MAC"):
        read(written(changed), "up", ARRIVED)


def test_depth_hidden_in_the_text_is_refused() -> None:
    changed = message("chirpstack3/up_text") | {"objectJSON": "[" * 5000}
    with pytest.raises(EnvelopeError, match="more than 20"):
        read(written(changed), "up", ARRIVED)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"7", b'{"devEUI": 7}', b'{"rxInfo": 3}', b"\xff"])
def test_other_bodies_are_refused(raw: bytes) -> None:
    with pytest.raises(EnvelopeError):
        read(raw, "", ARRIVED)
