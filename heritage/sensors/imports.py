"""Series from files: a CSV is read, shown before anything is stored, stored once, and can be taken back (R-V22)."""

import csv
import io
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select, update

from heritage.places.place import Library
from heritage.problems import N_, Refusal
from heritage.quantities import QUANTITIES
from heritage.sensors.admission import refuse_unmeasured
from heritage.sensors.columns import (
    Columns,
    cell_of,
    decoded,
    find_columns,
    find_head,
    number_in,
    separator_of,
    time_of,
    zone_named,
)
from heritage.sensors.columns import (
    ImportRefused as ImportRefused,
)
from heritage.sensors.moments import as_utc, refuse_ahead
from heritage.sensors.readings import Observation, Run, judge_again, keep
from heritage.sensors.series import Key, number_of
from heritage.store.tables import IMPORT_BATCH, IMPORTED, READING

DEVICE, METHOD = "imported", "imported"
MOST_BYTES = 50_000_000

_NOTHING = frozenset({"", "-", "na", "n/a", "nan", "null", "none"})
_CHUNK = 1000
"""Readings written in one transaction: messages of devices come meanwhile, and must not wait for long."""
_SPAN = timedelta(days=365)
"""Of readings written in one transaction, at most: those that lie days apart are judged one by one, 1000 in 0.6 s."""

_CONTRADICTED = N_("this moment stands there already with another value")

