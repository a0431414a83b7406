"""One flow in a window of local days: what is stored of it, what was measured anew, and what of it all differs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from heritage.passages.calendars import packed
from heritage.passages.checks.judging import is_usable
from heritage.passages.counted.sources import together
from heritage.passages.flow import Flow
from heritage.passages.periods import months_within
from heritage.passages.rollups import rows
from heritage.passages.rollups.estimate import LONGEST_BY_PROFILE, Gap, fill
from heritage.passages.rollups.known import hours_of as known_hours
from heritage.passages.rollups.known import measured_of, stretches_of
from heritage.passages.rollups.measured import Ground, Measured, hours_of
from heritage.passages.rollups.neighbours import REACH_S, References
from heritage.passages.rollups.rows import Change, Derived
from heritage.passages.rollups.totals import Day, Hour, Material, days_of, month_of, profile_of
from heritage.passages.stretches import HOUR_S, Stretch, day_bounds, day_of, hour_start, midnight
from heritage.store.flags import Direction, Estimate, Flag
from heritage.store.passage_tables import FLOW

SHORT_S = LONGEST_BY_PROFILE + HOUR_S
"""A stretch of at most so long is laid out by the weeks around it, and each of its hours may change all others."""

_VERSIONS = (
    select(FLOW.c.id, FLOW.c.point, FLOW.c.direction, FLOW.c.version)
    .where(FLOW.c.point.in_(bindparam("points", expanding=True)))
    .order_by(FLOW.c.id)
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


class Seen(NamedTuple):
    """A flow, and which version of its figures was seen."""

    flow: Flow
    version: int


class Rewrite(NamedTuple):
    """What is to be written of a flow. `told` are the hours with another measured value, for those whose estimates lean
    on them."""

    seen: Seen
    changes: dict[Derived, Change]
    told: set[int]

    @property
    def days(self) -> set[date]:
        """The local days that are other than they were; of a month whose sums alone are, its first day."""
        found = set[date]()
        for derived, change in self.changes.items():
            days = {key[0] if isinstance(key[0], date) else day_of(key[0]) for key in change.keys}
            if derived in (rows.MONTHS, rows.CALENDAR, rows.PROFILE):
                days -= {day.replace(day=1) for day in found}
            found |= days
        return found


def seen_of(connection: Connection, *points: str) -> list[Seen]:
    """The flows of some points with the versions of their figures; to be read before anything else."""
    found = connection.execute(_VERSIONS, {"points": points})
    return [Seen(Flow(number, spot, Direction(way)), version) for number, spot, way, version in found]


@dataclass
class Remade:
    """A flow in a window of local weeks: what is stored of it, and what was measured."""

    ground: Ground
    seen: Seen
    measured: Measured
    window: Window

    @property
    def connection(self) -> Connection:
        return self.ground.connection

    @cached_property
    def old(self) -> dict[int, Hour]:
        """The stored rows of its hours."""
        return self._hours(*self.window)

    def _hours(self, start: int, end: int) -> dict[int, Hour]:
        return known_hours(self.connection, self.seen.flow, start, end)

    def widened(self, wide: Window) -> "Remade":
        """The same in a wider window. Of what lies outside of this one it holds what is stored as measured.

        Where nothing is, there is nothing to estimate: whoever has yet to make it makes its estimates as well.
        """
        sides = Window(wide.start, self.window.start), Window(self.window.end, wide.end)
        before, after = (measured_of(self.ground, self.seen.flow, *side) for side in sides)
        window = Window(
            wide.start if before.days else self.window.start, wide.end if after.days else self.window.end
        )
        return Remade(self.ground, self.seen, _joined(before, self.measured, after, self.window), window)

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
        known = stretches_of(self.connection, self.seen.flow, first, last)
        laid = [
            one
            for one in (*known, *(stored.stretch for stored in self.measured.stretches))
            if one.end - one.start <= SHORT_S and one.start < last and one.end > first
        ]
        return weeks(min([first, *(one.start for one in laid)]), max([last, *(one.end for one in laid)]))

    def renewed(self, references: References, has_all_months: bool = False) -> Rewrite:
        """All that differs. The neighbours' hours must be of all that is `around` the window.

        Months are looked at where their days or hours differ, or all of them.
        """
        around = around_of(self.window)
        expected = self.ground.expected(self.seen.flow.direction, *around)
        missing = set(hours_of(expected))
        estimates, gaps = self._filled(around, expected, missing, references)
        hours = self._joined(estimates)
        days = self._days(hours, missing, gaps)
        stored_days = self._read(rows.DAYS, day_of(self.window.start), day_of(self.window.end))
        made_days = {(day,): row for day, row in days.items()}
        changes = {
            rows.HOURS: rows.compare(_by_key(self.old), _by_key(hours)),
            rows.STRETCHES: self._compare(rows.STRETCHES, self._stretches()),
            rows.GAPS: self._compare(rows.GAPS, {one.start: (one.end, *_gap_values(one)) for one in gaps}),
            rows.DAYS: rows.compare(stored_days, made_days),
        }
        all_months = self._all_months() if has_all_months else set[date]()
        changes |= self._months(changes[rows.DAYS], changes[rows.HOURS], all_months)
        return Rewrite(
            self.seen, changes, self._told(hours, [day for (day,) in made_days.keys() ^ stored_days.keys()])
        )

    def _read(self, derived: Derived, first: int | date, end: int | date) -> dict[rows.Key, rows.Values]:
        return derived.read(self.connection, self.seen.flow.id, first, end)

    def _compare(self, derived: Derived, made: Mapping[int, tuple[object, ...]]) -> Change:
        """Of rows whose key is a second within the window."""
        return rows.compare(self._read(derived, *self.window), _by_key(made))

    def _filled(
        self,
        around: Window,
        expected: Sequence[tuple[int, int]],
        missing: Collection[int],
        references: References,
    ) -> tuple[dict[int, int], list[Gap]]:
        """The estimates and gaps of the window, by what is known around it."""
        start, end = self.window
        hours = self.measured.hours
        laid = [
            one.stretch._replace(raw=one.corrected)
            for one in self.measured.laid
            if _touches(one.stretch, self.window)
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
            references,
            self.ground.by_hand(self.seen.flow.direction),
            self.ground.checks,
            partial,
            {hour for hour, one in known.items() if one.is_whole and not one.is_usual},
        )
        inside = {hour: value for hour, value in estimates.items() if start <= hour < end}
        return inside, [one for one in gaps if start <= one.start < end]

    def _stretches_around(self, around: Window) -> list[Stretch]:
        """The stored ones outside of the window: where they are, no gap is. What they hold is no matter here."""
        return [
            one._replace(raw=0)
            for one in stretches_of(self.connection, self.seen.flow, *around)
            if is_usable(one.raw, one.flags) and not _touches(one, self.window)
        ]

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
        return days_of(Material(hours, missing, self.measured.laid, usual), self.measured.days)

    def _all_months(self) -> set[date]:
        """Those that begin in the window, or that it begins in."""
        first, last = day_of(self.window.start).replace(day=1), day_of(self.window.end - 1)
        return set(months_within(first, last))

    def _months(self, days: Change, hours: Change, more: Collection[date]) -> dict[Derived, Change]:
        """The rows of the months that have other days or hours than they had, and of `more`."""
        of_days = {key[0].replace(day=1) for key in days.keys}.union(more)
        of_hours = {day_of(key[0]).replace(day=1) for key in hours.keys}.union(more)
        made = [self._month(month, days) for month in sorted(of_days)]
        return {
            rows.MONTHS: _added(sums for sums, _ in made),
            rows.CALENDAR: _added(calendar for _, calendar in made),
            rows.PROFILE: _added([self._profile(month, hours) for month in sorted(of_hours)]),
        }

    def _month(self, month: date, days: Change) -> tuple[Change, Change]:
        """Its sums, and its days as one value."""
        following = _following(month)
        stored = _overlaid(self._read(rows.DAYS, month, following), days, month, following)
        known = {key[0]: Day(*row) for key, row in stored.items()}
        sums, calendar = month_of(known.values()), packed({day: row.told for day, row in known.items()})
        return (
            rows.compare(self._read(rows.MONTHS, month, following), {(month,): tuple(sums)} if known else {}),
            rows.compare(
                self._read(rows.CALENDAR, month, following), {(month,): (calendar,)} if known else {}
            ),
        )

    def _profile(self, month: date, hours: Change) -> Change:
        following = _following(month)
        start, end = midnight(month), midnight(following)
        known = _overlaid(self._read(rows.HOURS, start, end), hours, start, end)
        week = profile_of({key[0]: Hour(*row) for key, row in known.items()})
        return rows.compare(
            self._read(rows.PROFILE, month, following),
            {(month,): (week.packed(),)} if week else {},
        )

    def _told(self, hours: Mapping[int, Hour], days: Iterable[date]) -> set[int]:
        """The hours that are another reference for neighbours; so is each of a day that was not to be counted, or is no
        longer."""
        changed = {
            hour
            for hour in hours.keys() | self.old.keys()
            if _reference(hours.get(hour, _NOTHING)) != _reference(self.old.get(hour, _NOTHING))
        }
        return changed.union(*(range(*day_bounds(day), HOUR_S) for day in days))


_NOTHING = Hour(None, 0, 0, None, None)


def _joined(before: Measured, between: Measured, after: Measured, window: Window) -> Measured:
    """Of three windows side by side, as one; `window` is the one `between`, which has all that reaches into it."""
    sides = [one for one in (*before.stretches, *after.stretches) if not _touches(one.stretch, window)]
    return Measured(
        before.hours | between.hours | after.hours,
        [*between.stretches, *sides],
        before.days | between.days | after.days,
    )


def around_of(window: Window) -> Window:
    """As far as the estimates of a window reach."""
    start, end = window.start - REACH_S - SHORT_S, window.end + REACH_S + SHORT_S
    return Window(hour_start(start), hour_start(end))


def _by_key(found: Mapping[int, tuple[object, ...]]) -> dict[rows.Key, rows.Values]:
    return {(key,): values for key, values in found.items()}


def _counted(hour: Hour) -> tuple[int | None, int, int | None, bool]:
    return hour.raw, hour.covered, hour.corrected, hour.is_usual


def _reference(hour: Hour) -> int | None:
    return hour.corrected if hour.is_usual else None


def _gap_values(one: Gap) -> tuple[object, ...]:
    estimate = None if one.estimate is None else int(one.estimate)
    return estimate, one.reference, one.estimated, one.deviation


def _touches(one: Stretch, window: Window) -> bool:
    return one.start < window.end and one.end > window.start


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
