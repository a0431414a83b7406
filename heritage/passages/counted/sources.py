"""All that tells of a counting point, as spans: what its counters sent, and the imports in force (R-V1, R-V22).

Of what several tell of one time, the newest import holds, then older ones, then what counters sent. Where one of them
cannot tell directions and another does, they count the same people: there too only the newer holds.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, Integer, bindparam, func, select, type_coerce

from heritage.passages.counted.hours import ELSEWHERE, combine
from heritage.passages.counted.segments import Segment, expected_of, segments_of
from heritage.passages.counted.spans import Told, spans
from heritage.passages.due import InForce, imports_in_force
from heritage.passages.slots import DAY_S
from heritage.passages.stretches import HOUR_S, Span, hour_start
from heritage.places.place import Library
from heritage.quantities import Quality
from heritage.sensors.series import observed, seconds
from heritage.store.flags import Direction, Flag
from heritage.store.passage_tables import COUNT_IMPORTED
from heritage.store.tables import READING, SERIES

FOR_EVER = 2**40
"""A second after all that will be told."""

_SUSPECT = int(Quality.SUSPECT)

_AROUND = 3
"""Intervals around the nearest totals in which messages may still matter to a span."""

_of, _at, _since, _until = (bindparam(name, type_=BigInteger) for name in ("of", "at", "since", "until"))
_told = (READING.c.series == _of) & READING.c.value.is_not(None) & (READING.c.quality != Quality.BAD)
# Made once, as in `sensors.series`.
_NEAREST_BEFORE = (
    select(observed).where(_told, observed <= _at, observed >= _since).order_by(observed.desc()).limit(1)
)
_NEAREST_AFTER = select(observed).where(_told, observed >= _at, observed < _until).order_by(observed).limit(1)
_TOLD = (
    select(observed, READING.c.value, READING.c.quality)
    .where(_told, observed >= _since, observed < _until)
    .order_by(observed)
)

_start, _end = (type_coerce(COUNT_IMPORTED.c[name], BigInteger) for name in ("start", "end"))
_other = COUNT_IMPORTED.alias()
_other_start = type_coerce(_other.c.start, BigInteger)
_batch, _direction = (bindparam(name, type_=Integer) for name in ("batch", "direction"))
_ROW_AT = (
    select(func.max(_other_start))
    .where(_other.c.batch == _batch, _other.c.direction == _direction, _other_start <= _since)
    .scalar_subquery()
)
_IMPORTED = (
    select(_start, _end, COUNT_IMPORTED.c.count)
    .where(COUNT_IMPORTED.c.batch == _batch, COUNT_IMPORTED.c.direction == _direction)
    .where(_start >= func.coalesce(_ROW_AT, _since), _start < _until, COUNT_IMPORTED.c.count.is_not(None))
    .order_by(_start)
)
Times = list[tuple[int, int]]
"""From second to before second."""

Layer = Mapping[Direction, Sequence[Span]]


class Channel(NamedTuple):
    """What a counter counts in one direction while it hangs at the point: the ids of its series, if there are any."""

    segment: Segment
    direction: Direction
    totals: int | None
    intervals: int | None

    @property
    def has_told(self) -> bool:
        return self.totals is not None or self.intervals is not None


class Hanging(NamedTuple):
    """A counter at the point; `channels` are those of one that sends to us, and none of one that is read by files.

    Of a counter that may tell several channels those count that have told anything; all of one that has told nothing.
    """

    segment: Segment
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What there is of a point: counters in order of time, imports the newest first."""

    hangings: tuple[Hanging, ...]
    imports: tuple[InForce, ...]
    most_per_hour: int

    @property
    def directions(self) -> list[Direction]:
        """Those in which anything is told, or is to be."""
        hung = {channel.direction for one in self.hangings for channel in one.channels}
        return sorted(hung | {way for one in self.imports for way in one.directions})

    def imported(self, direction: Direction) -> tuple[int, int] | None:
        """From the first to the last second that imports tell of."""
        times = [(one.start, one.end) for one in self.imports if direction in one.directions]
        return (min(start for start, _ in times), max(end for _, end in times)) if times else None


class Counted(NamedTuple):
    """The spans of one direction, and those that tell of the same people in another, so that none is expected here."""

    spans: list[Span]
    elsewhere: list[Span]


