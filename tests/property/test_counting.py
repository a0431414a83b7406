"""Sums add up however arrivals are split, repeated and interleaved, on days of any length."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from heritage.store.tables import SCAN_COUNT, TALLY, Channel, Counted, Reason, SetAside, hour_of
from heritage.store.writer import Writer
from heritage.visits.report import report
from heritage.visits.scans import ScanCounter, Verdict
from tests.store_fixtures import emptied

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PHONE = b"Mozilla/5.0 (Android 15; Mobile; rv:139.0) Gecko/139.0 Firefox/139.0"

# Around both nights on which the clock is changed, to the minute.
moments = st.one_of(
    [
        st.integers(0, 4 * 24 * 60).map(lambda minutes, start=start: start + timedelta(minutes=minutes))
        for start in (datetime(2026, 3, 27, 23, tzinfo=UTC), datetime(2026, 10, 23, 22, tzinfo=UTC))
    ]
)
codes = st.sampled_from(["7K3FX", "V1KB2"])
increments = st.one_of(
    st.builds(
        Counted, codes, moments.map(hour_of), st.sampled_from(["sv", "en"]), st.sampled_from(list(Channel))
    ),
    st.builds(SetAside, codes, moments.map(hour_of), st.sampled_from(list(Reason))),
)


@pytest.fixture(scope="module")
def shared_writer(shared_engine: Engine) -> Iterator[Writer]:
    writer = Writer(shared_engine)
    yield writer
    writer.close()


def sums(engine: Engine) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    with engine.connect() as connection:
        for table in (SCAN_COUNT, TALLY):
            for *key, count in connection.execute(select(table)):
                found[tuple(key)] = count
    return found


@settings(max_examples=40)
@given(groups=st.lists(st.lists(increments, max_size=12), max_size=8), waits=st.booleans())
def test_sums_add_up_over_any_split_of_arrivals(
    groups: list[list[Counted | SetAside]], waits: bool, shared_engine: Engine, shared_writer: Writer
) -> None:
    async def arrive() -> None:
        if waits:
            for group in groups:
                await shared_writer.add(group)
        else:
            await asyncio.gather(*(shared_writer.add(group) for group in groups))

    emptied(shared_engine)
    asyncio.run(arrive())
    assert sums(shared_engine) == Counter(tuple(increment) for group in groups for increment in group)


@settings(max_examples=40)
@given(arrivals=st.lists(increments, max_size=30), cut=moments)
def test_days_and_hours_of_a_report_hold_every_scan_once(
    arrivals: list[Counted | SetAside], cut: datetime, shared_engine: Engine, shared_writer: Writer
) -> None:
    emptied(shared_engine)
    asyncio.run(shared_writer.add(arrivals))
    by_day, by_hour = report(shared_engine), report(shared_engine, hourly=True)
    expected = Counter(arrival.hour.astimezone(STOCKHOLM).date() for arrival in arrivals)
    for figures in (by_day, by_hour):
        found: Counter[date] = Counter()
        for row in (*figures.scans, *figures.set_aside):
            found[row.start.date()] += row.count
        assert found == expected
    # Any day cuts the whole in two that add up.
    day = cut.astimezone(STOCKHOLM).date()
    until, after = report(shared_engine, last=day), report(shared_engine, first=day + timedelta(days=1))
    assert until.scans + after.scans == by_day.scans
    assert until.set_aside + after.set_aside == by_day.set_aside


phones = st.tuples(st.sampled_from(["192.0.2.1", "192.0.2.2"]), st.sampled_from([PHONE, PHONE + b"b"]), codes)


@settings(max_examples=40)
@given(visits=st.lists(phones, max_size=25), together=st.booleans(), start=moments)
def test_any_interleaving_of_repeats_counts_each_phone_at_each_sign_once(
    visits: list[tuple[str, bytes, str]],
    together: bool,
    start: datetime,
    shared_engine: Engine,
    shared_writer: Writer,
) -> None:
    counter = ScanCounter(shared_writer)

    async def visit(address: str, agent: bytes, code: str) -> Verdict:
        headers = {b"user-agent": agent}
        outcome = await counter.record(
            code, "sv", Channel.SIGN, address=address, method="GET", headers=headers, now=start
        )
        return outcome.verdict

    async def arrive() -> list[Verdict]:
        if together:
            return await asyncio.gather(*(visit(*facts) for facts in visits))
        return [await visit(*facts) for facts in visits]

    emptied(shared_engine)
    verdicts = asyncio.run(arrive())
    assert verdicts.count(Verdict.COUNTED) == len(set(visits))
    assert verdicts.count(Verdict.REPEAT) == len(visits) - len(set(visits))
    shared_writer.run(lambda connection: None)
    expected = Counter((code, hour_of(start), "sv", "sign") for _, _, code in set(visits))
    expected.update((code, hour_of(start), "repeat") for _, _, code in visits)
    expected.subtract((code, hour_of(start), "repeat") for _, _, code in set(visits))
    assert sums(shared_engine) == +expected
