"""Languages: which one a visitor gets, catalogues, and how dates, numbers and names are written.

The only room that knows Babel, and therefore longer than others. Languages are BCP 47 tags (R-I1); a new one needs a
catalogue and a line in `content/site.yaml`.
"""

import gettext as gettext_module
import io
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date as cldr_date
from babel.dates import format_interval, format_skeleton, format_timedelta
from babel.dates import format_time as cldr_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal as cldr_decimal
from babel.units import format_unit

from heritage.settings import bundled

LOCAL_TIME = ZoneInfo("Europe/Stockholm")
"""The time of every text (R-I17)."""

EASY_SWEDISH = "sv-simple"

DOMAINS = ("messages", "commands")

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
"""The tags accepted in `site.yaml`: lower case, as they stand in addresses (R-I1, R-I2)."""

SECONDS_TOLD = 60
"""What lasts shorter is told in seconds."""

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
_SPOKEN_FOR = {
    "nb": ("nb", "sv"),
    "no": ("nb", "sv"),
    "nn": ("nb", "sv"),
    "da": ("nb", "sv"),
    "fi": ("fi", "sv"),
    "sma": ("sma", "sv"),
    "se": ("se", "sv"),
    "smj": ("smj", "sv"),
    "fit": ("fit", "fi", "sv"),
}


def fallbacks(language: str) -> tuple[str, ...]:
    """Whose text stands in for a missing one, best first (R-I6)."""
    return _FALLBACKS.get(language, ("en", "sv"))


@lru_cache(maxsize=4096)
def negotiate(accept_language: str | None, enabled: tuple[str, ...]) -> str:
    """The language for a request header, by RFC 4647 lookup with R-I3's map.

    No header gives the first enabled language; a header that asks only for languages unknown to us gives
    English if it is enabled. Never fails: what cannot be read is passed over.
    """
    if accept_language is None or not accept_language.strip():
        return enabled[0]
    ranges, refused = _ranges(accept_language)
    welcome = tuple(tag for tag in enabled if tag not in refused) or enabled
    named = [wanted for wanted in ranges if wanted != "*"]
    for wanted in named:
        found = _lookup(wanted, welcome)
        if found is not None:
            return found
    return "en" if (named or refused) and "en" in welcome else welcome[0]


def _ranges(header: str) -> tuple[list[str], frozenset[str]]:
    """Language ranges in lower case, by falling weight, then as written; and those refused by weight 0."""
    weighted, refused = [], set()
    for position, part in enumerate(header[:1000].split(",")):
        tag, _, parameter = part.partition(";")
        tag = tag.strip().lower()
        name, _, value = parameter.partition("=")
        weight = 1.0
        if name.strip() == "q":
            # RFC 9110 §12.4.2: 0 to 1 with at most three decimals; anything else makes the part unreadable.
            if not re.fullmatch(r"\s*(0(\.\d{0,3})?|1(\.0{0,3})?)\s*", value, re.ASCII):
                continue
            weight = float(value)
        if re.fullmatch(r"\*|[a-z]{1,8}(-[a-z0-9]{1,8})*", tag, re.ASCII):
            if weight > 0:
                weighted.append((-weight, position, tag))
            else:
                refused.add(tag)
    return [tag for _, _, tag in sorted(weighted)], frozenset(refused)


def _lookup(wanted: str, enabled: tuple[str, ...]) -> str | None:
    """RFC 4647 §3.4: cut subtags from the end until one fits; then R-I3's neighbours."""
    parts = wanted.split("-")
    while parts:
        candidate = "-".join(parts)
        if candidate in enabled:
            return candidate
        parts.pop()
        if parts and len(parts[-1]) == 1:
            parts.pop()
    primary = wanted.partition("-")[0]
    return next((tag for tag in _SPOKEN_FOR.get(primary, ()) if tag in enabled), None)


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


def midnight(day: date) -> datetime:
    """The beginning of a local day, in UTC: days are 23 to 25 hours long."""
    return datetime.combine(day, time(), LOCAL_TIME).astimezone(UTC)


