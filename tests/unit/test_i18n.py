"""Which language a visitor gets, and how names, dates and numbers are written in it."""

from datetime import date

import pytest

from heritage.i18n import (
    direction,
    fallbacks,
    format_date,
    format_decimal,
    format_duration,
    format_km,
    format_megabytes,
    gettext_for,
    is_language,
    negotiate,
    own_name,
    sort_key,
)

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
