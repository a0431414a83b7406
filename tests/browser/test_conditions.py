"""What a phone makes of live pages: ages that go on, numbers that leave, a panel that asks anew, nothing kept."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from heritage.i18n.dates import format_age
from heritage.sensors.readings import keep
from heritage.store.engine import open_engine, writing
from tests.browser.conftest import SMALL, serving
from tests.browser.pages import SMALL_LINKS, faint, scrolls_sideways, violations
from tests.moments import State, fill, reading

pytestmark = pytest.mark.browser

LIVE = ("/sv/lillsjon/", "/de/lillsjon/conditions/", "/en/conditions/")
STATES = (State.FRESH, State.STALE, State.EXPIRED, State.SILENT, State.WARNED, State.FULL)
WATER = "#_v-water_temperature-0-sensor"
AGE = f"{WATER} ~ .when [data-since]"
AGE_AS_WRITTEN = f"{AGE} + span"
TOP = "document.activeElement.getBoundingClientRect().top"
HOUR_S = 3600


@dataclass(frozen=True)
class Site:
    """A running server, its data folder, and when that was filled."""

    address: str
    data: Path
    now: datetime


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[State, Site]]:
    with ExitStack() as stack:
        found = {}
        for state in STATES:
            data, now = tmp_path_factory.mktemp(state.value), datetime.now(UTC).replace(microsecond=0)
            fill(data, state, now)
            found[state] = Site(stack.enter_context(serving(SMALL, data)), data, now)
        yield found


@pytest.fixture
def fresh(sites: dict[State, Site]) -> Site:
    return sites[State.FRESH]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB")
    yield made
    made.close()


def opened(context: BrowserContext, site: Site, path: str = "/en/lillsjon/", ahead_s: float = 0) -> Page:
    """The page on a phone whose clock is ahead by so many seconds; complaints fail the test at once."""
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC) + timedelta(seconds=ahead_s))
    page.goto(site.address + path)
    return page


# Ages


def age_now(site: Site, more: timedelta = timedelta(), kept: timedelta = timedelta()) -> str:
    """How old the newest reading, of twelve minutes before the site was filled, is told to be now or in the seconds
    that a test waits, for a pattern; `more` later, or on a page that was `kept` for so long at most."""
    age = datetime.now(UTC) - site.now + timedelta(minutes=12) + more
    ages = (age - kept, age, age + timedelta(seconds=10))
    return f"({'|'.join(format_age(one, 'en') for one in ages)})"


def test_the_phone_counts_ages_from_what_the_server_wrote(context: BrowserContext, fresh: Site) -> None:
    """R-C2: and goes on counting."""
    page = opened(context, fresh)
    age = page.locator(AGE)
    expect(age).to_have_text(re.compile(f"^{age_now(fresh)} ago$"))
    page.clock.fast_forward(30 * 60 * 1000)
    expect(age).to_have_text(re.compile(f"^{age_now(fresh, timedelta(minutes=30))} ago$"))
    page.clock.fast_forward(2 * HOUR_S * 1000)
    expect(age).to_have_text("3 hours ago")


def test_the_phone_has_words_for_ages_in_every_language(context: BrowserContext) -> None:
    languages = ["sv", "en", "de", "nb", "sv-simple", "ar"]
    known = context.new_page().evaluate("all => Intl.RelativeTimeFormat.supportedLocalesOf(all)", languages)
    assert known == languages


def test_the_phone_rounds_ages_as_we_do(context: BrowserContext, fresh: Site) -> None:
    """R-C2: up, so that nothing is told as newer than it is."""
    page = opened(context, fresh)
    at = datetime.now(UTC) + timedelta(seconds=2)
    page.clock.pause_at(at)
    ages = [timedelta(minutes=minutes) for minutes in (0.5, 12.4, 89.5, 121, 35.6 * 60, 36 * 60, 49 * 60)]
    page.evaluate(
        "all => all.forEach(then => document.body.insertAdjacentHTML("
        "'beforeend', `<i class='probe' data-since='${then}'></i>`))",
        [(at - age).isoformat() for age in ages],
    )
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(page.locator(".probe")).to_have_text([f"{format_age(age, 'en')} ago" for age in ages])


def test_a_value_is_marked_when_it_grows_old_and_leaves_when_it_is_too_old(
    context: BrowserContext, fresh: Site
) -> None:
    """R-C2, in a page that stays open: water after 6 hours and after 48."""
    page = opened(context, fresh)
    card = page.locator("li", has=page.locator(WATER))
    old, gone = card.get_by_text("Old value"), page.get_by_text("Unknown: no reading since")
    expect(old).to_be_hidden()
    page.clock.fast_forward(7 * HOUR_S * 1000)
    expect(old).to_be_visible()
    expect(page.locator(WATER)).to_be_visible()
    page.clock.fast_forward(42 * HOUR_S * 1000)
    expect(page.locator(WATER)).to_have_count(0)
    expect(gone.first).to_be_visible()


def test_forecast_and_no_warning_leave_too(context: BrowserContext, fresh: Site) -> None:
    """R-C15: an hour later nobody knows any more that there is no warning."""
    page = opened(context, fresh)
    hours = page.locator(".hours tbody tr:not(.day)")
    assert hours.count() == 24
    expect(page.get_by_text("SMHI has no warning")).to_be_visible()
    page.clock.fast_forward(3 * HOUR_S * 1000)
    expect(hours).to_have_count(21)
    expect(page.get_by_text("SMHI has no warning")).to_have_count(0)
    expect(page.get_by_text("Whether there is an official warning")).to_be_visible()
    page.clock.fast_forward(10 * HOUR_S * 1000)
    expect(hours).to_have_count(0)
    expect(page.get_by_text("The forecast is too old")).to_be_visible()


def test_a_warning_leaves_when_it_ends(context: BrowserContext, sites: dict[State, Site]) -> None:
    page = opened(context, sites[State.WARNED])
    expect(page.locator(".official")).to_be_visible()
    page.clock.fast_forward(10 * HOUR_S * 1000)
    expect(page.locator(".official")).to_have_count(0)


@pytest.mark.parametrize("path", ["/en/lillsjon/", "/en/lillsjon/conditions/", "/en/conditions/"])
def test_a_saved_copy_shows_no_number_that_is_too_old(
    context: BrowserContext, fresh: Site, path: str
) -> None:
    """The server does not answer, days have passed, and the phone opens what it has kept."""
    kept: dict[str, tuple[dict[str, str], bytes]] = {}
    first = context.new_page()
    first.on("response", lambda answer: kept.update({answer.url: (answer.headers, answer.body())}))
    first.goto(fresh.address + path, wait_until="networkidle")
    assert "°C" in first.locator(".number").first.inner_text()
    first.close()

    def from_the_phone(route: Route) -> None:
        if route.request.url in kept:
            headers, body = kept[route.request.url]
            headers = {name: value for name, value in headers.items() if name != "content-encoding"}
            route.fulfill(status=200, headers=headers, body=body)
        else:
            route.abort()

    context.route("**/*", from_the_phone)
    later = context.new_page()
    later.clock.install(time=datetime.now(UTC) + timedelta(days=3))
    later.goto(fresh.address + path)
    assert later.locator(".number[id*=water_temperature]").count() == 0
    assert later.locator(".number[id*=air_temperature]").count() == 0
    assert "Unknown: no reading since" in later.locator("main").inner_text()


def test_a_page_that_comes_back_is_looked_over_at_once(context: BrowserContext, fresh: Site) -> None:
    """From the browser's memory no script runs anew, and no timer has run."""
    page = opened(context, fresh)
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=3))
    expect(page.locator(WATER)).to_be_visible()
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator(WATER)).to_have_count(0)


