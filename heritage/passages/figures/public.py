"""What everybody may know of a counting point: whole weeks, after a delay, with small numbers hidden (R-P10, R-P11)."""

from datetime import date, datetime
from functools import lru_cache

from msgspec.structs import replace
from sqlalchemy import Connection

from heritage.passages.figures.hiding import public_end
from heritage.passages.figures.notes import without_names
from heritage.passages.figures.reckoned import subject_of
from heritage.passages.figures.reckoning import around_period, nothing, reckon, total_of
from heritage.passages.figures.stored import Around, Directions
from heritage.passages.figures.values import Amount, Figures, MonthValue
from heritage.passages.periods import Period, month_of, months_within, year_of
from heritage.places.counting import Thresholds
from heritage.places.place import Library

LEAST_DAYS = 7
"""The week is the smallest public period (R-P10)."""


def public_until(now: datetime, checks: Thresholds) -> date:
    """The last public day, a Sunday: it was over at least the publication delay ago (R-P11)."""
    return public_end(now, checks.delay_hours)


def published(
    connection: Connection,
    library: Library,
    point: str,
    period: Period,
    now: datetime,
    *,
    with_estimates: bool = True,
    with_weeks: bool = True,
    found: Around | None = None,
) -> Figures:
    """The public figures of a period; of one of fewer days than a week there are none.

    Without `with_estimates` nothing that was estimated is in them (R-V13); without `with_weeks` weeks are only where
    single days are hidden. What is stored of the point `around_period` is read where it was not `found` before. Raises
    KeyError for a point that the content does not know.
    """
    until = public_until(now, library.counting.checks)
    flows, known = found or around_period(connection, point, period)
    subject = subject_of(connection, library, point, until, is_public=True, flows=flows)
    subject = subject._replace(with_estimates=with_estimates, with_weeks=with_weeks)
    if not _is_told(subject.flows, period, until):
        return _for_everybody(nothing(subject, period))
    return _for_everybody(reckon(subject, known, period, until))


def published_total(
    connection: Connection,
    library: Library,
    point: str,
    period: Period,
    now: datetime,
    *,
    flows: Directions | None = None,
) -> Figures:
    """The public sum of a period alone, as in `published` but several times faster. Raises KeyError likewise."""
    until = public_until(now, library.counting.checks)
    subject = subject_of(connection, library, point, until, is_public=True, flows=flows)
    if not _is_told(subject.flows, period, until):
        return _for_everybody(nothing(subject, period))
    return _for_everybody(total_of(subject, period))


def periods_of(flows: Directions, until: date) -> list[Period]:
    """The years and months of which a point has figures until a day, the newest first, years before months."""
    if flows.since is None or flows.until is None:
        return []
    return list(_periods_between(flows.since, min(flows.until, until)))


# Ten years have 130, which each page of a point asks for.
@lru_cache(maxsize=512)
def _periods_between(first: date, last: date) -> tuple[Period, ...]:
    months = [month_of(month) for month in months_within(first, last)]
    years = [year_of(year) for year in range(first.year, last.year + 1)]
    return tuple(one for one in (*years[::-1], *months[::-1]) if _is_long_enough(one, first, last))


def _is_told(flows: Directions, period: Period, until: date) -> bool:
    if flows.since is None or flows.until is None:
        return False
    return _is_long_enough(period, flows.since, min(flows.until, until))


def _is_long_enough(period: Period, first: date, last: date) -> bool:
    """Whether enough of a period lies between two days."""
    return (min(period.last, last) - max(period.first, first)).days + 1 >= LEAST_DAYS


def _for_everybody(figures: Figures) -> Figures:
    """Without names, without what was put into gaps, and without months of a few days."""
    visits = figures.visits
    return replace(
        figures,
        factors=tuple(replace(one, made_by="") for one in figures.factors),
        months=tuple(one for one in figures.months if _days_of(one, figures) >= LEAST_DAYS),
        gaps=tuple(replace(one, estimated=None, deviation=None) for one in figures.gaps),
        notes=without_names(figures.notes),
        visits=None if visits is None else replace(visits, amount=_whole(visits.amount)),
    )


def _days_of(month: MonthValue, figures: Figures) -> int:
    told = figures.told
    if told is None:
        return 0
    return (min(month_of(month.month).last, told.last) - max(month.month, told.first)).days + 1


def _whole(amount: Amount) -> Amount:
    """Halves of what is told; nobody visits by half."""
    value, low, high = (
        None if one is None else float(round(one)) for one in (amount.value, amount.low, amount.high)
    )
    return replace(amount, value=value, low=low, high=high)
