"""Messages from visitors about a page: taken without identity (R-A4, R-P19), read by the staff, purged."""

import unicodedata
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, insert
from sqlmodel import Session, col, select

from heritage.problems import N_, Refusal
from heritage.store.engine import told_in_a_sentence, writing
from heritage.store.tables import MESSAGE, Message
from heritage.store.writer import Writer

LONGEST_TEXT = 4000
LONGEST_PAGE = 200


class MessageError(Refusal):
    """Why a message cannot be taken, for its writer."""


def leave_message(writer: Writer, *, text: str, page: str, language: str, now: datetime) -> None:
    """Keep a message of 1 to 4000 characters about `page`; it is committed on return.

    `page` may be a whole address: only its path is kept (R-P22). Blocks, so not for an event loop. Raises
    MessageError for an empty or overlong text, StoreError when the database fails.
    """
    words = _without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not words:
        raise MessageError(N_("Please write a message first."))
    if len(words) > LONGEST_TEXT:
        raise MessageError(N_("The message is too long: at most {most} characters fit."), most=LONGEST_TEXT)
    row = {"received_at": now, "language": language, "page": _path(page), "text": words}
    writer.run(lambda connection: connection.execute(insert(MESSAGE), row).close())


def messages(engine: Engine) -> list[Message]:
    """All messages, newest first. Raises StoreError."""
    newest_first = select(Message).order_by(col(Message.received_at).desc(), col(Message.id).desc())
    with told_in_a_sentence(), Session(engine) as session:
        return list(session.exec(newest_first))


def delete_old(connection: Connection, now: datetime) -> int:
    """Delete the messages received more than 12 months before `now` (R-P16) and return how many."""
    return connection.execute(MESSAGE.delete().where(MESSAGE.c.received_at < _a_year_before(now))).rowcount


def purge(engine: Engine, now: datetime) -> int:
    """`delete_old` in a transaction of its own. Raises StoreError."""
    with told_in_a_sentence(), writing(engine) as connection:
        return delete_old(connection, now)


def _a_year_before(now: datetime) -> datetime:
    if (now.month, now.day) == (2, 29):
        return now.replace(year=now.year - 1, day=28)
    return now.replace(year=now.year - 1)


def _path(page: str) -> str:
    """The path of an address on our own site; empty for what is none."""
    try:
        path = _without_controls(urlsplit(page).path)
    except ValueError:
        return ""
    return path[:LONGEST_PAGE] if path.startswith("/") else ""


def _without_controls(text: str) -> str:
    """Without control characters, but for line break and tab, and without lone surrogates."""
    return "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    )
