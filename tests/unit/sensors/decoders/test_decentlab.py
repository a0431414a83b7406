"""Decentlab: flags and groups of words."""

import pytest

from heritage.sensors.decoders import DECODERS, DecodeError


def of(model: str, hexadecimal: str) -> dict[str, object]:
    return DECODERS[f"decentlab-{model}"](1, bytes.fromhex(hexadecimal))


def test_a_distance_its_samples_and_the_battery_are_read() -> None:
    assert of("mbx", "02 0105 0003 06d8 0007 0c80") == {
        "protocol_version": 2,
        "device_id": 261,
        "distance": {"value": 1752, "unit": "mm"},
        "number_of_valid_samples": {"value": 7},
        "battery_voltage": {"value": 3.2, "unit": "V"},
    }


def test_a_frame_of_the_battery_alone_is_normal() -> None:
    assert of("mbx", "02 0105 0002 0c80") == {
        "protocol_version": 2,
        "device_id": 261,
        "battery_voltage": {"value": 3.2, "unit": "V"},
    }


def test_pressure_and_temperature_of_water_are_read() -> None:
    found = of("pr26", "02 0105 0003 6ccc 55c0 0c80")
    assert found["temperature"] == {"value": pytest.approx(17.4), "unit": "°C"}
    assert found["pressure"] == {"value": pytest.approx(0.349976, abs=1e-6), "unit": "bar"}


def test_a_weather_frame_has_values_below_nothing() -> None:
    words = (10, 0, 0, 0, 420, 2970, 910, -115, 20, 9596, 874, -110, 0, -24, 86, 8, -4)
    frame = "02 0105 0003" + "".join(f"{word + 0x8000:04x}" for word in words) + "0bf5"
    found = of("atm41", frame)
    assert found["air_temperature"] == {"value": -11.5, "unit": "°C"}
    assert found["wind_speed"] == {"value": 4.2, "unit": "m/s"}
    assert found["maximum_wind_speed"] == {"value": 9.1, "unit": "m/s"}
    assert found["wind_direction"] == {"value": 297.0, "unit": "°"}
    assert found["atmospheric_pressure"] == {"value": 95.96, "unit": "kPa"}
    assert found["relative_humidity"] == {"value": 87.4, "unit": "%"}
    assert found["battery_voltage"] == {"value": 3.061, "unit": "V"}


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "02",
        "0201050003",
        "01 0105 0002 0c80",
        "02 0105 0002 0c80 00",
        "02 0105 0004 0c80",
        "02 0105 0003 06d8 0c80",
    ],
)
def test_other_versions_lengths_and_flags_are_refused(frame: str) -> None:
    with pytest.raises(DecodeError):
        of("mbx", frame)
