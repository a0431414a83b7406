"""Official warnings: passed on unchanged, and what is not known is never no warning (R-C15)."""

from dataclasses import replace

import msgspec
import pytest

from heritage.pages.values import Speaker, utc
from heritage.pages.warned import warned
from heritage.settings.program import bundled
from heritage.weather.warnings import Passage, WarningState, Words
from tests.moments import MINUTE, SUMMER, State, known, storm
from tests.rendering import EN

STORM = storm(SUMMER)
NO_WARNING = "SMHI has no warning for this place."
NOT_KNOWN = "Whether there is an official warning for this place is not known just now."


@pytest.mark.parametrize(
    ("level", "shape", "rank"),
    [
        ("YELLOW", "triangle", "yellow"),
        ("ORANGE", "diamond", "orange"),
        ("RED", "octagon", "red"),
        ("MESSAGE", "circle", "message"),
        ("PURPLE", "circle", "message"),
    ],
)
def test_each_level_has_a_shape_of_its_own(level: str, shape: str, rank: str) -> None:
    """R-A28."""
    state = WarningState(True, SUMMER, (msgspec.structs.replace(STORM, level=level),))
    (told,) = warned(state, Speaker("en", SUMMER)).warnings
    assert (told.shape, told.rank) == (shape, rank)
    assert f'id="{shape}"' in (bundled("static") / "weather.svg").read_text()
    assert told.is_grave is (level in ("ORANGE", "RED"))


def test_its_words_are_kept_line_by_line_in_the_language_they_are_in() -> None:
    (told,) = warned(WarningState(True, SUMMER, (STORM,)), Speaker("nb", SUMMER)).warnings
    title, lines = told.passages[0]
    assert (title.text, title.attributes) == ("What happens", ' lang="en" dir="ltr"')
    assert [line.text for line in lines] == ["Trees may fall.", "Stay indoors."]
    (told,) = warned(WarningState(True, SUMMER, (STORM,)), Speaker("sv", SUMMER)).warnings
    assert [line.text for line in told.passages[0][1]] == ["Träd kan falla.", "Stanna inne."]
    assert told.level.attributes == ""


def test_a_text_in_swedish_alone_is_shown_in_swedish() -> None:
    only = msgspec.structs.replace(STORM, passages=(Passage(Words("Vad händer"), Words("Träd kan falla.")),))
    (told,) = warned(WarningState(True, SUMMER, (only,)), Speaker("de", SUMMER)).warnings
    assert told.passages[0][0].attributes == ' lang="sv" dir="ltr"'


def test_who_reads_neither_language_is_told_why_they_see_it() -> None:
    state = WarningState(True, SUMMER, (STORM,))
    assert warned(state, Speaker("nb", SUMMER)).remark
    for language in ("sv", "en", "sv-simple"):
        assert warned(state, Speaker(language, SUMMER)).remark == ""
    assert warned(WarningState(True, SUMMER), Speaker("nb", SUMMER)).remark == ""


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (WarningState(True, SUMMER), NO_WARNING),
        (WarningState(True, SUMMER, (STORM,)), ""),
        (WarningState(True, SUMMER, (), unread=2), ""),
        (WarningState(False, None), NOT_KNOWN),
        (WarningState(False, SUMMER - 300 * MINUTE), NOT_KNOWN),
        (WarningState(False, SUMMER - 300 * MINUTE, (STORM,)), NOT_KNOWN),
    ],
)
def test_only_a_known_empty_list_is_no_warning(state: WarningState, told: str) -> None:
    found = warned(state, Speaker("en", SUMMER))
    assert found.state == told
    assert bool(found.unread) is bool(state.unread)
    assert (found.trusted_until == "") is (not state.is_known)


def test_its_key_is_fit_for_an_id() -> None:
    odd = msgspec.structs.replace(STORM, id="9/1 <x>")
    (told,) = warned(WarningState(True, SUMMER, (odd,)), Speaker("en", SUMMER)).warnings
    assert told.key == "9-1--x-"


def test_a_warning_listed_after_its_end_stays_an_hour_after_that_list_and_says_so() -> None:
    assert STORM.ends_at is not None
    state = WarningState(True, STORM.ends_at + 20 * MINUTE, (STORM,))
    (told,) = warned(state, Speaker("en", STORM.ends_at + 25 * MINUTE)).warnings
    assert told.is_prolonged
    assert told.leaves == utc(STORM.ends_at + 80 * MINUTE)
    html = EN.warnings(replace(known(State.FRESH, SUMMER), warnings=state))
    assert "SMHI still lists it." in html


def test_a_warning_leaves_an_hour_after_its_end() -> None:
    assert STORM.ends_at is not None
    (told,) = warned(WarningState(True, SUMMER, (STORM,)), Speaker("en", SUMMER)).warnings
    assert not told.is_prolonged
    assert told.leaves == utc(STORM.ends_at + 60 * MINUTE)
