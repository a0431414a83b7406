"""Bars that tell what is estimated and what is not known, and the week as a map; none of them heavy."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.pages.charts import Axis
from heritage.pages.counts.charts import (
    LEVELS,
    Bar,
    Bars,
    Heat,
    bars_drawn,
    heat_drawn,
    joined,
    level,
    row_of,
)
from tests.outline import Outline
from tests.unseen import unseen

MOST_BYTES = 8_000
YEAR = Axis(0, 366, [(31.0 * month, "J") for month in range(12)])
WEEK = Axis(0, 7, [(float(day), "Mon") for day in range(7)])
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def chart(bars: Sequence[Bar], gaps: Sequence[tuple[float, float]] = (), across: Axis = WEEK) -> Bars:
    return Bars(
        "_k",
        "A <name>",
        "So & so.",
        "passages",
        across,
        row_of(bars),
        gaps,
        [3.5],
        5,
        "estimated",
        "not known",
    )


def drawn(chart: Bars) -> str:
    return str(bars_drawn(chart, lambda number: f"{number:g}"))


def shapes(html: str, kind: str) -> list[str]:
    return [path["d"] for path in Outline(html).all("path", class_=kind)]


def test_a_chart_has_a_name_and_a_sentence_for_those_who_do_not_see_it() -> None:
    """R-A16."""
    html = drawn(chart([Bar(0, 1, 5)]))
    assert 'role="img" aria-labelledby="_k-t _k-d"' in html
    assert '<title id="_k-t">A &lt;name&gt;</title><desc id="_k-d">So &amp; so.</desc>' in html


def test_nothing_known_is_no_picture() -> None:
    assert drawn(chart([], [(0, 7)])) == ""


def test_what_is_estimated_is_hatched_and_named_and_what_is_measured_is_not() -> None:
    """R-V13, R-A28: told by pattern and word, not by colour."""
    html = drawn(chart([Bar(0, 1, 30, 10), Bar(1, 2, 40)]))
    (estimated, sample), (measured,) = shapes(html, "estimated"), shapes(html, "counted")
    assert 'fill="url(#_k-e)"' in html and '<pattern id="_k-e"' in html
    assert estimated.count("M") == 1 and measured.count("M") == 2
    # Forty together are as high as forty measured.
    assert re.findall(r"v(-\d+)", estimated) == re.findall(r"v(-\d+)", measured)[1:]
    assert sample and ">estimated</text>" in html and ">not known</text>" not in html


def test_without_estimates_and_gaps_nothing_speaks_of_them() -> None:
    html = drawn(chart([Bar(0, 1, 30)]))
    assert "pattern" not in html and "estimated" not in html and "not known" not in html


def test_a_gap_is_a_band_and_a_zero_is_a_bar() -> None:
    """R-V8: they differ."""
    html = drawn(chart([Bar(0, 1, 0), Bar(1, 2, 10)], [(2, 3), (3, 4), (6, 7)]))
    (bars,), (bands, sample) = shapes(html, "counted"), shapes(html, "gap")
    assert bars.count("M") == 2
    assert bands.count("M") == 2, "what touches is one band"
    assert sample and ">not known</text>" in html


def test_bounds_stand_only_where_they_can_be_seen() -> None:
    html = drawn(chart([Bar(0, 1, 100, 0, 70, 130), Bar(1, 2, 100, 0, 99.9, 100.1), Bar(2, 3, 100)]))
    assert [path.count("M") for path in shapes(html, "bounds")] == [1]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9))))
def test_joined_spans_hold_all_and_touch_nowhere(found: list[tuple[int, int]]) -> None:
    at, spans = 0, []
    for pause, length in found:
        spans.append((float(at + pause), float(at + pause + length)))
        at += pause + length
    kept = list(joined(spans))
    assert sum(end - start for start, end in kept) == sum(end - start for start, end in spans)
    assert all(later[0] > earlier[1] for earlier, later in pairwise(kept))


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 400), min_size=366, max_size=366),
    st.sets(st.integers(0, 365), max_size=70),
    st.sets(st.integers(0, 365), max_size=70),
)
@unseen()
def test_a_year_of_days_is_light_whatever_was_counted(
    counts: list[int], missing: set[int], estimated: set[int]
) -> None:
    """Issue 5, section 3: at most 8 kB."""
    bars = [
        Bar(day, day + 1, count / 2, count / 2) if day in estimated else Bar(day, day + 1, count)
        for day, count in enumerate(counts)
        if day not in missing
    ]
    gaps = [(float(day), day + 1.0) for day in sorted(missing)]
    assert len(drawn(chart(bars, gaps, YEAR)).encode()) <= MOST_BYTES


def heat(rows: Sequence[Sequence[float | None]]) -> str:
    return str(heat_drawn(Heat("_h", "Map", "Most on Sunday.", NAMES, rows, "0", "12", "not known")))


def test_the_map_has_a_shade_for_each_hour_and_a_dash_where_nothing_is_known() -> None:
    rows = [[None if hour == 3 else float(hour + day) for hour in range(24)] for day in range(7)]
    html = heat(rows)
    cells = sum(d.count("M") for shade in range(LEVELS) for d in shapes(html, f"heat heat-{shade}"))
    assert cells - LEVELS == 7 * 23, "the legend has one of each"
    dashes, sample = shapes(html, "line")
    assert dashes.count("M") == 7 and sample.count("M") == 1
    assert ">not known</text>" in html and "not known" not in heat([[1.0] * 24] * 7)
    assert 'role="img"' in html and len(html.encode()) <= MOST_BYTES


def test_a_map_of_nothing_is_none() -> None:
    assert heat([[None] * 24] * 7) == ""


@pytest.mark.parametrize(
    ("value", "most", "expected"),
    [(0, 10, 0), (1.9, 10, 0), (2, 10, 1), (9.9, 10, 4), (10, 10, 4), (0, 0, 0)],
)
def test_shades_are_equal_steps_up_to_the_most(value: float, most: float, expected: int) -> None:
    assert level(value, most) == expected
