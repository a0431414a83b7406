"""A counting point's stored days in a span, ready to be asked for the sum of any part of it, and how sure that is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from sqlalchemy import Connection

from heritage.passages.decided.calibration import FactorRow
from heritage.passages.figures import stored
from heritage.passages.figures.daily import point_days
from heritage.passages.figures.factored import factored
from heritage.passages.figures.hiding import PublicDays, Told, bounds
from heritage.passages.figures.stored import Directions, GapRow
from heritage.passages.figures.sums import (
    DayColumns,
    Doubt,
    Factored,
    Filling,
    Fillings,
    Ledger,
    Sums,
    amount_of,
)
from heritage.passages.figures.values import Amount
from heritage.passages.periods import month_of
from heritage.passages.stretches import day_bounds, midnight
from heritage.places.counting import CountingPoint
from heritage.places.place import Library
from heritage.store.flags import Direction

_DAY = timedelta(days=1)

# Asked for each week and month of each page.
_start = lru_cache(maxsize=4096)(midnight)


class Subject(NamedTuple):
    """A counting point of the content, with its flows, until the day `until`: as staff see it, or the public.

    Without `with_estimates` all that was estimated is left out, and so not covered (R-V13).
    """

    connection: Connection
    library: Library
    key: str
    flows: Directions
    until: date
    is_public: bool = False
    with_estimates: bool = True

    @property
    def point(self) -> CountingPoint:
        return self.library.counting.points[self.key]

    @property
    def least(self) -> float:
        """The coverage below which there is no number (R-V15)."""
        return self.library.counting.checks.coverage

    @property
    def small(self) -> int:
        """Days with fewer passages are not public (R-P10)."""
        return self.library.counting.checks.small


def subject_of(
    connection: Connection, library: Library, point: str, until: date, *, is_public: bool = False
) -> Subject:
    """Raises KeyError for a point that the content does not know."""
    if point not in library.counting.points:
        raise KeyError(point)
    return Subject(connection, library, point, stored.directions_of(connection, point), until, is_public)


class Span:
    """The stored days of a point from one day to another, both included."""

    def __init__(self, subject: Subject, factors: Sequence[FactorRow], first: date, last: date) -> None:
        self._subject = subject
        last = min(last, subject.until)
        columns = self._columns(first, last)
        self.daily = point_days(columns.values(), subject.least).within(first, last)
        self.days = self.daily.days
        self.first = self.days[0] if self.days else first
        self.last = self.days[-1] if self.days else last
        self.columns = columns
        self._factored = {
            direction: list(factored(factors, direction, self.first, self.last, self._busy_share))
            for direction in columns
        }
        self._ledgers = {
            direction: Ledger(found, self._factored[direction]) for direction, found in columns.items()
        }
        self._relative = {row.id: row.relative_deviation for row in factors}
        self._highest = max((row.value for row in factors), default=1.0)

    def _columns(self, first: date, last: date) -> dict[Direction, DayColumns]:
        """What is public of a day follows from its whole month."""
        subject = self._subject
        if subject.is_public:
            first, last = first.replace(day=1), min(month_of(last).last, subject.until)
        found = stored.days_of(subject.connection, subject.flows, first, last)
        if subject.with_estimates:
            return found
        return {direction: columns.without_estimates() for direction, columns in found.items()}

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Those that were to count on any of the days."""
        return tuple(sorted(self._ledgers))

    @property
    def factored(self) -> list[Factored]:
        """What factors multiply, in all directions."""
        return [one for found in self._factored.values() for one in found]

    @property
    def is_calibrated(self) -> bool:
        """Whether a factor holds on every day, in every direction."""
        return all(self._is_covered(found) for found in self._factored.values())

    @cached_property
    def gaps(self) -> list[GapRow]:
        """Those that lie in it, also in part."""
        start, end = midnight(self.first), day_bounds(self.last)[1]
        return stored.gaps_of(self._subject.connection, self._subject.flows, start, end)

    @cached_property
    def _doubt(self) -> Doubt:
        if not self._subject.with_estimates:
            return Doubt(Fillings(()), self._relative, self._subject.least)
        fillings = (Filling(gap.direction, gap.start, gap.end, gap.deviation or 0) for gap in self.gaps)
        return Doubt(Fillings(fillings), self._relative, self._subject.least)

    def parts(self, first: date, last: date, direction: Direction | None = None) -> list[Sums]:
        """The sums of each direction, or of one, from `first` to `last`, both included."""
        wanted = self._ledgers.values() if direction is None else [self._ledgers[direction]]
        return [ledger.sums(first, last) for ledger in wanted]

    def amount(self, first: date, last: date, direction: Direction | None = None) -> Amount:
        """The passages from `first` to `last`, both included; of all directions unless told."""
        variance = self._doubt.fillings.variance(_start(first), _start(last + _DAY), direction)
        exact = amount_of(self.parts(first, last, direction), variance, self._doubt)
        if not self._subject.is_public:
            return exact
        return as_public(exact, self._hidden.told(first, last, direction))

    def is_open(self, first: date, last: date) -> bool:
        """Whether the days from `first` to `last`, both included, may be told one by one (R-P10)."""
        return not self._subject.is_public or self._hidden.is_open(first, last)

    @property
    def step(self) -> int:
        """What sums of closed months are rounded to."""
        return self._hidden.step

    @cached_property
    def _hidden(self) -> PublicDays:
        flows = {direction: columns.passages() for direction, columns in self.columns.items()}
        subject = self._subject
        return PublicDays(flows, subject.until, small=subject.small, factor=self._highest)

    def _busy_share(self, direction: Direction, busy_from: int) -> float:
        start, end = midnight(self.first), day_bounds(self.last)[1]
        subject = self._subject
        return stored.busy_share(subject.connection, subject.flows, direction, start, end, busy_from)

    def _is_covered(self, found: Sequence[Factored]) -> bool:
        held = sum(((one.last - one.first).days + 1) * one.share for one in found)
        return bool(found) and held > (self.last - self.first).days + 0.5


def as_public(exact: Amount, told: Told) -> Amount:
    """A sum as everybody may know it: its bounds and its share of estimates follow from what is told (R-P10)."""
    if exact.value is None or exact.low is None or exact.high is None:
        return replace(exact, estimated_share=round(exact.estimated_share, 2))
    low, high = bounds(told, exact.value, exact.low, exact.high)
    is_hidden = bool(told.rounded_to) and not told.value
    return Amount(
        None if is_hidden else float(told.value),
        None if is_hidden else float(low),
        None if is_hidden else float(high),
        exact.coverage,
        round(exact.estimated_share, 2),
        True,
        told.rounded_to,
        told.reach + 1 if is_hidden else None,
    )
