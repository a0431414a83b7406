"""The style sheet keeps what it promises: contrast, logical properties, nothing from elsewhere, small."""

import gzip
import re

import pytest

from heritage.pages.static_files import style

CSS = style()
SCHEMES = ("light", "dark")

TEXT_PAIRS = [
    ("ink", "snow"),
    ("ink", "paper"),
    ("ink", "warn"),
    ("ink", "sky"),
    ("ink", "dawn"),
    ("soft", "snow"),
    ("soft", "paper"),
    ("act", "snow"),
    ("act", "paper"),
    ("act", "warn"),
    ("on-act", "act"),
    ("on-plate", "plate"),
    ("on-water", "water"),
]
"""Text and what it stands on: 7:1, for phones are read in sunlight (R-A10)."""

EDGE_PAIRS = [("edge", "paper"), ("edge", "snow"), ("warn-edge", "warn"), ("ink", "snow"), ("act", "paper")]
"""Borders of fields and warnings, focus rings: 3:1."""


def palette(scheme: str) -> dict[str, str]:
    """The colours of a scheme; the dark one changes some of the light one's."""
    light, dark = re.search(r":root\{(.*?)\}", CSS), re.search(r"dark\)\{:root\{(.*?)\}", CSS)
    assert light and dark
    colours = dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})\b", light[1]))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})\b", dark[1]))
    return colours


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green, blue, 0 to 255."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    shares = [channel / 255 for channel in channels(colour)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_by_wcag() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_has_contrast_for_sunlight(scheme: str, text: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_of_controls_can_be_seen(scheme: str, edge: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[edge], colours[ground]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_colour_is_green(scheme: str) -> None:
    """R-C6: nothing may read as "the ice holds"."""
    for name, colour in palette(scheme).items():
        red, green, blue = channels(colour)
        assert green <= max(red, blue) + 5, name


def test_directions_are_logical_so_that_right_to_left_works() -> None:
    """R-I11."""
    sides = "left|right|top|bottom"
    physical = rf"[;{{](?:(?:margin|padding|border)-(?:{sides})|{sides}|width|height|float)[:-]"
    assert re.findall(physical, CSS) == []
    assert not re.search(r"text-align:(left|right)", CSS)


def test_nothing_is_fetched_for_it() -> None:
    assert re.findall(r"@import|@font-face|url\((?!\"data:image/svg)", CSS) == []


def test_it_answers_to_what_readers_ask_of_their_browser() -> None:
    for wish in ("prefers-color-scheme: dark", "prefers-contrast: more", "print"):
        assert wish.replace(": ", ":") in CSS.replace(": ", ":"), wish


def test_nothing_moves() -> None:
    """R-A29: with no motion there is none to reduce."""
    assert not re.search(r"animation|transition|@keyframes|scroll-behavior", CSS)


def test_focus_is_always_seen() -> None:
    assert ":focus-visible{outline:3px solid" in CSS
    assert "outline:none" not in CSS


def test_it_is_small_enough_to_travel_in_every_page() -> None:
    assert len(CSS) < 16_000
    assert len(gzip.compress(CSS.encode(), 9)) < 4_300
