"""The writer: what it acknowledges is committed, many in one transaction, whatever fails meanwhile."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, func, select, text

from heritage.store.engine import SQLITE_FILE, StoreError, open_engine
from heritage.store.migrate import migrate
from heritage.store.tables import (
    SCAN_COUNT,
    TALLY,
    UPLINK,
    Counted,
    RawEvent,
    Reason,
    SetAside,
    UplinkState,
)
from heritage.store.writer import GATHER_S, Writer

HOUR = datetime(2026, 7, 14, 11, tzinfo=UTC)
SCAN = Counted("7K3FX", HOUR, "sv", "sign")
ASIDE = SetAside("7K3FX", HOUR, Reason.BOT)
EVENT = RawEvent("servanet", "70b3d5e75e000001:up:1", "70b3d5e75e000001", "up", HOUR, b'{"fCnt": 1}')


def scans(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.coalesce(func.sum(SCAN_COUNT.c.count), 0))) or 0


def keys(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(UPLINK.c.key).order_by(UPLINK.c.key)))


def numbered(count: int) -> list[RawEvent]:
    return [EVENT._replace(key=f"70b3d5e75e000001:up:{number:04}") for number in range(count)]


@contextmanager
def busy(writer: Writer) -> Iterator[None]:
    """Keep the writer's thread occupied, so that what is asked for meanwhile gathers."""
    started, finish = threading.Event(), threading.Event()

    def work(_connection: Connection) -> None:
        started.set()
        finish.wait()

    with ThreadPoolExecutor(1) as threads:
        done = threads.submit(writer.run, work)
        started.wait()
        try:
            yield
        finally:
            finish.set()
            done.result()


def test_what_add_returned_from_is_committed(engine: Engine, writer: Writer) -> None:
    asyncio.run(writer.add([SCAN]))
    assert scans(engine) == 1


def test_sums_are_kept_apart_by_every_part_of_their_key(engine: Engine, writer: Writer) -> None:
    keys = [
        SCAN,
        SCAN._replace(code="V1KB2"),
        SCAN._replace(hour=HOUR.replace(hour=12)),
        SCAN._replace(language="en"),
        SCAN._replace(channel="typed"),
    ]
    for _ in range(2):
        asyncio.run(writer.add([*keys, ASIDE, ASIDE]))
    with engine.connect() as connection:
        assert {tuple(row) for row in connection.execute(select(SCAN_COUNT))} == {(*key, 2) for key in keys}
        assert connection.execute(select(TALLY)).all() == [(*ASIDE, 4)]


def test_what_arrives_during_a_commit_is_committed_together(engine: Engine, writer: Writer) -> None:
    commits = []

    async def many() -> None:
        with busy(writer):
            receipts = [writer.submit([SCAN]) for _ in range(100)]
            event.listen(engine, "commit", commits.append)
        assert await asyncio.gather(*map(asyncio.shield, receipts)) == [None] * 100

    asyncio.run(many())
    assert scans(engine) == 100
    # One is the work that kept the writer busy.
    assert len(commits) <= 2


def test_a_failing_database_is_told_to_those_who_wait_and_the_next_are_served(
    engine: Engine, writer: Writer
) -> None:
    async def many() -> list[BaseException | None]:
        return await asyncio.gather(*(writer.add([SCAN]) for _ in range(5)), return_exceptions=True)

    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE scan_count RENAME TO elsewhere"))
    failures = asyncio.run(many())
    assert [type(failure) for failure in failures] == [StoreError] * 5
    assert "scan_count" in str(failures[0])
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO scan_count"))
    assert scans(engine) == 0
    assert asyncio.run(many()) == [None] * 5
    assert scans(engine) == 5


def test_an_unforeseen_error_ends_neither_the_waiting_nor_the_thread(engine: Engine, writer: Writer) -> None:
    with pytest.raises(StoreError, match=r"Writing failed \(TypeError\)"):
        asyncio.run(writer.add([SCAN, SCAN._replace(hour="no time")]))
    asyncio.run(writer.add([SCAN]))
    assert scans(engine) == 1


