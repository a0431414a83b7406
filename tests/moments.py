"""Moments at the toy lake: what is measured there, foretold and warned of, in a database and as pages get it.

All times hang on the `now` that is given, so that a test says itself what is fresh and what is old.
"""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from math import cos, sin, tau
from pathlib import Path

from sqlalchemy import Connection

from heritage.conditions.gather import conditions_of
from heritage.conditions.state import Conditions
from heritage.pages.curves import Past
from heritage.sensors import drilled
from heritage.sensors.history import season, week
from heritage.sensors.readings import Observation, keep
from heritage.store.engine import open_engine, writing
from heritage.store.migrate import ready
from heritage.weather import kept
from heritage.weather.forecast import Forecast, Precipitation, Provider, Sky, Step
from heritage.weather.warnings import Bulletin, OfficialWarning, Passage, Words
from tests.rendering import LIBRARY

LAKE = "lillsjon"
PROBE, GAUGE = "70b3d5e75e000001", "70b3d5e75e000002"

SUMMER = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
WINTER = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class State(StrEnum):
    """What the panel of the lake looks like."""

    FRESH = "fresh"
    STALE = "stale"
    EXPIRED = "expired"
    SILENT = "silent"  # nothing was ever measured
    WARNED = "warned"
    DRILLED = "drilled"  # clear ice of 24 cm, in frost
    THIN = "thin"  # clear ice of 7 cm
    SENSED = "sensed"  # ice by a sensor alone
    FULL = "full"  # a year and a half of everything


_AGES = {State.STALE: 9 * HOUR, State.EXPIRED: 5 * DAY}


def fill(data_dir: Path, state: State, now: datetime, place: str = LAKE) -> None:
    """Make the database of `data_dir` hold that state at `now`."""
    engine = open_engine(None, data_dir)
    ready(engine)
    with writing(engine) as connection:
        put(connection, state, now, place)
    engine.dispose()


def put(connection: Connection, state: State, now: datetime, place: str = LAKE) -> None:
    """The same in a transaction of the caller's."""
    if state is State.SILENT:
        return
    last = now - _AGES.get(state, 12 * MINUTE)
    keep(connection, _hourly(place, last, state))
    if state is State.FULL:
        keep(connection, _daily(place, last - 8 * DAY))
    if state in (State.DRILLED, State.THIN):
        thickness = 24.0 if state is State.DRILLED else 7.0
        drilling = drilled.Drilling(
            place, now - 5 * HOUR, thickness, drilled.IceKind.CLEAR, 6.0, "Fiskeklubben"
        )
        drilled.add(connection, drilling, now)
    kept.keep(connection, forecast_document(place, now))
    kept.keep(connection, warnings_document(now, [storm(now)] if state in (State.WARNED, State.FULL) else []))


