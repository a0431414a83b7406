"""Ages of readings: fresh, stale, expired (R-C2), and what may be made of them (R-C18)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.conditions.state import Freshness, Shown, freshness
from heritage.quantities import QUANTITIES

NOW = datetime(2026, 2, 14, 12, tzinfo=UTC)


def shown(age: timedelta, is_suspect: bool = False) -> Shown:
    return Shown("lillsjon", "water_temperature", 1, 4.2, "sensor", NOW - age, is_suspect)


@pytest.mark.parametrize(
    ("quantity", "stale_h", "expired_h"),
    [
        ("air_temperature", 2, 6),
        ("wind_speed", 2, 6),
        ("water_temperature", 6, 48),
        ("snow_depth", 24, 72),
        ("water_level", 3, 24),
        ("ice_thickness", 24, 168),
    ],
)
def test_a_reading_ages_by_the_limits_of_its_quantity(quantity: str, stale_h: int, expired_h: int) -> None:
    def after(hours: int, seconds: int) -> Freshness:
        return freshness(quantity, NOW - timedelta(hours=hours, seconds=seconds), NOW)

    assert after(0, 0) is Freshness.FRESH
    assert after(stale_h, -1) is Freshness.FRESH
    assert after(stale_h, 0) is Freshness.STALE
    assert after(expired_h, -1) is Freshness.STALE
    assert after(expired_h, 0) is Freshness.EXPIRED


@given(st.sampled_from(sorted(QUANTITIES)), st.integers(-900, 10_000_000))
def test_the_moments_told_are_those_at_which_the_state_changes(quantity: str, age_s: int) -> None:
    one = Shown("lillsjon", quantity, 1, 0, "sensor", NOW - timedelta(seconds=age_s))
    assert one.stale_at < one.expires_at
    state = one.freshness(NOW)
    assert (state is Freshness.FRESH) == (one.stale_at > NOW)
    assert (state is Freshness.EXPIRED) == (one.expires_at <= NOW)


def test_words_are_made_of_fresh_good_readings_only() -> None:
    assert shown(timedelta(hours=1)).is_fresh_and_good(NOW)
    assert not shown(timedelta(hours=1), is_suspect=True).is_fresh_and_good(NOW)
    assert not shown(timedelta(hours=7)).is_fresh_and_good(NOW)


def test_unit_and_decimals_come_from_the_table_of_quantities() -> None:
    one = shown(timedelta())
    assert (one.unit, one.decimals) == ("°C", 1)
