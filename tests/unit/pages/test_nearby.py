"""Which places lie nearest, as the crow flies."""

import random

import pytest

from heritage.pages.nearby import FARTHEST_M, Neighbourhood
from heritage.pages.positions import METRES_PER_DEGREE
from heritage.places.place import Place
from heritage.places.position import Position
from tests.rendering import place


def at(slug: str, lat: float, lon: float, precision_m: int = 50) -> Place:
    return place("kvarnen", slug=slug, position=Position(lat, lon, precision_m))


def slugs(places: list[Place], here: Place, most: int = 3) -> list[str]:
    return [near.place.slug for near in Neighbourhood(places).nearest(here, most)]


def test_the_nearest_come_first_and_no_place_is_near_itself() -> None:
    here = at("here", 62.5, 15.6)
    places = [here, *(at(f"p{number}", 62.5 + number / 100, 15.6) for number in (4, 1, 3, 2))]
    assert slugs(places, here) == ["p1", "p2", "p3"]
    assert slugs(places, here, most=1) == ["p1"]
    assert slugs([here], here) == []


def test_distances_are_in_metres_and_directions_in_eighths() -> None:
    here, north = at("here", 62.5, 15.6), at("north", 62.509, 15.6)
    (near,) = Neighbourhood([here, north]).nearest(here)
    assert near.metres == pytest.approx(0.009 * METRES_PER_DEGREE)
    assert (near.eighth, near.is_exact) == (0, True)


def test_what_is_farther_than_25_kilometres_is_not_near() -> None:
    degrees = FARTHEST_M / METRES_PER_DEGREE
    here = at("here", 62.5, 15.6)
    places = [here, at("just", 62.5 + degrees * 0.999, 15.6), at("beyond", 62.5 - degrees * 1.001, 15.6)]
    assert slugs(places, here) == ["just"]


@pytest.mark.parametrize("position", [None, Position(62.5, 15.6, 501)])
def test_a_place_that_may_not_be_shown_on_a_map_is_near_nothing(position: Position | None) -> None:
    """R-T7: its neighbours would tell where it lies, or be wrong."""
    vague, known = place("kvarnen", slug="vague", position=position), at("known", 62.5, 15.6)
    neighbourhood = Neighbourhood([vague, known])
    assert neighbourhood.nearest(vague) == ()
    assert neighbourhood.nearest(known) == ()
    assert not neighbourhood.knows(vague)
    assert neighbourhood.knows(known)


def test_hundreds_of_metres_are_told_only_where_both_positions_bear_them() -> None:
    here, vague = at("here", 62.5, 15.6), at("vague", 62.504, 15.6, precision_m=101)
    assert [near.is_exact for near in Neighbourhood([here, vague]).nearest(here)] == [False]


@pytest.mark.parametrize(("north", "east"), [(0.5, 0.5), (2.0, 0.01), (0.01, 2.0), (0.0, 1.0)])
def test_the_window_finds_what_measuring_everything_finds(north: float, east: float) -> None:
    chance = random.Random(7)
    places = [
        at(f"p{number}", 62 + chance.random() * north, 15 + chance.random() * east) for number in range(120)
    ]
    neighbourhood = Neighbourhood(places)
    for here in places:
        nearest = [near.metres for near in neighbourhood.nearest(here, 119)]
        assert nearest == sorted(nearest)
        assert [near.metres for near in neighbourhood.nearest(here)] == nearest[:3]


def test_two_places_at_the_same_spot_are_near_each_other_without_a_direction() -> None:
    one, other = at("one", 62.5, 15.6), at("other", 62.5, 15.6)
    (near,) = Neighbourhood([one, other]).nearest(one)
    assert (near.place.slug, near.metres, near.eighth) == ("other", 0, None)


def test_where_no_place_has_a_position_nothing_is_near() -> None:
    assert slugs([place("kvarnen", position=None)], place("kvarnen")) == []
