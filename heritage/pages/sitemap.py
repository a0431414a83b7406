"""The map of the site for search engines, and robots.txt that points to it."""

from collections.abc import Iterator
from functools import partial
from xml.sax.saxutils import quoteattr

from heritage.i18n.languages import EASY_SWEDISH
from heritage.pages.directory import Directory, has_conditions, measured
from heritage.pages.document import Around
from heritage.pages.frame import Frame
from heritage.pages.panel import point_page
from heritage.pages.translation import versions
from heritage.places.counting import COUNTS_PAGE
from heritage.places.place import CONDITIONS_PAGE, Library
from heritage.places.spelling import RESERVED_SLUGS

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def sitemap(library: Library, frame: Frame) -> bytes:
    """Every page in every language it really exists in, with the others beside it (R-I5, R-I6)."""
    around: dict[tuple[str, ...], Around] = {}
    rows = []
    for slug, languages in _existing(library, frame):
        known = around.get(languages)
        if known is None:
            known = around[languages] = Around(partial(_rows, frame, languages))
        rows.append(known(slug))
    return (_HEAD + "".join(rows) + "</urlset>\n").encode()


def robots(frame: Frame) -> bytes:
    """All may be read. Scanned addresses too: their canonical link says where the page lives (R-Q10)."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {frame.base_url}/sitemap.xml\n".encode()


def _existing(library: Library, frame: Frame) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(slug, languages with a text of their own), the site's own pages first."""
    own = set(RESERVED_SLUGS)
    if not has_conditions(library):
        own.discard(CONDITIONS_PAGE)
    if not library.counting.points:
        own.discard(COUNTS_PAGE)
    for slug in ("", *sorted(own), *Directory(library).slugs(), *map(point_page, measured(library))):
        yield slug, frame.languages
    for shelf in (library.places, library.trails, library.themes, library.safety):
        for slug, entry in shelf.items():
            yield slug, versions(entry, frame.languages)


def _rows(frame: Frame, languages: tuple[str, ...], slug: str) -> str:
    """The page `slug` in each of the `languages`."""
    rows = []
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(address)}/>'
        for tag, address in frame.alternates(slug, languages)
    )
    for language in languages:
        address = quoteattr(frame.absolute(frame.address(language, slug)))[1:-1]
        beside = "" if language == EASY_SWEDISH else links
        rows.append(f"<url><loc>{address}</loc>{beside}</url>\n")
    return "".join(rows)
