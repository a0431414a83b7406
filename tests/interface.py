"""Asks the read API at a moment of the test's choosing: its doors alone, without the rest of the application."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine
from starlette.requests import Request

from heritage.pages.compile import compile_site
from heritage.pages.site import assemble
from heritage.places.library import load
from heritage.places.place import Library
from heritage.web.api import ApiDoor, ApiParts, api_doors
from heritage.web.clients import Clients
from heritage.web.counts_api import counts_door
from heritage.web.journal import Journal
from heritage.web.limits import Limit
from heritage.web.shelf import Shelf
from tests.asgi import SMALL


@dataclass(frozen=True)
class Told:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def data(self) -> Any:
        return json.loads(self.text)


class Interface:
    """The API of a library at `now`, which tests move."""

    def __init__(
        self,
        engine: Engine,
        library: Library,
        now: datetime,
        base_url: str | None = None,
        burst: int = 1000,
        patience_s: float = 20,
    ) -> None:
        self.now = now
        self.lines: list[str] = []
        self.journal = Journal(self.lines.extend)
        self.parts = ApiParts(
            engine, Clients(()), Limit(burst, 1000.0), self.journal, lambda: self.now, patience_s
        )
        self.shelf = _toy_shelf(base_url) if library is _toy() else _shelf(library, base_url)
        doors = api_doors(self.parts, counts_door(self.parts))
        self._doors = [(address, door) for door in doors for address in door.addresses(self.shelf)]

    def door(self, path: str) -> ApiDoor:
        """The first whose address it is, as at the entrance."""
        for address, door in self._doors:
            if path == address or (address.endswith("/*") and path.startswith(address[:-1])):
                return door
        raise LookupError(path)

    def ask(
        self,
        path: str,
        query: str = "",
        headers: dict[str, str] | None = None,
        method: str = "GET",
        sender: str = "203.0.113.7",
    ) -> Told:
        raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": raw,
            "client": (sender, 50_000),
        }
        given = asyncio.run(self.door(path).answer(self.shelf, Request(scope), dict(raw)))
        names = [name for name, _ in given.start["headers"]]
        assert len(set(names)) == len(names)
        found = {name.decode(): value.decode("latin-1") for name, value in given.start["headers"]}
        return Told(given.status, found, given.body["body"])


@contextmanager
def interface(
    engine: Engine, now: datetime, library: Library | None = None, **others: Any
) -> Iterator[Interface]:
    """The API of the toy content, unless of another library."""
    opened = Interface(engine, library or _toy(), now, **others)
    yield opened
    opened.parts.close()


@lru_cache
def _toy() -> Library:
    library = load(SMALL).library
    assert library is not None
    return library


@lru_cache
def _toy_shelf(base_url: str | None) -> Shelf:
    """Most tests ask the same one."""
    return _shelf(_toy(), base_url)


def _shelf(library: Library, base_url: str | None) -> Shelf:
    return Shelf(compile_site(assemble(library, base_url)))
