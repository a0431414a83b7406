"""What waits for a human in a point's figures, and what is only to be looked at: the reviewer's list (R-V9 to R-V12).

Found anew from what is stored, with the numbers that speak for it, so that the list says of the figures what they are
now. What somebody has decided is no longer on it, unless it is asked for.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, String, bindparam, select, type_coerce

from heritage.passages.checks import findings
from heritage.passages.checks.judging import RADIUS_DAYS, Finding, Kind, Verdict, is_usable, judge
from heritage.passages.counted.segments import segments_of
from heritage.passages.figures import stored
from heritage.passages.figures.stored import Directions
from heritage.passages.rollups.measured import Ground
from heritage.passages.stretches import HOUR_S, THOUSAND, HourCount, Stretch, day_bounds, midnight
from heritage.places.counting import Thresholds
from heritage.places.place import Library
from heritage.quantities import COUNTED
from heritage.sensors.health import low_volt
from heritage.sensors.series import observed, seconds
from heritage.store.flags import Direction, Flag
from heritage.store.passage_tables import PASSAGE_STRETCH
from heritage.store.tables import DEVICE_STATE, READING, SERIES

_RADIUS = timedelta(days=RADIUS_DAYS)
_DAY = timedelta(days=1)
_YEAR = findings.YEAR_BACK + timedelta(days=7)

_OF_STRETCHES = {
    Flag.SUSPECT_READING: Kind.SUSPECT_READING,
    Flag.SNOWED: Kind.SNOWED,
    Flag.SPIKE: Kind.SPIKE,
    Flag.RESET: Kind.RESET,
    Flag.WRAP: Kind.WRAP,
    Flag.DUPLICATE: Kind.DUPLICATE,
}

_start, _end = (type_coerce(PASSAGE_STRETCH.c[name], BigInteger) for name in ("start", "end"))
_STRETCHES = (
    select(PASSAGE_STRETCH.c.flow, _start, _end, PASSAGE_STRETCH.c.raw, PASSAGE_STRETCH.c.flags)
    .where(PASSAGE_STRETCH.c.flow.in_(bindparam("flows", expanding=True)))
    .where(_start < bindparam("end", type_=BigInteger), _end > bindparam("start", type_=BigInteger))
    .order_by(_start)
)

_BATTERY = select(
    DEVICE_STATE.c.last_heard, DEVICE_STATE.c.battery_percent, DEVICE_STATE.c.battery_volt
).where(DEVICE_STATE.c.dev_eui == bindparam("device", type_=String))


class State(StrEnum):
    """What became of it."""

    HELD = "held"  # left out until somebody decides
    MARKED = "marked"  # it stands in the figures
    DECIDED = "decided"


class Item(NamedTuple):
    """A finding at a point; `direction` None: in all of them.

    `beside` is the neighbour that it is held against, or the counter that it is about; "" where neither. `decisions`
    are the numbers of those that settle it. `unfilled_h` are hours in it for which nothing stands in the figures.
    """

    finding: Finding
    direction: Direction | None
    state: State
    beside: str = ""
    decisions: tuple[int, ...] = ()
    unfilled_h: int = 0


def review(
    connection: Connection,
    library: Library,
    point: str,
    first: date,
    last: date,
    now: datetime,
    *,
    with_decided: bool = False,
) -> list[Item]:
    """What touches the local days from `first` to `last`, both included; newest first."""
    flows = stored.directions_of(connection, point)
    if not flows.by_flow:
        return []
    desk = _Desk(Ground(connection, library, point, now), flows, first, last)
    found = [
        one
        for one in (*desk.of_checks(with_decided), *desk.in_context())
        if one.finding.start < desk.end and one.finding.end > desk.start
    ]
    together = _of_all_directions(found, len(flows.by_flow))
    settled = (desk.settled(one) for one in together)
    listed = [one for one in settled if with_decided or one.state is not State.DECIDED]
    return sorted(listed, key=lambda one: (-one.finding.start, one.finding.kind, one.direction or 0))


def _of_all_directions(found: Iterable[Item], number: int) -> list[Item]:
    """What is the same in each direction stands there once."""
    alike: dict[tuple[object, ...], list[Item]] = {}
    for one in found:
        told = tuple(sorted(one.finding.evidence.items()))
        key = one.finding[:3], told, one.beside, one.unfilled_h, one.direction is None
        alike.setdefault(key, []).append(one)
    return [
        one._replace(direction=None) if len(same) == number else one
        for same in alike.values()
        for one in (same[:1] if len(same) == number else same)
    ]


@dataclass
class _Desk:
    """All that is stored of a point in some days, and around them as far as a check looks."""

    ground: Ground
    flows: Directions
    first: date
    last: date
    start: int = field(init=False)
    end: int = field(init=False)

    def __post_init__(self) -> None:
        self.start, self.end = midnight(self.first), day_bounds(self.last)[1]
        self.wide = midnight(self.first - _RADIUS), day_bounds(self.last + _RADIUS)[1]

    @property
    def checks(self) -> Thresholds:
        return self.ground.checks

    @cached_property
    def hours(self) -> dict[Direction, list[HourCount]]:
        """As counted, those that are left out too."""
        found: dict[Direction, list[HourCount]] = {way: [] for way in self.flows.by_flow.values()}
        for one in stored.hours_of(self.ground.connection, self.flows, *self.wide):
            if one.raw is not None:
                found[one.direction].append(HourCount(one.hour, one.raw, one.covered, Flag(one.flags)))
        return found

    @cached_property
    def stretches(self) -> dict[Direction, list[Stretch]]:
        found: dict[Direction, list[Stretch]] = {way: [] for way in self.flows.by_flow.values()}
        asked = {"flows": list(self.flows.by_flow), "start": self.wide[0], "end": self.wide[1]}
        for flow, start, end, raw, flags in self.ground.connection.execute(_STRETCHES, asked):
            found[self.flows.by_flow[flow]].append(Stretch(start, end, raw, Flag(flags)))
        return found

    def of_checks(self, with_decided: bool) -> Iterator[Item]:
        """What the checks of each direction find, and what the making of its hours has told."""
        for way, hours in self.hours.items():
            verdicts = [Verdict(start, end, ruling.value) for start, end, ruling in self.ground.rulings(way)]
            judged = self._judged(way, verdicts)
            told = list(findings.find_told(hours))
            told += [one for stretch in self.stretches[way] for one in _of_stretch(stretch)]
            for one in (*judged, *told):
                yield Item(one, way, _state(one), "", (), self._unfilled(one, way))
            if with_decided and verdicts:
                yield from self._decided(way, {one[:3] for one in (*judged, *told)})

    def _decided(self, way: Direction, known: Collection[tuple[object, ...]]) -> Iterator[Item]:
        """What the checks would find if nothing had been decided, as far as that is why they do not."""
        for one in self._judged(way, []):
            item = Item(one, way, _state(one))
            if one[:3] not in known and self.settled(item).state is State.DECIDED:
                yield item

    def _judged(self, way: Direction, verdicts: Sequence[Verdict]) -> list[Finding]:
        hours = self.hours[way]
        record = self.ground.record
        return judge(
            hours,
            self.ground.expected(way, *self.wide),
            verdicts,
            self.checks,
            season=record.season if record is not None else None,
            snowed={one.hour for one in hours if one.flags & Flag.SNOWED},
            stretches=[
                one
                for one in map(self._cut, self.stretches[way])
                if is_usable(one.raw, one.flags) and self.wide[0] <= one.start and one.end <= self.wide[1]
            ],
        ).findings

    def _cut(self, stretch: Stretch) -> Stretch:
        """Of one in which nobody passed, the part that is looked at."""
        if stretch.raw:
            return stretch
        return stretch._replace(start=max(stretch.start, self.wide[0]), end=min(stretch.end, self.wide[1]))

    def _unfilled(self, one: Finding, way: Direction) -> int:
        if one.kind is not Kind.MISSING:
            return 0
        gaps = [gap for gap in self._gaps if gap.direction is way and gap.estimate is None]
        return sum(max(0, min(gap.end, one.end) - max(gap.start, one.start)) for gap in gaps) // HOUR_S

    @cached_property
    def _gaps(self) -> list[stored.GapRow]:
        return stored.gaps_of(self.ground.connection, self.flows, *self.wide)

    def in_context(self) -> Iterator[Item]:
        """What is odd beside other days, other points and the counter itself: it leaves nothing out."""
        for one in findings.find_nights(self._usable_hours(), self.checks):
            yield Item(one, None, State.MARKED)
        days = self._days(self.ground.point)
        ins, outs = _known(days, Direction.IN), _known(days, Direction.OUT)
        for one in findings.find_imbalance(ins, outs, self.checks):
            yield Item(one, None, State.MARKED)
        own = _summed(days)
        for name in self.ground.record.neighbours if self.ground.record is not None else ():
            beside = _summed(self._days(name))
            if beside:
                for one in findings.find_apart_from_neighbour(own, beside, self.checks):
                    yield Item(one, None, State.MARKED, name)
                break
        for one in findings.find_apart_from_last_year(own, self.checks):
            yield Item(one, None, State.MARKED)
        yield from self._of_devices()

    def _usable_hours(self) -> dict[int, int]:
        """Raw passages of hours that are usable in each direction."""
        found: dict[int, list[int]] = {}
        for hours in self.hours.values():
            for one in hours:
                if one.covered == HOUR_S and is_usable(one.raw, one.flags):
                    found.setdefault(one.hour, []).append(one.raw or 0)
        return {hour: sum(told) for hour, told in found.items() if len(told) == len(self.hours)}

    def _days(self, point: str) -> "_Days":
        """Passages of the days on which it was to count, a year further back than is asked; None: not known well.

        A day is if it is usable, and all of it counted or estimated.
        """
        connection = self.ground.connection
        flows = self.flows if point == self.ground.point else stored.directions_of(connection, point)
        if not flows.by_flow:
            return {}
        reach = 14 * self.checks.neighbour_weeks * _DAY
        first = self.first - max(_YEAR, reach) - 7 * _DAY
        found = stored.days_of(connection, flows, first, self.last + reach)
        return {
            way: {
                day: (value or 0) / THOUSAND
                if covered + filled >= expected and not flags & Flag.UNUSABLE
                else None
                for day, value, expected, covered, filled, flags in zip(
                    days.days,
                    days.passages(),
                    days.expected,
                    days.covered,
                    days.filled,
                    days.flags,
                    strict=True,
                )
            }
            for way, days in found.items()
        }

    def _of_devices(self) -> Iterator[Item]:
        """Clocks and batteries of the counters that send from here."""
        devices = dict.fromkeys(
            one.device
            for one in segments_of(self.ground.library, self.ground.point)
            if one.device in self.ground.library.devices
        )
        for device in devices:
            for one in findings.find_clock(self._arrivals(device), self.checks):
                yield Item(one, None, State.MARKED, device)
            for one in self._low_battery(device):
                yield Item(one, None, State.MARKED, device)

    def _arrivals(self, device: str) -> Iterator[tuple[int, int]]:
        """When it says that it counted, and when that was received."""
        query = (
            select(observed, READING.c.lag)
            .join(SERIES, SERIES.c.id == READING.c.series)
            .where(SERIES.c.place == self.ground.point, SERIES.c.device == device)
            .where(SERIES.c.quantity.in_(COUNTED), observed >= self.start, observed < self.end)
        )
        for at, lag in self.ground.connection.execute(query):
            yield at, at + lag

    def _low_battery(self, device: str) -> Iterator[Finding]:
        """By what was told of it last: nothing else of it is kept. Volts only where it tells no percent."""
        state = self.ground.connection.execute(_BATTERY, {"device": device}).first()
        if state is None:
            return iter(())
        at = seconds(state.last_heard)
        if state.battery_percent is not None:
            told = [(at, state.battery_percent)]
            return findings.find_low_battery(told, self.checks.battery_percent, "percent")
        told = [(at, state.battery_volt)] if state.battery_volt is not None else []
        return findings.find_low_battery(told, low_volt(self.ground.library.devices[device]), "volt")

    def settled(self, one: Item) -> Item:
        """With the decisions that cover all of its hours in all of its directions, where they do."""
        ways = list(self.flows.by_flow.values()) if one.direction is None else [one.direction]
        numbers: set[int] = set()
        for way in ways:
            covering = [
                (seconds(each.first_at), seconds(each.end_at), each.id)
                for each in self.ground.decisions
                if each.direction in (None, way)
            ]
            by_hour = {
                hour: {number for start, end, number in covering if start < hour + HOUR_S and end > hour}
                for hour in range(one.finding.start - one.finding.start % HOUR_S, one.finding.end, HOUR_S)
            }
            if not all(by_hour.values()):
                return one
            numbers |= set().union(*by_hour.values())
        return one._replace(state=State.DECIDED, decisions=tuple(sorted(numbers)))


def _of_stretch(one: Stretch) -> Iterator[Finding]:
    """A stretch is held as a whole."""
    for flag, kind in _OF_STRETCHES.items():
        if one.flags & flag:
            is_held = bool(one.flags & Flag.HELD) and flag in (Flag.SUSPECT_READING, Flag.SNOWED, Flag.SPIKE)
            yield Finding(kind, one.start, one.end, {"value": one.raw}, is_held)


def _state(one: Finding) -> State:
    return State.HELD if one.is_held else State.MARKED


_Days = dict[Direction, dict[date, float | None]]


def _known(days: _Days, way: Direction) -> dict[date, float]:
    return {day: value for day, value in days.get(way, {}).items() if value is not None}


def _summed(days: _Days) -> dict[date, float]:
    """All directions that were to count on a day together; where one of them is not known well it is left out."""
    told: dict[date, list[float | None]] = {}
    for found in days.values():
        for day, value in found.items():
            told.setdefault(day, []).append(value)
    return {
        day: sum(known)
        for day, values in told.items()
        if len(known := [value for value in values if value is not None]) == len(values)
    }