@lru_cache(maxsize=64)
def _with_months(language: str) -> Locale | None:
    """CLDR data for `language` if it names the months; South Sami's numbers them."""
    locale = locale_of(language)
    months = locale.months["format"]["wide"].values() if locale else ()
    return locale if any(not any(letter.isdigit() for letter in name) for name in months) else None


@lru_cache(maxsize=64)
def gettext_for(language: str) -> gettext_module.NullTranslations:
    """The catalogues of `language`; a text they lack stays English.

    `messages` is what visitors read, `commands` what editors and operators read (Swedish alone has it).
    """
    folder = bundled("locales") / language / "LC_MESSAGES"
    files = [file for domain in DOMAINS if (file := folder / f"{domain}.po").is_file()]
    found: gettext_module.NullTranslations | None = None
    for file in files:
        catalogue = _compiled(file, language)
        if found is None:
            found = catalogue
        else:
            found.add_fallback(catalogue)
    return found or gettext_module.NullTranslations()


def has_words_of_pages(language: str) -> bool:
    """Whether what stands on pages besides the content is translated into `language` (R-I18)."""
    return language == "en" or (bundled("locales") / language / "LC_MESSAGES" / f"{DOMAINS[0]}.po").is_file()


def _compiled(file: Path, language: str) -> gettext_module.GNUTranslations:
    """Compiled in memory: a catalogue of some hundred texts takes a few milliseconds."""
    with file.open("rb") as source:
        catalogue = read_po(source, locale=str(locale_of(language) or "en"))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)


# Writing a date takes Babel longer than all else of a line, and pages write the same days again and again.
@lru_cache(maxsize=4096)
def format_date(day: date, language: str) -> str:
    """A date in words by CLDR; ISO where CLDR lacks the month names (R-I10)."""
    locale = _with_months(language)
    return day.isoformat() if locale is None else cldr_date(day, format="long", locale=locale)


@lru_cache(maxsize=4096)
def format_day(day: date, language: str, is_named: bool = True) -> str:
    """A date without its year, for days near by, with its day of the week if `is_named`: `Wed 1 Jul`; else ISO."""
    locale = _with_months(language)
    skeleton = "MMMEd" if is_named else "MMMd"
    return day.isoformat() if locale is None else format_skeleton(skeleton, day, locale=locale)


def format_weekday(day: date, language: str) -> str:
    """A date without its year, its day of the week in full, as a line begins: `Saturday 21 November`; else ISO."""
    locale = _with_months(language)
    if locale is None:
        return day.isoformat()
    known = locale.datetime_skeletons
    short = known.get("MMMMEd") or known["MMMEd"]
    pattern = re.sub("M+", "MMMM", re.sub("[Ec]+", "EEEE", short.pattern))
    named = str(cldr_date(day, format=pattern, locale=locale))
    return named[:1].upper() + named[1:]


def format_days(first: date, last: date, language: str) -> str:
    """From a day to a later one, both included, with the year where it changes: `14–21 November`; else ISO."""
    locale = _with_months(language)
    if locale is None:
        return f"{first.isoformat()}–{last.isoformat()}"
    skeleton = "MMMMd" if first.year == last.year else "yMMMMd"
    return str(format_interval(first, last, skeleton, locale=locale))


def format_span(first: date, last: date, language: str) -> str:
    """From a day to a later one, both included, always with the year: `1 January – 15 November 2026`; else ISO."""
    if first == last:
        return format_date(first, language)
    locale = _with_months(language)
    if locale is None:
        return f"{first.isoformat()}–{last.isoformat()}"
    field = "y" if first.year != last.year else "M" if first.month != last.month else "d"
    # CLDR has such spans with short months only, each half with a pattern of its own.
    halves = locale.interval_formats["yMMMd"][field]
    return "".join(
        str(cldr_date(day, format=re.sub("M+", "MMMM", half), locale=locale))
        for day, half in zip((first, last), halves, strict=True)
    )


@lru_cache(maxsize=4096)
def format_month(month: date, language: str, has_year: bool = True) -> str:
    """A month by its name in full: `July 2026`, or `July`; else ISO."""
    locale = _with_months(language)
    if locale is None:
        return f"{month:%Y-%m}"
    name = str(locale.months["stand-alone"]["wide"][month.month])
    return str(format_skeleton("yMMMM", month, locale=locale)) if has_year else name


