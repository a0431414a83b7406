"""Names and other words with their language (R-A9, R-I6, R-I13)."""

from heritage.pages.naming import Worded, chosen, heading, marked, named, other_names, worded
from heritage.pages.translation import Shown
from heritage.places.place import Entry, Text


def text(language: str, name: str) -> Text:
    return Text(language, f"content/x/{language}.md", name, "Lede.", "", (), (), "h")


def entry(names: dict[str, str], **texts: str) -> Entry:
    return Entry(
        slug="x",
        path="content/x/sv.md",
        texts={language: text(language, name) for language, name in texts.items()},
        names=names,
        sources=(),
    )


SWEDISH = ' lang="sv" dir="ltr"'


def test_words_in_the_language_of_the_page_carry_no_mark() -> None:
    assert marked("sv", "sv") == ""
    assert worded("Torp", "sv", "sv") == Worded("Torp")


def test_words_in_another_language_carry_it_with_its_direction() -> None:
    assert marked("sv", "en") == SWEDISH
    assert marked("ar", "sv") == ' lang="ar" dir="rtl"'


def test_of_several_languages_the_best_stand_in_is_chosen() -> None:
    words = {"sv": "Björn", "en": "Bear"}
    assert chosen(words, "en") == Worded("Bear")
    assert chosen(words, "de").text == "Bear"
    assert chosen({"sv": "Björn"}, "de") == Worded("Björn", marked("sv", "de"))
    assert chosen({"fi": "Karhu"}, "de").text == "Karhu"
    assert chosen({}, "de") == Worded("")


def test_an_entry_is_named_by_its_own_text_then_by_a_listed_name_then_in_swedish() -> None:
    bridge = entry({"de": "Die Brücke"}, sv="Bron", en="The Bridge")
    assert named(bridge, "en") == Worded("The Bridge")
    assert named(bridge, "de") == Worded("Die Brücke")
    assert named(entry({}, sv="Bron"), "en") == Worded("Bron", marked("sv", "en"))


def test_the_heading_of_a_stand_in_text_is_in_the_language_of_the_page_if_the_name_is_listed() -> None:
    bridge = entry({"de": "Die Brücke"}, sv="Bron", en="The Bridge")
    assert heading(bridge, Shown("de", bridge.texts["en"])) == Worded("Die Brücke")
    assert heading(bridge, Shown("nb", bridge.texts["sv"])) == Worded("Bron", marked("sv", "nb"))
    assert heading(bridge, Shown("en", bridge.texts["en"])) == Worded("The Bridge")


def test_the_swedish_name_and_minority_names_stand_beside_but_no_other() -> None:
    bridge = entry({"sma": "Bruvvie", "fi": "Silta", "de": "Die Brücke"}, sv="Bron", en="The Bridge")
    shown = other_names(bridge, "The Bridge", "en")
    assert [(name.tag, name.text) for name in shown] == [("sv", "Bron"), ("sma", "Bruvvie"), ("fi", "Silta")]
    assert [name.language for name in shown] == ["Swedish", "Southern Sami", "Finnish"]


def test_a_name_is_not_said_twice() -> None:
    assert other_names(entry({"sma": "Bron"}, sv="Bron"), "Bron", "en") == []
    assert other_names(entry({}, sv="Bron"), "Bron", "sv") == []
    assert other_names(entry({"fi": "Silta"}, sv="Bron"), "Silta", "fi")[0].text == "Bron"
