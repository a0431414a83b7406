"""Every designed state of every type of page: nothing too long, nothing missing and no direction breaks it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import faint, judging, scrolls_sideways, violations
from tests.gallery.shoot import open_state
from tests.gallery.sites import gallery
from tests.gallery.states import FULL, STATES, Aspect, State

pytestmark = pytest.mark.browser

ALL = [(group, state) for group, states in STATES.items() for state in states]
HAVE_STORIES = ("Place", "Trail", "Theme", "Safety")
LONG_WORD = 30
"""Letters: more than any phone's line holds at 200 %."""


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, str]]:
    with gallery() as addresses:
        yield addresses


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = judging(chromium, viewport={"width": 320, "height": 800}, locale="sv")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("group", "state"), ALL, ids=[f"{group}: {state.name}" for group, state in ALL])
def test_the_state_holds_at_every_width_and_with_large_text(
    page: Page, sites: dict[str, str], group: str, state: State
) -> None:
    """R-A1, R-A10, R-A12, R-I11, R-I19."""
    open_state(page, sites[state.site], state)
    if state.brief:
        page.set_viewport_size({"width": 390, "height": 800})
        page.emulate_media(color_scheme="light")
        assert violations(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
    else:
        page.emulate_media(color_scheme="light")
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert faint(page) == []
        for width in (390, 768, 1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert not scrolls_sideways(page), width
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not scrolls_sideways(page), "200 %"
    for aspect in state.shows:
        assert shown(page, group, aspect), aspect


def shown(page: Page, group: str, aspect: Aspect) -> bool:
    """Whether the page is in truth what the state says that it is."""
    match aspect:
        case Aspect.LONG_TEXT:
            told = "[...document.querySelectorAll('main, main textarea')].map(part => part.value ?? part.innerText)"
            return max(len(text.split()) for text in page.evaluate(told)) >= 600
        case Aspect.LONG_WORDS:
            parts = (
                ("main h1", "main .lede", "[data-read] h2, [data-read] h3")
                if group in HAVE_STORIES
                else ("body",)
            )
            return all(longest_word(page, part) >= LONG_WORD for part in parts)
        case Aspect.NO_PICTURE:
            return page.locator("main figure img:not([alt=''])").count() == 0
        case Aspect.RIGHT_TO_LEFT:
            return page.locator("html[dir=rtl]").count() == 1
        case Aspect.EMPTY:
            return True  # each in its own words


def longest_word(page: Page, selector: str) -> int:
    """Letters of the longest word in the elements that match, addresses left out."""
    text = " ".join(page.locator(selector).all_inner_texts())
    return max((len(word) for word in re.findall(r"[^\W\d_]+", text)), default=0)


def test_the_warning_stands_first_at_the_place_it_is_for_and_others_are_told_of_none(
    page: Page, sites: dict[str, str]
) -> None:
    """R-C15."""
    page.goto(f"{sites[FULL]}/de/langa-ord/")
    warning, heading = page.locator("section.official").bounding_box(), page.locator("h1").bounding_box()
    assert warning is not None and heading is not None
    assert warning["y"] < heading["y"]
    page.goto(f"{sites[FULL]}/sv/sagoberget/")
    assert page.locator("section.official").count() == 0
    assert "SMHI har ingen varning för den här platsen." in page.locator(".state").inner_text()
