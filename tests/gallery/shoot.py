"""Screenshots of every state at every width and in every setting of the reader, on one page to compare by eye.

Usage: `make gallery`, or `python -m tests.gallery.shoot [PART OF A GROUP'S NAME]`. Writes `build/gallery/index.html`.
It is for developers and is in no build of the site.
"""

import re
import sys
from dataclasses import dataclass, field
from html import escape
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, ROOT
from tests.browser.pages import send_form
from tests.gallery.sites import gallery, port_of, tire
from tests.gallery.states import BUSY, STATES, State

OUT = ROOT / "build/gallery"
WIDTHS = (320, 390, 768, 1280)


@dataclass(frozen=True)
class Look:
    """What a reader has set: `media` as Playwright emulates it, `scale` pixels of the screen to one of CSS."""

    name: str
    widths: tuple[int, ...] = (390,)
    media: dict[str, Any] = field(default_factory=dict)
    text_per_cent: int = 100
    scale: int = 1


LOOKS = (
    Look("light", WIDTHS),
    Look("dark", WIDTHS, {"color_scheme": "dark"}),
    Look("forced colours", (390,), {"color_scheme": "dark", "forced_colors": "active"}),
    Look("print", (720,), {"media": "print"}),
    Look("200 % text", (320, 390), text_per_cent=200),
    Look("reduced motion", (390,), {"reduced_motion": "reduce"}),
    # 1280 pixels seen at 400 % are 320 of CSS, and four of the screen's to each.
    Look("400 % zoom", (320,), scale=4),
)
UNSET = {
    "media": "screen",
    "color_scheme": "light",
    "forced_colors": "none",
    "reduced_motion": "no-preference",
}


def open_state(page: Page, address: str, state: State) -> None:
    """Bring `page` into the state. Raises AssertionError where the site answers otherwise than it should."""
    if state.site == BUSY:
        tire(address)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address + state.address, wait_until="load")
    if state.fields:
        send_form(page, state.address, dict(state.fields))
    statuses = [answer.status for answer in answers if answer.request.is_navigation_request()]
    assert statuses[-1] == state.status, f"{state}: {statuses}"


def shoot(page: Page, look: Look, name: str) -> dict[str, str]:
    """Pictures of an open page in one look, by caption. At 400 % it is what fits on the screen."""
    page.emulate_media(**{**UNSET, **look.media})
    page.evaluate("size => { document.documentElement.style.fontSize = `${size}%` }", look.text_per_cent)
    made: dict[str, str] = {}
    for width in look.widths:
        page.set_viewport_size({"width": width, "height": 1024 // look.scale})
        file = f"{name}-{slug(look.name)}-{width}.jpg"
        page.screenshot(path=OUT / file, type="jpeg", quality=60, full_page=look.scale == 1)
        made[f"{look.name}, {width} px"] = file
    return made


def shoot_state(browser: Browser, address: str, state: State, name: str) -> dict[str, str]:
    """Pictures of one state in every look."""
    made: dict[str, str] = {}
    for scale in sorted({look.scale for look in LOOKS}):
        context = browser.new_context(device_scale_factor=scale, locale="sv")
        page = context.new_page()
        open_state(page, address, state)
        # Drawings further down would come only when somebody scrolls there.
        page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager' })")
        page.wait_for_load_state("networkidle")
        for look in LOOKS:
            if look.scale == scale:
                made |= shoot(page, look, name)
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
                (state, shoot_state(browser, addresses[state.site], state, f"{slug(group)}-{number}"))
                for number, state in enumerate(states, start=1)
            ]
        browser.close()
    (OUT / "index.html").write_text(index(shots), encoding="utf-8")
    print(f"file://{OUT / 'index.html'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
