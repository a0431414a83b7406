"""What is made of counts: hours, days, months and gaps, from what was told, decided, and measured beside."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, Table, delete, select, update

from heritage.passages.decided import decisions
from heritage.passages.decided.decisions import Ruling, Subject
from heritage.passages.rollups.rollup import rebuild, renew, verify
from heritage.passages.rollups.totals import Day, Hour
from heritage.passages.slots import unpacked
from heritage.passages.stretches import HOUR_S
from heritage.places.place import Library
from heritage.sensors.readings import Observation
from heritage.store.engine import writing
from heritage.store.flags import Direction, Estimate, Flag
from heritage.store.passage_tables import (
    FLOW,
    PASSAGE_CALENDAR,
    PASSAGE_DAY,
    PASSAGE_HOUR,
    PASSAGE_MONTH,
    PASSAGE_PROFILE,
)
from tests.passing import (
    BRIDGE,
    COUNTER,
    DAY,
    HOUR,
    MONDAY,
    NORTH,
    OTHER,
    caught_up,
    imported,
    library_with,
    mounted,
    rows_of,
    sent,
    told,
    usual,
)

LIBRARY = library_with({COUNTER: mounted(BRIDGE), OTHER: mounted(NORTH)})
TUESDAY = date(2026, 5, 5)
IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH
WEEK = 168


def made(engine: Engine, now: datetime, library: Library = LIBRARY) -> None:
    with writing(engine) as connection:
        for point in (NORTH, BRIDGE):
            rebuild(connection, library, point, now)


def day(engine: Engine, on: date, direction: Direction = IN) -> Day:
    rows = rows_of(engine)["passage_day"]
    return next(Day(*row[2:]) for row in rows if row[:2] == ((BRIDGE, direction), on))


def hours(engine: Engine, direction: Direction = IN) -> dict[datetime, Hour]:
    rows = rows_of(engine)["passage_hour"]
    return {row[1]: Hour(*row[2:]) for row in rows if row[0] == (BRIDGE, direction)}


def gaps(engine: Engine) -> list[tuple[object, ...]]:
    return [row[1:] for row in rows_of(engine)["passage_gap"] if row[0] == (BRIDGE, IN)]


def cells(first: int, values: Sequence[int | None], length: int = 1) -> list[tuple[int, int, int | None]]:
    """Rows of a file, each of so many hours, from an hour since Monday on."""
    start = int(MONDAY.timestamp()) + first * HOUR_S
    step = length * HOUR_S
    return [(start + n * step, start + (n + 1) * step, value) for n, value in enumerate(values)]


def test_hours_days_and_months_are_exact_sums_of_what_was_told(engine: Engine) -> None:
    sent(engine, told(range(-1, 5 * WEEK), minute=0))
    made(engine, MONDAY + 5 * WEEK * HOUR + 30 * HOUR / 60)
    start = datetime(2026, 5, 4, 22, tzinfo=UTC)
    whole = [usual(int((start - MONDAY) / HOUR) + n) for n in range(24)]
    found = day(engine, TUESDAY)
    assert found[:6] == (sum(whole), sum(whole) * 1000, None, 86_400, 86_400, 0)
    assert found.flags == 0
    most = max(whole)
    assert (found.peak, found.peak_hour) == (most * 1000, start + whole.index(most) * HOUR)
    rows = rows_of(engine)
    may = next(row for row in rows["passage_month"] if row[:2] == ((BRIDGE, IN), date(2026, 5, 1)))
    of_may = [row for row in rows["passage_day"] if row[0] == (BRIDGE, IN) and row[1].month == 5]
    assert may[2:4] == (sum(row[2] for row in of_may), sum(row[3] for row in of_may))
    assert may[-1] == 28  # of the first day two hours lack, which is not too much
    profile = unpacked(row[2] for row in rows["passage_profile"] if row[0] == (BRIDGE, IN))
    assert sum(profile.corrected) == sum(usual(hour) for hour in range(5 * WEEK)) * 1000
    assert profile.hours == [5] * WEEK


def test_what_was_not_counted_is_a_gap_that_is_told_and_never_zero(engine: Engine) -> None:
    lost = range(2 * WEEK + 30, 2 * WEEK + 42)
    sent(engine, told([hour for hour in range(5 * WEEK) if hour not in lost], total=False, minute=0))
    made(engine, MONDAY + 5 * WEEK * HOUR)
    (gap,) = [gap for gap in gaps(engine) if gap[0] == MONDAY + lost[0] * HOUR]
    assert gap[1:4] == (MONDAY + 42 * HOUR + 14 * DAY, Estimate.PROFILE, None)
    found = hours(engine)
    for hour in lost:
        one = found[MONDAY + hour * HOUR]
        assert one[:4] == (None, 0, Flag.ESTIMATED, None) and one.estimated is not None
    assert gap[4] == sum(found[MONDAY + hour * HOUR].estimated or 0 for hour in lost)
    of_day = day(engine, date(2026, 5, 19))
    assert (of_day.covered, of_day.filled, of_day.expected) == (12 * HOUR_S, 12 * HOUR_S, 86_400)
    assert of_day.estimated == gap[4] and of_day.flags & Flag.UNUSABLE and not of_day.flags & Flag.ESTIMATED


def test_a_difference_within_a_day_is_measured_and_one_across_days_is_laid_out(engine: Engine) -> None:
    within, across = range(2 * WEEK + 30, 2 * WEEK + 40), range(2 * WEEK + 60, 2 * WEEK + 80)
    lost = {*within, *across}
    sent(engine, told([hour for hour in range(-1, 5 * WEEK) if hour not in lost], minute=0))
    made(engine, MONDAY + 5 * WEEK * HOUR)
    measured = day(engine, date(2026, 5, 19))
    assert (measured.estimated, measured.covered, measured.filled) == (None, 86_400, 0)
    assert measured.raw == sum(usual(2 * WEEK + 22 + n) for n in range(24))
    assert measured.flags & Flag.STRETCH
    # The message after the lost ones tells of them too.
    both = [day(engine, date(2026, 5, 20)), day(engine, date(2026, 5, 21))]
    assert [one.filled for one in both] == [10 * HOUR_S, 11 * HOUR_S]
    stretch = sum(usual(hour) for hour in range(2 * WEEK + 60, 2 * WEEK + 81))
    assert sum(one.estimated or 0 for one in both) == stretch * 1000
    (row,) = [
        row for row in rows_of(engine)["passage_stretch"] if row[0] == (BRIDGE, IN) and row[3] == stretch
    ]
    assert (row[1], row[2]) == (MONDAY + 14 * DAY + 60 * HOUR, MONDAY + 14 * DAY + 81 * HOUR)


def test_the_hour_that_has_not_been_told_yet_is_not_missing(engine: Engine) -> None:
    """A message an hour: that of the hour until 13 UTC is due by 14, and it is missing an hour after that."""
    sent(engine, told(range(-1, WEEK + 12), minute=0))
    for minutes, expected_h in ((0, 14), (60, 14), (179, 14), (180, 15), (240, 16)):
        made(engine, MONDAY + 7 * DAY + 12 * HOUR + timedelta(minutes=minutes))
        assert day(engine, date(2026, 5, 11)).expected == expected_h * HOUR_S
    found = day(engine, date(2026, 5, 11))
    assert (found.covered, found.filled) == (14 * HOUR_S, 0)


def test_a_decision_takes_hours_out_and_an_order_fills_them(engine: Engine) -> None:
    sent(engine, told(range(-1, 5 * WEEK), minute=0))
    now = MONDAY + 5 * WEEK * HOUR
    start = MONDAY + 15 * DAY
    with writing(engine) as connection:
        subject = Subject(BRIDGE, start, start + 3 * HOUR, IN)
        decisions.record(connection, subject, Ruling.REJECTED, "jouren", "mätning", now)
        long = Subject(BRIDGE, MONDAY + 7 * DAY, MONDAY + 8 * DAY, OUT)
        decisions.record(connection, long, Ruling.REJECTED, "jouren", "annat håll", now)
    made(engine, now)
    for number in range(3):
        hour = hours(engine)[start + number * HOUR]
        assert hour.raw == usual(15 * 24 + number)
        assert hour.corrected is None and hour.flags & Flag.REJECTED and hour.estimated is not None
    assert all(one.corrected is not None for at, one in hours(engine).items() if at < start and at >= MONDAY)


def test_a_counter_below_the_snow_counts_nobody(engine: Engine) -> None:
    """R-V21: what stood before stays, and what came while the snow lay high is left out."""
    low = library_with({COUNTER: mounted(NORTH, height_m=0.8)})
    sent(engine, told(range(-1, 3 * WEEK), point=NORTH, minute=0))
    snowy = MONDAY + 10 * DAY
    for at, depth in ((snowy - HOUR, 80.0), (snowy, 81.0), (snowy + 5 * HOUR, 20.0)):
        sent(engine, [Observation("lillsjon", "gauge", 1, "snow_depth", "sensor", at, depth, at)])
    with writing(engine) as connection:
        rebuild(connection, low, NORTH, MONDAY + 21 * DAY)
    flagged = [
        row[1] for row in rows_of(engine)["passage_hour"] if row[4] & Flag.SNOWED and row[0] == (NORTH, IN)
    ]
    assert flagged == [snowy + number * HOUR for number in range(5)]
    held = [row for row in rows_of(engine)["passage_hour"] if row[1] in flagged and row[0] == (NORTH, IN)]
    assert all(row[5] is None and row[4] & Flag.HELD for row in held)


def test_people_that_two_sources_count_are_counted_once(engine: Engine) -> None:
    """A newer file holds over an older and over the counter, also where it cannot tell directions."""
    first, now = 2 * WEEK, MONDAY + 3 * WEEK * HOUR
    sent(engine, told(range(-1, 3 * WEEK), minute=0))
    imported(engine, {IN: cells(first, [50, None, 52])}, now)
    imported(engine, {IN: cells(first, [60])}, now + HOUR)
    made(engine, now)
    start = MONDAY + 14 * DAY
    assert [hours(engine)[start + n * HOUR].raw for n in range(3)] == [60, usual(first + 1), 52]
    assert hours(engine)[start].flags & Flag.DUPLICATE
    number = imported(engine, {BOTH: cells(first, [7, 8])}, now + 2 * HOUR)
    made(engine, now)
    assert number == 3
    assert [hours(engine, BOTH)[start + n * HOUR].raw for n in range(2)] == [7, 8]
    assert start not in hours(engine) and start + HOUR not in hours(engine)
    whole = [day(engine, date(2026, 5, 18), way) for way in (IN, BOTH)]
    # Two hours of the day are told in the other way; they are missing in neither.
    assert [one.expected for one in whole] == [22 * HOUR_S, 2 * HOUR_S]
    assert [one.covered for one in whole] == [22 * HOUR_S, 2 * HOUR_S]


def test_a_file_of_days_is_measured_days(engine: Engine) -> None:
    """A point without a counter that sends was to count from the first to the last that files tell of."""
    alone = library_with({})
    start = int(datetime(2026, 6, 30, 22, tzinfo=UTC).timestamp())
    told_days = [(start + n * 86_400, start + (n + 1) * 86_400, 30 + n) for n in (0, 1, 3)]
    imported(engine, {BOTH: told_days}, MONDAY)
    caught_up(engine, alone, datetime(2026, 9, 1, tzinfo=UTC))
    found = {row[1].day: Day(*row[2:]) for row in rows_of(engine)["passage_day"]}
    assert {number: one.raw for number, one in found.items()} == {1: 30, 2: 31, 3: None, 4: 33}
    assert [found[number].covered for number in (1, 2, 3, 4)] == [86_400, 86_400, 0, 86_400]
    assert all(not found[number].flags & Flag.UNUSABLE for number in (1, 2, 4))


@pytest.mark.parametrize(("month", "number", "length"), [(3, 29, 23), (10, 25, 25)])
def test_days_on_which_clocks_are_changed_have_their_own_length(
    engine: Engine, month: int, number: int, length: int
) -> None:
    alone = library_with({})
    start = int(datetime(2026, month, number - 3, tzinfo=UTC).timestamp())
    told_hours = [(start + n * HOUR_S, start + (n + 1) * HOUR_S, 1 + n % 2) for n in range(120)]
    imported(engine, {BOTH: told_hours}, MONDAY)
    caught_up(engine, alone, datetime(2027, 1, 1, tzinfo=UTC))
    found = {row[1]: Day(*row[2:]) for row in rows_of(engine)["passage_day"]}[date(2026, month, number)]
    assert (found.expected, found.covered) == (length * HOUR_S, length * HOUR_S)
    assert found.raw in (length * 3 // 2, length * 3 // 2 + 1)


def test_a_quiet_renewal_writes_nothing_and_a_faulty_row_is_found_and_mended(engine: Engine) -> None:
    sent(engine, told(range(-1, 3 * WEEK), minute=0))
    now = MONDAY + 3 * WEEK * HOUR
    made(engine, now)
    with writing(engine) as connection:
        seen = connection.execute(select(FLOW.c.version, FLOW.c.changed_at)).all()
        assert renew(connection, LIBRARY, BRIDGE, TUESDAY, TUESDAY, now + HOUR / 60) == []
        assert connection.execute(select(FLOW.c.version, FLOW.c.changed_at)).all() == seen
        assert verify(connection, LIBRARY, BRIDGE, now) == []
    with writing(engine) as connection:
        at = datetime(2026, 5, 12, 9, tzinfo=UTC)
        connection.execute(update(PASSAGE_HOUR).where(PASSAGE_HOUR.c.hour == at).values(corrected=1))
        connection.execute(delete(PASSAGE_DAY).where(PASSAGE_DAY.c.day == date(2026, 5, 14)))
    with engine.connect() as connection:
        assert verify(connection, LIBRARY, BRIDGE, now) == [date(2026, 5, 12), date(2026, 5, 14)]
    with writing(engine) as connection:
        rebuild(connection, LIBRARY, BRIDGE, now)
        assert verify(connection, LIBRARY, BRIDGE, now) == []


@pytest.mark.parametrize(
    "table", [PASSAGE_MONTH, PASSAGE_CALENDAR, PASSAGE_PROFILE], ids=lambda one: one.name
)
def test_a_month_that_is_lost_though_its_days_are_there_is_found_and_mended(
    engine: Engine, table: Table
) -> None:
    sent(engine, told(range(-1, 6 * WEEK), minute=0))
    now = MONDAY + 6 * WEEK * HOUR
    made(engine, now)
    before = rows_of(engine)[table.name]
    with writing(engine) as connection:
        connection.execute(delete(table).where(table.c.month == date(2026, 5, 1)))
        assert verify(connection, LIBRARY, BRIDGE, now) == [date(2026, 5, 1)]
        rebuild(connection, LIBRARY, BRIDGE, now)
        assert verify(connection, LIBRARY, BRIDGE, now) == []
        rebuild(connection, LIBRARY, NORTH, now)
    assert rows_of(engine)[table.name] == before


def test_figures_that_nobody_has_made_yet_all_differ(engine: Engine) -> None:
    sent(engine, told(range(-1, 48), minute=0))
    with engine.connect() as connection:
        found = verify(connection, LIBRARY, BRIDGE, MONDAY + 2 * DAY)
    assert found[0] <= date(2026, 5, 4) and found[-1] == date(2026, 5, 6)
