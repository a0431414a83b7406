"""Symbols stand beside words and never instead of them (R-Q24, R-A28)."""

import re

from heritage.pages.access import ACCESS
from heritage.pages.labels import SERVICES
from heritage.pages.symbols import SHEET
from heritage.settings.program import bundled
from tests.rendering import EN, LIBRARY, SITE, place

DRAWN = dict(
    re.findall(
        r'<symbol id="(\w+)" viewBox="0 0 24 24">(.*?)</symbol>', (bundled("static") / SHEET).read_text()
    )
)


def test_every_fact_and_every_service_has_one() -> None:
    assert set(DRAWN) == set(ACCESS) | set(SERVICES)


def test_each_is_drawn_in_the_colour_of_the_text() -> None:
    for name, drawing in DRAWN.items():
        assert re.fullmatch(r'<path fill-rule="evenodd" d="[MmLlHhVvCcSsAaZz0-9. ,-]+"/>', drawing), name


def test_what_a_place_lacks_is_struck_through_and_said_in_words() -> None:
    """R-A30: no differs from unknown, which has no symbol that could be taken for a yes."""
    html = EN.place(place("kvarnen"))
    known = re.findall(
        r'<dt class="with-symbol( lacks)?"><svg class="symbol".*?</svg> ([^<]+)</dt><dd>([^<]+)', html
    )
    assert ("", "Step-free entrance", "Yes") in known
    assert (" lacks", "Toilet", "No") in known
    for lacks, _label, value in known:
        assert (lacks == " lacks") == (value == "No")


def test_a_trail_shows_its_services_as_words_with_their_symbols() -> None:
    html = EN.trail(LIBRARY.trails["leksaksleden"])
    address = SITE.frame.asset(SHEET)
    shown = re.findall(
        r'<svg class="symbol" aria-hidden="true"><use href="([^#]+)#(\w+)"/></svg> ([^<]+)</li>', html
    )
    assert {(name, word.strip()) for _, name, word in shown} >= {
        ("parking", "parking"),
        ("bathing", "bathing"),
    }
    assert {file for file, _, _ in shown} == {address}
    assert all(name in DRAWN for _, name, _ in shown)
