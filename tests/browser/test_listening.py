"""Listening in a real Chromium: the phone's own voice and nobody else's, and recordings that play from the middle.

Debian's Chromium has no voices, so that the browser's speech synthesis is put in its place by `voices.js`; the
script, the page and the policy are as visitors get them.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from tests.browser.pages import scrolls_sideways, violations

pytestmark = pytest.mark.browser

VOICES = (Path(__file__).parent / "voices.js").read_text(encoding="utf-8")

SWEDISH = ("Alva", "sv-SE", True)
ENGLISH = ("Daniel", "en-GB", True)
GERMAN = ("Anna", "de-DE", True)
FROM_THE_NETWORK = ("Google UK English Female", "en-GB", False)

LISTEN, PAUSE, READ_ON, STOP = (
    "Listen to this page",
    "Pause the reading",
    "Read on",
    "Stop the reading",
)

Voice = tuple[object, ...]
"""Name, language, whether it is the phone's own, and whether it is the phone's choice."""

Open = Callable[..., Page]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 390, "height": 800})
    yield made
    made.close()


@pytest.fixture
def visit(context: BrowserContext, small_site: str) -> Open:
    """Opens a page of the toy site on a phone that has `voices`."""

    def opened(address: str, *voices: Voice) -> Page:
        page = context.new_page()
        page.add_init_script(VOICES)
        page.goto(small_site + address)
        bring(page, *voices)
        return page

    return opened


def bring(page: Page, *voices: Voice) -> None:
    page.evaluate("voices => bring(voices)", [list(voice) for voice in voices])


def buttons(page: Page) -> Locator:
    return page.locator(".listen button")


def seen(page: Page) -> list[str]:
    """The words on the buttons that can be seen."""
    return [button.inner_text() for button in buttons(page).all() if button.is_visible()]


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def given(page: Page) -> list[dict[str, Any]]:
    """What the voices were asked to say so far."""
    said: list[dict[str, Any]] = page.evaluate("given")
    return said


def read_to_the_end(page: Page) -> list[str]:
    """The words said from the press of the button until nothing more is wanted."""
    press(page, page.evaluate("document.querySelector('.listen button').textContent"))
    while page.evaluate("waiting()"):
        page.evaluate("finish()")
    return [piece["text"] for piece in given(page)]


def test_the_button_is_there_only_with_a_voice_of_the_phones_own(visit: Open) -> None:
    """R-P3: a voice of the network would send the text to a third party."""
    page = visit("/en/kvarnen/")
    for voices, words in (
        ([], []),
        ([FROM_THE_NETWORK], []),
        ([SWEDISH], []),
        ([SWEDISH, FROM_THE_NETWORK], []),
        ([FROM_THE_NETWORK, ENGLISH], [LISTEN]),
        ([("eSpeak", "en", True)], [LISTEN]),
        ([("Android", "en_US", True)], [LISTEN]),
        ([("Enets", "enf-RU", True)], []),
        ([("who knows", "en-GB", "yes")], []),
    ):
        bring(page, *voices)
        assert seen(page) == words, voices


def test_the_button_stays_hidden_where_the_browser_cannot_speak(
    context: BrowserContext, small_site: str
) -> None:
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")
    page.goto(f"{small_site}/en/kvarnen/")
    assert seen(page) == []
    assert complaints == []


def test_without_a_script_there_is_no_button_and_all_the_text(chromium: Browser, small_site: str) -> None:
    """R-A19."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{small_site}/en/kvarnen/")
    assert buttons(page).count() == 2
    assert seen(page) == []
    expect(page.get_by_text("The mill was built on a rainy afternoon.")).to_be_visible()
    context.close()


def test_the_name_the_lede_and_the_story_are_read_and_no_footnote_mark(visit: Open) -> None:
    page = visit("/en/kvarnen/", ENGLISH)
    assert read_to_the_end(page) == [
        "The Block Mill",
        "A mill of wooden blocks that grinds sawdust into sand.",
        "The mill was built on a rainy afternoon. Below it lies the Little Lake.",
        "The sails",
        "There are four of them, and they are red.",
        "Note",
        "The mill stops at bedtime.",
        "According to the chronicle of the box.",
    ]
    assert {piece["voice"] for piece in given(page)} == {"Daniel"}
    assert seen(page) == [LISTEN]


def test_every_cell_of_a_table_and_what_the_notice_warns_of_are_read(visit: Open) -> None:
    """R-I8: who listens is told too that nobody has checked the text."""
    words = read_to_the_end(visit("/sv/kvarnen/", SWEDISH))
    assert [word for word in words if word in ("Vinge", "Färg", "1", "2", "röd")] == [
        "Vinge",
        "Färg",
        "1",
        "röd",
        "2",
        "röd",
    ]
    page = visit("/de/smedjan/", ENGLISH)
    notice = page.locator(".note").inner_text()
    assert notice in " ".join(read_to_the_end(page))


