"""Whatever a weather service answers, a visitor never reads 0° for it, nor that there are no warnings (R-C15)."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from heritage.conditions.gather import conditions_of
from heritage.conditions.published import conditions_data
from heritage.pages.render import Renderer
from heritage.pages.site import Site
from heritage.pages.warned import OF_A_PLACE
from tests.ice_states import site
from tests.weather_rounds import HOUR, NOW, SLUG, Weather, database, good, weather_on
from tests.weather_server import (
    MET_FORECAST,
    SMHI_WARNINGS,
    Reply,
    example,
    met_forecast,
    smhi_forecast,
)

pytestmark = pytest.mark.usefixtures("uncounted")

ZERO = re.compile(r"(?<![\d.,])[-−]?0(?:[.,]0+)?\s*°")
NO_FORECAST = "There is no forecast just now."


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with database(tmp_path_factory.mktemp("failing")) as engine:
        yield engine


@pytest.fixture
def weather(engine: Engine) -> Iterator[Weather]:
    with weather_on(engine) as weather:
        yield weather


@pytest.fixture(scope="module")
def made() -> Site:
    return site()


def read(weather: Weather, made: Site, hours: int = 0) -> tuple[str, dict[str, Any]]:
    """What a visitor reads of the weather, `hours` later, on the page of the lake and its measuring point; and data."""
    place = weather.library.places[SLUG]
    with weather.engine.connect() as connection:
        known = conditions_of(connection, weather.library, place, NOW + hours * HOUR)
    draw = Renderer(made.library, "en", made.frame)
    page = draw.warnings(known) + draw.panel(known) + draw.days(known) + draw.overview_now([known], known.at)
    said = html.unescape(re.sub(r"<span data-from[^>]*hidden>.*?</span>|<[^>]+>", " ", page))
    return said, conditions_data(place, known, "https://leksak.example/")


FAILING = {
    "400 outside": Reply(400, b"Requested point is out of bounds"),
    "404 outside": Reply(404),
    "422 outside": Reply(422),
    "304 of nothing": Reply(304),
    "403": Reply(403),
    "429": Reply(429, headers={"Retry-After": "600"}),
    "500": Reply(500),
    "half an answer": Reply(body=b'[{"id": 1, "warningAreas": []}]', sent=9),
    "wrong JSON": Reply(body=b'{"timeSeries": 0, "properties": null}'),
    "nothing in it": Reply(body=b"{}"),
    "null": Reply(body=b"null"),
    "empty": Reply(body=b""),
    "no JSON": Reply(body=b"<html></html>"),
    "slow": Reply(waits=True),
    "shut": Reply(body=example("pmp3g")),
}
"""Answers to every question, of all three services."""


@pytest.mark.parametrize("name", FAILING)
def test_what_nobody_could_tell_is_unknown(name: str, weather: Weather, made: Site) -> None:
    weather.forecasts(FAILING[name])
    weather.smhi.lay_out(SMHI_WARNINGS, FAILING[name])
    weather.met.lay_out(MET_FORECAST, FAILING[name])
    weather.round()
    said, data = read(weather, made)
    assert NO_FORECAST in said and OF_A_PLACE.unknown in said
    assert "°" not in said and OF_A_PLACE.none not in said
    assert data["forecast"] is None
    assert (data["warnings"]["is_known"], data["warnings"]["is_none"]) == (False, False)


@pytest.mark.parametrize("name", sorted(FAILING.keys() - {"304 of nothing"}))
def test_what_was_known_before_stays_with_its_time_and_silence_ends(
    name: str, weather: Weather, made: Site
) -> None:
    weather.forecasts(good(), FAILING[name])
    weather.smhi.lay_out(SMHI_WARNINGS, Reply(body=b"[]"), FAILING[name])
    weather.round()
    assert OF_A_PLACE.none in read(weather, made)[0]
    weather.round(NOW + 2 * HOUR)
    said, data = read(weather, made, hours=2)
    assert "Forecast from SMHI, issued on" in said and ZERO.search(said) is None
    assert OF_A_PLACE.unknown in said and OF_A_PLACE.none not in said
    assert data["warnings"]["is_none"] is False


ONE_STEP = (
    b'{"createdTime": "2026-11-21T09:00:00Z", "timeSeries": [{"time": "2026-11-21T10:00:00Z", "data": %s}]}'
)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'{"symbol_code": 6}', "Overcast"),
        (b'{"air_temperature": 9999, "wind_speed": 9999, "symbol_code": 6}', "Overcast"),
        (b'{"air_temperature": null, "wind_speed": 4}', "4\xa0m/s"),
        (b'{"air_temperature": -3}', "−3°C"),
    ],
)
def test_a_single_step_and_its_missing_parameters_are_told_as_far_as_they_go(
    data: bytes, told: str, weather: Weather, made: Site
) -> None:
    weather.forecasts(Reply(body=ONE_STEP % data))
    weather.round()
    said, _ = read(weather, made)
    assert told in said and ZERO.search(said) is None
    assert ("°" in said) == ("°" in told)


def test_a_true_zero_is_told_and_so_is_the_service_that_will_be_shut(weather: Weather, made: Site) -> None:
    """Status 203: else the tests above could not see a zero."""
    weather.forecasts(Reply(203, smhi_forecast(NOW, temperature=0.0)))
    weather.round()
    assert ZERO.search(read(weather, made)[0]) is not None


def test_met_norway_is_credited_where_smhi_does_not_reach(weather: Weather, made: Site) -> None:
    """R-C17."""
    weather.forecasts(Reply(404))
    weather.met.lay_out(MET_FORECAST, Reply(body=met_forecast(NOW)))
    weather.round()
    said, _ = read(weather, made)
    assert "Forecast from MET Norway, issued on" in said and "Data from MET Norway." in said
