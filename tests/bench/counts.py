"""What figures of passages cost after ten years of a hundred counters, and how fast they are kept and imported.

Usage: `make bench`, or `python -m tests.bench.counts`. A hundred counters that were read every hour for ten years: 8.76
million hours with their days, months and profiles, in SQLite and in PostgreSQL, made by the databases themselves. What
is measured is the program's own: a counter's year by day, its page, all counters by month, what follows from one
message, and a file of ten years. The same message to a database with one year shows whether its cost grows. DuckDB,
asked the same of the raw hours, is the yardstick. Ends with status 1 when a bar is missed. Takes some minutes and two
gigabytes in the temporary folder.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

import duckdb
from sqlalchemy import Connection, Engine, delete, make_url, text

from heritage.app import rest_memory
from heritage.pages.compile import compile_site
from heritage.pages.site import assemble
from heritage.passages import imports
from heritage.passages.figures.stored import days_of, directions_of
from heritage.passages.files.layouts import Wanted
from heritage.passages.files.preview import preview
from heritage.passages.rollups.keeping import catch_up, note_content
from heritage.passages.stretches import HOUR_S
from heritage.places.place import Library
from heritage.sensors.readings import Observation, keep
from heritage.store.engine import Reader, open_engine, writing
from heritage.store.flags import Direction
from heritage.store.migrate import migrate
from heritage.store.passage_tables import COUNT_DUE
from heritage.web.counts import Asked, composed
from heritage.web.shelf import Shelf
from tests import postgres
from tests.bench.ten_years import (
    BEGIN,
    COUNT,
    COUNTERS,
    END,
    HOURS,
    SENDING,
    YEAR_H,
    YEARS,
    dev_eui,
    fill,
    key,
    made_library,
    tidy,
)

T = TypeVar("T")

YEAR_BAR_MS, PAGE_BAR_MS, MONTHS_BAR_MS, GROWTH_BAR, IMPORT_BAR = 0.5, 5.0, 20.0, 1.5, 50_000
CALLS, ROUNDS, MESSAGES = 200, 20, 24
AGES = ("young", "old")


class Cost(NamedTuple):
    """Milliseconds: the median and 99 of 100."""

    median: float
    slowest: float

    def __str__(self) -> str:
        return f"{self.median:8.3f} ms (99 of 100 within {self.slowest:.3f} ms)"


class Question(NamedTuple):
    """What is asked so many times, with the number of the time."""

    ask: Callable[[int], object]
    calls: int = CALLS


class Measured(NamedTuple):
    """Of one database with ten years, but for the growth of a message's cost since the first year."""

    sql_year: Cost
    year: Cost
    page: Cost
    months: Cost
    message: Cost
    growth: float
    import_rate: float
    made_anew_s: float

    def bars(self) -> dict[str, bool]:
        return {
            f"a counter's year by day within {YEAR_BAR_MS} ms": self.sql_year.median <= YEAR_BAR_MS,
            f"its page within {PAGE_BAR_MS} ms": self.page.median <= PAGE_BAR_MS,
            f"all by month within {MONTHS_BAR_MS} ms": self.months.median <= MONTHS_BAR_MS,
            f"a message at most {GROWTH_BAR} x as dear as after a year": self.growth <= GROWTH_BAR,
            f"at least {IMPORT_BAR:,} rows/s of a file": self.import_rate >= IMPORT_BAR,
        }


