"""A point's figures hour by hour, day by day, by week, month or year, for files and programs.

Each row has all that makes its number understood (R-V13, R-V15, R-V23). A sum that is not known, not enough or not
public is None, never 0 (R-V8); `quality` tells which.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from heritage.passages.figures import stored
from heritage.passages.figures.reckoned import Span, Subject
from heritage.passages.figures.stored import HourRow
from heritage.passages.figures.sums import joined
from heritage.passages.figures.values import Amount
from heritage.passages.periods import Period, month_of, week_of, year_of
from heritage.passages.stretches import HOUR_S, THOUSAND, day_bounds, local, midnight
from heritage.store.flags import Direction, Flag

_DAY = timedelta(days=1)
LEAST_PUBLIC_DAYS = 7


class Step(StrEnum):
    """How long the time of a row is. Hours are for staff (R-P11), days for the public only where they are open."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Quality(StrEnum):
    """What a row's number is worth."""

    COUNTED = "counted"
    PARTLY_ESTIMATED = "partly estimated"
    ESTIMATED = "estimated"
    INCOMPLETE = "incomplete"  # too little is known for a number (R-V15)
    HIDDEN = "hidden"  # so few that only `fewer_than` is told (R-P10)
    UNKNOWN = "unknown"  # nothing was counted


class Row(NamedTuple):
    """Passages in a time; `direction` None is all of them. `corrected` is counted, `estimated` not; both are in
    `passages`. They are None where they are not to be told apart."""

    period: str
    first: str
    last: str
    direction: Direction | None
    passages: float | None
    low: float | None
    high: float | None
    corrected: float | None
    estimated: float | None
    estimated_share: float
    coverage: float
    quality: Quality
    rounded_to: int
    fewer_than: int | None
    flags: Flag


class Series(NamedTuple):
    """The rows of a point in a period, by time and direction; `told` is the part of the period that they cover."""

    step: Step
    told: Period | None
    data_until: date | None
    is_calibrated: bool
    rows: tuple[Row, ...]


def series_of(subject: Subject, period: Period, step: Step, now: datetime) -> Series | None:
    """Of all directions and of each; None for a step that is not public here."""
    if subject.is_public and step is Step.HOUR:
        return None
    factors = subject.factors()
    span = Span(subject, factors, period.first, period.last)
    if not span.days:
        return Series(step, None, None, False, ())
    if step is Step.DAY and not span.is_open(span.first, span.last):
        return None
    told = Period(span.first, span.last)
    rows = _hours(subject, span, now) if step is Step.HOUR else _rows(subject, span, step)
    return Series(step, told, span.daily.counted_until, span.is_calibrated, tuple(rows))


def _rows(subject: Subject, span: Span, step: Step) -> Iterator[Row]:
    flags = dict(zip(span.days, span.daily.flags, strict=True)) if step is Step.DAY else {}
    for label, first, last in _times(span, step):
        if subject.is_public and step is not Step.DAY and (last - first).days + 1 < LEAST_PUBLIC_DAYS:
            continue
        for direction in _ways(span):
            amount = span.amount(first, last, direction)
            whole = joined(span.parts(first, last, direction))
            is_exact = amount.value is not None and not amount.rounded_to
            has_parts = is_exact and span.is_divided(first, last)
            yield Row(
                label,
                first.isoformat(),
                last.isoformat(),
                direction,
                _number(amount.value),
                _number(amount.low),
                _number(amount.high),
                whole.corrected / THOUSAND if has_parts else None,
                whole.estimated / THOUSAND if has_parts else None,
                round(amount.estimated_share, 4),
                round(amount.coverage, 4),
                _quality(amount),
                amount.rounded_to,
                amount.fewer_than,
                Flag(flags.get(first, 0)),
            )


