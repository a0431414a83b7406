"""What is known of each language: names, CLDR data, direction, order of letters, and whose text stands in for it."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

EASY_SWEDISH = "sv-simple"

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
"""The tags accepted in `site.yaml`: lower case, as they stand in addresses (R-I1, R-I2)."""

_LOCALES = {"en": "en_GB", "sv-simple": "sv"}

_ROMANI = frozenset({"rmf", "rmn", "rmu", "rmy"})
"""The Romani of Sweden (R-I13), which CLDR has no names for."""

_OWN_NAMES = {"sv-simple": "Lätt svenska", "sma": "Åarjelsaemien gïele", "fit": "Meänkieli"}

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "ckb", "he", "yi"})

_FALLBACKS = {
    "sv": (),
    "sv-simple": ("sv",),
    "nb": ("sv", "en"),
    "de": ("en", "sv"),
    "en": ("sv",),
}

_AFTER_Z = {
    "sv": "åäö",
    "sv-simple": "åäö",
    "fi": "åäö",
    "fit": "åäö",
    "nb": "æøå",
    "da": "æøå",
    "sma": "æøåïö",
}


def fallbacks(language: str) -> tuple[str, ...]:
    """Whose text stands in for a missing one, best first (R-I6)."""
    return _FALLBACKS.get(language, ("en", "sv"))


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale | None:
    """CLDR data for `language`; None where CLDR has none (Meänkieli), which must never crash (R-I10)."""
    try:
        return Locale.parse(_LOCALES.get(language, language), sep="_" if language in _LOCALES else "-")
    except (UnknownLocaleError, ValueError):
        return None


def locale_with_territory(language: str) -> str | None:
    """`sv_SE`, as Open Graph writes it, with CLDR's likeliest territory; None where CLDR knows none."""
    locale = locale_of(language)
    if locale is None:
        return None
    likely = get_global("likely_subtags").get(locale.language, "")
    territory = locale.territory or likely.rpartition("_")[2]
    return f"{locale.language}_{territory}" if territory else None


@lru_cache(maxsize=1024)
def is_language(tag: str) -> bool:
    """Whether `tag` begins with the shortest code of a language that CLDR or Sweden's minorities know."""
    if not LANGUAGE_TAG.fullmatch(tag):
        return False
    language = tag.partition("-")[0]
    return language in _ROMANI or language in Locale("en").languages


def own_name(language: str) -> str:
    """The language's name in itself, with a capital, for the switcher (R-I14)."""
    name = _OWN_NAMES.get(language)
    if name is None:
        locale = locale_of(language)
        name = (locale.get_language_name(locale.language) if locale else None) or language
    return name[:1].upper() + name[1:]


def name_in(language: str, reader: str) -> str:
    """The language's name in the reader's: `Swedish`; its own where CLDR has none."""
    locale = locale_of(reader)
    name = locale.languages.get(language.partition("-")[0]) if locale else None
    return name or own_name(language)


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the `dir` attribute (R-I11)."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def sort_key(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """Key for sorting names as the language's readers expect: å ä ö last in Swedish (R-I15)."""
    last = _AFTER_Z.get(language, "")
    letters = unicodedata.normalize("NFC", text).casefold()
    return tuple([_letter_key(letter, last) for letter in letters])


@lru_cache(maxsize=4096)
def _letter_key(letter: str, last: str) -> tuple[int, str]:
    place = last.find(letter)
    if place >= 0:
        return 0x10FFFF + 1 + place, letter
    plain = unicodedata.normalize("NFD", letter)[0]
    return ord(plain), plain
