"""How fast pages and counted scans are served, beside a bare function on the same server and beside nginx.

Usage: `make bench`, or `python -m tests.bench.serving`. One server process on core 0 and wrk with 50
connections on core 1, in turn; medians of five rounds, and of the ratios
within a round. Every scan comes from a phone never seen, and the sums in the
database are compared with wrk's answers. Ends with status 1 when a bar is missed.
"""

import asyncio
import http.client
import json
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from heritage.pages import directory
from heritage.pages.compile import compile_site
from heritage.pages.export import export
from heritage.pages.site import assemble
from heritage.places.library import load
from heritage.store.engine import open_engine
from heritage.web.answers import Receive, Scope, Send, answer
from heritage.web.server import serve
from tests.commands import surroundings
from tests.moments import State, fill

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"
HOST = "127.0.0.1"
CONNECTIONS = 50
SECONDS = 3
ROUNDS = 5
SERVER_CORE, CLIENT_CORE = "0", "1"
WRK = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]

PAGE_BAR, SCAN_BAR, PANEL_BAR, P99_BAR_MS = 0.6, 0.4, 0.8, 10.0
SCAN_AIM, NGINX_AIM = 0.6, 0.2

SERVE = [sys.executable, "-m", "heritage", "serve"]

PHONES = """
local path, run
local number = 0
function init(arguments) path, run = arguments[1], arguments[2] end
function request()
  number = number + 1
  return wrk.format("GET", path, {
    ["User-Agent"] = "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 " .. run .. "-" .. number,
    ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ["Accept-Language"] = "sv-SE,sv;q=0.9,en;q=0.8",
    ["Accept-Encoding"] = "gzip, deflate, br",
  })
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nFIGURES {"answers": %d, "us": %d, "p50": %d, "p99": %d, "errors": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""

NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error error;
events {{ worker_connections 256; }}
http {{
  access_log off; types {{ text/html html; }} default_type application/octet-stream;
  keepalive_requests 100000000; open_file_cache max=1000; gzip_static on; sendfile on; tcp_nopush on;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen {host}:{port}; root {folder}/site; }}
}}
"""


@dataclass(frozen=True)
class Row:
    """What is measured: `path` at `port`."""

    name: str
    port: int
    path: str


@dataclass(frozen=True)
class Run:
    """What wrk saw in one run."""

    answers: int
    per_second: float
    p50_ms: float
    p99_ms: float


