"""Wind in words, and how cold it makes the skin (R-C13)."""

import pytest

from heritage.weather.wind import Direction, Force, direction, force, wind_chill


@pytest.mark.parametrize(
    ("speed", "word"),
    [
        (0.0, Force.CALM),
        (0.24, Force.CALM),
        (0.3, Force.LIGHT),
        (3.3, Force.LIGHT),
        (3.4, Force.MODERATE),
        (7.94, Force.MODERATE),
        (7.96, Force.FRESH),
        (13.8, Force.FRESH),
        (13.9, Force.STRONG),
        (24.4, Force.STRONG),
        (24.5, Force.STORM),
        (32.6, Force.STORM),
        (32.7, Force.HURRICANE),
        (45.0, Force.HURRICANE),
    ],
)
def test_each_speed_has_smhis_word_for_land(speed: float, word: Force) -> None:
    assert force(speed) is word


@pytest.mark.parametrize(
    ("degrees", "word"),
    [
        (0, Direction.NORTH),
        (22.4, Direction.NORTH),
        (22.6, Direction.NORTH_EAST),
        (90, Direction.EAST),
        (180, Direction.SOUTH),
        (247, Direction.SOUTH_WEST),
        (315, Direction.NORTH_WEST),
        (337.6, Direction.NORTH),
        (360, Direction.NORTH),
    ],
)
def test_each_direction_is_the_nearest_of_eight(degrees: float, word: Direction) -> None:
    assert direction(degrees) is word


@pytest.mark.parametrize(
    ("temperature", "kmh", "felt"),
    [(5, 20, 1), (0, 40, -7), (-10, 20, -18), (-20, 30, -33), (-30, 50, -49), (-40, 5, -47)],
)
def test_wind_chill_is_that_of_the_published_table(temperature: float, kmh: float, felt: float) -> None:
    """Environment Canada's table, whose formula R-C13 quotes, in whole degrees."""
    told = wind_chill(temperature, kmh / 3.6)
    assert told is not None
    assert round(told) == felt


def test_the_limits_themselves_have_a_wind_chill() -> None:
    assert wind_chill(10, 1.31) == pytest.approx(9.8, abs=0.1)


@pytest.mark.parametrize(("temperature", "speed"), [(10.1, 8), (-10, 1.3), (-10, 0), (20, 0)])
def test_outside_its_limits_there_is_no_wind_chill(temperature: float, speed: float) -> None:
    assert wind_chill(temperature, speed) is None
