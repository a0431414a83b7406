"""The style of panels and curves keeps what the style of all pages promises: contrast, no green, both directions."""

import re

import pytest

from heritage.pages.charts import WIDTH
from heritage.pages.static_files import SHEETS, own_files
from tests.unit.pages.test_style import SCHEMES, channels, contrast
from tests.unit.pages.test_style import palette as shared_palette

CSS = next(file.body for file in own_files() if file.name == "panel.css").decode()
LEVELS = ("yellow", "orange", "red")


def palette(scheme: str) -> dict[str, str]:
    """The colours of warnings, which the dark scheme has its own of."""
    light, dark = re.findall(r":root\{(.*?)\}", CSS)
    return dict(re.findall(r"--([a-z]+):(#[0-9a-f]{6})", dark if scheme == "dark" else light))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("level", LEVELS)
def test_the_shapes_of_warnings_can_be_seen(scheme: str, level: str) -> None:
    """R-A10: 3:1 against what they stand on."""
    assert contrast(palette(scheme)[level], shared_palette(scheme)["warn"]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_colour_is_green(scheme: str) -> None:
    """R-C6."""
    for colour in palette(scheme).values():
        red, green, blue = channels(colour)
        assert green <= max(red, blue) + 5
    outside = re.sub(r":root\{.*?\}", "", CSS)
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl|green", outside) == []


def test_directions_are_logical_so_that_right_to_left_works() -> None:
    """R-I11."""
    sides = "left|right|top|bottom"
    physical = rf"[;{{](?:(?:margin|padding|border)-(?:{sides})|{sides}|width|height|float)[:-]"
    assert re.findall(physical, CSS) == []
    assert not re.search(r"text-align:(left|right)", CSS)


def test_nothing_moves_and_nothing_is_fetched() -> None:
    """R-A29."""
    assert not re.search(r"animation|transition|@keyframes|scroll-behavior", CSS)
    assert not re.search(r"@import|@font-face|url\(", CSS)


def test_what_is_hidden_stays_so_whatever_else_an_element_is() -> None:
    """Else a fresh value would be marked as old: `display` of a class is stronger than the attribute."""
    assert "[hidden]{display:none !important}" in CSS


def test_measured_and_forecast_differ_in_shape() -> None:
    """R-C17."""
    assert re.search(r"\.forecast\{[^}]*border:2px dashed", CSS)
    assert re.search(r"\.values > li\{[^}]*border:1px solid", CSS)


def test_long_words_of_cards_are_hyphenated() -> None:
    assert re.search(r"\.values > li\{hyphens:auto", CSS)


def test_letters_of_a_picture_are_never_larger_than_those_of_the_text() -> None:
    """However wide the screen is."""
    (widest,) = re.findall(r"\.chart\{[^}]*max-inline-size:(\d+)rem", CSS)
    (letter,) = re.findall(r"\.chart text\{[^}]*font:(\d+)px", CSS)
    assert int(widest) * int(letter) / WIDTH <= 1.1, "rem: text is 1.125"


def test_it_is_light() -> None:
    assert len(CSS) < 7_500
    assert "charts" in SHEETS["panel.css"]
