"""Links by which staff see exact and fresh figures: signed, short-lived, revocable, and kept as a hash only (R-S6).

A link opens pages to read and nothing else: whatever changes something is done by command. So it needs neither a
session nor a cookie.
"""

import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from heritage.problems import N_, Refusal
from heritage.store.passage_tables import STAFF_LINK

SECRET_BYTES = 20
"""160 bits of chance in each link; R-S6 asks for 128."""

LONGEST = timedelta(days=7)
"""A link that lives longer is no short-lived one."""

LONGEST_NAME = 60
KEY_FILE = "staff.key"
_KEY_BYTES = 32
_FEWEST_KEY_LETTERS = 32


class StaffError(Refusal):
    """Why a link cannot be made."""


@dataclass(frozen=True, slots=True)
class StaffLink:
    """A link that was made; the secret in it is not kept."""

    id: int
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it lets anybody in at the aware moment `now`."""
        return self.revoked_at is None and now < self.expires_at


def key_of(given: str | None, data_dir: Path) -> bytes:
    """What links are signed with: the `given` setting, else a file of the data folder, made when first needed.

    Raises StaffError for a key that is too short or cannot be kept.
    """
    if given is not None:
        if len(given) < _FEWEST_KEY_LETTERS:
            raise StaffError(
                N_("HERITAGE_STAFF_KEY is too short: give at least {least} letters of chance."),
                least=_FEWEST_KEY_LETTERS,
            )
        return given.encode()
    file = data_dir / KEY_FILE
    try:
        _make_once(file)
        return file.read_bytes()
    except OSError as error:
        raise StaffError(
            N_("'{file}' cannot be read or made ({reason})."), file=str(file), reason=error.strerror
        ) from error


def known_key(given: str | None, data_dir: Path) -> bytes | None:
    """What `key_of` gives, as far as it is there already: without it no link was made. Raises StaffError."""
    return key_of(given, data_dir) if given is not None or (data_dir / KEY_FILE).exists() else None


def _make_once(file: Path) -> None:
    """The file appears whole and once, however many want it."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    mine = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(secrets.token_bytes(_KEY_BYTES))
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError):
            os.link(mine, file)
    finally:
        mine.unlink()


def make(connection: Connection, key: bytes, name: str, lasts: timedelta, now: datetime) -> str:
    """The token of a new link, which is told this once. Raises StaffError."""
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise StaffError(
            N_("A link needs the name of whom it is for, at most {most} letters."), most=LONGEST_NAME
        )
    if not timedelta() < lasts <= LONGEST:
        raise StaffError(N_("A link lives for at least one hour and at most {most} days."), most=LONGEST.days)
    expires_at = now + lasts
    body = f"{int(expires_at.timestamp()):x}.{secrets.token_urlsafe(SECRET_BYTES)}"
    token = f"{body}.{_signature(key, body)}"
    row = {"hash": _hash(token), "name": name.strip(), "created_at": now, "expires_at": expires_at}
    connection.execute(insert(STAFF_LINK), row)
    return token


def opened(connection: Connection, key: bytes, token: str, now: datetime) -> StaffLink | None:
    """The link of a token; None for one that is forged, spent, revoked or unknown.

    The signature is looked at before the database is asked, so that guessing costs nothing.
    """
    body, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(key, body).encode(), signature.encode("utf-8", "replace")):
        return None
    row = connection.execute(select(STAFF_LINK).where(STAFF_LINK.c.hash == _hash(token))).first()
    link = _link(row) if row is not None else None
    return link if link is not None and link.is_open(now) else None


def links(connection: Connection) -> list[StaffLink]:
    """All that were made, the newest first."""
    return [_link(row) for row in connection.execute(select(STAFF_LINK).order_by(STAFF_LINK.c.id.desc()))]


def revoke(connection: Connection, number: int, now: datetime) -> bool:
    """Close a link at once; whether there was an open one of that number."""
    is_open = (
        (STAFF_LINK.c.id == number) & STAFF_LINK.c.revoked_at.is_(None) & (STAFF_LINK.c.expires_at > now)
    )
    return connection.execute(update(STAFF_LINK).where(is_open).values(revoked_at=now)).rowcount > 0


def _link(row: Row[Any]) -> StaffLink:
    return StaffLink(row.id, row.name, row.created_at, row.expires_at, row.revoked_at)


def _signature(key: bytes, body: str) -> str:
    return hmac.new(key, b"staff link " + body.encode("utf-8", "replace"), sha256).hexdigest()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
