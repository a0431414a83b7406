"""Counts a scan: judged, compared with today's visits, and committed before the visitor is answered."""

import asyncio
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from heritage.store.engine import StoreError
from heritage.store.tables import Channel, Counted, Reason, SetAside, hour_of
from heritage.store.writer import Writer
from heritage.visits.repeats import MOST_KEYS, Repeats
from heritage.visits.visitors import Headers, declines, judge


class Verdict(StrEnum):
    """What became of a request for a page behind a sign."""

    COUNTED = "counted"
    REPEAT = "repeat"  # the visit is committed already
    SET_ASIDE = "set aside"  # no visitor
    DECLINED = "declined"  # a visitor who asks not to be counted; leaves no trace
    FAILED = "failed"  # a visitor whom the database could not count


class Outcome(NamedTuple):
    """A verdict, and why it is FAILED."""

    verdict: Verdict
    failure: StoreError | None = None


_COUNTED, _REPEAT, _SET_ASIDE, _DECLINED = map(Outcome, list(Verdict)[:4])


class ScanCounter:
    """Counts the scans of one server. Its methods belong to one event loop."""

    def __init__(self, writer: Writer, most_keys: int = MOST_KEYS) -> None:
        """Write by `writer`; remember at most `most_keys` visits of a day."""
        self._writer = writer
        self._repeats = Repeats(most_keys)

    async def record(
        self,
        code: str,
        language: str,
        channel: Channel,
        *,
        address: str,
        method: str,
        headers: Headers,
        now: datetime,
    ) -> Outcome:
        """Count one request for the page of the existing sign `code`; the caller answers it in any case.

        COUNTED and REPEAT mean that the visit is committed. Never raises for a failing database: the
        outcome is FAILED then, the visit's key is taken back, and the next request counts.
        `address` is the visitor's IP address; `headers` have names in lower case; `now` is aware.
        """
        if declines(headers):
            return _DECLINED
        hour = hour_of(now)
        reason = judge(method, headers)
        if reason is not None:
            self._tally(SetAside(code, hour, reason))
            return _SET_ASIDE
        key = self._repeats.key(address, headers[b"user-agent"], code, now)
        outcome = _REPEAT
        if not self._repeats.is_counted(key):
            outcome = await self._commit(key, Counted(code, hour, language, channel))
        if outcome is _REPEAT:
            self._tally(SetAside(code, hour, Reason.REPEAT))
        return outcome

    async def _commit(self, key: bytes, increment: Counted) -> Outcome:
        """Count the visit, or wait with those who are being counted for the same one."""
        outcome = _REPEAT
        receipt = self._repeats.waiting(key)
        if receipt is None:
            outcome = _COUNTED
            try:
                receipt = self._writer.submit((increment,))
            except StoreError as failure:
                return Outcome(Verdict.FAILED, failure)
            self._repeats.await_receipt(key, receipt)
        # Shielded: others wait for the same receipt, and a visitor who hangs up is counted all the same.
        failed = await asyncio.shield(receipt)
        self._repeats.settle(key, receipt)
        return outcome if failed is None else Outcome(Verdict.FAILED, failed)

    def _tally(self, increment: SetAside) -> None:
        # A tally promises nothing to anyone: no answer waits for it, and a full writer drops it.
        with suppress(StoreError):
            self._writer.add_soon((increment,))
