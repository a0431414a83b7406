"""Which list pages there are: places by kind, by parish and along each trail.

The same in every language, so that it is made once for a library. Only lists that have a place exist.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from heritage.pages.page import fingerprint
from heritage.places.place import Library, Place, Trail

ALL = "places"
"""The page of all places; the other lists lie below it."""


@dataclass(frozen=True, slots=True)
class Parish:
    """A parish that has places. `slug` is its page below the language: `places/parish/borgsjo`."""

    name: str
    slug: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Along:
    """A place on a trail: kilometres along the trail's line from its first point."""

    km: float
    place: Place


def kind_page(kind: str) -> str:
    """The page that lists places of `kind`: `places/kind/bathing-place`."""
    return f"{ALL}/kind/{kind.replace('_', '-')}"


def trail_page(trail: str) -> str:
    """The page that lists the places along a trail."""
    return f"{ALL}/trail/{trail}"


def measured(library: Library) -> list[str]:
    """The places where something is measured."""
    return [slug for slug, place in library.places.items() if place.conditions is not None]


def has_conditions(library: Library) -> bool:
    """Whether there are any, so that there is an overview of them."""
    return bool(measured(library))


def is_counting(library: Library) -> bool:
    """Whether passages are counted anywhere, so that there are pages of them."""
    return bool(library.counting.points)


class Directory:
    """`kinds` by kind, `parishes` by name, `trails` by slug; the places in each in the library's order,
    along a trail in the trail's."""

    def __init__(self, library: Library) -> None:
        self.kinds: Mapping[str, tuple[Place, ...]] = _by_kind(library.places.values())
        self.parishes: Mapping[str, Parish] = _by_parish(library.places.values())
        walked = {slug: _along(trail, library.places) for slug, trail in library.trails.items()}
        self.trails: Mapping[str, tuple[Along, ...]] = {slug: way for slug, way in walked.items() if way}

    def slugs(self) -> Iterator[str]:
        """The pages of all lists but that of all places, which is always there."""
        yield from map(kind_page, self.kinds)
        yield from (parish.slug for parish in self.parishes.values())
        yield from map(trail_page, self.trails)


def _by_kind(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    together: dict[str, list[Place]] = {}
    for place in places:
        together.setdefault(place.kind, []).append(place)
    return {kind: tuple(listed) for kind, listed in sorted(together.items())}


def _by_parish(places: Iterable[Place]) -> dict[str, Parish]:
    together: dict[str, list[Place]] = {}
    for place in places:
        if place.parish is not None:
            together.setdefault(place.parish, []).append(place)
    slugs = _distinct_slugs(sorted(together))
    return {name: Parish(name, f"{ALL}/parish/{slugs[name]}", tuple(together[name])) for name in slugs}


def _distinct_slugs(names: Iterable[str]) -> dict[str, str]:
    """A part of an address for each name; two names that differ in their accents alone stay two."""
    found: dict[str, str] = {}
    for name in names:
        slug = slugified(name)
        found[name] = f"{slug}-{_digits(name)}" if slug in found.values() else slug
    return found


def slugified(name: str) -> str:
    """`name` in the letters of an address (R-S15): `Borgsjö` is `borgsjo`. A name with none is numbered."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or _digits(name)


def _digits(name: str) -> str:
    return fingerprint(name.encode())[:8]


def _along(trail: Trail, places: Mapping[str, Place]) -> tuple[Along, ...]:
    """The places that name the trail and those that the trail names, in its order."""
    found = {point.place: point.km for point in trail.waypoints if point.place in places}
    for place in places.values():
        for on_trail in place.on_trails:
            if on_trail.trail == trail.slug:
                found[place.slug] = on_trail.km
    in_order = sorted((km, slug) for slug, km in found.items() if slug is not None)
    return tuple(Along(km, places[slug]) for km, slug in in_order)
