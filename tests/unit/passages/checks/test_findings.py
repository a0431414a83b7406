"""Planted faults are marked for the reviewer with their numbers; ordinary weeks are left in peace (R-V9, R-V11)."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from heritage.passages.checks.findings import (
    Blocked,
    blocked,
    find_apart_from_last_year,
    find_apart_from_neighbour,
    find_clock,
    find_imbalance,
    find_low_battery,
    find_nights,
    find_told,
    is_free,
)
from heritage.passages.checks.judging import Finding, Kind
from heritage.passages.stretches import HOUR_S, HourCount, day_of, midnight
from heritage.places.counting import Thresholds
from heritage.store.flags import Flag
from tests.made_counts import hour_at, made_up, span_of
from tests.unseen import unseen

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
CHECKS = Thresholds()


def daily(value: float, days: int = 98, first: date = MONDAY) -> dict[date, float]:
    """So many on each day, and half as many again on Sundays."""
    made = (first + number * DAY for number in range(days))
    return {day: value * (1.5 if day.weekday() == 6 else 1.0) for day in made}


def times(days: Mapping[date, float], factor: float, first: date, length: int) -> dict[date, float]:
    """With some of the days multiplied."""
    return {day: value * factor if 0 <= (day - first).days < length else value for day, value in days.items()}


def made_days(
    per_day: float, seed: int, first: date = date(2025, 1, 1), days: int = 365
) -> dict[date, float]:
    sums: dict[date, float] = {}
    for one in made_up(first, days, per_day, seed):
        day = day_of(one.hour)
        sums[day] = sums.get(day, 0) + (one.raw or 0)
    return sums


def test_what_the_hours_tell_is_listed_with_its_time() -> None:
    flags = [Flag.RESET, Flag(0), Flag.DUPLICATE, Flag.DUPLICATE | Flag.WRAP, Flag.PARTIAL]
    hours = [HourCount(HOUR_S * number, 1, HOUR_S, flag) for number, flag in enumerate(flags)]
    assert list(find_told(hours)) == [
        Finding(Kind.RESET, 0, HOUR_S, {"hours": 1}),
        Finding(Kind.WRAP, 3 * HOUR_S, 4 * HOUR_S, {"hours": 1}),
        Finding(Kind.DUPLICATE, 2 * HOUR_S, 4 * HOUR_S, {"hours": 2}),
    ]


@pytest.mark.parametrize("day", [date(2026, 4, 8), date(2026, 3, 29)])
def test_many_between_three_and_six_at_night_are_marked(day: date) -> None:
    hours = {one.hour: one.raw or 0 for one in made_up(MONDAY, 60, 40, seed=1)}
    assert list(find_nights(hours, CHECKS)) == []
    _, end = span_of(day, 1)
    four = end - 20 * HOUR_S  # local time, also when clocks were changed before it
    hours[four] = 12
    (finding,) = find_nights(hours, CHECKS)
    assert finding == Finding(
        Kind.NIGHT, end - 21 * HOUR_S, end - 18 * HOUR_S, {"value": finding.evidence["value"], "typical": 0}
    )
    assert finding.evidence["value"] >= 12


def test_nine_at_night_or_a_night_that_lacks_an_hour_are_not() -> None:
    hours = {one.hour: 0 for one in made_up(MONDAY, 60, 40, seed=1)}
    at = hour_at(date(2026, 4, 8), 4)
    assert list(find_nights({**hours, at: 9}, CHECKS)) == []
    assert len(list(find_nights({**hours, at: 10}, CHECKS))) == 1
    lacking = {hour: raw for hour, raw in hours.items() if hour != at + HOUR_S}
    assert list(find_nights({**lacking, at: 10}, CHECKS)) == []


def test_weeks_in_one_direction_are_one_finding() -> None:
    ins, outs = daily(20), daily(18)
    assert list(find_imbalance(ins, outs, CHECKS)) == []
    first = MONDAY + 21 * DAY
    (finding,) = find_imbalance(ins, times(outs, 0.25, first, 14), CHECKS)
    assert (finding.start, finding.end) == (midnight(first), midnight(first + 14 * DAY))
    assert finding.evidence == {"in": 300, "out": 67.5, "share": 300 / 367.5}
    few = list(find_imbalance(daily(5), times(daily(5), 0.1, first, 14), CHECKS))
    assert few == []


def test_a_week_far_from_its_usual_ratio_to_the_neighbour_is_marked() -> None:
    own, neighbour = daily(10), daily(30)
    assert list(find_apart_from_neighbour(own, neighbour, CHECKS)) == []
    first = MONDAY + 42 * DAY
    for factor in (0.2, 5.0):
        (finding,) = find_apart_from_neighbour(times(own, factor, first, 7), neighbour, CHECKS)
        assert (finding.kind, finding.start) == (Kind.NEIGHBOUR, midnight(first))
        assert finding.end == midnight(first + 7 * DAY)
        assert finding.evidence == {
            "value": pytest.approx(75 * factor),
            "expected": pytest.approx(75),
            "neighbour": 225,
        }
    both = times(own, 0.2, first, 7), times(neighbour, 0.2, first, 7)
    assert list(find_apart_from_neighbour(*both, CHECKS)) == []  # rain at both
    few = times(daily(1), 0.0, first, 7)
    assert list(find_apart_from_neighbour(few, neighbour, CHECKS)) == []


def test_a_week_far_from_last_year_is_marked() -> None:
    days = daily(10, days=600)
    assert list(find_apart_from_last_year(days, CHECKS)) == []
    first = MONDAY + 420 * DAY
    (finding,) = find_apart_from_last_year(times(days, 0.2, first, 7), CHECKS)
    assert (finding.kind, finding.start) == (Kind.LAST_YEAR, midnight(first))
    assert finding.evidence == {"value": pytest.approx(15), "expected": 75}


def test_a_clock_that_is_wrong_is_told_from_messages_that_came_late() -> None:
    def told(ahead: int, late: int, day: int) -> list[tuple[int, int]]:
        at = hour_at(MONDAY + day * DAY, 10)
        return [(at + hour * HOUR_S + ahead, at + hour * HOUR_S + late) for hour in range(4)]

    well = [*told(0, 60, 0), *told(0, 5 * HOUR_S, 0), *told(0, 1700, 1)]
    assert list(find_clock(well, CHECKS)) == []
    assert list(find_clock(told(9000, 0, 2)[:2], CHECKS)) == []
    (behind,) = find_clock([*well, *told(0, 2400, 2), *told(0, 3000, 3)], CHECKS)
    assert behind.evidence == {"minutes": 50}
    assert (behind.start, behind.end) == span_of(MONDAY + 2 * DAY, 2)
    (ahead,) = find_clock([*well, *told(2400, 0, 2)], CHECKS)
    assert ahead.evidence == {"minutes": -40}


def test_days_with_a_low_battery_are_one_finding() -> None:
    told = [(hour_at(MONDAY + number * DAY, 9), 18.0 - number) for number in range(6)]
    (finding,) = find_low_battery(told, 15, "percent")
    assert finding == Finding(Kind.BATTERY, *span_of(MONDAY + 4 * DAY, 2), {"percent": 13.0})
    (finding,) = find_low_battery([(at, left / 10) for at, left in told], 1.35, "volt")
    assert finding == Finding(Kind.BATTERY, *span_of(MONDAY + 5 * DAY, 1), {"volt": 1.3})


def test_a_blocked_lens_shows_against_the_neighbour() -> None:
    own, neighbour = daily(10, days=70), daily(30, days=70)
    assert blocked(own, neighbour, {}, CHECKS) is None
    first = MONDAY + 66 * DAY
    assert blocked(times(own, 0.1, first + 2 * DAY, 4), neighbour, {}, CHECKS) is None  # two days
    found = blocked(times(own, 0.1, first, 4), neighbour, {}, CHECKS)
    assert found == Blocked(first, 4, pytest.approx(4.5), pytest.approx(45), Kind.NEIGHBOUR)
    rain = times(own, 0.1, first, 4), times(neighbour, 0.1, first, 4)
    assert blocked(*rain, {}, CHECKS) is None
    assert blocked(times(own, 0.4, first, 4), neighbour, {}, CHECKS) is None
    dim = blocked(times(own, 0.2, first, 4), neighbour, {}, CHECKS)
    assert dim is not None and (dim.since, dim.days) == (first, 4)
    assert blocked(times(own, 0.1, first, 3), neighbour, {}, CHECKS) is None  # the last day is well


def test_a_lens_blocked_for_weeks_is_still_seen() -> None:
    own, neighbour = daily(10, days=98), daily(30, days=98)
    for days in (3, 10, 20, 27):
        first = MONDAY + (98 - days) * DAY
        found = blocked(times(own, 0.0, first, days), neighbour, {}, CHECKS)
        assert found is not None and (found.since, found.days) == (first, days)


def test_a_blocked_lens_shows_against_last_year_where_no_neighbour_tells() -> None:
    days = daily(10, days=500)
    last_year = {day: value for day, value in days.items() if day < MONDAY + 300 * DAY}
    own = {day: value for day, value in days.items() if day >= MONDAY + 400 * DAY}
    assert blocked(own, {}, last_year, CHECKS) is None
    first = MONDAY + 496 * DAY
    found = blocked(times(own, 0.0, first, 4), {}, last_year, CHECKS)
    assert found is not None
    assert (found.since, found.counted, found.against) == (first, 0, Kind.LAST_YEAR)
    assert blocked({}, {}, last_year, CHECKS) is None


def test_a_few_quiet_days_on_a_quiet_trail_are_no_blocked_lens() -> None:
    own, neighbour = daily(1, days=70), daily(30, days=70)
    assert blocked(times(own, 0.0, MONDAY + 66 * DAY, 4), neighbour, {}, CHECKS) is None


@pytest.mark.parametrize("per_day", [0.3, 3, 20, 400])
@unseen()
def test_years_without_faults_give_next_to_no_marks(per_day: float) -> None:
    marks = alarms = 0
    for seed in range(3):
        days, neighbour = made_days(per_day, seed), made_days(3 * per_day, seed + 100)
        before = made_days(per_day, seed + 200, date(2024, 1, 1), 366)
        marks += len(list(find_apart_from_neighbour(days, neighbour, CHECKS)))
        marks += len(list(find_apart_from_last_year({**before, **days}, CHECKS)))
        marks += len(list(find_imbalance(days, made_days(per_day, seed + 300), CHECKS)))
        for number in range(90, 365, 5):
            until = date(2025, 1, 1) + number * DAY
            known = {day: value for day, value in days.items() if day <= until}
            alarms += blocked(known, neighbour, before, CHECKS) is not None
    assert (marks, alarms) == (0, 0)


def test_a_lens_is_free_again_when_neighbour_last_year_or_its_own_weeks_say_so() -> None:
    """And where nothing tells, it is not said to be well."""
    since = MONDAY + 60 * DAY
    own, neighbour = times(daily(10, days=70), 0.0, since, 30), daily(30, days=90)
    last_year = {day - 364 * DAY: value for day, value in daily(10, days=90).items()}
    freed = {**own, **{since + number * DAY: 10.0 for number in range(10, 12)}}
    for beside, then in ((neighbour, {}), ({}, last_year), ({}, {})):
        assert not is_free(own, beside, then, since, CHECKS)
        assert is_free(freed, beside, then, since, CHECKS)
    lately = {day: value for day, value in freed.items() if day >= since}
    assert not is_free(lately, {}, {}, since, CHECKS)
    assert not is_free({}, neighbour, last_year, since, CHECKS)
