"""What else is to be looked after than sensors: counting points and signs, for `sensors.alarms.look` (R-V11, R-Q13).

A look at everything is taken every few minutes in a transaction that writes, so it must be short: sums of a few days
tell of which points more is to be read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.backfill import EVERY, KEY
from heritage.passages.checks.findings import YEAR_BACK, blocked, is_free
from heritage.passages.checks.judging import is_in
from heritage.passages.counted.raw_days import RawDay, mean_days, raw_days, told_days
from heritage.passages.flow import Flow, flows_of
from heritage.passages.imports import ECO_COUNTER
from heritage.passages.stretches import midnight
from heritage.places.counting import Thresholds
from heritage.places.place import Library, SignState
from heritage.sensors.alarms import Kind, Trouble
from heritage.store.passage_tables import COUNT_IMPORT
from heritage.store.tables import ALARM
from heritage.visits.stopped import stopped
from heritage.weather.kept import read

UNTOLD_FOR = timedelta(days=7)
"""A counter whose figures are fetched each night and that has told nothing for so long is silent."""

STALE_AFTER = timedelta(days=14)
"""What was counted longer ago tells nothing of today's lens; until then a counter is known to be late or silent."""

LONGEST_RUN = timedelta(days=30)
"""So far back the beginning of a new alarm is looked for."""

_DAY = timedelta(days=1)
_ROUGHLY = 1.5
"""Only a point that has counted less than so many times `blocked_share` of its usual days is looked at closely."""


class _Live(NamedTuple):
    """A point with a counter that sends or is fetched, since when, and whether all of its are fetched."""

    since: date
    is_fetched: bool


class _Known(NamedTuple):
    """Whole days of a point, of the first neighbour that has figures, and of the point a year earlier."""

    own: Mapping[date, float]
    beside: Mapping[date, float]
    last_year: Mapping[date, float]


def troubles(
    connection: Connection, library: Library, ringing: Mapping[Kind, Collection[str]], now: datetime
) -> Iterable[Trouble]:
    """Counters that tell nothing, lenses that are blocked, and signs that nobody scans any more."""
    yield from _of_counters(connection, library, ringing, now)
    codes = {sign.code: sign.place for sign in library.signs.values() if sign.state is SignState.MOUNTED}
    checks = library.counting.checks
    silences = stopped(
        connection,
        codes,
        ringing.get(Kind.SIGN, ()),
        now,
        silent_days=checks.sign_silent_days,
        chance=checks.sign_probability,
    )
    for one in silences:
        yield Trouble(Kind.SIGN, one.code, one.since)


def _of_counters(
    connection: Connection, library: Library, ringing: Mapping[Kind, Collection[str]], now: datetime
) -> Iterator[Trouble]:
    today = now.astimezone(LOCAL_TIME).date()
    live = _live(library, today)
    if not live:
        return
    flows = flows_of(connection)
    lately = told_days(connection, flows, today - (library.counting.checks.blocked_days + 1) * _DAY, today)
    heard = {flow.point for flow in flows if any(one.is_told for one in lately.get(flow.id, {}).values())}
    unheard = {point: one.since for point, one in live.items() if one.is_fetched and point not in heard}
    yield from _untold(connection, library, unheard, ringing.get(Kind.COUNTER, ()), now)
    lenses = _Lenses(connection, library, flows, today)
    yield from lenses.troubles(live, lately, ringing.get(Kind.BLOCKED, ()))


def _live(library: Library, today: date) -> dict[str, _Live]:
    """What stands at points today; of counters that are read by files nobody knows today how they are."""
    found: dict[str, _Live] = {}
    mounted = [
        (mounting.point, mounting.since, False)
        for device in library.devices.values()
        for mounting in device.mountings
        if mounting.point is not None and mounting.covers(today)
    ]
    mounted += [
        (standing.point, standing.since, True)
        for counter in library.counting.counters.values()
        for standing in counter.mountings
        if counter.eco_counter is not None and standing.covers(today)
    ]
    for point, since, is_fetched in mounted:
        if point in library.counting.points:
            before = found.get(point, _Live(since, is_fetched))
            found[point] = _Live(min(since, before.since), is_fetched and before.is_fetched)
    return found


def _untold(
    connection: Connection,
    library: Library,
    unheard: Mapping[str, date],
    ringing: Collection[str],
    now: datetime,
) -> Iterator[Trouble]:
    """Of points that were not heard of lately, and since when a counter stands there.

    A new alarm rings in the season only, and where the service was asked; an old one until something is told.
    """
    kept = read(connection, KEY) if unheard else None
    is_asked = kept is not None and kept.checked_at is not None and now - kept.checked_at <= 2 * EVERY
    today = now.astimezone(LOCAL_TIME).date()
    for point, mounted in unheard.items():
        season = library.counting.points[point].season
        is_season = is_in(season, today) and is_in(season, today - UNTOLD_FOR)
        if point not in ringing and not (is_asked and is_season):
            continue
        since = max(_last_told(connection, point), _moment(mounted))
        if now - since > UNTOLD_FOR:
            yield Trouble(Kind.COUNTER, point, since)


def _last_told(connection: Connection, point: str) -> datetime:
    """Until when the service told of a point; the beginning of time where it never did."""
    theirs = (COUNT_IMPORT.c.point == point) & (COUNT_IMPORT.c.kind == ECO_COUNTER)
    found: datetime | None = connection.scalar(
        select(func.max(COUNT_IMPORT.c.last_at)).where(theirs, COUNT_IMPORT.c.finished_at.is_not(None))
    )
    return found or datetime.fromtimestamp(0, UTC)


