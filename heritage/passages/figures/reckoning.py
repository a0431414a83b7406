"""The figures of a counting point in a period, exact and as fresh as the tables: for staff, and for what hides them.

A point's sum is that of its directions. Nothing here takes two points: along one trail they count the same people
(R-V7).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection

from heritage.passages.decided.calibration import FactorRow
from heritage.passages.figures import stored
from heritage.passages.figures.beside import beside
from heritage.passages.figures.daily import Means, day_values, mean_of, means_of, peak_day
from heritage.passages.figures.factored import used
from heritage.passages.figures.hiding import plain, plain_days, share_of_day
from heritage.passages.figures.notes import notes_of, notes_of_counters
from heritage.passages.figures.profile import NOTHING_KNOWN, Profile, profile, with_hours
from heritage.passages.figures.reckoned import Span, Subject, around, subject_of
from heritage.passages.figures.stored import Around, GapRow, Known
from heritage.passages.figures.sums import joined
from heritage.passages.figures.values import (
    NOTHING,
    WEEKDAYS,
    Amount,
    Beside,
    Comparison,
    DayValue,
    Figures,
    GapTold,
    MonthValue,
    Note,
    PeakDay,
    PeakHour,
    WeekValue,
)
from heritage.passages.figures.veiled import mean_of_sum, veiled_means, veiled_profile
from heritage.passages.figures.visited import visited
from heritage.passages.figures.weather_beside import weather_of
from heritage.passages.figures.years import Side, compare, equal_spans
from heritage.passages.periods import Period, PeriodKind, month_of, months_within, week_of
from heritage.passages.stretches import THOUSAND, day_bounds, day_of, midnight
from heritage.places.place import Library
from heritage.store.flags import Estimate
from heritage.visits.report import scans_between

_DAY, _SIX_DAYS = timedelta(days=1), timedelta(days=6)
_YEAR_BACK = timedelta(days=53 * 7 + 1)
"""No day of the year before that a period is held against lies further back."""


class _Whole(NamedTuple):
    """What is told of all days of a period together."""

    period: Period
    amount: Amount
    means: Means


def figures_of(
    connection: Connection, library: Library, point: str, period: Period, now: datetime
) -> Figures:
    """Exact, and until this moment: for staff. Raises KeyError for a point that the content does not know."""
    today = day_of(int(now.timestamp()))
    flows, known = around_period(connection, point, period)
    subject = subject_of(connection, library, point, today, flows=flows)
    return reckon(subject, known, period, today - _DAY)


def around_period(connection: Connection, point: str, period: Period) -> Around:
    """A point's flows, and what is stored of a period and of the year before, which it is held against."""
    return around(connection, point, period.first - _YEAR_BACK, period.last, period.first)


def reckon(subject: Subject, known: Known, period: Period, whole_until: date) -> Figures:
    """All figures of a period, as the subject is to be seen, from what is known around the period; `whole_until` is the
    last day that is over."""
    factors = subject.factors()
    span = Span(subject, factors, period.first, period.last, known)
    if not span.days:
        return nothing(subject, period)
    told = _told(span, period)
    whole = _whole(span, told)
    total = _with_total(nothing(subject, period), told, span, whole.amount)
    sums = replace(
        _with_sums(subject, total, told, span),
        factors=used(factors, span.factored),
        last_year=_last_year(subject, factors, known, span, whole, whole_until),
        gaps=tuple(map(_told_gap, span.gaps)),
    )
    hours = _profile(subject, known, whole, period, span)
    return _with_days(subject, sums, span, whole, hours)


def total_of(subject: Subject, period: Period) -> Figures:
    """Only the sum of a period and how sure it is, for lists of points: of the rest as of `nothing`."""
    factors = subject.factors()
    span = Span(subject, factors, period.first, period.last)
    if not span.days:
        return nothing(subject, period)
    total = span.amount(span.first, span.last)
    return _with_total(nothing(subject, period), _told(span, period), span, total)


def _told(span: Span, period: Period) -> Period:
    is_whole = (span.first, span.last) == (period.first, period.last)
    return period if is_whole else Period(span.first, span.last)


def _with_total(figures: Figures, told: Period, span: Span, total: Amount) -> Figures:
    return replace(
        figures,
        told=told,
        data_until=span.daily.counted_until,
        total=total,
        is_calibrated=span.is_calibrated,
    )


