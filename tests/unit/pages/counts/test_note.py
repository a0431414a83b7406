"""The public note of a counting point: what is counted, how, that it tells of nobody, whom to ask (R-P13, R-P14)."""

from datetime import date

import msgspec
import pytest

from heritage.pages.counts.note import counter_note, standings
from heritage.places.counting import CameraPapers, Counter, CounterMounting, CountingRecord, Technique
from heritage.places.device import Device, Mounting
from heritage.places.place import Library
from tests.rendering import LIBRARY

TODAY = date(2026, 11, 21)
POINT = "norra-leden"


def with_counter(
    technique: Technique, until: date | None = None, camera: CameraPapers | None = None
) -> Library:
    """The toy content with one counter at the point, since 2024."""
    mounting = CounterMounting(point=POINT, since=date(2024, 1, 1), until=until)
    counter = Counter(model="A counter", technique=technique, mountings=(mounting,), camera=camera)
    counting = CountingRecord(points=LIBRARY.counting.points, counters={"one": counter})
    return msgspec.structs.replace(LIBRARY, counting=counting, devices={})


@pytest.mark.parametrize("technique", [one for one in Technique if one is not Technique.OPTICAL_IMAGE])
def test_every_technique_is_told_in_a_sentence_and_no_person_can_be_identified(technique: Technique) -> None:
    note = counter_note(with_counter(technique), POINT, "en", TODAY)
    (told,) = note.techniques
    assert told.endswith("It takes no pictures and hears nothing.")
    assert note.what == "Here we count how many pass, and when. We do not count who."
    assert note.privacy.startswith("No person can be identified")
    assert note.ask == "Questions? Ask Leksaksby turistbyrå."
    assert note.contact.email == "turist@leksak.example"


def test_a_camera_is_called_one_and_shows_its_papers() -> None:
    """R-P13: and nobody says that it takes no pictures."""
    papers = CameraPapers(balancing="case 12/2026", register_entry="entry 7", sign_on_site=True)
    note = counter_note(with_counter(Technique.OPTICAL_IMAGE, camera=papers), POINT, "en", TODAY)
    (told,) = note.techniques
    assert "camera" in told and "entry 7" in told and "case 12/2026" in told
    assert note.privacy.startswith("Nobody is identified from the picture")
    assert "no pictures" not in " ".join([*note.techniques, note.privacy])


def test_a_counter_that_was_taken_down_is_no_longer_told_of() -> None:
    gone = with_counter(Technique.RADAR, until=date(2026, 1, 31))
    assert counter_note(gone, POINT, "en", TODAY).techniques == ["No counter stands here at present."]
    assert "radio waves" in counter_note(gone, POINT, "en", date(2026, 1, 31)).techniques[0]


def test_what_the_editor_adds_stands_in_the_language_of_the_page_or_says_its_own() -> None:
    """R-A9."""
    note = counter_note(LIBRARY, "kvarnbron", "de", TODAY)
    assert note.own[0].text.startswith("Spielzeugpferde") and not note.own[0].attributes
    stranger = counter_note(LIBRARY, "kvarnbron", "nb", TODAY)
    assert 'lang="sv"' in stranger.own[0].attributes


def test_the_life_of_a_point_has_every_counter_and_device_in_order() -> None:
    """R-V20: a move begins a series of its own."""
    device = Device(
        profile="talkpool-oy1210",
        technique=Technique.LASER,
        mountings=(
            Mounting(point=POINT, since=date(2020, 5, 1), until=date(2021, 4, 30), height_m=0.8),
            Mounting(point="kvarnbron", since=date(2021, 5, 1)),
        ),
    )
    library = msgspec.structs.replace(with_counter(Technique.RADAR), devices={"70b3d5e75e0000ff": device})
    assert [(one.since, one.technique) for one in standings(library, POINT, date(2026, 7, 1))] == [
        (date(2020, 5, 1), Technique.LASER),
        (date(2024, 1, 1), Technique.RADAR),
    ]
    assert [one.since for one in standings(library, POINT, date(2023, 12, 31))] == [date(2020, 5, 1)]
