"""The made-up weather: the same for everybody, believable at 62.5° north in every season."""

from datetime import UTC, datetime
from itertools import pairwise
from statistics import mean

import pytest

from heritage.demo.climate import HOUR_S, Weather, hours_of, place_of, weather_at
from heritage.quantities import QUANTITIES

pytestmark = pytest.mark.usefixtures("uncounted")

SEEDS = (1, 22)


def second(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp())


def month(seed: int, year: int, number: int) -> list[Weather]:
    """Every third hour of the first 28 days."""
    begins = second(year, number, 1)
    return [weather_at(seed, begins + hour * HOUR_S) for hour in range(0, 28 * 24, 3)]


def air(weather: list[Weather]) -> list[float]:
    return [one.air_temperature for one in weather]


def test_the_same_hour_is_the_same_whenever_it_is_asked_for() -> None:
    asked = [second(2026, 12, 24, 15), second(2027, 3, 1, 4), second(2026, 8, 8, 8)]
    first = [weather_at(3, at) for at in asked]
    hours_of.cache_clear()
    assert [weather_at(3, at) for at in reversed(asked)] == first[::-1]


def test_another_seed_makes_another_year() -> None:
    at = second(2026, 12, 24, 15)
    assert weather_at(1, at) != weather_at(2, at)


def test_between_two_hours_lies_what_is_between_them() -> None:
    at = second(2027, 2, 3, 6)
    before, between, after = (weather_at(1, at + part) for part in (0, HOUR_S // 2, HOUR_S))
    middle = (before.air_temperature + after.air_temperature) / 2
    assert between.air_temperature == pytest.approx(middle)
    assert between.precipitation == before.precipitation


def test_wind_turns_the_short_way_through_north() -> None:
    begins = second(2026, 7, 1)
    turns = [
        (weather_at(1, at).wind_direction, weather_at(1, at + HOUR_S).wind_direction, at)
        for at in range(begins, begins + 300 * 86_400, HOUR_S)
    ]
    through_north = [at for before, after, at in turns if abs(before - after) > 270]
    assert through_north
    for at in through_north:
        direction = weather_at(1, at + HOUR_S // 2).wind_direction
        assert direction > 300 or direction < 60


@pytest.mark.parametrize("seed", SEEDS)
def test_winters_are_cold_and_summers_mild(seed: int) -> None:
    januaries = [value for year in range(2024, 2030) for value in air(month(seed, year, 1))]
    julies = [value for year in range(2024, 2030) for value in air(month(seed, year, 7))]
    assert -13 < mean(januaries) < -5
    assert 13 < mean(julies) < 18
    assert -36 < min(januaries) < -15 and max(julies) > 22


@pytest.mark.parametrize("seed", SEEDS)
def test_snow_comes_melts_and_never_lies_in_summer(seed: int) -> None:
    for year in (2025, 2026, 2027):
        deepest = max(one.snow_depth for number in (2, 3) for one in month(seed, year, number))
        assert 15 < deepest < 150
        assert max(one.snow_depth for number in (7, 8) for one in month(seed, year, number)) == 0
        assert max(one.snow_depth for one in month(seed, year, 6)) < 1


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_outside_what_sensors_take_for_good(seed: int) -> None:
    hours = hours_of(seed, 2026)
    for quantity in ("air_temperature", "humidity", "pressure", "wind_speed", "wind_gust", "snow_depth"):
        least, most = QUANTITIES[quantity].suspect
        values = [getattr(one, quantity) for one in hours]
        assert least <= min(values) and max(values) <= most
    steps = [abs(after - before) for before, after in pairwise(air(list(hours)))]
    assert max(steps) < 4
    assert all(one.wind_gust > one.wind_speed for one in hours)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_has_as_much_rain_and_wind_as_the_inland(seed: int) -> None:
    fallen = [sum(one.precipitation for one in hours_of(seed, year)[61 * 24 :]) for year in range(2024, 2030)]
    assert 450 < mean(fallen) < 800
    wet = mean(one.precipitation > 0 for one in hours_of(seed, 2026))
    assert 0.05 < wet < 0.25
    assert 1.5 < mean(one.wind_speed for one in hours_of(seed, 2026)) < 4


@pytest.mark.parametrize("seed", SEEDS)
def test_from_one_weather_year_to_the_next_there_is_no_seam(seed: int) -> None:
    """What was reckoned from May on has forgotten by July how it began."""
    begins = second(2026, 7, 1)
    assert place_of(begins // HOUR_S)[0] == 2026 and place_of(begins // HOUR_S - 1)[0] == 2025
    before, after = weather_at(seed, begins - HOUR_S), weather_at(seed, begins)
    assert abs(after.air_temperature - before.air_temperature) < 2.5
    assert abs(after.pressure - before.pressure) < 3
    assert before.snow_depth == after.snow_depth == 0
