"""The same weekday and hour of another week is found by adding, also where clocks are changed between (R-V4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.passages.slots import WEEK, Week, added, hours_between, slots, unpacked, week_of, weeks_around
from heritage.passages.stretches import HOUR_S, local, midnight


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 1)])
def test_each_hour_has_the_cell_of_its_local_day_and_hour(day: date) -> None:
    start, end = midnight(day - timedelta(days=8)), midnight(day + timedelta(days=8))
    made = slots(start, end)
    assert list(made.cells) == list(range(start, end, HOUR_S))
    for hour, cell in made.cells.items():
        assert divmod(cell, 24) == (local(hour).date().toordinal(), local(hour).hour)
        a_week_on = made.hours.get(cell + WEEK)
        if a_week_on is not None:
            assert local(a_week_on).hour == local(hour).hour
            assert local(a_week_on).date() == local(hour).date() + timedelta(days=7)


def test_the_hour_that_is_left_out_in_spring_is_nowhere_and_the_doubled_one_of_autumn_is_its_first() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    made = slots(midnight(spring), midnight(spring) + HOUR_S)
    assert spring.toordinal() * 24 + 2 not in made.hours and len(made.cells) == 23
    made = slots(midnight(autumn), midnight(autumn) + HOUR_S)
    assert made.hours[autumn.toordinal() * 24 + 2] == midnight(autumn) + 2 * HOUR_S
    assert len(made.cells) == 25
    assert made.midnights[autumn.toordinal() + 1] - made.midnights[autumn.toordinal()] == 25 * HOUR_S


def test_weeks_around_leave_out_their_own() -> None:
    assert weeks_around(2) == (-336, -168, 168, 336)


MONTHS = st.lists(st.tuples(st.integers(0, WEEK - 1), st.integers(0, 100_000_000)), min_size=1, max_size=40)


@given(st.lists(MONTHS, max_size=120))
def test_months_are_stored_and_read_back_as_their_sum(months: list[list[tuple[int, int]]]) -> None:
    weeks = [week for counted in months if (week := week_of(counted)) is not None]
    assert len(weeks) == len(months)
    read = unpacked(week.packed() for week in weeks)
    for slot in range(WEEK):
        found = [thousandths for counted in months for at, thousandths in counted if at == slot]
        assert (read.corrected[slot], read.hours[slot]) == (sum(found), len(found))


def test_weeks_add_up_and_no_hour_makes_none() -> None:
    one, other = week_of([(0, 5), (0, 6), (167, 7)]), week_of([(167, 1)])
    assert one is not None and other is not None
    both = added([one, other])
    assert (both.corrected[0], both.hours[0]) == (11, 2) and (both.corrected[167], both.hours[167]) == (8, 2)
    assert week_of([]) is None and unpacked([]) == Week([0] * WEEK, [0] * WEEK)


def test_parts_of_hours_add_up_to_the_whole() -> None:
    assert list(hours_between(3600 + 600, 3 * 3600 + 60)) == [(3600, 3000), (7200, 3600), (10800, 60)]
    assert list(hours_between(4000, 4100)) == [(3600, 100)]
