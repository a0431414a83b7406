"""The pages of the content: start, places, trails, themes, safety, and the sign that was scanned."""

import re

import msgspec
import pytest

from heritage.pages.page import Page
from heritage.places.place import Position
from tests.outline import Outline
from tests.rendering import EN, LIBRARY, changed, place, renderer, unchecked

# Stand-ins and translations


def test_a_missing_translation_shows_the_stand_in_and_says_so() -> None:
    """R-I6."""
    page = Outline(renderer("de").place(LIBRARY.places["smedjan"]))
    assert page.one("html")["lang"] == "de"
    assert page.one("link", rel="canonical")["href"] == "https://leksak.example/en/smedjan/"
    assert not page.all("link", rel="alternate")
    assert page.one("h1").words == "The Tin Smithy"
    assert page.one("h1")["lang"] == "en"
    lede = page.one("p", class_="lede")
    assert (lede["lang"], lede.words) == ("en", "Tin soldiers are forged here, one at a time.")
    assert [e["lang"] for e in page.with_class("note") for e in page.all("bdi", lang="en")] == ["en"]
    assert page.one("div", lang="en").words.startswith("The smithy is open")


def test_an_unchecked_translation_is_labelled_and_a_checked_one_is_not() -> None:
    """R-I8."""
    assert (
        "has not been checked"
        in Outline(EN.place(LIBRARY.places["klockstapeln"])).one("p", class_="note").words
    )
    assert not Outline(EN.place(LIBRARY.places["kvarnen"])).with_class("note")
    assert not Outline(renderer("sv").place(LIBRARY.places["klockstapeln"])).with_class("note")


def test_an_unchecked_safety_text_has_the_swedish_beside_it() -> None:
    """R-I8."""
    page = Outline(EN.safety(unchecked(LIBRARY.safety["is"])))
    beside = page.one("div", class_="beside").words
    assert "Never go alone." in beside
    assert "Gå aldrig ensam." in beside
    assert "Gå aldrig ensam." in page.one("div", lang="sv").words
    assert page.with_class("note")


def test_a_checked_safety_text_stands_alone() -> None:
    page = Outline(EN.safety(LIBRARY.safety["is"]))
    assert not page.with_class("beside")
    assert page.all("a", href="tel:112")


# Start page


def test_the_start_page_says_what_is_here() -> None:
    page = Outline(EN.start())
    assert page.one("h1").words == "Visit Toytown"
    assert page.one("p", class_="lede").words == "Four places that do not exist, for those who test."
    assert page.texts("h2") == [
        "Before you go out",
        "Walking trails",
        "Places to visit",
        "The same places, parish by parish",
        "Themes",
    ]
    assert page.texts("h3") == [
        "Bell towers",
        "Industrial heritage sites",
        "Lakes",
        "Open-air museums",
        "Norra Lådan",
        "Södra Lådan",
    ]
    for slug in LIBRARY.places:
        assert len(page.all("a", href=f"/en/{slug}/")) == 2
    for slug in ("leksaksleden", "leksaker", "is"):
        assert page.all("a", href=f"/en/{slug}/")


def test_the_form_for_typed_codes_says_what_a_code_looks_like() -> None:
    """R-Q12."""
    page = Outline(EN.start())
    form = page.one("form")
    assert (form["action"], form["method"]) == ("/Q/", "get")
    assert page.one("input", name="lang")["value"] == "en"
    field = page.one("input", name="code")
    assert page.one("label").get("for") == field["id"]
    hint = page.one("p", id=field["aria-describedby"])
    assert "7K3FC" in hint.words
    assert page.one("form").words.endswith("Where do I find the code?")


def test_an_empty_library_has_a_start_page() -> None:
    html = changed(places={}, trails={}, themes={}, safety={}, signs={}).start()
    assert Outline(html).texts("h2") == []


# Place pages


def test_a_place_page_begins_with_its_name_its_other_names_and_its_lede() -> None:
    page = Outline(EN.place(LIBRARY.places["kvarnen"]))
    assert page.one("h1").words == "The Block Mill"
    names = [e for e in page.all("span") if "ul" in e.inside and e.get("lang")]
    assert [(e["lang"], e.words) for e in names] == [("sv", "Klosskvarnen"), ("sma", "Klossemylle")]
    kicker = page.one("p", class_="kicker")
    assert kicker.words == "Industrial heritage · Norra Lådan"


def facts(page: Outline) -> dict[str, str]:
    """Labels and values of the facts."""
    return dict(zip(page.texts("dt"), page.texts("dd"), strict=True))


def test_the_facts_are_words() -> None:
    page = Outline(EN.place(LIBRARY.places["kvarnen"]))
    told = facts(page)
    assert told["Kind"] == "Industrial heritage"
    assert told["Parish"] == "Norra Lådan"
    assert told["Codes for this place"] == "KVA15"
    assert told["Step-free entrance"] == "Yes"
    assert told["Toilet"] == "No"
    assert told["Surface"] == "Gravel"
    assert told["Narrowest passage"] == "90 cm"
    assert told["Not known yet"] == "Parking Places to sit Slope"


def test_a_position_good_for_emergencies_is_written_out_and_opens_a_map() -> None:
    """R-T7."""
    page = Outline(EN.place(LIBRARY.places["kvarnen"]))
    assert page.one("bdi", class_="position").words == "N 62.50001 E 15.60002"
    assert page.one("a", href="geo:62.50001,15.60002;u=50").words == "Open in a map program"


