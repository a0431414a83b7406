"""One flow in a window of local days: what is stored of it, what was measured anew, and what of it all differs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, Integer, bindparam, func, select, type_coerce

from heritage.passages.checks.judging import is_usable
from heritage.passages.counted.sources import together
from heritage.passages.flow import Flow
from heritage.passages.rollups import rows
from heritage.passages.rollups.estimate import LONGEST_BY_PROFILE, Gap, fill
from heritage.passages.rollups.measured import Ground, Measured, hours_of
from heritage.passages.rollups.rows import Change, Derived
from heritage.passages.rollups.totals import Day, Hour, Laid, days_of, month_of, profile_of
from heritage.passages.rollups.totals import Ground as Made
from heritage.passages.stretches import HOUR_S, Stretch, day_of, hour_start, midnight
from heritage.store.flags import Direction, Estimate, Flag
from heritage.store.passage_tables import FLOW, PASSAGE_STRETCH

REACH_S = 29 * 86_400
"""So far from a gap lie the hours that its estimate is made of, at most: four weeks, and an hour of summer time."""

SHORT_S = LONGEST_BY_PROFILE + HOUR_S
"""A stretch of at most so long is laid out by the weeks around it, and each of its hours may change all others."""

_stretch_start = type_coerce(PASSAGE_STRETCH.c.start, BigInteger)
_LAST_STRETCH = (
    select(func.max(_stretch_start))
    .where(PASSAGE_STRETCH.c.flow == bindparam("of", type_=Integer))
    .where(_stretch_start < bindparam("at", type_=BigInteger))
)
_VERSIONS = select(FLOW.c.id, FLOW.c.point, FLOW.c.direction, FLOW.c.version).where(
    FLOW.c.point == bindparam("point")
)


class Window(NamedTuple):
    """From second to before second; of local weeks, for no row of a gap goes on from one into the next."""

    start: int
    end: int

    def within(self, other: "Window") -> "Window":
        return Window(max(self.start, other.start), min(self.end, other.end))


def weeks(start: int, end: int, around: timedelta = timedelta()) -> Window:
    """The local weeks that hold a part of what lies between two seconds, and of so many days around it."""
    first, last = day_of(start) - around, day_of(end - 1) + around
    monday = last - timedelta(days=last.weekday())
    return Window(midnight(first - timedelta(days=first.weekday())), midnight(monday + timedelta(days=7)))


def hull(windows: Sequence[Window]) -> Window:
    """From the first to the last of them."""
    return Window(min(one.start for one in windows), max(one.end for one in windows))


class State(NamedTuple):
    """A flow, and which version of its figures was seen."""

    flow: Flow
    version: int


class Renewal(NamedTuple):
    """What is to be written of a flow. `told` are the seconds from the first to the last hour with another measured
    value, for those whose estimates lean on them; None: there is none."""

    state: State
    changes: dict[Derived, Change]
    told: tuple[int, int] | None

    @property
    def days(self) -> set[date]:
        """The local days that are other than they were; of a month whose sums alone are, its first day."""
        found = set[date]()
        for derived, change in self.changes.items():
            days = {key[0] if isinstance(key[0], date) else day_of(key[0]) for key in change.keys}
            if derived in (rows.MONTHS, rows.PROFILE):
                days -= {day.replace(day=1) for day in found}
            found |= days
        return found


def states_of(connection: Connection, point: str) -> list[State]:
    """The flows of a point with the versions of their figures; to be read before anything else."""
    found = connection.execute(_VERSIONS, {"point": point})
    return [State(Flow(number, spot, Direction(way)), version) for number, spot, way, version in found]


@dataclass
class Remade:
    """A flow in a window of local days: what is stored of it, and what was measured anew."""

    ground: Ground
    state: State
    measured: Measured
    window: Window

    def __post_init__(self) -> None:
        self.connection = self.ground.connection
        self.old = self._hours(*self.window)

    def _hours(self, start: int, end: int) -> dict[int, Hour]:
        found = rows.HOURS.read(self.connection, self.state.flow.id, start, end)
        return {key[0]: Hour(*values) for key, values in found.items()}

    def touched(self, start: int, end: int) -> Window:
        """As far as estimates may be others, when what lies between two seconds has changed."""
        new, old = self.measured.hours, self.old
        changed = [
            hour
            for hour in new.keys() | old.keys()
            if _counted(new.get(hour, _NOTHING)) != _counted(old.get(hour, _NOTHING))
        ]
        first = min([start, *changed]) - REACH_S
        last = max([end, *(hour + HOUR_S for hour in changed)]) + REACH_S
        laid = [
            one.stretch
            for one in self.measured.stretches
            if one.stretch.end - one.stretch.start <= SHORT_S
            and one.stretch.start < last
            and one.stretch.end > first
        ]
        return weeks(min([first, *(one.start for one in laid)]), max([last, *(one.end for one in laid)]))

    def renewed(self) -> Renewal:
        """All that differs."""
        start, end = self.window.start - REACH_S - SHORT_S, self.window.end + REACH_S + SHORT_S
        around = Window(hour_start(start), hour_start(end))
        expected = self.ground.expected(self.state.flow.direction, *around)
        missing = set(hours_of(expected))
        estimates, gaps = self._filled(around, expected, missing)
        hours = self._joined(estimates)
        days = self._days(hours, missing, gaps)
        stored_days = self._read(rows.DAYS, day_of(self.window.start), day_of(self.window.end))
        made_days = {(day,): tuple(row) for day, row in days.items()}
        changes = {
            rows.HOURS: self._compare(rows.HOURS, hours),
            rows.STRETCHES: self._compare(rows.STRETCHES, self._stretches()),
            rows.GAPS: self._compare(rows.GAPS, {one.start: (one.end, *_gap_values(one)) for one in gaps}),
            rows.DAYS: rows.compare(stored_days, made_days),
        }
        changes |= self._months(changes[rows.DAYS], changes[rows.HOURS])
        return Renewal(
            self.state, changes, self._told(hours, [day for (day,) in made_days.keys() ^ stored_days.keys()])
        )

    def _read(self, derived: Derived, first: int | date, end: int | date) -> dict[rows.Key, rows.Values]:
        return derived.read(self.connection, self.state.flow.id, first, end)

    def _compare(self, derived: Derived, made: Mapping[int, tuple[object, ...]]) -> Change:
        """Of rows whose key is a second within the window."""
        stored = self._read(derived, *self.window)
        return rows.compare(stored, {(key,): tuple(values) for key, values in made.items()})

    def _filled(
        self, around: Window, expected: Sequence[tuple[int, int]], missing: Collection[int]
    ) -> tuple[dict[int, int], list[Gap]]:
        """The estimates and gaps of the window, by what is known around it."""
        start, end = self.window
        hours = self.measured.hours
        laid = [
            one.stretch._replace(raw=one.corrected)
            for one in self.measured.laid
            if _is_within(one, start, end)
        ]
        lacks = any(start <= hour < end and not (hour in hours and hours[hour].is_whole) for hour in missing)
        if not lacks and not laid:
            return {}, []
        known = {**self._hours(around.start, start), **hours, **self._hours(end, around.end)}
        usable = {hour: one.corrected or 0 for hour, one in known.items() if one.is_whole}
        partial = {hour: one.usable_s for hour, one in known.items() if one.usable_s and not one.is_whole}
        estimates, gaps = fill(
            usable,
            # Also where it was not expected: the weeks around are looked for from the first of these to the last.
            together([*expected, *((hour, hour + HOUR_S) for hour in usable)]),
            [*laid, *self._stretches_around(around)],
            self._references(*around),
            self.ground.by_hand(self.state.flow.direction),
            self.ground.checks,
            partial,
            {hour for hour, one in known.items() if one.is_whole and not one.is_usual},
        )
        inside = {hour: value for hour, value in estimates.items() if start <= hour < end}
        return inside, [one for one in gaps if start <= one.start < end]

    def _stretches_around(self, around: Window) -> list[Stretch]:
        """The stored ones outside of the window: where they are, no gap is. What they hold is no matter here."""
        asked = {"of": self.state.flow.id, "at": around.start}
        before = self.connection.scalar(_LAST_STRETCH, asked)
        stored = self._read(rows.STRETCHES, around.start if before is None else before, around.end)
        found = [Stretch(start, end, 0, Flag(flags)) for (start,), (end, _, flags) in stored.items()]
        return [
            one
            for one in found
            if is_usable(0, one.flags)
            and (one.end <= self.window.start or one.start >= self.window.end)
            and one.end > around.start
        ]

    def _references(self, start: int, end: int) -> list[tuple[str, dict[int, int]]]:
        """The neighbours' wholly counted hours, in all their directions."""
        record = self.ground.record
        names = record.neighbours if record is not None else ()
        return [(name, usable_hours(self.connection, name, start, end)) for name in names]

    def _joined(self, estimates: Mapping[int, int]) -> dict[int, Hour]:
        """The rows of the window's hours, with their estimates."""
        found = dict(self.measured.hours)
        of_stretches = self._of_stretches() if estimates else set()
        for hour, estimated in estimates.items():
            one = found.get(hour, _NOTHING)
            marks = int(Flag.ESTIMATED) if one.corrected is None else 0
            marks |= int(Flag.STRETCH) if hour in of_stretches else 0
            found[hour] = one._replace(flags=one.flags | marks, estimated=estimated)
        return found

    def _of_stretches(self) -> set[int]:
        return {
            hour
            for one in self.measured.laid
            for hour in range(hour_start(one.stretch.start), one.stretch.end, HOUR_S)
        }

    def _stretches(self) -> dict[int, tuple[object, ...]]:
        return {
            start: (end, raw, int(flags))
            for (start, end, raw, flags), _ in self.measured.stretches
            if self.window.start <= start < self.window.end
        }

    def _days(
        self, hours: Mapping[int, Hour], missing: Collection[int], gaps: Iterable[Gap]
    ) -> dict[date, Day]:
        """The rows of the window's days."""
        usual = {
            hour
            for one in gaps
            if one.estimate not in (None, Estimate.STRETCH)
            for hour in range(hour_start(one.start), one.end, HOUR_S)
        }
        return days_of(Made(hours, missing, self.measured.laid, usual), self.measured.days)

    def _months(self, days: Change, hours: Change) -> dict[Derived, Change]:
        """The rows of the months that have other days or hours than they had."""
        of_days = {key[0].replace(day=1) for key in days.keys}
        of_hours = {day_of(key[0]).replace(day=1) for key in hours.keys}
        return {
            rows.MONTHS: _added([self._month(month, days) for month in sorted(of_days)]),
            rows.PROFILE: _added([self._profile(month, hours) for month in sorted(of_hours)]),
        }

    def _month(self, month: date, days: Change) -> Change:
        following = _following(month)
        known = _overlaid(self._read(rows.DAYS, month, following), days, month, following)
        made = {(month,): tuple(month_of(Day(*row) for row in known.values()))} if known else {}
        return rows.compare(self._read(rows.MONTHS, month, following), made)

    def _profile(self, month: date, hours: Change) -> Change:
        following = _following(month)
        start, end = midnight(month), midnight(following)
        known = _overlaid(self._read(rows.HOURS, start, end), hours, start, end)
        week = profile_of({key[0]: Hour(*row) for key, row in known.items()})
        return rows.compare(
            self._read(rows.PROFILE, month, following),
            {(month,): (week.packed(),)} if week else {},
        )

    def _told(self, hours: Mapping[int, Hour], days: Iterable[date]) -> tuple[int, int] | None:
        """From the first to the last hour that is another reference for neighbours; so is one of a day that was not
        to be counted, or is no longer."""
        changed = [
            hour
            for hour in hours.keys() | self.old.keys()
            if _reference(hours.get(hour, _NOTHING)) != _reference(self.old.get(hour, _NOTHING))
        ]
        changed += [at for day in days for at in (midnight(day), midnight(day + timedelta(days=1)) - HOUR_S)]
        return (min(changed), max(changed) + HOUR_S) if changed else None


