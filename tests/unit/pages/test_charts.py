"""Curves as pictures: round scales, gaps that stay gaps, a name and a sentence for who does not see them."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.pages.charts import HEIGHT, WIDTH, Axis, Chart, Curve, drawn, runs, scale
from tests.outline import Outline

DAYS = Axis(0, 7, [(0, "Mon"), (3, "Thu")])
numbers = st.floats(-100, 2000, allow_nan=False, width=32)


def chart(*curves: Curve, has_floor: bool = False) -> Chart:
    return Chart("_w", "Water <week>", "It was & is.", "°C", DAYS, curves, 1, 4, has_floor)


def paths(html: str, kind: str) -> list[str]:
    return [path["d"] for path in Outline(html).all("path", class_=kind)]


@pytest.mark.parametrize(
    ("low", "high", "least", "has_floor", "ticks"),
    [
        (15.2, 19.8, 4, False, [14, 16, 18, 20]),
        (3, 47, 10, True, [0, 20, 40, 60]),
        (-12.3, 3.2, 4, False, [-15, -10, -5, 0, 5]),
        (17, 17, 4, False, [15, 16, 17, 18, 19]),
        (0, 0, 10, True, [0, 5, 10]),
        (1001, 1013, 10, False, [1000, 1005, 1010, 1015]),
    ],
)
def test_a_scale_has_few_round_numbers(
    low: float, high: float, least: float, has_floor: bool, ticks: list[float]
) -> None:
    assert scale(low, high, least, has_floor) == ticks


@given(st.lists(numbers, min_size=1), st.sampled_from([0.5, 4.0, 10.0]), st.booleans())
def test_a_scale_holds_all_values_at_equal_steps(values: list[float], least: float, has_floor: bool) -> None:
    low, high = min(values), max(values)
    ticks = scale(low, high, least, has_floor)
    assert 3 <= len(ticks) <= 6
    assert ticks[0] <= low + 1e-6 and ticks[-1] >= high - 1e-6
    steps = [later - earlier for earlier, later in itertools.pairwise(ticks)]
    assert max(steps) - min(steps) < 1e-6 * max(1, abs(ticks[-1]), abs(ticks[0]))
    assert ticks[-1] - ticks[0] >= least - 1e-6
    if has_floor and low >= 0:
        assert ticks[0] == 0


@given(st.lists(st.floats(0, 100, allow_nan=False), unique=True), st.floats(0.5, 30))
def test_runs_leave_nothing_out_and_span_no_gap(times: list[float], reach: float) -> None:
    points = [(at, 1.0) for at in sorted(times)]
    found = list(runs(points, reach))
    assert [point for run in found for point in run] == points
    for run in found:
        assert all(after[0] - before[0] <= reach for before, after in itertools.pairwise(run))
    for before, after in itertools.pairwise(found):
        assert after[0][0] - before[-1][0] > reach


def test_a_gap_stays_a_gap() -> None:
    """R-A16, issue 4: nothing is drawn where nothing was measured."""
    (path,) = paths(drawn(chart(Curve([(0, 15), (1, 16), (4, 17), (5, 18)])), str), "line")
    assert path.count("M") == 2


def test_a_lone_point_is_seen_and_of_either_season_has_a_shape_of_its_own() -> None:
    """R-A16: a row of dots of no length would draw nothing."""
    lone = [(0.0, 15.0), (3.0, 16.0), (6.0, 17.0)]
    picture = Outline(drawn(chart(Curve(lone)), str))
    assert [disc["r"] for disc in picture.all("circle", class_="alone")] == ["7"] * 3
    assert paths(drawn(chart(Curve(lone)), str), "line") == []
    earlier = Outline(drawn(chart(Curve(lone, is_earlier=True)), str))
    assert len(earlier.all("rect", class_="alone before")) == 3
    both = Outline(drawn(chart(Curve([(0, 15), (1, 15), (4, 16)])), str))
    assert len(both.all("circle", class_="alone")) == 1


def test_the_key_shows_lone_points_where_there_are_some() -> None:
    html = drawn(chart(Curve([(0, 15), (3, 16)], "2025", True), Curve([(0, 15), (1, 16)], "2026")), str)
    assert len(Outline(html).all("rect", class_="alone before")) == 3
    assert Outline(html).all("circle", class_="alone") == []


def test_words_below_the_picture_may_have_two_lines() -> None:
    days = Axis(0, 7, [(0, "Mon\n16"), (3, "Thu\n19")])
    picture = Outline(drawn(Chart("_w", "a", "b", "cm", days, [Curve([(0, 1), (1, 0)])], 1, 4), str))
    words = picture.all("text", class_="mid")
    assert [text.words for text in words] == ["Mon", "16", "Thu", "19"]
    assert len({text["y"] for text in words}) == 2


def test_what_is_doubtful_has_a_ring() -> None:
    html = drawn(chart(Curve([(0, 15), (1, 16)], doubtful=[(1, 16)])), str)
    assert len(Outline(html).all("circle", class_="ring")) == 1


def test_nothing_measured_is_no_picture() -> None:
    assert drawn(chart(Curve([])), str) == ""


def test_it_has_a_name_and_says_what_it_shows() -> None:
    """R-A16."""
    picture = Outline(drawn(chart(Curve([(0, 15)])), str))
    svg = picture.one("svg")
    assert (svg["role"], svg["aria-labelledby"]) == ("img", "_w-t _w-d")
    assert picture.one("title", id="_w-t").words == "Water <week>"
    assert picture.one("desc", id="_w-d").words == "It was & is."


def test_two_lines_are_told_apart_by_words_and_by_their_kind() -> None:
    """R-A16: not by colour."""
    html = drawn(chart(Curve([(0, 15), (1, 16)], "2025", True), Curve([(0, 17), (1, 16)], "2026")), str)
    assert len(paths(html, "before")) == len(paths(html, "line")) == 2  # the line, and its piece in the key
    texts = [text.words for text in Outline(html).all("text", class_="end")]
    assert {"2025", "2026"} <= set(texts)
    assert "style=" not in html
    assert "#" not in html


def test_bars_stand_on_0_side_by_side_and_one_of_0_is_seen() -> None:
    """R-V8: nothing is drawn where nothing was measured, and something where it was 0."""
    curves = [Curve([(0.5, 4), (1.5, 0)], "2025", True), Curve([(0.5, 2)], "2026")]
    html = drawn(Chart("_w", "a", "b", "mm", DAYS, curves, 0, 4, has_floor=True, bar=1), str)
    found = [paths(html, kind) for kind in ("amount before", "amount")]
    assert [len(each) for each in found] == [2, 2], "the bars, and one in the key"
    pieces = [
        tuple(map(int, piece))
        for path, _ in found
        for piece in re.findall(r"M(\d+) (\d+)V(\d+)H(\d+)V", path)
    ]
    four, zero, two = (bottom - top for _, bottom, top, _ in pieces)
    assert four > two > zero > 0
    assert len({bottom for _, bottom, _, _ in pieces}) == 1
    assert abs(pieces[0][3] - pieces[2][0]) <= 1, "the later begins where the earlier ends"


@given(st.lists(st.tuples(st.floats(0, 7), numbers), min_size=1, max_size=40))
def test_all_of_it_lies_in_the_picture(points: list[tuple[float, float]]) -> None:
    html = drawn(chart(Curve(sorted(points))), lambda number: f"{number:.0f}")
    for path in paths(html, "line"):
        x = y = 0
        for command, first, second in re.findall(r"([Ml ]?)(-?\d+) (-?\d+)", path):
            x, y = (int(first), int(second)) if command == "M" else (x + int(first), y + int(second))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


def test_words_stand_only_where_there_is_room_for_them() -> None:
    crowded = Axis(0, 7, [(0, "Monday"), (0.2, "Tuesday"), (3, "Thursday")])
    html = drawn(Chart("_w", "a", "b", "cm", crowded, [Curve([(0, 1)])], 1, 4), str)
    assert [text.words for text in Outline(html).all("text", class_="mid")] == ["Tuesday", "Thursday"]
