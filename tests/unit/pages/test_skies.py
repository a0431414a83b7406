"""The weather to come in words; nothing that is missing becomes 0."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from heritage.pages.skies import Forecaster, Hour, sun_lines, sun_sentences, symbol_of
from heritage.pages.values import Speaker, utc
from heritage.places.position import Position
from heritage.settings.program import bundled
from heritage.weather.forecast import Forecast, Precipitation, Provider, Sky, Step
from heritage.weather.sun import sun_day
from tests.moments import HOUR, SUMMER, WINTER, forecast

ANGE = Position(62.52, 15.66, 1000)
SYMBOLS = set(re.findall(r'<symbol id="(\w+)"', (bundled("static") / "weather.svg").read_text()))


def hour(now: datetime = SUMMER, **told: Any) -> Hour:
    step = Step(valid_at=now + HOUR, **told)
    made = Forecast(Provider.SMHI, now, (step, Step(valid_at=now + 2 * HOUR)))
    return Forecaster(Speaker("en", now), ANGE).outlook(made).hours[0]


def test_an_hour_is_told_in_words_with_units() -> None:
    told = hour(
        air_temperature=-0.4,
        wind_speed=5.2,
        wind_gust=11.0,
        wind_direction=310.0,
        interval_start=SUMMER,
        precipitation=0.44,
        kind=Precipitation.RAIN,
        sky=Sky.LIGHT_RAIN_SHOWERS,
        thunder=True,
    )
    assert told.clock == "15:00"
    assert told.temperature == "0°C"
    assert told.sky == "Light rain showers, with thunder"
    assert told.falls == "0.4\xa0mm"
    assert told.wind == "5\xa0m/s, gusts of 11\xa0m/s"
    assert told.wind_words == "Moderate wind"
    assert told.symbol == "light_rain"
    assert told.ends == "2026-07-01T13:00:00Z"


def test_what_a_service_leaves_out_is_not_known_and_never_nought() -> None:
    told = hour()
    assert (told.temperature, told.sky, told.wind, told.wind_words, told.symbol) == (
        "not known",
        "not known",
        "not known",
        "",
        "",
    )
    assert told.falls == "precipitation not known"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Precipitation.NONE, "0.0\xa0mm"),
        (Precipitation.UNKNOWN, "0.0\xa0mm"),
        (Precipitation.DRIZZLE, "drizzle"),
        (Precipitation.FREEZING_RAIN, "freezing rain"),
    ],
)
def test_a_trace_of_rain_is_told_by_its_word(kind: Precipitation, told: str) -> None:
    assert hour(precipitation=0.0, interval_start=SUMMER, kind=kind).falls == told


def test_still_air_comes_from_nowhere() -> None:
    assert hour(wind_speed=0.2, wind_direction=90.0).wind_words == "Calm"
    assert hour(wind_speed=9.0).wind_words == "Fresh wind"


def test_the_sun_is_not_drawn_at_night() -> None:
    assert hour(sky=Sky.CLEAR).symbol == "clear"
    midnight = WINTER.replace(hour=23)
    assert hour(midnight, sky=Sky.CLEAR).symbol == "clear_night"
    assert hour(midnight, sky=Sky.RAIN).symbol == "rain"
    nowhere = Forecaster(Speaker("en", midnight), None)
    made = Forecast(Provider.SMHI, midnight, (Step(valid_at=midnight + HOUR, sky=Sky.CLEAR),))
    assert nowhere.outlook(made).hours[0].symbol == "clear"


@pytest.mark.parametrize("sky", Sky)
@pytest.mark.parametrize("is_night", [False, True])
def test_every_sky_has_a_drawing(sky: Sky, is_night: bool) -> None:
    assert symbol_of(sky, is_night) in SYMBOLS


def test_the_lowest_felt_temperature_is_told_when_it_freezes() -> None:
    """R-C13."""
    winter = Forecaster(Speaker("en", WINTER), ANGE).outlook(forecast(WINTER))
    told = re.fullmatch(
        r"Felt temperature on bare skin, at its lowest: −\d+°C \((\d\d:\d\d)\)\.", winter.coldest
    )
    assert told is not None
    (hour,) = (hour for hour in winter.hours if hour.clock == told[1])
    assert winter.coldest_ends == hour.ends, "it leaves with its hour"
    summer = Forecaster(Speaker("en", SUMMER), ANGE).outlook(forecast(SUMMER))
    assert (summer.coldest, summer.coldest_ends) == ("", "")


def test_a_forecast_leaves_with_its_last_hour() -> None:
    """So that no heading is left without an hour."""
    whole = forecast(SUMMER)
    short = Forecast(whole.provider, whole.issued_at, whole.steps[:3])
    assert Forecaster(Speaker("en", SUMMER), ANGE).outlook(short).expires == utc(whole.steps[2].valid_at)


def test_it_says_whose_it_is_and_when_it_was_made() -> None:
    """R-C17."""
    made = Forecaster(Speaker("en", SUMMER), ANGE).outlook(forecast(SUMMER))
    assert (made.credit.name, made.issued.text) == ("SMHI", "1 July 2026, 14:00")
    assert made.source.startswith("Source: SMHI.")
    norwegian = msgspec.structs.replace(forecast(SUMMER), provider=Provider.MET)
    assert (
        Forecaster(Speaker("en", SUMMER), ANGE).outlook(norwegian).source.startswith("Data from MET Norway.")
    )


def test_seven_days_are_told_today_as_far_as_it_is_left() -> None:
    days = Forecaster(Speaker("en", SUMMER), ANGE).days(forecast(SUMMER))
    assert len(days) == 7
    assert days[0].name.endswith(", from 14:00")
    assert [day.iso for day in days[:2]] == ["2026-07-01", "2026-07-02"]
    assert re.fullmatch(r"\d+°C to \d+°C", days[1].temperatures)
    assert days[1].falls.endswith("mm")
    assert days[0].ends == "2026-07-01T22:00:00Z"


def test_a_day_without_temperatures_is_not_known() -> None:
    made = Forecast(Provider.SMHI, SUMMER, (Step(valid_at=SUMMER + HOUR, wind_speed=3.0),))
    (day,) = Forecaster(Speaker("en", SUMMER), ANGE).days(made)
    assert day.temperatures == "not known"
    assert day.falls == "precipitation not known"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ((2026, 6, 21), ["The sun rises at 02:59 and sets at 22:59.", "It does not get dark tonight."]),
        ((2026, 12, 21), ["The sun rises at 09:28 and sets at 14:22.", "It gets dark at 15:32."]),
    ],
)
def test_the_sun_at_the_references_of_the_rules(day: tuple[int, int, int], told: list[str]) -> None:
    """R-C16, to the minute or one beside it."""
    now = datetime(*day, 10, tzinfo=UTC)
    said = sun_sentences(sun_day(62.52, 15.66, now.date()), Speaker("en", now))
    assert len(said) == 2
    for sentence, expected in zip(said, told, strict=True):
        assert re.sub(r"\d\d:\d\d", "…", sentence) == re.sub(r"\d\d:\d\d", "…", expected)
        found, wanted = minutes(sentence), minutes(expected)
        assert all(abs(one - other) <= 1 for one, other in zip(found, wanted, strict=True)), sentence


def minutes(sentence: str) -> list[int]:
    return [int(clock[:2]) * 60 + int(clock[3:]) for clock in re.findall(r"\d\d:\d\d", sentence)]


def test_where_the_sun_stays_up_or_away_the_page_says_that() -> None:
    speaker = Speaker("en", SUMMER)
    north = (70.0, 20.0)
    assert sun_sentences(sun_day(*north, SUMMER.date()), speaker) == ["The sun does not set today."]
    december = SUMMER.date().replace(month=12, day=21)
    assert sun_sentences(sun_day(*north, december), speaker) == ["The sun does not rise today."]
    whole = sun_day(62.52, 15.66, SUMMER.date())
    assert sun_sentences(replace(whole, sunset=None), speaker)[0].startswith("The sun rises at")
    assert sun_sentences(replace(whole, sunrise=None), speaker)[0].startswith("The sun sets at")
    assert timedelta(0) < whole.noon - (whole.sunrise or whole.noon)


def test_an_hour_of_another_day_begins_with_its_name() -> None:
    """Else "00:00" is of nobody knows which day; also where the first hour is tomorrow's."""
    at_noon = Forecaster(Speaker("en", SUMMER), ANGE).outlook(forecast(SUMMER)).hours
    assert [(hour.clock, hour.day) for hour in at_noon if hour.day] == [("00:00", "Thursday 2 July")]
    assert hour(SUMMER.replace(hour=21, minute=30)).day == "Thursday 2 July"


