"""Rounds against a server that speaks the services' formats: whatever it answers, nothing becomes 0 or "none"."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Engine

from heritage.places.place import PlaceConditions
from heritage.places.position import Position
from heritage.settings.settings import Settings
from heritage.weather import rounds
from heritage.weather.forecast import Provider
from heritage.weather.rounds import Result
from tests.weather_rounds import HOUR, NOW, PRECISE, SLUG, Weather, database, good, lake_alone, weather_on
from tests.weather_server import (
    MET_FORECAST,
    SMHI_FORECAST,
    SMHI_PARAMETERS,
    SMHI_WARNINGS,
    Reply,
    example,
    http_date,
    met_forecast,
    smhi_forecast,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One will do: what is kept, and how, is tested on both databases where it is done."""
    with database(tmp_path_factory.mktemp("rounds")) as engine:
        yield engine


@pytest.fixture
def weather(engine: Engine) -> Iterator[Weather]:
    with weather_on(engine) as weather:
        yield weather


LAKE = (SLUG, "smhi")
LAKE_BY_MET = (SLUG, "met")


def test_a_round_asks_for_warnings_units_and_forecasts(weather: Weather) -> None:
    weather.forecasts(good())
    outcomes = weather.round()
    assert {key: outcome.result for key, outcome in outcomes.items()} == {
        ("warnings", "smhi"): Result.FETCHED,
        ("units", "smhi"): Result.FETCHED,
        LAKE: Result.FETCHED,
    }
    assert outcomes[LAKE].issued_at == NOW - HOUR
    shown = weather.shown()
    assert shown is not None
    assert (shown.forecast.provider, shown.age, len(shown.forecast.steps)) == (Provider.SMHI, HOUR, 81)
    assert any(step.precipitation == 0.2 for step in shown.forecast.steps)
    assert weather.warned().is_none
    assert weather.met.asked == []
    asked = weather.smhi.asked_for(SMHI_FORECAST)
    assert [request.path.removeprefix(SMHI_FORECAST) for request in asked] == [
        "lon/15.6203/lat/62.5104/data.json"
    ]


def test_nothing_is_asked_again_before_its_time(weather: Weather) -> None:
    expires = NOW + 50 * MINUTE
    weather.forecasts(good(**{"Expires": http_date(expires), "Date": http_date(NOW)}))
    weather.round()
    again = weather.round(expires - timedelta(seconds=1))
    assert (again[LAKE].result, again[LAKE].until) == (Result.NOT_DUE, expires)
    assert len(weather.smhi.asked_for(SMHI_FORECAST)) == 1
    assert weather.round(expires)[LAKE].result is Result.FETCHED


def test_without_a_word_about_time_we_keep_to_our_own(weather: Weather) -> None:
    weather.forecasts(good())
    weather.round()
    early = weather.round(NOW + 5 * MINUTE)
    assert early["warnings", "smhi"].result is Result.FETCHED  # every five minutes at most
    assert early[LAKE].result is Result.NOT_DUE
    assert early["units", "smhi"].until == NOW + 24 * HOUR
    assert weather.round(NOW + 30 * MINUTE)[LAKE].result is Result.FETCHED


def test_the_time_of_the_next_question_is_spread_by_chance(weather: Weather) -> None:
    weather.forecasts(good())
    assert weather.round(chance=1.0)[LAKE].until == NOW + 33 * MINUTE


def test_an_unchanged_forecast_stays_with_its_new_time(weather: Weather) -> None:
    theirs = {"Last-Modified": "Sat, 21 Nov 2026 09:11:40 GMT", "ETag": '"a"'}
    later = NOW + HOUR
    fresh = {"Cache-Control": "max-age=7200"}
    weather.forecasts(good(**theirs), Reply(304, headers=fresh))
    weather.round()
    outcome = weather.round(later)[LAKE]
    assert (outcome.result, outcome.until) == (Result.UNCHANGED, later + 2 * HOUR)
    conditional = weather.smhi.asked_for(SMHI_FORECAST)[1].headers
    assert conditional["If-Modified-Since"] == theirs["Last-Modified"]
    assert conditional["If-None-Match"] == theirs["ETag"]
    document = weather.document("forecast/smhi/lillsjon")
    assert (document.checked_at, document.fetched_at, document.issued_at) == (later, NOW, NOW - HOUR)
    assert (document.last_modified, document.etag) == (theirs["Last-Modified"], theirs["ETag"])
    assert weather.shown(later) is not None


