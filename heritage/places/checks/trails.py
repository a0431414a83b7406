"""Trails: way-points in order, with names and positions, at the kilometres that places tell (R-A6)."""

from collections.abc import Iterator

from heritage.places.checks.facts import place_slug
from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.place import SERVICES, Place, Trail, Waypoint
from heritage.problems import N_, Problem


def check(inspection: Inspection) -> Iterator[Problem]:
    for trail in inspection.library.trails.values():
        before = 0.0
        for number, point in enumerate(trail.waypoints):
            yield from _waypoint(inspection, trail, number, point)
            if point.km < before:
                told = N_("km {km} comes after km {before}; list the way-points in the order they are walked")
                keys = ("waypoints", number, "km")
                yield inspection.problem(trail.path, keys, told, km=f"{point.km:g}", before=f"{before:g}")
            before = max(before, point.km)
    for place in inspection.library.places.values():
        yield from _on_trails(inspection, place)


def _waypoint(inspection: Inspection, trail: Trail, number: int, point: Waypoint) -> Iterator[Problem]:
    keys = ("waypoints", number)
    if point.place is not None:
        yield from place_slug(inspection, trail.path, (*keys, "place"), point.place)
    elif not (point.name or "").strip():
        told = N_("this way-point has neither 'place' nor 'name'; give it one of them")
        yield inspection.problem(trail.path, keys, told)
    place = inspection.library.places.get(point.place) if point.place else None
    if point.position is None and (place.position is None if place else point.place is None):
        told = N_("this way-point has no position; add one if it is known, so that walkers can find it")
        yield inspection.note(trail.path, keys, told)
    for index, service in enumerate(point.services):
        yield from inspection.word(trail.path, (*keys, "services", index), "services", service, SERVICES)


def _on_trails(inspection: Inspection, place: Place) -> Iterator[Problem]:
    trails = inspection.library.trails
    for number, stop in enumerate(place.on_trails):
        keys = ("trails", number)
        if stop.trail in trails:
            trail = trails[stop.trail]
            given = [point.km for point in trail.waypoints if point.place == place.slug]
            if given and stop.km not in given:
                told = N_("km {ours} here, but km {theirs} at the way-point in {file}; make them the same")
                yield inspection.problem(
                    place.path,
                    (*keys, "km"),
                    told,
                    ours=f"{stop.km:g}",
                    theirs=f"{given[0]:g}",
                    file=trail.path,
                )
        else:
            yield from trail_slug(inspection, place.path, (*keys, "trail"), stop.trail)


def trail_slug(inspection: Inspection, path: str, keys: Keys, slug: str) -> Iterator[Problem]:
    """A problem if `slug`, which stands at `keys` of the file `path`, names no trail."""
    return inspection.slug(
        path,
        keys,
        slug,
        inspection.library.trails,
        N_("'{slug}' is no trail; did you mean '{suggestion}'?"),
        N_("'{slug}' is no trail; add its folder, or take it away here"),
    )
