"""An answered message is a stored message: the server is killed under load, and every message is read once."""

import http.client
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from heritage.sensors import sources
from heritage.store.engine import open_engine, writing
from heritage.store.migrate import migrate
from heritage.store.tables import READING, UPLINK, UplinkState
from tests.contract.test_survives_kill import PATIENCE_S, Server, kill
from tests.senders import PROBE, up

pytestmark = pytest.mark.usefixtures("uncounted")

MESSAGES = 1_500
SENDERS = 8
KILL_AFTER = (400, 900)
"""Answered messages after which the server is killed."""

START = datetime(2026, 6, 1, tzinfo=UTC)


class NetworkServer:
    """Sends each message until it is answered, as one does that is told to try again."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._numbers = count()
        self._lock = threading.Lock()
        self.answered: set[int] = set()
        self.broken_off = 0
        self._threads = [threading.Thread(target=self._send) for _ in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def wait_for(self, number: int) -> None:
        """Until so many are answered."""
        deadline = time.monotonic() + PATIENCE_S
        while len(self.answered) < number:
            assert time.monotonic() < deadline, f"{len(self.answered)} answered"
            time.sleep(0.01)

    def finish(self) -> None:
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()

    def _send(self) -> None:
        while (number := next(self._numbers)) < MESSAGES:
            body = up(number, START + number * timedelta(minutes=10), 10 + number % 7 / 10).body
            while not self._is_taken(body):
                time.sleep(0.02)
            with self._lock:
                self.answered.add(number)

    def _is_taken(self, body: bytes) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
        try:
            connection.request("POST", "/uplinks/servanet?event=up", body, self._headers)
            status = connection.getresponse().status
        except ConnectionRefusedError:
            return False
        except (OSError, http.client.HTTPException):
            with self._lock:
                self.broken_off += 1
            return False
        finally:
            connection.close()
        assert status == 204
        return True


def stored(engine: Engine) -> tuple[int, int, int]:
    """Messages, those that are read, and readings."""
    with engine.connect() as connection:
        messages = connection.scalar(select(func.count()).select_from(UPLINK))
        read = connection.scalar(
            select(func.count()).select_from(UPLINK).where(UPLINK.c.state == UplinkState.READ)
        )
        readings = connection.scalar(select(func.count()).select_from(READING))
    assert messages is not None and read is not None and readings is not None
    return messages, read, readings


def test_every_answered_message_is_stored_and_read_exactly_once(
    data_dir: Path, database_url: str | None, tmp_path: Path, engine: Engine
) -> None:
    with writing(engine) as connection:
        token = sources.add(connection, "servanet", "chirpstack4", START)
    server = Server(data_dir, database_url, tmp_path / "log")
    network = None
    for number in KILL_AFTER:
        with server.running() as process:
            network = network or NetworkServer(server.port, token)
            network.wait_for(number)
            kill(process)
            answered = set(network.answered)
        with engine.connect() as connection:
            kept = set(connection.scalars(select(UPLINK.c.key)))
        assert {f"{PROBE}:up:event-{one:06}" for one in answered} <= kept
    with server.running():
        assert network is not None
        network.finish()
        deadline = time.monotonic() + PATIENCE_S
        while stored(engine)[1] < MESSAGES and time.monotonic() < deadline:
            time.sleep(0.05)
        assert stored(engine) == (MESSAGES, MESSAGES, MESSAGES)
    assert network.answered == set(range(MESSAGES))
    assert network.broken_off > 0, "the server was killed while messages were under way"


def test_what_was_sent_before_a_kill_is_read_after_it(data_dir: Path, tmp_path: Path) -> None:
    """Interpretation may follow: nothing needs to come in again for it."""
    engine = open_engine(None, data_dir)
    migrate(engine)
    with writing(engine) as connection:
        token = sources.add(connection, "servanet", "chirpstack4", START)
    server = Server(data_dir, None, tmp_path / "log")
    with server.running() as process:
        connection_ = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection_.request("POST", "/uplinks/servanet?event=up", up(1, START).body, headers)
        assert connection_.getresponse().status == 204
        connection_.close()
        kill(process)
    assert stored(engine)[0] == 1
    with server.running():
        deadline = time.monotonic() + PATIENCE_S
        while stored(engine) != (1, 1, 1):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    engine.dispose()
