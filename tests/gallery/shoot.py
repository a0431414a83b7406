"""Screenshots of every state at every width and in every setting of the reader, on one page to compare by eye.

Usage: `make gallery`, or `python -m tests.gallery.shoot [PART OF A GROUP'S NAME]`. Writes `build/gallery/index.html`.
It is for developers and is in no build of the site.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, ROOT
from tests.browser.pages import send_form
from tests.gallery.sites import gallery, port_of
from tests.gallery.states import STATES, State

OUT = ROOT / "build/gallery"
WIDTHS = (320, 390, 768, 1280)


def as_it_is(page: Page) -> None:
    """Nothing is changed."""


def on_paper(page: Page) -> None:
    page.emulate_media(media="print")


def with_large_text(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = '200%'")


@dataclass(frozen=True)
class Look:
    """How a reader has set the browser: `settings` are Playwright's, `change` is done to the open page."""

    name: str
    widths: tuple[int, ...] = (390,)
    settings: dict[str, Any] = field(default_factory=dict)
    change: Callable[[Page], None] = as_it_is
    height: int = 800
    is_whole: bool = True


LOOKS = (
    Look("light", WIDTHS),
    Look("dark", WIDTHS, {"color_scheme": "dark"}),
    Look("forced colours", (390,), {"forced_colors": "active", "color_scheme": "dark"}),
    Look("print", (720,), {}, on_paper),
    Look("200 % text", (320, 390), {}, with_large_text),
    # 1280 pixels seen at 400 % are 320 of CSS, and four of the screen's to each.
    Look("400 % zoom", (320,), {"device_scale_factor": 4}, height=256, is_whole=False),
    Look("reduced motion", (390,), {"reduced_motion": "reduce"}),
)


def open_state(page: Page, address: str, state: State) -> None:
    """Bring `page` into the state. Raises AssertionError where the site answers otherwise than it should."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address + state.address, wait_until="load")
    if state.fields:
        send_form(page, state.address, dict(state.fields))
    statuses = [answer.status for answer in answers if answer.request.is_navigation_request()]
    assert statuses[-1] == state.status, f"{state}: {statuses}"


def shoot(browser: Browser, address: str, state: State, name: str) -> dict[str, str]:
    """Pictures of one state by caption."""
    made: dict[str, str] = {}
    for look in LOOKS:
        context = browser.new_context(
            viewport={"width": 390, "height": look.height}, locale="sv", **look.settings
        )
        page = context.new_page()
        open_state(page, address, state)
        look.change(page)
        for width in look.widths:
            page.set_viewport_size({"width": width, "height": look.height})
            file = f"{name}-{slug(look.name)}-{width}.jpg"
            page.screenshot(path=OUT / file, type="jpeg", quality=70, full_page=look.is_whole)
            made[f"{look.name}, {width} px"] = file
        context.close()
    return made


def slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


STYLE = """
body { font: 1rem/1.5 sans-serif; margin: 1rem; }
.row { display: flex; gap: 1rem; overflow-x: auto; align-items: flex-start; }
figure { margin: 0; flex: none; }
img { border: 1px solid #888; max-height: 60rem; width: auto; }
"""


def index(shots: dict[str, list[tuple[State, dict[str, str]]]]) -> str:
    """The page that shows them, a row for each state."""
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Gallery of the page types</title>",
        f"<style>{STYLE}</style><h1>Gallery of the page types</h1>",
        "<p>For developers. The names lead to the pages while <code>python -m tests.gallery.sites</code> runs.</p>",
        "<ul>",
        *(f"<li><a href='#{slug(group)}'>{escape(group)}</a></li>" for group in shots),
        "</ul>",
    ]
    for group, states in shots.items():
        parts.append(f"<h2 id='{slug(group)}'>{escape(group)}</h2>")
        for state, pictures in states:
            href = escape(f"http://127.0.0.1:{port_of(state.site)}{state.address}")
            parts.append(f"<h3><a href='{href}'>{escape(state.name)}</a></h3><div class='row'>")
            parts += [
                f"<figure><figcaption>{escape(caption)}</figcaption>"
                f"<a href='{file}'><img src='{file}' loading='lazy' alt=''></a></figure>"
                for caption, file in pictures.items()
            ]
            parts.append("</div>")
    return "".join(parts)


def main(wanted: str = "") -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    shots: dict[str, list[tuple[State, dict[str, str]]]] = {}
    with gallery() as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for group, states in STATES.items():
            if wanted.lower() not in group.lower():
                continue
            print(group)
            shots[group] = [
                (state, shoot(browser, addresses[state.site], state, f"{slug(group)}-{number}"))
                for number, state in enumerate(states, start=1)
            ]
        browser.close()
    (OUT / "index.html").write_text(index(shots), encoding="utf-8")
    print(f"file://{OUT / 'index.html'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
