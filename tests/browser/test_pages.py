"""Every type of page as visitors meet it: measured with axe, at three widths, light and dark, by keyboard."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.conftest import SMALL, serving
from tests.browser.pages import (
    PAGES,
    SMALL_LINKS,
    faint,
    open_page,
    scrolls_sideways,
    send_form,
    violations,
)

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 1280)


@pytest.fixture(scope="module")
def phone(chromium: Browser) -> Iterator[Page]:
    """One for all types of page."""
    context = chromium.new_context(locale="sv-SE")
    yield context.new_page()
    context.close()


@pytest.fixture
def page(phone: Page) -> Page:
    """As it came out of the box."""
    phone.set_viewport_size({"width": 390, "height": 800})
    phone.emulate_media(color_scheme="light")
    return phone


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_light_and_in_dark_at_any_width(page: Page, small_site: str, name: str) -> None:
    """R-A1, R-A11, R-A12: 0 violations and no sideways scrolling, also with text of 200 %."""
    page.goto(small_site + PAGES[name])
    assert violations(page) == []
    assert page.evaluate(SMALL_LINKS) == []
    page.emulate_media(color_scheme="dark")
    assert faint(page) == [], "dark"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert not scrolls_sideways(page), width
    assert faint(page) == [], "dark, beside each other"
    page.set_viewport_size({"width": 320, "height": 800})
    assert violations(page, "color-contrast") == [], "320 px"
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert violations(page, "color-contrast") == [], "200 %"
    assert not scrolls_sideways(page), "200 %"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_with_the_readers_own_text_spacing(page: Page, small_site: str, name: str) -> None:
    """R-A13."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(small_site + PAGES[name])
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
             sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
               word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
             document.adoptedStyleSheets.push(sheet); }"""
    )
    assert page.evaluate("getComputedStyle(document.querySelector('main p')).wordSpacing") != "0px"
    assert not scrolls_sideways(page)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(e =>
             getComputedStyle(e).overflow === 'hidden' && e.clientWidth > 1
             && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
           ).map(e => e.outerHTML.slice(0, 100))"""
    )
    assert cut == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_foreign_is_loaded_and_nothing_is_stored(
    chromium: Browser, small_site: str, name: str
) -> None:
    """R-P1, R-P3, R-S2: no cookie, no storage, no foreign request, no breach of the policy, no script but ours."""
    context = chromium.new_context()
    page = context.new_page()
    requests: list[Request] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request))
    page.on("console", lambda message: complaints.append(message.text))
    answer = page.goto(small_site + PAGES[name], wait_until="load")
    assert answer is not None
    assert all(request.url.startswith((small_site, "data:")) for request in requests)
    expected = (
        []
        if answer.ok
        else [f"Failed to load resource: the server responded with a status of {answer.status}"]
    )
    assert [line for line in complaints if not line.startswith(tuple(expected) or "\0")] == []
    assert context.cookies() == []
    stored = page.evaluate("[localStorage.length, sessionStorage.length]")
    assert stored == [0, 0]
    assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    scripts = page.locator("script:not([type='application/ld+json'])").evaluate_all(
        "all => all.map(script => [new URL(script.src).pathname.replace(/[0-9a-f]{16}/, '…'), script.text])"
    )
    ours = {f"/static/{name}.….js" for name in ("listen", "ages", "htmx", "periods")}
    assert {address for address, _ in scripts} <= ours
    assert all(text == "" for _, text in scripts)
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_in_reading_order(page: Page, small_site: str, name: str) -> None:
    """R-A18: the skip link comes first, focus is visible, follows the document and leaves nothing out."""
    page.goto(small_site + PAGES[name])
    expected: int = page.evaluate(
        """() => {
             const can = 'a[href], button, input, textarea, summary, audio, [tabindex="0"]';
             window.stops = [...document.querySelectorAll(can)]
               .filter(e => e.type !== 'hidden' && e.checkVisibility());
             return window.stops.length; }"""
    )
    order: list[tuple[int, bool]] = []
    while len(order) < expected:
        page.keyboard.press("Tab")
        stop, is_visible, is_player = page.evaluate(
            """() => {
                 const e = document.activeElement, s = getComputedStyle(e);
                 const visible = s.outlineStyle !== 'none' || s.boxShadow !== 'none';
                 return [window.stops.indexOf(e), visible, e.tagName === 'AUDIO']; }"""
        )
        if is_player and order[-1][0] == stop:
            continue  # the next of the browser's own controls in a player
        order.append((stop, is_visible))
    assert [index for index, _ in order] == list(range(expected))
    assert all(visible for _, visible in order)
    first = page.evaluate("window.stops[0].getAttribute('href')")
    assert first.startswith("#"), "the skip link is first"
    assert page.locator(first).count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_one_heading_unique_landmarks_and_its_language(
    page: Page, small_site: str, name: str
) -> None:
    """R-A21, R-I4."""
    answer = page.goto(small_site + PAGES[name])
    assert answer is not None
    assert page.locator("h1").count() == 1
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert [page.locator(part).count() for part in ("main", "body > header", "body > footer")] == [1, 1, 1]
    assert page.locator("html").get_attribute("lang") == answer.headers["content-language"]
    assert page.locator("html").get_attribute("dir") == "ltr"
    assert page.title()


