"""Scanned and typed codes: the page itself in one round trip, and the visit committed before it leaves."""

import time
from datetime import UTC, datetime

from starlette.requests import Request

from heritage.pages.drafts import Live
from heritage.places.codes import Reading, near, read
from heritage.store.tables import Channel
from heritage.visits.scans import Outcome, ScanCounter, Verdict
from heritage.web.answers import Answer, RequestHeaders, Resource, Scope
from heritage.web.clients import Clients, neighbourhood
from heritage.web.faults import fault
from heritage.web.headers import DO_NOT_KEEP
from heritage.web.journal import Journal
from heritage.web.limits import Limit
from heritage.web.now import Now
from heritage.web.shelf import Shelf, laid_out

SCANNED = "/Q/{code}"
"""How the log calls every scan: a line with the code and the second would be a row per visit (R-P5)."""

LONGEST_TYPED = 200


class ScanDoor:
    """`/Q/CODE`, in either case, with or without slash (R-Q7). A known code is never turned away (R-Q10)."""

    def __init__(
        self, counter: ScanCounter, clients: Clients, limit: Limit, now: Now, journal: Journal
    ) -> None:
        """`limit` holds for codes that are wrong, scanned or typed (R-S20); right ones are never turned away."""
        self._counter = counter
        self._limit = limit
        self._clients = clients
        self._now = now
        self._journal = journal
        self.missed = 0
        """Visits since the start that the database could not count."""

    async def scanned(self, shelf: Shelf, code: str, scope: Scope, headers: RequestHeaders) -> Answer:
        """The answer to the address on a sign; `code` as it stands there."""
        language = shelf.language(headers)
        written = code.removesuffix("/")
        found = await self.opened(shelf, written.upper(), language, Channel.SIGN, scope, headers)
        if found is not None:
            return found
        # No sign of ours says that: somebody typed the address.
        reading = read(written)
        if reading.code is not None:
            found = await self.opened(shelf, reading.code, language, Channel.TYPED, scope, headers)
        return found or self.refused(shelf, written, reading, language, 404, scope, headers)

    async def opened(
        self,
        shelf: Shelf,
        code: str,
        language: str,
        channel: Channel,
        scope: Scope,
        headers: RequestHeaders,
    ) -> Answer | None:
        """The page behind a registered code, once the visit is committed; None for any other code.

        A failed count never costs the visitor the page: it may be the one with the way home.
        """
        resource = shelf.scanned(code, language)
        if resource is None:
            return None
        method = scope["method"]
        outcome = await self._counter.record(
            code,
            language,
            channel,
            address=self._clients.address(scope, headers),
            method=method,
            headers=headers,
            now=datetime.now(UTC),
        )
        if outcome.verdict is Verdict.FAILED:
            self._miss(outcome)
        if isinstance(resource, Live):
            return await self._now.answer(shelf, resource, method, headers)
        return resource.answer(method, headers)

    def refused(
        self,
        shelf: Shelf,
        typed: str,
        reading: Reading,
        language: str,
        status: int,
        scope: Scope,
        headers: RequestHeaders,
    ) -> Answer:
        """What is wrong with the code, unless there were too many such from where it comes."""
        sender = neighbourhood(self._clients.address(scope, headers))
        wait_s = self._limit.wait_s(sender, time.monotonic())
        if wait_s:
            retry = (b"retry-after", b"%d" % wait_s)
            return fault(shelf, 429, language, scope["method"], headers, (retry,))
        return not_ours(shelf, typed, reading, language, status).answer(scope["method"], headers)

    def _miss(self, outcome: Outcome) -> None:
        self.missed += 1
        self._journal.event("visit not counted", reason=outcome.failure, missed=self.missed)


class TypedDoor:
    """`/Q/?code=…&lang=…`: the form for typed codes; without a code the page that explains them."""

    methods = ("GET", "HEAD")
    route = "/Q/"

    def __init__(self, scans: ScanDoor) -> None:
        self._scans = scans

    def addresses(self, shelf: Shelf) -> list[str]:
        """Where this door is."""
        return [shelf.frame.base_path + path for path in ("/Q/", "/q/", "/Q", "/q")]

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        """Read tolerantly what was typed (R-Q12) and answer in the language of the form."""
        chosen = request.query_params.get("lang", "")
        language = chosen if chosen in shelf.languages else shelf.language(headers)
        typed = request.query_params.get("code")
        if typed is None:
            return shelf.codes[language].answer(request.method, headers)
        reading = read(typed)
        if reading.code is not None:
            found = await self._scans.opened(
                shelf, reading.code, language, Channel.TYPED, request.scope, headers
            )
            if found is not None:
                return found
        status = 404 if reading.code is not None else 422
        return self._scans.refused(shelf, typed, reading, language, status, request.scope, headers)


def not_ours(shelf: Shelf, typed: str, reading: Reading, language: str, status: int) -> Resource:
    """The page for a code that is none, or none of ours: what is wrong, and what was perhaps meant."""
    renderer = shelf.site.renderers[language]
    meant = near(typed, shelf.library.signs)
    if reading.code is not None:
        html = renderer.unknown_code(reading.code, meant)
    else:
        html = renderer.code_fault(typed[:LONGEST_TYPED], reading, meant)
    return laid_out(shelf.site.packed(html, language), DO_NOT_KEEP, status)
