"""How the sensors are: which are silent, whose battery is low, and whether it is the network that is down.

Pure but for `watched`, which reads what was last heard of each device that hangs somewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, select

from heritage.i18n.dates import LOCAL_TIME
from heritage.places.device import Device, Mounting
from heritage.places.place import Library
from heritage.store.tables import DEVICE_STATE

LEAST_SILENCE = timedelta(hours=2)
"""A device is silent when three of its messages are missing, but not before that (R-C2 of the quickest quantities)."""

LOW_PERCENT, WELL_PERCENT = 20.0, 25.0
"""Below the first a battery is low; an alarm ends at the second, so that a cold night does not ring twice."""

LOW_VOLT = 3.0
"""Where only the voltage is told: of the 3.6 V lithium cells that most devices have, which hold it until the end."""

LOW_VOLT_OF = {"decentlab": 2.2, "imbuildings": 2.2}
"""By the first word of the profile: two alkaline cells. These limits are ours; makers name none that all share."""

_WELL_VOLT_MORE = 0.1

OUTAGE_LEAST, OUTAGE_SHARE = 3, 0.6
"""So many devices of one source, and so much of those that could have been heard, make an outage of the network."""

_TOGETHER = timedelta(hours=1)
_LATELY = timedelta(days=7)
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Watched:
    """A device that hangs at `place`. Nothing is known of one that was never heard: its times and source are None.

    `listened_since` is when we began to listen: what was said before could not be heard.
    """

    dev_eui: str
    device: Device
    place: str
    mounted: date
    listened_since: datetime
    source: str | None = None
    last_heard: datetime | None = None
    battery_percent: float | None = None
    battery_volt: float | None = None

    @property
    def interval(self) -> timedelta:
        """How often it is meant to send."""
        return timedelta(minutes=self.device.interval_minutes)

    @property
    def silent_after(self) -> timedelta:
        return max(3 * self.interval, LEAST_SILENCE)

    @property
    def overdue_after(self) -> timedelta:
        """Half of it: enough to tell whether the device shares the fate of others."""
        return self.silent_after / 2

    @property
    def quiet_since(self) -> datetime:
        """Since when it could have been heard and was not."""
        return max(self.last_heard or self.listened_since, self.listened_since)

    def is_silent(self, now: datetime) -> bool:
        """Whether too much time has passed; for one that was never heard, also a whole day since it was hung up."""
        is_new = self.last_heard is None and now.astimezone(LOCAL_TIME).date() <= self.mounted + timedelta(
            days=1
        )
        return now - self.quiet_since > self.silent_after and not is_new

    def is_low(self, is_alarmed: bool = False) -> bool:
        """Whether the battery is low, as far as it is told; `is_alarmed`: still, after an alarm."""
        if self.battery_percent is not None:
            return self.battery_percent < (WELL_PERCENT if is_alarmed else LOW_PERCENT)
        if self.battery_volt is None:
            return False
        return self.battery_volt < low_volt(self.device) + (_WELL_VOLT_MORE if is_alarmed else 0)


@dataclass(frozen=True, slots=True)
class Outage:
    """Devices of one source that fell silent together; the last of them was heard at `since`."""

    source: str
    since: datetime
    devices: tuple[str, ...]


def low_volt(device: Device) -> float:
    """The voltage below which the battery of a device is low."""
    return LOW_VOLT_OF.get(device.profile.partition("-")[0], LOW_VOLT)


def mounting_on(device: Device, day: date) -> Mounting | None:
    """Where a device hangs on a local day."""
    for mounting in device.mountings:
        if mounting.since <= day and (mounting.until is None or day <= mounting.until):
            return mounting
    return None


def watched(
    library: Library, connection: Connection, now: datetime, listened_since: datetime = _EVER
) -> list[Watched]:
    """The devices that hang somewhere on the local day of `now`, in the order of the content."""
    states = {row.dev_eui: row for row in connection.execute(select(DEVICE_STATE))}
    found = []
    for dev_eui, device in library.devices.items():
        mounting = mounting_on(device, now.astimezone(LOCAL_TIME).date())
        if mounting is None:
            continue
        state = states.get(dev_eui)
        known = (state.source, state.last_heard, state.battery_percent, state.battery_volt) if state else ()
        found.append(Watched(dev_eui, device, mounting.spot, mounting.since, listened_since, *known))
    return found


def silent(library: Library, connection: Connection, now: datetime) -> list[Watched]:
    """Those of `watched` that are silent."""
    return [one for one in watched(library, connection, now) if one.is_silent(now)]


def outages(devices: Iterable[Watched], now: datetime) -> list[Outage]:
    """The sources whose devices have fallen silent together, once the first of them is silent.

    Of each source at least three, and 60 % of those that were heard in the last seven days and of which it can be
    told, were last heard within about an hour of each other and are overdue. It cannot be told of a device whose next
    message is not due yet.
    """
    by_source: dict[str, list[Watched]] = {}
    for one in devices:
        if one.source is not None and now - one.quiet_since < _LATELY:
            by_source.setdefault(one.source, []).append(one)
    found = (_outage(source, of_source, now) for source, of_source in sorted(by_source.items()))
    return [outage for outage in found if outage is not None]


def _outage(source: str, devices: Sequence[Watched], now: datetime) -> Outage | None:
    last = {one.dev_eui: one.quiet_since for one in devices}
    overdue = [one for one in devices if now - last[one.dev_eui] > one.overdue_after]
    best: Outage | None = None
    for since in {last[one.dev_eui] for one in overdue}:
        fell = [
            one for one in overdue if timedelta() <= since - last[one.dev_eui] <= _TOGETHER + one.interval
        ]
        alive = [one for one in devices if one not in overdue and last[one.dev_eui] > since]
        is_outage = len(fell) >= OUTAGE_LEAST and len(fell) >= OUTAGE_SHARE * (len(fell) + len(alive))
        if not is_outage or not any(one.is_silent(now) for one in fell):
            continue
        if best is None or (len(fell), since) > (len(best.devices), best.since):
            best = Outage(source, since, tuple(one.dev_eui for one in fell))
    return best
