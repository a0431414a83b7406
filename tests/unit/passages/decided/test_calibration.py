"""Factors: manual count by device count of the same minutes, with an interval and a time for which they hold."""

from datetime import UTC, date, datetime
from math import exp, gamma, log, pi, sqrt
from typing import Any

import pytest

from heritage.passages.decided import calibration
from heritage.passages.decided.calibration import (
    LEAST_EXACT,
    FactorRow,
    Ratio,
    Renewal,
    Session,
    Traffic,
    device_count,
    factor_on,
    needs_renewal,
    ratio,
)
from heritage.passages.stretches import Span
from heritage.store.flags import Direction, Flag

NONE = Flag(0)
MAY = date(2026, 5, 1)
JULY = date(2026, 7, 14)


def factor(**changes: Any) -> FactorRow:
    usual: dict[str, Any] = {
        "id": 1,
        "point": "borgsjo-bron",
        "direction": Direction.BOTH,
        "traffic": Traffic.ALL,
        "busy_from": None,
        "first_day": MAY,
        "last_day": None,
        "value": 1.25,
        "low": 1.0,
        "high": 1.5625,
        "passages": 240,
        "sessions": 4,
        "counts": "1 2 3 4",
        "method": "on site",
        "made_by": "Karin",
        "made_at": datetime(2026, 5, 20, 12, tzinfo=UTC),
    }
    return FactorRow(**{**usual, **changes})


def test_a_factor_is_the_ratio_of_the_sums_of_its_sessions() -> None:
    found = ratio([Session(120, 100), Session(40, 20), Session(50, 40)])
    assert found.value == pytest.approx(210 / 160)
    assert (found.passages, found.sessions, found.is_indicative) == (210, 3, False)


def test_from_three_sessions_the_interval_is_of_how_they_differ() -> None:
    # m - R·d: -11.25, 13.75, -2.5; 4.303 is Student's t of two degrees of freedom.
    error = sqrt(3 / 2 * (11.25**2 + 13.75**2 + 2.5**2)) / 160 / (210 / 160)
    found = ratio([Session(120, 100), Session(40, 20), Session(50, 40)])
    assert found.low == pytest.approx(210 / 160 * exp(-4.303 * error))
    assert found.high == pytest.approx(210 / 160 * exp(4.303 * error))


def test_two_sessions_have_the_interval_of_two_counts() -> None:
    reach = 1.96 * sqrt(1 / 130 + 1 / 100)
    found = ratio([Session(70, 60), Session(60, 40)])
    expected = Ratio(1.3, 1.3 * exp(-reach), 1.3 * exp(reach), 130, 2, False)
    assert found == pytest.approx(expected)


def test_sessions_that_agree_wholly_leave_a_doubt_of_three_in_what_was_counted() -> None:
    found = ratio([Session(50, 50)] * 4)
    assert (found.value, found.low) == (1.0, pytest.approx(1 / 1.015))
    assert found.high == pytest.approx(1.015)


@pytest.mark.parametrize(
    ("sessions", "is_indicative"),
    [
        ([Session(500, 400)], True),
        ([Session(50, 40), Session(49, 40)], True),
        ([Session(50, 40), Session(50, 40)], False),
    ],
)
def test_one_session_or_fewer_than_a_hundred_passages_are_a_hint(
    sessions: list[Session], is_indicative: bool
) -> None:
    assert ratio(sessions).is_indicative is is_indicative


@pytest.mark.parametrize("sessions", [[], [Session(0, 5)], [Session(5, 0), Session(2, 0)]])
def test_without_passages_there_is_no_factor(sessions: list[Session]) -> None:
    with pytest.raises(ValueError, match="passages"):
        ratio(sessions)


