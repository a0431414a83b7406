"""What holds far more than the same hours of the weeks around is marked, also where nobody heard the counter (R-V9)."""

from datetime import date, timedelta

from heritage.passages.checks.spikes import typical, with_spikes
from heritage.passages.stretches import HOUR_S, HourCount, Stretch
from heritage.places.counting import Thresholds
from heritage.store.flags import Flag
from tests.made_counts import hour_at, steady

FIRST = date(2026, 5, 4)
DAY = timedelta(days=1)
MIDDLE = FIRST + 35 * DAY
CHECKS = Thresholds()


def around(start: int, end: int) -> list[HourCount]:
    """Three and four passages in each hour of the day for ten weeks, but for the time of a stretch."""
    return [one for one in steady(FIRST, 70, 3) if not start <= one.hour < end]


def flags_of(hours: int, passages: int, first: date = MIDDLE) -> Flag:
    """Of a stretch from 8 on."""
    start = hour_at(first, 8)
    stretch = Stretch(start, start + hours * HOUR_S, passages, Flag.STRETCH | Flag.RESET)
    (found,) = with_spikes([stretch], around(stretch.start, stretch.end), CHECKS)
    assert found[:3] == stretch[:3]
    return found.flags & ~(Flag.STRETCH | Flag.RESET)


def test_a_total_that_goes_back_to_an_old_one_while_unheard_is_a_spike() -> None:
    assert flags_of(6, 700) == Flag.SPIKE
    assert flags_of(6, 21) == flags_of(6, 200) == Flag(0)


def test_the_factor_is_of_all_the_hours_together() -> None:
    # 14 hours of daytime with 3.5, ten of night with none.
    assert flags_of(24, 489) == Flag(0)
    assert flags_of(24, 491) == Flag.SPIKE


def test_few_passages_are_no_spike_where_nobody_ever_passes() -> None:
    start = hour_at(MIDDLE, 8)
    quiet = [one._replace(raw=0) for one in around(start, start + 6 * HOUR_S)]
    for passages, flag in ((59, Flag(0)), (60, Flag.SPIKE)):
        (found,) = with_spikes([Stretch(start, start + 6 * HOUR_S, passages, Flag(0))], quiet, CHECKS)
        assert found.flags == flag


def test_of_what_is_longer_than_six_days_or_beside_all_known_weeks_nothing_is_said() -> None:
    assert flags_of(6 * 24, 20_000) == Flag.SPIKE
    assert flags_of(6 * 24 + 1, 20_000) == Flag(0)
    assert flags_of(6, 20_000, FIRST - 28 * DAY) == Flag(0)


def test_less_than_three_weeks_tell_nothing_of_what_is_typical() -> None:
    assert typical({1: 4, 2: 8}, [1, 2, 3]) is None
    assert typical({1: 4, 2: 8, 3: 5}, [1, 2, 3, 4]) == 5
