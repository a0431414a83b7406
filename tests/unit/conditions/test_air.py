"""Mean temperatures of whole days: of the place, of the nearest, or of the mildest (R-C9)."""

from datetime import UTC, date, datetime, timedelta

import msgspec
from sqlalchemy import Engine

from heritage.conditions.air import LEAST_READINGS, daily_means
from heritage.places.place import Library, Place, PlaceConditions
from heritage.places.position import Position
from tests.unit.conditions.conftest import Keep, with_place

TODAY = date(2027, 1, 20)
NEAR, FAR = Position(62.6, 15.62, 200), Position(62.9, 15.62, 200)


def measuring(library: Library, slug: str, position: Position | None) -> Library:
    """The library with another place where air is measured."""
    place: Place = library.places[slug]
    conditions = PlaceConditions(measures=("air_temperature",))
    return with_place(library, msgspec.structs.replace(place, position=position, conditions=conditions))


def day_of(kept: Keep, day: int, mean: float, place: str = "lillsjon", count: int = LEAST_READINGS) -> None:
    """Readings at `count` different hours of a day of January, local time, that have this mean."""
    midnight = datetime(2027, 1, day, tzinfo=UTC) - timedelta(hours=1)
    for number in range(count):
        away = 0.5 if number % 2 else -0.5
        kept(
            "air_temperature", mean + away, midnight + timedelta(hours=number * 3), place=place, device=place
        )


def means(engine: Engine, library: Library, slug: str = "lillsjon") -> dict[int, float]:
    with engine.connect() as connection:
        found = daily_means(connection, library, library.places[slug], TODAY, 30)
    return {day.day: round(mean, 3) for day, mean in found.items()}


def test_a_place_has_its_own_means_of_whole_local_days(engine: Engine, library: Library, kept: Keep) -> None:
    day_of(kept, 18, -4)
    day_of(kept, 19, 1.5)
    day_of(kept, 20, 9)  # today is not over
    assert means(engine, library) == {18: -4, 19: 1.5}


def test_a_day_with_few_readings_has_no_mean(engine: Engine, library: Library, kept: Keep) -> None:
    day_of(kept, 19, -4, count=LEAST_READINGS - 1)
    assert means(engine, library) == {}


def test_what_lies_too_far_back_is_left_out(engine: Engine, library: Library, kept: Keep) -> None:
    kept("air_temperature", -4, datetime(2026, 12, 1, tzinfo=UTC))
    assert means(engine, library) == {}


def test_the_nearest_place_within_reach_tells_where_the_own_readings_are_missing(
    engine: Engine, library: Library, kept: Keep
) -> None:
    several = measuring(measuring(library, "kvarnen", NEAR), "smedjan", FAR)
    day_of(kept, 17, -1, "smedjan")
    day_of(kept, 18, -2, "kvarnen")
    day_of(kept, 18, 7, "smedjan")
    day_of(kept, 19, -3, "kvarnen")
    day_of(kept, 19, -5)
    assert means(engine, several) == {18: -2, 19: -5}


def test_for_a_place_that_lies_nobody_knows_where_the_mildest_tells(
    engine: Engine, library: Library, kept: Keep
) -> None:
    several = measuring(measuring(library, "kvarnen", NEAR), "smedjan", None)
    lost = msgspec.structs.replace(several.places["lillsjon"], position=None)
    several = with_place(several, lost)
    day_of(kept, 18, -2, "kvarnen")
    day_of(kept, 18, 2, "smedjan")
    day_of(kept, 19, 2, "smedjan")
    day_of(kept, 19, -5)
    assert means(engine, several) == {18: 2, 19: -5}


def test_air_that_a_place_does_not_tell_of_counts_nowhere(
    engine: Engine, library: Library, kept: Keep
) -> None:
    day_of(kept, 19, -5, "kvarnen")
    assert means(engine, library) == {}
