"""Counters, of `devices.yaml` and of `counting.yaml`: technique and papers (R-P13), set-up (R-V20), and that nobody is
counted twice at a point."""

from collections.abc import Iterator
from dataclasses import dataclass

from heritage.places.checks import mountings
from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.checks.mountings import Hung
from heritage.places.counting import CameraPapers, Counter, EcoSource, Technique
from heritage.places.folder import SOURCE
from heritage.places.library import COUNTING, DEVICES
from heritage.problems import N_, Problem

TECHNIQUES = tuple(technique.value for technique in Technique)

NO_NOTE = N_("the counter has no note in Swedish; tell readers what it misses, such as people side by side")

_SET_UP = ("height_m", "trail_width_m", "sensitivity")
_BOTH = frozenset({"in", "out"})


def check(inspection: Inspection) -> Iterator[Problem]:
    path = inspection.path(COUNTING)
    for name, counter in inspection.library.counting.counters.items():
        yield from _counter(inspection, path, name, counter)
    yield from _eco_twice(inspection, path)
    yield from _counted_twice(inspection)


def _counter(inspection: Inspection, path: str, name: str, counter: Counter) -> Iterator[Problem]:
    keys: Keys = ("counters", name)
    if name in inspection.library.devices:
        told = N_("'{name}' is also the number of a device in devices.yaml; give one of them another name")
        yield inspection.problem(path, keys, told, name=name)
    yield from inspection.filled(path, (*keys, "model"), "model", counter.model)
    if SOURCE not in counter.note:
        yield inspection.note(path, (*keys, "note"), NO_NOTE)
    yield from inspection.words(path, (*keys, "note"), counter.note)
    yield from papers(inspection, path, keys, counter.technique, counter.camera)
    if not counter.mountings:
        told = N_("the counter has no mountings; write at which 'point' it stands and 'since' when")
        yield inspection.problem(path, (*keys, "mountings"), told)
    for number, mounting in enumerate(counter.mountings):
        at = (*keys, "mountings", number)
        yield from mountings.point_slug(inspection, path, (*at, "point"), mounting.point)
        yield from mountings.span(inspection, path, at, mounting)
        yield from set_up(inspection, path, at, mounting)
    yield from mountings.overlaps(inspection, path, (*keys, "mountings"), counter.mountings)
    if counter.eco_counter is not None:
        yield from _eco_channels(inspection, path, (*keys, "eco_counter"), counter.eco_counter)


def papers(
    inspection: Inspection, path: str, keys: Keys, technique: Technique | None, camera: CameraPapers | None
) -> Iterator[Problem]:
    """R-P13: pictures are camera surveillance even if they are blurred, and count nothing without papers and sign."""
    if technique is not Technique.OPTICAL_IMAGE:
        if camera is not None:
            told = N_("'camera' belongs to the technique 'optical_image'; is 'technique' the right one?")
            yield inspection.note(path, (*keys, "camera"), told)
    elif camera is None:
        told = N_(
            "a counter that takes pictures is under kamerabevakningslagen even if it blurs them; write 'camera' "
            "with 'balancing', 'register_entry' and 'sign_on_site', or choose another counter"
        )
        yield inspection.problem(path, (*keys, "technique"), told)
    else:
        for key, words in (("balancing", camera.balancing), ("register_entry", camera.register_entry)):
            yield from inspection.filled(path, (*keys, "camera", key), key, words)
        if not camera.sign_on_site:
            told = N_("no sign tells people of the camera; put one up, and write 'sign_on_site: true'")
            yield inspection.problem(path, (*keys, "camera", "sign_on_site"), told)


def set_up(inspection: Inspection, path: str, keys: Keys, mounting: Hung) -> Iterator[Problem]:
    """R-V20: how a counter was set up is told."""
    missing = [name for name in _SET_UP if getattr(mounting, name) is None]
    if missing:
        told = N_("not told of the counter: {missing}; without that nobody will know why its figures changed")
        yield inspection.note(path, keys, told, missing=", ".join(missing))


def _eco_channels(inspection: Inspection, path: str, keys: Keys, source: EcoSource) -> Iterator[Problem]:
    """The service numbers its channels as its sites; a site is the sum of its channels."""
    for channel in source.channels:
        if not (channel.isascii() and channel.isdigit()):
            told = N_("'{channel}' is no channel of Eco-Counter's: those are numbers, such as \"101012345\"")
            yield inspection.problem(path, (*keys, "channels", channel), told, channel=channel)
        elif int(channel) == source.site:
            told = N_("'{channel}' is the whole site; name its channels, or take 'channels' away")
            yield inspection.problem(path, (*keys, "channels", channel), told, channel=channel)


def _eco_twice(inspection: Inspection, path: str) -> Iterator[Problem]:
    """Nothing of Eco-Counter's is fetched by two counters; a site without channels is all of them."""
    seen: list[tuple[str, EcoSource]] = []
    for name, counter in inspection.library.counting.counters.items():
        source = counter.eco_counter
        if source is None:
            continue
        other = next((other for other, known in seen if _share(known, source)), None)
        if other is not None:
            told = N_("'{other}' counts the same at Eco-Counter's site {site}; name different channels")
            keys = ("counters", name, "eco_counter")
            yield inspection.problem(path, keys, told, other=other, site=source.site)
        seen.append((name, source))


def _share(one: EcoSource, other: EcoSource) -> bool:
    if one.site != other.site or not one.channels or not other.channels:
        return one.site == other.site
    return not one.channels.keys().isdisjoint(other.channels)


@dataclass(frozen=True, slots=True)
class _Stand:
    """A mounting at a point: where it is written, whose it is, and which directions of the point it counts."""

    path: str
    keys: Keys
    counter: str
    mounting: Hung
    directions: frozenset[str]

    def is_beside(self, other: "_Stand") -> bool:
        """Whether both count somebody twice. What one counter does at one time is told elsewhere."""
        one, two = self.mounting, other.mounting
        is_told = self.counter == other.counter and not mountings.are_different_lines(one, two)
        is_at_once = one.since <= mountings.end(two) and two.since <= mountings.end(one)
        return is_at_once and not is_told and not self.directions.isdisjoint(other.directions)


def _counted_twice(inspection: Inspection) -> Iterator[Problem]:
    at_point: dict[str, list[_Stand]] = {}
    for stand in sorted(_stands(inspection), key=lambda one: one.mounting.since):
        before = at_point.setdefault(stand.mounting.spot, [])
        other = next((one for one in before if stand.is_beside(one)), None)
        if other is not None:
            told = N_(
                "'{other}' counts the same direction at '{point}' on {day}; give it an 'until' before this day, "
                "or people are counted twice"
            )
            values = {"other": other.counter, "point": stand.mounting.spot, "day": stand.mounting.since}
            yield inspection.problem(stand.path, (*stand.keys, "since"), told, **values)
        before.append(stand)


def _stands(inspection: Inspection) -> Iterator[_Stand]:
    path = inspection.path(DEVICES)
    for dev_eui, device in inspection.library.devices.items():
        for number, mounting in enumerate(device.mountings):
            if mounting.point is not None and mounting.place is None:
                yield _Stand(path, (dev_eui, "mountings", number), dev_eui, mounting, _BOTH)
    path = inspection.path(COUNTING)
    for name, counter in inspection.library.counting.counters.items():
        told = frozenset(counter.eco_counter.channels.values()) if counter.eco_counter else frozenset()
        for number, stood in enumerate(counter.mountings):
            directions = frozenset(_BOTH - told) if stood.reversed and len(told) == 1 else told
            yield _Stand(path, ("counters", name, "mountings", number), name, stood, directions or _BOTH)
