"""An editor's story: CommonMark with tables, footnotes and alerts in, safe HTML out (R-S12).

Links and pictures are led to their places and comrak's English words put into the text's language. What no
page may hold is left out of the HTML and becomes a problem with its line.
"""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import NamedTuple

from heritage.i18n.catalogues import gettext_for
from heritage.places import commonmark, links, story_marks, story_problems
from heritage.places.commonmark import RAW_HTML
from heritage.places.place import Drawing, Image, Link
from heritage.places.spelling import PICTURE_NAME
from heritage.places.story_problems import Address
from heritage.problems import N_, Problem

_REFUSED = "#"  # the address of a link that is reported; comrak's own for one that it leaves out is ""

_PICTURE = re.compile(PICTURE_NAME)

# comrak escapes every quotation mark and angle bracket of the editor's, so these find only tags of its own.
_HEADING = re.compile(r'<h([1-6]) id="([^"]*)">')
_ANCHOR = re.compile(r'<a href="#[^"]*" aria-label="[^"]*" data-heading-content="[^"]*" class="anchor"></a>')
_IMAGE = re.compile(r'(<p>)?<img src="([^"]*)" alt="([^"]*)"(?: title="([^"]*)")? />(</p>)?')
_ALERT_TITLE = re.compile(r'(<p class="markdown-alert-title">)(Note|Tip|Important|Warning|Caution)<')
_BACK = re.compile(r'aria-label="Back to reference ([\d-]+)"')
_NOTE_NUMBER = re.compile(r'<sup class="footnote-ref">.*?</sup>')
_BACK_ARROW = re.compile(r'<a href="#fnref-[^"]*" class="footnote-backref".*?</a>')
_TAG = re.compile(r"<[^>]*>")

_ALERTS = {
    "Note": N_("Note"),
    "Tip": N_("Tip"),
    "Important": N_("Important"),
    "Warning": N_("Warning"),
    "Caution": N_("Caution"),
}


class Story(NamedTuple):
    """A rendered story. `html` holds no script, no attribute that runs one, and no link but those allowed."""

    html: str
    plain: str
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    headings: tuple[str, ...]  # ids, in the text's order
    problems: list[Problem]


class Page(NamedTuple):
    """Where a story stands: its file, its folder's name, and the drawings found safe there, by file name."""

    path: str = ""
    slug: str = ""
    drawings: Mapping[str, Drawing] = {}


_NOWHERE = Page()


def render(body: str, language: str, first_line: int = 1, page: Page = _NOWHERE) -> Story:
    """The story in Markdown `body`, whose first line is `first_line` of its file. Any text is accepted."""
    found: list[tuple[bool, str]] = []
    refused: list[str] = []
    html = _render(body, page.slug, found, refused)
    headings = _HEADING.findall(html)
    problems: list[Problem] = []
    is_suspect = _lacks_something(html, body) or story_marks.may_be_in(html, body)
    if refused or is_suspect or not _descends_by_steps(headings):
        addresses = story_problems.addresses(body, first_line)
        problems += story_problems.problems(page.path, body, first_line)
        problems += story_marks.problems(page.path, body, first_line)
    else:
        addresses = _in_order(body, found, first_line) or story_problems.addresses(body, first_line)
    images = _images(html, addresses)
    html = _finished(html, language, page.drawings)
    return Story(
        html,
        plain(html),
        tuple(Link(address.line, address.target) for address in addresses if not address.is_image),
        images,
        tuple(id for _, id in headings),
        problems,
    )


def _render(body: str, slug: str, found: list[tuple[bool, str]], refused: list[str]) -> str:
    """The HTML. Notes in `found` whether an address is an image's, and itself; bad ones in `refused` too."""

    def link(target: str) -> str:
        found.append((False, target))
        return links.address(target) or refuse(target)

    def image(target: str) -> str:
        found.append((True, target))
        return f"../{slug}/{target}" if _PICTURE.match(target) else refuse(target)

    def refuse(target: str) -> str:
        refused.append(target)
        return _REFUSED

    return commonmark.render(body, link, image)


def _lacks_something(html: str, body: str) -> bool:
    """Whether comrak left out raw HTML or an address; images without words are looked at for nothing."""
    return '=""' in html or ("<" in body and RAW_HTML in html)


def _descends_by_steps(headings: list[tuple[str, str]]) -> bool:
    """Whether no heading is empty, takes the level of the page's name or skips one."""
    above = 1
    for level, id in headings:
        if not id or level == "1" or int(level) > above + 1:
            return False
        above = int(level)
    return True


def _in_order(body: str, found: list[tuple[bool, str]], first_line: int) -> list[Address] | None:
    """Addresses with their lines where they follow one another as each `](` of the body does; else None.

    Autolinks, links by reference and brackets in code break the order; comrak must then tell the lines.
    """
    addresses = []
    line = first_line
    counted = place = 0
    for is_image, target in found:
        place = body.find("](", place) + 2
        if place < 2 or not body.startswith(target, place):
            return None
        line += body.count("\n", counted, place)
        counted = place
        addresses.append(Address(is_image, target, line))
    return None if body.find("](", place) >= 0 else addresses


def _images(html: str, addresses: list[Address]) -> tuple[Image, ...]:
    """The images with their words, which stand in the same order in the HTML."""
    sources = [address for address in addresses if address.is_image]
    if not sources:
        return ()
    words = [(unescape(alt), unescape(title)) for _, _, alt, title, _ in _IMAGE.findall(html)]
    return tuple(
        Image(source.line, source.target, alt, title)
        for source, (alt, title) in zip(sources, words, strict=False)
    )


def _finished(html: str, language: str, drawings: Mapping[str, Drawing]) -> str:
    """Without comrak's own anchors, obsolete attributes and English words."""
    gettext = gettext_for(language).gettext
    if "footnote-backref" in html:
        label = escape(gettext(N_("Back to reference {number}")))
        html = _BACK.sub(lambda back: f'aria-label="{label.format(number=back[1])}"', html)
    html = _ANCHOR.sub("", html)
    if "<table>" in html:
        html = html.replace('<th align="', '<th class="').replace('<td align="', '<td class="')
    if "markdown-alert-title" in html:
        html = _ALERT_TITLE.sub(lambda title: f"{title[1]}{escape(gettext(_ALERTS[title[2]]))}<", html)
    if "<img" in html:
        html = _IMAGE.sub(lambda image: _figure(image, drawings), html)
    return html.replace(RAW_HTML, "").replace(" />", ">")


def _figure(image: re.Match[str], drawings: Mapping[str, Drawing]) -> str:
    """A picture with its size, so that the page does not jump; alone in a paragraph, its credit is shown."""
    opening, source, alt, credit, closing = image.groups()
    drawing = drawings.get(source.rpartition("/")[2])
    size = f' width="{drawing.width}" height="{drawing.height}"' if drawing else ""
    tag = f'<img src="{source}" alt="{alt}"{size} loading="lazy"'
    if opening and closing:
        caption = f"\n<figcaption>{credit}</figcaption>" if credit else ""
        return f"<figure>\n{tag}>{caption}\n</figure>"
    title = f' title="{credit}"' if credit else ""
    return f"{opening or ''}{tag}{title}>{closing or ''}"


def plain(html: str) -> str:
    """The words of a finished story, without space around them."""
    if "footnote-ref" in html:
        html = _BACK_ARROW.sub("", _NOTE_NUMBER.sub("", html))
    return unescape(_TAG.sub("", html)).strip()
