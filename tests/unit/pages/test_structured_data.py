"""What programs are told about a page, and that no text can break out of it."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from heritage.pages.site import Site, assemble
from heritage.pages.structured_data import SCHEMA_TYPES, script, site_script
from heritage.places.library import load
from heritage.places.place import Entry, Library, Place
from heritage.places.position import Position
from heritage.places.spelling import PLACE_KINDS

SMALL = Path(__file__).parents[2] / "data" / "small" / "content"
START, END = '<script type="application/ld+json">', "</script>"


@pytest.fixture(scope="module")
def site() -> Site:
    """The small site."""
    library = load(SMALL).library
    assert library is not None
    return assemble(library)


def told(site: Site, entry: Entry, language: str = "sv") -> dict[str, Any]:
    """The data of an entry's page."""
    block = script(site.library, site.frame, entry, language)
    assert block.startswith(START)
    assert block.endswith(END)
    data: dict[str, Any] = json.loads(block[len(START) : -len(END)])
    return data


def placed(place: Place, position: Position | None) -> Place:
    return msgspec.structs.replace(place, position=position)


def test_every_kind_has_a_type() -> None:
    assert set(SCHEMA_TYPES) == set(PLACE_KINDS)


def test_a_place_is_described_in_the_language_of_its_page(site: Site) -> None:
    data = told(site, site.library.places["kvarnen"], "en")
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "WebPage"
    assert data["url"] == "https://leksak.example/en/kvarnen/"
    assert data["inLanguage"] == "en"
    assert [
        (step["position"], step["name"], step.get("item")) for step in data["breadcrumb"]["itemListElement"]
    ] == [
        (1, "Visit Toytown", "https://leksak.example/en/"),
        (2, "Industrial heritage sites", "https://leksak.example/en/places/kind/industry/"),
        (3, "The Block Mill", None),
    ]
    place = data["mainEntity"]
    assert place["@type"] == "LandmarksOrHistoricalBuildings"
    assert place["@id"] == "https://leksak.example/sv/kvarnen/#place"
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 62.50001, "longitude": 15.60002}
    assert place["sameAs"] == ["https://www.wikidata.org/wiki/Q0"]
    assert place["containedInPlace"]["name"] == "Norra Lådan"
    assert "Klossemylle" in place["alternateName"]
    assert place["image"]["contentUrl"].startswith("https://leksak.example/static/kvarnen/kvarnen.")
    assert place["image"]["creditText"] == "Leksaksby kommun"


@pytest.mark.parametrize(
    ("precision_m", "latitude"), [(100, 62.51234), (101, 62.512), (500, 62.512), (501, None)]
)
def test_a_position_is_given_as_exactly_as_it_is_known(
    site: Site, precision_m: int, latitude: float | None
) -> None:
    lake = site.library.places["lillsjon"]
    data = told(site, placed(lake, Position(62.51234, 15.61234, precision_m)))
    assert data["mainEntity"].get("geo", {}).get("latitude") == latitude


def test_an_unknown_position_is_not_given(site: Site) -> None:
    assert "geo" not in told(site, site.library.places["klockstapeln"])["mainEntity"]


def test_other_registers_are_named_by_their_ids(site: Site) -> None:
    ids = {"kmr": "L1900:1", "osm": "way/7", "wikidata": "Q9"}
    place = msgspec.structs.replace(site.library.places["kvarnen"], external_ids=ids)
    entity = told(site, place)["mainEntity"]
    assert entity["sameAs"] == ["https://www.openstreetmap.org/way/7", "https://www.wikidata.org/wiki/Q9"]
    assert entity["identifier"]["value"] == "L1900:1"


def test_a_page_with_a_stand_in_text_describes_the_original(site: Site) -> None:
    smithy = site.library.places["smedjan"]
    data = told(site, smithy, "de")
    assert data["inLanguage"] == "en"
    assert data["url"] == "https://leksak.example/en/smedjan/"


def test_a_trail_is_a_trip_along_the_places_of_its_list(site: Site) -> None:
    data = told(site, site.library.trails["leksaksleden"], "de")["mainEntity"]
    assert data["@type"] == "TouristTrip"
    places = "https://leksak.example/de/places/trail/leksaksleden/"
    assert data["itinerary"] == {"@type": "ItemList", "url": places}


def test_a_theme_lists_its_places(site: Site) -> None:
    data = told(site, site.library.themes["leksaker"])["mainEntity"]
    assert [item["url"] for item in data["itemListElement"]] == [
        "https://leksak.example/sv/kvarnen/",
        "https://leksak.example/sv/smedjan/",
    ]


def test_a_safety_page_is_about_nothing_but_itself(site: Site) -> None:
    assert "mainEntity" not in told(site, site.library.safety["is"])


def test_the_start_page_tells_who_is_behind_it(site: Site) -> None:
    block = site_script(site.library, site.frame, "en")
    data = json.loads(block[len(START) : -len(END)])
    assert data["@type"] == "WebSite"
    assert data["publisher"]["name"] == "Leksaksby kommun"


@pytest.mark.parametrize(
    "hostile",
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;/script&gt;", "\u2028\u2029"],
)
def test_no_text_can_end_the_block(site: Site, hostile: str) -> None:
    mill = site.library.places["kvarnen"]
    text = msgspec.structs.replace(mill.texts["sv"], name=hostile, lede=hostile)
    place = msgspec.structs.replace(mill, texts={"sv": text}, parish=hostile)
    block = script(site.library, site.frame, place, "sv")
    inner = block[len(START) : -len(END)]
    for letter in "<>&\u2028\u2029":
        assert letter not in inner
    assert json.loads(inner)["mainEntity"]["description"] == hostile


def test_the_same_page_gives_the_same_words(site: Site) -> None:
    library: Library = site.library
    mill = library.places["kvarnen"]
    assert script(library, site.frame, mill, "sv") == script(library, site.frame, mill, "sv")
