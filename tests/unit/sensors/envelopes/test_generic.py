"""Our own plain JSON."""

from datetime import UTC, datetime

import pytest

from heritage.sensors.envelopes.generic import read
from heritage.sensors.envelopes.opening import EnvelopeError
from tests.uplinks import ARRIVED, body, message, written

DEVICE = "70b3d5e75e00c001"


def test_a_message_tells_device_time_values_and_battery() -> None:
    ((raw, found),) = read(body("generic/one"), "", ARRIVED)
    assert raw == body("generic/one")
    assert found.kind == "uplink"
    assert found.key == f"{DEVICE}:up:id:4711:2026-01-05T06:10:00+00:00"
    assert found.measured_at == datetime(2026, 1, 5, 6, 10, tzinfo=UTC)
    assert found.decoded == {"water_temperature": 0.4, "ice_thickness": {"value": 0.31, "unit": "m"}}
    assert (found.battery_percent, found.battery_volt) == (81, 3.61)


def test_a_list_gives_each_with_its_own_bytes() -> None:
    (raw_first, first), (_, second) = read(body("generic/list"), "", ARRIVED)
    assert raw_first.startswith(b'{"device"')
    assert read(raw_first, "", ARRIVED) == [(raw_first, first)]
    assert first.measured_at == datetime(2026, 1, 5, 6, 10, tzinfo=UTC)
    assert second.measured_at == datetime(2026, 1, 5, 7, 10, tzinfo=UTC)
    assert first.key != second.key


def test_the_same_values_at_another_time_are_another_event() -> None:
    changed = message("generic/one")
    del changed["id"]
    ((_, first),) = read(written(changed), "", ARRIVED)
    ((_, again),) = read(written(changed | {"time": "2026-01-05T06:10:00Z"}), "", ARRIVED)
    ((_, later),) = read(written(changed | {"time": "2026-01-05T06:20:00Z"}), "", ARRIVED)
    assert again.key == first.key
    assert later.key != first.key


def test_an_id_that_comes_again_at_another_time_is_another_event() -> None:
    """R-S8: a logger whose numbers begin again would else lose all that it sends."""
    first, again, later = (
        read(written(message("generic/one") | {"time": time}), "", ARRIVED)[0][1]
        for time in ("2026-01-05T07:10:00+01:00", "2026-01-05T06:10:00Z", "2026-02-05T06:10:00Z")
    )
    assert again.key == first.key
    assert later.key != first.key


def test_an_id_alone_will_do_and_then_arrival_is_the_time() -> None:
    changed = message("generic/one")
    del changed["time"]
    ((_, found),) = read(written(changed | {"id": 7}), "", ARRIVED)
    assert found.key == f"{DEVICE}:up:id:7"
    assert found.measured_at is None


def test_without_id_and_time_a_repeat_could_not_be_known() -> None:
    changed = message("generic/one")
    del changed["time"], changed["id"]
    with pytest.raises(EnvelopeError, match="'id' and 'time'"):
        read(written(changed), "", ARRIVED)


@pytest.mark.parametrize("time", ["2026-01-05T07:10:00", "yesterday", 5, True, []])
def test_a_time_that_cannot_be_read_is_told_to_the_sender(time: object) -> None:
    with pytest.raises(EnvelopeError, match="'time'"):
        read(written(message("generic/one") | {"time": time}), "", ARRIVED)


@pytest.mark.parametrize("device", [None, "", "lillsjon", "70b3d5e75e00c0"])
def test_the_device_is_sixteen_digits_or_stands_in_the_address(device: str | None) -> None:
    changed = written(message("generic/one") | {"device": device})
    with pytest.raises(EnvelopeError, match="sixteen"):
        read(changed, "", ARRIVED)
    ((_, found),) = read(changed, f"up/{DEVICE}", ARRIVED)
    assert found.dev_eui == DEVICE


@pytest.mark.parametrize("measurements", [None, [], 3, "4.5"])
def test_measurements_are_an_object(measurements: object) -> None:
    with pytest.raises(EnvelopeError, match="'measurements'"):
        read(written(message("generic/one") | {"measurements": measurements}), "", ARRIVED)


def test_the_faulty_one_of_a_list_is_numbered() -> None:
    with pytest.raises(EnvelopeError, match="number 2 of the list: 'device'"):
        read(written([message("generic/one"), {"id": "1", "measurements": {}}]), "", ARRIVED)


def test_visitors_addresses_are_refused() -> None:
    """R-P12."""
    with pytest.raises(EnvelopeError, match="MAC"):
        read(written(message("generic/one") | {"measurements": {"macs": ["aabbcc001122"]}}), "", ARRIVED)


@pytest.mark.parametrize("raw", [b"", b"7", b"{}", b"[{}]", b"[1]"])
def test_other_bodies_are_refused(raw: bytes) -> None:
    with pytest.raises(EnvelopeError):
        read(raw, "", ARRIVED)


def test_addresses_beside_the_values_are_refused_too() -> None:
    """R-P12: a message is kept whole, also what nobody asked for."""
    with pytest.raises(EnvelopeError, match="MAC"):
        read(written(message("generic/one") | {"seen": ["aa:bb:cc:00:11:22"]}), "", ARRIVED)
