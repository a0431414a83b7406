"""The start page and the lists of places."""

import msgspec

from heritage.pages.render import Renderer
from heritage.places.place import OnTrail
from tests.outline import Outline
from tests.rendering import EN, LIBRARY, SITE, changed, place, renderer

EMPTY = changed(places={}, trails={}, themes={}, safety={}, signs={})


def main_links(page: Outline) -> list[str]:
    return [e["href"] for e in page.all("a") if "main" in e.inside]


def rows(page: Outline) -> list[str]:
    """The places of a list, each with what stands beside its name."""
    lists = [number for number, e in enumerate(page.elements) if "rows" in (e.get("class") or "")]
    return [e.words for e in page.elements[lists[0] :] if e.tag == "li" and "main" in e.inside]


# Start page


def test_the_start_page_says_what_is_here() -> None:
    page = Outline(EN.start())
    assert page.one("h1").words == "Visit Toytown"
    assert page.texts("p", class_="lede") == [
        "Four places that do not exist, for those who test.",
        "From the mill to the bottom of the box, at an easy pace.",
    ]
    assert page.texts("h2") == [
        "Before you go out",
        "The Toy Trail",
        "Places to visit",
        "Parish by parish",
        "Themes",
        "New here?",
    ]
    assert {"/en/leksaksleden/", "/en/leksaker/", "/en/is/", "/en/help/", "/en/about/"} <= set(
        main_links(page)
    )


def test_a_kind_with_several_places_is_a_tile_and_the_only_place_of_a_kind_is_its_own() -> None:
    """Nobody is led to a list of one."""
    second = msgspec.structs.replace(LIBRARY.places["kvarnen"], slug="kvarn-tva")
    page = Outline(changed(places=LIBRARY.places | {"kvarn-tva": second}).start())
    tiles = [e.words for e in page.all("li") if e.words.endswith("2 places") and "Lådan" not in e.words]
    assert tiles == ["Industrial heritage sites 2 places"]
    assert "/en/places/kind/industry/" in main_links(page)
    assert "The Stack of Clocks Bell tower" in [e.words for e in page.all("li")]
    assert "/en/klockstapeln/" in main_links(page)
    assert "/en/places/kind/bell-tower/" not in main_links(page)
    assert page.one("a", href="/en/places/", class_="button").words == "All places, from A to Z"


def test_the_page_of_all_places_leads_to_every_kind_with_its_number() -> None:
    page = Outline(EN.places())
    for kind in ("bell-tower", "industry", "lake", "open-air-museum"):
        assert f"/en/places/kind/{kind}/" in main_links(page)
    assert "Bell towers 1 place" in [e.words for e in page.all("li")]


def test_parishes_are_links_in_their_own_language() -> None:
    page = Outline(EN.start())
    assert page.one("a", href="/en/places/parish/norra-ladan/").words == "Norra Lådan"
    assert [e["lang"] for e in page.all("bdi", lang="sv") if e.words == "Norra Lådan"] == ["sv"]
    assert "Norra Lådan 2 places" in [e.words for e in page.all("li")]


def test_drawings_in_lists_say_no_more_than_the_names_beside_them() -> None:
    """R-A14: decoration, with its room kept, and not fetched before it is near."""
    for html in (EN.start(), EN.places(), EN.kind("lake")):
        pictures = [e for e in Outline(html).all("img") if "li" in e.inside]
        assert pictures
        for picture in pictures:
            assert picture["alt"] == ""
            assert picture["loading"] == "lazy"
            assert int(picture["width"]) * 3 == int(picture["height"]) * 4


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


def test_an_empty_library_has_a_start_page_that_says_so() -> None:
    page = Outline(EMPTY.start())
    assert page.texts("h2") == ["Places to visit", "New here?"]
    assert "No place has a page here yet." in page.one("p", class_="note").words


# All places


def test_all_places_stand_by_name_with_their_kind_and_parish() -> None:
    page = Outline(EN.places())
    assert page.one("h1").words == "All places"
    assert page.one("p", class_="lede").words == "4 places"
    assert rows(page) == [
        "The Block Mill Industrial heritage · Norra Lådan",
        "The Little Lake Lake · Norra Lådan",
        "The Stack of Clocks Bell tower · Södra Lådan",
        "The Tin Smithy Open-air museum · Södra Lådan",
    ]


def test_swedish_sorts_its_last_letters_last() -> None:
    """R-I15."""
    names = ["Östersjön", "Åsjön", "Zinksjön", "Ärtsjön"]
    text = LIBRARY.places["smedjan"].texts["sv"]
    places = {
        f"sjo-{number}": place(
            "smedjan",
            slug=f"sjo-{number}",
            texts={"sv": msgspec.structs.replace(text, name=name)},
            on_trails=(),
            names={},
        )
        for number, name in enumerate(names)
    }
    library = msgspec.structs.replace(LIBRARY, places=places, signs={}, trails={}, themes={})
    drawn = {
        language: Outline(Renderer(library, language, SITE.frame).parish("Södra Lådan"))
        for language in ("sv", "en")
    }
    listed = {
        language: [e.words for e in page.all("a") if e["href"].startswith(f"/{language}/sjo-")]
        for language, page in drawn.items()
    }
    assert listed["sv"] == ["Zinksjön", "Åsjön", "Ärtsjön", "Östersjön"]
    assert listed["en"] == ["Ärtsjön", "Åsjön", "Östersjön", "Zinksjön"]


