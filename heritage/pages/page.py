"""A page: finished HTML with holes where live parts go, and how it is packed for the wire and the disk."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

import deflate

_HOLE = b"<!--hole:"
_END_OF_SHARED = b"</style>"
_LONG = 10_000  # bytes, packed: what a page may have at most


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a live part goes: `sign`, `feedback-form` or `typed`."""

    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """`path` is its address below the base path: `/sv/flataklocken/`, `/sv/404.html`."""

    path: str
    language: str
    pieces: tuple[bytes | Hole, ...]

    @staticmethod
    def from_html(path: str, language: str, html: str) -> "Page":
        """Split a document at its `<!--hole:NAME-->` marks."""
        first, *rest = html.encode().split(_HOLE)
        pieces: list[bytes | Hole] = [first]
        for part in rest:
            name, _, after = part.partition(b"-->")
            pieces += (Hole(name.decode()), after)
        return Page(path, language, tuple(pieces))

    @property
    def holes(self) -> tuple[str, ...]:
        """The names of its holes, in the order of the document."""
        return tuple(piece.name for piece in self.pieces if isinstance(piece, Hole))

    def body(self, fills: Mapping[str, str] | None = None) -> bytes:
        """The document with its holes filled; a hole without a fill stays empty."""
        given = fills or {}
        return b"".join(
            given.get(piece.name, "").encode() if isinstance(piece, Hole) else piece for piece in self.pieces
        )


def pack(body: bytes) -> bytes:
    """`body` as gzip without a time, so that the same bytes always give the same bytes."""
    return bytes(deflate.gzip_compress(body, 9))


def pack_page(body: bytes) -> bytes:
    """The same for a page, in a third of the time: what all pages begin with is packed once for all of them.

    It costs about a thirtieth of the size: a lower level, and no references from the page into its head.
    The few pages that are long all the same are packed as well as can be (R-O11).
    """
    head = _head_of(body)
    rest = memoryview(body)[len(head.text) :]  # no copy: there are thousands
    tail = crc32(rest, head.checksum).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
    packed = b"".join((head.packed, deflate.deflate_compress(rest, 5), tail))
    return packed if len(packed) < _LONG else bytes(deflate.gzip_compress(body, 12))


class _Head(NamedTuple):
    """What pages begin with; `packed` is the start of a gzip file that unpacks to it and can go on."""

    text: bytes
    packed: bytes
    checksum: int


_heads: list[_Head] = []
"""Those met before, for to look whether a page begins with one is faster than to take its beginning out."""

_MOST_HEADS = 64


def _head_of(body: bytes) -> _Head:
    for known in _heads:
        if body.startswith(known.text):
            return known
    text, mark, _ = body.partition(_END_OF_SHARED)
    head = _packed_head(text + mark if mark else b"")
    if mark and len(_heads) < _MOST_HEADS:
        _heads.append(head)
    return head


def _packed_head(text: bytes) -> _Head:
    """As RFC 1952 §2.3 has it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # A full flush ends at a byte, and what follows does not refer back: any deflate stream may.
    packed = packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
    return _Head(text, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + packed, crc32(text))


def unpack(packed: bytes) -> bytes:
    """What `pack` was given."""
    return bytes(deflate.gzip_decompress(packed))


def fingerprint(body: bytes) -> str:
    """Sixteen hexadecimal digits that name these bytes, for hashed addresses and entity tags."""
    return blake2b(body, digest_size=8).hexdigest()
