"""What all envelopes share: depth, device numbers, keys, base64, and the refusal of people's addresses."""

import pytest

from heritage.sensors.envelopes.opening import (
    EnvelopeError,
    dev_eui_of,
    fingerprint,
    hinted,
    is_too_deep,
    key_of,
    known,
    payload_of,
    plain,
    refuse_addresses,
    values_of,
)


def nested(depth: int) -> bytes:
    return b'{"a":' * (depth - 1) + b"[]" + b"}" * (depth - 1)


def test_twenty_objects_in_each_other_are_read_and_twenty_one_are_not() -> None:
    assert not is_too_deep(nested(20))
    assert is_too_deep(nested(21))
    assert values_of(nested(20)) is not None
    with pytest.raises(EnvelopeError, match="more than 20"):
        values_of(nested(21))


def test_many_objects_beside_each_other_are_not_deep() -> None:
    assert not is_too_deep(b"[" + b",".join([b'{"a":[1]}'] * 500) + b"]")


def test_brackets_inside_texts_neither_add_depth_nor_take_it_away() -> None:
    assert not is_too_deep(b'["' + b"[{" * 50 + b'"]')
    assert not is_too_deep(b'["\\"' + b"[{" * 50 + b'\\\\"]')
    hidden = b'["' + b"]}" * 50 + b'",' + nested(20) + b"]"
    assert is_too_deep(hidden)
    escaped = b'["\\"' + b"]}" * 50 + b'",' + nested(20) + b"]"
    assert is_too_deep(escaped)


def test_a_tower_that_never_ends_is_too_deep_and_not_a_crash() -> None:
    assert is_too_deep(b"[" * 60_000)


@pytest.mark.parametrize(
    "text", [b"{", b"nothing", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": 1e999}', b'{"a": "\xff"}']
)
def test_what_is_no_json_is_refused_with_a_reason(text: bytes) -> None:
    with pytest.raises(EnvelopeError) as refused:
        values_of(text)
    assert refused.value.reason.startswith("the message cannot be read")


@pytest.mark.parametrize(
    "told",
    [
        "70b3d5e75e000011",
        "70B3D5E75E000011",
        "70-B3-D5-E7-5E-00-00-11",
        "70:b3:d5:e7:5e:00:00:11",
        "eui-70b3d5e75e000011",
        "cLPV514AABE=",
        "cLPV514AABE",
    ],
)
def test_a_device_number_is_read_however_it_is_written(told: str) -> None:
    assert dev_eui_of(told) == "70b3d5e75e000011"


@pytest.mark.parametrize(
    "told", [None, "", "vojen-bad", "70b3d5e75e00001", "70b3d5e75e0000111", "cLPV514A", "åååååååååååååååå"]
)
def test_what_is_no_device_number_is_nothing(told: str | None) -> None:
    assert dev_eui_of(told) == ""


def test_a_hint_holds_the_kind_and_perhaps_the_device() -> None:
    assert hinted("") == ("", "")
    assert hinted("up") == ("up", "")
    assert hinted("UP/70B3D5E75E000011") == ("up", "70b3d5e75e000011")
    assert hinted("up/vojen-bad") == ("up", "")


def test_base64_is_read_with_and_without_padding_and_nothing_else() -> None:
    assert payload_of("AXVg") == b"\x01\x75\x60"
    assert payload_of("AXU=") == payload_of("AXU") == b"\x01\x75"
    assert payload_of("AX U=") is None
    assert payload_of("A") is None
    assert payload_of("å") is None
    assert payload_of("") is None
    assert payload_of(None) is None


def test_a_key_names_device_kind_and_event_and_is_plain() -> None:
    assert key_of("70b3d5e75e000011", "up", "5b1f2a70") == "70b3d5e75e000011:up:5b1f2a70"
    odd = key_of("70b3d5e75e000011", "up", "å\x00" * 100)
    assert odd.isascii()
    assert odd.isprintable()
    assert len(odd) == len("70b3d5e75e000011:up:") + 32


def test_a_fingerprint_tells_the_parts_apart() -> None:
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("a", b"b") == fingerprint("a", b"b")
    assert fingerprint("a", None) != fingerprint("a", "")


@pytest.mark.parametrize(
    "text",
    [
        b'{"seen": ["aa:bb:cc:00:11:22"]}',
        b'{"seen": "AA-BB-CC-00-11-22"}',
        b'{"seen": {"aa:bb:cc:00:11:22": -70}}',
        b'{"seen": "aabb.cc00.1122"}',
        b'{"wifi": [{"mac": "aabbcc001122", "rssi": -70}]}',
        b'{"macs": ["aabbcc001122"]}',
        b'{"mac_addresses": ["aabbcc001122"]}',
        b'{"phoneMac": "AABBCC001122"}',
        b'{"devices": ["aabbcc001122", "001122334455"]}',
        b'{"ble": "aabbcc001122"}',
        b'{"seen": "aa:bb:cc:00:11:22,-70;11:22:33:44:55:66,-80"}',
        b'{"seen": "phone AA-BB-CC-00-11-22"}',
        b'{"seen": {"aabbcc001122": -70}}',
        b'{"wifi_scan": [{"rssi": -70, "id": "aabbcc001122"}]}',
        b'{"probe_requests": {"first": {"from": "aabbcc001122"}}}',
        b'{"bluetooth": ["001122334455"]}',
        b'{"mac": [170, 187, 204, 0, 17, 34]}',
        b'{"ble_devices": [[170, 187, 204, 0, 17, 34]]}',
    ],
)
def test_visitors_device_addresses_are_refused(text: bytes) -> None:
    """R-P12."""
    with pytest.raises(EnvelopeError, match="visitors"):
        refuse_addresses(text)


@pytest.mark.parametrize(
    "text",
    [
        b'{"device_id": "0004a30b00f0d40e"}',
        b'{"sn": "24e124329e09"}',
        b'{"times": ["202601050610", "202601050620"]}',
        b'{"raw": "[03, 67, 00, FD]"}',
        b'{"enable": "202601050610"}',
        b'{"time": "2026-01-05T06:10:02Z"}',
        b'{"wifi": 3, "mac": null}',
        b'{"sn": "24:e1:24:32:9e:09:00:01"}',
        b'{"probe": [4.5, 4.6, 4.7, 4.8, 4.9, 5.0]}',
        b'{"wifi": {"clients": 12, "firmware": "1.2.3"}, "sn": "24e124329e09"}',
        b'{"at": "12:34:56", "day": "2026-01-05", "raw": "03-67-00-FD-01-75-64"}',
        b'{"macro": "aabbcc001122"}',
    ],
)
def test_other_numbers_and_names_are_not_taken_for_addresses(text: bytes) -> None:
    refuse_addresses(text)


def test_words_of_a_network_become_one_printable_line() -> None:
    assert plain("UPLINK\n\x00MIC  wrong") == "UPLINK MIC wrong"
    assert plain("x" * 500) == "x" * 200
    assert plain(" \n") is None
    assert plain(None) is None


def test_numbers_beside_the_measured_are_kept_within_bounds() -> None:
    assert known(-104) == -104
    assert known(None) is None
    assert known(float("nan")) is None
    assert known(101, 0, 100) is None
