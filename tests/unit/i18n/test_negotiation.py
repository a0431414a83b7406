"""Which language a visitor gets."""

import pytest

from heritage.i18n.negotiation import negotiate

ENABLED = ("sv", "en", "de")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "sv"),
        ("", "sv"),
        ("de-CH, en;q=0.5", "de"),
        ("de-Latn-CH-1996", "de"),
        ("en;q=0.2, de;q=0.9", "de"),
        ("en-US", "en"),
        ("EN-gb", "en"),
        ("fr", "en"),
        ("fr, sv;q=0.1", "sv"),
        ("nb", "sv"),
        ("nn", "sv"),
        ("da, en;q=0.9", "sv"),
        ("fi", "sv"),
        ("sma, en", "sv"),
        ("*", "sv"),
        ("fr, *", "en"),
        ("sv;q=0, *", "en"),
        ("en;q=0", "sv"),
        ("sv;q=0, en;q=0, de;q=0", "en"),
        ("sv;q=0, en", "en"),
        ("de;q=abc, en", "en"),
        (";;;,,,q=1", "sv"),
        ("x-klingon", "en"),
    ],
)
def test_negotiation_follows_the_header(header: str | None, language: str) -> None:
    """R-I3: lookup by RFC 4647, neighbours by the map, English for languages unknown to us."""
    assert negotiate(header, ENABLED) == language


def test_a_norwegian_gets_norwegian_where_there_is_one() -> None:
    assert negotiate("no", ("sv", "en", "nb")) == "nb"
    assert negotiate("nn-NO", ("sv", "en", "nb")) == "nb"


def test_easy_swedish_is_only_given_to_who_asks_for_it() -> None:
    assert negotiate("sv-SE", ("sv", "sv-simple")) == "sv"
    assert negotiate("sv-simple", ("sv", "sv-simple")) == "sv-simple"


def test_without_english_the_first_language_stands_in() -> None:
    assert negotiate("fr", ("sv", "nb")) == "sv"
