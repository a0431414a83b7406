"""A year with planted faults, from the bytes of counters to the figures: what is found, what is missed, and no more."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from heritage.passages.figures import stored
from heritage.passages.stretches import day_bounds, midnight
from heritage.store.flags import Direction
from heritage.store.tables import READING, SERIES
from tests.planted.counters import IMBUILDINGS, PCR2
from tests.planted.plan import BRIDGE, COTTAGE, FAULTS, NORTH, POINTS, SOUTH, WAYS, YEAR
from tests.planted.seen import UNFILLED
from tests.planted.story import Story, tell
from tests.planted.verdicts import EXPECTED, LIMITS, Verdict
from tests.planted.walkers import truth

pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("uncounted")]

SPRING, AUTUMN = date(YEAR, 3, 29), date(YEAR, 10, 25)
MOVED = date(YEAR, 6, 1)


@pytest.fixture(scope="module")
def story(uncounted: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    told = tell(tmp_path_factory.mktemp("planted"))
    yield told
    told.engine.dispose()


def test_every_planted_fault_is_found_or_harmless_but_those_that_no_check_looks_for(story: Story) -> None:
    assert {one.fault.key for one in story.outcomes} == FAULTS.keys() == EXPECTED.keys()
    verdicts = {one.fault.key: one.verdict for one in story.outcomes}
    wanted = {
        key: Verdict.MISSED if key in LIMITS else Verdict.FOUND if kinds else Verdict.HARMLESS
        for key, kinds in EXPECTED.items()
    }
    assert verdicts == wanted


def test_what_is_no_passage_is_left_out_until_somebody_decides(story: Story) -> None:
    held = {one.fault.key for one in story.outcomes if one.is_held}
    assert held == {"snow", "unheard save", "class", "doubt", "blocked", "spider", "stuck"}


def test_the_rest_of_the_year_is_left_in_peace(story: Story) -> None:
    assert story.false_alarms == ()


def test_the_truth_of_each_year_lies_in_its_interval(story: Story) -> None:
    assert [one.point for one in story.years] == list(POINTS)
    for one in story.years:
        assert one.is_right, one
        assert one.amount.coverage == pytest.approx(1)
        assert one.error is not None and abs(one.error) < 1


def test_the_truth_of_each_direction_lies_in_its_interval_also_where_a_counter_hung_reversed(
    story: Story,
) -> None:
    for point, seen in story.after.items():
        for way in WAYS:
            amount = seen.figures.directions[way]
            real = len(
                truth().between(point, way, midnight(date(YEAR, 1, 1)), midnight(date(YEAR + 1, 1, 1)))
            )
            assert amount.low is not None and amount.high is not None
            assert amount.low <= real <= amount.high, (point, way)


def test_three_weeks_that_nobody_heard_stay_empty_until_an_estimate_is_ordered(story: Story) -> None:
    lost = FAULTS["20 days missing"]
    assert UNFILLED in {mark.kind for mark in story.before[BRIDGE].within(lost.start, lost.end)}
    undecided = {one.point: one for one in story.undecided}[BRIDGE]
    assert undecided.amount.coverage == pytest.approx(345 / 365, abs=0.001)
    days = story.before[BRIDGE].days
    assert all(days[day].amount is None for day in lost.days)
    assert all(story.after[BRIDGE].days[day].amount is not None for day in lost.days)


def test_no_day_is_further_from_the_truth_than_is_explained(story: Story) -> None:
    assert [one for one in story.days if not one.is_explained] == []
    # Of more than nine days in ten there is nothing to explain.
    assert len(story.days) < 0.1 * 365 * len(POINTS)


def test_days_on_which_clocks_are_changed_have_23_and_25_hours_and_the_right_sums(story: Story) -> None:
    for day, hours in ((SPRING, 23), (AUTUMN, 25)):
        with story.engine.connect() as connection:
            for point in POINTS:
                flows = stored.directions_of(connection, point)
                for columns in stored.days_of(connection, flows, day, day).values():
                    assert list(columns.expected) == list(columns.covered) == [3600 * hours]
                rows = stored.hours_of(connection, flows, *day_bounds(day))
                assert len(rows) == 2 * hours
                assert story.after[point].days[day].amount == truth().on(point, day)


def test_both_hours_that_a_file_calls_02_keep_what_was_counted_in_each(story: Story) -> None:
    first = day_bounds(AUTUMN)[0] + 2 * 3600
    with story.engine.connect() as connection:
        flows = stored.directions_of(connection, COTTAGE)
        rows = {
            (row.direction, row.hour): row.raw
            for row in stored.hours_of(connection, flows, first, first + 2 * 3600)
        }
    for way in WAYS:
        for hour in (first, first + 3600):
            assert rows[way, hour] == len(truth().between(COTTAGE, way, hour, hour + 3600))
    assert rows[Direction.IN, first] == 6 and rows[Direction.OUT, first + 3600] == 9


def test_a_counter_that_moves_tells_of_each_day_at_one_point(story: Story) -> None:
    day_before = datetime.fromtimestamp(midnight(MOVED), UTC)
    query = (
        select(SERIES.c.place, READING.c.observed_at)
        .join_from(SERIES, READING, READING.c.series == SERIES.c.id)
        .where(SERIES.c.device.in_([PCR2, IMBUILDINGS]))
    )
    for device, before, after in ((PCR2, BRIDGE, SOUTH), (IMBUILDINGS, SOUTH, BRIDGE)):
        with story.engine.connect() as connection:
            rows = connection.execute(query.where(SERIES.c.device == device)).all()
        assert {row.place for row in rows if row.observed_at < day_before} == {before}
        assert {row.place for row in rows if row.observed_at >= day_before} == {after}


def test_neither_point_jumps_or_doubles_when_counters_move_or_are_replaced(story: Story) -> None:
    for point, first in ((BRIDGE, MOVED), (SOUTH, MOVED), (NORTH, date(YEAR, 9, 14))):
        days = story.after[point].days
        for number in range(-7, 8):
            day = date.fromordinal(first.toordinal() + number)
            amount = days[day].amount
            assert amount is not None
            assert 0.6 * truth().on(point, day) <= amount <= 1.5 * truth().on(point, day), (point, day)


def test_figures_that_were_kept_up_are_those_made_anew_from_raw(story: Story) -> None:
    assert story.decisions > 0
    assert story.apart_from_raw == {point: [] for point in POINTS}
