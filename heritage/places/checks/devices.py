"""`devices.yaml` against the places: every sensor hangs where something is measured, in one place at a time.

Whether a profile exists, and what else it needs of a mounting, is judged where profiles are known.
"""

from collections.abc import Iterator
from datetime import date

from heritage.i18n import is_language
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
        yield from _note(inspection, path, dev_eui, device)
        for number, mounting in enumerate(device.mountings):
            keys: Keys = (dev_eui, "mountings", number)
            yield from _place(inspection, path, keys, mounting)
            yield from _span(inspection, path, keys, mounting)
            yield from _height(inspection, path, keys, mounting)
        yield from _overlaps(inspection, path, dev_eui, device)


def _note(inspection: Inspection, path: str, dev_eui: str, device: Device) -> Iterator[Problem]:
    """R-C20: readers are told what a sensor cannot tell, in Swedish at least, which others fall back to (R-I6)."""
    if SOURCE not in device.note:
        told = N_("the sensor has no note in Swedish; tell readers where it hangs and what it cannot tell")
        yield inspection.note(path, (dev_eui, "note"), told)
    for language, words in device.note.items():
        keys = (dev_eui, "note", language)
        if not words.strip():
            yield inspection.problem(path, keys, N_("'{key}' has no words; write them"), key=language)
        elif words.strip() == PLACEHOLDER:
            told = N_("'{words}' only holds the place; write where the sensor hangs and what it cannot tell")
            yield inspection.problem(path, keys, told, words=words.strip())
        elif language not in inspection.languages and not is_language(language):
            told = N_("'{language}' is no language here; the languages of the site are {known}")
            known = ", ".join(inspection.languages)
            yield inspection.problem(path, keys, told, language=language, known=known)


def _place(inspection: Inspection, path: str, keys: Keys, mounting: Mounting) -> Iterator[Problem]:
    slug = mounting.spot
    yield from place_slug(inspection, path, (*keys, "place"), slug)
    place = inspection.library.places.get(slug)
    if place is not None and (place.conditions is None or not place.conditions.measures):
        told = N_(
            "nothing is measured at '{slug}' by its own sv.md; write 'conditions: {{measures: […]}}' there"
        )
        yield inspection.problem(path, (*keys, "place"), told, slug=slug)


def _span(inspection: Inspection, path: str, keys: Keys, mounting: Mounting) -> Iterator[Problem]:
    if mounting.until is not None and mounting.until < mounting.since:
        told = N_("the sensor was taken down ('until') before it was put up ('since'); mend one of the dates")
        yield inspection.problem(path, (*keys, "until"), told)
    if mounting.since > inspection.today:
        told = N_("'since' lies in the future: until then nothing of what the sensor sends is used")
        yield inspection.note(path, (*keys, "since"), told)


def _height(inspection: Inspection, path: str, keys: Keys, mounting: Mounting) -> Iterator[Problem]:
    """R-C20 wants depth or height told; and a distance in the wrong unit would be snow for years."""
    height, zero = mounting.height_m, mounting.distance_zero_mm
    if height is None and mounting.depth_m is None:
        told = N_("neither 'depth_m' nor 'height_m' is given; readers want to know how deep or high it hangs")
        yield inspection.note(path, keys, told)
    elif height is not None and zero is not None and abs(height - zero / 1000) > _MOST_APART_M:
        told = N_("'distance_zero_mm' {zero} does not fit 'height_m' {height}; is one in the wrong unit?")
        yield inspection.note(path, (*keys, "distance_zero_mm"), told, zero=zero, height=height)


def _overlaps(inspection: Inspection, path: str, dev_eui: str, device: Device) -> Iterator[Problem]:
    """A mounting lasts through the day of its `until`, so the next begins on a later one."""
    longest: Mounting | None = None
    for number, mounting in sorted(enumerate(device.mountings), key=lambda pair: pair[1].since):
        if longest is not None and mounting.since <= _end(longest):
            told = N_(
                "on {day} the sensor still hung at '{place}'; give that mounting an 'until' before this day"
            )
            keys = (dev_eui, "mountings", number, "since")
            yield inspection.problem(path, keys, told, day=mounting.since, place=longest.place)
        if longest is None or _end(mounting) > _end(longest):
            longest = mounting


def _end(mounting: Mounting) -> date:
    return mounting.until or date.max
