"""The pages of the service itself."""

from datetime import date

import msgspec
import pytest

from heritage.pages.page import Page
from heritage.places.site_record import Checked, Contact
from tests.outline import Outline
from tests.rendering import EN, LANGUAGES, LIBRARY, changed, renderer

# Pages of the service


def test_the_privacy_page_says_all_that_it_must() -> None:
    """R-P17."""
    page = Outline(EN.privacy())
    words = page.one("main").words
    for said in (
        "per sign, hour, language of the page and way in",
        "One phone at one sign counts once on the same day.",
        "working memory only",
        "No cookies, and nothing stored on your phone.",
        "Article 6.1 e",
        "Kommunstyrelsen i Leksaksby",
        "Leksaksby dataskyddsombud",
        "erased",
        "public record",
        "35 days",
    ):
        assert said in words, said
    assert page.all("a", href="https://www.imy.se/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_holds_all_that_the_law_asks(language: str) -> None:
    """R-A3, R-A4."""
    page = Outline(renderer(language).accessibility())
    words = page.one("main").words
    assert "delvis förenlig" in page.texts("strong", lang="sv")
    assert "Leksaksby kommun" in words
    assert LIBRARY.site.name[language] in words
    assert LIBRARY.accessibility.shortcomings[0].what[language] in words
    assert LIBRARY.accessibility.shortcomings[0].why[language] in words
    assert [e["datetime"] for e in page.all("time")] == ["2026-09-01", "2026-09-02"]
    assert page.all("a", href="https://www.digg.se/tdosanmalan")
    assert page.all("a", href=f"/{language}/feedback/?page=/{language}/accessibility/", class_="button")
    assert len(page.all("h2")) == 7


def test_the_statement_can_be_listened_to_as_the_other_pages_of_prose_can() -> None:
    page = Outline(EN.accessibility())
    assert len(page.with_class("listen")) == 1
    (read,) = [e for e in page.elements if e.get("data-read") is not None]
    assert read.words.startswith("How accessible the service is")
    assert read.words.endswith("2 September 2026")


def test_the_feedback_page_has_one_hole() -> None:
    assert Page.from_html("/en/feedback/", "en", EN.feedback()).holes == ("feedback-form",)


# Codes


def test_the_codes_page_lists_signs_that_are_not_taken_down() -> None:
    page = Outline(EN.codes())
    assert page.texts("bdi", class_="code")[1:] == ["KVA15", "BR9N6", "STANV", "SEN7B"]
    assert page.texts("th") == ["Code", "Place"]


def test_without_signs_there_is_no_list_but_a_way_to_the_places() -> None:
    page = Outline(changed(signs={}).codes())
    assert not page.all("table")
    notes = [words for words in page.texts("p") if words.startswith("No signs have been put up yet.")]
    assert len(notes) == 1
    assert page.one("a", href="/en/places/", class_="button")


# Help, about, contact


def test_the_help_page_tells_how_to_open_pages_and_what_their_words_mean() -> None:
    """R-A26."""
    page = Outline(EN.help())
    assert page.texts("h2") == [
        "Open a page",
        "Where there is no coverage",
        "In an emergency",
        "Read in your own way",
        "What the words on the pages mean",
    ]
    assert page.texts("dt") == [
        "Not checked",
        "In another language",
        "Not known yet",
        "It is said",
        "Passage",
        "Position",
    ]
    words = page.one("main").words
    for said in ("camera", "five characters", "Leave them open", "print", "zoom", "reads the text aloud"):
        assert said in words, said
    for slug in ("codes", "places", "contact"):
        assert [e for e in page.all("a", href=f"/en/{slug}/") if "main" in e.inside]


def test_the_about_page_says_who_is_behind_it_and_how_texts_are_made() -> None:
    page = Outline(EN.about())
    words = page.one("main").words
    for said in ("Leksaksby kommun", "where its facts come from", "legend", "EUPL 1.2", "CC BY 4.0"):
        assert said in words, said
    assert page.one("a", href="https://creativecommons.org/licenses/by/4.0/")
    for slug in ("privacy", "accessibility", "contact", "help"):
        assert [e for e in page.all("a", href=f"/en/{slug}/") if "main" in e.inside]


def test_the_contact_page_names_whom_to_turn_to_for_what() -> None:
    page = Outline(EN.contact())
    inside = [e for e in page.elements if "main" in e.inside]
    assert [e["href"] for e in inside if e.tag == "a"] == [
        "/en/help/#_words",
        "tel:112",
        "https://leksak.example/kontakt",
        "tel:+4600012345",
        "mailto:turist@leksak.example",
        "/en/feedback/?page=/en/contact/",
        "/en/privacy/",
        "mailto:dataskydd@leksak.example",
    ]
    assert "A sign is damaged or gone" in page.texts("h2")


def test_a_body_without_telephone_and_e_mail_is_said_to_have_none_to_give() -> None:
    site = msgspec.structs.replace(LIBRARY.site, contact=Contact("Leksaksby kommun"))
    told = "We have no telephone number and no e-mail address to give here yet."
    assert any(text.startswith(told) for text in Outline(changed(site=site).contact()).texts("p"))
    assert not any(text.startswith(told) for text in Outline(EN.contact()).texts("p"))


def test_the_title_says_what_became_of_a_message() -> None:
    assert (
        Outline(EN.feedback("Write a message first.")).one("title").words.startswith("Write a message first.")
    )


@pytest.mark.parametrize(
    "draw", ["privacy", "accessibility", "help", "about", "contact", "codes", "feedback"]
)
def test_words_that_nobody_has_checked_are_labelled_until_somebody_has(draw: str) -> None:
    """R-I8: the pages' own words too; Swedish is nobody's translation."""
    told = "This translation has not been checked yet"
    assert told in getattr(EN, draw)()
    assert "inte granskat" not in getattr(renderer("sv"), draw)()
    site = msgspec.structs.replace(LIBRARY.site, words_checked={"en": Checked("Kim Kloss", date(2026, 6, 1))})
    assert told not in getattr(changed(site=site), draw)()
