"""Every type of page of the toy content, how tests open one, and what two checkers and the eye's ruler find on it."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

TOOLS = Path(__file__).parent / "node_modules"

PAGES = {
    "start": "/sv/",
    "place": "/sv/kvarnen/",
    "place without picture": "/de/klockstapeln/",
    "place in a fallback language": "/de/smedjan/",
    "scanned place": "/Q/KVA15",
    "place with a panel": "/sv/lillsjon/",
    "measuring point": "/de/lillsjon/conditions/",
    "conditions": "/en/conditions/",
    "counting points": "/sv/counts/",
    "counting point": "/de/counts/kvarnbron/",
    "how passages are counted": "/sv/counts/method/",
    "changes in the numbers": "/en/counts/log/",
    "counting point that there is not": "/sv/counts/finns-inte/",
    "trail": "/en/leksaksleden/",
    "theme": "/sv/leksaker/",
    "safety": "/de/is/",
    "places": "/sv/places/",
    "list of a kind": "/de/places/kind/open-air-museum/",
    "list of a parish": "/en/places/parish/norra-ladan/",
    "list of a trail": "/de/places/trail/leksaksleden/",
    "help": "/de/help/",
    "about": "/en/about/",
    "contact": "/sv/contact/",
    "privacy": "/de/privacy/",
    "accessibility statement": "/sv/accessibility/",
    "feedback": "/en/feedback/?page=/sv/kvarnen/",
    "feedback thanks": "/de/feedback/?sent=1&page=/de/kvarnen/",
    "codes": "/sv/codes/",
    "typing fault": "/Q/?code=7K3O&lang=de",
    "unknown code": "/Q/11116",
    "retired sign": "/Q/GAM1X",
    "not found": "/sv/finns-inte/",
}
"""The toy content has every type of page."""

COLOURS = ["color-contrast", "link-in-text-block"]
"""axe's rules that look at colours."""

OF_TEXTS = [
    "document-title",
    "empty-heading",
    "heading-order",
    "image-alt",
    "link-name",
    "list",
    "target-size",
    "valid-lang",
]
"""axe's rules that an editor's or a translator's words can break."""

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def tool(path: str) -> str:
    """The source of a checker that `npm ci` brought."""
    return (TOOLS / path).read_text(encoding="utf-8")


def open_page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address, wait_until="load")
    return page


def send_form(page: Page, address: str, fields: dict[str, str]) -> None:
    """Send `fields` from the page that is open, as a form of its own would, without the browser's own checks."""
    with page.expect_navigation():
        page.evaluate(
            """([address, fields]) => {
                 const form = document.createElement('form');
                 Object.assign(form, { method: 'post', action: address, hidden: true });
                 for (const [name, value] of Object.entries(fields)) {
                   form.append(Object.assign(document.createElement('input'), { name, value }));
                 }
                 document.body.append(form);
                 form.submit(); }""",
            [address, fields],
        )


def judging(browser: Browser, **settings: Any) -> BrowserContext:
    """One whose pages have axe from the start, which costs less than to bring it into each."""
    context = browser.new_context(**settings)
    context.add_init_script(tool("axe-core/axe.min.js"))
    return context


def violations(page: Page, *blind: str) -> list[str]:
    """What axe finds, with WCAG 2.2's target size on, but for the rules in `blind`."""
    rules = {"target-size": {"enabled": True}, **{rule: {"enabled": False} for rule in blind}}
    return _found(page, {"runOnly": STANDARDS, "rules": rules})


def careless(page: Page) -> list[str]:
    """What axe finds of what a text or its translation can break, where the rest of the page is judged elsewhere."""
    return _found(page, {"runOnly": OF_TEXTS})


def faint(page: Page) -> list[str]:
    """What axe finds of colours: all that can differ where a page that was judged is seen in other ones."""
    return _found(page, {"runOnly": COLOURS})


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(tool("axe-core/axe.min.js"))
    passed, violated = page.evaluate(
        "async options => (found => [found.passes.length, found.violations])(await axe.run(document, options))",
        # Only violations are told in full: the rest would take longer to bring here than to find.
        {**options, "resultTypes": ["violations"]},
    )
    assert passed, "axe did not run"
    return [
        f"{found['id']}: {node['html'][:200]} — {node['failureSummary']}"
        for found in violated
        for node in found["nodes"]
    ]


SMALL_LINKS = """() => [...document.querySelectorAll('.note a, .state a, .official a, .ice a, .overview a')]
  .filter(link => link.checkVisibility() && link.getBoundingClientRect().height < 24)
  .map(link => link.parentElement.outerHTML.slice(0, 200))"""
"""Links of notices and warnings less than 24 px high (R-A11): axe passes all that stand in a line of words."""


def scrolls_sideways(page: Page) -> bool:
    wider: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wider
