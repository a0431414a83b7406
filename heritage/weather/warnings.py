"""SMHI's official warnings (IBWW), passed on word for word: which of them concern a place, and whether they are over.

What cannot be read is counted, never passed over in silence: no data is never "no warnings" (R-C15).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from heritage.places.position import Position
from heritage.weather.wire import Unreadable, convert, decode, moment, number

TRUSTED_FOR = timedelta(hours=1)
"""How long after the list of warnings was last read its silence still means something. It is read every five
minutes; a service that recovers is asked again within three quarters of an hour."""

ADDRESS = "/ibww/api/version/1/warning.json"

Ring = tuple[tuple[float, float], ...]
"""Corners as (longitude, latitude)."""


class Area(msgspec.Struct, frozen=True):
    """An outer ring and its holes, and the box of degrees that the outer one fills."""

    rings: tuple[Ring, ...]
    west: float
    south: float
    east: float
    north: float

    def contains(self, lon: float, lat: float) -> bool:
        """Whether a spot lies inside the outer ring and in no hole."""
        if not (self.west <= lon <= self.east and self.south <= lat <= self.north):
            return False  # told without walking along a coast
        outer, *holes = self.rings
        return _is_inside(outer, lon, lat) and not any(_is_inside(hole, lon, lat) for hole in holes)


_SEVEREST_FIRST = ("RED", "ORANGE", "YELLOW")
_MESSAGE = "MESSAGE"


class Words(msgspec.Struct, frozen=True):
    """A text as SMHI wrote it. Only Swedish and English exist, and either may be missing."""

    sv: str | None = None
    en: str | None = None

    def read(self, language: str) -> tuple[str, str]:
        """The text for readers of `language`, and the language it is in; empty where there is none at all."""
        swedish, english = (self.sv or "", "sv"), (self.en or "", "en")
        own, other = (swedish, english) if language.partition("-")[0] == "sv" else (english, swedish)
        return own if own[0] else other


class Passage(msgspec.Struct, frozen=True):
    """One headed passage of a warning's text; line breaks in it are SMHI's."""

    title: Words
    text: Words


class OfficialWarning(msgspec.Struct, frozen=True, kw_only=True):
    """One warning for one area. `level` is SMHI's code: RED, ORANGE, YELLOW, MESSAGE, or one we do not know.

    Without `ends_at` it holds for as long as SMHI lists it; with one, see `leaves_at`.
    """

    id: str
    level: str
    level_name: Words
    event: Words
    area_name: Words
    passages: tuple[Passage, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    published_at: datetime | None
    counties: tuple[int, ...]
    areas: tuple[Area, ...]

    @property
    def severity(self) -> int:
        """0 is the gravest; a code that we do not know comes before a mere message."""
        if self.level in _SEVEREST_FIRST:
            return _SEVEREST_FIRST.index(self.level)
        return len(_SEVEREST_FIRST) + (self.level == _MESSAGE)

    def leaves_at(self, listed_at: datetime) -> datetime | None:
        """When it is told no more unless a newer list holds it; None: with the list alone.

        The end is approximate in SMHI's own word, and prolonged by listing the warning on. So one of the list of
        `listed_at` stands as long after its end, or after that list, as a list is trusted.
        """
        return None if self.ends_at is None else max(self.ends_at, listed_at) + TRUSTED_FOR

    def is_over(self, now: datetime, listed_at: datetime) -> bool:
        """Whether it is told no more."""
        leaves_at = self.leaves_at(listed_at)
        return leaves_at is not None and leaves_at <= now

    def is_prolonged(self, listed_at: datetime) -> bool:
        """Whether it stood in the list at `listed_at` though its end had come."""
        return self.ends_at is not None and self.ends_at <= listed_at

    def concerns(self, position: Position | None, county: int | None) -> bool:
        """Whether it holds at `position`, by its drawn area; without either, or at a vague position, for the county.

        A warning that tells no area at all concerns everybody, and so does one for counties when ours is not known.
        """
        if self.areas and position is not None:
            if any(area.contains(position.lon, position.lat) for area in self.areas):
                return True
            if position.is_mappable:
                return False
        return county is None or not self.counties or county in self.counties


class Bulletin(msgspec.Struct, frozen=True):
    """All warnings of one answer; `unread` counts those of which we could make no sense."""

    warnings: tuple[OfficialWarning, ...]
    unread: int = 0


class _Level(Words, frozen=True):
    code: str = ""


class _County(msgspec.Struct):
    id: int | None = None


class _Passage(msgspec.Struct):
    title: Words = Words()
    text: Words = Words()


class _WarningArea(msgspec.Struct):
    id: int | str
    level: _Level = msgspec.field(name="warningLevel")
    event: Words = msgspec.field(name="eventDescription")
    area_name: Words = msgspec.field(name="areaName", default=Words())
    start: str | None = msgspec.field(name="approximateStart", default=None)
    end: str | None = msgspec.field(name="approximateEnd", default=None)
    published: str | None = None
    affected: list[_County] = msgspec.field(name="affectedAreas", default_factory=list)
    descriptions: list[_Passage] = []
    area: object = None


class _Warning(msgspec.Struct):
    id: int | str
    areas: list[object] = msgspec.field(name="warningAreas")


def warnings_address(base: str) -> str:
    """The list of all warnings of the country."""
    return f"{base}{ADDRESS}"


def read_bulletin(body: bytes) -> Bulletin:
    """The warnings of an answer, in SMHI's order. Raises Unreadable when it is no list."""
    found: list[OfficialWarning] = []
    unread = 0
    for entry in decode(body, list[object]):
        try:
            warning = convert(entry, _Warning)
        except Unreadable:
            unread += 1
            continue
        for area in warning.areas:
            try:
                found.append(_official(warning.id, convert(area, _WarningArea)))
            except Unreadable:
                unread += 1
    return Bulletin(tuple(found), unread)


