"""`/health`: whether the service does its work, for whoever watches over it."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from heritage import __version__
from heritage.store.engine import StoreError
from heritage.web.answers import Answer, RequestHeaders, answer, headless
from heritage.web.headers import BARE_POLICY, DO_NOT_KEEP, JSON, described, security_headers
from heritage.web.shelf import Shelf

WITHIN_S = 2.0


@dataclass(frozen=True)
class State:
    """When the site that is served was compiled, what was wrong with the last change, visits not counted."""

    compiled_at: datetime
    problems: int
    missed: int


class HealthDoor:
    """200 while visits can be written, else 503. Watchers' visits are counted nowhere (R-P7)."""

    methods = ("GET", "HEAD")
    route = "/health"

    def __init__(
        self, write_nothing: Callable[[], None], state: Callable[[], State], within_s: float = WITHIN_S
    ) -> None:
        """`write_nothing` takes the way of every write and blocks; it raises StoreError."""
        self._write_nothing = write_nothing
        self._within_s = within_s
        self._state = state
        self._asking: asyncio.Task[bool] | None = None

    def addresses(self, shelf: Shelf) -> list[str]:
        """Below the base path, and at the root for watchers on the machine itself."""
        return ["/health", shelf.frame.base_path + "/health"]

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        """Never a word of the database's own in it: this address is public (R-S23)."""
        works = await self.database_works()
        state = self._state()
        body = {
            "status": "ok" if works else "failing",
            "database": "ok" if works else "failing",
            "content": {
                "compiled_at": state.compiled_at.isoformat(timespec="seconds"),
                "problems": state.problems,
            },
            "visits_missed": state.missed,
            "version": __version__,
        }
        about = [*described(JSON, DO_NOT_KEEP), *security_headers(BARE_POLICY)]
        made = answer(200 if works else 503, about, json.dumps(body).encode())
        return headless(made) if request.method == "HEAD" else made

    async def database_works(self) -> bool:
        """Whether a write would be done in good time."""
        # One question at a time: a database that hangs must not gather threads that wait for it.
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        done, _ = await asyncio.wait({self._asking}, timeout=self._within_s)
        return bool(done) and self._asking.result()

    async def _ask(self) -> bool:
        try:
            await asyncio.to_thread(self._write_nothing)
        except StoreError:
            return False
        return True
