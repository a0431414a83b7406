"""All that the program says of a point's year, as marks on time: the reviewer's list, gaps, stretches and alarms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, select, type_coerce

from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.checks.judging import Kind
from heritage.passages.figures import stored
from heritage.passages.figures.reckoning import figures_of
from heritage.passages.figures.values import DayValue, Figures
from heritage.passages.periods import year_of
from heritage.passages.review import Item, State, review
from heritage.passages.stretches import day_bounds, midnight
from heritage.passages.troubles import troubles
from heritage.places.place import Library
from heritage.sensors.alarms import Kind as Alarm
from heritage.store.flags import Estimate
from heritage.store.passage_tables import FLOW, PASSAGE_STRETCH
from heritage.store.tables import UPLINK, UplinkState
from tests.planted.counters import VS350
from tests.planted.plan import COTTAGE, NORTH, POINTS, YEAR, at
from tests.planted.year import NOW, FileRead

STRETCH, GAP, UNFILLED = "stretch", "gap, estimated", "gap, left empty"
BLOCKED = "alarm: blocked lens"
SET_ASIDE, LACKING, KNOWN = "message set aside", "file: rows missing", "file: the same again"


_START, _END = at(f"{YEAR}-01-01"), at(f"{YEAR + 1}-01-01")


class Mark(NamedTuple):
    """Something that is said of a point's time, from the second `start` to before `end`."""

    kind: str
    start: int
    end: int
    is_held: bool = False


Said = Sequence[tuple[str, Mark]]


@dataclass(frozen=True)
class Seen:
    """A point's year."""

    figures: Figures
    gaps: tuple[stored.GapRow, ...]
    marks: tuple[Mark, ...]

    @property
    def days(self) -> dict[date, DayValue]:
        return {one.day: one for one in self.figures.days or ()}

    def within(self, start: int, end: int) -> list[Mark]:
        """The marks that have a part between two seconds."""
        return [one for one in self.marks if one.start < end and one.end > start]


def said(connection: Connection, library: Library, read: Iterable[FileRead]) -> Said:
    """What was said in passing, by point: alarms, messages that were set aside, and what was told of files."""
    return [*_alarms(connection, library), *_set_aside(connection), *_of_files(read)]


def look(connection: Connection, library: Library, told: Said) -> dict[str, Seen]:
    """All points as they are now, with all that is said of them."""
    return {
        point: replace(seen, marks=tuple(sorted(_marks(connection, library, point, seen, told))))
        for point, seen in figured(connection, library).items()
    }


def figured(connection: Connection, library: Library) -> dict[str, Seen]:
    """The figures alone."""
    found = {}
    for point in POINTS:
        gaps = stored.gaps_of(connection, stored.directions_of(connection, point), _START, _END)
        found[point] = Seen(figures_of(connection, library, point, year_of(YEAR), NOW), tuple(gaps), ())
    return found


def _marks(connection: Connection, library: Library, point: str, seen: Seen, told: Said) -> set[Mark]:
    listed = review(connection, library, point, date(YEAR, 1, 1), date(YEAR, 12, 31), NOW)
    marks = {mark for of, mark in told if of == point} | set(map(_listed, listed))
    marks |= {_gap(one) for one in seen.gaps if one.estimate != Estimate.STRETCH}
    return marks | set(_stretches(connection, point))


def _listed(item: Item) -> Mark:
    """On the reviewer's list."""
    kind, start, end, _, _ = item.finding
    name = UNFILLED if kind is Kind.MISSING and item.unfilled_h else kind.value
    return Mark(name, start, end, item.state is State.HELD)


def _gap(one: stored.GapRow) -> Mark:
    return Mark(UNFILLED if one.estimate is None else GAP, one.start, one.end)


def _stretches(connection: Connection, point: str) -> Iterator[Mark]:
    start, end = (type_coerce(PASSAGE_STRETCH.c[name], BigInteger) for name in ("start", "end"))
    query = select(start, end).join(FLOW, FLOW.c.id == PASSAGE_STRETCH.c.flow)
    for begun, ended in connection.execute(query.where(FLOW.c.point == point, start < _END, end > _START)):
        yield Mark(STRETCH, begun, ended)


def _alarms(connection: Connection, library: Library) -> Iterator[tuple[str, Mark]]:
    """Each day of the year looked at on the next one's noon, as the server does every few minutes. The last of a row
    of days that began together tells of all of them."""
    day = date(YEAR, 1, 2)
    while day <= date(YEAR + 1, 1, 1):
        now = datetime(day.year, day.month, day.day, 12, tzinfo=LOCAL_TIME)
        for one in troubles(connection, library, {}, now):
            if one.kind is Alarm.BLOCKED and one.since is not None:
                yield one.subject, Mark(BLOCKED, int(one.since.timestamp()), midnight(day))
        day += timedelta(days=1)


def _set_aside(connection: Connection) -> Iterator[tuple[str, Mark]]:
    """Messages whose time was ahead of everybody's; all of them are of one counter."""
    query = select(type_coerce(UPLINK.c.received_at, BigInteger), UPLINK.c.dev_eui)
    for second, dev_eui in connection.execute(query.where(UPLINK.c.state == UplinkState.FUTURE)):
        yield {VS350: NORTH}.get(dev_eui, dev_eui), Mark(SET_ASIDE, second, second + 1)


def _of_files(read: Iterable[FileRead]) -> Iterator[tuple[str, Mark]]:
    for shown, is_known in read:
        for day, night in shown.nights:
            yield COTTAGE, Mark(f"file: {night.value}", *day_bounds(day))
        for lacking in shown.lacking.values():
            for gap in lacking.longest:
                yield COTTAGE, Mark(LACKING, gap.start, gap.end)
        if is_known and shown.first is not None and shown.last is not None:
            yield COTTAGE, Mark(KNOWN, shown.first, shown.last)
