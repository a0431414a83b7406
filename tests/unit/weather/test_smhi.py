"""SMHI's forecast SNOW1g: its figures as they are, its gaps as gaps, and precipitation in the unit it says."""

from datetime import UTC, datetime

import msgspec
import pytest

from heritage.places.position import Position
from heritage.weather.forecast import Forecast, Precipitation, Provider, Sky
from heritage.weather.smhi import forecast_address, parameters_address, read_forecast, read_unit
from heritage.weather.wire import Unreadable
from tests.weather_server import example

BASE = "https://smhi.example"


def at(hour: int, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def forecast(unit: str | None = "kg/m2") -> Forecast:
    return read_forecast(example("snow1g"), unit)


def test_the_address_has_the_longitude_first_and_four_decimals() -> None:
    place = Position(lat=62.51, lon=15.620312345, precision_m=200)
    assert forecast_address(BASE, place) == (
        "https://smhi.example/api/category/snow1g/version/1/geotype/point/lon/15.6203/lat/62.5100/data.json"
    )
    assert parameters_address(BASE) == "https://smhi.example/api/category/snow1g/version/1/parameter.json"


def test_a_tiny_longitude_is_never_written_with_an_exponent() -> None:
    assert "/lon/0.0000/lat/-0.0000/" in forecast_address(
        BASE, Position(lat=-0.00001, lon=0.00001, precision_m=1)
    )


def test_the_forecast_names_its_maker_and_its_issue() -> None:
    """R-C17."""
    read = forecast()
    assert read.provider is Provider.SMHI
    assert read.issued_at == datetime(2026, 11, 21, 9, 2, 11, tzinfo=UTC)


def test_a_step_holds_what_is_told_of_it() -> None:
    step = forecast().steps[0]
    assert msgspec.structs.asdict(step) == {
        "valid_at": at(10),
        "air_temperature": -9.0,
        "wind_speed": 4.1,
        "wind_gust": 9.7,
        "wind_direction": 350.0,
        "interval_start": at(9),
        "precipitation": 0.5,
        "kind": Precipitation.SNOW,
        "sky": Sky.LIGHT_SNOW,
        "thunder": False,
    }


def test_a_true_zero_stays_and_a_mark_for_missing_does_not_become_one() -> None:
    zero, missing = forecast().steps[1:3]
    assert (zero.air_temperature, zero.wind_speed, zero.precipitation) == (0.0, 0.0, 0.0)
    assert (zero.wind_gust, zero.wind_direction) == (None, None)
    assert (zero.kind, zero.sky) == (Precipitation.NONE, Sky.CLEAR)
    assert (missing.air_temperature, missing.wind_speed, missing.precipitation) == (None, None, None)
    assert (missing.sky, missing.thunder) == (Sky.THUNDER, True)


def test_a_code_that_nobody_knows_tells_nothing_and_freezing_drizzle_is_freezing_rain() -> None:
    step = forecast().steps[3]
    assert (step.sky, step.thunder) == (None, None)
    assert step.kind is Precipitation.FREEZING_RAIN


def test_precipitation_without_the_start_of_its_time_is_missing() -> None:
    last = forecast().steps[-1]
    assert (last.air_temperature, last.precipitation, last.interval_start) == (2.5, None, None)


@pytest.mark.parametrize("start", ["2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z", "2026-11-20T09:00:00Z"])
def test_an_interval_that_cannot_be_has_no_precipitation(start: str) -> None:
    body = (
        b'{"createdTime": "2026-11-21T09:00:00Z", "timeSeries": [{"time": "2026-11-21T10:00:00Z",'
        b' "intervalParametersStartTime": "%s", "data": {"air_temperature": 1, "precipitation_amount_mean": 2}}]}'
    )
    (step,) = read_forecast(body % start.encode(), "mm/h").steps
    assert (step.air_temperature, step.precipitation, step.interval_start) == (1.0, None, None)


@pytest.mark.parametrize(
    ("unit", "millimetres"), [("kg/m2", 1.2), ("mm", 1.2), ("mm/h", 7.2), ("kg/m2/h", 7.2)]
)
def test_a_rate_is_multiplied_by_its_hours_and_an_amount_is_not(unit: str, millimetres: float) -> None:
    assert forecast(unit).steps[3].precipitation == pytest.approx(millimetres)


@pytest.mark.parametrize("unit", [None, "cm", "", "m"])
def test_in_an_unknown_unit_there_is_no_precipitation_and_the_rest_stays(unit: str | None) -> None:
    steps = forecast(unit).steps
    assert [step.precipitation for step in steps] == [None] * len(steps)
    assert steps[0].air_temperature == -9.0


def test_the_unit_is_read_from_smhis_own_list() -> None:
    assert read_unit(example("parameters")) == "kg/m2"
    with pytest.raises(Unreadable, match="precipitation_amount_mean"):
        read_unit(b'{"parameter": []}')


def test_the_shape_of_the_service_that_was_shut_is_refused() -> None:
    with pytest.raises(Unreadable, match="`time`"):
        read_forecast(example("pmp3g"), "kg/m2")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "truncated"),
        (b"<html>", "malformed"),
        (b"{}", "createdTime"),
        (b'{"createdTime": "2026-11-21T09:00:00Z", "timeSeries": []}', "no step"),
        (
            b'{"createdTime": "2026-11-21T09:00:00Z", "timeSeries": [{"time": "2026-11-21T09:00:00Z", "data": {}}]}',
            "no step",
        ),
        (b'{"createdTime": "today", "timeSeries": [{"time": "tomorrow", "data": {}}]}', "is no time"),
    ],
)
def test_what_is_no_forecast_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_forecast(body, "kg/m2")


def test_one_step_is_a_forecast() -> None:
    body = (
        b'{"createdTime": "2026-11-21T09:00:00Z", "geometry": {"coordinates": ["x", 1]}, "timeSeries":'
        b' [{"time": "2026-11-21T10:00:00Z", "data": {"air_temperature": -1.5, "symbol_code": 8.0}}]}'
    )
    read = read_forecast(body, "kg/m2")
    (step,) = read.steps
    assert (step.air_temperature, step.wind_speed, step.precipitation) == (-1.5, None, None)
    assert step.sky is Sky.LIGHT_RAIN_SHOWERS


def test_steps_come_out_in_order_and_the_later_word_on_a_moment_counts() -> None:
    steps = ",".join(
        f'{{"time": "2026-11-21T{hour}:00:00Z", "data": {{"air_temperature": {value}}}}}'
        for hour, value in ((12, 3), (10, 1), (12, 4))
    )
    read = read_forecast(f'{{"createdTime": "2026-11-21T09:00:00Z", "timeSeries": [{steps}]}}'.encode(), None)
    assert [(step.valid_at.hour, step.air_temperature) for step in read.steps] == [(10, 1.0), (12, 4.0)]