def _times(span: Span, step: Step) -> Iterator[tuple[str, date, date]]:
    """Weeks are whole ones; months and years have what of them lies in the span."""
    start = span.first
    if step is Step.WEEK:
        start = week_of(span.first + 6 * _DAY).first
    while start <= span.last:
        if step is Step.DAY:
            period, label = Period(start, start), start.isoformat()
        else:
            period = _PERIODS[step](start)
            label = period.key
        if step is not Step.WEEK or period.last <= span.last:
            yield label, max(period.first, span.first), min(period.last, span.last)
        start = period.last + _DAY


def _year_with(day: date) -> Period:
    return year_of(day.year)


_PERIODS: dict[Step, Callable[[date], Period]] = {
    Step.WEEK: week_of,
    Step.MONTH: month_of,
    Step.YEAR: _year_with,
}


def _ways(span: Span) -> tuple[Direction | None, ...]:
    """All of them first; a counter that cannot tell directions has no others."""
    return (None, *(() if span.directions == (Direction.BOTH,) else span.directions))


def _hours(subject: Subject, span: Span, now: datetime) -> Iterator[Row]:
    """Each that is over, on days on which the point was to count."""
    end = min(day_bounds(span.last)[1], int(now.timestamp()))
    found: dict[int, list[HourRow]] = {}
    for one in stored.hours_of(subject.connection, subject.flows, midnight(span.first), end):
        found.setdefault(one.hour, []).append(one)
    ways = _ways(span)
    for day in span.days:
        start, following = day_bounds(day)
        for hour in range(start, min(following, end - HOUR_S + 1), HOUR_S):
            yield from _hour(hour, found.get(hour, []), ways, subject.with_estimates)


def _hour(
    hour: int, found: list[HourRow], ways: tuple[Direction | None, ...], with_estimates: bool
) -> Iterator[Row]:
    directions = [way for way in ways if way is not None]
    for way in ways:
        parts = [one for one in found if way in (None, one.direction)]
        wanted = max(1, len(directions)) if way is None else 1
        yield _hour_row(hour, way, parts, wanted, with_estimates)


def _hour_row(
    hour: int, way: Direction | None, parts: list[HourRow], wanted: int, with_estimates: bool
) -> Row:
    begin, end = local(hour), local(hour + HOUR_S)
    known = [
        one for one in parts if one.corrected is not None or (with_estimates and one.estimated is not None)
    ]
    corrected = sum(one.corrected or 0 for one in known) / THOUSAND
    estimated = sum(one.estimated or 0 for one in known) / THOUSAND if with_estimates else 0.0
    is_told = len(known) == wanted
    covered = sum(one.covered if one.corrected is not None else 0 for one in known)
    flags = Flag(0)
    for one in parts:
        flags |= Flag(one.flags)
    passages = corrected + estimated if is_told else None
    share = estimated / (corrected + estimated) if estimated else float(is_told and not covered)
    return Row(
        begin.isoformat(timespec="minutes"),
        begin.isoformat(timespec="minutes"),
        end.isoformat(timespec="minutes"),
        way,
        passages,
        None,
        None,
        corrected if is_told else None,
        estimated if is_told else None,
        round(share, 4) if is_told else 0.0,
        round(covered / (wanted * HOUR_S), 4),
        _hour_quality(is_told, bool(known), share),
        0,
        None,
        flags,
    )


def _hour_quality(is_told: bool, is_any: bool, share: float) -> Quality:
    if not is_told:
        return Quality.INCOMPLETE if is_any else Quality.UNKNOWN
    return _by_share(share)


def _quality(amount: Amount) -> Quality:
    if amount.fewer_than is not None:
        return Quality.HIDDEN
    if amount.value is None:
        return Quality.INCOMPLETE if amount.coverage else Quality.UNKNOWN
    return _by_share(amount.estimated_share)


def _by_share(share: float) -> Quality:
    if share >= 1:
        return Quality.ESTIMATED
    return Quality.PARTLY_ESTIMATED if share else Quality.COUNTED


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
