"""The log of changes: what has changed the figures of points after the fact, the newest first (R-V1, R-V5, R-V12).

Each is an English message id with {named} values, so that it is told in the reader's language. The public version
names nobody, no file and no reason.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Row, select

from heritage.passages.decided import decisions
from heritage.passages.decided.decisions import Ruling
from heritage.passages.stretches import day_of, midnight
from heritage.places.place import Library
from heritage.problems import N_
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_IMPORT, FACTOR

_DECIDED = {
    Ruling.KEPT: N_("What was counted from {first} to {last} was looked at and kept."),
    Ruling.REJECTED: N_("What was counted from {first} to {last} was looked at and left out."),
    Ruling.RECONSTRUCTED: N_(
        "What was counted from {first} to {last} was looked at and replaced by an estimate."
    ),
}
_DECISION_UNDONE = N_("A decision about what was counted from {first} to {last} was taken back.")
_IMPORTED = N_("Figures from {first} to {last} were taken in from a file.")
_IMPORT_UNDONE = N_("Figures from {first} to {last} that had been taken in from a file were taken out again.")
_FETCHED = N_("Figures from {first} to {last} were fetched from the counter’s maker.")
_FETCHED_UNDONE = N_(
    "Figures from {first} to {last} that had been fetched from the counter’s maker were taken out again."
)
_FACTOR_SET = {
    Direction.BOTH: N_("A calibration factor of {value} was set from {first} on."),
    Direction.IN: N_("Inwards, a calibration factor of {value} was set from {first} on."),
    Direction.OUT: N_("Outwards, a calibration factor of {value} was set from {first} on."),
}
_FACTOR_ENDED = {
    Direction.BOTH: N_("A calibration factor of {value} was set from {first} to {last}."),
    Direction.IN: N_("Inwards, a calibration factor of {value} was set from {first} to {last}."),
    Direction.OUT: N_("Outwards, a calibration factor of {value} was set from {first} to {last}."),
}
_FACTOR_WITHDRAWN = {
    Direction.BOTH: N_("The calibration factor of {value} from {first} on was withdrawn."),
    Direction.IN: N_("The calibration factor of {value} inwards from {first} on was withdrawn."),
    Direction.OUT: N_("The calibration factor of {value} outwards from {first} on was withdrawn."),
}
_COUNTER_CAME = N_("A counter was put up.")
_COUNTER_WENT = N_("A counter was taken down.")

FROM_FILES = "file"
"""The kind of an import that came as a file."""


class Change(NamedTuple):
    """What changed the figures of `point` at `at`, in UTC.

    `text` is a message id; `values` fills its places: dates, and `value` as a float. `by`, `why` and `source` (a
    file's name, a device) are for staff and empty in the public log. Where only the day is known, `at` is its start.
    """

    at: datetime
    point: str
    text: str
    values: Mapping[str, date | float]
    by: str = ""
    why: str = ""
    source: str = ""


def changes(connection: Connection, library: Library, points: Collection[str] | None = None) -> list[Change]:
    """Those of `points`, or of all that the content knows; for staff, the newest first."""
    wanted = [key for key in library.counting.points if points is None or key in points]
    found = [
        *_of_imports(connection, wanted),
        *_of_factors(connection, wanted),
        *(change for point in wanted for change in _of_decisions(connection, point)),
        *(change for point in wanted for change in _of_counters(library, point)),
    ]
    return sorted(found, key=lambda change: (change.at, change.point, change.text), reverse=True)


def public_changes(
    connection: Connection, library: Library, points: Collection[str] | None = None
) -> list[Change]:
    """The same for everybody: without people, files, devices and reasons."""
    return [change._replace(by="", why="", source="") for change in changes(connection, library, points)]


def _of_imports(connection: Connection, points: Collection[str]) -> Iterator[Change]:
    query = select(COUNT_IMPORT).where(
        COUNT_IMPORT.c.point.in_(points), COUNT_IMPORT.c.finished_at.is_not(None)
    )
    for row in connection.execute(query):
        if row.first_at is None or row.last_at is None:
            continue
        is_file = row.kind == FROM_FILES
        days = {"first": _day(row.first_at), "last": _day(row.last_at)}
        came = _IMPORTED if is_file else _FETCHED
        yield Change(row.finished_at, row.point, came, days, row.imported_by, source=row.file)
        if row.undone_at is not None:
            gone = _IMPORT_UNDONE if is_file else _FETCHED_UNDONE
            by, why = row.undone_by or "", row.why_undone or ""
            yield Change(row.undone_at, row.point, gone, days, by, why, row.file)


def _of_factors(connection: Connection, points: Collection[str]) -> Iterator[Change]:
    for row in connection.execute(select(FACTOR).where(FACTOR.c.point.in_(points))):
        yield _factor_made(row)
        if row.withdrawn_at is not None:
            values = {"value": row.value, "first": row.first_day}
            by, why = row.withdrawn_by or "", row.why_withdrawn or ""
            yield Change(row.withdrawn_at, row.point, _FACTOR_WITHDRAWN[row.direction], values, by, why)


def _factor_made(row: Row[*tuple[object, ...]]) -> Change:
    values: dict[str, date | float] = {"value": row.value, "first": row.first_day}
    if row.last_day is None:
        return Change(row.made_at, row.point, _FACTOR_SET[row.direction], values, row.made_by)
    ended = {**values, "last": row.last_day}
    return Change(row.made_at, row.point, _FACTOR_ENDED[row.direction], ended, row.made_by)


def _of_decisions(connection: Connection, point: str) -> Iterator[Change]:
    for one in decisions.decisions(connection, point):
        last = day_of(int(one.end_at.timestamp()) - 1)
        days: dict[str, date | float] = {"first": _day(one.first_at), "last": last}
        yield Change(one.decided_at, point, _DECIDED[one.verdict], days, one.decided_by, one.why)
        if one.undone_at is not None:
            by, why = one.undone_by or "", one.why_undone or ""
            yield Change(one.undone_at, point, _DECISION_UNDONE, days, by, why)


def _of_counters(library: Library, point: str) -> Iterator[Change]:
    for name, _, mounting in library.counters_at(point):
        yield Change(_start(mounting.since), point, _COUNTER_CAME, {}, source=name)
        if mounting.until is not None:
            yield Change(_start(mounting.until), point, _COUNTER_WENT, {}, source=name)


def _day(moment: datetime) -> date:
    return day_of(int(moment.timestamp()))


def _start(day: date) -> datetime:
    return datetime.fromtimestamp(midnight(day), UTC)
