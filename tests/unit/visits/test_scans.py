"""A scan is judged, compared with today's visits and committed before it is answered."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, select, text

from heritage.store.engine import StoreError
from heritage.store.tables import SCAN_COUNT, TALLY, Channel
from heritage.store.writer import Writer
from heritage.visits.scans import Outcome, ScanCounter, Verdict

NOW = datetime(2026, 7, 14, 11, 20, 30, tzinfo=UTC)
HOUR = datetime(2026, 7, 14, 11, tzinfo=UTC)
PHONE = (
    b"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile"
)


async def scan(counter: ScanCounter, **given) -> Outcome:
    facts = {
        "code": "7K3FX",
        "language": "sv",
        "channel": Channel.SIGN,
        "address": "192.0.2.1",
        "method": "GET",
        "headers": {b"user-agent": PHONE},
        "now": NOW,
    }
    return await counter.record(**(facts | given))


def rows(engine: Engine, writer: Writer) -> tuple[list[tuple], list[tuple]]:
    # What rides along is behind us in the queue.
    writer.run(lambda connection: None)
    with engine.connect() as connection:
        scans = sorted(tuple(row) for row in connection.execute(select(SCAN_COUNT)))
        return scans, sorted(tuple(row) for row in connection.execute(select(TALLY)))


@contextmanager
def busy(writer: Writer) -> Iterator[None]:
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


def test_a_scan_is_in_the_database_when_it_is_answered(engine: Engine, writer: Writer) -> None:
    outcome = asyncio.run(scan(ScanCounter(writer)))
    assert outcome == (Verdict.COUNTED, None)
    with engine.connect() as connection:
        assert connection.execute(select(SCAN_COUNT)).all() == [("7K3FX", HOUR, "sv", "sign", 1)]


def test_scans_are_summed_by_sign_hour_language_and_channel(engine: Engine, writer: Writer) -> None:
    counter = ScanCounter(writer)

    async def visits() -> None:
        for address in ("192.0.2.1", "192.0.2.2"):
            await scan(counter, address=address)
        await scan(counter, address="192.0.2.3", language="de", channel=Channel.TYPED)
        await scan(counter, code="V1KB2", now=NOW + timedelta(hours=1))

    asyncio.run(visits())
    assert rows(engine, writer) == (
        [
            ("7K3FX", HOUR, "de", "typed", 1),
            ("7K3FX", HOUR, "sv", "sign", 2),
            ("V1KB2", HOUR + timedelta(hours=1), "sv", "sign", 1),
        ],
        [],
    )


def test_a_repeat_is_tallied_whatever_its_language_and_channel(engine: Engine, writer: Writer) -> None:
    counter = ScanCounter(writer)

    async def visits() -> list[Verdict]:
        later = {"language": "en", "channel": Channel.TYPED, "now": NOW + timedelta(hours=2)}
        return [(await scan(counter, **given)).verdict for given in ({}, {}, later)]

    assert asyncio.run(visits()) == [Verdict.COUNTED, Verdict.REPEAT, Verdict.REPEAT]
    assert rows(engine, writer) == (
        [("7K3FX", HOUR, "sv", "sign", 1)],
        [("7K3FX", HOUR, "repeat", 1), ("7K3FX", HOUR + timedelta(hours=2), "repeat", 1)],
    )


def test_what_is_no_visitor_is_tallied_apart(engine: Engine, writer: Writer) -> None:
    counter = ScanCounter(writer)

    async def visits() -> set[Outcome]:
        return {
            await scan(counter, headers={b"user-agent": b"curl/8.5.0"}),
            await scan(counter, headers={b"user-agent": b"WhatsApp/2"}),
            await scan(counter, headers={b"user-agent": PHONE, b"sec-purpose": b"prefetch"}),
            await scan(counter, method="HEAD"),
        }

    assert asyncio.run(visits()) == {Outcome(Verdict.SET_ASIDE)}
    reasons = ("bot", "head", "prefetch", "preview")
    assert rows(engine, writer) == ([], [("7K3FX", HOUR, reason, 1) for reason in reasons])


def test_one_who_declines_leaves_no_trace(engine: Engine, writer: Writer) -> None:
    counter = ScanCounter(writer)
    for name in (b"sec-gpc", b"dnt"):
        outcome = asyncio.run(scan(counter, headers={b"user-agent": PHONE, name: b"1"}))
        assert outcome == (Verdict.DECLINED, None)
    assert rows(engine, writer) == ([], [])


def test_a_failing_database_breaks_no_page_and_the_next_scan_counts(engine: Engine, writer: Writer) -> None:
    counter = ScanCounter(writer)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE scan_count RENAME TO elsewhere"))
    failed = asyncio.run(scan(counter))
    assert failed.verdict is Verdict.FAILED
    assert isinstance(failed.failure, StoreError)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO scan_count"))
    assert asyncio.run(scan(counter)).verdict is Verdict.COUNTED
    assert asyncio.run(scan(counter)).verdict is Verdict.REPEAT
    assert rows(engine, writer)[0] == [("7K3FX", HOUR, "sv", "sign", 1)]


def test_a_writer_that_takes_nothing_breaks_no_page(engine: Engine) -> None:
    writer = Writer(engine)
    writer.close()
    counter = ScanCounter(writer)
    assert asyncio.run(scan(counter)).verdict is Verdict.FAILED
    assert asyncio.run(scan(counter, method="HEAD")).verdict is Verdict.SET_ASIDE


def test_a_repeat_is_not_answered_before_its_visit_is_committed(engine: Engine, writer: Writer) -> None:
    counter = ScanCounter(writer)

    async def visits() -> list[Verdict]:
        with busy(writer):
            waiting = [asyncio.ensure_future(scan(counter)) for _ in range(3)]
            for _ in range(5):
                await asyncio.sleep(0)
            assert not any(answer.done() for answer in waiting)
        return [outcome.verdict for outcome in await asyncio.gather(*waiting)]

    assert asyncio.run(visits()) == [Verdict.COUNTED, Verdict.REPEAT, Verdict.REPEAT]
    assert rows(engine, writer)[1] == [("7K3FX", HOUR, "repeat", 2)]


def test_a_repeat_shares_the_failure_of_its_visit(engine: Engine, writer: Writer) -> None:
    counter = ScanCounter(writer)

    async def visits() -> list[Verdict]:
        return [outcome.verdict for outcome in await asyncio.gather(*(scan(counter) for _ in range(3)))]

    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE scan_count RENAME TO elsewhere"))
    assert asyncio.run(visits()) == [Verdict.FAILED] * 3
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO scan_count"))
    assert asyncio.run(visits()) == [Verdict.COUNTED, Verdict.REPEAT, Verdict.REPEAT]
    assert [row[-1] for row in rows(engine, writer)[0]] == [1]


def test_a_visitor_who_hangs_up_is_counted_once(engine: Engine, writer: Writer) -> None:
    counter = ScanCounter(writer)

    async def visits() -> Verdict:
        with busy(writer):
            gone = asyncio.ensure_future(scan(counter))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.sleep(0)
            assert gone.cancelled()
            again = asyncio.ensure_future(scan(counter))
            await asyncio.sleep(0)
        return (await again).verdict

    assert asyncio.run(visits()) is Verdict.REPEAT
    assert rows(engine, writer)[0] == [("7K3FX", HOUR, "sv", "sign", 1)]


def test_neither_address_nor_user_agent_reaches_the_database_files(
    engine: Engine, writer: Writer, data_dir
) -> None:
    address, agent = "203.0.113.77", PHONE + b" Unmistakable/1.0"
    asyncio.run(scan(ScanCounter(writer), address=address, headers={b"user-agent": agent}))
    scans, tallies = rows(engine, writer)
    files = b"".join(path.read_bytes() for path in data_dir.glob("*")) if data_dir.exists() else b""
    for trace in (address, "Unmistakable"):
        assert trace not in f"{scans}{tallies}"
        assert trace.encode() not in files
