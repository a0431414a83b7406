"""What the counted hours of one flow say against themselves: named flags, and reasons that a reviewer can be told.

Pure. An hour that a check doubts is either left out until somebody decides (HELD) or only marked; what somebody has
decided stands over every check (R-V12). No flag depends on hours more than RADIUS_DAYS away, so figures made anew for
some days are the same as those made anew for all years. What is typical of an hour or a day is the median of the same
local weekday and hour in the weeks around, `neighbour_weeks` before and after. No check cleans the hours for another,
for then one would reach as far as both; a median is not moved by a few wild hours.

The thresholds of R-V9, R-V10 and R-V21 stand in `heritage.places.counting.Thresholds`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import groupby, takewhile
from math import ceil, exp, lgamma, log
from typing import NamedTuple

from heritage.passages.checks.day_tally import Tally, expected_by_day, is_too_little, tally
from heritage.passages.checks.spikes import typical
from heritage.passages.checks.zero_runs import zero_runs
from heritage.passages.slots import Slots, slots, weeks_around
from heritage.passages.stretches import HOUR_S, HourCount, Stretch
from heritage.places.counting import Season, Thresholds
from heritage.store.flags import Flag

RADIUS_DAYS = 35
"""No flag of an hour or a day depends on what was counted further away than so many local days."""

_HELD, _KEPT = int(Flag.HELD), int(Flag.KEPT)
_LEFT_OUT = int(Flag.HELD | Flag.REJECTED | Flag.RECONSTRUCTED)
_SUSPECT, _SPIKE = int(Flag.SUSPECT_READING), int(Flag.SPIKE)
_VERDICTS = {
    "kept": _KEPT,
    "rejected": int(Flag.REJECTED),
    "reconstructed": int(Flag.RECONSTRUCTED),
}


class Kind(StrEnum):
    """Why something is to be looked at (R-V9). Those after SUSPECT_READING are found by `findings`."""

    MISSING = "missing"
    ZERO_RUN = "zero run"
    FLAT = "flat"
    SPIKE = "spike"
    SPIKE_DAY = "spike day"
    SNOWED = "snowed"
    SUSPECT_READING = "suspect reading"
    RESET = "reset"
    WRAP = "wrap"
    DUPLICATE = "duplicate"
    NIGHT = "night"
    IMBALANCE = "imbalance"
    NEIGHBOUR = "neighbour"
    LAST_YEAR = "last year"
    CLOCK = "clock"
    BATTERY = "battery"


class Finding(NamedTuple):
    """What is to be looked at, from the second `start` to before `end`, and the numbers that speak for it.

    `evidence` by kind, in passages where no unit is told: MISSING the `days` that lack too much, and the `hours` and
    `daytime_hours` that they lack; ZERO_RUN the whole `days` in a row and the passages `expected` in them (left out
    where nothing tells); FLAT the `value` and its `hours`; SPIKE and SPIKE_DAY the `value` and the `typical` one, for
    SPIKE where enough weeks tell; the other two none.
    """

    kind: Kind
    start: int
    end: int
    evidence: Mapping[str, float]
    is_held: bool = False


class Verdict(NamedTuple):
    """What somebody decided of the hours that have a part in `first_at` to before `end_at`.

    `verdict` is kept, rejected or reconstructed.
    """

    first_at: int
    end_at: int
    verdict: str


class Judgement(NamedTuple):
    """All flags of each hour that was given, and of each local day with such an hour or with expected time.

    A day has the flags of its hours and its own. PARTIAL is one that is not measured from midnight to midnight;
    UNUSABLE one that cannot stand as a day in means and medians (R-V10), also because it is not over. `findings` are
    by time, without those of which somebody has decided.
    """

    hours: dict[int, Flag]
    days: dict[date, Flag]
    findings: list[Finding]


def is_usable(raw: int | None, flags: int) -> bool:
    """Whether an hour's count may stand in figures."""
    return raw is not None and not int(flags) & _LEFT_OUT


