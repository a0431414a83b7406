"""Recordings that editors bring: which are taken, which are refused, and the words that are said in them."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from heritage.places.library import load
from heritage.places.place import Recording, Sound
from heritage.places.recordings import LONGEST_S, RECORDING_LIMIT, examine, paragraphs
from heritage.problems import Problem
from tests.recordings import BYTES_A_SECOND, box, m4a, silent_mp3
from tests.rendering import SMALL


def refusal(path: str, raw: bytes) -> str:
    found = examine(path, raw)
    assert isinstance(found, Problem), found
    assert (found.path, found.line) == (path, 0)
    return found.message()


@pytest.mark.parametrize("tag", [b"", b"title", b"\xff\xfb" * 200])
def test_an_mp3_is_measured_with_and_without_a_tag_before_it(tag: bytes) -> None:
    found = examine("story-sv.mp3", silent_mp3(30, tag))
    assert isinstance(found, Sound)
    assert found.seconds == pytest.approx(30, abs=0.5)
    assert found.size == len(silent_mp3(30, tag))


def test_an_m4a_tells_its_own_length() -> None:
    assert examine("story-sv.m4a", m4a(90)) == Sound(90, len(m4a(90)))


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("story.mp3", b""),
        ("story.mp3", b"ID3"),
        ("story.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00"),
        ("story.mp3", "Det var en gång.".encode()),
        ("story.mp3", "Det var en gång.".encode("utf-16")),
        ("story.mp3", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200)),
        ("story.mp3", b"\xff\xf1\x50\x80" * 50),  # AAC without a box around it
        ("story.mp3", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(50)),
        ("story.mp3", m4a(9)),
        ("story.mp3", b"\xff\xfb"),
        ("story.m4a", silent_mp3(9)),
        ("story.m4a", m4a(9, codec=b"alac")),  # played by one maker's phones only
        ("story.m4a", m4a(9, codec=b"drms")),  # locked
        ("story.m4a", m4a(0)),
        ("story.m4a", m4a(9)[:-12]),  # cut short
        ("story.m4a", box(b"ftyp", b"M4A ")),
        ("story.m4a", box(b"ftyp", b"M4A ") + b"\xff" * 40),
    ],
)
def test_what_phones_do_not_play_is_refused(path: str, raw: bytes) -> None:
    assert refusal(path, raw).startswith("this is no recording that every phone plays; save it again")


def test_ten_minutes_are_taken_and_more_is_told_in_minutes() -> None:
    assert isinstance(examine("story.m4a", m4a(LONGEST_S)), Sound)
    assert refusal("story.m4a", m4a(LONGEST_S + 1)) == (
        "the recording lasts 11 minutes, and 10 are the most; shorten or divide it"
    )


def test_ten_minutes_of_speech_fit_well_below_the_limit() -> None:
    """48 kbit/s in mono, as the advice to editors says."""
    assert LONGEST_S * 48_000 / 8 < RECORDING_LIMIT
    assert len(silent_mp3(10)) == pytest.approx(10 * BYTES_A_SECOND, rel=0.01)


BEGUN = [("a.mp3", b"\xff\xfb\x90\x64"), ("a.mp3", b"ID3\x04"), ("a.m4a", b"\0\0\0\x08ftyp\0\0\0\x50moov")]


@settings(max_examples=300)
@given(some.sampled_from(BEGUN), some.binary(max_size=400))
def test_any_bytes_are_taken_or_refused_and_never_raise(begun: tuple[str, bytes], rest: bytes) -> None:
    path, start = begun
    assert isinstance(examine(path, start + rest), Sound | Problem)


def test_a_recording_of_the_story_needs_no_other_words() -> None:
    assert paragraphs(Recording("a.mp3", "Kim", "story")) == []


def test_words_of_their_own_are_divided_by_blank_lines() -> None:
    words = "Stand still.\nLook  up.\n \n\nThe sails\nare red.\n"
    assert paragraphs(Recording("a.mp3", "Kim", words)) == ["Stand still. Look up.", "The sails are red."]


def test_a_text_carries_its_recording_and_the_library_every_sound() -> None:
    library = load(SMALL).library
    assert library is not None
    assert {name: sound.size for name, sound in library.sounds.items()} == {
        "kvarnen/story-en.mp3": len(silent_mp3(4)),
        "lillsjon/berattelse-sv.mp3": len(silent_mp3(3)),
    }
    recording = library.places["kvarnen"].texts["en"].recording
    assert recording is not None
    assert (recording.file, recording.credit) == ("story-en.mp3", "Read by Kim Block.")
    assert library.places["kvarnen"].texts["sv"].recording is None
    assert library.places["lillsjon"].texts["sv"].recording == Recording(
        "berattelse-sv.mp3", "Kim Kloss läser.", "story"
    )


def test_a_new_recording_makes_no_translation_outdated(tmp_path: Path) -> None:
    """R-I7: it changes no word of the text."""
    shutil.copytree(SMALL, tmp_path / "content")
    file = tmp_path / "content/lillsjon/sv.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Kim Kloss läser", "Någon annan läser"))
    hashes = set()
    for folder in (SMALL, tmp_path / "content"):
        library = load(folder).library
        assert library is not None
        hashes.add(library.places["lillsjon"].texts["sv"].body_hash)
    assert len(hashes) == 1


def test_the_toy_recordings_are_silence_made_by_our_own_code() -> None:
    files = list(SMALL.rglob("*.mp3"))
    assert {file.read_bytes() for file in files} == {silent_mp3(3), silent_mp3(4)}