def test_unchanged_from_nothing_is_a_fault(weather: Weather) -> None:
    weather.forecasts(Reply(304))
    assert weather.round()[LAKE].result is Result.FAILED
    assert weather.shown() is None


def test_a_service_that_will_be_shut_is_used_and_the_operator_told(weather: Weather) -> None:
    weather.forecasts(replace(good(), status=203))
    outcome = weather.round()[LAKE]
    assert outcome.result is Result.FETCHED
    assert outcome.note == "this version of the service will be shut (status 203)"
    assert weather.document("forecast/smhi/lillsjon").note == outcome.note
    assert weather.shown() is not None


@pytest.mark.parametrize("status", [400, 404])
def test_where_smhi_does_not_reach_met_norway_is_asked(status: int, weather: Weather) -> None:
    weather.forecasts(Reply(status, b"Requested point is out of bounds"))
    weather.met.lay_out(MET_FORECAST, Reply(body=met_forecast(NOW - HOUR)))
    outcomes = weather.round()
    assert (outcomes[LAKE].result, outcomes[LAKE].until) == (Result.NOT_COVERED, NOW + 6 * HOUR)
    assert outcomes[LAKE_BY_MET].result is Result.FETCHED
    shown = weather.shown()
    assert shown is not None
    assert shown.forecast.provider is Provider.MET
    assert weather.met.asked[0].query == "lat=62.5104&lon=15.6203"
    # Next time it is not asked about what it does not cover.
    assert weather.round(NOW + HOUR)[LAKE].result is Result.NOT_DUE
    assert len(weather.smhi.asked_for(SMHI_FORECAST)) == 1
    assert weather.round(NOW + 6 * HOUR)[LAKE].result is Result.NOT_COVERED


def test_where_neither_reaches_there_is_no_forecast(weather: Weather) -> None:
    weather.forecasts(Reply(404))
    weather.met.lay_out(MET_FORECAST, Reply(422))
    assert weather.round()[LAKE_BY_MET].result is Result.NOT_COVERED
    assert weather.shown() is None


def test_the_last_good_forecast_outlives_a_service_that_forgets_the_place(weather: Weather) -> None:
    weather.forecasts(good(), Reply(404))
    weather.round()
    assert weather.round(NOW + HOUR)[LAKE].result is Result.NOT_COVERED
    shown = weather.shown(NOW + HOUR)
    assert shown is not None
    assert shown.age == 2 * HOUR


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        (Reply(500), "status 500"),
        (Reply(503, headers={"Retry-After": "30"}), "status 503"),
        (Reply(body=smhi_forecast(NOW), sent=500), "half an answer"),
        (Reply(waits=True), "no whole answer (TimeoutError)"),
        (Reply(body=b"a" * 300_000), "more than 200000 bytes"),
        (Reply(403), "status 403"),
        (Reply(429), "status 429"),
    ],
    ids=["500", "503", "half", "slow", "huge", "403", "429"],
)
def test_a_host_that_refuses_or_fails_is_left_alone_and_the_last_good_forecast_stays(
    reply: Reply, note: str, weather: Weather
) -> None:
    weather.forecasts(good(), reply)
    weather.round()
    outcome = weather.round(NOW + HOUR)[LAKE]
    assert (outcome.result, outcome.note) == (Result.FAILED, note)
    assert outcome.until is not None
    asked = len(weather.smhi.asked)
    soon = weather.round(NOW + HOUR + MINUTE / 2)
    assert soon[LAKE].result is Result.LEFT_ALONE
    assert len(weather.smhi.asked) == asked
    shown = weather.shown(NOW + HOUR)
    assert shown is not None
    assert (shown.forecast.steps[5].air_temperature, shown.age) == (3.2, 2 * HOUR)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{}", "missing required field"),
        (b"<html>Underhall</html>", "malformed"),
        (example("pmp3g"), "missing required field `time`"),
        (b'{"createdTime": "2026-11-21T09:00:00Z", "timeSeries": []}', "no step"),
        (smhi_forecast(NOW + 2 * HOUR), "issued in the future: 2026-11-21 11:40"),
    ],
    ids=["empty", "html", "pmp3g", "no steps", "future"],
)
def test_an_answer_that_is_no_forecast_is_no_forecast(body: bytes, reason: str, weather: Weather) -> None:
    weather.forecasts(Reply(body=body))
    outcome = weather.round()[LAKE]
    assert outcome.result is Result.FAILED
    assert reason in outcome.note
    assert weather.shown() is None
    # The host is well: only this document waits.
    assert weather.round(NOW + MINUTE / 2)[LAKE].result is Result.NOT_DUE
    assert weather.round(NOW + MINUTE)[LAKE].result is Result.FAILED
    # That one was never had is an alarm some hours after it was first asked for.
    assert weather.document("forecast/smhi/lillsjon").fetched_at == NOW


