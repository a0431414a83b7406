"""The periods that figures are made for, and how they are written: 2026, 2026-07, 2026-W30, 2026-07-01--2026-07-14."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from functools import lru_cache

EARLIEST_YEAR = 1900
"""No counter of passages is older, and dates before it are mistakes."""

_YEAR = re.compile(r"(\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)--(\d{4}-\d\d-\d\d)", re.ASCII)
_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """A calendar year, a calendar month, an ISO week, or any other whole local days."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    SPAN = "span"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole local days from `first` to `last`, both included."""

    first: date
    last: date
    kind: PeriodKind = PeriodKind.SPAN

    @property
    def key(self) -> str:
        """As it stands in addresses, commands and files."""
        if self.kind is PeriodKind.YEAR:
            return f"{self.first.year:04}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.first.year:04}-{self.first.month:02}"
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        return f"{self.first.isoformat()}--{self.last.isoformat()}"

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1

    def dates(self) -> Iterator[date]:
        """Each day, in order."""
        return (self.first + timedelta(days=number) for number in range(self.days))

    def has(self, day: date) -> bool:
        """Whether a day belongs to it."""
        return self.first <= day <= self.last

    def until(self, last: date) -> "Period":
        """What of it has been by the day `last`; raises ValueError where it lies wholly after that."""
        if last < self.first:
            raise ValueError(f"{self.key} begins after {last}")
        return self if last >= self.last else Period(self.first, last)

    def previous_year(self) -> "Period":
        """The equal calendar span one year back (R-V17).

        A week has its number's; week 53 has 52 where there was none. February 29 has the 28th, but a span that ends
        with February ends with it.
        """
        if self.kind is PeriodKind.YEAR:
            return year_of(self.first.year - 1)
        if self.kind is PeriodKind.MONTH:
            return month_of(date(self.first.year - 1, self.first.month, 1))
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.first.isocalendar()
            return _week(year - 1, week) or _week(year - 1, 52) or self
        return Period(_a_year_back(self.first), _a_year_back(self.last))


def year_of(year: int) -> Period:
    """A calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31), PeriodKind.YEAR)


# Figures ask for the same ones again and again.
@lru_cache(maxsize=4096)
def month_of(day: date) -> Period:
    """The calendar month that holds a day."""
    last = monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=last), PeriodKind.MONTH)


def week_of(day: date) -> Period:
    """The ISO week that holds a day: Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), PeriodKind.WEEK)


def parse(key: str) -> Period | None:
    """The period that is written so; None for what is none, ends before it begins, or lies out of all bounds."""
    try:
        return _parsed(key)
    except ValueError:
        return None


def _parsed(key: str) -> Period | None:
    """Raises ValueError for a date that there is not."""
    if found := _SPAN.fullmatch(key):
        first, last = (within_bounds(date.fromisoformat(part)) for part in found.groups())
        return Period(first, last) if first <= last else None
    if found := _WEEK.fullmatch(key):
        return _week(int(found[1]), int(found[2]))
    if found := _MONTH.fullmatch(key):
        return month_of(within_bounds(date(int(found[1]), int(found[2]), 1)))
    if found := _YEAR.fullmatch(key):
        return year_of(within_bounds(date(int(found[1]), 1, 1)).year)
    return None


def _week(year: int, number: int) -> Period | None:
    try:
        return week_of(within_bounds(date.fromisocalendar(year, number, 1)))
    except ValueError:
        return None


def within_bounds(day: date) -> date:
    """The day itself; raises ValueError where there were no counters yet, or no next year could be written."""
    if not EARLIEST_YEAR <= day.year < MAXYEAR:
        raise ValueError(f"the year {day.year} is out of bounds")
    return day


def _a_year_back(day: date) -> date:
    if (day.month, day.day) != (2, 29):
        return day.replace(year=day.year - 1)
    return date(day.year - 1, 2, 28)


def months_within(first: date, last: date) -> list[date]:
    """The first days of the calendar months that hold a day of `first` to `last`."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = month_of(month).last + _DAY
    return found