def test_too_much_waiting_is_refused_at_once_and_nothing_taken_is_lost(engine: Engine) -> None:
    writer = Writer(engine, most_waiting=3)

    async def many() -> None:
        with busy(writer):
            receipts = [writer.submit([SCAN]) for _ in range(3)]
            with pytest.raises(StoreError, match="does not keep up"):
                writer.submit([SCAN])
            with pytest.raises(StoreError, match="does not keep up"):
                writer.add_soon([ASIDE])
        assert [await receipt for receipt in receipts] == [None] * 3

    asyncio.run(many())
    asyncio.run(writer.add([SCAN]))
    writer.close()
    assert scans(engine) == 4


def test_one_who_stops_waiting_changes_nothing_for_the_others(engine: Engine, writer: Writer) -> None:
    async def many() -> None:
        with busy(writer):
            waiting = [asyncio.ensure_future(writer.add([SCAN])) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
            await asyncio.sleep(0)
        await asyncio.gather(*waiting[1:])
        assert waiting[0].cancelled()

    asyncio.run(many())
    assert scans(engine) == 3


def test_a_loop_that_has_ended_is_no_hindrance(engine: Engine, writer: Writer) -> None:
    async def leave() -> None:
        writer.submit([SCAN])

    with busy(writer):
        asyncio.run(leave())
    asyncio.run(writer.add([SCAN]))
    assert scans(engine) == 2


def test_nobody_waits_for_ever_for_a_database_that_hangs(engine: Engine) -> None:
    writer = Writer(engine, patience_s=0.5)

    async def add_while_busy() -> None:
        with busy(writer), pytest.raises(StoreError, match="The database does not answer"):
            await writer.add([SCAN])
        await writer.add([SCAN])

    asyncio.run(add_while_busy())
    writer.close()
    assert scans(engine) == 2, "what was asked for in vain arrived in the end"


def test_a_connection_that_is_lost_costs_one_group(engine: Engine, writer: Writer) -> None:
    async def lose_it_between() -> None:
        await writer.add([SCAN])
        writer.run(lambda connection: connection.execute(text("SELECT 1")).close())
        kept = writer._connection
        assert kept is not None
        kept.invalidate()
        kept.close()
        with pytest.raises(StoreError):
            await writer.add([SCAN])
        await writer.add([SCAN])

    asyncio.run(lose_it_between())
    assert scans(engine) == 2


def test_two_event_loops_share_one_writer(engine: Engine, writer: Writer) -> None:
    async def many() -> None:
        for _ in range(20):
            await writer.add([SCAN])

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(asyncio.run, many()) for _ in range(2)]:
            done.result()
    assert scans(engine) == 40


def test_what_rides_along_is_committed_by_the_time_the_writer_is_closed(engine: Engine) -> None:
    writer = Writer(engine)
    writer.add_soon([ASIDE])
    writer.add_soon([SCAN, ASIDE])
    writer.close()
    with engine.connect() as connection:
        assert connection.scalar(select(TALLY.c.count)) == 2
    assert scans(engine) == 1


def test_work_is_done_in_a_transaction_and_its_result_returned(engine: Engine, writer: Writer) -> None:
    insert = text("INSERT INTO tally VALUES ('7K3FX', '2026-07-14 11:00:00', 'bot', 1)")
    assert writer.run(lambda connection: connection.execute(insert).rowcount) == 1

    def half(connection: Connection) -> None:
        connection.execute(text("DELETE FROM tally"))
        raise KeyError("half")

    with pytest.raises(KeyError):
        writer.run(half)
    with pytest.raises(StoreError, match="nowhere"):
        writer.run(lambda connection: connection.execute(text("DELETE FROM nowhere")))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM tally")) == 1


def test_a_closed_writer_refuses_and_may_be_closed_again(engine: Engine) -> None:
    writer = Writer(engine)
    writer.close()
    writer.close()
    with pytest.raises(StoreError, match="The writer is closed"):
        writer.add_soon([SCAN])
    with pytest.raises(StoreError, match="The writer is closed"):
        asyncio.run(writer.add([SCAN]))


KILLED = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from heritage.store.engine import open_engine
from heritage.store.tables import Counted
from heritage.store.writer import Writer

writer = Writer(open_engine(sys.argv[1] or None, Path(sys.argv[2])))
scan = Counted("7K3FX", datetime(2026, 7, 14, 11, tzinfo=UTC), "sv", "sign")

