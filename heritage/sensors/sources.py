"""Who may send messages of devices: sources, each with up to two secret tokens of which only hashes are kept (R-S6)."""

import re
import secrets
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update

from heritage.places.spelling import SLUG
from heritage.problems import N_, Refusal
from heritage.sensors.envelopes import ENVELOPES
from heritage.store.engine import told_in_a_sentence
from heritage.store.tables import SOURCE, SOURCE_TOKEN

TOKEN_BYTES = 32
MOST_TOKENS = 2
"""Active at a time: the one in use, and the one that is to follow it."""

LOOK_AGAIN_S = 2.0
"""How old the server's own copy of the hashes may be: so soon is a revoked token refused."""

SHOWN_DIGITS = 8
"""Of a token's hash: enough to tell two tokens apart, and no help to a guesser."""


class SourceError(Refusal):
    """Why a source or token cannot be made or revoked, for the operator."""


@dataclass(frozen=True, slots=True)
class Token:
    """An active token, by the first digits of its hash."""

    digits: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """A sender; `kind` is one of ENVELOPES. Without tokens it may send nothing."""

    name: str
    kind: str
    created_at: datetime
    tokens: tuple[Token, ...]


def add(connection: Connection, name: str, kind: str, now: datetime) -> str:
    """Make a source and return its first token, which is told this once. Raises SourceError."""
    if not re.match(SLUG, name):
        raise SourceError(
            N_("'{name}' is no name of a source: small letters a-z, digits and hyphens."), name=name
        )
    if kind not in ENVELOPES:
        raise SourceError(
            N_("'{kind}' is no kind of source; known are {kinds}."), kind=kind, kinds=", ".join(ENVELOPES)
        )
    if _exists(connection, name):
        raise SourceError(
            N_("'{name}' exists already; `heritage sources rotate` gives it a new token."), name=name
        )
    connection.execute(insert(SOURCE), {"name": name, "kind": kind, "created_at": now})
    return _mint(connection, name, now)


def rotate(connection: Connection, name: str, now: datetime) -> str:
    """A further token of a source, beside the one in use; returned this once. Raises SourceError."""
    _check_exists(connection, name)
    active = connection.execute(select(SOURCE_TOKEN.c.hash).where(*_active(name))).all()
    if len(active) >= MOST_TOKENS:
        raise SourceError(N_("'{name}' has two tokens already; revoke the old one first."), name=name)
    return _mint(connection, name, now)


def revoke(connection: Connection, name: str, digits: str | None, now: datetime) -> int:
    """Refuse from now on the token whose hash begins with `digits`, or all for None; how many those were.

    Raises SourceError for an unknown source, and for digits that name no active token, or more than one.
    """
    _check_exists(connection, name)
    hashes = list(connection.scalars(select(SOURCE_TOKEN.c.hash).where(*_active(name))))
    if digits is not None:
        hashes = [known for known in hashes if len(digits) >= SHOWN_DIGITS and known.startswith(digits)]
        if len(hashes) != 1:
            raise SourceError(N_("'{name}' has no such token: {digits}."), name=name, digits=digits)
    connection.execute(update(SOURCE_TOKEN).where(SOURCE_TOKEN.c.hash.in_(hashes)).values(revoked_at=now))
    return len(hashes)


def sources(connection: Connection) -> list[Source]:
    """All, by name."""
    tokens: dict[str, list[Token]] = {}
    active = select(SOURCE_TOKEN).where(SOURCE_TOKEN.c.revoked_at.is_(None))
    for row in connection.execute(active.order_by(SOURCE_TOKEN.c.created_at, SOURCE_TOKEN.c.hash)):
        tokens.setdefault(row.source, []).append(Token(row.hash[:SHOWN_DIGITS], row.created_at))
    rows = connection.execute(select(SOURCE).order_by(SOURCE.c.name))
    return [Source(row.name, row.kind, row.created_at, tuple(tokens.get(row.name, ()))) for row in rows]


def kinds(connection: Connection) -> dict[str, str]:
    """Whose envelopes each source sends."""
    return {row.name: row.kind for row in connection.execute(select(SOURCE.c.name, SOURCE.c.kind))}


class KeyRing:
    """The server's own copy of the hashes, so that a message costs no question to the database."""

    def __init__(self, engine: Engine, look_again_s: float = LOOK_AGAIN_S) -> None:
        self._engine = engine
        self._look_again_s = look_again_s
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._read_at: float | None = None

    def is_old(self) -> bool:
        """Whether `read` should be called before anybody is let in."""
        return self._read_at is None or time.monotonic() - self._read_at > self._look_again_s

    @property
    def was_read(self) -> bool:
        """Whether there is a copy at all."""
        return self._read_at is not None

    def read(self) -> None:
        """Read the hashes anew. Blocks. Raises StoreError; the old copy then stays as it is."""
        with self._lock:
            if not self.is_old():
                return
            known: dict[str, tuple[str, tuple[str, ...]]] = {}
            query = (
                select(SOURCE.c.name, SOURCE.c.kind, SOURCE_TOKEN.c.hash)
                .join(SOURCE_TOKEN, SOURCE_TOKEN.c.source == SOURCE.c.name)
                .where(SOURCE_TOKEN.c.revoked_at.is_(None))
            )
            with told_in_a_sentence(), self._engine.connect() as connection:
                for name, kind, digest in connection.execute(query):
                    known[name] = (kind, (*known.get(name, (kind, ()))[1], digest))
            self._known = known
            self._read_at = time.monotonic()

    def kind(self, name: str, token: bytes) -> str | None:
        """Whose envelopes the source sends, if the token is one of its own; as slow for any other (R-S6)."""
        digest = _digest(token)
        kind, hashes = self._known.get(name, _NOBODY)
        matches = [compare_digest(known, digest) for known in hashes]
        return kind if any(matches) else None


_NOBODY = ("", ("-" * 64,))


def digits_of(token: str) -> str:
    """What a token is called in lists."""
    return _digest(token.encode())[:SHOWN_DIGITS]


def _digest(token: bytes) -> str:
    return sha256(token).hexdigest()


def _mint(connection: Connection, name: str, now: datetime) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {"hash": _digest(token.encode()), "source": name, "created_at": now}
    connection.execute(insert(SOURCE_TOKEN), row)
    return token


def _exists(connection: Connection, name: str) -> bool:
    return connection.scalar(select(SOURCE.c.name).where(SOURCE.c.name == name)) is not None


def _check_exists(connection: Connection, name: str) -> None:
    if not _exists(connection, name):
        raise SourceError(N_("There is no source '{name}'."), name=name)


def _active(name: str) -> tuple[ColumnElement[bool], ...]:
    return SOURCE_TOKEN.c.source == name, SOURCE_TOKEN.c.revoked_at.is_(None)
