"""A period held against the same days of the year before (R-V17). Pure.

Equal calendar spans are compared, and no day on which the point was not to count. Their weekdays differ, which
matters most in short ones: means of workdays and of weekend days stand beside the sums.
"""

from datetime import date
from typing import NamedTuple

from heritage.passages.figures.values import Amount, Comparison, WeekdayMeans, WhyNot
from heritage.passages.periods import Period, PeriodKind

LEAST_BASE = 50
"""Fewer passages in the year before carry no percentage."""

MOST_APART = 0.10
"""The difference of two coverages (0..1) above which there is none either, nor of two shares that are calibrated."""


class Side(NamedTuple):
    """One of the two years: its sum, and the shares (0..1) of the span's time that was counted and that is calibrated.

    Of all its time: also of that in which no counter hung there, for then the year has fewer passages. Estimates are
    no counting here: after them both years have a coverage of 90 % or no number at all (R-V15), and a year that was
    guessed in part is not to be held against one that was counted. Nor is a year that a factor corrects held against
    one that none does: a factor of 1.3 would look like 30 % more. The means are of usable days; None where there is
    none of that kind.
    """

    period: Period
    amount: Amount
    counted: float
    calibrated: float
    workday: float | None
    weekend: float | None


def equal_spans(told: Period, since: date) -> tuple[Period, Period] | None:
    """The part of a period to compare, and the same days of the year before; None where nothing was counted then.

    `told` is the part of the period that has figures, `since` the first day on which the point was to count at all.
    Where that lies within the span of the year before, both begin on that day of the year; a week is whole or not
    compared. 29 February has no like in the year before: a span that begins with it is held against one from the 28th,
    and one that ends with it against one until the 28th. Calendar months are compared whole, also February.
    """
    then = told.previous_year()
    if since <= then.first:
        return told, then
    if then.last < since or told.kind is PeriodKind.WEEK:
        return None
    now = Period(_a_year_on(since), told.last)
    return (now, now.previous_year()) if now.first <= now.last else None


def compare(now: Side, then: Side) -> Comparison:
    """The growth in percent, or why there is none, and the means by kind of weekday.

    Of amounts as they are shown: where these are rounded, so is what the growth is reckoned from (R-P10).
    """
    why_not = _why_not(now, then)
    growth = None
    if not why_not and now.amount.value is not None and then.amount.value:
        growth = 100 * (now.amount.value / then.amount.value - 1)
    means = WeekdayMeans(then.workday, now.workday, then.weekend, now.weekend)
    return Comparison(now.period, then.period, now.amount, then.amount, growth, why_not, means)


def _why_not(now: Side, then: Side) -> WhyNot:
    if then.amount.value is None and not then.amount.coverage:
        return WhyNot.NOTHING_THEN
    if then.amount.fewer_than is not None or now.amount.fewer_than is not None:
        return WhyNot.SMALL_BASE
    if then.amount.value is None or now.amount.value is None:
        return WhyNot.INCOMPLETE
    if then.amount.value < LEAST_BASE:
        return WhyNot.SMALL_BASE
    if _is_apart(now.counted, then.counted):
        return WhyNot.COVERAGE_DIFFERS
    return WhyNot.CALIBRATION_DIFFERS if _is_apart(now.calibrated, then.calibrated) else WhyNot.NONE


def _is_apart(now: float, then: float) -> bool:
    # Shares of seconds: a millionth is far below one of them in a year.
    return abs(now - then) > MOST_APART + 1e-6


def _a_year_on(day: date) -> date:
    """The same day of the next year; of 29 February 1 March."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)
