"""`content/counting.yaml`: where passages are counted, counters that do not send to us, and what they are held against.

A counting point is a spot on a trail and stays the same when devices come and go (R-V20). Counters that send by LoRaWAN
stand in `devices.yaml`; both kinds name the point in their mountings.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from heritage.places.position import Position
from heritage.places.spelling import Kilometres, LanguageTag, MonthDay, Slug

DirectionName = Literal["in", "out"]
Words = dict[LanguageTag, str]

COUNTS_PAGE = "counts"
"""The page of all counting points; each point's own lies below it."""

OWN_PAGES = ("method", "log")
"""Pages below it that the program writes itself: no point may be called so."""

_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Factor = Annotated[float, msgspec.Meta(ge=1, le=1000)]
_Hours = Annotated[int, msgspec.Meta(ge=1, le=24)]
_Chance = Annotated[float, msgspec.Meta(ge=1e-9, le=0.5)]
_Days = Annotated[int, msgspec.Meta(ge=1, le=366)]
_Passages = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class Visits(StrEnum):
    """How passages at a point become visits (R-V7)."""

    IN = "in"  # only those inwards
    HALF = "half"  # there and back past the same point
    PASSAGES = "passages"  # a through trail: passages for each direction, and no visits
    NONE = "none"  # nothing is said


class Technique(StrEnum):
    """What a counter notices people by (R-P13)."""

    PASSIVE_IR = "passive_ir"
    RADAR = "radar"
    PRESSURE = "pressure"
    MAGNETIC = "magnetic"
    LASER = "laser"  # a beam or a time-of-flight sensor: distances, no pictures
    OPTICAL_IMAGE = "optical_image"  # takes pictures: under kamerabevakningslagen


class CameraPapers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What R-P13 demands of a counter that takes pictures: where the balancing of interests and the register's entry
    are kept, and whether a sign stands on the site."""

    balancing: str
    register_entry: str
    sign_on_site: bool


class Season(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part of each year in which people are expected; both days belong to it, and it may span New Year."""

    first: MonthDay
    last: MonthDay


class CountingPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A spot where passages are counted.

    `directions` tells where each direction leads, for instance to a place's name. `place` is the nearest place of
    ours, whose weather stands beside the figures. `neighbours` are points that have similar days: a gap is filled with
    the help of the first that has figures (R-V14). `codes` are those of signs that people pass here (R-V18). `note`
    adds to the public note what is special here (R-P14).
    """

    name: Words
    trail: Slug | None = None
    km: Kilometres | None = None
    place: Slug | None = None
    position: Position | None = None
    directions: dict[DirectionName, Words] = {}
    visits: Visits = Visits.NONE
    neighbours: tuple[Slug, ...] = ()
    codes: tuple[str, ...] = ()
    season: Season | None = None
    note: Words = {}

    def called(self, language: str) -> str:
        """Its name in `language`, else in Swedish."""
        return self.name.get(language) or self.name.get("sv") or next(iter(self.name.values()), "")


class CounterMounting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a counter stood, from a day on and until another (that day included; None: still).

    Where `reversed` is true its `in` is the point's `out`.
    """

    point: Slug
    since: date
    until: date | None = None
    reversed: bool = False
    height_m: Annotated[float, msgspec.Meta(ge=0, le=100)] | None = None
    trail_width_m: Annotated[float, msgspec.Meta(ge=0.1, le=100)] | None = None
    sensitivity: str | None = None

    @property
    def spot(self) -> str:
        """The counting point, as mountings of devices call where they hang."""
        return self.point

    def covers(self, day: date) -> bool:
        """Whether the counter stood there on a local day."""
        return self.since <= day and (self.until is None or day <= self.until)


class EcoSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a counter stands in Eco-Counter's service: a whole site, or its channels with their directions.

    Never both: the channels' sum is the site's.
    """

    site: Annotated[int, msgspec.Meta(ge=1, le=10**12)]
    channels: dict[str, DirectionName] = {}


class Counter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A counter whose figures come from files, by hand, or from a maker's service."""

    model: str
    technique: Technique
    mountings: tuple[CounterMounting, ...]
    camera: CameraPapers | None = None
    eco_counter: EcoSource | None = None
    note: Words = {}


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the checks hold the figures against: the starting values of R-V9 to R-V17, or of ours where those give none.

    Hours of the day are local. A typical value is that of the same weekday and hour in the weeks around.
    """

    day_missing_hours: _Hours = 12  # a day that lacks so many or more is unusable (R-V10)
    day_missing_daytime_hours: _Hours = 6  # so does one that lacks more than these between 06 and 20
    zero_review_days: _Days = 3  # zeros for so long are looked at
    zero_reject_days: Annotated[int, msgspec.Meta(ge=2, le=30)] = 6  # and for so long, in season, left out
    zero_probability: _Chance = 0.001  # less likely zeros are no chance
    flat_hours: Annotated[int, msgspec.Meta(ge=3, le=168)] = (
        6  # the same non-zero value in so many hours in a row
    )
    flat_probability: Annotated[float, msgspec.Meta(ge=1e-9, le=0.01)] = 1e-6  # and less likely than this
    spike_hour_factor: _Factor = 10  # times the typical hour
    spike_hour_least: _Passages = 60  # and at least so many
    spike_day_factor: _Factor = 8
    spike_day_least: _Passages = 200
    night_factor: _Factor = 5  # 03-06 against what is typical there
    night_least: _Passages = 10
    imbalance_share: _Share = 0.75  # of a week in one direction
    imbalance_least: _Passages = 100
    neighbour_factor: _Factor = 4  # a week's ratio to a neighbour, against the usual one
    last_year_factor: _Factor = 4
    blocked_share: _Share = 0.33  # of what neighbour or last year let expect, for several days (R-V11)
    blocked_days: _Days = 3
    sign_silent_days: Annotated[int, msgspec.Meta(ge=3, le=90)] = 14  # without a scan (R-Q13),
    sign_probability: _Chance = 0.001  # which is less likely than this
    clock_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 30
    battery_percent: Annotated[int, msgspec.Meta(ge=1, le=99)] = 15
    most_per_hour: Annotated[int, msgspec.Meta(ge=10, le=100_000)] = 1000  # more than pass anywhere here
    gap_days: Annotated[int, msgspec.Meta(ge=1, le=14)] = 14  # longer gaps are filled by hand only (R-V14)
    neighbour_weeks: Annotated[int, msgspec.Meta(ge=2, le=4)] = 4  # before and after, for what is typical
    coverage: Annotated[float, msgspec.Meta(ge=0.9, le=1)] = 0.9  # less is no number (R-V15)
    small: Annotated[int, msgspec.Meta(ge=5, le=100)] = 5  # public days only where each has so many (R-P10)
    delay_hours: Annotated[int, msgspec.Meta(ge=24, le=744)] = 24  # before anything is public (R-P11)


class CountingRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file."""

    points: dict[Slug, CountingPoint] = {}
    counters: dict[Slug, Counter] = {}
    checks: Thresholds = Thresholds()
