"""Every page that a site has, as drafts that are drawn when their turn comes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from heritage.pages.page import Page
from heritage.pages.render import Renderer
from heritage.pages.site import Site
from heritage.places.place import Library, Place, Safety, Sign, Theme, Trail

Entries = Place | Trail | Theme | Safety


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that can be drawn: where it lies below the base path, and how."""

    path: str
    language: str
    draw: Callable[[], str]

    def page(self) -> Page:
        """Draw it."""
        return Page.from_html(self.path, self.language, self.draw())


def entries(library: Library) -> list[Entries]:
    """All pages of the content, by type and slug."""
    return [
        *library.places.values(),
        *library.trails.values(),
        *library.themes.values(),
        *library.safety.values(),
    ]


def renderers(site: Site) -> dict[str, Renderer]:
    """One for each of the site's languages, in its order."""
    return {language: Renderer(site.library, language, site.frame) for language in site.frame.languages}


def drafts(library: Library, renderers: Mapping[str, Renderer]) -> Iterator[Draft]:
    """Every page with an address of its own, in every language."""
    yield from own_drafts(renderers)
    for entry in entries(library):
        yield from entry_drafts(entry, renderers)


def own_drafts(renderers: Mapping[str, Renderer]) -> Iterator[Draft]:
    """The pages of the service itself."""
    for language, renderer in renderers.items():
        yield Draft(f"/{language}/", language, renderer.start)
        yield Draft(f"/{language}/privacy/", language, renderer.privacy)
        yield Draft(f"/{language}/accessibility/", language, renderer.accessibility)
        yield Draft(f"/{language}/feedback/", language, renderer.feedback)
        yield Draft(f"/{language}/codes/", language, renderer.codes)
        yield Draft(f"/{language}/404.html", language, renderer.not_found)


def entry_drafts(entry: Entries, renderers: Mapping[str, Renderer]) -> Iterator[Draft]:
    """The pages of one entry of the content."""
    for language, renderer in renderers.items():
        yield Draft(f"/{language}/{entry.slug}/", language, _drawing(renderer, entry))


def _drawing(renderer: Renderer, entry: Entries) -> Callable[[], str]:
    match entry:
        case Place():
            return lambda: renderer.place(entry)
        case Trail():
            return lambda: renderer.trail(entry)
        case Theme():
            return lambda: renderer.theme(entry)
        case Safety():
            return lambda: renderer.safety(entry)


def leads_to_a_place(library: Library, sign: Sign) -> bool:
    """Whether a code opens its place; a retired one opens a page that says so (R-Q9)."""
    return not sign.is_retired and sign.place in library.places


def scanned(library: Library, renderer: Renderer, sign: Sign) -> str:
    """The document that a sign's code opens: its place with the sign named (R-Q13), or its farewell."""
    if not leads_to_a_place(library, sign):
        return renderer.retired_sign(sign)
    page = Page.from_html("", "", renderer.place(library.places[sign.place]))
    return page.body({"sign": renderer.sign_box(sign)}).decode()


def signs_by_place(library: Library) -> dict[str, list[Sign]]:
    """The signs that open a place, by its slug, in the register's order."""
    found: dict[str, list[Sign]] = {}
    for sign in library.signs.values():
        if leads_to_a_place(library, sign):
            found.setdefault(sign.place, []).append(sign)
    return found
