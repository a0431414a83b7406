"""`/uplinks/<source>`: messages of devices from network servers, stored before they are answered (R-S6 to R-S10).

Only machines come here, so every refusal is problem+json. Nothing of a request is ever logged: headers may hold keys
with which others could command the devices.
"""

import asyncio
import hmac
import re
import time
from datetime import UTC, datetime

from starlette.requests import Request

from heritage.sensors.envelopes import EnvelopeError
from heritage.sensors.intake import Intake, unpack
from heritage.sensors.mqtt import Sparing
from heritage.sensors.sources import KeyRing
from heritage.store.engine import StoreError
from heritage.store.tables import RawEvent
from heritage.store.writer import Writer
from heritage.web.answers import Answer, Header, Receive, RequestHeaders, Scope, headless, without_body
from heritage.web.faults import problem
from heritage.web.headers import BARE_POLICY, DO_NOT_KEEP, security_headers
from heritage.web.journal import Journal
from heritage.web.limits import Limit
from heritage.web.shelf import Shelf

MOST_BYTES = 65_536
SIGNED_WITHIN_S = 300
"""How far a signed message's time may be from ours (R-S7)."""

WITHIN_S = 30.0
"""For the whole body: a sender that dribbles holds nobody up (R-S9)."""

LOOKED_UP_WITHIN_S = 2.0
LONGEST_HINT = 200

BEARER = (b"www-authenticate", b"Bearer")
NO_TOKEN = "Send the source's token in the header 'Authorization: Bearer …'."
NOT_JSON = "Send application/json; choose JSON as the encoding in the network server instead of protobuf."
NOT_PACKED = "Send the body as it is, without Content-Encoding."
NO_LENGTH = "Send a body with Content-Length, or in chunks."
TOO_LARGE = f"A message has at most {MOST_BYTES} bytes."
TOO_SLOW = f"The message was not here within {WITHIN_S:.0f} seconds."
TOO_OFTEN = "This source sends more than can be interpreted."
NOT_SIGNED = (
    "The signature does not fit: 'X-Heritage-Signature' is the hexadecimal HMAC-SHA256, by the token, of "
    "'X-Heritage-Timestamp' (seconds since 1970, at most 300 from now), a full stop and the body."
)
NOT_KEPT = "The message could not be stored. Send it again."

_EVENT = re.compile(rb"(?:^|&)event=([A-Za-z_-]+)")
_STRANGE = re.compile(r"[^!-~]")

_MOST_DIGITS = len(str(MOST_BYTES))

TAKEN = without_body(204, [(b"cache-control", DO_NOT_KEEP), *security_headers(BARE_POLICY)])


class Refused(Exception):
    """A message that is not taken."""

    def __init__(self, status: int, detail: str, *more: Header) -> None:
        super().__init__(status)
        self.answer = problem(status, more, detail)


class Bodies:
    """Reads bodies as they come, and leaves those that do not.

    One look around a second minds them all: a timer for each would cost more than the reading.
    """

    def __init__(self, within_s: float = WITHIN_S, look_again_s: float = 1.0) -> None:
        self._within_s = within_s
        self._look_again_s = look_again_s
        self._began: dict[asyncio.Task[object], float] = {}
        self._late: set[asyncio.Task[object]] = set()
        self._looking = False

    async def read(self, receive: Receive) -> bytes:
        """The whole body. Raises Refused."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        self._began[task] = loop.time()
        if not self._looking:
            self._looking = True
            loop.call_later(self._look_again_s, self._look, loop)
        try:
            return await _read(receive)
        except asyncio.CancelledError:
            if task not in self._late:
                raise
            task.uncancel()
            raise Refused(408, TOO_SLOW) from None
        finally:
            del self._began[task]
            self._late.discard(task)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looking = bool(self._began)
        if self._looking:
            loop.call_later(self._look_again_s, self._look, loop)
        for task, began in self._began.items():
            if loop.time() - began > self._within_s:
                self._late.add(task)
                task.cancel()


async def _read(receive: Receive) -> bytes:
    """The body, however long it takes. Raises Refused."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(408, TOO_SLOW)
        chunk: bytes = message.get("body", b"")
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(413, TOO_LARGE)
        if not message.get("more_body", False):
            return body


