"""Rounds of asking on a database of SQLite, against two weather servers of this machine, for one lake."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import Engine, delete

from heritage.places.library import load
from heritage.places.place import Library, PlaceConditions
from heritage.places.position import Position
from heritage.settings.settings import Settings
from heritage.store.engine import open_engine, writing
from heritage.store.migrate import migrate
from heritage.store.tables import FETCHED
from heritage.weather import kept, rounds
from heritage.weather.fetch import Fetcher, Limits
from heritage.weather.rounds import Outcome
from tests.asgi import SMALL
from tests.weather_server import (
    SMHI_FORECAST,
    SMHI_PARAMETERS,
    SMHI_WARNINGS,
    Reply,
    WeatherServer,
    example,
    smhi_forecast,
    weather_server,
)

NOW = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLUG = "lillsjon"
PRECISE = Position(lat=62.5104, lon=15.6203, precision_m=200)


def lake_alone() -> Library:
    """The toy content with one place, which wants a forecast."""
    library = load(SMALL).library
    assert library is not None
    conditions = PlaceConditions(measures=("water_temperature",))
    lake = msgspec.structs.replace(library.places[SLUG], position=PRECISE, conditions=conditions)
    return msgspec.structs.replace(library, places={SLUG: lake})


def good(issued_at: datetime = NOW - HOUR, **headers: str) -> Reply:
    """A whole forecast of SMHI."""
    return Reply(body=smhi_forecast(issued_at), headers=headers, is_gzip=True)


class Weather:
    """Three services, a library with one place that wants a forecast, and rounds on a database."""

    def __init__(self, engine: Engine, smhi: WeatherServer, met: WeatherServer) -> None:
        self.engine = engine
        self.library = lake_alone()
        self.smhi, self.met = smhi, met
        self.settings = Settings(
            contact="drift@leksaksby.example",
            smhi_url=smhi.url,
            smhi_warnings_url=smhi.url.replace("127.0.0.1", "localhost"),
            met_url=met.url,
        )
        addresses = (self.settings.smhi_url, self.settings.smhi_warnings_url, self.settings.met_url)
        self.fetcher = Fetcher(addresses, "drift@leksaksby.example", Limits(5, 0.3, 5, 200_000))
        smhi.lay_out(SMHI_WARNINGS, Reply(body=b"[]"))
        smhi.lay_out(SMHI_PARAMETERS, Reply(body=example("parameters")))

    def forecasts(self, *replies: Reply) -> None:
        self.smhi.lay_out(SMHI_FORECAST, *replies)

    def round(self, now: datetime = NOW, chance: float = 0.0) -> dict[tuple[str, str], Outcome]:
        """The outcomes of a round by subject and provider."""
        outcomes = rounds.refresh(
            self.engine, self.keep, self.library, self.settings, self.fetcher, now, lambda: chance
        )
        return {(outcome.subject, outcome.provider): outcome for outcome in outcomes}

    def keep(self, document: kept.Document) -> None:
        with writing(self.engine) as connection:
            kept.keep(connection, document)

    def document(self, key: str) -> kept.Document:
        with self.engine.connect() as connection:
            found = kept.read(connection, key)
        assert found is not None
        return found

    def shown(self, now: datetime = NOW) -> kept.KeptForecast | None:
        with self.engine.connect() as connection:
            return kept.weather_for(connection, SLUG, None, 22, now).forecast

    def warned(self, now: datetime = NOW) -> kept.WarningState:
        with self.engine.connect() as connection:
            return kept.weather_for(connection, SLUG, None, 22, now).warnings

    def move(self, position: Position | None) -> None:
        place = msgspec.structs.replace(self.library.places[SLUG], position=position)
        self.library = msgspec.structs.replace(self.library, places={SLUG: place})


@contextmanager
def database(folder: Path) -> Iterator[Engine]:
    """For as many rounds as are wanted: what they keep is forgotten at the beginning of `weather_on`."""
    engine = open_engine(None, folder)
    migrate(engine)
    yield engine
    engine.dispose()


@contextmanager
def weather_on(engine: Engine) -> Iterator[Weather]:
    """Services that nobody has asked yet."""
    with writing(engine) as connection:
        connection.execute(delete(FETCHED))
    with weather_server() as smhi, weather_server() as met:
        yield Weather(engine, smhi, met)
