"""Listening on the page itself: the hidden button with its words, and recordings with theirs."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from heritage.pages.render import Renderer
from heritage.pages.site import assemble
from heritage.pages.static_files import assets, recordings
from heritage.places.place import Library
from tests.outline import Outline
from tests.recordings import m4a, silent_mp3
from tests.rendering import EN, LIBRARY, SITE, renderer, small_library, unchecked

MILL, LAKE = LIBRARY.places["kvarnen"], LIBRARY.places["lillsjon"]


def with_recording(library: Library, **changes: str) -> Library:
    """The library whose mill has another English recording."""
    text = MILL.texts["en"]
    assert text.recording is not None
    recording = msgspec.structs.replace(text.recording, **changes)
    texts = {**MILL.texts, "en": msgspec.structs.replace(text, recording=recording)}
    places = {**library.places, "kvarnen": msgspec.structs.replace(MILL, texts=texts)}
    return msgspec.structs.replace(library, places=places)


# The phone's own voice


@pytest.mark.parametrize(
    "html",
    [
        EN.place(MILL),
        EN.trail(LIBRARY.trails["leksaksleden"]),
        EN.theme(LIBRARY.themes["leksaker"]),
        EN.safety(LIBRARY.safety["is"]),
    ],
    ids=["place", "trail", "theme", "safety"],
)
def test_a_page_with_a_text_has_one_hidden_button_under_its_lede(html: str) -> None:
    """R-A19: without a script nothing shows that would do nothing."""
    page = Outline(html)
    (box,) = page.with_class("listen")
    assert box.get("hidden") is not None
    play, stop = [e for e in page.all("button") if e in page.elements[page.elements.index(box) :][:3]]
    assert (play.words, play["data-pause"], play["data-resume"], stop.words) == (
        "Listen to this page",
        "Pause the reading",
        "Read on",
        "Stop the reading",
    )
    assert {play["type"], stop["type"]} == {"button"}
    (lede,) = page.with_class("lede")
    assert page.elements.index(box) == page.elements.index(lede) + 1
    stories = [e for e in page.elements if e.get("data-read") is not None]
    assert len(stories) == 1
    assert page.one("script", src=SITE.frame.asset("listen.js")).get("defer") is not None


def test_of_two_stories_side_by_side_only_the_one_in_the_readers_language_is_read() -> None:
    page = Outline(renderer("de").safety(unchecked(LIBRARY.safety["is"])))
    (story,) = [e for e in page.elements if e.get("data-read") is not None]
    assert story.get("lang") is None


def test_a_story_in_another_language_says_so_to_the_voice() -> None:
    """R-A9: the smithy has no German text."""
    page = Outline(renderer("de").place(LIBRARY.places["smedjan"]))
    (story,) = [e for e in page.elements if e.get("data-read") is not None]
    assert story["lang"] == "en"


def test_service_pages_without_a_text_fetch_no_script() -> None:
    assert SITE.frame.asset("listen.js") not in EN.codes() + EN.feedback() + EN.not_found()


# Recordings


def test_a_recording_has_a_name_its_length_its_size_and_who_reads() -> None:
    page = Outline(EN.place(MILL))
    (section,) = page.with_class("recording")
    player = page.one("audio")
    assert page.one("h2", id=player["aria-labelledby"]).words == "Listen to a recording"
    assert section["aria-labelledby"] == player["aria-labelledby"]
    assert "4 seconds · 0.1 megabytes · Read by Kim Block." in section.words
    assert player["src"] == SITE.frame.recording("kvarnen", "story-en.mp3")


def test_a_recording_never_plays_or_loads_by_itself() -> None:
    player = Outline(EN.place(MILL)).one("audio")
    assert player["preload"] == "none"
    assert player.get("controls") is not None
    assert player.get("autoplay") is None


def test_the_words_of_a_recording_stand_below_it_unless_they_are_the_story() -> None:
    """R-A15."""
    page = Outline(EN.place(MILL))
    assert page.one("summary").words == "What is said in the recording"
    (section,) = page.with_class("recording")
    paragraphs = [e.words for e in page.all("p") if "details" in e.inside and e.words in section.words]
    assert paragraphs == ["You stand before the Block Mill.", "Look up: it has four sails, and they are red."]
    swedish = Outline(renderer("sv").place(LAKE))
    assert len(swedish.all("audio")) == 1
    assert swedish.all("details") == []


def test_a_recording_belongs_to_one_language() -> None:
    assert Outline(renderer("sv").place(MILL)).all("audio") == []
    assert Outline(renderer("de").place(MILL)).all("audio") == []


def test_a_stand_in_text_brings_its_recording_in_its_own_language() -> None:
    """R-I6, R-A9: the smithy's German page shows the English text."""
    smithy = LIBRARY.places["smedjan"]
    text = msgspec.structs.replace(smithy.texts["en"], recording=MILL.texts["en"].recording)
    places = {"smedjan": msgspec.structs.replace(smithy, texts={**smithy.texts, "en": text})}
    library = msgspec.structs.replace(
        LIBRARY,
        places={**LIBRARY.places, **places},
        sounds={"smedjan/story-en.mp3": LIBRARY.sounds["kvarnen/story-en.mp3"]},
    )
    gathered = {"smedjan/story-en.mp3": SITE.frame.recordings["kvarnen/story-en.mp3"]}
    frame = replace(SITE.frame, recordings=gathered)
    page = Outline(Renderer(library, "de", frame).place(places["smedjan"]))
    (section,) = page.with_class("recording")
    assert "4 Sekunden · 0,1 Megabyte" in section.words
    credit = next(e for e in page.all("span") if e.words == "Read by Kim Block.")
    assert credit["lang"] == "en"