def test_the_table_of_student_holds_95_percent_of_each_distribution() -> None:
    for freedom in range(1, 31):
        height = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
        reach = calibration.student(freedom)
        steps = 4000
        at = [reach * step / steps for step in range(steps + 1)]
        density = [height * (1 + x * x / freedom) ** (-(freedom + 1) / 2) for x in at]
        weights = [1, *([4, 2] * (steps // 2 - 1)), 4, 1]
        inside = 2 * reach / steps / 3 * sum(w * y for w, y in zip(weights, density, strict=True))
        assert inside == pytest.approx(0.95, abs=5e-5)


def test_many_sessions_use_the_widest_of_what_is_left() -> None:
    assert calibration.student(400) == calibration.student(30) == 2.042


def test_a_factor_holds_on_its_days() -> None:
    row = factor(last_day=JULY)
    assert factor_on([row], date(2026, 4, 30), Direction.IN, 5) is None
    assert factor_on([row], MAY, Direction.IN, 5) is row
    assert factor_on([row], JULY, Direction.IN, 5) is row
    assert factor_on([row], date(2026, 7, 15), Direction.IN, 5) is None
    assert factor_on([], JULY, Direction.IN, 5) is None


def test_a_factor_of_the_direction_goes_before_one_of_both() -> None:
    both, inwards = factor(id=2, first_day=JULY), factor(direction=Direction.IN)
    assert factor_on([both, inwards], JULY, Direction.IN, 5) is inwards
    assert factor_on([both, inwards], JULY, Direction.OUT, 5) is both
    assert factor_on([inwards], JULY, Direction.OUT, 5) is None
    assert factor_on([both, inwards], JULY, Direction.BOTH, 5) is both


def test_the_factor_that_begins_last_holds_and_of_one_day_that_made_last() -> None:
    old = factor()
    mended = factor(id=2, made_at=datetime(2026, 8, 1, tzinfo=UTC))
    later = factor(id=3, first_day=JULY)
    for rows in ([old, mended, later], [later, mended, old]):
        assert factor_on(rows, MAY, Direction.IN, 5) is mended
        assert factor_on(rows, JULY, Direction.IN, 5) is later


def test_a_withdrawn_factor_gives_way_to_the_one_before_it() -> None:
    old = factor()
    withdrawn = factor(id=2, first_day=JULY, withdrawn_at=datetime(2026, 8, 1, tzinfo=UTC))
    assert factor_on([old, withdrawn], JULY, Direction.IN, 5) is old


def test_busy_and_quiet_hours_have_their_own_factors() -> None:
    quiet = factor(id=2, traffic=Traffic.QUIET, busy_from=30)
    busy = factor(id=3, traffic=Traffic.BUSY, busy_from=30)
    rows = [quiet, busy, factor()]
    assert factor_on(rows, JULY, Direction.IN, 29) is quiet
    assert factor_on(rows, JULY, Direction.IN, 30) is busy
    assert factor_on([busy, rows[2]], JULY, Direction.IN, 29) is rows[2]
    assert factor_on([busy], JULY, Direction.IN, 29) is None


def test_a_later_factor_of_all_hours_ends_those_of_busy_ones() -> None:
    rows = [factor(traffic=Traffic.BUSY, busy_from=30), factor(id=2, first_day=JULY)]
    assert factor_on(rows, JULY, Direction.IN, 50) is rows[1]


def test_a_factor_is_as_unsure_as_its_interval_is_wide() -> None:
    assert factor().relative_deviation == pytest.approx(log(1.25) / 1.96)


def test_a_factor_is_renewed_after_two_years_and_without_fail_after_five() -> None:
    row = factor()
    assert needs_renewal(row, date(2028, 5, 19), None) is Renewal.NOT_DUE
    assert not needs_renewal(row, date(2028, 5, 19), None)
    assert needs_renewal(row, date(2028, 5, 20), None) is Renewal.DUE
    assert needs_renewal(row, date(2031, 5, 19), None) is Renewal.DUE
    assert needs_renewal(row, date(2031, 5, 20), None) is Renewal.OVERDUE


def test_a_factor_of_29_february_is_renewed_on_1_march() -> None:
    row = factor(made_at=datetime(2024, 2, 29, 12, tzinfo=UTC))
    assert needs_renewal(row, date(2026, 2, 28), None) is Renewal.NOT_DUE
    assert needs_renewal(row, date(2026, 3, 1), None) is Renewal.DUE


def test_a_factor_is_renewed_when_the_counter_has_moved() -> None:
    row = factor()
    assert needs_renewal(row, JULY, date(2026, 6, 1)) is Renewal.MOVED
    assert needs_renewal(row, JULY, MAY) is Renewal.NOT_DUE
    assert needs_renewal(row, JULY, date(2026, 7, 15)) is Renewal.NOT_DUE  # it is to move tomorrow


def ten_minutes(*counts: int | None) -> list[Span]:
    return [Span(600 * at, 600 * (at + 1), count, NONE) for at, count in enumerate(counts)]


def test_spans_within_a_session_count_fully() -> None:
    assert device_count(ten_minutes(9, 1, 2, 3, 9), 600, 2400) == (6, 1.0)


def test_spans_that_reach_beyond_a_session_count_by_time() -> None:
    count, exact = device_count(ten_minutes(4, 1, 2, 3, 4), 300, 2700)
    assert (count, exact) == (2 + 6 + 2, 0.75)
    assert exact < LEAST_EXACT


def test_a_session_within_one_span_is_all_by_time() -> None:
    assert device_count([Span(0, 3600, 12, NONE)], 600, 2400) == (6, 0.0)


def test_a_session_whose_time_is_not_all_counted_is_no_good() -> None:
    assert device_count(ten_minutes(1, 2, None, 3), 0, 2400)[1] == 0.0
    assert device_count(ten_minutes(1, 2), 0, 1201)[1] == 0.0
    assert device_count([], 0, 600) == (0, 0.0)
    assert device_count(ten_minutes(1), 600, 600) == (0, 0.0)


@pytest.mark.parametrize("fault", [Flag.RESET, Flag.SUSPECT_READING, Flag.SPIKE])
def test_a_session_with_a_fault_of_the_counter_is_no_good(fault: Flag) -> None:
    found = ten_minutes(1, 2, 3)
    found[1] = found[1]._replace(flags=fault)
    assert device_count(found, 0, 1800)[1] == 0.0
