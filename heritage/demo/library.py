"""Which sensors a demonstration assumes, and where: the content as it is, with made-up devices instead of real ones."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from msgspec.structs import replace

from heritage.demo.counters import DemoCounter, counters_at, demo_counting
from heritage.demo.counters import as_device as as_counter
from heritage.demo.numbers import number_of, own_number
from heritage.i18n.catalogues import gettext_for
from heritage.places.device import Device, Mounting
from heritage.places.place import Library, Place
from heritage.problems import N_

NOTE = N_(
    "There is no such sensor: it is made up for this demonstration, and so is everything that it measures."
)

STATIONS = 3
"""At so many places that measure nothing yet the demonstration assumes a weather station and a snow gauge."""

STATION_MEASURES = (
    "air_temperature",
    "wind_speed",
    "wind_gust",
    "wind_direction",
    "precipitation",
    "snow_depth",
    "humidity",
    "pressure",
)

_ALWAYS = date(2000, 1, 1)
INTERVAL_MINUTES = 60


class Kind(StrEnum):
    """What a made-up device is."""

    AIR = "air"  # two metres above the ground
    WIND = "wind"  # on a mast of ten metres
    SNOW = "snow"
    WATER = "water"
    DEEP = "deep"  # a second probe, three metres down
    ICE = "ice"
    LEVEL = "level"


class Role(StrEnum):
    """How well a made-up device does."""

    WELL = "well"
    WEAK = "weak"  # its battery runs down
    SILENT = "silent"  # some days ago it stopped
    UNHEARD = "unheard"  # it has never sent anything


CHANNELS: Mapping[Kind, Mapping[str, str]] = {
    Kind.AIR: {
        "air_temperature": "air",
        "humidity": "humidity",
        "pressure": "pressure",
        "precipitation": "rain",
    },
    Kind.WIND: {"wind_speed": "wind", "wind_gust": "gust", "wind_direction": "wind_direction"},
    Kind.SNOW: {"snow_depth": "snow"},
    Kind.WATER: {"water_temperature": "probe"},
    Kind.DEEP: {"water_temperature": "probe"},
    Kind.ICE: {"ice_thickness": "ice_thickness"},
    Kind.LEVEL: {"water_level": "level"},
}
"""What each kind measures: quantity and the channel's name in every profile that such a device may have."""

PROBES = ("elsys-elt", "milesight-em500-pt100", "dragino-lsn50v2")
"""Profiles of thermometers in water: a place has one of them."""

_PROFILES = {
    Kind.AIR: "decentlab-atm41",
    Kind.WIND: "decentlab-atm41",
    Kind.SNOW: "milesight-em500-udl",
    Kind.ICE: "generic",
    Kind.LEVEL: "milesight-em500-swl",
}

SNOW_GAUGE_MM = 2500
LEVEL_DEPTH_M = 1.5


@dataclass(frozen=True, slots=True)
class DemoDevice:
    """A made-up device at a place; `quantities` are those of the place that it measures, the most telling first."""

    dev_eui: str
    place: str
    kind: Kind
    quantities: tuple[str, ...]
    role: Role = Role.WELL

    @property
    def profile(self) -> str:
        return _PROFILES.get(self.kind) or PROBES[number_of(f"{self.place}/probe") % len(PROBES)]


def demo_library(library: Library) -> Library:
    """`library` with the places, counting points and devices of a demonstration, and none of the real devices. Pure."""
    grown = replace(library, places=dict(_grown(library)), counting=demo_counting(library))
    note = {language: gettext_for(language).gettext(NOTE) for language in library.site.languages}
    devices = {one.dev_eui: _as_device(one, note) for one in demo_devices(grown)}
    devices |= {one.dev_eui: as_counter(one, library.site.languages) for one in demo_counters(grown)}
    return replace(grown, devices=devices)


def demo_devices(library: Library) -> tuple[DemoDevice, ...]:
    """The made-up devices for what the places of a demonstration's `library` measure, always in the same order."""
    taken: set[str] = set()
    found = [
        DemoDevice(own_number(f"{place.slug}/{kind}", taken), place.slug, kind, quantities)
        for _, place in sorted(library.places.items())
        for kind, quantities in _kinds(place)
    ]
    deep = next((one for one in found if one.kind is Kind.WATER), None)
    if deep is not None:
        number = own_number(f"{deep.place}/{Kind.DEEP}", taken)
        found.append(DemoDevice(number, deep.place, Kind.DEEP, deep.quantities, Role.UNHEARD))
    gauges = [one for one in found if one.kind is Kind.SNOW]
    roles = {one.dev_eui: role for one, role in zip(gauges[::-1], (Role.SILENT, Role.WEAK), strict=False)}
    return tuple(_in_role(found, roles))


def demo_counters(library: Library) -> tuple[DemoCounter, ...]:
    """The made-up counters at the counting points of a demonstration's `library`, always in the same order."""
    return counters_at(tuple(library.counting.points), {one.dev_eui for one in demo_devices(library)})


def _in_role(devices: Iterable[DemoDevice], roles: Mapping[str, Role]) -> Iterator[DemoDevice]:
    for one in devices:
        role = roles.get(one.dev_eui, one.role)
        yield DemoDevice(one.dev_eui, one.place, one.kind, one.quantities, role)


def _grown(library: Library) -> Iterator[tuple[str, Place]]:
    """The places; some of those with conditions but without any measurements get a weather station."""
    left = STATIONS
    chosen = set()
    for slug, place in sorted(library.places.items()):
        is_bare = place.conditions is not None and not place.conditions.measures
        if left and is_bare and place.position is not None:
            chosen.add(slug)
            left -= 1
    for slug, place in library.places.items():
        if slug in chosen and place.conditions is not None:
            yield slug, replace(place, conditions=replace(place.conditions, measures=STATION_MEASURES))
        else:
            yield slug, place


def _kinds(place: Place) -> Iterator[tuple[Kind, tuple[str, ...]]]:
    """What hangs at a place, with what it is to measure there."""
    measures = place.conditions.measures if place.conditions is not None else ()
    for kind, channels in CHANNELS.items():
        wanted = tuple(quantity for quantity in channels if quantity in measures)
        if wanted and kind is not Kind.DEEP:
            yield kind, wanted


def _as_device(one: DemoDevice, note: dict[str, str]) -> Device:
    number = 2 if one.kind is Kind.DEEP else 1
    mounting = Mounting(
        place=one.place,
        since=_ALWAYS,
        channels={CHANNELS[one.kind][quantity]: number for quantity in one.quantities},
        height_m={Kind.AIR: 2.0, Kind.WIND: 10.0, Kind.SNOW: SNOW_GAUGE_MM / 1000}.get(one.kind),
        depth_m={Kind.WATER: 0.5, Kind.DEEP: 3.0, Kind.LEVEL: LEVEL_DEPTH_M}.get(one.kind),
        distance_zero_mm=SNOW_GAUGE_MM if one.kind is Kind.SNOW else None,
    )
    return Device(profile=one.profile, mountings=(mounting,), note=note, interval_minutes=INTERVAL_MINUTES)
