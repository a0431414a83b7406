"""The pages of the content: places, trails, themes, safety."""

import re
from datetime import date

import msgspec
import pytest

from heritage.pages.page import Page
from heritage.places.place import Place, Source, Waypoint
from heritage.places.position import Position
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
    assert "Gå aldrig ensam." in page.one("section", lang="sv").words
    assert page.with_class("note")


def test_the_two_texts_are_sections_and_their_headings_lie_below_the_labels() -> None:
    """R-A7: a translation and its original are told apart by whoever goes from heading to heading."""
    unread = unchecked(LIBRARY.safety["is"])
    headed = {
        language: msgspec.structs.replace(text, html=f'<h2 id="a">{language} a</h2>\n<h3 id="b">b</h3>')
        for language, text in unread.texts.items()
    }
    page = Outline(EN.safety(msgspec.structs.replace(unread, texts=headed)))
    labels = [e for e in page.all("h2") if "section" in e.inside and "div" in e.inside]
    assert [(e.words, e["lang"]) for e in labels] == [
        ("Translation, not checked yet", "en"),
        ("The original text in Swedish", "en"),
    ]
    sections = [e for e in page.all("section") if "div" in e.inside]
    assert [e["aria-labelledby"] for e in sections] == [e["id"] for e in labels]
    assert [(e.words, e["id"]) for e in page.all("h3")] == [("en a", "a"), ("sv a", "_sv-a")]
    assert [e["id"] for e in page.all("h4")] == ["b", "_sv-b"]


def test_a_checked_safety_text_stands_alone() -> None:
    page = Outline(EN.safety(LIBRARY.safety["is"]))
    assert not page.with_class("beside")
    assert page.all("a", href="tel:112")


# Place pages


def test_a_place_page_begins_with_its_name_its_other_names_and_its_lede() -> None:
    page = Outline(EN.place(LIBRARY.places["kvarnen"]))
    assert page.one("h1").words == "The Block Mill"
    names = [e for e in page.all("span") if "ul" in e.inside and e.get("lang")]
    assert [(e["lang"], e.words) for e in names] == [("sv", "Klosskvarnen"), ("sma", "Klossemylle")]


def test_what_and_where_a_place_is_lead_to_its_like() -> None:
    page = Outline(EN.place(LIBRARY.places["kvarnen"]))
    assert page.one("p", class_="kicker").words == "Industrial heritage · Norra Lådan"
    assert page.one("a", href="/en/places/kind/industry/").words == "Industrial heritage"
    assert page.one("a", href="/en/places/parish/norra-ladan/").words == "Norra Lådan"


def test_a_place_in_no_parish_says_nothing_of_it() -> None:
    mill = place("kvarnen", parish=None)
    page = Outline(changed(places={**LIBRARY.places, "kvarnen": mill}).place(mill))
    assert page.one("p", class_="kicker").words == "Industrial heritage"
    assert "Parish" not in page.texts("dt")


def test_a_place_nobody_has_told_about_asks_for_what_readers_know() -> None:
    """Nothing known: no story, no position, no picture of its own, and still a page that helps on."""
    text = msgspec.structs.replace(LIBRARY.places["smedjan"].texts["en"], html="")
    page = Outline(EN.place(place("smedjan", texts={"sv": text, "en": text}, position=None)))
    assert page.one("p", class_="note").words == (
        "We do not know more about this place yet. Do you know something? Tell us"
    )
    assert facts(page)["Position"] == "The position is not known."


# What lies around a place


def located(slug: str, lat: float, lon: float) -> Place:
    """The smithy, at a position good to 50 m."""
    return place("smedjan", slug=slug, position=Position(lat, lon, 50))


def around(*places: Place) -> dict[str, Place]:
    return {each.slug: each for each in places}


def rows(page: Outline) -> list[str]:
    return [e.words for e in page.all("li") if "section" in e.inside and e.inside[-2:] == ("section", "ul")]


def test_the_nearest_places_are_named_with_distance_and_direction() -> None:
    places = around(
        located("mitt", 62.5, 15.6),
        located("nara", 62.504, 15.6),
        located("langre", 62.5, 15.7),
        located("for-langt", 62.6, 15.6),
        located("borta", 62.8, 15.6),
    )
    page = Outline(changed(places=places).place(places["mitt"]))
    assert "More near here" in page.texts("h2")
    listed = [words for words in rows(page) if "crow" in words]
    assert [words.partition("As ")[2] for words in listed] == [
        "the crow flies: about 400 m, towards the north.",
        "the crow flies: about 5 km, towards the east.",
    ]
    links = [e["href"] for e in page.all("a") if "li" in e.inside and "section" in e.inside]
    assert [link for link in links if link.startswith("/en/")] == ["/en/nara/", "/en/langre/"]


