"""What is kept outlives a restart and an outage, and says how old it is; silence is never "no warnings"."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from heritage.places.position import Position
from heritage.store.engine import open_engine, writing
from heritage.store.migrate import migrate
from heritage.weather.forecast import EXPIRES_AFTER, Forecast, KeptForecast, Provider, Step
from heritage.weather.kept import (
    OVERTAKEN_AFTER,
    WARNINGS,
    Document,
    PlacedForecast,
    forecast_key,
    keep,
    pack,
    read,
    unpack,
    weather_for,
)
from heritage.weather.warnings import TRUSTED_FOR, Bulletin, WarningState, read_bulletin
from tests.weather_server import example

NOW = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
OURS = 22


def a_forecast(provider: Provider, age: timedelta) -> Forecast:
    steps = tuple(Step(valid_at=NOW + hour * HOUR, air_temperature=1.5) for hour in range(-24, 48))
    return Forecast(provider, NOW - age, steps)


def put(engine: Engine, document: Document) -> None:
    with writing(engine) as connection:
        keep(connection, document)


def put_forecast(engine: Engine, provider: Provider, age: timedelta, slug: str = "lillsjon") -> Forecast:
    forecast = a_forecast(provider, age)
    body = pack(PlacedForecast("https://smhi.example/x", forecast))
    put(engine, Document(forecast_key(provider, slug), provider.value, checked_at=NOW, body=body))
    return forecast


def put_warnings(engine: Engine, checked_at: datetime, bulletin: Bulletin) -> None:
    put(engine, Document(WARNINGS, "smhi", checked_at=checked_at, body=pack(bulletin)))


def shown(engine: Engine, slug: str = "lillsjon", now: datetime = NOW) -> KeptForecast | None:
    with engine.connect() as connection:
        return weather_for(connection, slug, None, OURS, now).forecast


def warned(
    engine: Engine, position: Position | None = None, county: int = OURS, now: datetime = NOW
) -> WarningState:
    with engine.connect() as connection:
        return weather_for(connection, "lillsjon", position, county, now).warnings


def test_a_document_comes_back_as_it_was_kept(engine: Engine) -> None:
    whole = Document(
        key="forecast/smhi/lillsjon",
        provider="smhi",
        checked_at=NOW,
        fetched_at=NOW - HOUR,
        issued_at=NOW - 2 * HOUR,
        expires_at=NOW + HOUR,
        not_before=NOW + 2 * HOUR,
        failures=3,
        status=503,
        last_modified="Sat, 21 Nov 2026 09:11:40 GMT",
        etag='"å"',
        note="status 503",
        body=b"\x00\xff",
    )
    put(engine, Document(whole.key, "smhi", failures=1))
    put(engine, whole)
    with engine.connect() as connection:
        assert read(connection, whole.key) == whole
        assert read(connection, "forecast/smhi/kvarnen") is None


def test_a_restart_shows_the_stored_forecast_with_its_age(tmp_path: Path) -> None:
    before = open_engine(None, tmp_path)
    migrate(before)
    forecast = put_forecast(before, Provider.SMHI, age=3 * HOUR)
    before.dispose()
    after = open_engine(None, tmp_path)
    assert shown(after) == KeptForecast(forecast, NOW, 3 * HOUR)
    after.dispose()


def test_a_place_without_a_forecast_has_none(engine: Engine) -> None:
    put_forecast(engine, Provider.SMHI, age=HOUR, slug="kvarnen")
    assert shown(engine) is None


def test_an_expired_forecast_is_not_shown(engine: Engine) -> None:
    put_forecast(engine, Provider.SMHI, age=EXPIRES_AFTER - SECOND)
    assert shown(engine) is not None
    assert shown(engine, now=NOW + SECOND) is None


@pytest.mark.parametrize(
    ("smhi_age", "met_age", "provider"),
    [
        (HOUR, timedelta(0), Provider.SMHI),
        (OVERTAKEN_AFTER, HOUR, Provider.SMHI),
        (OVERTAKEN_AFTER + SECOND, HOUR, Provider.MET),
        (OVERTAKEN_AFTER + HOUR, OVERTAKEN_AFTER + 2 * HOUR, Provider.SMHI),
        (EXPIRES_AFTER, 8 * HOUR, Provider.MET),
        (None, 8 * HOUR, Provider.MET),
    ],
)
def test_of_two_forecasts_one_is_shown(
    smhi_age: timedelta | None, met_age: timedelta, provider: Provider, engine: Engine
) -> None:
    if smhi_age is not None:
        put_forecast(engine, Provider.SMHI, smhi_age)
    put_forecast(engine, Provider.MET, met_age)
    kept = shown(engine)
    assert kept is not None
    assert kept.forecast.provider is provider


@pytest.mark.parametrize("body", [None, b"", b"{}", b'{"address": "x", "forecast": {"provider": "yr"}}'])
def test_a_body_that_another_version_shaped_is_as_good_as_none(body: bytes | None, engine: Engine) -> None:
    put(engine, Document(forecast_key(Provider.SMHI, "lillsjon"), "smhi", checked_at=NOW, body=body))
    assert shown(engine) is None


def test_there_is_nothing_to_unpack_where_nothing_was_kept() -> None:
    assert unpack(None, str) is None


def test_warnings_are_unknown_until_the_list_has_been_read(engine: Engine) -> None:
    """R-C15."""
    assert warned(engine) == WarningState(is_known=False, checked_at=None)
    put(engine, Document(WARNINGS, "smhi", failures=1, status=503))
    assert warned(engine) == WarningState(is_known=False, checked_at=None)
    assert not warned(engine).is_none


def test_a_list_that_was_read_in_time_says_that_there_are_none(engine: Engine) -> None:
    put_warnings(engine, NOW, Bulletin(()))
    assert warned(engine) == WarningState(is_known=True, checked_at=NOW)
    assert warned(engine).is_none


def test_after_an_hour_without_reading_the_list_an_empty_one_says_nothing(engine: Engine) -> None:
    put_warnings(engine, NOW, Bulletin(()))
    assert warned(engine, now=NOW + TRUSTED_FOR).is_none
    late = warned(engine, now=NOW + TRUSTED_FOR + SECOND)
    assert (late.is_known, late.checked_at, late.is_none) == (False, NOW, False)


def test_a_list_from_the_future_says_nothing(engine: Engine) -> None:
    put_warnings(engine, NOW + HOUR, Bulletin(()))
    assert not warned(engine).is_known


def test_what_was_last_heard_of_stays_until_it_is_over(engine: Engine) -> None:
    put_warnings(engine, NOW, read_bulletin(example("warnings")))
    spot = Position(lat=62.5, lon=15.5, precision_m=50)
    for hours, known, ids in (
        (0, True, ["7001/1", "7002/3"]),
        (2, False, ["7001/1", "7002/3"]),
        (12, False, ["7002/3"]),
    ):
        state = warned(engine, spot, now=NOW + hours * HOUR)
        assert (state.is_known, [warning.id for warning in state.warnings]) == (known, ids)
    assert warned(engine, county=14).is_none


def test_entries_that_made_no_sense_keep_us_from_saying_none(engine: Engine) -> None:
    put_warnings(engine, NOW, Bulletin((), unread=1))
    assert (warned(engine).is_known, warned(engine).unread, warned(engine).is_none) == (True, 1, False)
