"""The municipality's own pages, every one in every language: measured with axe, and read on the smallest phone."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from heritage.pages.drafts import Draft, drafts, renderers
from heritage.pages.site import assemble
from heritage.places.library import load
from tests.browser.conftest import ROOT
from tests.browser.pages import careless, judging, scrolls_sideways, violations

pytestmark = pytest.mark.browser


def by_language() -> dict[str, list[Draft]]:
    """Every page of the content."""
    library = load(ROOT / "content").library
    assert library is not None
    found: dict[str, list[Draft]] = {}
    for draft in drafts(library, renderers(assemble(library))):
        found.setdefault(draft.language, []).append(draft)
    return found


DRAFTS = by_language()


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = judging(chromium, viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", DRAFTS)
def test_every_page_passes_axe_and_fits_the_smallest_phone(page: Page, real_site: str, language: str) -> None:
    """R-A1, R-A9, R-A12."""
    found: dict[str, list[str]] = {}
    for draft in DRAFTS[language]:
        page.goto(real_site + draft.path, wait_until="domcontentloaded")
        # What no text can change is looked at once, and the colours of each type of page in test_pages.py.
        wrong = violations(page, "color-contrast") if language == "sv" else careless(page)
        if scrolls_sideways(page):
            wrong.append("scrolls sideways at 320 px")
        if wrong:
            found[draft.path] = wrong
    assert found == {}


@pytest.mark.parametrize("language", DRAFTS)
def test_every_page_of_a_language_has_a_title_of_its_own(language: str) -> None:
    """R-A21."""
    titles = Counter(re.findall(r"<title>(.*?)</title>", draft.draw())[0] for draft in DRAFTS[language])
    assert [title for title, number in titles.items() if number > 1] == []
