"""What is stored of a flow, read back: what was measured, without what was estimated beside it."""

from datetime import date

from sqlalchemy import Engine

from heritage.passages.decided import decisions, factors
from heritage.passages.decided.calibration import Ratio
from heritage.passages.decided.decisions import Ruling, Subject
from heritage.passages.decided.factors import Wanted
from heritage.passages.flow import flows_of
from heritage.passages.rollups.known import measured_of, usual_hours
from heritage.passages.rollups.measured import Ground, measure
from heritage.passages.rollups.remade import weeks
from heritage.store.engine import writing
from heritage.store.flags import Direction, Estimate
from tests.passing import (
    BRIDGE,
    COUNTER,
    DAY,
    HOUR,
    MONDAY,
    NORTH,
    OTHER,
    caught_up,
    library_with,
    mounted,
    rows_of,
    sent,
    told,
    usual,
)

LIBRARY = library_with({COUNTER: mounted(BRIDGE), OTHER: mounted(NORTH)})
WEEK, WEEKS = 168, 6
NOW = MONDAY + WEEKS * WEEK * HOUR


def counted(engine: Engine) -> None:
    """Weeks with a short and a long time without messages, a wild hour, zeros, a decision, an order and a factor."""
    lost = {*range(2 * WEEK + 30, 2 * WEEK + 40), *range(3 * WEEK, 3 * WEEK + 60)}

    def count(hour: int) -> int:
        wild = 900 if hour == 4 * WEEK + 40 else 0
        return 0 if WEEK <= hour < WEEK + 150 else usual(hour) * 3 + wild

    hours = [hour for hour in range(-1, WEEKS * WEEK) if hour not in lost]
    sent(engine, told(hours, count=count))
    sent(engine, told(hours, count=count, channel=2, total=False, minute=0))
    with writing(engine) as connection:
        for start, length, ruling in (
            (DAY, 3 * HOUR, Ruling.REJECTED),
            (35 * DAY, 20 * HOUR, Ruling.RECONSTRUCTED),
        ):
            subject = Subject(BRIDGE, MONDAY + start, MONDAY + start + length)
            decisions.record(connection, subject, ruling, "jouren", "prov", NOW)
        wanted = Wanted(BRIDGE, Direction.BOTH, date(2026, 5, 20))
        factors.give(connection, wanted, Ratio(1.37, 1.1, 1.6, 150, 2, False), "prov", "jouren", NOW)
    caught_up(engine, LIBRARY, NOW)


def test_what_is_stored_without_its_estimates_is_what_was_measured(engine: Engine) -> None:
    counted(engine)
    stored = rows_of(engine)
    assert len(stored["passage_stretch"]) > 1
    assert {row[3] for row in stored["passage_gap"]} >= {Estimate.PROFILE, Estimate.STRETCH}
    start, end = weeks(int(MONDAY.timestamp()), int(NOW.timestamp()))
    with engine.connect() as connection:
        ground = Ground(connection, LIBRARY, BRIDGE, NOW)
        made = measure(ground, start, end)
        flows = flows_of(connection, [BRIDGE])
        assert {flow.direction for flow in flows} == made.keys() == {Direction.IN, Direction.OUT}
        for flow in flows:
            known, anew = measured_of(ground, flow, start, end), made[flow.direction]
            assert known.hours == anew.hours and len(known.hours) > 800
            assert known.stretches == anew.stretches
            assert known.days.items() <= anew.days.items()
            for part in (start + 15 * 86_400, start + 21 * 86_400):
                inside = measured_of(ground, flow, start, part)
                assert inside.hours == {at: one for at, one in anew.hours.items() if at < part}
                assert inside.stretches == [one for one in anew.stretches if one.stretch.start < part]
        assert measured_of(ground, flows[0], end, end) == ({}, [], {})


def test_neighbours_see_hours_that_all_directions_tell_wholly_and_as_usual(engine: Engine) -> None:
    counted(engine)
    with engine.connect() as connection:
        flows = flows_of(connection, [BRIDGE])
        seen = usual_hours(connection, flows, int(MONDAY.timestamp()), int(NOW.timestamp()))
    hours = [row for row in rows_of(engine)["passage_hour"] if row[5] is not None and row[3] == 3600]
    both = {row[1] for row in hours if row[0][1] == Direction.IN} & {
        row[1] for row in hours if row[0][1] == Direction.OUT
    }
    assert seen.keys() <= {int(at.timestamp()) for at in both} and len(seen) > 500
    at = MONDAY + 9 * HOUR
    assert seen[int(at.timestamp())] == sum(row[5] for row in hours if row[1] == at)
    wild = MONDAY + (4 * WEEK + 40) * HOUR
    assert int(wild.timestamp()) not in seen
