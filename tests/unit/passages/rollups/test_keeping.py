"""Figures follow what changes them: messages, files, decisions, content, time and neighbours; in small pieces."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, func, select

from heritage.passages.decided import decisions
from heritage.passages.decided.decisions import Ruling, Subject
from heritage.passages.rollups import keeping
from heritage.passages.rollups.keeping import catch_up, note_content
from heritage.passages.rollups.rollup import rebuild, verify
from heritage.places.place import Library
from heritage.sensors.readings import Observation
from heritage.store.engine import Reader, writing
from heritage.store.flags import Direction, Estimate, Flag
from heritage.store.passage_tables import COUNT_CONTENT, COUNT_DUE, FLOW
from tests.passing import (
    BRIDGE,
    COUNTER,
    DAY,
    HOUR,
    MONDAY,
    NORTH,
    OTHER,
    caught_up,
    in_turn,
    library_with,
    mounted,
    rows_of,
    sent,
    told,
    usual,
)

T = TypeVar("T")

LIBRARY = library_with({COUNTER: mounted(BRIDGE), OTHER: mounted(NORTH)})
WEEK = 168
IN = Direction.IN


def waiting(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(COUNT_DUE.c.point).order_by(COUNT_DUE.c.id)))


def agrees(engine: Engine, library: Library, now: datetime) -> bool:
    with engine.connect() as connection:
        return not any(verify(connection, library, point, now) for point in library.counting.points)


def hour_of(engine: Engine, at: datetime, point: str = BRIDGE) -> tuple[object, ...] | None:
    rows = rows_of(engine)["passage_hour"]
    return next((row[2:] for row in rows if row[:2] == ((point, IN), at)), None)


def test_what_comes_becomes_figures_and_nothing_more_is_due(engine: Engine) -> None:
    now = MONDAY + 2 * DAY
    sent(engine, told(range(-1, 47), minute=0))
    assert waiting(engine) == [BRIDGE]
    assert caught_up(engine, LIBRARY, now) > 0
    assert waiting(engine) == [] and agrees(engine, LIBRARY, now)
    assert caught_up(engine, LIBRARY, now) == 0
    sent(engine, told([47], minute=0))
    assert caught_up(engine, LIBRARY, now) == 1
    assert hour_of(engine, MONDAY + 47 * HOUR) == (usual(47), 3600, 0, usual(47) * 1000, None)


def test_one_connection_is_enough(engine: Engine) -> None:
    sent(engine, told(range(-1, 47), minute=0))
    assert catch_up(in_turn(engine), LIBRARY, MONDAY + 2 * DAY) > 0
    assert agrees(engine, LIBRARY, MONDAY + 2 * DAY)


def test_hours_that_pass_in_silence_are_missing_without_anybody_saying_so(engine: Engine) -> None:
    sent(engine, told(range(-1, 3 * WEEK), minute=0))
    now = MONDAY + 3 * WEEK * HOUR
    caught_up(engine, LIBRARY, now)
    for hours, filled in ((2, 0), (3, 1), (9, 7)):
        later = now + hours * HOUR
        caught_up(engine, LIBRARY, later)
        assert agrees(engine, LIBRARY, later)
        today = [
            row for row in rows_of(engine)["passage_day"] if row[:2] == ((BRIDGE, IN), date(2026, 5, 25))
        ]
        assert today[0][7] == filled * 3600


def test_while_messages_come_time_alone_makes_nothing_due(engine: Engine) -> None:
    alone = library_with({COUNTER: mounted(BRIDGE)})
    sent(engine, told(range(-1, 3 * WEEK), minute=0))
    sent(engine, told(range(-1, 3 * WEEK), channel=2, minute=0))
    now = MONDAY + 3 * WEEK * HOUR
    caught_up(engine, alone, now)
    with engine.connect() as connection:
        versions = connection.scalars(select(FLOW.c.version)).all()
    assert caught_up(engine, alone, now + HOUR + timedelta(minutes=40)) == 0
    with engine.connect() as connection:
        assert connection.scalars(select(FLOW.c.version)).all() == versions


def test_other_content_makes_all_of_the_points_that_it_concerns_due(engine: Engine) -> None:
    now = MONDAY + 2 * DAY
    sent(engine, told(range(-1, 47), minute=0))
    caught_up(engine, LIBRARY, now)
    with writing(engine) as connection:
        assert note_content(connection, LIBRARY, now) == 0
        moved = library_with({COUNTER: mounted(BRIDGE, reversed=True), OTHER: mounted(NORTH)})
        assert note_content(connection, moved, now) == 1
    caught_up(engine, moved, now)
    assert agrees(engine, moved, now)
    assert hour_of(engine, MONDAY) is None
    named = replace(moved, counting=replace(moved.counting, checks=replace(moved.counting.checks, small=9)))
    with writing(engine) as connection:
        assert note_content(connection, named, now) == 0
        stricter = replace(moved.counting.checks, most_per_hour=10)
        judged = replace(moved, counting=replace(moved.counting, checks=stricter))
        assert note_content(connection, judged, now) == 2


def test_a_point_that_the_content_forgets_is_made_anew_when_it_comes_back(engine: Engine) -> None:
    now = MONDAY + 2 * DAY
    caught_up(engine, LIBRARY, now)
    less = replace(LIBRARY, counting=replace(LIBRARY.counting, points={}))
    sent(engine, told(range(-1, 47), minute=0))
    assert caught_up(engine, less, now) == 0
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(COUNT_CONTENT)) == 0
    assert waiting(engine) == []
    caught_up(engine, LIBRARY, now)
    assert hour_of(engine, MONDAY) is not None and agrees(engine, LIBRARY, now)


def test_what_a_neighbour_measures_mends_the_gaps_that_lean_on_it(engine: Engine) -> None:
    """R-V14: and where neither has a gap nothing is made due for the other."""
    lost = range(3 * WEEK + 32, 3 * WEEK + 44)
    mine = [hour for hour in range(5 * WEEK) if hour not in lost]
    now = MONDAY + 5 * WEEK * HOUR
    sent(engine, told(mine, total=False, minute=0))
    caught_up(engine, LIBRARY, now)
    start = MONDAY + lost[0] * HOUR

    def gap() -> tuple[object, ...]:
        return next(row[3:5] for row in rows_of(engine)["passage_gap"] if row[:2] == ((BRIDGE, IN), start))

    assert gap() == (Estimate.PROFILE, None)
    sent(
        engine,
        told(
            range(-1, 5 * WEEK), point=NORTH, device=OTHER, count=lambda hour: 9 + 2 * usual(hour), minute=0
        ),
    )
    caught_up(engine, LIBRARY, now)
    assert gap() == (Estimate.REFERENCE, NORTH)
    assert agrees(engine, LIBRARY, now)


def test_snow_that_is_told_late_holds_a_low_counter_s_hours(engine: Engine) -> None:
    low = library_with({COUNTER: mounted(NORTH, height_m=0.8)})
    now = MONDAY + 3 * DAY
    sent(engine, told(range(-1, 71), point=NORTH, minute=0))
    caught_up(engine, low, now)
    at = MONDAY + DAY
    sent(engine, [Observation("lillsjon", "gauge", 1, "snow_depth", "sensor", at, 120.0, now)])
    assert waiting(engine) == ["lillsjon"]
    assert caught_up(engine, low, now) > 0
    assert agrees(engine, low, now) and waiting(engine) == []
    row = hour_of(engine, at, NORTH)
    assert row is not None and isinstance(row[2], int) and row[2] & Flag.SNOWED and row[3] is None


def test_long_times_are_made_anew_in_pieces_the_newest_news_first(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = MONDAY + 20 * WEEK * HOUR
    sent(engine, told(range(-1, 20 * WEEK), minute=0))
    with writing(engine) as connection:
        rebuild(connection, LIBRARY, BRIDGE, now)
    whole = rows_of(engine)
    monkeypatch.setattr(keeping, "PIECE_S", 20 * 86_400)
    with writing(engine) as connection:
        note_content(connection, LIBRARY, now)
        subject = Subject(BRIDGE, now - DAY, now - DAY + HOUR)
        decisions.record(connection, subject, Ruling.KEPT, "jouren", "prov", now)
        decisions.undo(connection, 1, "jouren", "prov", now)
    left = []
    run = in_turn(engine)

    def noted(work: Callable[[Connection], T]) -> T:
        found = run(work)
        left.append(waiting(engine))
        return found

    catch_up(noted, LIBRARY, now, read=Reader(engine))
    # What was decided last is done first, then each point in seven pieces; the messages' own note goes with them.
    assert left[0] == [BRIDGE, BRIDGE, NORTH]
    assert left.count([BRIDGE, BRIDGE, NORTH]) > 6 and len(left) > 14 and left[-1] == []
    found = rows_of(engine)
    assert {table: [row for row in rows if row[0][0] == BRIDGE] for table, rows in found.items()} == whole
    assert agrees(engine, LIBRARY, now)


def test_who_is_to_end_leaves_the_rest_due(engine: Engine) -> None:
    sent(engine, told(range(-1, 47), minute=0))
    assert catch_up(in_turn(engine), LIBRARY, MONDAY + 2 * DAY, is_ending=lambda: True) == 0
    assert BRIDGE in waiting(engine)


def test_work_that_another_has_done_meanwhile_is_not_written(engine: Engine) -> None:
    """Two servers, or a server and a command: nobody writes what he reckoned from what was."""
    now = MONDAY + 2 * DAY
    sent(engine, told(range(-1, 40), minute=0))
    caught_up(engine, LIBRARY, now)
    sent(engine, told(range(40, 46), minute=0))
    read = Reader(engine)
    meddled = []

    def slow(work: Callable[[Connection], T]) -> T:
        found = read(work)
        if not meddled and waiting(engine):
            meddled.append(caught_up(engine, LIBRARY, now))
            sent(engine, told([46], minute=0))
        return found

    assert catch_up(in_turn(engine), LIBRARY, now, read=slow) > 0
    assert meddled[0] > 0
    assert waiting(engine) == [] and agrees(engine, LIBRARY, now)
    assert hour_of(engine, MONDAY + 46 * HOUR) is not None


def test_figures_of_another_version_are_not_written_over(engine: Engine) -> None:
    now = MONDAY + 2 * DAY
    sent(engine, told(range(-1, 40), minute=0))
    caught_up(engine, LIBRARY, now)
    sent(engine, told([40], minute=0))

    def read(work: Callable[[Connection], T]) -> T:
        found = Reader(engine)(work)
        with writing(engine) as connection:
            connection.execute(FLOW.update().values(version=FLOW.c.version + 1))
        return found

    catch_up(in_turn(engine), LIBRARY, now, read=read)
    assert waiting(engine) == [BRIDGE]
    caught_up(engine, LIBRARY, now)
    assert agrees(engine, LIBRARY, now)


def test_a_channel_that_never_tells_was_not_to_count_once_the_counter_has_told_anything(
    engine: Engine,
) -> None:
    """Also on the days long before its first message, which no count changes."""
    alone = library_with({COUNTER: mounted(BRIDGE)})
    silent = 12 * WEEK
    caught_up(engine, alone, MONDAY + silent * HOUR)
    days = rows_of(engine)["passage_day"]
    assert {row[0] for row in days} == {(BRIDGE, IN), (BRIDGE, Direction.OUT)} and len(days) > 160
    sent(engine, told(range(silent, silent + 30), minute=0))
    now = MONDAY + (silent + 31) * HOUR
    caught_up(engine, alone, now)
    assert {row[0] for row in rows_of(engine)["passage_day"]} == {(BRIDGE, IN)}
    assert agrees(engine, alone, now) and waiting(engine) == []
    sent(engine, told(range(silent, silent + 32), channel=2, minute=0))
    caught_up(engine, alone, now + HOUR)
    assert len([row for row in rows_of(engine)["passage_day"] if row[0] == (BRIDGE, Direction.OUT)]) > 80
    assert agrees(engine, alone, now + HOUR)