def test_a_story_in_another_language_is_read_in_its_own_voice(visit: Open) -> None:
    """The German page of the smithy shows the English text; its notice is in German (R-I6, R-A9)."""
    page = visit("/de/smedjan/", GERMAN)
    assert seen(page) == [], "a German voice cannot read an English story"
    bring(page, GERMAN, ENGLISH)
    read_to_the_end(page)
    lede = page.locator(".lede").inner_text()
    notice = page.locator(".note").inner_text()
    voices = {piece["text"]: piece["voice"] for piece in given(page)}
    assert voices[lede] == "Daniel"
    assert {voice for words, voice in voices.items() if words in notice and voice == "Anna"} == {"Anna"}


def test_words_in_another_language_get_its_voice_where_there_is_one(visit: Open) -> None:
    page = visit("/en/kvarnen/", ENGLISH)
    page.evaluate(
        "document.querySelector('[data-read] p').innerHTML ="
        " 'Here they say <i lang=\"sv\">God dag</i>, which is <b>kind</b>.'"
    )
    assert "Here they say God dag, which is kind." in read_to_the_end(page)
    bring(page, ENGLISH, SWEDISH)
    read_to_the_end(page)
    pieces = [(piece["text"], piece["voice"], piece["lang"]) for piece in given(page)[8:]]
    start = pieces.index(("Here they say", "Daniel", "en-GB"))
    assert pieces[start + 1] == ("God dag", "Alva", "sv-SE")
    assert pieces[start + 2] == (", which is kind.", "Daniel", "en-GB")


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("sv-simple", ("Alva", "sv-SE", True)),
        ("sv-simple", ("Sanna", "sv_FI", True)),
        ("nb", ("Nora", "nb-NO", True)),
        ("nb", ("Henrik", "no-NO", True)),
        ("no", ("Nora", "nb-NO", True)),
        ("ar", ("Majed", "ar-001", True)),
    ],
)
def test_a_fitting_voice_is_found_for_languages_that_phones_name_otherwise(
    visit: Open, language: str, voice: Voice
) -> None:
    page = visit("/en/kvarnen/")
    page.evaluate("tag => { document.documentElement.lang = tag }", language)
    bring(page, ENGLISH, voice)
    assert len(seen(page)) == 1
    read_to_the_end(page)
    assert {piece["voice"] for piece in given(page)} == {voice[0]}


def test_the_phones_own_choice_among_its_voices_is_kept_and_english_is_british(visit: Open) -> None:
    page = visit("/en/kvarnen/", ("Fred", "en-US", True), ENGLISH, ("Serena", "en-GB", True, True))
    press(page, LISTEN)
    assert given(page)[0]["voice"] == "Serena"
    press(page, STOP)
    bring(page, ("Fred", "en-US", True), ("Moira", "en-IE", True, True))
    press(page, LISTEN)
    assert given(page)[1]["voice"] == "Moira"


def test_a_long_paragraph_is_read_sentence_by_sentence_and_loses_nothing(visit: Open) -> None:
    """Chromium falls silent in the middle of a long utterance."""
    page = visit("/en/kvarnen/", ENGLISH)
    story = " ".join(f"Sentence number {number} tells of the mill and its sails." for number in range(30))
    page.evaluate("story => { document.querySelector('[data-read]').textContent = story }", story)
    words = read_to_the_end(page)[2:]
    assert " ".join(words) == story
    assert len(words) > 5
    assert max(len(piece) for piece in words) <= 200
    assert all(piece.endswith(".") for piece in words)


def test_the_button_says_what_it_does_and_reading_goes_on_where_it_paused(visit: Open) -> None:
    page = visit("/en/kvarnen/", ENGLISH)
    assert (seen(page), given(page)) == ([LISTEN], []), "nothing is read before it is asked for"
    press(page, LISTEN)
    assert seen(page) == [PAUSE, STOP]
    page.evaluate("finish()")
    press(page, PAUSE)
    assert seen(page) == [READ_ON, STOP]
    page.wait_for_function("waiting() === 0")
    press(page, READ_ON)
    assert seen(page) == [PAUSE, STOP]
    lede = "A mill of wooden blocks that grinds sawdust into sand."
    assert [piece["text"] for piece in given(page)] == ["The Block Mill", lede, lede]
    press(page, STOP)
    assert seen(page) == [LISTEN]
    press(page, LISTEN)
    assert given(page)[-1]["text"] == "The Block Mill"


