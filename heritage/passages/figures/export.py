"""Figures as files: CSV (RFC 4180), JSON and Excel, with unit, quality, what is estimated, and where the method stands.

Each tells whether it is published, under which licence, and whether its numbers are made up for a demonstration.

An unknown number is an empty cell or null, never 0 (R-V8). A text cell that a spreadsheet would take for a formula gets
a quote before it (R-S16). The same figures make the same bytes.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from heritage.passages.figures.public import public_until
from heritage.passages.figures.reckoned import subject_of
from heritage.passages.figures.series import Row, Series, Step, series_of
from heritage.passages.periods import Period
from heritage.passages.stretches import day_of
from heritage.places.place import Library
from heritage.store.flags import Direction, Flag
from heritage.store.kind import Kind, kind_of

UNIT = "passages"

LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"
"""R-D3, R-D6."""

DIRECTIONS = {None: "all", Direction.BOTH: "unknown", Direction.IN: "in", Direction.OUT: "out"}

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When each workbook says that it was made: its figures tell how new they are."""

Cell = str | int | float | bool | None


class Format(StrEnum):
    """A file's kind, as its name ends."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.JSON: "application/json",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Wanted(NamedTuple):
    """A file: of a point in a period, by `step` (None: days where they may be told, else weeks), in a format.

    `method` is the address of the page that tells how the figures are made. Without `with_estimates` all that was
    estimated is left out (R-V13). What is not for staff is as it is published.
    """

    point: str
    period: Period
    format: Format
    method: str
    step: Step | None = None
    with_estimates: bool = True
    is_for_staff: bool = False


def exported(connection: Connection, library: Library, wanted: Wanted, now: datetime) -> bytes | None:
    """The file; None where figures of so short steps are not public. Raises KeyError for an unknown point."""
    found = series(connection, library, wanted, now)
    if found is None:
        return None
    about = facts(library, wanted, found, is_demo=kind_of(connection) is Kind.DEMO)
    return _WRITERS[wanted.format](about, found)


def series(connection: Connection, library: Library, wanted: Wanted, now: datetime) -> Series | None:
    """The rows; None where figures of so short steps are not public. Raises KeyError for an unknown point."""
    today = day_of(int(now.timestamp()))
    until = today if wanted.is_for_staff else public_until(now, library.counting.checks)
    subject = subject_of(connection, library, wanted.point, until, is_public=not wanted.is_for_staff)
    subject = subject._replace(with_estimates=wanted.with_estimates)
    if wanted.step is not None:
        return series_of(subject, wanted.period, wanted.step, now)
    return series_of(subject, wanted.period, Step.DAY, now) or series_of(
        subject, wanted.period, Step.WEEK, now
    )


def facts(library: Library, wanted: Wanted, found: Series, *, is_demo: bool) -> dict[str, Cell]:
    """What holds for all rows. `is_demo`: nobody passed, the numbers are made up.

    What is not published is exact and for staff: nobody has given it a licence.
    """
    point = library.counting.points[wanted.point]
    return {
        "point": wanted.point,
        "name": point.called("sv"),
        "period": wanted.period.key,
        "first": found.told.first.isoformat() if found.told else None,
        "last": found.told.last.isoformat() if found.told else None,
        "step": found.step.value,
        "unit": UNIT,
        "is_calibrated": found.is_calibrated,
        "with_estimates": wanted.with_estimates,
        "is_published": not wanted.is_for_staff,
        "is_demo": is_demo,
        "data_until": found.data_until.isoformat() if found.data_until else None,
        "method": wanted.method,
        "licence": None if wanted.is_for_staff else LICENCE,
    }


def row_facts(row: Row) -> dict[str, Cell]:
    """A row, by the names of its columns."""
    return {
        "period": row.period,
        "first": row.first,
        "last": row.last,
        "direction": DIRECTIONS[row.direction],
        "passages": row.passages,
        "low": row.low,
        "high": row.high,
        "corrected": row.corrected,
        "estimated": row.estimated,
        "is_estimated": row.estimated_share > 0,
        "estimated_share": row.estimated_share,
        "coverage": row.coverage,
        "quality": row.quality.value,
        "rounded_to": row.rounded_to,
        "fewer_than": row.fewer_than,
        "flags": " ".join(sorted(_flag_names(row.flags))),
    }


def as_csv(about: dict[str, Cell], found: Series) -> bytes:
    """What holds for all rows stands in each, so that a row that is cut out still tells what it is."""
    target = io.StringIO()
    rows = csv.writer(target)
    rows.writerow(_COLUMNS)
    for cells in _table(about, found):
        rows.writerow([_as_text(cell) for cell in cells])
    return target.getvalue().encode()


def as_json(about: dict[str, Cell], found: Series) -> bytes:
    """The rows as objects below what holds for all of them."""
    rows = [row_facts(row) for row in found.rows]
    return json.dumps({**about, "rows": rows}, ensure_ascii=False, indent=1).encode() + b"\n"


def as_xlsx(about: dict[str, Cell], found: Series) -> bytes:
    """A sheet with the rows, and one with what holds for all of them."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"title": f"{about['point']} {about['period']}", "created": _LONG_AGO})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("passages")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(_COLUMNS) - 1, 14)
        sheet.write_row(0, 0, _COLUMNS, bold)
        for number, cells in enumerate(_table(about, found), start=1):
            _write(sheet, number, cells)
        sheet = book.add_worksheet("about")
        sheet.set_column(0, 1, 24)
        for number, (name, value) in enumerate(about.items()):
            _write(sheet, number, (name, value))
    return target.getvalue()


_COLUMNS = (
    "point",
    "period",
    "first",
    "last",
    "direction",
    "passages",
    "unit",
    "low",
    "high",
    "corrected",
    "estimated",
    "is_estimated",
    "estimated_share",
    "coverage",
    "quality",
    "rounded_to",
    "fewer_than",
    "flags",
    "is_calibrated",
    "is_published",
    "is_demo",
    "data_until",
    "method",
    "licence",
)

_WRITERS: dict[Format, Callable[[dict[str, Cell], Series], bytes]] = {
    Format.CSV: as_csv,
    Format.JSON: as_json,
    Format.XLSX: as_xlsx,
}


def _table(about: dict[str, Cell], found: Series) -> Iterator[list[Cell]]:
    for row in found.rows:
        cells = about | row_facts(row)
        yield [cells[name] for name in _COLUMNS]


def _write(sheet: Worksheet, number: int, cells: Sequence[Cell]) -> None:
    """Texts as texts: XlsxWriter would make formulas and links of some."""
    for column, cell in enumerate(cells):
        if isinstance(cell, bool):
            sheet.write_boolean(number, column, cell)
        elif isinstance(cell, str):
            sheet.write_string(number, column, _guarded(cell))
        elif cell is not None:
            sheet.write_number(number, column, cell)


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.12g}"
    return _guarded(cell) if isinstance(cell, str) else str(cell)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _flag_names(flags: Flag) -> Iterator[str]:
    return (flag.name.lower().replace("_", "-") for flag in flags if flag.name)
