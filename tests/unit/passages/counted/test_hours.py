"""Spans of several sources become one row, hours, and stretches; sums stay what they were (R-V4, R-V22)."""

from datetime import UTC, date, datetime

import pytest

from heritage.passages.counted.hours import ELSEWHERE, combine, lay_out, shares
from heritage.passages.stretches import HOUR_S, HourCount, Span, Stretch, day_bounds, local
from heritage.store.flags import Flag

NONE = Flag(0)
SEVEN = int(datetime(2026, 7, 1, 7, tzinfo=UTC).timestamp())
MINUTE, DAY = 60, 86_400


def at(minutes: int) -> int:
    return SEVEN + minutes * MINUTE


def span(first: int, last: int, passages: int | None, flags: Flag = NONE) -> Span:
    """Minutes after seven."""
    return Span(at(first), at(last), passages, flags)


def test_spans_of_an_hour_are_added_up_with_their_flags() -> None:
    hours, stretches = lay_out([span(0, 10, 3), span(10, 40, 4, Flag.RESET), span(40, 60, 0)])
    assert hours == [HourCount(SEVEN, 7, 3600, Flag.RESET)]
    assert stretches == []


def test_a_span_over_the_full_hour_is_divided_by_time_in_whole_passages() -> None:
    hours, _ = lay_out([span(50, 80, 10)])
    assert hours == [
        HourCount(at(0), 3, 600, Flag.PARTIAL),
        HourCount(at(60), 7, 1200, Flag.PARTIAL),
    ]


def test_passages_of_more_than_ninety_minutes_are_of_no_hour() -> None:
    assert lay_out([span(0, 90, 9)])[1] == []
    hours, stretches = lay_out([span(0, 91, 9, Flag.WRAP)])
    assert hours == []
    assert stretches == [Stretch(at(0), at(91), 9, Flag.WRAP | Flag.STRETCH)]


def test_time_without_a_count_has_no_hour() -> None:
    assert lay_out([span(0, 60, None)]) == ([], [])


def test_the_two_hours_called_two_of_the_autumn_night_are_two() -> None:
    start, end = day_bounds(date(2026, 10, 25))
    hours, _ = lay_out([Span(at, at + HOUR_S, 1, NONE) for at in range(start, end, HOUR_S)])
    assert [local(hour.hour).hour for hour in hours] == [0, 1, 2, 2, *range(3, 24)]


def test_a_span_across_the_autumn_night_is_divided_between_both() -> None:
    first, _ = day_bounds(date(2026, 10, 25))
    hours, _ = lay_out([Span(first + 9000, first + 12_600, 5, NONE)])
    assert [(local(hour.hour).hour, hour.raw) for hour in hours] == [(2, 3), (2, 2)]


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        (10, [1, 1], [5, 5]),
        (1, [1, 1], [1, 0]),
        (10, [1, 1, 1], [4, 3, 3]),
        (7, [3, 5, 0], [3, 4, 0]),
        (0, [2, 3], [0, 0]),
    ],
)
def test_a_whole_is_shared_in_whole_parts(whole: int, weights: list[int], parts: list[int]) -> None:
    assert shares(whole, weights) == parts


def test_what_a_newer_source_tells_hides_the_older_and_is_marked() -> None:
    newer, older = [span(0, 60, 5)], [span(0, 60, 9), span(60, 120, 7)]
    assert combine([newer, older]) == [span(0, 60, 5, Flag.DUPLICATE), span(60, 120, 7)]


def test_sources_that_only_touch_are_no_duplicates() -> None:
    assert combine([[span(60, 120, 5)], [span(0, 60, 9), span(120, 180, 7)]]) == [
        span(0, 60, 9),
        span(60, 120, 5),
        span(120, 180, 7),
    ]


def test_an_empty_cell_hides_nothing() -> None:
    assert combine([[span(0, 60, None)], [span(0, 60, 9)]]) == [span(0, 60, 9)]


def test_an_older_span_keeps_what_a_newer_source_does_not_tell() -> None:
    assert combine([[span(20, 90, 5)], [span(0, 60, 9)]]) == [span(0, 20, 3), span(20, 90, 5, Flag.DUPLICATE)]


@pytest.mark.parametrize(("filled", "rest"), [(6, (1, 2)), (9, (0, 0)), (12, (0, 0))])
def test_of_a_known_sum_a_newer_source_takes_what_it_tells(filled: int, rest: tuple[int, int]) -> None:
    """FORMATS rule 5: a back-fill of the day adds nobody to the difference across the gap."""
    found = combine([[span(20, 40, filled)], [span(0, 80, 9)]])
    assert [one.passages for one in found] == [rest[0], filled, rest[1]]


def test_what_is_told_in_another_direction_takes_a_share_of_the_time() -> None:
    elsewhere = span(20, 40, 50, ELSEWHERE)
    found = combine([[elsewhere], [span(0, 60, 9)]])
    assert [one.passages for one in found if not one.flags & ELSEWHERE] == [3, 3]


def test_a_part_of_a_long_span_belongs_to_no_hour_though_it_is_short() -> None:
    found = combine([[span(0, 120, 5)], [span(0, 180, 9)]])
    assert found == [span(0, 120, 5, Flag.DUPLICATE), span(120, 180, 4, Flag.STRETCH)]
    assert lay_out(found[1:]) == ([], [Stretch(at(120), at(180), 4, Flag.STRETCH)])


def test_of_spans_that_overlap_in_one_source_the_earlier_holds() -> None:
    assert combine([[span(20, 40, 4), span(0, 30, 3), span(10, 60, 10), span(60, 70, 1)]]) == [
        span(0, 30, 3, Flag.DUPLICATE),
        span(30, 60, 6, Flag.DUPLICATE),
        span(60, 70, 1),
    ]


def test_a_source_that_repeats_a_row_counts_it_once() -> None:
    assert combine([[span(0, 60, 5), span(0, 60, 5)]]) == [span(0, 60, 5, Flag.DUPLICATE)]
