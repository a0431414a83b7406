"""A real server and a real Chromium for the tests of pages."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.arabic import ARABIC, with_arabic
from tests.commands import surroundings

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests/data/small/content"

# The same engine without windows, which nobody sees here: half the processor time of the whole browser.
CHROMIUM = "/usr/bin/chromium-headless-shell"
# As root Chromium has no sandbox of its own; the other switches keep it from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def serving(content: Path, data: Path, program: Path = ROOT, port: int = 0, **settings: str) -> Iterator[str]:
    """A server process of `program` on `port` (0: a free one); yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    own = {
        "HERITAGE_CONTENT": str(content),
        "HERITAGE_DATA_DIR": str(data),
        "HERITAGE_PORT": str(port),
        "HERITAGE_BASE_URL": address,
    }
    environment = surroundings(own | settings, is_counted=False)
    command = [sys.executable, "-m", "heritage", "serve"]
    process = subprocess.Popen(command, cwd=program, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"{address}/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until `url` answers, at most 20 s."""
    for _ in range(400):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="module", autouse=True)
def _uncounted(uncounted: None) -> None:
    """What browsers are shown is drawn by servers, and their lines by other tests."""


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The municipality's own content."""
    with serving(ROOT / "content", tmp_path_factory.mktemp("real")) as address:
        yield address


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The toy content, which has every type of page."""
    with serving(SMALL, tmp_path_factory.mktemp("small")) as address:
        yield address


@pytest.fixture(scope="session")
def arabic_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The toy content in a language that is written from right to left."""
    program = with_arabic(tmp_path_factory.mktemp("program"))
    with serving(ARABIC / "content", tmp_path_factory.mktemp("arabic"), program) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Gone after its module: while it lives, no other event loop can run in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
