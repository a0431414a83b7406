"""Asks an ASGI application without a network: exactly the bytes that a test wants to send."""

import asyncio
import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from heritage.app import App, create_app, put_together
from heritage.pages.compile import CompiledSite
from heritage.problems import Problem
from heritage.settings.secret import Secret
from heritage.settings.settings import Settings
from heritage.web.journal import Write

PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"

Headers = dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        """The body, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Visitor:
    """Somebody at `address` with a phone; every request may say otherwise."""

    def __init__(self, app: App, runner: asyncio.Runner, address: str = "203.0.113.7") -> None:
        self.app = app
        self.runner = runner
        self.address = address

    def get(self, path: str, headers: Headers | None = None, query: str = "") -> Reply:
        return self.ask("GET", path, headers, query)

    def ask(
        self,
        method: str,
        path: str,
        headers: Headers | None = None,
        query: str = "",
        body: bytes | Iterable[bytes] = b"",
    ) -> Reply:
        """`headers` come on top of a user agent; one with the value "" is left out."""
        given = {"host": "leksak.example", "user-agent": PHONE, **(headers or {})}
        raw = [(name.encode(), value.encode("latin-1")) for name, value in given.items() if value]
        return self.send(method, path, raw, query.encode(), body)

    def send(
        self,
        method: str,
        path: str,
        headers: list[tuple[bytes, bytes]],
        query: bytes = b"",
        body: bytes | Iterable[bytes] = b"",
    ) -> Reply:
        """The request as it is given."""
        return self.runner.run(self._send(method, path, headers, query, body))

    async def _send(
        self,
        method: str,
        path: str,
        headers: list[tuple[bytes, bytes]],
        query: bytes,
        body: bytes | Iterable[bytes],
    ) -> Reply:
        chunks = [body] if isinstance(body, bytes) else list(body)
        incoming: list[dict[str, Any]] = [
            {"type": "http.request", "body": chunk, "more_body": place < len(chunks) - 1}
            for place, chunk in enumerate(chunks)
        ]
        sent: list[Any] = []

        async def receive() -> Any:
            return incoming.pop(0) if incoming else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode("utf-8", "surrogateescape"),
            "query_string": query,
            "root_path": "",
            "headers": headers,
            "client": (self.address, 50_000),
            "server": ("127.0.0.1", 8000),
        }
        await self.app(scope, receive, send)
        start, *parts = sent
        # Names are unique in every answer of ours; a test would see a lost one here.
        assert len({name for name, _ in start["headers"]}) == len(start["headers"])
        found = {name.decode("ascii"): value.decode("latin-1") for name, value in start["headers"]}
        return Reply(start["status"], found, b"".join(part["body"] for part in parts))


@contextmanager
def visiting(app: App) -> Iterator[Visitor]:
    """A visitor to an opened application, which is closed at the end."""
    with asyncio.Runner() as runner:
        runner.run(app.open())
        try:
            yield Visitor(app, runner)
        finally:
            runner.run(app.close())


SMALL = Path(__file__).parent / "data/small/content"
LANGUAGES = ("sv", "en", "de")


def settings(data_dir: Path, database_url: str | None = None, **others: Any) -> Settings:
    """For the toy content, unless `others` say otherwise."""
    database = Secret("HERITAGE_DATABASE_URL", database_url) if database_url is not None else None
    return Settings(**{"content": SMALL, "data_dir": data_dir, "database": database} | others)


@contextmanager
def visiting_small(data_dir: Path, database_url: str | None = None, **others: Any) -> Iterator[Visitor]:
    """A visitor to the toy site; its log goes nowhere."""
    with visiting(small_app(data_dir, database_url, **others)) as visitor:
        yield visitor


def small_app(
    data_dir: Path, database_url: str | None = None, write: Write = lambda lines: None, **others: Any
) -> App:
    """The application of the toy content, which nobody changes: it is put together once."""
    return create_app(settings(data_dir, database_url, **others), write, _put_together_once)


def _put_together_once(settings: Settings, today: date) -> tuple[CompiledSite | None, list[Problem]]:
    if settings.content != SMALL:
        return put_together(settings, today)
    return _put_together(settings.base_url, settings.is_demo, today)


@lru_cache
def _put_together(
    base_url: str | None, is_demo: bool, today: date
) -> tuple[CompiledSite | None, list[Problem]]:
    return put_together(Settings(content=SMALL, base_url=base_url, is_demo=is_demo), today)
