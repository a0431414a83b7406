"""Pictures that link previews show (Open Graph): each drawing as a PNG, for programs that read no SVG.

They hold no words, so that one serves all languages.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import typst

from heritage.pages.page import fingerprint
from heritage.pages.static_files import StaticFile

WIDTH, HEIGHT = 800, 420
"""Pixels, in the proportion 1.91 to 1 that previews are cut to (ogp.me names none; the large services do)."""

_SHEET = b"""
#set page(width: 800pt, height: 420pt, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%, height: 100%, fit: "cover")
"""
_PIXELS_PER_INCH = 72  # a point is a pixel


@dataclass(frozen=True)
class Preview:
    """`name` is the drawing's; `path` the address of the PNG below the base path."""

    name: str
    path: str
    source: bytes

    def png(self) -> bytes:
        """The picture, in some 10 ms; kept, for changed content brings most drawings unchanged."""
        return _png(self.source)


def previews(files: Iterable[StaticFile], shown: Container[str]) -> Iterator[Preview]:
    """One for each drawing whose name is among those `shown`; the address names what it is made from."""
    for file in files:
        if file.name in shown:
            path = f"/static/{file.name.removesuffix('.svg')}.{fingerprint(_SHEET + file.body)}.png"
            yield Preview(file.name, path, file.body)


def addresses(made: Iterable[Preview], base_path: str) -> Mapping[str, str]:
    """How pages refer to previews, by the name of the drawing."""
    return {preview.name: base_path + preview.path for preview in made}


@cache
def _press() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)


@lru_cache(maxsize=512)
def _png(source: bytes) -> bytes:
    drawing = source.decode()
    made = _press().compile(_SHEET, format="png", ppi=_PIXELS_PER_INCH, sys_inputs={"drawing": drawing})
    assert isinstance(made, bytes)
    return made
