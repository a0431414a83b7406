"""What a written report is made of, whatever it is drawn as. Texts are plain; `[3]` in one points into the appendix."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 begins a part, level 2 a section of it."""

    level: int
    text: str


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


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG with the sentence that says the same."""

    svg: str
    sentence: str


Block = Heading | Paragraph | Items | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A report, in one language."""

    language: str
    title: str
    lede: str
    owner: str
    made_on: date
    blocks: Sequence[Block]
