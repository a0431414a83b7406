"""Numbers as codecs write them, and units."""

import pytest

from heritage.sensors.numbers import NOTHING, Told, convert, is_unit, told, typed, typed_in


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (2799, Told(2799.0)),
        (-0.5, Told(-0.5)),
        ("2799 mm", Told(2799.0, "mm")),
        ("2799mm", Told(2799.0, "mm")),
        ("0.00", Told(0.0)),
        (" 4,5 °C ", Told(4.5, "°C")),
        ("−11,5", Told(-11.5)),
        ("+3", Told(3.0)),
        ("1e3", Told(1000.0)),
        ({"value": 12.5, "unit": "kPa", "displayName": "Pressure"}, Told(12.5, "kPa")),
        ({"value": "12,5 hPa"}, Told(12.5, "hPa")),
        ({"value": "12,5 hPa", "unit": "Pa"}, Told(12.5, "Pa")),
        ({"value": 12.5, "unit": ""}, Told(12.5)),
        ({"value": 12.5, "unit": 7}, Told(12.5)),
    ],
)
def test_a_number_is_found_with_its_unit(raw: object, meant: Told) -> None:
    assert told(raw) == meant


@pytest.mark.parametrize(
    "raw",
    [
        None,
        True,
        False,
        "",
        "No Sensor",
        "Invalid Reading",
        "NULL",
        "NaN",
        "Infinity",
        "1.2.3",
        "1 2",
        float("nan"),
        float("inf"),
        10**400,
        "9" * 400,
        "1e999",
        [],
        [4.5],
        {},
        {"value": None},
        {"value": {"value": 3}},
        {"reading": 3},
    ],
)
def test_words_and_nothing_are_no_number(raw: object) -> None:
    assert told(raw).value is None


def test_nothing_has_no_unit() -> None:
    assert Told(None) == NOTHING


@pytest.mark.parametrize(
    ("value", "unit", "into", "meant"),
    [
        (95.96, "kPa", "hPa", 959.6),
        (100729.1, "Pa", "hPa", 1007.291),
        (1.013, "bar", "hPa", 1013),
        (2799, "mm", "cm", 279.9),
        (0.31, "m", "cm", 31),
        (32, "°F", "°C", 0),
        (273.15, "K", "°C", 0),
        (36, "km/h", "m/s", 10),
        (10, "kn", "m/s", 5.144444),
        (3187, "mV", "V", 3.187),
        (4.5, "c", "°C", 4.5),
        (4.5, " °C ", "°C", 4.5),
        (1, "bar", "cm", 1019.716),
        (1, "bar", "mm", 10197.16),
    ],
)
def test_units_are_converted(value: float, unit: str, into: str, meant: float) -> None:
    assert convert(value, unit, into) == pytest.approx(meant, abs=1e-5)


@pytest.mark.parametrize(
    ("unit", "into"),
    [("parsec", "cm"), ("cm", "parsec"), ("cm", "°C"), ("cm", "hPa"), ("%", "°"), ("", "cm")],
)
def test_what_measures_something_else_is_not_converted(unit: str, into: str) -> None:
    assert convert(1, unit, into) is None


def test_a_unit_is_known_whatever_the_size_of_its_letters() -> None:
    assert is_unit("HPA")
    assert is_unit("°c")
    assert not is_unit("foot")


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), (" 12,5 ", 12.5), ("-0.5", -0.5), ("\u22120,5", -0.5), (".5", 0.5), ("5.", 5)],
)
def test_a_number_is_read_as_people_type_it(text: str, value: float) -> None:
    assert typed(text) == value


@pytest.mark.parametrize(
    "text", ["", "tolv", "12 cm", "1 2", "1,2,3", "1.000,5", "1e3", "nan", "\u0663", "--5"]
)
def test_what_may_be_another_number_is_none(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("cm", "12", 12.0),
        ("cm", "12,5 cm", 12.5),
        ("cm", "12CM", 12.0),
        ("°C", "-0,5 °C", -0.5),
        ("°C", "18 C", 18.0),
        ("cm", "120 mm", None),
        ("cm", "12 °C", None),
        ("cm", "12 cm snö", None),
        ("cm", "cm", None),
        ("cm", "", None),
    ],
)
def test_a_person_may_type_the_unit_that_is_asked_for(unit: str, text: str, value: float | None) -> None:
    assert typed_in(unit, text) == value
