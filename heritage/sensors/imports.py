"""Series from files: a CSV is read, shown before anything is stored, stored once, and can be taken back (R-V22)."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select, update

from heritage.places.place import Library
from heritage.problems import N_, Refusal
from heritage.quantities import QUANTITIES
from heritage.sensors.admission import refuse_unmeasured
from heritage.sensors.moments import as_utc, refuse_ahead
from heritage.sensors.numbers import typed
from heritage.sensors.readings import Observation, Run, judge_again, keep
from heritage.sensors.series import Key, number_of
from heritage.store.tables import IMPORT_BATCH, IMPORTED, READING

DEVICE, METHOD = "imported", "imported"
MOST_BYTES = 50_000_000

_SEPARATORS = ";\t,|"
_NOTHING = frozenset({"", "-", "na", "n/a", "nan", "null", "none"})
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)")
"""Days with slashes are not read: 03/04 is another day in another country."""
_CHUNK = 1000
"""Readings written in one transaction: messages of devices come meanwhile, and must not wait for long."""


class ImportRefused(Refusal):
    """Why a file cannot be imported."""


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
    points: list[tuple[datetime, float]] = field(default_factory=list)
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
    text, encoding = _decoded(data)
    separator = _separator(text)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ImportRefused(N_("The file is no CSV that can be read.")) from error
    head, start = _head(table)
    time_at, value_at = _columns(head, table[start : start + 50], wanted)
    found = Preview(wanted, now, encoding, separator, head[time_at], head[value_at], has_offsets=False)
    _read_rows(found, table[start:], start + 1, time_at, value_at)
    if not found.points:
        raise ImportRefused(N_("No row has both a time and a number."))
    return found


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
    for start in range(0, len(shown.points), _CHUNK):
        points = shown.points[start : start + _CHUNK]
        new += run(partial(_store_some, number=number, wanted=shown.wanted, points=points, now=now))
        pause()
    return Batch(number, file, now, new, None), len(shown.points) - new


def _begin(connection: Connection, file: str, digest: str, now: datetime) -> int:
    row = {"file": file, "digest": digest, "imported_at": now, "rows": 0}
    return int(connection.execute(insert(IMPORT_BATCH).values(row).returning(IMPORT_BATCH.c.id)).scalar_one())


def _store_some(
    connection: Connection,
    number: int,
    wanted: Wanted,
    points: Sequence[tuple[datetime, float]],
    now: datetime,
) -> int:
    """How many of `points`, which are in order of time, were not there."""
    known = _known(connection, wanted, [moment for moment, _ in points])
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


def _decoded(data: bytes) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ImportRefused(N_("The file is written in UTF-16; save it as CSV in UTF-8."))
    for encoding in ("utf-8-sig", "latin-1"):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 reads everything")


def _separator(text: str) -> str:
    """The one that divides most of the first lines into equally many columns."""
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


def _head(table: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """The headings, and the index of the first row of data: the first that holds a time."""
    for index, row in enumerate(table):
        if any(_moment(cell) is not None for cell in row):
            above = [cell.strip() for cell in table[index - 1]] if index else []
            width = len(row)
            names = [above[at] if at < len(above) and above[at] else str(at + 1) for at in range(width)]
            return names, index
    raise ImportRefused(N_("No column holds times such as 2026-02-14 10:30."))


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]], wanted: Wanted) -> tuple[int, int]:
    times = [at for at in range(len(head)) if _share(rows, at, lambda cell: _moment(cell) is not None) > 0.5]
    numbers = [
        at
        for at in range(len(head))
        if at not in times and _share(rows, at, lambda cell: _number(cell) is not None) > 0.2
    ]
    time_at = _chosen(
        head, wanted.time_column, times, N_("Say with --time-column which column holds the time: {columns}.")
    )
    value_at = _chosen(
        head,
        wanted.value_column,
        numbers,
        N_("Say with --value-column which column holds the values: {columns}."),
    )
    return time_at, value_at


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


def _read_rows(found: Preview, rows: Sequence[Sequence[str]], line: int, time_at: int, value_at: int) -> None:
    seen: dict[datetime, float] = {}
    newest: datetime | None = None
    least, most = QUANTITIES[found.wanted.quantity].hard
    for number, row in enumerate(rows, line):
        if not any(cell.strip() for cell in row):
            continue
        found.rows += 1
        cell = row[value_at].strip() if value_at < len(row) else ""
        if cell.casefold() in _NOTHING:
            found.empty += 1
            continue
        try:
            moment, value = _point(found, row[time_at] if time_at < len(row) else "", cell)
            if not least <= value <= most:
                found.out_of_range += 1
                raise ImportRefused(N_("nobody can have measured '{words}' here"), words=cell[:40])
        except Refusal as fault:
            found.faults.append((number, fault))
            continue
        if moment in seen:
            found.repeated += 1
            if seen[moment] != value:
                found.faults.append(
                    (number, ImportRefused(N_("this moment stands there already with another value")))
                )
            continue
        seen[moment] = value
        found.out_of_order += newest is not None and moment < newest
        newest = moment if newest is None else max(newest, moment)
    found.points = sorted(seen.items())


def _point(found: Preview, time: str, cell: str) -> tuple[datetime, float]:
    written, value = _moment(time), _number(cell)
    if written is None:
        raise ImportRefused(N_("'{words}' is no time"), words=time.strip()[:40])
    if value is None:
        raise ImportRefused(N_("'{words}' is no number"), words=cell[:40])
    found.has_offsets = found.has_offsets or written.tzinfo is not None
    found.without_offset += written.tzinfo is None
    moment = as_utc(written, found.wanted.zone).replace(microsecond=0)
    refuse_ahead(moment, found.now)
    return moment, value


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


def _number(cell: str) -> float | None:
    """Thousands may be grouped by spaces."""
    return typed(cell.replace(" ", "").replace("\xa0", ""))


def _observation(wanted: Wanted, moment: datetime, value: float, now: datetime) -> Observation:
    return Observation(wanted.place, DEVICE, wanted.channel, wanted.quantity, METHOD, moment, value, now)


def _known(connection: Connection, wanted: Wanted, moments: Sequence[datetime]) -> set[datetime]:
    series = number_of(connection, wanted.key)
    if series is None:
        return set()
    query = select(READING.c.observed_at).where(
        READING.c.series == series, READING.c.observed_at.between(moments[0], moments[-1])
    )
    return set(connection.scalars(query))
