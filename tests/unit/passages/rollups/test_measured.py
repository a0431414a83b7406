"""What a point measured: a sum that cannot be is left out with the time that it was of (R-V3, R-V9, R-V12)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from heritage.passages.checks.judging import is_usable
from heritage.passages.decided.decisions import Ruling, Subject, record
from heritage.passages.rollups.measured import Ground, Measured, measure
from heritage.passages.stretches import day_bounds
from heritage.places.place import Library
from heritage.store.engine import writing
from heritage.store.flags import Direction, Flag
from tests.passing import BRIDGE, COUNTER, HOUR, MONDAY, library_with, mounted, sent, told

WEEKS = 9
DAY = date(2026, 6, 10)
UNHEARD = range(37 * 24 + 4, 37 * 24 + 18)
"""Hours since the first Monday's midnight in UTC: from 6 to 20 on that day."""


@pytest.fixture(scope="module")
def library() -> Library:
    return library_with({COUNTER: mounted(BRIDGE)})


def restored(engine: Engine) -> None:
    """The counter is not heard for a day's light, and has gone back to a total that was a hundred lower."""
    whole = told(range(WEEKS * 168))
    heard = [
        one._replace(value=(one.value or 0) - 100) if number >= UNHEARD.stop else one
        for number, one in enumerate(whole)
        if number not in UNHEARD
    ]
    sent(engine, heard)


def measured(engine: Engine, library: Library) -> Measured:
    now = MONDAY + timedelta(weeks=WEEKS)
    with engine.connect() as connection:
        return measure(Ground(connection, library, BRIDGE, now), *day_bounds(DAY))[Direction.IN]


def test_a_total_that_went_back_while_unheard_is_no_thousand_passages(
    engine: Engine, library: Library
) -> None:
    restored(engine)
    found = measured(engine, library)
    ((stretch, corrected),) = found.stretches
    assert stretch.raw > 1000 and corrected is None
    assert stretch.flags == Flag.RESET | Flag.STRETCH | Flag.SPIKE | Flag.HELD
    assert not is_usable(stretch.raw, stretch.flags)
    assert found.days[DAY] & Flag.UNUSABLE
    assert found.days[DAY] & Flag.HELD


def test_somebody_who_knows_better_keeps_it(engine: Engine, library: Library) -> None:
    restored(engine)
    start = MONDAY + UNHEARD.start * HOUR
    with writing(engine) as connection:
        subject = Subject(BRIDGE, start, start + len(UNHEARD) * HOUR)
        record(connection, subject, Ruling.KEPT, "turistbyrån", "pilgrimsvandring", start)
    found = measured(engine, library)
    ((stretch, corrected),) = found.stretches
    assert corrected == 1000 * stretch.raw
    assert not found.days[DAY] & Flag.UNUSABLE
