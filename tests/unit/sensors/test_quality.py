"""Range, rate of change, spike, flat line and missing (R-C3 to R-C5), and the frost that explains ice."""

from collections.abc import Sequence

import pytest

from heritage.quantities import QUANTITIES, Quality
from heritage.sensors.quality import Sample, can_freeze, checks_of, frost_sum, judge
from heritage.sensors.verdicts import Verdict

GOOD, SUSPECT, BAD, MISSING = Quality
MINUTE, HOUR, DAY = 60, 3600, 86_400


def judged(
    quantity: str,
    values: Sequence[float | None],
    every: int = HOUR,
    method: str = "sensor",
    verdicts: Sequence[Verdict | None] = (),
) -> list[Quality]:
    """What readings at even distances are worth, from the first one of a series on."""
    samples = [
        Sample(number * every, value, -1, verdicts[number] if number < len(verdicts) else None)
        for number, value in enumerate(values)
    ]
    return list(judge(checks_of(quantity, method), samples, 0))


@pytest.mark.parametrize(
    ("quantity", "bad", "suspect", "good"),
    [
        ("air_temperature", (-55.1, 45.1), (-55, -45.1, 36.1, 45), (-45, 36)),
        ("water_temperature", (-0.6, 30.1), (-0.5, -0.1, 26.1, 30), (0, 26)),
        ("snow_depth", (-1, 401), (201, 400), (0, 200)),
        ("ice_thickness", (-1, 151), (101, 150), (0, 100)),
        ("wind_speed", (-0.1, 45.1), (30.1, 45), (0, 30)),
        ("wind_gust", (-0.1, 75.1), (), (0, 75)),
        ("humidity", (-1, 101), (), (0, 100)),
        ("pressure", (869, 1086), (), (870, 1085)),
    ],
)
def test_a_value_is_bad_outside_the_hard_range_and_suspect_outside_the_other(
    quantity: str, bad: Sequence[float], suspect: Sequence[float], good: Sequence[float]
) -> None:
    assert [judged(quantity, [value]) for value in bad] == [[BAD]] * len(bad)
    assert [judged(quantity, [value]) for value in suspect] == [[SUSPECT]] * len(suspect)
    assert [judged(quantity, [value]) for value in good] == [[GOOD]] * len(good)


def test_no_value_is_missing_and_never_zero() -> None:
    assert judged("air_temperature", [None, 0.0, None]) == [MISSING, GOOD, MISSING]


@pytest.mark.parametrize(
    ("quantity", "before", "most", "more"),
    [
        ("air_temperature", 10, 18, 18.1),
        ("air_temperature", 10, 2, 1.9),
        ("water_temperature", 10, 13, 13.1),
        ("water_temperature", 10, 7, 6.9),
        ("snow_depth", 10, 25, 26),
    ],
)
def test_a_change_by_more_than_the_rate_of_an_hour_is_suspect(
    quantity: str, before: float, most: float, more: float
) -> None:
    assert judged(quantity, [before, most]) == [GOOD, GOOD]
    assert judged(quantity, [before, more]) == [GOOD, SUSPECT]


def test_the_rate_grows_with_the_time_between() -> None:
    assert judged("air_temperature", [10, 26], every=2 * HOUR) == [GOOD, GOOD]
    assert judged("air_temperature", [10, 26.1], every=2 * HOUR) == [GOOD, SUSPECT]


def test_over_a_few_minutes_half_of_the_rate_is_allowed_and_no_more() -> None:
    assert judged("air_temperature", [10, 14], every=10 * MINUTE) == [GOOD, GOOD]
    assert judged("air_temperature", [10, 14.1], every=10 * MINUTE) == [GOOD, SUSPECT]


def test_snow_may_vanish_at_any_rate() -> None:
    assert judged("snow_depth", [60, 20]) == [GOOD, GOOD]


def test_after_a_long_silence_nothing_is_compared() -> None:
    assert judged("air_temperature", [-40, 30], every=13 * HOUR) == [GOOD, GOOD]


def test_a_reading_is_compared_with_the_last_good_one_and_not_with_a_faulty_one() -> None:
    assert judged("air_temperature", [10, 30, 10.5, None, 50, 11]) == [
        GOOD,
        SUSPECT,
        GOOD,
        MISSING,
        BAD,
        GOOD,
    ]


