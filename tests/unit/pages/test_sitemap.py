"""The sitemap names what really exists, and nothing else (R-I5, R-I6)."""

from pathlib import Path
from xml.etree.ElementTree import fromstring

import msgspec
import pytest

from heritage.pages.frame import Frame
from heritage.pages.sitemap import robots, sitemap
from heritage.places.library import load
from heritage.places.place import Library

SMALL = Path(__file__).parents[2] / "data" / "small" / "content"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def library() -> Library:
    """The small site."""
    loaded = load(SMALL).library
    assert loaded is not None
    return loaded


def rows(library: Library, base_url: str = "https://leksak.example") -> dict[str, dict[str, str]]:
    """Address -> hreflang -> address."""
    root = fromstring(sitemap(library, Frame.at(base_url, library.site.languages)))
    return {
        url.findtext("s:loc", "", NAMES): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NAMES)
        }
        for url in root.findall("s:url", NAMES)
    }


def test_every_version_of_a_page_lists_all_versions(library: Library) -> None:
    found = rows(library)
    versions = {
        "sv": "https://leksak.example/sv/kvarnen/",
        "en": "https://leksak.example/en/kvarnen/",
        "de": "https://leksak.example/de/kvarnen/",
        "x-default": "https://leksak.example/en/kvarnen/",
    }
    for language in ("sv", "en", "de"):
        assert found[f"https://leksak.example/{language}/kvarnen/"] == versions


def test_a_page_without_a_translation_is_not_listed_in_that_language(library: Library) -> None:
    found = rows(library)
    assert "https://leksak.example/sv/smedjan/" in found
    assert "https://leksak.example/de/smedjan/" not in found
    assert "de" not in found["https://leksak.example/sv/smedjan/"]


def test_pages_of_the_service_and_all_types_of_content_are_listed(library: Library) -> None:
    found = rows(library)
    for slug in (
        "",
        "privacy/",
        "accessibility/",
        "feedback/",
        "codes/",
        "places/",
        "places/kind/open-air-museum/",
        "places/parish/norra-ladan/",
        "places/trail/leksaksleden/",
        "help/",
        "about/",
        "contact/",
        "leksaksleden/",
        "leksaker/",
        "is/",
    ):
        assert f"https://leksak.example/de/{slug}" in found


def test_easy_swedish_is_listed_but_never_an_alternate(library: Library) -> None:
    site = msgspec.structs.replace(library.site, languages=("sv", "sv-simple"))
    found = rows(msgspec.structs.replace(library, site=site))
    assert found["https://leksak.example/sv-simple/privacy/"] == {}
    assert set(found["https://leksak.example/sv/privacy/"]) == {"sv", "x-default"}


def test_addresses_are_below_the_base_path_and_escaped(library: Library) -> None:
    found = rows(library, "https://leksak.example/a&b")
    assert "https://leksak.example/a&b/sv/kvarnen/" in found


def test_robots_may_read_all_and_learn_of_the_sitemap() -> None:
    said = robots(Frame.at("https://leksak.example/besok", ("sv",))).decode()
    assert said.splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: https://leksak.example/besok/sitemap.xml",
    ]
