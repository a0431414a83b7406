"""Dragino: plain frames on port 2."""

import pytest

from heritage.sensors.decoders import DECODERS, DecodeError


def of(family: str, hexadecimal: str, f_port: int = 2) -> dict[str, object]:
    return DECODERS[f"dragino-{family}"](f_port, bytes.fromhex(hexadecimal))


def test_a_distance_is_read_in_all_its_lengths() -> None:
    assert of("distance", "0d3b06d8") == {"Bat": 3.387, "Distance": 1752}
    assert of("distance", "0d3b06d800") == {"Bat": 3.387, "Distance": 1752}
    assert of("distance", "0d3b06d800ffdd01") == {
        "Bat": 3.387,
        "TempC_DS18B20": -3.5,
        "Sensor_flag": 1,
        "Distance": 1752,
    }


def test_flags_in_the_battery_bytes_are_no_volts() -> None:
    assert of("distance", "8d3b06d8")["Bat"] == 3.387


@pytest.mark.parametrize("frame", ["0d3b0000", "0d3b0014", "0d3b000001", "0d3b06d800000000"])
def test_no_meter_and_things_too_near_give_no_distance(frame: str) -> None:
    assert of("distance", frame)["Distance"] is None


def test_one_to_three_probes_are_read() -> None:
    assert of("lsn50", "0b54 0004 0000 00 00fc 0205") == {"BatV": 2.9, "TempC1": 0.4}
    assert of("lsn50", "0b54 ffeb 0000 0c 0010 0020") == {
        "BatV": 2.9,
        "TempC1": -2.1,
        "TempC2": 1.6,
        "TempC3": 3.2,
    }
    assert of("d2x", "0cf6 ffeb 0300 0c 0010 fff0") == {
        "BatV": 3.318,
        "Temp_C1": -2.1,
        "Temp_C2": 1.6,
        "Temp_C3": -1.6,
    }
    assert of("ltc2", "0cf6 02 0012 ffee 00000000") == {
        "BatV": 3.318,
        "Temp_Channel1": 1.8,
        "Temp_Channel2": -1.8,
    }
    assert of("ltc2", "0cf6 01 00b4 ff4c 00000000")["Temp_Channel1"] == 1.8


def test_probes_that_are_not_there_are_none() -> None:
    assert of("lsn50", "0b54 7fff 0000 0c ffff 0020") == {
        "BatV": 2.9,
        "TempC1": None,
        "TempC2": None,
        "TempC3": 3.2,
    }
    assert of("d2x", "0cf6 0004 0300 0c ffff ffff")["Temp_C2"] is None
    assert of("ltc2", "0cf6 02 7fff ffee 00000000")["Temp_Channel1"] is None


@pytest.mark.parametrize(
    ("family", "frame"),
    [
        ("distance", "0d3b06"),
        ("distance", "0d3b06d8000000000000"),
        ("lsn50", "0b54 0004 0000 00 00fc"),
        ("lsn50", "0b54 0004 0000 08 00fc 0205"),
        ("d2x", "0cf6 ffeb 0300 7c 0010 fff0"),
        ("d2x", "0cf6 ffeb 0300 0c 0010 fff0 00"),
        ("ltc2", "0cf6 42 0012 ffee 00000000"),
        ("ltc2", "0cf6 03 0012 ffee 00000000"),
        ("ltc2", ""),
    ],
)
def test_frames_of_settings_stored_values_and_other_lengths_are_refused(family: str, frame: str) -> None:
    with pytest.raises(DecodeError):
        of(family, frame)


@pytest.mark.parametrize("family", ["distance", "lsn50", "d2x", "ltc2"])
def test_other_ports_hold_no_measurements(family: str) -> None:
    with pytest.raises(DecodeError, match="port 5"):
        of(family, "0d3b06d8", f_port=5)
    assert of("distance", "0d3b06d8", f_port=0)["Distance"] == 1752
