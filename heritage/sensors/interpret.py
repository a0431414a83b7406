"""What an event of a device means: readings, as its profile and its mounting have it. Pure, for replays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from heritage.places.device import Mounting
from heritage.quantities import COUNTED, QUANTITIES
from heritage.sensors.decoders import DECODERS, DecodeError
from heritage.sensors.event import Event, moment
from heritage.sensors.numbers import convert, told
from heritage.sensors.paths import ABSENT, at, first, leaves
from heritage.sensors.profiles import (
    DERIVED_FROM,
    PROFILES,
    TOTAL,
    Measure,
    Profile,
    Words,
    is_taken,
    number_of,
)

FAULT_CODES = frozenset(
    {327.67, 655.35, 3276.7, -3276.8, 6553.5, 9999.0, -9999.0, 32767.0, -32768.0, 65535.0, 4294967295.0}
)
"""Raw numbers that mean a fault in any sensor (R-C5): the largest that two or four bytes hold, and rows of nines."""

NO_COUNT = frozenset({65535.0, 4294967295.0})
"""Of the fault codes those that no counter counts to between two messages. A quiet trail's running total may well stand
at 9999, 32767 or 65535 for a night."""

NO_TOTAL = frozenset({4294967295.0})

TEMPERATURE_FAULT_CODES = frozenset({-127.0, 85.0})
"""What a DS18B20 probe says that is not there, and at power-on before it has measured (R-C5)."""

CLAMP_CM = 5
"""So much below no snow still counts as no snow: ultrasonic meters are a percent off, and the ground moves with frost.
More than that is a moved meter or something else than snow, and is missing."""


class Measured(NamedTuple):
    """One value of a quantity. None is missing: the device says that it has none, or what it says cannot be used.

    `observed_at` is aware and UTC; None if nobody told, and then it is when the message came. `is_suspect`: the device
    doubts it itself.
    """

    quantity: str
    channel: int
    value: float | None
    observed_at: datetime | None
    is_suspect: bool = False


class Interpretation(NamedTuple):
    """What an event means. `note` tells, for the operator, why there is less than one might expect."""

    measured: tuple[Measured, ...] = ()
    battery_percent: float | None = None
    battery_volt: float | None = None
    note: str | None = None


@dataclass(frozen=True)
class _Task:
    """An event to be read. `wanted` are the measures that the mounting takes, with their channels' numbers there."""

    event: Event
    profile: Profile
    mounting: Mounting | None
    wanted: tuple[tuple[Measure, int], ...]
    notes: list[str]


def interpret(event: Event, profile: Profile, mounting: Mounting | None) -> Interpretation:
    """The readings in an event, in the profile's order, stored ones last. A simulated event is read like any other.

    The network server's decoded object is used where it knows the profile's paths, else our decoder, else the
    normalized payload of The Things Stack. Without a mounting nothing can be derived from a distance.
    """
    if event.kind != "uplink":
        return Interpretation((), event.battery_percent, event.battery_volt, event.text)
    if _is_excluded(event, profile):
        return Interpretation((), *_battery(event, profile, event.decoded))
    notes: list[str] = []
    task = _Task(event, profile, mounting, tuple(_wanted(profile, mounting, notes)), notes)
    values = _values(task)
    measured = tuple(_readings(task, values))
    percent, volt = _battery(event, profile, values)
    return Interpretation(measured, percent, volt, "; ".join(dict.fromkeys(notes)) or None)


def _is_excluded(event: Event, profile: Profile) -> bool:
    """Frames of that port hold no measurements. A port that was not told may be any."""
    return bool(profile.f_ports) and event.f_port is not None and event.f_port not in profile.f_ports


def _wanted(profile: Profile, mounting: Mounting | None, notes: list[str]) -> Iterator[tuple[Measure, int]]:
    for measure in profile.measures:
        if is_taken(measure, mounting) if mounting is not None else not measure.only_named:
            yield measure, number_of(measure, mounting)
    for channel in (mounting.channels if mounting is not None else None) or ():
        if channel not in profile.channels:
            notes.append(f"the profile {profile.name} has no channel {channel}")


def _values(task: _Task) -> object:
    """The decoded object that holds most of what the profile asks for, or ABSENT."""
    event, profile = task.event, task.profile
    if not profile.prefers_payload and _holds_measures(profile, event.decoded):
        return event.decoded
    faults: list[str] = []
    ways = [event.decoded, _decode(event, profile, faults)]
    known = [values for values in (reversed(ways) if profile.prefers_payload else ways) if values is not None]
    for values in known:
        if _holds_measures(profile, values):
            return values
    for values in known:
        if profile.battery is not None and first(values, profile.battery.paths) is not ABSENT:
            return values
    if {} in known or any(at(values, path) is not ABSENT for values in known for path in profile.status):
        return ABSENT  # It tells of the device alone.
    if profile.measures and event.normalized is None and (event.decoded is not None or event.payload):
        task.notes.extend(faults or [f"nothing in the message that the profile {profile.name} knows"])
    return ABSENT


