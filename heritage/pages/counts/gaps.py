"""When a counter was silent, as people tell it: one stretch of time, however many weeks and directions it lies in."""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from heritage.passages.figures.values import GapTold
from heritage.store.flags import Direction


def silences(gaps: Iterable[GapTold], directions: Collection[Direction]) -> list[GapTold]:
    """The gaps in order of time: what is stored week by week as one, and as one of BOTH what is alike in all of the
    point's several `directions`. What was put into the parts is added up; how sure that is, is not told."""
    joined: list[GapTold] = []
    for gap in sorted(gaps, key=lambda gap: (gap.direction, gap.start)):
        if joined and _goes_on(joined[-1], gap):
            gap = _together(joined.pop(), gap)
        joined.append(gap)
    return sorted(_of_all_ways(joined, directions), key=lambda gap: (gap.start, gap.direction))


def _goes_on(one: GapTold, after: GapTold) -> bool:
    same = (one.direction, one.end, one.estimate, one.reference)
    return same == (after.direction, after.start, after.estimate, after.reference)


def _of_all_ways(gaps: Iterable[GapTold], directions: Collection[Direction]) -> list[GapTold]:
    alike: dict[tuple[object, ...], list[GapTold]] = {}
    for gap in gaps:
        alike.setdefault((gap.start, gap.end, gap.estimate, gap.reference), []).append(gap)
    found: list[GapTold] = []
    for same in alike.values():
        if len(same) > 1 and {gap.direction for gap in same} == set(directions):
            whole = same[0]
            for gap in same[1:]:
                whole = _together(whole, gap)
            found.append(replace(whole, direction=Direction.BOTH))
        else:
            found += same
    return found


def _together(one: GapTold, other: GapTold) -> GapTold:
    known = [gap.estimated for gap in (one, other) if gap.estimated is not None]
    return replace(one, end=other.end, estimated=sum(known) if known else None, deviation=None)
