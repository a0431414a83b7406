"""Keeps the figures up to date with what they follow from, in pieces so small that nobody waits for them.

What changes the counts of a point notes it in COUNT_DUE, in the same transaction; here the notes are taken, and deleted
in the transaction that writes what follows from them. Time and the content change figures too: hours become expected,
and other thresholds or mountings make all of a point due.

It comes to an end: each piece takes away time that is due. Only a piece of counts that gives other measured values puts
time in, and that in GAP_DUE, whose pieces change none.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import msgspec
from sqlalchemy import BigInteger, Connection, Table, delete, select, type_coerce, update

from heritage.passages.counted.segments import segments_of
from heritage.passages.counted.snow import KNOWN_FOR_S
from heritage.passages.counted.sources import expected_times
from heritage.passages.due import BEGINNING, END
from heritage.passages.due import due as due
from heritage.passages.flow import find_or_make
from heritage.passages.rollups.known import whole_hours
from heritage.passages.rollups.measured import Ground, hours_of
from heritage.passages.rollups.remade import Rewrite, Seen, seen_of, weeks
from heritage.passages.rollups.rollup import Overtaken, bounds_of, reckon, refill, write
from heritage.passages.slots import DAY_S
from heritage.passages.stretches import HOUR_S, hour_start
from heritage.places.place import Library
from heritage.sensors.readings import Run
from heritage.sensors.series import moment, seconds
from heritage.store.engine import be_only_writer, insert_for
from heritage.store.passage_tables import COUNT_CONTENT, COUNT_DUE, FLOW, GAP_DUE
from heritage.store.tables import SERIES

PIECE_S = 90 * DAY_S
"""How much of a point's time is made anew in one transaction: of two directions, it keeps the writer for some 40 ms."""

NEAR_S = 30 * DAY_S
"""Time that is due and lies no further apart is made anew at once: the counts around each are looked at in any case."""

RECIPE = 2
"""One more whenever the same counts are to give other figures: then all are made anew."""

_MOST_OVERTAKEN = 3

_ALL_DONE = seconds(END) + 1

_OF_CHECKS = (
    *("day_missing_hours", "day_missing_daytime_hours", "zero_review_days", "zero_reject_days"),
    *("zero_probability", "flat_hours", "flat_probability", "spike_hour_factor", "spike_hour_least"),
    *("spike_day_factor", "spike_day_least", "neighbour_factor", "most_per_hour", "gap_days"),
    "neighbour_weeks",
)
"""The thresholds that figures follow from; others are of what is shown or looked at."""

_KNOWN = select(COUNT_CONTENT.c.point, COUNT_CONTENT.c.digest)
_TOLD = select(SERIES.c.place, SERIES.c.device, SERIES.c.channel).where(
    SERIES.c.quantity.in_(("passages", "passages_total"))
)


class _Due:
    """One of the two tables of what is due, and how it is read. Statements are made once."""

    def __init__(self, table: Table) -> None:
        self.table, self.key = table, table.c.id
        self.first, last = (type_coerce(table.c[name], BigInteger) for name in ("first_at", "last_at"))
        self.newest = select(table.c.point, self.first).order_by(self.key.desc()).limit(1)
        self.notes = select(self.key, self.first, last).order_by(self.first, self.key)

    def of(self, connection: Connection, point: str, first: int) -> list["_Note"]:
        """Those of a point that begin from a second on, in order."""
        wanted = (self.table.c.point == point) & (self.first >= first)
        return [_Note(*row) for row in connection.execute(self.notes.where(wanted))]

    def take(self, connection: Connection, notes: Sequence["_Note"], done_until: int) -> None:
        """Take away what is done of some notes. Raises Overtaken where they are not what they were."""
        numbers = self.key.in_([note.id for note in notes])
        if [_Note(*row) for row in connection.execute(self.notes.where(numbers))] != notes:
            raise Overtaken
        done = [note.id for note in notes if note.last < done_until]
        connection.execute(delete(self.table).where(self.key.in_(done)))
        left = numbers & (self.first < done_until)
        connection.execute(update(self.table).where(left).values(first_at=moment(done_until)))


_COUNTS, _GAPS = _Due(COUNT_DUE), _Due(GAP_DUE)


class _Note(NamedTuple):
    """A row of what is due; the last second is included."""

    id: int
    first: int
    last: int


class _Piece(NamedTuple):
    """Some work: the notes it was made for, until which second they are done with, and what follows from them.

    `point` may be a place where snow was measured. `seen` are the flows of the point and of its neighbours as they were
    when it was reckoned. Without `is_ready` flows are to be made first.
    """

    due: _Due
    point: str
    seen: list[Seen]
    notes: list[_Note]
    done_until: int
    rewrites: list[Rewrite]
    is_ready: bool = True


