"""IBM's engine looks at what axe may be blind to (R-A33): every type of page once, in light and in dark."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import PAGES, open_page, tool

pytestmark = pytest.mark.browser

def findings(page: Page):
    page.evaluate(tool("accessibility-checker-engine/ace.js"))
    return page.evaluate("new ace.Checker().check(document, ['WCAG_2_2'])")
