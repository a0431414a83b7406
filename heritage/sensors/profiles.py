"""Profiles: for each family of devices, where in its messages the measured values stand. One YAML file a family."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml_rs

from heritage.places.device import Mounting
from heritage.quantities import COUNTED, QUANTITIES
from heritage.sensors.decoders import DECODERS
from heritage.sensors.numbers import is_unit
from heritage.sensors.paths import is_path

FOLDER = Path(__file__).with_name("profiles")

Derivation = Literal["snow_from_distance", "level_from_distance", "level_from_depth"]
"""How a quantity comes from what is measured, with the mounting's help.

Snow: what the distance to the ground is less than the mounting's `distance_zero_mm`. Level from distance: the same for
water, above or below the mark. Level from depth: the water above a probe, less the mounting's `depth_m`.
"""

DERIVED_FROM: dict[Derivation, str] = {
    "snow_from_distance": "mm",
    "level_from_distance": "mm",
    "level_from_depth": "cm",
}
"""The unit each derivation reckons in."""

Words = tuple[str | float | bool, ...]

TOTAL = "passages_total"


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A quantity that a device measures.

    `channel` is its name in the profile, `number` its channel at a place unless the mounting says another. The value is
    at the first of `paths` that leads somewhere; raw * `scale` + `offset` is in `unit`, or in the unit that the message
    itself tells. Of several units it is the first that makes a possible value. The raw numbers in `missing`, and the
    fault codes that all sensors share (R-C5), are no values. `unless` and `only_if` hold paths and what must not, or
    must, stand there for the value to count. A measure that is `only_named` is taken only where a mounting's `channels`
    name it: what such a probe measures depends on where it was put.
    """

    quantity: str
    channel: str
    number: int = 1
    paths: tuple[str, ...]
    unit: tuple[str, ...] | str | None = None
    scale: float = 1
    offset: float = 0
    missing: tuple[float, ...] = ()
    derive: Derivation | None = None
    unless: dict[str, Words] = {}
    only_if: dict[str, Words] = {}
    only_named: bool = False
    line: int | None = None
    modulus: int | None = None
    suspect_if: dict[str, Words] = {}
    suspect_unless: dict[str, Words] = {}

    @property
    def units(self) -> tuple[str, ...]:
        return (self.unit,) if isinstance(self.unit, str) else self.unit or ()


class History(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list of stored measurements: the measures' paths lead into each, and `time` to when it was made."""

    path: str
    time: str


class Battery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the battery is told: `unit` is %, V or mV."""

    paths: tuple[str, ...]
    unit: str


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A family of devices. `name` is that of its file, and what `content/devices.yaml` calls it.

    Frames on other ports than `f_ports`, if any are given, and objects without the path `requires` hold no
    measurements, and nor do those that only hold what stands in `status`. `decoder` reads payloads whose decoded object
    is not there or knows none of the paths; with `prefers_payload` it comes first, because codecs in use are known to
    be wrong.
    """

    name: str
    maker: str
    models: tuple[str, ...]
    measures: tuple[Measure, ...] = ()
    f_ports: tuple[int, ...] = ()
    requires: str | None = None
    status: tuple[str, ...] = ()
    decoder: str | None = None
    prefers_payload: bool = False
    battery: Battery | None = None
    history: History | None = None

    @property
    def channels(self) -> dict[str, Measure]:
        """The measures by what a mounting calls them."""
        return {measure.channel: measure for measure in self.measures}


def load(folder: Path = FOLDER) -> dict[str, Profile]:
    """The profiles of a folder, in the order of their names. Raises ValueError for one that cannot be right."""
    return {
        file.stem: from_yaml(file.stem, file.read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.yaml"))
    }


def from_yaml(name: str, text: str) -> Profile:
    """The profile in `text`. Raises ValueError if it cannot be right."""
    try:
        facts = msgspec.convert(yaml_rs.loads(text), dict[str, Any])
        profile = msgspec.convert({"name": name, **facts}, Profile)
    except (ValueError, TypeError) as error:
        raise ValueError(f"profile {name}: {error}") from error
    for fault in _faults(profile):
        raise ValueError(f"profile {name}: {fault}")
    return profile


def _faults(profile: Profile) -> Iterable[str]:
    if profile.decoder is not None and profile.decoder not in DECODERS:
        yield f"there is no decoder {profile.decoder}"
    if profile.prefers_payload and profile.decoder is None:
        yield "a payload cannot come first without a decoder"
    if profile.battery is not None and profile.battery.unit not in ("%", "V", "mV"):
        yield f"a battery is not told in {profile.battery.unit}"
    if len(profile.channels) < len(profile.measures):
        yield "two measures have the same channel"
    usual = [
        (measure.quantity, measure.number, measure.line)
        for measure in profile.measures
        if not measure.only_named
    ]
    if len(set(usual)) < len(usual):
        yield "two measures would be one series"
    for measure in profile.measures:
        yield from (f"{measure.channel}: {fault}" for fault in _faults_of(measure))
    for path in _paths(profile):
        if not is_path(path):
            yield f"{path!r} is no path"


def _faults_of(measure: Measure) -> Iterable[str]:
    if measure.quantity not in QUANTITIES:
        yield f"there is no quantity {measure.quantity}"
    if not measure.paths:
        yield "there is no path"
    for unit in measure.units:
        if not is_unit(unit):
            yield f"there is no unit {unit}"
    if measure.derive is not None and not measure.units:
        yield "what is derived needs the unit of what it is derived from"
    is_total = measure.quantity == TOTAL
    if (measure.modulus is not None) is not is_total:
        yield (
            "the largest number of a running total is missing" if is_total else "only a running total has one"
        )
    if (measure.suspect_if or measure.suspect_unless) and measure.quantity not in COUNTED:
        yield "only what is counted is doubted by its device"


def _paths(profile: Profile) -> Iterable[str]:
    for measure in profile.measures:
        yield from (*measure.paths, *measure.unless, *measure.only_if)
        yield from (*measure.suspect_if, *measure.suspect_unless)
    yield from profile.status
    if profile.battery is not None:
        yield from profile.battery.paths
    if profile.history is not None:
        yield from (profile.history.path, profile.history.time)
    if profile.requires is not None:
        yield profile.requires


def is_taken(measure: Measure, mounting: Mounting) -> bool:
    """Whether a device that hangs like that measures it.

    At a counting point passages are, and nothing else; of a counter with several lines those of the mounting's one.
    """
    if (measure.quantity in COUNTED) is (mounting.point is None):
        return False
    if mounting.channels is not None:
        return measure.channel in mounting.channels
    return not measure.only_named and measure.line in (None, mounting.line or 1)


def counts_alone(profile: Profile) -> bool:
    """Whether its devices are passage counters, and measure nothing else."""
    return bool(profile.measures) and all(measure.quantity in COUNTED for measure in profile.measures)


def number_of(measure: Measure, mounting: Mounting | None) -> int:
    """The channel of a measure where the device hangs like that."""
    named = mounting.channels if mounting is not None else None
    return (named or {}).get(measure.channel, measure.number)


PROFILES: dict[str, Profile] = load()
"""Every profile that we ship, by name."""
