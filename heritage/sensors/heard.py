"""What is known of each device itself: when it was last heard, through which gateway, how its battery is."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from heritage.sensors.event import Event
from heritage.store.engine import insert_for
from heritage.store.tables import DEVICE_STATE


class Heard(NamedTuple):
    """One event of a device. None is what it did not tell."""

    dev_eui: str
    source: str
    heard_at: datetime
    event: Event
    battery_percent: float | None
    battery_volt: float | None


_State = dict[str, Any]
"""A row of the table."""

_UPDATE = update(DEVICE_STATE).where(DEVICE_STATE.c.dev_eui == bindparam("of"))


def note(connection: Connection, heard: Iterable[Heard]) -> None:
    """Bring the devices' states up to date; of what comes late, only what nobody has told since is taken.

    A log entry is the network's word, not the device's: it is noted, but nobody was heard by it.
    """
    ordered = sorted(heard, key=lambda one: one.heard_at)
    if not ordered:
        return
    states = _locked(connection, {one.dev_eui for one in ordered})
    first: dict[str, _State] = {}
    for one in ordered:
        if one.dev_eui not in states:
            first.setdefault(one.dev_eui, merged(None, one))
    if first:
        insert = insert_for(connection.dialect, DEVICE_STATE).on_conflict_do_nothing()
        connection.execute(insert, [first[name] for name in sorted(first)])
        states |= _locked(connection, first)
    for one in ordered:
        states[one.dev_eui] = merged(states[one.dev_eui], one)
    connection.execute(_UPDATE, [{**state, "of": name} for name, state in states.items()])


def _locked(connection: Connection, names: Collection[str]) -> dict[str, _State]:
    """The states that there are, kept from other servers until the transaction ends, in one order for everybody."""
    query = select(DEVICE_STATE).where(DEVICE_STATE.c.dev_eui.in_(names))
    rows = connection.execute(query.order_by(DEVICE_STATE.c.dev_eui).with_for_update()).mappings()
    return {row["dev_eui"]: dict(row) for row in rows}


def merged(state: _State | None, one: Heard) -> _State:
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