def judge(
    hours: Sequence[HourCount],
    expected: Sequence[tuple[int, int]],
    verdicts: Sequence[Verdict],
    checks: Thresholds,
    *,
    season: Season | None,
    snowed: Collection[int],
    stretches: Sequence[Stretch] = (),
) -> Judgement:
    """The flags of one flow's hours and days.

    `hours` and `expected` (seconds in which the point was to count, the end not included) are in order and without
    overlaps. Of several `verdicts` on an hour the last holds. `snowed` are hours in which snow lay higher than the
    counter. Without a `season` people are expected all year. `stretches` count as measured time of the day that they
    lie in wholly, and of every day where nobody passed in all of them.
    """
    bounds = [(hours[0].hour, hours[-1].hour + HOUR_S)] if hours else []
    bounds += [(expected[0][0], expected[-1][1])] if expected else []
    if not bounds:
        return Judgement({}, {}, [])
    frame = slots(min(start for start, _ in bounds), max(end for _, end in bounds))
    decided = _decided(verdicts)
    counted = [one for one in hours if one.raw is not None]
    data, findings = _set_aside(counted, decided, snowed)
    findings += [*_flat(data, checks), *_spikes(data, frame, checks)]
    told = tally(counted, frame, stretches)
    sums = told if len(data) == len(counted) else tally(data, frame, stretches)
    enough = {day: value for day, value in sums.passages.items() if not sums.lacks(day, frame, checks)}
    findings += _with_ends(list(_zero_runs(enough, frame, season, checks)), data, decided, frame, checks)
    flags = _hour_flags(hours, findings, decided)
    held = [one for one in data if flags[one.hour] & _HELD] if findings else []
    usable = sums.without(tally(held, frame)) if held else sums
    findings += _spike_days(usable, enough, frame, checks)
    needed = expected_by_day(expected, frame)
    findings += _missing(told, needed, frame, checks)
    days = _day_flags(flags, usable, findings, needed, frame, checks)
    undecided = [one for one in findings if not _is_decided(one, decided)]
    return Judgement(flags, days, sorted(undecided, key=lambda one: (one.start, one.kind)))


def _decided(verdicts: Iterable[Verdict]) -> dict[int, int]:
    return {
        hour: _VERDICTS[one.verdict]
        for one in verdicts
        for hour in range(one.first_at - one.first_at % HOUR_S, one.end_at, HOUR_S)
    }


def _is_decided(one: Finding, decided: Mapping[int, int]) -> bool:
    return bool(decided) and all(hour in decided for hour in range(one.start, one.end, HOUR_S))


def _set_aside(
    counted: Sequence[HourCount], decided: Mapping[int, int], snowed: Collection[int]
) -> tuple[list[HourCount], list[Finding]]:
    """The hours that are data for the checks; the others are left out by a decision, or for what is told of them."""
    snowed = frozenset(snowed)
    data: list[HourCount] = []
    aside: dict[Kind, list[int]] = {Kind.SNOWED: [], Kind.SUSPECT_READING: []}
    for one in counted:
        is_suspect = bool(one.flags) and bool(int(one.flags) & _SUSPECT)
        if one.hour in snowed:
            aside[Kind.SNOWED].append(one.hour)
        if is_suspect:
            aside[Kind.SUSPECT_READING].append(one.hour)
        verdict = decided.get(one.hour)
        if verdict == _KEPT or (verdict is None and not is_suspect and one.hour not in snowed):
            data.append(one)
    findings = [
        Finding(kind, start, end, {}, is_held=True)
        for kind, hours in aside.items()
        for start, end in rows_of(hours, HOUR_S)
    ]
    return data, findings


def rows_of(starts: Iterable[int], length: int) -> Iterator[tuple[int, int]]:
    """Where what is in order follows without a break: its first, and the end of its last."""
    for _, row in groupby(enumerate(starts), lambda pair: pair[1] - pair[0] * length):
        members = [start for _, start in row]
        yield members[0], members[-1] + length


def _flat(data: Sequence[HourCount], checks: Thresholds) -> Iterator[Finding]:
    """The same non-zero number in more hours in a row than chance gives.

    On a quiet trail that is more of them than `flat_hours`: 1, 1, 1 is nothing where about one passes in an hour. The
    most likely number of a Poisson distribution, v where v is the mean, comes n times in a row with p(v)**n.
    """
    before, first, value = 0, 0, 0
    for hour, raw, covered, _ in (*data, HourCount(0, 0, 0, Flag(0))):
        if raw == value and hour == before + HOUR_S and covered == HOUR_S:
            before = hour
            continue
        if value and before + HOUR_S - first >= checks.flat_hours * HOUR_S:
            length = (before + HOUR_S - first) // HOUR_S
            if length >= _flat_hours(value, checks):
                yield Finding(Kind.FLAT, first, before + HOUR_S, {"value": value, "hours": length}, True)
        before, first, value = hour, hour, (raw or 0) if covered == HOUR_S else 0


