"""Devices that send and that nobody has entered: what they seem to be, and what to write to take them in."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from heritage.i18n.dates import LOCAL_TIME
from heritage.places.checks.devices import PLACEHOLDER
from heritage.sensors.envelopes import ENVELOPES, EnvelopeError
from heritage.sensors.envelopes.opening import plain
from heritage.sensors.event import Event
from heritage.sensors.intake import as_raw, is_in, raws
from heritage.sensors.interpret import guess
from heritage.sensors.meaning import Raw
from heritage.sensors.profiles import PROFILES, counts_alone
from heritage.store.tables import UPLINK, UplinkState

_LOOKED_AT = 10
"""Events of a device among which one with measurements is sought, newest first."""


class Stranger(NamedTuple):
    """A device in quarantine. `looks` tells line by line what its newest message holds."""

    dev_eui: str
    events: int
    first_at: datetime
    last_at: datetime
    source: str
    looks: tuple[str, ...]

    def lines(self) -> list[str]:
        """What to write into `content/devices.yaml`, with the words in capitals replaced."""
        profile = next((name for name in PROFILES if self.looks and self.looks[0].startswith(f"{name}:")), "")
        is_counter = profile != "" and counts_alone(PROFILES[profile])
        return [
            f'"{self.dev_eui}":',
            f"  profile: {profile or 'PROFILE'}",
            *(["  technique: TECHNIQUE"] if is_counter else []),
            f"  note: {{sv: {PLACEHOLDER}}}",
            "  mountings:",
            f"    - {{{'point: POINT' if is_counter else 'place: PLACE'}, "
            f"since: {self.first_at.astimezone(LOCAL_TIME):%Y-%m-%d}}}",
        ]


def strangers(connection: Connection) -> list[Stranger]:
    """The devices in quarantine, the one with most events first."""
    query = (
        select(
            UPLINK.c.dev_eui,
            func.count().label("events"),
            func.min(UPLINK.c.received_at).label("first_at"),
            func.max(UPLINK.c.received_at).label("last_at"),
        )
        .where(is_in(UplinkState.UNKNOWN_DEVICE))
        .group_by(UPLINK.c.dev_eui)
        .order_by(func.count().desc(), UPLINK.c.dev_eui)
    )
    found = []
    for row in connection.execute(query).all():
        source, looks = _newest(connection, row.dev_eui)
        found.append(Stranger(row.dev_eui, row.events, row.first_at, row.last_at, source, looks))
    return found


def _newest(connection: Connection, dev_eui: str) -> tuple[str, tuple[str, ...]]:
    """Where the newest event with measurements came from, and what it holds; if there is none, the newest event."""
    wanted = raws(UPLINK.c.dev_eui == dev_eui, is_in(UplinkState.UNKNOWN_DEVICE))
    rows = connection.execute(wanted.order_by(None).order_by(UPLINK.c.id.desc()).limit(_LOOKED_AT)).all()
    found = [as_raw(row) for row in rows]
    for raw in found:
        event = _event(raw)
        if event is not None and event.kind == "uplink":
            return raw.source, tuple(filter(None, map(plain, guess(event))))
    return found[0].source, ()


def _event(raw: Raw) -> Event | None:
    try:
        return ENVELOPES[raw.kind](raw.body, raw.hint, raw.received_at)[0][1]
    except EnvelopeError:
        return None
