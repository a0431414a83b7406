"""Readings for open data: newest first over all series, and of ice only what may be told (R-C8, R-C9)."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import msgspec
import pytest
from sqlalchemy import Engine

from heritage.conditions.listing import Listed, Wanted, list_readings
from heritage.places.place import Library, PlaceConditions, Water
from heritage.quantities import IceKind, Quality
from heritage.sensors.decisions import Ruling, Subject
from heritage.sensors.drilled import Drilling, add
from heritage.sensors.verdicts import Verdict
from heritage.store.engine import writing
from tests.observed import decided
from tests.unit.conditions.conftest import GAUGE, Keep, with_place

NOW = datetime(2027, 1, 20, 11, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


def listed(
    engine: Engine, library: Library, wanted: Wanted | None = None, now: datetime = NOW, most: int = 10_000
) -> list[Listed]:
    with engine.connect() as connection:
        found = list_readings(connection, library, wanted or Wanted(), now, is_demo=False)
        return list(islice(found, most))


def drill(engine: Engine, cm: float, at: datetime, ice: IceKind = IceKind.CLEAR) -> None:
    with writing(engine) as connection:
        add(connection, Drilling("lillsjon", at, cm, ice, None, "Fiskeklubben"), NOW)


def with_conditions(library: Library, slug: str, conditions: PlaceConditions) -> Library:
    return with_place(library, msgspec.structs.replace(library.places[slug], conditions=conditions))


def test_all_series_come_together_the_newest_first(engine: Engine, library: Library, kept: Keep) -> None:
    both = with_conditions(library, "kvarnen", PlaceConditions(measures=("air_temperature",)))
    for number in range(40):
        kept("water_temperature", 4 + number % 3 * 0.1, NOW - number * 10 * MINUTE)
        kept("air_temperature", -4, NOW - number * 10 * MINUTE - MINUTE, place="kvarnen", device=GAUGE)
    found = listed(engine, both)
    assert len(found) == 80
    moments = [reading.observed_at for reading in found]
    assert moments == sorted(moments, reverse=True)
    assert [reading.place for reading in found[:4]] == ["lillsjon", "kvarnen"] * 2
    assert listed(engine, both, most=7) == found[:7]


def test_one_asks_by_place_quantity_and_time(engine: Engine, library: Library, kept: Keep) -> None:
    both = with_conditions(library, "kvarnen", PlaceConditions(measures=("air_temperature",)))
    kept("water_temperature", 4, NOW - 2 * HOUR)
    kept("snow_depth", 30, NOW - HOUR, device=GAUGE)
    kept("air_temperature", -4, NOW, place="kvarnen", device=GAUGE)

    def asked(wanted: Wanted) -> list[str]:
        return [reading.quantity for reading in listed(engine, both, wanted)]

    assert asked(Wanted(place="lillsjon")) == ["snow_depth", "water_temperature"]
    assert asked(Wanted(quantity="snow_depth")) == ["snow_depth"]
    assert asked(Wanted(begins=NOW - HOUR)) == ["air_temperature", "snow_depth"]
    assert asked(Wanted(ends=NOW - HOUR)) == ["water_temperature"]
    assert asked(Wanted(place="lillsjon", quantity="air_temperature")) == []


def test_values_that_are_missing_bad_or_rejected_have_no_number(
    engine: Engine, library: Library, kept: Keep
) -> None:
    kept("water_temperature", 4, NOW - 50 * HOUR)
    kept("water_temperature", None, NOW - 40 * HOUR)
    kept("water_temperature", 85, NOW - 30 * HOUR)
    kept("water_temperature", 27, NOW - 20 * HOUR)
    kept("water_temperature", 5, NOW - 10 * HOUR)
    at = NOW - 10 * HOUR
    ruling = Ruling(Verdict.REJECTED, "Kim Kloss", "låg i en hink")
    decided(engine, Subject("lillsjon", "water_temperature", at, at), ruling, NOW)
    assert [(reading.value, reading.quality) for reading in listed(engine, library)] == [
        (None, Quality.BAD),
        (27, Quality.SUSPECT),
        (None, Quality.BAD),
        (None, Quality.MISSING),
        (4, Quality.GOOD),
    ]


def test_it_is_told_how_long_a_reading_took(engine: Engine, library: Library, kept: Keep) -> None:
    kept("water_temperature", 4, NOW - HOUR)
    assert [reading.lag for reading in listed(engine, library)] == [timedelta(seconds=4)]


def test_what_the_place_does_not_tell_is_not_listed_either(
    engine: Engine, library: Library, kept: Keep
) -> None:
    kept("humidity", 80, NOW - HOUR)
    kept("ice_temperature", -3, NOW - HOUR)
    kept("water_temperature", 4, NOW - HOUR, place="kvarnen")
    assert listed(engine, library) == []


def test_drilled_ice_is_listed_with_its_kind(engine: Engine, library: Library, kept: Keep) -> None:
    drill(engine, 14, NOW - HOUR, IceKind.SNOW)
    kept("ice_thickness", 12, NOW - 2 * HOUR, device=GAUGE)
    kept("ice_thickness", 11, NOW - 3 * HOUR, device="reporter:1", channel=0, method="reported")
    found = [(reading.value, reading.kind) for reading in listed(engine, library)]
    assert found == [(14, IceKind.SNOW), (12, None), (11, IceKind.UNKNOWN)]


@pytest.mark.parametrize("water", [None, Water.RUNNING, Water.REGULATED, Water.ASSUMED_STILL])
def test_of_water_that_is_not_still_no_thickness_was_ever_listed(
    engine: Engine, library: Library, kept: Keep, water: Water | None
) -> None:
    measures = ("ice_thickness", "water_temperature")
    running = with_conditions(library, "lillsjon", PlaceConditions(measures=measures, water=water))
    drill(engine, 40, NOW - HOUR)
    drill(engine, 50, NOW - 300 * DAY)
    kept("ice_thickness", 12, NOW - 2 * HOUR, device=GAUGE)
    kept("water_temperature", 1, NOW - HOUR)
    assert [reading.quantity for reading in listed(engine, running)] == ["water_temperature"]


def test_in_spring_this_winter_is_left_out_and_the_last_one_is_history(
    engine: Engine, library: Library
) -> None:
    for cm, days in ((30, 1), (20, 30), (1, 100), (55, 340)):
        drill(engine, cm, NOW - days * DAY)

    def told(now: datetime) -> list[float | None]:
        return [reading.value for reading in listed(engine, library, Wanted(quantity="ice_thickness"), now)]

    assert told(datetime(2027, 3, 15, 11, tzinfo=UTC)) == [55]
    assert told(datetime(2027, 6, 30, 11, tzinfo=UTC)) == [55]
    assert told(datetime(2027, 7, 1, 11, tzinfo=UTC)) == [30, 20, 1, 55]


def test_a_waiting_thickness_is_not_listed_nor_what_it_puts_in_doubt(
    engine: Engine, library: Library, kept: Keep
) -> None:
    kept("ice_thickness", 12, NOW - 20 * HOUR, device=GAUGE)
    kept("ice_thickness", 60, NOW - 5 * HOUR, device=GAUGE)
    drill(engine, 12, NOW - 6 * HOUR)
    found = [(reading.method, reading.value) for reading in listed(engine, library)]
    assert found == [("drilled", 12)]