def test_the_page_of_all_places_leads_to_shorter_lists_and_back() -> None:
    page = Outline(EN.places())
    assert page.texts("h2") == ["By kind", "By parish", "Along a trail", "From A to Z"]
    links = main_links(page)
    assert links[0] == "/en/"
    assert page.one("nav", class_="back").words == "Start page"
    assert {
        "/en/places/kind/lake/",
        "/en/places/parish/sodra-ladan/",
        "/en/places/trail/leksaksleden/",
    } <= set(links)
    assert "The Toy Trail 2 places" in [e.words for e in page.all("li")]


def test_without_parishes_and_trails_the_places_are_listed_by_kind_alone() -> None:
    page = Outline(changed(places={"kvarnen": place("kvarnen", parish=None)}, trails={}).places())
    assert page.texts("h2") == ["By kind", "From A to Z"]
    assert rows(page) == ["The Block Mill Industrial heritage"]


def test_where_there_is_no_place_yet_the_page_says_so() -> None:
    page = Outline(EMPTY.places())
    assert page.texts("h2") == []
    assert "No place has a page here yet." in page.one("p", class_="note").words


# Lists


def test_a_kind_has_its_list() -> None:
    page = Outline(EN.kind("lake"))
    assert page.one("h1").words == "Lakes"
    assert page.one("meta", name="description")["content"] == "Lakes: 1 place to visit in Leksaksby."
    assert rows(page) == [f"The Little Lake {LIBRARY.places['lillsjon'].texts['en'].lede}"]
    assert main_links(page) == ["/en/", "/en/places/", "/en/lillsjon/"]


def test_a_parish_has_its_list_by_name_in_the_order_of_the_language() -> None:
    page = Outline(EN.parish("Södra Lådan"))
    assert page.one("h1").words == "Places in Södra Lådan"
    assert page.one("title").words.startswith("Places in Södra Lådan (2 places) – ")
    assert page.one("p", class_="lede").words == "2 places"
    assert main_links(page)[2:] == ["/en/klockstapeln/", "/en/smedjan/"]
    assert page.one("bdi", lang="sv").words == "Södra Lådan"


def test_a_trail_has_its_list_in_its_own_order_with_kilometres() -> None:
    page = Outline(EN.along("leksaksleden"))
    assert page.one("h1").words == "Places along The Toy Trail"
    distances = [e.words for e in page.all("p", class_="quiet")]
    assert distances == ["Distances are counted from here.", "about 3 km"]
    assert main_links(page) == ["/en/", "/en/places/", "/en/leksaksleden/", "/en/kvarnen/", "/en/lillsjon/"]
    assert "Distances are counted along the trail from The Block Mill." in page.one("main").words


def test_a_place_in_the_first_kilometre_of_a_trail_is_near_its_beginning_and_not_at_it() -> None:
    trail = LIBRARY.trails["leksaksleden"]
    start, *others = trail.waypoints
    begun = msgspec.structs.replace(start, place=None, name="Grinden")
    near = place("kvarnen", on_trails=(OnTrail("leksaksleden", 0.3),))
    drawn = changed(
        places=LIBRARY.places | {"kvarnen": near},
        trails={"leksaksleden": msgspec.structs.replace(trail, waypoints=(begun, *others))},
    )
    page = Outline(drawn.along("leksaksleden"))
    assert page.all("p", class_="quiet")[0].words == "less than 1 km"


def test_a_trail_may_begin_where_there_is_no_place() -> None:
    trail = LIBRARY.trails["leksaksleden"]
    begun = msgspec.structs.replace(trail, waypoints=trail.waypoints[1:])
    words = Outline(changed(trails={"leksaksleden": begun}).along("leksaksleden")).one("main").words
    assert "from Sugar Bridge." in words


def test_a_list_is_in_every_language_and_says_which_words_are_not_its_own() -> None:
    page = Outline(renderer("de").kind("open_air_museum"))
    assert page.one("html")["lang"] == "de"
    assert page.one("a", href="/de/smedjan/").get("lang") in {"sv", "en", None}
    lede = [e for e in page.all("p", lang="en") if "li" in e.inside]
    assert [e.words for e in lede] == ["Tin soldiers are forged here, one at a time."]
    assert {e["hreflang"] for e in page.all("link", rel="alternate")} >= {"sv", "en", "de", "x-default"}