def test_words_of_editors_are_escaped() -> None:
    library = with_recording(LIBRARY, credit="<b>Kim</b>", transcript="<script>alert(1)</script>")
    html = Renderer(library, "en", SITE.frame).place(library.places["kvarnen"])
    assert "<script>alert" not in html
    assert "&lt;b&gt;Kim&lt;/b&gt;" in html


# Files


def test_only_recordings_that_a_text_names_are_published(tmp_path: Path) -> None:
    files = list(recordings(small_library()))
    assert [file.name for file in files] == ["kvarnen/story-en.mp3", "lillsjon/berattelse-sv.mp3"]
    assert {(file.media_type, file.is_text) for file in files} == {("audio/mpeg", False)}
    assert files[0].body == silent_mp3(4)
    stem, digest, suffix = files[0].path.split(".")
    assert (stem, len(digest), suffix) == ("/static/kvarnen/story-en", 16, "mp3")
    assert assets(files, "/besok")["kvarnen/story-en.mp3"].address == "/besok" + files[0].path


def test_an_m4a_is_published_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "kvarnen").mkdir()
    (tmp_path / "kvarnen/story-en.m4a").write_bytes(m4a(9))
    library = with_recording(small_library(), file="story-en.m4a")
    only = {"kvarnen": library.places["kvarnen"]}
    (file,) = recordings(msgspec.structs.replace(library, folder=str(tmp_path), places=only))
    assert (file.media_type, file.path.rpartition(".")[2]) == ("audio/mp4", "m4a")


def test_a_file_that_became_something_else_after_it_was_loaded_is_not_published(tmp_path: Path) -> None:
    (tmp_path / "kvarnen").mkdir()
    (tmp_path / "kvarnen/story-en.mp3").write_bytes(b"no sound")
    library = msgspec.structs.replace(small_library(), folder=str(tmp_path), places={"kvarnen": MILL})
    with pytest.raises(ValueError, match="no recording that every phone plays"):
        list(recordings(library))


def test_the_same_recording_has_the_same_address_whoever_assembles() -> None:
    again = assemble(small_library()).frame
    assert again.recordings == SITE.frame.recordings
    assert set(again.recordings) == {"kvarnen/story-en.mp3", "lillsjon/berattelse-sv.mp3"}


def test_a_recording_that_was_not_gathered_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        SITE.frame.recording("kvarnen", "none.mp3")
