"""What is known of a place at one moment, without words: for pages, signs, data and the offline text.

All is frozen and plain. Quantities are keys of QUANTITIES, units theirs; moments are aware and UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from heritage.quantities import QUANTITIES, IceKind
from heritage.weather.forecast import KeptForecast
from heritage.weather.sun import SunDay
from heritage.weather.warnings import WarningState


class Freshness(StrEnum):
    """How a reading's age is to be taken (R-C2)."""

    FRESH = "fresh"
    STALE = "stale"  # shown with a warning
    EXPIRED = "expired"  # no current value any more


def freshness(quantity: str, observed_at: datetime, now: datetime) -> Freshness:
    """A reading is stale from its stale age on, and expired from its expired age on; one from the future is fresh."""
    age, known = now - observed_at, QUANTITIES[quantity]
    if age >= known.expired:
        return Freshness.EXPIRED
    return Freshness.STALE if age >= known.stale else Freshness.FRESH


@dataclass(frozen=True, slots=True)
class Shown:
    """A reading that may be shown: not expired, good, or suspect with its mark (R-C1, R-C3).

    `method` is sensor, drilled, reported or imported. `height_m` is above ground or water, `depth_m` below the
    surface; `note` is what the sensor can and cannot say, by language (R-C20). `by` is who measured, a club or a
    role; "" for a sensor and a list.
    """

    place: str
    quantity: str
    channel: int
    value: float
    method: str
    observed_at: datetime
    is_suspect: bool = False
    height_m: float | None = None
    depth_m: float | None = None
    note: Mapping[str, str] = field(default_factory=dict, hash=False)
    by: str = ""

    @property
    def unit(self) -> str:
        return QUANTITIES[self.quantity].unit

    @property
    def decimals(self) -> int:
        return QUANTITIES[self.quantity].decimals

    @property
    def stale_at(self) -> datetime:
        """From then on it is stale."""
        return self.observed_at + QUANTITIES[self.quantity].stale

    @property
    def expires_at(self) -> datetime:
        """From then on it is not shown."""
        return self.observed_at + QUANTITIES[self.quantity].expired

    def freshness(self, now: datetime) -> Freshness:
        return freshness(self.quantity, self.observed_at, now)

    def is_fresh_and_good(self, now: datetime) -> bool:
        """Whether words and sums may be made of it (R-C18)."""
        return not self.is_suspect and self.freshness(now) is Freshness.FRESH


@dataclass(frozen=True, slots=True)
class Silent:
    """A quantity that a place measures and of which nothing current is known.

    `since` is when it was last measured; None: never. `is_one_of_many`: one sensor alone is silent, which hangs at
    `height_m` or `depth_m` where the content says so, while the place has a current value by another.
    """

    place: str
    quantity: str
    since: datetime | None = None
    is_one_of_many: bool = False
    height_m: float | None = None
    depth_m: float | None = None


class IceAdvice(StrEnum):
    """What is said of the ice at a place or of one measurement of it; the most careful stands first.

    All but MEASURED say that one must not go out on the ice.
    """

    NOT_STILL = "not_still"  # running or regulated water: no thickness at all (R-C8)
    SPRING = "spring"  # thaw or spring: the thickness is hidden (R-C9)
    UNKNOWN = "unknown"  # nothing current is known
    WARNING = "warning"  # by a sensor, or ice that nobody has called clear: whatever the number (R-C7)
    BELOW_TEN = "below_ten"  # drilled clear ice of less than 10 cm
    MEASURED = "measured"  # drilled clear ice of 10 cm or more, in one hole


@dataclass(frozen=True, slots=True)
class IceMeasured:
    """One measurement of the ice at one point, and what is said of it.

    `kind` is None where a sensor measured, which cannot tell; `snow_cm` is the snow on the ice. It is the most
    careful of `count` within 24 hours, the newest of which is of `newest_at`; None: this one.
    """

    shown: Shown
    advice: IceAdvice
    kind: IceKind | None = None
    snow_cm: float | None = None
    count: int = 1
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ice:
    """The ice at a place. `advice` is for the whole place; drilled and measured by sensor stand apart.

    Where `advice` is NOT_STILL, SPRING or UNKNOWN there is no measurement in it, so that no number can be shown by
    mistake. `since` is when it was last measured, where that is all that may be told; `is_waiting`: a measurement
    waits for somebody to look at it.
    """

    advice: IceAdvice
    drilled: IceMeasured | None = None
    sensor: IceMeasured | None = None
    since: datetime | None = None
    is_waiting: bool = False

    @property
    def measured(self) -> tuple[IceMeasured, ...]:
        """What was drilled first."""
        return tuple(one for one in (self.drilled, self.sensor) if one is not None)


@dataclass(frozen=True, slots=True)
class HiddenIce:
    """The thicknesses that are not told, as current or as history: those measured from `begins` until `ends`.

    `why` is NOT_STILL, SPRING, or UNKNOWN where the weather since then is.
    """

    begins: datetime
    ends: datetime
    why: IceAdvice

    def covers(self, observed_at: datetime) -> bool:
        return self.begins <= observed_at < self.ends


@dataclass(frozen=True, slots=True)
class WindChill:
    """How cold it feels on bare skin, in °C, and the two fresh, good readings it is computed from (R-C13, R-C18)."""

    value: float
    temperature: Shown
    wind: Shown


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the panel of a place knows at `at`.

    `readings` are in the order of the place's `measures`, of each quantity the newest first, and never hold a
    thickness of ice: that stands in `ice` alone. `silent` names every other measured quantity, but for ice, and
    the sensors that alone are silent. `ice` is None where ice is not measured or out of season; `hidden_ice` holds for
    curves and lists too. `forecast` is None where none is current, `sun` where no position is known. At `changes_at`
    the next of it changes by itself: something becomes stale or expires, a step of the forecast or the local day
    passes.
    """

    place: str
    at: datetime
    readings: tuple[Shown, ...]
    silent: tuple[Silent, ...]
    ice: Ice | None
    hidden_ice: HiddenIce | None
    wind_chill: WindChill | None
    forecast: KeptForecast | None
    warnings: WarningState
    sun: SunDay | None
    is_demo: bool
    water_is_assumed: bool
    changes_at: datetime
