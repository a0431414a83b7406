"""What is told of a counting point in a period, as values to draw from: pages, files and programs know only these.

Nothing here is added up over points (R-V7). None is "not known" and never 0 (R-V8). Days are local, moments are in UTC,
passages are floats, for corrected ones are no whole numbers; whoever shows them rounds. All are structs: a page makes a
thousand, and of any other kind that takes three to eight times as long.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from heritage.passages.periods import Period
from heritage.places.counting import Visits
from heritage.store.flags import Direction, Estimate, Flag

HOURS, WEEKDAYS = 24, 7

Hours = tuple[float | None, ...]
"""Mean passages in each local hour from 00 to 23; None where no such hour was wholly counted."""


class Amount(Struct, frozen=True):
    """A sum of passages, with its 95 % interval.

    `value` is None where it is not to be told: nothing was to be counted, or too little was (R-V15), or few passed
    (`fewer_than`). `coverage` is the share (0..1) of the expected time that is counted or estimated, `estimated_share`
    that of the passages which are estimated, and of the time where they are hidden. `rounded_to` is 5 or more where
    R-P10 wants it, else 0. Where that leaves nothing, `fewer_than` tells of how many; it is None everywhere else.
    """

    value: float | None
    low: float | None
    high: float | None
    coverage: float
    estimated_share: float
    rounded_to: int = 0
    fewer_than: int | None = None


NOTHING = Amount(None, None, None, 0.0, 0.0)


class DayWeather(Struct, frozen=True):
    """What was measured at the point's place on a day: °C, mm, cm; None where nobody measured it."""

    place: str
    warmest: float | None
    coldest: float | None
    rain_mm: float | None
    snow_cm: float | None


class DayValue(Struct, frozen=True):
    """A local day; `amount` is None where it is not known, or unusable (R-V10)."""

    day: date
    amount: float | None
    estimated_share: float
    flags: Flag
    weather: DayWeather | None


class MonthValue(Struct, frozen=True):
    """A calendar month, or what of it lies in the period; `days` are usable ones, which the mean is of."""

    month: date
    amount: Amount
    mean_per_day: float | None
    days: int


class WeekValue(Struct, frozen=True):
    """A whole ISO week, by its Monday."""

    monday: date
    amount: Amount


class PeakDay(Struct, frozen=True):
    """The usable day with most passages; the first of several."""

    day: date
    value: float


class PeakHour(Struct, frozen=True):
    """The wholly counted hour with most passages; it begins at `at`. The first of several."""

    at: datetime
    value: float


class WhyNot(StrEnum):
    """Why no growth is told (R-V17)."""

    NONE = ""
    NOTHING_THEN = "nothing then"
    INCOMPLETE = "incomplete"  # one of the two is no number
    SMALL_BASE = "small base"
    COVERAGE_DIFFERS = "coverage differs"
    CALIBRATION_DIFFERS = "calibration differs"  # one is corrected by factors, the other is not (R-V5)


class WeekdayMeans(Struct, frozen=True):
    """Mean passages on usable workdays and weekend days, then and now: a shifted weekday does not change them."""

    workday_then: float | None
    workday_now: float | None
    weekend_then: float | None
    weekend_now: float | None


class Comparison(Struct, frozen=True):
    """Equal calendar spans of two years; `growth` is in percent, and None for the reason `why_not` (R-V17)."""

    period_now: Period
    period_then: Period
    now: Amount
    then: Amount
    growth: float | None
    why_not: WhyNot
    by_weekday: WeekdayMeans


class FactorTold(Struct, frozen=True):
    """A calibration factor that was in force within the period (R-V5, R-V6); `made_by` is for staff only."""

    direction: Direction
    traffic: str  # all, quiet, busy
    first_day: date
    last_day: date | None
    value: float
    low: float
    high: float
    passages: int  # counted by hand
    sessions: int
    method: str
    is_indicative: bool
    made_by: str = ""


class GapTold(Struct, frozen=True):
    """Time in which nothing usable was counted; what stands in its place is estimated, or nothing (R-V13, R-V14).

    `reference` is the key of the neighbouring point that helped; 1.96 times the `deviation` to either side
    holds 95 %.
    """

    direction: Direction
    start: datetime
    end: datetime
    estimate: Estimate | None
    reference: str | None
    estimated: float | None
    deviation: float | None


class NoteKind(StrEnum):
    """What a note is of."""

    EVENT = "event"  # a race, a storm: `words` tell
    KEPT = "kept"
    REJECTED = "rejected"
    RECONSTRUCTED = "reconstructed"
    DEVICE = "device"  # a counter was hung up or moved here
    MOUNTING = "mounting"  # a counter that was here already was mounted or set otherwise


class Note(Struct, frozen=True):
    """What is to be known of some days. `words` are by language; `by` and `why` are for staff only."""

    kind: NoteKind
    first: date
    last: date
    words: Mapping[str, str]
    why: str = ""
    by: str = ""


class Visited(Struct, frozen=True):
    """Visits that follow from the passages by the point's rule (R-V7)."""

    rule: Visits
    amount: Amount


class Beside(Struct, frozen=True):
    """Scans of the signs that people pass here, for each 100 passages, with a 95 % interval; never visits (R-V18).

    The numbers are None where they are hidden (R-P10) or nothing was counted.
    """

    codes: tuple[str, ...]
    scans: int | None
    per_hundred: float | None
    low: float | None
    high: float | None
    is_hidden: bool


class Figures(Struct, frozen=True):
    """All that is told of a point in a period.

    `told` is the part of the period that the figures cover: days on which the point was to count, until the newest
    that is shown; None where there is none. `data_until` is the last of them on which anything was counted.
    `uncorrected` is what the counters gave before any factor. Without `is_calibrated`, which wants a factor on every
    day, the intervals tell of estimates only, or in part. `weekdays` begin with Monday; means are of usable days,
    profiles and `heat` (weekday, hour) of wholly counted hours. `weeks` are those that lie wholly in `told`.
    `days` are None where they are hidden, and then `peak_day` is the busiest of those that may be told; `peak_hour` is
    for staff. `why_no_visits` is one of `visited.NoVisits`, or empty. On `absent_days` of `told` no counter was to
    count. `version` grows with each change of the point's figures.
    """

    point: str
    period: Period
    told: Period | None
    data_until: date | None
    total: Amount
    directions: Mapping[Direction, Amount]
    uncorrected: float | None
    is_calibrated: bool
    factors: tuple[FactorTold, ...]
    mean: float | None
    median: float | None
    usable_days: int
    weekdays: tuple[float | None, ...]
    workday: float | None
    weekend: float | None
    hours_workday: Hours
    hours_weekend: Hours
    heat: tuple[Hours, ...]
    months: tuple[MonthValue, ...]
    weeks: tuple[WeekValue, ...]
    days: tuple[DayValue, ...] | None
    peak_day: PeakDay | None
    peak_hour: PeakHour | None
    last_year: Comparison | None
    gaps: tuple[GapTold, ...]
    notes: tuple[Note, ...]
    visits: Visited | None
    why_no_visits: str
    beside: Beside | None
    absent_days: int
    version: int
    is_public: bool


class Change(Struct, frozen=True):
    """What changed the figures of `point` at `at`, in UTC: a line of the log.

    `text` is a message id; `values` fills its places. `by`, `why` and `source` (a file's name, a counter) are for
    staff and "" for the public. Where only the day is known, `at` is its start.
    """

    at: datetime
    point: str
    text: str
    values: Mapping[str, date | float | Period | Direction]
    by: str = ""
    why: str = ""
    source: str = ""