class _Lenses:
    """Looks for points that count far fewer than they should."""

    def __init__(self, connection: Connection, library: Library, flows: Iterable[Flow], today: date) -> None:
        self._connection, self._library, self._today = connection, library, today
        self._flows: dict[str, list[Flow]] = {}
        for flow in flows:
            self._flows.setdefault(flow.point, []).append(flow)

    @property
    def _checks(self) -> Thresholds:
        return self._library.counting.checks

    def troubles(
        self,
        live: Collection[str],
        lately: Mapping[int, Mapping[date, RawDay]],
        ringing: Collection[str],
    ) -> Iterator[Trouble]:
        """In the season only, but for what rings: that is well again when it is seen to be."""
        points = self._library.counting.points
        begun = self._begun(ringing) if ringing else {}
        ringing = [point for point in live if point in begun]
        new = [point for point in live if point not in begun and is_in(points[point].season, self._today)]
        doubtful = self._doubtful(new, lately) if new else []
        for point in ringing:
            if not self._is_free(point, begun[point]):
                yield Trouble(Kind.BLOCKED, point)
        if doubtful:
            yield from self._blocked(doubtful)

    def _begun(self, ringing: Collection[str]) -> dict[str, date]:
        """Since which day the alarms ring."""
        query = select(ALARM.c.subject, ALARM.c.since, ALARM.c.opened_at).where(
            ALARM.c.kind == Kind.BLOCKED, ALARM.c.closed_at.is_(None), ALARM.c.subject.in_(ringing)
        )
        return {
            subject: (since or opened_at).astimezone(LOCAL_TIME).date()
            for subject, since, opened_at in self._connection.execute(query)
        }

    def _doubtful(self, points: Iterable[str], lately: Mapping[int, Mapping[date, RawDay]]) -> list[str]:
        """Those that counted little on each of the last days, beside what is usual of themselves or a neighbour."""
        flows = self._of(self._flows)
        weeks, then = 14 * self._checks.neighbour_weeks * _DAY, self._today - YEAR_BACK
        usual = self._of_points(mean_days(self._connection, flows, self._today - weeks, self._today - _DAY))
        last_year = self._of_points(mean_days(self._connection, flows, then - 14 * _DAY, then + 7 * _DAY))
        now = {point: self._lately(point, lately) for point in self._flows}
        share = min(1.0, _ROUGHLY * self._checks.blocked_share)
        found = []
        for point in points:
            of_days, own = now.get(point, {}), usual.get(point, 0.0)
            beside = [
                {day: own * value / usual[other] for day, value in now[other].items()}
                for other in self._library.counting.points[point].neighbours
                if usual.get(other)
            ]
            least = max(own, last_year.get(point, 0.0))
            last = sorted(of_days)[-self._checks.blocked_days :]
            if last and all(
                of_days[day] < share * max([least, *(one.get(day, 0.0) for one in beside)]) for day in last
            ):
                found.append(point)
        return found

    def _of_points(self, means: Mapping[int, float]) -> dict[str, float]:
        return {point: sum(means.get(flow.id, 0.0) for flow in flows) for point, flows in self._flows.items()}

    def _lately(self, point: str, lately: Mapping[int, Mapping[date, RawDay]]) -> dict[date, int]:
        """What was counted on the last days of which anything was told; what is left out is taken as nothing."""
        sums: dict[date, int] = {}
        for flow in self._flows[point]:
            for day, one in lately.get(flow.id, {}).items():
                if one.is_told and day < self._today:
                    sums[day] = sums.get(day, 0) + (one.raw or 0)
        return sums

    def _blocked(self, points: Collection[str]) -> Iterator[Trouble]:
        weeks = (14 * self._checks.neighbour_weeks + self._checks.blocked_days) * _DAY
        known = self._read(points, self._today - weeks - LONGEST_RUN - STALE_AFTER)
        for point, days in known.items():
            if days.own and max(days.own) >= self._today - STALE_AFTER:
                found = blocked(*days, self._checks)
                if found is not None:
                    yield Trouble(Kind.BLOCKED, point, _moment(found.since))

    def _is_free(self, point: str, since: date) -> bool:
        weeks = 14 * self._checks.neighbour_weeks * _DAY
        days = self._read([point], since - weeks)[point]
        return is_free(*days, since, self._checks)

    def _read(self, points: Collection[str], first: date) -> dict[str, _Known]:
        """From the day `first` until yesterday; of last year what is beside the last weeks."""
        neighbours = {point: self._library.counting.points[point].neighbours for point in points}
        others = {other for found in neighbours.values() for other in found}
        yesterday, then = self._today - _DAY, self._today - YEAR_BACK
        days = raw_days(self._connection, self._of({*points, *others}), first, yesterday)
        earliest = max(first - YEAR_BACK, then - STALE_AFTER - LONGEST_RUN)
        before = raw_days(self._connection, self._of(points), earliest - 7 * _DAY, then + 7 * _DAY)
        return {
            point: _Known(
                days.get(point, {}),
                next((days[other] for other in neighbours[point] if other in days), {}),
                before.get(point, {}),
            )
            for point in points
        }

    def _of(self, points: Iterable[str]) -> list[Flow]:
        return [flow for point in points for flow in self._flows.get(point, ())]


def _moment(day: date) -> datetime:
    return datetime.fromtimestamp(midnight(day), UTC)
