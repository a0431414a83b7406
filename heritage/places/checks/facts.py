"""The facts of places, themes and safety pages: known words, and slugs that lead to pages."""

from collections.abc import Collection, Iterator

from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.place import HAZARDS, SLOPES, SURFACES, Entry, Place, Trail
from heritage.places.spelling import PLACE_KINDS, WATER_KINDS
from heritage.problems import N_, Problem

ROOT_ADDRESSES = frozenset({"q", "static", "health"})
"""Addresses of the program's own outside the languages' folders."""

EXTERNAL_IDS = ("wikidata", "kmr", "osm")


def check(inspection: Inspection) -> Iterator[Problem]:
    for entry in inspection.entries():
        if entry.slug in ROOT_ADDRESSES:
            told = N_("the name '{name}' belongs to a page of the program; give the folder another")
            yield inspection.problem(inspection.path(entry.slug), (), told, name=entry.slug)
        if isinstance(entry, Place | Trail):
            yield from _safety_slugs(inspection, entry, entry.safety)
    for place in inspection.library.places.values():
        yield from _place(inspection, place)
    yield from _lone_parishes(inspection)
    for theme in inspection.library.themes.values():
        if not theme.places:
            told = N_("the theme lists no places; write their folder names, such as 'places: [bron, kyrkan]'")
            yield inspection.note(theme.path, ("places",), told)
        for number, slug in enumerate(theme.places):
            yield from place_slug(inspection, theme.path, ("places", number), slug)
    for page in inspection.library.safety.values():
        yield from inspection.word(page.path, ("hazard",), "hazard", page.hazard, HAZARDS)


def _place(inspection: Inspection, place: Place) -> Iterator[Problem]:
    path, access = place.path, place.accessibility
    yield from inspection.word(path, ("kind",), "kind", place.kind, PLACE_KINDS)
    if access.surface not in SURFACES:
        keys = ("accessibility", "surface")
        yield from inspection.word(path, keys, "surface", access.surface, SURFACES)
    if access.slope not in SLOPES:
        yield from inspection.word(path, ("accessibility", "slope"), "slope", access.slope, SLOPES)
    for key in place.external_ids:
        yield from inspection.word(path, ("external_ids", key), "external_ids", key, EXTERNAL_IDS)
    if place.kind in WATER_KINDS:
        yield from _ice_page(inspection, place)


def _lone_parishes(inspection: Inspection) -> Iterator[Problem]:
    """Notes on parishes of one place that are called nearly as others: a slip makes a list of its own."""
    places: dict[str, list[Place]] = {}
    for place in inspection.library.places.values():
        if place.parish is not None and place.parish.strip():
            places.setdefault(place.parish, []).append(place)
    for parish, its in places.items():
        near = inspection.near(parish, places.keys() - {parish}) if len(its) == 1 else ""
        if near:
            told = N_("no other place lies in the parish '{parish}'; did you mean '{suggestion}'?")
            yield inspection.note(its[0].path, ("parish",), told, parish=parish, suggestion=near)


def _ice_page(inspection: Inspection, place: Place) -> Iterator[Problem]:
    pages = [slug for slug, page in inspection.library.safety.items() if page.hazard == "ice"]
    if any(slug in pages or inspection.is_broken(slug) for slug in place.safety):
        return
    if pages:
        told = N_("a place of kind '{kind}' needs the safety text on ice; write 'safety: [{slug}]'")
        keys = ("safety",) if place.safety else ("kind",)
        yield inspection.problem(place.path, keys, told, kind=place.kind, slug=pages[0])
    else:
        told = N_(
            "a place of kind '{kind}' needs a safety text on ice, and there is none; add a page with "
            "'type: safety' and 'hazard: ice'"
        )
        yield inspection.problem(place.path, ("kind",), told, kind=place.kind)


def _safety_slugs(inspection: Inspection, entry: Entry, slugs: Collection[str]) -> Iterator[Problem]:
    for number, slug in enumerate(slugs):
        yield from inspection.slug(
            entry.path,
            ("safety", number),
            slug,
            inspection.library.safety,
            N_("'{slug}' is no safety page; did you mean '{suggestion}'?"),
            N_("'{slug}' is no safety page; name one, or take it away here"),
        )


def place_slug(inspection: Inspection, path: str, keys: Keys, slug: str) -> Iterator[Problem]:
    """A problem if `slug`, which stands at `keys` of the file `path`, names no place."""
    return inspection.slug(
        path,
        keys,
        slug,
        inspection.library.places,
        N_("'{slug}' is no place; did you mean '{suggestion}'?"),
        N_("'{slug}' is no place; add its folder, or take it away here"),
    )