def test_main_actions_are_large_enough_for_cold_fingers(chromium: Browser, small_site: str) -> None:
    """R-A11: the emergency number, the languages and the typed code are at least 44 px high."""
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    for address in ("/sv/", "/sv/kvarnen/", "/Q/KVA15"):
        page = open_page(context, small_site + address)
        actions = page.locator(
            "a[href^='tel:112'], nav a[hreflang], form button, form input:not([type=hidden])"
        )
        assert actions.count() >= 2
        for action in actions.all():
            box = action.bounding_box()
            assert box is not None
            assert box["height"] >= 44, action.evaluate("e => e.outerHTML")
        page.close()
    context.close()


def test_a_walker_types_the_code_and_reads_about_the_place(chromium: Browser, small_site: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="de-DE")
    page = open_page(context, f"{small_site}/")
    assert page.locator("html").get_attribute("lang") == "de"
    page.get_by_role("textbox").first.fill("kva 15")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Die Klötzchenmühle"
    assert "KVA15" in page.locator("main").inner_text()
    context.close()


def test_a_typing_error_is_answered_beside_the_field(chromium: Browser, small_site: str) -> None:
    """R-A22: the error stands in text next to the field, and what was typed is still there."""
    context = chromium.new_context(locale="en-GB")
    page = open_page(context, f"{small_site}/Q/?code=KVA1O&lang=en")
    field = page.get_by_role("textbox").first
    assert field.input_value() == "KVA1O"
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby")
    assert described is not None
    texts = [page.locator(f"[id='{name}']").inner_text() for name in described.split()]
    assert any("O" in text for text in texts)
    context.close()


def test_the_language_switch_stays_on_the_place(chromium: Browser, small_site: str) -> None:
    """R-I14."""
    context = chromium.new_context()
    page = open_page(context, f"{small_site}/sv/kvarnen/")
    with page.expect_navigation():
        page.get_by_role("link", name="Deutsch").first.click()
    assert page.url == f"{small_site}/de/kvarnen/"
    assert page.locator("h1").inner_text() == "Die Klötzchenmühle"
    context.close()


def test_feedback_is_taken_without_an_account_and_keeps_the_page_it_came_from(
    chromium: Browser, small_site: str
) -> None:
    """R-A4, R-P19."""
    context = chromium.new_context()
    page = open_page(context, f"{small_site}/en/kvarnen/")
    with page.expect_navigation():
        page.locator("footer a[href*='feedback']").first.click()
    assert "page=" in page.url
    page.get_by_role("textbox").last.fill("The seat is broken.")
    with page.expect_navigation():
        page.locator("main form button").last.click()
    assert "Thank" in page.locator("main").inner_text()
    context.close()


def test_the_page_reads_on_paper(chromium: Browser, small_site: str) -> None:
    """The print style drops what only a screen can use."""
    context = chromium.new_context()
    page = open_page(context, f"{small_site}/sv/kvarnen/")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert not page.locator("form").first.is_visible() if page.locator("form").count() else True
    assert not page.locator("nav a[hreflang]").first.is_visible()
    context.close()


@pytest.mark.parametrize("name", ["start", "accessibility statement", "safety"])
def test_a_button_that_is_a_link_is_a_word_on_paper(chromium: Browser, small_site: str, name: str) -> None:
    """Nobody can press it there: no frame, no plate, no room of its own in the line."""
    context = chromium.new_context()
    page = open_page(context, small_site + PAGES[name])
    drawn = """() => [...document.querySelectorAll('main .button')].map(e => {
        const style = getComputedStyle(e);
        return [style.display, style.borderTopWidth, style.paddingLeft, style.backgroundColor, style.color];
    })"""
    assert all(style[1] == "2px" for style in page.evaluate(drawn))
    page.emulate_media(media="print")
    printed = page.evaluate(drawn)
    assert printed
    assert {tuple(style) for style in printed} == {
        ("inline", "0px", "0px", "rgba(0, 0, 0, 0)", "rgb(0, 0, 0)")
    }
    context.close()


ANSWERS = {
    "feedback error": ("/de/feedback/", {"text": "", "page": "/de/kvarnen/"}),
    "address used the wrong way": ("/sv/kvarnen/", {"text": "Hej"}),
}
"""Pages that only a form sent to an address brings up."""


@pytest.mark.parametrize("name", ANSWERS)
def test_what_a_form_brings_up_passes_too(chromium: Browser, small_site: str, name: str) -> None:
    """R-A22."""
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    page = open_page(context, f"{small_site}/de/feedback/")
    address, fields = ANSWERS[name]
    send_form(page, address, fields)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
        assert not scrolls_sideways(page)
    assert page.locator("h1").count() == 1
    context.close()


def test_who_types_too_many_wrong_codes_meets_a_page_that_helps(chromium: Browser, tmp_path: Path) -> None:
    """R-S20."""
    context = chromium.new_context(viewport={"width": 320, "height": 800}, locale="de")
    page = context.new_page()
    with serving(SMALL, tmp_path) as site:
        for _ in range(60):
            answer = page.goto(f"{site}/Q/?code=11117&lang=de", wait_until="commit")
            if answer is not None and answer.status == 429:
                break
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.locator("h1").count() == 1
        assert violations(page) == []
        assert not scrolls_sideways(page)
    context.close()
