"""Holds the numbers of a written report against the answers of the commands that its appendix names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from math import ceil, floor

from heritage.i18n.catalogues import gettext_for
from heritage.reporting.point import LONGEST_TABLE

Answer = Mapping[str, object]
Leaf = tuple[str, object]

MARK = re.compile(r"\s*\[(\d+)\]")
DAY = re.compile(r"\d{4}-\d\d(-\d\d)?(T.*)?")
SHARES = ("coverage", "estimated_share")
MEANS = (
    *("mean", "median", "workday", "weekend", "workday_then", "workday_now", "weekend_then", "weekend_now"),
    *("weekdays", "hours_workday", "hours_weekend", "heat", "mean_per_day", "per_hundred"),
)

SAID = {
    # “no number below 90 %”, “fewer than 50 passages”, “for every 100 passages”
    "total": {"90"},
    "last_year": {"50"},
    "scans": {"100"},
}
"""Numbers of the sentences themselves, by the field that they are said of."""


# What is read out of the file


@dataclass
class Block:
    """A text, or a table with what stands above it and its rows, heads first."""

    tag: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


class Reader(HTMLParser):
    """The blocks of a report, in order; what pictures hold inside is told again in their tables."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("svg", "style", "title", "table", "p", "li", "figcaption", "h1", "h2", "h3"):
            self._inside.append(tag)
            if tag not in ("svg", "style", "title"):
                self.blocks.append(Block(tag))
        elif tag == "tr":
            self.blocks[-1].rows.append([])
        elif tag in ("td", "th"):
            self._inside.append(tag)
            self.blocks[-1].rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside or self._inside[-1] in ("svg", "style", "title"):
            return
        if self._inside[-1] in ("td", "th"):
            self.blocks[-1].rows[-1][-1] += data
        else:
            self.blocks[-1].text += data.strip("\n")


def read(html: str) -> list[Block]:
    reader = Reader()
    reader.feed(html)
    return reader.blocks


@dataclass
class Appendix:
    """By mark its command and its fields."""

    commands: dict[str, str] = field(default_factory=dict)
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)


def appendix(blocks: Sequence[Block]) -> Appendix:
    found = Appendix()
    for block in blocks:
        if block.text.startswith("heritage counts show "):
            for mark, _, fields in block.rows[1:]:
                found.commands[mark.strip("[]")] = block.text.strip()
                found.fields[mark.strip("[]")] = tuple(fields.split(", "))
    return found


# How numbers are written


def numbers(text: str, language: str) -> list[str]:
    """As Python writes them; marks are none."""
    text = MARK.sub(" ", text)
    if language == "sv":
        text = re.sub(r"(?<=\d)[\u00a0\u202f](?=\d{3}(?!\d))", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    else:
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return re.findall(r"\d+(?:\.\d+)?", text)


def leaves(value: object, key: str) -> Iterator[Leaf]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            if DAY.fullmatch(name):
                yield key, name
            is_factor = "factor" in value and name in ("factor", "low", "high")
            # Means in lists keep the list's name.
            yield from leaves(one, "factor" if is_factor else name)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, key)
    else:
        yield key, value


def forms(key: str, value: object, *, is_exact: bool) -> set[str]:
    """How a value may stand in a table (`is_exact`) or in a sentence, where sums are told in tens."""
    if value is None or isinstance(value, bool):
        return set()
    if isinstance(value, str):
        parts = re.findall(r"\d+", value.partition("+")[0])
        return {*parts, *(str(int(part)) for part in parts)} if DAY.fullmatch(value) else set(parts)
    assert isinstance(value, int | float)
    if key in SHARES:
        return {"1"} if 0 < value < 0.01 else {"99"} if 0.99 < value < 1 else {f"{100 * value:.0f}"}
    if key == "growth":
        return {str(abs(round(value)))}
    if key == "factor":
        return {f"{value:.2f}"}
    whole = {f"{value:.0f}", str(floor(value + 0.5))}
    if key in MEANS:
        return whole if value >= 10 or value == 0 else {f"{value:.1f}"}
    found = whole
    if not is_exact:
        tens = (floor(value / 10), round(value / 10), ceil(value / 10))
        found |= {str(10 * one) for one in tens} | {str(floor(value)), str(ceil(value)), f"{value:.1f}"}
    return found


def allowed(answer: Answer, fields: Sequence[str], *, is_exact: bool) -> set[str]:
    found = {one for name in fields for one in SAID.get(name, ())}
    for name in fields:
        for key, value in leaves(answer[name], name):
            found |= forms(key, value, is_exact=is_exact)
    return found


# What is held against what


