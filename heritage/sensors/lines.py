"""What a curve is drawn from: the readings of a week and the days of a season, line by line.

Plain values, apart from the database that they are read from: pages are drawn where there is none.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

SUMMED = frozenset({"precipitation"})
"""Amounts of an interval: a day has a sum of them, and neither a mean nor a line from one to the next."""

WHOLE = 0.9
"""The share of a day or a week that must be measured before its sum is a number (R-V15)."""


class Point(NamedTuple):
    """A reading of a line, in the quantity's unit; a suspect one is shown with its mark (R-C3)."""

    observed_at: datetime
    value: float
    is_suspect: bool


class WeekLine(NamedTuple):
    """The readings of one channel and method, in order of time.

    Of two points further apart than `reach` nothing is known between them: three readings are missing there by the
    line's own rhythm, and three hours at least.
    """

    channel: int
    method: str
    points: tuple[Point, ...]
    reach: timedelta


class Day(NamedTuple):
    """What a channel measured on one local day: mean, lowest and highest of the readings that count.

    `coverage` is the share of the day that was measured, from 0 to 1; of amounts alone it is known.
    """

    day: date
    mean: float
    lowest: float
    highest: float
    readings: int
    coverage: float = 1.0

    @property
    def total(self) -> float:
        """The sum of them, to three decimals as it was stored."""
        return round(self.mean * self.readings, 3)


class SeasonLine(NamedTuple):
    """The days of one channel and method, in order; a day on which nothing counts is not among them."""

    channel: int
    method: str
    days: tuple[Day, ...]


class Season(NamedTuple):
    """The lines from local day `first` to `last`, both included; none where nothing was measured."""

    first: date
    last: date
    lines: tuple[SeasonLine, ...]
