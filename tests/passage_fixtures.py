"""Figures of made-up counting points, written straight into the tables that pages and exports read.

`write_flow` writes hours that a test chose, so that every sum can be worked out by hand; `filled` writes a made-up
year of both directions with the faults that are asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from math import exp, pi, sin
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, Table, insert, update

from heritage.passages.calendars import packed
from heritage.passages.flow import find_or_make
from heritage.passages.rollups.rows import HOURS, Change, Key, Values
from heritage.passages.slots import week_of
from heritage.passages.stretches import HOUR_S, THOUSAND, day_bounds, day_of, local, midnight, slot_of
from heritage.places.counting import CountingPoint, CountingRecord, Thresholds, Visits
from heritage.places.library import load
from heritage.places.place import Library
from heritage.store.flags import Direction, Estimate, Flag
from heritage.store.passage_tables import (
    FLOW,
    PASSAGE_CALENDAR,
    PASSAGE_DAY,
    PASSAGE_GAP,
    PASSAGE_MONTH,
    PASSAGE_PROFILE,
)
from tests.unseen import unseen

SMALL = Path(__file__).parent / "data" / "small" / "content"

BOTH_WAYS = (Direction.IN, Direction.OUT)

Row = dict[str, object]


@dataclass(frozen=True)
class Guess:
    """An estimate for whole hours that were not counted: `each` thousandths an hour, and how sure all of it is."""

    start: int
    end: int
    each: int
    deviation: int
    kind: Estimate = Estimate.PROFILE
    reference: str | None = None

    def hours(self) -> range:
        return range(self.start, self.end, HOUR_S)


@dataclass
class Made:
    """What was written, by direction and second: a test adds it up in its own way."""

    raw: dict[Direction, dict[int, int]] = field(default_factory=dict)
    corrected: dict[Direction, dict[int, int]] = field(default_factory=dict)
    estimated: dict[Direction, dict[int, int]] = field(default_factory=dict)

    def passages(self, first: date, last: date, *directions: Direction) -> float:
        """Corrected and estimated passages of whole local days, both included; of all directions unless told."""
        start, end = midnight(first), day_bounds(last)[1]
        return (
            sum(
                value
                for kept in (self.corrected, self.estimated)
                for direction, hours in kept.items()
                if not directions or direction in directions
                for hour, value in hours.items()
                if start <= hour < end
            )
            / THOUSAND
        )


def library_of(
    points: Mapping[str, CountingPoint] | None = None, checks: Thresholds | None = None
) -> Library:
    """The toy content with counting points; without any, `bron` and `klockan` on a through trail."""
    given = dict(points) if points is not None else {"bron": point(), "klockan": point("Klockan")}
    return msgspec.structs.replace(
        _small(), counting=CountingRecord(points=given, checks=checks or Thresholds())
    )


def point(name: str = "Bron", **facts: object) -> CountingPoint:
    """A counting point with directions that have names; `facts` as in the content."""
    named: dict[str, object] = {
        "name": {"sv": name},
        "directions": {"in": {"sv": "mot Borgsjö", "en": "towards Borgsjö"}, "out": {"sv": "mot Ånge"}},
        "visits": Visits.PASSAGES,
    }
    return msgspec.convert({**named, **facts}, CountingPoint)


@lru_cache(maxsize=1)
def _small() -> Library:
    library = load(SMALL).library
    assert library is not None
    return library


def hours_of(first: date, last: date) -> range:
    """The hours of whole local days, both included."""
    return range(midnight(first), day_bounds(last)[1], HOUR_S)


def steady(first: date, last: date, each: int, skipped: Iterable[int] = ()) -> dict[int, int]:
    """The same number in each hour but those that are skipped."""
    gone = set(skipped)
    return {hour: each for hour in hours_of(first, last) if hour not in gone}


@unseen()
def lively(first: date, last: date, seed: int, busy: float = 20.0) -> dict[int, int]:
    """Made-up passages with a summer, weekends and nights; `busy` is about what the best hours have."""
    random = Random(seed)
    found = {}
    for hour in hours_of(first, last):
        moment = local(hour)
        season = 0.15 + 0.85 * exp(-(((moment.timetuple().tm_yday - 200) / 45) ** 2))
        daily = max(0.0, sin((moment.hour - 5) / 17 * pi)) if 5 <= moment.hour <= 22 else 0.0
        expected = busy * season * daily * (1.5 if moment.weekday() >= 5 else 1.0)
        found[hour] = max(0, round(random.gauss(expected, expected**0.5)))
    return found


def write_flow(
    connection: Connection,
    key: str,
    direction: Direction,
    expected: Sequence[int],
    counted: Mapping[int, int],
    guesses: Sequence[Guess] = (),
    factor: float = 1.0,
    flags: Mapping[int, Flag] | None = None,
    gaps: Sequence[tuple[int, int]] = (),
) -> tuple[dict[int, int], dict[int, int]]:
    """Hours and all that is made of them; `gaps` are those that nothing fills. Gives corrected and estimated ones."""
    found = _derived(expected, counted, guesses, factor, flags or {}, gaps)
    _write(connection, key, direction, found)
    return found.corrected, found.estimated


class Found(NamedTuple):
    """Thousandths by second, corrected and estimated, and the rows of each table without their flow."""

    corrected: dict[int, int]
    estimated: dict[int, int]
    hours: dict[Key, Values]
    tables: dict[Table, list[Row]]


@unseen()
def _derived(
    expected: Sequence[int],
    counted: Mapping[int, int],
    guesses: Sequence[Guess],
    factor: float,
    marks: Mapping[int, Flag],
    gaps: Sequence[tuple[int, int]],
) -> Found:
    corrected = {hour: round(raw * THOUSAND * factor) for hour, raw in counted.items()}
    estimated = {hour: guess.each for guess in guesses for hour in guess.hours()}
    days = [
        _day_row(day, list(hours), counted, corrected, estimated, marks)
        for day, hours in groupby(expected, day_of)
    ]
    tables = {
        PASSAGE_DAY: days,
        PASSAGE_MONTH: _month_rows(days),
        PASSAGE_CALENDAR: _calendar_rows(days),
        PASSAGE_PROFILE: _profile_rows(corrected),
        PASSAGE_GAP: _gap_rows(guesses, gaps),
    }
    return Found(corrected, estimated, _hour_rows(counted, corrected, estimated, marks), tables)


def _write(connection: Connection, key: str, direction: Direction, found: Found) -> None:
    flow = find_or_make(connection, key, [direction])[direction]
    HOURS.write(connection, flow, Change([], found.hours))
    for table, rows in found.tables.items():
        if rows:
            connection.execute(insert(table), [{"flow": flow, **row} for row in rows])
    renewed = {"version": FLOW.c.version + 1, "changed_at": datetime(2030, 1, 1, tzinfo=UTC)}
    connection.execute(update(FLOW).where(FLOW.c.id == flow).values(renewed))


def filled(
    engine: Engine,
    key: str,
    year: int,
    seed: int = 1,
    *,
    until: date | None = None,
    busy: float = 20.0,
    factor: float = 1.0,
    estimated_days: Sequence[tuple[date, date]] = (),
    empty_days: Sequence[tuple[date, date]] = (),
    directions: Sequence[Direction] = BOTH_WAYS,
) -> Made:
    """A made-up year at a point, to `until` or its end; days of both bounds are estimated, or left empty."""
    first, last = date(year, 1, 1), until or date(year, 12, 31)
    made = Made()
    with engine.begin() as connection:
        for direction in directions:
            of_seed = seed * 10 + direction
            counted, found = _made_up(
                first, last, of_seed, busy, factor, tuple(estimated_days), tuple(empty_days)
            )
            _write(connection, key, direction, found)
            made.raw[direction] = counted
            made.corrected[direction], made.estimated[direction] = found.corrected, found.estimated
    return made


# Many tests begin with the same year.
@lru_cache(maxsize=32)
def _made_up(
    first: date,
    last: date,
    seed: int,
    busy: float,
    factor: float,
    estimated_days: tuple[tuple[date, date], ...],
    empty_days: tuple[tuple[date, date], ...],
) -> tuple[dict[int, int], Found]:
    whole = lively(first, last, seed, busy)
    gone = {hour for bounds in (*estimated_days, *empty_days) for hour in hours_of(*bounds)}
    counted = {hour: raw for hour, raw in whole.items() if hour not in gone}
    guesses = [_guess(whole, *bounds) for bounds in estimated_days]
    gaps = [(midnight(begin), day_bounds(end)[1]) for begin, end in empty_days]
    return counted, _derived(hours_of(first, last), counted, guesses, factor, {}, gaps)


def _guess(whole: Mapping[int, int], first: date, last: date) -> Guess:
    hours = hours_of(first, last)
    each = round(sum(whole[hour] for hour in hours) / len(hours) * THOUSAND)
    return Guess(hours.start, hours.stop, each, deviation=each * len(hours) // 10)


def _hour_rows(
    counted: Mapping[int, int],
    corrected: Mapping[int, int],
    estimated: Mapping[int, int],
    flags: Mapping[int, Flag],
) -> dict[Key, Values]:
    return {
        (hour,): (
            counted.get(hour),
            HOUR_S if hour in counted else 0,
            int(flags.get(hour, 0)) | (int(Flag.ESTIMATED) if hour in estimated else 0),
            corrected.get(hour),
            estimated.get(hour),
        )
        for hour in sorted(counted.keys() | estimated.keys())
    }


def _day_row(
    day: date,
    hours: Sequence[int],
    counted: Mapping[int, int],
    corrected: Mapping[int, int],
    estimated: Mapping[int, int],
    flags: Mapping[int, Flag],
) -> Row:
    usable = [hour for hour in hours if hour in counted]
    missing = [hour for hour in hours if hour not in counted]
    by_day = [hour for hour in missing if 6 <= local(hour).hour < 20]
    marks = Flag(0)
    for hour in hours:
        if hour in flags:
            marks |= flags[hour]
    if len(missing) >= 12 or len(by_day) > 6:
        marks |= Flag.UNUSABLE
    if missing and usable:
        marks |= Flag.PARTIAL
    guessed = [hour for hour in hours if hour in estimated]
    if guessed:
        marks |= Flag.ESTIMATED
    peak = max(usable, key=lambda hour: (corrected[hour], -hour), default=None)
    return {
        "day": day,
        "raw": _sum(counted, usable),
        "corrected": _sum(corrected, usable),
        "estimated": _sum(estimated, guessed),
        "expected": len(hours) * HOUR_S,
        "covered": len(usable) * HOUR_S,
        "filled": len(guessed) * HOUR_S,
        "flags": marks,
        "peak": corrected[peak] if peak is not None else None,
        "peak_hour": datetime.fromtimestamp(peak, UTC) if peak is not None else None,
    }


def _sum(values: Mapping[int, int], hours: Sequence[int]) -> int | None:
    return sum(values[hour] for hour in hours) if hours else None


def _month_rows(days: Sequence[Row]) -> list[Row]:
    def month(row: Row) -> date:
        day = row["day"]
        assert isinstance(day, date)
        return day.replace(day=1)

    rows: list[Row] = []
    for first, found in groupby(days, month):
        parts = list(found)
        sums: dict[str, object] = {}
        for name in ("raw", "corrected", "estimated", "expected", "covered", "filled"):
            values = [part[name] for part in parts if part[name] is not None]
            sums[name] = sum(value for value in values if isinstance(value, int)) if values else None
        usable = sum(not _flags(part) & Flag.UNUSABLE for part in parts)
        rows.append({"month": first, **sums, "days": usable})
    return rows


def calendar_rows(days: Iterable[Mapping[str, Any]]) -> list[Row]:
    """What PASSAGE_CALENDAR has of rows of PASSAGE_DAY, of any flows."""
    flows: dict[int, list[Mapping[str, Any]]] = {}
    for row in days:
        flows.setdefault(row["flow"], []).append(row)
    return [{"flow": flow, **row} for flow, rows in flows.items() for row in _calendar_rows(rows)]


def _calendar_rows(days: Iterable[Mapping[str, Any]]) -> list[Row]:
    months: dict[date, dict[date, list[int | None]]] = {}
    for row in days:
        month = months.setdefault(row["day"].replace(day=1), {})
        month[row["day"]] = [row[name] for name in _TOLD]
    return [{"month": month, "days": packed(found)} for month, found in months.items()]


_TOLD = ("raw", "corrected", "estimated", "expected", "covered", "filled", "flags")


def _flags(row: Row) -> Flag:
    flags = row["flags"]
    assert isinstance(flags, Flag)
    return flags


def _profile_rows(corrected: Mapping[int, int]) -> list[Row]:
    months: dict[date, list[tuple[int, int]]] = {}
    for hour, value in corrected.items():
        months.setdefault(day_of(hour).replace(day=1), []).append((slot_of(hour), value))
    weeks = {month: week_of(found) for month, found in months.items()}
    return [{"month": month, "week": week.packed()} for month, week in weeks.items() if week]


def _gap_rows(guesses: Sequence[Guess], gaps: Sequence[tuple[int, int]]) -> list[Row]:
    def row(start: int, end: int, **more: object) -> Row:
        bounds = {"start": datetime.fromtimestamp(start, UTC), "end": datetime.fromtimestamp(end, UTC)}
        nothing = {"estimate": None, "reference": None, "estimated": None, "deviation": None}
        return {**bounds, **nothing, **more}

    filled_ones = [
        row(
            one.start,
            one.end,
            estimate=one.kind,
            reference=one.reference,
            estimated=one.each * len(one.hours()),
            deviation=one.deviation,
        )
        for one in guesses
    ]
    return [*filled_ones, *(row(*bounds) for bounds in gaps)]
