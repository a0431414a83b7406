"""The log of changes: what has changed the figures of points after the fact, the newest first (R-V1, R-V5, R-V12).

Each is an English message id with {named} values, so that it is told in the reader's language. The public version
names nobody, no file and no reason.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Row, select

from heritage.passages.decided import decisions
from heritage.passages.decided.decisions import Ruling
from heritage.passages.figures.mounted import Turn, turns
from heritage.passages.figures.values import Change
from heritage.passages.periods import Period
from heritage.passages.stretches import day_of, midnight
from heritage.places.place import Library
from heritage.problems import N_
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_IMPORT, FACTOR

_DECIDED = {
    Ruling.KEPT: N_("What was counted on {days} was looked at and kept."),
    Ruling.REJECTED: N_("What was counted on {days} was looked at and left out."),
    Ruling.RECONSTRUCTED: N_("What was counted on {days} was looked at and replaced by an estimate."),
}
_DECISION_UNDONE = N_("A decision about what was counted on {days} was taken back.")
_IMPORTED = N_("Figures for {days} were taken in from a file.")
_IMPORT_UNDONE = N_("Figures for {days} that had been taken in from a file were taken out again.")
_FETCHED = N_("Figures for {days} were fetched from the counter’s maker.")
_FETCHED_UNDONE = N_(
    "Figures for {days} that had been fetched from the counter’s maker were taken out again."
)
_FACTOR_SET = N_("A calibration factor of {value} was set from {first} on.")
_FACTOR_ENDED = N_("A calibration factor of {value} was set for {days}.")
_FACTOR_WITHDRAWN = N_("The calibration factor of {value} from {first} on was withdrawn.")
_ONE_WAY = {
    _FACTOR_SET: N_("{direction}: a calibration factor of {value} was set from {first} on."),
    _FACTOR_ENDED: N_("{direction}: a calibration factor of {value} was set for {days}."),
    _FACTOR_WITHDRAWN: N_("{direction}: the calibration factor of {value} from {first} on was withdrawn."),
}
"""The same of a factor that is of one direction only (R-V5)."""

_TURNED = {
    Turn.CAME: N_("A counter was put up."),
    Turn.OTHERWISE: N_("The counter was mounted or set in another way; it goes on counting here."),
    Turn.WENT: N_("A counter was taken down."),
}

FROM_FILES = "file"
"""The kind of an import that came as a file."""


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
    return [replace(change, by="", why="", source="") for change in changes(connection, library, points)]


def _of_imports(connection: Connection, points: Collection[str]) -> Iterator[Change]:
    query = select(COUNT_IMPORT).where(
        COUNT_IMPORT.c.point.in_(points), COUNT_IMPORT.c.finished_at.is_not(None)
    )
    for row in connection.execute(query):
        if row.first_at is None or row.last_at is None:
            continue
        is_file = row.kind == FROM_FILES
        days = {"days": Period(_day(row.first_at), _day(row.last_at))}
        came = _IMPORTED if is_file else _FETCHED
        yield Change(row.finished_at, row.point, came, days, row.imported_by, source=row.file)
        if row.undone_at is not None:
            gone = _IMPORT_UNDONE if is_file else _FETCHED_UNDONE
            by, why = row.undone_by or "", row.why_undone or ""
            yield Change(row.undone_at, row.point, gone, days, by, why, row.file)


def _of_factors(connection: Connection, points: Collection[str]) -> Iterator[Change]:
    for row in connection.execute(select(FACTOR).where(FACTOR.c.point.in_(points))):
        first, last = {"value": row.value, "first": row.first_day}, row.last_day
        if last is None:
            yield _of_factor(row, row.made_at, _FACTOR_SET, first, row.made_by)
        else:
            ended = {"value": row.value, "days": Period(row.first_day, last)}
            yield _of_factor(row, row.made_at, _FACTOR_ENDED, ended, row.made_by)
        if row.withdrawn_at is not None:
            by, why = row.withdrawn_by or "", row.why_withdrawn or ""
            yield _of_factor(row, row.withdrawn_at, _FACTOR_WITHDRAWN, first, by, why)


def _of_factor(
    row: Row[*tuple[object, ...]], at: datetime, text: str, values: Mapping[str, Any], by: str, why: str = ""
) -> Change:
    way = Direction(row.direction)
    if way is Direction.BOTH:
        return Change(at, row.point, text, values, by, why)
    return Change(at, row.point, _ONE_WAY[text], {"direction": way, **values}, by, why)


def _of_decisions(connection: Connection, point: str) -> Iterator[Change]:
    for one in decisions.decisions(connection, point):
        last = day_of(int(one.end_at.timestamp()) - 1)
        days = {"days": Period(_day(one.first_at), last)}
        yield Change(one.decided_at, point, _DECIDED[one.verdict], days, one.decided_by, one.why)
        if one.undone_at is not None:
            by, why = one.undone_by or "", one.why_undone or ""
            yield Change(one.undone_at, point, _DECISION_UNDONE, days, by, why)


def _of_counters(library: Library, point: str) -> Iterator[Change]:
    for turned in turns(library, point):
        yield Change(_start(turned.day), point, _TURNED[turned.turn], {}, source=turned.name)


def _day(moment: datetime) -> date:
    return day_of(int(moment.timestamp()))


def _start(day: date) -> datetime:
    return datetime.fromtimestamp(midnight(day), UTC)
