"""Sums of local days: of what counts, over 23 and 25 hours, exact, and the same when they are made again."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, delete, event, select, update

from heritage.sensors.days import DaySum, rebuild, sum_up
from heritage.sensors.series import Row, bounds, day_of
from heritage.sensors.verdicts import Span, Verdict
from heritage.store.engine import writing
from heritage.store.tables import READING, READING_DAY
from tests.observed import HOUR, in_a_row, kept, observed

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def days(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = select(READING_DAY.c.day, READING_DAY.c.count, READING_DAY.c.total)
        return [tuple(row) for row in connection.execute(query.order_by(READING_DAY.c.day))]


def test_a_day_has_23_hours_in_spring_and_25_in_autumn() -> None:
    hours = [(end - begin) / 3600 for begin, end in map(bounds, (SPRING, AUTUMN, date(2026, 7, 1)))]
    assert hours == [23, 25, 24]


def test_a_second_belongs_to_the_local_day() -> None:
    begin, end = bounds(AUTUMN)
    assert [day_of(at) for at in (begin - 1, begin, end - 1, end)] == [
        date(2026, 10, 24),
        AUTUMN,
        AUTUMN,
        date(2026, 10, 26),
    ]


def test_readings_of_the_autumn_night_fall_on_their_day(engine: Engine) -> None:
    kept(engine, in_a_row([1.0] * 27, start=datetime(2026, 10, 24, 21, tzinfo=UTC), method="reported"))
    assert days(engine) == [(date(2026, 10, 24), 1, 1.0), (AUTUMN, 25, 25.0), (date(2026, 10, 26), 1, 1.0)]


def test_readings_of_the_spring_night_fall_on_their_day(engine: Engine) -> None:
    kept(engine, in_a_row([1.0] * 25, start=datetime(2026, 3, 28, 22, tzinfo=UTC), method="reported"))
    assert days(engine) == [(date(2026, 3, 28), 1, 1.0), (SPRING, 23, 23.0), (date(2026, 3, 30), 1, 1.0)]


def test_totals_are_exact_in_any_order(engine: Engine) -> None:
    morning = datetime(2026, 7, 1, 4, tzinfo=UTC)
    values = in_a_row([0.1] * 10 + [16.7] * 3, start=morning, every=timedelta(minutes=7), method="reported")
    for one in reversed(values):
        kept(engine, [one])
    assert days(engine) == [(date(2026, 7, 1), 13, 51.1)]


def test_a_day_without_anything_that_counts_has_no_row(engine: Engine) -> None:
    kept(engine, in_a_row([None, 85.0, 40.0]))
    assert days(engine) == []


def test_what_was_decided_counts_as_decided() -> None:
    noon = bounds(SPRING)[0] + 12 * 3600
    rows = [Row(noon, 10.0, 0), Row(noon + 60, 12.0, 1), Row(noon + 120, 99.0, 2), Row(noon + 180, None, 3)]
    rejected = Span(noon, noon, Verdict.REJECTED)
    accepted = Span(noon + 60, noon + 180, Verdict.ACCEPTED)
    assert sum_up(7, rows, (rejected, accepted), [SPRING]) == [DaySum(7, SPRING, 2, 12.0, 99.0, 111.0)]
    assert sum_up(7, rows, (), [SPRING]) == [DaySum(7, SPRING, 1, 10.0, 10.0, 10.0)]


def test_the_newest_decision_goes_first() -> None:
    noon = bounds(SPRING)[0] + 12 * 3600
    spans = (Span(noon, noon, Verdict.ACCEPTED), Span(noon - 60, noon + 60, Verdict.REJECTED))
    assert sum_up(7, [Row(noon, 10.0, 0)], spans, [SPRING])[0].readings == 1


def test_sums_can_be_made_again_over_many_months(engine: Engine) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    kept(engine, in_a_row([5 + number % 3 for number in range(400)], start=start, every=5 * HOUR))
    before = days(engine)
    assert len(before) == 84
    with writing(engine) as connection:
        connection.execute(update(READING_DAY).values(count=99, total=1e6))
        connection.execute(delete(READING_DAY).where(READING_DAY.c.day > date(2026, 3, 1)))
        rebuild(connection, 1, start, start + 400 * 5 * HOUR)
    assert days(engine) == before


def test_days_that_are_empty_are_removed_by_one_statement(engine: Engine) -> None:
    """A statement for each day of a century would hold the write lock for seconds."""
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    kept(engine, in_a_row([5] * 20, start=start, every=24 * HOUR))
    statements = list[str]()
    with writing(engine) as connection:
        connection.execute(delete(READING))
        event.listen(connection, "before_cursor_execute", lambda *told: statements.append(told[2]))
        rebuild(connection, 1, start, start + 20 * 24 * HOUR)
    assert len([one for one in statements if one.startswith("DELETE")]) == 1
    assert days(engine) == []


def test_making_sums_again_removes_those_of_days_without_readings(engine: Engine) -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    kept(engine, [observed(noon, 1.0)])
    with writing(engine) as connection:
        connection.execute(update(READING_DAY).values(day=date(2026, 1, 2)))
        rebuild(connection, 1, noon, noon + 24 * HOUR)
    assert days(engine) == [(date(2026, 1, 1), 1, 1.0)]