def test_an_amount_says_that_it_is_one() -> None:
    assert hour(precipitation=0.4, interval_start=SUMMER).has_amount
    assert not hour().has_amount
    assert not hour(precipitation=0.0, interval_start=SUMMER, kind=Precipitation.DRIZZLE).has_amount


AUTUMN = datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ((11, 0), ["Saturday 21 November", "Sunday 22 November later"]),
        ((14, 30), ["Saturday 21 November", "Sunday 22 November"]),  # the sun is down, it is not dark yet
        ((19, 48), ["Sunday 22 November"]),
    ],
)
def test_after_sunset_the_sun_of_tomorrow_is_told(clock: tuple[int, int], told: list[str]) -> None:
    now = AUTUMN.replace(hour=clock[0], minute=clock[1])
    today = sun_day(ANGE.lat, ANGE.lon, now.date())
    lines = sun_lines(ANGE, today, Speaker("en", now))
    assert [line.name + " later" * bool(line.begins) for line in lines] == told
    assert lines[-1].sentences[0].startswith("The sun rises at 08:")
    assert lines[-1].ends == "2026-11-22T23:00:00Z"
    assert lines[0].ends == (utc(today.dusk) if len(lines) == 2 and today.dusk else lines[-1].ends)


def test_tonight_is_never_said_of_tomorrow() -> None:
    """R-C16: the white nights, in a line of another day."""
    now = SUMMER.replace(day=21, month=6, hour=21, minute=30)
    today, tomorrow = sun_lines(ANGE, sun_day(ANGE.lat, ANGE.lon, now.date()), Speaker("en", now))
    assert "It does not get dark tonight." in today.sentences
    assert len(tomorrow.sentences) == 1
    north = Position(70.0, 20.0, 1000)
    (day,) = sun_lines(north, sun_day(north.lat, north.lon, now.date()), Speaker("en", now))
    assert day.sentences == ["The sun does not set today."]
