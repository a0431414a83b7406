"""Every page that a site has, as drafts that are drawn when their turn comes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from heritage.pages.directory import ALL, kind_page, trail_page
from heritage.pages.drawer import Region
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
    region = Region(site.library)
    return {
        language: Renderer(site.library, language, site.frame, region) for language in site.frame.languages
    }


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
        yield Draft(f"/{language}/help/", language, renderer.help)
        yield Draft(f"/{language}/about/", language, renderer.about)
        yield Draft(f"/{language}/contact/", language, renderer.contact)
        yield Draft(f"/{language}/404.html", language, renderer.not_found)
        yield from list_drafts(language, renderer)


def list_drafts(language: str, renderer: Renderer) -> Iterator[Draft]:
    """The lists of places in one language."""
    directory = renderer.directory
    yield Draft(f"/{language}/{ALL}/", language, renderer.places)
    for kind in directory.kinds:
        yield Draft(f"/{language}/{kind_page(kind)}/", language, partial(renderer.kind, kind))
    for parish in directory.parishes.values():
        yield Draft(f"/{language}/{parish.slug}/", language, partial(renderer.parish, parish.name))
    for trail in directory.trails:
        yield Draft(f"/{language}/{trail_page(trail)}/", language, partial(renderer.along, trail))


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
