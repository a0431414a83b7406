"""How days, months, times of day and ages are written, in local time (R-I17)."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import ceil
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as cldr_date
from babel.dates import format_interval, format_skeleton, format_timedelta
from babel.dates import format_time as cldr_time

from heritage.i18n.languages import locale_of

LOCAL_TIME = ZoneInfo("Europe/Stockholm")
"""The time of every text (R-I17)."""

MOST_MINUTES, MOST_HOURS = 90, 36
"""An age is told in minutes up to the first, then in hours up to the second, then in days; `ages.js` does the same."""


def midnight(day: date) -> datetime:
    """The beginning of a local day, in UTC: days are 23 to 25 hours long."""
    return datetime.combine(day, time(), LOCAL_TIME).astimezone(UTC)


@lru_cache(maxsize=64)
def _with_months(language: str) -> Locale | None:
    """CLDR data for `language` if it names the months; South Sami's numbers them."""
    locale = locale_of(language)
    months = locale.months["format"]["wide"].values() if locale else ()
    return locale if any(not any(letter.isdigit() for letter in name) for name in months) else None


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


@lru_cache(maxsize=4096)
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
def weekday_name(weekday: int, language: str, is_whole: bool = False) -> str:
    """A name of a day of the week, 0 being Monday, short unless `is_whole`; its number from 1 where CLDR has none."""
    locale, width = _with_months(language), "wide" if is_whole else "abbreviated"
    return str(weekday + 1) if locale is None else str(locale.days["stand-alone"][width][weekday])


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
