"""An editor's file taken apart: bytes to text, and text to front matter and story."""

import re
from typing import NamedTuple

from heritage.problems import N_, Problem

FRONT_MATTER_LIMIT = 64_000
"""Characters the front matter may have (R-S14)."""

_FENCE = re.compile(r"\n---[ \t]*(?:\n|\Z)")
_OPENING = re.compile(r"---[ \t]*\n")
_NEARLY_OPENING = re.compile(r"\s*[-–—]+[ \t]*\n")

# Control characters are invalid in HTML and in YAML; only tab, line feed and carriage return are text.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r") + b"\x7f"

# Line ends of their own to some readers and not to others, so that nobody could tell which line a fact is on.
_LINE_SIGNS = ("\x85", "\u2028", "\u2029")


class Parts(NamedTuple):
    """A text file's two halves; lines count from 1 in the file. The YAML always begins on line 2."""

    yaml: str
    body: str
    body_line: int


YAML_LINE = 2
"""The line of a text file's first line of YAML: the one after the opening `---`."""


def decode(path: str, raw: bytes) -> str | Problem:
    """The file's text with plain line feeds and without a byte order mark, or why it is no text."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return Problem(
            path,
            _line_at(raw, error.start),
            N_("a letter here is not UTF-8; save the file again with the encoding UTF-8"),
        )
    if len(raw.translate(None, _CONTROLS)) != len(raw) or any(sign in text for sign in _LINE_SIGNS):
        return _invisible(path, text)
    text = text.removeprefix("\ufeff")  # a byte order mark, which Windows puts there
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _invisible(path: str, text: str) -> Problem:
    place, sign = next(
        (place, sign)
        for place, sign in enumerate(text)
        if sign in _LINE_SIGNS or (sign.isascii() and ord(sign) in _CONTROLS)
    )
    return Problem(
        path,
        _line_at(text[:place].encode(), len(text.encode())),
        N_("there is an invisible control character ({character}) here; take it away"),
        {"character": f"U+{ord(sign):04X}"},
    )


def _line_at(raw: bytes, place: int) -> int:
    before = raw[:place].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


def split(path: str, text: str) -> Parts | Problem:
    """Front matter and story of a decoded text, or what keeps them from being told apart."""
    if not text.strip():
        return Problem(path, 0, N_("the file is empty; write the front matter between two lines '---'"))
    opening = _OPENING.match(text)
    if opening is None and _NEARLY_OPENING.match(text):
        return Problem(
            path, 1, N_("the first line must be three hyphens and nothing else: '---', with no line above it")
        )
    if opening is None:
        return Problem(
            path, 1, N_("the file must begin with a line '---', then the facts, then another line '---'")
        )
    # One character back, so that the fence of empty front matter is found by its line feed too.
    fence = _FENCE.search(text, opening.end() - 1)
    if fence is None:
        return Problem(
            path, 1, N_("the front matter begins here and never ends; write a line '---' after the facts")
        )
    yaml = text[opening.end() : max(fence.start() + 1, opening.end())]
    if len(yaml) > FRONT_MATTER_LIMIT:
        return Problem(
            path,
            1,
            N_("the front matter is longer than {limit} thousand characters; move words to the story"),
            {"limit": FRONT_MATTER_LIMIT // 1000},
        )
    body_line = YAML_LINE + yaml.count("\n") + 1
    return Parts(yaml, text[fence.end() :], body_line)
