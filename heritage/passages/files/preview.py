"""What a file of counts would become: read, checked and told before anything is stored (R-V22).

Nothing is invented and nothing passes in silence: what cannot be told apart is left out, and said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from heritage.passages.files.cells import Counts, Unfit
from heritage.passages.files.labels import DAY_S, Clocks, Days, Remark
from heritage.passages.files.layouts import Layout, Wanted, detect
from heritage.passages.files.nights import Resolved, resolve
from heritage.passages.files.steps import (
    Cell,
    Lacking,
    Suspicion,
    lacking,
    looks_like_a_total,
    step_of,
    suspicious,
    trimmed,
)
from heritage.passages.files.table import Table, read_table
from heritage.passages.files.table import shown as cell_shown
from heritage.places.place import Library
from heritage.problems import N_
from heritage.sensors.columns import ImportRefused
from heritage.store.flags import Direction

_EPOCH = date(1970, 1, 1)


class Fault(StrEnum):
    """Why something of a file is left out."""

    TIME = "time"
    NEGATIVE = "negative"
    NOT_WHOLE = "not whole"
    NO_NUMBER = "no number"
    CONTRADICTED = "contradicted"
    NO_SUCH_HOUR = "no such hour"
    DOUBTFUL_HOUR = "doubtful hour"
    BESIDE_STEP = "beside step"
    AHEAD = "ahead"


class LeftOut(NamedTuple):
    """Something that is not stored: the line of the file, from 1, and why."""

    line: int
    fault: Fault
    why: Remark


class Night(StrEnum):
    """What a file has where clocks are changed."""

    SKIPPED_BLANK = "skipped blank"  # an hour that spring leaves out has a row without a count
    SKIPPED_ZERO = "skipped zero"
    SKIPPED_COUNTED = "skipped counted"
    TWICE = "twice"  # the hour that autumn has twice stands there twice
    ONCE = "once"  # once: taken as what was counted in both
    DOUBTFUL = "doubtful"


@dataclass(slots=True)
class Preview:
    """A file as it would be stored. Cells are in order of time, do not overlap, and begin and end with a count.

    `repeated` rows say what others say; `totals` are directions whose counts look like running totals. `nights` are the
    local days on which clocks are changed.
    """

    wanted: Wanted
    layout: Layout
    step_s: int
    now: datetime
    rows: int
    is_newest_first: bool = False
    has_offsets: bool = False
    out_of_order: int = 0
    repeated: int = 0
    cells: dict[Direction, list[Cell]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    nights: list[tuple[date, Night]] = field(default_factory=list)
    lacking: dict[Direction, Lacking] = field(default_factory=dict)
    suspicious: dict[Direction, list[Suspicion]] = field(default_factory=dict)
    totals: set[Direction] = field(default_factory=set)

    @property
    def first(self) -> int | None:
        """The second from which it counts; None where it holds no count."""
        return min((cells[0][0] for cells in self.cells.values() if cells), default=None)

    @property
    def last(self) -> int | None:
        """The second until which it counts."""
        return max((cells[-1][1] for cells in self.cells.values() if cells), default=None)

    @property
    def faults(self) -> Mapping[Fault, int]:
        """How much is left out for which reason."""
        return Counter(one.fault for one in self.left_out)


def preview(data: bytes, wanted: Wanted, library: Library, now: datetime) -> Preview:
    """Read a file of at most 50 MB. Raises a Refusal where it cannot become counts, with what to do."""
    refuse_unknown_point(library, wanted.point)
    table = read_table(data, wanted.encoding, wanted.separator)
    layout = detect(table, wanted)
    labels, offsets = _labels(table, layout)
    told = [label for label in labels if label is not None]
    if not told:
        raise ImportRefused(
            N_("No row of '{heading}' holds a time that can be read."), heading=layout.time_heading
        )
    found = Preview(wanted, layout, step_of(told), now, len(table.rows), has_offsets=bool(offsets))
    found.is_newest_first = 2 * sum(later < earlier for earlier, later in pairwise(told)) > len(told)
    reading = _Reading(found, table, labels, offsets)
    reading.read()
    for direction, cells in reading.cells().items():
        found.cells[direction], before, after = trimmed(cells)
        found.lacking[direction] = lacking(found.cells[direction], found.step_s, before, after)
        found.suspicious[direction] = suspicious(
            found.cells[direction], found.step_s, library.counting.checks
        )
        if looks_like_a_total(found.cells[direction]):
            found.totals.add(direction)
    found.left_out.sort(key=lambda one: one.line)
    if found.first is None:
        raise ImportRefused(N_("No row has both a time and a count."))
    return found


def refuse_unknown_point(library: Library, point: str) -> None:
    """Raises ImportRefused."""
    if point not in library.counting.points:
        known = ", ".join(sorted(library.counting.points)) or "–"
        raise ImportRefused(
            N_("'{key}' is no counting point of counting.yaml; there are {known}."), key=point, known=known
        )


def _labels(table: Table, layout: Layout) -> tuple[list[int | None], dict[int, int]]:
    """What the clock showed in each row, as seconds since 1970 of a clock, and the offsets of those that have one.

    Raises ImportRefused where only some have one.
    """
    days, clocks = Days(layout.order), Clocks()
    labels: list[int | None] = []
    offsets: dict[int, int] = {}
    for row, (day_text, clock_text) in enumerate(_texts(table, layout)):
        day, clock = days[day_text], clocks[clock_text]
        if day is None or clock is None:
            labels.append(None)
            continue
        labels.append(day + clock.seconds)
        if clock.offset is not None:
            offsets[row] = clock.offset
    if offsets and len(offsets) < len(labels) - labels.count(None):
        raise ImportRefused(
            N_(
                "Some times have an offset to UTC, such as +01:00, and others have none: give it to all, or none."
            )
        )
    return labels, offsets


def _texts(table: Table, layout: Layout) -> Iterator[tuple[str, str]]:
    """Day and clock of each row."""
    times = table.column(layout.time)
    if layout.hour is not None:
        yield from zip(times, table.column(layout.hour), strict=True)
        return
    for text in times:
        day, _, clock = text.strip().partition(layout.divider)
        yield day, clock


_UNFIT = {
    Unfit.NEGATIVE: Fault.NEGATIVE,
    Unfit.NOT_WHOLE: Fault.NOT_WHOLE,
    Unfit.NO_NUMBER: Fault.NO_NUMBER,
}


class _Reading:
    """The rows of a file on their way to cells."""

    def __init__(
        self, found: Preview, table: Table, labels: Sequence[int | None], offsets: Mapping[int, int]
    ) -> None:
        self._found = found
        self._table = table
        self._labels = labels
        self._offsets = offsets
        self._is_daily = found.step_s == DAY_S
        self._rows: dict[int, int] = {}  # the row that tells of a moment
        self._joined: list[tuple[int, int, int]] = []
        self._values = {one: self._counts(table.column(at)) for one, at in found.layout.columns.items()}

    def read(self) -> None:
        """Give each row its moment, and find those that tell of the same."""
        moments = self._moments()
        self._count_disorder(moments)
        self._settle_repetitions(moments)

    def cells(self) -> dict[Direction, list[Cell]]:
        """What each direction has, in order of time; what is later than now is left out."""
        spans = sorted([*self._spans(), *self._joined])
        now = int(self._found.now.timestamp())
        for _start, _end, row in (span for span in spans if span[1] > now):
            self._leave_out(row, Fault.AHEAD, Remark(N_("the time has not passed yet")))
        past = [span for span in spans if span[1] <= now]
        return {
            direction: [(start, end, values[row]) for start, end, row in past]
            for direction, values in self._values.items()
        }

    def _spans(self) -> list[tuple[int, int, int]]:
        """From a second until another, and the row that tells of it."""
        if self._is_daily:
            days = [(_EPOCH + timedelta(seconds=moment), row) for moment, row in self._rows.items()]
            return [(self._midnight(day), self._midnight(day + timedelta(days=1)), row) for day, row in days]
        step = self._found.step_s
        back = step if self._found.layout.tells_end else 0
        return [(moment - back, moment - back + step, row) for moment, row in self._rows.items()]

    def _midnight(self, day: date) -> int:
        return int(datetime(day.year, day.month, day.day, tzinfo=self._found.layout.zone).timestamp())

    def _leave_out(self, row: int, fault: Fault, why: Remark) -> None:
        self._found.left_out.append(LeftOut(self._table.lines[row], fault, why))

    def _counts(self, texts: Sequence[str]) -> list[int | None]:
        """What each cell says; one that holds something else than a count stays empty (R-V8)."""
        counts = Counts(self._found.layout.decimal)
        values: list[int | None] = []
        for row, text in enumerate(texts):
            value = counts[text]
            if isinstance(value, Unfit):
                self._leave_out(row, _UNFIT[value], Remark(value.value, words=cell_shown(text)))
                value = None
            values.append(value)
        return values

    def _moments(self) -> list[int | None]:
        """When each row was counted: the second its label was shown, or of daily rows that of its day's name."""
        step = self._found.step_s
        phases = Counter(label % step for label in self._labels if label is not None)
        phase = phases.most_common(1)[0][0]
        kept: list[int] = []
        for row, label in enumerate(self._labels):
            if label is None:
                self._leave_out(row, Fault.TIME, Remark(N_("'{words}' is no time"), words=self._time(row)))
            elif label % step != phase:
                told = Remark(
                    N_("'{words}' does not lie {minutes} minutes after others"),
                    words=self._time(row),
                    minutes=step // 60,
                )
                self._leave_out(row, Fault.BESIDE_STEP, told)
            else:
                kept.append(row)
        found: list[int | None] = [None] * len(self._labels)
        labels = [label for row in kept if (label := self._labels[row]) is not None]
        for row, moment in zip(kept, self._resolved(kept, labels), strict=True):
            found[row] = moment
        return found

    def _resolved(self, kept: Sequence[int], labels: Sequence[int]) -> Sequence[int | None]:
        if self._is_daily:
            return labels
        if self._offsets:
            return [label - self._offsets[row] for row, label in zip(kept, labels, strict=True)]
        layout = self._found.layout
        resolved = resolve(labels, layout.zone, self._found.step_s, self._found.is_newest_first)
        self._tell_nights(kept, labels, resolved)
        return resolved.moments

    def _tell_nights(self, kept: Sequence[int], labels: Sequence[int], resolved: Resolved) -> None:
        """What the file has where clocks are changed, and what is left out of it."""
        nights = self._found.nights
        skipped: dict[date, list[int]] = defaultdict(list)
        for at in resolved.skipped:
            skipped[_EPOCH + timedelta(seconds=labels[at])].append(kept[at])
        for day, rows in skipped.items():
            nights.append((day, self._skipped(rows)))
        for name, ats in ((Night.TWICE, resolved.twice), (Night.DOUBTFUL, resolved.doubtful)):
            nights.extend((day, name) for day in {_EPOCH + timedelta(seconds=labels[at]) for at in ats})
        for at in resolved.doubtful:
            told = N_("{time} was twice, and nothing tells which row is of which hour")
            self._leave_out(kept[at], Fault.DOUBTFUL_HOUR, Remark(told, time=self._time(kept[at])))
        shift = self._found.step_s if self._found.layout.tells_end else 0
        for joined in resolved.joined:
            nights.append((_EPOCH + timedelta(seconds=labels[joined.rows[0]]), Night.ONCE))
            self._join([kept[at] for at in joined.rows])
            self._joined.append((joined.start - shift, joined.end - shift, kept[joined.rows[0]]))
        nights.sort()

    def _join(self, rows: Sequence[int]) -> None:
        """Put the sum of several rows into the first; none where one of them has none."""
        for values in self._values.values():
            counts = [value for row in rows if (value := values[row]) is not None]
            values[rows[0]] = sum(counts) if len(counts) == len(rows) else None

    def _skipped(self, rows: Sequence[int]) -> Night:
        """What rows of an hour that never was hold; counts there are told one by one."""
        counts = [
            value for values in self._values.values() for row in rows if type(value := values[row]) is int
        ]
        for row in rows:
            if any(values[row] for values in self._values.values()):
                told = N_(
                    "{time} never was, for clocks were put forward: what is counted there is not stored"
                )
                self._leave_out(row, Fault.NO_SUCH_HOUR, Remark(told, time=self._time(row)))
        if any(counts):
            return Night.SKIPPED_COUNTED
        return Night.SKIPPED_ZERO if counts else Night.SKIPPED_BLANK

    def _count_disorder(self, moments: Sequence[int | None]) -> None:
        furthest: int | None = None
        sign = -1 if self._found.is_newest_first else 1
        for moment in moments:
            if moment is None:
                continue
            if furthest is None or sign * moment >= furthest:
                furthest = sign * moment
            else:
                self._found.out_of_order += 1

    def _settle_repetitions(self, moments: Sequence[int | None]) -> None:
        """Of rows that say the same one is kept; of those that contradict each other none."""
        again: dict[int, list[int]] = {}
        rows = self._rows
        for row, moment in enumerate(moments):
            if moment is not None and rows.setdefault(moment, row) != row:
                again.setdefault(rows[moment], []).append(row)
        for first, others in again.items():
            if not self._is_contradicted((first, *others)):
                self._found.repeated += len(others)

    def _is_contradicted(self, rows: Sequence[int]) -> bool:
        """Whether rows of one moment tell different counts; a blank contradicts nothing. Settles the first of them."""
        is_contradicted = False
        for values in self._values.values():
            told = {value for row in rows if (value := values[row]) is not None}
            if len(told) < 2:
                values[rows[0]] = next(iter(told), None)
                continue
            values[rows[0]] = None
            is_contradicted = True
        for row in rows if is_contradicted else ():
            lines = ", ".join(str(self._table.lines[other]) for other in rows if other != row)
            why = Remark(
                N_("{time} has another count in line {lines}: neither is stored"),
                time=self._time(row),
                lines=lines,
            )
            self._leave_out(row, Fault.CONTRADICTED, why)
        return is_contradicted

    def _time(self, row: int) -> str:
        layout, cells = self._found.layout, self._table.rows[row]
        at = (layout.time, layout.hour)
        return " ".join(cell_shown(cells[one]) for one in at if one is not None and one < len(cells))
