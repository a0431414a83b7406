"""The one writer: a thread that commits what many ask for in one transaction.

A server's event loop hands sums and raw events over and waits for their receipt; while one group is being committed
the next one gathers, so the group grows with the load and the database sees few, large transactions. A group that
holds raw events is on the disk before anybody is told: whoever sent them will not send them again.
"""

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from heritage.problems import N_
from heritage.store.additions import add_counts, add_events
from heritage.store.engine import StoreError, failed, no_answer, told_in_a_sentence, writing
from heritage.store.tables import Increment, RawEvent

T = TypeVar("T")

Receipt = asyncio.Future[StoreError | None]
"""Done once a group's fate is known: None when it is committed, else why not. Shared: never cancel it."""

Settled = Callable[[StoreError | None], object]
"""Told once what became of raw events, on the writer's thread: None when they are on the disk, else why not."""

MOST_WAITING = 10_000
"""Increments and events one group may hold; more means that the database no longer keeps up."""

MOST_BYTES_WAITING = 32 * 1024 * 1024
"""Of raw events in one group."""

PATIENCE_S = 8.0
"""How long anybody waits for a commit; SQLite itself gives up on a lock before."""

SYNC_WITHIN_S = 1.0
"""How long a counted visit may be on its way to the disk, in case the power fails."""

GATHER_S = 0.002
"""How long a group of raw events waits for more, while several senders are at work: a sync costs as much for one as
for fifty."""

KEPT_S = 1.0
"""How long after a group its connection is taken for alive."""


