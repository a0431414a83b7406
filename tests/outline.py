"""What a reader or a program finds in an HTML document: elements with their attributes and words."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.unseen import unseen

VOID = frozenset({"meta", "link", "img", "input", "br", "hr"})


@dataclass
class Element:
    """An element; `words` is all text inside it, spaces made single."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]  # tags of the elements around it, outermost first
    pieces: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join("".join(self.pieces).split())

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)


class Outline(HTMLParser):
    """All elements of a document in order. Raises AssertionError where tags do not match."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        with unseen():
            self.feed(html)
            self.close()
        assert not self._open, f"never closed: {[element.tag for element in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"attribute twice in <{tag}>: {names}"
        around = tuple(element.tag for element in self._open)
        element = Element(tag, {name: value or "" for name, value in attrs}, around)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1].tag == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of that name with those attributes; `class_` and `for_` lose their dash."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and wanted.items() <= element.attributes.items()
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag}> with {attributes}"
        return found[0]

    def with_class(self, name: str) -> list[Element]:
        return [element for element in self.elements if name in (element.get("class") or "").split()]

    def texts(self, tag: str, **attributes: str) -> list[str]:
        return [element.words for element in self.all(tag, **attributes)]


class _Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open: list[bool] = []
        with unseen():
            self.feed(html)
            self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            is_hidden = tag in ("style", "script", "title", "desc") or "hidden" in dict(attrs)
            self._open.append(is_hidden or (bool(self._open) and self._open[-1]))
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()
        self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._open or not self._open[-1]:
            self.pieces.append(data)


def seen(html: str) -> str:
    """The words of a document or a part of one that are seen before any script runs, spaces made single."""
    return re.sub(r" (?=[.,:])", "", " ".join("".join(_Seen(html).pieces).split()))
