"""Finished answers: what an address says, compressed or not, whole or 304, made once and sent many times."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]
RequestHeaders = Mapping[bytes, bytes]
"""Names in lower case, as ASGI delivers them; of a repeated header the last."""

NO_BODY: Message = {"type": "http.response.body", "body": b""}


class Answer(NamedTuple):
    """The two ASGI messages of one response. They are shared by all who get it: never change them."""

    status: int
    start: Message
    body: Message


def answer(status: int, headers: list[Header], body: bytes = b"") -> Answer:
    """An answer whose Content-Length is that of `body`."""
    length = (b"content-length", b"%d" % len(body))
    return Answer(status, _start(status, [*headers, length]), _body(body))


def without_body(status: int, headers: list[Header]) -> Answer:
    """An answer that has no body, such as 304; its length is none, not 0 (RFC 9110 §8.6)."""
    return Answer(status, _start(status, headers), NO_BODY)


def headless(full: Answer) -> Answer:
    """What HEAD gets: the same headers, no body (RFC 9110 §9.3.2)."""
    return full._replace(body=NO_BODY)


class Body(Protocol):
    """A finished body. `tag` names its bytes; `gzip` is None where packing gains nothing."""

    @property
    def tag(self) -> str: ...
    @property
    def gzip(self) -> bytes | None: ...
    @property
    def plain(self) -> bytes: ...


class Resource:
    """Everything one address can answer to GET and HEAD, chosen by two request headers.

    The two encodings are two representations, so each has its own strong ETag (RFC 9110 §8.8.3.3). What
    nearly all ask for is kept ready; the plain form of a packed body is unpacked for the few.
    """

    __slots__ = ("_body", "_headers", "_kept", "_status")

    def __init__(self, status: int, headers: list[Header], body: Body) -> None:
        """`headers` are those of every form of this answer."""
        self._status = status
        self._headers = headers
        self._body = body
        self._kept = self._form(body.plain if body.gzip is None else body.gzip, body.gzip is not None)

    def answer(self, method: str, headers: RequestHeaders) -> Answer:
        """For GET or HEAD; 304 where the visitor has this very representation already."""
        form = self._kept
        if self._body.gzip is not None and not takes_gzip(headers.get(b"accept-encoding")):
            form = self._form(self._body.plain, False)
        known = headers.get(b"if-none-match")
        if known is not None and form.not_modified is not None and names(known, form.tag):
            return form.not_modified
        return form.whole if method == "GET" else form.head

    def _form(self, body: bytes, is_gzip: bool) -> "_Form":
        return _Form(self._status, self._headers, self._body.tag, body, is_gzip)


class _Form:
    __slots__ = ("head", "not_modified", "tag", "whole")

    def __init__(self, status: int, headers: list[Header], tag: str, body: bytes, is_gzip: bool) -> None:
        self.tag = f'"{tag}-gz"'.encode() if is_gzip else f'"{tag}"'.encode()
        encoding = [(b"content-encoding", b"gzip")] if is_gzip else []
        self.not_modified = None
        if status == 200:
            # Only what would be 200 can be "not modified" (RFC 9110 §13.1.2).
            headers = [*headers, (b"etag", self.tag)]
            kept = [header for header in headers if header[0] != b"content-type"]
            self.not_modified = without_body(304, kept)
        self.whole = answer(status, [*headers, *encoding], body)
        self.head = headless(self.whole)


@lru_cache(maxsize=512)
def takes_gzip(accept_encoding: bytes | None) -> bool:
    """Whether the visitor takes gzip (RFC 9110 §12.5.3). Never fails: what cannot be read is passed over."""
    weights = {}
    for part in (accept_encoding or b"").lower().split(b","):
        coding, *parameters = (word.strip() for word in part.split(b";"))
        weights[coding] = not any(_is_zero_weight(parameter) for parameter in parameters)
    return weights.get(b"gzip", weights.get(b"x-gzip", weights.get(b"*", False)))


def _is_zero_weight(parameter: bytes) -> bool:
    name, _, value = parameter.partition(b"=")
    return name.strip() == b"q" and value.strip() in (b"0", b"0.", b"0.0", b"0.00", b"0.000")


def names(if_none_match: bytes, tag: bytes) -> bool:
    """Whether the header lists `tag`; proxies that compress make a strong tag weak, so W/ is passed over."""
    if if_none_match == tag:
        return True
    listed = (word.strip().removeprefix(b"W/") for word in if_none_match.split(b","))
    return any(word in (tag, b"*") for word in listed)


def _start(status: int, headers: list[Header]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _body(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body}
