"""What the server has in memory: every page and file, and what a code opens."""

from pathlib import Path

import msgspec
import pytest

from heritage.pages.compile import CompiledSite, compile_site
from heritage.pages.site import assemble
from heritage.places.library import load

SMALL = Path(__file__).parents[2] / "data" / "small" / "content"


@pytest.fixture(scope="module")
def served() -> CompiledSite:
    """The small site."""
    library = load(SMALL).library
    assert library is not None
    return compile_site(assemble(library))


def test_every_page_is_there_in_every_language(served: CompiledSite) -> None:
    slugs = (
        "",
        "kvarnen/",
        "leksaksleden/",
        "leksaker/",
        "is/",
        "privacy/",
        "codes/",
        "smedjan/",
        "places/",
        "places/kind/lake/",
    )
    for language in ("sv", "en", "de"):
        for slug in slugs:
            page = served.page(f"/{language}/{slug}")
            assert page is not None
            assert page.language == language
            assert page.media_type == "text/html; charset=utf-8"
            assert f'<html lang="{language}"'.encode() in page.plain
    assert served.page("/sv/404.html") is None
    assert served.page("/sv/nowhere/") is None


def test_a_page_is_kept_packed_only_and_named_by_its_bytes(served: CompiledSite) -> None:
    page = served.pages["/sv/kvarnen/"]
    assert page.raw is None
    assert page.gzip is not None
    assert len(page.gzip) < len(page.plain) / 2
    assert page.tag != served.pages["/en/kvarnen/"].tag
    assert page.policy == served.site.frame.policy


def test_a_code_opens_the_place_in_the_language_asked_for(served: CompiledSite) -> None:
    for language in ("sv", "de"):
        page = served.scan_page("KVA15", language)
        assert page is not None
        assert page.language == language
        assert b"KVA15" in page.plain
        canonical = f'<link rel="canonical" href="https://leksak.example/{language}/kvarnen/">'
        assert canonical.encode() in page.plain


def test_an_unknown_code_opens_nothing(served: CompiledSite) -> None:
    assert served.scan_page("22222", "sv") is None


def test_the_code_of_a_removed_sign_opens_its_farewell(served: CompiledSite) -> None:
    page = served.scan_page("GAM1X", "sv")
    assert page is not None
    assert b'href="/sv/lillsjon/"' in page.plain
    assert b"/sv/kvarnen/" not in page.plain


def test_the_code_of_a_place_that_is_gone_opens_its_farewell() -> None:
    library = load(SMALL).library
    assert library is not None
    places = {slug: place for slug, place in library.places.items() if slug != "klockstapeln"}
    sign = msgspec.structs.replace(library.signs["STANV"], instead="lillsjon")
    fewer = msgspec.structs.replace(library, places=places, signs={"STANV": sign})
    page = compile_site(assemble(fewer)).scan_page("STANV", "sv")
    assert page is not None
    assert b'href="/sv/lillsjon/"' in page.plain


def test_a_hole_is_filled_on_a_page_of_its_own(served: CompiledSite) -> None:
    filled = served.filled("/sv/feedback/", {"feedback-form": "<form>ö</form>"})
    assert "<form>ö</form>".encode() in filled.plain
    assert b"<form>" not in served.pages["/sv/feedback/"].plain
    with pytest.raises(KeyError):
        served.filled("/sv/nowhere/", {})


def test_files_are_there_with_their_types_and_policies(served: CompiledSite) -> None:
    icon = served.files[served.site.frame.asset("icon.svg")]
    assert icon.media_type == "image/svg+xml"
    assert "default-src 'none'" in icon.policy
    assert icon.plain.startswith(b"<svg")
    favicon = served.files[served.site.frame.asset("favicon.ico")]
    assert favicon.gzip is None
    assert favicon.plain == favicon.raw
    assert served.files["/sitemap.xml"].plain.startswith(b"<?xml")
    assert served.files["/robots.txt"].plain.startswith(b"User-agent")
