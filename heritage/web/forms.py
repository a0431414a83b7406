"""Reads a posted form: from our own pages only, small, in good time, and in the one form browsers use."""

import asyncio
from urllib.parse import parse_qs, urlsplit

from starlette.requests import ClientDisconnect, Request

from heritage.web.answers import RequestHeaders
from heritage.web.shelf import Shelf

MOST_BYTES = 65_536
"""Room for the longest message in any script: 4000 characters of four bytes, written as %XX, are 48 kB."""

WITHIN_S = 30.0
MOST_FIELDS = 24
MEDIA_TYPE = b"application/x-www-form-urlencoded"


class Refused(Exception):
    """A form that is not taken; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read_form(shelf: Shelf, request: Request, headers: RequestHeaders) -> dict[str, str]:
    """The fields of a form of our own pages. Raises Refused."""
    if is_from_elsewhere(shelf, headers):
        raise Refused(403)
    return await read_fields(request, headers)


async def read_fields(request: Request, headers: RequestHeaders) -> dict[str, str]:
    """The fields of a form from wherever it comes, of a repeated one the first. Raises Refused."""
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != MEDIA_TYPE:
        raise Refused(415)
    try:
        async with asyncio.timeout(WITHIN_S):
            body = await _read(request)
    except (TimeoutError, ClientDisconnect) as error:
        raise Refused(408) from error
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Refused(413) from error
    return {name: values[0] for name, values in fields.items()}


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(413)
    return bytes(body)


def is_from_elsewhere(shelf: Shelf, headers: RequestHeaders) -> bool:
    """Whether a browser says that another site's page made it send this.

    There are no cookies to steal; this keeps strangers' pages from writing with our visitors' hands. Where
    a browser is too old to say either, its form is taken.
    """
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site not in (b"same-origin", b"none")
    origin = headers.get(b"origin")
    if origin is None:
        return False
    hosts = {shelf.frame.host, headers.get(b"host", b"").decode("latin-1").lower()}
    return _host(origin) not in hosts


def _host(origin: bytes) -> str | None:
    try:
        return urlsplit(origin.decode("latin-1")).netloc.lower() or None
    except ValueError:
        return None
