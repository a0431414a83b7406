"""What readers set for themselves is kept: forced colours, more contrast, less motion, 400 % zoom, paper."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import PAGES, open_page, scrolls_sideways, violations

pytestmark = pytest.mark.browser

FADED = """() => [...document.querySelectorAll('button, .button, input:not([type=hidden]), textarea')]
  .filter(e => e.checkVisibility())
  .filter(e => { const s = getComputedStyle(e);
    return parseFloat(s.borderTopWidth) === 0 || s.borderTopStyle === 'none'
      || s.borderTopColor === s.backgroundColor || s.color === s.backgroundColor; })
  .map(e => e.outerHTML.slice(0, 120))"""
"""Controls whose words or edges cannot be told from their ground."""

PLAIN_LINKS = """() => [...document.querySelectorAll('main p a, main li a')]
  .filter(e => e.checkVisibility() && !e.closest('nav'))
  .filter(e => { const s = getComputedStyle(e);
    return !s.textDecorationLine.includes('underline') && parseFloat(s.borderBottomWidth) === 0; })
  .map(e => e.outerHTML.slice(0, 120))"""
"""Links that only their colour tells from other words."""


@pytest.fixture(scope="module", params=["light", "dark"])
def forced(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in the few colours that its reader has chosen, as in Windows' contrast themes."""
    context = chromium.new_context(
        forced_colors="active", color_scheme=request.param, viewport={"width": 390, "height": 800}
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_vanishes_in_forced_colours(forced: Page, small_site: str, name: str) -> None:
    """R-A10, R-A28, R-A29. Not by axe: it reads the fill colour of words, which Chromium does not tell as forced."""
    forced.goto(small_site + PAGES[name])
    assert forced.evaluate(FADED) == []
    assert forced.evaluate(PLAIN_LINKS) == []


def test_focus_is_seen_in_forced_colours(forced: Page, small_site: str) -> None:
    """R-A18."""
    forced.goto(f"{small_site}/Q/KVA15")
    seen: dict[str, str] = {}
    for _ in range(25):
        forced.keyboard.press("Tab")
        stop, outline = forced.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
                 return [e.outerHTML.slice(0, 120), s.outlineStyle === 'none' ? '0px' : s.outlineWidth]; }"""
        )
        seen.setdefault(stop, outline)  # later stops in a player are the browser's own
    assert len(seen) > 15
    assert [stop for stop, outline in seen.items() if outline == "0px"] == []


@pytest.mark.parametrize("setting", [{}, {"reduced_motion": "reduce"}])
def test_nothing_moves_sticks_or_covers(chromium: Browser, small_site: str, setting: dict[str, Any]) -> None:
    """R-A18, R-A20, R-A29: there is no motion to reduce, and no bar that could hide what has focus."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, **setting)
    page = context.new_page()
    for name, address in PAGES.items():
        page.goto(small_site + address)
        moving = page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll('body, body *')].filter(e => {
                 const s = getComputedStyle(e);
                 return s.transitionDuration !== '0s' || s.animationName !== 'none'
                   || s.scrollBehavior !== 'auto' || ['fixed', 'sticky'].includes(s.position);
               }).map(e => e.outerHTML.slice(0, 100))"""
        )
        assert moving == [], name
        assert page.evaluate("document.getAnimations().length") == 0, name
    context.close()


def test_four_hundred_per_cent_zoom_needs_one_direction_of_scrolling(
    chromium: Browser, small_site: str
) -> None:
    """R-A12: a window of 1280 x 1024 pixels at 400 % is one of 320 x 256 with four to each."""
    context = chromium.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    page = context.new_page()
    for name, address in PAGES.items():
        page.goto(small_site + address)
        assert not scrolls_sideways(page), name
        assert page.locator("meta[name=viewport]").get_attribute("content") == "width=device-width", name
        assert page.locator("h1").is_visible(), name
    context.close()


def test_more_contrast_is_given_to_who_asks_for_it(chromium: Browser, small_site: str) -> None:
    """R-A29: grey words become black ones."""
    context = chromium.new_context(contrast="more")
    page = open_page(context, f"{small_site}/sv/kvarnen/")
    assert violations(page) == []
    colours = page.evaluate(
        """() => [...new Set([...document.querySelectorAll('main p')].map(e => getComputedStyle(e).color))]"""
    )
    assert len(colours) == 1
    context.close()


@pytest.mark.parametrize("name", ["place", "trail", "safety", "help"])
def test_paper_gets_the_words_the_address_and_a_tagged_file(
    chromium: Browser, small_site: str, name: str
) -> None:
    """R-A27: a PDF that a visitor makes has its structure with it."""
    context = chromium.new_context()
    page = open_page(context, small_site + PAGES[name])
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator(".paper").is_visible()
    assert not page.locator("nav a[hreflang]").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    printed = page.pdf(tagged=True, outline=True)
    assert b"/StructTreeRoot" in printed
    context.close()