@lru_cache(maxsize=512)
def weekday_name(weekday: int, language: str) -> str:
    """A short name of a day of the week, 0 being Monday; its number from 1 where CLDR has no names."""
    locale = _with_months(language)
    return str(weekday + 1) if locale is None else str(locale.days["stand-alone"]["abbreviated"][weekday])


@lru_cache(maxsize=512)
def month_name(month: int, language: str, is_a_letter: bool = False) -> str:
    """A short name of a month from 1 to 12, or its first letter; its number where CLDR has no names."""
    locale, width = _with_months(language), "narrow" if is_a_letter else "abbreviated"
    return str(month) if locale is None else str(locale.months["stand-alone"][width][month])


def format_clock(moment: datetime, language: str) -> str:
    """The local time of an aware moment, to the minute (R-I17)."""
    local = moment.astimezone(LOCAL_TIME)
    return _clock(time(local.hour, local.minute), language)


@lru_cache(maxsize=8192)
def _clock(at: time, language: str) -> str:
    return str(cldr_time(at, format="short", locale=locale_of(language) or Locale("sv")))


def format_moment(moment: datetime, language: str) -> str:
    """The local date with its year, and time, of an aware moment: pages are kept and printed."""
    day = format_date(moment.astimezone(LOCAL_TIME).date(), language)
    clock = format_clock(moment, language)
    locale = _with_months(language)
    if locale is None:
        return f"{day} {clock}"
    return str(locale.datetime_formats["medium"]).replace("{1}", day).replace("{0}", clock)


MOST_MINUTES, MOST_HOURS = 90, 36
"""An age is told in minutes up to the first, then in hours up to the second, then in days; `ages.js` does the same."""


def format_age(age: timedelta, language: str) -> str:
    """How old something is, in words by CLDR: `12 minutes`; at least one, rounded up."""
    minutes = max(1, ceil(age / timedelta(minutes=1)))
    if minutes < MOST_MINUTES:
        return _lasting("minute", timedelta(minutes=minutes), language)
    if minutes < MOST_HOURS * 60:
        return _lasting("hour", timedelta(hours=ceil(minutes / 60)), language)
    return _lasting("day", timedelta(days=ceil(minutes / 60 / 24)), language)


def _lasting(unit: Literal["minute", "hour", "day"], age: timedelta, language: str) -> str:
    # Left to itself it would tell weeks, which a phone's own words would then not.
    never_larger = float("inf")
    locale = locale_of(language) or Locale("en")
    return format_timedelta(age, granularity=unit, threshold=never_larger, locale=locale)


def format_decimal(number: float, language: str, decimals: int = 0) -> str:
    """A number by CLDR, with a real minus sign (R-C19), rounded half up to `decimals`."""
    return _decimal(*_rounded(number, decimals), language)


@lru_cache(maxsize=8192)
def _decimal(rounded: Decimal, pattern: str, language: str) -> str:
    """Kept, for a page of counted passages has hundreds, of which few differ."""
    text = cldr_decimal(rounded, format=pattern, locale=locale_of(language) or Locale("en"))
    return text.replace("-", "−")


@lru_cache(maxsize=8192)
def _rounded(number: float, decimals: int) -> tuple[Decimal, str]:
    """The number that is told, with CLDR's pattern for it; nothing is no less than nothing: −0.04 is 0.0."""
    rounded = Decimal(str(number)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded), "#,##0" + ("." + "0" * decimals if decimals else "")


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


LEAST_GROUPED = 10_000
"""Smaller measured numbers have no mark between their thousands: 1013 hPa."""

_PLURAL = 100
"""A number of CLDR's plural form "other" in every language of ours."""


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


_AFTER_Z = {
    "sv": "åäö",
    "sv-simple": "åäö",
    "fi": "åäö",
    "fit": "åäö",
    "nb": "æøå",
    "da": "æøå",
    "sma": "æøåïö",
}


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
