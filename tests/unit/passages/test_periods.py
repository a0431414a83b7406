"""Periods are written in one way, read back as they were, and compared with the equal one a year before (R-V17)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.passages.periods import Period, month_of, months_within, parse, week_of, year_of

DAYS = st.dates(date(1900, 1, 8), date(9998, 12, 27))


@given(DAYS, st.integers(0, 40_000))
def test_whatever_is_written_is_read_back(first: date, more: int) -> None:
    last = min(first + timedelta(days=more), date(9998, 12, 31))
    for period in (year_of(first.year), month_of(first), week_of(first), Period(first, last)):
        assert parse(period.key) == period
        assert period.has(first) and period.days == (period.last - period.first).days + 1


@pytest.mark.parametrize(
    "key",
    [
        "",
        "2026-13",
        "2026-W54",
        "2025-W53",
        "2026-02-29--2026-03-01",
        "2026-07-02--2026-07-01",
        "1899",
        "1899-12-31--2026-01-01",
        "9999",
        "9999-12",
        "9999-W01",
        "2026-01-01--9999-12-31",
        "２０２６",
    ],
)
def test_what_is_no_period_or_lies_out_of_all_bounds_is_none(key: str) -> None:
    assert parse(key) is None


@pytest.mark.parametrize(
    ("key", "before"),
    [
        ("2026", "2025"),
        ("2024-02", "2023-02"),
        ("2021-W07", "2020-W07"),
        ("2026-W53", "2025-W52"),
        ("2024-02-29--2024-03-01", "2023-02-28--2023-03-01"),
        ("2023-02-01--2023-02-28", "2022-02-01--2022-02-28"),
    ],
)
def test_a_period_is_compared_with_the_equal_one_a_year_before(key: str, before: str) -> None:
    """R-V17."""
    period = parse(key)
    assert period is not None and period.previous_year().key == before


def test_months_are_those_that_hold_a_day_of_the_time() -> None:
    assert months_within(date(2026, 11, 30), date(2027, 1, 1)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]


def test_a_period_that_has_not_begun_has_no_past() -> None:
    assert year_of(2026).until(date(2026, 3, 4)).key == "2026-01-01--2026-03-04"
    with pytest.raises(ValueError, match="begins after"):
        year_of(2026).until(date(2025, 12, 31))
