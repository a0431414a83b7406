"""How far apart the rows of a file lie, and where it lacks some."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby, pairwise
from statistics import median_low
from typing import NamedTuple

from heritage.passages.files.labels import DAY_S
from heritage.passages.stretches import HOUR_S
from heritage.places.counting import Thresholds
from heritage.problems import N_
from heritage.sensors.columns import ImportRefused

_CHANGED_FOR = 24
"""Rows in a row with another distance: no outage looks so."""

_TOTALS, _RISES = 24, 8
"""Counts of so many intervals that never fall, and rise so often, are hardly of each interval."""

MOST_GAPS = 5
"""That are told of one by one."""

Cell = tuple[int, int, int | None]
"""From a second until another, and the passages between them; None: the file has none there."""


class Gap(NamedTuple):
    """A stretch without counts between the first and the last: from a second until another."""

    start: int
    end: int


class Lacking(NamedTuple):
    """Intervals without a count between the first and the last: blank ones in the file, and ones without a row.

    `longest` are the longest stretches of both. `before` and `after` are blank ones outside, which are not stored.
    """

    blank: int
    absent: int
    longest: tuple[Gap, ...]
    before: int
    after: int


class Suspicion(NamedTuple):
    """More than so many times the median of what is not 0."""

    start: int
    passages: int
    median: int


def step_of(labels: Collection[int]) -> int:
    """The seconds from one of the times in a file to the next: some minutes, an hour or a day.

    Raises ImportRefused where that cannot be told, is something else, or changes within the file.
    """
    distinct = sorted(set(labels))
    distances = [later - earlier for earlier, later in pairwise(distinct)]
    is_daily = all(label % DAY_S == 0 for label in distinct)
    if not distances:
        if is_daily:
            return DAY_S
        raise ImportRefused(N_("One row alone does not tell for how long it counted."))
    step = Counter(distances).most_common(1)[0][0]
    if not (step == DAY_S and is_daily) and (step > HOUR_S or step < 60 or HOUR_S % step):
        raise ImportRefused(
            N_(
                "Most rows lie {minutes} minutes apart: only rows of a day, an hour, or of minutes that an hour can "
                "be divided into are read."
            ),
            minutes=round(step / 60, 1),
        )
    _refuse_change(distinct, distances, step)
    return step


def _refuse_change(distinct: Sequence[int], distances: Sequence[int], step: int) -> None:
    """Raises ImportRefused where rows lie further apart than the others for long: they are no gaps."""
    at = 0
    for distance, run in groupby(distances):
        length = len(list(run))
        if length >= _CHANGED_FOR and distance > step:
            raise ImportRefused(
                N_(
                    "Rows lie {minutes} minutes apart, but {others} from {time} on: divide the file there, for a row "
                    "does not tell for how long it counted."
                ),
                minutes=step // 60,
                others=distance // 60,
                time=f"{datetime.fromtimestamp(distinct[at], UTC):%Y-%m-%d %H:%M}",
            )
        at += length


def trimmed(cells: Sequence[Cell]) -> tuple[list[Cell], int, int]:
    """Without blanks before the first count and after the last; how many those were."""
    counted = [at for at, cell in enumerate(cells) if cell[2] is not None]
    if not counted:
        return [], len(cells), 0
    first, last = counted[0], counted[-1] + 1
    return list(cells[first:last]), first, len(cells) - last


def lacking(cells: Sequence[Cell], step: int, before: int = 0, after: int = 0) -> Lacking:
    """What is missing between the first and the last of `cells`, which are in order and do not overlap."""
    gaps: list[Gap] = []
    blank = absent = 0
    until = cells[0][0] if cells else 0
    for start, end, count in cells:
        if start > until:
            # A day may have 23 or 25 hours.
            absent += round((start - until) / step)
            _lengthen(gaps, until, start)
        if count is None:
            blank += 1
            _lengthen(gaps, start, end)
        until = end
    longest = sorted(gaps, key=lambda gap: (gap.start - gap.end, gap.start))[:MOST_GAPS]
    return Lacking(blank, absent, tuple(longest), before, after)


def _lengthen(gaps: list[Gap], start: int, end: int) -> None:
    if gaps and gaps[-1].end == start:
        gaps[-1] = Gap(gaps[-1].start, end)
    else:
        gaps.append(Gap(start, end))


def suspicious(cells: Iterable[Cell], step: int, checks: Thresholds) -> list[Suspicion]:
    """Counts that are larger than the thresholds for an hour, or for a day, let expect."""
    counts = [(start, count) for start, _end, count in cells if count]
    if not counts:
        return []
    middle = median_low([count for _start, count in counts])
    factor, least = (
        (checks.spike_day_factor, checks.spike_day_least)
        if step == DAY_S
        else (checks.spike_hour_factor, checks.spike_hour_least)
    )
    most = max(factor * middle, least - 1)
    return [Suspicion(start, count, middle) for start, count in counts if count > most]


def looks_like_a_total(cells: Iterable[Cell]) -> bool:
    """Whether the counts grow as what a counter shows does: each of all until then, and not of its interval."""
    counts = [count for _start, _end, count in cells if count is not None]
    steps = [later - earlier for earlier, later in pairwise(counts)]
    return len(counts) >= _TOTALS and min(steps) >= 0 and sum(step > 0 for step in steps) >= _RISES
