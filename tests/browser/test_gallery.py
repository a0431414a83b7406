"""Every designed state of every type of page: nothing too long, nothing missing and no direction breaks it."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import scrolls_sideways, violations
from tests.gallery.shoot import open_state
from tests.gallery.sites import gallery
from tests.gallery.states import STATES, State

pytestmark = pytest.mark.browser

SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
ALL = [(group, state) for group, states in STATES.items() for state in states]


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, str]]:
    with gallery() as addresses:
        yield addresses


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 320, "height": 800}, locale="sv")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("group", "state"), ALL, ids=[f"{group}: {state.name}" for group, state in ALL])
def test_the_state_holds_at_every_width_and_with_large_text(
    page: Page, sites: dict[str, str], group: str, state: State
) -> None:
    """R-A1, R-A10, R-A12, R-I11, R-I19."""
    open_state(page, sites[state.site], state)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme
    for width in (390, 768, 1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert not scrolls_sideways(page), width
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not scrolls_sideways(page), "200 %"
