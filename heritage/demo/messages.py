"""The messages of made-up devices between two moments, with the faults that real ones have, as raw events.

Which message comes when depends on the device, the hour and the seed alone. Some are lost, some come late, some come
twice; now and then a sensor does not answer, or something gets in its way.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from heritage.demo import walkers
from heritage.demo.climate import DAY_S
from heritage.demo.counters import DemoCounter
from heritage.demo.library import INTERVAL_MINUTES, DemoDevice, Kind, Role
from heritage.demo.payloads import Sent, counted, sent
from heritage.demo.senses import World, battery_percent, charge, measured
from heritage.demo.walkers import Passed
from heritage.sensors.intake import unpack
from heritage.store.tables import RawEvent

NETWORK, LOGGERS = "demo", "demo-loggers"
SOURCES = {NETWORK: "chirpstack4", LOGGERS: "generic"}
"""The made-up sources, and whose envelopes they send. They have no tokens: nobody else can send as they do."""

INTERVAL_S = INTERVAL_MINUTES * 60
LATEST_S = 6 * 3600
"""So late a message comes at most."""

SILENT_FOR_S = 5 * DAY_S
"""How long before the demonstration began the silent device stopped."""

_OUTAGE_S = 3 * 3600

_SPIKES = {"water_temperature": 4.0, "snow_depth": 55.0, "air_temperature": 11.0}
"""What gets in a sensor's way: a hand, a hare, a grill. Ice is spared: whatever jumps there waits for somebody."""


class _Frame(NamedTuple):
    """A frame on its way: `number` counts since 1970."""

    number: int
    measured_at: int
    received_at: int
    chance: int


_DEAF = "parametric-pcr2"
"""The profile of the counter that nobody heard for three days: what it counted then is lost."""

DEAF_FROM_S, DEAF_FOR_S = 40 * DAY_S, 3 * DAY_S
"""How long before the demonstration began that was, and for how long."""

_WRAPPED_S = 100 * DAY_S
"""How long before the demonstration began the totals of one counter passed the largest number that it knows."""

_WRAPS = "milesight-vs350"


def messages(
    world: World,
    devices: Iterable[DemoDevice],
    start: int,
    end: int,
    counters: Iterable[DemoCounter] = (),
) -> list[RawEvent]:
    """What arrives from the second `start` until before `end`, in the order of arrival; repeats included."""
    found = [event for device in devices for event in _of_device(world, device, start, end)]
    found += [event for counter in counters for event in _of_counter(world, counter, start, end)]
    return sorted(found, key=lambda event: event.received_at)


def _of_device(world: World, device: DemoDevice, start: int, end: int) -> Iterator[RawEvent]:
    def is_lost(at: int, chance: int) -> bool:
        return _is_lost(world, device, at, chance)

    for frame in _frames(world, device.dev_eui, start, end, is_lost):
        source, body = _written(world, device, frame)
        yield from _arrived(source, body, frame)


def _of_counter(world: World, counter: DemoCounter, start: int, end: int) -> Iterator[RawEvent]:
    """Hour by hour where it stands; in the cupboard it is silent."""
    before = _counted_before(world, counter)

    def is_lost(at: int, chance: int) -> bool:
        return _is_never_heard(world, at, chance) or (
            counter.profile == _DEAF and 0 <= at - (world.began - DEAF_FROM_S) < DEAF_FOR_S
        )

    for frame in _frames(world, counter.dev_eui, start, end, is_lost):
        now = walkers.counted(world.seed, counter, frame.measured_at)
        if now is None:
            continue
        total = walkers.total(world.seed, counter, frame.measured_at)
        told = Passed(total.inward + before.inward, total.outward + before.outward)
        battery = charge(world, counter.dev_eui, frame.measured_at)
        content = counted(counter.profile, now, told, battery)
        name = f"demo-counter-{counter.dev_eui[-4:]}"
        yield from _arrived(NETWORK, _uplink(counter.dev_eui, counter.profile, name, frame, content), frame)


def _counted_before(world: World, counter: DemoCounter) -> Passed:
    """What a counter had counted when it came here, so that one of them wraps while one looks."""
    if counter.profile != _WRAPS:
        return Passed(world.chance(counter.dev_eui, "in") % 9000, world.chance(counter.dev_eui, "out") % 9000)
    phase = _phase(world, counter.dev_eui)
    wraps_at = (world.began - _WRAPPED_S) // INTERVAL_S * INTERVAL_S + phase
    until_then = walkers.total(world.seed, counter, wraps_at)
    return Passed(-until_then.inward % 65_536, -until_then.outward % 65_536)


def _arrived(source: str, body: bytes, frame: _Frame) -> Iterator[RawEvent]:
    """The events of a frame, some of them twice."""
    received_at = datetime.fromtimestamp(frame.received_at, UTC)
    events = unpack(source, SOURCES[source], body, "up" if source == NETWORK else "", received_at)
    yield from events
    if _is_repeated(frame.chance):
        yield from events


