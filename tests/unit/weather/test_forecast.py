"""The next hours and days: by Stockholm's clock, nothing of the past, nothing that is not known as a figure."""

from datetime import UTC, date, datetime, timedelta

import pytest

from heritage.weather.forecast import (
    EXPIRES_AFTER,
    Forecast,
    Provider,
    Sky,
    Step,
    assemble,
    is_current,
    next_days,
    next_hours,
)
from heritage.weather.smhi import read_forecast
from tests.weather_server import smhi_forecast

ISSUED = datetime(2026, 11, 21, 9, 2, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)  # 10.40 in Stockholm
HOUR = timedelta(hours=1)


def hours(first: datetime, *values: float | None, length: timedelta = HOUR) -> list[Step]:
    """Steps one after the other, each with one of `values` millimetres."""
    return [
        Step(
            valid_at=first + (number + 1) * length,
            interval_start=first + number * length,
            precipitation=value,
            air_temperature=1.0,
        )
        for number, value in enumerate(values)
    ]


def made_of(steps: list[Step], issued_at: datetime = ISSUED) -> Forecast:
    return assemble(Provider.SMHI, issued_at, steps)


def whole() -> Forecast:
    return read_forecast(smhi_forecast(ISSUED), "kg/m2")


def test_a_forecast_is_shown_for_twelve_hours_after_its_issue() -> None:
    forecast = whole()
    assert is_current(forecast, ISSUED)
    assert is_current(forecast, ISSUED + EXPIRES_AFTER - timedelta(seconds=1))
    assert not is_current(forecast, ISSUED + EXPIRES_AFTER)


def test_a_forecast_from_the_future_is_a_mistake() -> None:
    assert is_current(whole(), ISSUED - HOUR)
    assert not is_current(whole(), ISSUED - HOUR - timedelta(seconds=1))


def test_a_forecast_whose_last_step_has_passed_is_used_up() -> None:
    forecast = made_of(hours(ISSUED, 0.0))
    assert is_current(forecast, ISSUED + HOUR - timedelta(seconds=1))
    assert not is_current(forecast, ISSUED + HOUR)


def test_the_next_24_hours_are_24_rows_and_none_of_them_has_passed() -> None:
    steps = next_hours(whole(), NOW)
    assert len(steps) == 24
    assert steps[0].valid_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert steps[-1].valid_at == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_where_there_are_no_hours_the_steps_there_are_are_the_rows() -> None:
    forecast = made_of(hours(NOW, *[0.0] * 8, length=6 * HOUR))
    assert [step.valid_at - NOW for step in next_hours(forecast, NOW)] == [
        6 * HOUR,
        12 * HOUR,
        18 * HOUR,
        24 * HOUR,
    ]


def test_seven_days_begin_with_what_is_left_of_today() -> None:
    today, tomorrow, *later = next_days(whole(), NOW)
    assert (today.day, today.is_whole, today.starts_at) == (date(2026, 11, 21), False, NOW)
    assert (tomorrow.day, tomorrow.is_whole) == (date(2026, 11, 22), True)
    assert today.ends_at == tomorrow.starts_at
    assert (tomorrow.starts_at.hour, tomorrow.ends_at.hour) == (23, 23)
    assert [day.day.day for day in later] == [23, 24, 25, 26, 27]


def test_the_last_day_ends_where_the_forecast_ends() -> None:
    *_, last = next_days(whole(), NOW, count=14)
    assert last.ends_at == whole().steps[-1].valid_at
    assert not last.is_whole


def test_a_day_has_its_extremes_and_its_strongest_wind_with_its_direction() -> None:
    steps = [
        Step(valid_at=NOW + HOUR, air_temperature=-3.0, wind_speed=9.0, wind_direction=90.0, wind_gust=11.0),
        Step(
            valid_at=NOW + 2 * HOUR,
            air_temperature=-1.0,
            wind_speed=4.0,
            wind_direction=180.0,
            wind_gust=15.0,
        ),
        Step(valid_at=NOW + 3 * HOUR, sky=Sky.CLEAR, thunder=False),
    ]
    (day,) = next_days(made_of(steps), NOW)
    assert (day.lowest, day.highest) == (-3.0, -1.0)
    assert (day.wind_speed, day.wind_direction, day.wind_gust) == (9.0, 90.0, 15.0)
    assert (day.precipitation, day.thunder) == (None, False)


