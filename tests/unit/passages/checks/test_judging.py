"""Planted faults are found with their hours; years without any are left in peace (R-V9, R-V10, R-V12, R-V21)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from heritage.passages.checks.judging import (
    RADIUS_DAYS,
    Finding,
    Judgement,
    Kind,
    Verdict,
    is_usable,
    judge,
)
from heritage.passages.stretches import HOUR_S, HourCount, Stretch, day_of
from heritage.places.counting import Season, Thresholds
from heritage.store.flags import Flag
from tests.made_counts import hour_at, made_up, span_of, steady
from tests.unseen import unseen

FIRST = date(2026, 5, 4)  # a Monday
DAY = timedelta(days=1)
MIDDLE = FIRST + 30 * DAY
CHECKS = Thresholds()
NONE = Flag(0)


def judged(
    hours: Sequence[HourCount],
    verdicts: Sequence[Verdict] = (),
    season: Season | None = None,
    snowed: Sequence[int] = (),
    stretches: Sequence[Stretch] = (),
    expected: Sequence[tuple[int, int]] | None = None,
    checks: Thresholds = CHECKS,
) -> Judgement:
    whole = [(hours[0].hour, hours[-1].hour + HOUR_S)] if expected is None else expected
    return judge(hours, whole, verdicts, checks, season=season, snowed=snowed, stretches=stretches)


def changed(
    hours: Sequence[HourCount], first: int, end: int, change: Callable[[HourCount], HourCount | None]
) -> list[HourCount]:
    """The same hours, with those in a span replaced, or left out for None."""
    made = [change(one) if first <= one.hour < end else one for one in hours]
    return [one for one in made if one is not None]


def zeroed(one: HourCount) -> HourCount:
    return one._replace(raw=0)


def left_out(_: HourCount) -> None:
    return None


def zero_days(hours: Sequence[HourCount], first: date, days: int) -> list[HourCount]:
    return changed(hours, *span_of(first, days), zeroed)


def found(judgement: Judgement, kind: Kind) -> list[Finding]:
    return [one for one in judgement.findings if one.kind is kind]


def test_nothing_is_judged_of_nothing() -> None:
    assert judge([], [], [], CHECKS, season=None, snowed=()) == Judgement({}, {}, [])


def test_steady_days_have_no_flags() -> None:
    hours = steady(FIRST, 60, 3)
    judgement = judged(hours)
    assert judgement.findings == []
    assert judgement.hours == {one.hour: NONE for one in hours}
    assert judgement.days == {FIRST + number * DAY: NONE for number in range(60)}


def test_an_hour_ten_times_the_typical_one_is_held_and_told_with_its_numbers() -> None:
    at = hour_at(MIDDLE, 11)
    hours = changed(steady(FIRST, 60, 9), at, at + HOUR_S, lambda one: one._replace(raw=100))
    judgement = judged(hours)
    assert found(judgement, Kind.SPIKE) == judgement.findings
    (finding,) = judgement.findings
    assert (finding.start, finding.end, finding.is_held) == (at, at + HOUR_S, True)
    assert finding.evidence["value"] == 100 and finding.evidence["typical"] in (9, 10)
    assert judgement.hours[at] == Flag.SPIKE | Flag.HELD
    assert judgement.days[MIDDLE] == Flag.SPIKE | Flag.HELD | Flag.PARTIAL
    assert {flag for hour, flag in judgement.hours.items() if hour != at} == {NONE}


@pytest.mark.parametrize("raw", [59, 89])
def test_an_hour_below_the_least_number_or_the_factor_is_no_spike(raw: int) -> None:
    at = hour_at(MIDDLE, 11)
    hours = changed(steady(FIRST, 60, 9), at, at + HOUR_S, lambda one: one._replace(raw=raw))
    assert judged(hours).findings == []


def test_without_three_weeks_nobody_can_say_what_is_typical() -> None:
    at = hour_at(FIRST + 8 * DAY, 11)
    hours = changed(steady(FIRST, 14, 9), at, at + HOUR_S, lambda one: one._replace(raw=900))
    assert found(judged(hours), Kind.SPIKE) == []


@pytest.mark.parametrize(("raw", "flags"), [(1001, NONE), (700, Flag.SPIKE), (20, Flag.SPIKE)])
def test_more_than_can_pass_anywhere_is_held_from_the_first_day_on(raw: int, flags: Flag) -> None:
    """Nothing tells yet what is typical; a span across the full hour has told that it is too many of both hours."""
    at = hour_at(FIRST + 8 * DAY, 11)
    hours = changed(steady(FIRST, 14, 9), at, at + HOUR_S, lambda one: one._replace(raw=raw, flags=flags))
    judgement = judged(hours)
    assert judgement.findings == [Finding(Kind.SPIKE, at, at + HOUR_S, {"value": raw}, True)]
    assert judgement.hours[at] == Flag.SPIKE | Flag.HELD
    assert judged(hours, [Verdict(at, at + HOUR_S, "kept")]).hours[at] == Flag.SPIKE | Flag.KEPT


def test_a_day_eight_times_the_typical_one_is_only_marked() -> None:
    start, end = span_of(MIDDLE, 1)
    hours = changed(steady(FIRST, 60, 2), start, end, lambda one: one._replace(raw=(one.raw or 0) * 9))
    judgement = judged(hours)
    assert [(one.kind, one.start, one.end, one.is_held) for one in judgement.findings] == [
        (Kind.SPIKE_DAY, start, end, False)
    ]
    assert judgement.findings[0].evidence == {"value": 315, "typical": 35}
    assert judgement.days[MIDDLE] == Flag.SPIKE_DAY
    assert set(judgement.hours.values()) == {NONE}


def test_the_same_number_for_hours_is_held_where_chance_does_not_give_it() -> None:
    start = hour_at(MIDDLE, 8)
    hours = changed(steady(FIRST, 60, 20), start, start + 7 * HOUR_S, lambda one: one._replace(raw=17))
    judgement = judged(hours)
    assert judgement.findings == [
        Finding(Kind.FLAT, start, start + 7 * HOUR_S, {"value": 17, "hours": 7}, is_held=True)
    ]
    assert judgement.hours[start] == judgement.hours[start + 6 * HOUR_S] == Flag.FLAT | Flag.HELD
    assert judgement.hours[start - HOUR_S] == judgement.hours[start + 7 * HOUR_S] == NONE


def test_one_in_each_of_ten_hours_is_nothing_on_a_quiet_trail() -> None:
    start = hour_at(MIDDLE, 8)
    hours = changed(steady(FIRST, 60, 3), start, start + 10 * HOUR_S, lambda one: one._replace(raw=1))
    assert judged(hours).findings == []
    hours = changed(steady(FIRST, 60, 3), start, start + 15 * HOUR_S, lambda one: one._replace(raw=1))
    assert [one.kind for one in judged(hours).findings] == [Kind.FLAT]


def test_a_missing_hour_ends_a_flat_line() -> None:
    start = hour_at(MIDDLE, 8)
    hours = changed(steady(FIRST, 60, 20), start, start + 9 * HOUR_S, lambda one: one._replace(raw=17))
    hours = changed(hours, start + 4 * HOUR_S, start + 5 * HOUR_S, left_out)
    assert found(judged(hours), Kind.FLAT) == []


def test_zeros_are_reviewed_from_the_first_day_in_a_busy_place_and_held_from_the_sixth() -> None:
    for days in (1, 3, 5, 6, 9, 40):
        hours = zero_days(steady(FIRST - 40 * DAY, 140, 3), MIDDLE, days)
        judgement = judged(hours)
        is_held = days >= 6
        start, end = span_of(MIDDLE, days)
        assert [(one.kind, one.start, one.end, one.is_held) for one in judgement.findings] == [
            (Kind.ZERO_RUN, start, end, is_held)
        ]
        assert judgement.findings[0].evidence["days"] == days
        assert 28 * days < judgement.findings[0].evidence["expected"] < 56 * days
        flag = Flag.ZERO_RUN | Flag.HELD if is_held else Flag.ZERO_RUN
        assert judgement.hours[start] == judgement.hours[end - HOUR_S] == flag
        assert judgement.hours[start - HOUR_S] == judgement.hours[end] == NONE
        lost = Flag.PARTIAL | Flag.UNUSABLE if is_held else NONE
        assert judgement.days[MIDDLE] == flag | lost


def test_held_zeros_take_the_hours_with_them_in_which_the_lens_was_covered_and_freed() -> None:
    start, end = hour_at(MIDDLE, 7), hour_at(MIDDLE + 8 * DAY, 13)
    hours = changed(steady(FIRST, 90, 3), start, end, lambda one: one._replace(raw=0))
    (finding,) = judged(hours).findings
    assert (finding.start, finding.end, finding.evidence["days"]) == (start, end, 7)
    held = {hour for hour, flag in judged(hours).hours.items() if flag & Flag.HELD}
    assert held == set(range(start, end, HOUR_S))
    for kept in ((start, end), span_of(MIDDLE + DAY, 7)):
        judgement = judged(hours, [Verdict(*kept, "kept")])
        assert judgement.findings == []
        assert not any(flag & Flag.HELD for flag in judgement.hours.values())


def test_a_few_hours_without_a_passage_beside_held_zeros_are_chance() -> None:
    start, end = hour_at(MIDDLE, 18), hour_at(MIDDLE + 8 * DAY, 7)
    hours = changed(steady(FIRST, 90, 2), start, end, lambda one: one._replace(raw=0))
    held = {hour for hour, flag in judged(hours).hours.items() if flag & Flag.HELD}
    assert held == set(range(*span_of(MIDDLE + DAY, 7), HOUR_S))


def test_a_week_of_zeros_is_nothing_where_a_third_passes_in_a_day() -> None:
    quiet = made_up(FIRST, 90, 0.3, seed=1, season=0)
    assert judged(zero_days(quiet, MIDDLE, 7)).findings == []
    assert judged(zero_days(made_up(FIRST, 90, 3, seed=1, season=0), MIDDLE, 7)).findings != []


def test_one_race_does_not_make_a_quiet_week_strange() -> None:
    start = hour_at(MIDDLE - 5 * DAY, 10)
    quiet = zero_days(made_up(FIRST, 90, 0.3, seed=2, season=0), MIDDLE, 7)
    hours = changed(quiet, start, start + HOUR_S, lambda one: one._replace(raw=55))
    assert found(judged(hours), Kind.ZERO_RUN) == []


def test_out_of_season_zeros_are_never_held() -> None:
    season = Season(first="05-01", last="09-30")
    first = date(2026, 10, 1)
    hours = zero_days(steady(first - 60 * DAY, 120, 3), first, 60)
    judgement = judged(hours, season=season)
    assert judgement.findings and not any(one.is_held for one in judgement.findings)
    assert judgement.hours[hour_at(first, 12)] == Flag.ZERO_RUN
    # Beyond reach of the busy weeks nothing speaks against zeros.
    assert judgement.hours[hour_at(first + 50 * DAY, 12)] == NONE


def test_days_out_of_season_do_not_lengthen_a_run_in_it() -> None:
    season = Season(first="05-01", last="09-30")
    hours = zero_days(steady(date(2026, 8, 1), 90, 3), date(2026, 9, 28), 20)
    judgement = judged(hours, season=season)
    assert not any(one.is_held for one in judgement.findings)
    winter = Season(first="11-15", last="03-31")
    hours = zero_days(steady(date(2026, 11, 20), 90, 3), date(2026, 12, 28), 8)
    assert [one.is_held for one in judged(hours, season=winter).findings] == [True]


def test_a_counter_that_has_told_nothing_but_zeros_is_held_by_the_plain_limits() -> None:
    assert judged(zero_days(steady(FIRST, 2, 1), FIRST, 2)).findings == []
    for days, is_held in ((3, False), (5, False), (6, True), (90, True)):
        (finding,) = judged(zero_days(steady(FIRST, days, 1), FIRST, days)).findings
        assert (finding.kind, finding.is_held) == (Kind.ZERO_RUN, is_held)
        assert "expected" not in finding.evidence


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 3)])
def test_a_day_that_lacks_twelve_hours_or_more_than_six_by_day_is_unusable(day: date) -> None:
    start, end = span_of(day, 1)
    whole = steady(day - 3 * DAY, 7, 3)

    def lacking(first: int, last: int) -> Judgement:
        return judged(
            changed(whole, first, last, left_out), expected=[(whole[0].hour, whole[-1].hour + HOUR_S)]
        )

    six = hour_at(day, 6) + (end - start - 24 * HOUR_S)  # clocks are changed before that
    assert lacking(six, six + 6 * HOUR_S).days[day] == Flag.PARTIAL
    judgement = lacking(six, six + 7 * HOUR_S)
    assert judgement.days[day] == Flag.PARTIAL | Flag.UNUSABLE
    assert judgement.findings == [
        Finding(Kind.MISSING, start, end, {"days": 1, "hours": 7, "daytime_hours": 7})
    ]
    night = changed(whole, start, six, left_out)  # 5, 6 or 7 hours
    evening = six + 14 * HOUR_S
    lacks = (six - start) // HOUR_S + 4
    judgement = judged(
        changed(night, evening, end, left_out), expected=[(whole[0].hour, whole[-1].hour + HOUR_S)]
    )
    assert judgement.days[day] == Flag.PARTIAL
    more = changed(changed(night, evening, end, left_out), six, six + (12 - lacks) * HOUR_S, left_out)
    judgement = judged(more, expected=[(whole[0].hour, whole[-1].hour + HOUR_S)])
    assert judgement.days[day] == Flag.PARTIAL | Flag.UNUSABLE
    assert judgement.days[day - DAY] == judgement.days[day + DAY] == NONE


def test_days_of_a_silent_counter_are_one_finding() -> None:
    hours = changed(steady(FIRST, 60, 3), *span_of(MIDDLE, 20), left_out)
    (finding,) = judged(hours).findings
    assert (finding.kind, (finding.start, finding.end)) == (Kind.MISSING, span_of(MIDDLE, 20))
    assert finding.evidence == {"days": 20, "hours": 480, "daytime_hours": 280}
    assert judged(hours).days[MIDDLE] == Flag.PARTIAL | Flag.UNUSABLE


def test_a_day_that_is_not_over_cannot_stand_as_a_day_but_lacks_nothing() -> None:
    hours = [one for one in steady(FIRST, 3, 3) if one.hour < hour_at(FIRST + 2 * DAY, 9)]
    judgement = judged(hours)
    assert judgement.days[FIRST + 2 * DAY] == Flag.PARTIAL | Flag.UNUSABLE
    assert judgement.findings == []


def test_what_the_counter_or_the_snow_makes_doubtful_is_held() -> None:
    at = hour_at(MIDDLE, 11)
    hours = changed(
        steady(FIRST, 60, 3),
        at,
        at + 2 * HOUR_S,
        lambda one: one._replace(flags=Flag.SUSPECT_READING | Flag.WRAP),
    )
    judgement = judged(hours, snowed=[at + 5 * HOUR_S])
    assert judgement.findings == [
        Finding(Kind.SUSPECT_READING, at, at + 2 * HOUR_S, {}, is_held=True),
        Finding(Kind.SNOWED, at + 5 * HOUR_S, at + 6 * HOUR_S, {}, is_held=True),
    ]
    assert judgement.hours[at] == Flag.SUSPECT_READING | Flag.WRAP | Flag.HELD
    assert judgement.hours[at + 5 * HOUR_S] == Flag.SNOWED | Flag.HELD


def test_decisions_stand_over_checks_and_the_last_one_holds() -> None:
    at = hour_at(MIDDLE, 11)
    hours = changed(steady(FIRST, 60, 9), at, at + HOUR_S, lambda one: one._replace(raw=100))
    kept = Verdict(at, at + HOUR_S, "kept")
    judgement = judged(hours, [Verdict(at, at + HOUR_S, "rejected"), kept], snowed=[at])
    assert judgement.hours[at] == Flag.SPIKE | Flag.SNOWED | Flag.KEPT
    assert judgement.findings == []
    assert is_usable(100, judgement.hours[at])
    for verdict, flag in (("rejected", Flag.REJECTED), ("reconstructed", Flag.RECONSTRUCTED)):
        judgement = judged(hours, [kept, Verdict(at + 60, at + 120, verdict)])
        assert judgement.hours[at] == flag
        assert judgement.hours[at + HOUR_S] == judgement.hours[at - HOUR_S] == NONE
        assert not is_usable(100, judgement.hours[at])
        assert judgement.findings == []


def test_kept_zeros_are_days_again() -> None:
    start, end = span_of(MIDDLE, 7)
    judgement = judged(zero_days(steady(FIRST, 80, 3), MIDDLE, 7), [Verdict(start, end, "kept")])
    assert judgement.findings == []
    assert judgement.days[MIDDLE] == Flag.ZERO_RUN | Flag.KEPT


def test_only_counted_and_undoubted_hours_are_usable() -> None:
    assert is_usable(0, NONE) and is_usable(3, Flag.WRAP | Flag.PARTIAL | Flag.ZERO_RUN)
    assert not is_usable(None, NONE)
    assert not any(is_usable(3, one) for one in (Flag.HELD, Flag.REJECTED, Flag.RECONSTRUCTED))


def test_a_measured_stretch_within_a_day_is_measured_time_of_it() -> None:
    start = hour_at(MIDDLE, 5)
    hours = changed(steady(FIRST, 60, 3), start, start + 10 * HOUR_S, left_out)
    assert Flag.UNUSABLE in judged(hours).days[MIDDLE]
    stretch = Stretch(start, start + 10 * HOUR_S, 25, Flag.STRETCH)
    judgement = judged(hours, stretches=[stretch])
    assert judgement.days[MIDDLE] == NONE and judgement.findings == []


def test_a_stretch_over_days_measures_each_of_them_only_where_nobody_passed() -> None:
    start, end = span_of(MIDDLE, 7)
    hours = changed(steady(FIRST, 80, 3), start, end, left_out)
    someone = judged(hours, stretches=[Stretch(start, end, 1, Flag.STRETCH)])
    assert [one.kind for one in someone.findings] == [Kind.MISSING]
    nobody = judged(hours, stretches=[Stretch(start, end, 0, Flag.STRETCH)])
    assert [one.kind for one in nobody.findings] == [Kind.ZERO_RUN]


def test_no_flag_depends_on_hours_beyond_the_radius() -> None:
    days = 2 * RADIUS_DAYS + 60
    hours = zero_days(made_up(FIRST, days, 9, seed=5), MIDDLE + 20 * DAY, 9)
    for first, length in ((MIDDLE + 4 * DAY, 7), (MIDDLE + 36 * DAY, 8)):
        start, end = hour_at(first - DAY, 7), hour_at(first + length * DAY, 19)
        hours = changed(hours, start, end, lambda one: one._replace(raw=0))
    spike, flat = hour_at(MIDDLE + 12 * DAY, 12), hour_at(MIDDLE + 50 * DAY, 0)
    hours = changed(hours, spike, spike + HOUR_S, lambda one: one._replace(raw=90))
    hours = changed(hours, flat, flat + 20 * HOUR_S, lambda one: one._replace(raw=6))
    whole = judged(hours)
    assert {one.kind for one in whole.findings} >= {Kind.SPIKE, Kind.FLAT, Kind.ZERO_RUN}
    for number in range(RADIUS_DAYS, days - RADIUS_DAYS, 3):
        day = FIRST + number * DAY
        start, end = span_of(day - RADIUS_DAYS * DAY, 2 * RADIUS_DAYS + 1)
        part = judged([one for one in hours if start <= one.hour < end])
        assert part.days[day] == whole.days[day]
        assert all(flag == whole.hours[hour] for hour, flag in part.hours.items() if day_of(hour) == day)


@pytest.mark.parametrize("per_day", [0.3, 1, 3, 7, 20, 80, 400])
@unseen()
def test_years_without_faults_are_left_in_peace(per_day: float) -> None:
    season = Season(first="04-15", last="10-15")
    days_held = reviews = 0
    for seed in range(3):
        for swing in (0.2, 0.8):
            year = made_up(date(2025, 1, 1), 365, per_day, seed, swing)
            told = judged(year, season=season)
            assert not any(one.is_held for one in told.findings)
            untold = judged(year)
            days_held += len({day_of(one) for one, flag in untold.hours.items() if flag & Flag.HELD})
            reviews += len(told.findings) + len(untold.findings)
    # Of six years, without a season told: long quiet times at an end of what is known, 0.5 % of the days.
    assert days_held <= 11
    assert reviews <= 3


@pytest.mark.parametrize("per_day", [3, 20, 400])
@unseen()
def test_a_lens_blocked_for_ten_days_is_found_in_any_month_of_a_year(per_day: float) -> None:
    year = made_up(date(2025, 1, 1), 365, per_day, seed=7, season=0.3)
    for month in range(1, 13):
        first = date(2025, month, 9)
        hours = zero_days(year, first, 10)
        held = {day_of(hour) for hour, flag in judged(hours).hours.items() if flag & Flag.HELD}
        assert {first + number * DAY for number in range(10)} <= held
