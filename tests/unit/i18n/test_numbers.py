"""How numbers, and what was measured, are written in a language."""

import pytest

from heritage.i18n.numbers import format_decimal, format_duration, format_km, format_measure, format_megabytes
from heritage.quantities import QUANTITIES


def test_numbers_have_a_real_minus_and_the_languages_own_comma() -> None:
    """R-C19."""
    assert format_decimal(-1.25, "sv", 1) == "−1,3"
    assert format_decimal(62.38673, "en", 5) == "62.38673"


def test_kilometres_are_whole_and_rounded_half_up() -> None:
    assert format_km(2.5, "sv") == "3\xa0km"
    assert format_km(0.5, "de") == "1\xa0km"


@pytest.mark.parametrize(
    ("seconds", "language", "words"),
    [
        (0.2, "en", "1 second"),
        (59.4, "sv", "59 sekunder"),
        (60, "sv-simple", "1 minut"),
        (149, "de", "2 Minuten"),
        (150, "nb", "3 minutter"),
        (240, "ar", "4 دقائق"),
        (240, "sma", "4 min"),  # CLDR knows no word for it
        (240, "fit", "4 minutes"),
    ],
)
def test_how_long_something_lasts_is_told_in_words(seconds: float, language: str, words: str) -> None:
    """R-I10."""
    assert format_duration(seconds, language) == words


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [
        (1, "en", "0.1 megabytes"),
        (1_000_000, "en", "1 megabyte"),
        (1_949_999, "sv", "1,9 megabyte"),
        (1_950_000, "de", "2 Megabyte"),
        (4_000_000, "sma", "4 MB"),
    ],
)
def test_how_large_a_file_is_is_told_in_megabytes(size: int, language: str, words: str) -> None:
    assert format_megabytes(size, language) == words


@pytest.mark.parametrize(
    ("number", "unit", "decimals", "language", "told"),
    [
        (-5.25, "°C", 1, "sv", "−5,3\xa0°C"),
        (-5.25, "°C", 1, "en", "−5.3°C"),
        (-0.04, "°C", 1, "de", "0,0\xa0°C"),
        (34.5, "cm", 0, "nb", "35\xa0cm"),
        (3.0, "m/s", 0, "sv-simple", "3\xa0m/s"),
        (1.0, "m/s", 0, "nb", "1\xa0m/s"),
        (1013.0, "hPa", 0, "sv", "1013\xa0hPa"),
        (1018.0, "hPa", 0, "de", "1018\xa0hPa"),
        (10500.0, "m", 0, "de", "10.500\xa0m"),
        (0.44, "mm", 1, "sv", "0,4\xa0mm"),
    ],
)
def test_a_measured_number_is_written_with_its_unit(
    number: float, unit: str, decimals: int, language: str, told: str
) -> None:
    """R-C19: whole numbers rounded half up, a real minus, no space that breaks, no −0."""
    assert format_measure(number, unit, language, decimals) == told


def test_every_unit_that_is_measured_can_be_written() -> None:
    for quantity in QUANTITIES.values():
        if quantity.unit:  # passages are told by their number
            assert format_measure(1, quantity.unit, "fit", quantity.decimals)