def catch_up(
    run: Run,
    library: Library,
    now: datetime,
    *,
    read: Run | None = None,
    is_ending: Callable[[], bool] = lambda: False,
) -> int:
    """Make anew all that is due; how many days' figures, each counted for every direction, are other than before.

    `run` does each piece of writing in a transaction of its own; `read` does the reckoning, on another connection, so
    that no writer waits for it. Between two pieces it is asked whether to stop. What changes meanwhile is due again.
    """
    look = read if read is not None else run
    if look(partial(_has_other_content, library=library)):
        run(partial(note_content, library=library, now=now))
    passed = look(partial(_passed, library=library, now=now))
    if passed:
        run(partial(_note_passed, passed=passed, now=now))
    changed = overtaken = 0
    while not is_ending():
        piece = look(partial(_next_piece, library=library, now=now))
        if piece is None:
            break
        try:
            run(partial(_settle, piece=piece, library=library, now=now))
        except Overtaken:
            # Another server or a command is at the same work; whatever it leaves is due still.
            overtaken += 1
            if overtaken == _MOST_OVERTAKEN:
                break
        else:
            overtaken = 0
            changed += sum(len(one.days) for one in piece.rewrites)
    return changed


def _next_piece(connection: Connection, library: Library, now: datetime) -> _Piece | None:
    """What was noted last comes first: a year that is made anew must not keep today's figures waiting.

    Gaps come after all counts, from which they follow.
    """
    newest = connection.execute(_COUNTS.newest).first()
    if newest is not None:
        return _piece(connection, library, now, _COUNTS, *newest)
    waiting = connection.execute(_GAPS.newest).first()
    return None if waiting is None else _piece(connection, library, now, _GAPS, waiting.point, 0)


def _piece(
    connection: Connection, library: Library, now: datetime, due_now: _Due, point: str, first: int
) -> _Piece:
    """Of what is due at a point; what begins before `first` keeps all of its time."""
    names = _leaned_on(library, point)
    seen = seen_of(connection, *names)
    piece = _Piece(due_now, point, seen, due_now.of(connection, point, first), _ALL_DONE, [])
    if point not in library.counting.points or not piece.notes:
        return piece
    ground = Ground(connection, library, point, now)
    own = [one for one in seen if one.flow.point == point]
    if set(ground.sources.directions) - {one.flow.direction for one in own}:
        return piece._replace(is_ready=False)
    bounds = bounds_of(ground, own)
    if bounds is None:
        return piece
    start = max(piece.notes[0].first - 1, bounds.start)
    taken = _near(piece.notes, start + PIECE_S)
    end = min(max(note.last for note in taken) + 1, bounds.end)
    if end - start <= PIECE_S:
        done_until, until = end if end < bounds.end else _ALL_DONE, None
    else:
        done_until = until = end = weeks(start + PIECE_S, start + PIECE_S + 1).start
    piece = piece._replace(notes=taken, done_until=done_until)
    if due_now is _GAPS:
        return piece._replace(rewrites=refill(ground, own, start, end))
    return piece._replace(rewrites=reckon(ground, own, start, end, until))


def _leaned_on(library: Library, point: str) -> list[str]:
    """The points whose figures matter to those of this one."""
    record = library.counting.points.get(point)
    return [point, *record.neighbours] if record is not None else [point]


def _near(notes: Sequence[_Note], until: int) -> list[_Note]:
    """The first, and those that follow it not far away, as far as they begin before a second."""
    taken = [notes[0]]
    last = notes[0].last
    for note in notes[1:]:
        if note.first > last + NEAR_S or note.first >= until:
            break
        taken.append(note)
        last = max(last, note.last)
    return taken


def _settle(connection: Connection, piece: _Piece, library: Library, now: datetime) -> None:
    """Write what follows from some notes, and take them away. Raises Overtaken where anything is not what it was."""
    # Two who write of neighbours at once would each miss that the other's gaps lean on what he writes.
    be_only_writer(connection, FLOW)
    if not piece.is_ready:
        ground = Ground(connection, library, piece.point, now)
        find_or_make(connection, piece.point, ground.sources.directions)
        return
    if seen_of(connection, *_leaned_on(library, piece.point)) != piece.seen:
        raise Overtaken
    piece.due.take(connection, piece.notes, piece.done_until)
    if piece.due is _COUNTS and piece.point not in library.counting.points:
        _pass_on(connection, library, piece)
    write(connection, library, piece.rewrites, now)