def test_a_phone_whose_clock_is_behind_cannot_make_old_values_new(
    context: BrowserContext, fresh: Site
) -> None:
    """R-O16: it is never earlier than when the page was written, and time goes on from there."""
    page = opened(context, fresh, ahead_s=-5 * 24 * HOUR_S)
    page.route("**/now/", lambda route: route.abort())
    expect(page.locator(AGE)).to_have_text(re.compile(f"^{age_now(fresh)} ago$"))
    page.clock.fast_forward(49 * HOUR_S * 1000)
    expect(page.locator(WATER)).to_have_count(0)


def test_without_script_the_times_stand(chromium: Browser, fresh: Site) -> None:
    """R-A19."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{fresh.address}/en/lillsjon/")
    assert page.locator(WATER).inner_text().endswith("°C")
    written = rf"{age_now(fresh, kept=timedelta(minutes=1))} old at \d\d:\d\d"
    assert re.fullmatch(written, page.locator(AGE_AS_WRITTEN).inner_text())
    assert re.search(rf"{fresh.now:%Y}, \d\d:\d\d$", page.locator(".when time").first.inner_text())
    assert not page.get_by_text("Old value").first.is_visible()
    assert not page.get_by_text("You are offline").is_visible()
    context.close()


def seen_ages(page: Page) -> list[str]:
    spans = page.locator(f"{AGE}, {AGE_AS_WRITTEN}")
    return [span.inner_text() for span in spans.all() if span.is_visible()]


def test_what_is_saved_or_printed_says_when_it_had_that_age(
    context: BrowserContext, fresh: Site, tmp_path: Path
) -> None:
    """R-C2: nothing counts on there, and "13 minutes ago" would be new for ever."""
    page = opened(context, fresh)
    (age,) = seen_ages(page)
    # As old as it is by now: the tests before this one took their time.
    minutes = int(age.removesuffix(" minutes ago"))
    assert minutes >= 13
    saved = tmp_path / "saved.mhtml"
    kept = context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
    saved.write_bytes(kept.encode())
    page.emulate_media(media="print")
    (printed,) = seen_ages(page)
    page.goto(saved.as_uri())
    page.emulate_media(media="screen")
    assert page.locator(AGE).text_content() == age
    assert seen_ages(page) == [printed]
    assert re.fullmatch(rf"({minutes - 1}|{minutes}) minutes old at \d\d:\d\d", printed)


def test_when_the_first_hours_have_passed_the_later_ones_lie_open(
    context: BrowserContext, fresh: Site
) -> None:
    """Once: who folds them wants it so, also when the panel comes anew."""
    page = opened(context, fresh)
    tables, later = page.locator(".panel table.hours"), page.locator(".panel .forecast details")
    expect(tables).to_have_count(2)
    with page.expect_response("**/now/"):
        page.clock.fast_forward(7 * HOUR_S * 1000)
    expect(tables).to_have_count(1)
    expect(later.locator("tbody tr th[scope=row]").first).to_be_visible()
    later.locator("summary").click()
    with page.expect_response("**/now/") as renewed:
        page.clock.fast_forward(301 * 1000)
    renewed.value.finished()
    page.clock.fast_forward(60 * 1000)
    expect(tables).to_have_count(1)
    expect(later.locator("table")).to_be_hidden()


# Asking anew


def measure(site: Site, value: float) -> None:
    engine = open_engine(None, site.data)
    at = datetime.now(UTC).replace(microsecond=0)
    with writing(engine) as connection:
        keep(connection, [reading("water_temperature", value, at)])
    engine.dispose()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Site]:
    """A server of the test's own, for it will change."""
    now = datetime.now(UTC).replace(microsecond=0)
    fill(tmp_path, State.FRESH, now)
    with serving(SMALL, tmp_path) as address:
        yield Site(address, tmp_path, now)