def _with_sums(subject: Subject, figures: Figures, told: Period, span: Span) -> Figures:
    first, last, total = told.first, told.last, figures.total
    ways = span.directions
    directions = {way: total if len(ways) == 1 else span.amount(first, last, way) for way in ways}
    days = {one: columns.within(first, last).days for one, columns in span.columns.items()}
    visits = visited(subject.point.visits, directions, days, total)
    whole = joined(span.parts(first, last))
    is_open = span.is_open(first, last)
    return replace(
        figures,
        directions=directions,
        uncorrected=float(whole.raw) if total.value is not None and span.is_divided(first, last) else None,
        absent_days=told.days - len(span.days),
        months=tuple(_months(span, told)),
        weeks=tuple(_weeks(span, told)) if subject.with_weeks or not is_open else (),
        notes=tuple(one for one in figures.notes if one.first <= last and one.last >= first),
        visits=visits if not isinstance(visits, str) else None,
        why_no_visits=visits if isinstance(visits, str) else "",
        beside=_beside(subject, told, total),
    )


def _with_days(subject: Subject, figures: Figures, span: Span, whole: _Whole, hours: Profile) -> Figures:
    told, means = whole.period, whole.means
    is_open = span.is_open(told.first, told.last)
    return replace(
        figures,
        mean=means.mean,
        median=_as_told(subject, means.median),
        usable_days=means.usable_days,
        weekdays=means.weekdays,
        workday=means.workday,
        weekend=means.weekend,
        hours_workday=hours.workday,
        hours_weekend=hours.weekend,
        heat=hours.heat,
        days=_days(subject, span) if is_open else None,
        peak_day=_peak_day(subject, span),
        peak_hour=None if subject.is_public else _peak_hour(subject, span),
    )


def nothing(subject: Subject, period: Period) -> Figures:
    """Of a period in which the point was not to count, or of which nothing may be told."""
    visits = visited(subject.point.visits, {}, {}, NOTHING)
    return Figures(
        point=subject.key,
        period=period,
        told=None,
        data_until=None,
        total=NOTHING,
        directions={},
        uncorrected=None,
        is_calibrated=False,
        factors=(),
        mean=None,
        median=None,
        usable_days=0,
        weekdays=(None,) * WEEKDAYS,
        workday=None,
        weekend=None,
        hours_workday=NOTHING_KNOWN,
        hours_weekend=NOTHING_KNOWN,
        heat=(NOTHING_KNOWN,) * WEEKDAYS,
        months=(),
        weeks=(),
        days=(),
        peak_day=None,
        peak_hour=None,
        last_year=None,
        gaps=(),
        notes=_notes(subject, period),
        visits=None,
        why_no_visits=visits if isinstance(visits, str) else "",
        beside=None,
        absent_days=0,
        version=subject.flows.version,
        is_public=subject.is_public,
    )


def _notes(subject: Subject, period: Period) -> tuple[Note, ...]:
    library, point, first, last = subject.library, subject.key, period.first, period.last
    if not subject.flows.is_annotated:
        return notes_of_counters(library, point, first, last)
    return notes_of(subject.connection, library, point, first, last)


def _whole(span: Span, period: Period) -> _Whole:
    first, last = period.first, period.last
    amount, daily = span.amount(first, last), span.daily.within(first, last)
    means = means_of(daily)
    if not span.is_open(first, last):
        means = veiled_means(means, amount, len(daily.days), span.step)
    return _Whole(period, amount, means)


def _days(subject: Subject, span: Span) -> tuple[DayValue, ...]:
    place = subject.point.place
    told = plain_days(span.daily.passages) if subject.is_public else span.daily.passages
    values = day_values(span.daily, told, weather_of(subject.connection, place, span.first, span.last))
    if not (subject.is_public and span.has_estimates):
        return values
    return tuple(
        replace(one, estimated_share=_share_of(span, one, is_counted)) if one.estimated_share else one
        for one, is_counted in zip(values, span.daily.is_counted, strict=True)
    )


def _share_of(span: Span, one: DayValue, is_counted: bool) -> float:
    if span.is_divided(one.day, one.day):
        return round(one.estimated_share, 2)
    return share_of_day(one.estimated_share, is_counted)


def _as_told(subject: Subject, passages: float | None) -> float | None:
    """Of a day: exact for staff, as it may be told for everybody else (R-P10)."""
    return passages if passages is None or not subject.is_public else float(plain(passages).value)


