"""Counted passages on a phone: another period without another page, and nothing lost where that fails."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from heritage.i18n.dates import LOCAL_TIME
from tests.browser.conftest import SMALL, serving
from tests.browser.pages import faint, scrolls_sideways, violations
from tests.gallery.passages import count

pytestmark = pytest.mark.browser

YEAR = datetime.now(LOCAL_TIME).year - 1
POINT = f"/en/counts/kvarnbron/{YEAR}/"
JULY = f"/en/counts/kvarnbron/{YEAR}-07/"
UNTOUCHED = "window.untouched"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("counts")
    count(SMALL, data, datetime.now(UTC))
    with serving(SMALL, data) as address:
        yield address


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: str) -> Page:
    """A whole year, in a document that can be told from another; complaints fail the test at its end."""
    opened = context.new_page()
    opened.goto(site + POINT, wait_until="networkidle")
    opened.evaluate(f"{UNTOUCHED} = true")
    return opened


def july(page: Page) -> None:
    page.get_by_role("navigation", name="Period").get_by_role("link", name="Jul", exact=True).click()


def test_another_period_takes_the_place_of_the_figures_and_the_address_follows(page: Page, site: str) -> None:
    """R-A19: the keyboard stays, what is new is read out, and all that names the page names the new one."""
    july(page)
    expect(page.locator("#_period")).to_have_text(f"July {YEAR}")
    assert page.url == site + JULY
    assert page.evaluate(UNTOUCHED), "no other document"
    expect(page.locator("#_figures .lede")).to_contain_text(f"1–31 July {YEAR}")
    assert page.locator("#_figures .lede").get_attribute("aria-live") == "polite"
    expect(page.locator("#_figures h3", has_text="Passages by day")).to_be_visible()
    expect(page.locator("#_figures h3", has_text="Passages by month")).to_have_count(0)
    assert page.title().startswith(f"Passages at The Mill Bridge, July {YEAR}")
    assert page.evaluate("document.activeElement.id") == f"_p-{YEAR}-07"
    assert page.locator("#_langs [lang=de]").get_attribute("href") == JULY.replace("/en/", "/de/")


def test_the_way_back_is_the_browser_s_own(page: Page, site: str) -> None:
    july(page)
    expect(page.locator("#_period")).to_have_text(f"July {YEAR}")
    page.go_back()
    expect(page.locator("#_period")).to_have_text(str(YEAR))
    assert page.url == site + POINT


def test_nothing_is_stored_and_nothing_foreign_is_asked(
    page: Page, context: BrowserContext, site: str
) -> None:
    """R-P1, R-S3."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    july(page)
    expect(page.locator("#_period")).to_have_text(f"July {YEAR}")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert context.cookies() == []
    assert asked and all(address.startswith(site) for address in asked)


@pytest.mark.parametrize("status", [404, 503, 0])
def test_a_tap_that_fails_does_what_it_does_without_script(page: Page, site: str, status: int) -> None:
    """Never a tap without an answer: the browser itself goes there, and shows what there is."""
    fails = [True]

    def once(route: Route) -> None:
        if not fails:
            route.continue_()
            return
        fails.clear()
        if status:
            route.fulfill(status=status, body="<h1>No</h1>", content_type="text/html")
        else:
            route.abort()

    page.route(f"**{JULY}", once)
    july(page)
    page.wait_for_function(f"!{UNTOUCHED}")
    expect(page.locator("#_period")).to_have_text(f"July {YEAR}")
    assert page.url == site + JULY


def test_without_script_the_links_are_links(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + POINT)
    july(page)
    assert page.url == site + JULY
    assert page.locator("#_period").inner_text() == f"July {YEAR}"
    context.close()


SILENT = datetime.now(LOCAL_TIME).date() - timedelta(days=41)
ONE_WAY = f"/en/counts/norra-leden/{SILENT:%Y-%m}/"
"""Of a point whose counter cannot tell directions, in a month in which it was silent for some days."""


def test_a_counter_that_cannot_tell_directions_reads_well(page: Page, site: str) -> None:
    """R-V5, R-V7: no empty direction, no visit by direction, no true number without a count by hand."""
    page.goto(site + ONE_WAY)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    told = page.locator("main").inner_text()
    assert "How many the counter misses is not known." in told and "true number" not in told
    assert "By direction" not in told and "Towards" not in told
    assert "whoever comes here goes back the same way, so that two passages are one visit." in told
    (gap,) = page.locator("tr", has_text="Both directions together").all_inner_texts()
    assert "estimated from the weeks around, and from what The Mill Bridge counted" in gap


@pytest.mark.parametrize("path", [POINT, JULY, "/sv/counts/", POINT.replace("/en/", "/de/"), ONE_WAY])
def test_axe_finds_nothing_in_light_and_in_dark_at_any_width(
    context: BrowserContext, site: str, path: str
) -> None:
    """R-A1, R-A10, R-A12, R-A16: also with the tables unfolded and with large text."""
    page = context.new_page()
    page.goto(site + path)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert faint(page) == [], "dark"
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert not scrolls_sideways(page), width
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not scrolls_sideways(page), "200 %"


def test_estimated_and_unknown_differ_from_counted_without_colour(page: Page) -> None:
    """R-A28, R-V13: what stands in a bar is a pattern, not another paint of the same kind."""
    fills = page.evaluate(
        "[...document.querySelectorAll('.chart .counted')].map(part => getComputedStyle(part).fill)"
    )
    assert fills and all(fill.startswith("rgb(") for fill in fills)
    page.evaluate(
        """document.querySelector('.chart').insertAdjacentHTML('beforeend',
             '<path class="estimated" fill="url(#x)" d="M0 0h9v9z"/>')"""
    )
    assert 'url("#x")' in page.evaluate(
        "getComputedStyle(document.querySelector('.chart .estimated[fill]')).fill"
    )