def test_a_wrong_answer_leaves_the_last_good_forecast(weather: Weather) -> None:
    weather.forecasts(good(), Reply(body=b"{}"))
    weather.round()
    assert weather.round(NOW + HOUR)[LAKE].result is Result.FAILED
    assert weather.shown(NOW + HOUR) is not None


def test_missing_parameters_stay_missing(weather: Weather) -> None:
    body = (
        b'{"createdTime": "2026-11-21T09:00:00Z", "timeSeries":'
        b' [{"time": "2026-11-21T10:00:00Z", "data": {"symbol_code": 6, "wind_speed": 9999}}]}'
    )
    weather.forecasts(Reply(body=body))
    weather.round()
    shown = weather.shown()
    assert shown is not None
    (step,) = shown.forecast.steps
    assert (step.air_temperature, step.wind_speed, step.precipitation) == (None, None, None)


def test_without_smhis_list_of_units_there_is_a_forecast_without_precipitation(weather: Weather) -> None:
    weather.smhi.lay_out(SMHI_PARAMETERS, Reply(404))
    weather.forecasts(good())
    assert weather.round()["units", "smhi"].result is Result.FAILED
    shown = weather.shown()
    assert shown is not None
    assert [step.precipitation for step in shown.forecast.steps] == [None] * 81


def test_a_403_stops_the_whole_host_for_an_hour_and_longer_each_time(weather: Weather) -> None:
    weather.forecasts(Reply(403))
    moment = NOW
    for hours in (1, 2, 4, 8, 12):
        assert weather.round(moment)[LAKE].until == moment + hours * HOUR
        moment += hours * HOUR


def test_a_429_is_obeyed_to_the_second(weather: Weather) -> None:
    weather.forecasts(Reply(429, headers={"Retry-After": "5400"}), good(NOW + HOUR))
    until = NOW + timedelta(seconds=5400)
    assert weather.round()[LAKE].until == until
    assert weather.round(until - timedelta(seconds=1))[LAKE].result is Result.LEFT_ALONE
    assert weather.round(until)[LAKE].result is Result.FETCHED


def test_back_off_is_jittered_and_a_good_answer_forgives_all(weather: Weather) -> None:
    weather.forecasts(Reply(500), Reply(500), good(), Reply(500))
    assert weather.round(chance=1.0)[LAKE].until == NOW + 1.5 * MINUTE
    assert weather.round(NOW + 2 * MINUTE)[LAKE].until == NOW + 4 * MINUTE
    assert weather.round(NOW + 4 * MINUTE)[LAKE].result is Result.FETCHED
    assert weather.round(NOW + HOUR)[LAKE].until == NOW + HOUR + MINUTE


def test_one_place_asks_of_a_failing_host_and_the_next_one_does_not(weather: Weather) -> None:
    lake = weather.library.places[SLUG]
    other = msgspec.structs.replace(lake, slug="kvarnen")
    weather.library = msgspec.structs.replace(weather.library, places={SLUG: lake, "kvarnen": other})
    weather.forecasts(Reply(500))
    outcomes = weather.round()
    assert outcomes[LAKE].result is Result.FAILED
    assert weather.document("forecast/smhi/lillsjon").fetched_at == NOW
    assert outcomes["kvarnen", "smhi"].result is Result.LEFT_ALONE
    assert len(weather.smhi.asked_for(SMHI_FORECAST)) == 1


