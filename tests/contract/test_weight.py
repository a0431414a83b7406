"""A page is light enough for one bar of signal: all of it, style included, in the first flight of packets."""

from pathlib import Path

import pytest

from heritage.pages.compile import compile_site
from heritage.pages.site import assemble
from heritage.places.library import load

ROOT = Path(__file__).parents[2]
MOST_OF_A_PAGE = 10_000
FIRST_FLIGHT = 14_000


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
            assert scanned is not None
            weights[f"/Q/{code} {language}"] = len(scanned.gzip or b"")
    assert min(weights.values()) > 1_000
    assert {path: weight for path, weight in weights.items() if weight > MOST_OF_A_PAGE} == {}
    assert max(weights.values()) < FIRST_FLIGHT