def sources_of(connection: Connection, library: Library, point: str) -> Sources:
    """All that may tell of a point; where the content knows it no more, its imports."""
    segments = segments_of(library, point) if point in library.counting.points else []
    series = {
        (row.device, row.channel, row.quantity): row.id
        for row in connection.execute(select(SERIES).where(SERIES.c.place == point))
    }
    return Sources(
        tuple(
            Hanging(one, _channels(one, series) if one.device in library.devices else ()) for one in segments
        ),
        imports_in_force(connection, point),
        library.counting.checks.most_per_hour,
    )


def _channels(segment: Segment, series: Mapping[tuple[str, int, str], int]) -> tuple[Channel, ...]:
    found = [
        Channel(
            segment,
            direction,
            series.get((segment.device, number, "passages_total")),
            series.get((segment.device, number, "passages")),
        )
        for number, direction in sorted(segment.channels.items())
    ]
    return tuple([one for one in found if one.has_told] or found)


def spans_between(connection: Connection, sources: Sources, start: int, end: int) -> dict[Direction, Counted]:
    """Of each direction the spans that lie, also in part, within the seconds from `start` to `end`: whole, by time.

    They are the same whatever stretch is asked for.
    """
    # An older span is divided by all that newer ones tell of its time, also outside of what is asked for.
    layers = list(_layers(connection, sources, start, end))
    if _may_hide(layers):
        layers = list(_layers(connection, sources, *_extent(layers, start, end)))
    return {way: _combined(layers, way, start, end) for way in sources.directions}


def _may_hide(layers: Sequence[Layer]) -> bool:
    """Whether any layer may tell of the same people as another."""
    ways = [way for layer in layers for way in layer]
    return len(ways) > len(set(ways)) or (Direction.BOTH in ways and len(ways) > 1)


def _combined(layers: Sequence[Layer], direction: Direction, start: int, end: int) -> Counted:
    found = [one for one in combine(_beside(layers, direction)) if one.start < end and one.end > start]
    return Counted(
        [one for one in found if not one.flags & ELSEWHERE],
        [one for one in found if one.flags & ELSEWHERE],
    )


def extent(connection: Connection, sources: Sources, start: int, end: int) -> tuple[int, int]:
    """From the second `start` to `end`, and on to the ends of all spans that lie in part within."""
    if end - start <= DAY_S:
        return _extent(_layers(connection, sources, start, end), start, end)
    # Only what lies over an end goes on beyond it.
    first = _extent(_layers(connection, sources, start, start + 1), start, start + 1)[0]
    return first, _extent(_layers(connection, sources, end - 1, end), end - 1, end)[1]


def _extent(layers: Iterable[Layer], start: int, end: int) -> tuple[int, int]:
    touched = [
        one
        for layer in layers
        for found in layer.values()
        for one in found
        if one.start < end and one.end > start
    ]
    return min([start, *(one.start for one in touched)]), max([end, *(one.end for one in touched)])


def whole_extent(connection: Connection, sources: Sources) -> tuple[int, int] | None:
    """The first second that anything tells of, and the last; None where nothing does."""
    moments = [at for one in sources.imports for at in (one.start, one.end)]
    for channel in (channel for one in sources.hangings for channel in one.channels):
        within = {"since": channel.segment.since, "until": _end_of(channel.segment)}
        for series in (channel.totals, channel.intervals):
            if series is not None:
                first = connection.scalar(_NEAREST_AFTER, {"of": series, "at": within["since"], **within})
                last = connection.scalar(_NEAREST_BEFORE, {"of": series, "at": within["until"] - 1, **within})
                moments += [at for at in (first, last) if at is not None]
    return (min(moments), max(moments)) if moments else None


def expected_times(sources: Sources, direction: Direction, now: datetime) -> Times:
    """When a direction was to be counted, in whole hours, apart and by time (R-V15).

    A counter that sends is expected to while it hangs there: until an hour and one of its intervals before `now`, so
    that nothing is missing merely because the next message is not due. One that is read by files or by a maker's
    service is expected to as far as its imports reach. Where no counter of the content hung that counts the direction,
    imports alone tell, from the first to the last of them: years before the counter of today have gaps too (R-V8).
    """
    imported = sources.imported(direction)
    times: Times = []
    for segment, channels in sources.hangings:
        if any(channel.direction is direction for channel in channels):
            times += expected_of([segment], hour_start(seconds(now) - HOUR_S - segment.interval_s))
        elif not channels and imported is not None:
            known = expected_of([segment], _next_hour(imported[1]))
            times += [(max(start, hour_start(imported[0])), end) for start, end in known]
    if imported is not None:
        times += _of_imports_alone(sources, direction, *imported)
    return together(times)


