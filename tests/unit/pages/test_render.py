"""The fragments that fill the holes of pages: the sign that was scanned, the form for messages."""

import msgspec
import pytest

from heritage.places.position import Position
from tests.outline import Outline
from tests.rendering import EN, LIBRARY, changed, place, renderer

# The sign that was scanned


def test_the_sign_box_names_the_sign_its_own_position_and_112() -> None:
    """R-T7, R-Q13."""
    box = Outline(EN.sign_box(LIBRARY.signs["KVA15"]))
    words = box.one("aside").words
    assert words.startswith("You are at sign KVA15 Position of the sign: N 62.50001 E 15.60002")
    assert box.one("a", href="tel:112").get("class") == "button"
    assert box.one("a", href="/en/feedback/?page=/Q/KVA15")


def test_a_sign_without_a_measured_position_says_so() -> None:
    words = Outline(EN.sign_box(LIBRARY.signs["BR9N6"])).one("aside").words
    assert "has not been measured" in words


def test_a_vague_sign_position_is_not_for_emergencies() -> None:
    sign = msgspec.structs.replace(LIBRARY.signs["BR9N6"], position=Position(62.5, 15.6, 300))
    words = Outline(EN.sign_box(sign)).one("aside").words
    assert "N 62.500 E 15.600 Approximate, within about 300 m. Do not use it in an emergency." in words


# Feedback


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


def test_the_sign_box_says_what_to_say_to_112_in_the_words_known_there() -> None:
    """R-Q18: the place by its Swedish name, its parish and the municipality, in whatever language the page is."""
    for draw in (EN, renderer("de")):
        words = Outline(draw.sign_box(LIBRARY.signs["BR9N6"])).one("aside").words
        assert "Lillsjön, " in words
        assert "Leksaksby" in words


def test_a_sign_without_a_position_lends_that_of_its_place_only_where_it_is_good_for_emergencies() -> None:
    """R-T7."""
    sign = msgspec.structs.replace(LIBRARY.signs["KVA15"], position=None)
    near = Outline(EN.sign_box(sign)).one("aside").words
    assert "Position of the place: N 62.50001 E 15.60002" in near
    vague = changed(places={"kvarnen": place("kvarnen", position=Position(62.5, 15.6, 300))})
    assert "Position of the place" not in Outline(vague.sign_box(sign)).one("aside").words
