"""What a network server said of a device, whichever server it was; and how its times are read."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

Kind = Literal["uplink", "status", "join", "log", "other"]
"""An uplink may carry measurements. Status, join and log tell of the device's health; other carries nothing."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event of one device, taken out of its envelope.

    `key` is the same whenever the same event comes again, and differs from every other key of its source (R-S8).
    `dev_eui` is sixteen hexadecimal digits in lower case, or "" in an event that is no uplink and names no device.
    None is what was not told. A port is never 0 here: servers leave zeros out. `decoded` is what the server's own
    codec made of the payload, `normalized` a list of measurements in The Things Stack's own shape. `measured_at`
    is when the network received it, aware and in UTC. A simulated event is a test and never data.
    """

    kind: Kind
    key: str
    dev_eui: str
    f_port: int | None = None
    f_cnt: int | None = None
    payload: bytes | None = None
    decoded: object = None
    normalized: object = None
    measured_at: datetime | None = None
    battery_percent: float | None = None
    battery_volt: float | None = None
    gateway: str | None = None
    rssi: float | None = None  # dBm
    snr: float | None = None  # dB
    is_simulated: bool = False
    text: str | None = None


_FIRST_YEAR = 2000
"""No clock that is set tells an earlier year; servers and devices that do not know write year 1 or 1970."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 100_000_000_000
"""A number this large counts milliseconds; in seconds it would be the year 5138."""


def moment(told: object) -> datetime | None:
    """An aware UTC moment from RFC 3339 text or from seconds or milliseconds since 1970.

    Nanoseconds are cut to microseconds. None if it cannot be read, has no zone or lies before the year 2000.
    """
    try:
        if isinstance(told, str):
            read = datetime.fromisoformat(told)
            found = None if read.tzinfo is None else read.astimezone(UTC)
        elif isinstance(told, int | float) and not isinstance(told, bool):
            seconds = told / 1000 if told >= _MILLISECONDS_FROM else told
            found = _EPOCH + timedelta(seconds=seconds)
        else:
            found = None
    except (ValueError, OverflowError):
        return None
    return found if found is not None and found.year >= _FIRST_YEAR else None


def earliest(times: list[object]) -> datetime | None:
    """The first of the moments that can be read."""
    return min((found for told in times if (found := moment(told)) is not None), default=None)