def _peak_day(subject: Subject, span: Span) -> PeakDay | None:
    """Of all days; for the public of those that are told one by one."""
    if span.is_open(span.first, span.last):
        found = peak_day(span.daily)
    else:
        shown = (
            span.daily.within(month, month_of(month).last) for month in months_within(span.first, span.last)
        )
        peaks = (peak_day(days) for days in shown if days.days and span.is_open(days.days[0], days.days[-1]))
        found = max((peak for peak in peaks if peak is not None), key=attrgetter("value"), default=None)
    return None if found is None else replace(found, value=_as_told(subject, found.value) or 0.0)


def _months(span: Span, told: Period) -> Iterator[MonthValue]:
    for month in months_within(told.first, told.last):
        first, last = max(month, told.first), min(month_of(month).last, told.last)
        amount, daily = span.amount(first, last), span.daily.within(first, last)
        mean, days = mean_of(daily)
        if not span.is_open(first, last):
            mean, days = mean_of_sum(amount, len(daily.days)), len(daily.days)
        yield MonthValue(month, amount, mean, days)


def _weeks(span: Span, told: Period) -> Iterator[WeekValue]:
    monday = week_of(told.first + _SIX_DAYS).first
    while monday + _SIX_DAYS <= told.last:
        yield WeekValue(monday, span.amount(monday, monday + _SIX_DAYS))
        monday += _SIX_DAYS + _DAY


def _profile(subject: Subject, known: Known, whole: _Whole, period: Period, span: Span) -> Profile:
    """Of whole calendar months; for staff also of the single days beside them, in other periods than these."""
    told = whole.period
    # A month that goes on is whole where nothing of it is stored that is not to be told.
    goes_on = not subject.is_public and told.last == subject.flows.until
    last = period.last if goes_on else told.last
    months = [
        month
        for month in months_within(told.first, told.last)
        if period.first <= month and month_of(month).last <= last
    ]
    weeks = stored.weeks_within(known.weeks, months[0], months[-1]) if months else {}
    if subject.is_public:
        return veiled_profile(profile(weeks), whole.means, span.step)
    if period.kind in (PeriodKind.WEEK, PeriodKind.SPAN):
        for first, until in _beside_months(months, told):
            hours = stored.hours_of(subject.connection, subject.flows, midnight(first), day_bounds(until)[1])
            weeks = with_hours(weeks, hours)
    return profile(weeks)


def _beside_months(months: list[date], told: Period) -> Iterator[tuple[date, date]]:
    if not months:
        yield told.first, told.last
        return
    if told.first < months[0]:
        yield told.first, months[0] - _DAY
    if month_of(months[-1]).last < told.last:
        yield month_of(months[-1]).last + _DAY, told.last


def _last_year(
    subject: Subject, factors: list[FactorRow], known: Known, span: Span, whole: _Whole, whole_until: date
) -> Comparison | None:
    """With the year before, of the days that both years have; None where there are none."""
    since, told = subject.flows.since, whole.period
    if since is None or whole_until < told.first:
        return None
    spans = equal_spans(told.until(whole_until), since)
    if spans is None:
        return None
    now, then = spans
    before = Span(subject, factors, then.first, then.last, known)
    if not before.days:
        return None
    this = whole if now == told else _whole(span, now)
    return compare(_side(span, this), _side(before, _whole(before, then)))


def _side(span: Span, whole: _Whole) -> Side:
    period, amount, means = whole
    first, last = period.first, period.last
    sums, days = joined(span.parts(first, last)), span.daily.within(first, last).days
    # A counter of both ways together may have made room for one that tells them apart: days are days all the same.
    counted = sums.covered / sums.expected * len(days) / period.days if sums.expected else 0.0
    return Side(period, amount, counted, span.calibrated(first, last), means.workday, means.weekend)


def _peak_hour(subject: Subject, span: Span) -> PeakHour | None:
    found = stored.peak_hour(subject.connection, subject.flows, span.first, span.last)
    if found is None:
        return None
    hour, passages = found
    return PeakHour(datetime.fromtimestamp(hour, UTC), passages / THOUSAND)


def _beside(subject: Subject, told: Period, total: Amount) -> Beside | None:
    codes = subject.point.codes
    if not codes:
        return None
    scans = scans_between(subject.connection, codes, told.first, told.last)
    return beside(codes, scans, total, small=subject.small, is_public=subject.is_public)


def _told_gap(gap: GapRow) -> GapTold:
    return GapTold(
        gap.direction,
        datetime.fromtimestamp(gap.start, UTC),
        datetime.fromtimestamp(gap.end, UTC),
        None if gap.estimate is None else Estimate(gap.estimate),
        gap.reference,
        None if gap.estimated is None else gap.estimated / THOUSAND,
        None if gap.deviation is None else gap.deviation / THOUSAND,
    )
