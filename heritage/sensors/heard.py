"""What is known of each device itself: when it was last heard, through which gateway, how its battery is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from heritage.sensors.event import Event
from heritage.store.tables import DEVICE_STATE


class Heard(NamedTuple):
    """One event of a device. None is what it did not tell."""

    dev_eui: str
    source: str
    heard_at: datetime
    event: Event
    battery_percent: float | None
    battery_volt: float | None


_LATEST = ("source", "last_heard", "battery_percent", "battery_volt", "gateway", "rssi", "snr", "note")


def note(connection: Connection, heard: Iterable[Heard]) -> None:
    """Bring the devices' states up to date; of what comes late, only what nobody has told since is taken.

    A log entry is the network's word, not the device's: it is noted, but nobody was heard by it.
    """
    ordered = sorted(heard, key=lambda one: one.heard_at)
    names = sorted({one.dev_eui for one in ordered})
    if not names:
        return
    known = select(DEVICE_STATE).where(DEVICE_STATE.c.dev_eui.in_(names))
    states: dict[str, dict[str, Any]] = {
        row["dev_eui"]: dict(row) for row in connection.execute(known).mappings()
    }
    for one in ordered:
        states[one.dev_eui] = merged(states.get(one.dev_eui), one)
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(DEVICE_STATE)
    upsert = insert.on_conflict_do_update(
        index_elements=[DEVICE_STATE.c.dev_eui],
        set_={name: insert.excluded[name] for name in ("first_heard", *_LATEST)},
    )
    connection.execute(upsert, [states[name] for name in names])


def merged(state: dict[str, Any] | None, one: Heard) -> dict[str, Any]:
    """The row of a device's state after one more event; None before the first."""
    event = one.event
    told = {
        "battery_percent": one.battery_percent,
        "battery_volt": one.battery_volt,
        "gateway": event.gateway,
        "rssi": event.rssi,
        "snr": event.snr,
        "note": event.text,
    }
    if state is None:
        moments = {"first_heard": one.heard_at, "last_heard": one.heard_at}
        return {"dev_eui": one.dev_eui, "source": one.source, **moments, **told}
    if event.kind == "log":
        return {**state, "note": event.text or state["note"]}
    first_heard = min(state["first_heard"], one.heard_at)
    if one.heard_at < state["last_heard"]:
        missing = {name: value for name, value in told.items() if state[name] is None}
        return {**state, "first_heard": first_heard, **missing}
    news = {name: value for name, value in told.items() if value is not None}
    return {**state, "source": one.source, "first_heard": first_heard, "last_heard": one.heard_at, **news}