def _of_imports_alone(
    sources: Sources, direction: Direction, first: int, last: int
) -> Iterator[tuple[int, int]]:
    """Between two seconds, where nothing hung that counts the direction: from the first to the last import there."""
    hung = together(
        (segment.since, _end_of(segment))
        for segment, channels in sources.hangings
        if not channels or any(_tells(channel.direction, direction) for channel in channels)
    )
    edges = [first, *(min(max(at, first), last) for times in hung for at in times), last]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        within = [
            one
            for one in sources.imports
            if direction in one.directions and one.start < end and one.end > start
        ]
        if within:
            begins, ends = min(one.start for one in within), max(one.end for one in within)
            yield hour_start(max(begins, start)), _next_hour(min(ends, end))


def _tells(one: Direction, other: Direction) -> bool:
    """Whether the people of one direction are some of the other's."""
    return one is other or Direction.BOTH in (one, other)


def _layers(connection: Connection, sources: Sources, start: int, end: int) -> Iterator[Layer]:
    """What each source tells of the seconds from `start` to `end`, the newest first; some of it lies outside."""
    for one in sources.imports:
        if one.start < end and one.end > start:
            yield {way: _imported(connection, one.id, way, start, end) for way in one.directions}
    for channel in reversed([channel for one in sources.hangings for channel in one.channels]):
        if channel.has_told and channel.segment.since < end and _end_of(channel.segment) > start:
            yield {channel.direction: _sent(connection, sources, channel, start, end)}


def _imported(connection: Connection, batch: int, direction: Direction, start: int, end: int) -> list[Span]:
    asked = {"batch": batch, "direction": int(direction), "since": start, "until": end}
    rows = connection.execute(_IMPORTED, asked)
    return [Span(first, last, count, Flag(0)) for first, last, count in rows if last > start]


def _sent(connection: Connection, sources: Sources, channel: Channel, start: int, end: int) -> list[Span]:
    """What a counter sent: the spans depend on the nearest totals around, and on what came near those."""
    segment = channel.segment
    first, last = _bounds(connection, channel, start, end)
    within = {"since": max(first, segment.since), "until": min(last, _end_of(segment))}
    found = spans(
        _read(connection, channel.totals, within),
        _read(connection, channel.intervals, within),
        since=segment.since,
        until=_end_of(segment),
        modulus=segment.modulus,
        interval_s=segment.interval_s,
        most_per_hour=sources.most_per_hour,
    )
    return [one for one in found if one.start < end and one.end > start]


def _bounds(connection: Connection, channel: Channel, start: int, end: int) -> tuple[int, int]:
    """From which second until before which messages matter to the spans between two others."""
    around = _AROUND * channel.segment.interval_s
    if channel.totals is not None:
        within = {"of": channel.totals, "since": channel.segment.since, "until": _end_of(channel.segment)}
        before = connection.scalar(_NEAREST_BEFORE, {**within, "at": start})
        after = connection.scalar(_NEAREST_AFTER, {**within, "at": end})
        start, end = before or start, after or end
    return start - around, end + around + 1


def _read(connection: Connection, series: int | None, within: Mapping[str, int]) -> list[Told]:
    if series is None:
        return []
    rows = connection.execute(_TOLD, {"of": series, **within}).all()
    return [Told(at, int(value), quality == _SUSPECT) for at, value, quality in rows]


def _beside(layers: Sequence[Layer], direction: Direction) -> list[Sequence[Span]]:
    """The layers of a direction, with what others tell without it, or with it where this one cannot tell.

    Of one source that does both, the directions hold.
    """
    if direction is Direction.BOTH:
        return [
            part
            for layer in layers
            for part in (*_shadows(layer, (Direction.IN, Direction.OUT)), layer.get(direction, ()))
        ]
    return [
        part for layer in layers for part in (layer.get(direction, ()), *_shadows(layer, (Direction.BOTH,)))
    ]


def _shadows(layer: Layer, directions: Collection[Direction]) -> Iterator[list[Span]]:
    for way in directions:
        if way in layer:
            yield [one._replace(flags=one.flags | ELSEWHERE) for one in layer[way]]


def _end_of(segment: Segment) -> int:
    return FOR_EVER if segment.until is None else segment.until


def _next_hour(at: int) -> int:
    return hour_start(at + HOUR_S - 1)


def together(times: Iterable[tuple[int, int]]) -> Times:
    """Times in order, those that touch or overlap joined."""
    found: Times = []
    for start, end in sorted(times):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        elif end > start:
            found.append((start, end))
    return found
