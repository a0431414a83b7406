"""What the panel and the curves of a place cost after ten years, and how fast readings are kept.

Usage: `make bench`, or `python -m tests.bench.readings`. Fifty devices send every ten minutes: 26 million readings in
SQLite, put there by the driver in the order of time, as they would come; two million in PostgreSQL. What is measured
is the program's own: all that a panel knows, two curves, and keeping. The same questions to a database with a fifth
of it, in turn, show whether their cost grows. Ends with status 1 when a bar is missed. Takes some minutes and a
gigabyte in the temporary folder.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, make_url, text

from heritage.conditions.gather import conditions_of
from heritage.places.library import load
from heritage.sensors.current import latest
from heritage.sensors.history import season, week
from heritage.sensors.readings import Observation, keep
from heritage.store.engine import open_engine, writing
from heritage.store.migrate import migrate
from heritage.store.tables import SERIES
from tests import postgres

DEVICES, PLACES = 50, 10
QUANTITIES = ("air_temperature", "water_temperature", "snow_depth", "ice_thickness", "wind_speed")
CONTENT = Path(__file__).parents[1] / "data/small/content"
LAKE = "lillsjon"
EVERY = 600
BEGIN = int(datetime(2016, 1, 1, tzinfo=UTC).timestamp())
YEAR = 365 * 86_400 // EVERY
SQLITE_STEPS, POSTGRESQL_STEPS = 10 * YEAR, 40_000
"""Readings of each device."""

PANEL_BAR_MS, SEASON_BAR_MS, GROWTH_BAR, KEEP_BAR = 2.0, 20.0, 1.5, 1000
CALLS, ROUNDS = 100, 5

DAYS = """
INSERT INTO reading_day (series, day, count, lowest, highest, total)
SELECT series, {day}, count(*), min(value), max(value), sum(value) FROM reading GROUP BY 1, 2
"""
"""Here by UTC: as many rows as the program would write by local time."""

_WAVE = [round(10 + 8 * ((number * 37) % 997) / 997, 1) for number in range(4099)]


@dataclass(frozen=True)
class Cost:
    """Of a question to the full database: milliseconds, median and 99 of 100, and how much dearer it has become.

    The times are those of the quietest round, for whatever else the machine does can only add to them; the growth is
    the median of the ratios within the rounds.
    """

    median: float
    slowest: float
    growth: float


def main() -> int:
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        young, old = (open_engine(None, Path(name) / age) for age in ("young", "old"))
        missed += measured(young, old, "SQLite", SQLITE_STEPS, into_sqlite)
    with postgres.cluster() as url:
        server = open_engine(url, Path()).execution_options(isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("CREATE DATABASE young"))
        young = open_engine(make_url(url).set(database="young").render_as_string(hide_password=False), Path())
        missed += measured(
            young,
            server.execution_options(isolation_level="READ COMMITTED"),
            "PostgreSQL",
            POSTGRESQL_STEPS,
            into_postgresql,
        )
    return min(missed, 1)


Fill = Callable[[Engine, int], None]
Question = Callable[[Connection, str], object]


def measured(young: Engine, old: Engine, name: str, steps: int, fill: Fill) -> int:
    """Fill two databases, one with a fifth of the time, and ask both the same; how many bars are missed."""
    begun = time.perf_counter()
    for engine, part in ((young, steps // 5), (old, steps)):
        migrate(engine)
        with writing(engine) as connection:
            connection.execute(insert(SERIES), list(series()))
        fill(engine, part)
    rows, taken = DEVICES * steps, time.perf_counter() - begun
    print(f"{name}: {rows:,} readings, {bytes_of(old) / rows:.1f} bytes each, made in {taken:.0f} s")
    costs = compared(young, old, steps)
    rate = kept_per_second(old, steps)
    for engine in (young, old):
        engine.dispose()
    for what, cost in costs.items():
        print(
            f"  {what:7} {cost.median:6.2f} ms (99 of 100 within {cost.slowest:.2f} ms), {cost.growth:.2f} x a fifth"
        )
    print(f"  kept    {rate:6.0f} readings/s, in groups of {DEVICES * 5}")
    bars = {
        f"panel under {PANEL_BAR_MS} ms": costs["panel"].median < PANEL_BAR_MS,
        f"season under {SEASON_BAR_MS} ms": costs["season"].median < SEASON_BAR_MS,
        f"at most {GROWTH_BAR} x as dear as with a fifth of the readings": all(
            cost.growth < GROWTH_BAR
            for what, cost in costs.items()
            # Two seasons have more days than the parts of one: that is no growth.
            if what != "season" or steps // 5 >= 2 * YEAR
        ),
        f"at least {KEEP_BAR} readings/s": rate >= KEEP_BAR,
    }
    for bar, holds in bars.items():
        print(f"  {'holds ' if holds else 'MISSED'}  {bar}")
    return sum(not holds for holds in bars.values())


def questions(steps: int) -> dict[str, Question]:
    """What is asked at the end of the steps: all that a panel knows, its readings alone, and two curves."""
    now = datetime.fromtimestamp(BEGIN + steps * EVERY, UTC)
    library = load(CONTENT).library
    assert library is not None
    lake = library.places[LAKE]
    return {
        "panel": lambda connection, _: conditions_of(connection, library, lake, now),
        "latest": lambda connection, slug: latest(connection, slug),
        "week": lambda connection, slug: week(connection, slug, QUANTITIES[0], now),
        "season": lambda connection, slug: season(connection, slug, QUANTITIES[1], now),
    }


def compared(young: Engine, old: Engine, steps: int) -> dict[str, Cost]:
    asked = zip(questions(steps // 5).items(), questions(steps).values(), strict=True)
    with young.connect() as before, old.connect() as after:
        return {name: cost(before, first, after, second) for (name, first), second in asked}


def cost(before: Connection, first: Question, after: Connection, second: Question) -> Cost:
    rounds = [(timed(before, first), timed(after, second)) for _ in range(ROUNDS)]
    growth = statistics.median(now[0] / then[0] for then, now in rounds)
    return Cost(*min(now for _, now in rounds), growth)


def timed(connection: Connection, question: Question) -> tuple[float, float]:
    taken = []
    for number in range(CALLS):
        begun = time.perf_counter()
        assert question(connection, place(number))
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def series() -> Iterator[dict[str, object]]:
    """Of each device one: five quantities at each of ten places."""
    for number in range(DEVICES):
        yield {
            "id": number + 1,
            "place": place(number),
            "device": f"{number:016x}",
            "channel": 1,
            "quantity": QUANTITIES[number // PLACES],
            "method": "sensor",
        }


def place(number: int) -> str:
    """Of ten places one is the lake of the toy content."""
    return LAKE if number % PLACES == 0 else f"place-{number % PLACES}"


def rows(first: int, last: int) -> Iterator[tuple[int, int, float, int, int]]:
    """As they come: every ten minutes one of each device."""
    for step in range(first, last):
        at, wave = BEGIN + step * EVERY, _WAVE
        for number in range(1, DEVICES + 1):
            yield number, at + number, wave[(step + number * 83) % 4099], 0, 5


def into_sqlite(engine: Engine, steps: int) -> None:
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for begin in range(0, steps, YEAR // 12):
            part = rows(begin, min(begin + YEAR // 12, steps))
            connection.executemany("INSERT INTO reading VALUES (?, ?, ?, ?, ?)", part)
            connection.commit()
        connection.execute(DAYS.format(day="date(observed_at, 'unixepoch')"))
        connection.commit()


def into_postgresql(engine: Engine, steps: int) -> None:
    with writing(engine) as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        with raw.cursor() as cursor, cursor.copy("COPY reading FROM STDIN") as copy:
            for row in rows(0, steps):
                copy.write_row(row)
        connection.execute(text(DAYS.format(day="(to_timestamp(observed_at) AT TIME ZONE 'UTC')::date")))
        # What the database does by itself within a minute.
        connection.execute(text("ANALYZE"))


def kept_per_second(engine: Engine, steps: int) -> float:
    """The readings that come next, in transactions of five of each device; the median of thirty."""
    taken = []
    for group in range(30):
        first = steps + group * 5
        observations = [observation(*row[:3]) for row in rows(first, first + 5)]
        begun = time.perf_counter()
        with writing(engine) as connection:
            assert keep(connection, observations).new == len(observations)
        taken.append(len(observations) / (time.perf_counter() - begun))
    return statistics.median(taken)


def observation(number: int, at: int, value: float) -> Observation:
    moment = datetime.fromtimestamp(at, UTC)
    slug, quantity = place(number - 1), QUANTITIES[(number - 1) // PLACES]
    arrived = moment + timedelta(seconds=5)
    return Observation(slug, f"{number - 1:016x}", 1, quantity, "sensor", moment, value, arrived)


def bytes_of(engine: Engine) -> int:
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(engine.url.database))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(str(engine.url.database)).stat().st_size
    sizes = text("SELECT pg_total_relation_size('reading') + pg_total_relation_size('reading_day')")
    with engine.connect() as connection:
        return int(connection.scalar(sizes) or 0)


if __name__ == "__main__":
    sys.exit(main())
