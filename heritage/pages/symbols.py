"""Symbols for what there is at a place: our own drawings after ISO 7001, always beside a word (R-Q24, R-A30)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

SIZE = 24
"""Units of the square that the paths below are drawn in."""

SYMBOLS: Mapping[str, str] = {
    # Facts for disabled visitors
    "step_free": "M9 2a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM8 7h2.4l.5 3H16v2h-4.8l.3 2H16l3 6-1.8.9L14.8 "
    "16H9.6zM7 11.5v2.3"
    "a4 4 0 1 0 5.6 4.8l1.9.9A6 6 0 1 1 7 11.5z",
    "toilet": "M6.5 2a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM4 7h5v7H8v8H5v-8H4zM11.5 2h1v20h-1zM17.5 2a2 2 0 1 1 "
    "0 4 2 2 0 0 1 0-4z"
    "M15.5 7h4l2 8h-2v7h-4v-7h-2z",
    "parking": "M3 3h18v18H3zM9 6v12h2.5v-4H13a4 4 0 0 0 0-8zm2.5 2H13a2 2 0 0 1 0 4h-1.5z",
    "seats": "M3 6h18v2H3zM3 10h18v2H3zM2 14h20v2.5H2zM5 16h2v5H5zM17 16h2v5h-2z",
    "surface": "M8 3h8l5 18H3zM11.4 4.5h1.2l.2 3h-1.6zM11.1 10h1.8l.3 4h-2.4zM10.7 16.5h2.6l.3 3.5h-3.2z",
    "slope": "M2 20 22 8v12zM3 13.5 13.5 7l-1-1.7L19 4l-2.3 6-1-1.6L4 15.2z",
    "width_cm": "M2 3h2v18H2zM20 3h2v18h-2zM5 12l5-4v3h4V8l5 4-5 4v-3h-4v3z",
    # Services along a trail
    "lodging": "M2 5h2v8h18v7h-2v-3H4v3H2zM6.5 7a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM10 8h8a4 4 0 0 1 4 4H10z",
    "food": "M5 2h1.4v6h1.2V2H9v6h1.2V2h1.3v7A3.3 3.3 0 0 1 9 12v10H7V12A3.3 3.3 0 0 1 4.5 9V2zM16 2c3 0 4 4 4 7v4"
    "h-2v9h-2z",
    "water": "M9 3h6v2h-2v2h3a4 4 0 0 1 4 4v2h-4v-2H4V7h7V5H9zM18 15c1.5 2 2 3 2 4a2 2 0 0 1-4 0c0-1 .5-2 2-4z",
    "shelter": "M2 12 13 4l9 5-1 1.7-1-.6V20h-2V9L13 6.3 6 11.4V20H4v-7.1l-1 .7zM8 17h8v3H8z",
    "fireplace": "M13 2c1 4 5 6 5 10a6 6 0 0 1-12 0c0-2 1-4 2.5-5 0 2 1 3 2 3.5C10 7 11 4 13 2zM3 18l18 "
    "2-.3 2-18-2zM21 18"
    "l.3 2-18 2-.3-2z",
    "camping": "M12 3l10 17H2zM12 10l-4.5 8h9z",
    "bathing": "M17 5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM3 13l8-6 5 5.5-2 1.5-3.3-3.5L6 14zM2 16c2-2 "
    "4-2 6 0s3 2 5 0 "
    "4-2 6 0 2 1 3 1v2c-2 0-3 0-4.5-1.5-1-1-2-1-3.3 0-2.5 2.3-5 2.3-7.5 0-1.3-1-2.3-1-3.7.5z",
    "stamp": "M9 3h6l-1 4v6h5v4H5v-4h5V7zM4 19h16v2H4z",
    "station": "M7 2h10a2 2 0 0 1 2 2v11a3 3 0 0 1-2 2.8l2 3.2h-2.4l-1.3-2H8.7l-1.3 2H5l2-3.2A3 3 0 0 1 "
    "5 15V4a2 2 0 0 1 "
    "2-2zM7.5 5v5h9V5zM9 13a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM15 13a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
    "pilgrim_centre": "M10 2a2.2 2.2 0 1 1 0 4.4A2.2 2.2 0 0 1 10 2zM8 7.5h4l3 "
    "4h2v-5h1.5V22H17v-8.5h-3l-2-2.4v4l2.5 "
    "6.9H12l-2.2-6-1.8 6H5.5L8 15z",
    "border": "M4 3h6v16H4zM14 3h6v16h-6zM6 5v4h2V5zM16 5v4h2V5zM2 20h20v2H2z",
}
"""Path data by the word in the content: one of a place's facts for disabled visitors, or a service of a trail."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A word with its symbol."""

    symbol: Markup
    text: str


def symbol(name: str) -> Markup:
    """The drawing itself, in the colour of the text; the word beside it speaks, so it is hidden from listeners."""
    return _drawn(f'<path fill-rule="evenodd" d="{SYMBOLS[name]}"/>')


def shared(name: str) -> Markup:
    """A reference to the drawing that `sheet` has put on the page."""
    return _drawn(f'<use href="#_s-{name}"/>')


def sheet(names: Iterable[str]) -> Markup:
    """The drawings of a page that shows some of them many times: once each, out of sight."""
    wanted = set(names)
    drawings = "".join(
        f'<symbol id="_s-{name}" viewBox="0 0 {SIZE} {SIZE}"><path fill-rule="evenodd" d="{path}"/></symbol>'
        for name, path in SYMBOLS.items()
        if name in wanted
    )
    return Markup(f'<svg class="symbols" aria-hidden="true">{drawings}</svg>' if drawings else "")


def _drawn(inside: str) -> Markup:
    return Markup(f'<svg class="symbol" viewBox="0 0 {SIZE} {SIZE}" aria-hidden="true">{inside}</svg>')
