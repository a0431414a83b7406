"""Which text stands on a page (R-I6, R-I7)."""

import pytest

from heritage.pages.translation import is_outdated, shown, versions
from heritage.places.place import Place, Safety, Text

ALL = ("sv", "sv-simple", "en", "de", "nb", "fi")


def text(language: str, translated_from: str | None = None) -> Text:
    """A text whose Swedish original has the hash `h-sv`."""
    return Text(
        language=language,
        path=f"content/kvarnen/{language}.md",
        name=f"Namn {language}",
        lede="Lede.",
        html="<p>Text.</p>",
        links=(),
        images=(),
        body_hash=f"h-{language}",
        translated_from=translated_from,
    )


def place(*texts: Text) -> Place:
    return Place(
        slug="kvarnen",
        path="content/kvarnen/sv.md",
        texts={text.language: text for text in texts},
        names={},
        sources=(),
        kind="industry",
        parish="Lådan",
        position=None,
    )


def safety(*texts: Text) -> Safety:
    return Safety(
        slug="is",
        path="content/is/sv.md",
        texts={text.language: text for text in texts},
        names={},
        sources=(),
        hazard="ice",
    )


@pytest.mark.parametrize(
    ("language", "there", "expected"),
    [
        ("de", ("sv", "en", "de"), "de"),
        ("de", ("sv", "en"), "en"),
        ("de", ("sv",), "sv"),
        ("en", ("sv", "de"), "sv"),
        ("nb", ("sv", "en"), "sv"),
        ("sv-simple", ("sv", "en"), "sv"),
        ("fi", ("sv", "en"), "en"),
    ],
)
def test_a_missing_text_is_stood_in_for_in_the_languages_order(
    language: str, there: tuple[str, ...], expected: str
) -> None:
    found = shown(place(*map(text, there)), language, ALL)
    assert found.text.language == expected
    assert found.is_fallback == (expected != language)


def test_a_language_that_the_site_has_not_does_not_stand_in() -> None:
    found = shown(place(text("sv"), text("en")), "de", ("sv", "de"))
    assert found.text.language == "sv"


def test_versions_are_the_sites_languages_with_a_text_in_the_sites_order() -> None:
    assert versions(place(text("sv"), text("de"), text("en"), text("fr")), ALL) == ("sv", "en", "de")


def test_a_text_made_from_the_present_swedish_or_without_a_hash_is_not_outdated() -> None:
    entry = place(text("sv"), text("en", "h-sv"), text("de"))
    assert not is_outdated(entry, entry.texts["en"])
    assert not is_outdated(entry, entry.texts["de"])


def test_an_outdated_text_of_a_place_is_shown_all_the_same() -> None:
    entry = place(text("sv"), text("de", "old"))
    found = shown(entry, "de", ALL)
    assert is_outdated(entry, entry.texts["de"])
    assert (found.text.language, found.is_fallback) == ("de", False)
    assert versions(entry, ALL) == ("sv", "de")


def test_an_outdated_safety_text_gives_way_to_the_fallback() -> None:
    entry = safety(text("sv"), text("en", "h-sv"), text("de", "old"))
    found = shown(entry, "de", ALL)
    assert (found.text.language, found.is_fallback) == ("en", True)
    assert versions(entry, ALL) == ("sv", "en")


def test_an_outdated_safety_text_does_not_stand_in_for_another() -> None:
    entry = safety(text("sv"), text("en", "old"))
    assert shown(entry, "de", ALL).text.language == "sv"
