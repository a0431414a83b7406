"""The application: finds the door for a request; whatever happens, the visitor gets an answer of ours."""

import time
from collections.abc import Iterable
from typing import Protocol

from starlette.requests import Request

from heritage.pages.drafts import Live
from heritage.web.answers import Answer, Receive, RequestHeaders, Scope, Send
from heritage.web.faults import fault, onward
from heritage.web.journal import Journal
from heritage.web.now import Now
from heritage.web.scan import SCANNED, ScanDoor
from heritage.web.shelf import Shelf

READING = ("GET", "HEAD")
UNKNOWN = "(unknown)"
"""In the log for addresses that are not ours: they may hold anything, a visitor's name too."""

KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


class Door(Protocol):
    """An address that answers by thought instead of from the shelf."""

    @property
    def methods(self) -> tuple[str, ...]: ...
    @property
    def route(self) -> str: ...
    def addresses(self, shelf: Shelf) -> list[str]:
        """One that ends with `/*` stands for everything below it."""
        ...

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer: ...


class Entrance:
    """Pages, files and scans are answered here without a framework between; the rest goes to its door."""

    def __init__(
        self, shelf: Shelf, scans: ScanDoor, doors: Iterable[Door], now: Now, journal: Journal
    ) -> None:
        self._scans = scans
        self._now = now
        self._all_doors = tuple(doors)
        self._journal = journal
        self.put_up(shelf)

    def put_up(self, shelf: Shelf) -> None:
        """Answer from `shelf` from the next request on."""
        base = shelf.frame.base_path
        self._doors = {address: door for door in self._all_doors for address in door.addresses(shelf)}
        self._below = [
            (address[:-1], door) for address, door in self._doors.items() if address.endswith("/*")
        ]
        self._signs = (f"{base}/Q/", f"{base}/q/")
        self._code_at = len(base) + len("/Q/")
        self.shelf = shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI, for scopes of type `http`."""
        began = time.perf_counter()
        try:
            route, given = await self._find(scope, receive)
        except Exception as error:
            self._journal.failure(error)
            route, given = UNKNOWN, self._apology(scope)
        await send(given.start)
        await send(given.body)
        method = scope["method"]
        self._journal.request(
            method if method in KNOWN_METHODS else "(other)",
            route,
            given.status,
            time.perf_counter() - began,
        )

    async def _find(self, scope: Scope, receive: Receive) -> tuple[str, Answer]:
        """The route for the log, and the answer."""
        shelf = self.shelf
        path, method = scope["path"], scope["method"]
        headers = dict(scope["headers"])
        if method in READING:
            resource = shelf.resources.get(path)
            if isinstance(resource, Live):
                return path, await self._now.answer(shelf, resource, method, headers)
            if resource is not None:
                return path, resource.answer(method, headers)
            if path.startswith(self._signs) and len(path) > self._code_at:
                return SCANNED, await self._scans.scanned(shelf, path[self._code_at :], scope, headers)
        door = self._door(path)
        if door is not None and method in door.methods:
            return door.route, await door.answer(shelf, Request(scope, receive), headers)
        return self._nothing_here(shelf, path, method, headers)

    def _door(self, path: str) -> Door | None:
        found = self._doors.get(path)
        if found is None:
            found = next((door for below, door in self._below if path.startswith(below)), None)
        return found

    def _nothing_here(
        self, shelf: Shelf, path: str, method: str, headers: RequestHeaders
    ) -> tuple[str, Answer]:
        door, language = self._door(path), shelf.language_at(path, headers)
        if door is not None or path in shelf.resources or path.startswith(self._signs):
            allowed = ", ".join(door.methods if door is not None else READING).encode()
            return UNKNOWN, fault(shelf, 405, language, method, headers, ((b"allow", allowed),))
        whole = path + "/"
        if method in READING and (whole in shelf.resources or whole in self._doors):
            return whole, onward(308, whole)
        return UNKNOWN, fault(shelf, 404, language, method, headers)

    def _apology(self, scope: Scope) -> Answer:
        headers = dict(scope["headers"])
        language = self.shelf.language_at(scope["path"], headers)
        return fault(self.shelf, 500, language, scope["method"], headers)
