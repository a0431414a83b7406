"""A file of counts as a table: its encoding, its separator, its headings, and columns by heading or number."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from heritage.passages.files.labels import is_day_in
from heritage.problems import N_
from heritage.sensors.columns import ImportRefused, decoded, separator_of

MOST_BYTES = 50_000_000

SAMPLE = 200
"""Rows that are looked at to tell columns apart."""

LONGEST_SHOWN = 80
"""Letters of a cell or a heading."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows of data that hold anything, and the line of each, from 1."""

    encoding: str
    separator: str
    head: list[str]
    rows: list[list[str]]
    lines: list[int]

    def column(self, at: int) -> list[str]:
        """The cells of a column; "" where a row is shorter."""
        try:
            return [row[at] for row in self.rows]
        except IndexError:
            return [row[at] if at < len(row) else "" for row in self.rows]

    def sample(self, at: int) -> list[str]:
        """Its first cells that hold something."""
        cells = (row[at].strip() for row in self.rows[: 5 * SAMPLE] if at < len(row))
        return [cell for cell in cells if cell][:SAMPLE]

    def find(self, name: str) -> int:
        """The index of a column by its heading, or by its number from 1. Raises ImportRefused."""
        wanted = _folded(name)
        same = [at for at, heading in enumerate(self.head) if _folded(heading) == wanted]
        if len(same) == 1:
            return same[0]
        if len(same) > 1:
            numbers = ", ".join(str(at + 1) for at in same)
            raise ImportRefused(
                N_("Several columns are called '{name}': give the number of the one you mean, {numbers}."),
                name=name,
                numbers=numbers,
            )
        if re.fullmatch("[0-9]{1,4}", name) and 1 <= int(name) <= len(self.head):
            return int(name) - 1
        raise ImportRefused(
            N_("There is no column '{name}'; there are {columns}."), name=name, columns=self.columns
        )

    @property
    def columns(self) -> str:
        """Every heading with its number, for people."""
        return ", ".join(f"{at} {heading}" for at, heading in enumerate(self.head, 1))


def read_table(data: bytes, encoding: str | None = None, separator: str | None = None) -> Table:
    """The table in a file of at most 50 MB; what is None is found out. Raises ImportRefused."""
    if len(data) > MOST_BYTES:
        raise ImportRefused(N_("The file is larger than 50 MB; divide it."))
    text, encoding = _text(data, encoding)
    if "\x00" in text:
        raise ImportRefused(N_("The file is no CSV that can be read."))
    separator = separator or separator_of(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ImportRefused(N_("The file is no CSV that can be read.")) from error
    start = _first_of_data(rows)
    held = [line for line in range(start, len(rows)) if any(rows[line])]
    lines = [line + 1 for line in held]
    return Table(encoding, separator, _headings(rows, start), [rows[line] for line in held], lines)


def _text(data: bytes, encoding: str | None) -> tuple[str, str]:
    if encoding is None:
        return decoded(data)
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding), encoding
    except UnicodeDecodeError as error:
        raise ImportRefused(N_("The file is not written in {encoding}."), encoding=encoding) from error


def _first_of_data(rows: Sequence[Sequence[str]]) -> int:
    """The index of the first row that holds a day, unless a blank line ends what is only a preface there."""
    for index, row in enumerate(rows):
        if any(is_day_in(cell) for cell in row) and not _is_preface(rows, index):
            return index
    raise ImportRefused(
        N_("No column holds days such as 2026-02-14 or 14/02/2026, with or without a time of day.")
    )


def _is_preface(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Whether what follows a row is a blank line, and then something that holds no day: headings."""
    after = rows[index + 1 : index + 12]
    if not after or any(cell.strip() for cell in after[0]):
        return False
    following = next((row for row in after if any(cell.strip() for cell in row)), ())
    return len(following) > 1 and not any(is_day_in(cell) for cell in following)


def _headings(rows: Sequence[Sequence[str]], start: int) -> list[str]:
    """Those right above the data; a column without one is called by its number."""
    above = [shown(cell) for cell in rows[start - 1]] if start else []
    width = max(len(above), *(len(row) for row in rows[start : start + SAMPLE]))
    return [above[at] if at < len(above) and above[at] else str(at + 1) for at in range(width)]


def shown(text: str) -> str:
    """A cell as it can be shown: one line, not endless, and without signs that would command a terminal."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * LONGEST_SHOWN])
    return " ".join(plain.split())[:LONGEST_SHOWN]


def _folded(heading: str) -> str:
    """For comparing: without differences of case and of spaces."""
    return " ".join(heading.split()).casefold()
