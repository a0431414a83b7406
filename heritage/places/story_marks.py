"""Markdown that did not become what its editor meant, so that readers see its signs: `[words](../a place/)`."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from heritage.places import commonmark
from heritage.problems import N_, Problem

_BEGINNINGS = r"(?:\.\./|https?:|www\.|mailto:|tel:|geo:)"
_LINK = re.compile(rf"\]\(|\] +\({_BEGINNINGS}|\[[^\[\]()]*\w\({_BEGINNINGS}")
_HEADING = re.compile(r"\s*(#{2,6})[^#\s]")
_UNDERLINE = re.compile(r"\n {0,3}(?:-+|=+)[ \t]*(?:\n|\Z)")

# comrak escapes every quotation mark and angle bracket of the editor's, so these find only tags of its own.
_HEADING_TAG = re.compile(r'<h2 id="[^"]*" data-sourcepos="(\d+):\d+-(\d+):')
_PIECE = re.compile(
    r'<(code|pre)\b[^>]*? data-sourcepos="[^"]*-(?P<after>\d+):\d+"[^>]*>.*?</\1>'
    r'|<[^>]*? data-sourcepos="(?P<at>\d+):[^>]*>|<[^>]*>|(?P<end>\n)|(?P<words>[^<\n]+)',
    re.DOTALL,
)


def may_be_in(html: str, body: str) -> bool:
    """Whether the story `body`, or its HTML, may hold such signs: quick, and seldom yes for nothing."""
    has_signs = "](" in html or "] (" in html or "##" in html or "(../" in html
    return has_signs or _UNDERLINE.search(body) is not None


def problems(path: str, body: str, first_line: int) -> Iterator[Problem]:
    """Links and headings that are shown as text, and text that is a heading by what stands below it."""
    html = commonmark.render_with_positions(body)
    written = body.split("\n")
    for line, words in _shown(html).items():
        escaped = written[line - 1] if line <= len(written) else ""
        if _LINK.search(words) and "\\[" not in escaped and "\\]" not in escaped:
            text = N_("a link here is not whole; write [words](../place/), without spaces in the address")
            yield Problem(path, line + first_line - 1, text)
        marks = _HEADING.match(words)
        if marks and "\\#" not in escaped:
            text = N_("a heading needs a space after '{marks}'")
            yield Problem(path, line + first_line - 1, text, {"marks": marks[1]})
    for heading in _HEADING_TAG.finditer(html):
        if heading[1] != heading[2]:
            text = N_(
                "the line below makes this text a heading; put an empty line between them, or begin the "
                "heading with '##' and take the line away"
            )
            yield Problem(path, int(heading[1]) + first_line - 1, text)


def _shown(html: str) -> Mapping[int, str]:
    """What readers see of each line of the source, which count from 1, without code."""
    shown: dict[int, str] = defaultdict(str)
    line = 1
    for piece in _PIECE.finditer(html):
        if piece["words"]:
            shown[line] += piece["words"]
        elif piece["end"]:
            line += 1
        else:
            line = int(piece["at"] or piece["after"] or line)
    return shown
