"""Toy recordings, made here: silence that every player takes, and the boxes of a recording without any sound."""

import struct

_FRAME = bytes.fromhex("fff318c0") + bytes(32)
"""MPEG-2 Layer III, 16 kHz, mono, 8 kbit/s: an empty frame is 36 ms of silence (ISO/IEC 13818-3)."""

FRAMES_A_SECOND = 16_000 / 576
BYTES_A_SECOND = 1_000


def silent_mp3(seconds: float, tag: bytes = b"") -> bytes:
    """Silence of that length; `tag` stands in an ID3 tag before it."""
    size = bytes(len(tag) >> shift & 127 for shift in (21, 14, 7, 0))
    header = b"ID3\x04\x00\x00" + size + tag if tag else b""
    return header + _FRAME * round(seconds * FRAMES_A_SECOND)


def m4a(seconds: int, codec: bytes = b"mp4a") -> bytes:
    """What tells how long an MPEG-4 recording is and that it is AAC, or by `codec` that it is not."""
    decoder = b"\x03\x19\x00\x00\x00" + b"\x04\x11\x40" + bytes(12) + b"\x05\x02\x14\x08"
    entry = box(codec, bytes(28) + box(b"esds", bytes(4) + decoder))
    samples = box(b"stsd", bytes(4) + struct.pack(">I", 1) + entry)
    track = box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", samples))))
    length = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, 1000 * seconds) + bytes(80))
    return box(b"ftyp", b"M4A \x00\x00\x00\x00") + box(b"moov", length + track)


def box(kind: bytes, content: bytes) -> bytes:
    """ISO/IEC 14496-12 §4.2."""
    return struct.pack(">I", 8 + len(content)) + kind + content
