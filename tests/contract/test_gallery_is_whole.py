"""Every type of page has its designed states in the gallery, or a written reason why not."""

import re
from datetime import date
from pathlib import Path

import pytest

from heritage.places.checks import check
from heritage.places.library import load
from heritage.problems import blocking
from tests.gallery.sites import CONTENTS
from tests.gallery.states import FULL, NOT_SHOWN, NOTHING_YET, STATES, Aspect

TEMPLATES = Path(__file__).parents[2] / "heritage/templates"
TODAY = date(2026, 10, 1)
"""Soon after the invented statements were written."""

TYPES = {
    "start": "Start",
    "place": "Place",
    "trail": "Trail",
    "theme": "Theme",
    "safety": "Safety",
    "places": "All places",
    "kind": "List of a kind",
    "parish": "List of a parish",
    "along": "List of a trail",
    "measuring": "Measuring point",
    "conditions": "Conditions",
    "counts": "Counting points",
    "counts_point": "Counting point",
    "counts_method": "How passages are counted",
    "counts_log": "Changes in the numbers",
    "counts_signpost": "Counting point that there is not",
    "help": "Help",
    "about": "About",
    "contacts": "Contact",
    "privacy": "Privacy",
    "accessibility": "Accessibility statement",
    "feedback": "Feedback",
    "report_choices": "Report by a private link",
    "report_form": "Report by a private link",
    "report_done": "Report by a private link",
    "tally_form": "Count by hand",
    "tally_done": "Count by hand",
    "codes": "Codes",
    "code_fault": "Code that leads nowhere",
    "retired_sign": "Scanned place",
    "not_found": "What cannot be done",
    "trouble": "What cannot be done",
}
"""The gallery's name for what each template draws."""

PARTS = {"Panel of a place", "Staff's pages of passages"}
"""Parts of pages, and pages for some readers, that have states of their own."""


def test_every_template_of_a_page_is_in_the_gallery() -> None:
    whole = re.compile(r'extends "(?:layout|list)\.html"')
    pages = {file.stem for file in TEMPLATES.glob("*.html") if whole.search(file.read_text(encoding="utf-8"))}
    assert pages - {"list"} == set(TYPES)
    assert {*TYPES.values(), *PARTS} == set(STATES)


@pytest.mark.parametrize("group", STATES)
def test_every_type_of_page_has_each_state_or_a_reason(group: str) -> None:
    """Issue 3, section 3: empty, long text, long words, no picture, right to left."""
    shown = {aspect for state in STATES[group] for aspect in state.shows}
    excused = {aspect for aspect, reason in NOT_SHOWN.get(group, {}).items() if reason.strip()}
    assert shown | excused == set(Aspect)
    assert not shown & excused, "a reason is left over"


def test_reasons_are_given_for_types_that_exist() -> None:
    assert set(NOT_SHOWN) <= set(STATES)


@pytest.mark.parametrize("site", [FULL, NOTHING_YET])
def test_the_invented_content_keeps_our_own_rules(site: str) -> None:
    """Those on ice and safety too (R-C6, R-C10): somebody could read it."""
    assert [problem.as_line() for problem in blocking(check(load(CONTENTS[site]), TODAY))] == []
