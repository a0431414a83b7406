"""Milesight: channel and type before each value, a table for each model."""

import pytest

from heritage.sensors.decoders import DECODERS, DecodeError


def of(model: str, hexadecimal: str) -> dict[str, object]:
    return DECODERS[f"milesight-{model}"](85, bytes.fromhex(hexadecimal))


@pytest.mark.parametrize(
    ("model", "frame", "values"),
    [
        ("em500-pt100", "017560 03670400", {"battery": 96, "temperature": 0.4}),
        ("em500-pt100", "0367ebff", {"temperature": -2.1}),
        ("em500-pt100", "83d7ebff 0500 01", {"temperature": -2.1}),
        ("em500-swl", "017560 03772c01", {"battery": 96, "depth": 300}),
        ("em500-udl", "017560 0382d806", {"battery": 96, "distance": 1752}),
        ("em500-udl", "83e9d806010001 0382d906", {"distance": 1753}),
        (
            "em400",
            "017559 0367dfff 0482d806 050000",
            {"battery": 89, "temperature": -3.3, "distance": 1752, "position": "normal"},
        ),
        (
            "em400",
            "8367dfff01 8482d80601 050001",
            {"temperature": -3.3, "distance": 1752, "position": "tilt"},
        ),
        ("em400", "050007", {"position": 7}),
        ("wts506", "017564 036700ff 046879", {"battery": 100, "temperature": -25.6, "humidity": 60.5}),
        (
            "wts506",
            "05840c03 06734b25 07922a00 08777b0001",
            {
                "wind_direction": 78.0,
                "pressure": 954.7,
                "wind_speed": 4.2,
                "rainfall_total": 1.23,
                "rainfall_counter": 1,
            },
        ),
        (
            "wts506",
            "8367dfff01 86734b2501 87922a0001 88ec7b000000 0201",
            {
                "temperature": -3.3,
                "pressure": 954.7,
                "wind_speed": 4.2,
                "rainfall_total": 1.23,
                "rainfall_counter": 2,
            },
        ),
        ("wts506", "08ec7b00000001", {"rainfall_total": 1.23, "rainfall_counter": 1}),
        (
            "vs350",
            "04cc12001600 05cc03000400",
            {"total_in": 18, "total_out": 22, "period_in": 3, "period_out": 4},
        ),
        ("vs350", "017564 0aef80fe5a69", {"battery": 100, "timestamp": 1767571072}),
        (
            "vs133",
            "03d248000000 0ecc05000700",
            {"line_1_total_in": 72, "line_4_period_in": 5, "line_4_period_out": 7},
        ),
        (
            "vs133",
            "0fe302100709",
            {f"region_{region}_count": count for region, count in enumerate((2, 16, 7, 9), 1)},
        ),
    ],
)
def test_values_are_read(model: str, frame: str, values: dict[str, object]) -> None:
    assert of(model, frame) == values


@pytest.mark.parametrize(
    ("model", "frame", "entry"),
    [
        ("em500-pt100", "20ce80fe5a69 ebff", {"timestamp": 1767571072, "temperature": -2.1}),
        ("em500-swl", "20ce80fe5a69 2c01", {"timestamp": 1767571072, "depth": 300}),
        ("em500-udl", "20ce80fe5a69 d806", {"timestamp": 1767571072, "distance": 1752}),
        (
            "wts506",
            "20ce80fe5a69 dfff 79 4b25 0c03 2a00 7b00",
            {
                "timestamp": 1767571072,
                "temperature": -3.3,
                "humidity": 60.5,
                "pressure": 954.7,
                "wind_direction": 78.0,
                "wind_speed": 4.2,
                "rainfall_total": 1.23,
            },
        ),
        ("vs350", "20ce80fe5a69 00 0b00 0400", {"timestamp": 1767571072, "period_in": 11, "period_out": 4}),
        (
            "vs350",
            "20ce80fe5a69 01 0700 0200 1d00 0800",
            {"timestamp": 1767571072, "period_in": 7, "period_out": 2, "total_in": 29, "total_out": 8},
        ),
    ],
)
def test_stored_values_keep_their_own_times(model: str, frame: str, entry: dict[str, object]) -> None:
    assert of(model, frame) == {"history": [entry]}
    assert of(model, frame + frame) == {"history": [entry, entry]}


def test_the_second_form_of_stored_weather_has_a_longer_total() -> None:
    found = of("wts506", "21ce80fe5a69 dfff 79 4b25 0c03 2a00 ea840100")
    assert isinstance(found["history"], list)
    assert found["history"][0]["rainfall_total"] == 995.62


@pytest.mark.parametrize(
    ("model", "frame"),
    [
        ("em500-pt100", "0367ff7f"),
        ("em500-swl", "0377ffff"),
        ("em500-udl", "0382fdff"),
        ("em400", "0482ffff"),
        ("wts506", "0673ffff"),
        ("wts506", "0468ff"),
    ],
)
def test_a_sensor_that_does_not_answer_is_none(model: str, frame: str) -> None:
    assert list(of(model, frame).values()) == [None]


def test_what_the_device_says_of_itself_is_stepped_over() -> None:
    assert of(
        "em400", "ff0bff ff0101 ff166749d19054690031 ff090110 ff0a0110 ff0f00 fffeff ffff0100 0482d806"
    ) == {"distance": 1752}
    assert of("em400", "ff0bff") == {}


@pytest.mark.parametrize("tail", ["7f0102", "0482", "0482d8", "04", "20ce80fe5a69"])
def test_what_stands_before_an_unknown_or_cut_value_is_kept(tail: str) -> None:
    assert of("em400", "0367dfff" + tail) == {"temperature": -3.3}


@pytest.mark.parametrize("frame", ["20ce80fe5a69", "20ce80fe5a6902", "20ce80fe5a69010b00"])
def test_stored_counts_that_are_unknown_or_cut_are_left_out(frame: str) -> None:
    assert of("vs350", "017564" + frame) == {"battery": 100}


@pytest.mark.parametrize("frame", ["", "01", "0175", "7f00ff", "0482d8"])
def test_a_frame_without_a_known_value_is_refused(frame: str) -> None:
    with pytest.raises(DecodeError):
        of("em400", frame)