async def visit():
    while True:
        await writer.add([scan])
        print(flush=True)

async def main():
    await asyncio.gather(*(visit() for _ in range(10)))

asyncio.run(main())
"""


def test_what_was_acknowledged_outlives_a_killed_process(
    engine: Engine, database_url: str | None, data_dir: Path
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, database_url or "", str(data_dir)], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    acknowledged = sum(1 for _ in zip(range(500), child.stdout, strict=False))
    os.kill(child.pid, signal.SIGKILL)
    acknowledged += child.stdout.read().count(b"\n")
    child.stdout.close()
    child.wait()
    # What was committed but not yet acknowledged may be there too: at most one group.
    assert acknowledged <= scans(engine) <= acknowledged + 10


def test_a_lull_brings_counted_visits_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut could still lose stands in the write-ahead log, and soon the log is synced."""
    engine = open_engine(None, tmp_path)
    migrate(engine)
    synced: list[int] = []
    is_synced = threading.Event()

    def fsync(file: int) -> None:
        synced.append(os.fstat(file).st_ino)
        is_synced.set()

    monkeypatch.setattr("os.fsync", fsync)
    writer = Writer(engine, sync_within_s=0.01)

    async def count() -> None:
        await writer.add([SCAN])

    asyncio.run(count())
    assert is_synced.wait(10)
    assert synced == [os.stat(tmp_path / f"{SQLITE_FILE}-wal").st_ino]
    writer.close()
    assert len(synced) == 1
    engine.dispose()


def test_a_raw_event_is_kept_as_it_came_and_waits_to_be_interpreted(engine: Engine, writer: Writer) -> None:
    async def send() -> None:
        assert await writer.submit_events([EVENT]) is None

    asyncio.run(send())
    with engine.connect() as connection:
        (row,) = connection.execute(select(UPLINK)).all()
    assert row == (row.id, *EVENT[:5], UplinkState.WAITING, EVENT.body)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 255, 256, 257, 1000])
def test_any_number_of_events_is_kept_each_once(engine: Engine, writer: Writer, count: int) -> None:
    events = numbered(count)

    async def send() -> None:
        assert await writer.submit_events([*events, *reversed(events)]) is None
        assert await writer.submit_events(events) is None

    asyncio.run(send())
    assert keys(engine) == [event.key for event in events]


def test_the_same_key_of_another_source_is_another_event(engine: Engine, writer: Writer) -> None:
    async def send() -> None:
        for sent in (EVENT, EVENT._replace(body=b"changed"), EVENT._replace(source="ttn")):
            assert await writer.submit_events([sent]) is None

    asyncio.run(send())
    with engine.connect() as connection:
        kept = connection.execute(select(UPLINK.c.source, UPLINK.c.body).order_by(UPLINK.c.source)).all()
    assert kept == [("servanet", EVENT.body), ("ttn", EVENT.body)]


def test_events_and_counts_that_gather_share_a_commit(engine: Engine, writer: Writer) -> None:
    commits = []

    async def many() -> None:
        with busy(writer):
            receipts = [writer.submit_events([event]) for event in numbered(50)]
            counted = [writer.submit([SCAN]) for _ in range(50)]
            event.listen(engine, "commit", commits.append)
        assert await asyncio.gather(*receipts) == [None] * 50
        assert await asyncio.gather(*map(asyncio.shield, counted)) == [None] * 50

    asyncio.run(many())
    assert (len(keys(engine)), scans(engine)) == (50, 50)
    # One is the work that kept the writer busy.
    assert len(commits) <= 2


def test_a_sender_who_hangs_up_changes_nothing_for_the_others(engine: Engine, writer: Writer) -> None:
    async def many() -> None:
        with busy(writer):
            first, second = (writer.submit_events([event]) for event in numbered(2))
            first.cancel()
        assert await second is None

    asyncio.run(many())
    assert len(keys(engine)) == 2