def test_a_vague_position_opens_nothing_and_warns() -> None:
    page = Outline(EN.place(LIBRARY.places["lillsjon"]))
    assert page.one("bdi", class_="position").words == "N 62.510 E 15.620"
    assert "Do not use it in an emergency" in facts(page)["Position"]
    assert not [e for e in page.all("a") if e["href"].startswith("geo:")]


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("smedjan", "The position is only roughly known, so no coordinates are given."),
        ("klockstapeln", "The position is not known."),
    ],
)
def test_a_position_too_vague_or_unknown_is_said_in_words(slug: str, said: str) -> None:
    page = Outline(EN.place(LIBRARY.places[slug]))
    assert facts(page)["Position"] == said
    assert "geo:" not in EN.place(LIBRARY.places[slug])


def test_a_picture_has_its_alternative_and_credit() -> None:
    page = Outline(EN.place(LIBRARY.places["kvarnen"]))
    picture = page.all("img")[0]
    assert picture["alt"] == "A mill with four sails made of blocks."
    assert page.texts("figcaption")[0] == "Leksaksby kommun"


def test_a_place_without_picture_has_the_drawing_of_its_kind_as_decoration() -> None:
    page = Outline(EN.place(LIBRARY.places["smedjan"]))
    picture = page.one("img")
    assert picture["alt"] == ""
    assert re.fullmatch(r"/static/kinds/open_air_museum\.[0-9a-f]+\.svg", picture["src"])
    assert not page.all("figcaption")


def test_dangers_come_before_the_picture_and_the_story() -> None:
    page = Outline(EN.place(LIBRARY.places["lillsjon"]))
    warning = page.one("aside", class_="warn")
    assert "No ice is safe." in warning.words
    assert page.elements.index(warning) < page.elements.index(page.all("img")[0])
    assert page.all("a", href="/en/is/")


def test_a_missing_safety_page_is_passed_over() -> None:
    assert not Outline(EN.place(place("lillsjon", safety=("bad",)))).with_class("warn")


def test_links_in_the_story_lead_to_pages_of_the_same_language() -> None:
    page = Outline(EN.place(LIBRARY.places["lillsjon"]))
    assert "h2" in {e.tag for e in page.elements if "div" in e.inside}
    assert "/sv/" not in "".join(e["href"] for e in page.all("a") if "main" in e.inside)


def test_a_place_on_a_trail_knows_what_comes_before_and_after() -> None:
    page = Outline(EN.place(LIBRARY.places["lillsjon"]))
    assert "On The Toy Trail" in page.texts("h2")
    steps = [e.words for e in page.all("li") if "ul" in e.inside and "section" in e.inside]
    assert "Previous point Sugar Bridge To get there: about 2 km, towards the south-west." in steps
    assert "Next point Bottom of the Box To get there: about 18 km." in steps


def test_a_trail_that_is_not_there_is_passed_over() -> None:
    page = Outline(changed(trails={}).place(LIBRARY.places["lillsjon"]))
    assert not [words for words in page.texts("h2") if words.startswith("On ")]


def test_sources_end_the_page() -> None:
    page = Outline(EN.place(LIBRARY.places["kvarnen"]))
    assert page.texts("h2")[-1] == "Sources"
    assert page.one("a", href="https://leksak.example/kvarnen").words == "Klossverket"


def test_the_hole_for_the_sign_is_in_the_head_of_the_place() -> None:
    html = EN.place(LIBRARY.places["kvarnen"])
    assert Page.from_html("/en/kvarnen/", "en", html).holes == ("sign",)
    assert html.index("<h1") < html.index("<!--hole:sign-->") < html.index("<figure")


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


# Trail, theme


def test_a_trail_is_an_ordered_list_of_points_in_text() -> None:
    """R-A6."""
    page = Outline(EN.trail(LIBRARY.trails["leksaksleden"]))
    points = [e.words for e in page.all("li") if e.inside[-1] == "ol"]
    assert points == [
        "The Block Mill parking toilet N 62.50001 E 15.60002 "
        "To the next point: about 1 km, towards the north-east.",
        "Sugar Bridge N 62.50510 E 15.61010 To the next point: about 2 km, towards the north-east.",
        "The Little Lake bathing N 62.510 E 15.620 Approximate, within about 200 m. "
        "Do not use it in an emergency. To the next point: about 18 km.",
        "Bottom of the Box pilgrim's stamp The position is not known.",
    ]
    assert page.all("a", href="https://leksak.example/leden")
    assert page.all("a", href="geo:62.50510,15.61010;u=100")
    assert not page.all("a", href="geo:62.51040,15.62030;u=200")
    assert page.with_class("warn")


def test_a_trail_has_no_total() -> None:
    page = Outline(EN.trail(LIBRARY.trails["leksaksleden"]))
    assert "22" not in page.one("ol").words


def test_a_theme_lists_its_places_in_its_own_order() -> None:
    theme = msgspec.structs.replace(LIBRARY.themes["leksaker"], places=("smedjan", "kvarnen", "borta"))
    page = Outline(EN.theme(theme))
    links = [e["href"] for e in page.all("a") if "li" in e.inside and "main" in e.inside]
    assert links == ["/en/smedjan/", "/en/kvarnen/"]
