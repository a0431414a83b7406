"""The made-up lakes: warm in July, under ice from November to May, never freezing faster than the checks allow."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from heritage.demo.climate import DAY_S, HOUR_S
from heritage.demo.lakes import Lake, lake_at
from heritage.quantities import QUANTITIES

SEEDS = (1, 22)


def days(seed: int, place: str, first: tuple[int, int, int], count: int) -> list[Lake]:
    begins = int(datetime(*first, tzinfo=UTC).timestamp())
    return [lake_at(seed, place, begins + day * DAY_S) for day in range(count)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_seasons_of_a_lake(seed: int, year: int) -> None:
    summer = days(seed, "vojen", (year, 7, 1), 50)
    assert all(day.ice_thickness == 0 and 8 < day.water_temperature < 25 for day in summer)
    assert max(day.water_temperature for day in summer) > 15
    winter = days(seed, "vojen", (year + 1, 1, 1), 80)
    assert all(5 < day.ice_thickness < 90 and 0 <= day.water_temperature <= 4 for day in winter)
    assert max(day.ice_thickness for day in winter) > 30
    assert days(seed, "vojen", (year + 1, 5, 25), 1)[0].ice_thickness == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_changes_so_fast_that_a_human_must_look_at_it(seed: int) -> None:
    rate = QUANTITIES["ice_thickness"].rate
    assert rate is not None and rate.rise is not None
    autumn = days(seed, "backetjarn", (2026, 10, 1), 230)
    assert max(after.ice_thickness - before.ice_thickness for before, after in pairwise(autumn)) < rate.rise
    begins = int(datetime(2026, 6, 30, tzinfo=UTC).timestamp())
    hours = [lake_at(seed, "backetjarn", begins + hour * HOUR_S) for hour in range(48)]
    assert max(abs(b.water_temperature - a.water_temperature) for a, b in pairwise(hours)) < 0.5
    assert max(abs(b.water_level - a.water_level) for a, b in pairwise(hours)) < 5


def test_snow_on_the_ice_is_less_than_on_the_ground_and_none_without_ice() -> None:
    for day in days(1, "vojen", (2026, 7, 1), 365):
        assert 0 <= day.snow_on_ice <= day.ice_thickness


def test_lakes_differ_but_not_by_much() -> None:
    ours, theirs = (days(1, place, (2026, 8, 1), 30) for place in ("vojen", "backetjarn"))
    apart = [
        abs(one.water_temperature - other.water_temperature) for one, other in zip(ours, theirs, strict=True)
    ]
    assert 0 < max(apart) < 4
