"""`counting.yaml`: each counting point is called something, lies on its trail, and names what there is."""

from collections.abc import Iterator

from heritage.places.checks import counters, mountings
from heritage.places.checks.conditions import is_of_every_year
from heritage.places.checks.facts import place_slug
from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.checks.trails import trail_slug
from heritage.places.counting import OWN_PAGES, CountingPoint, Visits
from heritage.places.folder import SOURCE
from heritage.places.library import CODES, COUNTING, DEVICES
from heritage.problems import N_, Problem

_VAGUEST_M = 100
"""A counter is a thing that somebody must find to change its battery."""


def check(inspection: Inspection) -> Iterator[Problem]:
    path = inspection.path(COUNTING)
    counted = _counted(inspection)
    for key, point in inspection.library.counting.points.items():
        keys: Keys = ("points", key)
        yield from _key(inspection, path, keys, key)
        yield from _words(inspection, path, keys, point)
        yield from _trail(inspection, path, keys, point)
        yield from _spot(inspection, path, keys, point)
        yield from _neighbours(inspection, path, keys, key, point)
        yield from _codes(inspection, path, keys, point)
        yield from _season(inspection, path, keys, point)
        if key not in counted:
            told = N_(
                "no counter is or was mounted here; name this point in a mounting, or it has no figures"
            )
            yield inspection.note(path, keys, told)
    yield from _thresholds(inspection, path)
    yield from counters.check(inspection)


def _counted(inspection: Inspection) -> set[str]:
    """The points that have counters, or all while `devices.yaml` cannot be read."""
    library = inspection.library
    if inspection.path(DEVICES) in inspection.loaded.broken_paths:
        return set(library.counting.points)
    found = {mounting.spot for device in library.devices.values() for mounting in device.mountings}
    return found | {one.point for counter in library.counting.counters.values() for one in counter.mountings}


def _key(inspection: Inspection, path: str, keys: Keys, key: str) -> Iterator[Problem]:
    """Readings are kept under the names of places and points alike; each point has an address of its own."""
    if inspection.library.entry(key) is not None or inspection.is_broken(key):
        told = N_("'{key}' is the folder of a page; give the counting point a name that nothing else has")
        yield inspection.problem(path, keys, told, key=key)
    elif key in OWN_PAGES:
        told = N_("the name '{key}' belongs to a page of the program; give the counting point another")
        yield inspection.problem(path, keys, told, key=key)


def _words(inspection: Inspection, path: str, keys: Keys, point: CountingPoint) -> Iterator[Problem]:
    """Names are there in Swedish at least, which others fall back to (R-I6)."""
    if SOURCE not in point.name:
        told = N_("the counting point has no name in Swedish; write 'name: {{sv: …}}'")
        yield inspection.problem(path, (*keys, "name"), told)
    yield from inspection.words(path, (*keys, "name"), point.name)
    for direction, words in point.directions.items():
        at = (*keys, "directions", direction)
        if SOURCE not in words:
            told = N_("where '{direction}' leads is not told in Swedish; write '{direction}: {{sv: …}}'")
            yield inspection.problem(path, at, told, direction=direction)
        yield from inspection.words(path, at, words)
    yield from inspection.words(path, (*keys, "note"), point.note)
    if point.visits is Visits.IN and "in" not in point.directions:
        told = N_("'visits: in' counts those inwards, and 'directions' has no 'in'; write where it leads")
        yield inspection.problem(path, (*keys, "visits"), told)


def _trail(inspection: Inspection, path: str, keys: Keys, point: CountingPoint) -> Iterator[Problem]:
    if point.trail is not None:
        yield from trail_slug(inspection, path, (*keys, "trail"), point.trail)
    elif point.km is not None:
        told = N_("'km' is given without 'trail'; write on which trail")
        yield inspection.problem(path, (*keys, "km"), told)
    trail = inspection.library.trails.get(point.trail or "")
    along = [waypoint.km for waypoint in trail.waypoints] if trail is not None else []
    if along and point.km is not None and not min(along) <= point.km <= max(along):
        told = N_("km {km} lies outside '{trail}', which goes from km {first} to km {last}")
        values = {"km": f"{point.km:g}", "first": f"{min(along):g}", "last": f"{max(along):g}"}
        yield inspection.problem(path, (*keys, "km"), told, trail=point.trail, **values)


def _spot(inspection: Inspection, path: str, keys: Keys, point: CountingPoint) -> Iterator[Problem]:
    """Whether a position lies in the country is judged with all others."""
    if point.place is not None:
        yield from place_slug(inspection, path, (*keys, "place"), point.place)
    if point.position is None:
        told = N_("the counting point has no position; who is to look at the counter must find it")
        yield inspection.note(path, keys, told)
    elif point.position.precision_m > _VAGUEST_M:
        told = N_("the position may be {metres} m off; who is to look at the counter must find it")
        at = (*keys, "position", "precision_m")
        yield inspection.note(path, at, told, metres=point.position.precision_m)


def _neighbours(
    inspection: Inspection, path: str, keys: Keys, key: str, point: CountingPoint
) -> Iterator[Problem]:
    at = (*keys, "neighbours")
    for number, other in enumerate(point.neighbours):
        if other == key:
            told = N_("'{point}' cannot be its own neighbour; name another point with similar days")
            yield inspection.problem(path, (*at, number), told, point=key)
        else:
            yield from mountings.point_slug(inspection, path, (*at, number), other)
    yield from inspection.once(path, at, "neighbours", point.neighbours)
    if not point.neighbours:
        told = N_("the point has no 'neighbours': its gaps can be filled from its own other weeks only")
        yield inspection.note(path, keys, told)


def _codes(inspection: Inspection, path: str, keys: Keys, point: CountingPoint) -> Iterator[Problem]:
    at = (*keys, "codes")
    is_known = inspection.path(CODES) not in inspection.loaded.broken_paths
    for number, code in enumerate(point.codes):
        if is_known and code not in inspection.library.signs:
            # R-Q8: no code is suggested; it might be another sign's.
            told = N_("code {code} does not stand in codes.yaml; compare it with the sign, or take it away")
            yield inspection.problem(path, (*at, number), told, code=code)
    yield from inspection.once(path, at, "codes", point.codes)


def _season(inspection: Inspection, path: str, keys: Keys, point: CountingPoint) -> Iterator[Problem]:
    days = {} if point.season is None else {"first": point.season.first, "last": point.season.last}
    for name, day in days.items():
        if not is_of_every_year(day):
            told = N_("'{key}' must be a day of every year, not '{value}'")
            yield inspection.problem(path, (*keys, "season", name), told, key=name, value=day)


def _thresholds(inspection: Inspection, path: str) -> Iterator[Problem]:
    checks = inspection.library.counting.checks
    if checks.zero_review_days > checks.zero_reject_days:
        told = N_("'zero_review_days' {review} is more than 'zero_reject_days' {reject}; mend one of them")
        keys = ("checks", "zero_review_days")
        values = {"review": checks.zero_review_days, "reject": checks.zero_reject_days}
        yield inspection.problem(path, keys, told, **values)
