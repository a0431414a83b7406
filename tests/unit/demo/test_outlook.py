"""Made-up forecasts: of the made-up weather, credited to nobody, and never a warning."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from heritage.demo.climate import weather_at
from heritage.demo.outlook import forecast, renew
from heritage.demo.senses import World, local_weather
from heritage.store.engine import writing
from heritage.weather.forecast import HOUR, Precipitation, Provider, Sky, next_days, next_hours
from heritage.weather.kept import weather_for
from heritage.weather.words import CREDITS
from tests.demonstration import CONTENT, SUMMER, WINTER, library_of

ROOT = Path(__file__).parents[3]
WORLD = World(int(WINTER.timestamp()))


def test_what_is_forecast_is_what_comes() -> None:
    made = forecast(WORLD, "vojen", WINTER)
    for step in made.steps[:60:7]:
        weather = local_weather(WORLD.seed, "vojen", step.valid_at.timestamp())
        assert step.air_temperature == round(weather.air_temperature, 1)
        assert step.wind_speed == round(weather.wind_speed, 1)


def test_it_reaches_seven_days_in_the_steps_of_a_service() -> None:
    made = forecast(WORLD, "vojen", WINTER)
    assert len(next_hours(made, WINTER)) == 24
    days = next_days(made, WINTER)
    assert len(days) == 7 and all(day.precipitation is not None for day in days)
    assert all(step.interval_start is not None and step.interval_start < step.valid_at for step in made.steps)


def test_snow_falls_in_frost_and_rain_in_warmth() -> None:
    for begins in (WINTER, SUMMER):
        for day in range(0, 60, 5):
            for step in forecast(WORLD, "vojen", begins + timedelta(days=day)).steps:
                assert step.air_temperature is not None and step.precipitation is not None
                if step.kind is Precipitation.SNOW:
                    assert step.air_temperature < 0.6 and step.sky in (
                        Sky.LIGHT_SNOW,
                        Sky.SNOW,
                        Sky.HEAVY_SNOW,
                    )
                if step.kind is Precipitation.RAIN:
                    assert step.air_temperature >= 1.4
                if step.kind is Precipitation.NONE:
                    assert step.precipitation == 0
    assert weather_at(WORLD.seed, SUMMER.timestamp()).air_temperature > 0


def test_it_is_credited_to_no_service(engine: Engine) -> None:
    """R-C17: nobody's name stands beside what nobody has computed."""
    library = library_of(CONTENT)
    with writing(engine) as connection:
        number = renew(connection, WORLD, library, WINTER)
        kept = weather_for(connection, "vojen", None, None, WINTER).forecast
    # All but Backetjärn, whose position nobody knows.
    assert number == sum(place.conditions is not None for place in library.places.values()) - 1
    assert kept is not None and kept.forecast.provider is Provider.DEMO
    credit = CREDITS[Provider.DEMO]
    assert (credit.url, credit.licence) == (None, None)
    assert "made up" in credit.sentence
    for service in ("SMHI", "MET"):
        assert service not in credit.sentence + credit.name


def test_it_is_made_anew_every_hour_and_no_oftener(engine: Engine) -> None:
    library = library_of()
    with writing(engine) as connection:
        assert renew(connection, WORLD, library, WINTER) == 1
        assert renew(connection, WORLD, library, WINTER + HOUR / 2) == 0
        assert renew(connection, WORLD, library, WINTER + HOUR) == 1
        kept = weather_for(connection, "lillsjon", None, None, WINTER + HOUR).forecast
    assert kept is not None and kept.age == timedelta()


def test_no_warning_is_ever_made_up(engine: Engine) -> None:
    """R-C15: what nobody has read is unknown, which is not "none"."""
    library = library_of()
    with writing(engine) as connection:
        renew(connection, WORLD, library, WINTER)
        state = weather_for(connection, "lillsjon", None, 22, WINTER).warnings
    assert not state.is_known and not state.is_none and state.warnings == ()
    for file in (ROOT / "heritage/demo").glob("*.py"):
        assert "OfficialWarning" not in file.read_text(encoding="utf-8")
