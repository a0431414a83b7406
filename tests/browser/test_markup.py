"""The Nu checker finds no error in any page of the built site (R-A32)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from heritage.pages.counts.pages import Room
from heritage.pages.drafts import Live, View, composed
from heritage.pages.tally_pages import Tallied, TallyKept
from heritage.passages.periods import month_of
from heritage.store.flags import Direction
from tests import counted
from tests.moments import LAKE, SUMMER, WINTER, State, known, past
from tests.rendering import EN, LIBRARY

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
VNU = Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.mark.parametrize("content", ["content", "tests/data/small/content"])
def test_every_built_page_is_valid(content: str, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build = subprocess.run(
        [sys.executable, "-m", "heritage", "build", "--content", content, "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stdout + build.stderr
    pages = sorted(str(page) for page in out.rglob("*.html"))
    assert len(pages) > 20
    assert errors(pages) == []


def errors(pages: list[str]) -> list[str]:
    """What the checker finds in these files."""
    # So short a run is over before Java's second compiler has paid for itself: without it, half the time.
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m"]
    command = [*java, "-jar", str(VNU), "--errors-only", "--format", "json", *pages]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(checked.stderr)["messages"]
    return [f"{one['url']}:{one.get('lastLine')}: {one['message']}" for one in found]


def live_pages(state: State, now: datetime) -> Iterator[tuple[View, str]]:
    """As a server fills them, with the fragments that open pages ask for."""
    conditions = known(state, now)
    elsewhere = replace(conditions, place="kvarnen", readings=(), silent=())
    fills = {
        View.PLACE: {"warnings": EN.warnings(conditions), "now": EN.panel(conditions)},
        View.POINT: {
            "now": EN.panel(conditions, is_on_point_page=True),
            "days": EN.days(conditions),
            "curves": EN.curves(conditions, past(state, now)),
        },
        View.OVERVIEW: {"overview": EN.overview_now([conditions, elsewhere], now)},
    }
    for view, filled in fills.items():
        live = Live(view, "en", "" if view is View.OVERVIEW else LAKE)
        yield view, composed(LIBRARY, EN, live, {"live": EN.live_head(), **filled})


def test_every_live_page_is_valid_in_every_state(tmp_path: Path) -> None:
    pages = []
    for state in State:
        for now in (SUMMER, WINTER):
            for view, html in live_pages(state, now):
                file = tmp_path / f"{state.value}-{now:%B}-{view.value}.html"
                file.write_text(html, encoding="utf-8")
                pages.append(str(file))
    assert errors(pages) == []


def test_every_page_of_counted_passages_is_valid_in_every_state(tmp_path: Path) -> None:
    states = {
        "full": counted.figures(),
        "month": counted.figures(month_of(counted.UNTIL)),
        "hidden": counted.hidden(),
        "broken": counted.broken(),
        "nothing": counted.nothing(),
    }
    documents = {
        name: EN.counts_point(figures, counted.periods(), counted.TODAY) for name, figures in states.items()
    }
    documents |= {"list": EN.counts({counted.POINT: states["full"]}), "log": EN.counts_log([])}
    documents |= {"unknown": EN.counts_unknown()}
    staff = Room("/staff/key/", "/staff/key/?lang=")
    documents |= {
        "for staff": EN.counts_point(states["full"], counted.periods(), counted.TODAY, staff),
        "list for staff": EN.counts({counted.POINT: states["full"]}, staff),
        "log for staff": EN.counts_log([], staff),
    }
    assert errors(list(written(documents, tmp_path))) == []


def test_the_form_for_a_count_by_hand_is_valid_in_every_state(tmp_path: Path) -> None:
    """As it is sent; what the script adds to it, axe looks at in the gallery."""
    own, kept = (
        "/report/secret/",
        TallyKept(counted.POINT, "12:00", "13:00", [(Direction.IN, "walker", 3)], True),
    )
    sent = {"in-walker": "tolv", "note": "<b>"}
    documents = {
        "empty": EN.tally_form("Klubben", own, Tallied(counted.POINT, "k", {}), False),
        "a field": EN.tally_form("Klubben", own, Tallied(counted.POINT, "k", sent, "No.", "in-walker"), True),
        "nothing": EN.tally_form("Klubben", own, Tallied(counted.POINT, "k", {}, "No.", "numbers"), True),
        "an hour that was twice": EN.tally_form(
            "Klubben",
            own,
            Tallied(counted.POINT, "k", {"end-turn": "1"}, "Which?", "end", ("start", "end")),
            True,
        ),
        "done": EN.tally_done(own, kept, False),
    }
    assert errors(list(written(documents, tmp_path))) == []


def written(documents: dict[str, str], folder: Path) -> Iterator[str]:
    """The documents as files, by name."""
    for name, html in documents.items():
        file = folder / f"{name}.html"
        file.write_text(html, encoding="utf-8")
        yield str(file)