_NOTHING = Hour(None, 0, 0, None, None)


def usable_hours(connection: Connection, point: str, start: int, end: int) -> dict[int, int]:
    """Corrected thousandths of a point's hours between two seconds that are wholly and usably counted, and no spikes.

    Where it tells directions, that is all of them together: an hour is left out that one of them lacks which was to
    be counted on that day.
    """
    counted: dict[int, list[int]] = {}
    wanted: dict[date, int] = {}
    for state in states_of(connection, point):
        for (day,) in rows.DAYS.read(
            connection, state.flow.id, day_of(start), day_of(end) + timedelta(days=1)
        ):
            wanted[day] = wanted.get(day, 0) + 1
        for key, values in rows.HOURS.read(connection, state.flow.id, start, end).items():
            hour = Hour(*values)
            if hour.is_usual:
                counted.setdefault(key[0], []).append(hour.corrected or 0)
    return {hour: sum(told) for hour, told in counted.items() if len(told) >= wanted.get(day_of(hour), 0)}


def whole_hours(connection: Connection, state: State, hours: Collection[int]) -> set[int]:
    """Those of some hours of a flow that are wholly and usably counted."""
    if not hours:
        return set()
    found = rows.HOURS.read(connection, state.flow.id, min(hours), max(hours) + HOUR_S)
    return {key[0] for key, values in found.items() if Hour(*values).is_whole}


def _counted(hour: Hour) -> tuple[int | None, int, int | None, bool]:
    return hour.raw, hour.covered, hour.corrected, hour.is_usual


def _reference(hour: Hour) -> int | None:
    return hour.corrected if hour.is_usual else None


def _gap_values(one: Gap) -> tuple[object, ...]:
    estimate = None if one.estimate is None else int(one.estimate)
    return estimate, one.reference, one.estimated, one.deviation


def _is_within(one: Laid, start: int, end: int) -> bool:
    return one.stretch.start < end and one.stretch.end > start


def _following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _overlaid(
    stored: Mapping[rows.Key, rows.Values], change: Change, first: int | date, end: int | date
) -> dict[rows.Key, rows.Values]:
    """Stored rows as they will be after a change, of keys from `first` on and before `end`."""
    gone = set(change.gone)
    kept = {key: row for key, row in stored.items() if key not in gone}
    return kept | {key: row for key, row in change.rows.items() if first <= key[0] < end}


def _added(changes: Iterable[Change]) -> Change:
    found = Change([], {})
    for one in changes:
        found.gone.extend(one.gone)
        found.rows.update(one.rows)
    return found
