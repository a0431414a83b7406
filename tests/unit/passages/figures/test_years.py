"""A year is held against the same days of the one before, and a percentage is told only where it means something."""

from datetime import date

import pytest

from heritage.passages.figures.values import NOTHING, Amount, WeekdayMeans, WhyNot
from heritage.passages.figures.years import Side, compare, equal_spans
from heritage.passages.periods import Period, month_of, week_of, year_of

LONG_AGO = date(2020, 1, 1)


def spanning(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def side(value: float, counted: float = 1.0, year: int = 2026, calibrated: float = 0.0) -> Side:
    amount = Amount(value, value - 10, value + 10, 0.95, 0.1)
    return Side(year_of(year), amount, counted, calibrated, 20.0, 40.0)


def test_growth_is_told_in_percent() -> None:
    found = compare(side(1200), side(1000, year=2025))
    assert (found.growth, found.why_not) == (pytest.approx(20.0), WhyNot.NONE)
    assert (found.period_now, found.period_then) == (year_of(2026), year_of(2025))
    assert (found.now.value, found.then.value) == (1200, 1000)


def test_means_of_each_kind_of_weekday_stand_beside_the_growth() -> None:
    now = side(1200)._replace(workday=24.0, weekend=None)
    assert compare(now, side(1000)).by_weekday == WeekdayMeans(20.0, 24.0, 40.0, None)


def test_a_base_below_fifty_carries_no_percentage() -> None:
    found = compare(side(200), side(49))
    assert (found.growth, found.why_not) == (None, WhyNot.SMALL_BASE)
    assert compare(side(0), side(50)).growth == pytest.approx(-100)


def test_years_that_were_counted_for_unlike_times_carry_no_percentage() -> None:
    for pair in ((side(1200, 0.84), side(1000, 0.95)), (side(1200, 0.95), side(1000, 0.84))):
        assert (compare(*pair).growth, compare(*pair).why_not) == (None, WhyNot.COVERAGE_DIFFERS)
    assert compare(side(1200, 0.85), side(1000, 0.95)).growth is not None


def test_a_year_that_a_factor_corrects_is_not_held_against_one_that_none_does() -> None:
    for pair in ((1.0, 0.0), (0.3, 1.0)):
        now, then = (side(1300, calibrated=share) for share in pair)
        assert (compare(now, then).growth, compare(now, then).why_not) == (None, WhyNot.CALIBRATION_DIFFERS)
    assert compare(side(1300, calibrated=1.0), side(1000, calibrated=0.95)).growth == pytest.approx(30)


@pytest.mark.parametrize("is_now", [True, False])
def test_an_incomplete_year_is_not_compared(is_now: bool) -> None:
    incomplete = side(0)._replace(amount=Amount(None, None, None, 0.6, 0.0))
    found = compare(incomplete, side(1000)) if is_now else compare(side(1000), incomplete)
    assert (found.growth, found.why_not) == (None, WhyNot.INCOMPLETE)


def test_a_year_of_which_nothing_is_known_is_nothing_to_compare_with() -> None:
    found = compare(side(1000), side(0)._replace(amount=NOTHING))
    assert (found.growth, found.why_not) == (None, WhyNot.NOTHING_THEN)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (year_of(2026), year_of(2025)),
        (month_of(date(2024, 2, 1)), month_of(date(2023, 2, 1))),
        (week_of(date(2026, 7, 15)), week_of(date(2025, 7, 16))),
        (spanning("2026-01-01", "2026-07-12"), spanning("2025-01-01", "2025-07-12")),
        (spanning("2024-02-10", "2024-02-29"), spanning("2023-02-10", "2023-02-28")),
        (spanning("2024-02-29", "2024-03-03"), spanning("2023-02-28", "2023-03-03")),
        (spanning("2025-12-01", "2026-02-28"), spanning("2024-12-01", "2025-02-28")),
    ],
)
def test_the_same_days_of_the_year_before_are_compared(now: Period, then: Period) -> None:
    assert equal_spans(now, LONG_AGO) == (now, then)


def test_days_before_the_point_counted_are_left_out_of_both_years() -> None:
    began = date(2025, 6, 11)
    assert equal_spans(year_of(2026), began) == (
        spanning("2026-06-11", "2026-12-31"),
        spanning("2025-06-11", "2025-12-31"),
    )
    assert equal_spans(year_of(2026), date(2025, 1, 1)) == (year_of(2026), year_of(2025))


def test_a_point_that_began_on_29_february_is_compared_from_1_march() -> None:
    assert equal_spans(spanning("2025-01-01", "2025-04-30"), date(2024, 2, 29)) == (
        spanning("2025-03-01", "2025-04-30"),
        spanning("2024-03-01", "2024-04-30"),
    )
    assert equal_spans(spanning("2025-01-01", "2025-02-28"), date(2024, 2, 29)) is None


def test_a_point_that_did_not_count_the_year_before_is_not_compared() -> None:
    assert equal_spans(month_of(date(2026, 5, 1)), date(2025, 6, 11)) is None
    assert equal_spans(year_of(2025), date(2025, 6, 11)) is None


def test_a_week_is_whole_or_not_compared() -> None:
    assert equal_spans(week_of(date(2026, 7, 15)), date(2025, 7, 16)) is None
