"""The shapes of the front matter, and the nouns made from it.

A new fact is a line in `place.py`, two here (its shape, and its way into the noun) and one in a template.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from heritage.places.place import (
    Accessibility,
    Entry,
    OnTrail,
    Picture,
    Place,
    PlaceConditions,
    Recording,
    Safety,
    Sign,
    SignPage,
    SignState,
    Source,
    Text,
    Theme,
    Trail,
    Waypoint,
)
from heritage.places.position import Position
from heritage.places.spelling import Kilometres, WebAddress

TypeWord = Literal["place", "trail", "theme", "safety"]


class EntryFacts(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What `sv.md` carries on every type of page."""

    type: TypeWord = "place"
    name: str
    lede: str
    names: dict[str, str] = {}
    picture: Picture | None = None
    sources: tuple[Source, ...]
    recording: Recording | None = None
    checked_by: str | None = None
    checked_on: date | None = None


class PlaceFacts(EntryFacts, kw_only=True):
    kind: str
    parish: str | None = None
    position: Position | Literal["unknown"]
    trails: tuple[OnTrail, ...] = ()
    accessibility: Accessibility = Accessibility()
    safety: tuple[str, ...] = ()
    external_ids: dict[str, str] = {}
    conditions: PlaceConditions | None = None


class WaypointFacts(msgspec.Struct, forbid_unknown_fields=True):
    km: Kilometres
    place: str | None = None
    name: str | None = None
    names: dict[str, str] = {}
    position: Position | Literal["unknown"] | None = None
    services: tuple[str, ...] = ()


class TrailFacts(EntryFacts, kw_only=True):
    waypoints: tuple[WaypointFacts, ...]
    official_url: WebAddress | None = None
    services_known_on: date | None = None
    safety: tuple[str, ...] = ()


class ThemeFacts(EntryFacts, kw_only=True):
    places: tuple[str, ...]


class SafetyFacts(EntryFacts, kw_only=True):
    hazard: str


Facts = PlaceFacts | TrailFacts | ThemeFacts | SafetyFacts


class TypeOnly(msgspec.Struct):
    """For front matter whose type is no type: everything else must wait until that is mended."""

    type: TypeWord


class TranslationFacts(msgspec.Struct, forbid_unknown_fields=True):
    """What `en.md`, `de.md` … carry."""

    lede: str
    name: str | None = None
    recording: Recording | None = None
    checked_by: str | None = None
    checked_on: date | None = None
    translated_from: str | None = None


class SignFacts(msgspec.Struct, forbid_unknown_fields=True):
    """What `codes.yaml` says of one code."""

    place: str
    state: SignState
    since: date
    position: Position | Literal["unknown"] | None = None
    instead: str | None = None
    exposed: bool = False
    page: SignPage = SignPage.PLACE


_SHAPES: dict[str, type[EntryFacts]] = {
    "place": PlaceFacts,
    "trail": TrailFacts,
    "theme": ThemeFacts,
    "safety": SafetyFacts,
}

FACTS_OF_SWEDISH = frozenset(
    field.name for shape in _SHAPES.values() for field in msgspec.structs.fields(shape)
) - frozenset(field.name for field in msgspec.structs.fields(TranslationFacts))
"""Keys that stand in `sv.md` only."""

_TYPE_LINE = re.compile(r"""^(?:\{[ \t]*)?["']?type["']?[ \t]*:[ \t]*["']?([^\s"'#,}]*)""", re.MULTILINE)


def shape_of(yaml: str) -> type[EntryFacts] | type[TypeOnly]:
    """The shape that the front matter of an `sv.md` must have, told by its line `type:` alone."""
    line = _TYPE_LINE.search(yaml)
    return _SHAPES.get(line[1], TypeOnly) if line else PlaceFacts


def entry_of(slug: str, path: str, facts: Facts, texts: Mapping[str, Text]) -> Entry:
    """The noun for facts and texts that have been read."""
    shared: dict[str, Any] = {
        "slug": slug,
        "path": path,
        "texts": dict(texts),
        "names": facts.names,
        "sources": facts.sources,
        "picture": facts.picture,
    }
    match facts:
        case PlaceFacts():
            return Place(
                kind=facts.kind,
                parish=facts.parish,
                position=_known(facts.position),
                on_trails=facts.trails,
                accessibility=facts.accessibility,
                safety=facts.safety,
                external_ids=facts.external_ids,
                conditions=facts.conditions,
                **shared,
            )
        case TrailFacts():
            return Trail(
                waypoints=tuple(_waypoint(point) for point in facts.waypoints),
                official_url=facts.official_url,
                services_known_on=facts.services_known_on,
                safety=facts.safety,
                **shared,
            )
        case ThemeFacts():
            return Theme(places=facts.places, **shared)
        case SafetyFacts():
            return Safety(hazard=facts.hazard, **shared)


def _waypoint(facts: WaypointFacts) -> Waypoint:
    return Waypoint(
        km=facts.km,
        place=facts.place,
        name=facts.name,
        names=facts.names,
        position=_known(facts.position),
        services=facts.services,
    )


def sign_of(code: str, line: int, facts: SignFacts) -> Sign:
    """The register's sign of that code, which stands on `line` of `codes.yaml`."""
    return Sign(
        code=code,
        line=line,
        place=facts.place,
        state=facts.state,
        since=facts.since,
        position=_known(facts.position),
        instead=facts.instead,
        exposed=facts.exposed,
        page=facts.page,
    )


def _known(position: Position | Literal["unknown"] | None) -> Position | None:
    return None if position == "unknown" else position
