"""The one client for outgoing requests: it asks the configured services, and nobody else (R-S17).

It stands on the standard library: the rules that matter here, which addresses may be connected to and when to cut
an answer off, belong to the moment of connecting and of reading, where a client library would have to be opened up.
A request has no cookie; a form and credentials only where they are given, and then they go nowhere but to the address
that was asked for. One is made at a time.
"""

import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode, urljoin, urlsplit

from heritage import __version__
from heritage.settings.addresses import LOOPBACK

MOST_REDIRECTS = 3
LONGEST_TAG = 200
"""Characters of a validator that are kept; a longer one is not sent back."""

LONGEST_WAIT = timedelta(hours=12)
"""However long a service asks us to wait: by then a forecast has expired, and somebody should look again."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes. `read_s` is the longest silence; `total_s` is for everything but looking the name up.

    A forecast has 0.1 MB unpacked; the warnings of a stormy day, with coasts for borders, may have some more.
    """

    connect_s: float = 5.0
    read_s: float = 10.0
    total_s: float = 20.0
    size: int = 8_000_000


@dataclass(frozen=True)
class Answer:
    """What came back. `status` is None where there was no whole answer; `reason` then says why.

    `last_modified` and `etag` are the service's exact words, to be sent back. `expires_at`: not to be asked
    before; `retry_at`: likewise, after a refusal. Both are at most LONGEST_WAIT away.
    """

    status: int | None
    reason: str = ""
    body: bytes = b""
    last_modified: str | None = None
    etag: str | None = None
    expires_at: datetime | None = None
    retry_at: datetime | None = None


class _Refused(Exception):
    """Why a request is not made, or its answer not taken."""


@dataclass(frozen=True)
class _Origin:
    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _default_port(self.scheme) else f"{name}:{self.port}"

    @property
    def is_here(self) -> bool:
        return self.host in LOOPBACK


class Fetcher:
    """Asks the services whose addresses it was made with."""

    def __init__(self, addresses: Iterable[str], contact: str, limits: Limits | None = None) -> None:
        """`contact` is an e-mail or web address: the services want to know whom to write to."""
        self._origins = frozenset(_origin(address) for address in addresses)
        self._agent = f"heritage/{__version__} (+{contact})"
        self._limits = limits or Limits()
        # Reading the authorities takes longer than all else at the start, and not every service is asked so.
        self._tls_context = cache(ssl.create_default_context)

    def fetch(
        self,
        address: str,
        now: datetime,
        last_modified: str | None = None,
        etag: str | None = None,
        authorization: str | None = None,
    ) -> Answer:
        """GET `address`, unless it has not changed since the answer with these validators. Never raises."""
        headers = self._headers(authorization)
        if last_modified is not None:
            headers["If-Modified-Since"] = last_modified
        if etag is not None:
            headers["If-None-Match"] = etag
        return self._whole(address, headers, None, now)

    def submit(
        self, address: str, form: Mapping[str, str], now: datetime, authorization: str | None = None
    ) -> Answer:
        """POST a form to `address`; a redirect is an answer of that status. Never raises."""
        headers = self._headers(authorization)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._whole(address, headers, urlencode(form).encode(), now)

    def _headers(self, authorization: str | None) -> dict[str, str]:
        headers = {"User-Agent": self._agent, "Accept": "application/json", "Accept-Encoding": "gzip"}
        return headers if authorization is None else {**headers, "Authorization": authorization}

    def _whole(self, address: str, headers: dict[str, str], form: bytes | None, now: datetime) -> Answer:
        """The answer, or why there is no whole one."""
        deadline = time.monotonic() + self._limits.total_s
        try:
            return self._follow(address, headers, form, now, deadline)
        except _Refused as refusal:
            reason = str(refusal)
        except (OSError, HTTPException, ValueError) as error:
            reason = f"no whole answer ({type(error).__name__})"
        if time.monotonic() >= deadline:
            reason = f"no whole answer within {self._limits.total_s:g} s"
        return Answer(None, reason)

    def _follow(
        self, address: str, headers: dict[str, str], form: bytes | None, now: datetime, deadline: float
    ) -> Answer:
        first = _origin(address)
        for _ in range(MOST_REDIRECTS + 1):
            origin = _origin(address)
            if origin not in self._origins or origin != first:
                raise _Refused(f"{origin.netloc} is no configured service")
            answer, location = self._ask(origin, address, headers, form, now, deadline)
            if location is None or form is not None:
                return answer
            address = urljoin(address, location)
        raise _Refused(f"more than {MOST_REDIRECTS} redirects")

    def _ask(
        self,
        origin: _Origin,
        address: str,
        headers: dict[str, str],
        form: bytes | None,
        now: datetime,
        deadline: float,
    ) -> tuple[Answer, str | None]:
        """One exchange: its answer, or where it redirects to."""
        connection = _Connection(origin, self._limits, self._tls_context)
        try:
            with _cut_off_at(deadline, connection):
                parts = urlsplit(address)
                target = f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}"
                method = "GET" if form is None else "POST"
                connection.request(method, target, form, headers={"Host": origin.netloc, **headers})
                response = connection.getresponse()
                if response.status in _REDIRECTS:
                    told = Answer(response.status, f"status {response.status}")
                    return told, response.getheader("Location", "")
                body = b"" if response.status == 304 else self._body(response)
                return _answer(response.status, body, response.headers, now), None
        finally:
            connection.close()

    def _body(self, response: HTTPResponse) -> bytes:
        """The body, unpacked. Raises _Refused for too much, and for half of it."""
        body = response.read(self._limits.size + 1)
        self._weigh(body)
        declared = response.getheader("Content-Length", "")
        if re.fullmatch(r"\d{1,18}", declared) and len(body) < int(declared):
            # Reading a given number of bytes, http.client does not mind that fewer came than were promised.
            raise _Refused("half an answer")
        packing = response.getheader("Content-Encoding", "identity").strip().lower()
        if packing == "identity":
            return body
        if packing != "gzip":
            raise _Refused(f"packed as {packing[:20]!r}, which nobody asked for")
        unpacking = zlib.decompressobj(_GZIP)
        try:
            body = unpacking.decompress(body, self._limits.size + 1)
        except zlib.error as error:
            raise _Refused("broken gzip") from error
        self._weigh(body)
        if not unpacking.eof:
            raise _Refused("half an answer")
        return body

    def _weigh(self, body: bytes) -> None:
        if len(body) > self._limits.size:
            raise _Refused(f"more than {self._limits.size} bytes")


