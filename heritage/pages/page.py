"""A page: finished HTML with holes where live parts go, and how it is packed for the wire and the disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import deflate

QUICK = 5
"""libdeflate's level for pages: as small as `gzip -9` makes them, in half of its time."""

THOROUGH = 9
"""For what there is one of: drawings, and lists that repeat themselves."""

_HOLE = b"<!--hole:"


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


def pack(body: bytes, level: int = QUICK) -> bytes:
    """`body` as gzip without a time, so that the same bytes always give the same bytes."""
    return bytes(deflate.gzip_compress(body, level))


def unpack(packed: bytes) -> bytes:
    """What `pack` was given."""
    return bytes(deflate.gzip_decompress(packed))


def fingerprint(body: bytes) -> str:
    """Sixteen hexadecimal digits that name these bytes, for hashed addresses and entity tags."""
    return blake2b(body, digest_size=8).hexdigest()
