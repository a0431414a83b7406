"""What is known of each language: its name, its direction, its letters, and what stands in for its texts."""

import pytest

from heritage.i18n.languages import direction, fallbacks, is_language, own_name, sort_key


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
