"""`/api/v1`: readings and conditions as open data for anybody's programs (R-D10, R-D11, R-D13).

Only GET and HEAD, no key, any origin. Every refusal is problem+json with the address asked for as its instance.
"""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from http import HTTPStatus
from itertools import islice
from urllib.parse import urlencode

from sqlalchemy import Connection, Engine
from starlette.requests import Request

from heritage.conditions.gather import conditions_of
from heritage.conditions.listing import EVER, FOR_EVER, Wanted, list_readings
from heritage.conditions.published import Data, as_time, conditions_data, reading_data
from heritage.pages.page import pack
from heritage.places.place import CONDITIONS_PAGE
from heritage.quantities import QUANTITIES
from heritage.store.engine import StoreError, no_answer, told_in_a_sentence
from heritage.store.kind import Kind, kind_of
from heritage.web.answers import (
    Answer,
    Header,
    RequestHeaders,
    Scope,
    answer,
    headless,
    names,
    takes_gzip,
    without_body,
)
from heritage.web.clients import Clients, neighbourhood
from heritage.web.headers import BARE_POLICY, DO_NOT_KEEP, JSON, PROBLEM_JSON, described, security_headers
from heritage.web.journal import Journal
from heritage.web.limits import Limit
from heritage.web.openapi import API_VERSION, described_api
from heritage.web.parameters import Refused, known, moment_of, number_of, parameters_of
from heritage.web.shelf import Shelf

API = "/api/v1"
LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"
"""R-D3, R-D6."""

USUAL_LIMIT, MOST_AT_ONCE = 20, 1_000
DEEPEST = 10_000
"""How many readings a caller may turn pages through; further back one asks by time."""

KEPT_S, KEPT_LONG_S = 60, 3_600

PATIENCE_S = 5.0
READERS = 2
"""Threads that read: as many as may hang in a database that does not answer."""

READ_ONLY = "This interface is for reading: use GET."
TOO_MANY = "Too many requests; come back in {} s."
NO_DATABASE = "The database does not answer just now."
OUR_FAULT = "Something went wrong on our side."

_RELATIVE = frozenset({"at", "age_seconds"})
"""What differs each time though nothing has changed."""

_OPEN: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, Retry-After"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: `rest` is the address after that of the resource, `base` the absolute address of the API."""

    shelf: Shelf
    rest: str
    parameters: dict[str, str]
    now: datetime

    @property
    def base(self) -> str:
        return self.shelf.frame.base_url + API


@dataclass(frozen=True, slots=True)
class Document:
    """An answer's data, how many seconds it may be kept, and when the newest of it came."""

    data: Data
    kept_s: int = KEPT_S
    changed_at: datetime | None = None


Find = Callable[[Asked, Connection], Document]
"""Finds a document, or raises Refused."""


@dataclass(frozen=True, slots=True)
class ApiParts:
    """What all doors of the API share."""

    engine: Engine
    clients: Clients
    limit: Limit
    journal: Journal
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    patience_s: float = PATIENCE_S
    readers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(READERS, "api"))

    def close(self) -> None:
        """Let the threads go; one that hangs in a database is not waited for."""
        self.readers.shutdown(wait=False, cancel_futures=True)

    async def answer(self, find: Find, asked: Asked, headers: RequestHeaders) -> Answer:
        """The document, packed, all off the event loop. Raises StoreError, also for a database that does not answer."""

        def job() -> Answer:
            with told_in_a_sentence(), self.engine.connect() as connection:
                document = find(asked, connection)
            return _answered(document, headers)

        reading = asyncio.get_running_loop().run_in_executor(self.readers, job)
        try:
            return await asyncio.wait_for(reading, self.patience_s)
        except TimeoutError as error:
            raise no_answer() from error


def api_doors(parts: ApiParts, *others: "ApiDoor") -> tuple["ApiDoor", ...]:
    """A door for each resource, `others` among them, and one for every other address below `/api/`: it has nothing."""
    return (
        ApiDoor(parts, f"{API}/readings", "", readings),
        ApiDoor(parts, f"{API}/places/", "{id}/conditions", place_conditions),
        ApiDoor(parts, f"{API}/api-info", "", api_info),
        ApiDoor(parts, f"{API}/openapi.json", "", openapi),
        *others,
        ApiDoor(parts, "/api/", "{unknown}", nothing_here),
    )


