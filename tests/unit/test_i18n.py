"""Which language a visitor gets, and how names, dates and numbers are written in it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from heritage.i18n import (
    direction,
    fallbacks,
    format_age,
    format_date,
    format_day,
    format_days,
    format_decimal,
    format_duration,
    format_km,
    format_measure,
    format_megabytes,
    format_moment,
    format_month,
    format_span,
    format_weekday,
    gettext_for,
    is_language,
    month_name,
    negotiate,
    own_name,
    sort_key,
    weekday_name,
)
from heritage.quantities import QUANTITIES

ENABLED = ("sv", "en", "de")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "sv"),
        ("", "sv"),
        ("de-CH, en;q=0.5", "de"),
        ("de-Latn-CH-1996", "de"),
        ("en;q=0.2, de;q=0.9", "de"),
        ("en-US", "en"),
        ("EN-gb", "en"),
        ("fr", "en"),
        ("fr, sv;q=0.1", "sv"),
        ("nb", "sv"),
        ("nn", "sv"),
        ("da, en;q=0.9", "sv"),
        ("fi", "sv"),
        ("sma, en", "sv"),
        ("*", "sv"),
        ("fr, *", "en"),
        ("sv;q=0, *", "en"),
        ("en;q=0", "sv"),
        ("sv;q=0, en;q=0, de;q=0", "en"),
        ("sv;q=0, en", "en"),
        ("de;q=abc, en", "en"),
        (";;;,,,q=1", "sv"),
        ("x-klingon", "en"),
    ],
)
def test_negotiation_follows_the_header(header: str | None, language: str) -> None:
    """R-I3: lookup by RFC 4647, neighbours by the map, English for languages unknown to us."""
    assert negotiate(header, ENABLED) == language


def test_a_norwegian_gets_norwegian_where_there_is_one() -> None:
    assert negotiate("no", ("sv", "en", "nb")) == "nb"
    assert negotiate("nn-NO", ("sv", "en", "nb")) == "nb"


def test_easy_swedish_is_only_given_to_who_asks_for_it() -> None:
    assert negotiate("sv-SE", ("sv", "sv-simple")) == "sv"
    assert negotiate("sv-simple", ("sv", "sv-simple")) == "sv-simple"


def test_without_english_the_first_language_stands_in() -> None:
    assert negotiate("fr", ("sv", "nb")) == "sv"


def test_missing_texts_fall_back_by_table() -> None:
    """R-I6."""
    assert fallbacks("sv-simple") == ("sv",)
    assert fallbacks("nb") == ("sv", "en")
    assert fallbacks("de") == ("en", "sv")
    assert fallbacks("en") == ("sv",)
    assert fallbacks("ar") == ("en", "sv")
    assert fallbacks("sv") == ()


def test_languages_name_themselves() -> None:
    """R-I14."""
    assert [own_name(tag) for tag in ("sv", "en", "de", "sv-simple", "sma", "fit")] == [
        "Svenska",
        "English",
        "Deutsch",
        "Lätt svenska",
        "Åarjelsaemien gïele",
        "Meänkieli",
    ]


def test_arabic_runs_from_right_to_left() -> None:
    assert (direction("ar"), direction("sv")) == ("rtl", "ltr")


def test_dates_are_written_as_each_language_writes_them() -> None:
    day = date(2026, 7, 5)
    assert format_date(day, "sv") == "5 juli 2026"
    assert format_date(day, "en") == "5 July 2026"
    assert format_date(day, "de") == "5. Juli 2026"


def test_languages_without_month_names_get_iso_dates() -> None:
    """R-I10: South Sámi has none in CLDR, Meänkieli is unknown to it."""
    assert format_date(date(2026, 7, 5), "sma") == "2026-07-05"
    assert format_date(date(2026, 7, 5), "fit") == "2026-07-05"


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


def test_swedish_sorts_its_last_letters_last() -> None:
    """R-I15."""
    names = ["Öj", "Ånge", "Älv", "Zorn", "Ala", "Érik"]
    assert sorted(names, key=lambda name: sort_key(name, "sv")) == [
        "Ala",
        "Érik",
        "Zorn",
        "Ånge",
        "Älv",
        "Öj",
    ]
    assert sorted(["Zorn", "Öj"], key=lambda name: sort_key(name, "de")) == ["Öj", "Zorn"]


def test_a_language_without_a_catalogue_speaks_english_rather_than_failing() -> None:
    assert gettext_for("xx").gettext("Contact") == "Contact"


@pytest.mark.parametrize(
    ("tag", "is_one"),
    [
        ("sv", True),
        ("sma", True),
        ("fit", True),
        ("rmy", True),
        ("sv-simple", True),
        ("eng", False),
        ("EN", False),
    ],
)
def test_a_language_has_the_shortest_code_there_is(tag: str, is_one: bool) -> None:
    assert is_language(tag) is is_one


# What is measured


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


def test_every_unit_that_is_measured_can_be_written() -> None:
    for quantity in QUANTITIES.values():
        if quantity.unit:  # passages are told by their number
            assert format_measure(1, quantity.unit, "fit", quantity.decimals)


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
