"""No header crashes the choice of language, and the choice is always one we speak."""

from hypothesis import given
from hypothesis import strategies as st

from heritage.i18n.negotiation import negotiate

ENABLED = ("sv", "en", "de")


@given(st.text(max_size=2000))
def test_any_header_gives_an_enabled_language(header: str) -> None:
    assert negotiate(header, ENABLED) in ENABLED


@given(st.lists(st.sampled_from(["de", "en", "sv", "fr", "*", "nb"]), max_size=8), st.data())
def test_the_first_enabled_language_of_equal_weight_wins(tags: list[str], data: st.DataObject) -> None:
    known = [tag for tag in tags if tag in ENABLED]
    if tags and known and tags.index(known[0]) == 0:
        assert negotiate(",".join(tags), ENABLED) == known[0]
