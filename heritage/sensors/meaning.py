"""What a raw event means by today's devices and profiles: its readings, or why there are none. Pure, for replays."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from heritage.i18n.dates import LOCAL_TIME
from heritage.places.device import Device, Mounting
from heritage.sensors.envelopes import ENVELOPES, EnvelopeError
from heritage.sensors.event import Event
from heritage.sensors.interpret import Interpretation, interpret
from heritage.sensors.profiles import PROFILES, Profile
from heritage.sensors.readings import Observation
from heritage.store.tables import UplinkState

FURTHEST_AHEAD = timedelta(minutes=15)
"""A clock may be so much fast; a time further ahead is a fault (R-S8)."""

METHOD = "sensor"


class Raw(NamedTuple):
    """A kept event. `kind` says whose envelope it is in; `dev_eui` is what was understood on arrival."""

    id: int
    source: str
    kind: str
    dev_eui: str
    hint: str
    received_at: datetime
    state: UplinkState
    body: bytes


class Meaning(NamedTuple):
    """What becomes of a raw event. `reason` says for the operator why it is unreadable."""

    state: UplinkState
    event: Event | None = None
    observations: tuple[Observation, ...] = ()
    battery_percent: float | None = None
    battery_volt: float | None = None
    reason: str | None = None


def meaning_of(raw: Raw, devices: Mapping[str, Device]) -> Meaning:
    """Never raises: what cannot be understood is unreadable, and waits for a better mapping."""
    try:
        ((_, event),) = ENVELOPES[raw.kind](raw.body, raw.hint, raw.received_at)
        return _of_event(event, raw, devices)
    except EnvelopeError as error:
        return Meaning(UplinkState.UNREADABLE, reason=error.reason)
    except Exception as error:
        # A fault of ours in one message may not hold up all others; redecode comes back to it.
        return Meaning(UplinkState.UNREADABLE, reason=f"fault of the program: {type(error).__name__}")


def _of_event(event: Event, raw: Raw, devices: Mapping[str, Device]) -> Meaning:
    if event.is_simulated:
        return Meaning(UplinkState.SIMULATED, event)
    device = devices.get(raw.dev_eui)
    if device is None:
        # Where no device is named nobody can adopt it.
        return Meaning(UplinkState.UNKNOWN_DEVICE if raw.dev_eui else UplinkState.READ, event)
    if _is_ahead(event.measured_at, raw):
        return Meaning(UplinkState.FUTURE, event)
    profile = PROFILES.get(device.profile)
    if profile is None:
        return Meaning(UplinkState.UNREADABLE, event, reason=f"there is no profile '{device.profile}'")
    return _by_mountings(event, raw, device, profile)


def _by_mountings(event: Event, raw: Raw, device: Device, profile: Profile) -> Meaning:
    """Each value by the mounting of its own day: a stored one may be from before the device was moved."""
    found = [(mounting, interpret(event, profile, mounting)) for mounting in device.mountings]
    # The battery is the same wherever the device hangs.
    about = found[0][1] if found else interpret(event, profile, None)
    observations = tuple(
        one for mounting, there in found for one in _observations(there, device, mounting, raw)
    )
    state, reason = UplinkState.READ, None
    if any(_is_ahead(value.observed_at, raw) for _, there in found for value in there.measured):
        # Its other values hold: a clock that was wrong once does not hide what is measured now (R-S8).
        state = UplinkState.FUTURE
    elif event.kind == "uplink" and not observations:
        moment = event.measured_at or raw.received_at
        hung = [there for mounting, there in found if _hung(device, mounting, moment)]
        state, reason = _without_readings(hung)
    return Meaning(state, event, observations, about.battery_percent, about.battery_volt, reason)


def _without_readings(found: list[Interpretation]) -> tuple[UplinkState, str | None]:
    """What becomes of an uplink that means this where the device hung, and why."""
    notes = dict.fromkeys(there.note for there in found if there.note)
    return (UplinkState.UNREADABLE, "; ".join(notes)) if notes else (UplinkState.READ, None)


def _observations(
    found: Interpretation, device: Device, mounting: Mounting, raw: Raw
) -> Iterator[Observation]:
    """What was measured while the device hung so; a time that lies ahead is set aside, with what it is of (R-S8)."""
    for quantity, channel, value, told_at, is_suspect in found.measured:
        observed_at = told_at or raw.received_at
        if not _is_ahead(told_at, raw) and _hung(device, mounting, observed_at):
            spot, came_at = mounting.spot, raw.received_at
            yield Observation(
                spot, raw.dev_eui, channel, quantity, METHOD, observed_at, value, came_at, is_suspect
            )


def _hung(device: Device, mounting: Mounting, moment: datetime) -> bool:
    """Whether the device hung so then: by the first mounting of that day, and of several lines by each its own."""
    day, line = moment.astimezone(LOCAL_TIME).date(), mounting.line or 1
    of_day = (one for one in device.mountings if one.covers(day) and (one.line or 1) == line)
    return next(of_day, None) is mounting


def _is_ahead(moment: datetime | None, raw: Raw) -> bool:
    return moment is not None and moment - raw.received_at > FURTHEST_AHEAD