class ApiDoor:
    """Answers for one resource. `below` stands in the log for the part of the address that varies."""

    # Others than GET and HEAD get an answer for machines too.
    methods = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")

    def __init__(self, parts: ApiParts, path: str, below: str, find: Find) -> None:
        self._parts = parts
        self._path = path
        self._find = find
        self._is_exact = not below
        self.route = path + below

    def addresses(self, shelf: Shelf) -> list[str]:
        """The resource's own, or all below it."""
        return [shelf.frame.base_path + self._path + ("" if self._is_exact else "*")]

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        """The document, or why not."""
        scope, parts = request.scope, self._parts
        path: str = scope["path"]
        try:
            made = await parts.answer(self._find, self._asked(shelf, scope, headers), headers)
        except Refused as refused:
            made = _refusal(refused, path)
        except StoreError as failure:
            parts.journal.event("data not read", reason=failure)
            made = _refusal(Refused(503, NO_DATABASE, (b"retry-after", b"30")), path)
        except Exception as error:
            parts.journal.failure(error)
            made = _refusal(Refused(500, OUR_FAULT), path)
        return headless(made) if scope["method"] == "HEAD" else made

    def _asked(self, shelf: Shelf, scope: Scope, headers: RequestHeaders) -> Asked:
        """What is asked for. Raises Refused for whom and what is not answered."""
        if scope["method"] not in ("GET", "HEAD"):
            raise Refused(405, READ_ONLY, (b"allow", b"GET, HEAD"))
        sender = neighbourhood(self._parts.clients.address(scope, headers))
        wait_s = self._parts.limit.wait_s(sender, time.monotonic())
        if wait_s:
            raise Refused(429, TOO_MANY.format(wait_s), (b"retry-after", b"%d" % wait_s))
        rest = scope["path"][len(shelf.frame.base_path) + len(self._path) :]
        return Asked(shelf, rest, parameters_of(scope["query_string"]), self._parts.clock())


def readings(asked: Asked, connection: Connection) -> Document:
    """Readings by place, quantity and time, the newest first."""
    given = known(asked.parameters, ("place", "quantity", "from", "to", "limit", "page"))
    wanted = Wanted(
        _place(asked, given),
        _quantity(given),
        moment_of(given, "from", EVER),
        moment_of(given, "to", FOR_EVER),
    )
    if wanted.begins >= wanted.ends:
        raise Refused(400, "'from' must be earlier than 'to'.")
    limit = number_of(given, "limit", USUAL_LIMIT, MOST_AT_ONCE)
    page = number_of(given, "page", 1, DEEPEST)
    if page * limit > DEEPEST:
        told = f"Pages go back {DEEPEST} readings; ask for older ones with 'to'."
        raise Refused(400, told)
    is_demo = kind_of(connection) is Kind.DEMO
    first = (page - 1) * limit
    listed = list_readings(connection, asked.shelf.library, wanted, asked.now, is_demo)
    found = list(islice(listed, first, first + limit + 1))
    more = f"{asked.base}/readings?{urlencode({**given, 'page': page + 1})}" if len(found) > limit else None
    found = found[:limit]
    data = {
        "at": as_time(asked.now),
        "is_demo": is_demo,
        "licence": LICENCE,
        "limit": limit,
        "page": page,
        "next": more if (page + 1) * limit <= DEEPEST else None,
        "readings": [reading_data(one, asked.now, is_demo) for one in found],
    }
    return Document(data, changed_at=max((one.observed_at + one.lag for one in found), default=None))


