"""Symbols for what there is at a place: our own drawings after ISO 7001, always beside a word (R-Q24, R-A30).

They stand in one file, fetched once for all pages: until it has come, or where it does not, the words say all.
"""

import msgspec
from markupsafe import Markup

from heritage.pages.frame import Frame

SHEET = "symbols.svg"
"""Has a `<symbol>` by the name of each of a place's facts for disabled visitors and of each service of a trail."""


class Labelled(msgspec.Struct, frozen=True):
    """A word with its symbol."""

    symbol: Markup
    text: str


def symbol(name: str, frame: Frame) -> Markup:
    """The drawing in the colour of the text; the word beside it speaks, so it is hidden from listeners."""
    return Markup(f'<svg class="symbol" aria-hidden="true"><use href="{frame.asset(SHEET)}#{name}"/></svg>')