def _flat_hours(value: int, checks: Thresholds) -> int:
    log_chance = value * log(value) - value - lgamma(value + 1)
    return max(checks.flat_hours, ceil(log(checks.flat_probability) / log_chance))


def _spikes(data: Sequence[HourCount], frame: Slots, checks: Thresholds) -> Iterator[Finding]:
    """Hours with more than can pass anywhere, and, where enough weeks tell, with far more than is typical of them."""
    cells, weeks = frame.cells, weeks_around(checks.neighbour_weeks)
    values = {cells[hour]: raw for hour, raw, covered, _ in data if covered == HOUR_S and raw is not None}
    least, factor = checks.spike_hour_least, checks.spike_hour_factor
    for hour, raw, _, flags in data:
        if raw is None:
            continue
        # A span that lies across the full hour tells it of both.
        is_impossible = raw > checks.most_per_hour or bool(flags and int(flags) & _SPIKE)
        if raw < least and not is_impossible:
            continue
        cell = cells[hour]
        usual = typical(values, [cell + week for week in weeks])
        if is_impossible or (usual is not None and raw >= factor * usual):
            evidence: dict[str, float] = {"value": raw}
            if usual is not None:
                evidence["typical"] = usual
            yield Finding(Kind.SPIKE, hour, hour + HOUR_S, evidence, True)


def _zero_runs(
    enough: Mapping[int, int], frame: Slots, season: Season | None, checks: Thresholds
) -> Iterator[Finding]:
    zeros = [day for day, value in enough.items() if not value]
    in_season = {day for day in zeros if is_in(season, date.fromordinal(day))}
    for run in zero_runs(enough, zeros, in_season, checks):
        evidence = {"days": float(run.length)}
        if run.expected is not None:
            evidence["expected"] = run.expected
        start, end = frame.midnights[run.first], frame.midnights[run.last + 1]
        yield Finding(Kind.ZERO_RUN, start, end, evidence, run.is_held)


def _with_ends(
    findings: Sequence[Finding],
    data: Sequence[HourCount],
    decided: Mapping[int, int],
    frame: Slots,
    checks: Thresholds,
) -> Iterator[Finding]:
    """Held days of zeros with the hours without a passage beside them, where so many are no chance either.

    What stands before a lens came there in the midst of one day, and went in the midst of another. Where the days are
    kept, nothing is taken of the days beside.
    """
    if not any(one.is_held for one in findings):
        yield from findings
        return
    counted = {hour: raw for hour, raw, _, _ in data if raw is not None}
    values = {frame.cells[hour]: raw for hour, raw in counted.items()}
    weeks = weeks_around(checks.neighbour_weeks)

    def is_chance(hours: Iterable[int]) -> bool:
        of_hours = (typical(values, [frame.cells[hour] + week for week in weeks]) for hour in hours)
        return exp(-sum(one or 0 for one in of_hours)) >= checks.zero_probability

    for one in findings:
        first, last = frame.cells[one.start] // 24, frame.cells[one.end - HOUR_S] // 24
        begins = frame.midnights.get(first - 1, one.start)
        before = _silent(counted, range(one.start - HOUR_S, begins - HOUR_S, -HOUR_S))
        after = _silent(counted, range(one.end, frame.midnights.get(last + 2, one.end), HOUR_S))
        if one.is_held and decided.get(one.start) != _KEPT and not is_chance(before):
            one = one._replace(start=min(before))
        if one.is_held and decided.get(one.end - HOUR_S) != _KEPT and not is_chance(after):
            one = one._replace(end=max(after) + HOUR_S)
        yield one


def _silent(counted: Mapping[int, int], hours: range) -> list[int]:
    """The first of the hours without a passage; none where they all are: a whole day of them is no part of the run."""
    found = list(takewhile(lambda hour: counted.get(hour) == 0, hours))
    return found if len(found) < len(hours) else []


