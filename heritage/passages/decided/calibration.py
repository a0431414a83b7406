"""How many really pass for each passage that a counter counts: factors from manual counts (R-V5, R-V6). Pure.

A factor is manual count / device count of the same minutes. Sessions are what was counted in one go.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from math import exp, log, sqrt
from typing import NamedTuple

from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.counted.spans import times_without
from heritage.passages.stretches import SURE, Span
from heritage.store.flags import Direction, Flag

LEAST_PASSAGES = 100
"""Fewer counted by hand make a factor indicative (R-V6)."""

LEAST_EXACT = 0.8
"""The share of a session's time that the counter's own spans must lie wholly in: a fifth may be shared out by time."""

_FEW_SESSIONS = 3
_RENEW_AFTER, _OVERDUE_AFTER = 2, 5
_UNSOUND = Flag.RESET | Flag.SUSPECT_READING | Flag.SPIKE

# Two-sided 95 % points of Student's t for 1 to 30 degrees of freedom, as in every textbook (for instance Fisher and
# Yates, Statistical Tables, table III). A table is read and checked in a minute; a library of statistics would weigh
# a hundred megabytes for one function. Past 30 the last holds: at most 4 % too wide, and never too narrow.
_STUDENT = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)


class Session(NamedTuple):
    """Passages in the same minutes, counted by hand and by the counter."""

    manual: int
    device: int


class Ratio(NamedTuple):
    """A factor with its 95 % interval; both bounds are above 0. `passages` are those counted by hand."""

    value: float
    low: float
    high: float
    passages: int
    sessions: int
    is_indicative: bool


class Traffic(StrEnum):
    """Which hours a factor is of: counters miss more where many pass close together (R-V6)."""

    ALL = "all"
    QUIET = "quiet"  # fewer counted than `busy_from`
    BUSY = "busy"


class FactorRow(NamedTuple):
    """A row of the table FACTOR. `last_day` is included; None: until another takes over."""

    id: int
    point: str
    direction: Direction  # BOTH: every direction
    traffic: Traffic
    busy_from: int | None  # counted passages in an hour
    first_day: date
    last_day: date | None
    value: float
    low: float
    high: float
    passages: int
    sessions: int
    counts: str  # ids of the manual counts, with spaces between
    method: str
    made_by: str
    made_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    why_withdrawn: str | None = None

    @property
    def is_indicative(self) -> bool:
        """Whether it rests on too little to be more than a hint (R-V6)."""
        return is_indicative(self.passages, self.sessions)

    @property
    def relative_deviation(self) -> float:
        """Its standard deviation as a share of itself, as its interval tells it."""
        return log(self.high / self.low) / (2 * SURE)


class Renewal(StrEnum):
    """Why a factor is to be counted anew; the empty one is false."""

    NOT_DUE = ""
    DUE = "due"  # it is two years old
    OVERDUE = "overdue"  # it is five years old
    MOVED = "moved"  # the counter was moved or another one hung up after it began to hold


def ratio(sessions: Sequence[Session]) -> Ratio:
    """The factor from some sessions. Raises ValueError where by hand or by the counter nobody was counted.

    It is the ratio of the sums (Cochran, Sampling Techniques, 3rd ed. 1977, section 2.11), so that long sessions weigh
    as much as they hold. From three sessions on its variance is found by linearisation (there chapter 6) from how
    they differ, with Student's t; the interval is laid out on the scale of logarithms, which keeps it above 0. Fewer
    cannot differ enough, and the two counts are taken as independent counts of Poisson: log R ± 1.96 √(1/Σm + 1/Σd),
    (Rothman, Greenland & Lash, Modern Epidemiology, 3rd ed. 2008, chapter 14). That is too wide, for they count the
    same people.

    Sessions that agree wholly do not make a factor exact: of n passages without a fault up to 3 in n may still be
    wrong (Hanley & Lippman-Hand, JAMA 249, 1983: "If nothing goes wrong, is everything all right?").
    """
    manual, device = sum(one.manual for one in sessions), sum(one.device for one in sessions)
    if manual <= 0 or device <= 0:
        raise ValueError("a factor needs passages counted by hand and by the counter")
    value = manual / device
    if len(sessions) >= _FEW_SESSIONS:
        error = _relative_error(sessions, value, device)
        reach = max(student(len(sessions) - 1) * error, log(1 + 3 / manual))
    else:
        reach = SURE * sqrt(1 / manual + 1 / device)
    low, high = value * exp(-reach), value * exp(reach)
    return Ratio(value, low, high, manual, len(sessions), is_indicative(manual, len(sessions)))


def is_indicative(passages: int, sessions: int) -> bool:
    """Whether a factor from so little is only a hint (R-V6)."""
    return passages < LEAST_PASSAGES or sessions <= 1


def factor_on(
    rows: Iterable[FactorRow], day: date, direction: Direction, raw_per_hour: int
) -> FactorRow | None:
    """The factor of a point that holds on a local day, in an hour with so many counted passages; None: there is none.

    One of the direction goes before one of all. Then the newest holds: that which begins last, and of those that begin
    on one day that which was made last.
    """
    holding = [row for row in rows if _holds(row, day, raw_per_hour)]
    own = [row for row in holding if row.direction is direction]
    return max(own or [row for row in holding if row.direction is Direction.BOTH], key=_age, default=None)


def needs_renewal(row: FactorRow, today: date, moved_on: date | None) -> Renewal:
    """Whether a factor is to be counted anew: after a move, and every two to five years (R-V5).

    `moved_on` is the local day on which the counter that counts today came to where it is. A factor that began to hold
    before is of another place, though it may have been written down later.
    """
    if moved_on is not None and row.first_day < moved_on <= today:
        return Renewal.MOVED
    made_on = row.made_at.astimezone(LOCAL_TIME).date()
    if _years_after(made_on, _OVERDUE_AFTER) <= today:
        return Renewal.OVERDUE
    return Renewal.DUE if _years_after(made_on, _RENEW_AFTER) <= today else Renewal.NOT_DUE


def device_count(spans: Iterable[Span], start: int, end: int) -> tuple[int, float]:
    """What a counter counted between two seconds, and the share (0..1) of that time its spans lie wholly in.

    Of a span that reaches beyond, its part by time is counted, and the sum is rounded. Manual and device count must be
    of the same minutes (R-V5): the share is 0 where a part of the time is not counted, or was told by a counter that
    began anew, found fault with itself, or counted more than can pass. Below LEAST_EXACT a session is no good.
    """
    touching = sorted(one for one in spans if one.start < end and start < one.end)
    sound = [one for one in touching if one.passages is not None and not one.flags & _UNSOUND]
    count, exact = 0.0, 0
    for one in sound:
        inside = min(one.end, end) - max(one.start, start)
        count += (one.passages or 0) * inside / (one.end - one.start)
        exact += inside if inside == one.end - one.start else 0
    is_whole = start < end and not times_without(sound, start, end)
    return round(count), exact / (end - start) if is_whole else 0.0


def student(freedom: int) -> float:
    """What Student's t stays below, on either side, in 95 % of cases; `freedom` are degrees of it, from 1."""
    return _STUDENT[min(freedom, len(_STUDENT)) - 1]


def _relative_error(sessions: Sequence[Session], value: float, device: int) -> float:
    """The standard error of the ratio as a share of it: √(k / (k - 1) · Σ(m - R·d)²) / Σd / R, of k sessions."""
    number = len(sessions)
    squares = sum((one.manual - value * one.device) ** 2 for one in sessions)
    return sqrt(number / (number - 1) * squares) / device / value


def _holds(row: FactorRow, day: date, raw_per_hour: int) -> bool:
    if row.withdrawn_at is not None or day < row.first_day:
        return False
    if row.last_day is not None and row.last_day < day:
        return False
    if row.traffic is Traffic.ALL or row.busy_from is None:
        return row.traffic is Traffic.ALL
    return (raw_per_hour >= row.busy_from) is (row.traffic is Traffic.BUSY)


def _age(row: FactorRow) -> tuple[date, datetime, bool, int]:
    """Orders factors that hold by how new they are; of equal ones that of busy or quiet hours is the newer."""
    return row.first_day, row.made_at, row.traffic is not Traffic.ALL, row.id


def _years_after(day: date, years: int) -> date:
    """The same day so many years on; of 29 February 1 March."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)
