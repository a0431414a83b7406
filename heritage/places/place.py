"""The nouns of the content: places, trails, themes, safety pages, signs and devices.

All are frozen and plain, so that they can be compared, hashed and sent between processes. Languages
are BCP 47 tags (R-I1); positions are WGS84 decimal degrees. They stand in one file because `Library` holds them all
and most of them name each other.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple

import msgspec

from heritage.places.counting import Counter, CounterMounting, CountingRecord
from heritage.places.device import Device, Mounting
from heritage.places.position import Position
from heritage.places.site_record import AccessibilityStatement, SiteRecord
from heritage.places.spelling import (
    Kilometres,
    LanguageTag,
    MonthDay,
    PictureFile,
    RecordingFile,
    WebAddress,
)

CONDITIONS_PAGE = "conditions"
"""The last part of a measuring-point page's address, and the address of the overview of all."""

VAGUEST_FOR_FORECAST_M = 5000
"""A place whose position is vaguer than this many metres gets no forecast."""


class Answer(StrEnum):
    """A fact that may be unknown, which differs from no (R-A30)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Accessibility(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Facts for disabled visitors; what nobody has looked at is unknown."""

    step_free: Answer = Answer.UNKNOWN
    toilet: Answer = Answer.UNKNOWN
    parking: Answer = Answer.UNKNOWN
    seats: Answer = Answer.UNKNOWN
    surface: str = "unknown"  # one of SURFACES
    slope: str = "unknown"  # one of SLOPES
    width_cm: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None


SURFACES = ("asphalt", "gravel", "path", "boards", "grass", "mixed", "unknown")
SLOPES = ("level", "gentle", "steep", "unknown")


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture in the page's own folder."""

    file: PictureFile
    credit: str
    alt: dict[str, str]  # language -> text alternative (R-A14)


READS_THE_STORY = "story"
"""The word that stands for a transcript where a recording reads exactly the text of its page."""


class Recording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text read by somebody. `transcript` is READS_THE_STORY or the words that are said (R-A15)."""

    file: RecordingFile
    credit: str
    transcript: str


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a fact comes from: a page or body, and its address if it has one. `language` is the title's."""

    title: str
    url: WebAddress | None = None
    language: LanguageTag = "sv"


class OnTrail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where on a trail a place lies: kilometres along the trail's line from its first way-point."""

    trail: str
    km: Kilometres


class Link(msgspec.Struct, frozen=True):
    """A link in a text, as the editor wrote it; `line` counts from 1 in the file."""

    line: int
    target: str


class Image(msgspec.Struct, frozen=True):
    """An image in a text; `credit` is its Markdown title."""

    line: int
    target: str
    alt: str
    credit: str


class Drawing(msgspec.Struct, frozen=True):
    """A picture file that was found safe (R-S13): its own proportions, in whole CSS pixels."""

    width: int
    height: int


class Sound(msgspec.Struct, frozen=True):
    """A recording file that was found to be one: how long it plays, and its bytes."""

    seconds: float
    size: int


class Text(msgspec.Struct, frozen=True):
    """A page's words in one language.

    `html` is the story: sanitised, heading levels from h2. Internal links stand in it as
    `href="../slug/"` or `href="../slug/#fragment"`, its images as `src="../slug/file.svg"`; `pages` makes
    both root-absolute. `body_hash` names the words (name, lede, story) for R-I7; `translated_from` is the hash
    of the Swedish ones it was made from. `lix` and `mentions_ice` are told by the words as they are read.
    """

    language: str
    path: str  # content/flataklocken/sv.md
    name: str
    lede: str
    html: str
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    body_hash: str
    checked_by: str | None = None
    checked_on: date | None = None
    translated_from: str | None = None
    headings: tuple[str, ...] = ()  # ids that a link may point at
    recording: Recording | None = None
    lix: float | None = None  # how hard the story is to read; None where nobody would be told (R-A24)
    mentions_ice: bool = False  # whether a word for ice may stand in name, lede or story (R-C6)

    @property
    def is_checked(self) -> bool:
        """R-I8: somebody who reads the language has read it."""
        return self.checked_by is not None and self.checked_on is not None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What every page of the content has. `names` holds other languages' names (R-I13)."""

    slug: str
    path: str  # content/flataklocken/sv.md, where the facts stand
    texts: dict[str, Text]  # language -> text; always has "sv"
    names: dict[str, str]
    sources: tuple[Source, ...]
    picture: Picture | None = None

    def name(self, language: str) -> str:
        """The name to use in `language`: its text's, a listed one, else the Swedish."""
        text = self.texts.get(language)
        if text is not None:
            return text.name
        return self.names.get(language) or self.texts["sv"].name


class Water(StrEnum):
    """How the water of a place moves. Only still water may have a thickness of ice told (R-C8)."""

    STILL = "still"
    ASSUMED_STILL = "assumed_still"  # nobody has confirmed it: counts as still in a demonstration only
    RUNNING = "running"
    REGULATED = "regulated"


class PlaceConditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is measured at a place, or will be. Such a place has a panel and a measuring-point page of its own.

    `measures` are keys of QUANTITIES. Water that nobody calls still counts as regulated (R-C8). From
    `spring_from` until 1 July a thickness of ice is hidden (R-C9). `forecast`: whether the weather to come is told.
    """

    measures: tuple[str, ...] = ()
    water: Water | None = None
    spring_from: MonthDay | None = None
    forecast: bool = True


class Place(Entry, frozen=True, kw_only=True):
    """A place to visit."""

    kind: str
    parish: str | None  # None: it lies in several, or nobody has said in which
    position: Position | None  # None: unknown, said so on the page
    on_trails: tuple[OnTrail, ...] = ()
    accessibility: Accessibility = Accessibility()
    safety: tuple[str, ...] = ()  # slugs of safety pages
    external_ids: dict[str, str] = {}  # wikidata, kmr, osm -> id (R-D15)
    conditions: PlaceConditions | None = None

    @property
    def has_forecast(self) -> bool:
        """Whether the weather to come is told of it: it has conditions, wants it, and we know where it is."""
        return (
            self.conditions is not None
            and self.conditions.forecast
            and self.position is not None
            and self.position.precision_m <= VAGUEST_FOR_FORECAST_M
        )


class Waypoint(msgspec.Struct, frozen=True):
    """A point of a trail: a place of ours, or a name only. `services` are words from SERVICES."""

    km: float
    place: str | None = None
    name: str | None = None
    names: dict[str, str] = {}
    position: Position | None = None
    services: tuple[str, ...] = ()


SERVICES = (
    "lodging",
    "food",
    "water",
    "toilet",
    "shelter",
    "fireplace",
    "camping",
    "bathing",
    "stamp",
    "parking",
    "station",
    "pilgrim_centre",
    "border",
)


class Trail(Entry, frozen=True, kw_only=True):
    """A walked route as an ordered list of way-points (R-A6)."""

    waypoints: tuple[Waypoint, ...]
    official_url: str | None = None
    services_known_on: date | None = None  # when somebody last knew what there is along the way
    safety: tuple[str, ...] = ()


class Theme(Entry, frozen=True, kw_only=True):
    """A subject that ties places together."""

    places: tuple[str, ...]


class Safety(Entry, frozen=True, kw_only=True):
    """What a visitor must know; exists in every enabled language (R-I6)."""

    hazard: str  # one of HAZARDS


HAZARDS = ("ice", "bathing", "forest_and_cold", "no_coverage")


class SignState(StrEnum):
    """R-Q23."""

    PLANNED = "planned"
    ORDERED = "ordered"
    MOUNTED = "mounted"
    DAMAGED = "damaged"
    REMOVED = "removed"


class SignPage(StrEnum):
    """Which page of its place a code opens: the place itself, or its measuring-point page (a sign at the water)."""

    PLACE = "place"
    CONDITIONS = "conditions"


class Sign(msgspec.Struct, frozen=True):
    """A code of the register: for ever this sign's id (R-Q8, R-Q9).

    `position` is the sign's own, not the place's. A removed sign, or one whose place is gone, shows
    `instead` (the slug of the nearest current place) and says so. `exposed` signs get error correction H.
    """

    code: str
    line: int  # in content/codes.yaml
    place: str
    state: SignState
    since: date
    position: Position | None = None
    instead: str | None = None
    exposed: bool = False
    page: SignPage = SignPage.PLACE

    @property
    def is_retired(self) -> bool:
        return self.state is SignState.REMOVED


class Mounted(NamedTuple):
    """A counter where it stands or stood, under its name: a dev_eui, or the one it has in `counting.yaml`."""

    name: str
    counter: Device | Counter
    mounting: Mounting | CounterMounting


class Library(msgspec.Struct, frozen=True):
    """All of `content/`, read. Dicts are in slug order; `folder` is the content folder as given."""

    folder: str
    site: SiteRecord
    accessibility: AccessibilityStatement
    places: dict[str, Place]
    trails: dict[str, Trail]
    themes: dict[str, Theme]
    safety: dict[str, Safety]
    signs: dict[str, Sign]  # code -> sign, in the register's order
    drawings: dict[str, Drawing] = {}  # slug/file.svg -> drawing, every picture file there is
    sounds: dict[str, Sound] = {}  # slug/file.mp3 -> sound, every recording there is
    devices: dict[str, Device] = {}  # dev_eui -> device, in the file's order
    counting: CountingRecord = CountingRecord()

    def entry(self, slug: str) -> Place | Trail | Theme | Safety | None:
        """The page of that slug, of whatever type."""
        return (
            self.places.get(slug) or self.trails.get(slug) or self.themes.get(slug) or self.safety.get(slug)
        )

    def counters_at(self, point: str) -> list[Mounted]:
        """All that stand or stood at a counting point, by when they came: the life of its series (R-V20)."""
        counters: dict[str, Device | Counter] = {**self.devices, **self.counting.counters}
        found = (
            Mounted(name, counter, mounting)
            for name, counter in counters.items()
            for mounting in counter.mountings
            if mounting.point == point
        )
        return sorted(found, key=lambda one: (one.mounting.since, one.name))

    def is_gone(self, sign: Sign) -> bool:
        """Its sign has been taken down, or its place has: the code shows `instead`, and nothing is printed."""
        return sign.is_retired or self.entry(sign.place) is None

    def signs_of(self, place: str) -> list[Sign]:
        """A place's signs that stand or will stand, in the register's order."""
        return [sign for sign in self.signs.values() if sign.place == place and not self.is_gone(sign)]