def is_in(season: Season | None, day: date) -> bool:
    """Whether people are expected on a day: without a season, on all."""
    if season is None:
        return True
    of_year = f"{day:%m-%d}"
    if season.first <= season.last:
        return season.first <= of_year <= season.last
    return of_year >= season.first or of_year <= season.last


def _spike_days(
    usable: Tally, enough: Mapping[int, int], frame: Slots, checks: Thresholds
) -> Iterator[Finding]:
    """Days with far more than is typical, also without the hours that are left out."""
    weeks = [week // 24 for week in weeks_around(checks.neighbour_weeks)]
    for day, value in usable.passages.items():
        if value < checks.spike_day_least:
            continue
        usual = typical(enough, [day + week for week in weeks])
        if usual is not None and value >= checks.spike_day_factor * usual:
            start, end = frame.midnights[day], frame.midnights[day + 1]
            yield Finding(Kind.SPIKE_DAY, start, end, {"value": value, "typical": usual})


def _missing(told: Tally, needed: Tally, frame: Slots, checks: Thresholds) -> Iterator[Finding]:
    """Days in a row of whose expected time the counter told too little."""
    lacks: dict[int, tuple[int, int]] = {}
    for day, seconds in needed.seconds.items():
        missing = seconds - told.seconds.get(day, 0)
        missing_daytime = needed.daytime.get(day, 0) - told.daytime.get(day, 0)
        if is_too_little(missing, missing_daytime, checks):
            lacks[day] = missing, missing_daytime
    for first, end in rows_of(lacks, 1):
        days = [lacks[day] for day in range(first, end)]
        evidence = {
            "days": float(end - first),
            "hours": sum(missing for missing, _ in days) / HOUR_S,
            "daytime_hours": max(0, sum(missing for _, missing in days)) / HOUR_S,
        }
        yield Finding(Kind.MISSING, frame.midnights[first], frame.midnights[end], evidence)


_OF_HOURS = {
    Kind.ZERO_RUN: int(Flag.ZERO_RUN),
    Kind.FLAT: int(Flag.FLAT),
    Kind.SPIKE: int(Flag.SPIKE),
    Kind.SNOWED: int(Flag.SNOWED),
    Kind.SUSPECT_READING: _SUSPECT,
}


def _hour_flags(
    hours: Iterable[HourCount], findings: Iterable[Finding], decided: Mapping[int, int]
) -> dict[int, Flag]:
    """What was told of the hours, what the checks found, and over it what was decided."""
    marks: dict[int, int] = {}
    for one in findings:
        mark = _OF_HOURS[one.kind] | (_HELD if one.is_held else 0)
        for hour in range(one.start, one.end, HOUR_S):
            marks[hour] = marks.get(hour, 0) | mark
    for hour, verdict in decided.items():
        marks[hour] = marks.get(hour, 0) & ~_HELD | verdict
    if not marks:
        return {one.hour: one.flags for one in hours}
    return {
        hour: _as_flag(marks[hour] | int(flags)) if hour in marks else flags for hour, _, _, flags in hours
    }


def _day_flags(
    flags: Mapping[int, Flag],
    usable: Tally,
    findings: Iterable[Finding],
    needed: Tally,
    frame: Slots,
    checks: Thresholds,
) -> dict[date, Flag]:
    marks = dict.fromkeys(needed.seconds, 0)
    cells = frame.cells
    for hour, flag in flags.items():
        day = cells[hour] // 24
        marks[day] = marks.get(day, 0) | flag._value_
    for one in findings:
        if one.kind is Kind.SPIKE_DAY:
            marks[cells[one.start] // 24] |= int(Flag.SPIKE_DAY)
    for day in marks:
        if usable.seconds.get(day, 0) < frame.midnights[day + 1] - frame.midnights[day]:
            marks[day] |= int(Flag.PARTIAL)
        if usable.lacks(day, frame, checks):
            marks[day] |= int(Flag.UNUSABLE)
    return {date.fromordinal(day): _as_flag(mark) for day, mark in sorted(marks.items())}


@cache
def _as_flag(bits: int) -> Flag:
    return Flag(bits)
