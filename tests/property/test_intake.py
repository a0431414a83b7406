"""However messages come, and whenever the work is broken off: each is kept once and read once."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from heritage.sensors import sources
from heritage.sensors.redecode import Redecoded, redecode
from heritage.store.engine import StoreError, open_engine, writing
from heritage.store.migrate import migrate
from heritage.store.tables import UplinkState
from heritage.store.writer import Writer
from tests.asgi import Visitor, visiting_small
from tests.senders import (
    DEVICES,
    MINUTE,
    NOON,
    PROBE,
    STRANGER,
    Sent,
    arrive,
    interpret,
    readings,
    states,
    up,
)
from tests.store_fixtures import emptied

ADOPTED = {**DEVICES, STRANGER: DEVICES[PROBE]}
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def messages() -> st.SearchStrategy[list[Sent]]:
    """Of two devices, one of them unknown; some come late, some twice, in any order."""
    single = st.tuples(st.sampled_from([PROBE, STRANGER]), st.floats(-30, 30), st.integers(0, 3000))
    return st.lists(single, min_size=1, max_size=8).flatmap(
        lambda drawn: st.lists(
            st.sampled_from(
                [
                    up(number, NOON + 10 * number * MINUTE, round(celsius, 1), dev_eui, late * MINUTE)
                    for number, (dev_eui, celsius, late) in enumerate(drawn)
                ]
            ),
            min_size=1,
            max_size=16,
        )
    )


Answer = TypeVar("Answer")


class Breakable(Writer):
    """A writer whose work is broken off before its commit, as often as told."""

    breaks: list[bool]

    def run(self, work: Callable[[Connection], Answer]) -> Answer:
        def broken(connection: Connection) -> Answer:
            result = work(connection)
            if self.breaks and self.breaks.pop():
                raise StoreError("the power fails")
            return result

        return super().run(broken)


@given(messages(), st.lists(st.booleans(), max_size=6), st.integers(0, 16))
@settings(max_examples=25)
def test_each_event_is_kept_once_and_read_once(
    shared_engine: Engine, sent: list[Sent], breaks: list[bool], adopted_after: int
) -> None:
    emptied(shared_engine)
    writer = Breakable(shared_engine)
    writer.breaks = breaks
    try:
        for number, one in enumerate(sent):
            arrive(shared_engine, one)
            # A new one each time: nothing is remembered but what is stored.
            devices = ADOPTED if number >= adopted_after else DEVICES
            with suppress(StoreError):
                interpret(shared_engine, writer, devices)
        writer.breaks = []
        interpret(shared_engine, writer, ADOPTED)
    finally:
        writer.close()
    distinct = {one.message["deduplicationId"]: one for one in sent}.values()
    assert states(shared_engine) == [UplinkState.READ] * len(distinct)
    assert {(one.device, one.observed_at, one.value) for one in readings(shared_engine)} == {
        (
            one.message["deviceInfo"]["devEui"],
            datetime.fromisoformat(one.message["time"]),
            one.message["object"]["externalTemperature"],
        )
        for one in distinct
    }
    assert len(readings(shared_engine)) == len(distinct)
    # What was read right needs no second reading.
    assert redecode(shared_engine, ADOPTED, LONG_AGO) == Redecoded(events=len(distinct))


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, dict[str, str]]]:
    """A running service and the tokens of a source of each kind."""
    data_dir: Path = tmp_path_factory.mktemp("data")
    engine = open_engine(None, data_dir)
    migrate(engine)
    with writing(engine) as connection:
        tokens = {kind: sources.add(connection, kind, kind, NOON) for kind in sources.ENVELOPES}
    engine.dispose()
    with visiting_small(data_dir) as visitor:
        yield visitor, tokens


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
NAMES = ("devEui", "deviceInfo", "object", "data", "fPort", "uplink_message", "device", "id", "measurements")
BODIES = st.one_of(
    st.binary(max_size=60),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from(NAMES), JSON).map(lambda value: json.dumps(value).encode()),
)


@given(st.sampled_from(sorted(sources.ENVELOPES)), BODIES, st.text(max_size=12))
@settings(max_examples=200, deadline=timedelta(seconds=10))
def test_whatever_is_sent_is_taken_or_refused_and_never_a_fault(
    door: tuple[Visitor, dict[str, str]], kind: str, body: bytes, rest: str
) -> None:
    visitor, tokens = door
    headers = {
        "authorization": f"Bearer {tokens[kind]}",
        "content-type": "application/json",
        "content-length": str(len(body)),
    }
    reply = visitor.ask("POST", f"/uplinks/{kind}/{rest}", headers, body=body)
    assert reply.status in (204, 422), reply.text
    if reply.status == 422:
        assert json.loads(reply.body)["detail"]
