"""Local times without an offset, on the days that clocks are changed: an hour that is not, and one that is twice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from heritage.passages.files.labels import DAY_S

_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Joined:
    """Rows that together tell of both hours that a clock shows alike: the rows' numbers, and the two hours' seconds."""

    rows: tuple[int, ...]
    start: int
    end: int


@dataclass(slots=True)
class Resolved:
    """The second (since 1970 UTC) at which each label was shown; None where that cannot be told.

    `skipped` are rows of an hour that spring leaves out; `twice` those of an hour that stands in the file as often as
    it was; `doubtful` those that stand there in a number that tells nothing.
    """

    moments: list[int | None]
    skipped: list[int] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)


class _Offsets(dict[int, int | None]):
    """The offset of each naive day in seconds; None for a day that clocks are changed on."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def __missing__(self, day: int) -> int | None:
        begins, ends = (_offset(DAY_S * at, self._zone) for at in (day, day + 1))
        self[day] = found = begins if begins == ends else None
        return found


def resolve(labels: Sequence[int], zone: tzinfo, step_s: int, is_newest_first: bool = False) -> Resolved:
    """When `labels` (seconds since 1970 on a clock of `zone`, in the order of the file) were shown."""
    offsets = _Offsets(zone)
    moments: list[int | None] = []
    odd: dict[int, list[int]] = defaultdict(list)
    for row, label in enumerate(labels):
        offset = offsets[label // DAY_S]
        if offset is None:
            odd[label // DAY_S].append(row)
            moments.append(None)
        else:
            moments.append(label - offset)
    found = Resolved(moments)
    for rows in odd.values():
        _resolve_day(found, labels, rows[::-1] if is_newest_first else rows, zone, step_s)
    return found


def moments_of(label: int, zone: tzinfo) -> tuple[int, ...]:
    """The seconds, in order, at which a clock of `zone` shows `label`: none, one or two."""
    told = sorted({label - _offset(label, zone, fold) for fold in (0, 1)})
    return tuple(moment for moment in told if moment + _offset_at(moment, zone) == label)


def _resolve_day(
    found: Resolved, labels: Sequence[int], rows: Sequence[int], zone: tzinfo, step_s: int
) -> None:
    """Those of one day on which clocks are changed; `rows` are in order of time as far as the file is."""
    doubled: dict[int, list[int]] = defaultdict(list)
    times: dict[int, int] = defaultdict(int)
    for row in rows:
        times[labels[row]] += 1
        moments = moments_of(labels[row], zone)
        if not moments:
            found.skipped.append(row)
        elif len(moments) == 1:
            found.moments[row] = moments[0]
        else:
            doubled[labels[row]].append(row)
    if not doubled:
        return
    if max(times[min(doubled) - step_s], times[max(doubled) + step_s]) > 1:
        # Rows of this day are repeated: nothing tells a repeated hour from one that was twice.
        found.doubtful.extend(row for same in doubled.values() for row in same)
    elif all(len(same) == 2 for same in doubled.values()):
        for label, same in doubled.items():
            found.twice.extend(same)
            for row, moment in zip(same, moments_of(label, zone), strict=True):
                found.moments[row] = moment
    else:
        _join(found, doubled, zone, step_s)


def _join(found: Resolved, doubled: Mapping[int, Sequence[int]], zone: tzinfo, step_s: int) -> None:
    """Where each label stands once: what was counted in both hours, if the whole hour is there."""
    rows = [row for same in doubled.values() for row in same]
    first = moments_of(min(doubled), zone)
    last = moments_of(max(doubled), zone)
    is_whole = first[1] - first[0] == len(doubled) * step_s == last[0] + step_s - first[0]
    if is_whole and all(len(same) == 1 for same in doubled.values()):
        found.joined.append(Joined(tuple(rows), first[0], last[1] + step_s))
    else:
        found.doubtful.extend(rows)


def _offset(label: int, zone: tzinfo, fold: int = 0) -> int:
    """Of a clock of `zone` that shows `label`, in seconds."""
    shown = (_EPOCH + timedelta(seconds=label)).replace(tzinfo=zone, fold=fold)
    return int((shown.utcoffset() or timedelta()).total_seconds())


def _offset_at(moment: int, zone: tzinfo) -> int:
    told = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
    return int((told or timedelta()).total_seconds())