def _decode(event: Event, profile: Profile, faults: list[str]) -> object:
    """What our decoder makes of the payload; None if nothing."""
    if profile.decoder is None or not event.payload:
        return None
    try:
        return DECODERS[profile.decoder](event.f_port or 0, event.payload)
    except DecodeError as error:
        faults.append(str(error))
        return None


def _holds_measures(profile: Profile, values: object) -> bool:
    if profile.history is not None and at(values, profile.history.path) is not ABSENT:
        return True
    return any(first(values, measure.paths) is not ABSENT for measure in profile.measures)


def _readings(task: _Task, values: object) -> Iterator[Measured]:
    profile = task.profile
    if not _holds_measures(profile, values):
        yield from _normalized(task)
    elif profile.requires is None or at(values, profile.requires) is not ABSENT:
        yield from _measured(task, values, task.wanted, task.event.measured_at)
        yield from _stored(task, values)


def _measured(
    task: _Task, values: object, wanted: Iterable[tuple[Measure, int]], observed_at: datetime | None
) -> Iterator[Measured]:
    for measure, number in wanted:
        raw = first(values, measure.paths)
        if raw is not ABSENT:
            value = _value(task, values, measure, raw)
            is_suspect = value is not None and _is_doubted(values, measure)
            yield Measured(measure.quantity, number, value, observed_at, is_suspect)


def _is_doubted(values: object, measure: Measure) -> bool:
    if any(_is_one_of(at(values, path), words) for path, words in measure.suspect_if.items()):
        return True
    told = ((at(values, path), words) for path, words in measure.suspect_unless.items())
    return any(found is not ABSENT and not _is_one_of(found, words) for found, words in told)


def _stored(task: _Task, values: object) -> Iterator[Measured]:
    """Measurements that the device kept and sends later, each at its own time (FORMATS rule 4)."""
    history = task.profile.history
    kept = at(values, history.path) if history is not None else None
    if history is None or not isinstance(kept, list):
        return
    for entry in kept:
        observed_at = moment(at(entry, history.time))
        if observed_at is None:
            task.notes.append("a stored measurement without a time is left out")
        else:
            yield from _measured(task, entry, task.wanted, observed_at)


NORMALIZED = "ttn-normalized"
"""The profile of The Things Stack's own shape."""


def _normalized(task: _Task) -> Iterator[Measured]:
    """From `normalized_payload`, what the profile measures too; the shape knows neither snow nor levels."""
    numbers: dict[str, int] = {}
    for measure, number in task.wanted:
        if measure.derive is None:
            numbers.setdefault(measure.quantity, number)
    wanted = [
        (measure, numbers[measure.quantity])
        for measure in PROFILES[NORMALIZED].measures
        if measure.quantity in numbers
    ]
    entries = task.event.normalized
    for entry in entries if isinstance(entries, list) else ():
        told_at = at(entry, "time")
        observed_at = task.event.measured_at if told_at is ABSENT else moment(told_at)
        if told_at is ABSENT or observed_at is not None:
            yield from _measured(task, entry, wanted, observed_at)


def _value(task: _Task, values: object, measure: Measure, raw: object) -> float | None:
    """The value in the quantity's own unit; None if it is missing."""
    for path, words in measure.unless.items():
        if _is_one_of(at(values, path), words):
            task.notes.append(f"{measure.channel} does not count: {path} says so")
            return None
    for path, words in measure.only_if.items():
        if not _is_one_of(at(values, path), words):
            task.notes.append(f"{measure.channel} does not count: {path} does not say so")
            return None
    number, unit = told(raw)
    if number is None or _is_fault_code(number, measure):
        return None
    if measure.quantity in COUNTED:
        return number if number.is_integer() else None
    units = (unit,) if unit is not None else measure.units
    value = _in_own_unit(number * measure.scale + measure.offset, units, measure)
    if value is None:
        # The unit is the message's own word: it stays out of the log (R-S22).
        task.notes.append(f"{measure.channel} is in a unit that is not known for it")
        return None
    return _derived(task, measure, value) if measure.derive is not None else value


def _is_one_of(found: object, words: Words) -> bool:
    plain: object = found.get("value") if isinstance(found, dict) else found
    if isinstance(plain, str):
        return plain.strip().lower() in (word.lower() for word in words if isinstance(word, str))
    return plain in words


