"""A recording of a text as its page offers it: with length, size, who reads, and its words (R-A15)."""

import msgspec

from heritage.i18n.numbers import format_duration, format_megabytes
from heritage.pages.frame import Frame
from heritage.places.place import Library, Text
from heritage.places.recordings import paragraphs


class Recorded(msgspec.Struct, frozen=True):
    """`duration` and `size` are words in the page's language; `credit` and `transcript` are in the text's.

    `transcript` is empty where the recording reads the story that stands on the page.
    """

    address: str
    duration: str
    size: str
    credit: str
    transcript: list[str]


def recorded(library: Library, slug: str, text: Text, language: str, frame: Frame) -> Recorded | None:
    """The recording of `text`, which the page `slug` in `language` shows; None where nobody has read it."""
    recording = text.recording
    if recording is None:
        return None
    sound = library.sounds[f"{slug}/{recording.file}"]
    return Recorded(
        frame.recording(slug, recording.file),
        format_duration(sound.seconds, language),
        format_megabytes(sound.size, language),
        recording.credit,
        paragraphs(recording),
    )
