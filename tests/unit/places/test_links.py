"""Where a link may lead."""

import pytest

from heritage.places.links import PageLink, address, page_link


@pytest.mark.parametrize("target", ["vikbron", "vikbron/", "../vikbron", "../vikbron/"])
def test_a_page_may_be_named_in_four_ways(target: str) -> None:
    assert page_link(target) == PageLink("vikbron", None)
    assert address(target) == "../vikbron/"


@pytest.mark.parametrize("target", ["vikbron#historia", "../vikbron/#historia"])
def test_a_heading_of_a_page_may_be_named(target: str) -> None:
    assert page_link(target) == PageLink("vikbron", "historia")
    assert address(target) == "../vikbron/#historia"


def test_a_heading_of_the_same_page_may_be_named() -> None:
    assert page_link("#på-vintern") == PageLink(None, "på-vintern")
    assert address("#på-vintern") == "#på-vintern"


@pytest.mark.parametrize(
    "target",
    [
        "https://www.ange.se/a_(b)?c=d&e=å#f",
        "http://example.org",
        "HTTPS://EXAMPLE.ORG/",
        "mailto:turist@ange.se",
        "mailto:turist@ange.se?subject=Vikbron",
        "tel:112",
        "tel:+46-690-25-01-00",
        "geo:62.38673,16.3229",
        "geo:62.38673,16.3229;u=50",
    ],
)
def test_the_web_mail_telephones_and_positions_may_be_linked(target: str) -> None:
    assert page_link(target) is None
    assert address(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "#",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "blob:x",
        "ftp://example.org/",
        "sms:112",
        "//evil.example/x",
        "\\\\evil.example",
        "/sv/vikbron/",
        "../../vikbron/",
        "../vikbron/en.md",
        "Vikbron",
        "viken bron",
        "https://",
        "https:///x",
        'https://a"onclick=b',
        "https://example.org/a b",
        "https://example.org/\nx",
        "mailto:",
        "mailto:a@b",
        "tel:ring",
        "tel:112\n",
        "geo:here",
        "a" * 65,
    ],
)
def test_nothing_else_may_be_linked(target: str) -> None:
    assert page_link(target) is None
    assert address(target) is None
