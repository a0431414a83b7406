"""One look at how everything is: alarms are opened and closed, and each opening and each end is told once by mail.

A mail is noted as begun before it is sent, and as told after the server has taken it. Where a crash or a broken
connection falls in between, nobody can know whether it went: it is not sent again, for nothing is sent twice.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Column, Connection, or_, select, update

from heritage.i18n.catalogues import gettext_for
from heritage.places.place import Library
from heritage.sensors.alarm_words import letter
from heritage.sensors.alarms import Alarm, Others, Trouble, alarm_of, look, nothing_else
from heritage.sensors.post import MaybeSent, NotSent, send
from heritage.settings.mail import Mail
from heritage.settings.settings import Settings
from heritage.store.tables import ALARM

T = TypeVar("T")

NEWS_FOR = timedelta(days=7)
"""An end that could not be told for so long is no news any more."""


class Store(Protocol):
    """Runs work in a transaction of its own, such as a Writer."""

    def run(self, work: Callable[[Connection], T]) -> T: ...


class Seen(NamedTuple):
    """What a look has changed: alarms opened and closed, ice accepted, mails sent, and why others were not."""

    opened: tuple[Trouble, ...]
    closed: tuple[Trouble, ...]
    explained: int
    told: int
    failures: tuple[str, ...]


def watch(
    store: Store,
    library: Library,
    settings: Settings,
    now: datetime,
    up_since: datetime,
    others: Others = nothing_else,
) -> Seen:
    """Look, and tell what is news; `up_since` is when this server began to listen.

    Blocks while mails are sent, so not for an event loop. Raises StoreError.
    """
    found = store.run(partial(look, library=library, now=now, up_since=up_since, others=others))
    told, failures = 0, list[str]()
    if settings.mail is not None and settings.mail.recipients:
        told, failures = _tell(store, library, settings.mail, settings.language, now)
    return Seen(found.opened, found.closed, found.explained, told, tuple(failures))


def _tell(store: Store, library: Library, mail: Mail, language: str, now: datetime) -> tuple[int, list[str]]:
    words = gettext_for(language).gettext
    told = 0
    while (alarm := store.run(partial(_begin, now=now))) is not None:
        subject, text = letter(alarm, library, words)
        try:
            send(mail, subject, text, _key(alarm), now)
        except NotSent as error:
            # The next look tries again; now the server would refuse the others too.
            store.run(partial(_note, alarm=alarm, begun_at=None, done_at=None))
            return told, [str(error)]
        except MaybeSent as error:
            return told, [str(error)]
        store.run(partial(_note, alarm=alarm, begun_at=now, done_at=now))
        told += 1
    return told, []


def _begin(connection: Connection, now: datetime) -> Alarm | None:
    """An alarm whose opening or end is to be told, noted as begun; of several servers one gets it."""
    opening = ALARM.c.closed_at.is_(None) & ALARM.c.telling_at.is_(None)
    end = (ALARM.c.closed_at > now - NEWS_FOR) & ALARM.c.end_telling_at.is_(None)
    news = select(ALARM).where(or_(opening, end)).order_by(ALARM.c.id).limit(1)
    while (row := connection.execute(news).first()) is not None:
        alarm = alarm_of(row)
        begun, _ = _columns(alarm)
        taken = update(ALARM).where(ALARM.c.id == alarm.id, begun.is_(None)).values({begun: now})
        if connection.execute(taken).rowcount:
            return alarm
    return None


def _note(connection: Connection, alarm: Alarm, begun_at: datetime | None, done_at: datetime | None) -> None:
    begun, done = _columns(alarm)
    connection.execute(update(ALARM).where(ALARM.c.id == alarm.id).values({begun: begun_at, done: done_at}))


def _columns(alarm: Alarm) -> tuple[Column[datetime], Column[datetime]]:
    """When telling it was begun, and when it was told: its opening, or its end."""
    if alarm.closed_at is None:
        return ALARM.c.telling_at, ALARM.c.told_at
    return ALARM.c.end_telling_at, ALARM.c.end_told_at


def _key(alarm: Alarm) -> str:
    which = "opened" if alarm.closed_at is None else "closed"
    return f"alarm-{alarm.id}-{which}-{alarm.opened_at:%Y%m%dT%H%M%SZ}"
