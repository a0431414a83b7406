"""Programs that tests/bench/intake.py measures: a server that drops messages, and listeners that store or drop them."""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from heritage import app
from heritage.sensors.mqtt import Listener
from heritage.settings.broker import Broker
from heritage.settings.settings import Settings
from heritage.store.engine import open_engine
from heritage.store.tables import RawEvent
from heritage.store.writer import Receipt, Settled, Writer

PATIENCE_S = 120.0


class Dropping(Writer):
    """Says at once that raw events are on the disk, and forgets them."""

    def submit_events(self, events: Iterable[RawEvent]) -> Receipt:
        """Nothing is kept."""
        receipt: Receipt = asyncio.get_running_loop().create_future()
        receipt.set_result(None)
        return receipt

    def hand_over(self, events: Iterable[RawEvent], settled: Settled) -> None:
        """Nothing is kept."""
        settled(None)


class Tally:
    """Counts what a listener says is stored."""

    def __init__(self, enough: int) -> None:
        self._left = enough
        self.listening = threading.Event()
        self.done = threading.Event()

    def arrived(self) -> None:
        self._left -= 1
        if not self._left:
            self.done.set()

    def event(self, event: str, **facts: object) -> None:
        if event == "mqtt listening":
            self.listening.set()
        else:
            print(event, facts, file=sys.stderr)

    def failure(self, error: BaseException) -> None:
        raise error


def listen(how: str, number: int, port: int, data_dir: Path) -> int:
    """Take `number` messages from the broker, and print how long that took; for "nothing" only subscribe."""
    engine = open_engine(None, data_dir)
    writer = Dropping(engine) if how == "dropped" else Writer(engine)
    tally = Tally(number)
    listener = Listener(Broker("127.0.0.1", port, False, "skog"), "chirpstack4", writer, tally.arrived, tally)
    began = time.perf_counter()
    listener.open()
    awaited = tally.listening if how == "nothing" else tally.done
    if not awaited.wait(PATIENCE_S):
        return 1
    print(json.dumps({"seconds": time.perf_counter() - began}))
    listener.close()
    writer.close()
    engine.dispose()
    return 0


def main() -> int:
    """`serve` with settings from the environment, or `stored`, `dropped` or `nothing`, NUMBER, PORT and FOLDER."""
    how, *about = sys.argv[1:]
    if how == "serve":
        app.Writer = Dropping
        return app.serve(Settings.from_environment(os.environ))
    return listen(how, int(about[0]), int(about[1]), Path(about[2]))


if __name__ == "__main__":
    sys.exit(main())
