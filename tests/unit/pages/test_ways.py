"""A trail in words: legs, directions, what comes before and after (R-A6)."""

from dataclasses import replace

import pytest

from heritage.i18n.catalogues import gettext_for
from heritage.pages.frame import Asset, Frame
from heritage.pages.naming import Worded
from heritage.pages.nearby import Near
from heritage.pages.ways import Guide, Leg, Nearness, Point, leg, neighbours
from heritage.places.place import OnTrail, Place, Text, Trail, Waypoint
from heritage.places.position import Position

FRAME = replace(
    Frame.at("https://leksak.example/besok", ("sv", "en")),
    assets={"symbols.svg": Asset("/besok/static/symbols.0.svg")},
)


def text(slug: str, language: str, name: str) -> Text:
    return Text(language, f"content/{slug}/{language}.md", name, "Lede.", "", (), (), "h")


def place(slug: str, position: Position | None, **names: str) -> Place:
    return Place(
        slug=slug,
        path=f"content/{slug}/sv.md",
        texts={"sv": text(slug, "sv", names.pop("sv"))},
        names=names,
        sources=(),
        kind="bridge",
        parish="Lådan",
        position=position,
    )


MILL = place("kvarnen", Position(62.50, 15.60, 50), sv="Kvarnen", en="The Mill")
LAKE = place("sjon", Position(62.52, 15.60, 50), sv="Sjön")
PLACES = {"kvarnen": MILL, "sjon": LAKE}
TRAIL = Trail(
    slug="leden",
    path="content/leden/sv.md",
    texts={"sv": text("leden", "sv", "Leden")},
    names={"en": "The Trail"},
    sources=(),
    waypoints=(
        Waypoint(0.0, place="kvarnen", services=("parking", "stamp")),
        Waypoint(2.6, name="Bron", names={"en": "The Bridge"}, position=Position(62.51, 15.62, 30)),
        Waypoint(2.9, place="sjon"),
        Waypoint(9.0, name="Slutet"),
    ),
)


@pytest.fixture
def guide() -> Guide:
    return Guide(TRAIL, PLACES, "en", FRAME)


def test_points_are_named_for_the_reader(guide: Guide) -> None:
    assert [point.name.text for point in guide.points] == ["The Mill", "The Bridge", "Sjön", "Slutet"]
    assert guide.points[2].name.attributes == ' lang="sv" dir="ltr"'
    assert guide.name == Worded("The Trail")
    assert guide.address == "/besok/en/leden/"


def test_stops_are_in_order_with_the_way_to_the_next(guide: Guide) -> None:
    assert [stop.onwards for stop in guide.stops()] == [
        "To the next point: about 3\u00a0km, towards the north-east.",
        "To the next point: less than 1\u00a0km, towards the north-west.",
        "To the next point: about 6\u00a0km.",
        None,
    ]


def test_a_stop_with_a_page_is_linked_and_its_services_are_words(guide: Guide) -> None:
    mill, bridge, _, _ = guide.stops()
    assert mill.address == "/besok/en/kvarnen/"
    assert [service.text for service in mill.services] == ["parking", "pilgrim's stamp"]
    assert bridge.address is None


def test_a_place_lends_its_point_its_position(guide: Guide) -> None:
    mill, _, _, end = guide.stops()
    assert mill.position.north == "N 62.50000"
    assert end.position.note == "The position is not known."


def test_a_place_knows_the_points_before_and_after_it(guide: Guide) -> None:
    before, after = guide.steps(LAKE, OnTrail("leden", 2.9))
    assert (before.label, before.name.text, before.address) == (
        "Previous point",
        "The Bridge",
        "/besok/en/leden/#_p2",
    )
    assert before.distance == "To get there: less than 1\u00a0km, towards the south-east."
    assert (after.label, after.name.text) == ("Next point", "Slutet")
    assert after.distance == "To get there: about 6\u00a0km."


def test_the_first_point_has_none_before_it(guide: Guide) -> None:
    (only,) = guide.steps(MILL, OnTrail("leden", 0.0))
    assert only.label == "Next point"


def test_the_last_point_has_none_after_it() -> None:
    trail = Trail(
        slug="kort",
        path="",
        texts=TRAIL.texts,
        names={},
        sources=(),
        waypoints=(Waypoint(0.0, place="kvarnen"), Waypoint(3.0, place="sjon")),
    )
    (only,) = Guide(trail, PLACES, "en", FRAME).steps(LAKE, OnTrail("kort", 3.0))
    assert (only.label, only.name.text) == ("Previous point", "The Mill")


def point(km: float, slug: str | None = None, position: Position | None = None) -> Point:
    return Point(km, Worded(str(km)), slug, position)


def test_a_place_beside_the_points_lies_between_its_neighbours() -> None:
    way = (point(0), point(5), point(9))
    assert neighbours(way, point(5.5, "hytten")) == (way[1], way[2])
    assert neighbours(way, point(12, "hytten")) == (way[2], None)
    assert neighbours((), point(1, "hytten")) == (None, None)


def test_two_points_at_the_same_kilometre_keep_the_trails_order() -> None:
    way = (point(0), point(5, "kyrkan"), point(5, "sjon"), point(9))
    assert neighbours(way, way[1]) == (way[0], way[2])
    assert neighbours(way, way[2]) == (way[1], way[3])


def test_a_leg_is_as_long_in_both_directions() -> None:
    north, south = point(3.0, None, Position(62.6, 15.6, 10)), point(5.5, None, Position(62.5, 15.6, 10))
    assert leg(north, south) == Leg(2.5, 4)
    assert leg(south, north) == Leg(2.5, 0)
    assert leg(north, point(4.0)) == Leg(1.0, None)


@pytest.mark.parametrize(
    ("metres", "eighth", "is_exact", "said"),
    [
        (430, 0, True, "As the crow flies: about 400\xa0m, towards the north."),
        (940, None, True, "As the crow flies: about 900\xa0m."),
        (960, 2, True, "As the crow flies: about 1\xa0km, towards the east."),
        (700, 2, False, "As the crow flies: about 1\xa0km, towards the east."),
        (300, None, False, "As the crow flies: less than 1\xa0km."),
        (17_600, 5, True, "As the crow flies: about 18\xa0km, towards the south-west."),
    ],
)
def test_how_far_a_place_is_is_a_sentence_no_more_exact_than_the_positions(
    metres: float, eighth: int | None, is_exact: bool, said: str
) -> None:
    nearness = Nearness("en", gettext_for("en"))
    assert nearness.words(Near(MILL, metres, eighth, is_exact)) == f"<p>{said}</p>"
