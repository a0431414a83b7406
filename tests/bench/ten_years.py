"""What a hundred counters have counted in ten years, made by the databases themselves: 8.76 million hours with their
days, months and profiles."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from itertools import groupby
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import Connection, Engine, insert, text

from heritage.passages.calendars import packed
from heritage.passages.slots import WEEK, Week
from heritage.passages.stretches import HOUR_S, slot_of
from heritage.places.counting import CountingPoint, CountingRecord, Technique
from heritage.places.device import Device, Mounting
from heritage.places.library import load
from heritage.places.place import Library
from heritage.store.engine import writing
from heritage.store.flags import Direction
from heritage.store.passage_tables import FLOW, PASSAGE_CALENDAR, PASSAGE_PROFILE
from heritage.store.tables import SERIES

CONTENT = Path(__file__).parents[1] / "data/small/content"
COUNTERS, YEARS, SENDING = 100, 10, 5
"""Of the last so many the messages themselves are there too, as what is made anew begins with them."""

FIRST_DAY, END_DAY = date(2016, 1, 1), date(2026, 1, 1)
BEGIN, END = (int(datetime(*day.timetuple()[:3], tzinfo=UTC).timestamp()) for day in (FIRST_DAY, END_DAY))
HOURS = (END - BEGIN) // HOUR_S
YEAR_H = 365 * 24

COUNT = "CASE WHEN h % 24 BETWEEN 7 AND 19 THEN (day * 7 + h * 3 + f * 5) % 11 + 2 ELSE (h + f) % 2 END"
"""What passes a counter f in hour h of a day; SQL that three databases read alike."""

HOUR_ROWS = f"""
INSERT INTO passage_hour (flow, hour, raw, covered, flags, corrected)
SELECT f, {BEGIN} + h * {HOUR_S}, raw, {HOUR_S}, 0, raw * 1000
FROM (SELECT h, f, {COUNT} AS raw FROM ({{numbers}}) AS numbers) AS counted
"""
READING_ROWS = f"""
INSERT INTO reading (series, observed_at, value, quality, lag)
SELECT flow - {COUNTERS - SENDING}, hour + {HOUR_S}, raw, 0, 5 FROM passage_hour WHERE flow > {COUNTERS - SENDING}
"""
DAY_ROWS = f"""
INSERT INTO passage_day (flow, day, raw, corrected, expected, covered, filled, flags, peak, peak_hour)
SELECT flow, day, sum(raw), sum(corrected), count(*) * {HOUR_S}, count(*) * {HOUR_S}, 0, 0, max(corrected), min(hour)
FROM passage_hour JOIN bench_hour USING (hour) GROUP BY flow, day
"""
MONTH_ROWS = """
INSERT INTO passage_month (flow, month, raw, corrected, expected, covered, filled, days)
SELECT flow, month, sum(raw), sum(corrected), sum(expected), sum(covered), 0, count(*)
FROM passage_day JOIN (SELECT DISTINCT day, month FROM bench_hour) AS days USING (day) GROUP BY flow, month
"""
TOLD_OF_DAYS = """
SELECT flow, day, raw, corrected, estimated, expected, covered, filled, flags
FROM passage_day ORDER BY flow, day
"""
SLOT_SUMS = """
SELECT flow, month, slot, sum(corrected), count(*)
FROM passage_hour JOIN bench_hour USING (hour) GROUP BY flow, month, slot ORDER BY flow, month
"""


def made_library() -> Library:
    """The toy content with the counters that send, and a point that is read by a file."""
    library = load(CONTENT).library
    assert library is not None
    sending = range(COUNTERS - SENDING + 1, COUNTERS + 1)
    mounting = partial(Mounting, since=FIRST_DAY)
    devices = {
        dev_eui(number): Device(
            "imbuildings-counter", (mounting(point=key(number)),), technique=Technique.PASSIVE_IR
        )
        for number in sending
    }
    points = {key(number): CountingPoint(name={"sv": f"Punkt {number}"}) for number in (0, *sending)}
    return replace(library, devices=devices, counting=CountingRecord(points=points))


def key(number: int) -> str:
    return f"point-{number:03}"


def dev_eui(number: int) -> str:
    return f"{number:016x}"


def fill(engine: Engine, years: int) -> None:
    """The last so many years, in the order of time, as they would have come."""
    first = HOURS - years * YEAR_H if years < YEARS else 0
    with writing(engine) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        flows = [
            {"id": number, "point": key(number), "direction": int(Direction.IN)}
            for number in range(1, COUNTERS + 1)
        ]
        connection.execute(insert(FLOW), flows)
        if not is_sqlite:
            # The tests' cluster leaves commits for later, and what is not on the disk is vacuumed as if it were in use.
            connection.execute(text("SET LOCAL synchronous_commit = on"))
            connection.execute(text(f"SELECT setval('flow_id_seq', {COUNTERS})"))
        connection.execute(insert(SERIES), list(series()))
        connection.execute(
            text(
                "CREATE TEMPORARY TABLE bench_hour (hour bigint PRIMARY KEY, day date, month date, slot int)"
            )
        )
        connection.execute(
            text("INSERT INTO bench_hour VALUES (:hour, :day, :month, :slot)"), list(hours(first))
        )
        numbers = _IN_SQLITE if is_sqlite else _IN_POSTGRESQL
        connection.execute(text(HOUR_ROWS.format(numbers=numbers.format(first=first))))
        for statement in (READING_ROWS, DAY_ROWS, MONTH_ROWS):
            connection.execute(text(statement))
        connection.execute(insert(PASSAGE_CALENDAR), list(calendars(connection)))
        connection.execute(insert(PASSAGE_PROFILE), list(profiles(connection)))
    tidy(engine)


def tidy(engine: Engine) -> None:
    """What PostgreSQL does by itself within a minute; SQLite looks at its tables alone."""
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        tables = "passage_hour, passage_day, passage_month, passage_calendar, passage_profile, reading"
        connection.execute(text("ANALYZE" if is_sqlite else f"VACUUM (ANALYZE) {tables}"))


_IN_SQLITE = f"""
WITH RECURSIVE hours(h) AS (VALUES ({{first}}) UNION ALL SELECT h + 1 FROM hours WHERE h < {HOURS - 1}),
counters(f) AS (VALUES (1) UNION ALL SELECT f + 1 FROM counters WHERE f < {COUNTERS})
SELECT h, f, h / 24 AS day FROM hours CROSS JOIN counters
"""
_IN_POSTGRESQL = f"""
SELECT h, f, h / 24 AS day
FROM generate_series({{first}}, {HOURS - 1}) AS h CROSS JOIN generate_series(1, {COUNTERS}) AS f
"""


def hours(first: int) -> Iterator[dict[str, object]]:
    """Each hour's day and month by UTC and its slot by local time; as many rows as the program would write."""
    for number in range(first, HOURS):
        at = BEGIN + number * HOUR_S
        day = datetime.fromtimestamp(at, UTC).date()
        yield {"hour": at, "day": f"{day}", "month": f"{day.replace(day=1)}", "slot": slot_of(at)}


