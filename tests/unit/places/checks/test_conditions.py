"""Where the check draws its lines round measuring points; its words are held in `tests/data/broken`."""

from collections.abc import Callable

import pytest

from heritage.quantities import QUANTITIES

Judge = Callable[..., list[str]]

PUBLIC = [key for key, quantity in QUANTITIES.items() if quantity.is_public]


def test_a_place_need_not_measure_anything(judged: Judge) -> None:
    assert judged(conditions="") == []
    assert judged(conditions="{water: still, forecast: false}") == []


@pytest.mark.parametrize("key", sorted(set(PUBLIC) - {"water_temperature"}))
def test_every_public_quantity_can_be_measured_at_a_lake_with_a_page_on_ice(judged: Judge, key: str) -> None:
    assert judged(conditions=f"{{measures: [{key}], water: still}}") == []


def test_a_quantity_that_serves_interpretation_only_is_no_public_one(judged: Judge) -> None:
    (line,) = judged(conditions="{measures: [ice_temperature], water: still}")
    assert "unknown word 'ice_temperature' for 'measures'" in line


@pytest.mark.parametrize("water", ["still", "assumed_still", "running", "regulated"])
def test_each_kind_of_water_may_be_told(judged: Judge, water: str) -> None:
    assert judged(conditions=f"{{measures: [ice_thickness], water: {water}}}") == []


@pytest.mark.parametrize(
    ("kind", "measures", "lines"),
    [
        ("lake", "[]", 1),
        ("bathing_place", "[]", 1),
        ("viewpoint", "[snow_depth]", 0),
        ("viewpoint", "[ice_thickness]", 1),
    ],
)
def test_water_that_nobody_spoke_of_is_noted_where_there_is_any(
    judged: Judge, kind: str, measures: str, lines: int
) -> None:
    """R-C8: it counts as regulated, and an editor should know."""
    told = judged(conditions=f"{{measures: {measures}}}", kind=kind)
    assert len(told) == lines
    assert all("'water' is missing, so it counts as regulated" in line for line in told)


@pytest.mark.parametrize(
    ("kind", "safety", "lines"),
    [("viewpoint", "[is]", 0), ("viewpoint", "[]", 1), ("lake", "[]", 1), ("lake", "[is]", 0)],
)
def test_ice_is_measured_only_beside_its_warning_and_its_lack_is_told_once(
    judged: Judge, kind: str, safety: str, lines: int
) -> None:
    told = judged(conditions="{measures: [ice_thickness], water: still}", kind=kind, safety=safety)
    assert len(told) == lines


@pytest.mark.parametrize(
    ("day", "lines"),
    [("01-01", 0), ("03-15", 0), ("06-30", 0), ("07-01", 1), ("12-31", 1), ("02-28", 0), ("02-29", 1)],
)
def test_spring_begins_on_a_day_of_every_year_before_july(judged: Judge, day: str, lines: int) -> None:
    """R-C9."""
    assert len(judged(conditions=f"{{measures: [snow_depth], water: still, spring_from: {day}}}")) == lines


def test_a_day_that_no_calendar_has_is_refused_where_it_is_read(judged: Judge) -> None:
    (line,) = judged(conditions="{water: still, spring_from: 13-01}")
    assert "'spring_from' must be a day of the year such as 03-15" in line


def test_a_sign_at_the_water_opens_a_measuring_point(judged: Judge) -> None:
    assert judged(code="  page: conditions\n") == []
    assert judged(code="  page: place\n", conditions="") == []
    (line,) = judged(code="  page: conditions\n", conditions="")
    assert line.startswith("content/codes.yaml:2: code BR9N6 opens the measuring-point page of 'tjarnen'")


def test_a_place_that_cannot_be_read_is_not_said_to_lack_a_measuring_point(judged: Judge) -> None:
    told = judged(code="  page: conditions\n", conditions="{measures: snow_depth}")
    assert [line.partition(":")[0] for line in told] == ["content/tjarnen/sv.md"]
