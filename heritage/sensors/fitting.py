"""`content/devices.yaml` against the profiles: each device has one, and its mountings fit it."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from heritage.places.device import Device, Mounting
from heritage.places.library import DEVICES, Loaded
from heritage.problems import N_, Problem
from heritage.sensors.profiles import PROFILES, Measure, Profile


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


def taken_by(device: Device, mounting: Mounting) -> frozenset[str]:
    """The quantities that a device measures where it hangs like that; none with a profile that we do not have."""
    profile = PROFILES.get(device.profile)
    measures = profile.measures if profile else ()
    return frozenset(one.quantity for one in measures if is_taken(one, mounting))


def is_told(device: Device, mounting: Mounting) -> bool:
    """Whether the content tells what a device measures: of one that may send anything, only its channels do."""
    return device.profile != ANYTHING or mounting.channels is not None


def is_taken(measure: Measure, mounting: Mounting) -> bool:
    """Whether a device that hangs like that measures it."""
    if mounting.channels is None:
        return not measure.only_named
    return measure.channel in mounting.channels
