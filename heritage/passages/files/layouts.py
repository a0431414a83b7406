"""What is read as what in a file of counts, and how that is known: columns, order of days, decimal sign, zone."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.files.cells import decimal_of, is_number
from heritage.passages.files.labels import DateOrder, Remark, clock_of, divider_of, is_day_in, order_of
from heritage.passages.files.table import Table
from heritage.problems import N_
from heritage.sensors.columns import ImportRefused, zone_named
from heritage.store.flags import Direction

_HOUR_HEADING = re.compile(
    r"\b(hour|hours|timme|tim|time|tid|kl|klockslag|klokken|stunde|uhrzeit|heure)\b", re.I
)
_FIXED = re.compile(r"(?:UTC)?([+-])(\d{1,2})(?::?(\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is to become, and what its reader was told. What is None is found out, or asked for.

    `columns` names headings or numbers from 1. `tells_end`: each time is the end of what was counted.
    """

    point: str
    columns: Mapping[Direction, str] = field(default_factory=dict)
    time_column: str | None = None
    hour_column: str | None = None
    date_order: DateOrder | None = None
    decimal: str | None = None
    encoding: str | None = None
    separator: str | None = None
    zone: tzinfo | None = None
    tells_end: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What is read as what. `columns`, `time` and `hour` are indices; `why_…` tell how it is known."""

    encoding: str
    separator: str
    head: tuple[str, ...]
    time: int
    hour: int | None
    divider: str
    columns: dict[Direction, int]
    order: DateOrder
    why_order: Remark
    decimal: str
    why_decimal: Remark | None
    zone: tzinfo
    why_zone: Remark
    tells_end: bool

    @property
    def time_heading(self) -> str:
        """That of the column with times; of both, where days and hours stand apart."""
        return " + ".join(self.head[at] for at in (self.time, self.hour) if at is not None)

    def as_told(self) -> dict[str, object]:
        """What goes into the record of an import: plain values, without how they are known."""
        return {
            "encoding": self.encoding,
            "separator": self.separator,
            "time": self.time_heading,
            "columns": {one.name.lower(): self.head[at] for one, at in sorted(self.columns.items())},
            "numbers": {one.name.lower(): at + 1 for one, at in sorted(self.columns.items())},
            "order": self.order.value,
            "decimal": self.decimal,
            "zone": str(self.zone),
            "tells": "end" if self.tells_end else "start",
        }


def detect(table: Table, wanted: Wanted) -> Layout:
    """Raises ImportRefused or LabelError, each with the option that decides."""
    time = _time_column(table, wanted)
    divider = divider_of(table.sample(time))
    hour = _hour_column(table, wanted, time, divider)
    times = (text.strip() for text in table.column(time))
    days = dict.fromkeys(times if hour is not None else (text.partition(divider)[0] for text in times))
    order, why_order = order_of(days, wanted.date_order)
    columns = _count_columns(table, wanted, [time] if hour is None else [time, hour])
    counts = {text for at in columns.values() for text in table.column(at)}
    decimal, why_decimal = decimal_of(counts, wanted.decimal)
    headings = [table.head[at] for at in (time, hour) if at is not None]
    zone, why_zone = _zone(" ".join(headings), wanted)
    return Layout(
        encoding=table.encoding,
        separator=table.separator,
        head=tuple(table.head),
        time=time,
        hour=hour,
        divider=divider,
        columns=columns,
        order=order,
        why_order=why_order,
        decimal=decimal,
        why_decimal=why_decimal,
        zone=zone,
        why_zone=why_zone,
        tells_end=wanted.tells_end,
    )


def zone_from(text: str) -> tzinfo:
    """Europe/Stockholm, UTC or +01:00. Raises ImportRefused."""
    fixed = _FIXED.fullmatch(text.strip())
    try:
        if fixed is None:
            return ZoneInfo(text)
        ahead = timedelta(hours=int(fixed[2]), minutes=int(fixed[3] or 0))
        return timezone(-ahead if fixed[1] == "-" else ahead)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImportRefused(
            N_("'{zone}' is no time zone such as Europe/Stockholm, UTC or +01:00."), zone=text
        ) from error


def _time_column(table: Table, wanted: Wanted) -> int:
    if wanted.time_column is not None:
        return table.find(wanted.time_column)
    found = _those_with(table, is_day_in, ())
    if len(found) != 1:
        raise ImportRefused(
            N_("Say with --time-column which column holds the time: {columns}."), columns=table.columns
        )
    return found[0]


def _hour_column(table: Table, wanted: Wanted, time: int, divider: str) -> int | None:
    """The column with the hours, where that of the time holds only days, and each several times."""
    if wanted.hour_column is not None:
        return table.find(wanted.hour_column)
    sample = table.sample(time)
    if any(text.partition(divider)[2].strip() for text in sample) or len(set(sample)) == len(sample):
        return None
    found = [
        at
        for at in _those_with(table, lambda cell: clock_of(cell) is not None, (time,))
        if _HOUR_HEADING.search(table.head[at])
        or all(re.search(r"\d:\d|\d\s*[-–]\s*\d", one) for one in table.sample(at))
    ]
    if len(found) == 1:
        return found[0]
    raise ImportRefused(
        N_(
            "'{heading}' holds only days, and the same ones several times: say with --hour-column which column holds "
            "the hours: {columns}."
        ),
        heading=table.head[time],
        columns=table.columns,
    )


def _count_columns(table: Table, wanted: Wanted, others: Sequence[int]) -> dict[Direction, int]:
    if wanted.columns:
        found = {direction: table.find(name) for direction, name in wanted.columns.items()}
        if len({*found.values(), *others}) < len(found) + len(others):
            raise ImportRefused(N_("The same column cannot be two things."))
        return found
    numbers = _those_with(table, is_number, others)
    if len(numbers) != 1:
        raise ImportRefused(
            N_(
                "Say which column holds the counts, with --in and --out or, where the counter cannot tell directions, "
                "with --count: {columns}."
            ),
            columns=table.columns,
        )
    return {Direction.BOTH: numbers[0]}


def _those_with(table: Table, fits: Callable[[str], bool], others: Sequence[int]) -> list[int]:
    """The columns of which more than half of the first cells that hold something fit."""
    found = []
    for at in range(len(table.head)):
        sample = table.sample(at)
        if at not in others and sample and sum(map(fits, sample)) > len(sample) / 2:
            found.append(at)
    return found


def _zone(heading: str, wanted: Wanted) -> tuple[tzinfo, Remark]:
    named = zone_named(heading)
    if wanted.zone is not None:
        return wanted.zone, Remark(N_("as --zone says"))
    if named == "UTC":
        return ZoneInfo("UTC"), Remark(N_("as the heading says"))
    if named is not None:
        raise ImportRefused(
            N_("The heading '{heading}' names a time zone: say with --zone which one it is."), heading=heading
        )
    return LOCAL_TIME, Remark(
        N_("taken for granted: the file names none; --zone UTC or --zone +01:00 if the counter's clock is so")
    )
