"""What all pages of a language are drawn with: words, addresses, the document around them, shared parts."""

from collections.abc import Iterable
from functools import cached_property

import msgspec
from markupsafe import Markup

from heritage.i18n.catalogues import gettext_for
from heritage.i18n.languages import own_name, sort_key
from heritage.pages import labels
from heritage.pages.directory import ALL, Directory
from heritage.pages.document import NOTHING, Document, Head
from heritage.pages.frame import Frame
from heritage.pages.listing import Linked, linked
from heritage.pages.naming import Worded, chosen, marked, named
from heritage.pages.nearby import Neighbourhood
from heritage.pages.typed import example
from heritage.places.place import Entry, Library


class Region:
    """What is where, the same in every language: made once for a library."""

    def __init__(self, library: Library) -> None:
        self.directory = Directory(library)
        self.neighbourhood = Neighbourhood(library.places.values())


class Offer(msgspec.Struct, frozen=True):
    """A code with the name of its place and where it leads."""

    code: str
    name: Worded
    address: str


class Drawer:
    """Draws pages of `library` in `language` at the addresses of `frame`.

    The methods are pure: the same library, language and arguments give the same document.
    """

    def __init__(self, library: Library, language: str, frame: Frame, region: Region | None = None) -> None:
        self.library = library
        self.language = language
        self.frame = frame
        region = region or Region(library)
        self.directory = region.directory
        self._neighbourhood = region.neighbourhood
        self._words = gettext_for(language)
        self._document = Document(library, language, frame)
        self._languages = library.site.languages
        self._name = chosen(library.site.name, language)
        self._swedish = marked("sv", language)
        self._kinds = labels.in_words(labels.KINDS, self._words)
        self._groups = labels.in_words(labels.KIND_GROUPS, self._words)
        self._linked: dict[str, Linked] = {}
        self._notices: dict[str | None, Markup] = {}

    def _service_page(
        self,
        template: str,
        slug: str,
        title: str,
        description: str,
        data: Markup = NOTHING,
        **values: object,
    ) -> str:
        """A page that the program writes itself, in every language."""
        head = Head(slug, title, description, self.language, self._languages, data)
        is_checked = self.language == "sv" or self.language in self.library.site.words_checked
        notice = NOTHING if is_checked else self._notice(None)
        return self._document.render(template, head, notice=notice, **values)

    def _notice(self, stand_in: str | None) -> Markup:
        """What the reader must know about words that nobody has checked (R-I8), or that stand in for a text
        which does not exist in the page's language, and are in the language `stand_in` (R-I6)."""
        known = self._notices.get(stand_in)
        if known is None:
            name = own_name(stand_in) if stand_in else ""
            known = self._notices[stand_in] = self._document.fragment(
                "notice.html", tag=stand_in, name=name, help=self._address("help")
            )
        return known

    def _address(self, slug: str = "") -> str:
        return self.frame.address(self.language, slug)

    def _link(self, entry: Entry) -> Linked:
        """Kept, for a page is named on many others."""
        known = self._linked.get(entry.slug)
        if known is None:
            known = self._linked[entry.slug] = linked(entry, self.language, self.frame)
        return known

    def _links(self, entries: Iterable[Entry]) -> list[Linked]:
        """The entries by name."""
        return sorted(map(self._link, entries), key=lambda link: self._ranks[link.name.text])

    @cached_property
    def _ranks(self) -> dict[str, int]:
        """Where the name of each entry comes in the language's order (R-I15), found once for all lists."""
        library = self.library
        shelves = (library.places, library.trails, library.themes, library.safety)
        entries = (entry for shelf in shelves for entry in shelf.values())
        names = dict.fromkeys(named(entry, self.language).text for entry in entries)
        ordered = sorted(names, key=lambda name: sort_key(name, self.language))
        return {name: rank for rank, name in enumerate(ordered)}

    def _start_and_all(self) -> list[tuple[str, str]]:
        """The way back from a list: (address, label)."""
        return [
            (self._address(), self._words.gettext("Start page")),
            (self._address(ALL), self._words.gettext("All places")),
        ]

    def _code_form(self, typed: str = "", error: str = "") -> Markup:
        return self._document.fragment(
            "code_form.html",
            action=self.frame.scan_address(),
            language=self.language,
            help=self._address("codes"),
            example=example(),
            typed=typed,
            error=error,
        )

    def _offers(self, codes: Iterable[str], typed: bool = False) -> list[Offer]:
        """Codes with their places: linked to the place, or opened as if they had been `typed`."""
        offers: list[Offer] = []
        for code in codes:
            sign = self.library.signs[code]
            entry = self.library.entry(sign.place)
            if entry is None:
                continue
            typed_address = f"{self.frame.scan_address()}?code={code}&lang={self.language}"
            address = typed_address if typed else self._address(entry.slug)
            offers.append(Offer(code, named(entry, self.language), address))
        return offers
