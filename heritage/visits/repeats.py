"""The memory of today's visits, by which one phone at one sign on one local day counts once (R-P6).

It holds digests under a random salt, in memory only: nobody can work back from them to a person, and at
local midnight salt and digests are thrown away together. What an analyst may rely on:

- the same address and user agent at the same sign on the same local day are one visit, whatever the
  language or channel;
- two phones of one model and version behind one address (a family on one network) may be taken for one:
  an undercount;
- a phone that changes network counts again, and so does every phone after a restart of the server, when
  the memory is full, or in the 25th hour of the autumn day: an overcount.
"""

import hashlib
import secrets
from datetime import UTC, datetime, time, timedelta

from heritage.i18n.dates import LOCAL_TIME
from heritage.store.writer import Receipt

MOST_KEYS = 1_000_000
"""Visits remembered, about 100 MB; when there are more, the memory begins afresh."""

_LONGEST = timedelta(hours=24)
_CLOCK_STEP = timedelta(hours=1)


class Repeats:
    """Which visits were counted since the salt was drawn, and which are being committed."""

    def __init__(self, most_keys: int = MOST_KEYS) -> None:
        """Remember at most `most_keys` visits."""
        self._most_keys = most_keys
        self._since = self._until = datetime.min.replace(tzinfo=UTC)
        self._salt = b""
        self._counted: set[bytes] = set()
        self._waiting: dict[bytes, Receipt] = {}

    def key(self, address: str, user_agent: bytes, code: str, now: datetime) -> bytes:
        """The digest that stands for this phone at this sign for as long as the salt lives.

        Keyed BLAKE2b (RFC 7693 §2.9) does the work of HMAC. Eight bytes: the chance that any two of a
        million visits share a digest is 1 to 37 million.
        """
        if now >= self._until or now < self._since - _CLOCK_STEP or len(self._counted) >= self._most_keys:
            self._begin_afresh(now)
        # Neither an address nor a code holds a zero byte: no two triples give one text.
        text = b"%b\0%b\0%b" % (address.encode(), code.encode(), user_agent)
        return hashlib.blake2b(text, digest_size=8, key=self._salt).digest()

    def is_counted(self, key: bytes) -> bool:
        """Whether this visit is committed."""
        return key in self._counted

    def waiting(self, key: bytes) -> Receipt | None:
        """The receipt of this visit if it is on its way to the database; one that failed is not."""
        receipt = self._waiting.get(key)
        if receipt is not None and receipt.done() and receipt.result() is not None:
            return None
        return receipt

    def await_receipt(self, key: bytes, receipt: Receipt) -> None:
        """Remember that this visit is on its way."""
        self._waiting[key] = receipt

    def settle(self, key: bytes, receipt: Receipt) -> None:
        """Remember the visit as counted, or take its key back, as its finished `receipt` says."""
        # Meanwhile midnight may have passed, or a second attempt begun: then it is not ours to settle.
        if self._waiting.get(key) is receipt:
            del self._waiting[key]
            if receipt.result() is None:
                self._counted.add(key)

    def _begin_afresh(self, now: datetime) -> None:
        self._salt = secrets.token_bytes(32)
        self._counted = set()
        self._waiting = {}
        self._since = now.astimezone(UTC)
        # The law's 24 hours come before the local day: the autumn day has 25.
        self._until = min(_next_midnight(now), self._since + _LONGEST)


def _next_midnight(now: datetime) -> datetime:
    tomorrow = now.astimezone(LOCAL_TIME).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), LOCAL_TIME).astimezone(UTC)
