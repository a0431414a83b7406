"""One phone at one sign on one local day is one visit (R-P6)."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from heritage.store.engine import StoreError
from heritage.store.writer import Receipt
from heritage.visits.repeats import Repeats

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = datetime(2026, 7, 14, 12, tzinfo=STOCKHOLM)


def count(
    repeats: Repeats, now: datetime, address: str = "192.0.2.1", agent: bytes = b"A", code: str = "7K3FX"
) -> bool:
    """Count a visit that the database takes; False when it was counted already."""

    async def settle() -> bool:
        key = repeats.key(address, agent, code, now)
        if repeats.is_counted(key):
            return False
        receipt: Receipt = asyncio.get_running_loop().create_future()
        repeats.await_receipt(key, receipt)
        receipt.set_result(None)
        repeats.settle(key, receipt)
        return True

    return asyncio.run(settle())


def test_the_same_phone_at_the_same_sign_counts_once_a_day() -> None:
    repeats = Repeats()
    assert count(repeats, NOON)
    assert not count(repeats, NOON)
    assert not count(repeats, NOON.replace(hour=23, minute=59))


@pytest.mark.parametrize("other", [{"address": "192.0.2.2"}, {"agent": b"B"}, {"code": "V1KB2"}])
def test_another_phone_or_sign_counts(other: dict[str, str]) -> None:
    repeats = Repeats()
    assert count(repeats, NOON)
    assert count(repeats, NOON, **other)


def test_the_parts_of_a_key_do_not_run_together() -> None:
    repeats = Repeats()
    assert repeats.key("1", b"1", "7K3FX", NOON) != repeats.key("11", b"", "7K3FX", NOON)
    assert repeats.key("1", b"7K3FXA", "", NOON) != repeats.key("1", b"A", "7K3FX", NOON)


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        (datetime(2026, 7, 14, tzinfo=STOCKHOLM), datetime(2026, 7, 15, tzinfo=STOCKHOLM)),
        # The spring day of 23 hours.
        (datetime(2026, 3, 29, tzinfo=STOCKHOLM), datetime(2026, 3, 30, tzinfo=STOCKHOLM)),
    ],
)
def test_at_local_midnight_a_new_day_begins(day: datetime, next_day: datetime) -> None:
    repeats = Repeats()
    assert count(repeats, day)
    assert not count(repeats, next_day - timedelta(microseconds=1))
    assert count(repeats, next_day)


def test_the_salt_of_the_autumn_day_of_25_hours_is_replaced_after_24() -> None:
    repeats = Repeats()
    midnight = datetime(2026, 10, 25, tzinfo=STOCKHOLM).astimezone(UTC)
    assert count(repeats, midnight)
    assert not count(repeats, midnight + timedelta(hours=24) - timedelta(microseconds=1))
    assert count(repeats, midnight + timedelta(hours=24))
    assert not count(repeats, midnight + timedelta(hours=25) - timedelta(microseconds=1))
    assert count(repeats, midnight + timedelta(hours=25))


def test_keys_of_two_days_or_two_servers_have_nothing_in_common() -> None:
    one, other = Repeats(), Repeats()
    keys = {repeats.key("192.0.2.1", b"A", "7K3FX", NOON) for repeats in (one, other)}
    keys.add(one.key("192.0.2.1", b"A", "7K3FX", NOON + timedelta(days=1)))
    assert len(keys) == 3
    assert {len(key) for key in keys} == {8}


def test_a_full_memory_begins_afresh() -> None:
    repeats = Repeats(most_keys=3)
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1"):
        assert count(repeats, NOON, address)
    assert not count(repeats, NOON, "192.0.2.1")


def test_a_clock_set_back_a_little_forgets_nothing_and_far_back_everything() -> None:
    repeats = Repeats()
    assert count(repeats, NOON)
    assert not count(repeats, NOON - timedelta(minutes=59))
    assert count(repeats, NOON - timedelta(days=2))


def test_a_key_is_taken_back_when_its_count_fails() -> None:
    async def fail() -> None:
        repeats = Repeats()
        key = repeats.key("192.0.2.1", b"A", "7K3FX", NOON)
        receipt: Receipt = asyncio.get_running_loop().create_future()
        repeats.await_receipt(key, receipt)
        assert repeats.waiting(key) is receipt
        receipt.set_result(StoreError("full"))
        assert repeats.waiting(key) is None
        repeats.settle(key, receipt)
        assert not repeats.is_counted(key)

    asyncio.run(fail())


def settled_late(between: Callable[[Repeats, bytes], None]) -> tuple[Repeats, bytes]:
    repeats = Repeats()

    async def late() -> bytes:
        key = repeats.key("192.0.2.1", b"A", "7K3FX", NOON)
        first: Receipt = asyncio.get_running_loop().create_future()
        repeats.await_receipt(key, first)
        between(repeats, key)
        first.set_result(None)
        repeats.settle(key, first)
        return key

    return repeats, asyncio.run(late())


def test_a_count_settled_after_midnight_leaves_no_key_of_yesterday() -> None:
    def midnight_passes(repeats: Repeats, _key: bytes) -> None:
        repeats.key("192.0.2.2", b"B", "7K3FX", NOON + timedelta(days=1))

    repeats, key = settled_late(midnight_passes)
    assert not repeats.is_counted(key)
    assert repeats.waiting(key) is None


def test_a_second_attempt_is_not_settled_by_the_receipt_of_the_first() -> None:
    second: list[Receipt] = []

    def attempt(repeats: Repeats, key: bytes) -> None:
        second.append(asyncio.get_running_loop().create_future())
        repeats.await_receipt(key, second[0])

    repeats, key = settled_late(attempt)
    assert not repeats.is_counted(key)
    assert repeats.waiting(key) is second[0]