def test_the_keyboard_is_enough_and_focus_is_never_lost(visit: Open) -> None:
    """R-A18."""
    page = visit("/en/kvarnen/", ENGLISH)
    buttons(page).first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(buttons(page).nth(1)).to_be_focused()
    page.keyboard.press("Space")
    assert seen(page) == [LISTEN]
    expect(buttons(page).first).to_be_focused()


def test_both_buttons_are_large_enough_for_cold_fingers(visit: Open) -> None:
    """R-A11, R-A12, also with text of 200 % on a small phone."""
    page = visit("/de/kvarnen/", GERMAN)
    buttons(page).first.click()
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for button in buttons(page).all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_the_page_is_read_and_the_words_are_open(
    chromium: Browser, small_site: str, scheme: Literal["light", "dark"]
) -> None:
    """R-A1, R-A10, R-A11."""
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.add_init_script(VOICES)
    page.goto(f"{small_site}/en/kvarnen/")
    bring(page, ENGLISH)
    press(page, LISTEN)
    page.locator("summary").click()
    assert violations(page) == []
    assert not scrolls_sideways(page)
    context.close()


def test_a_voice_that_fails_leaves_the_reading_paused(visit: Open) -> None:
    page = visit("/en/kvarnen/", ENGLISH)
    press(page, LISTEN)
    page.evaluate("fail()")
    assert seen(page) == [READ_ON, STOP]
    press(page, READ_ON)
    assert [piece["text"] for piece in given(page)] == ["The Block Mill", "The Block Mill"]


def test_the_buttons_stay_while_the_voices_change_under_a_reading(visit: Open) -> None:
    page = visit("/en/kvarnen/", ENGLISH)
    press(page, LISTEN)
    bring(page)
    assert seen(page) == [PAUSE, STOP]
    press(page, STOP)
    assert seen(page) == []


def test_reading_stops_when_the_page_is_left(visit: Open) -> None:
    page = visit("/en/kvarnen/", ENGLISH)
    press(page, LISTEN)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("waiting()") == 0
    assert seen(page) == [LISTEN]


def test_listening_asks_nobody_and_stores_nothing(
    context: BrowserContext, visit: Open, small_site: str
) -> None:
    """R-P1, R-P3, R-S2."""
    page = visit("/en/kvarnen/", ENGLISH)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    read_to_the_end(page)
    icons = f"{small_site}/static/icon"  # a browser fetches them when it likes
    assert ([url for url in asked if not url.startswith(icons)], complaints) == ([], [])
    assert context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0


@pytest.mark.parametrize("name", ["kvarnen", "leksaksleden", "leksaker", "is", "help", "about", "privacy"])
def test_every_page_with_a_text_can_be_listened_to(visit: Open, name: str) -> None:
    page = visit(f"/en/{name}/", ENGLISH)
    words = read_to_the_end(page)
    assert words[0] == page.locator("h1").inner_text()
    story = page.evaluate("document.querySelector('[data-read] p').textContent.trim().slice(0, 20)")
    assert story in " ".join(words)


# Recordings


def test_a_recording_is_fetched_only_when_it_is_asked_for_and_plays_from_the_middle(
    context: BrowserContext, small_site: str
) -> None:
    page = context.new_page()
    fetched: list[Response] = []
    page.on("response", lambda answer: fetched.append(answer) if ".mp3" in answer.url else None)
    page.goto(f"{small_site}/en/kvarnen/", wait_until="networkidle")
    assert fetched == []
    player = page.locator("audio")
    assert player.evaluate("e => [e.controls, e.autoplay, e.paused]") == [True, False, True]
    box = player.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    found = player.evaluate(
        """async e => {
             const heard = name => new Promise(go => e.addEventListener(name, go, { once: true }));
             e.preload = 'auto'; e.load(); await heard('canplay');
             e.currentTime = 3; await heard('seeked');
             return [e.duration, e.currentTime, e.seekable.end(0)]; }"""
    )
    assert found == pytest.approx([3.996, 3, 3.996], abs=0.1)
    assert fetched[0].request.headers["range"] == "bytes=0-"
    assert (fetched[0].status, fetched[0].headers["content-type"]) == (206, "audio/mpeg")


def test_the_words_of_a_recording_can_be_opened_by_keyboard(visit: Open) -> None:
    """R-A15."""
    page = visit("/en/kvarnen/", ENGLISH)
    words = page.get_by_text("Look up: it has four sails, and they are red.")
    expect(words).to_be_hidden()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(words).to_be_visible()
    assert "Look up: it has four sails, and they are red." not in json.dumps(read_to_the_end(page))
