"""A second, slower look at a story: the lines of its links and headings, and what is to be mended in it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from heritage.places import commonmark, links
from heritage.places.spelling import PICTURE_NAME
from heritage.problems import N_, Problem

_PICTURE = re.compile(PICTURE_NAME)
_WITHOUT_SCHEME = re.compile(
    r"(?:www\.|(?:[a-z0-9-]+\.)+(?:se|com|org|net|nu|eu|no|de|fi)(?=[/?#]|\Z))\S*", re.IGNORECASE
)
_MAIL = re.compile(r"[^\s:/@?]+@[^\s:/@?]+\.[a-z]{2,}", re.IGNORECASE)

# comrak escapes every quotation mark and angle bracket of the editor's, so these find only tags of its own.
_ADDRESS = re.compile(r'<(?:a|img) data-sourcepos="(\d+):')
_HEADING = re.compile(r'<h([1-6]) id="([^"]*)" data-sourcepos="(\d+):')
_SPOT = re.compile(
    rf'<(?P<name>\w+)[^>]*? data-sourcepos="(?P<from>\d+:\d+)-(?P<to>\d+:\d+)"|(?P<raw>{commonmark.RAW_HTML})'
)
_LEAVES = frozenset({"code", "pre", "img"})  # what looks like a tag in these is none
_TAG = re.compile(rb"<[A-Za-z/!?][^>\n]*>?")
_LONGEST_QUOTE = 40  # characters


class Address(NamedTuple):
    """Where a link or an image points, as the editor wrote it, and its line in the file."""

    is_image: bool
    target: str
    line: int


class Heading(NamedTuple):
    level: int
    id: str
    line: int


def addresses(body: str, first_line: int) -> list[Address]:
    """Links and images in the order of the HTML, the dangerous ones too."""
    found, html = _read_all(body)
    lines = [int(line) for line in _ADDRESS.findall(html)]
    # Should comrak not tell the line of one, it is told as the story's first; none may be lost.
    lines += [1] * (len(found) - len(lines))
    return [
        Address(is_image, target, line + first_line - 1)
        for (is_image, target), line in zip(found, lines, strict=False)
    ]


def headings(body: str, first_line: int) -> list[Heading]:
    """Headings in order."""
    _, html = _read_all(body)
    return [Heading(int(level), id, int(line) + first_line - 1) for level, id, line in _HEADING.findall(html)]


def _read_all(body: str) -> tuple[list[tuple[bool, str]], str]:
    found: list[tuple[bool, str]] = []

    def link(target: str) -> str:
        found.append((False, target))
        return ""

    def image(target: str) -> str:
        found.append((True, target))
        return ""

    return found, commonmark.list_addresses(body, link, image)


def problems(path: str, body: str, first_line: int) -> Iterator[Problem]:
    """All that is wrong in the story `body`, whose first line is `first_line` of the file `path`."""
    for address in addresses(body, first_line):
        yield from _of_image(path, address) if address.is_image else _of_link(path, address)
    yield from _of_headings(path, headings(body, first_line))
    yield from _of_raw_html(path, body, first_line)


def _of_link(path: str, link: Address) -> Iterator[Problem]:
    """A link that leads neither to a page of ours nor to an address of an allowed kind (R-S12)."""
    if links.address(link.target) is not None:
        return
    if not link.target:
        text = N_("a link has no address; write it in the brackets: [words](../place/)")
    elif _WITHOUT_SCHEME.fullmatch(link.target):
        text = N_("link '{target}' lacks its beginning; write 'https://{target}'")
    elif _MAIL.fullmatch(link.target):
        text = N_("link '{target}' lacks its beginning; write 'mailto:{target}'")
    elif links.page_link(link.target.lower()) is not None:
        text = N_("link '{target}' must have small letters; write '{suggestion}'")
    else:
        text = N_(
            "link '{target}' is not allowed; link to a page as '../place/', or to an address that begins "
            "with https://, http://, mailto:, tel: or geo:"
        )
    values: dict[str, object] = {"target": link.target, "suggestion": link.target.lower()}
    yield Problem(path, link.line, text, values)


def _of_image(path: str, image: Address) -> Iterator[Problem]:
    """A picture from elsewhere than the page's own folder."""
    if not _PICTURE.match(image.target):
        text = N_("picture '{target}' must be an SVG file in the page's own folder, such as 'church.svg'")
        yield Problem(path, image.line, text, {"target": image.target})


def _of_headings(path: str, found: list[Heading]) -> Iterator[Problem]:
    """Headings that skip a level, or take the level of the page's name (R-A21)."""
    above = 1
    for heading in found:
        text = None
        if not heading.id:
            text = N_("a heading has no words; write them after '{marks}'")
        elif heading.level == 1:
            text = N_("a heading with '#' would be the page's name; begin it with '##'")
        elif heading.level > above + 1:
            text = N_("heading '{marks}' skips a level; begin it with '{better}'")
        if text:
            values: dict[str, object] = {"marks": "#" * heading.level, "better": "#" * (above + 1)}
            yield Problem(path, heading.line, text, values)
        above = heading.level


def _of_raw_html(path: str, body: str, first_line: int) -> Iterator[Problem]:
    """Tags that comrak leaves out, one for each line of them."""
    html = commonmark.render_with_positions(body)
    if commonmark.RAW_HTML not in html:
        return
    source = body.encode()
    starts = [0, *accumulate(len(line) + 1 for line in source.split(b"\n"))]
    told = set()
    cursor = 0
    for spot in _SPOT.finditer(html):
        if spot["raw"] is None:
            is_leaf = spot["name"] in _LEAVES
            cursor = max(
                cursor, _offset(starts, spot["to"]) + 1 if is_leaf else _offset(starts, spot["from"])
            )
            continue
        tag = _TAG.search(source, cursor)
        written = tag[0].decode(errors="replace") if tag else "<"
        line = bisect_right(starts, tag.start() if tag else cursor) - 1 + first_line
        cursor = tag.end() if tag else cursor
        if line not in told:
            told.add(line)
            text = N_(
                "'{tag}' is HTML, which texts cannot hold; use Markdown, or write '\\<' to show the sign"
            )
            yield Problem(path, line, text, {"tag": written[:_LONGEST_QUOTE]})


def _offset(starts: Sequence[int], spot: str) -> int:
    """The byte in the source at comrak's `line:column`, which count from 1 and in bytes."""
    line, _, column = spot.partition(":")
    return starts[min(int(line), len(starts)) - 1] + int(column) - 1