class Servers:
    """The servers, each on a port of its own and all on one core; one has work at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.bare, self.heritage, self.nginx, self.without = (free_port() for _ in range(4))

    def commands(self, body: Path) -> Iterator[tuple[int, list[str], dict[str, str]]]:
        """Port, command and settings of each."""
        yield self.bare, [sys.executable, __file__, "bare", str(self.bare), str(body)], {}
        yield self.heritage, SERVE, self._settings(self.heritage, CONTENT, "data")
        yield self.without, SERVE, self._settings(self.without, self._folder / "content", "data-without")
        config = self._folder / "nginx.conf"
        config.write_text(NGINX.format(folder=self._folder, host=HOST, port=self.nginx))
        yield self.nginx, ["/usr/sbin/nginx", "-c", str(config), "-e", str(self._folder / "error")], {}

    def _settings(self, port: int, content: Path, data: str) -> dict[str, str]:
        return {
            "HERITAGE_CONTENT": str(content),
            "HERITAGE_DATA_DIR": str(self._folder / data),
            "HERITAGE_BASE_URL": f"http://{HOST}:{port}",
            "HERITAGE_PORT": str(port),
        }


def main() -> int:
    if sys.argv[1:2] == ["bare"]:
        asyncio.run(bare(int(sys.argv[2]), Path(sys.argv[3]).read_bytes()))
        return 0
    library = load(CONTENT).library
    if library is None:
        raise SystemExit("the content cannot be read; see `heritage check`")
    live = directory.measured(library)
    sign = next(sign for sign in library.signs.values() if not sign.is_retired and sign.place not in live)
    page, panel = f"/sv/{sign.place}/", f"/sv/{live[0]}/"
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        servers = Servers(folder)
        site = assemble(library, f"http://{HOST}:{servers.heritage}")
        export(site, folder / "site")
        packed = compile_site(site).pages[page].gzip or b""
        (folder / "body").write_bytes(packed)
        (folder / "phones.lua").write_text(PHONES)
        fill(folder / "data", State.FULL, datetime.now(UTC), live[0])
        copy_without_conditions(folder / "content", live[0])
        for port, command, settings in servers.commands(folder / "body"):
            opened.enter_context(started(port, command, settings, folder / f"log-{port}"))
        rows = {
            "bare": Row("a bare ASGI function", servers.bare, page),
            "page": Row("a page", servers.heritage, page),
            "scan": Row("a counted, committed scan", servers.heritage, f"/Q/{sign.code}"),
            "nginx": Row("nginx, gzip_static", servers.nginx, page),
            "panel": Row("a page with its panel", servers.heritage, panel),
            "without": Row("the same page without", servers.without, panel),
        }
        print(
            f"{page}, {len(packed)} bytes under gzip, {CONNECTIONS} connections, {ROUNDS} runs of {SECONDS} s"
        )
        runs = measured(rows, folder)
        return report(rows, runs) | compared(runs["scan"], folder / "data")


def copy_without_conditions(folder: Path, place: str) -> None:
    """The same content where nothing is measured at `place`, and no code opens a page about that."""
    shutil.copytree(CONTENT, folder)
    for file, begins in (
        (folder / place / "sv.md", "conditions:"),
        (folder / "codes.yaml", "  page: conditions"),
    ):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line.replace(", page: conditions", "") for line in lines if not line.startswith(begins)]
        file.write_text("".join(kept), encoding="utf-8")


async def bare(port: int, body: bytes) -> None:
    """The floor: the same server, answering `body` from a function that looks at nothing."""
    about = [(b"content-type", b"text/html; charset=utf-8"), (b"content-encoding", b"gzip")]
    given = answer(200, about, body)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send(given.start)
        await send(given.body)

    await serve(application, HOST, port, lambda: None)


@contextmanager
def started(port: int, command: list[str], settings: dict[str, str], log: Path) -> Iterator[None]:
    """The server of `command` on its core, answering."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, *command],
            cwd=ROOT,
            env=surroundings({"PYTHONPATH": str(ROOT)} | settings),
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(port, process, log)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the port answers, at most 20 s."""
    for _ in range(400):
        if process.poll() is not None:
            break
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=20)
            connection.request("GET", "/health")
            connection.getresponse().read()
            return connection.close()
        except ConnectionError:
            time.sleep(0.05)
    raise SystemExit(f"a server does not start:\n{log.read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def measured(rows: dict[str, Row], folder: Path) -> dict[str, list[Run]]:
    """All rows in turn, so that a busy moment of the machine meets all."""
    runs: dict[str, list[Run]] = {name: [] for name in rows}
    for turn in range(ROUNDS):
        for name, row in rows.items():
            runs[name].append(wrk(row, folder / "phones.lua", str(turn)))
    return runs


def wrk(row: Row, script: Path, run: str) -> Run:
    """One run, each request from a phone of its own."""
    address = f"http://{HOST}:{row.port}"
    done = subprocess.run(
        ["taskset", "-c", CLIENT_CORE, *WRK, "-s", str(script), address, "--", row.path, run],
        capture_output=True,
        text=True,
        check=True,
    )
    figures = json.loads(done.stdout.partition("FIGURES ")[2])
    if figures["errors"]:
        raise SystemExit(f"{row.name}: {figures['errors']} errors\n{done.stdout}")
    seconds = figures["us"] / 1e6
    return Run(figures["answers"], figures["answers"] / seconds, figures["p50"] / 1000, figures["p99"] / 1000)


def report(rows: dict[str, Row], runs: dict[str, list[Run]]) -> int:
    """Print the table of medians; 1 if a bar is missed."""

    def ratio(name: str, to: str) -> float:
        pairs = zip(runs[name], runs[to], strict=True)
        return statistics.median(one.per_second / other.per_second for one, other in pairs)

    print(f"{'':28}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'/ bare':>9}{'/ nginx':>9}")
    for name, row in rows.items():
        rate, p50, p99 = (
            statistics.median(getattr(run, figure) for run in runs[name])
            for figure in ("per_second", "p50_ms", "p99_ms")
        )
        print(
            f"{row.name:28}{rate:9.0f}{p50:9.2f}{p99:9.2f}{ratio(name, 'bare'):9.2f}{ratio(name, 'nginx'):9.2f}"
        )
    page, scan, panel = ratio("page", "bare"), ratio("scan", "bare"), ratio("panel", "without")
    late = {name: statistics.median(run.p99_ms for run in of) for name, of in runs.items()}
    verdicts = (
        (f"a page is {page:.2f} x the bare function (bar {PAGE_BAR})", page >= PAGE_BAR),
        (f"a counted scan is {scan:.2f} x it (bar {SCAN_BAR}, aim {SCAN_AIM})", scan >= SCAN_BAR),
        (f"a page with its panel is {panel:.2f} x the same without (bar {PANEL_BAR})", panel >= PANEL_BAR),
        (f"p99 of pages {late['page']:.1f} ms (bar {P99_BAR_MS:.0f})", late["page"] <= P99_BAR_MS),
        (f"p99 of scans {late['scan']:.1f} ms (bar {P99_BAR_MS:.0f})", late["scan"] <= P99_BAR_MS),
    )
    for sentence, holds in verdicts:
        print(f"{'holds ' if holds else 'MISSED'}  {sentence}")
    print(f"aim     a page is {ratio('page', 'nginx'):.2f} x nginx (aim {NGINX_AIM})")
    return 0 if all(holds for _, holds in verdicts) else 1


def compared(runs: list[Run], data_dir: Path) -> int:
    """Print the sums beside the answers; 1 if a visit is missing, or more are there than were under way."""
    answers = sum(run.answers for run in runs)
    engine = open_engine(None, data_dir)
    with engine.connect() as connection:
        counted = connection.execute(text("SELECT sum(count) FROM scan_count")).scalar() or 0
    engine.dispose()
    # wrk hangs up on what is under way at the end of a run; it is counted, and not an answer to wrk.
    holds = 0 <= counted - answers <= CONNECTIONS * len(runs)
    print(f"{'holds ' if holds else 'MISSED'}  {answers} scans answered, {counted} in the database")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
