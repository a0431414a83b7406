"""What was counted at the invented spots of the gallery: files that were imported, and all that follows from them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import exp, pi, sin
from pathlib import Path
from random import Random

from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.decided import events
from heritage.passages.stretches import HOUR_S, midnight
from heritage.places.library import load
from heritage.store.engine import open_engine, writing
from heritage.store.flags import Direction
from heritage.store.migrate import ready
from tests.passing import caught_up, imported

IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH
DAY = timedelta(days=1)

FULL = {"sagobron": (IN, OUT), "klossbron": (IN, OUT), "kvarnbron": (IN, OUT)}
"""Both ways since last year's beginning, without a gap."""

BUSY = 24.0
LONELY = 0.5

Cell = tuple[int, int, int | None]


def count(content: Path, data: Path, now: datetime) -> None:
    """Fill the database in `data` with what was counted at the points of `content` until the day before `now`."""
    library = load(content).library
    assert library is not None
    if not library.counting.points:
        return
    engine = open_engine(None, data)
    ready(engine)
    today = now.astimezone(LOCAL_TIME).date()
    begin, end = date(today.year - 1, 1, 1), today - DAY
    for point in library.counting.points:
        if cells := _file(point, begin, end):
            imported(engine, cells, now, point)
    if "sagobron" in library.counting.points:
        words = {
            "sv": "Trollens vårlopp gick över bron.",
            "de": "Der Frühlingslauf der Trolle ging über die Brücke.",
        }
        with writing(engine) as connection:
            events.record(connection, "sagobron", (end - 20 * DAY, end - 20 * DAY), words, "turistbyrån", now)
    caught_up(engine, library, now)
    engine.dispose()


def _file(point: str, begin: date, end: date) -> dict[Direction, list[Cell]]:
    """Of a spot that is full, has gaps that are filled, lacks half a year, or has hardly anybody; of others nothing."""
    if point in FULL:
        return {way: list(_cells(begin, end, BUSY, way)) for way in FULL[point]}
    if point == "norra-leden":
        gap = (end - 40 * DAY, end - 33 * DAY)
        return {BOTH: list(_cells(end - 400 * DAY, end, BUSY, 6, [gap]))}
    if point == "lappade-stigen":
        gaps = [(end - number * DAY, end - (number - 8) * DAY) for number in (40, 75)]
        return {BOTH: list(_cells(begin, end, BUSY, 3, gaps))}
    if point == "halva-arets-grind":
        return {IN: list(_cells(begin, end, BUSY, 4, [(end - 200 * DAY, end - 60 * DAY)]))}
    if point == "ensamma-stigen":
        return {BOTH: list(_cells(end - 200 * DAY, end, LONELY, 5))}
    return {}


def _cells(
    begin: date, end: date, busy: float, seed: int, gaps: list[tuple[date, date]] | None = None
) -> Iterator[Cell]:
    """Hours from a day to another, both included, with a summer, weekends and nights; empty in the gaps."""
    chance = Random(seed)
    lost = [(midnight(first), midnight(last)) for first, last in gaps or []]
    for hour in range(midnight(begin), midnight(end + DAY), HOUR_S):
        local = datetime.fromtimestamp(hour, LOCAL_TIME)
        summer = 0.2 + 0.8 * exp(-(((local.timetuple().tm_yday - 200) / 50) ** 2))
        daily = sin((local.hour - 5) / 17 * pi) if 5 <= local.hour <= 22 else 0.0
        mean = busy * summer * daily * (1.5 if local.weekday() >= 5 else 1.0)
        counted = max(0, round(chance.gauss(mean, mean**0.5))) if mean else 0
        is_lost = any(first <= hour < last for first, last in lost)
        yield hour, hour + HOUR_S, None if is_lost else counted
