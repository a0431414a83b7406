"""Notes beside figures: what happened on some days, what was decided of them, and when a counter came or moved.

The public reads what, not who or why: reasons are written by staff for staff (R-V12).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from heritage.passages.decided import decisions, events
from heritage.passages.figures.values import Note, NoteKind
from heritage.passages.stretches import day_of
from heritage.places.place import Library


class Hanging(NamedTuple):
    """A counter at a point, from a local day on and until another (that day included; None: still)."""

    device: str
    since: date
    until: date | None


def notes_of(
    connection: Connection, library: Library, point: str, first: date, last: date
) -> tuple[Note, ...]:
    """Those that touch a day from `first` to `last`, both included; in order of time."""
    found = [
        *_events(connection, point, first, last),
        *_decisions(connection, point, first, last),
        *_hangings(hangings_of(library, point), first, last),
    ]
    return tuple(sorted(found, key=lambda note: (note.first, note.last, note.kind)))


def without_names(notes: Iterable[Note]) -> tuple[Note, ...]:
    """For the public; what says the same of the same days is said once."""
    shown = (replace(note, why="", by="") for note in notes)
    return tuple({(note.kind, note.first, note.last, *note.words.items()): note for note in shown}.values())


def hangings_of(library: Library, point: str) -> list[Hanging]:
    """The counters that hang or hung at a point, by the day on which they came."""
    sending = (
        Hanging(dev_eui, mounting.since, mounting.until)
        for dev_eui, device in library.devices.items()
        for mounting in device.mountings
        if mounting.point == point
    )
    others = (
        Hanging(name, mounting.since, mounting.until)
        for name, counter in library.counting.counters.items()
        for mounting in counter.mountings
        if mounting.point == point
    )
    return sorted([*sending, *others], key=lambda one: (one.since, one.device))


def _events(connection: Connection, point: str, first: date, last: date) -> Iterator[Note]:
    for event in events.events_between(connection, point, first, last):
        yield Note(NoteKind.EVENT, event.first_day, event.last_day, event.words, by=event.entered_by)


def _decisions(connection: Connection, point: str, first: date, last: date) -> Iterator[Note]:
    for one in decisions.in_force(connection, point):
        start = day_of(int(one.first_at.timestamp()))
        end = day_of(int((one.end_at - timedelta(seconds=1)).timestamp()))
        if start <= last and end >= first:
            yield Note(NoteKind(one.verdict), start, end, {}, one.why, one.decided_by)


def _hangings(hangings: Iterable[Hanging], first: date, last: date) -> Iterator[Note]:
    for one in hangings:
        if first <= one.since <= last:
            yield Note(NoteKind.DEVICE, one.since, one.since, {})
