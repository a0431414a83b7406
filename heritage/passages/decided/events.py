"""Events that explain counts: a race, a storm, a closed bridge (R-V12). They stand on charts and change no figure."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Date, Select, String, bindparam, insert, or_, select

from heritage.passages.entered import LONGEST_REASON, EntryError, signed, take_back
from heritage.problems import N_
from heritage.store.passage_tables import COUNT_EVENT

# Made once: pages ask it often.
_ALL = select(COUNT_EVENT).order_by(COUNT_EVENT.c.id)
_BETWEEN = _ALL.where(
    or_(COUNT_EVENT.c.point == bindparam("point", type_=String), COUNT_EVENT.c.point.is_(None)),
    COUNT_EVENT.c.first_day <= bindparam("last", type_=Date),
    COUNT_EVENT.c.last_day >= bindparam("first", type_=Date),
    COUNT_EVENT.c.undone_at.is_(None),
)


class Event(NamedTuple):
    """A row of the table: of one counting point, or of the whole trail (None), on local days, both included."""

    id: int
    point: str | None
    first_day: date
    last_day: date
    words: dict[str, str]  # by language
    entered_by: str
    entered_at: datetime
    undone_at: datetime | None
    undone_by: str | None
    why_undone: str | None


def record(
    connection: Connection,
    point: str | None,
    days: tuple[date, date],
    words: Mapping[str, str],
    who: str,
    now: datetime,
) -> int:
    """Enter an event and return its number. Raises EntryError where it says nothing, ends too early or lacks a name."""
    first, last = days
    if last < first:
        raise EntryError(N_("The last day must not come before the first."))
    told = {language: text.strip() for language, text in words.items() if text.strip()}
    if not told or any(len(text) > LONGEST_REASON for text in told.values()):
        raise EntryError(N_("Say what happened, in at most {most} characters."), most=LONGEST_REASON)
    row = {
        "point": point,
        "first_day": first,
        "last_day": last,
        "words": json.dumps(told, ensure_ascii=False, sort_keys=True),
        "entered_by": signed(who),
        "entered_at": now,
    }
    return int(connection.execute(insert(COUNT_EVENT).values(row).returning(COUNT_EVENT.c.id)).scalar_one())


def undo(connection: Connection, number: int, by: str, why: str, now: datetime) -> bool:
    """Show an event no longer; False where none of that number is shown. Raises EntryError."""
    return take_back(connection, COUNT_EVENT, number, by, why, now)


def events(connection: Connection) -> list[Event]:
    """All that were entered, also those that are no longer shown, in that order."""
    return _read(connection, _ALL)


def events_between(connection: Connection, point: str, first: date, last: date) -> list[Event]:
    """Those shown that concern a point and touch a day from `first` to `last`, both included; in order of time."""
    found = _read(connection, _BETWEEN, point=point, first=first, last=last)
    return sorted(found, key=lambda event: (event.first_day, event.id))


def _read(connection: Connection, query: Select[Any], **asked: object) -> list[Event]:
    rows = connection.execute(query, asked)
    return [Event(*row)._replace(words=json.loads(row.words)) for row in rows]
