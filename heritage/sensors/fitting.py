"""`content/devices.yaml` against the profiles: each device has one, and its mountings fit it."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from heritage.places.device import Device, Mounting
from heritage.places.library import DEVICES, Loaded
from heritage.problems import N_, Problem
from heritage.quantities import COUNTED
from heritage.sensors.profiles import PROFILES, Profile, counts_alone, is_taken


def check(loaded: Loaded) -> list[Problem]:
    """What an editor must mend before the devices' messages can be read. Nothing without a library."""
    if loaded.library is None or not loaded.library.devices:
        return []
    path = f"{Path(loaded.library.folder).absolute().name}/{DEVICES}"
    return [
        Problem(path, loaded.lines.of(path, *keys), text, values)
        for dev_eui, device in loaded.library.devices.items()
        for keys, text, values in _device(dev_eui, device)
    ]


_OF_DISTANCE = ("snow_from_distance", "level_from_distance")

ANYTHING = "generic"
"""The profile whose devices may send every quantity."""

Fault = tuple[tuple[str | int, ...], str, dict[str, object]]


def _device(dev_eui: str, device: Device) -> Iterator[Fault]:
    profile = PROFILES.get(device.profile)
    if profile is None:
        near = difflib.get_close_matches(device.profile, PROFILES, n=1)
        if near:
            text = N_("there is no profile '{profile}'; did you mean '{near}'?")
            yield (dev_eui, "profile"), text, {"profile": device.profile, "near": near[0]}
        else:
            text = N_("there is no profile '{profile}'; there are {known}")
            yield (dev_eui, "profile"), text, {"profile": device.profile, "known": ", ".join(PROFILES)}
        return
    for number, mounting in enumerate(device.mountings):
        keys = (dev_eui, "mountings", number)
        yield from _channels((*keys, "channels"), profile, mounting)
        yield from _zero(keys, profile, mounting)
        yield from _kind(keys, profile, mounting)


def _channels(keys: tuple[str | int, ...], profile: Profile, mounting: Mounting) -> Iterator[Fault]:
    for channel in mounting.channels or ():
        if channel not in profile.channels:
            text = N_("the profile '{profile}' has no channel '{channel}'; it has {known}")
            known = ", ".join(profile.channels)
            yield (*keys, channel), text, {"profile": profile.name, "channel": channel, "known": known}


def _zero(keys: tuple[str | int, ...], profile: Profile, mounting: Mounting) -> Iterator[Fault]:
    """A distance alone is no depth of snow. A probe that could have a distance meter beside it need not have one."""
    taken = [measure for measure in profile.measures if is_taken(measure, mounting)]
    of_distance = [measure for measure in taken if measure.derive in _OF_DISTANCE]
    is_meant = mounting.channels is not None or len(of_distance) == len(taken)
    if mounting.distance_zero_mm is None and of_distance and is_meant:
        text = N_(
            "'distance_zero_mm' is missing: what the meter reads with no snow, or at the mark of the water"
        )
        yield keys, text, {}


def _kind(keys: tuple[str | int, ...], profile: Profile, mounting: Mounting) -> Iterator[Fault]:
    """A passage counter stands at a counting point, anything else at a place; and its lines are those it has."""
    counted = [measure for measure in profile.measures if measure.quantity in COUNTED]
    lines = {measure.line for measure in counted if measure.line is not None}
    if mounting.point is not None and not any(is_taken(measure, mounting) for measure in counted):
        text = N_("no channel of the profile '{profile}' counts passages here; name one in 'channels'")
        if not counted:
            text = N_("the profile '{profile}' counts no passages; let its mounting name a 'place'")
        yield (*keys, "point"), text, {"profile": profile.name}
    elif mounting.place is not None and counts_alone(profile):
        text = N_("the profile '{profile}' counts passages; let its mounting name a counting 'point'")
        yield (*keys, "place"), text, {"profile": profile.name}
    if mounting.line is not None and mounting.line not in lines:
        text = N_("a device of the profile '{profile}' has no line {line}")
        yield (*keys, "line"), text, {"profile": profile.name, "line": mounting.line}


def taken_by(device: Device, mounting: Mounting) -> frozenset[str]:
    """The quantities that a device measures where it hangs like that; none with a profile that we do not have."""
    profile = PROFILES.get(device.profile)
    measures = profile.measures if profile else ()
    return frozenset(one.quantity for one in measures if is_taken(one, mounting))


def is_told(device: Device, mounting: Mounting) -> bool:
    """Whether the content tells what a device measures: of one that may send anything, only its channels do."""
    return device.profile != ANYTHING or mounting.channels is not None
