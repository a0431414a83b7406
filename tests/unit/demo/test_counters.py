"""What a demonstration counts with: points along the real trail, and counters that nobody has put up."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from heritage.demo.counters import SINCE, DemoCounter
from heritage.demo.library import demo_counters, demo_library
from heritage.places.counting import CountingRecord, Visits
from heritage.places.place import Library
from heritage.quantities import COUNTED
from heritage.sensors.profiles import PROFILES
from tests.asgi import SMALL
from tests.demonstration import CONTENT, library_of, real_library


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of(CONTENT)


def test_three_points_lie_at_places_along_the_real_trail(library: Library) -> None:
    trail = library.trails["s-t-olavsleden"]
    stops = {(waypoint.place, waypoint.km) for waypoint in trail.waypoints}
    points = library.counting.points
    assert len(points) == 3
    for key, point in points.items():
        place = library.places[point.place or ""]
        assert (point.trail, (point.place, point.km) in stops) == (trail.slug, True)
        assert (point.position, point.called("sv")) == (place.position, place.name("sv"))
        assert library.entry(key) is None
        assert set(point.neighbours) == points.keys() - {key}
        assert point.codes and {library.signs[code].place for code in point.codes} == {point.place}
    assert {point.visits for point in points.values()} == {Visits.PASSAGES, Visits.HALF}


def test_the_nearest_neighbour_comes_first(library: Library) -> None:
    points = library.counting.points
    for point in points.values():
        away = [abs((points[other].km or 0) - (point.km or 0)) for other in point.neighbours]
        assert away == sorted(away)


def test_directions_are_called_after_the_ends_of_the_trail_in_every_language(library: Library) -> None:
    for point in library.counting.points.values():
        assert {way: words["sv"] for way, words in point.directions.items()} == {
            "in": "Jämtkrogen",
            "out": "Boda Borg",
        }
        assert all(set(words) == set(library.site.languages) for words in point.directions.values())


def test_counters_of_three_makes_count_and_say_that_they_are_made_up(library: Library) -> None:
    counters = demo_counters(library)
    assert {one.profile for one in counters} == {"milesight-vs350", "parametric-pcr2", "imbuildings-counter"}
    for one in counters:
        device = library.devices[one.dev_eui]
        assert (device.profile, device.mountings) == (one.profile, one.mountings)
        assert device.technique is not None
        assert {measure.quantity for measure in PROFILES[one.profile].measures} == set(COUNTED)
        assert set(device.note) == set(library.site.languages)
        assert "made up" in device.note["en"]


def test_each_point_has_one_counter_on_every_day_and_one_of_them_another_than_a_year_ago(
    library: Library,
) -> None:
    counters = demo_counters(library)
    for today in (date(2026, 11, 21), date(2027, 4, 30), date(2030, 5, 1)):
        then = standing(counters, today - timedelta(days=365))
        now = standing(counters, today)
        assert set(now) == set(then) == set(library.counting.points)
        assert sum(now[point] != then[point] for point in now) == 1
    assert standing(counters, SINCE - timedelta(days=1)) == {}


def standing(counters: tuple[DemoCounter, ...], day: date) -> dict[str, str]:
    """Which counter stands at each point; a point that two share would be there once too often."""
    found = [
        (mounting.spot, one.dev_eui) for one in counters for mounting in one.mountings if mounting.covers(day)
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_points_of_the_content_are_kept_and_get_counters_that_are_made_up() -> None:
    real, made = real_library(SMALL), library_of(SMALL)
    assert made.counting.points == real.counting.points
    assert made.counting.counters == {}
    assert not set(made.devices) & set(real.devices)
    assert set(standing(demo_counters(made), SINCE)) == set(real.counting.points)


def test_without_a_trail_of_three_places_nothing_is_counted() -> None:
    bare = demo_library(replace(real_library(SMALL), counting=CountingRecord()))
    assert bare.counting.points == {}
    assert demo_counters(bare) == ()
