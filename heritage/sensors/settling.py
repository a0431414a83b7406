"""What has to be written when readings of a series come, go or are decided on: which rows, qualities and day sums."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from heritage.sensors.days import DaySum, sum_up
from heritage.sensors.quality import DOUBTED, Checks, Sample, checks_of, is_possible, is_seen, judge
from heritage.sensors.series import Row, Series, bounds, day_of, has_changed, rows_before, rows_from
from heritage.sensors.verdicts import Spans, counts, verdict_on

_CHUNK = 1000
"""Rows read at once; what comes in order needs fewer."""

_NOT_JUDGED = -1


class Arrival(NamedTuple):
    """A reading that came, perhaps again; `at` and `lag` in seconds. `is_suspect`: its device doubts it."""

    at: int
    value: float | None
    lag: int
    is_suspect: bool = False

    @property
    def row(self) -> Row:
        """As long as nobody has judged it."""
        return Row(self.at, self.value, DOUBTED if self.is_suspect else _NOT_JUDGED)


class Change(NamedTuple):
    """What is to be written of one series: new rows with their lag, rows with another quality, sums of days.

    `sums` take the place of those stored, `additions` are added to them.
    """

    series: int
    inserts: list[tuple[Row, int]]
    updates: list[Row]
    sums: list[DaySum]
    additions: list[DaySum]


def extend(
    connection: Connection, series: Series, tail: Sequence[Row], arrivals: Sequence[Arrival]
) -> Change | None:
    """What `settle` finds, at a twentieth of its cost, from the newest readings of a series without decisions.

    None where they do not tell enough, or not all of `arrivals` are newer.
    """
    checks = checks_of(series.quantity, series.method)
    if checks.waits or not tail or arrivals[0].at <= tail[-1].at:
        return None
    samples = [Sample(*row) for row in (*tail, *(arrival.row for arrival in arrivals))]
    seen = [index for index in range(len(tail)) if is_seen(checks, samples[index])]
    if not seen or not any(map(_is_counted, samples[: seen[-1]])):
        return None
    begin = seen[-1]
    span = arrivals[-1].at - (checks.flat_after or 0), tail[0].at
    if _may_be_flat(checks, samples, seen) and not has_changed(
        connection, series.id, span, samples[begin].value or 0.0, checks.quantity.hard
    ):
        return None
    judged = [
        Row(sample.at, sample.value, quality)
        for sample, quality in zip(samples[begin:], judge(checks, samples, begin), strict=True)
    ]
    new = judged[len(tail) - begin :]
    if judged[: len(tail) - begin] != list(tail[begin:]):
        return None
    inserts = [(row, arrival.lag) for row, arrival in zip(new, arrivals, strict=True)]
    days = sorted({day_of(row.at) for row in new})
    return Change(series.id, inserts, [], [], sum_up(series.id, new, (), days))


def _may_be_flat(checks: Checks, samples: Sequence[Sample], seen: Sequence[int]) -> bool:
    """Whether a run of equal values goes on that is older than `samples`."""
    value = samples[seen[-1]].value
    if checks.flat_after is None or value is None or checks.rests[0] <= value <= checks.rests[1]:
        return False
    return all(samples[index].value == value for index in seen)


def settle(connection: Connection, series: Series, spans: Spans, arrivals: Sequence[Arrival]) -> Change:
    """What follows from `arrivals`, which are in order of time, each at a second of its own."""
    stretch = _Stretch(connection, series, spans, arrivals[0].at)
    new = {arrival.at: arrival for arrival in stretch.add(arrivals)}
    if not new:
        return Change(series.id, [], [], [], [])
    changed = stretch.judge(min(new), max(new))
    inserts = [(row, new[row.at].lag) for row in changed if row.at in new]
    updates = [row for row in changed if row.at not in new]
    return Change(series.id, inserts, updates, stretch.sum_up(changed), [])


def settle_again(connection: Connection, series: Series, spans: Spans, first: int, last: int) -> Change:
    """What follows when something has happened to the readings from the second `first` to `last`."""
    stretch = _Stretch(connection, series, spans, first)
    changed = stretch.judge(first, last)
    return Change(series.id, [], changed, stretch.sum_up(changed), [])


class _Stretch:
    """The readings of a series around those that change, read from the database as far as they are needed."""

    def __init__(self, connection: Connection, series: Series, spans: Spans, first: int) -> None:
        """From what a change at the second `first` may depend on."""
        self._connection, self._series, self._spans = connection, series, spans
        self._checks = checks = checks_of(series.quantity, series.method)
        before = first - checks.near  # so far back lies a spike that the reading after it shows
        self._start = min(before - checks.reach, bounds(day_of(before))[0])
        self._rows = rows_from(connection, series.id, self._start, _CHUNK)
        self._is_whole = len(self._rows) < _CHUNK

    def add(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Take in what is not there yet, and return it."""
        self._read_past(arrivals[-1].at)
        known = {row.at for row in self._rows}
        new = [arrival for arrival in arrivals if arrival.at not in known]
        if new:
            self._rows = sorted([*self._rows, *(arrival.row for arrival in new)], key=_at)
        return new

    def judge(self, first: int, last: int) -> list[Row]:
        """The rows that are to have another quality, with it, after a change from the second `first` to `last`."""
        while True:
            samples, begin = self._samples(first)
            changed = []
            for sample, quality in zip(samples[begin:], judge(self._checks, samples, begin), strict=True):
                if quality != sample.quality:
                    changed.append(Row(sample.at, sample.value, quality))
                elif self._is_settled(sample, last, changed):
                    return changed
            if self._is_whole:
                return changed
            self._read_on()

    def sum_up(self, changed: Sequence[Row]) -> list[DaySum]:
        """The sums of the days of `changed`, which take the places of the rows that were."""
        affected = sorted({day_of(row.at) for row in changed})
        if not affected:
            return []
        self._read_past(bounds(affected[-1])[1])
        by_time = {row.at: row for row in changed}
        rows = [by_time.get(row.at, row) for row in self._rows]
        return sum_up(self._series.id, rows, self._spans, affected)

    def _samples(self, first: int) -> tuple[list[Sample], int]:
        """What is known, and the index of the first to be judged: the predecessor of what changes, or that itself.

        Those between the two, which nothing is compared with, are judged by what follows them too.
        """
        samples = [self._sample(row) for row in self._rows]
        begin = bisect_left(self._rows, (first,))
        while begin > 0 and samples[begin - 1].at >= first - self._checks.near:
            begin -= 1
            if is_seen(self._checks, samples[begin]):
                break
        if self._checks.waits and not any(map(_is_counted, samples[:begin])):
            earlier = [self._sample(row) for row in self._earlier()]
            return [*earlier, *samples], len(earlier) + begin
        return samples, begin

    def _earlier(self) -> list[Row]:
        """The newest reading before the stretch that counts, and the newest after that which does not."""
        in_doubt: list[Row] = []
        for row in rows_before(self._connection, self._series.id, self._start, self._checks.memory):
            sample = self._sample(row)
            if _is_counted(sample):
                return [row, *in_doubt]
            if not in_doubt and is_possible(self._checks, row.value):
                in_doubt = [row]
        return in_doubt

    def _sample(self, row: Row) -> Sample:
        return Sample(*row, verdict_on(self._spans, row.at) if self._spans else None)

    def _is_settled(self, sample: Sample, last: int, changed: Sequence[Row]) -> bool:
        """Whether all readings after this one, whose quality is what it was, keep theirs too.

        They are compared with it or with later ones, see neither a flat line nor, where ice is compared with a
        whole day, a row that has changed; and what comes next and might make a spike of it is known. Where nothing
        counts they are settled as soon as none of them depends on what has changed.
        """
        checks = self._checks
        changed_until = max(last, changed[-1].at if changed else last)
        if _is_counted(sample):
            is_apart = sample.at > last + checks.flat_reach
            is_apart = is_apart and not (checks.waits and sample.at <= changed_until + checks.within)
        else:
            is_apart = not checks.waits and sample.at > changed_until + checks.reach
        return is_apart and (self._is_whole or self._rows[-1].at > sample.at + checks.near)

    def _read_past(self, at: int) -> None:
        while not self._is_whole and self._rows[-1].at <= at:
            self._read_on()

    def _read_on(self) -> None:
        """As many rows again."""
        more = rows_from(self._connection, self._series.id, self._rows[-1].at + 1, len(self._rows))
        self._is_whole = len(more) < len(self._rows)
        self._rows += more


def _is_counted(sample: Sample) -> bool:
    return counts(sample.value, sample.quality, sample.verdict)


def _at(row: Row) -> int:
    return row.at
