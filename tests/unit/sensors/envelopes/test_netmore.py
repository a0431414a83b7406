"""Netmore's lists of events."""

from datetime import UTC, datetime

import pytest

from heritage.sensors.envelopes.netmore import read
from heritage.sensors.envelopes.opening import EnvelopeError
from tests.uplinks import ARRIVED, body, message, written


def test_each_event_of_the_list_has_its_own_bytes_and_meaning() -> None:
    (raw_first, first), (raw_second, second) = read(body("netmore/up"), "", ARRIVED)
    assert raw_first.startswith(b'{"devEui": "70b3d5e75e000014"')
    assert raw_second.endswith(b"}")
    assert first.kind == second.kind == "uplink"
    assert (first.dev_eui, second.dev_eui) == ("70b3d5e75e000014", "70b3d5e75e000015")
    assert first.payload == bytes.fromhex("0100320cffec070e34")
    assert (first.f_port, first.f_cnt) == (5, 31)
    assert (second.f_port, second.f_cnt) == (1, None)
    assert first.measured_at == datetime(2026, 1, 5, 6, 10, 2, 53000, tzinfo=UTC)
    assert (first.rssi, first.snr, first.gateway) == (-104, -2.5, "824")
    assert first.decoded is None


def test_one_event_alone_is_read_the_same_as_in_its_list() -> None:
    for raw, found in read(body("netmore/up"), "", ARRIVED):
        assert read(raw, "", ARRIVED) == [(raw, found)]


def test_a_battery_of_zero_is_one_that_nobody_knows() -> None:
    first, second = (found for _, found in read(body("netmore/up"), "", ARRIVED))
    assert first.battery_percent == 93
    assert second.battery_percent is None


def test_a_repeat_has_the_same_key_and_another_frame_another() -> None:
    whole = message("netmore/up")
    ((_, first), (_, second)) = read(written(whole), "", ARRIVED)
    assert first.key != second.key
    ((_, again),) = read(written([whole[0] | {"gatewayIdentifier": "9", "rssi": "-80"}]), "", ARRIVED)
    assert again.key == first.key
    for change in ({"timestamp": "2026-01-05T07:10:02.053Z"}, {"payload": "0e1b59"}, {"fCntUp": 32}):
        ((_, other),) = read(written([whole[0] | change]), "", ARRIVED)
        assert other.key != first.key


def test_a_gateways_own_address_in_the_envelope_is_no_visitors() -> None:
    assert b'"mac"' in body("netmore/up")
    assert len(read(body("netmore/up"), "", ARRIVED)) == 2


@pytest.mark.parametrize("change", [{"messageType": "error"}, {"payload": None}])
def test_a_message_without_payload_measures_nothing(change: dict[str, object]) -> None:
    ((_, found),) = read(written([message("netmore/up")[0] | change]), "", ARRIVED)
    assert found.kind == "other"


def test_a_payload_that_is_not_hexadecimal_is_none() -> None:
    ((_, found),) = read(written([message("netmore/up")[0] | {"payload": "AXVg="}]), "", ARRIVED)
    assert found.kind == "uplink"
    assert found.payload is None


def test_one_that_cannot_be_read_does_not_hold_up_the_others() -> None:
    whole = message("netmore/up")
    del whole[0]["devEui"]
    (_, first), (_, second) = read(written(whole), "", ARRIVED)
    assert first.kind == "other"
    assert first.text == "the event does not name its device (devEui)"
    assert second.kind == "uplink"


def test_a_list_of_which_nothing_can_be_read_is_refused() -> None:
    with pytest.raises(EnvelopeError, match="devEui"):
        read(b"[{}, 3]", "", ARRIVED)


def test_an_empty_list_holds_nothing() -> None:
    assert read(b" []", "", ARRIVED) == []


@pytest.mark.parametrize("raw", [b"", b"{}", b"7", b"[", b"[3"])
def test_other_bodies_are_refused(raw: bytes) -> None:
    with pytest.raises(EnvelopeError):
        read(raw, "", ARRIVED)