def test_a_day_of_which_nothing_is_known_but_the_sky_has_no_figures() -> None:
    (day,) = next_days(made_of([Step(valid_at=NOW + HOUR, sky=Sky.FOG)]), NOW)
    assert (day.lowest, day.highest, day.wind_speed, day.wind_direction, day.wind_gust) == (None,) * 5
    assert (day.precipitation, day.thunder, day.typical_sky) == (None, None, Sky.FOG)


def test_an_interval_over_midnight_is_shared_by_time() -> None:
    evening = datetime(2026, 11, 21, 17, tzinfo=UTC)  # 18 in Stockholm, six hours before midnight
    steps = hours(evening, 3.0, length=3 * HOUR) + hours(evening + 3 * HOUR, 12.0, 0.0, length=12 * HOUR)
    today, tomorrow = next_days(made_of(steps), evening)
    assert today.precipitation == pytest.approx(3.0 + 3.0)
    assert tomorrow.precipitation == pytest.approx(9.0)


def test_of_the_hour_that_is_half_over_half_its_rain_is_to_come() -> None:
    forecast = made_of(hours(NOW.replace(minute=0), 1.0, 2.0, 0.0))
    (today,) = next_days(forecast, NOW.replace(minute=30))
    assert today.precipitation == pytest.approx(2.5)


def test_one_hour_without_a_figure_makes_the_days_sum_unknown() -> None:
    """No data is never 0."""
    (today,) = next_days(made_of(hours(NOW, 1.0, None, 1.0)), NOW)
    assert today.precipitation is None


def test_intervals_that_overlap_are_not_counted_twice() -> None:
    steps = [*hours(NOW, 1.0, 1.0), Step(valid_at=NOW + 3 * HOUR, interval_start=NOW, precipitation=3.0)]
    (today,) = next_days(made_of(steps), NOW)
    assert today.precipitation is None


def test_a_day_without_any_precipitation_is_a_true_zero() -> None:
    (today,) = next_days(made_of(hours(NOW, 0.0, 0.0)), NOW)
    assert today.precipitation == 0.0


def test_the_typical_sky_is_that_of_most_hours_and_thunder_is_told_beside_it() -> None:
    steps = [
        Step(valid_at=NOW + HOUR, sky=Sky.LIGHT_RAIN),
        Step(valid_at=NOW + 2 * HOUR, sky=Sky.LIGHT_RAIN, thunder=True),
        Step(valid_at=NOW + 8 * HOUR, sky=Sky.HALF_CLEAR, thunder=False),
    ]
    (day,) = next_days(made_of(steps), NOW)
    assert (day.typical_sky, day.thunder) == (Sky.HALF_CLEAR, True)


def test_of_two_skies_with_as_many_hours_the_worse_is_typical() -> None:
    steps = [Step(valid_at=NOW + HOUR, sky=Sky.RAIN), Step(valid_at=NOW + 2 * HOUR, sky=Sky.CLEAR)]
    (day,) = next_days(made_of(steps), NOW)
    assert day.typical_sky is Sky.RAIN


@pytest.mark.parametrize(
    ("day", "length"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 21), 24)]
)
def test_a_local_day_may_have_23_or_25_hours(day: date, length: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=12)
    forecast = made_of(hours(start, *[1.0] * 72), issued_at=start)
    found = next(told for told in next_days(forecast, start) if told.day == day)
    assert found.is_whole
    assert found.precipitation == pytest.approx(length)


def test_a_day_with_no_step_to_come_is_left_out() -> None:
    late = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)  # 23.30 in Stockholm
    assert next_days(whole(), late)[0].day == date(2026, 11, 22)
