"""A second engine, IBM's, looks for what axe may be blind to (R-A33): each type of page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import PAGES, open_page, tool

pytestmark = pytest.mark.browser

JUDGED = {
    "style_color_misuse": "asks on every page with a style sheet; R-A28 is looked at by hand",
    "style_highcontrast_visible": "asks on every page; test_reader_settings.py looks at forced colours",
    "style_viewport_resizable": "asks on every page; test_pages.py measures text of 200 %",
    "style_focus_visible": "asks of every styled control; test_pages.py finds its focus ring by keyboard",
    "img_alt_background": "the backgrounds are plain lines and colours that tell nothing",
    "form_submit_button_exists": "a <button> without a type is a submit button",
    "list_structure_proper": "HTML lets <div> group the terms of a <dl>",
    "text_block_heading": "a short paragraph alone, such as a code or a position, is no heading",
    "figure_label_exists": "the picture inside has its own text alternative, or tells nothing and has an empty one",
    "aria_complementary_label_visible": "the name is for those who do not see the frame round it",
    "media_keyboard_controllable": "the player is the browser's own",
    "text_sensory_misuse": "the words tell of the landscape, or of what comes before in the text",
    "text_contrast_sufficient": "cannot tell what lies behind words on the painted sky; test_style.py and below",
    "blockquote_cite_exists": "a quotation of the content; its source stands under Sources",
    "element_tabbable_unobscured": "nothing is sticky or fixed, as test_reader_settings.py holds",
    "input_label_visible": "the label stands above the field with an explanation between them",
}
"""What the engine cannot decide or only recommends, and why it stays: whatever else it finds fails the test."""


def findings(page: Page) -> list[dict[str, Any]]:
    """Everything the engine does not pass, by WCAG 2.2 A and AA."""
    page.evaluate(f"{tool('accessibility-checker-engine/ace.js')}; window.ace = ace")
    results: list[dict[str, Any]] = page.evaluate(
        "async () => (await new ace.Checker().check(document, ['WCAG_2_2'])).results"
    )
    assert any(found["value"][1] == "PASS" for found in results), "the engine did not run"
    return [found for found in results if found["value"][1] != "PASS"]


def not_judged(page: Page) -> list[str]:
    return [
        f"{found['ruleId']}: {found['message']}: {found['snippet'][:200]}"
        for found in findings(page)
        if found["value"] == ["VIOLATION", "FAIL"] or found["ruleId"] not in JUDGED
    ]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_type_of_page_passes_the_second_engine(page: Page, small_site: str, name: str) -> None:
    """Every other one in dark: what hangs on colours axe measures in both."""
    page.emulate_media(color_scheme="dark" if list(PAGES).index(name) % 2 else "light")
    page.goto(small_site + PAGES[name])
    assert not_judged(page) == []


@pytest.mark.parametrize("address", ["/ar/", "/ar/bron/", "/ar/leksaksleden/", "/Q/?code=KVA&lang=ar"])
def test_pages_from_right_to_left_pass_it_too(page: Page, arabic_site: str, address: str) -> None:
    page.goto(arabic_site + address)
    assert not_judged(page) == []


@pytest.mark.parametrize(
    "address", ["/sv-simple/", "/sv-simple/flataklocken/", "/sv-simple/is/", "/nb/help/"]
)
def test_the_real_content_passes_it_too(page: Page, real_site: str, address: str) -> None:
    page.goto(real_site + address)
    assert not_judged(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_words_in_the_header_stand_on_the_sky_alone(chromium: Browser, small_site: str, width: int) -> None:
    """Both ends of the sky are measured in test_style.py; the sun and the trees stay below every word (R-A10)."""
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = open_page(context, f"{small_site}/de/")
    for size in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        room, sun = page.evaluate(
            """() => {
                 const header = document.querySelector('.top'), style = getComputedStyle(header);
                 const px = name => { const probe = document.createElement('i');
                   probe.style.cssText = `position: absolute; inline-size: var(${name})`;
                   header.append(probe); const size = probe.offsetWidth; probe.remove(); return size; };
                 const bar = document.querySelector('.bar').getBoundingClientRect();
                 return [header.getBoundingClientRect().bottom - bar.bottom,
                         px('--forest-size') * 0.9 + px('--sun-size')]; }"""
        )
        assert room >= sun > 0
    context.close()
