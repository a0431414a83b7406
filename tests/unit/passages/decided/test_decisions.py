"""People decide what becomes of counts; who, when and why is kept, and nothing is deleted (R-V12)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from heritage.passages.decided import decisions, events
from heritage.passages.decided.decisions import Ruling, Subject
from heritage.passages.entered import EntryError
from heritage.store.engine import writing
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_DUE

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
START = datetime(2026, 7, 1, 8, 20, tzinfo=UTC)
BRIDGE = Subject("kvarnbron", START, START + timedelta(hours=2), Direction.IN)


def due(connection: Connection) -> list[tuple[str, datetime, datetime]]:
    columns = (COUNT_DUE.c.point, COUNT_DUE.c.first_at, COUNT_DUE.c.last_at)
    return [tuple(row) for row in connection.execute(select(*columns).order_by(COUNT_DUE.c.id))]


def test_a_decision_is_on_whole_hours_and_makes_their_figures_due(engine: Engine) -> None:
    with writing(engine) as connection:
        number = decisions.record(connection, BRIDGE, Ruling.REJECTED, " jouren ", "gren i vägen", NOW)
        (one,) = decisions.in_force(connection, "kvarnbron")
        first, end = START.replace(minute=0), START.replace(hour=11, minute=0)
        assert one == decisions.Decision(
            number,
            "kvarnbron",
            Direction.IN,
            first,
            end,
            Ruling.REJECTED,
            "jouren",
            NOW,
            "gren i vägen",
            None,
            None,
            None,
        )
        assert due(connection) == [("kvarnbron", first, end - timedelta(seconds=1))]


def test_an_undone_decision_holds_no_more_and_stays_in_the_list(engine: Engine) -> None:
    with writing(engine) as connection:
        number = decisions.record(connection, BRIDGE, Ruling.KEPT, "jouren", "skolresa", NOW)
        assert decisions.undo(connection, number, "chefen", "fel dag", NOW)
        assert not decisions.undo(connection, number, "chefen", "igen", NOW)
        assert decisions.in_force(connection, "kvarnbron") == []
        (one,) = decisions.decisions(connection)
        assert (one.undone_at, one.undone_by, one.why_undone) == (NOW, "chefen", "fel dag")
        assert len(due(connection)) == 2


@pytest.mark.parametrize(
    ("subject", "who", "why"),
    [
        (BRIDGE, " ", "gren"),
        (BRIDGE, "jouren", ""),
        (BRIDGE, "x" * 81, "gren"),
        (BRIDGE, "jouren", "x" * 501),
        (BRIDGE._replace(end_at=START), "jouren", "gren"),
    ],
)
def test_nobody_decides_without_name_reason_and_span(
    engine: Engine, subject: Subject, who: str, why: str
) -> None:
    with writing(engine) as connection:
        with pytest.raises(EntryError):
            decisions.record(connection, subject, Ruling.KEPT, who, why, NOW)
        assert decisions.decisions(connection) == due(connection) == []


def test_events_stand_beside_the_days_they_touch_until_they_are_undone(engine: Engine) -> None:
    words = {"sv": "Älvdalsloppet", "en": " ", "de": "Wettlauf"}
    with writing(engine) as connection:
        race = events.record(
            connection, "kvarnbron", (date(2026, 7, 4), date(2026, 7, 5)), words, "turistbyrån", NOW
        )
        storm = events.record(
            connection, None, (date(2026, 7, 1), date(2026, 7, 4)), {"sv": "Storm"}, "turistbyrån", NOW
        )

        def seen(point: str, day: int) -> list[int]:
            on = date(2026, 7, day)
            return [event.id for event in events.events_between(connection, point, on, on)]

        assert seen("kvarnbron", 4) == [storm, race]
        assert seen("kvarnbron", 5) == [race]
        assert seen("norra-leden", 4) == [storm]
        assert seen("kvarnbron", 6) == []
        assert events.events(connection)[0].words == {"sv": "Älvdalsloppet", "de": "Wettlauf"}
        assert events.undo(connection, race, "chefen", "inställt", NOW)
        assert not events.undo(connection, race, "chefen", "inställt", NOW)
        assert seen("kvarnbron", 5) == []
        assert events.events(connection)[0].why_undone == "inställt"
        assert due(connection) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((date(2026, 7, 5), date(2026, 7, 4)), {"sv": "Lopp"}),
        ((date(2026, 7, 4), date(2026, 7, 4)), {"sv": " "}),
        ((date(2026, 7, 4), date(2026, 7, 4)), {"sv": "x" * 501}),
    ],
)
def test_an_event_says_something_of_some_days(
    engine: Engine, days: tuple[date, date], words: dict[str, str]
) -> None:
    with writing(engine) as connection, pytest.raises(EntryError):
        events.record(connection, None, days, words, "turistbyrån", NOW)
