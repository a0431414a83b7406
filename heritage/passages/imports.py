"""Imports of counts as versions: each is stored whole or not in force, and can be taken back (R-V22).

Of what several imports tell of one time, the newest one in force holds, so that a repeated or corrected file never
adds to what is there. Nothing is ever deleted: an import that is undone stays in the list, with who and why.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

from sqlalchemy import Connection, insert, select, update

from heritage.passages.counted.sources import sources_of
from heritage.passages.due import due_for_import
from heritage.passages.entered import signed, take_back
from heritage.passages.files.preview import Preview
from heritage.passages.files.steps import Cell
from heritage.places.place import Library
from heritage.sensors.readings import Run
from heritage.sensors.series import observed
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_IMPORT
from heritage.store.tables import READING

FILE, ECO_COUNTER = "file", "eco-counter"

CHUNK = 20_000
"""Counts written in one transaction, in about a twentieth of a second: messages of devices come meanwhile."""

_COLUMNS = '(batch, direction, start, "end", count)'
_SQLITE = f"INSERT INTO count_imported {_COLUMNS} VALUES (?, ?, ?, ?, ?)"
_POSTGRESQL = f"COPY count_imported {_COLUMNS} FROM STDIN"
"""Many times as fast as rows one by one: ten years of hours are 175 200."""

_Row = tuple[int, int, int, int, int | None]


@dataclass(frozen=True, slots=True)
class Version:
    """What is to be stored: counts of a point, where they come from, and what was read as what."""

    point: str
    kind: str
    file: str
    digest: str
    layout: Mapping[str, object]
    cells: Mapping[Direction, Sequence[Cell]] = field(repr=False)

    @property
    def first(self) -> int:
        """The second from which it counts."""
        return min(cells[0][0] for cells in self.cells.values() if cells)

    @property
    def last(self) -> int:
        """The second until which it counts."""
        return max(cells[-1][1] for cells in self.cells.values() if cells)


@dataclass(frozen=True, slots=True)
class Import:
    """A row of the list. Without `finished_at` it broke off and was never in force."""

    id: int
    point: str
    kind: str
    file: str
    imported_by: str
    imported_at: datetime
    first_at: datetime | None
    last_at: datetime | None
    rows: int
    finished_at: datetime | None
    undone_at: datetime | None
    undone_by: str | None
    why_undone: str | None


def version_of(shown: Preview, file: str, data: bytes) -> Version:
    """What a preview showed of `data`, ready to be stored."""
    layout = {**shown.layout.as_told(), "step_s": shown.step_s}
    return Version(shown.wanted.point, FILE, file, sha256(data).hexdigest(), layout, shown.cells)


def same(connection: Connection, version: Version) -> Import | None:
    """The import in force, if any, that was of the same bytes, read in the same way, for the same point."""
    columns = COUNT_IMPORT.c
    query = _ALL.where(
        columns.point == version.point,
        columns.digest == version.digest,
        columns.layout == _told(version.layout),
        columns.finished_at.is_not(None),
        columns.undone_at.is_(None),
    )
    row = connection.execute(query.limit(1)).first()
    return None if row is None else Import(*row)


def beside(connection: Connection, version: Version) -> list[Import]:
    """The imports in force that tell of the same time at the same point, newest first."""
    columns = COUNT_IMPORT.c
    query = _ALL.where(
        columns.point == version.point,
        columns.finished_at.is_not(None),
        columns.undone_at.is_(None),
        columns.first_at < datetime.fromtimestamp(version.last, UTC),
        columns.last_at > datetime.fromtimestamp(version.first, UTC),
    )
    return [Import(*row) for row in connection.execute(query)]


def counters_beside(connection: Connection, library: Library, version: Version) -> list[str]:
    """The counters that have themselves told of the same time at the same point: where the version counts, it holds."""
    found = []
    for segment, channels in sources_of(connection, library, version.point).hangings:
        series = {
            one for channel in channels for one in (channel.totals, channel.intervals) if one is not None
        }
        until = version.last if segment.until is None else min(version.last, segment.until)
        told = select(READING.c.series).where(
            READING.c.series.in_(series), observed > max(version.first, segment.since), observed <= until
        )
        if series and connection.execute(told.limit(1)).first() is not None:
            found.append(segment.device)
    return list(dict.fromkeys(found))


def store(
    run: Run, version: Version, by: str, now: datetime, pause: Callable[[], object] = lambda: None
) -> Import:
    """Store a version that holds a count at least, in several transactions; in force with the last of them.

    `pause` is called between two of them. Raises EntryError where `by` names nobody.
    """
    who = signed(by)
    number = run(partial(_begin, version=version, by=who, now=now))
    rows = [
        (number, int(direction), start, end, count)
        for direction, cells in sorted(version.cells.items())
        for start, end, count in cells
    ]
    for at in range(0, len(rows), CHUNK):
        run(partial(_add, rows=rows[at : at + CHUNK]))
        pause()
    return run(partial(_finish, number=number, version=version, rows=len(rows), now=now))


def undo(connection: Connection, number: int, by: str, why: str, now: datetime) -> bool:
    """Take an import out of force; False where there is none of that number to undo. Raises EntryError."""
    if not take_back(connection, COUNT_IMPORT, number, by, why, now):
        return False
    found = connection.execute(_ALL.where(COUNT_IMPORT.c.id == number)).one()
    if found.first_at is not None and found.last_at is not None:
        due_for_import(connection, found.point, found.first_at, found.last_at)
    return True


def imports(connection: Connection, point: str | None = None) -> list[Import]:
    """All, or those of a point, newest first."""
    query = _ALL if point is None else _ALL.where(COUNT_IMPORT.c.point == point)
    return [Import(*row) for row in connection.execute(query)]


_ALL = select(
    *(
        COUNT_IMPORT.c[name]
        for name in (
            *("id", "point", "kind", "file", "imported_by", "imported_at", "first_at", "last_at", "rows"),
            *("finished_at", "undone_at", "undone_by", "why_undone"),
        )
    )
).order_by(COUNT_IMPORT.c.id.desc())


def _told(layout: Mapping[str, object]) -> str:
    return json.dumps(layout, sort_keys=True, ensure_ascii=False)


def _begin(connection: Connection, version: Version, by: str, now: datetime) -> int:
    row = {
        "point": version.point,
        "kind": version.kind,
        "file": version.file,
        "digest": version.digest,
        "layout": _told(version.layout),
        "imported_by": by,
        "imported_at": now,
        "rows": 0,
    }
    return int(connection.execute(insert(COUNT_IMPORT).values(row).returning(COUNT_IMPORT.c.id)).scalar_one())


def _add(connection: Connection, rows: Sequence[_Row]) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_SQLITE, list(rows))
        return
    lines = (f"{batch}\t{way}\t{start}\t{end}\t{_copied(count)}\n" for batch, way, start, end, count in rows)
    with closing(connection.connection.cursor()) as cursor, cursor.copy(_POSTGRESQL) as copy:
        copy.write("".join(lines))


def _copied(count: int | None) -> str:
    """As COPY wants it."""
    return r"\N" if count is None else str(count)


def _finish(connection: Connection, number: int, version: Version, rows: int, now: datetime) -> Import:
    first, last = (datetime.fromtimestamp(at, UTC) for at in (version.first, version.last))
    done = {"rows": rows, "first_at": first, "last_at": last, "finished_at": now}
    connection.execute(update(COUNT_IMPORT).where(COUNT_IMPORT.c.id == number).values(done))
    due_for_import(connection, version.point, first, last)
    return Import(*connection.execute(_ALL.where(COUNT_IMPORT.c.id == number)).one())
