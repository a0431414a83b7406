"""The one writer: a thread that commits what many ask for in one transaction.

A server's event loop hands sums over and waits for their receipt; while one group is being committed the
next one gathers, so the group grows with the load and the database sees few, large transactions.
"""

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from heritage.store.engine import StoreError, sentence, told_in_a_sentence, writing
from heritage.store.tables import SCAN_COUNT, TALLY, Counted, Increment, SetAside

T = TypeVar("T")

Receipt = asyncio.Future[StoreError | None]
"""Done once a group's fate is known: None when it is committed, else why not. Shared: never cancel it."""

MOST_WAITING = 10_000
"""Increments one group may hold; more means that the database no longer keeps up."""

PATIENCE_S = 8.0
"""How long anybody waits for a commit; SQLite itself gives up on a lock before."""

SYNC_WITHIN_S = 1.0
"""How long a counted visit may be on its way to the disk, in case the power fails."""

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
            group = self._take(increments)
            receipt = group.receipts.get(loop)
            if receipt is None:
                receipt = group.receipts[loop] = loop.create_future()
                late = StoreError("the database does not answer")
                timer = loop.call_later(self._patience_s, _settle, receipt, late)
                receipt.add_done_callback(lambda _: timer.cancel())
            return receipt

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
            raise StoreError("the writer is closed")

    def _take(self, increments: Iterable[Increment]) -> "_Group":
        """The gathering group, with `increments` folded in; the lock is held."""
        self._check_open()
        group = self._gathering
        if group is None:
            group = self._gathering = _Group()
            self._jobs.put(lambda: self._commit(group))
        if group.size >= self._most_waiting:
            raise StoreError("the database does not keep up: too many writes are waiting")
        counts = group.counts
        for increment in increments:
            counts[increment] = counts.get(increment, 0) + 1
            group.size += 1
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
        if self._unsynced_since is None:
            return
        self._unsynced_since = None
        # Without a log file there is nothing that is not on the disk.
        with suppress(OSError):
            log = os.open(f"{self._engine.url.database}-wal", os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(log)
            finally:
                os.close(log)

    def _commit(self, group: "_Group") -> None:
        with self._lock:
            self._gathering = None
        failure = None
        try:
            connection = self._connected()
            with connection.begin():
                add_counts(connection, group.counts)
            if self._leaves_syncing and self._unsynced_since is None:
                self._unsynced_since = time.monotonic()
        except SQLAlchemyError as error:
            failure = StoreError(sentence(error))
            failure.__cause__ = error
        except Exception as error:
            # Nobody may wait for ever, and the thread must live on, whatever a driver comes up with.
            failure = StoreError(f"writing failed: {type(error).__name__}")
            failure.__cause__ = error
        if failure is not None:
            self._disconnect()
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

    __slots__ = ("counts", "receipts", "size")

    def __init__(self) -> None:
        self.counts: dict[Increment, int] = {}
        self.receipts: dict[asyncio.AbstractEventLoop, Receipt] = {}
        self.size = 0

    def settle(self, failure: StoreError | None) -> None:
        """One call into each event loop wakes all who wait there."""
        for loop, receipt in self.receipts.items():
            # A loop that is closed has nobody left to tell.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_settle, receipt, failure)


def _settle(receipt: Receipt, failure: StoreError | None) -> None:
    if not receipt.done():
        receipt.set_result(failure)


def add_counts(connection: Connection, counts: Mapping[Increment, int]) -> None:
    """Add each number of `counts` to the row that its key names, making the row if need be."""
    dialect = connection.dialect.name
    for table, kind in ((SCAN_COUNT, Counted), (TALLY, SetAside)):
        # In one order everywhere, so that two servers never wait for each other's rows.
        rows = [{**key._asdict(), "count": counts[key]} for key in sorted(counts) if isinstance(key, kind)]
        if rows:
            connection.execute(_upsert(table, dialect), rows)


@lru_cache
def _upsert(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    total = table.c.count + insert.excluded.count
    upsert: sqlite.Insert | postgresql.Insert = insert.on_conflict_do_update(
        index_elements=list(table.primary_key), set_={"count": total}
    )
    return upsert
