"""Keeps readings: once each, judged, and summed up by day, in whatever order and groups they come.

What is stored is a function of the readings alone: those that come late have the few after them judged again. Only
where two readings of one series and second differ does the first to come stay, for what is stored is never changed.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, bindparam, insert, update

from heritage.quantities import QUANTITIES
from heritage.sensors import days
from heritage.sensors.series import Key, Series, find_or_make, lock, observed, rows_between, seconds, tail
from heritage.sensors.settling import Arrival, Change, extend, settle, settle_again
from heritage.sensors.verdicts import NEVER_SHOWN_UNSEEN, Span, Spans, Verdict, spans_of, verdict_on
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


class Observation(NamedTuple):
    """What was measured at a place. `device` is a dev_eui or who read it; a value of None is missing (R-C5).

    `quantity` is a key of QUANTITIES, `value` in its unit; `method` is sensor, drilled, reported or imported. Both
    moments are aware; they are kept in whole seconds.
    """

    place: str
    device: str
    channel: int
    quantity: str
    method: str
    observed_at: datetime
    value: float | None
    received_at: datetime

    @property
    def key(self) -> Key:
        return Key(self.place, self.device, self.channel, self.quantity)


class Kept(NamedTuple):
    """How many observations were new, and how many were there already."""

    new: int
    repeated: int


def keep(connection: Connection, observations: Iterable[Observation]) -> Kept:
    """Keep each observation that is not there yet; the same again changes nothing.

    Raises KeyError for a quantity that there is not, with nothing kept.
    """
    given = list(observations)
    if not given:
        return Kept(0, 0)
    waiting = _clusters(given)
    series = find_or_make(connection, {one.key: one.method for one in given})
    spans = spans_of(connection, {series[key].id for key in waiting})
    new = 0
    while waiting:
        # One cluster of each series at a time: the next may depend on what this one writes.
        changes = [
            _change(connection, series[key], spans.get(series[key].id, ()), clusters.pop(0))
            for key, clusters in waiting.items()
        ]
        new += _write(connection, changes)
        waiting = {key: clusters for key, clusters in waiting.items() if clusters}
    return Kept(new, len(given) - new)


def _change(connection: Connection, series: Series, spans: Spans, arrivals: Sequence[Arrival]) -> Change:
    change = None if spans else extend(connection, series, tail(connection, series.id, _TAIL), arrivals)
    if spans and series.quantity in NEVER_SHOWN_UNSEEN:
        spans = (*_unseen(connection, series, spans, arrivals), *spans)
    return change or settle(connection, series, spans, arrivals)


def _unseen(connection: Connection, series: Series, spans: Spans, arrivals: Sequence[Arrival]) -> list[Span]:
    """What comes late into a stretch that somebody has accepted was not there to be looked at: noted as such."""
    late = [
        arrival
        for arrival in arrivals
        if verdict_on(spans, arrival.at) is Verdict.ACCEPTED
        and not rows_between(connection, series.id, arrival.at, arrival.at + 1)
    ]
    for at, _, lag in late:
        moment = datetime.fromtimestamp(at, UTC)
        row = {"series": series.id, "first_at": moment, "last_at": moment, "verdict": Verdict.UNSEEN.value}
        row |= {"decided_by": "heritage", "decided_at": moment + timedelta(seconds=max(lag, 0))}
        connection.execute(insert(DECISION).values(**row, why="it came after the decision"))
    return [Span(arrival.at, arrival.at, Verdict.UNSEEN) for arrival in late]


def judge_again(connection: Connection, series: int, first: datetime, last: datetime) -> None:
    """Judge and sum up anew after something has happened to the readings from `first` to `last`, both included.

    That is a decision on them, or that some were taken away. Later ones are judged again as far as it matters.
    """
    for one in lock(connection, series):
        spans = spans_of(connection, [series]).get(series, ())
        _write(connection, [settle_again(connection, one, spans, seconds(first), seconds(last))])
        days.rebuild(connection, series, first, last)


def _clusters(observations: Iterable[Observation]) -> dict[Key, list[list[Arrival]]]:
    """By series, in order of time, divided where much time lies between two; every quantity is known."""
    found: dict[Key, dict[int, Arrival]] = {}
    for one in observations:
        at = seconds(one.observed_at)
        value = one.value if one.value is not None and isfinite(one.value) else None
        lag = min(seconds(one.received_at) - at, _LONGEST_LAG)
        found.setdefault(one.key, {}).setdefault(at, Arrival(at, value, lag))
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
