"""What is read of a point is all that there is, and only that."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine

from heritage.passages.decided import decisions, events, factors
from heritage.passages.decided.calibration import Ratio
from heritage.passages.decided.decisions import Ruling, Subject
from heritage.passages.decided.factors import Wanted
from heritage.passages.figures.reckoning import figures_of
from heritage.passages.figures.stored import directions_of
from heritage.passages.periods import year_of
from heritage.store.engine import writing
from heritage.store.flags import Direction
from tests.passage_fixtures import filled, library_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = date(2026, 2, 3)
WORDS = {"sv": "Storm"}


def _event(connection: Connection, point: str | None) -> None:
    events.record(connection, point, (DAY, DAY), WORDS, "Eva", NOW)


def _decision(connection: Connection, point: str | None) -> None:
    start = datetime(2026, 2, 3, 9, tzinfo=UTC)
    subject = Subject(point or "", start, start + timedelta(hours=1), None)
    decisions.record(connection, subject, Ruling.KEPT, "Eva", "skolresa", NOW)


def _factor(connection: Connection, point: str | None) -> None:
    wanted = Wanted(point or "", Direction.BOTH, DAY)
    factors.give(connection, wanted, Ratio(1.25, 1.2, 1.3, 400, 4, False), "leverantören", "Eva", NOW)


@pytest.mark.parametrize(
    ("say", "point"), [(_event, "bron"), (_event, None), (_decision, "bron"), (_factor, "bron")]
)
def test_what_people_said_of_a_point_or_of_the_whole_trail_is_read(
    engine: Engine, say: Callable[[Connection, str | None], None], point: str | None
) -> None:
    filled(engine, "bron", 2026, until=date(2026, 3, 31))
    with writing(engine) as connection:
        assert not directions_of(connection, "bron").is_annotated
        say(connection, point)
        assert directions_of(connection, "bron").is_annotated
        figures = figures_of(connection, library_of(), "bron", year_of(2026), NOW)
    assert bool(figures.factors) is (say is _factor) and bool(figures.notes) is (say is not _factor)


@pytest.mark.parametrize("say", [_event, _decision, _factor])
def test_what_was_said_of_another_point_is_not_this_ones(
    engine: Engine, say: Callable[[Connection, str | None], None]
) -> None:
    filled(engine, "bron", 2026, until=date(2026, 1, 31))
    with writing(engine) as connection:
        say(connection, "klockan")
        assert not directions_of(connection, "bron").is_annotated
        # Where nothing was ever counted, nobody has looked yet.
        assert directions_of(connection, "klockan").is_annotated
