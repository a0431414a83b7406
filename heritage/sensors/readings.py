"""Keeps readings: once each, judged, and summed up by day, in whatever order and groups they come.

What is stored is a function of the readings alone: those that come late have the few after them judged again. Only
where two readings of one series and second differ does the first to come stay, for what is stored is never changed.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from math import isfinite
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import BigInteger, Connection, bindparam, insert, update

from heritage.quantities import QUANTITIES
from heritage.sensors import counted, days
from heritage.sensors.counted import Touched
from heritage.sensors.series import (
    Key,
    Series,
    find_or_make,
    lock,
    moment,
    observed,
    rows_between,
    seconds,
    tail,
)
from heritage.sensors.settling import Arrival, Change, extend, settle, settle_again
from heritage.sensors.verdicts import Span, Spans, Verdict, spans_of, verdict_on
from heritage.store.tables import DECISION, READING

_APART = 2 * 86_400
"""Seconds between readings of one series that are not kept in one go."""

_TAIL = 8
"""Readings at the end of a series that mostly tell what the next one is worth."""

_LONGEST_LAG = 2**31 - 1

# Times are numbers here already.
_THIS = (READING.c.series == bindparam("of"), observed == bindparam("at", type_=BigInteger))
_UPDATE = update(READING).where(*_THIS).values(quality=bindparam("worth"))
_INSERT = insert(READING).values(
    series=bindparam("of"),
    observed_at=bindparam("at", type_=BigInteger),
    value=bindparam("value"),
    quality=bindparam("quality"),
    lag=bindparam("lag"),
)

T = TypeVar("T")


class Run(Protocol):
    """Does a piece of long work in a transaction of its own and gives back its result."""

    def __call__(self, work: Callable[[Connection], T]) -> T: ...


class Observation(NamedTuple):
    """What was measured at a place. `device` is a dev_eui or who read it; a value of None is missing (R-C5).

    `quantity` is a key of QUANTITIES, `value` in its unit; `method` is sensor, drilled, reported or imported. Both
    moments are aware; they are kept in whole seconds. `is_suspect`: a counter doubts its own number, which is kept
    with that mark; of other quantities it means nothing.
    """

    place: str
    device: str
    channel: int
    quantity: str
    method: str
    observed_at: datetime
    value: float | None
    received_at: datetime
    is_suspect: bool = False

    @property
    def key(self) -> Key:
        return Key(self.place, self.device, self.channel, self.quantity)


class Kept(NamedTuple):
    """How many observations were new, and how many were there already."""

    new: int
    repeated: int


def keep(connection: Connection, observations: Iterable[Observation]) -> Kept:
    """Keep each observation that is not there yet; the same again changes nothing.

    Of passages it is noted which figures follow from them, in the same transaction. Raises KeyError for a quantity
    that there is not, with nothing kept.
    """
    given = list(observations)
    if not given:
        return Kept(0, 0)
    waiting = _clusters(given)
    series = find_or_make(connection, {one.key: one.method for one in given})
    spans = spans_of(connection, {series[key].id for key in waiting})
    touched: list[Touched] = []
    new = 0
    while waiting:
        # One cluster of each series at a time: the next may depend on what this one writes.
        changes = [
            _change(connection, series[key], spans, clusters.pop(0)) for key, clusters in waiting.items()
        ]
        new += _write(connection, changes)
        touched += _touched(series.values(), changes)
        waiting = {key: clusters for key, clusters in waiting.items() if clusters}
    counted.note(connection, touched)
    return Kept(new, len(given) - new)


def _change(
    connection: Connection, series: Series, decided: dict[int, Spans], arrivals: Sequence[Arrival]
) -> Change:
    """What follows from `arrivals`; `decided` holds the decisions by series, and gets those that follow too."""
    spans = decided.get(series.id, ())
    if not spans:
        change = extend(connection, series, tail(connection, series.id, _TAIL), arrivals)
        return change or settle(connection, series, spans, arrivals)
    decided[series.id] = spans = (*_note_unseen(connection, series.id, spans, arrivals), *spans)
    return settle(connection, series, spans, arrivals)


def _note_unseen(
    connection: Connection, series: int, spans: Spans, arrivals: Sequence[Arrival]
) -> list[Span]:
    """What comes into a stretch that somebody has accepted was not there to be looked at: noted as such.

    That is what comes late, and what comes in place of another value. One note holds all that come in a row, with
    neither an older reading nor the end of a decision in between.
    """
    inside = [one for one in arrivals if verdict_on(spans, one.at) is Verdict.ACCEPTED]
    if not inside:
        return []
    known = {row.at for row in rows_between(connection, series, inside[0].at, inside[-1].at + 1)}
    edges = sorted([*known, *(edge for span in spans for edge in (span.first, span.last + 1))])
    late = [one for one in inside if one.at not in known]
    runs = [list(run) for _, run in groupby(late, key=lambda one: bisect_right(edges, one.at))]
    noted = [Span(run[0].at, run[-1].at, Verdict.UNSEEN) for run in runs]
    rows = [
        {
            "series": series,
            "first_at": moment(span.first),
            "last_at": moment(span.last),
            "verdict": span.verdict.value,
            "decided_by": "heritage",
            "decided_at": moment(max(one.at + max(one.lag, 0) for one in run)),
            "why": "it came after the decision",
        }
        for span, run in zip(noted, runs, strict=True)
    ]
    if rows:
        connection.execute(insert(DECISION), rows)
    return noted


def judge_again(connection: Connection, series: int, first: datetime, last: datetime) -> None:
    """Judge and sum up anew after something has happened to the readings from `first` to `last`, both included.

    That is a decision on them, or that some were taken away. Later ones are judged again as far as it matters.
    """
    for one in lock(connection, series):
        spans = spans_of(connection, [series]).get(series, ())
        _write(connection, [settle_again(connection, one, spans, seconds(first), seconds(last))])
        days.rebuild(connection, series, first, last)
        # Also where none of those that are left has another quality: some may be gone.
        counted.note(connection, [Touched(one, seconds(first), seconds(last))])


def _clusters(observations: Iterable[Observation]) -> dict[Key, list[list[Arrival]]]:
    """By series, in order of time, divided where much time lies between two; every quantity is known."""
    found: dict[Key, dict[int, Arrival]] = {}
    for one in observations:
        at = seconds(one.observed_at)
        value = one.value if one.value is not None and isfinite(one.value) else None
        lag = min(seconds(one.received_at) - at, _LONGEST_LAG)
        found.setdefault(one.key, {}).setdefault(at, Arrival(at, value, lag, one.is_suspect))
    for key in found:
        QUANTITIES[key.quantity]
    return {key: _divided(sorted(arrivals.values())) for key, arrivals in found.items()}


def _divided(arrivals: Iterable[Arrival]) -> list[list[Arrival]]:
    clusters: list[list[Arrival]] = []
    for arrival in arrivals:
        if not clusters or arrival.at - clusters[-1][-1].at > _APART:
            clusters.append([])
        clusters[-1].append(arrival)
    return clusters


def _touched(series: Iterable[Series], changes: Iterable[Change]) -> Iterator[Touched]:
    """Of each change that writes anything."""
    by_number = {one.id: one for one in series}
    for change in changes:
        ats = [row.at for row, _ in change.inserts] + [row.at for row in change.updates]
        if ats:
            yield Touched(by_number[change.series], min(ats), max(ats))


def _write(connection: Connection, changes: Sequence[Change]) -> int:
    """Write `changes` and return how many readings were new."""
    inserts = [
        {"of": change.series, "at": row.at, "value": row.value, "quality": int(row.quality), "lag": lag}
        for change in changes
        for row, lag in change.inserts
    ]
    updates = [
        {"of": change.series, "at": row.at, "worth": int(row.quality)}
        for change in changes
        for row in change.updates
    ]
    if inserts:
        connection.execute(_INSERT, inserts)
    if updates:
        connection.execute(_UPDATE, updates)
    days.write(connection, [one for change in changes for one in change.sums])
    days.add(connection, [one for change in changes for one in change.additions])
    return len(inserts)
