"""How numbers are written, alone and with the unit of what was measured (R-C19)."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal as cldr_decimal
from babel.units import format_unit

from heritage.i18n.languages import locale_of

UNITS = {
    "°C": "temperature-celsius",
    "cm": "length-centimeter",
    "m": "length-meter",
    "m/s": "speed-meter-per-second",
    "°": "angle-degree",
    "%": "concentr-percent",
    "hPa": "pressure-hectopascal",
    "mm": "length-millimeter",
}
"""CLDR's names for the units of what is measured."""

SECONDS_TOLD = 60
"""What lasts shorter is told in seconds."""

LEAST_GROUPED = 10_000
"""Smaller measured numbers have no mark between their thousands: 1013 hPa."""

_PLURAL = 100
"""A number of CLDR's plural form "other" in every language of ours."""


# Kept, for a page of counted passages has hundreds, of which few differ.
@lru_cache(maxsize=8192)
def format_decimal(number: float, language: str, decimals: int = 0) -> str:
    """A number by CLDR, with a real minus sign (R-C19), rounded half up to `decimals`."""
    rounded, pattern = _rounded(number, decimals)
    text = cldr_decimal(rounded, format=pattern, locale=locale_of(language) or Locale("en"))
    return text.replace("-", "−")


@lru_cache(maxsize=8192)
def _rounded(number: float, decimals: int) -> tuple[Decimal, str]:
    """The number that is told, with CLDR's pattern for it; nothing is no less than nothing: −0.04 is 0.0."""
    rounded = Decimal(str(number)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded), "#,##0" + ("." + "0" * decimals if decimals else "")


def format_measure(number: float, unit: str, language: str, decimals: int = 0) -> str:
    """A measured number with its unit, one of UNITS, by CLDR (R-C19); no space in it breaks."""
    rounded, pattern = _rounded(number, decimals)
    if abs(rounded) < LEAST_GROUPED:
        pattern = pattern.removeprefix("#,##")
    return _measure(rounded, pattern, UNITS[unit], language)


@lru_cache(maxsize=8192)
def _measure(rounded: Decimal, pattern: str, unit: str, language: str) -> str:
    """Kept, for writing a number with its unit is slow, and a year of temperatures has few that differ."""
    locale = locale_of(language) or Locale("en")
    number = cldr_decimal(rounded, format=pattern, locale=locale).replace("-", "−")
    # A sign has no singular: where CLDR has none, Babel writes "1 meter/s" beside "2 m/s".
    signed = format_unit(_PLURAL, unit, length="short", format="0", locale=locale)
    return signed.replace(str(_PLURAL), number).replace(" ", "\xa0")


def format_km(kilometres: float, language: str) -> str:
    """Whole kilometres, rounded half up, with their unit and a space that does not break."""
    return _measure(*_rounded(kilometres, 0), "length-kilometer", language)


def format_metres(metres: int, language: str) -> str:
    """Whole metres with their unit and a space that does not break."""
    return _measure(*_rounded(metres, 0), "length-meter", language)


def format_duration(seconds: float, language: str) -> str:
    """How long something lasts, in words by CLDR: whole minutes from one on, else whole seconds, at least one."""
    unit, number = ("minute", seconds / 60) if seconds >= SECONDS_TOLD else ("second", seconds)
    whole = int(Decimal(str(number)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return _measured(max(whole, 1), f"duration-{unit}", language)


def format_megabytes(size: int, language: str) -> str:
    """How large a file of `size` bytes is, in words by CLDR: millions of bytes with one decimal, at least 0.1."""
    tenths = max(1, (size + 50_000) // 100_000)
    return _measured(tenths // 10 if tenths % 10 == 0 else tenths / 10, "digital-megabyte", language)


def _measured(number: float, unit: str, language: str) -> str:
    """A number with the unit's name, or its sign where CLDR has no name in the language (R-I10)."""
    locale = locale_of(language) or Locale("en")
    text = format_unit(number, unit, locale=locale)
    return format_unit(number, unit, length="short", locale=locale) if unit in text else text
