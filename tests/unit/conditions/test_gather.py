"""What a panel knows of a place: readings with their age, what is silent, ice, wind chill, forecast, warnings, sun."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, event

from heritage.conditions.gather import conditions_of, overview
from heritage.conditions.state import Conditions, Ice, IceAdvice, Silent
from heritage.places.place import Library, Place, PlaceConditions, Water
from heritage.quantities import IceKind
from heritage.sensors import readings, reporters
from heritage.sensors.decisions import Ruling, Subject
from heritage.sensors.drilled import Drilling, add
from heritage.sensors.readings import Observation
from heritage.sensors.verdicts import Verdict
from heritage.store.engine import writing
from heritage.store.kind import claim_demo
from heritage.weather.forecast import Forecast, Provider, Step
from heritage.weather.kept import WARNINGS, Document, PlacedForecast, forecast_key, keep, pack
from heritage.weather.warnings import Bulletin
from tests.observed import decided
from tests.unit.conditions.conftest import GAUGE, PROBE, Keep, with_place

NOW = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
WINTER = datetime(2027, 1, 20, 11, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


def known(engine: Engine, library: Library, now: datetime = NOW, slug: str = "lillsjon") -> Conditions:
    with engine.connect() as connection:
        return conditions_of(connection, library, library.places[slug], now)


def lake(library: Library, **changes: object) -> Library:
    """The toy library with other conditions at the lake."""
    place = library.places["lillsjon"]
    assert place.conditions is not None
    conditions = msgspec.structs.replace(place.conditions, **changes)
    return with_place(library, msgspec.structs.replace(place, conditions=conditions))


def freeze(engine: Engine, mean: float = -8) -> None:
    """Six whole days of one air temperature, up to the day before WINTER."""
    moments = [WINTER - hours * HOUR for hours in range(12, 156, 3)]
    with writing(engine) as connection:
        readings.keep(
            connection,
            [
                Observation(
                    "lillsjon", GAUGE, 1, "air_temperature", "sensor", at, mean + at.hour % 2 * 0.3, at
                )
                for at in moments
            ],
        )


def drill(
    engine: Engine, cm: float, age: timedelta, ice: IceKind = IceKind.CLEAR, snow_cm: float | None = None
) -> None:
    with writing(engine) as connection:
        add(connection, Drilling("lillsjon", WINTER - age, cm, ice, snow_cm, "Fiskeklubben"), WINTER)


def test_where_nothing_was_ever_heard_all_is_silent(engine: Engine, library: Library) -> None:
    found = known(engine, library)
    assert found.readings == ()
    assert found.silent == (
        Silent("lillsjon", "water_temperature"),
        Silent("lillsjon", "snow_depth"),
        Silent("lillsjon", "air_temperature"),
    )
    assert found.ice == Ice(IceAdvice.UNKNOWN)
    assert found.wind_chill is None
    assert found.forecast is None
    assert (found.warnings.is_known, found.warnings.is_none) == (False, False)
    assert not found.is_demo


def test_a_reading_comes_with_all_that_must_be_told_of_it(
    engine: Engine, library: Library, kept: Keep
) -> None:
    kept("water_temperature", 4.3, NOW - HOUR)
    (shown,) = known(engine, library).readings
    assert (shown.place, shown.quantity, shown.value, shown.unit) == (
        "lillsjon",
        "water_temperature",
        4.3,
        "°C",
    )
    assert (shown.method, shown.observed_at) == ("sensor", NOW - HOUR)
    assert (shown.stale_at, shown.expires_at) == (NOW + 5 * HOUR, NOW + 47 * HOUR)
    assert (shown.depth_m, shown.height_m) == (0.5, None)
    assert shown.note["en"].startswith("The probe hangs half a metre down")
    assert not shown.is_suspect


def test_an_expired_reading_is_silence_since_it_was_measured(
    engine: Engine, library: Library, kept: Keep
) -> None:
    kept("water_temperature", 4.3, NOW - 48 * HOUR)
    found = known(engine, library)
    assert found.readings == ()
    assert Silent("lillsjon", "water_temperature", NOW - 48 * HOUR) in found.silent
    assert [shown.value for shown in known(engine, library, NOW - MINUTE).readings] == [4.3]


def test_a_sensor_that_was_never_heard_is_told_beside_one_that_is(
    engine: Engine, library: Library, kept: Keep
) -> None:
    """And one that was heard, but long ago, with when; not a device that is heard of other things."""
    device = library.devices[PROBE]
    deep = msgspec.structs.replace(
        device, mountings=(msgspec.structs.replace(device.mountings[0], depth_m=3.0),)
    )
    two = msgspec.structs.replace(library, devices={**library.devices, "70b3d5e75e000003": deep})
    kept("water_temperature", 4.3, NOW - HOUR)
    assert [one for one in known(engine, two).silent if one.is_one_of_many] == [
        Silent("lillsjon", "water_temperature", None, True, None, 3.0)
    ]
    kept("water_temperature", 4.0, NOW - 5 * DAY, device="70b3d5e75e000003", channel=2)
    (silent,) = (one for one in known(engine, two).silent if one.is_one_of_many)
    assert silent.since == NOW - 5 * DAY
    kept("air_temperature", -3, NOW - HOUR, device="70b3d5e75e000003")
    assert [one for one in known(engine, two).silent if one.is_one_of_many] == []


def test_only_what_the_place_says_it_measures_is_told(engine: Engine, library: Library, kept: Keep) -> None:
    kept("humidity", 80, NOW - HOUR)
    kept("water_temperature", 4.3, NOW - HOUR, place="kvarnen")
    assert known(engine, library).readings == ()


def test_a_suspect_reading_carries_its_mark_and_makes_no_sums(
    engine: Engine, library: Library, kept: Keep
) -> None:
    windy = lake(library, measures=("air_temperature", "wind_speed"))
    kept("air_temperature", 44, NOW - HOUR, device=GAUGE)
    kept("wind_speed", 5, NOW - HOUR, device=GAUGE)
    found = known(engine, windy)
    assert [shown.is_suspect for shown in found.readings] == [True, False]
    assert found.wind_chill is None


def test_a_replaced_sensor_goes_on_in_the_same_channel(engine: Engine, library: Library, kept: Keep) -> None:
    kept("water_temperature", 4, NOW - 5 * HOUR, device="70b3d5e75e000009")
    kept("water_temperature", 3, NOW - HOUR)
    kept("water_temperature", 2, NOW - 2 * HOUR, channel=2)
    kept("water_temperature", 1, NOW - 3 * HOUR, device="reporter:1", channel=0, method="reported")
    found = known(engine, library)
    assert [(shown.value, shown.channel) for shown in found.readings] == [(3, 1), (2, 2), (1, 0)]


def test_what_people_measured_bears_their_name(engine: Engine, library: Library, kept: Keep) -> None:
    """R-C1: the source. A sensor has none."""
    with writing(engine) as connection:
        reporters.add(connection, library, "Badvärden", ["lillsjon"], ["water_temperature"], NOW)
    kept("water_temperature", 1, NOW - HOUR, device="reporter:1", channel=0, method="reported")
    kept("air_temperature", -3, NOW - HOUR)
    found = known(engine, library)
    assert {shown.quantity: shown.by for shown in found.readings} == {
        "water_temperature": "Badvärden",
        "air_temperature": "",
    }


def test_a_hole_bears_the_name_of_who_drilled_it(engine: Engine, library: Library) -> None:
    """R-C1."""
    freeze(engine)
    drill(engine, 14, HOUR)
    ice = known(engine, library, WINTER).ice
    assert ice is not None and ice.drilled is not None
    assert ice.drilled.shown.by == "Fiskeklubben"


def test_wind_chill_comes_from_fresh_good_readings(engine: Engine, library: Library, kept: Keep) -> None:
    windy = lake(library, measures=("air_temperature", "wind_speed"))
    kept("air_temperature", -10, NOW - HOUR, device="aws")
    kept("wind_speed", 5, NOW - HOUR, device="aws")
    chill = known(engine, windy).wind_chill
    assert chill is not None
    assert round(chill.value, 1) == -17.4
    assert known(engine, windy, NOW + 2 * HOUR).wind_chill is None


def test_a_wind_meter_near_the_ground_makes_no_wind_chill(
    engine: Engine, library: Library, kept: Keep
) -> None:
    windy = lake(library, measures=("air_temperature", "wind_speed"))
    kept("air_temperature", -10, NOW - HOUR, device=GAUGE)  # hangs at 2 m
    kept("wind_speed", 5, NOW - HOUR, device=GAUGE)
    assert known(engine, windy).wind_chill is None


# Ice


def test_ice_stands_nowhere_but_in_the_ice(engine: Engine, library: Library, kept: Keep) -> None:
    freeze(engine)
    drill(engine, 14, HOUR, snow_cm=5)
    kept("ice_thickness", 12, WINTER - HOUR, device=GAUGE, channel=1)
    found = known(engine, library, WINTER)
    assert "ice_thickness" not in {shown.quantity for shown in found.readings}
    assert "ice_thickness" not in {silent.quantity for silent in found.silent}
    ice = found.ice
    assert ice is not None and ice.drilled is not None and ice.sensor is not None
    assert (ice.drilled.shown.value, ice.drilled.kind, ice.drilled.snow_cm) == (14, IceKind.CLEAR, 5)
    assert (ice.drilled.advice, ice.sensor.advice) == (IceAdvice.MEASURED, IceAdvice.WARNING)
    assert ice.sensor.kind is None


def test_a_thickness_without_a_kind_is_of_unknown_kind(engine: Engine, library: Library, kept: Keep) -> None:
    freeze(engine)
    kept("ice_thickness", 30, WINTER - HOUR, device="reporter:1", channel=0, method="reported")
    ice = known(engine, library, WINTER).ice
    assert ice is not None and ice.drilled is not None
    assert (ice.drilled.kind, ice.drilled.advice) == (IceKind.UNKNOWN, IceAdvice.WARNING)


def test_of_several_holes_of_one_day_the_thinnest_is_told(engine: Engine, library: Library) -> None:
    freeze(engine)
    for cm, age in ((14, HOUR), (9, 3 * HOUR), (12, 5 * HOUR)):
        drill(engine, cm, age)
    ice = known(engine, library, WINTER).ice
    assert ice is not None and ice.drilled is not None
    assert (ice.drilled.shown.value, ice.advice) == (9, IceAdvice.BELOW_TEN)


def test_a_hole_that_somebody_rejected_counts_for_nothing(engine: Engine, library: Library) -> None:
    freeze(engine)
    drill(engine, 14, HOUR)
    drill(engine, 9, 3 * HOUR)
    at = WINTER - 3 * HOUR
    subject = Subject("lillsjon", "ice_thickness", at, at)
    decided(engine, subject, Ruling(Verdict.REJECTED, "Kim Kloss", "fel sjö"), WINTER)
    ice = known(engine, library, WINTER).ice
    assert ice is not None and ice.drilled is not None
    assert ice.drilled.shown.value == 14


def test_a_week_old_hole_leaves_only_its_date(engine: Engine, library: Library) -> None:
    freeze(engine)
    drill(engine, 14, 7 * DAY)
    assert known(engine, library, WINTER).ice == Ice(IceAdvice.UNKNOWN, since=WINTER - 7 * DAY)


def test_two_mild_days_hide_the_number(engine: Engine, library: Library) -> None:
    freeze(engine, mean=1)
    drill(engine, 40, HOUR)
    found = known(engine, library, WINTER)
    assert found.ice == Ice(IceAdvice.SPRING)
    assert found.hidden_ice is not None and found.hidden_ice.covers(WINTER - 30 * DAY)


def test_a_jump_of_a_sensor_waits_for_a_human(engine: Engine, library: Library, kept: Keep) -> None:
    freeze(engine)
    kept("ice_thickness", 12, WINTER - 30 * HOUR, device=GAUGE)
    kept("ice_thickness", 60, WINTER - HOUR, device=GAUGE)
    ice = known(engine, library, WINTER).ice
    assert ice is not None
    assert (ice.advice, ice.measured, ice.is_waiting) == (IceAdvice.UNKNOWN, (), True)


def test_water_that_is_not_still_has_a_warning_and_no_number(engine: Engine, library: Library) -> None:
    freeze(engine)
    drill(engine, 40, HOUR)
    for water in (None, Water.RUNNING, Water.REGULATED, Water.ASSUMED_STILL):
        found = known(engine, lake(library, water=water), WINTER)
        assert (found.ice, found.water_is_assumed) == (Ice(IceAdvice.NOT_STILL), False), water


def test_in_a_demonstration_assumed_water_counts_and_the_page_is_told(
    engine: Engine, library: Library
) -> None:
    claim_demo(engine)
    freeze(engine)
    drill(engine, 40, HOUR)
    found = known(engine, lake(library, water=Water.ASSUMED_STILL), WINTER)
    assert found.is_demo and found.water_is_assumed
    assert found.ice is not None and found.ice.advice is IceAdvice.MEASURED


def test_regulated_water_is_warned_of_though_nothing_is_measured(engine: Engine, library: Library) -> None:
    found = known(engine, lake(library, measures=(), water=Water.REGULATED), WINTER)
    assert found.ice == Ice(IceAdvice.NOT_STILL)
    assert known(engine, lake(library, measures=(), water=Water.STILL), WINTER).ice is None


# Weather and the time it holds


def put_forecast(engine: Engine) -> None:
    steps = tuple(Step(valid_at=NOW + (hour * 60 + 20) * MINUTE, air_temperature=1.5) for hour in range(48))
    forecast = Forecast(Provider.SMHI, NOW - HOUR, steps)
    body = pack(PlacedForecast("https://smhi.example/x", forecast))
    with writing(engine) as connection:
        key = forecast_key(Provider.SMHI, "lillsjon")
        keep(connection, Document(key, "smhi", checked_at=NOW, issued_at=NOW - HOUR, body=body))


def test_a_place_has_its_forecast_unless_it_wants_none(engine: Engine, library: Library) -> None:
    put_forecast(engine)
    found = known(engine, library)
    assert found.forecast is not None and found.forecast.forecast.provider is Provider.SMHI
    assert known(engine, lake(library, forecast=False)).forecast is None


def test_all_weather_of_a_place_is_read_by_one_statement(engine: Engine, library: Library) -> None:
    put_forecast(engine)
    statements: list[str] = []
    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", lambda *about: statements.append(about[2]))
        conditions_of(connection, library, library.places["lillsjon"], NOW)
    assert sum("FROM fetched" in words for words in statements) == 1


def test_silence_of_the_authority_is_known_when_its_list_was_read(engine: Engine, library: Library) -> None:
    with writing(engine) as connection:
        keep(connection, Document(WARNINGS, "smhi", checked_at=NOW, body=pack(Bulletin(()))))
    assert known(engine, library).warnings.is_none
    assert not known(engine, library, NOW + 2 * HOUR).warnings.is_none


def test_the_sun_is_told_where_the_position_is(engine: Engine, library: Library) -> None:
    sun = known(engine, library).sun
    assert sun is not None and sun.sunrise is not None and sun.sunset is not None
    assert sun.sunrise < sun.noon < sun.sunset
    place = msgspec.structs.replace(library.places["lillsjon"], position=None)
    assert known(engine, with_place(library, place)).sun is None


def test_it_is_told_when_the_next_thing_changes(engine: Engine, library: Library, kept: Keep) -> None:
    midnight = datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert known(engine, library).changes_at == midnight
    kept("water_temperature", 4.3, NOW - HOUR)
    stale_at = NOW + 5 * HOUR
    assert known(engine, library).changes_at == stale_at
    put_forecast(engine)
    assert known(engine, library).changes_at == NOW + 20 * MINUTE
    with writing(engine) as connection:
        checked_at = NOW - 50 * MINUTE
        keep(connection, Document(WARNINGS, "smhi", checked_at=checked_at, body=pack(Bulletin(()))))
    found = known(engine, library)
    assert found.changes_at == NOW + 10 * MINUTE + timedelta(seconds=1)
    later = known(engine, library, found.changes_at)
    assert found.warnings.is_known and not later.warnings.is_known


def test_until_it_changes_it_says_the_same(engine: Engine, library: Library, kept: Keep) -> None:
    kept("water_temperature", 4.3, NOW - HOUR)
    put_forecast(engine)
    before = known(engine, library)
    late = known(engine, library, before.changes_at - timedelta(seconds=1))
    assert (before.readings, before.silent, before.ice) == (late.readings, late.silent, late.ice)
    assert before.changes_at == late.changes_at


def test_a_place_without_conditions_is_no_measuring_point(engine: Engine, library: Library) -> None:
    with pytest.raises(ValueError, match="kvarnen has no conditions"):
        known(engine, library, slug="kvarnen")


def test_the_overview_has_every_measuring_point_the_freshest_first(
    engine: Engine, library: Library, kept: Keep
) -> None:
    mill: Place = library.places["kvarnen"]
    conditions = PlaceConditions(measures=("air_temperature",))
    both = with_place(library, msgspec.structs.replace(mill, conditions=conditions))
    kept("water_temperature", 4.3, NOW - 3 * HOUR)

    def order() -> list[str]:
        with engine.connect() as connection:
            return [found.place for found in overview(connection, both, NOW)]

    assert order() == ["lillsjon", "kvarnen"]
    kept("air_temperature", -1, NOW - HOUR, place="kvarnen", device=GAUGE)
    assert order() == ["kvarnen", "lillsjon"]