class Auditor:
    """Finds the numbers of a report that are not in its appendix, or differ from what the command tells."""

    def __init__(self, html: str, language: str, answers: Mapping[str, Answer]) -> None:
        self.blocks = read(html)
        self.language = language
        self.cited = appendix(self.blocks)
        self.answers = answers
        self.period = set(numbers(self.blocks[0].text, language))
        self.compared = 0

    def faults(self) -> list[str]:
        """In sentences, in the order of the report."""
        return [fault for block in self._figures() for fault in self._block(block)]

    def _figures(self) -> list[Block]:
        """All but the words in front, the method, the sources and the appendix itself, which tell no figures."""
        found, is_told, words = [], True, gettext_for(self.language).gettext
        for block in self.blocks:
            if block.tag == "h2":
                is_told = block.text not in map(words, METHOD)
            elif block.tag == "h3" and block.text in map(words, FOREWORD):
                is_told = False
            elif is_told and block.tag not in ("h1", "h3"):
                found.append(block)
        return found

    def _block(self, block: Block) -> Iterator[str]:
        marks = MARK.findall(block.text)
        if block.rows and not marks:
            for row in block.rows[1:]:
                (own,) = MARK.findall(row[1]) or ("",)
                yield from self._line(" ".join(row[1:]), own, is_exact=True)
            return
        yield from self._line(block.text, marks[-1] if marks else "", is_exact=False)
        if block.rows:
            yield from self._table(block, marks[-1])

    def _line(self, text: str, mark: str, *, is_exact: bool) -> Iterator[str]:
        found = numbers(text, self.language)
        if not found:
            return
        if mark not in self.cited.fields:
            # “There are no figures for the period 2024.”
            if not set(found) <= self.period:
                yield f"no mark: {text}"
            return
        fields, answer = self.cited.fields[mark], self.answers[self.cited.commands[mark]]
        known = allowed(answer, fields, is_exact=is_exact) | self._circumstances(answer, fields)
        self.compared += len(found)
        yield from (f"{one} is not in {fields}: {text}" for one in found if one not in known)

    def _circumstances(self, answer: Answer, fields: Sequence[str]) -> set[str]:
        """The period, how many gaps there are, and when the busiest hours are."""
        known = set(re.findall(r"\d+", str(answer["period"])))
        known |= {str(int(one)) for one in known}
        if "gaps" in fields:
            known |= {str(_silences(list_of(answer["gaps"]), answer["directions"])), str(LONGEST_TABLE)}
        for name in {"hours_workday", "hours_weekend", "heat"} & set(fields):
            rows = list_of(answer[name]) if name == "heat" else [answer[name]]
            most = max(one for row in rows for one in list_of(row) if isinstance(one, int | float))
            hours = [at for row in rows for at, one in enumerate(list_of(row)) if one == most]
            known |= {"00", *(f"{hour + later:02}" for hour in hours for later in (0, 1))}
        return known

    def _table(self, block: Block, mark: str) -> Iterator[str]:
        fields, answer = self.cited.fields[mark], self.answers[self.cited.commands[mark]]
        rows = block.rows[1:]
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                found = numbers(cell, self.language)
                self.compared += len(found)
                known = self._of_cell(answer, fields, at, column, len(rows))
                yield from (f"{one} is not in {fields}, row {at}: {row}" for one in found if one not in known)

    def _of_cell(self, answer: Answer, fields: tuple[str, ...], at: int, column: int, rows: int) -> set[str]:
        """What may stand in one cell: in a column of an hour only that hour's, in a row of a month only its own."""
        if fields == ("heat",):
            if column == 0:
                return {f"{at:02}"}
            return allowed({"heat": list_of(list_of(answer["heat"])[column - 1])[at]}, fields, is_exact=True)
        if fields == ("hours_workday", "hours_weekend"):
            if column == 0:
                return {f"{at:02}", f"{at + 1:02}"}
            name = fields[column - 1]
            return allowed({name: list_of(answer[name])[at]}, [name], is_exact=True)
        if fields[0] == "weekdays":
            return allowed({"weekdays": list_of(answer["weekdays"])[at]}, ["weekdays"], is_exact=True)
        if fields in (("months",), ("weeks",), ("days",)):
            told = answer[fields[0]]
            assert isinstance(told, Mapping) and len(told) == rows, (fields, rows)
            key, value = list(told.items())[at]
            known = allowed({fields[0]: value}, fields, is_exact=column < 2 or fields != ("days",))
            ends = (answer["first"], answer["last"], f"{key}-01" if fields == ("months",) else key)
            return known | {one for day in ends for one in forms("", day, is_exact=True)} | {"28", "30", "31"}
        return allowed(answer, fields, is_exact=True)


def _silences(gaps: Sequence[object], directions: object) -> int:
    """How many there are: what begins where another of its kind ends goes on, and what is alike in all directions is
    one."""
    assert isinstance(directions, Mapping)
    spans: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for gap in gaps:
        assert isinstance(gap, Mapping)
        kind = (str(gap["direction"]), str(gap["estimate"]), str(gap["reference"]))
        spans.setdefault(kind, []).append((str(gap["from"]), str(gap["to"])))
    alike: Counter[tuple[str, ...]] = Counter()
    for (_, *how), found in spans.items():
        starts = sorted({start for start, _ in found} - {end for _, end in found})
        ends = sorted({end for _, end in found} - {start for start, _ in found})
        alike.update((start, end, *how) for start, end in zip(starts, ends, strict=True))
    return sum(1 if many == len(directions) else many for many in alike.values())


def list_of(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


METHOD = ("How we count passages", "Counters and sources", "Appendix: where each number comes from")
FOREWORD = ("Three words that are not the same", "What the numbers do not tell")