def test_from_any_thread_events_are_handed_over_and_their_fate_is_told(
    engine: Engine, writer: Writer
) -> None:
    told: list[StoreError | None] = []
    is_told = threading.Event()

    def settled(failure: StoreError | None) -> None:
        told.append(failure)
        is_told.set()

    writer.hand_over(numbered(3), settled)
    assert is_told.wait(10)
    assert told == [None]
    assert len(keys(engine)) == 3
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE uplink RENAME TO elsewhere"))
    is_told.clear()
    writer.hand_over([EVENT], settled)
    assert is_told.wait(10)
    assert "uplink" in str(told[1])
    writer.close()
    with pytest.raises(StoreError, match="The writer is closed"):
        writer.hand_over([EVENT], settled)


def test_one_whose_answer_fails_is_no_hindrance_to_the_others(engine: Engine, writer: Writer) -> None:
    is_told = threading.Event()

    def fail(_: StoreError | None) -> None:
        raise OSError("the broker is gone")

    with busy(writer):
        writer.hand_over([EVENT], fail)
        writer.hand_over(numbered(1), lambda _: is_told.set())
    assert is_told.wait(10)
    asyncio.run(writer.add([SCAN]))
    assert (len(keys(engine)), scans(engine)) == (2, 1)


def test_too_many_or_too_large_events_are_refused_at_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heritage.store.writer.MOST_BYTES_WAITING", 2 * len(EVENT.body))
    writer = Writer(engine, most_waiting=3)
    events = numbered(4)

    async def many() -> None:
        with busy(writer):
            taken = [writer.submit_events(events[:2])]
            with pytest.raises(StoreError, match="does not keep up"):
                writer.submit_events(events[2:])
        assert [await receipt for receipt in taken] == [None]
        small = [event._replace(body=b"") for event in events]
        with busy(writer):
            taken = [writer.submit_events([event]) for event in small[:3]]
            with pytest.raises(StoreError, match="does not keep up"):
                writer.hand_over(small[3:], lambda _: None)
        assert [await receipt for receipt in taken] == [None] * 3

    asyncio.run(many())
    writer.close()
    assert keys(engine) == [event.key for event in events[:3]]


def test_a_sender_is_told_when_the_database_hangs(engine: Engine) -> None:
    writer = Writer(engine, patience_s=0.05)

    async def send_while_busy() -> None:
        with busy(writer):
            failure = await writer.submit_events([EVENT])
            assert "The database does not answer" in str(failure)

    asyncio.run(send_while_busy())
    writer.close()
    assert len(keys(engine)) == 1, "what was sent in vain arrived in the end"


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The files that were brought to the disk, by their number."""
    files: list[int] = []
    monkeypatch.setattr("os.fsync", lambda file: files.append(os.fstat(file).st_ino))
    return files


def test_events_are_on_the_disk_before_anybody_is_told(tmp_path: Path, synced: list[int]) -> None:
    """A power cut costs visits of a second at most, and no event at all: its sender does not keep it."""
    engine = open_engine(None, tmp_path)
    migrate(engine)
    writer = Writer(engine, sync_within_s=60)
    log = tmp_path / f"{SQLITE_FILE}-wal"

    async def send() -> None:
        await writer.add([SCAN])
        assert synced == []
        assert await writer.submit_events([EVENT]) is None
        assert synced == [os.stat(log).st_ino]

    asyncio.run(send())
    writer.close()
    assert len(synced) == 1, "the visit from before is on the disk as well"
    engine.dispose()


def test_a_disk_that_fails_is_told_to_the_senders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(None, tmp_path)
    migrate(engine)
    writer = Writer(engine, sync_within_s=0.0)

    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    async def send() -> None:
        failure = await writer.submit_events([EVENT])
        assert str(failure) == "The database cannot be brought to the disk (Input/output error)."
        # Visits are promised less.
        await writer.add([SCAN])

    monkeypatch.setattr("os.fsync", fail)
    asyncio.run(send())
    writer.close()
    engine.dispose()


def test_a_group_waits_a_moment_for_more_only_while_there_is_company(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("heritage.store.writer.time.sleep", slept.append)
    alone, *others = numbered(6)

    async def send() -> None:
        await writer.submit_events([alone])
        await writer.submit_events(others[:1])
        assert slept == [], "one sender after another is not held up"
        await writer.submit_events(others[1:4])
        await writer.add([SCAN])
        assert slept == [], "nor are visits"
        await writer.submit_events(others[4:])
        assert slept == [GATHER_S]

    asyncio.run(send())
    assert len(keys(engine)) == 6