class UplinkDoor:
    """POST stores the events of a message: 204 when they are on the disk, also for those that came before."""

    # The others get an answer for machines too.
    methods = ("POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
    route = "/uplinks/{source}"

    def __init__(
        self,
        keys: KeyRing,
        writer: Writer,
        intake: Intake,
        limit: Limit,
        journal: Journal,
    ) -> None:
        """`limit` holds for each source."""
        self._keys = keys
        self._writer = writer
        self._intake = intake
        self._limit = limit
        self._journal = journal
        self._refused = Sparing(journal)
        self._bodies = Bodies()
        self._looking: asyncio.Task[None] | None = None

    def addresses(self, shelf: Shelf) -> list[str]:
        """All below, for the source is part of the address."""
        return [f"{shelf.frame.base_path}/uplinks/*"]

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        """The outcome, for whoever sent the message."""
        try:
            return await self._take(shelf, request.scope, request.receive, headers)
        except Refused as refused:
            return headless(refused.answer) if request.method == "HEAD" else refused.answer
        except StoreError as failure:
            self._journal.event("uplink not stored", reason=failure)
            return problem(503, ((b"retry-after", b"5"),), NOT_KEPT)
        except Exception as error:
            self._journal.failure(error)
            return problem(500)

    async def _take(self, shelf: Shelf, scope: Scope, receive: Receive, headers: RequestHeaders) -> Answer:
        if scope["method"] != "POST":
            raise Refused(405, "", (b"allow", b"POST"))
        below = scope["path"][len(shelf.frame.base_path) + len("/uplinks/") :]
        source, _, rest = below.partition("/")
        kind = await self._kind(source, headers)
        wait_s = self._limit.wait_s(source, time.monotonic())
        if wait_s:
            raise Refused(429, TOO_OFTEN, (b"retry-after", b"%d" % wait_s))
        _check_form(headers)
        body = await self._bodies.read(receive)
        _check_signature(headers, body, time.time())
        try:
            events = unpack(source, kind, body, hint_of(rest, scope["query_string"]), datetime.now(UTC))
        except EnvelopeError as error:
            # Nothing of the message stands in the reason: it may hold visitors' addresses (R-P12).
            self._refused.event("uplink refused", source=source, reason=error.reason)
            raise Refused(422, error.reason) from error
        if events:
            await self._store(events)
        return TAKEN

    async def _kind(self, source: str, headers: RequestHeaders) -> str:
        """Whose envelopes the source sends. An unknown source and a wrong token look the same."""
        if self._keys.is_old():
            await self._look_up()
        token = _token(headers)
        kind = self._keys.kind(source, token) if token is not None else None
        if kind is None:
            raise Refused(401, NO_TOKEN, BEARER)
        return kind

    async def _look_up(self) -> None:
        """Read the tokens anew; while that fails, those known so far hold. Raises StoreError if there are none."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._read_keys())
        await asyncio.wait({self._looking}, timeout=LOOKED_UP_WITHIN_S)
        if not self._keys.was_read:
            raise StoreError("the tokens of the sources cannot be read")

    async def _read_keys(self) -> None:
        try:
            await asyncio.to_thread(self._keys.read)
        except StoreError as failure:
            self._journal.event("sources not read", reason=failure)

    async def _store(self, events: list[RawEvent]) -> None:
        failure = await self._writer.submit_events(events)
        if failure is not None:
            raise failure
        self._intake.wake()


def _token(headers: RequestHeaders) -> bytes | None:
    """Not Basic: it would be a password, which people choose and use twice (R-S30)."""
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    return token.strip() if scheme.lower() == b"bearer" else None


def _check_signature(headers: RequestHeaders, body: bytes, now: float) -> None:
    """Raises Refused for a message whose sender signs, and whose bytes or time are not those signed (R-S7)."""
    signature = headers.get(b"x-heritage-signature")
    if signature is None:
        return
    stamp = headers.get(b"x-heritage-timestamp", b"")
    is_timely = stamp.isdigit() and len(stamp) < 12 and abs(now - int(stamp)) <= SIGNED_WITHIN_S
    expected = hmac.new(_token(headers) or b"", stamp + b"." + body, "sha256").hexdigest()
    if not hmac.compare_digest(signature.lower(), expected.encode()) or not is_timely:
        raise Refused(401, NOT_SIGNED, BEARER)


def hint_of(rest: str, query: bytes) -> str:
    """What the address says of the message: `?event=up`, or `up/70b3d5…` behind the source."""
    said = rest.strip("/")
    if not said and query:
        named = _EVENT.search(query)
        said = named[1].decode("ascii") if named else ""
    return _STRANGE.sub("", said)[:LONGEST_HINT]


def _check_form(headers: RequestHeaders) -> None:
    """Raises Refused for what could not be read, before any of it is."""
    media_type = headers.get(b"content-type", b"")
    if media_type != b"application/json":
        plain = media_type.partition(b";")[0].strip().lower()
        if plain != b"application/json" and not plain.endswith(b"+json"):
            raise Refused(415, NOT_JSON)
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise Refused(415, NOT_PACKED)
    length = headers.get(b"content-length")
    if length is None:
        if b"transfer-encoding" not in headers:
            raise Refused(411, NO_LENGTH)
    elif not length.isdigit():
        raise Refused(411, NO_LENGTH)
    elif len(length) > _MOST_DIGITS or int(length) > MOST_BYTES:
        raise Refused(413, TOO_LARGE)