def place_conditions(asked: Asked, connection: Connection) -> Document:
    """What the panel of a place tells."""
    slug, _, rest = asked.rest.partition("/")
    place = asked.shelf.library.places.get(slug)
    if rest != "conditions" or place is None or place.conditions is None:
        raise Refused(404, "Nothing is measured at a place of that id.")
    known(asked.parameters, ())
    frame, library = asked.shelf.frame, asked.shelf.library
    found = conditions_of(connection, library, place, asked.now)
    address = frame.absolute(frame.address(frame.languages[0], f"{slug}/{CONDITIONS_PAGE}"))
    left_s = int((found.changes_at - asked.now).total_seconds())
    moments = [shown.observed_at for shown in found.readings]
    data = {**conditions_data(place, found, address), "licence": LICENCE}
    return Document(data, min(KEPT_S, max(0, left_s)), max(moments, default=None))


def api_info(asked: Asked, connection: Connection) -> Document:
    """What the national profile wants to be told of every interface."""
    known(asked.parameters, ())
    info = {
        "apiName": f"{asked.shelf.library.site.owner}: conditions",
        "apiVersion": API_VERSION,
        "apiReleased": "2026-11-21",
        "apiDocumentation": f"{asked.base}/openapi.json",
        "apiStatus": "active",
    }
    return Document(info, KEPT_LONG_S)


def openapi(asked: Asked, connection: Connection) -> Document:
    """The description of all this."""
    known(asked.parameters, ())
    return Document(described_api(asked.shelf.library.site, asked.base), KEPT_LONG_S)


def nothing_here(asked: Asked, connection: Connection) -> Document:
    """Every other address."""
    raise Refused(404, f"There is nothing here; {asked.base}/openapi.json tells what there is.")


def _place(asked: Asked, given: dict[str, str]) -> str | None:
    slug = given.get("place")
    if slug is not None:
        place = asked.shelf.library.places.get(slug)
        if place is None or place.conditions is None:
            raise Refused(400, "'place' is not the id of a place where something is measured.")
    return slug


def _quantity(given: dict[str, str]) -> str | None:
    key = given.get("quantity")
    if key is not None and (key not in QUANTITIES or not QUANTITIES[key].is_public):
        public = ", ".join(name for name, quantity in QUANTITIES.items() if quantity.is_public)
        raise Refused(400, f"'quantity' is one of {public}.")
    return key


def _answered(document: Document, headers: RequestHeaders) -> Answer:
    """200, or 304 where nothing has changed but ages; they follow from the times, so the tag is a weak one."""
    tag = f'W/"{_fingerprint(document.data)}"'.encode()
    kept = b"public, max-age=%d" % document.kept_s
    about = [*described(JSON, kept), (b"etag", tag), *_OPEN, *_security()]
    if document.changed_at is not None:
        about.append((b"last-modified", format_datetime(document.changed_at, usegmt=True).encode()))
    if_none_match = headers.get(b"if-none-match")
    if if_none_match is not None and names(if_none_match, tag.removeprefix(b"W/")):
        return without_body(304, [header for header in about if header[0] != b"content-type"])
    body = json.dumps(document.data, ensure_ascii=False, separators=(",", ":")).encode()
    if takes_gzip(headers.get(b"accept-encoding")):
        return answer(200, [*about, (b"content-encoding", b"gzip")], pack(body))
    return answer(200, about, body)


def _fingerprint(data: Data) -> str:
    lasting = json.dumps(_lasting(data), sort_keys=True, separators=(",", ":")).encode()
    return sha256(lasting).hexdigest()[:32]


def _lasting(data: object) -> object:
    """`data` without what depends on the moment of asking."""
    if isinstance(data, dict):
        return {key: _lasting(value) for key, value in data.items() if key not in _RELATIVE}
    return [_lasting(value) for value in data] if isinstance(data, list) else data


def _refusal(refused: Refused, path: str) -> Answer:
    """RFC 9457; `instance` is the address without its query, which may hold anything."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "detail": refused.detail,
        "instance": path,
    }
    about = [*described(PROBLEM_JSON, DO_NOT_KEEP), *refused.more, *_OPEN, *_security()]
    return answer(refused.status, about, json.dumps(body).encode())


def _security() -> list[Header]:
    """As everywhere, but that other origins may have this."""
    fixed = [
        header for header in security_headers(BARE_POLICY) if header[0] != b"cross-origin-resource-policy"
    ]
    return [*fixed, (b"cross-origin-resource-policy", b"cross-origin")]
