"""`devices.yaml` against the places and counting points: every sensor hangs where something is measured, every counter
where passages are counted, and each in one place at a time.

Whether a profile exists, and what else it needs of a mounting, is judged where profiles are known.
"""

from collections.abc import Iterator

from heritage.places.checks import counters, mountings
from heritage.places.checks.facts import place_slug
from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.device import Device, Mounting
from heritage.places.folder import SOURCE
from heritage.places.library import DEVICES
from heritage.problems import N_, Problem

PLACEHOLDER = "NOTE"
"""What stands for the note in the lines that the program proposes."""

_MOST_APART_M = 0.5
"""Between the height of a distance meter and what it reads with no snow; more is likely centimetres for millimetres."""


def check(inspection: Inspection) -> Iterator[Problem]:
    path = inspection.path(DEVICES)
    for dev_eui, device in inspection.library.devices.items():
        is_counter = any(mounting.point is not None for mounting in device.mountings)
        yield from _note(inspection, path, dev_eui, device, is_counter)
        yield from _technique(inspection, path, dev_eui, device, is_counter)
        for number, mounting in enumerate(device.mountings):
            keys: Keys = (dev_eui, "mountings", number)
            yield from _spot(inspection, path, keys, mounting)
            yield from mountings.span(inspection, path, keys, mounting)
        yield from mountings.overlaps(inspection, path, (dev_eui, "mountings"), device.mountings)


def _note(
    inspection: Inspection, path: str, dev_eui: str, device: Device, is_counter: bool
) -> Iterator[Problem]:
    """R-C20: readers are told what a sensor cannot tell, in Swedish at least, which others fall back to (R-I6)."""
    if SOURCE not in device.note:
        told = N_("the sensor has no note in Swedish; tell readers where it hangs and what it cannot tell")
        yield inspection.note(path, (dev_eui, "note"), counters.NO_NOTE if is_counter else told)
    yield from inspection.words(path, (dev_eui, "note"), device.note)
    for language, words in device.note.items():
        if words.strip() == PLACEHOLDER:
            told = N_("'{words}' only holds the place; write where the sensor hangs and what it cannot tell")
            yield inspection.problem(path, (dev_eui, "note", language), told, words=words.strip())


def _technique(
    inspection: Inspection, path: str, dev_eui: str, device: Device, is_counter: bool
) -> Iterator[Problem]:
    """R-P13: what a counter notices people by is known, and one that takes pictures has its papers."""
    if is_counter and device.technique is None:
        told = N_("a counter must tell its 'technique'; the words are {known}")
        yield inspection.problem(path, (dev_eui,), told, known=", ".join(counters.TECHNIQUES))
    elif device.technique is not None and device.mountings and not is_counter:
        told = N_("'technique' is told of counters only; hang it at a 'point', or take the line away")
        yield inspection.note(path, (dev_eui, "technique"), told)
    yield from counters.papers(inspection, path, (dev_eui,), device.technique, device.camera)


def _spot(inspection: Inspection, path: str, keys: Keys, mounting: Mounting) -> Iterator[Problem]:
    if mounting.place is not None and mounting.point is not None:
        told = N_("both 'place' and 'point' are given; a sensor hangs at a place, a counter at a point")
        yield inspection.problem(path, (*keys, "point"), told)
    elif mounting.place is not None:
        yield from _place(inspection, path, keys, mounting.place)
        yield from _height(inspection, path, keys, mounting)
        yield from _unused(inspection, path, keys, mounting, _OF_COUNTERS)
    elif mounting.point is not None:
        yield from mountings.point_slug(inspection, path, (*keys, "point"), mounting.point)
        yield from counters.set_up(inspection, path, keys, mounting)
        yield from _unused(inspection, path, keys, mounting, _OF_SENSORS)
    else:
        told = N_(
            "where it hangs is missing; write 'place' for a sensor, or 'point' for a counter at one of the "
            "'points' of counting.yaml"
        )
        yield inspection.problem(path, keys, told)


def _place(inspection: Inspection, path: str, keys: Keys, slug: str) -> Iterator[Problem]:
    yield from place_slug(inspection, path, (*keys, "place"), slug)
    place = inspection.library.places.get(slug)
    if place is not None and (place.conditions is None or not place.conditions.measures):
        told = N_(
            "nothing is measured at '{slug}' by its own sv.md; write 'conditions: {{measures: […]}}' there"
        )
        yield inspection.problem(path, (*keys, "place"), told, slug=slug)


_OF_COUNTERS = ("line", "reversed", "trail_width_m", "sensitivity")
_OF_SENSORS = ("depth_m", "distance_zero_mm")
"""What is told of mountings of the one kind, and says nothing of the other."""


def _unused(
    inspection: Inspection, path: str, keys: Keys, mounting: Mounting, names: tuple[str, ...]
) -> Iterator[Problem]:
    for name in names:
        if getattr(mounting, name):
            if names is _OF_COUNTERS:
                told = N_("'{key}' says nothing of a sensor at a place; take it away")
            else:
                told = N_("'{key}' says nothing of a counter; take it away")
            yield inspection.note(path, (*keys, name), told, key=name)


def _height(inspection: Inspection, path: str, keys: Keys, mounting: Mounting) -> Iterator[Problem]:
    """R-C20 wants depth or height told; and a distance in the wrong unit would be snow for years."""
    height, zero = mounting.height_m, mounting.distance_zero_mm
    if height is None and mounting.depth_m is None:
        told = N_("neither 'depth_m' nor 'height_m' is given; readers want to know how deep or high it hangs")
        yield inspection.note(path, keys, told)
    elif height is not None and zero is not None and abs(height - zero / 1000) > _MOST_APART_M:
        told = N_("'distance_zero_mm' {zero} does not fit 'height_m' {height}; is one in the wrong unit?")
        yield inspection.note(path, (*keys, "distance_zero_mm"), told, zero=zero, height=height)
