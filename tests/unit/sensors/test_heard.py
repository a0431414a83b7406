"""What is known of a device itself: the newest word counts, in whatever order words come."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from heritage.sensors.event import Event
from heritage.sensors.heard import Heard, merged, note
from heritage.store.engine import writing
from heritage.store.tables import DEVICE_STATE
from tests.senders import MINUTE, NOON, PROBE


def heard(minutes: int, kind: Any = "uplink", percent: float | None = None, **told: Any) -> Heard:
    event = Event(kind=kind, key=f"{kind}{minutes}", dev_eui=PROBE, **told)
    return Heard(PROBE, "servanet", NOON + minutes * MINUTE, event, percent, None)


def state(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        return dict(connection.execute(select(DEVICE_STATE)).mappings().one())


def tell(engine: Engine, *words: Heard) -> dict[str, Any]:
    with writing(engine) as connection:
        note(connection, words)
    return state(engine)


def test_the_first_word_makes_a_device_known(engine: Engine) -> None:
    assert tell(engine, heard(0, gateway="gw-1", rssi=-97, snr=7.5, percent=88)) == {
        "dev_eui": PROBE,
        "source": "servanet",
        "first_heard": NOON,
        "last_heard": NOON,
        "battery_percent": 88,
        "battery_volt": None,
        "gateway": "gw-1",
        "rssi": -97,
        "snr": 7.5,
        "note": None,
    }


def test_a_newer_word_counts_and_what_it_leaves_out_stays(engine: Engine) -> None:
    tell(engine, heard(0, gateway="gw-1", percent=88))
    found = tell(engine, heard(5, gateway="gw-2"))
    assert (found["last_heard"], found["gateway"], found["battery_percent"]) == (
        NOON + 5 * MINUTE,
        "gw-2",
        88,
    )


def test_a_late_word_fills_gaps_and_puts_back_no_clock(engine: Engine) -> None:
    tell(engine, heard(0, gateway="gw-2"))
    found = tell(engine, heard(-5, gateway="gw-1", percent=90))
    assert (found["first_heard"], found["last_heard"]) == (NOON - 5 * MINUTE, NOON)
    assert (found["gateway"], found["battery_percent"]) == ("gw-2", 90)


def test_the_networks_word_is_no_sign_of_life(engine: Engine) -> None:
    tell(engine, heard(0))
    found = tell(engine, heard(60, "log", text="ERROR UPLINK_CODEC"))
    assert (found["last_heard"], found["note"]) == (NOON, "ERROR UPLINK_CODEC")


def test_of_a_device_that_was_never_heard_the_networks_word_is_kept(engine: Engine) -> None:
    found = tell(engine, heard(0, "log", text="ERROR OTAA"))
    assert (found["first_heard"], found["note"]) == (NOON, "ERROR OTAA")


def wait_until_one_waits_for_another(engine: Engine) -> None:
    """SQLite lets nobody begin to write while another does."""
    while engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            if connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                return
        threading.Event().wait(0.01)


def test_of_two_servers_that_hear_a_device_at_once_both_count(engine: Engine) -> None:
    for known in (False, True):
        with ThreadPoolExecutor(1) as threads:
            with writing(engine) as connection:
                note(connection, [heard(9 * known, gateway="gw-2")])
                other = threads.submit(tell, engine, heard(9 * known - 5, gateway="gw-1", percent=90 - known))
                wait_until_one_waits_for_another(engine)
            found = other.result()
        assert (found["first_heard"], found["last_heard"]) == (NOON - 5 * MINUTE, NOON + 9 * known * MINUTE)
        assert (found["gateway"], found["battery_percent"]) == ("gw-2", 90)


def test_nothing_said_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        note(connection, [])
        assert connection.execute(select(DEVICE_STATE)).all() == []


WORDS = st.lists(
    st.builds(
        heard,
        st.integers(-100, 100),
        st.sampled_from(["uplink", "status", "join"]),
        st.none() | st.integers(0, 100),
        gateway=st.none() | st.sampled_from(["gw-1", "gw-2"]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda one: one.heard_at,
)


@given(WORDS, st.randoms())
def test_in_any_order_the_times_are_the_same(words: list[Heard], chance: Any) -> None:
    mixed = list(words)
    chance.shuffle(mixed)
    found = None
    for one in mixed:
        found = merged(found, one)
    moments = [one.heard_at for one in words]
    assert found is not None
    assert (found["first_heard"], found["last_heard"]) == (min(moments), max(moments))


@given(WORDS)
def test_the_newest_telling_word_counts(words: list[Heard]) -> None:
    found = None
    for one in sorted(words, key=lambda one: one.heard_at):
        found = merged(found, one)
    told = [one for one in words if one.battery_percent is not None]
    newest = max(told, key=lambda one: one.heard_at).battery_percent if told else None
    assert found is not None
    assert found["battery_percent"] == newest
