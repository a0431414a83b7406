"""Moments as people write them: local unless they say otherwise, and careful with the two nights a year."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.sensors.moments import MomentError, read, read_past, turn, turns_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def test_a_time_without_offset_is_local() -> None:
    assert read("2026-02-14 10:30", STOCKHOLM) == datetime(2026, 2, 14, 9, 30, tzinfo=UTC)
    assert read(" 2026-07-14T10:30:05 ", STOCKHOLM) == datetime(2026, 7, 14, 8, 30, 5, tzinfo=UTC)


def test_a_time_with_an_offset_is_what_it_says() -> None:
    assert read("2026-02-14T10:30+00:00", STOCKHOLM) == datetime(2026, 2, 14, 10, 30, tzinfo=UTC)


def test_the_hour_that_spring_leaves_out_is_refused() -> None:
    with pytest.raises(MomentError) as raised:
        read("2026-03-29 02:30", STOCKHOLM)
    assert raised.value.message() == "2026-03-29 02:30 does not exist: clocks were put forward."


def test_the_hour_that_autumn_has_twice_asks_for_the_offset() -> None:
    with pytest.raises(MomentError) as raised:
        read("2026-10-25 02:30", STOCKHOLM)
    assert raised.value.message() == (
        "2026-10-25 02:30 occurred twice, for clocks were put back: add the offset, such as +01:00."
    )
    with pytest.raises(MomentError) as raised:
        read("2026-10-25 02:30:05", STOCKHOLM)
    assert raised.value.message().startswith("2026-10-25 02:30:05 occurred twice")
    assert read("2026-10-25 02:30+01:00", STOCKHOLM) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_of_a_time_that_occurred_twice_the_later_one_that_is_past_is_read() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert read_past("2026-10-25 02:30", STOCKHOLM, second) == second
    assert read_past("2026-10-25 02:30", STOCKHOLM, second - timedelta(seconds=1)) == first
    assert turns_of("2026-10-25 02:30", STOCKHOLM) == [first, second]
    assert turns_of("2026-10-25 03:30", STOCKHOLM) == [second + timedelta(hours=1)]
    assert (turn(first, STOCKHOLM), turn(second, STOCKHOLM)) == (0, 1)
    assert turn(second + timedelta(hours=1), STOCKHOLM) is None
    assert read_past("2026-10-25 03:30", STOCKHOLM, first) == second + timedelta(hours=1)


@pytest.mark.parametrize("text", ["", "i morse", "14/2", "2026-13-01 10:00", "2026-02-30 10:00"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(MomentError) as raised:
        read(text, STOCKHOLM)
    assert "write it as 2026-02-14 10:30" in str(raised.value)


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "0001-01-01 00:00+02:00", "9999-12-31 23:59-05:00"])
def test_a_time_that_is_in_no_calendar_is_refused_too(text: str) -> None:
    with pytest.raises(MomentError, match="is no time; write it as 2026-02-14 10:30"):
        read(text, STOCKHOLM)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31)))
def test_every_local_time_is_read_as_itself_or_refused(local: datetime) -> None:
    try:
        found = read(local.isoformat(), STOCKHOLM)
    except MomentError:
        assert local.month in (3, 10)
    else:
        assert found.astimezone(STOCKHOLM).replace(tzinfo=None) == local
        assert abs(found.replace(tzinfo=None) - local) <= timedelta(hours=2)
