"""A counting point's stored days in a span, ready to be asked for the sum of any part of it, and how sure that is."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection

from heritage.passages.decided.calibration import FactorRow
from heritage.passages.decided.factors import in_force
from heritage.passages.figures import stored
from heritage.passages.figures.daily import point_days
from heritage.passages.figures.factored import factored
from heritage.passages.figures.hiding import (
    Days,
    PublicDays,
    Told,
    bounds,
    plain,
    share_of_day,
    share_of_sum,
    without,
)
from heritage.passages.figures.stored import Around, Directions, GapRow, Known
from heritage.passages.figures.sums import (
    DayColumns,
    Doubt,
    Factored,
    Filling,
    Fillings,
    Ledger,
    Sums,
    amount_of,
    joined,
)
from heritage.passages.figures.values import Amount
from heritage.passages.periods import month_of
from heritage.passages.stretches import day_bounds, midnight
from heritage.places.counting import CountingPoint
from heritage.places.place import Library
from heritage.store.flags import Direction

_DAY = timedelta(days=1)


class Subject(NamedTuple):
    """A counting point of the content, with its flows, until the day `until`: as staff see it, or the public.

    Without `with_estimates` all that was estimated is left out, and so not covered (R-V13); without `with_weeks` weeks
    are told only where single days are not.
    """

    connection: Connection
    library: Library
    key: str
    flows: Directions
    until: date
    is_public: bool = False
    with_estimates: bool = True
    with_weeks: bool = True

    def factors(self) -> list[FactorRow]:
        """Those in force."""
        return in_force(self.connection, self.key) if self.flows.is_annotated else []

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
    connection: Connection,
    library: Library,
    point: str,
    until: date,
    *,
    is_public: bool = False,
    flows: Directions | None = None,
) -> Subject:
    """Its `flows` are read where they are not known. Raises KeyError for a point that the content does not know."""
    if point not in library.counting.points:
        raise KeyError(point)
    return Subject(
        connection, library, point, flows or stored.directions_of(connection, point), until, is_public
    )


def around(
    connection: Connection, point: str, first: date, last: date, hours_from: date = date.max
) -> Around:
    """A point's flows, and what is stored of the months that hold `first`, `last`, or a day between; of hours only of
    those that hold `hours_from` or a later day."""
    first, last = first.replace(day=1), month_of(last).last
    return stored.around(connection, point, first, last, hours_from.replace(day=1))


class Span:
    """The stored days of a point from one day to another, both included."""

    def __init__(
        self,
        subject: Subject,
        factors: Sequence[FactorRow],
        first: date,
        last: date,
        known: Known | None = None,
    ) -> None:
        """`known` is of its months and perhaps of more; without, it is read."""
        self._subject = subject
        last = min(last, subject.until)
        known = known or around(subject.connection, subject.key, first, last).known
        self._known_gaps = known.gaps
        self._stored = self._known_columns(first, last, known.days)
        columns = self._stored if subject.with_estimates else _counted_only(self._stored)
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

    def _known_columns(
        self, first: date, last: date, known: Mapping[Direction, DayColumns]
    ) -> dict[Direction, DayColumns]:
        subject = self._subject
        if subject.is_public:
            # What is public of a day follows from its whole month.
            first, last = first.replace(day=1), min(month_of(last).last, subject.until)
        return stored.days_within(known, first, last)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Those that were to count on any of the days."""
        return tuple(sorted(self._ledgers))

    @property
    def has_estimates(self) -> bool:
        """Whether anything is estimated in the months that it is of."""
        return any(columns.has_estimates for columns in self.columns.values())

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
        return [gap for gap in self._known_gaps if gap.start < end and gap.end > start]

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
        parts = self.parts(first, last, direction)
        whole = joined(parts)
        variance = self._doubt.fillings.variance(midnight(first), midnight(last + _DAY), direction)
        exact = amount_of(whole, parts, variance, self._doubt)
        if not self._subject.is_public:
            return exact
        told = self._hidden.told(first, last, direction)
        if self._subject.with_estimates:
            return as_public(exact, told, self._public_share(whole, first, last), whole.filled_share)
        return as_public(exact, self._without(exact, told, first, last, direction), 0.0, 0.0)

    def _without(
        self, exact: Amount, told: Told, first: date, last: date, direction: Direction | None
    ) -> Told:
        """What is public of a sum without estimates; `told` is the sum with them."""
        if self.is_open(first, last):
            return plain(exact.value or 0.0)
        ways = self._stored if direction is None else (direction,)
        whole = joined(self._ledgers_of_all[way].sums(first, last) for way in ways)
        return without(told, self._public_share(whole, first, last))

    def _public_share(self, whole: Sums, first: date, last: date) -> float:
        """The share of a sum that is estimated, as it may be told."""
        if not whole.filled:
            return 0.0
        if first == last and not self._hidden.is_divided(first, last):
            return share_of_day(whole.estimated_share, whole.covered > 0)
        return share_of_sum(whole.estimated_share, whole.covered > 0)

    def is_open(self, first: date, last: date) -> bool:
        """Whether the days from `first` to `last`, both included, may be told one by one (R-P10)."""
        if not self._subject.is_public:
            return True
        return (
            self._hidden.is_open(first, last)
            if self._subject.with_estimates
            else self.is_divided(first, last)
        )

    def is_divided(self, first: date, last: date) -> bool:
        """Whether what was counted of these days may be told apart from what was estimated."""
        return not self._subject.is_public or self._hidden.is_divided(first, last)

    def calibrated(self, first: date, last: date) -> float:
        """The share (0..1) of the days from `first` to `last`, in all directions, that a factor corrects."""
        wanted = ((last - first).days + 1) * len(self._factored)
        held = sum(
            max(0, (min(last, one.last) - max(first, one.first)).days + 1) * one.share
            for one in self.factored
        )
        return held / wanted if wanted else 0.0

    @cached_property
    def _ledgers_of_all(self) -> dict[Direction, Ledger]:
        """Of all that is stored, also what was estimated."""
        return {direction: Ledger(columns) for direction, columns in self._stored.items()}

    @property
    def step(self) -> int:
        """What sums of closed months are rounded to."""
        return self._hidden.step

    @cached_property
    def _hidden(self) -> PublicDays:
        flows = {way: Days(columns.days, columns.passages()) for way, columns in self._stored.items()}
        counted = {
            way: Days(columns.days, columns.corrected)
            for way, columns in self._stored.items()
            if columns.has_estimates
        }
        subject = self._subject
        return PublicDays(flows, subject.until, small=subject.small, factor=self._highest, counted=counted)

    def _busy_share(self, direction: Direction, busy_from: int) -> float:
        start, end = midnight(self.first), day_bounds(self.last)[1]
        subject = self._subject
        return stored.busy_share(subject.connection, subject.flows, direction, start, end, busy_from)

    def _is_covered(self, found: Sequence[Factored]) -> bool:
        held = sum(((one.last - one.first).days + 1) * one.share for one in found)
        return bool(found) and held > (self.last - self.first).days + 0.5


def _counted_only(stored: Mapping[Direction, DayColumns]) -> dict[Direction, DayColumns]:
    return {direction: columns.without_estimates() for direction, columns in stored.items()}


def as_public(exact: Amount, told: Told, share: float, filled_share: float) -> Amount:
    """A sum as everybody may know it: its bounds follow from what is told (R-P10).

    `share` of the passages is estimated, as it may be told; where no sum is told, `filled_share` of the time is.
    """
    if exact.value is None or exact.low is None or exact.high is None:
        return replace(exact, estimated_share=filled_share)
    low, high = bounds(told, exact.value, exact.low, exact.high)
    is_hidden = bool(told.rounded_to) and not told.value
    return Amount(
        None if is_hidden else float(told.value),
        None if is_hidden else float(low),
        None if is_hidden else float(high),
        exact.coverage,
        filled_share if is_hidden else share,
        told.rounded_to,
        told.reach + 1 if is_hidden else None,
    )
