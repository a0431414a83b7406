"""Eco-Counter's service, played by a server of this machine: its documented addresses and shapes, made-up passages.

It answers from the counts that a test lays out, and remembers what it was asked.
"""

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Asked:
    """A request that came in: its path, and its query or form."""

    path: str
    words: Mapping[str, str]
    authorization: str


@dataclass(frozen=True)
class Fault:
    """An answer that is none: a status, or a body of which only `sent` bytes go out."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None


class EcoServer:
    """Answers by `counts`: what each site or channel has, by the moment at which the hour began; None is null."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.counts: dict[str, dict[datetime, int | None]] = {}
        self.sites: list[dict[str, object]] = []
        self.faults: dict[str, list[Fault]] = {}
        self.valid_tokens: set[str] = set()
        self.expires_in = 3600
        self.secret = "besok:raknat"
        self.password: tuple[str, str] | None = None
        handler = type("Handler", (_Handler,), {"eco": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def lay_out_site(self, site: int, *channels: int, since: str = "2026-05-01T00:00:00+0200") -> None:
        """A site of the account."""
        names = ("IN", "OUT")
        self.sites.append(
            {
                "id": site,
                "name": "Leksaksbron",
                "userType": 1,
                "timeZone": "(UTC+01:00) Europe/Stockholm;DST",
                "interval": 15,
                "sens": 5,
                "installationDate": since,
                "firstData": since,
                "photos": [],
                "channels": [
                    {"id": one, "name": name, "sens": 1} for one, name in zip(channels, names, strict=False)
                ],
            }
        )

    def fail(self, path: str, *faults: Fault) -> None:
        """Answer addresses that begin with `path` by `faults`, one after the other, and then as usual."""
        self.faults[path] = list(faults)

    def asked_for(self, path: str) -> list[Asked]:
        """The requests to addresses that begin with `path`."""
        return [asked for asked in self.asked if asked.path.startswith(path)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, asked: Asked) -> tuple[int, object]:
        if method == "POST":
            return self._token(asked)
        if asked.authorization.removeprefix("Bearer ") not in self.valid_tokens:
            return 401, {"message": "token"}
        if asked.path == "/api/1.0/site":
            return 200, self.sites
        return 200, list(self._rows(asked.path.rpartition("/")[2], asked.words))

    def _token(self, asked: Asked) -> tuple[int, object]:
        basic = base64.b64decode(asked.authorization.removeprefix("Basic ")).decode()
        given = asked.words.get("username", ""), asked.words.get("password", "")
        grant = "client_credentials" if self.password is None else "password"
        if basic != self.secret or asked.words["grant_type"] != grant or given != (self.password or ("", "")):
            return 401, {"error": "invalid_client"}
        token = f"t{len(self.asked)}"
        self.valid_tokens = {token}
        return 200, {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": self.expires_in,
            "scope": "x",
        }

    def _rows(self, channel: str, words: Mapping[str, str]) -> Iterator[dict[str, object]]:
        """Hours from `begin` to before `end`, which are local; those nobody laid out are null."""
        counts = self.counts.get(channel, {})
        at, end = (
            datetime.fromisoformat(words[name]).replace(tzinfo=STOCKHOLM).astimezone(UTC)
            for name in ("begin", "end")
        )
        while at < end:
            local, count = at.astimezone(STOCKHOLM), counts.get(at)
            yield {
                "date": f"{local:%Y-%m-%dT%H:%M:%S}",
                "isoDate": f"{local:%Y-%m-%dT%H:%M:%S%z}",
                "counts": count,
                "status": None if count is None else 1,
            }
            at += HOUR


class _Handler(BaseHTTPRequestHandler):
    eco: EcoServer

    def do_GET(self) -> None:
        self._answer("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self._answer("POST", self.rfile.read(length).decode())

    def _answer(self, method: str, words: str) -> None:
        path = urlsplit(self.path).path
        given = {name: values[0] for name, values in parse_qs(words).items()}
        asked = Asked(path, given, self.headers.get("Authorization", ""))
        self.eco.asked.append(asked)
        fault = self._fault(path)
        if fault is not None:
            self._send(fault.status, fault.body, fault.headers, fault.sent)
            return
        status, document = self.eco.answer(method, asked)
        self._send(status, json.dumps(document).encode(), {}, None)

    def _fault(self, path: str) -> Fault | None:
        for beginning, faults in self.eco.faults.items():
            if path.startswith(beginning) and faults:
                return faults.pop(0)
        return None

    def _send(self, status: int, body: bytes, headers: Mapping[str, str], sent: int | None) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:sent])

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def eco_server() -> Iterator[EcoServer]:
    """A server, for as long as it is needed."""
    server = EcoServer()
    try:
        yield server
    finally:
        server.close()
