"""Raw messages go after thirteen months (R-P16), a few at a time; readings stay."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from heritage.sensors.retention import BATCH, months_before, purge
from heritage.store.additions import add_events
from heritage.store.tables import UPLINK, RawEvent
from heritage.store.writer import Writer

NOW = datetime(2026, 7, 14, 11, tzinfo=UTC)
EDGE = datetime(2025, 6, 14, 11, tzinfo=UTC)


def event(number: int, received_at: datetime) -> RawEvent:
    return RawEvent("servanet", f"{number:06}", "70b3d5e75e000001", "up", received_at, b"{}")


def arrive(engine: Engine, moments: list[datetime]) -> None:
    with engine.begin() as connection:
        add_events(connection, [event(number, moment) for number, moment in enumerate(moments)])


def left(engine: Engine) -> list[datetime]:
    with engine.connect() as connection:
        return list(connection.scalars(select(UPLINK.c.received_at).order_by(UPLINK.c.id)))


def test_what_came_more_than_thirteen_months_ago_goes(engine: Engine, writer: Writer) -> None:
    second = timedelta(seconds=1)
    arrive(engine, [EDGE - second, EDGE, EDGE + second, NOW])
    assert purge(writer.run, NOW) == 1
    assert left(engine) == [EDGE, EDGE + second, NOW]
    assert purge(writer.run, NOW) == 0


def test_nobody_waits_long_for_his_turn(engine: Engine, writer: Writer) -> None:
    arrive(engine, [EDGE - timedelta(days=1)] * (2 * BATCH + 1) + [NOW])
    pauses: list[int] = []

    def pause() -> None:
        with engine.connect() as connection:
            pauses.append(connection.scalar(select(func.count()).select_from(UPLINK)) or 0)

    assert purge(writer.run, NOW, pause) == 2 * BATCH + 1
    assert pauses == [BATCH + 2, 2, 1]


def test_one_event_from_a_clock_that_was_wrong_holds_up_no_other(engine: Engine, writer: Writer) -> None:
    arrive(engine, [NOW, EDGE - timedelta(days=1), NOW])
    assert purge(writer.run, NOW) == 1
    assert left(engine) == [NOW, NOW]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("2026-07-14", "2025-06-14"),
        ("2026-03-31", "2025-02-28"),
        ("2025-03-31", "2024-02-29"),
        ("2026-01-31", "2024-12-31"),
    ],
)
def test_thirteen_months_before_a_day_that_month_has_not_is_its_last(now: str, before: str) -> None:
    assert months_before(datetime.fromisoformat(now), 13) == datetime.fromisoformat(before)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1)), st.integers(1, 40))
def test_months_go_back_as_many_as_are_asked_for(now: datetime, months: int) -> None:
    before = months_before(now, months)
    assert (now.year - before.year) * 12 + now.month - before.month == months
    assert before.time() == now.time()
    assert before.day <= now.day