class _Connection(HTTPConnection):
    """A connection to one of our services, which must not lie in a private network."""

    def __init__(self, origin: _Origin, limits: Limits, tls_context: Callable[[], ssl.SSLContext]) -> None:
        super().__init__(origin.host, origin.port)
        self._origin = origin
        self._limits = limits
        self._tls_context = tls_context
        self.held: socket.socket | None = None  # stays known when HTTPConnection lets go of it
        self.is_cut_off = False

    def connect(self) -> None:
        """Look the name up, and connect to the first of its addresses that is allowed and answers."""
        found = socket.getaddrinfo(self._origin.host, self._origin.port, type=socket.SOCK_STREAM)
        allowed = [str(entry[4][0]) for entry in found if is_allowed(str(entry[4][0]), self._origin.is_here)]
        if not allowed:
            raise _Refused(f"{self._origin.host} lies in a private network")
        reached = self._reach(allowed)
        if self._origin.scheme == "https":
            reached = self._tls_context().wrap_socket(
                reached, server_hostname=self._origin.host, do_handshake_on_connect=False
            )
        # Held before the handshake, so that one which drips is cut off as well.
        self.sock = self.held = reached
        if self.is_cut_off:
            raise _Refused("the time was up before the connection stood")
        if isinstance(reached, ssl.SSLSocket):
            reached.do_handshake()
        reached.settimeout(self._limits.read_s)

    def _reach(self, addresses: list[str]) -> socket.socket:
        *others, last = addresses
        for address in others:
            with suppress(OSError):
                return socket.create_connection((address, self._origin.port), self._limits.connect_s)
        return socket.create_connection((last, self._origin.port), self._limits.connect_s)


def is_allowed(address: str, is_here: bool) -> bool:
    """Whether an IP address may be connected to: a public one, or for a name of this machine one of its own."""
    found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_loopback if is_here else found.is_global and not found.is_multicast


@contextmanager
def _cut_off_at(deadline: float, connection: _Connection) -> Iterator[None]:
    """Shut the connection down at `deadline`: an answer that drips is never silent for long enough."""

    def cut() -> None:
        connection.is_cut_off = True
        if connection.held is not None:
            with suppress(OSError):
                # Past TLS: its own farewell would wait for the other side.
                socket.socket.shutdown(connection.held, socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _answer(status: int, body: bytes, headers: Message, now: datetime) -> Answer:
    return Answer(
        status=status,
        reason="" if status == 200 else f"status {status}",
        body=body,
        last_modified=_tag(headers.get("Last-Modified")),
        etag=_tag(headers.get("ETag")),
        expires_at=now + _lifetime(headers, now),
        retry_at=_retry(headers.get("Retry-After", ""), now),
    )


def _tag(text: str | None) -> str | None:
    return text if text is not None and len(text) <= LONGEST_TAG and text.isprintable() else None


def _lifetime(headers: Message, now: datetime) -> timedelta:
    """How long the answer is fresh (RFC 9111 §4.2): by max-age, else from Date to Expires; else not at all."""
    control = headers.get("Cache-Control", "").lower()
    seconds = re.search(r"(?:^|[\s,])max-age=\"?(\d{1,9})", control)
    expires = _http_date(headers.get("Expires", ""))
    if re.search(r"no-store|no-cache", control):
        fresh = timedelta()
    elif seconds:
        age = headers.get("Age", "").strip()
        fresh = timedelta(seconds=int(seconds[1]) - (int(age) if re.fullmatch(r"\d{1,9}", age) else 0))
    elif expires is not None:
        fresh = expires - (_http_date(headers.get("Date", "")) or now)
    else:
        fresh = timedelta()
    return max(timedelta(), min(fresh, LONGEST_WAIT))


def _retry(value: str, now: datetime) -> datetime | None:
    """Retry-After as seconds or as a date (RFC 9110 §10.2.3)."""
    if re.fullmatch(r"\s*\d{1,9}\s*", value):
        return now + min(timedelta(seconds=int(value)), LONGEST_WAIT)
    until = _http_date(value)
    return None if until is None else min(max(until, now), now + LONGEST_WAIT)


def _http_date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _origin(address: str) -> _Origin:
    """Raises _Refused for what is no address that may be asked."""
    try:
        parts = urlsplit(address)
        port = parts.port or _default_port(parts.scheme)
    except ValueError as error:
        raise _Refused("no address") from error
    origin = _Origin(parts.scheme, parts.hostname or "", port)
    if not origin.host or (parts.scheme != "https" and not (parts.scheme == "http" and origin.is_here)):
        raise _Refused(f"{origin.host or 'no host'} would be asked without TLS")
    return origin


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80
