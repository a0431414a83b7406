"""The weather services, played by a server of this machine: the real addresses and formats, made-up weather.

It answers what a test lays out for it, and remembers what it was asked.
"""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

DATA = Path(__file__).parent / "data/weather"

SMHI_FORECAST = "/api/category/snow1g/version/1/geotype/point/"
SMHI_PARAMETERS = "/api/category/snow1g/version/1/parameter.json"
SMHI_WARNINGS = "/ibww/api/version/1/warning.json"
MET_FORECAST = "/weatherapi/locationforecast/2.0/compact"

HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Reply:
    """An answer. Only `sent` bytes of its body go out, if that is given; `waits` holds it back until the end.

    `drips` sends a byte, and the next ones only when the server is told to end.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    waits: bool = False
    drips: bool = False
    is_gzip: bool = False


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    query: str
    headers: Message


class WeatherServer:
    """Answers each path by the longest of its beginnings that was laid out; others with 404."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._replies: dict[str, list[Reply]] = {}
        self.ending = threading.Event()
        self.handler = type("Handler", (_Handler,), {"weather": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def lay_out(self, path: str, *replies: Reply) -> None:
        """Answer addresses that begin with `path` by `replies`, one after the other; the last one stays."""
        self._replies[path] = list(replies)

    def reply_to(self, path: str) -> Reply:
        beginnings = [beginning for beginning in self._replies if path.startswith(beginning)]
        if not beginnings:
            return Reply(404)
        replies = self._replies[max(beginnings, key=len)]
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def asked_for(self, path: str) -> list[Asked]:
        """The requests to addresses that begin with `path`."""
        return [asked for asked in self.asked if asked.path.startswith(path)]

    def close(self) -> None:
        self.ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    weather: WeatherServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.weather.asked.append(Asked(parts.path, parts.query, self.headers))
        reply = self.weather.reply_to(parts.path)
        if reply.waits:
            self.weather.ending.wait(timeout=30)
            return
        body = gzip.compress(reply.body) if reply.is_gzip else reply.body
        self.send_response_only(reply.status)  # without a Date, which would be the real one
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.is_gzip:
            self.send_header("Content-Encoding", "gzip")
        if reply.status != 304 and "Transfer-Encoding" not in reply.headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if reply.drips:
            self._drip(body)
        else:
            self.wfile.write(body[: reply.sent])

    def _drip(self, body: bytes) -> None:
        """A byte now and then: never silent for long, and never done."""
        for byte in body:
            try:
                self.wfile.write(bytes([byte]))
            except OSError:
                return
            if self.weather.ending.wait(timeout=0.05):
                return

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def weather_server() -> Iterator[WeatherServer]:
    """A server, for as long as it is needed."""
    server = WeatherServer()
    try:
        yield server
    finally:
        server.close()


def example(name: str) -> bytes:
    """A short document of tests/data/weather."""
    return (DATA / f"{name}.json").read_bytes()


def smhi_forecast(issued_at: datetime, temperature: float = 2.0) -> bytes:
    """A whole SNOW1g answer: hours for two days and a half, then six and twelve hours, ten days in all."""
    first = issued_at.replace(minute=0, second=0, microsecond=0)
    lengths = [1] * 58 + [2] + [6] * 14 + [12] * 8
    return _json(
        {
            "createdTime": _utc(issued_at),
            "referenceTime": _utc(first),
            "geometry": {"type": "Point", "coordinates": [15.611209, 62.508871]},
            "timeSeries": list(_smhi_steps(first, lengths, temperature)),
        }
    )


def _smhi_steps(first: datetime, lengths: list[int], temperature: float) -> Iterator[dict[str, object]]:
    start = first
    for number, length in enumerate(lengths):
        end = start + length * HOUR
        yield {
            "time": _utc(end),
            "intervalParametersStartTime": _utc(start),
            "data": {
                "air_temperature": round(temperature + (number % 12) / 4, 1),
                "wind_from_direction": (number * 30) % 360,
                "wind_speed": round(2 + (number % 5) * 1.5, 1),
                "wind_speed_of_gust": round(4 + (number % 5) * 2.5, 1),
                "thunderstorm_probability": 0,
                "precipitation_amount_mean_deterministic": 0.0,
                "precipitation_amount_mean": 0.2 if number % 6 == 5 else 0.0,
                "predominant_precipitation_type_at_surface": 1 if number % 6 == 5 else 0,
                "symbol_code": 18 if number % 6 == 5 else 6,
            },
        }
        start = end


def met_forecast(issued_at: datetime, temperature: float = 3.0) -> bytes:
    """A whole Locationforecast answer: hours for two days, then six hours, nine days in all."""
    first = issued_at.replace(minute=0, second=0, microsecond=0)
    moments = [first + hour * HOUR for hour in range(54)] + [first + (54 + 6 * i) * HOUR for i in range(28)]
    entries = []
    for number, moment in enumerate(moments):
        details = {"air_temperature": round(temperature + (number % 8) / 4, 1), "wind_speed": 3.4}
        data: dict[str, object] = {"instant": {"details": details | {"wind_from_direction": 181.5}}}
        if number < len(moments) - 1:
            period = {"summary": {"symbol_code": "lightrain"}, "details": {"precipitation_amount": 0.1}}
            data["next_1_hours" if number < 54 else "next_6_hours"] = period
        entries.append({"time": _utc(moment), "data": data})
    meta = {"updated_at": _utc(issued_at), "units": {"air_temperature": "celsius", "wind_speed": "m/s"}}
    return _json({"type": "Feature", "properties": {"meta": meta, "timeseries": entries}})


def http_date(moment: datetime) -> str:
    """As it stands in a header."""
    return moment.astimezone(UTC).strftime(HTTP_DATE)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(document: object) -> bytes:
    return json.dumps(document).encode()