def concerning(
    bulletin: Bulletin, listed_at: datetime, position: Position | None, county: int | None, now: datetime
) -> tuple[OfficialWarning, ...]:
    """Those listed at `listed_at` that hold, or will, at a place: the gravest first, then by their start."""
    chosen = [
        warning
        for warning in bulletin.warnings
        if not warning.is_over(now, listed_at) and warning.concerns(position, county)
    ]
    return tuple(sorted(chosen, key=lambda warning: (warning.severity, warning.starts_at or now)))


def _official(warning_id: int | str, area: _WarningArea) -> OfficialWarning:
    if not (area.event.sv or area.event.en):
        raise Unreadable("a warning without a name")
    return OfficialWarning(
        id=f"{warning_id}/{area.id}",
        level=area.level.code,
        level_name=Words(area.level.sv, area.level.en),
        event=area.event,
        area_name=area.area_name,
        passages=tuple(Passage(passage.title, passage.text) for passage in area.descriptions),
        starts_at=_optional(area.start),
        ends_at=_optional(area.end),
        published_at=_optional(area.published),
        counties=tuple(county.id for county in area.affected if county.id is not None),
        areas=tuple(_areas(area.area)),
    )


def _optional(text: str | None) -> datetime | None:
    return None if text is None else moment(text)


def _areas(feature: object) -> Iterable[Area]:
    """The polygons of a GeoJSON Feature; none where it is empty, or drawn in a way that we cannot follow."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        return []
    match geometry.get("type"), geometry.get("coordinates"):
        case "Polygon", list(rings):
            polygons = [rings]
        case "MultiPolygon", list(several):
            polygons = several
        case _:
            return []
    areas = [_area(rings) for rings in polygons]
    # Half an area would leave people out: then the counties decide.
    return [area for area in areas if area is not None] if None not in areas else []


def _area(rings: object) -> Area | None:
    if not isinstance(rings, list) or not rings:
        return None
    read = [ring for ring in map(_ring, rings) if ring is not None]
    if len(read) < len(rings):
        return None
    lons, lats = zip(*read[0], strict=True)
    return Area(tuple(read), min(lons), min(lats), max(lons), max(lats))


def _ring(corners: object) -> Ring | None:
    if not isinstance(corners, list) or len(corners) < 4:
        return None
    ring = []
    for corner in corners:
        lon, lat = (number(part) for part in corner[:2]) if _is_pair(corner) else (None, None)
        if lon is None or lat is None:
            return None
        ring.append((lon, lat))
    return tuple(ring)


def _is_pair(corner: object) -> bool:
    return isinstance(corner, list) and len(corner) >= 2


def _is_inside(ring: Ring, lon: float, lat: float) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    inside = False
    for (lon1, lat1), (lon2, lat2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1):
            inside = not inside
    return inside


@dataclass(frozen=True)
class WarningState:
    """What the authority warns of, as far as we know.

    Unless `is_known`, nobody could read the list in time: unknown since `checked_at`, or never known if that is
    None, and then `warnings` are those last heard of that are not over. `unread` counts entries of the list of
    which we could make no sense. Only a known, wholly read, empty list means that there are no warnings (R-C15).
    """

    is_known: bool
    checked_at: datetime | None
    warnings: tuple[OfficialWarning, ...] = ()
    unread: int = 0

    @property
    def is_none(self) -> bool:
        """Whether it may be said that there are no warnings."""
        return self.is_known and not self.warnings and not self.unread
