"""Figures of a counting point as pages get them, made up: a year and a half at the toy bridge, and less than that."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from math import sin, tau

from msgspec.structs import replace

from heritage.passages.figures.values import (
    Amount,
    Beside,
    Comparison,
    DayValue,
    DayWeather,
    FactorTold,
    Figures,
    GapTold,
    MonthValue,
    Note,
    NoteKind,
    PeakDay,
    Visited,
    WeekdayMeans,
    WeekValue,
    WhyNot,
)
from heritage.passages.figures.visited import NoVisits
from heritage.passages.periods import Period, month_of, months_within, week_of, year_of
from heritage.places.counting import Visits
from heritage.store.flags import Direction, Estimate, Flag

POINT = "kvarnbron"
UNTIL = date(2026, 11, 15)
TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)

SILENT = (date(2026, 3, 3), date(2026, 3, 9))
"""Days of the gap that is filled."""

MONTHS_ESTIMATED = {3: 0.22, 8: 0.04}


def on(day: date) -> float:
    """Passages on a day: more in summer and on weekends, always at least 6."""
    season = max(0.0, sin(tau * (day.timetuple().tm_yday - 80) / 365))
    return round(6 + 40 * season * (1.6 if day.weekday() >= 5 else 1.0) + day.day % 5)


def amount(value: float, estimated: float = 0.0, coverage: float = 1.0, rounded_to: int = 0) -> Amount:
    """A number with bounds of seven per cent."""
    return Amount(value, value * 0.93, value * 1.07, coverage, estimated, rounded_to)


def incomplete(coverage: float) -> Amount:
    return Amount(None, None, None, coverage, 0.0)


def day_value(day: date) -> DayValue:
    is_silent = SILENT[0] <= day <= SILENT[1]
    weather = DayWeather("kvarnen", 3.0 + day.month, -2.0 + day.month, 1.5 * (day.day % 3), None)
    flags = Flag.ESTIMATED if is_silent else Flag(0)
    return DayValue(day, on(day), 1.0 if is_silent else 0.0, flags, weather)


def month_value(month: date) -> MonthValue:
    days = [day for day in month_of(month).dates() if day <= UNTIL]
    total = sum(map(on, days))
    share = MONTHS_ESTIMATED.get(month.month, 0.0)
    return MonthValue(month, amount(total, share), total / len(days), len(days))


def week_value(monday: date) -> WeekValue:
    return WeekValue(monday, amount(sum(on(monday + number * DAY) for number in range(7))))


def figures(period: Period | None = None) -> Figures:
    """All there can be of the toy bridge in 2026, or in a month of it."""
    period = period or year_of(2026)
    told = period.until(UNTIL)
    days = tuple(day_value(day) for day in told.dates())
    total = sum(day.amount or 0 for day in days)
    profile = tuple(max(0.0, round(4 * sin(tau * (hour - 5) / 28), 1)) for hour in range(24))
    return Figures(
        point=POINT,
        period=period,
        told=told,
        data_until=UNTIL,
        total=amount(total, 0.03, 0.985),
        directions={Direction.IN: amount(total * 0.54, 0.03), Direction.OUT: amount(total * 0.46, 0.03)},
        uncorrected=total / 1.12,
        is_calibrated=True,
        factors=(
            FactorTold(
                Direction.BOTH, "all", date(2025, 5, 1), None, 1.12, 1.05, 1.19, 214, 4, "on site", False
            ),
        ),
        mean=total / len(days),
        median=total / len(days) - 3,
        usable_days=len(days),
        weekdays=(21.0, 19.5, 20.1, 22.0, 24.4, 38.2, 41.6),
        workday=21.4,
        weekend=39.9,
        hours_workday=profile,
        hours_weekend=tuple(round(1.7 * value, 1) for value in profile),
        heat=tuple(tuple(round(value * (1 + 0.2 * weekday), 1) for value in profile) for weekday in range(7)),
        months=tuple(month_value(month) for month in months_within(told.first, told.last)),
        weeks=tuple(week_value(monday) for monday in _mondays(told)),
        days=days,
        peak_day=PeakDay(date(2026, 6, 20), 96.0) if told.has(date(2026, 6, 20)) else None,
        peak_hour=None,
        last_year=compared(told, total),
        gaps=(gap(),) if told.has(SILENT[0]) else (),
        notes=notes(told),
        visits=None,
        why_no_visits=NoVisits.THROUGH,
        beside=Beside(("KVA15",), 412, 6.2, 5.1, 7.4, False),
        absent_days=0,
        version=3,
        is_public=True,
    )


def compared(told: Period, total: float) -> Comparison:
    means = WeekdayMeans(19.8, 21.4, 36.0, 39.9)
    then = told.previous_year()
    return Comparison(told, then, amount(total), amount(total / 1.08), 8.0, WhyNot.NONE, means)


def gap() -> GapTold:
    start, end = datetime(2026, 3, 2, 23, tzinfo=UTC), datetime(2026, 3, 9, 23, tzinfo=UTC)
    return GapTold(Direction.IN, start, end, Estimate.REFERENCE, "norra-leden", 65.0, 9.0)


def notes(told: Period) -> tuple[Note, ...]:
    race = Note(
        NoteKind.EVENT,
        date(2026, 6, 20),
        date(2026, 6, 20),
        {"sv": "Klossloppet gick över bron.", "en": "The Block Race went over the bridge."},
    )
    kept = Note(NoteKind.KEPT, date(2026, 6, 20), date(2026, 6, 20), {})
    return (race, kept) if told.has(race.first) else ()


def hidden(period: Period | None = None) -> Figures:
    """With small numbers: no days, rounded sums, no scans (R-P10, R-V18)."""
    whole = figures(period)
    few = amount(45, rounded_to=5)
    return replace(
        whole,
        total=few,
        directions={Direction.IN: amount(25, rounded_to=5), Direction.OUT: amount(20, rounded_to=5)},
        uncorrected=None,
        days=None,
        peak_day=None,
        months=tuple(replace(month, amount=amount(5, rounded_to=5)) for month in whole.months),
        beside=Beside(("KVA15",), None, None, None, None, True),
    )


def broken(period: Period | None = None) -> Figures:
    """Too little was counted for a sum (R-V15), and no year to compare with (R-V17)."""
    whole = figures(period)
    some = tuple(
        replace(month, amount=incomplete(0.4), mean_per_day=None) if month.month.month > 6 else month
        for month in whole.months
    )
    refused = replace(whole.last_year or compared(year_of(2026), 0.0), growth=None, why_not=WhyNot.INCOMPLETE)
    return replace(
        whole,
        total=incomplete(0.62),
        directions={Direction.IN: incomplete(0.62), Direction.OUT: incomplete(0.62)},
        uncorrected=None,
        is_calibrated=False,
        factors=(),
        months=some,
        days=tuple(replace(day, amount=None) if day.day.month > 6 else day for day in whole.days or ()),
        last_year=refused,
        gaps=(replace(gap(), estimate=None, reference=None, estimated=None, deviation=None),),
        visits=Visited(Visits.HALF, incomplete(0.62)),
    )


def nothing(period: Period | None = None) -> Figures:
    """A point where nothing was counted yet."""
    none = Amount(None, None, None, 0.0, 0.0)
    hours: tuple[float | None, ...] = (None,) * 24
    return Figures(
        point=POINT,
        period=period or year_of(2026),
        told=None,
        data_until=None,
        total=none,
        directions={},
        uncorrected=None,
        is_calibrated=False,
        factors=(),
        mean=None,
        median=None,
        usable_days=0,
        weekdays=(None,) * 7,
        workday=None,
        weekend=None,
        hours_workday=hours,
        hours_weekend=hours,
        heat=(hours,) * 7,
        months=(),
        weeks=(),
        days=None,
        peak_day=None,
        peak_hour=None,
        last_year=None,
        gaps=(),
        notes=(),
        visits=None,
        why_no_visits="",
        beside=None,
        absent_days=0,
        version=0,
        is_public=True,
    )


def periods() -> Sequence[Period]:
    """2025 and 2026 with their months."""
    months = [*months_within(date(2025, 5, 1), UNTIL)]
    return [year_of(2025), year_of(2026), *map(month_of, months)]


def _mondays(told: Period) -> list[date]:
    first = week_of(told.first).first
    mondays = [first + number * 7 * DAY for number in range(54)]
    return [monday for monday in mondays if told.has(monday) and told.has(monday + 6 * DAY)]
