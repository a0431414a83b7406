"""The staff's figures of scans, exact and with what was set aside, as rows and as CSV.

Not for publication: what the public sees hides small numbers (R-P10). A day or hour without a row has no
data: nobody came, or the server did not run. It is not a measured 0.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, String, Table, bindparam, func, select

from heritage.i18n.dates import LOCAL_TIME
from heritage.store.engine import told_in_a_sentence
from heritage.store.tables import SCAN_COUNT, TALLY, Channel

# Made once: pages ask it often.
_SCANS_BETWEEN = select(func.coalesce(func.sum(SCAN_COUNT.c.count), 0)).where(
    SCAN_COUNT.c.code.in_(bindparam("codes", expanding=True, type_=String)),
    SCAN_COUNT.c.hour >= bindparam("start", type_=SCAN_COUNT.c.hour.type),
    SCAN_COUNT.c.hour < bindparam("end", type_=SCAN_COUNT.c.hour.type),
    SCAN_COUNT.c.channel == Channel.SIGN,
)


@dataclass(frozen=True)
class ScanRow:
    """Visits at one sign in one period; `start` is local and aware, `place` empty where no name is known."""

    start: datetime
    code: str
    place: str
    channel: str
    language: str
    count: int


@dataclass(frozen=True)
class SetAsideRow:
    """Requests at one sign in one period that were no visits, for one reason (R-P7)."""

    start: datetime
    code: str
    place: str
    reason: str
    count: int


@dataclass(frozen=True)
class Report:
    """Rows by time, then code; each covers a local day, or a local hour when `hourly`."""

    hourly: bool
    scans: tuple[ScanRow, ...]
    set_aside: tuple[SetAsideRow, ...]


def report(
    engine: Engine,
    *,
    first: date | None = None,
    last: date | None = None,
    names: Mapping[str, str] | None = None,
    hourly: bool = False,
) -> Report:
    """The sums from local day `first` to `last`, both included, None for open; `names` maps code to place.

    Days are those of Sweden: one in spring has 23 hours, one in autumn 25. Raises StoreError.
    """
    known = names or {}
    with told_in_a_sentence():
        scans = _sums(engine, SCAN_COUNT, ("channel", "language"), first, last, hourly)
        set_aside = _sums(engine, TALLY, ("reason",), first, last, hourly)
    return Report(
        hourly,
        tuple(
            ScanRow(start, code, known.get(code, ""), channel, language, count)
            for start, (code, channel, language), count in scans
        ),
        tuple(
            SetAsideRow(start, code, known.get(code, ""), reason, count)
            for start, (code, reason), count in set_aside
        ),
    )


def scans_between(connection: Connection, codes: Collection[str], first: date, last: date) -> int:
    """How often the codes of signs were scanned from local day `first` to `last`, both included."""
    asked = {"codes": list(codes), "start": _midnight(first), "end": _midnight(last + timedelta(days=1))}
    return int(connection.execute(_SCANS_BETWEEN, asked).scalar_one())


def as_csv(figures: Report) -> str:
    """RFC 4180 text. A row has either `scans` or `set_aside`, so either column may be summed."""
    target = io.StringIO()
    rows = csv.writer(target)
    period = "hour" if figures.hourly else "day"
    rows.writerow((period, "code", "place", "channel", "language", "scans", "reason", "set_aside"))
    for scan in figures.scans:
        cells = (scan.code, scan.place, scan.channel, scan.language)
        rows.writerow((_period(scan.start, figures.hourly), *map(_cell, cells), scan.count, "", ""))
    for aside in figures.set_aside:
        cells = (aside.code, aside.place, "", "")
        start = _period(aside.start, figures.hourly)
        rows.writerow((start, *map(_cell, cells), "", _cell(aside.reason), aside.count))
    return target.getvalue()


def _sums(
    engine: Engine, table: Table, by: tuple[str, ...], first: date | None, last: date | None, hourly: bool
) -> list[tuple[datetime, tuple[str, ...], int]]:
    """Sums by local period and by code and the columns `by`, in that order."""
    columns = (table.c.code, *(table.c[name] for name in by))
    query = select(table.c.hour, table.c.count, *columns).where(*_within(table, first, last))
    sums: Counter[tuple[datetime, tuple[str, ...]]] = Counter()
    with engine.connect() as connection:
        for hour, count, *key in connection.execute(query):
            # Keyed by UTC: the two hours called 02 of the autumn night are equal as local times.
            start = hour if hourly else _midnight(hour.astimezone(LOCAL_TIME).date()).astimezone(UTC)
            sums[start, tuple(key)] += count
    return [(start.astimezone(LOCAL_TIME), key, sums[start, key]) for start, key in sorted(sums)]


def _within(table: Table, first: date | None, last: date | None) -> Iterator[ColumnElement[bool]]:
    if first is not None:
        yield table.c.hour >= _midnight(first)
    if last is not None:
        yield table.c.hour < _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_TIME)


def _period(start: datetime, hourly: bool) -> str:
    return start.isoformat(timespec="minutes") if hourly else start.date().isoformat()


def _cell(text: str) -> str:
    """R-S16: a cell that a spreadsheet would take for a formula gets a quote before it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
