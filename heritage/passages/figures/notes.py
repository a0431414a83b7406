"""Notes beside figures: what happened on some days, what was decided of them, and when a counter came or was
mounted otherwise.

The public reads what, not who or why: reasons are written by staff for staff (R-V12).
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec.structs import replace
from sqlalchemy import Connection

from heritage.passages.decided import decisions, events
from heritage.passages.figures.mounted import Turn, turns
from heritage.passages.figures.values import Note, NoteKind
from heritage.passages.stretches import day_of
from heritage.places.place import Library

_KINDS = {Turn.CAME: NoteKind.DEVICE, Turn.OTHERWISE: NoteKind.MOUNTING}


def notes_of(
    connection: Connection, library: Library, point: str, first: date, last: date
) -> tuple[Note, ...]:
    """Those that touch a day from `first` to `last`, both included; in order of time."""
    return _in_order(
        *_events(connection, point, first, last),
        *_decisions(connection, point, first, last),
        *_counters(library, point, first, last),
    )


def notes_of_counters(library: Library, point: str, first: date, last: date) -> tuple[Note, ...]:
    """Only when a counter came or was mounted otherwise, likewise."""
    return _in_order(*_counters(library, point, first, last))


def without_names(notes: Iterable[Note]) -> tuple[Note, ...]:
    """For the public; what says the same of the same days is said once."""
    shown = (replace(note, why="", by="") for note in notes)
    return tuple({(note.kind, note.first, note.last, *note.words.items()): note for note in shown}.values())


def _in_order(*notes: Note) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda note: (note.first, note.last, note.kind)))


def _events(connection: Connection, point: str, first: date, last: date) -> Iterator[Note]:
    for event in events.events_between(connection, point, first, last):
        yield Note(NoteKind.EVENT, event.first_day, event.last_day, event.words, by=event.entered_by)


def _decisions(connection: Connection, point: str, first: date, last: date) -> Iterator[Note]:
    for one in decisions.in_force(connection, point):
        start = day_of(int(one.first_at.timestamp()))
        end = day_of(int((one.end_at - timedelta(seconds=1)).timestamp()))
        if start <= last and end >= first:
            yield Note(NoteKind(one.verdict), start, end, {}, one.why, one.decided_by)


def _counters(library: Library, point: str, first: date, last: date) -> Iterator[Note]:
    for turned in turns(library, point):
        if turned.turn in _KINDS and first <= turned.day <= last:
            yield Note(_KINDS[turned.turn], turned.day, turned.day, {})
