"""The log: one JSON object a line, UTC, nothing about who asked (R-S10, R-S22, R-P15)."""

import json
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

FLUSH_S = 0.25
MOST_LINES = 50_000
"""Lines kept while the reader of our output is slow; further ones are dropped, and their number is told."""

Write = Callable[[str], object]


class Journal:
    """Gathers lines and writes them from a thread of its own, so that a slow reader never holds a visitor."""

    def __init__(self, write: Write | None = None) -> None:
        self._write = write or _to_stdout
        self._lines: list[str] = []
        self._dropped = 0
        self._stamp = (0, "")
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Start writing."""
        self._thread = threading.Thread(target=self._keep_writing, name="journal", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what is left."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self._write_lines()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """One answered request. `method` and `route` are words of ours, not the visitor's."""
        if len(self._lines) >= MOST_LINES:
            self._dropped += 1
            return
        self._lines.append(
            f'{{"at":"{self._now()}","event":"request","method":"{method}","route":"{route}",'
            f'"status":{status},"ms":{seconds * 1000:.1f}}}\n'
        )

    def event(self, event: str, **facts: object) -> None:
        """Something the operator should know. Line breaks in `facts` are escaped by JSON."""
        self._lines.append(_line({"at": self._now(), "event": event, **facts}))

    def failure(self, error: BaseException) -> None:
        """A fault of ours: its kind and where, not its words, which may quote a visitor."""
        self.event("failure", kind=type(error).__name__, where=where(error.__traceback__))

    def _now(self) -> str:
        second = int(time.time())
        if second != self._stamp[0]:
            self._stamp = (second, _utc(second))
        return self._stamp[1]

    def _keep_writing(self) -> None:
        while not self._closing.wait(FLUSH_S):
            self._write_lines()

    def _write_lines(self) -> None:
        lines, self._lines = self._lines, []
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            lines.append(_line({"at": self._now(), "event": "lines dropped", "number": dropped}))
        if lines:
            self._write("".join(lines))


class JsonLines(logging.Formatter):
    """For those who log by Python's own means, such as the server program."""

    def format(self, record: logging.LogRecord) -> str:
        """As a failure of ours: of an exception its kind and where, not its words."""
        entry: dict[str, object] = {"at": _utc(record.created), "event": record.name.strip("_")}
        entry |= {"level": record.levelname.lower(), "message": record.getMessage()}
        if record.exc_info and record.exc_info[1] is not None:
            entry |= {"kind": type(record.exc_info[1]).__name__, "where": where(record.exc_info[2])}
        return _line(entry).rstrip("\n")


def where(trace: TracebackType | None) -> list[str]:
    """The innermost frames as `file.py:line function`, outermost first."""
    frames = traceback.extract_tb(trace)[-8:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _to_stdout(text: str) -> None:
    """In UTF-8, whatever the system's own encoding is."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def _utc(second: float) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
"""Signs that JSON leaves as they are, though they may break a line or command a terminal (R-S22)."""


def _line(entry: dict[str, object]) -> str:
    """In UTF-8 it can always be written: half a surrogate pair stays an escape."""
    plain = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), default=str)
    return plain.translate(_ESCAPED).encode("utf-8", "backslashreplace").decode() + "\n"