_Point = tuple[datetime, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is to become. Columns are headings or numbers from 1; None: found by what they hold."""

    place: str
    quantity: str
    zone: ZoneInfo
    time_column: str | None = None
    value_column: str | None = None
    channel: int = 0

    @property
    def key(self) -> Key:
        return Key(self.place, DEVICE, self.channel, self.quantity)


@dataclass
class Preview:
    """What a file holds, as it would be stored. `faults` are (line, what is wrong); such rows are left out.

    What is later than `now` is such a fault.
    """

    wanted: Wanted
    now: datetime
    encoding: str
    separator: str
    time_heading: str
    value_heading: str
    has_offsets: bool
    rows: int = 0
    points: list[_Point] = field(default_factory=list)
    empty: int = 0
    repeated: int = 0
    out_of_order: int = 0
    out_of_range: int = 0
    without_offset: int = 0
    faults: list[tuple[int, Refusal]] = field(default_factory=list)

    @property
    def first(self) -> datetime | None:
        return min((moment for moment, _ in self.points), default=None)

    @property
    def last(self) -> datetime | None:
        return max((moment for moment, _ in self.points), default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands already at moments of a file, with another value: how many, the first of them, by which imports."""

    count: int
    moment: datetime
    value: float | None
    imports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """An import that was done."""

    id: int
    file: str
    imported_at: datetime
    rows: int
    undone_at: datetime | None


def preview(data: bytes, wanted: Wanted, library: Library, now: datetime) -> Preview:
    """Read a CSV file of at most 50 MB. Raises ImportRefused when it cannot become a series, or AdmissionError."""
    refuse_unmeasured(library, wanted.place, wanted.quantity)
    if len(data) > MOST_BYTES:
        raise ImportRefused(N_("The file is larger than 50 MB; divide it."))
    text, encoding = decoded(data)
    separator = separator_of(text)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ImportRefused(N_("The file is no CSV that can be read.")) from error
    head, start = find_head(table)
    columns = find_columns(head, table[start : start + 50], wanted.time_column, wanted.value_column)
    time_heading = " + ".join(head[at] for at in (columns.time, columns.clock) if at is not None)
    zone = zone_named(time_heading)
    if zone == "UTC":
        wanted = replace(wanted, zone=ZoneInfo(zone))
    found = Preview(wanted, now, encoding, separator, time_heading, head[columns.value], has_offsets=False)
    _read_rows(found, table[start:], start + 1, columns)
    _refuse_other_times(found, zone)
    if not found.points:
        raise ImportRefused(N_("No row has both a time and a number."))
    return found


def _refuse_other_times(found: Preview, zone: str | None) -> None:
    """Raises ImportRefused where the rows' times are likely not what was written; `zone` is what the heading names."""
    if found.without_offset and zone not in (None, found.wanted.zone.key):
        raise ImportRefused(
            N_(
                "The heading '{heading}' names a time zone that is not that of --zone: give the right one with "
                "--zone, and take it out of the heading."
            ),
            heading=found.time_heading,
        )
    is_daily = all(moment.astimezone(found.wanted.zone).time() == time() for moment, _ in found.points)
    if is_daily and any(fault.text == _CONTRADICTED for _, fault in found.faults):
        raise ImportRefused(
            N_(
                "'{heading}' holds only days, and some of them several times with other values: write day and "
                "time in one column."
            ),
            heading=found.time_heading,
        )


def standing(connection: Connection, shown: Preview) -> Standing | None:
    """What is stored already with another value than the file has; None if nothing is. An import does not change it."""
    series = number_of(connection, shown.wanted.key)
    count, first, by = 0, None, set[int]()
    for points in _in_pieces(shown.points):
        known = _known(connection, shown.wanted, points)
        other = [moment for moment, value in points if moment in known and known[moment] != value]
        if other:
            count += len(other)
            first = first or (other[0], known[other[0]])
            theirs = (IMPORTED.c.series == series) & IMPORTED.c.observed_at.in_(other)
            by.update(connection.scalars(select(IMPORTED.c.batch).where(theirs).distinct()))
    return Standing(count, *first, tuple(sorted(by))) if first else None


def store(
    run: Run,
    shown: Preview,
    file: str,
    data: bytes,
    now: datetime,
    pause: Callable[[], object] = lambda: None,
) -> tuple[Batch, int]:
    """Store what the preview showed; the batch, and how many of its readings were there already.

    Only readings that were not there belong to the batch, so that undoing it leaves all others alone. `pause` is
    called between two transactions; what is stored when one fails belongs to the batch, and the file can come again.
    """
    number = run(partial(_begin, file=file, digest=sha256(data).hexdigest(), now=now))
    new = 0
    for points in _in_pieces(shown.points):
        new += run(partial(_store_some, number=number, wanted=shown.wanted, points=points, now=now))
        pause()
    return Batch(number, file, now, new, None), len(shown.points) - new


def _in_pieces(points: Sequence[_Point]) -> Iterator[Sequence[_Point]]:
    """What goes into one transaction each."""
    start = 0
    while start < len(points):
        end = bisect_left(points, (points[start][0] + _SPAN,), start, min(start + _CHUNK, len(points)))
        yield points[start:end]
        start = end


def _begin(connection: Connection, file: str, digest: str, now: datetime) -> int:
    row = {"file": file, "digest": digest, "imported_at": now, "rows": 0}
    return int(connection.execute(insert(IMPORT_BATCH).values(row).returning(IMPORT_BATCH.c.id)).scalar_one())


def _store_some(
    connection: Connection,
    number: int,
    wanted: Wanted,
    points: Sequence[_Point],
    now: datetime,
) -> int:
    """How many of `points`, which are in order of time, were not there."""
    known = _known(connection, wanted, points)
    fresh = [(moment, value) for moment, value in points if moment not in known]
    if not fresh:
        return 0
    keep(connection, [_observation(wanted, moment, value, now) for moment, value in fresh])
    series = number_of(connection, wanted.key)
    rows = [{"batch": number, "series": series, "observed_at": moment} for moment, _ in fresh]
    connection.execute(insert(IMPORTED), rows)
    more = {"rows": IMPORT_BATCH.c.rows + len(fresh)}
    connection.execute(update(IMPORT_BATCH).where(IMPORT_BATCH.c.id == number).values(more))
    return len(fresh)


def undo(run: Run, number: int, now: datetime, pause: Callable[[], object] = lambda: None) -> int | None:
    """Take the readings of a batch away again and return how many; None when there is none to undo.

    `pause` is called between two transactions; where one fails, the batch can be undone again.
    """
    is_open = (IMPORT_BATCH.c.id == number) & IMPORT_BATCH.c.undone_at.is_(None)
    if run(lambda connection: connection.scalar(select(IMPORT_BATCH.c.id).where(is_open))) is None:
        return None
    gone = 0
    while some := run(partial(_take_some_back, number=number)):
        gone += some
        pause()
    run(
        lambda connection: connection.execute(
            update(IMPORT_BATCH).where(is_open).values(undone_at=now)
        ).close()
    )
    return gone


def _take_some_back(connection: Connection, number: int) -> int:
    """How many readings were taken away; 0 when none is left. A batch has one series."""
    theirs = select(IMPORTED.c.series, IMPORTED.c.observed_at).where(IMPORTED.c.batch == number)
    rows = connection.execute(theirs.order_by(IMPORTED.c.observed_at).limit(_CHUNK)).all()
    if not rows:
        return 0
    series, moments = rows[0].series, [row.observed_at for row in rows]
    connection.execute(delete(READING).where(READING.c.series == series, READING.c.observed_at.in_(moments)))
    done = (IMPORTED.c.batch == number) & IMPORTED.c.observed_at.in_(moments)
    connection.execute(delete(IMPORTED).where(done))
    judge_again(connection, series, moments[0], moments[-1])
    return len(rows)


def batches(connection: Connection) -> list[Batch]:
    """All imports, newest first."""
    columns = IMPORT_BATCH.c
    query = select(columns.id, columns.file, columns.imported_at, columns.rows, columns.undone_at)
    return [Batch(*row) for row in connection.execute(query.order_by(columns.id.desc()))]


def _read_rows(found: Preview, rows: Sequence[Sequence[str]], line: int, columns: Columns) -> None:
    seen: dict[datetime, float] = {}
    newest: datetime | None = None
    least, most = QUANTITIES[found.wanted.quantity].hard
    for number, row in enumerate(rows, line):
        if not any(cell.strip() for cell in row):
            continue
        found.rows += 1
        cell = cell_of(row, columns.value)
        if cell.casefold() in _NOTHING:
            found.empty += 1
            continue
        try:
            moment, value = _point(found, row, columns)
            if not least <= value <= most:
                found.out_of_range += 1
                raise ImportRefused(N_("nobody can have measured '{words}' here"), words=cell[:40])
        except Refusal as fault:
            found.faults.append((number, fault))
            continue
        if moment in seen:
            found.repeated += 1
            if seen[moment] != value:
                found.faults.append((number, ImportRefused(_CONTRADICTED)))
            continue
        seen[moment] = value
        found.out_of_order += newest is not None and moment < newest
        newest = moment if newest is None else max(newest, moment)
    found.points = sorted(seen.items())


def _point(found: Preview, row: Sequence[str], columns: Columns) -> tuple[datetime, float]:
    cell = cell_of(row, columns.value)
    written, value = time_of(row, columns), number_in(cell)
    if written is None:
        words = " ".join(cell_of(row, at) for at in (columns.time, columns.clock) if at is not None)
        raise ImportRefused(N_("'{words}' is no time"), words=words[:40])
    if value is None:
        raise ImportRefused(N_("'{words}' is no number"), words=cell[:40])
    found.has_offsets = found.has_offsets or written.tzinfo is not None
    found.without_offset += written.tzinfo is None
    moment = as_utc(written, found.wanted.zone).replace(microsecond=0)
    refuse_ahead(moment, found.now)
    return moment, value


def _observation(wanted: Wanted, moment: datetime, value: float, now: datetime) -> Observation:
    return Observation(wanted.place, DEVICE, wanted.channel, wanted.quantity, METHOD, moment, value, now)


def _known(connection: Connection, wanted: Wanted, points: Sequence[_Point]) -> dict[datetime, float | None]:
    """What is stored from the first of `points` to the last."""
    query = select(READING.c.observed_at, READING.c.value).where(
        READING.c.series == number_of(connection, wanted.key),
        READING.c.observed_at.between(points[0][0], points[-1][0]),
    )
    return {row.observed_at: row.value for row in connection.execute(query)}
