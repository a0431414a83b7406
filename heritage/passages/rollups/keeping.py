"""Keeps the figures up to date with what they follow from, in pieces so small that nobody waits for them.

What changes the counts of a point notes it in COUNT_DUE, in the same transaction; here the notes are taken, and deleted
in the transaction that writes what follows from them. Time and the content change figures too: hours become expected,
and other thresholds or mountings make all of a point due.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import msgspec
from sqlalchemy import BigInteger, Connection, delete, select, type_coerce, update

from heritage.passages.counted.segments import segments_of
from heritage.passages.counted.snow import KNOWN_FOR_S
from heritage.passages.counted.sources import expected_times
from heritage.passages.due import BEGINNING, END
from heritage.passages.due import due as due
from heritage.passages.flow import find_or_make
from heritage.passages.rollups.measured import Ground, hours_of
from heritage.passages.rollups.remade import Renewal, states_of, weeks, whole_hours
from heritage.passages.rollups.rollup import Overtaken, bounds_of, reckon, write
from heritage.passages.stretches import HOUR_S, hour_start
from heritage.places.place import Library
from heritage.sensors.readings import Run
from heritage.sensors.series import seconds
from heritage.store.engine import insert_for
from heritage.store.passage_tables import COUNT_CONTENT, COUNT_DUE

PIECE_S = 120 * 86_400
"""How much of a point's time is made anew in one transaction, which takes about a tenth of a second."""

RECIPE = 1
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

_first, _last = (type_coerce(COUNT_DUE.c[name], BigInteger) for name in ("first_at", "last_at"))
_NEWEST = select(COUNT_DUE.c.point, _first).order_by(COUNT_DUE.c.id.desc()).limit(1)
_OF_POINT = select(COUNT_DUE.c.id, _first, _last).order_by(_first, COUNT_DUE.c.id)


class _Note(NamedTuple):
    """A row of COUNT_DUE; the last second is included."""

    id: int
    first: int
    last: int


class _Piece(NamedTuple):
    """Some work: the notes it was made for, until which second they are done with, and what follows from them.

    `place` stands for a point where snow was measured; `missing` for flows that are to be made first.
    """

    point: str
    notes: list[_Note]
    done_until: int
    renewals: list[Renewal]
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
            changed += sum(len(one.days) for one in piece.renewals)
    return changed


def _next_piece(connection: Connection, library: Library, now: datetime) -> _Piece | None:
    """What was noted last comes first: a year that is made anew must not keep today's figures waiting."""
    newest = connection.execute(_NEWEST).first()
    if newest is None:
        return None
    point, first = newest
    # One that begins earlier keeps all of its time.
    rows = connection.execute(_OF_POINT.where(COUNT_DUE.c.point == point, _first >= first))
    notes = [_Note(*row) for row in rows]
    states = states_of(connection, point)
    ground = Ground(connection, library, point, now)
    if point not in library.counting.points:
        return _Piece(point, notes, _ALL_DONE, [])
    if set(ground.sources.directions) - {state.flow.direction for state in states}:
        return _Piece(point, notes, 0, [], is_ready=False)
    bounds = bounds_of(ground, states)
    if bounds is None:
        return _Piece(point, notes, _ALL_DONE, [])
    start = max(notes[0].first - 1, bounds.start)
    taken = _near(notes, start + PIECE_S)
    end = min(max(note.last for note in taken) + 1, bounds.end)
    if end - start <= PIECE_S:
        return _Piece(
            point, taken, end if end < bounds.end else _ALL_DONE, reckon(ground, states, start, end)
        )
    until = weeks(start + PIECE_S, start + PIECE_S + 1).start
    return _Piece(point, taken, until, reckon(ground, states, start, until, until))


def _near(notes: Sequence[_Note], until: int) -> list[_Note]:
    """The first, and those that follow it without a day between, as far as they begin before a second."""
    taken = [notes[0]]
    for note in notes[1:]:
        if note.first > max(one.last for one in taken) + 86_400 or note.first >= until:
            break
        taken.append(note)
    return taken


def _settle(connection: Connection, piece: _Piece, library: Library, now: datetime) -> None:
    """Write what follows from some notes, and take them away. Raises Overtaken where they are not what they were."""
    if not piece.is_ready:
        ground = Ground(connection, library, piece.point, now)
        find_or_make(connection, piece.point, ground.sources.directions)
        return
    ids = [note.id for note in piece.notes]
    seen = _OF_POINT.where(COUNT_DUE.c.id.in_(ids)).with_for_update(of=COUNT_DUE)
    if [_Note(*row) for row in connection.execute(seen)] != piece.notes:
        raise Overtaken
    done = [note.id for note in piece.notes if note.last < piece.done_until]
    connection.execute(delete(COUNT_DUE).where(COUNT_DUE.c.id.in_(done)))
    left = (COUNT_DUE.c.id.in_(ids)) & (_first < piece.done_until)
    connection.execute(update(COUNT_DUE).where(left).values(first_at=_moment(piece.done_until)))
    if piece.point not in library.counting.points:
        _pass_on(connection, library, piece)
    write(connection, library, piece.renewals, now)


def _pass_on(connection: Connection, library: Library, piece: _Piece) -> None:
    """Snow that was measured at a place is of the points there whose counters may lie below it (R-V21)."""
    for point, record in library.counting.points.items():
        is_low = any(segment.height_m is not None for segment in segments_of(library, point))
        if record.place == piece.point and is_low:
            first = min(note.first for note in piece.notes)
            last = min(max(note.last for note in piece.notes) + KNOWN_FOR_S, seconds(END))
            due(connection, point, _moment(first - first % HOUR_S), _moment(last))


def note_content(connection: Connection, library: Library, now: datetime) -> int:
    """Make all of those points due whose figures were made by another content; how many. For a writing transaction."""
    known = dict(connection.execute(select(COUNT_CONTENT.c.point, COUNT_CONTENT.c.digest)).all())
    wanted = {point: _digest(library, point) for point in library.counting.points}
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
    known = dict(connection.execute(select(COUNT_CONTENT.c.point, COUNT_CONTENT.c.digest)).all())
    return known != {point: _digest(library, point) for point in library.counting.points}


def _digest(library: Library, point: str) -> str:
    """Of all in the content that the figures of a point follow from."""
    record = library.counting.points[point]
    checks = msgspec.to_builtins(library.counting.checks)
    told = {
        "recipe": RECIPE,
        "segments": [
            (*one[:3], sorted(one.channels.items()), *one[4:]) for one in segments_of(library, point)
        ],
        "sending": sorted(one.device for one in segments_of(library, point) if one.device in library.devices),
        "neighbours": record.neighbours,
        "season": msgspec.to_builtins(record.season),
        "place": record.place,
        "checks": {name: checks[name] for name in _OF_CHECKS},
    }
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


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
    for state in states_of(before.connection, before.point):
        way = state.flow.direction
        known = expected_times(sources, way, before.now)
        until = known[-1][1] if known else 0
        new = {hour for hour in hours_of(expected_times(sources, way, now)) if hour >= until}
        hours |= new - whole_hours(before.connection, state, new)
    return (min(hours), max(hours) + HOUR_S) if hours else (0, 0)


def _note_passed(connection: Connection, passed: Iterable[_Passed], now: datetime) -> None:
    for point, start, end in passed:
        if start < end:
            due(connection, point, _moment(start), _moment(end - 1))
        seen = update(COUNT_CONTENT).where(COUNT_CONTENT.c.point == point)
        connection.execute(seen.values(seen_at=now))


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