def _pass_on(connection: Connection, library: Library, piece: _Piece) -> None:
    """Snow that was measured at a place is of the points there whose counters may lie below it (R-V21)."""
    for point, record in library.counting.points.items():
        is_low = any(segment.height_m is not None for segment in segments_of(library, point))
        if record.place == piece.point and is_low:
            first = min(note.first for note in piece.notes)
            last = min(max(note.last for note in piece.notes) + KNOWN_FOR_S, seconds(END))
            due(connection, point, moment(first - first % HOUR_S), moment(last))


def note_content(connection: Connection, library: Library, now: datetime) -> int:
    """Make all of those points due whose figures were made by another content; how many. For a writing transaction."""
    known, wanted = _contents(connection, library)
    gone = known.keys() - wanted.keys()
    if gone:
        # Should one come back, its figures are made anew.
        connection.execute(delete(COUNT_CONTENT).where(COUNT_CONTENT.c.point.in_(gone)))
    other = [point for point, digest in wanted.items() if known.get(point) != digest]
    for point in other:
        due_in_all(connection, point)
        row = {"point": point, "digest": wanted[point], "seen_at": now}
        put = insert_for(connection.dialect, COUNT_CONTENT).values(row)
        connection.execute(put.on_conflict_do_update(index_elements=["point"], set_=row))
    return len(other)


def due_in_all(connection: Connection, point: str) -> None:
    """All figures of a point are to be made anew."""
    due(connection, point, BEGINNING, END)


def _has_other_content(connection: Connection, library: Library) -> bool:
    known, wanted = _contents(connection, library)
    return known != wanted


def _contents(connection: Connection, library: Library) -> tuple[dict[str, str], dict[str, str]]:
    """By point, the digests of the contents by which figures were made, and by which they are to be made."""
    known = {row.point: row.digest for row in connection.execute(_KNOWN)}
    told = {tuple(row) for row in connection.execute(_TOLD)}
    return known, {point: _digest(library, point, told) for point in library.counting.points}


def _digest(library: Library, point: str, told: Collection[tuple[str, str, int]]) -> str:
    """Of all in the content that the figures of a point follow from.

    So is which channels have ever told anything: in those that have not, nobody is to be counted if others have.
    """
    record = library.counting.points[point]
    checks = msgspec.to_builtins(library.counting.checks)
    segments = segments_of(library, point)
    content = {
        "recipe": RECIPE,
        "segments": [(*one[:3], sorted(one.channels.items()), *one[4:]) for one in segments],
        "sending": sorted(one.device for one in segments if one.device in library.devices),
        "telling": [
            [number for number in sorted(one.channels) if (point, one.device, number) in told]
            for one in segments
        ],
        "neighbours": record.neighbours,
        "season": msgspec.to_builtins(record.season),
        "place": record.place,
        "checks": {name: checks[name] for name in _OF_CHECKS},
    }
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class _Passed(NamedTuple):
    """Time has come to a point: the hours from one second to before another are expected now, and some were not told.

    The two are the same where nothing is due for that.
    """

    point: str
    start: int
    end: int


def _passed(connection: Connection, library: Library, now: datetime) -> list[_Passed]:
    """The points of which hours are expected that were not when they were last looked at."""
    columns = select(COUNT_CONTENT.c.point, COUNT_CONTENT.c.seen_at)
    found = []
    for point, seen_at in connection.execute(columns).all():
        sending = [one for one in segments_of(library, point) if one.device in library.devices]
        if all(_horizon(seen_at, one.interval_s) == _horizon(now, one.interval_s) for one in sending):
            continue
        start, end = _newly_expected(Ground(connection, library, point, seen_at), now)
        found.append(_Passed(point, start, end))
    return found


def _horizon(now: datetime, interval_s: int) -> int:
    return hour_start(seconds(now) - interval_s)


def _newly_expected(before: Ground, now: datetime) -> tuple[int, int]:
    """From the first to the last hour that is expected since then, and is not wholly counted."""
    hours: set[int] = set()
    sources = before.sources
    for one in seen_of(before.connection, before.point):
        way = one.flow.direction
        known = expected_times(sources, way, before.now)
        until = known[-1][1] if known else 0
        new = {hour for hour in hours_of(expected_times(sources, way, now)) if hour >= until}
        hours |= new - whole_hours(before.connection, one.flow, new)
    return (min(hours), max(hours) + HOUR_S) if hours else (0, 0)


def _note_passed(connection: Connection, passed: Iterable[_Passed], now: datetime) -> None:
    for point, start, end in passed:
        if start < end:
            due(connection, point, moment(start), moment(end - 1))
        seen = update(COUNT_CONTENT).where(COUNT_CONTENT.c.point == point)
        connection.execute(seen.values(seen_at=now))
