"""Which lists of places there are, and at which addresses."""

import msgspec

from heritage.pages.directory import Directory, kind_page, slugified, trail_page
from heritage.places.place import OnTrail
from tests.rendering import LIBRARY, place


def test_only_lists_that_have_a_place_exist() -> None:
    directory = Directory(LIBRARY)
    assert set(directory.kinds) == {"bell_tower", "industry", "lake", "open_air_museum"}
    assert set(directory.parishes) == {"Norra Lådan", "Södra Lådan"}
    assert set(directory.trails) == {"leksaksleden"}
    empty = Directory(msgspec.structs.replace(LIBRARY, places={}))
    assert list(empty.slugs()) == []


def test_lists_lie_below_the_page_of_all_places() -> None:
    """R-S15: lower case, hyphens, the letters of addresses."""
    assert kind_page("open_air_museum") == "places/kind/open-air-museum"
    assert trail_page("leden") == "places/trail/leden"
    assert {"places/parish/norra-ladan", "places/kind/lake", "places/trail/leksaksleden"} <= set(
        Directory(LIBRARY).slugs()
    )


def test_the_letters_of_a_parish_become_those_of_an_address() -> None:
    assert slugified("Borgsjö") == "borgsjo"
    assert slugified("  Övre Ådalen / S:t Olof ") == "ovre-adalen-s-t-olof"
    assert len(slugified("Lång" * 50)) <= 64


def test_a_parish_in_other_letters_has_an_address_of_its_own_that_stays() -> None:
    first, second = slugified("القرية"), slugified("المدينة")
    assert first != second
    assert first == slugified("القرية")
    assert first.isascii()


def test_parishes_that_differ_in_their_accents_alone_stay_two() -> None:
    places = {"a": place("kvarnen", slug="a", parish="Ås"), "b": place("kvarnen", slug="b", parish="As")}
    directory = Directory(msgspec.structs.replace(LIBRARY, places=places))
    assert len({parish.slug for parish in directory.parishes.values()}) == 2
    assert [[each.slug for each in parish.places] for parish in directory.parishes.values()] == [["b"], ["a"]]


def test_a_place_in_no_parish_is_in_no_list_of_one() -> None:
    places = {"kvarnen": place("kvarnen", parish=None)}
    assert not Directory(msgspec.structs.replace(LIBRARY, places=places)).parishes


def test_places_along_a_trail_are_in_its_order_whoever_names_the_other() -> None:
    named_by_itself = place("smedjan", on_trails=(OnTrail("leksaksleden", 2.0),))
    named_by_the_trail = place("lillsjon", on_trails=())
    places = {**LIBRARY.places, "smedjan": named_by_itself, "lillsjon": named_by_the_trail}
    along = Directory(msgspec.structs.replace(LIBRARY, places=places)).trails["leksaksleden"]
    assert [(each.km, each.place.slug) for each in along] == [
        (0, "kvarnen"),
        (2.0, "smedjan"),
        (3.4, "lillsjon"),
    ]