def test_an_open_page_gets_the_new_value_and_says_so_politely(context: BrowserContext, own: Site) -> None:
    """R-A19: focus stays where it was, what was opened stays open, only what changed is said."""
    page = opened(context, own)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    news = page.locator("#_news")
    page.locator(".forecast summary").click()
    page.locator(".forecast a").first.focus()
    measure(own, 4.8)
    with page.expect_response("**/en/lillsjon/now/") as answered:
        page.clock.fast_forward(301 * 1000)
    assert answered.value.status == 200
    expect(page.locator(WATER)).to_have_text("4.8°C")
    expect(page.locator(AGE)).to_contain_text("minute")
    expect(news).to_have_text(re.compile(r"^Water temperature 4\.8°C, \d minutes? old at \d\d:\d\d$"))
    assert (news.get_attribute("role"), news.get_attribute("aria-live")) == ("status", None)
    assert page.evaluate("document.activeElement.closest('.forecast') !== null")
    assert page.locator(".forecast details").get_attribute("open") is not None
    assert complaints == []
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.adoptedStyleSheets.length]")
    assert kept == [0, 0, 0]
    assert context.cookies() == []


def test_of_new_ice_the_advice_is_heard_and_never_a_number(context: BrowserContext, fresh: Site) -> None:
    """R-C6, R-C7: "ice thickness 45 cm" alone would sound like leave to go. A name is said once."""
    page = opened(context, fresh)
    ice = 'data-told="Ice thickness" data-news="Do not go out. New values."'
    body = (
        f'<p data-at="2030-01-01T00:00:00Z"></p><p id="_v-a" {ice}>45 cm</p><p id="_v-b" {ice}>12 cm</p>'
        '<p id="_v-c" data-told="Water">3.1°C</p><p id="_v-d" data-told="Water">3.4°C</p>'
    )
    page.route("**/now/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.clock.fast_forward(301 * 1000)
    expect(page.locator("#_news")).to_have_text("Do not go out. New values. Water 3.1°C; 3.4°C")


def answering(page: Page, inside: str) -> None:
    """What the page gets when it asks anew, at once."""
    body = f'<p data-at="{datetime.now(UTC).isoformat()}"></p>{inside}'
    page.unroute_all()
    page.route("**/now/", lambda route: route.fulfill(body=body, content_type="text/html"))
    with page.expect_response("**/now/"):
        page.evaluate("document.getElementById('_now').dispatchEvent(new CustomEvent('renew'))")


def test_what_was_said_is_not_there_for_long(context: BrowserContext, fresh: Site) -> None:
    """R-C2: whoever comes to it later would hear it as if it were said of the moment."""
    page = opened(context, fresh)
    news = page.locator("#_news")
    for later_ms in (11_000, 30 * HOUR_S * 1000):
        answering(page, f'<p id="_v-a" data-told="Water">{later_ms}°C</p>')
        expect(news).to_have_text(f"Water {later_ms}°C")
        page.clock.fast_forward(later_ms)
        expect(news).to_have_text("")


def test_many_changes_are_told_as_such_and_a_warning_all_the_same(
    context: BrowserContext, fresh: Site
) -> None:
    """R-A19: fifteen places in one breath are no news. R-C7: of ice the advice, on the page of one place."""
    page = opened(context, fresh)
    values = "".join(f'<p id="_v-{n}" data-told="Lake {n}: Water">{n}°C</p>' for n in range(4))
    ice = '<p id="_v-ice" data-told data-news="Do not go out.">45 cm</p>'
    answering(page, f'{values}{ice}<p id="_h-1" data-told>Red warning</p>')
    expect(page.locator("#_news")).to_have_text(
        "Red warning. Do not go out. The values on this page have changed."
    )


def test_that_a_value_is_not_known_any_more_is_told_once(context: BrowserContext, fresh: Site) -> None:
    """R-C2, whether the phone or the server finds it out."""
    page = opened(context, fresh)
    page.route("**/now/", lambda route: route.abort())
    page.locator(".values > li:not(:has(#_v-water_temperature-0-sensor))").evaluate_all(
        "all => all.forEach(part => part.remove())"
    )
    page.clock.fast_forward(49 * HOUR_S * 1000)
    news = page.locator("#_news")
    expect(news).to_contain_text("Water temperature Unknown: no reading since")
    told = page.locator("[data-told='Water temperature']").inner_text()
    page.clock.fast_forward(11_000)
    expect(news).to_have_text("")
    answering(page, f'<p data-told="Water temperature">{told}</p><p data-told="Air">Unknown: no reading.</p>')
    expect(news).to_have_text("Air Unknown: no reading.")


def test_the_keyboard_keeps_its_place_when_places_change_theirs(context: BrowserContext, fresh: Site) -> None:
    """R-A19: on the same link, without a jump of the page; where the link is gone, on another to the same page."""
    page = opened(context, fresh, "/en/conditions/")
    item = page.locator("#_now .values > li", has=page.locator("a[id^=_to-]")).first.evaluate(
        "e => e.outerHTML"
    )

    def answer(*slugs: str) -> None:
        items = "".join(item.replace("lillsjon", slug) for slug in slugs)
        answering(page, f'<section><ul class="values">{items}</ul></section>')
        expect(page.locator("#_now li a").first).to_have_attribute("href", f"/en/{slugs[0]}/conditions/")

    slugs = ["aspen", "bjorken", "cypressen", "dungen", "eken"]
    answer(*slugs)
    link = page.locator("a[id^=_to-dungen]")
    link.focus()
    seen_at = page.evaluate(TOP)
    for order in (slugs[::-1], ["dungen", "eken", *slugs[:3]], slugs):
        answer(*order)
        expect(link).to_be_focused()
        assert abs(page.evaluate(TOP) - seen_at) < 2, order
    answering(page, '<section><a href="/en/dungen/conditions/">Dungen</a></section>')
    expect(page.locator("section a")).to_be_focused()


def test_the_overview_asks_anew_too_and_says_where(context: BrowserContext, own: Site) -> None:
    """R-C1: among several places a value is heard with its own."""
    page = opened(context, own, "/en/conditions/")
    water = page.locator("#_v-lillsjon-water_temperature-0-sensor")
    measure(own, 4.8)
    fill(own.data, State.WARNED, own.now)
    with page.expect_response("**/en/conditions/now/"):
        page.clock.fast_forward(301 * 1000)
    expect(water).to_have_text("4.8°C")
    expect(page.locator("main > #_warnings > .official")).to_be_visible()
    expect(page.locator("#_news")).to_contain_text("The Little Lake: Water temperature 4.8°C")


def test_nothing_is_said_when_nothing_has_changed(context: BrowserContext, fresh: Site) -> None:
    page = opened(context, fresh)
    with page.expect_response("**/now/"):
        page.clock.fast_forward(301 * 1000)
    expect(page.locator(AGE)).to_contain_text("minutes ago")
    assert page.locator("#_news").inner_text() == ""


def test_who_comes_back_after_a_while_need_not_wait_for_the_next_turn(
    context: BrowserContext, fresh: Site
) -> None:
    page = opened(context, fresh)
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=6))
    with page.expect_response("**/now/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def requests_of(page: Page, part: str) -> list[Request]:
    found: list[Request] = []
    page.on("request", lambda request: found.append(request) if part in request.url else None)
    return found


def test_a_page_that_nobody_looks_at_asks_nothing(context: BrowserContext, fresh: Site) -> None:
    page = opened(context, fresh)
    asked = requests_of(page, "/now/")
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    page.clock.fast_forward(301 * 1000)
    page.clock.run_for(1000)
    assert asked == []


def test_without_network_the_page_says_so_and_keeps_its_values(context: BrowserContext, fresh: Site) -> None:
    """R-O13."""
    page = opened(context, fresh)
    note = page.get_by_text("You are offline.")
    expect(note).to_be_hidden()
    context.set_offline(True)
    expect(note).to_be_visible()
    page.clock.fast_forward(301 * 1000)
    expect(page.locator(WATER)).to_be_visible()
    context.set_offline(False)
    expect(note).to_be_hidden()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<html><body>Please sign in to the network</body></html>"),
        (503, "<p data-at='2026-01-01T00:00:00Z'>Trouble</p>"),
        (404, "<h1>Nothing here</h1>"),
    ],
)
def test_what_is_no_answer_of_ours_takes_the_place_of_nothing(
    context: BrowserContext, fresh: Site, status: int, body: str
) -> None:
    """R-O8: a network that wants a password, a server in trouble."""
    page = opened(context, fresh)
    page.route("**/now/", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))
    with page.expect_response("**/now/"):
        page.clock.fast_forward(301 * 1000)
    page.clock.run_for(100)
    expect(page.locator(WATER)).to_be_visible()
    assert "sign in" not in page.locator("main").inner_text()