@cache
def known(state: State, now: datetime) -> Conditions:
    """What is known of the lake then, by way of a database."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), state, now)
        engine = open_engine(None, Path(folder))
        with engine.connect() as connection:
            found = conditions_of(connection, LIBRARY, LIBRARY.places[LAKE], now)
        engine.dispose()
    return found


@cache
def past(state: State, now: datetime) -> tuple[Past, ...]:
    """What was measured at the lake before."""
    measures = LIBRARY.places[LAKE].conditions.measures
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), state, now)
        engine = open_engine(None, Path(folder))
        with engine.connect() as connection:
            found = [
                Past(each, week(connection, LAKE, each, now), *season(connection, LAKE, each, now))
                for each in measures
            ]
        engine.dispose()
    return tuple(found)


def reading(
    quantity: str, value: float | None, at: datetime, place: str = LAKE, device: str = PROBE
) -> Observation:
    """One reading of a sensor, received at once."""
    return Observation(place, device, 0, quantity, "sensor", at, value, at)


def _is_winter(moment: datetime) -> bool:
    return moment.month in (11, 12, 1, 2, 3)


def _hourly(place: str, last: datetime, state: State) -> Iterator[Observation]:
    """A week of them, with a gap of half a day."""
    for hours in range(24 * 7, -1, -1):
        if 60 < hours < 73:
            continue
        at = last - hours * HOUR
        warmth = sin(tau * (at.hour - 9) / 24)
        is_winter = _is_winter(at)
        water = 0.6 if is_winter else round(18.4 + 2 * (warmth - sin(tau * (last.hour - 9) / 24)), 1)
        yield reading("water_temperature", water, at, place)
        yield reading("air_temperature", (-9 if is_winter else 14) + 4 * warmth, at, place)
        yield reading("wind_speed", 5 + 2 * warmth, at, place)
        yield reading("wind_direction", 300, at, place)
        if hours % 6 == 0:
            yield reading("snow_depth", 34 if is_winter else 0, at, place, GAUGE)
        if state in (State.SENSED, State.FULL) and is_winter and hours % 24 == 0:
            yield reading("ice_thickness", 22, at, place)


def _daily(place: str, last: datetime) -> Iterator[Observation]:
    """A year and a half, four times a day."""
    for quarter in range(4 * 540, 0, -1):
        at = last - quarter * timedelta(hours=6)
        year = tau * at.timetuple().tm_yday / 365
        yield reading("air_temperature", 3 - 12 * cos(year - 0.3) + 2 * sin(quarter / 9), at, place)
        yield reading("water_temperature", max(0.3, 9 - 10 * cos(year - 0.6) + sin(quarter / 7)), at, place)
        yield reading(
            "snow_depth", max(0.0, round(35 * cos(year - 0.8) + 6 * sin(quarter / 11))), at, place, GAUGE
        )
        if quarter % 4 == 0:
            yield reading("ice_thickness", max(0.0, round(45 * cos(year - 1.2) - 6)), at, place)


def forecast(now: datetime) -> Forecast:
    """Hour by hour for two days and a half, then every sixth hour; issued at the last full hour."""
    issued = now.replace(minute=0, second=0, microsecond=0)
    hourly = [_step(issued + number * HOUR, HOUR, number) for number in range(1, 60)]
    sixth = [_step(issued + (54 + 6 * number) * HOUR, 6 * HOUR, number) for number in range(1, 24)]
    return Forecast(Provider.SMHI, issued, (*hourly, *sixth))


def _step(at: datetime, lasting: timedelta, number: int) -> Step:
    skies = tuple(Sky)
    return Step(
        valid_at=at,
        air_temperature=(-9 if _is_winter(at) else 14) + 4 * sin(tau * (at.hour - 9) / 24),
        wind_speed=4 + 3 * sin(number / 7),
        wind_gust=9.0,
        wind_direction=number * 15 % 360,
        interval_start=at - lasting,
        precipitation=max(0.0, round(sin(number / 5), 1)),
        kind=Precipitation.RAIN,
        sky=skies[number * 3 % len(skies)],
    )


def forecast_document(place: str, now: datetime) -> kept.Document:
    """A forecast as the round of refreshing keeps it."""
    foretold = forecast(now)
    return kept.Document(
        kept.forecast_key(Provider.SMHI, place),
        Provider.SMHI.value,
        checked_at=now,
        fetched_at=now,
        issued_at=foretold.issued_at,
        body=kept.pack(kept.PlacedForecast("", foretold)),
    )


def storm(now: datetime) -> OfficialWarning:
    """An orange one for the whole country."""
    return OfficialWarning(
        id="991/2",
        level="ORANGE",
        level_name=Words("Orange varning", "Orange warning"),
        event=Words("Mycket kraftiga vindbyar", "Very strong gusts of wind"),
        area_name=Words("Västernorrlands län", "Västernorrland County"),
        passages=(
            Passage(
                Words("Vad händer", "What happens"),
                Words("Träd kan falla.\nStanna inne.", "Trees may fall.\nStay indoors."),
            ),
        ),
        starts_at=now - HOUR,
        ends_at=now + 9 * HOUR,
        published_at=now - 3 * HOUR,
        counties=(),
        areas=(),
    )


def warnings_document(now: datetime, warnings: list[OfficialWarning]) -> kept.Document:
    """The list of warnings as it was read at `now`."""
    bulletin = kept.pack(Bulletin(tuple(warnings)))
    return kept.Document(kept.WARNINGS, "smhi", checked_at=now, fetched_at=now, body=bulletin)