def test_when_smhi_fails_for_long_met_norway_stands_in_and_smhi_takes_over_again(weather: Weather) -> None:
    weather.forecasts(good(NOW), Reply(500), good(NOW + 8 * HOUR))
    weather.met.lay_out(MET_FORECAST, Reply(body=met_forecast(NOW + 7 * HOUR)))
    weather.round()
    late = NOW + 7 * HOUR
    assert weather.round(late)[LAKE_BY_MET].result is Result.FETCHED
    shown = weather.shown(late)
    assert shown is not None
    assert (shown.forecast.provider, shown.age) == (Provider.MET, timedelta(0))
    back = weather.round(late + HOUR)
    assert LAKE_BY_MET not in back
    again = weather.shown(late + HOUR)
    assert again is not None
    assert again.forecast.provider is Provider.SMHI


def test_warnings_are_read_and_stay_when_the_service_fails(weather: Weather) -> None:
    """R-C15."""
    weather.move(None)
    weather.smhi.lay_out(SMHI_WARNINGS, Reply(body=example("warnings")), Reply(500))
    assert list(weather.round()) == [("warnings", "smhi")]  # nowhere to forecast for
    assert [warning.id for warning in weather.warned().warnings] == ["7001/2", "7001/1", "7002/3"]
    later = NOW + 2 * HOUR
    assert weather.round(later)["warnings", "smhi"].result is Result.FAILED
    state = weather.warned(later)
    assert (state.is_known, state.checked_at, len(state.warnings)) == (False, NOW, 3)


def test_the_forecasts_host_does_not_take_the_warnings_with_it(weather: Weather) -> None:
    weather.forecasts(Reply(403))
    weather.round()
    assert weather.round(NOW + 5 * MINUTE)["warnings", "smhi"].result is Result.FETCHED


def test_a_place_that_has_moved_is_asked_for_at_once_and_from_the_beginning(weather: Weather) -> None:
    theirs = {"ETag": '"a"', "Cache-Control": "max-age=3600"}
    weather.forecasts(good(**theirs))
    weather.round()
    weather.move(Position(lat=62.6, lon=15.7, precision_m=50))
    assert weather.round(NOW + MINUTE)[LAKE].result is Result.FETCHED
    again = weather.smhi.asked_for(SMHI_FORECAST)[1]
    assert "If-None-Match" not in again.headers
    assert "/lat/62.6000/" in again.path


def test_a_place_that_has_moved_out_of_smhis_reach_has_met_norways_forecast_at_once(weather: Weather) -> None:
    weather.forecasts(good(), Reply(404))
    weather.met.lay_out(MET_FORECAST, Reply(body=met_forecast(NOW)))
    weather.round()
    weather.move(Position(lat=63.43, lon=10.4, precision_m=50))
    weather.round(NOW + MINUTE)
    document = weather.document("forecast/smhi/lillsjon")
    assert (document.checked_at, document.fetched_at) == (None, NOW + MINUTE)
    shown = weather.shown(NOW + MINUTE)
    assert shown is not None
    assert shown.forecast.provider is Provider.MET


def test_a_forecast_that_another_version_kept_is_asked_for_from_the_beginning(weather: Weather) -> None:
    weather.forecasts(good(ETag='"a"'))
    weather.round()
    weather.keep(replace(weather.document("forecast/smhi/lillsjon"), body=b"{}"))
    assert weather.round(NOW + MINUTE)[LAKE].result is Result.FETCHED
    assert "If-None-Match" not in weather.smhi.asked_for(SMHI_FORECAST)[1].headers


@pytest.mark.parametrize(
    ("position", "conditions", "wanted"),
    [
        (PRECISE, PlaceConditions(), True),
        (Position(lat=62.5, lon=15.6, precision_m=5000), PlaceConditions(), True),
        (Position(lat=62.5, lon=15.6, precision_m=5001), PlaceConditions(), False),
        (PRECISE, PlaceConditions(forecast=False), False),
        (PRECISE, None, False),
        (None, PlaceConditions(), False),
    ],
)
def test_a_place_with_conditions_and_a_position_has_a_forecast(
    position: Position | None, conditions: PlaceConditions | None, wanted: bool
) -> None:
    place = msgspec.structs.replace(lake_alone().places[SLUG], position=position, conditions=conditions)
    assert place.has_forecast is wanted


def test_without_a_contact_the_weather_is_off() -> None:
    assert rounds.fetcher_of(Settings()) is None
    assert rounds.fetcher_of(Settings(contact="drift@leksaksby.example")) is not None
