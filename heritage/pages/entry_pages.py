"""The pages of the content: places, trails, themes, safety."""

import msgspec
from markupsafe import Markup

from heritage.i18n.dates import format_date
from heritage.i18n.languages import direction
from heritage.pages import structured_data
from heritage.pages.access import access_facts
from heritage.pages.directory import kind_page, trail_page
from heritage.pages.document import LIVE_HEAD, NOTHING, Around, Head, lowered, with_own_ids
from heritage.pages.drawer import Drawer, Region
from heritage.pages.frame import Frame
from heritage.pages.illustration import drawing_of, illustration
from heritage.pages.listing import card, joined, row, source_rows
from heritage.pages.naming import Worded, heading, marked, other_names
from heritage.pages.nearby import MOST
from heritage.pages.positions import written
from heritage.pages.recorded import recorded
from heritage.pages.translation import shown, versions
from heritage.pages.ways import Guide, Nearness, OnWay
from heritage.places.place import Accessibility, Entry, Library, Place, Safety, Text, Theme, Trail


class Figure(msgspec.Struct, frozen=True):
    """A picture as its page shows it, and as link previews do."""

    shown: Markup
    shared: Markup


class EntryPages(Drawer):
    """One method for each type of entry. What many pages show alike is drawn once and kept."""

    def __init__(self, library: Library, language: str, frame: Frame, region: Region | None = None) -> None:
        super().__init__(library, language, frame, region)
        self._nearness = Nearness(language, self._words)
        self._codes: dict[str, list[str]] = {}
        for sign in library.signs.values():
            if not sign.is_retired:
                self._codes.setdefault(sign.place, []).append(sign.code)
        self._guides: dict[str, Guide] = {}
        self._access: dict[Accessibility, Markup] = {}
        self._dangers: dict[tuple[str, ...], Markup] = {}
        self._kickers: dict[tuple[str, str | None], Markup] = {}
        self._cards: dict[str, Markup] = {}
        self._figures: dict[str, Figure] = {}
        self._sources = Around(self._sources_around)
        self._little_known = self._document.fragment("little_known.html", feedback=self._address("feedback"))

    def place(self, place: Place) -> str:
        """A place, with the hole `sign` for visitors who came by a sign's code; those for what is measured there."""
        ways = self._ways(place) if place.on_trails else []
        near = self._near(place, ways)
        return self._entry_page(
            "place",
            place,
            self._kinds[place.kind],
            kicker=self._kicker(place),
            parish=place.parish,
            dangers=self._safety_links(place.safety),
            ways=self._document.fragment("ways.html", ways=ways) if ways else NOTHING,
            near=near,
            of_parish=NOTHING if near else self._of_parish(place, ways),
            little_known=self._little_known,
            position=written(place.position, self._words),
            codes=self._codes.get(place.slug, ()),
            access=self._accessibility_facts(place.accessibility),
            tell_us=f"{self._address('feedback')}?page={self._address(place.slug)}",
            live=place.conditions is not None,
        )

    def trail(self, trail: Trail) -> str:
        """A trail as an ordered list of points (R-A6)."""
        known_on = trail.services_known_on
        return self._entry_page(
            "trail",
            trail,
            self._words.gettext("Trail"),
            dangers=self._safety_links(trail.safety),
            stops=self._guide(trail).stops(),
            known_on=format_date(known_on, self.language) if known_on else "",
            known_on_iso=known_on.isoformat() if known_on else "",
            places=self._address(trail_page(trail.slug)) if trail.slug in self.directory.trails else "",
            official_url=trail.official_url,
        )

    def theme(self, theme: Theme) -> str:
        """A subject and its places."""
        listed = [self.library.places[slug] for slug in theme.places if slug in self.library.places]
        return self._entry_page(
            "theme",
            theme,
            self._words.gettext("Theme"),
            places=[self._link(place) for place in listed],
        )

    def safety(self, safety: Safety) -> str:
        """A danger and what to do; an unchecked translation has the Swedish beside it (R-I8)."""
        text = shown(safety, self.language, self._languages).text
        swedish = safety.texts["sv"]
        original = with_own_ids(self.frame.story(swedish.html, self.language), "_sv-")
        return self._entry_page(
            "safety",
            safety,
            self._words.gettext("Safety"),
            language=self.language,
            direction=direction(self.language),
            original=None if text.language == "sv" or text.is_checked else swedish,
            original_story=original,
            story_beside=lowered(self.frame.story(text.html, self.language)),
            original_beside=lowered(original),
        )

    def _entry_page(self, template: str, entry: Entry, kind: str, **values: object) -> str:
        """The page of an entry by its template; `kind` says in a word what it is."""
        figure = self._figure(entry, kind)
        text = shown(entry, self.language, self._languages)
        name = heading(entry, text)
        head = Head(
            entry.slug,
            name.text,
            text.text.lede,
            canonical=text.text.language,
            exists_in=() if text.is_fallback else versions(entry, self._languages),
            data=structured_data.script(self.library, self.frame, entry, self.language)
            + (LIVE_HEAD if values.get("live") else NOTHING),
            image=figure.shared,
        )
        return self._document.render(
            template,
            head,
            name=name,
            names=other_names(entry, name.text, self.language),
            lede=text.text.lede,
            text_attributes=marked(text.text.language, self.language),
            notice=self._notice_of(text.text),
            recording=recorded(self.library, entry.slug, text.text, self.language, self.frame),
            story=self.frame.story(text.text.html, self.language),
            kind=kind,
            figure=figure.shown,
            sources=self._sources(source_rows(entry.sources)),
            swedish=self._swedish,
            **values,
        )

    # Parts that many pages share

    def _figure(self, entry: Entry, kind: str) -> Figure:
        """The entry's picture, or the drawing of its kind, which many have."""
        name = drawing_of(entry)
        known = self._figures.get(name)
        if known is None:
            picture = illustration(entry, self.language, self.frame)
            shown = self._document.fragment("figure.html", picture=picture, swedish=self._swedish)
            alt = picture.alt if picture and picture.alt.text else Worded(kind)
            shared = self._document.image(picture.preview, alt) if picture else NOTHING
            known = self._figures[name] = Figure(shown, shared)
        return known

    def _sources_around(self, rows: str) -> Markup:
        return self._document.fragment(
            "sources.html",
            rows=Markup(rows),
            are_foreign=not self.language.startswith("sv"),
            swedish=self._swedish,
        )

    def _notice_of(self, text: Text) -> Markup:
        """R-I6, R-I8: the Swedish text is nobody's translation."""
        if text.language != self.language:
            return self._notice(text.language)
        return NOTHING if text.language == "sv" or text.is_checked else self._notice(None)

    def _safety_links(self, slugs: tuple[str, ...]) -> Markup:
        known = self._dangers.get(slugs)
        if known is None:
            pages = [self.library.safety[slug] for slug in slugs if slug in self.library.safety]
            entries = [self._link(page) for page in pages]
            known = self._document.fragment("dangers.html", dangers=entries) if entries else NOTHING
            self._dangers[slugs] = known
        return known

    def _accessibility_facts(self, facts: Accessibility) -> Markup:
        known = self._access.get(facts)
        if known is None:
            told, unknown = access_facts(facts, self.language, self.frame)
            known = self._access[facts] = self._document.fragment("access.html", known=told, unknown=unknown)
        return known

    def _kicker(self, place: Place) -> Markup:
        """What and where it is, each a way back to the list of its like."""
        known = self._kickers.get((place.kind, place.parish))
        if known is None:
            parish = self.directory.parishes.get(place.parish) if place.parish else None
            known = self._kickers[place.kind, place.parish] = self._document.fragment(
                "kicker.html",
                kind=self._kinds[place.kind],
                kind_address=self._address(kind_page(place.kind)),
                parish=place.parish,
                parish_address=self._address(parish.slug) if parish else "",
                swedish=self._swedish,
            )
        return known

    # What lies around a place

    def _guide(self, trail: Trail) -> Guide:
        known = self._guides.get(trail.slug)
        if known is None:
            known = Guide(trail, self.library.places, self.language, self.frame)
            self._guides[trail.slug] = known
        return known

    def _ways(self, place: Place) -> list[OnWay]:
        ways = []
        for on_trail in place.on_trails:
            trail = self.library.trails.get(on_trail.trail)
            if trail is not None:
                guide = self._guide(trail)
                ways.append(OnWay(guide, guide.steps(place, on_trail)))
        return ways

    def _near(self, place: Place, ways: list[OnWay]) -> Markup:
        """Rows of the nearest places, but for those that the trail leads to: they stand on the page already."""
        on_trail = {step.slug for way in ways for step in way.steps}
        nearest = self._neighbourhood.nearest(place, MOST + len(on_trail))
        others = [near for near in nearest if near.place.slug not in on_trail]
        return joined(row(self._card(near.place), self._nearness.words(near)) for near in others[:MOST])

    def _of_parish(self, place: Place, ways: list[OnWay]) -> Markup:
        """Others of the parish, where nobody knows what lies nearest or nothing lies near."""
        if place.parish is None:
            return NOTHING
        shown = {place.slug, *(step.slug for way in ways for step in way.steps)}
        others = [other for other in self.directory.parishes[place.parish].places if other.slug not in shown]
        if not others:
            return NOTHING
        cards = [self._card(other) for other in others[:MOST]]
        return self._document.fragment(
            "of_parish.html", parish=place.parish, cards=cards, swedish=self._swedish
        )

    def _card(self, place: Place) -> Markup:
        known = self._cards.get(place.slug)
        if known is None:
            known = self._cards[place.slug] = card(place, self.language, self.frame)
        return known
