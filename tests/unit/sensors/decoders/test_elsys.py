"""Elsys: a type byte before each value."""

import pytest

from heritage.sensors.decoders import DecodeError
from heritage.sensors.decoders.elsys import decode


def of(hexadecimal: str) -> dict[str, object]:
    return decode(5, bytes.fromhex(hexadecimal))


def test_a_probe_below_freezing_and_the_battery_are_read() -> None:
    assert of("01 0032 0c ffec 07 0e34") == {"temperature": 5.0, "externalTemperature": -2.0, "vdd": 3636}


def test_every_value_that_conditions_need_is_read() -> None:
    assert of("01 ffdd 02 57 0e 06d8 0b 000186a0 14 000f5bf8 04 0102") == {
        "temperature": -3.5,
        "humidity": 87,
        "distance": 1752,
        "pulseAbs": 100000,
        "pressure": 1006.584,
        "light": 258,
    }


def test_a_total_is_never_negative() -> None:
    assert of("0b ffffffff") == {"pulseAbs": 4294967295}


def test_one_second_probe_is_a_number_and_several_are_a_list() -> None:
    assert of("19 0019") == {"externalTemperature2": 2.5}
    assert of("19 0019 19 fff6 19 0000") == {"externalTemperature2": [2.5, -1.0, 0.0]}


def test_a_probe_that_is_not_there_is_none() -> None:
    assert of("0c 7fff 19 8000 0e ffff 02 ff") == {
        "externalTemperature": None,
        "externalTemperature2": None,
        "distance": None,
        "humidity": None,
    }


def test_long_values_that_nobody_needs_are_stepped_over() -> None:
    assert of("13" + "00" * 65 + "09" + "00" * 6 + "3d 00000000" + "0c 000a") == {"externalTemperature": 1.0}


@pytest.mark.parametrize("tail", ["7f0102", "0c 00", "0c", "14 000f5b"])
def test_what_stands_before_an_unknown_or_cut_value_is_kept(tail: str) -> None:
    assert of("0c 000a" + tail) == {"externalTemperature": 1.0}


@pytest.mark.parametrize("frame", ["", "7f", "0c", "0c00", "00 0c 000a", "09" + "00" * 6])
def test_a_frame_without_values_is_refused(frame: str) -> None:
    with pytest.raises(DecodeError):
        of(frame)
