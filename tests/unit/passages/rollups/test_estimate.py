"""Gaps are filled by the weeks around, by a neighbour's help, and with measured sums kept exactly (R-V13, R-V14)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.passages.rollups.estimate import OWN_RADIUS_DAYS, Gap, fill
from heritage.passages.stretches import HOUR_S, Stretch, day_of, local
from heritage.places.counting import Thresholds
from heritage.store.flags import Estimate, Flag
from tests.made_counts import hour_at, made_up, span_of, steady

FIRST = date(2026, 5, 4)  # a Monday
DAY = timedelta(days=1)
MONDAY = FIRST + 35 * DAY
CHECKS = Thresholds()
WHOLE = [span_of(FIRST, 91)]

Values = dict[int, int]
References = Sequence[tuple[str, Mapping[int, int]]]


def weekly(weeks: int = 13, first: date = FIRST) -> Values:
    """In every week the same: as many thousands as the local hour, and 30 more on Sundays."""
    start, end = span_of(first, 7 * weeks)
    hours = range(start, end, HOUR_S)
    return {one: 1000 * (local(one).hour + 30 * (local(one).weekday() == 6)) for one in hours}


def without(values: Mapping[int, int], *spans: tuple[int, int]) -> Values:
    return {
        hour: value for hour, value in values.items() if not any(start <= hour < end for start, end in spans)
    }


def filled(
    usable: Mapping[int, int],
    stretches: Sequence[Stretch] = (),
    references: References = (),
    by_hand: Sequence[tuple[int, int]] = (),
    partial: Mapping[int, int] | None = None,
    expected: Sequence[tuple[int, int]] = tuple(WHOLE),
) -> tuple[Values, list[Gap]]:
    return fill(usable, expected, stretches, references, by_hand, CHECKS, partial)


def test_where_everything_is_counted_nothing_is_estimated() -> None:
    assert filled(weekly()) == ({}, [])
    assert fill({}, [], [], [], [], CHECKS) == ({}, [])


def test_a_gap_gets_what_the_same_weekday_and_hour_had_in_the_weeks_around() -> None:
    gap = (hour_at(MONDAY + 5 * DAY, 10), hour_at(MONDAY + 6 * DAY, 15))
    truth = weekly()
    estimated, (row,) = filled(without(truth, gap))
    assert estimated == {hour: truth[hour] for hour in range(*gap, HOUR_S)}
    whole = sum(estimated.values())
    # Every week was alike, so chance alone makes it unsure.
    assert row == Gap(*gap, Estimate.PROFILE, None, whole, round(sqrt(whole * 1000)))


def test_the_mean_of_the_weeks_around_and_its_deviation_are_those_of_the_formula() -> None:
    gap = (hour_at(MONDAY, 10), hour_at(MONDAY, 12))
    values = without(weekly(), gap)
    told = (10, 30, 20, 40, 20, 30, 10, 80)
    for week, value in zip((-4, -3, -2, -1, 1, 2, 3, 4), told, strict=True):
        values[hour_at(MONDAY + 7 * week * DAY, 10)] = 1000 * value
        values[hour_at(MONDAY + 7 * week * DAY, 11)] = 0
    estimated, (row,) = filled(values)
    assert estimated == {gap[0]: 30_000, gap[1] - HOUR_S: 0}
    spread = sum((value - 30) ** 2 for value in told) / 7
    # Student's t for seven degrees is 2.365: 1.96 times this is the reach of 95 %.
    assert row.deviation == round(1000 * sqrt(spread * 9 / 8) * 2.365 / 1.96)


def test_rows_of_one_gap_make_their_sum_as_unsure_as_one_whose_weeks_lean_on_the_same_mean() -> None:
    gap = span_of(MONDAY, 14)
    values = without(weekly(), gap)
    for week, value in zip((-4, -3, -2, -1, 2, 3, 4, 5), (10, 30, 20, 40, 20, 30, 10, 80), strict=True):
        for hour in range(*span_of(MONDAY + 7 * week * DAY, 7), HOUR_S):
            values[hour] = 1000 * value
    _, rows = filled(values)
    assert len(rows) == 2
    of_weeks = [(10, 30, 20, 40, 20, 30, 10), (30, 20, 40, 20, 30, 10, 80)]
    for row, told in zip(rows, of_weeks, strict=True):
        spread = sum((value - sum(told) / 7) ** 2 for value in told) / 6
        # Of each week its own weather, and two sevenths of the seven weeks that both lean on, but for one of them.
        assert row.deviation == round(168_000 * sqrt(spread * (1 + 2 / 7)) * 2.447 / 1.96)


def test_a_gap_of_a_week_in_which_a_month_begins_is_no_surer_than_another() -> None:
    values = {
        hour: 1000 * (5 + day_of(hour).isocalendar().week % 4) for hour in range(*span_of(FIRST, 91), HOUR_S)
    }
    weeks = [span_of(date(2026, 6, 22), 7), span_of(date(2026, 6, 29), 7)]
    whole, cut = (filled(without(values, gap))[1] for gap in weeks)
    assert (len(whole), len(cut)) == (1, 2)
    (of_whole, of_cut) = (sum((row.deviation or 0) ** 2 for row in rows) for rows in (whole, cut))
    assert of_cut > 0.9 * of_whole


def test_a_school_class_that_somebody_has_kept_is_not_what_is_usual_of_other_weeks() -> None:
    gap = (hour_at(MONDAY, 10), hour_at(MONDAY, 12))
    truth = weekly()
    race = hour_at(MONDAY + 7 * DAY, 11)
    values = without(truth, gap) | {race: 400_000}
    estimated, _ = fill(values, WHOLE, [], [], [], CHECKS, None, {race})
    assert estimated == {hour: truth[hour] for hour in range(*gap, HOUR_S)}
    polluted, _ = filled(values)
    assert polluted[gap[1] - HOUR_S] > 5 * truth[gap[1] - HOUR_S] / 2


@pytest.mark.parametrize("day", [FIRST, FIRST + 90 * DAY])
def test_at_the_ends_of_a_series_one_side_has_to_do(day: date) -> None:
    truth = weekly()
    estimated, (row,) = filled(without(truth, span_of(day, 1)))
    assert estimated == {hour: truth[hour] for hour in range(*span_of(day, 1), HOUR_S)}
    assert row.estimate is Estimate.PROFILE


def test_of_fewer_than_two_values_nothing_is_made() -> None:
    days = [FIRST, FIRST + 7 * DAY]
    expected = [span_of(FIRST, 14)]
    usable = without(weekly(2), span_of(days[1], 1))
    estimated, (row,) = filled(usable, expected=expected)
    assert estimated == {}
    assert row == Gap(*span_of(days[1], 1), None, None, None, None)


def test_slots_keep_their_local_hour_where_clocks_are_changed() -> None:
    first = date(2026, 10, 5)
    truth = weekly(6, first)
    sunday = date(2026, 10, 25)
    estimated, _ = filled(without(truth, span_of(sunday, 1)), expected=[span_of(first, 42)])
    assert len(estimated) == 25
    assert estimated == {hour: truth[hour] for hour in range(*span_of(sunday, 1), HOUR_S)}
    spring = date(2026, 3, 2)
    truth = weekly(8, spring)
    day = date(2026, 3, 29)
    estimated, _ = filled(without(truth, span_of(day, 1)), expected=[span_of(spring, 56)])
    assert len(estimated) == 23 and estimated == {one: truth[one] for one in estimated}


def test_fourteen_days_are_filled_and_more_only_by_hand() -> None:
    truth = weekly()
    fortnight = span_of(MONDAY, 14)
    estimated, rows = filled(without(truth, fortnight))
    assert sum(estimated.values()) == sum(truth[one] for one in range(*fortnight, HOUR_S))
    assert {row.estimate for row in rows} == {Estimate.PROFILE}
    longer = (fortnight[0], fortnight[1] + HOUR_S)
    estimated, rows = filled(without(truth, longer))
    assert estimated == {}
    assert {row[2:] for row in rows} == {(None, None, None, None)}
    by_hand = (longer[0], longer[1] - HOUR_S)
    estimated, rows = filled(without(truth, longer), by_hand=[by_hand])
    assert estimated == {hour: truth[hour] for hour in range(*by_hand, HOUR_S)}
    assert rows[-1] == Gap(by_hand[1], longer[1], None, None, None, None)


@pytest.mark.parametrize(("between_h", "is_filled"), [(1, False), (23, False), (24, True)])
def test_less_than_a_day_of_counting_makes_no_two_short_gaps_of_a_long_one(
    between_h: int, is_filled: bool
) -> None:
    start, middle = span_of(MONDAY, 13)
    counted_until = middle + between_h * HOUR_S
    gaps = [(start, middle), (counted_until, counted_until + 13 * 24 * HOUR_S)]
    _, rows = filled(without(weekly(), *gaps))
    assert {row.estimate is not None for row in rows} == {is_filled}
    assert (rows[0].start, rows[-1].end) == (start, gaps[1][1])


def test_of_a_gap_that_is_interrupted_only_what_lacks_makes_it_long() -> None:
    start, middle = span_of(MONDAY, 7)
    gaps = [(start, middle), (middle + 5 * HOUR_S, middle + (5 + 7 * 24) * HOUR_S)]
    _, rows = filled(without(weekly(), *gaps))
    assert {row.estimate for row in rows} == {Estimate.PROFILE}
    flickering = [gaps[0], (gaps[1][0] - 2 * HOUR_S, gaps[1][0] - HOUR_S), gaps[1]]
    _, rows = filled(without(weekly(), *flickering))
    assert {row.estimate for row in rows} == {None}


def test_each_row_lies_in_one_local_week_and_month_and_together_they_are_the_gap() -> None:
    gap = (hour_at(date(2026, 6, 26), 5), hour_at(date(2026, 7, 8), 5))
    _, rows = filled(without(weekly(), gap))
    assert [day_of(row.start) for row in rows] == [
        date(2026, 6, 26),
        date(2026, 6, 29),
        date(2026, 7, 1),
        date(2026, 7, 6),
    ]
    assert rows[0].start == gap[0] and rows[-1].end == gap[1]
    assert all(one.end == other.start for one, other in pairwise(rows))


def test_a_neighbour_that_had_half_its_usual_halves_the_estimate() -> None:
    gap = span_of(MONDAY + 2 * DAY, 1)
    truth = weekly()
    quiet = {hour: value // 2 if gap[0] <= hour < gap[1] else value for hour, value in truth.items()}
    estimated, (row,) = filled(without(truth, gap), references=[("silent", {}), ("bridge", quiet)])
    assert estimated == {hour: truth[hour] // 2 for hour in range(*gap, HOUR_S)}
    assert (row.estimate, row.reference) == (Estimate.REFERENCE, "bridge")
    assert row.estimated == sum(estimated.values())


def test_a_neighbour_far_from_its_usual_is_taken_as_four_times_or_a_quarter() -> None:
    gap = span_of(MONDAY + 2 * DAY, 1)
    truth = weekly()
    for factor, ratio in ((50, 4.0), (0, 0.25)):
        wild = {hour: value * factor if gap[0] <= hour < gap[1] else value for hour, value in truth.items()}
        estimated, _ = filled(without(truth, gap), references=[("race", wild)])
        assert estimated == {hour: round(truth[hour] * ratio) for hour in range(*gap, HOUR_S)}


def test_a_neighbour_that_lacks_more_than_a_fifth_or_has_few_passages_tells_nothing() -> None:
    start, end = gap = span_of(MONDAY + 2 * DAY, 1)
    truth = weekly()
    half = {hour: value // 2 for hour, value in truth.items()}
    lacking = [
        without(half, (start, start + 5 * HOUR_S)),
        without(half, *(span_of(MONDAY + (2 + 7 * week) * DAY, 1) for week in (1, 2))),
        {hour: value // 20 for hour, value in half.items()},
    ]
    for reference in lacking:
        _, (row,) = filled(without(truth, gap), references=[("bridge", reference)])
        assert (row.estimate, row.reference) == (Estimate.PROFILE, None)
    enough = without(half, (end - 4 * HOUR_S, end))
    _, (row,) = filled(without(truth, gap), references=[("bridge", enough)])
    assert row.reference == "bridge"


def test_of_an_hour_that_was_partly_counted_the_rest_is_estimated() -> None:
    hour = hour_at(MONDAY, 12)
    usable = without(weekly(), (hour, hour + HOUR_S))
    estimated, (row,) = filled(usable, partial={hour: 2700})
    assert estimated == {hour: 3000}
    assert (row.start, row.end) == (hour, hour + HOUR_S)
    assert filled(usable, partial={hour: 3600}) == ({}, [])


def test_of_an_hour_that_was_not_wholly_to_be_counted_nothing_more_is_expected() -> None:
    hour = hour_at(FIRST + 89 * DAY, 12)
    usable = without(weekly(), (hour, WHOLE[0][1]))
    until_now = [(WHOLE[0][0], hour + 1800)]
    assert filled(usable, partial={hour: 1800}, expected=until_now) == ({}, [])
    estimated, (row,) = filled(usable, partial={hour: 900}, expected=until_now)
    assert estimated == {hour: 3000}
    assert row.end == hour + 1800


def test_a_measured_sum_keeps_its_sum_and_takes_the_weeks_shape() -> None:
    start, end = hour_at(MONDAY, 3) + 600, hour_at(MONDAY, 8)
    stretch = Stretch(start, end, 60_001, Flag.STRETCH)
    estimated, rows = filled(without(weekly(), (start - 600, end)), [stretch])
    (part, row) = rows
    assert row == Gap(start, end, Estimate.STRETCH, None, 60_001, 0)
    assert (part.start, part.end, part.estimate) == (start - 600, start, Estimate.PROFILE)
    assert part.estimated == 500  # a sixth of the hour that has three
    weights = [3 * 3000, 4 * 3600, 5 * 3600, 6 * 3600, 7 * 3600]
    laid = [estimated[start - 600] - 500, *(estimated[hour_at(MONDAY, one)] for one in range(4, 8))]
    assert sum(laid) == 60_001
    assert all(
        abs(value - 60_001 * weight / sum(weights)) < 1 for value, weight in zip(laid, weights, strict=True)
    )


def test_without_a_shape_or_over_more_than_a_fortnight_a_sum_is_laid_evenly() -> None:
    stretch = Stretch(*span_of(FIRST, 1), 24_000, Flag.STRETCH)
    estimated, _ = fill({}, [span_of(FIRST, 1)], [stretch], [], [], CHECKS)
    assert estimated == dict.fromkeys(range(*span_of(FIRST, 1), HOUR_S), 1000)
    long = span_of(MONDAY, 15)
    estimated, rows = filled(without(weekly(), long), [Stretch(*long, 360_000, Flag.STRETCH)])
    assert estimated == dict.fromkeys(range(*long, HOUR_S), 1000)
    assert [row.estimated for row in rows] == [168_000, 168_000, 24_000]
    assert [row.deviation for row in rows] == [84_000, 84_000, 12_000]


def test_a_gap_of_which_a_part_is_a_measured_sum_is_known_apart_from_the_rest() -> None:
    gap = (hour_at(MONDAY + DAY, 6), hour_at(MONDAY + 3 * DAY, 6))
    stretch = Stretch(gap[0] + 10 * HOUR_S, gap[0] + 20 * HOUR_S, 7000, Flag.STRETCH)
    truth = weekly()
    estimated, rows = filled(without(truth, gap), [stretch])
    assert [(row.start, row.end, row.estimate) for row in rows] == [
        (gap[0], stretch.start, Estimate.PROFILE),
        (stretch.start, stretch.end, Estimate.STRETCH),
        (stretch.end, gap[1], Estimate.PROFILE),
    ]
    within = range(stretch.start, stretch.end, HOUR_S)
    assert sum(estimated[one] for one in within) == 7000
    assert all(estimated[one] == truth[one] for one in range(*gap, HOUR_S) if one not in within)


def test_the_interval_of_a_filled_gap_holds_what_passed_about_as_often_as_it_says() -> None:
    held = tried = 0
    for seed in range(20):
        hours = {one.hour: 1000 * (one.raw or 0) for one in made_up(FIRST, 91, 40, seed, season=0)}
        for number in (30, 40, 50):
            gap = span_of(FIRST + number * DAY, 2)
            estimated, rows = filled(without(hours, gap))
            deviation = sqrt(sum((row.deviation or 0) ** 2 for row in rows))
            missed = sum(estimated.values()) - sum(hours[one] for one in range(*gap, HOUR_S))
            held, tried = held + (abs(missed) <= 1.96 * deviation), tried + 1
    assert 0.9 <= held / tried <= 1


@pytest.mark.parametrize("weeks_after", [0, 2, 4])
def test_of_a_hundred_gaps_between_restless_weeks_the_interval_holds_some_ninety_five(
    weeks_after: int,
) -> None:
    noon = [hour_at(MONDAY + 7 * week * DAY, 12) for week in range(-4, weeks_after + 1)]
    chance, held = Random(7), 0
    for _ in range(400):
        truth = {hour: round(chance.gauss(900_000, 90_000)) for hour in noon}
        usable = without(truth, (noon[4], noon[4] + HOUR_S))
        estimated, (row,) = filled(usable, expected=[(hour, hour + HOUR_S) for hour in noon])
        held += abs(estimated[noon[4]] - truth[noon[4]]) <= 1.96 * (row.deviation or 0)
    assert 0.93 <= held / 400 <= 0.97


def test_no_estimate_depends_on_hours_beyond_the_radius() -> None:
    hours = {one.hour: 1000 * (one.raw or 0) for one in made_up(FIRST, 160, 20, seed=3)}
    reference = {one.hour: 900 * (one.raw or 0) for one in made_up(FIRST, 160, 30, seed=4)}
    gaps = [span_of(FIRST + 60 * DAY, 14), span_of(FIRST + 80 * DAY, 1), span_of(FIRST + 90 * DAY, 15)]
    stretch = Stretch(*span_of(FIRST + 82 * DAY, 5), 90_000, Flag.STRETCH)
    usable = without(hours, *gaps, (stretch.start, stretch.end))
    whole, _ = fill(usable, [span_of(FIRST, 160)], [stretch], [("a", reference)], [], CHECKS)
    assert whole
    for number in range(OWN_RADIUS_DAYS, 160 - OWN_RADIUS_DAYS):
        day = FIRST + number * DAY
        start, end = span = span_of(day - OWN_RADIUS_DAYS * DAY, 2 * OWN_RADIUS_DAYS + 1)
        near = {hour: value for hour, value in usable.items() if start <= hour < end}
        beside = {hour: value for hour, value in reference.items() if start <= hour < end}
        stretches = [stretch] if stretch.start < end and stretch.end > start else []
        part, _ = fill(near, [span], stretches, [("a", beside)], [], CHECKS)
        for hour in range(*span_of(day, 1), HOUR_S):
            assert part.get(hour) == whole.get(hour)


@settings(max_examples=60)
@given(
    cuts=st.lists(st.integers(0, 91 * 144), min_size=2, max_size=12, unique=True),
    raw=st.integers(0, 10**7),
    covered=st.integers(0, 3600),
)
def test_sums_are_exact_and_rows_never_overlap(cuts: list[int], raw: int, covered: int) -> None:
    marks = sorted(WHOLE[0][0] + 600 * cut for cut in cuts)
    spans = list(zip(marks[::2], marks[1::2], strict=False))
    gone = [(start - start % HOUR_S, end) for start, end in spans]
    usable = without({one.hour: 1000 * (one.raw or 0) for one in steady(FIRST, 91, 3)}, *gone)
    stretches = [Stretch(start, end, raw, Flag.STRETCH) for start, end in spans[::2]]
    partial = {start - start % HOUR_S: covered for start, _ in spans if covered < HOUR_S}
    estimated, rows = filled(usable, stretches, partial=partial)
    assert not estimated.keys() & usable.keys()
    assert sum(estimated.values()) == sum(row.estimated or 0 for row in rows)
    laid = sum(row.estimated or 0 for row in rows if row.estimate is Estimate.STRETCH)
    assert laid == raw * len(stretches)
    assert all(one.end <= other.start for one, other in pairwise(rows))
    assert all(value >= 0 for value in estimated.values())