def test_a_warning_that_comes_stands_first_on_the_open_page(context: BrowserContext, own: Site) -> None:
    """R-C15."""
    page = opened(context, own)
    assert page.locator(".official").count() == 0
    fill(own.data, State.WARNED, own.now)
    with page.expect_response("**/now/"):
        page.clock.fast_forward(301 * 1000)
    expect(page.locator("main > #_warnings > .official")).to_be_visible()
    expect(page.locator("#_news")).to_contain_text("Orange warning")


# What every state must hold


@pytest.mark.parametrize(("state", "path"), [*product(STATES, LIVE), (State.FULL, "/Q/BR9N6")])
def test_every_state_passes_axe_and_fits_the_smallest_phone(
    context: BrowserContext, sites: dict[State, Site], state: State, path: str
) -> None:
    """R-A1, R-A10, R-A12: in light and dark, also with letters of twice the size; R-P3: nobody else is asked."""
    page = context.new_page()
    asked = requests_of(page, "")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(sites[state].address + path)
    page.locator("main details").evaluate_all("all => all.forEach(e => { e.open = true; })")
    assert violations(page) == []
    assert page.evaluate(SMALL_LINKS) == []
    page.emulate_media(color_scheme="dark")
    assert faint(page) == []
    for width in (768, 1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert not scrolls_sideways(page), width
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not scrolls_sideways(page), "200 %"
    assert complaints == []
    assert len(asked) > 4
    assert all(request.url.startswith((sites[state].address, "data:")) for request in asked)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_curve_keeps_its_letters_readable_on_a_phone(
    context: BrowserContext, sites: dict[State, Site]
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{sites[State.FULL].address}/de/lillsjon/conditions/")
    heights = page.locator("svg.chart text").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) > 20
    assert min(heights) >= 11


# Forecasts on small phones

BROKEN_WORDS = """() => {
  const broken = [];
  for (const part of document.querySelectorAll(".hours th, .hours td")) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); )
      for (const { 0: word, index } of text.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].filter((one) => one.width > 1).map((one) => one.top));
        const isSeen = !text.parentElement.closest("thead, .spoken");
        if (isSeen && lines.size > 1 && !word.includes("\\u00ad")) broken.push(word);
      }
  }
  return broken;
}"""
ROW_HEIGHTS = "() => [...document.querySelectorAll('.hours tr:has(td)')].map((row) => row.offsetHeight)"


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [320, 390])
def test_a_forecast_on_a_small_phone_breaks_no_word_and_keeps_its_headings(
    chromium: Browser, fresh: Site, width: int, percent: int
) -> None:
    """Hours and days, at normal and doubled size of text: short rows, and a listener has the columns' names."""
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in ("/sv/lillsjon/conditions/", "/de/lillsjon/conditions/"):
        page.goto(fresh.address + path)
        page.evaluate("percent => document.documentElement.style.fontSize = `${percent}%`", percent)
        page.locator(".forecast details").evaluate("part => part.open = true")
        assert page.evaluate(BROKEN_WORDS) == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        heights = page.evaluate(ROW_HEIGHTS)
        assert len(heights) == 24 + 7
        assert max(heights) <= (200 if percent == 100 else 650), heights
        assert sum(heights) / len(heights) <= (150 if percent == 100 else 520), heights
        session = context.new_cdp_session(page)
        session.send("Accessibility.enable")
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
        # Three tables, each with three columns: two of hours, one of days.
        assert roles.count("columnheader") >= 9
        assert roles.count("rowheader") >= 24 + 7
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_overview_is_short_and_its_cards_do_not_touch(
    chromium: Browser, sites: dict[State, Site], width: int
) -> None:
    """A place has one card in a group; the warning of the ice stands once at each place."""
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(sites[State.FULL].address + "/sv/conditions/")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    apart = page.evaluate(
        """() => [...document.querySelectorAll(".reading")].every((part) => {
          const name = part.firstElementChild.getBoundingClientRect();
          const number = part.querySelector(".number")?.getBoundingClientRect();
          return !number || number.left >= name.right || number.top >= name.bottom;
        })"""
    )
    assert apart
    assert page.locator("#_now").bounding_box()["height"] < (1600 if width == 1280 else 2600)
    context.close()