def test_a_new_level_is_good_from_its_third_reading_on() -> None:
    values = [10, 10, 30, 30.5, 30.2, 30.1]
    assert judged("air_temperature", values, every=10 * MINUTE) == [GOOD, GOOD, SUSPECT, SUSPECT, GOOD, GOOD]


def test_readings_that_disagree_with_each_other_make_no_level() -> None:
    values = [10, 30, -10, 30, -10, 30]
    assert judged("air_temperature", values, every=10 * MINUTE) == [GOOD, *[SUSPECT] * 5]


def test_a_single_value_that_stands_out_is_a_spike_though_the_rate_allows_it() -> None:
    assert judged("air_temperature", [10, 15, 10]) == [GOOD, SUSPECT, GOOD]
    assert judged("snow_depth", [40, 15, 40]) == [GOOD, SUSPECT, GOOD]


def test_what_stands_out_a_little_or_for_longer_is_no_spike() -> None:
    assert judged("air_temperature", [10, 14, 10]) == [GOOD] * 3
    assert judged("air_temperature", [10, 15, 15, 10]) == [GOOD] * 4
    assert judged("air_temperature", [10, 15, 19]) == [GOOD] * 3


def test_neighbours_that_are_far_off_make_no_spike() -> None:
    assert judged("air_temperature", [10, 15, 10], every=3 * HOUR) == [GOOD] * 3


def test_wind_may_come_in_bursts() -> None:
    assert judged("wind_gust", [3, 28, 4], every=10 * MINUTE) == [GOOD] * 3


def test_air_that_stands_still_for_a_day_is_a_stuck_sensor() -> None:
    found = judged("air_temperature", [4.3] * 27)
    assert found == [GOOD] * 24 + [SUSPECT] * 3


def test_air_that_moves_by_a_tenth_is_alive() -> None:
    assert judged("air_temperature", [4.3] * 23 + [4.4] + [4.3] * 20) == [GOOD] * 44


def test_a_stuck_sensor_is_well_again_with_the_first_other_value() -> None:
    assert judged("air_temperature", [4.3] * 26 + [4.2, 4.2])[24:] == [SUSPECT, SUSPECT, GOOD, GOOD]


def test_few_equal_readings_are_no_flat_line() -> None:
    assert judged("air_temperature", [4.3] * 5, every=6 * HOUR) == [GOOD] * 5


@pytest.mark.parametrize(
    ("quantity", "value"),
    [
        ("water_temperature", 0.4),
        ("water_temperature", 4.0),
        ("snow_depth", 0),
        ("snow_depth", 63),
        ("ice_thickness", 31),
        ("water_level", -12),
        ("humidity", 100),
        ("precipitation", 0),
    ],
)
def test_what_stands_still_by_nature_is_good_for_weeks(quantity: str, value: float) -> None:
    assert judged(quantity, [value] * 24 * 14) == [GOOD] * 24 * 14


@pytest.mark.parametrize(
    ("quantity", "value", "hours"),
    [
        ("water_temperature", 17.2, 72),
        ("humidity", 43, 24),
        ("pressure", 1002, 24),
        ("wind_speed", 0, 48),
        ("precipitation", 0.2, 24),
    ],
)
def test_what_stands_still_against_nature_is_suspect(quantity: str, value: float, hours: int) -> None:
    assert judged(quantity, [value] * (hours + 1)) == [GOOD] * hours + [SUSPECT]


def test_people_pass_the_ranges_only() -> None:
    assert judged("ice_thickness", [12, 45, 120, 160], method="drilled") == [GOOD, GOOD, SUSPECT, BAD]
    assert judged("water_temperature", [10, 19, 10], method="reported") == [GOOD] * 3


def test_a_jump_of_ice_waits_and_does_not_become_true_by_staying() -> None:
    assert judged("ice_thickness", [20, 20, 26, *[26] * 300]) == [GOOD, GOOD, *[SUSPECT] * 301]


def test_ice_may_grow_by_five_centimetres_in_a_day_as_a_whole() -> None:
    assert judged("ice_thickness", [20, 21, 22, 23, 24, 25]) == [GOOD] * 6
    assert judged("ice_thickness", [20, 22, 24, 26]) == [GOOD, GOOD, GOOD, SUSPECT]
    assert judged("ice_thickness", [20, 25, 30, 35], every=DAY + HOUR) == [GOOD] * 4


