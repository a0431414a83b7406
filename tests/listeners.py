"""Listeners to a broker, for tests: what they log, what they store, and what is published for them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Row, func, select

from heritage.sensors.mqtt import Listener
from heritage.settings.broker import Broker
from heritage.store.tables import UPLINK
from heritage.store.writer import Writer
from tests.mosquitto import Mosquitto
from tests.network_server import network_server

NOON = datetime(2026, 7, 14, 10, tzinfo=UTC)
PATIENCE_S = 30.0
SOON_S = (0.02, 0.05)
"""Waits of the tests' listeners."""


class Watcher:
    """Where a listener logs, and what it wakes; a test waits here for either."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.lines: list[tuple[str, dict[str, object]]] = []
        self.failures: list[BaseException] = []
        self.stored = 0

    def event(self, event: str, **facts: object) -> None:
        with self._changed:
            self.lines.append((event, facts))
            self._changed.notify_all()

    def failure(self, error: BaseException) -> None:
        with self._changed:
            self.failures.append(error)
            self._changed.notify_all()

    def arrived(self) -> None:
        with self._changed:
            self.stored += 1
            self._changed.notify_all()

    def told(self, event: str) -> list[dict[str, object]]:
        return [facts for told, facts in self.lines if told == event]

    def wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        with self._changed:
            while not condition():
                # The condition may be about more than what is told here.
                self._changed.wait(0.05)
                assert time.monotonic() < deadline, self.lines

    def wait_until_told(self, event: str, times: int = 1) -> None:
        self.wait_for(lambda: len(self.told(event)) >= times)

    def wait_until_stored(self, messages: int) -> None:
        self.wait_for(lambda: self.stored >= messages)


def local(port: int, **others: Any) -> Broker:
    return replace(Broker("127.0.0.1", port, is_encrypted=False, source="skog"), **others)


@contextmanager
def listening(
    broker: Broker, writer: Writer, kind: str = "chirpstack4", *, is_let_in: bool = True
) -> Iterator[Watcher]:
    """A listener that has subscribed, unless it is not let in; it has left at the end."""
    watcher = Watcher()
    listener = Listener(broker, kind, writer, watcher.arrived, watcher, SOON_S)
    listener.open()
    try:
        watcher.wait_until_told("mqtt listening" if is_let_in else "mqtt not listening")
        yield watcher
    finally:
        listener.close()


def uplinks(engine: Engine) -> list[Row[Any]]:
    with engine.connect() as connection:
        return list(connection.execute(select(UPLINK).order_by(UPLINK.c.id)))


def number_of(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(UPLINK)) or 0


def publish(mosquitto: Mosquitto, *messages: tuple[str, bytes], qos: int = 1) -> None:
    """Return when the broker has them."""
    with network_server(mosquitto.port) as server:
        for topic, body in messages:
            server.publish(topic, body, qos)
        server.wait()
