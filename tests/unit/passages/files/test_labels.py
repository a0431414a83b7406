"""Times as counter files write them are read as what they say, and where they can say two things, nobody guesses."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.passages.files.labels import (
    DAY_S,
    Clock,
    Clocks,
    DateOrder,
    Days,
    LabelError,
    clock_of,
    divider_of,
    is_day_in,
    order_of,
)

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
WRITTEN = {"ymd": "%Y-%m-%d", "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}


@pytest.mark.parametrize(
    ("text", "hour", "offset"),
    [
        ("06:00", 6, None),
        ("6:00", 6, None),
        ("6.00", 6, None),
        ("06:00:00", 6, None),
        ("06:00:00.000", 6, None),
        ("12:00:00 AM", 0, None),
        ("12:00 PM", 12, None),
        ("1:00 p.m.", 13, None),
        ("6:00-6:59", 6, None),
        ("06:00 – 07:00", 6, None),
        ("06:00:00-06:59:59", 6, None),
        ("06-07", 6, None),
        ("kl. 6-7", 6, None),
        ("6", 6, None),
        ("24:00", 24, None),
        ("", 0, None),
        ("02:00:00+0200", 2, 7200),
        ("02:00+01:00", 2, 3600),
        ("02:00:00-08:00", 2, -28_800),
        ("02:00:00Z", 2, 0),
    ],
)
def test_a_clock_is_read_in_each_way_it_is_written(text: str, hour: int, offset: int | None) -> None:
    """An hour by its ends begins with the first; an offset stands after seconds, or has a plus."""
    assert clock_of(text) == Clock(hour * 3600, offset)


@pytest.mark.parametrize("text", ["25:00", "24:01", "12:60", "13:00 PM", "0:30 AM", "noon", "1:2", "-6"])
def test_what_no_clock_shows_is_no_time(text: str) -> None:
    assert clock_of(text) is None
    assert Clocks()[text] is None


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-14",
        "2026-02-14 10:30",
        "2026-02-14T10:30:00+01:00",
        "14/02/2026",
        "02/14/2026 1:00 AM",
        "20260214",
    ],
)
def test_a_cell_with_a_day_is_known(cell: str) -> None:
    assert is_day_in(cell)


@pytest.mark.parametrize(
    "cell", ["", "12", "2,5", "Datum", "2026-02-30", "14/14/2026", "12:30", "2026-02-14 x"]
)
def test_a_cell_without_a_day_is_known(cell: str) -> None:
    assert not is_day_in(cell)


@given(st.lists(DAYS, min_size=1, max_size=40), st.sampled_from(["ymd", "dmy", "mdy"]))
def test_days_are_read_as_they_were_meant_or_asked_for(days: list[date], order: str) -> None:
    texts = [day.strftime(WRITTEN[order]) for day in days]
    try:
        found, why = order_of(texts, None)
    except LabelError as refused:
        assert order != "ymd"
        assert all(day.day <= 12 for day in days)
        assert "--date-order dmy" in str(refused)
        assert "--date-order mdy" in str(refused)
        found = DateOrder(order)
    else:
        assert found == order
        assert str(why)
    read = Days(found)
    assert [read[text] for text in texts] == [
        (day - date(1970, 1, 1)) // timedelta(days=1) * DAY_S for day in days
    ]


def test_an_order_that_is_given_is_taken() -> None:
    order, why = order_of(["03/04/2026"], DateOrder.MONTH_FIRST)
    assert (order, str(why)) == ("mdy", "as --date-order says")
    assert Days(order)["03/04/2026"] == Days(DateOrder.YEAR_FIRST)["2026-03-04"]


def test_dots_tell_that_the_day_stands_first() -> None:
    order, why = order_of(["3.4.2026", "4.4.26"], None)
    assert (order, str(why)) == ("dmy", "with dots between, the day stands first")
    assert Days(order)["4.4.26"] == Days(DateOrder.YEAR_FIRST)["2026-04-04"]


def test_two_orders_in_one_file_are_refused_with_an_example_of_each() -> None:
    with pytest.raises(LabelError, match=r"'13/04/2026' has the day first, '04/14/2026' the month"):
        order_of(["13/04/2026", "04/14/2026"], None)


def test_two_ways_in_one_file_are_refused_with_an_example_of_each() -> None:
    with pytest.raises(LabelError, match=r"in two ways, such as '2026-04-14' and '13/04/2026'"):
        order_of(["13/04/2026", "2026-04-14"], None)


def test_the_sign_between_day_and_clock_is_found() -> None:
    assert divider_of(["2026-02-14T10:30:00"]) == "T"
    assert divider_of(["14/02/2026 10:30"]) == " "