def _phase(world: World, dev_eui: str) -> int:
    """How many seconds past the hour a device sends."""
    return world.chance(dev_eui, "phase") % INTERVAL_S


def _frames(
    world: World, dev_eui: str, start: int, end: int, is_lost: Callable[[int, int], bool]
) -> Iterator[_Frame]:
    """Those that arrive in time, in the order in which they were measured."""
    phase = _phase(world, dev_eui)
    first, last = (start - LATEST_S - phase) // INTERVAL_S, (end - phase) // INTERVAL_S
    for number in range(first, last + 1):
        measured_at = number * INTERVAL_S + phase
        chance = world.chance(dev_eui, number)
        received_at = measured_at + 1 + _delay_s(chance)
        if start <= received_at < end and not is_lost(measured_at, chance):
            yield _Frame(number, measured_at, received_at, chance)


def _is_lost(world: World, device: DemoDevice, at: int, chance: int) -> bool:
    if device.role is Role.UNHEARD or (device.role is Role.SILENT and at > world.began - SILENT_FOR_S):
        return True
    return _is_never_heard(world, at, chance)


def _is_never_heard(world: World, at: int, chance: int) -> bool:
    return chance % 10_000 < 150 or _is_down(world, at)


def _is_down(world: World, at: int) -> bool:
    """Whether the gateway is out of order: some nights a year, for three hours."""
    chance = world.chance("outage", at // DAY_S)
    begins = (chance >> 8) % (DAY_S - _OUTAGE_S)
    return chance % 53 == 0 and begins <= at % DAY_S < begins + _OUTAGE_S


def _delay_s(chance: int) -> int:
    """One in two hundred waits in the gateway."""
    return 420 + (chance >> 12) % (LATEST_S - 421) if 150 <= chance % 10_000 < 200 else 0


def _is_repeated(chance: int) -> bool:
    return 200 <= chance % 10_000 < 250


def _disturbed(values: dict[str, float | None], chance: int) -> dict[str, float | None]:
    """Now and then the sensor does not answer, or shows something else."""
    quantity = next(iter(values))
    value, lot = values[quantity], chance % 10_000
    if 250 <= lot < 265:
        return values | {quantity: None}
    if 265 <= lot < 273 and value is not None:
        return values | {quantity: value + _SPIKES.get(quantity, 0.0)}
    return values


def _written(world: World, device: DemoDevice, frame: _Frame) -> tuple[str, bytes]:
    """The source that sends it, and the body."""
    values = _disturbed(measured(world, device, frame.measured_at), frame.chance)
    battery = battery_percent(world, device, frame.measured_at)
    if device.kind is Kind.ICE:
        return LOGGERS, _logger(device, frame, values, battery)
    name = f"demo-{device.place}-{device.kind}"
    return NETWORK, _uplink(device.dev_eui, device.profile, name, frame, sent(device, values, battery))


def _uplink(dev_eui: str, profile: str, name: str, frame: _Frame, content: Sent) -> bytes:
    """As ChirpStack v4 sends it; zeros are left out."""
    moment = f"{datetime.fromtimestamp(frame.measured_at, UTC):%Y-%m-%dT%H:%M:%S}.250000+00:00"
    # The name rises with time, so that the events of a device are interpreted in their order.
    digits = f"{frame.measured_at * 1000 + 250:012x}7{frame.chance & 0xFFF:03x}8{frame.chance:08x}0000000"
    event = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    message = {
        "deduplicationId": event,
        "time": moment,
        "deviceInfo": {
            "applicationName": "demo",
            "deviceProfileName": profile,
            "deviceName": name,
            "devEui": dev_eui,
        },
        "fCnt": frame.number % 65_535 + 1,
        "fPort": content.f_port,
        "rxInfo": [
            {
                "gatewayId": "02de30ffff000001",
                "gwTime": moment,
                "rssi": -118 + frame.chance % 37,
                "snr": (frame.chance >> 4) % 22 - 10.5,
            }
        ],
    }
    if content.payload:
        message["data"] = base64.b64encode(content.payload).decode()
    if content.decoded is not None:
        message["object"] = content.decoded
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()


def _logger(device: DemoDevice, frame: _Frame, values: dict[str, float | None], battery: float) -> bytes:
    """Our own JSON."""
    message = {
        "device": device.dev_eui,
        "id": f"{frame.number:010d}",
        "time": f"{datetime.fromtimestamp(frame.measured_at, UTC):%Y-%m-%dT%H:%M:%SZ}",
        "measurements": {key: None if value is None else round(value, 1) for key, value in values.items()},
        "battery_percent": battery,
    }
    return json.dumps(message, separators=(",", ":")).encode()
