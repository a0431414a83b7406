"""A count by hand on a phone beside the trail: tapped or typed, sent once, kept once (R-V19)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect
from sqlalchemy import Engine

from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.decided.manuals import Traveller, manual_counts
from heritage.places.library import load
from heritage.sensors import reporters
from heritage.store.engine import open_engine, writing
from heritage.store.flags import Direction
from heritage.store.migrate import ready
from tests.browser.conftest import SMALL, serving

pytestmark = pytest.mark.browser

YESTERDAY = datetime.now(LOCAL_TIME).date() - timedelta(days=1)
ON_FOOT = "On foot, Towards Bottom of the Box"
SAVED, SAVED_BEFORE = "Thank you, your count is saved", "This count was saved already"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(None, tmp_path_factory.mktemp("tally"))
    ready(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def form(books: Engine) -> Iterator[str]:
    """The address of a link that is for one counting point."""
    library = load(SMALL).library
    assert library is not None and books.url.database is not None
    now = datetime.now(UTC)
    with writing(books) as connection:
        secret = reporters.add(connection, library, "Klubben", ["kvarnbron"], ["passages"], now)
    with serving(SMALL, Path(books.url.database).parent) as address:
        yield f"{address}/report/{secret}/?lang=en"


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB", has_touch=True)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, form: str) -> Page:
    opened = context.new_page()
    opened.goto(form)
    return opened


@pytest.fixture
def before(books: Engine) -> int:
    """How many counts were kept when the test began."""
    with books.connect() as connection:
        return len(manual_counts(connection))


def kept(books: Engine, before: int) -> list[dict[tuple[Direction, Traveller], int]]:
    with books.connect() as connection:
        return [dict(one.manual.seen) for one in manual_counts(connection)[before:]]


def tap(page: Page, name: str, times: int = 1) -> None:
    for _ in range(times):
        page.get_by_role("button", name=name, exact=True).tap()


def say_when(page: Page) -> None:
    page.get_by_label("From", exact=True).fill(f"{YESTERDAY}T10:00")
    page.get_by_label("Until", exact=True).fill(f"{YESTERDAY}T11:00")


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the count").click()


def on_foot(page: Page) -> str:
    return page.locator("[name=in-walker]").input_value()


def test_three_taps_are_three_passages(page: Page, books: Engine, before: int) -> None:
    tap(page, f"+1 {ON_FOOT}", 3)
    tap(page, "+1 Dogs, Towards The Block Mill")
    assert on_foot(page) == "3"
    say_when(page)
    send(page)
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
    assert kept(books, before) == [
        {(Direction.IN, Traveller.WALKER): 3, (Direction.OUT, Traveller.DOG): 1}
    ], "what nobody tapped was not looked for (R-V8)"


def test_a_count_that_is_sent_twice_is_kept_once(page: Page, books: Engine, before: int) -> None:
    """A form that is sent again: by two taps in a row, and by a phone that got no answer."""
    tap(page, f"+1 {ON_FOOT}", 3)
    say_when(page)
    with page.expect_request(lambda asked: asked.method == "POST") as sending:
        page.get_by_role("button", name="Send the count").dblclick()
    expect(page.get_by_role("heading", name=SAVED).or_(page.get_by_text(SAVED_BEFORE))).to_be_visible()
    sent = sending.value
    again = page.request.post(
        sent.url,
        data=sent.post_data or "",
        headers={"content-type": "application/x-www-form-urlencoded", "accept-language": "en"},
    )
    assert (again.status, SAVED_BEFORE in again.text()) == (200, True)
    assert kept(books, before) == [{(Direction.IN, Traveller.WALKER): 3}]


def test_one_too_many_is_taken_back_and_nothing_goes_below_zero(page: Page) -> None:
    tap(page, f"−1 {ON_FOOT}")
    assert on_foot(page) == "", "nobody looked is not nobody came (R-V8)"
    tap(page, f"+1 {ON_FOOT}")
    tap(page, f"−1 {ON_FOOT}", 2)
    assert on_foot(page) == "0"


def test_what_was_typed_is_counted_on_from_and_what_is_no_number_is_left_alone(page: Page) -> None:
    walkers = page.locator("[name=in-walker]")
    walkers.fill("1 199")
    tap(page, f"+1 {ON_FOOT}")
    assert on_foot(page) == "1200"
    walkers.fill("tolv")
    tap(page, f"+1 {ON_FOOT}")
    assert on_foot(page) == "tolv"
    expect(walkers).to_be_focused()


def test_the_buttons_are_large_and_say_nothing_aloud_by_themselves(page: Page) -> None:
    """A glove finds them; whoever listens is not told each tap."""
    for name, least in ((f"+1 {ON_FOOT}", 64), (f"−1 {ON_FOOT}", 44)):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= least, name
    assert page.locator("form [aria-live]").count() == 0
    assert page.locator("[name=in-walker]").get_attribute("inputmode") == "numeric"


def test_whoever_leaves_without_sending_is_asked_first(context: BrowserContext, form: str) -> None:
    """An hour cannot be counted again."""
    page = context.new_page()
    page.goto(form)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    tap(page, f"+1 {ON_FOOT}")
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    assert on_foot(page) == "1"


def test_nothing_is_stored_and_the_policy_lets_everything_through(context: BrowserContext, form: str) -> None:
    """R-P1, R-S2."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(form)
    tap(page, f"+1 {ON_FOOT}")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert context.cookies() == [] and said == []


def test_without_script_numbers_are_typed(chromium: Browser, form: str, books: Engine, before: int) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(form)
    assert page.locator("form button").all_inner_texts() == ["Send the count"]
    page.locator("[name=out-cyclist]").fill("7")
    page.locator("[name=out-walker]").fill("0")
    say_when(page)
    send(page)
    assert page.get_by_role("heading", name=SAVED).is_visible()
    assert kept(books, before) == [
        {(Direction.OUT, Traveller.WALKER): 0, (Direction.OUT, Traveller.CYCLIST): 7}
    ]
    context.close()
