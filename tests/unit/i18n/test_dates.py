"""How days, months, moments and ages are written in a language."""

from datetime import UTC, date, datetime, timedelta

import pytest

from heritage.i18n.dates import (
    format_age,
    format_date,
    format_day,
    format_days,
    format_moment,
    format_month,
    format_span,
    format_weekday,
    month_name,
    weekday_name,
)


def test_dates_are_written_as_each_language_writes_them() -> None:
    day = date(2026, 7, 5)
    assert format_date(day, "sv") == "5 juli 2026"
    assert format_date(day, "en") == "5 July 2026"
    assert format_date(day, "de") == "5. Juli 2026"


def test_languages_without_month_names_get_iso_dates() -> None:
    """R-I10: South Sámi has none in CLDR, Meänkieli is unknown to it."""
    assert format_date(date(2026, 7, 5), "sma") == "2026-07-05"
    assert format_date(date(2026, 7, 5), "fit") == "2026-07-05"


@pytest.mark.parametrize(
    ("last", "language", "told"),
    [
        (date(2026, 11, 15), "sv", "1 januari–15 november 2026"),
        (date(2026, 11, 15), "en", "1 January\u2009–\u200915 November 2026"),
        (date(2026, 1, 31), "nb", "1.–31. januar 2026"),
        (date(2027, 1, 31), "sv", "1 januari 2026–31 januari 2027"),
        (date(2026, 1, 1), "de", "1. Januar 2026"),
        (date(2026, 11, 15), "sma", "2026-01-01–2026-11-15"),
    ],
)
def test_a_span_of_days_has_its_year_always(last: date, language: str, told: str) -> None:
    assert format_span(date(2026, 1, 1), last, language) == told


def test_a_month_is_told_in_full_with_or_without_its_year() -> None:
    month = date(2026, 7, 1)
    assert [format_month(month, "sv"), format_month(month, "sv", has_year=False)] == ["juli 2026", "juli"]
    assert format_month(month, "sma") == "2026-07"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "1 minut"),
        (12.4, "13 minuter"),
        (89, "89 minuter"),
        (90, "2 timmar"),
        (89.5, "2 timmar"),
        (121, "3 timmar"),
        (35 * 60, "35 timmar"),
        (35.6 * 60, "36 timmar"),
        (36 * 60, "2 dygn"),
        (49 * 60, "3 dygn"),
        (8 * 24 * 60, "8 dygn"),
        (-5, "1 minut"),
    ],
)
def test_an_age_is_told_in_minutes_then_hours_then_days(minutes: float, told: str) -> None:
    """R-C2: and never as less than it is."""
    assert format_age(timedelta(minutes=minutes), "sv") == told


def test_days_are_told_from_the_first_to_the_last_with_the_years_where_they_change() -> None:
    assert format_days(date(2026, 11, 14), date(2026, 11, 21), "en").replace("\u2009", " ") == "14–21 Nov"
    told = format_days(date(2026, 12, 28), date(2027, 1, 3), "sv")
    assert "2026" in told and "2027" in told
    assert format_days(date(2026, 11, 14), date(2026, 11, 21), "fit") == "2026-11-14–2026-11-21"


def test_an_age_in_a_language_without_words_for_it_is_told_in_english() -> None:
    """R-I10."""
    assert format_age(timedelta(minutes=5), "fit") == "5 minutes"


def test_a_moment_has_its_date_and_its_year_always() -> None:
    """R-I17: local time. Pages are kept and printed, so that "14:00" alone would be a lie tomorrow."""
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert format_moment(moment, "sv") == "1 juli 2026 14:00"
    assert format_moment(moment, "en") == "1 July 2026, 14:00"
    assert format_moment(datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "de") == "1. Januar 2026, 00:30"
    assert format_moment(moment, "fit") == "2026-07-01 14:00"


def test_days_and_months_have_short_names_or_numbers() -> None:
    assert [weekday_name(0, "sv"), weekday_name(6, "fit")] == ["mån", "7"]
    assert [weekday_name(6, language, is_whole=True) for language in ("sv", "en", "fit")] == [
        "söndag",
        "Sunday",
        "7",
    ]
    assert [month_name(1, "de"), month_name(12, "de", True), month_name(3, "fit")] == ["Jan", "D", "3"]
    assert format_day(date(2026, 7, 1), "sv") == "ons 1 juli"
    assert format_day(date(2026, 7, 1), "en") == "Wed 1 Jul"
    assert format_day(date(2026, 12, 30), "de", is_named=False) == "30. Dez."
    assert format_day(date(2026, 12, 30), "sv", is_named=False) == "30 dec."
    assert format_day(date(2026, 7, 1), "fit") == "2026-07-01"


def test_a_day_that_begins_a_line_is_named_in_full_with_a_capital() -> None:
    day = date(2026, 11, 21)
    told = {language: format_weekday(day, language) for language in ("sv", "en", "de", "nb", "fit")}
    assert told == {
        "sv": "Lördag 21 november",
        "en": "Saturday 21 November",
        "de": "Samstag, 21. November",
        "nb": "Lørdag 21. november",
        "fit": "2026-11-21",
    }
