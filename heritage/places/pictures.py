"""Drawings that editors bring: an SVG is taken as it is or refused, and never repaired (R-S13)."""

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from heritage.places.place import Drawing
from heritage.problems import N_, Problem

PICTURE_LIMIT = 200_000
"""Bytes a drawing may have."""

_SVG = "http://www.w3.org/2000/svg "

# Nothing that links, moves, scripts or embeds. Filters and metadata are left out: drawings do without them.
_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use")
_PAINTS = ("linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker")
_FRAMES = ("svg", "g", "defs", "symbol", "title", "desc", "style")
_ELEMENTS = frozenset(_SVG + name for name in (*_SHAPES, *_PAINTS, *_FRAMES))
_STYLE = _SVG + "style"

_ADDRESSES = frozenset({"href", "src", "base"})  # also xlink:href and xml:base
_FOREIGN_STYLE = re.compile(r"url\((?!\s*['\"]?#)|@import|expression\(|image-set\(|\\", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(px)?\s*", re.IGNORECASE)
_SMALLEST_SIDE = (
    100  # CSS pixels; a smaller drawing is told larger, for whole numbers to keep its proportions
)
_LARGEST_SIDE = 100_000
_LONGEST_QUOTE = 60  # characters

_UNREADABLE = N_("the picture cannot be read from here on; save it again as plain SVG")


class Picture(NamedTuple):
    """A picture file's drawing if it is safe, and what is wrong with it if it is not."""

    drawing: Drawing | None
    problems: list[Problem]


def examine(path: str, raw: bytes) -> Picture:
    """The SVG in `raw`, the content of the file `path`."""
    if len(raw) > PICTURE_LIMIT:
        told = N_("the picture is larger than {limit} kB; simplify the drawing")
        return Picture(None, [Problem(path, 0, told, {"limit": PICTURE_LIMIT // 1000})])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Picture(None, [Problem(path, 1, _UNREADABLE)])
    if "<!DOCTYPE" in text:
        # Not even parsed: a document type can define entities, and they can hide or blow up anything.
        line = text.count("\n", 0, text.index("<!DOCTYPE")) + 1
        told = N_("the picture begins with '<!DOCTYPE'; take that away, or save it again as plain SVG")
        return Picture(None, [Problem(path, line, told)])
    reader = _Reader(path)
    try:
        # As text, for in bytes a byte order mark would make expat read another encoding than a browser is told.
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        reader.problems.append(Problem(path, error.lineno, _UNREADABLE))
    if reader.problems:
        return Picture(None, reader.problems)
    drawing = _drawing(reader.root)
    if drawing is None:
        told = N_("the picture has no size; give its first element <svg> a viewBox, such as '0 0 800 600'")
        return Picture(None, [Problem(path, 1, told)])
    return Picture(drawing, [])


class _Reader:
    """Lets known elements pass, and keeps the attributes of the first."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.root: Mapping[str, str] = {}
        self._style: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._root
        self.parser.ProcessingInstructionHandler = self._instruction

    def _root(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != _SVG + "svg":
            self._say(N_('the picture must begin with <svg xmlns="http://www.w3.org/2000/svg" …>'))
            self.parser.StartElementHandler = None  # in another kind of file, nothing more is worth telling
            return
        self.root = attributes
        self.parser.StartElementHandler = self._element
        self._element(name, attributes)

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        if name not in _ELEMENTS:
            self._say(
                N_("<{element}> is not allowed in a picture; save it again as plain SVG, without it"),
                element=name.rpartition(" ")[2],
            )
        if name == _STYLE:
            self.parser.CharacterDataHandler = self._style.append
            self.parser.EndElementHandler = self._end
        for key, value in attributes.items():
            local, runs_script, is_address = _told_by(key)
            if runs_script:
                self._say(N_("'{attribute}' would run a script; take it out of the picture"), attribute=local)
            elif is_address and not value.startswith("#"):
                self._say(
                    N_("'{attribute}' leads out of the picture, to '{value}'; draw that part here instead"),
                    attribute=local,
                    value=value[:_LONGEST_QUOTE],
                )
            elif ("(" in value or "\\" in value) and _FOREIGN_STYLE.search(value):
                self._foreign(value)

    def _end(self, name: str) -> None:
        if name == _STYLE:
            # As a whole, for a comment in its middle divides a word for us but not for a browser.
            style = "".join(self._style)
            if _FOREIGN_STYLE.search(style):
                self._foreign(style)
            self._style.clear()
            self.parser.CharacterDataHandler = None
            self.parser.EndElementHandler = None

    def _instruction(self, target: str, data: str) -> None:
        self._say(N_("'<?{target}' is not allowed in a picture; take the line away"), target=target)

    def _foreign(self, value: str) -> None:
        found = _FOREIGN_STYLE.search(value)
        start = found.start() if found else 0
        self._say(
            N_("the style '{value}' brings something in from elsewhere; draw that part here instead"),
            value=value[start : start + _LONGEST_QUOTE].strip(),
        )

    def _say(self, text: str, **values: object) -> None:
        self.problems.append(Problem(self.path, self.parser.CurrentLineNumber, text, values))


@lru_cache(maxsize=500)
def _told_by(key: str) -> tuple[str, bool, bool]:
    """An attribute's name without its namespace, whether it runs a script, and whether it holds an address."""
    local = key.rpartition(" ")[2].lower()
    return local, local.startswith("on"), local in _ADDRESSES


def _drawing(root: Mapping[str, str]) -> Drawing | None:
    """Proportions by the viewBox, else by width and height in pixels."""
    box = root.get("viewBox", "").replace(",", " ").split()
    sides = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    if not all(_NUMBER.fullmatch(side) for side in sides):
        return None
    width, height = (float(side.strip().lower().removesuffix("px")) for side in sides)
    if not (0 < width < _LARGEST_SIDE and 0 < height < _LARGEST_SIDE):
        return None
    larger = max(1, math.ceil(_SMALLEST_SIDE / min(width, height)))
    return Drawing(round(width * larger), round(height * larger))
