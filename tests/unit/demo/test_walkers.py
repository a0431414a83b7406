"""Made-up walkers are a believable year, the same at every start, and their counters count them."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from heritage.demo.climate import DAY_S, HOUR_S
from heritage.demo.counters import SINCE, DemoCounter
from heritage.demo.library import demo_counters
from heritage.demo.messages import DEAF_FOR_S, DEAF_FROM_S, messages
from heritage.demo.senses import SEED, World
from heritage.demo.walkers import Passed, counted, passed, total
from heritage.i18n.dates import LOCAL_TIME
from heritage.places.device import Mounting
from heritage.sensors.meaning import Meaning, Raw, meaning_of
from heritage.store.tables import UplinkState
from tests.demonstration import CONTENT, SUMMER, library_of

NOW = int(SUMMER.timestamp())
WORLD = World(NOW)
POINT = "demo-bron"
COUNTERS = demo_counters(library_of(CONTENT))


def local(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=LOCAL_TIME).timestamp())


def between(start: int, end: int, hours: range = range(24)) -> int:
    """Who passes in both directions, at those local hours."""
    ends = range(start + HOUR_S, end + 1, HOUR_S)
    wanted = [at for at in ends if datetime.fromtimestamp(at - HOUR_S, LOCAL_TIME).hour in hours]
    return sum(sum(passed(SEED, POINT, at)) for at in wanted)


def test_summer_is_busy_and_winter_quiet_but_not_empty() -> None:
    july, january = (between(local(2026, month, 1), local(2026, month + 1, 1)) for month in (7, 1))
    assert july > 8 * january > 0


def test_nights_are_nearly_empty() -> None:
    start, end = local(2026, 6, 1), local(2026, 9, 1)
    assert between(start, end, range(23)) > 0
    assert between(start, end, range(5)) < between(start, end) / 50


def test_they_walk_out_in_the_morning_and_back_in_the_afternoon_and_more_at_weekends() -> None:
    ends = [local(2026, 7, 1) + hour * HOUR_S for hour in range(1, 31 * 24)]
    moments = [(at, datetime.fromtimestamp(at - HOUR_S // 2, LOCAL_TIME)) for at in ends]
    mornings = [passed(SEED, POINT, at) for at, moment in moments if 8 <= moment.hour < 11]
    afternoons = [passed(SEED, POINT, at) for at, moment in moments if 14 <= moment.hour < 18]
    assert sum(one.inward for one in mornings) > 2 * sum(one.outward for one in mornings)
    assert sum(one.outward for one in afternoons) > 2 * sum(one.inward for one in afternoons)
    weekend = sum(sum(passed(SEED, POINT, at)) for at, moment in moments if moment.weekday() >= 5)
    workday = sum(sum(passed(SEED, POINT, at)) for at, moment in moments if moment.weekday() < 5)
    assert weekend / 8 > workday / 23  # July 2026 has eight days of weekends


def test_another_seed_is_another_year_and_the_same_the_same() -> None:
    hours = range(NOW - 5 * DAY_S, NOW, HOUR_S)
    assert [passed(SEED, POINT, at) for at in hours] == [passed(SEED, POINT, at) for at in hours]
    assert [passed(SEED, POINT, at) for at in hours] != [passed(SEED + 1, POINT, at) for at in hours]


def counter(*mountings: Mounting) -> DemoCounter:
    return DemoCounter("02de300000000001", "milesight-vs350", mountings)


def test_a_total_grows_by_what_is_counted_across_the_turn_of_the_year_and_wherever_it_stands() -> None:
    mountings = (
        Mounting(point=POINT, since=SINCE, until=date(2026, 5, 1)),
        Mounting(point="demo-other", since=date(2026, 7, 1), reversed=True),
    )
    one = counter(*mountings)
    for start in (local(2026, 1, 1) - 12 * HOUR_S, local(2026, 5, 1), local(2026, 7, 1)):
        ends = [start + 1234 + hour * HOUR_S for hour in range(40)]
        for before, at in pairwise(ends):
            now = counted(SEED, one, at) or Passed(0, 0)
            was, is_ = total(SEED, one, before), total(SEED, one, at)
            assert (is_.inward - was.inward, is_.outward - was.outward) == now


def test_a_counter_that_is_reversed_counts_the_points_in_as_its_out() -> None:
    plain = counter(Mounting(point=POINT, since=SINCE))
    turned = counter(Mounting(point=POINT, since=SINCE, reversed=True))
    for at in range(NOW - DAY_S, NOW, HOUR_S):
        assert counted(SEED, plain, at) == passed(SEED, POINT, at)
        assert counted(SEED, turned, at) == passed(SEED, POINT, at)[::-1]


def test_before_there_is_any_counter_nothing_is_counted() -> None:
    one = counter(Mounting(point=POINT, since=SINCE))
    early = int(datetime(2024, 6, 1, tzinfo=UTC).timestamp())
    assert counted(SEED, one, early) is None
    assert total(SEED, one, early) == (0, 0)


def meant(one: DemoCounter, start: int, end: int) -> list[Meaning]:
    """What the messages of a counter mean to the intake; each must be read."""
    library = library_of(CONTENT)
    found = []
    for event in messages(WORLD, (), start, end, [one]):
        raw = Raw(
            1,
            event.source,
            "chirpstack4",
            event.dev_eui,
            event.hint,
            event.received_at,
            UplinkState.WAITING,
            event.body,
        )
        found.append(meaning_of(raw, library.devices))
    return found


@pytest.mark.parametrize("one", COUNTERS, ids=lambda one: one.profile + one.dev_eui[-3:])
def test_what_a_counter_sends_is_read_as_what_passed(one: DemoCounter) -> None:
    standing = next(
        mounting for mounting in one.mountings if mounting.until is None or mounting.until.year > 2025
    )
    start = local(standing.since.year, standing.since.month, 1) + 40 * DAY_S
    found = meant(one, start, start + 2 * DAY_S)
    assert len(found) > 40
    for meaning in found:
        assert meaning.state is UplinkState.READ
        numbers = {(seen.quantity, seen.channel): seen for seen in meaning.observations}
        at = int(numbers["passages", 1].observed_at.timestamp())
        now = counted(SEED, one, at)
        assert now == (numbers["passages", 1].value, numbers["passages", 2].value)
        assert {seen.place for seen in meaning.observations} == {standing.spot}
        assert not any(seen.is_suspect for seen in meaning.observations)
        assert meaning.battery_percent or meaning.battery_volt


def of_profile(profile: str) -> DemoCounter:
    return next(one for one in COUNTERS if one.profile == profile)


def test_one_counters_totals_wrap_while_one_looks() -> None:
    one = of_profile("milesight-vs350")
    start = NOW - 101 * DAY_S
    told: dict[int, list[float]] = {1: [], 2: []}
    for meaning in sorted(
        meant(one, start, start + 3 * DAY_S), key=lambda found: found.observations[0].observed_at
    ):
        for seen in meaning.observations:
            if seen.quantity == "passages_total" and seen.value is not None:
                told[seen.channel].append(seen.value)
    for values in told.values():
        assert max(values) > 65_400
        assert values[-1] < 200


def test_one_counter_is_not_heard_for_three_days() -> None:
    one = of_profile("parametric-pcr2")
    begins = NOW - DEAF_FROM_S
    assert DEAF_FOR_S == 3 * DAY_S
    during = {
        seen.observed_at
        for meaning in meant(one, begins, begins + DEAF_FOR_S)
        for seen in meaning.observations
    }
    assert {at for at in during if at.timestamp() >= begins} == set()
    assert len(meant(one, begins - DAY_S, begins)) > 20
    assert len(meant(one, begins + DEAF_FOR_S + HOUR_S, begins + 4 * DAY_S)) > 20


def test_a_counter_in_the_cupboard_is_silent() -> None:
    last = next(one for one in COUNTERS if len(one.mountings) > 1)
    away = last.mountings[0].until
    assert away is not None
    start = local(away.year, away.month, away.day) + 5 * DAY_S
    assert meant(last, start, start + DAY_S) == []