def test_ice_that_comes_back_to_its_level_is_good_again() -> None:
    assert judged("ice_thickness", [20, 60, 60, 21], every=DAY) == [GOOD, SUSPECT, SUSPECT, GOOD]


def test_ice_may_vanish_at_any_rate_but_not_for_an_hour_only() -> None:
    assert judged("ice_thickness", [30, 12, 11]) == [GOOD] * 3
    assert judged("ice_thickness", [30, 12, 30]) == [GOOD, SUSPECT, GOOD]


def test_the_next_winter_begins_afresh() -> None:
    assert judged("ice_thickness", [0, 30], every=241 * DAY) == [GOOD, GOOD]


def test_what_somebody_has_accepted_is_what_the_next_are_compared_with() -> None:
    verdicts = [None, Verdict.ACCEPTED]
    assert judged("ice_thickness", [20, 40, 41, 46], verdicts=verdicts) == [GOOD, SUSPECT, GOOD, SUSPECT]
    assert judged("air_temperature", [10, 30, 31], verdicts=verdicts) == [GOOD, SUSPECT, GOOD]


def test_what_somebody_has_rejected_is_as_if_it_had_not_been() -> None:
    rejected = Verdict.REJECTED
    assert judged("air_temperature", [10, 12, 19.5], verdicts=[None, rejected]) == [GOOD, GOOD, GOOD]
    assert judged(
        "air_temperature", [10, 30, 30, 30, 30], every=MINUTE, verdicts=[None, rejected, rejected]
    ) == [
        GOOD,
        SUSPECT,
        SUSPECT,
        SUSPECT,
        SUSPECT,
    ]


def test_ice_that_somebody_has_doubted_is_granted_no_time() -> None:
    rejected = [None, Verdict.REJECTED]
    assert judged("ice_thickness", [20, 30, 30], every=2 * DAY, verdicts=rejected)[2] is SUSPECT
    assert judged("ice_thickness", [20, None, 30], every=2 * DAY)[2] is GOOD


def test_ice_is_in_doubt_where_nothing_is_left_to_compare_it_with() -> None:
    rejected = [Verdict.REJECTED]
    assert judged("ice_thickness", [20, 34, 34], verdicts=rejected) == [GOOD, SUSPECT, SUSPECT]
    assert judged("ice_thickness", [120, 20, 20]) == [SUSPECT, SUSPECT, SUSPECT]
    assert judged("ice_thickness", [120, None, 20], verdicts=rejected, every=121 * DAY) == [
        SUSPECT,
        MISSING,
        GOOD,
    ]


def test_every_quantity_can_be_judged() -> None:
    for quantity in QUANTITIES:
        assert judged(quantity, [0.0 if quantity != "pressure" else 1000.0]) == [GOOD]


def test_a_frost_sum_is_degrees_below_zero_times_days() -> None:
    cold = [(number * HOUR, -12.0) for number in range(25)]
    assert frost_sum(cold, 0, DAY) == pytest.approx(12)
    assert frost_sum(cold, 6 * HOUR, 18 * HOUR) == pytest.approx(6)


def test_warmth_melts_nothing_in_a_frost_sum() -> None:
    assert frost_sum([(0, -10.0), (6 * HOUR, 8.0), (12 * HOUR, -10.0)], 0, 18 * HOUR) == pytest.approx(5)


def test_a_frost_sum_is_unknown_where_the_air_is_for_more_than_six_hours() -> None:
    assert frost_sum([], 0, HOUR) is None
    assert frost_sum([(6 * HOUR + 1, -10.0)], 0, 7 * HOUR) is None
    assert frost_sum([(0, -10.0)], 0, 6 * HOUR + 1) is None
    assert frost_sum([(0, -10.0), (6 * HOUR + 1, -10.0)], 0, 7 * HOUR) is None
    assert frost_sum([(-HOUR, -10.0)], 0, 5 * HOUR) == pytest.approx(10 * 5 / 24)


def test_frost_makes_thin_ice_thicker_faster_than_thick_ice() -> None:
    assert can_freeze(0, 11, frost=10)
    assert not can_freeze(0, 13, frost=10)
    assert can_freeze(30, 32, frost=10)
    assert not can_freeze(30, 33, frost=10)
    assert not can_freeze(30, 36, frost=0)
