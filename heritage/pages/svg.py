"""The published form of a drawing: its shapes and words, without what drawing programs leave behind (R-P20).

`places.pictures` has judged what a drawing may hold; here nothing is refused. Style attributes, which no
policy of ours lets through (R-S2), become attributes of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

_NAMESPACE = "http://www.w3.org/2000/svg"
_OLDER_NAMES = {
    "http://www.w3.org/1999/xlink href": "href",
    "http://www.w3.org/XML/1998/namespace lang": "lang",
}
_WITH_TEXT = frozenset({"title", "desc", "text", "tspan", "style"})
_PAINT = """
    fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color stop-color stop-opacity display
    visibility clip-path clip-rule mask marker-start marker-mid marker-end paint-order vector-effect
    font-family font-size font-weight font-style letter-spacing text-anchor dominant-baseline
    mix-blend-mode shape-rendering
"""
_PAINT_NAMES = frozenset(_PAINT.split())


@dataclass(frozen=True)
class Published:
    """A drawing to send. `style` holds the texts of its style elements, for the hashes in its policy."""

    body: bytes
    styles: tuple[str, ...]


def published(source: bytes) -> Published:
    """The drawing in `source`, which `places.pictures.examine` has let pass."""
    writer = _Writer()
    writer.parser.Parse(source, True)
    return Published("".join(writer.parts).encode(), tuple(writer.styles))


class _Writer:
    """Writes each element as it is read, so that no depth of nesting can exhaust us."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.styles: list[str] = []
        self._open: list[str] = []
        self._is_empty = False
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._close()
        local = name.rpartition(" ")[2]
        declared = "" if self._open else f' xmlns="{_NAMESPACE}"'
        pairs = "".join(f" {key}={quoteattr(value)}" for key, value in _kept(attributes).items())
        self.parts.append(f"<{local}{declared}{pairs}")
        self._open.append(local)
        self._is_empty = True
        if local == "style":
            self.styles.append("")

    def _end(self, name: str) -> None:
        local = self._open.pop()
        self.parts.append("/>" if self._is_empty else f"</{local}>")
        self._is_empty = False

    def _text(self, text: str) -> None:
        if self._open[-1] in _WITH_TEXT:
            self._close()
            self.parts.append(escape(text))
            if self._open[-1] == "style":
                self.styles[-1] += text

    def _close(self) -> None:
        if self._is_empty:
            self.parts.append(">")
            self._is_empty = False


def _kept(attributes: Mapping[str, str]) -> dict[str, str]:
    """SVG's own attributes. Those in the style attribute win, as they do in a browser."""
    kept: dict[str, str] = {}
    for name, value in attributes.items():
        if " " not in name and name != "style":
            kept[name] = value
    for older, name in _OLDER_NAMES.items():
        if older in attributes:
            kept.setdefault(name, attributes[older])
    kept.update(_painted(attributes.get("style", "")))
    return kept


def _painted(style: str) -> Iterator[tuple[str, str]]:
    """Properties that are also attributes. No other may become one: `onload` would be a script."""
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in _PAINT_NAMES:
            yield name.strip(), value.strip()
