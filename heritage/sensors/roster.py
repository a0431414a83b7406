"""All devices of the content and how they are, for those who look after them; none of it is public (R-C20)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, func, select

from heritage.i18n.dates import LOCAL_TIME
from heritage.places.device import Device
from heritage.places.place import Library
from heritage.sensors.health import Watched, mounting_on, watched
from heritage.sensors.intake import is_in
from heritage.store.tables import DEVICE_STATE, UPLINK, UplinkState


class Ailment(Enum):
    """What somebody should look at."""

    NOT_MOUNTED = "not mounted"
    NEVER_HEARD = "never heard"
    SILENT = "silent"
    BATTERY_LOW = "battery low"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Listed:
    """A device. None is what it has never told; `rssi` is in dBm, `snr` in dB, `unread` counts messages.

    Where nothing of what it sends is used, as it hung nowhere then and hangs nowhere now, `unused_since` is when the
    oldest message came that is kept.
    """

    dev_eui: str
    device: Device
    ailments: tuple[Ailment, ...]
    unread: int
    last_heard: datetime | None = None
    battery_percent: float | None = None
    battery_volt: float | None = None
    gateway: str | None = None
    rssi: float | None = None
    snr: float | None = None
    note: str | None = None
    unused_since: datetime | None = None

    @property
    def places(self) -> list[str]:
        """Where it hangs and has hung."""
        return list(dict.fromkeys(mounting.spot for mounting in self.device.mountings))


_TOLD = ("last_heard", "battery_percent", "battery_volt", "gateway", "rssi", "snr", "note")


def roster(connection: Connection, library: Library, now: datetime) -> list[Listed]:
    """In the order of the content."""
    hanging = {one.dev_eui: one for one in watched(library, connection, now)}
    states = {row["dev_eui"]: row for row in connection.execute(select(DEVICE_STATE)).mappings()}
    unread = _unread(connection)
    found = []
    for dev_eui, device in library.devices.items():
        ailments = list(_ailments(hanging.get(dev_eui), now))
        if dev_eui in unread:
            ailments.append(Ailment.UNREAD)
        state = states.get(dev_eui)
        told = {name: state[name] for name in _TOLD} if state is not None else {}
        heard = told.get("last_heard")
        if heard is not None and not _hangs(device, now, heard):
            told["unused_since"] = connection.scalar(
                select(func.min(UPLINK.c.received_at)).where(UPLINK.c.dev_eui == dev_eui)
            )
        found.append(Listed(dev_eui, device, tuple(ailments), unread.get(dev_eui, 0), **told))
    return found


def _hangs(device: Device, *moments: datetime) -> bool:
    """Whether it hung somewhere on one of these days."""
    return any(mounting_on(device, moment.astimezone(LOCAL_TIME).date()) for moment in moments)


def _ailments(one: Watched | None, now: datetime) -> list[Ailment]:
    if one is None:
        return [Ailment.NOT_MOUNTED]
    found = []
    if one.last_heard is None:
        found.append(Ailment.NEVER_HEARD)
    elif one.is_silent(now):
        found.append(Ailment.SILENT)
    if one.is_low():
        found.append(Ailment.BATTERY_LOW)
    return found


def _unread(connection: Connection) -> dict[str, int]:
    """How many messages of each device its mapping cannot read."""
    query = select(UPLINK.c.dev_eui, func.count()).where(is_in(UplinkState.UNREADABLE))
    return {row[0]: row[1] for row in connection.execute(query.group_by(UPLINK.c.dev_eui))}
