"""Addresses, alternates, the policy and the links within stories."""

from base64 import b64encode
from hashlib import sha256

import pytest

from heritage.pages.frame import Asset, Frame

LANGUAGES = ("sv", "sv-simple", "en", "de")


@pytest.fixture
def frame() -> Frame:
    """A site below a base path, with one picture."""
    pictures = {"kvarnen/vinge.svg": Asset("/besok/static/kvarnen/vinge.0a.svg", 40, 30)}
    return Frame("https://leksak.example", "/besok", LANGUAGES, "a{color:red}", {}, pictures)


def test_a_base_url_without_a_path_gives_root_absolute_addresses() -> None:
    frame = Frame.at("https://Leksak.example/", LANGUAGES)
    assert frame.base_path == ""
    assert frame.address("sv") == "/sv/"
    assert frame.address("sv", "kvarnen") == "/sv/kvarnen/"
    assert frame.scan_address() == "/Q/"
    assert frame.scan_address("KVA15") == "/Q/KVA15"
    assert frame.host == "leksak.example"


def test_the_path_of_the_base_url_stands_before_every_address(frame: Frame) -> None:
    assert Frame.at("https://leksak.example/besok/", LANGUAGES).base_path == "/besok"
    assert frame.base_url == "https://leksak.example/besok"
    assert frame.address("de", "kvarnen") == "/besok/de/kvarnen/"
    assert frame.scan_address("KVA15") == "/besok/Q/KVA15"
    assert frame.absolute(frame.address("de")) == "https://leksak.example/besok/de/"


def test_alternates_list_every_version_absolutely_and_strangers_get_english(frame: Frame) -> None:
    assert frame.alternates("kvarnen", ("sv", "en")) == [
        ("sv", "https://leksak.example/besok/sv/kvarnen/"),
        ("en", "https://leksak.example/besok/en/kvarnen/"),
        ("x-default", "https://leksak.example/besok/en/kvarnen/"),
    ]


def test_easy_swedish_is_never_an_alternate(frame: Frame) -> None:
    tags = [tag for tag, _ in frame.alternates("kvarnen", LANGUAGES)]
    assert tags == ["sv", "en", "de", "x-default"]


def test_without_english_strangers_get_the_first_language(frame: Frame) -> None:
    assert frame.alternates("kvarnen", ("sv", "de"))[-1] == (
        "x-default",
        "https://leksak.example/besok/sv/kvarnen/",
    )


def test_a_page_in_no_language_has_no_alternates(frame: Frame) -> None:
    assert frame.alternates("kvarnen", ()) == []


def test_the_policy_allows_exactly_the_inlined_style(frame: Frame) -> None:
    digest = b64encode(sha256(b"a{color:red}").digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}'" in frame.csp
    assert frame.style == "<style>a{color:red}</style>"
    assert frame.policy == frame.csp + "; frame-ancestors 'none'"
    for forbidden in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"):
        assert forbidden not in frame.policy
    for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
        assert directive in frame.policy.split("; ")
    for directive in ("script-src 'self'", "media-src 'self'"):
        assert directive in frame.policy.split("; ")


def test_links_between_pages_become_root_absolute_in_the_pages_language(frame: Frame) -> None:
    story = frame.story('<p>Se <a href="../lillsjon/#stranden">sjön</a>.</p>', "de")
    assert story == '<p>Se <a href="/besok/de/lillsjon/#stranden">sjön</a>.</p>'


def test_other_links_of_a_story_are_left_alone(frame: Frame) -> None:
    html = '<p><a href="https://leksak.example/x">x</a> <a href="#fn-1">1</a> href=&quot;../x</p>'
    assert frame.story(html, "sv") == html


def test_a_picture_of_a_story_gets_its_hashed_address(frame: Frame) -> None:
    html = '<figure>\n<img src="../kvarnen/vinge.svg" alt="src=../x" width="40" height="30"></figure>'
    assert frame.story(html, "sv") == html.replace(
        "../kvarnen/vinge.svg", "/besok/static/kvarnen/vinge.0a.svg"
    )


def test_an_asset_that_does_not_exist_is_a_mistake_of_ours(frame: Frame) -> None:
    with pytest.raises(KeyError):
        frame.asset("icons/none.svg")
