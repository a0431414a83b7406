"""What a written report is made of, whatever it is drawn as. Texts are plain; `[3]` in one points into the appendix."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 begins a part, on a new page of the PDF where it `is_apart`; level 2 a section of it."""

    level: int
    text: str
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences; one that is `strong` says what matters most."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short sentences."""

    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below heads; all columns but the first hold numbers where `is_numeric`."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    is_numeric: bool = True

    def without(self, cell: str) -> "Table":
        """Without columns, but the first, in which nothing else stands than `cell`."""
        kept = [
            number
            for number in range(len(self.heads))
            if number == 0 or any(row[number] != cell for row in self.rows)
        ]
        heads, *rows = ([row[number] for number in kept] for row in (self.heads, *self.rows))
        return replace(self, heads=heads, rows=rows)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG with the sentence that says the same."""

    svg: str
    sentence: str


Block = Heading | Paragraph | Items | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A report, in one language. `warning` stands above everything and on every page; "" where there is none."""

    language: str
    title: str
    lede: str
    owner: str
    made_on: date
    blocks: Sequence[Block]
    warning: str = ""