def main() -> int:
    missed = 0
    duck = of_duckdb()
    with tempfile.TemporaryDirectory() as name:
        young, old = (open_engine(None, Path(name) / age) for age in AGES)
        missed += measured("SQLite", young, old, duck)
    with postgres.cluster() as url:
        server = open_engine(url, Path()).execution_options(isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            for age in AGES:
                connection.execute(text(f"CREATE DATABASE {age}"))
        young, old = (
            open_engine(make_url(url).set(database=age).render_as_string(hide_password=False), Path())
            for age in AGES
        )
        missed += measured("PostgreSQL", young, old, duck)
        server.dispose()
    return min(missed, 1)


def measured(name: str, young: Engine, old: Engine, duck: dict[str, Cost]) -> int:
    """Fill and ask two databases, of a year and of ten; how many bars are missed."""
    library = made_library()
    for engine, years in ((young, 1), (old, YEARS)):
        begun = time.perf_counter()
        migrate(engine)
        fill(engine, years)
        print(f"{name}: {COUNTERS * years * YEAR_H:,} hours made in {time.perf_counter() - begun:.0f} s")
    found = asked(young, old, library)
    for engine in (young, old):
        engine.dispose()
    print(f"  year by day, SQL   {found.sql_year}, DuckDB on raw {ratio(duck['year'], found.sql_year)}")
    print(f"  year by day        {found.year}")
    print(f"  page of a year     {found.page}")
    print(f"  all by month, SQL  {found.months}, DuckDB on raw {ratio(duck['months'], found.months)}")
    print(f"  a message          {found.message}, {found.growth:.2f} x that after a year")
    print(f"  file               {found.import_rate:8,.0f} rows/s with all checks")
    print(f"  its figures        {found.made_anew_s:8.1f} s for ten years in both directions")
    for bar, holds in found.bars().items():
        print(f"  {'holds ' if holds else 'MISSED'}  {bar}")
    return sum(not holds for holds in found.bars().values())


def ratio(yardstick: Cost, ours: Cost) -> str:
    return f"{yardstick.median:.2f} ms: {yardstick.median / ours.median:.1f} x ours"


def asked(young: Engine, old: Engine, library: Library) -> Measured:
    shelf = Shelf(compile_site(assemble(library, "http://127.0.0.1:8000", False)))
    now = datetime.fromtimestamp(END, UTC) + timedelta(days=20)
    before, after = message_cost(young, library), message_cost(old, library)
    rate, anew = import_cost(old, library)
    tidy(old)  # what was imported leaves work, which would be done while pages are measured
    rest_memory()  # as a server does
    with old.connect() as connection:
        of_sql, of_days, of_page, of_months = costs(
            Question(lambda number: sql_year(connection, 1 + number % COUNTERS)),
            Question(lambda number: year_by_day(connection, key(COUNTERS - number % SENDING))),
            Question(
                lambda number: page(connection, shelf, key(COUNTERS - number % SENDING), now), CALLS // 4
            ),
            Question(lambda _: all_by_month(connection), CALLS // 4),
        )
    return Measured(of_sql, of_days, of_page, of_months, after, after.median / before.median, rate, anew)


def costs(*questions: Question) -> list[Cost]:
    """Of each in its quietest round, for whatever else the machine does can only add to the times; in turn, so that the
    rounds of each lie far apart."""
    rounds = [[timed(question) for question in questions] for _ in range(ROUNDS)]
    return [min(found) for found in zip(*rounds, strict=True)]


def timed(question: Question) -> Cost:
    taken = []
    for number in range(question.calls):
        begun = time.perf_counter()
        assert question.ask(number)
        taken.append((time.perf_counter() - begun) * 1000)
    return cost_of(taken)


def cost_of(taken: list[float]) -> Cost:
    return Cost(statistics.median(taken), statistics.quantiles(taken, n=100)[98])


def sql_year(connection: Connection, flow: int) -> list[object]:
    """By the driver, for what is measured is the database."""
    columns = "day, raw, corrected, estimated, expected, covered, filled, flags, peak"
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    query = f"SELECT {columns} FROM passage_day WHERE flow = {mark} AND day BETWEEN {mark} AND {mark} ORDER BY day"
    cursor = connection.connection.cursor()
    cursor.execute(query, (flow, "2024-01-01", "2024-12-31"))
    rows = cursor.fetchall()
    assert len(rows) == 366
    return list(rows)


def year_by_day(connection: Connection, point: str) -> object:
    """By the program, with the look for the flows of a point."""
    return days_of(connection, directions_of(connection, point), date(2024, 1, 1), date(2024, 12, 31))


def page(connection: Connection, shelf: Shelf, point: str, now: datetime) -> str | None:
    return composed(connection, shelf, Asked("sv", point, "2024"), now)


def all_by_month(connection: Connection) -> list[object]:
    columns = "flow, month, raw, corrected, estimated, expected, covered, filled, days"
    query = f"SELECT {columns} FROM passage_month ORDER BY flow, month"
    cursor = connection.connection.cursor()
    cursor.execute(query)
    rows = cursor.fetchall()
    assert len(rows) >= COUNTERS * YEARS * 12
    return list(rows)


def message_cost(engine: Engine, library: Library) -> Cost:
    """From a message's readings to its figures, of counters that send every hour."""
    hour = END
    with writing(engine) as connection:
        note_content(connection, library, datetime.fromtimestamp(END + 2 * HOUR_S, UTC))
        connection.execute(delete(COUNT_DUE))
    taken = []
    for number in range(MESSAGES):
        for counter in range(COUNTERS - SENDING + 1, COUNTERS + 1):
            at = datetime.fromtimestamp(hour + HOUR_S, UTC)
            passed = 2.0 + number * 7 % 5  # the same number hour by hour would be looked at
            with writing(engine) as connection:
                keep(
                    connection,
                    [Observation(key(counter), dev_eui(counter), 1, "passages", "sensor", at, passed, at)],
                )
            begun = time.perf_counter()
            assert follow(engine, library, at + timedelta(minutes=5)) or counter
            if number:
                # The first looks at all that was put there by other means.
                taken.append((time.perf_counter() - begun) * 1000)
        hour += HOUR_S
    return cost_of(taken)


def follow(engine: Engine, library: Library, now: datetime) -> int:
    def run(work: Callable[[Connection], T]) -> T:
        with writing(engine) as connection:
            return work(connection)

    return catch_up(run, library, now, read=Reader(engine))


def import_cost(engine: Engine, library: Library) -> tuple[float, float]:
    """Rows a second of a file of ten years with two columns, read, checked and stored; seconds for its figures."""
    moments = (datetime.fromtimestamp(at, UTC) for at in range(BEGIN, END, HOUR_S))
    lines = (f"{at:%Y-%m-%d %H:%M};{(n * 7) % 11};{(n * 5) % 13}" for n, at in enumerate(moments))
    data = "\n".join(["Time (UTC);In;Out", *lines]).encode()
    now = datetime.fromtimestamp(END, UTC) + timedelta(days=2)

    def run(work: Callable[[Connection], T]) -> T:
        with writing(engine) as connection:
            return work(connection)

    begun = time.perf_counter()
    shown = preview(data, Wanted(key(0), {Direction.IN: "In", Direction.OUT: "Out"}), library, now)
    imports.store(run, imports.version_of(shown, "ten-years.csv", data), "bench", now)
    stored = time.perf_counter()
    follow(engine, library, now)
    return HOURS / (stored - begun), time.perf_counter() - stored


def of_duckdb() -> dict[str, Cost]:
    """The same two questions to a store of columns, of the raw hours: it sums them up each time."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "duck")) as database:
        begun = time.perf_counter()
        database.execute(
            f"CREATE TABLE raw AS SELECT f AS flow, {BEGIN} + h * {HOUR_S} AS hour, {COUNT} AS count "
            f"FROM (SELECT h, f, h // 24 AS day FROM range({HOURS}) AS a(h), range(1, {COUNTERS + 1}) AS b(f))"
        )
        print(f"DuckDB: {HOURS * COUNTERS:,} hours made in {time.perf_counter() - begun:.0f} s")
        year = (
            "SELECT hour // 86400 AS day, sum(count) FROM raw "
            f"WHERE flow = ? AND hour >= {END - 2 * YEAR_H * HOUR_S} AND hour < {END - YEAR_H * HOUR_S} "
            "GROUP BY day ORDER BY day"
        )
        months = (
            "SELECT flow, date_trunc('month', make_timestamp(hour * 1000000)) AS month, sum(count) "
            "FROM raw GROUP BY flow, month"
        )
        of_year, of_months = costs(
            Question(lambda number: database.execute(year, [1 + number % COUNTERS]).fetchall()),
            Question(lambda _: database.execute(months).fetchall(), 10),
        )
        return {"year": of_year, "months": of_months}


if __name__ == "__main__":
    sys.exit(main())
