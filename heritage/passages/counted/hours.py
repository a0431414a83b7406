"""Spans from several sources as one row of spans, and spans as hours of UTC and longer stretches. Pure."""

from collections.abc import Iterable, Sequence
from itertools import chain

from heritage.passages.counted.spans import times_without
from heritage.passages.stretches import HOUR_S, HourCount, Span, Stretch, hour_start
from heritage.store.flags import Flag

LONGEST_IN_HOURS = 90 * 60
"""Seconds. Passages of a longer span are not laid into its hours: when they came is not known well enough."""

ELSEWHERE = Flag(1 << 30)
"""Marks spans that hide others while sources are combined, and are told in another direction; never stored."""

# As numbers: operators of flags are slow, and there are millions of spans.
_STRETCH, _PARTIAL, _ELSEWHERE = int(Flag.STRETCH), int(Flag.PARTIAL), int(ELSEWHERE)


def combine(layers: Sequence[Iterable[Span]]) -> list[Span]:
    """The spans of several sources, those of the newest first, as one row without overlaps, by time.

    Where a newer one tells a count of some time, what an older has of that time is left out, and the newer is marked
    DUPLICATE. An older span over newer ones that lie wholly in it keeps what these do not tell of, for its sum is
    known: a file that fills a part of a gap adds nothing to the difference across it. Of time that a newer span shares
    with its outside, or that is told ELSEWHERE, it loses its share by time, in whole passages. Spans without a count
    hide nothing, and are not in the answer. Of spans of one layer that overlap, the one that begins first holds.
    """
    used: list[Span] = []
    for layer in layers:
        used = _laid_under(used, _apart(sorted(one for one in layer if one.passages is not None)))
    return used


def lay_out(spans: Iterable[Span]) -> tuple[list[HourCount], list[Stretch]]:
    """The hours of UTC of which something is counted, and the stretches; both by time. Spans must not overlap.

    A span of at most 90 minutes is laid into its hours by time, in whole passages whose sum is the span's. A longer
    one, or a part of one, is a stretch: its passages belong to the whole of it, and to none of its hours.
    """
    laid: dict[int, list[int]] = {}
    stretches = []
    for start, end, passages, flag in spans:
        if passages is None:
            continue
        flags = int(flag)
        if end - start > LONGEST_IN_HOURS or flags & _STRETCH:
            stretches.append(Stretch(start, end, passages, Flag(flags | _STRETCH)))
            continue
        for hour, count, covered in _by_hour(start, end, passages):
            known = laid.setdefault(hour, [0, 0, 0])
            known[0] += count
            known[1] += covered
            known[2] |= flags
    hours = [
        HourCount(hour, raw, covered, Flag(flags if covered == HOUR_S else flags | _PARTIAL))
        for hour, (raw, covered, flags) in sorted(laid.items())
    ]
    return hours, sorted(stretches)


def shares(whole: int, weights: Sequence[int]) -> list[int]:
    """`whole`, from 0, in whole parts by weights whose sum is above 0: largest remainders, the first of equal ones.

    The method of Hamilton: every part is its exact share, cut or raised to a whole number, and their sum is `whole`.
    """
    total = sum(weights)
    parts = [whole * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: -(whole * weights[at] % total))
    for at in by_remainder[: whole - sum(parts)]:
        parts[at] += 1
    return parts


def _by_hour(start: int, end: int, passages: int) -> list[tuple[int, int, int]]:
    """Each hour that a span lies in, with its passages and its seconds."""
    first = hour_start(start)
    if end <= first + HOUR_S:
        return [(first, passages, end - start)]
    hours = range(first, end, HOUR_S)
    lengths = [min(hour + HOUR_S, end) - max(hour, start) for hour in hours]
    return list(zip(hours, shares(passages, lengths), lengths, strict=True))


def _apart(ordered: Iterable[Span]) -> list[Span]:
    """The spans of one source, with what overlaps an earlier one left out."""
    found: list[Span] = []
    for one in ordered:
        end = found[-1].end if found else one.start
        for at in range(len(found) - 1, -1, -1):
            if found[at].end <= one.start:
                break
            found[at] = _marked(found[at])
        # Whatever began earlier leaves no time free between this one's start and the last end.
        found += [one] if end <= one.start else _outside(one, [one._replace(end=end)], ())
    return found


def _laid_under(newer: list[Span], older: Sequence[Span]) -> list[Span]:
    """Both, by time; of a time that both tell of, only the newer."""
    marked, kept, first = list(newer), list[Span](), 0
    for one in older:
        while first < len(newer) and newer[first].end <= one.start:
            first += 1
        last = first
        while last < len(newer) and newer[last].start < one.end:
            marked[last] = _marked(newer[last])
            last += 1
        over = newer[first:last]
        kept += _outside(one, over, [other for other in over if _tells_part(other, one)])
    return sorted(chain(marked, kept))


def _tells_part(newer: Span, older: Span) -> bool:
    """Whether it tells of those whom the older span counted in its time, and of nobody else."""
    return older.start <= newer.start and newer.end <= older.end and not int(newer.flags) & _ELSEWHERE


def _outside(one: Span, over: Sequence[Span], parts: Sequence[Span]) -> list[Span]:
    """What of a span lies outside those `over` it, which are apart and in order; of these, `parts` tell of its own."""
    if not over:
        return [one]
    free = times_without(over, one.start, one.end)
    if not free:
        return []
    lengths = [last - first for first, last in free]
    rest = max(0, (one.passages or 0) - sum(part.passages or 0 for part in parts))
    shared = one.end - one.start - sum(lengths) - sum(part.end - part.start for part in parts)
    counts = shares(rest, [*lengths, shared])
    flags = one.flags | (Flag.STRETCH if one.end - one.start > LONGEST_IN_HOURS else Flag(0))
    return [Span(*times, count, flags) for times, count in zip(free, counts, strict=False)]


def _marked(one: Span) -> Span:
    return one._replace(flags=one.flags | Flag.DUPLICATE)
