"""An answered scan is a committed scan: the server is killed under load, and answers compared with sums."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from heritage.store.engine import open_engine
from tests.commands import surroundings

pytestmark = pytest.mark.usefixtures("uncounted")

ROOT = Path(__file__).parents[2]
ROUNDS = 3
PHONES = 16
KILL_AFTER = 400
"""Answers in a round before the server is killed."""

PATIENCE_S = 30

SERVE = [sys.executable, "-m", "heritage", "serve"]


class Server:
    """A real server process, the leader of a group of its own."""

    def __init__(self, data_dir: Path, database_url: str | None, log: Path, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        own = {
            "HERITAGE_CONTENT": str(ROOT / "tests/data/small/content"),
            "HERITAGE_DATA_DIR": str(data_dir),
            "HERITAGE_PORT": str(self.port),
            "HERITAGE_DATABASE_URL": database_url or "",
        }
        self._environment = surroundings(own | settings, is_counted=False)
        self._log = log

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Up when entered; all its processes are gone when left."""
        with self._log.open("wb") as log:
            process = subprocess.Popen(
                SERVE,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._wait_until_it_answers(process)
            yield process
        finally:
            kill(process)

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + PATIENCE_S
        while process.poll() is None and time.monotonic() < deadline:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
                connection.request("GET", "/health")
                assert connection.getresponse().status == 200
                connection.close()
                return
            except ConnectionError:
                time.sleep(0.02)
        raise AssertionError(f"the server does not start: {self._log.read_text()}")


def kill(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL to every process of the group, and wait until there is none."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait(PATIENCE_S)


class Crowd:
    """Phones that scan one after another until the server is gone, each scan from a phone never seen."""

    def __init__(self, port: int, round_number: int) -> None:
        self._port = port
        self._round = round_number
        self._lock = threading.Lock()
        self.answered = 0
        self.broken_off = 0
        self.enough = threading.Event()
        self._threads = [threading.Thread(target=self._scan, args=(name,)) for name in range(PHONES)]
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()

    def _scan(self, name: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
        number = 0
        while True:
            number += 1
            agent = f"Mozilla/5.0 (Linux; Android 14; phone {self._round}-{name}-{number})"
            try:
                connection.request("GET", "/q/kva15", headers={"User-Agent": agent})
                reply = connection.getresponse()
                assert reply.status == 200
                reply.read()
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.broken_off += 1
                return
            with self._lock:
                self.answered += 1
                if self.answered >= KILL_AFTER:
                    self.enough.set()


def counted(database_url: str | None, data_dir: Path) -> int:
    engine = open_engine(database_url, data_dir)
    with engine.connect() as connection:
        total = connection.execute(text("SELECT coalesce(sum(count), 0) FROM scan_count")).scalar()
    engine.dispose()
    assert total is not None
    return int(total)


def test_every_answered_scan_is_there_after_the_server_was_killed(
    data_dir: Path, database_url: str | None, tmp_path: Path
) -> None:
    server = Server(data_dir, database_url, tmp_path / "log")
    before = 0
    for round_number in range(ROUNDS):
        with server.running() as process:
            crowd = Crowd(server.port, round_number)
            assert crowd.enough.wait(PATIENCE_S)
            kill(process)
            crowd.leave()
        total = counted(database_url, data_dir)
        surplus = total - before - crowd.answered
        assert crowd.answered >= KILL_AFTER
        # What was under way may be in, but nothing else: each phone had one scan under way at most.
        assert 0 <= surplus <= crowd.broken_off <= PHONES
        before = total


def test_after_the_kill_nobody_answers_any_more(data_dir: Path, tmp_path: Path) -> None:
    server = Server(data_dir, None, tmp_path / "log")
    with server.running() as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(PATIENCE_S)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", server.port)) != 0


def test_a_stop_that_is_asked_for_ends_well(data_dir: Path, tmp_path: Path) -> None:
    server = Server(data_dir, None, tmp_path / "log")
    with server.running() as process:
        process.terminate()
        assert process.wait(PATIENCE_S) == 0
    assert '"stopped"' in (tmp_path / "log").read_text()


def test_a_port_that_is_taken_is_said_in_one_sentence(data_dir: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = Server(data_dir, None, tmp_path / "log")
        server._environment["HERITAGE_PORT"] = str(taken.getsockname()[1])
        process = subprocess.run(SERVE, cwd=ROOT, env=server._environment, capture_output=True, text=True)
    assert process.returncode == 2
    assert process.stderr.startswith("Det går inte att lyssna på 127.0.0.1, port ")
    assert len(process.stderr.splitlines()) == 1
    assert not data_dir.exists()
