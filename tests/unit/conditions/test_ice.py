"""The rules of ice (R-C6 to R-C10): which number may be told, and what is always said."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.conditions.ice import (
    IceReading,
    Waiting,
    hidden_ice,
    judge,
    speaks_of_ice,
    told_times,
)
from heritage.conditions.state import HiddenIce, Ice, IceAdvice, Shown
from heritage.places.place import PlaceConditions, Water
from heritage.quantities import IceKind

NOON = datetime(2026, 1, 20, 11, tzinfo=UTC)
TODAY = date(2026, 1, 20)
STILL = PlaceConditions(measures=("ice_thickness",), water=Water.STILL)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def days(*means: float | None, today: date = TODAY) -> dict[date, float]:
    """Daily means up to yesterday, in order; the days before them were cold."""
    first = today - len(means) * DAY
    known = {first - number * DAY: -10.0 for number in range(1, 40)}
    return known | {first + number * DAY: mean for number, mean in enumerate(means) if mean is not None}


def drilled(
    cm: float, age: timedelta = HOUR, kind: IceKind = IceKind.CLEAR, now: datetime = NOON
) -> IceReading:
    return IceReading(Shown("lillsjon", "ice_thickness", 0, cm, "drilled", now - age), kind)


def sensed(cm: float, age: timedelta = HOUR, now: datetime = NOON) -> IceReading:
    return IceReading(Shown("lillsjon", "ice_thickness", 1, cm, "sensor", now - age))


def ice(
    *readings: IceReading,
    means: Mapping[date, float] | None = None,
    now: datetime = NOON,
    conditions: PlaceConditions = STILL,
    is_demo: bool = False,
    waiting: tuple[Waiting, ...] = (),
) -> Ice | None:
    known = days(today=now.date()) if means is None else means
    hidden = hidden_ice(conditions, known, now, is_demo)
    return judge(conditions, readings, waiting, hidden, now)


def advice(found: Ice | None) -> IceAdvice:
    assert found is not None
    return found.advice


def numbers(found: Ice | None) -> list[float]:
    return [one.shown.value for one in found.measured] if found else []


# R-C7: what is held against ten centimetres


@pytest.mark.parametrize(
    ("cm", "said"), [(0, "below_ten"), (9.9, "below_ten"), (10, "measured"), (60, "measured")]
)
def test_drilled_clear_ice_is_held_against_ten_centimetres(cm: float, said: str) -> None:
    found = ice(drilled(cm))
    assert advice(found) == said
    assert numbers(found) == [cm]


@pytest.mark.parametrize("kind", [IceKind.SNOW, IceKind.UNKNOWN])
@pytest.mark.parametrize("cm", [0, 9, 10, 15, 100])
def test_other_ice_always_carries_the_warning_whatever_the_number(kind: IceKind, cm: float) -> None:
    assert advice(ice(drilled(cm, kind=kind))) is IceAdvice.WARNING


@pytest.mark.parametrize("cm", [0, 9, 10, 50, 150])
def test_a_sensor_always_carries_the_warning_whatever_the_number(cm: float) -> None:
    found = ice(sensed(cm))
    assert advice(found) is IceAdvice.WARNING
    assert numbers(found) == [cm]


def test_drilled_and_sensor_stand_apart_and_the_more_careful_one_speaks_for_the_place() -> None:
    found = ice(drilled(30), sensed(28))
    assert found is not None
    assert found.drilled is not None and found.sensor is not None
    assert (found.drilled.advice, found.sensor.advice) == (IceAdvice.MEASURED, IceAdvice.WARNING)
    assert found.advice is IceAdvice.WARNING


def test_of_holes_drilled_at_about_the_same_time_the_thinnest_is_told() -> None:
    assert numbers(ice(drilled(14, HOUR), drilled(12, 3 * HOUR), drilled(13, 2 * HOUR))) == [12]
    assert advice(ice(drilled(14, HOUR), drilled(8, 20 * HOUR))) is IceAdvice.BELOW_TEN
    assert advice(ice(drilled(14, HOUR), drilled(20, 2 * HOUR, IceKind.SNOW))) is IceAdvice.WARNING


def test_of_all_that_keeps_people_off_the_ice_the_thinnest_is_told_whatever_its_kind() -> None:
    found = ice(drilled(4), drilled(12, kind=IceKind.UNKNOWN), drilled(14))
    assert numbers(found) == [4]
    assert advice(found) is IceAdvice.BELOW_TEN
    found = ice(drilled(12), drilled(14, kind=IceKind.SNOW))
    assert numbers(found) == [14]
    assert advice(found) is IceAdvice.WARNING


def test_a_more_careful_hole_knows_of_the_newer_ones() -> None:
    found = ice(drilled(14, HOUR), drilled(8, 20 * HOUR), drilled(13, 2 * HOUR))
    assert found is not None and found.drilled is not None
    assert (found.drilled.count, found.drilled.newest_at) == (3, NOON - HOUR)
    newest = ice(drilled(8, HOUR), drilled(14, 2 * HOUR))
    assert newest is not None and newest.drilled is not None
    assert (newest.drilled.count, newest.drilled.newest_at) == (1, None)


def test_a_hole_of_the_day_before_is_overtaken_by_a_new_one() -> None:
    assert numbers(ice(drilled(14, HOUR), drilled(8, 26 * HOUR))) == [14]


def test_after_a_week_nothing_is_told_but_when_it_was() -> None:
    assert numbers(ice(drilled(14, 7 * DAY - HOUR))) == [14]
    found = ice(drilled(14, 7 * DAY))
    assert found == Ice(IceAdvice.UNKNOWN, since=NOON - 7 * DAY)


def test_where_nobody_ever_measured_nothing_is_known() -> None:
    assert ice() == Ice(IceAdvice.UNKNOWN)


# R-C8: water that is not still


@pytest.mark.parametrize("water", [None, Water.RUNNING, Water.REGULATED, Water.ASSUMED_STILL])
def test_water_that_nobody_calls_still_has_no_thickness(water: Water | None) -> None:
    conditions = PlaceConditions(measures=("ice_thickness",), water=water)
    assert ice(drilled(40), sensed(40), conditions=conditions) == Ice(IceAdvice.NOT_STILL)


def test_water_that_is_assumed_to_be_still_counts_as_still_in_a_demonstration_only() -> None:
    conditions = PlaceConditions(measures=("ice_thickness",), water=Water.ASSUMED_STILL)
    assert numbers(ice(drilled(40), conditions=conditions, is_demo=True)) == [40]
    assert numbers(ice(drilled(40), conditions=conditions)) == []


@pytest.mark.parametrize("water", [None, Water.RUNNING, Water.REGULATED])
def test_a_demonstration_makes_no_other_water_still(water: Water | None) -> None:
    conditions = PlaceConditions(measures=("ice_thickness",), water=water)
    assert ice(drilled(40), conditions=conditions, is_demo=True) == Ice(IceAdvice.NOT_STILL)


def test_running_and_regulated_water_is_warned_of_though_no_ice_is_measured() -> None:
    assert speaks_of_ice(PlaceConditions(water=Water.REGULATED))
    assert speaks_of_ice(PlaceConditions(water=Water.RUNNING))
    assert speaks_of_ice(PlaceConditions(measures=("ice_thickness",)))
    assert not speaks_of_ice(PlaceConditions(measures=("water_temperature",), water=Water.STILL))
    assert not speaks_of_ice(PlaceConditions(measures=("air_temperature",)))


# R-C9: thaw and spring


def test_after_two_days_above_zero_the_number_is_hidden() -> None:
    assert numbers(ice(drilled(40), means=days(-5, 0.1))) == [40]
    assert ice(drilled(40), sensed(40), means=days(0.1, 0.1)) == Ice(IceAdvice.SPRING)


def test_a_day_of_exactly_zero_is_not_above_zero_and_no_frost() -> None:
    assert numbers(ice(drilled(40), means=days(1, 0))) == [40]
    assert advice(ice(drilled(40), means=days(1, 1, -1, -1, 0))) is IceAdvice.SPRING


def test_two_mild_days_that_are_apart_make_no_thaw() -> None:
    assert numbers(ice(drilled(40), means=days(3, -1, 3))) == [40]


def test_it_stays_hidden_until_three_days_of_frost_in_a_row_have_passed() -> None:
    assert advice(ice(drilled(40), means=days(2, 2, -5, -5))) is IceAdvice.SPRING
    assert advice(ice(drilled(40), means=days(2, 2, -5, 1, -5, -5))) is IceAdvice.SPRING
    assert numbers(ice(drilled(40), means=days(2, 2, -5, -5, -5))) == [40]


def test_what_was_measured_before_the_frost_came_back_says_nothing() -> None:
    means = days(2, 2, -5, -5, -5)
    midnight = datetime(2026, 1, 19, 23, tzinfo=UTC)
    assert numbers(ice(drilled(40, NOON - midnight), means=means)) == [40]
    assert ice(drilled(40, NOON - midnight + HOUR), means=means) == Ice(
        IceAdvice.UNKNOWN, since=midnight - HOUR
    )


def test_a_day_without_temperature_ends_no_thaw_and_makes_none_by_itself() -> None:
    assert advice(ice(drilled(40), means=days(2, 2, None, -5, -5))) is IceAdvice.SPRING
    assert advice(ice(drilled(40), means=days(2, None, 2))) is IceAdvice.SPRING
    assert numbers(ice(drilled(40), means=days(2, None))) == [40]


def test_without_temperatures_only_what_was_measured_in_the_last_day_is_told() -> None:
    assert numbers(ice(drilled(40, 23 * HOUR), means={})) == [40]
    assert ice(drilled(40, 25 * HOUR), means={}) == Ice(IceAdvice.UNKNOWN, since=NOON - 25 * HOUR)
    assert numbers(ice(drilled(40, 25 * HOUR), means=days(None, -5))) == [40]
    assert numbers(ice(drilled(40, 25 * HOUR), means=days(None, None))) == []


def test_a_thaw_with_nothing_measured_is_no_knowledge_of_ice() -> None:
    assert ice(means=days(4, 4)) == Ice(IceAdvice.UNKNOWN)


@pytest.mark.parametrize(
    ("spring_from", "day", "is_hidden"),
    [
        (None, "03-14", False),
        (None, "03-15", True),
        ("04-02", "04-01", False),
        ("04-02", "04-02", True),
        ("04-02", "05-31", True),
        ("02-01", "02-01", True),
    ],
)
def test_from_a_set_date_it_is_spring_whatever_the_frost(
    spring_from: str | None, day: str, is_hidden: bool
) -> None:
    now = datetime.fromisoformat(f"2026-{day}T11:00:00Z")
    conditions = PlaceConditions(measures=("ice_thickness",), water=Water.STILL, spring_from=spring_from)
    found = ice(drilled(60, now=now), sensed(60, now=now), now=now, conditions=conditions)
    assert (found == Ice(IceAdvice.SPRING)) == is_hidden
    assert (numbers(found) == []) == is_hidden


def test_spring_begins_at_local_midnight() -> None:
    before, after = (datetime(2026, 3, 14, hour, 59, tzinfo=UTC) for hour in (22, 23))
    assert numbers(ice(drilled(60, now=before), now=before)) == [60]
    assert numbers(ice(drilled(60, now=after), now=after)) == []


def test_in_spring_it_is_said_though_nothing_is_measured() -> None:
    assert ice(now=datetime(2026, 4, 20, 11, tzinfo=UTC)) == Ice(IceAdvice.SPRING)


@pytest.mark.parametrize("month", [6, 7, 8, 9])
def test_in_summer_nothing_is_said_unless_somebody_measured_ice(month: int) -> None:
    now = datetime(2026, month, 20, 11, tzinfo=UTC)
    assert ice(now=now) is None
    assert ice(sensed(0, now=now), now=now) is None
    assert ice(drilled(30, 8 * DAY, now=now), now=now) is None
    found = ice(sensed(3, now=now), now=now)
    assert found is not None
    assert (found.advice is IceAdvice.SPRING) == (month == 6)


# A jump that the weather cannot explain waits for a human


def test_what_waits_takes_the_older_numbers_of_its_kind_away() -> None:
    waiting = (Waiting(NOON - HOUR, is_by_hand=False),)
    found = ice(drilled(12, 5 * HOUR), sensed(20, 2 * HOUR), waiting=waiting)
    assert numbers(found) == [12]
    assert found is not None and found.is_waiting
    assert numbers(ice(sensed(21, timedelta(minutes=30)), waiting=waiting)) == [21]
    assert ice(sensed(20, 2 * HOUR), waiting=waiting) == Ice(
        IceAdvice.UNKNOWN, since=NOON - 2 * HOUR, is_waiting=True
    )


def test_what_has_waited_for_a_week_is_forgotten() -> None:
    waiting = (Waiting(NOON - 7 * DAY, is_by_hand=False),)
    assert ice(sensed(20), waiting=waiting) == ice(sensed(20))


# Lists and curves


def test_of_water_that_is_not_still_no_winter_may_be_listed() -> None:
    hidden = hidden_ice(PlaceConditions(measures=("ice_thickness",)), {}, NOON, is_demo=False)
    assert told_times(hidden, (), True, NOON) == ()
    assert hidden is not None and hidden.covers(NOON - 400 * DAY)


def covered(hidden: HiddenIce | None, moment: datetime) -> bool:
    return hidden is not None and hidden.covers(moment)


def test_in_a_thaw_this_winter_is_hidden_and_the_last_one_is_history() -> None:
    hidden = hidden_ice(STILL, days(2, 2), NOON, is_demo=False)
    assert covered(hidden, NOON)
    assert covered(hidden, NOON - 60 * DAY)
    assert not covered(hidden, NOON - 300 * DAY)


def test_in_deep_winter_with_frost_all_may_be_listed() -> None:
    assert hidden_ice(STILL, days(), NOON, is_demo=False) is None
    ((begins, ends),) = told_times(None, (), True, NOON)
    assert begins < NOON - 10_000 * DAY and ends > NOON


def test_a_list_leaves_out_what_waits_and_the_week_before_it() -> None:
    waiting = [Waiting(NOON - 2 * HOUR, is_by_hand=False)]
    new, old = told_times(None, waiting, False, NOON)
    assert new[0] == NOON - 2 * HOUR + timedelta(seconds=1)
    assert old[1] == NOON - 7 * DAY
    assert len(told_times(None, waiting, True, NOON)) == 1


# For whatever is measured

readings = st.builds(
    lambda cm, hours, kind: drilled(cm, hours * HOUR, kind) if kind else sensed(cm, hours * HOUR),
    st.floats(0, 150),
    st.integers(0, 400),
    st.none() | st.sampled_from(IceKind),
)
known_days = st.dictionaries(st.integers(1, 35).map(lambda number: TODAY - number * DAY), st.floats(-30, 10))
places = st.builds(
    PlaceConditions,
    measures=st.just(("ice_thickness",)),
    water=st.none() | st.sampled_from(Water),
    spring_from=st.none() | st.sampled_from(["01-10", "03-01", "04-15"]),
)


@given(st.lists(readings, max_size=5), known_days, places, st.booleans())
def test_no_number_without_leave_and_never_without_its_warning(
    measured: list[IceReading], means: dict[date, float], conditions: PlaceConditions, is_demo: bool
) -> None:
    hidden = hidden_ice(conditions, means, NOON, is_demo)
    found = judge(conditions, measured, (), hidden, NOON)
    assert found is not None
    told = found.measured
    assert (found.advice in (IceAdvice.NOT_STILL, IceAdvice.SPRING, IceAdvice.UNKNOWN)) == (told == ())
    for one in told:
        assert not covered(hidden, one.shown.observed_at)
        assert NOON - one.shown.observed_at < 7 * DAY
        is_clear_and_thick = one.kind is IceKind.CLEAR and one.shown.value >= 10
        assert (one.advice is IceAdvice.MEASURED) == is_clear_and_thick
    if told and any(one.advice is not IceAdvice.MEASURED for one in told):
        assert found.advice is not IceAdvice.MEASURED
    if conditions.water is not Water.STILL and not (is_demo and conditions.water is Water.ASSUMED_STILL):
        assert found == Ice(IceAdvice.NOT_STILL)
    if all(means.get(TODAY - number * DAY, -1) > 0 for number in (1, 2)):
        assert told == ()