def test_what_the_trail_leads_to_is_not_named_again() -> None:
    here = place("kvarnen")
    lake = place("lillsjon", position=Position(62.5104, 15.6203, 50))
    other = located("granne", 62.55, 15.6)
    trail = msgspec.structs.replace(
        LIBRARY.trails["leksaksleden"], waypoints=(Waypoint(0, "kvarnen"), Waypoint(3, "lillsjon"))
    )
    draw = changed(places={**LIBRARY.places, **around(here, lake, other)}, trails={"leksaksleden": trail})
    assert [words for words in rows(Outline(draw.place(here))) if "crow" in words] == [
        "The Tin Smithy As the crow flies: about 6 km, towards the north."
    ]
    alone = Outline(changed(places=around(here, lake), trails={"leksaksleden": trail}).place(here))
    assert "More near here" not in alone.texts("h2")


def test_where_nothing_lies_near_the_parish_has_more() -> None:
    here, far = located("har", 62.5, 15.6), located("borta", 62.9, 15.6)
    page = Outline(changed(places=around(here, far)).place(here))
    assert "More near here" not in page.texts("h2")
    assert f"More in {here.parish}" in page.texts("h2")


def test_a_place_that_nobody_can_find_on_a_map_names_others_of_its_parish() -> None:
    page = Outline(EN.place(LIBRARY.places["smedjan"]))
    assert "More in Södra Lådan" in page.texts("h2")
    assert rows(page)[0] == "The Stack of Clocks"
    assert "More near here" not in page.texts("h2")


def test_a_place_alone_in_its_parish_names_none() -> None:
    page = Outline(EN.place(place("smedjan")))
    alone = Outline(changed(places={"smedjan": place("smedjan")}).place(place("smedjan")))
    assert "More in Södra Lådan" in page.texts("h2")
    assert "More in Södra Lådan" not in alone.texts("h2")


# Facts


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
    assert page.texts("figcaption")[0] == "Drawing: Leksaksby kommun"


def test_a_place_without_picture_has_the_drawing_of_its_kind_as_decoration() -> None:
    page = Outline(EN.place(LIBRARY.places["smedjan"]))
    picture = page.all("img")[0]
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


def test_a_theme_without_places_has_no_list_of_them() -> None:
    theme = msgspec.structs.replace(LIBRARY.themes["leksaker"], places=())
    assert Outline(EN.theme(theme)).texts("h2") == ["Sources"]


def test_a_trail_leads_to_its_places_and_says_when_its_services_were_known() -> None:
    trail = msgspec.structs.replace(LIBRARY.trails["leksaksleden"], services_known_on=date(2026, 5, 4))
    page = Outline(EN.trail(trail))
    assert page.one("a", href="/en/places/trail/leksaksleden/").words == "Places along the trail"
    known = "What there is along the way, as known on 4 May 2026. Ask before you rely on it."
    assert known in [e.words for e in page.with_class("note")]
    assert page.one("time")["datetime"] == "2026-05-04"


def test_a_trail_of_a_single_point_says_that_there_is_no_more_yet() -> None:
    first = LIBRARY.trails["leksaksleden"].waypoints[:1]
    trail = msgspec.structs.replace(LIBRARY.trails["leksaksleden"], waypoints=first)
    words = Outline(changed(trails={trail.slug: trail}).trail(trail)).one("main").words
    assert "Only one point of this trail is described yet." in words
    assert "To the next point" not in words


def test_a_trail_without_places_of_its_own_leads_to_no_list() -> None:
    page = Outline(changed(places={}).trail(LIBRARY.trails["leksaksleden"]))
    assert not [e for e in page.all("a") if "/places/trail/" in e["href"]]


def test_sources_carry_the_language_of_their_titles() -> None:
    """R-A9: Swedish unless the editor says otherwise, and readers of other languages are told."""
    sources = (Source("Krönikan"), Source("The Chronicle", "https://leksak.example/en", "en"))
    page = Outline(EN.place(place("kvarnen", sources=sources)))
    titles = [(e.words, e.get("lang")) for e in page.all("li") if e.words in ("Krönikan", "The Chronicle")]
    assert titles == [("Krönikan", None), ("The Chronicle", "en")]
    assert [e.get("lang") for e in page.all("ul") if "Krönikan" in e.words] == ["sv"]
    assert "Most of them are in Swedish." in page.texts("p")
    assert "De flesta är på svenska." not in renderer("sv").place(place("kvarnen"))


def test_whoever_knows_more_can_tell_about_this_very_place() -> None:
    page = Outline(EN.place(LIBRARY.places["kvarnen"]))
    assert page.one("a", href="/en/feedback/?page=/en/kvarnen/", class_="reach").words == (
        "Do you know more? Tell us"
    )


def test_an_exact_position_can_be_seen_without_a_map_program() -> None:
    links = [e["href"] for e in Outline(EN.place(LIBRARY.places["kvarnen"])).all("a")]
    assert "https://www.openstreetmap.org/?mlat=62.50001&mlon=15.60002#map=15/62.50001/15.60002" in links
    vague = Outline(EN.place(place("kvarnen", position=Position(62.5, 15.6, 300))))
    assert not [link for e in vague.all("a") if (link := e["href"]) and "openstreetmap" in link]
