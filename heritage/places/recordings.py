"""Recordings that editors bring: taken as they are if every phone plays them, and refused with a reason if not."""

import math
import re
from io import BytesIO

from tinytag import TinyTag, TinyTagException

from heritage.places.place import READS_THE_STORY, Recording, Sound
from heritage.problems import N_, Problem

RECORDING_LIMIT = 4_000_000
"""Bytes a recording may have: what one bar of signal brings in some minutes."""

LONGEST_S = 600
"""Seconds a recording may last; nobody stands longer in front of a sign."""

FORMATS = (".mp3", ".m4a", ".wav", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wma", ".aif", ".aiff", ".amr")
"""Ends of the names of sound files; only the first two are played."""

TOO_LARGE = N_(
    "the recording is larger than {limit} kB; save it again in mono with a lower bit rate, such as 48 kbit/s"
)
NOT_PLAYED = N_(
    "no page plays this file; a recording is called by letters a-z, digits and hyphens and ends with .mp3 or "
    ".m4a, such as story-sv.mp3"
)

_NO_SOUND = N_(
    "this is no recording that every phone plays; save it again as MP3, or as AAC in a file ending with .m4a"
)
_TOO_LONG = N_("the recording lasts {minutes} minutes, and {limit} are the most; shorten or divide it")

_ID3_HEADER = 10  # bytes, ID3v2.4 §3.1
# Eleven set bits, any version but the reserved one, and the layer.
_LAYER_III = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_AAC = "mp4a.40"  # RFC 6381; Apple's lossless kind is played by its own devices only
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def examine(path: str, raw: bytes) -> Sound | Problem:
    """What the recording in `raw`, the content of the file `path`, is like, or why it is refused."""
    begins_well = _begins_as_mp3(raw) if path.endswith(".mp3") else raw[4:8] == b"ftyp"
    found = _read(raw) if begins_well else None
    if found is None or not found.duration or not math.isfinite(found.duration):
        return Problem(path, 0, _NO_SOUND)
    if path.endswith(".m4a") and _AAC not in (found.mime_type or ""):
        return Problem(path, 0, _NO_SOUND)
    if found.duration > LONGEST_S:
        values: dict[str, object] = {"minutes": math.ceil(found.duration / 60), "limit": LONGEST_S // 60}
        return Problem(path, 0, _TOO_LONG, values)
    return Sound(found.duration, len(raw))


def _read(raw: bytes) -> TinyTag | None:
    try:
        return TinyTag.get(file_obj=BytesIO(raw), tags=False)
    except TinyTagException:
        return None


def _begins_as_mp3(raw: bytes) -> bool:
    """Whether a frame of Layer III stands first, or next after the tag; a reader would go on until it meets one."""
    start = 0
    if raw.startswith(b"ID3") and len(raw) >= _ID3_HEADER:
        # Seven bits a byte, so that a size never looks like the beginning of a frame.
        first, second, third, fourth = raw[6:_ID3_HEADER]
        start = _ID3_HEADER + (first << 21) + (second << 14) + (third << 7) + fourth
    return _LAYER_III.match(raw, start) is not None


def paragraphs(recording: Recording) -> list[str]:
    """The words said, as the editor divided them by blank lines; none where the story is what is read."""
    if recording.transcript == READS_THE_STORY:
        return []
    parts = (" ".join(part.split()) for part in _BLANK_LINE.split(recording.transcript))
    return [part for part in parts if part]
