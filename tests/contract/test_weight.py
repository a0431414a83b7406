"""A page is light enough for one bar of signal: all of it, style included, in the first flight of packets."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from heritage.pages.compile import compile_site
from heritage.pages.directory import measured
from heritage.pages.drafts import Live, View
from heritage.pages.page import pack
from heritage.pages.site import assemble
from heritage.places.library import load
from heritage.sensors.pulse import Pulse
from heritage.store.engine import open_engine
from heritage.web.journal import Journal
from heritage.web.now import Now
from heritage.web.shelf import Shelf
from tests import counted
from tests.moments import SUMMER, WINTER, State, fill
from tests.rendering import renderer

# All pages are drawn and packed, as other tests do page by page.
pytestmark = pytest.mark.usefixtures("uncounted")

ROOT = Path(__file__).parents[2]
MOST_OF_A_PAGE = 10_000
FIRST_FLIGHT = 14_000
MOST_OF_A_POINT = 30_000


@pytest.mark.parametrize("content", ["content", "tests/data/small/content"])
def test_no_page_is_heavier_than_ten_kilobytes_packed(content: str) -> None:
    """R-O11: HTML with inlined CSS at most 10 kB gzip; a scanned page too."""
    library = load(ROOT / content).library
    assert library is not None
    site = compile_site(assemble(library))
    weights = {path: len(page.gzip or b"") for path, page in site.pages.items()}
    for code in library.signs:
        for language in library.site.languages:
            scanned = site.scan_page(code, language)
            if scanned is None:
                assert site.scan_live(code, language) is not None, "weighed below"
                continue
            weights[f"/Q/{code} {language}"] = len(scanned.gzip or b"")
    assert min(weights.values()) > 1_000
    assert {path: weight for path, weight in weights.items() if weight > MOST_OF_A_PAGE} == {}
    assert max(weights.values()) < FIRST_FLIGHT


@pytest.mark.parametrize("content", ["content", "tests/data/small/content"])
@pytest.mark.parametrize("now", [SUMMER, WINTER], ids=["summer", "winter"])
def test_no_page_is_too_heavy_with_all_that_can_be_measured(
    tmp_path: Path, content: str, now: datetime
) -> None:
    """Issue 4, section 5: a place with its panel in the first flight, a measuring point with a year and a half of
    curves in 30 kB, both warned."""
    library = load(ROOT / content).library
    assert library is not None
    site = compile_site(assemble(library))
    for slug in measured(library):
        fill(tmp_path, State.FULL, now, slug)
    engine = open_engine(None, tmp_path)
    server = Now(engine, Pulse(), Journal(lambda line: None), lambda: now.timestamp())
    shelf = Shelf(site)
    weights: dict[View, dict[Live, int]] = {view: {} for view in View if view is not View.COUNTS}
    with asyncio.Runner() as runner:
        for live in [live for live in shelf.resources.values() if isinstance(live, Live)]:
            answer = runner.run(server.answer(shelf, live, "GET", {b"accept-encoding": b"gzip"}))
            assert answer.status == 200
            weights[live.view][live] = len(answer.body["body"])
    server.close()
    engine.dispose()
    assert all(weights.values())
    assert {live: weight for live, weight in weights[View.PLACE].items() if weight > FIRST_FLIGHT} == {}
    assert {live: weight for live, weight in weights[View.POINT].items() if weight > MOST_OF_A_POINT} == {}
    assert max(weights[View.NOW].values()) < MOST_OF_A_PAGE
    assert max(weights[View.OVERVIEW].values()) < MOST_OF_A_POINT


@pytest.mark.parametrize("language", ["sv", "en", "de"])
def test_a_year_of_counted_days_is_no_heavier_than_a_measuring_point(language: str) -> None:
    """Issue 5, section 3: five pictures, each with its table, and the weather of 319 days beside."""
    page = renderer(language).counts_point(counted.figures(), counted.periods(), counted.TODAY)
    assert MOST_OF_A_PAGE < len(pack(page.encode())) < MOST_OF_A_POINT
