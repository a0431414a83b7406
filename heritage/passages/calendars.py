"""The days of a calendar month as one value: figures want whole years of days, and a row for each takes ten times as
long to read. Pure, no database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from struct import Struct
from typing import Any

_UNKNOWN = -1
"""Stands for None, as no number of passages is below 0."""

PASSAGES, SECONDS = 3, 4
"""So many columns are of passages, eight bytes each, and may hold None; those after them are of four bytes."""

_DAY_BYTES = 1 + 8 * PASSAGES + 4 * SECONDS


def packed(days: Mapping[date, Sequence[int | None]]) -> bytes:
    """Days of one month, each with its columns, as they are stored: the numbers of the days, and then column by column,
    little-endian."""
    in_order = sorted(days)
    columns = zip(*(days[day] for day in in_order), strict=True)
    told = [_UNKNOWN if value is None else value for column in columns for value in column]
    return _form(len(in_order)).pack(*(day.day for day in in_order), *told)


def unpacked(stored: Iterable[tuple[date, bytes]]) -> tuple[list[date], list[Sequence[Any]]]:
    """Months by their first days, each with what `packed` made of it: all their days in that order, and the columns."""
    days: list[date] = []
    columns: list[list[Any]] = [[] for _ in range(PASSAGES + SECONDS)]
    for month, row in stored:
        number = len(row) // _DAY_BYTES
        told = _form(number).unpack(row)
        days += _dates(month, told[:number])
        for at, column in enumerate(columns, 1):
            column += told[at * number : (at + 1) * number]
    return days, [*map(_with_unknown, columns[:PASSAGES]), *columns[PASSAGES:]]


def _with_unknown(column: list[int]) -> Sequence[int | None]:
    return [None if value == _UNKNOWN else value for value in column] if _UNKNOWN in column else column


@lru_cache(maxsize=32)
def _form(days: int) -> Struct:
    return Struct(f"<{days}B{PASSAGES * days}q{SECONDS * days}i")


# Each counter has the same months.
@lru_cache(maxsize=2048)
def _dates(month: date, numbers: tuple[int, ...]) -> tuple[date, ...]:
    return tuple(month.replace(day=number) for number in numbers)
