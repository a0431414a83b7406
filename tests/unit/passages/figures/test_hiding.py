"""Somebody who keeps all that is public of a point cannot say how many passed on a hidden day (R-P10, R-P11)."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.passages.figures.hiding import Days, PublicDays, Told, bounds, public_end, shares
from heritage.store.flags import Direction
from tests.unseen import unseen

SMALL = 5
DAY = timedelta(days=1)
APRIL = date(2026, 4, 1)  # a Wednesday
SUNDAYS = [date(2026, 5, 31) + 7 * week * DAY for week in range(6)]  # to 5 July

Flows = dict[Direction, dict[date, int | None]]


def days_from(first: date, values: list[int | None]) -> dict[date, int | None]:
    """Thousandths, from passages."""
    return {
        first + number * DAY: None if value is None else 1000 * value for number, value in enumerate(values)
    }


def one_way(first: date, values: list[int | None]) -> Flows:
    return {Direction.BOTH: days_from(first, values)}


def public(flows: Flows, last: date, small: int = SMALL, factor: float = 1.0) -> PublicDays:
    columns = {way: Days(list(days), list(days.values())) for way, days in flows.items()}
    return PublicDays(columns, last, small=small, factor=factor)


def test_days_of_a_whole_month_with_enough_on_each_are_open_and_their_sums_exact() -> None:
    told = public(one_way(APRIL, [5] * 30), date(2026, 5, 3))
    assert told.is_open(APRIL, date(2026, 4, 30))
    assert told.told(APRIL, date(2026, 4, 30)) == Told(150, 0, 0)
    # A week of open days below 50 is rounded all the same (R-P10).
    assert told.told(date(2026, 4, 6), date(2026, 4, 12)) == Told(35, 5, 0)
    assert told.told(date(2026, 4, 6), date(2026, 4, 13)) == Told(40, 5, 0)
    twelve = public(one_way(APRIL, [5, 7] * 15), date(2026, 5, 3))
    assert twelve.told(APRIL, date(2026, 4, 3)) == Told(15, 5, 2)


@pytest.mark.parametrize("spoilt", [4, 0, None])
def test_one_day_below_the_threshold_or_unknown_closes_its_month(spoilt: int | None) -> None:
    told = public(one_way(APRIL, [9] * 17 + [spoilt] + [9] * 12), date(2026, 5, 3))
    assert not told.is_open(APRIL, APRIL)
    whole = told.told(APRIL, date(2026, 4, 30))
    assert whole.rounded_to == 5 and whole.value % 5 == 0
    assert abs(whole.value - 261 - (spoilt or 0)) <= whole.reach <= 5


def test_a_month_that_is_not_over_or_not_whole_is_closed_whatever_it_holds() -> None:
    busy = one_way(APRIL, [90] * 61)
    assert not public(busy, date(2026, 4, 26)).is_open(APRIL, APRIL)
    assert public(busy, date(2026, 5, 3)).is_open(APRIL, date(2026, 4, 30))
    assert not public(busy, date(2026, 5, 3)).is_open(APRIL, date(2026, 5, 1))
    late = one_way(APRIL + DAY, [90] * 61)
    assert not public(late, date(2026, 5, 3)).is_open(APRIL + DAY, date(2026, 4, 30))


def test_each_direction_must_have_enough() -> None:
    flows: Flows = {
        Direction.IN: days_from(APRIL, [50] * 30),
        Direction.OUT: days_from(APRIL, [50] * 29 + [4]),
    }
    assert not public(flows, date(2026, 5, 3)).is_open(APRIL, APRIL)


def test_the_sum_of_a_point_is_near_and_tells_how_near() -> None:
    last, chance, near = date(2026, 5, 30), random.Random(1), 0
    for _ in range(60):
        values = {way: [chance.randrange(5) for _ in range(60)] for way in (Direction.IN, Direction.OUT)}
        told = public({way: days_from(APRIL, [*found]) for way, found in values.items()}, last)
        both = told.told(APRIL, last)
        assert both.rounded_to == 5 and both.value % 5 == 0 and both.reach <= 9
        near += abs(both.value - sum(map(sum, values.values()))) <= both.reach
        inwards, outwards = (told.told(APRIL, last, way) for way in values)
        assert abs(both.value - inwards.value - outwards.value) <= 5
    assert near >= 57


def test_nobody_and_fewer_than_five_look_alike() -> None:
    for value in range(5):
        told = public(one_way(APRIL, [0] * 9 + [value] + [0] * 20), date(2026, 5, 3))
        assert told.told(APRIL, date(2026, 4, 30)) == Told(0, 5, 5)


def test_what_lies_after_the_last_public_day_is_in_no_sum() -> None:
    told = public(one_way(APRIL, [100] * 90), date(2026, 4, 12))
    assert told.told(APRIL, date(2026, 12, 31)) == told.told(APRIL, date(2026, 4, 12))
    assert told.told(date(2026, 4, 13), date(2026, 4, 19)).value == 0


def test_a_larger_threshold_or_factor_makes_larger_steps() -> None:
    flows = one_way(APRIL, [0] * 30)
    assert public(flows, APRIL).step == 5
    assert public(flows, APRIL, small=12).step == 15
    assert public(flows, APRIL, factor=2.5).step == 15
    assert public(flows, APRIL, factor=0.8).step == 5


def test_a_month_tells_nothing_of_another_when_it_opens() -> None:
    values: list[int | None] = [0, 3] * 15 + [40] * 31
    before = public(one_way(APRIL, values), date(2026, 5, 24))
    after = public(one_way(APRIL, values), date(2026, 5, 31))
    for first in (APRIL + number * DAY for number in range(30)):
        assert before.told(first, date(2026, 4, 30)) == after.told(first, date(2026, 4, 30))


class Public(NamedTuple):
    """What can be read of a point at one time: every week, month and span until the end, and the open days."""

    sums: dict[tuple[date, date, Direction | None], Told]
    open_days: dict[tuple[Direction, date], int | None]


def published(flows: Flows, last: date, factor: float) -> Public:
    told = public(flows, last, factor=factor)
    asked = [None, *flows]
    sums = {
        (first, end, direction): told.told(first, end, direction)
        for first, end in spans(last)
        for direction in asked
    }
    open_days = {
        (direction, day): value
        for direction, days in flows.items()
        for day, value in days.items()
        if told.is_open(day, day)
    }
    return Public(sums, open_days)


def spans(last: date) -> Iterator[tuple[date, date]]:
    months = [date(2026, month, 1) for month in range(4, 8)]
    for month, following in zip(months, [*months[1:], date(2026, 8, 1)], strict=True):
        yield month, min(following - DAY, last)
        yield month, last  # the rest of the year
    monday = date(2026, 3, 30)
    while monday <= last:
        yield max(APRIL, monday), monday + 6 * DAY
        monday += 7 * DAY


def another(
    flows: Flows, direction: Direction, day: date, passages: int, unit: int, step: int
) -> Flows | None:
    """Other days with the same public sums, on one of which there were so many; None if there are none such.

    Counted up from the month's first day, a sum lies in its step at each end of a week or of the month, and never
    falls. `unit` is what one counted passage makes.
    """
    days = flows[direction]
    first = day.replace(day=1)
    month = [one for one in sorted(days) if one.replace(day=1) == first]
    least, most, running = [0], [0], 0
    for one in month:
        running += days[one] or 0
        is_end = one.weekday() == 6 or one == month[-1]
        steps = running // (1000 * step)
        low, high = (steps * 1000 * step, (steps + 1) * 1000 * step - 1) if is_end else (0, 10**9)
        least.append(max(least[-1], -(-low // unit)))
        most.append(high // unit)
    for at in range(len(most) - 2, -1, -1):
        most[at] = min(most[at], most[at + 1])
    at = month.index(day) + 1
    before = max(least[at - 1], least[at] - passages)
    if before > most[at - 1] or before + passages > most[at]:
        return None
    sums = [*least[: at - 1], before, *(max(one, before + passages) for one in least[at:])]
    changed = {one: unit * (sums[n + 1] - sums[n]) for n, one in enumerate(month)}
    return {**flows, direction: {**days, **changed}}


@st.composite
def made_flows(draw: st.DrawFn) -> tuple[Flows, int]:
    """Three months and some days of one or two directions; each month quiet, busy, or nearly empty."""
    unit = draw(st.sampled_from([1000, 800, 2500]))
    directions = draw(st.sampled_from([[Direction.BOTH], [Direction.IN, Direction.OUT]]))
    flows: Flows = {}
    length = (SUNDAYS[-1] - APRIL).days + 1
    kinds = [draw(st.sampled_from(["busy", "quiet", "empty"])) for _ in range(4)]
    values = {"busy": st.integers(7, 30), "quiet": st.integers(0, 12), "empty": st.integers(0, 1)}
    for direction in directions:
        found: dict[date, int | None] = {}
        for number in range(length):
            day = APRIL + number * DAY
            found[day] = unit * draw(values[kinds[day.month - 4]])
        flows[direction] = found
    return flows, unit


@settings(max_examples=40)
@given(made=made_flows(), pick=st.randoms(use_true_random=False))
@unseen()
def test_whoever_has_kept_all_that_was_public_cannot_tell_a_hidden_day(
    made: tuple[Flows, int], pick: random.Random
) -> None:
    flows, unit = made
    factor = unit / 1000
    step = public(flows, SUNDAYS[-1], factor=factor).step
    history = {last: published(flows, last, factor) for last in SUNDAYS}
    hidden = [
        (direction, day)
        for direction, days in flows.items()
        for day in days
        if (direction, day) not in history[SUNDAYS[-1]].open_days
    ]
    ends = [one for one in hidden if one[1].day == 1 or (one[1] + DAY).day == 1]  # the pieces of weeks
    for direction, day in pick.sample(hidden, min(2, len(hidden))) + pick.sample(ends, min(2, len(ends))):
        there = (flows[direction][day] or 0) // unit
        others = (
            another(flows, direction, day, passages, unit, step)
            for passages in range(max(0, there - 9), there + 10)
        )
        alike = (
            other
            for other in others
            if other and all(published(other, last, factor) == told for last, told in history.items())
        )
        assert len(list(islice(alike, SMALL))) == SMALL, (direction, day)


def test_a_week_less_its_open_days_does_not_leave_the_hidden_one() -> None:
    """1 November is a Sunday: of its week six days are open, and the sum of all seven is above 50."""
    october, monday = date(2026, 10, 1), date(2026, 10, 26)
    told = set()
    for value in range(5):
        flows = one_way(october, [40] * 31 + [value] + [0] * 29)
        found = public(flows, date(2026, 12, 6))
        assert found.is_open(monday, date(2026, 10, 31)) and not found.is_open(monday, date(2026, 11, 1))
        told.add(found.told(monday, date(2026, 11, 1)))
    assert told == {Told(240, 5, 5)}


def test_public_bounds_are_made_from_the_public_sum() -> None:
    assert bounds(Told(150, 0, 0), 150, 120.4, 180.6) == (120, 181)
    for exact in (150, 152, 154):
        assert bounds(Told(150, 5, 5), exact, exact * 0.8, exact * 1.2) == (115, 190)
    assert bounds(Told(0, 5, 5), 0, 0, 0) == (0, 5)
    assert bounds(Told(0, 5, 5), 3, 1, 6) == (0, 10)


def test_profiles_are_shares_in_steps_that_hide_a_small_sum_of_a_cell() -> None:
    means = [1.0, 3.0, 6.0, 0.0]  # ten a day
    assert shares(means, 100, 5) == (0.1, 0.3, 0.6, 0.0)
    assert shares(means, 3, 5) == (None,) * 4
    assert shares([1.04, 2.96, 6.0, None], 100, 5) == (0.1, 0.3, 0.6, None)
    assert shares([mean / 100 for mean in means], 100, 5) == (None,) * 4
    assert shares([0.0, 0.0], 100, 5) == (None, None)


@settings(max_examples=200)
@given(
    sums=st.lists(st.integers(0, 3000), min_size=2, max_size=24),
    weeks=st.integers(1, 60),
    at=st.integers(0, 23),
)
@unseen()
def test_a_public_share_stands_for_at_least_as_many_sums_as_are_hidden(
    sums: list[int], weeks: int, at: int
) -> None:
    at %= len(sums)
    told = shares([one / weeks for one in sums], weeks, 5)
    if told[at] is None:
        assert weeks < 4 or 0.05 * sum(sums) < 5 + 1e-6
        return
    whole = sum(sums)
    alike = 0
    for other in range(max(0, sums[at] - 400), sums[at] + 400):
        # What one cell has more the rest has less: the sum itself may be known.
        rest = [one for n, one in enumerate(sums) if n != at]
        changed = shares([other / weeks, (whole - other) / weeks, *(0.0 for _ in rest[1:])], weeks, 5)
        alike += changed[0] == told[at] and other <= whole
    assert alike >= 5


def test_a_longer_delay_is_kept_to_the_hour() -> None:
    now = datetime(2026, 7, 28, 12, 0, tzinfo=UTC)  # 38 hours after Sunday the 26th, local time
    assert public_end(now, 38) == date(2026, 7, 26)
    assert public_end(now, 39) == public_end(now, 38 + 168) == date(2026, 7, 19)


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (datetime(2026, 7, 21, 0, 0, tzinfo=UTC), date(2026, 7, 19)),  # Tuesday 02:00
        (datetime(2026, 7, 20, 22, 0, tzinfo=UTC), date(2026, 7, 19)),  # Tuesday 00:00: 24 h after Sunday
        (datetime(2026, 7, 20, 21, 59, tzinfo=UTC), date(2026, 7, 12)),
        (datetime(2026, 7, 26, 12, 0, tzinfo=UTC), date(2026, 7, 19)),
        (datetime(2026, 10, 26, 23, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 22, 59, tzinfo=UTC), date(2026, 10, 18)),
    ],
)
def test_the_public_end_is_the_last_sunday_that_is_a_day_over(now: datetime, last: date) -> None:
    assert public_end(now, 24) == last