class Writer:
    """Sums and other writes, committed in the order they were asked for. Safe to use from any thread."""

    def __init__(
        self,
        engine: Engine,
        most_waiting: int = MOST_WAITING,
        patience_s: float = PATIENCE_S,
        sync_within_s: float = SYNC_WITHIN_S,
    ) -> None:
        """Start the thread; `close` ends it."""
        self._engine = engine
        self._most_waiting = most_waiting
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._gathering: _Group | None = None
        self._closed = False
        self._leaves_syncing = engine.dialect.name == "sqlite"
        self._sync_within_s = sync_within_s
        self._unsynced_since: float | None = None
        self._had_company = False  # the last group of raw events held several
        self._connection: Connection | None = None  # the thread's own
        self._used_at = 0.0
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, increments: Iterable[Increment]) -> Receipt:
        """Hand `increments` over from a running event loop; its receipt tells when they are committed.

        A receipt that says nothing for `patience_s` says that the database does not answer: a visitor waits
        no longer, though the sums may still arrive. Raises StoreError, with nothing taken, when too much is
        waiting or the writer is closed.
        """
        loop = asyncio.get_running_loop()
        with self._lock:
            return self._take(increments).waiting(loop, self._patience_s).shared

    def submit_events(self, events: Iterable[RawEvent]) -> Receipt:
        """As `submit`, for raw events: the receipt is the caller's own and tells when they are on the disk."""
        loop = asyncio.get_running_loop()
        own: Receipt = loop.create_future()
        with self._lock:
            self._take_events(events).waiting(loop, self._patience_s).own.append(own)
        return own

    def hand_over(self, events: Iterable[RawEvent], settled: Settled) -> None:
        """As `submit_events`, from any thread: `settled` is called on the writer's own and must not block it.

        Raises StoreError, with nothing taken, when too much is waiting or the writer is closed.
        """
        with self._lock:
            self._take_events(events).settled.append(settled)

    async def add(self, increments: Iterable[Increment]) -> None:
        """Return once `increments` are committed; raise StoreError when they are not.

        A caller that is cancelled leaves its increments to their fate.
        """
        failure = await asyncio.shield(self.submit(increments))
        if failure is not None:
            raise failure

    def add_soon(self, increments: Iterable[Increment]) -> None:
        """Let `increments` ride along with the next group, from any thread, without waiting for it.

        Raises StoreError when too much is waiting or the writer is closed; a later failure is not told.
        """
        with self._lock:
            self._take(increments)

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in a transaction of its own on the writer's thread; its result, once committed.

        Not for an event loop: it blocks. Raises StoreError, or whatever else `work` raises.
        """
        answer: Future[T] = Future()

        def job() -> None:
            try:
                with told_in_a_sentence(), writing(self._engine) as connection:
                    result = work(connection)
            except BaseException as error:
                answer.set_exception(error)
            else:
                answer.set_result(result)

        with self._lock:
            self._check_open()
            self._jobs.put(job)
        return answer.result()

    def close(self) -> None:
        """Commit what is waiting, then end the thread. Closing twice is harmless."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(N_("The writer is closed."))

    def _gathered(self) -> "_Group":
        """The group that has room for more; the lock is held."""
        self._check_open()
        group = self._gathering
        if group is None:
            group = self._gathering = _Group()
            self._jobs.put(lambda: self._commit(group))
        if group.size >= self._most_waiting or group.bytes >= MOST_BYTES_WAITING:
            raise StoreError(N_("The database does not keep up: too many writes are waiting."))
        return group

    def _take(self, increments: Iterable[Increment]) -> "_Group":
        """The gathering group, with `increments` folded in; the lock is held."""
        group = self._gathered()
        counts = group.counts
        for increment in increments:
            counts[increment] = counts.get(increment, 0) + 1
            group.size += 1
        return group

    def _take_events(self, events: Iterable[RawEvent]) -> "_Group":
        """The gathering group, with `events` at its end; the lock is held."""
        group = self._gathered()
        for event in events:
            group.events.append(event)
            group.size += 1
            group.bytes += len(event.body)
        return group

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job()
            if (
                self._unsynced_since is not None
                and time.monotonic() - self._unsynced_since > self._sync_within_s
            ):
                self._sync()
        self._sync()
        self._disconnect()

    def _next(self) -> Callable[[], None] | None:
        """The next job; while none comes, what was committed goes to the disk."""
        while self._unsynced_since is not None:
            try:
                return self._jobs.get(timeout=self._sync_within_s)
            except Empty:
                self._sync()
        return self._jobs.get()

    def _sync(self) -> None:
        """Bring the groups committed so far to the disk, in one go instead of one by one.

        A commit survives the death of the process at once; a power cut costs the counts of a second at most,
        and never the file. Only SQLite leaves that to us.
        """
        if self._unsynced_since is not None:
            # What cannot be synced is told to those alone who were promised it.
            with suppress(OSError):
                self._sync_log()

    def _sync_log(self) -> None:
        """All that was ever committed is on the disk afterwards. Raises OSError."""
        self._unsynced_since = None
        try:
            log = os.open(f"{self._engine.url.database}-wal", os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return  # Without a log file there is nothing that is not on the disk.
        try:
            os.fsync(log)
        finally:
            os.close(log)

    def _commit(self, group: "_Group") -> None:
        if group.events and self._had_company:
            time.sleep(GATHER_S)
        with self._lock:
            self._gathering = None
        failure = None
        try:
            connection = self._connected()
            with connection.begin():
                add_counts(connection, group.counts)
                add_events(connection, group.events)
            if self._leaves_syncing:
                if group.events:
                    self._sync_log()
                elif self._unsynced_since is None:
                    self._unsynced_since = time.monotonic()
        except SQLAlchemyError as error:
            failure = failed(error)
            failure.__cause__ = error
        except OSError as error:
            failure = StoreError(
                N_("The database cannot be brought to the disk ({reason})."), reason=error.strerror
            )
            failure.__cause__ = error
        except Exception as error:
            # Nobody may wait for ever, and the thread must live on, whatever a driver comes up with.
            failure = StoreError(N_("Writing failed ({reason})."), reason=type(error).__name__)
            failure.__cause__ = error
        if failure is not None:
            self._disconnect()
        if group.events:
            self._had_company = len(group.events) > 1
        group.settle(failure)

    def _connected(self) -> Connection:
        """The connection of the last group, while one follows close upon another: that halves their cost.

        After a pause it goes back to the pool, which looks whether it still lives before it gives it out.
        """
        now = time.monotonic()
        if now - self._used_at > KEPT_S:
            self._disconnect()
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(immediate=True)
            if self._leaves_syncing:
                self._connection.connection.cursor().execute("PRAGMA synchronous = NORMAL")
        self._used_at = now
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            if self._leaves_syncing:
                # Others get it back from the pool as they know it.
                with suppress(SQLAlchemyError, sqlite3.Error):
                    self._connection.connection.cursor().execute("PRAGMA synchronous = FULL")
            self._connection.close()
            self._connection = None


class _Group:
    """What is committed together, and who waits for it."""

    __slots__ = ("_waiting", "bytes", "counts", "events", "settled", "size")

    def __init__(self) -> None:
        self.counts: dict[Increment, int] = {}
        self.events: list[RawEvent] = []
        self.settled: list[Settled] = []
        self.size = 0
        self.bytes = 0
        self._waiting: dict[asyncio.AbstractEventLoop, _Waiting] = {}

    def waiting(self, loop: asyncio.AbstractEventLoop, patience_s: float) -> "_Waiting":
        """Those who wait in the running `loop`."""
        found = self._waiting.get(loop)
        if found is None:
            found = self._waiting[loop] = _Waiting(loop, patience_s)
        return found

    def settle(self, failure: StoreError | None) -> None:
        """One call into each event loop wakes all who wait there."""
        for loop, waiting in self._waiting.items():
            # A loop that is closed has nobody left to tell.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(waiting.settle, failure)
        for settled in self.settled:
            # Whatever goes wrong there, others are waiting here.
            with suppress(Exception):
                settled(failure)


class _Waiting:
    """Who waits for a group in one event loop, and no longer than `patience_s`."""

    __slots__ = ("_timer", "own", "shared")

    def __init__(self, loop: asyncio.AbstractEventLoop, patience_s: float) -> None:
        self.shared: Receipt = loop.create_future()
        self.own: list[Receipt] = []
        self._timer = loop.call_later(patience_s, self.settle, no_answer())

    def settle(self, failure: StoreError | None) -> None:
        """Tell everybody who has not been told yet and still waits."""
        self._timer.cancel()
        for receipt in (self.shared, *self.own):
            if not receipt.done():
                receipt.set_result(failure)
