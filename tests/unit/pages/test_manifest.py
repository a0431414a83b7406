"""The web app manifest: one for each language, one site on the home screen (R-O17)."""

import json
import struct

from heritage.pages.compile import compile_site
from heritage.pages.manifest import manifests
from tests.rendering import EN, LIBRARY, SITE

COMPILED = compile_site(SITE)


def manifest(language: str) -> dict[str, object]:
    packed = COMPILED.files[f"/{language}/manifest.webmanifest"]
    assert packed.media_type == "application/manifest+json"
    found: dict[str, object] = json.loads(packed.plain)
    return found


def test_each_language_has_one_that_starts_in_it() -> None:
    for language in SITE.frame.languages:
        made = manifest(language)
        assert made["lang"] == language
        assert made["dir"] == "ltr"
        assert made["name"] == LIBRARY.site.name[language]
        assert made["start_url"] == SITE.frame.address(language)
        assert made["scope"] == "/"


def test_all_languages_are_the_same_app() -> None:
    assert {json.loads(body)["id"] for _, body in manifests(LIBRARY.site, SITE.frame)} == {"/"}


def test_the_icons_are_there_in_the_sizes_they_claim() -> None:
    icons = manifest("sv")["icons"]
    assert isinstance(icons, list)
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        width, height = struct.unpack(">II", COMPILED.files[icon["src"]].plain[16:24])
        assert f"{width}x{height}" == icon["sizes"]


def test_the_browser_keeps_its_own_way_back() -> None:
    """R-O17: a full-screen page would need a back button of ours."""
    assert manifest("sv")["display"] == "minimal-ui"


def test_pages_point_to_the_one_of_their_language() -> None:
    assert '<link rel="manifest" href="/en/manifest.webmanifest">' in EN.start()
