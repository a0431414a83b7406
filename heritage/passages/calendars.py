"""The days of a calendar month as one value: figures want whole years of days, and a row for each takes ten times as
long to read. Pure, no database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate
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
    rows = []
    for month, row in stored:
        numbers, *columns = [row[start:end] for start, end in _bounds(len(row) // _DAY_BYTES)]
        days += _dates(month, numbers)
        rows.append(columns)
    # Each column's bytes of all months at once: month by month, numbers would be made and put together many times.
    told = [b"".join(column) for column in zip(*rows, strict=True)] or [b""] * (PASSAGES + SECONDS)
    passages = [_with_unknown(_numbers(len(days), "q").unpack(column)) for column in told[:PASSAGES]]
    return days, [*passages, *(_numbers(len(days), "i").unpack(column) for column in told[PASSAGES:])]


def _with_unknown(column: Sequence[int]) -> Sequence[int | None]:
    unknown = column.count(_UNKNOWN)
    if not unknown:
        return column
    if unknown == len(column):  # as estimates mostly are
        return (None,) * unknown
    return [None if value == _UNKNOWN else value for value in column]


@lru_cache(maxsize=32)
def _form(days: int) -> Struct:
    return Struct(f"<{days}B{PASSAGES * days}q{SECONDS * days}i")


@lru_cache(maxsize=32)
def _bounds(days: int) -> list[tuple[int, int]]:
    """Where in the bytes of so many days their numbers lie, and each column."""
    widths = [1] + [8] * PASSAGES + [4] * SECONDS
    ends = list(accumulate(width * days for width in widths))
    return list(zip([0, *ends[:-1]], ends, strict=True))


@lru_cache(maxsize=512)
def _numbers(days: int, kind: str) -> Struct:
    return Struct(f"<{days}{kind}")


# Each counter has the same months.
@lru_cache(maxsize=2048)
def _dates(month: date, numbers: bytes) -> tuple[date, ...]:
    return tuple(month.replace(day=number) for number in numbers)
