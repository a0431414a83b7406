"""Every page that a site has, as drafts that are drawn when their turn comes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from heritage.pages.counts.pages import LOG, METHOD
from heritage.pages.directory import ALL, has_conditions, is_counting, kind_page, trail_page
from heritage.pages.drawer import Region
from heritage.pages.page import Page
from heritage.pages.panel import point_page
from heritage.pages.render import Renderer
from heritage.pages.site import Site
from heritage.places.counting import COUNTS_PAGE
from heritage.places.place import CONDITIONS_PAGE, Library, Place, Safety, Sign, SignPage, Theme, Trail

Entries = Place | Trail | Theme | Safety


class View(StrEnum):
    """What a page shows of the moment."""

    PLACE = "place"
    POINT = "point"  # a measuring-point page
    OVERVIEW = "overview"
    COUNTS = "counts"  # counted passages, for which a door of their own answers
    NOW = "now"  # the inside of a panel or of the overview, as an open page asks for it


@dataclass(frozen=True, slots=True)
class Live:
    """A page whose holes a server fills anew as time goes by. Without a `place` it is of all of them.

    `code` is that of the sign that opened it, if one did.
    """

    view: View
    language: str
    place: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that can be drawn: where it lies below the base path, and how. `live`: its holes change by themselves."""

    path: str
    language: str
    draw: Callable[[], str]
    live: Live | None = None

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
        if has_conditions(renderer.library):
            overview = Live(View.OVERVIEW, language)
            yield Draft(f"/{language}/{CONDITIONS_PAGE}/", language, renderer.overview, overview)
        if is_counting(renderer.library):
            counts = Live(View.COUNTS, language)
            for page in (COUNTS_PAGE, LOG):
                yield Draft(f"/{language}/{page}/", language, renderer.counts_elsewhere, counts)
            yield Draft(f"/{language}/{METHOD}/", language, renderer.counts_method)
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
    """The pages of one entry of the content; a place where something is measured has two in each language."""
    is_measured = isinstance(entry, Place) and entry.conditions is not None
    for language, renderer in renderers.items():
        live = Live(View.PLACE, language, entry.slug) if is_measured else None
        yield Draft(f"/{language}/{entry.slug}/", language, _drawing(renderer, entry), live)
        if isinstance(entry, Place) and is_measured:
            live = Live(View.POINT, language, entry.slug)
            path = f"/{language}/{point_page(entry.slug)}/"
            yield Draft(path, language, partial(renderer.point, entry), live)


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


def opened(library: Library, sign: Sign, language: str) -> Live | None:
    """The live page that a sign's code opens; None where it opens a page that is finished."""
    place = library.places.get(sign.place)
    if place is None or place.conditions is None or not leads_to_a_place(library, sign):
        return None
    view = View.POINT if sign.page is SignPage.CONDITIONS else View.PLACE
    return Live(view, language, sign.place, sign.code)


def scanned(library: Library, renderer: Renderer, sign: Sign) -> str:
    """The document that a sign's code opens, where it is finished: its place with the sign named (R-Q13), or its
    farewell."""
    if not leads_to_a_place(library, sign):
        return renderer.retired_sign(sign)
    page = Page.from_html("", "", renderer.place(library.places[sign.place]))
    return page.body({"sign": renderer.sign_box(sign)}).decode()


def composed(library: Library, renderer: Renderer, live: Live, fills: Mapping[str, str]) -> str:
    """The document of a live page with its holes filled, and the sign named that opened it."""
    match live.view:
        case View.PLACE:
            html = renderer.place(library.places[live.place])
        case View.POINT:
            html = renderer.point(library.places[live.place])
        case View.OVERVIEW:
            html = renderer.overview()
        case View.COUNTS:
            html = renderer.counts_elsewhere()
        case View.NOW:
            html = "<!--hole:now-->"
    sign = {"sign": renderer.sign_box(library.signs[live.code])} if live.code else {}
    return Page.from_html("", "", html).body({**sign, **fills}).decode()


def elsewhere(library: Library, renderer: Renderer, live: Live) -> dict[str, str]:
    """What fills the holes in a copy without a server: where the values of the moment are found."""
    if live.view is View.OVERVIEW:
        return {"overview": renderer.overview_elsewhere()}
    if live.view is View.COUNTS:
        return {}  # the whole page says so
    place = library.places[live.place]
    return {"now": renderer.panel_elsewhere(place, live.view is View.POINT)}


def signs_by_place(library: Library) -> dict[str, list[Sign]]:
    """The signs that open a place, by its slug, in the register's order."""
    found: dict[str, list[Sign]] = {}
    for sign in library.signs.values():
        if leads_to_a_place(library, sign):
            found.setdefault(sign.place, []).append(sign)
    return found