def profiles(connection: Connection) -> Iterator[dict[str, object]]:
    """Each counter's sums by hour of the week, a row for each month."""
    rows = connection.execute(text(SLOT_SUMS))
    for (flow, month), found in groupby(rows, key=lambda row: (row[0], row[1])):
        sums, hours = [0] * WEEK, [0] * WEEK
        for _, _, slot, corrected, number in found:
            sums[slot], hours[slot] = int(corrected), number
        day = date.fromisoformat(f"{month}")
        yield {"flow": flow, "month": day, "week": Week(sums, hours).packed()}


def calendars(connection: Connection) -> Iterator[dict[str, object]]:
    """Each counter's days, a row for each month."""
    rows = connection.execute(text(TOLD_OF_DAYS))
    for (flow, month), found in groupby(rows, key=lambda row: (row[0], f"{row[1]}"[:7])):
        days = {date.fromisoformat(f"{day}"): told for _, day, *told in found}
        yield {"flow": flow, "month": date.fromisoformat(f"{month}-01"), "days": packed(days)}


def series() -> Iterator[dict[str, object]]:
    for number in range(1, SENDING + 1):
        counter = COUNTERS - SENDING + number
        yield {
            "id": number,
            "place": key(counter),
            "device": dev_eui(counter),
            "channel": 1,
            "quantity": "passages",
            "method": "sensor",
        }
