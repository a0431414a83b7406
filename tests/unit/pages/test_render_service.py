"""The pages of the service itself, and the answers to codes and addresses that lead nowhere."""

import msgspec
import pytest

from heritage.pages.page import Page
from heritage.places.codes import read
from heritage.places.place import SignState
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


# Feedback


def test_the_feedback_page_has_one_hole() -> None:
    assert Page.from_html("/en/feedback/", "en", EN.feedback()).holes == ("feedback-form",)


def test_the_form_carries_the_page_and_asks_for_no_identity() -> None:
    """R-A4, R-P19."""
    page = Outline(EN.feedback_form("/en/kvarnen/"))
    form = page.one("form")
    assert (form["action"], form["method"]) == ("/en/feedback/", "post")
    assert {e["name"] for e in page.elements if e.get("name")} == {"page", "text"}
    assert page.one("input", name="page")["value"] == "/en/kvarnen/"
    assert "public records" in form.words
    assert not page.all("p", role="alert")


def test_a_refused_message_keeps_its_words_and_has_the_error_beside_them() -> None:
    """R-A22."""
    page = Outline(EN.feedback_form("/en/kvarnen/", "My <b>words</b>", "Too long."))
    field = page.one("textarea")
    assert field.words == "My <b>words</b>"
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"].split() == ["_error", "_hint"]
    assert page.one("p", role="alert").words == "Too long."


@pytest.mark.parametrize(
    "address", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", '/en/"x']
)
def test_only_our_own_addresses_are_led_back_to(address: str) -> None:
    assert not Outline(EN.feedback_thanks(address)).all("a")
    assert Outline(EN.feedback_form(address)).one("input", name="page")["value"] == ""


def test_thanks_lead_back_and_are_announced() -> None:
    page = Outline(EN.feedback_thanks("/en/kvarnen/"))
    assert page.one("div")["role"] == "status"
    assert page.one("a")["href"] == "/en/kvarnen/"


def test_an_exported_copy_names_whom_to_turn_to() -> None:
    page = Outline(EN.feedback_offline())
    assert not page.all("form")
    assert page.all("a", href="mailto:turist@leksak.example")


# Codes


def test_the_codes_page_lists_signs_that_are_not_taken_down() -> None:
    page = Outline(EN.codes())
    assert page.texts("bdi", class_="code")[1:] == ["KVA15", "STANV", "BR9N6", "SEN7B"]
    assert page.texts("th") == ["Code", "Place"]


def test_without_signs_there_is_no_list() -> None:
    assert not Outline(changed(signs={}).codes()).all("table")


def test_a_typing_fault_is_told_beside_the_field_with_what_was_typed() -> None:
    """R-A22."""
    page = Outline(EN.code_fault("kva1o", read("kva1o")))
    field = page.one("input", name="code")
    assert field["value"] == "kva1o"
    assert field["aria-invalid"] == "true"
    error, hint = field["aria-describedby"].split()
    assert page.one("p", id=error, role="alert").words.startswith("“o” is in no code")
    assert page.one("p", id=hint)
    assert "Did you mean one of these?" not in page.texts("h2")


def test_near_codes_are_offered_with_their_places_and_counted_as_typed() -> None:
    page = Outline(EN.code_fault("KVA14", read("KVA14"), ("KVA15",)))
    assert page.one("a", href="/Q/?code=KVA15&lang=en").words == "KVA15 The Block Mill"


def test_a_near_code_of_a_place_that_is_gone_is_not_offered() -> None:
    places = {slug: shown for slug, shown in LIBRARY.places.items() if slug != "kvarnen"}
    page = Outline(changed(places=places).code_fault("KVA14", read("KVA14"), ("KVA15",)))
    assert not [e for e in page.all("a") if "code=" in e["href"]]


def test_what_was_typed_is_never_markup() -> None:
    typed = '"><script>alert(1)</script>'
    html = EN.code_fault(typed, read(typed))
    assert "<script>alert" not in html
    assert Outline(html).one("input", name="code")["value"] == typed


def test_a_very_long_text_is_not_given_back_whole() -> None:
    typed = "A" * 5_000
    assert len(Outline(EN.code_fault(typed, read(typed))).one("input", name="code")["value"]) == 100


def test_an_unknown_code_is_said_to_be_unknown() -> None:
    page = Outline(EN.unknown_code("ZZZZA"))
    assert page.one("p", role="alert").words.startswith("No sign of ours has the code ZZZZA.")
    assert page.one("h1").words == "We do not know this code"


def test_a_retired_sign_says_so_and_names_the_nearest_place() -> None:
    """R-Q9."""
    page = Outline(EN.retired_sign(LIBRARY.signs["GAM1X"]))
    assert page.one("h1").words == "This sign has been taken down"
    assert "GAM1X" in page.one("p", class_="lede").words
    assert page.all("a", href="/en/lillsjon/")[-1].words == "The Little Lake"
    assert page.all("a", href="/de/lillsjon/")


def test_a_retired_sign_without_a_successor_leads_to_its_place_or_to_the_codes() -> None:
    retired = msgspec.structs.replace(LIBRARY.signs["KVA15"], state=SignState.REMOVED)
    assert Outline(EN.retired_sign(retired)).all("a", href="/en/kvarnen/")
    gone = msgspec.structs.replace(retired, place="borta")
    page = Outline(EN.retired_sign(gone))
    assert "The nearest place to visit" not in page.texts("h2")
    assert page.all("a", href="/de/codes/")


def test_a_page_that_is_not_there_helps_on() -> None:
    page = Outline(EN.not_found())
    assert page.one("form")["action"] == "/Q/"
    for slug in ("kvarnen", "leksaksleden", "leksaker", "is"):
        assert page.all("a", href=f"/en/{slug}/")
    assert "main" in page.all("a", href="tel:112")[0].inside


def test_trouble_is_told_in_the_words_it_is_given() -> None:
    page = Outline(EN.trouble("Please <wait>", "Try again."))
    assert page.one("h1").words == "Please <wait>"
    assert page.one("p", class_="lede").words == "Try again."
