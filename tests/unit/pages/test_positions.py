"""Where things lie, in words."""

import pytest

from heritage.i18n.catalogues import gettext_for
from heritage.pages.positions import (
    about,
    about_metres,
    bearing,
    compass_words,
    eighth,
    rounded_metres,
    whole_kilometres,
    written,
)
from heritage.places.position import Position

WORDS = gettext_for("en")


def at(lat: float, lon: float, precision_m: int = 10) -> Position:
    return Position(lat, lon, precision_m)


@pytest.mark.parametrize("precision_m", [0, 50, 100])
def test_a_position_good_to_100_m_has_five_decimals_and_a_link(precision_m: int) -> None:
    shown = written(at(62.38673, 16.3229, precision_m), WORDS)
    assert (shown.north, shown.east) == ("N 62.38673", "E 16.32290")
    assert shown.geo == f"geo:62.38673,16.32290;u={precision_m}"
    assert shown.note == f"WGS 84, decimal degrees, within about {precision_m} m."


@pytest.mark.parametrize("precision_m", [101, 500])
def test_a_vaguer_position_has_three_decimals_no_link_and_a_warning(precision_m: int) -> None:
    shown = written(at(62.49427, 16.13973, precision_m), WORDS)
    assert (shown.north, shown.east) == ("N 62.494", "E 16.140")
    assert shown.geo is None
    assert shown.note == f"Approximate, within about {precision_m} m. Do not use it in an emergency."


def test_beyond_500_m_no_coordinates_are_shown() -> None:
    shown = written(at(62.633, 15.64, 501), WORDS)
    assert (shown.north, shown.east, shown.geo) == (None, None, None)
    assert shown.note == "The position is only roughly known, so no coordinates are given."


def test_an_unknown_position_is_said_to_be_unknown() -> None:
    shown = written(None, WORDS)
    assert (shown.north, shown.east, shown.geo) == (None, None, None)
    assert shown.note == "The position is not known."


def test_south_and_west_are_written_with_their_letters() -> None:
    shown = written(at(-1.5, -0.25), WORDS)
    assert (shown.north, shown.east) == ("S 1.50000", "W 0.25000")
    assert shown.geo == "geo:-1.50000,-0.25000;u=10"


def test_coordinates_are_never_localised() -> None:
    assert written(at(62.5, 15.5), gettext_for("sv")).north == "N 62.50000"


@pytest.mark.parametrize(
    ("start", "end", "degrees"),
    [
        # By hand: along a meridian and the equator.
        (at(60, 15), at(61, 15), 0.0),
        (at(61, 15), at(60, 15), 180.0),
        (at(0, 15), at(0, 16), 90.0),
        (at(0, 16), at(0, 15), 270.0),
        # Baghdad to Osaka, a worked example of the formula: 60.16° at the start.
        (at(35, 45), at(35, 135), 60.16),
    ],
)
def test_bearings_agree_with_known_courses(start: Position, end: Position, degrees: float) -> None:
    assert bearing(start, end) == pytest.approx(degrees, abs=0.01)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (at(62.6, 15.6), 0),
        (at(62.6, 15.8), 1),
        (at(62.5, 15.8), 2),
        (at(62.4, 15.8), 3),
        (at(62.4, 15.6), 4),
        (at(62.4, 15.4), 5),
        (at(62.5, 15.4), 6),
        (at(62.6, 15.4), 7),
    ],
)
def test_the_eight_points_go_clockwise_from_north(end: Position, expected: int) -> None:
    assert eighth(at(62.5, 15.6), end) == expected


def test_just_west_of_north_is_north() -> None:
    assert eighth(at(62.5, 15.6), at(62.6, 15.599)) == 0


def test_no_direction_is_given_when_the_positions_are_too_uncertain_for_their_distance() -> None:
    # 0.009° of latitude are 1 001 m; tan 22.5° of it are 414 m.
    start = at(62.5, 15.6, 207)
    assert eighth(start, at(62.509, 15.6, 207)) == 0
    assert eighth(start, at(62.509, 15.6, 209)) is None


def test_a_point_has_no_direction_to_itself() -> None:
    assert eighth(at(62.5, 15.6), at(62.5, 15.6)) is None


def test_eight_compass_points_have_different_words() -> None:
    assert len(set(compass_words(WORDS))) == 8


@pytest.mark.parametrize(
    ("kilometres", "whole"), [(0.0, 0), (0.49, 0), (0.5, 1), (1.49, 1), (1.5, 2), (2.5, 3), (18.9, 19)]
)
def test_kilometres_are_rounded_half_up(kilometres: float, whole: int) -> None:
    assert whole_kilometres(kilometres) == whole


def test_distances_are_about_so_many_whole_kilometres() -> None:
    assert about(2, "en", WORDS) == "about 2\u00a0km"
    assert about(0, "en", WORDS) == "less than 1\u00a0km"


@pytest.mark.parametrize(("metres", "rounded"), [(0, 100), (149, 100), (150, 200), (940, 900), (949.9, 900)])
def test_metres_are_rounded_to_hundreds_and_never_to_none(metres: float, rounded: int) -> None:
    assert rounded_metres(metres) == rounded


def test_short_distances_are_about_so_many_metres() -> None:
    assert about_metres(400, "en", WORDS) == "about 400\u00a0m"
