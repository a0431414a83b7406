"""MET Norway's forecast in our shape: each step has what fell until then, the last one too."""

import json
from datetime import UTC, datetime

import pytest

from heritage.places.position import Position
from heritage.weather.forecast import Precipitation, Provider, Sky
from heritage.weather.met import forecast_address, read_forecast
from heritage.weather.wire import Unreadable
from tests.weather_server import example


def at(hour: int, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def with_symbols(first: object, **amount: object) -> bytes:
    """Two entries an hour apart, the first with that symbol and amount."""
    period = {"summary": {"symbol_code": first}, "details": {"precipitation_amount": amount.get("amount")}}
    instant = {"details": {"air_temperature": 1.0}}
    entries = [
        {"time": "2026-11-21T10:00:00Z", "data": {"instant": instant, "next_1_hours": period}},
        {"time": "2026-11-21T11:00:00Z", "data": {"instant": instant}},
    ]
    meta = {"updated_at": "2026-11-21T09:11:40Z"}
    return json.dumps({"properties": {"meta": meta, "timeseries": entries}}).encode()


def test_the_address_has_at_most_four_decimals() -> None:
    """MET refuses more with 403."""
    place = Position(lat=63.4269123, lon=10.3969999, precision_m=100)
    assert forecast_address("https://met.example", place) == (
        "https://met.example/weatherapi/locationforecast/2.0/compact?lat=63.4269&lon=10.3970"
    )


def test_the_forecast_names_its_maker_and_its_issue() -> None:
    read = read_forecast(example("met"))
    assert (read.provider, read.issued_at) == (Provider.MET, datetime(2026, 11, 21, 9, 11, 40, tzinfo=UTC))


def test_each_step_has_what_the_one_before_tells_of_the_time_between() -> None:
    first, sleet, dry, snow, last = read_forecast(example("met")).steps
    assert (first.air_temperature, first.precipitation, first.interval_start, first.sky) == (
        3.1,
        None,
        None,
        None,
    )
    assert (sleet.interval_start, sleet.precipitation) == (at(9), 0.3)
    assert (sleet.sky, sleet.thunder, sleet.kind) == (Sky.LIGHT_SLEET_SHOWERS, True, Precipitation.SLEET)
    assert (dry.precipitation, dry.sky, dry.kind) == (0.0, Sky.CLOUDY, Precipitation.NONE)
    assert (snow.interval_start, snow.precipitation, snow.sky) == (at(11), 6.6, Sky.HEAVY_SNOW)
    assert (last.valid_at, last.air_temperature, last.sky) == (at(5, day=22), -4.0, Sky.NEARLY_CLEAR)
    assert (last.precipitation, last.wind_speed, last.wind_direction) == (None, None, None)


def test_a_period_of_another_length_than_the_time_between_is_not_used() -> None:
    document = json.loads(example("met"))
    del document["properties"]["timeseries"][1]
    step = read_forecast(json.dumps(document).encode()).steps[1]
    assert (step.valid_at, step.precipitation, step.sky) == (at(11), None, None)


@pytest.mark.parametrize(
    ("symbol", "sky", "thunder"),
    [
        ("clearsky_night", Sky.CLEAR, False),
        ("fair_polartwilight", Sky.NEARLY_CLEAR, False),
        ("partlycloudy_day", Sky.HALF_CLEAR, False),
        ("cloudy", Sky.CLOUDY, False),
        ("fog", Sky.FOG, False),
        ("lightrain", Sky.LIGHT_RAIN, False),
        ("heavyrainshowersandthunder_day", Sky.HEAVY_RAIN_SHOWERS, True),
        ("lightssnowshowersandthunder ", Sky.LIGHT_SNOW_SHOWERS, True),
        ("snowandthunder", Sky.SNOW, True),
        ("sandstorm", None, None),
        (17, None, None),
        (None, None, None),
    ],
)
def test_each_symbol_has_a_sky(symbol: object, sky: Sky | None, thunder: bool | None) -> None:
    step = read_forecast(with_symbols(symbol, amount=0.2)).steps[1]
    assert (step.sky, step.thunder) == (sky, thunder)


@pytest.mark.parametrize(
    ("symbol", "amount", "kind"),
    [
        ("cloudy", 0.2, Precipitation.UNKNOWN),
        ("cloudy", 0, Precipitation.NONE),
        ("cloudy", None, Precipitation.NONE),
        (None, 0, Precipitation.NONE),
        (None, None, Precipitation.UNKNOWN),
        ("lightrain", 0, Precipitation.RAIN),
    ],
)
def test_the_kind_of_precipitation_comes_from_the_symbol(
    symbol: object, amount: object, kind: Precipitation
) -> None:
    assert read_forecast(with_symbols(symbol, amount=amount)).steps[1].kind is kind


def test_a_figure_in_another_unit_is_missing() -> None:
    document = json.loads(example("met"))
    document["properties"]["meta"]["units"]["air_temperature"] = "fahrenheit"
    step = read_forecast(json.dumps(document).encode()).steps[0]
    assert (step.air_temperature, step.wind_speed) == (None, 5.5)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"properties": {"meta": {"updated_at": "2026-11-21T09:11:40Z"}, "timeseries": []}}',
        b'{"properties": {"meta": {"updated_at": "x"}, "timeseries": [{"time": "y", "data": {"instant": {}}}]}}',
    ],
)
def test_what_is_no_forecast_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_forecast(body)
