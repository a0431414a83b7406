"""What the panel and the curves of a place cost after ten years, and how fast readings are kept.

Usage: `make bench`, or `python -m tests.bench.readings`. Fifty devices send every ten minutes: 26 million readings in
SQLite, put there by the driver in the order of time, as they would come; two million in PostgreSQL. What is measured
is the program's own: all that a panel knows, two curves, and keeping. The same questions after a fifth of the time
show whether their cost grows. Ends with status 1 when a bar is missed. Takes some minutes and a gigabyte or two in
the temporary folder.
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

from sqlalchemy import Engine, insert, text

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
SELECT series, {day}, count(*), min(value), max(value), sum(value) FROM reading
WHERE observed_at >= {begin} AND observed_at < {end} GROUP BY 1, 2
"""
"""Here by UTC: as many rows as the program would write by local time."""

_WAVE = [round(10 + 8 * ((number * 37) % 997) / 997, 1) for number in range(4099)]


@dataclass(frozen=True)
class Figures:
    """Milliseconds: median and 99th of a hundred.

    Of all that the panel of one place knows, of its newest readings alone, and of two of its curves.
    """

    panel: tuple[float, float]
    latest: tuple[float, float]
    week: tuple[float, float]
    season: tuple[float, float]


def main() -> int:
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        engine = open_engine(None, Path(name))
        missed += measured(engine, "SQLite", SQLITE_STEPS, into_sqlite)
        engine.dispose()
    with postgres.cluster() as url:
        engine = open_engine(url, Path())
        missed += measured(engine, "PostgreSQL", POSTGRESQL_STEPS, into_postgresql)
        engine.dispose()
    return min(missed, 1)


Fill = Callable[[Engine, int, int], None]


def measured(engine: Engine, name: str, steps: int, fill: Fill) -> int:
    """Fill the database in two goes and look at it after each; how many bars are missed."""
    begun = time.perf_counter()
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(insert(SERIES), list(series()))
    fill(engine, 0, steps // 5)
    young = figures(engine, steps // 5)
    fill(engine, steps // 5, steps)
    old = figures(engine, steps)
    rows = DEVICES * steps
    size, seconds = bytes_of(engine) / rows, time.perf_counter() - begun
    print(f"{name}: {rows:,} readings, {size:.1f} bytes each with the sums of days, in {seconds:.0f} s")
    for what in ("panel", "latest", "week", "season"):
        median, slowest = getattr(old, what)
        before, _ = getattr(young, what)
        growth = f"{median / before:.2f} x a fifth of the readings"
        print(f"  {what:7} {median:6.2f} ms  (99 of 100 within {slowest:.2f} ms), {growth}")
    rate = kept_per_second(engine, steps)
    print(f"  kept    {rate:6.0f} readings/s, in groups of {DEVICES * 5}")
    bars = {
        f"panel under {PANEL_BAR_MS} ms": old.panel[0] < PANEL_BAR_MS,
        f"season under {SEASON_BAR_MS} ms": old.season[0] < SEASON_BAR_MS,
        f"panel at most {GROWTH_BAR} x as dear": old.panel[0] < GROWTH_BAR * young.panel[0],
        f"week at most {GROWTH_BAR} x as dear": old.week[0] < GROWTH_BAR * young.week[0],
        # Before that there is no season of last year.
        f"season at most {GROWTH_BAR} x as dear": steps // 5 < 2 * YEAR
        or old.season[0] < GROWTH_BAR * young.season[0],
        f"at least {KEEP_BAR} readings/s": rate >= KEEP_BAR,
    }
    for bar, holds in bars.items():
        print(f"  {'holds ' if holds else 'MISSED'}  {bar}")
    return sum(not holds for holds in bars.values())


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


def into_sqlite(engine: Engine, first: int, last: int) -> None:
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for begin in range(first, last, YEAR // 12):
            part = rows(begin, min(begin + YEAR // 12, last))
            connection.executemany("INSERT INTO reading VALUES (?, ?, ?, ?, ?)", part)
            connection.commit()
        connection.execute(days_of("date(observed_at, 'unixepoch')", first, last))
        connection.commit()


def into_postgresql(engine: Engine, first: int, last: int) -> None:
    with writing(engine) as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        with raw.cursor() as cursor, cursor.copy("COPY reading FROM STDIN") as copy:
            for row in rows(first, last):
                copy.write_row(row)
        connection.execute(text(days_of("(to_timestamp(observed_at) AT TIME ZONE 'UTC')::date", first, last)))
        # What the database does by itself within a minute.
        connection.execute(text("ANALYZE"))


def days_of(day: str, first: int, last: int) -> str:
    """The sums of the days of some steps, of which the first and the last may be parts of days made before."""
    begin = BEGIN + (first * EVERY // 86_400 + bool(first)) * 86_400
    return DAYS.format(
        day=day, begin=begin, end=BEGIN + last * EVERY // 86_400 * 86_400 + bool(not first) * 86_400
    )


def figures(engine: Engine, steps: int) -> Figures:
    now = datetime.fromtimestamp(BEGIN + steps * EVERY, UTC)
    library = load(CONTENT).library
    assert library is not None
    lake = library.places[LAKE]
    with engine.connect() as connection:
        return Figures(
            panel=timed(lambda _: conditions_of(connection, library, lake, now)),
            latest=timed(lambda slug: latest(connection, slug)),
            week=timed(lambda slug: week(connection, slug, QUANTITIES[0], now)),
            season=timed(lambda slug: season(connection, slug, QUANTITIES[1], now)),
        )


def timed(question: Callable[[str], object]) -> tuple[float, float]:
    """Of five rounds the quietest: whatever else the machine does can only add to them."""
    rounds = []
    for _ in range(ROUNDS):
        taken = []
        for number in range(CALLS):
            begun = time.perf_counter()
            question(place(number))
            taken.append((time.perf_counter() - begun) * 1000)
        rounds.append((statistics.median(taken), statistics.quantiles(taken, n=100)[98]))
    return min(rounds)


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
