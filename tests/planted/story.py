"""The whole story in one go: a year is played, looked at, decided on, and looked at again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from heritage.passages.rollups.rollup import verify
from heritage.places.place import Library
from heritage.store.engine import open_engine
from heritage.store.migrate import migrate
from tests.planted import reviewer, year
from tests.planted.plan import POINTS
from tests.planted.seen import Seen, figured, look, said
from tests.planted.verdicts import (
    DayApart,
    Outcome,
    Year,
    days_apart,
    false_alarms,
    outcomes,
    years,
)
from tests.planted.walkers import truth


@dataclass(frozen=True)
class Story:
    """What there is to tell. `apart_from_raw` are days whose kept figures are others than those made anew from raw."""

    engine: Engine
    library: Library
    before: Mapping[str, Seen]
    after: Mapping[str, Seen]
    decisions: int
    outcomes: tuple[Outcome, ...]
    false_alarms: tuple[str, ...]
    undecided: tuple[Year, ...]
    years: tuple[Year, ...]
    days: tuple[DayApart, ...]
    apart_from_raw: Mapping[str, list[date]]


def tell(folder: Path) -> Story:
    """Made in an empty folder; a new SQLite database is left there, open."""
    engine = open_engine(None, folder)
    migrate(engine)
    library, people = year.library(), truth()
    read = year.play(engine, library)
    with engine.connect() as connection:
        told = said(connection, library, read)
        before = look(connection, library, told)
    decisions = reviewer.decide(engine, before)
    year.kept_up(engine, library, year.NOW)
    with engine.connect() as connection:
        after = figured(connection, library)
        apart = {point: verify(connection, library, point, year.NOW) for point in POINTS}
    return Story(
        engine,
        library,
        before,
        after,
        decisions,
        tuple(outcomes(before, after, people)),
        tuple(f"{point}: {mark}" for point, mark in false_alarms(before)),
        tuple(years(before, people)),
        tuple(years(after, people)),
        tuple(days_apart(after, people)),
        apart,
    )
