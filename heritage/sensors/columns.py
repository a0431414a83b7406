"""A CSV as people and authorities write it: where its data begin, which columns hold time and value, and its cells."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from heritage.problems import N_, Refusal
from heritage.sensors.numbers import typed

_SEPARATORS = ";\t,|"
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)")
"""Days with slashes are not read: 03/04 is another day in another country."""
_ZONE = re.compile(
    r"(?<![^\W_])((?i:UTC|GMT)(?:\s*[+-]\s*\d[\d:]*)?|CES?T|MES?Z|EES?T|WES?T|BST|"
    r"(?:Africa|America|Asia|Atlantic|Etc|Europe|Pacific)/\w+)(?![^\W_])"
)
"""A time zone in a heading."""


class ImportRefused(Refusal):
    """Why a file cannot be imported."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row the time and the value stand; `clock` where the time column holds only days."""

    time: int
    clock: int | None
    value: int


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding. Raises ImportRefused for UTF-16."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ImportRefused(N_("The file is written in UTF-16; save it as CSV in UTF-8."))
    for encoding in ("utf-8-sig", "latin-1"):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 reads everything")


def separator_of(text: str) -> str:
    """The one that divides most of the first lines into equally many columns. Raises ImportRefused if none does."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]

    def weight(separator: str) -> tuple[int, int]:
        counts = Counter(line.count(separator) for line in lines)
        counts.pop(0, None)
        if not counts:
            return 0, 0
        columns, times = counts.most_common(1)[0]
        return times, columns

    best = max(_SEPARATORS, key=weight)
    if weight(best)[0] == 0:
        raise ImportRefused(N_("The file has no columns: expected are a time and a value in each row."))
    return best


def find_head(table: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """The headings, and the index of the first row of data: the first that holds a time, and is no preface.

    Raises ImportRefused where no row holds one.
    """
    first = None
    for index, row in enumerate(table):
        if any(_moment(cell) is not None for cell in row):
            first = index if first is None else first
            if not _is_preface(table, index):
                return _headings(table, index), index
    if first is None:
        raise ImportRefused(N_("No column holds times such as 2026-02-14 10:30."))
    return _headings(table, first), first


def _is_preface(table: Sequence[Sequence[str]], index: int) -> bool:
    """Whether a row with a time tells of the file, as SMHI's do: after a blank line something else begins."""
    if any(cell.strip() for cell in table[min(index + 1, len(table) - 1)]):
        return False
    after = (table[at] for at in range(index + 1, len(table)))
    following = next((row for row in after if any(cell.strip() for cell in row)), ())
    return len(following) > 1 and all(_moment(cell) is None for cell in following)


def _headings(table: Sequence[Sequence[str]], index: int) -> list[str]:
    above = [cell.strip() for cell in table[index - 1]] if index else []
    return [above[at] if at < len(above) and above[at] else str(at + 1) for at in range(len(table[index]))]


def find_columns(
    head: Sequence[str], rows: Sequence[Sequence[str]], time_column: str | None, value_column: str | None
) -> Columns:
    """Those that are named by heading or by number from 1, else found by what `rows` hold. Raises ImportRefused."""
    times = [at for at in range(len(head)) if _share(rows, at, lambda cell: _moment(cell) is not None) > 0.5]
    numbers = [
        at
        for at in range(len(head))
        if at not in times and _share(rows, at, lambda cell: number_in(cell) is not None) > 0.2
    ]
    time_at = _chosen(
        head, time_column, times, N_("Say with --time-column which column holds the time: {columns}.")
    )
    value_at = _chosen(
        head,
        value_column,
        numbers,
        N_("Say with --value-column which column holds the values: {columns}."),
    )
    return Columns(time_at, _clock_beside(head, rows, time_at), value_at)


def _clock_beside(head: Sequence[str], rows: Sequence[Sequence[str]], time_at: int) -> int | None:
    """The column with the clock, where that of the time holds only days. Raises ImportRefused for several."""
    moments = [_moment(row[time_at]) for row in rows if time_at < len(row)]
    if any(moment is not None and moment.time() != time() for moment in moments):
        return None
    clocks = [at for at in range(len(head)) if _share(rows, at, lambda cell: _clock(cell) is not None) > 0.5]
    if len(clocks) > 1:
        raise ImportRefused(
            N_(
                "'{day}' holds only days, and several columns hold clock times ({clocks}): put day and time "
                "into one column."
            ),
            day=head[time_at],
            clocks=", ".join(head[at] for at in clocks),
        )
    return clocks[0] if clocks else None


def zone_named(heading: str) -> str | None:
    """The time zone that a heading names, such as UTC; GMT is called so too."""
    named = _ZONE.search(heading)
    if named is None:
        return None
    return "UTC" if named[1].upper() in ("UTC", "GMT") else named[1]


def _share(rows: Sequence[Sequence[str]], at: int, fits: Callable[[str], bool]) -> float:
    return sum(at < len(row) and fits(row[at]) for row in rows) / max(1, len(rows))


def _chosen(head: Sequence[str], name: str | None, found: Sequence[int], question: str) -> int:
    if name is not None:
        if name in head:
            return head.index(name)
        if name.isascii() and name.isdigit() and 1 <= int(name) <= len(head):
            return int(name) - 1
        raise ImportRefused(
            N_("There is no column '{name}'; there are {columns}."), name=name, columns=", ".join(head)
        )
    if len(found) != 1:
        raise ImportRefused(question, columns=", ".join(head))
    return found[0]


def cell_of(row: Sequence[str], at: int) -> str:
    """Without spaces around it; "" where the row is shorter."""
    return row[at].strip() if at < len(row) else ""


def time_of(row: Sequence[str], columns: Columns) -> datetime | None:
    """Its time, without an offset unless the row has one; None where it cannot be read."""
    moment = _moment(cell_of(row, columns.time))
    if columns.clock is None or moment is None:
        return moment
    # Where the days are written as midnights, the clock goes before.
    clock = _clock(cell_of(row, columns.clock))
    return None if clock is None else datetime.combine(moment.date(), clock, clock.tzinfo or moment.tzinfo)


def _clock(cell: str) -> time | None:
    text = cell.strip()
    if ":" not in text[1:]:
        return None
    try:
        return time.fromisoformat(f"0{text}" if text[1] == ":" else text)
    except ValueError:
        return None


def _moment(cell: str) -> datetime | None:
    text = cell.strip()
    if len(text) < 8 or not text[0].isdigit():
        return None
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first:
        day, month, year, rest = day_first.groups()
        text = f"{year}-{month:0>2}-{day:0>2}{rest}"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def number_in(cell: str) -> float | None:
    """With decimal point or comma; thousands may be grouped by spaces."""
    return typed(cell.replace(" ", "").replace("\xa0", ""))
