"""Points that lean on each other: a gap is filled by how a neighbour did, and anew when it did otherwise (R-V14).

Neighbours may be each other's, so making figures anew comes to an end only because what is measured follows from no
neighbour: an estimate that is another makes nothing due. Two levels, then: counts, which make gaps due, and gaps.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import BigInteger, Connection, insert, select, type_coerce

from heritage.passages.counted.sources import Times, together
from heritage.passages.flow import flows_of
from heritage.passages.rollups.known import usual_hours
from heritage.passages.slots import DAY_S
from heritage.passages.stretches import HOUR_S, hour_start, slot_of
from heritage.places.place import Library
from heritage.sensors.series import moment
from heritage.store.flags import Estimate
from heritage.store.passage_tables import FLOW, GAP_DUE, PASSAGE_GAP

REACH_S = 29 * DAY_S
"""So far from a gap lie the hours that its estimate is made of, at most: four weeks, and an hour of summer time."""

_gap_start, _gap_end = (type_coerce(PASSAGE_GAP.c[name], BigInteger) for name in ("start", "end"))


class References:
    """The neighbours of a point with their wholly counted hours, which are read only if somebody asks, and once."""

    def __init__(self, connection: Connection, names: Sequence[str], start: int, end: int) -> None:
        """`names` in the order in which they are asked; hours between two seconds."""
        self._connection, self._names, self._times = connection, names, (start, end)
        self._known: dict[str, Mapping[int, int]] = {}

    def __iter__(self) -> Iterator[tuple[str, Mapping[int, int]]]:
        for name in self._names:
            if name not in self._known:
                flows = flows_of(self._connection, [name])
                self._known[name] = usual_hours(self._connection, flows, *self._times)
            yield name, self._known[name]


def note_gaps(connection: Connection, library: Library, point: str, hours: Collection[int]) -> None:
    """The gaps of others that hours of this point help to fill are to be filled anew. `hours` are those that changed.

    Those are the gaps that hold such an hour, or hold the same local weekday and hour in one of the weeks around.
    """
    leaning = [key for key, other in library.counting.points.items() if point in other.neighbours]
    if not leaning or not hours:
        return
    ordered = sorted(hours)
    near = (_gap_start < ordered[-1] + HOUR_S + REACH_S) & (_gap_end > ordered[0] - REACH_S)
    # What a stretch measured is laid out, and what is not filled stays so, whatever a neighbour did.
    filled = PASSAGE_GAP.c.estimate.in_((Estimate.PROFILE, Estimate.REFERENCE))
    gaps = connection.execute(
        select(FLOW.c.point, _gap_start, _gap_end)
        .join(PASSAGE_GAP, PASSAGE_GAP.c.flow == FLOW.c.id)
        .where(FLOW.c.point.in_(leaning), near, filled)
    ).all()
    slots = [slot_of(hour) for hour in ordered] if gaps else []
    concerned: dict[str, Times] = {}
    for key, start, end in gaps:
        first, last = bisect_left(ordered, start - REACH_S), bisect_left(ordered, end + REACH_S)
        if not {slot_of(hour) for hour in range(hour_start(start), end, HOUR_S)}.isdisjoint(
            slots[first:last]
        ):
            concerned.setdefault(key, []).append((start, end))
    rows_due = [
        {"point": key, "first_at": moment(start), "last_at": moment(end - 1)}
        for key, times in sorted(concerned.items())
        for start, end in together(times)
    ]
    if rows_due:
        connection.execute(insert(GAP_DUE), rows_due)
