"""The start page and the lists of places: all of them, of a kind, of a parish, along a trail."""

from collections.abc import Iterable

import msgspec
from markupsafe import Markup, escape

from heritage.i18n.numbers import format_decimal
from heritage.pages import structured_data
from heritage.pages.directory import ALL, Along, has_conditions, kind_page, trail_page
from heritage.pages.document import NOTHING
from heritage.pages.drawer import Drawer, Region
from heritage.pages.frame import Frame
from heritage.pages.listing import Tile, how_many, joined, row, tiles_in_order
from heritage.pages.naming import Worded, chosen, named
from heritage.pages.positions import about, whole_kilometres
from heritage.places.place import CONDITIONS_PAGE, Library, Place, Trail


class Doors(msgspec.Struct, frozen=True):
    """The ways to the places: all of them, with how many they are, and the shorter lists.

    `tiles` lead to the kinds that have several places, and to the only place of each other kind.
    """

    address: str
    count: str
    tiles: list[Tile]
    kinds: list[Tile]
    parishes: list[Tile]
    trails: list[Tile]


class ListPages(Drawer):
    """Lists show each place with its drawing, so that it is known again on the ground."""

    def __init__(self, library: Library, language: str, frame: Frame, region: Region | None = None) -> None:
        super().__init__(library, language, frame, region)
        self._whats: dict[tuple[str, str | None], Markup] = {}

    def start(self) -> str:
        """What is here: the form for typed codes, safety, trails, and ways to the places."""
        library, language, frame = self.library, self.language, self.frame
        welcome = chosen(library.site.welcome, language)
        return self._service_page(
            "start",
            "",
            self._words.gettext("Start page"),
            welcome.text,
            data=structured_data.site_script(library, frame, language),
            name=self._name,
            welcome=welcome,
            code_form=self._code_form(),
            safety=self._links(library.safety.values()),
            trails=self._links(library.trails.values()),
            themes=self._links(library.themes.values()),
            help=self._address("help"),
            about=self._address("about"),
            conditions=self._address(CONDITIONS_PAGE) if has_conditions(library) else "",
            doors=self._doors(),
            swedish=self._swedish,
        )

    def places(self) -> str:
        """All places by name, and the ways to shorter lists."""
        places = self._sorted(self.library.places.values())
        rows = [row(self._link(place).card, self._what_and_where(place)) for place in places]
        return self._service_page(
            "places",
            ALL,
            self._words.gettext("All places"),
            self._counted(self._words.gettext("All places"), len(rows)),
            back=[(self._address(), self._words.gettext("Start page"))],
            rows=joined(rows),
            help=self._address("help"),
            doors=self._doors(),
            swedish=self._swedish,
        )

    def kind(self, kind: str) -> str:
        """The places of one kind."""
        places = self._sorted(self.directory.kinds[kind])
        return self._list_page("kind", kind_page(kind), self._groups[kind], self._with_ledes(places))

    def parish(self, name: str) -> str:
        """The places of one parish."""
        parish = self.directory.parishes[name]
        rows = self._with_ledes(self._sorted(parish.places))
        heading = self._words.gettext("Places in {parish}").format(parish=name)
        return self._list_page("parish", parish.slug, heading, rows, parish=name)

    def along(self, slug: str) -> str:
        """The places along one trail, in its order."""
        trail = self.library.trails[slug]
        name = named(trail, self.language)
        rows = [self._row_along(each) for each in self.directory.trails[slug]]
        heading = self._words.gettext("Places along {trail}").format(trail=name.text)
        return self._list_page(
            "along", trail_page(slug), heading, rows, trail=self._link(trail), first=self._first_point(trail)
        )

    def _sorted(self, places: Iterable[Place]) -> list[Place]:
        return sorted(places, key=lambda place: self._ranks[self._link(place).name.text])

    # Rows of lists: joined here and not by templates, as cards are, for there are thousands

    def _with_ledes(self, places: Iterable[Place]) -> list[Markup]:
        links = map(self._link, places)
        return [row(link.card, link.told) for link in links]

    def _what_and_where(self, place: Place) -> Markup:
        known = self._whats.get((place.kind, place.parish))
        if known is None:
            kind = escape(self._kinds[place.kind])
            parish = Markup(" · <bdi{}>{}</bdi>").format(self._swedish, place.parish) if place.parish else ""
            known = self._whats[place.kind, place.parish] = Markup("<p>{}{}</p>").format(kind, parish)
        return known

    def _row_along(self, point: Along) -> Markup:
        """A place with its way along the trail."""
        if point.km == 0:
            way = self._words.gettext("Distances are counted from here.")
        else:
            way = about(whole_kilometres(point.km), self.language, self._words)
        link = self._link(point.place)
        return row(link.card, Markup('<p class="quiet">{}</p>').format(way), link.told)

    def _first_point(self, trail: Trail) -> Worded:
        """Where a trail's kilometres are counted from."""
        first = trail.waypoints[0]
        place = self.library.places.get(first.place) if first.place else None
        if place is not None:
            return named(place, self.language)
        return chosen({**first.names, "sv": first.name or first.place or ""}, self.language)

    def _list_page(self, template: str, slug: str, heading: str, rows: list[Markup], **values: object) -> str:
        count = how_many(len(rows), self.language, self._words)
        return self._service_page(
            template,
            slug,
            # A list of one may be called as its only place is; the number tells their titles apart (R-A21).
            f"{heading} ({count})",
            self._counted(heading, len(rows)),
            NOTHING,
            back=self._start_and_all(),
            heading=heading,
            count=count,
            rows=joined(rows),
            swedish=self._swedish,
            **values,
        )

    def _counted(self, heading: str, places: int) -> str:
        text = self._words.ngettext(
            "{heading}: {count} place to visit in {area}.",
            "{heading}: {count} places to visit in {area}.",
            places,
        )
        area = self.library.site.area
        return text.format(heading=heading, count=format_decimal(places, self.language), area=area)

    # Ways to the lists

    def _doors(self) -> Doors:
        return Doors(
            self._address(ALL),
            how_many(len(self.library.places), self.language, self._words),
            self._starting_tiles(),
            self._kind_tiles(),
            self._parish_tiles(),
            self._trail_tiles(),
        )

    def _starting_tiles(self) -> list[Tile]:
        kinds = self.directory.kinds.items()
        several = [(kind, places) for kind, places in kinds if len(places) > 1]
        alone = [self._only(kind, places[0]) for kind, places in kinds if len(places) == 1]
        return self._tiles_of(several) + tiles_in_order(alone, self.language)

    def _only(self, kind: str, place: Place) -> Tile:
        link = self._link(place)
        return Tile(link.address, link.name, self._kinds[kind], link.picture)

    def _kind_tiles(self) -> list[Tile]:
        return self._tiles_of(self.directory.kinds.items())

    def _tiles_of(self, kinds: Iterable[tuple[str, tuple[Place, ...]]]) -> list[Tile]:
        return self._tiles(
            (kind_page(kind), self._groups[kind], places, f"kinds/{kind}.svg") for kind, places in kinds
        )

    def _parish_tiles(self) -> list[Tile]:
        parishes = self.directory.parishes.values()
        return self._tiles((parish.slug, parish.name, parish.places, "") for parish in parishes)

    def _trail_tiles(self) -> list[Tile]:
        return self._tiles(
            (trail_page(slug), named(self.library.trails[slug], self.language).text, along, "")
            for slug, along in self.directory.trails.items()
        )

    def _tiles(self, lists: Iterable[tuple[str, str, tuple[object, ...], str]]) -> list[Tile]:
        tiles = []
        for slug, name, places, drawing in lists:
            asset = self.frame.assets.get(drawing)
            count = how_many(len(places), self.language, self._words)
            tiles.append(Tile(self._address(slug), Worded(name), count, asset.address if asset else None))
        return tiles_in_order(tiles, self.language)