def _is_fault_code(number: float, measure: Measure) -> bool:
    if measure.quantity in COUNTED:
        return number in (NO_TOTAL if measure.quantity == TOTAL else NO_COUNT) or number in measure.missing
    is_temperature = QUANTITIES[measure.quantity].unit == "°C"
    return (
        number in FAULT_CODES
        or number in measure.missing
        or (is_temperature and number in TEMPERATURE_FAULT_CODES)
    )


def _in_own_unit(number: float, units: tuple[str, ...], measure: Measure) -> float | None:
    """In the unit that the quantity, or its derivation, reckons in. None if no unit fits."""
    quantity = QUANTITIES[measure.quantity]
    own = DERIVED_FROM[measure.derive] if measure.derive is not None else quantity.unit
    values = [convert(number, unit, own) for unit in units or (own,)]
    lowest, highest = quantity.hard
    possible = (value for value in values if value is not None and lowest <= value <= highest)
    return next(possible, values[0]) if len(values) > 1 else values[0]


def _derived(task: _Task, measure: Measure, value: float) -> float | None:
    """Centimetres, from a distance in millimetres or a depth in centimetres."""
    mounting = task.mounting
    if measure.derive == "level_from_depth":
        above_probe = _clamped(task, measure, value)
        mark = mounting.depth_m if mounting is not None and mounting.depth_m is not None else 0
        return None if above_probe is None else round(above_probe - mark * 100, 3)
    if mounting is None or mounting.distance_zero_mm is None:
        task.notes.append(f"{measure.channel} needs distance_zero_mm of the mounting")
        return None
    if value <= 0:
        return None
    above_zero = round((mounting.distance_zero_mm - value) / 10, 3)
    return _clamped(task, measure, above_zero) if measure.derive == "snow_from_distance" else above_zero


def _clamped(task: _Task, measure: Measure, depth: float) -> float | None:
    """A depth is never below nothing: a little below is nothing, more is missing."""
    if depth < -CLAMP_CM:
        task.notes.append(f"{measure.channel} would be {depth:.0f} cm, which cannot be")
        return None
    return max(0.0, depth)


_MOST_VOLTS = 60


def _battery(event: Event, profile: Profile, values: object) -> tuple[float | None, float | None]:
    """Percent and volts: from the message's values, else what the network server says."""
    percent, volt = event.battery_percent, event.battery_volt
    battery = profile.battery
    found = first(values, battery.paths) if battery is not None else ABSENT
    number, unit = told(found)
    if battery is None or number is None:
        return percent, volt
    if battery.unit == "%":
        return number if 0 <= number <= 100 else percent, volt
    volts = convert(number, unit or battery.unit, "V")
    return percent, volts if volts is not None and 0 < volts <= _MOST_VOLTS else volt


_MOST_GUESSES = 5


def guess(event: Event) -> list[str]:
    """What an unknown device seems to send: profiles that fit, best first, then every value by its path.

    A profile is named with the paths that it would read. For the operator, who adopts the device.
    """
    fits = sorted(fit for fit in (_fit(event, profile) for profile in PROFILES.values()) if fit is not None)
    lines = [f"{fit.profile}: {', '.join(fit.paths)}" for fit in fits[:_MOST_GUESSES]]
    lines += [
        f"{path} = {value}" for path, value in leaves(event.decoded if event.decoded is not None else {})
    ]
    if event.payload:
        lines.append(f"payload = {event.payload.hex()}, port {event.f_port or '?'}")
    return lines


class _Fit(NamedTuple):
    """How ill a profile fits an event: the smaller, the better."""

    unread: float
    unmeasured: float
    profile: str
    paths: tuple[str, ...]


def _fit(event: Event, profile: Profile) -> _Fit | None:
    """None if it fits not at all. What its own decoder can read speaks for a profile beside what the object holds."""
    if _is_excluded(event, profile):
        return None
    by_us = _decode(event, profile, [])
    values = event.decoded if event.decoded is not None else by_us
    known = {
        path
        for one in profile.measures
        for path in (*one.paths, *one.unless, *one.only_if, *one.suspect_if, *one.suspect_unless)
    }
    known |= set(profile.battery.paths) if profile.battery is not None else set()
    paths = tuple(sorted(path for path in known if at(values, path) is not ABSENT))
    if not paths:
        return None
    whole = max(len(paths), len(values) if isinstance(values, dict | list) else 1)
    usual = [measure for measure in profile.measures if not measure.only_named]
    found = sum(first(values, measure.paths) is not ABSENT for measure in usual)
    unread = 1 - len(paths) / whole - _holds_measures(profile, by_us)
    return _Fit(unread, 1 - found / len(usual) if usual else 0, profile.name, paths)
