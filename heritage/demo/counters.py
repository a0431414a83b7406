"""Which counting points and passage counters a demonstration assumes.

Points of the content stay as they are; where there are none, three are made up along a trail. Every counter is made up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from heritage.demo.numbers import own_number
from heritage.i18n.catalogues import gettext_for
from heritage.places.counting import CountingPoint, CountingRecord, Technique, Visits
from heritage.places.device import Device, Mounting
from heritage.places.place import Library, Place, Trail, Waypoint
from heritage.problems import N_

NOTE = N_(
    "There is no such counter: it is made up for this demonstration, and so is everything that it counts."
)

SINCE = date(2025, 1, 1)
"""Since when passages are counted."""

POINTS = 3
"""So many points are made up, and a trail needs so many places for them."""

INTERVAL_MINUTES = 60

_TECHNIQUES = {
    "milesight-vs350": Technique.PASSIVE_IR,
    "parametric-pcr2": Technique.RADAR,
    "imbuildings-counter": Technique.PASSIVE_IR,
}
_PROFILES = tuple(_TECHNIQUES)
_OTHER = "milesight-vs350"
"""What takes turns with the counter of the last point."""

_TURNS = range(2026, 2036)
"""In the spring of each of these years the two change places, so that a year back there is always one change."""


@dataclass(frozen=True, slots=True)
class DemoCounter:
    """A made-up counter and when it stands where; `mountings` are in the order of their days."""

    dev_eui: str
    profile: str
    mountings: tuple[Mounting, ...]


def demo_counting(library: Library) -> CountingRecord:
    """The counting points of a demonstration of `library`, without any counter of the content. Pure."""
    points = library.counting.points or dict(_made_up(library))
    return CountingRecord(points=points, checks=library.counting.checks)


def counters_at(points: Sequence[str], taken: set[str]) -> tuple[DemoCounter, ...]:
    """The made-up counters at `points`, always in the same order.

    `taken` are numbers that other devices have; those of the counters are put to them.
    """
    found = []
    last = points[-1] if points else None
    for number, point in enumerate(points):
        profile = _PROFILES[number % len(_PROFILES)]
        stays = (_mounting(point, SINCE, None, is_reversed=number % len(_PROFILES) == 1),)
        turns = list(_turns(point)) if point == last else []
        first = DemoCounter(own_number(f"{point}/counter", taken), profile, tuple(turns[::2]) or stays)
        found.append(first)
        if turns:
            found.append(DemoCounter(own_number(f"{point}/other", taken), _OTHER, tuple(turns[1::2])))
    return tuple(found)


def as_device(counter: DemoCounter, languages: Sequence[str]) -> Device:
    """As it would stand in `devices.yaml`; the note says in each language that it is made up."""
    note = {language: gettext_for(language).gettext(NOTE) for language in languages}
    return Device(
        profile=counter.profile,
        mountings=counter.mountings,
        note=note,
        interval_minutes=INTERVAL_MINUTES,
        technique=_TECHNIQUES[counter.profile],
    )


def _turns(point: str) -> Iterator[Mounting]:
    """Stretches from spring to spring, one counter's and the other's by turns."""
    begins = [SINCE, *(date(year, 5, 1) for year in _TURNS)]
    ends = [*(date(year, 4, 30) for year in _TURNS), None]
    for since, until in zip(begins, ends, strict=True):
        yield _mounting(point, since, until, is_reversed=False)


def _mounting(point: str, since: date, until: date | None, *, is_reversed: bool) -> Mounting:
    return Mounting(
        point=point,
        since=since,
        until=until,
        reversed=is_reversed,
        height_m=0.9,
        trail_width_m=1.5,
        sensitivity="normal",
    )


def _made_up(library: Library) -> Iterator[tuple[str, CountingPoint]]:
    """Three points along the first trail with so many places that have a position, one in each part of it."""
    for trail in library.trails.values():
        stops = [
            (waypoint, place)
            for waypoint in trail.waypoints
            if (place := library.places.get(waypoint.place or "")) is not None and place.position is not None
        ]
        if len(stops) >= POINTS:
            chosen = [stops[len(stops) * part // (POINTS + 1)] for part in range(1, POINTS + 1)]
            for number, (waypoint, place) in enumerate(chosen):
                near = sorted(chosen, key=lambda other: abs(other[0].km - waypoint.km))
                others = tuple(_key(other) for _, other in near if other is not place)
                yield _key(place), _point(library, trail, waypoint, place, number, others)
            return


def _key(place: Place) -> str:
    return f"demo-{place.slug}"[:64]


def _point(
    library: Library, trail: Trail, waypoint: Waypoint, place: Place, number: int, others: tuple[str, ...]
) -> CountingPoint:
    languages = library.site.languages
    first, last = trail.waypoints[0], trail.waypoints[-1]
    return CountingPoint(
        name={language: place.name(language) for language in languages},
        trail=trail.slug,
        km=waypoint.km,
        place=place.slug,
        position=place.position,
        directions={
            "in": {language: _called(library, last, language) for language in languages},
            "out": {language: _called(library, first, language) for language in languages},
        },
        visits=Visits.HALF if number == 1 else Visits.PASSAGES,
        neighbours=others,
        codes=tuple(sign.code for sign in library.signs_of(place.slug)),
        note={language: gettext_for(language).gettext(NOTE) for language in languages},
    )


def _called(library: Library, waypoint: Waypoint, language: str) -> str:
    place = library.places.get(waypoint.place or "")
    if place is not None:
        return place.name(language)
    return waypoint.names.get(language) or waypoint.name or ""
