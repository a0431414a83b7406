"""Whoever makes figures of passages is told which readings have changed, and counters are believed in their doubts."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select

from heritage.quantities import Quality
from heritage.sensors.readings import Observation, judge_again, keep
from heritage.store.engine import writing
from heritage.store.passage_tables import COUNT_DUE
from heritage.store.tables import READING, SERIES
from tests.observed import HOUR, NOON, in_a_row, kept, observed, qualities

POINT = "kvarnbron"


def total(at: datetime, value: float | None, channel: int = 1, is_suspect: bool = False) -> Observation:
    one = observed(at, value, "passages_total", place=POINT, channel=channel)
    return one._replace(is_suspect=is_suspect)


def due(engine: Engine) -> list[tuple[str, datetime, datetime]]:
    """What is noted since the last time one looked."""
    with writing(engine) as connection:
        columns = (COUNT_DUE.c.point, COUNT_DUE.c.first_at, COUNT_DUE.c.last_at)
        found = [tuple(row) for row in connection.execute(select(*columns).order_by(COUNT_DUE.c.id))]
        connection.execute(delete(COUNT_DUE))
    return found


def test_counted_readings_are_noted_once_for_each_series_and_write(engine: Engine) -> None:
    kept(engine, [total(NOON + hour * HOUR, hour) for hour in range(5)] + [total(NOON, 7, channel=2)])
    assert sorted(due(engine)) == [(POINT, NOON, NOON), (POINT, NOON, NOON + 4 * HOUR)]


def test_readings_far_apart_in_one_write_are_one_note(engine: Engine) -> None:
    late = NOON + timedelta(days=30)
    kept(engine, [total(late, 9), total(NOON, 1)])
    assert due(engine) == [(POINT, NOON, late)]


@pytest.mark.parametrize("nothing", [None, -5])
def test_a_number_changes_all_the_time_between_its_neighbours(engine: Engine, nothing: float | None) -> None:
    """A difference belongs to the whole gap that it goes across; what is missing or impossible ends none."""
    kept(engine, [total(NOON, 1), total(NOON + 60 * HOUR, nothing), total(NOON + 90 * HOUR, 8)])
    due(engine)
    kept(engine, [total(NOON + 50 * HOUR, 4)])
    assert due(engine) == [(POINT, NOON, NOON + 90 * HOUR)]


def test_what_was_there_already_and_what_nobody_counts_leave_no_note(engine: Engine) -> None:
    kept(engine, [total(NOON, 1)])
    due(engine)
    kept(engine, [total(NOON, 1), total(NOON, 2)])
    kept(engine, in_a_row([1.0, 2.0]))
    assert due(engine) == []


def test_a_write_that_fails_leaves_no_note(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        keep(connection, [total(NOON, 1)])
        raise ZeroDivisionError
    assert due(engine) == []


def test_what_is_taken_away_is_noted_with_its_neighbours(engine: Engine) -> None:
    kept(engine, [total(NOON + hour * HOUR, hour) for hour in range(4)])
    due(engine)
    gone = NOON + HOUR
    with writing(engine) as connection:
        connection.execute(delete(READING).where(READING.c.observed_at == gone))
        judge_again(connection, connection.scalars(select(SERIES.c.id)).one(), gone, gone)
    assert due(engine) == [(POINT, NOON, NOON + 2 * HOUR)]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_a_number_that_its_counter_doubts_stays_suspect_in_whatever_order_it_comes(
    engine: Engine, order: tuple[int, ...]
) -> None:
    given = [total(NOON + hour * HOUR, 5 * hour, is_suspect=hour in (1, 2)) for hour in range(4)]
    for number in order:
        kept(engine, [given[number]])
    assert qualities(engine) == [Quality.GOOD, Quality.SUSPECT, Quality.SUSPECT, Quality.GOOD]
    with engine.connect() as connection:
        values = connection.scalars(select(READING.c.value).order_by(READING.c.observed_at)).all()
    assert values == [0, 5, 10, 15]


def test_judging_again_does_not_take_a_doubt_away(engine: Engine) -> None:
    kept(engine, [total(NOON, 0), total(NOON + HOUR, 5, is_suspect=True), total(NOON + 2 * HOUR, 9)])
    with writing(engine) as connection:
        judge_again(connection, connection.scalars(select(SERIES.c.id)).one(), NOON, NOON + 2 * HOUR)
    assert qualities(engine) == [Quality.GOOD, Quality.SUSPECT, Quality.GOOD]


def test_numbers_that_jump_or_stand_still_are_no_less_good_here(engine: Engine) -> None:
    """What passages are held against is known where they become figures (R-V9)."""
    kept(engine, in_a_row([0, 900, 0] + [3] * 40, "passages", place=POINT))
    assert set(qualities(engine)) == {Quality.GOOD}
