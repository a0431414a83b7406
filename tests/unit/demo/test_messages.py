"""The messages of made-up devices: what they say is what is measured, and their faults are those of real ones."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from heritage.demo.climate import DAY_S
from heritage.demo.library import DemoDevice, Kind, Role, demo_devices
from heritage.demo.messages import INTERVAL_S, LATEST_S, SILENT_FOR_S, SOURCES, messages
from heritage.demo.payloads import sent
from heritage.demo.senses import World, battery_percent, measured
from heritage.places.device import Device, Mounting
from heritage.places.place import Library
from heritage.quantities import QUANTITIES
from heritage.sensors.event import Event
from heritage.sensors.interpret import interpret
from heritage.sensors.meaning import Meaning, Raw, meaning_of
from heritage.sensors.profiles import PROFILES
from heritage.store.tables import RawEvent, UplinkState
from tests.demonstration import CONTENT, WINTER, library_of

pytestmark = pytest.mark.usefixtures("uncounted")

NOW = int(WINTER.timestamp())
WORLD = World(NOW)

PAYLOADS = [
    (Kind.WATER, "elsys-elt", {"water_temperature": 12.3}),
    (Kind.WATER, "milesight-em500-pt100", {"water_temperature": 0.4}),
    (Kind.WATER, "dragino-lsn50v2", {"water_temperature": 17.1}),
    (Kind.SNOW, "milesight-em500-udl", {"snow_depth": 42.0}),
    (Kind.LEVEL, "milesight-em500-swl", {"water_level": -31.0}),
    (Kind.WIND, "decentlab-atm41", {"wind_speed": 4.25, "wind_gust": 9.5, "wind_direction": 271.0}),
    (
        Kind.AIR,
        "decentlab-atm41",
        {"air_temperature": -14.7, "humidity": 88.0, "pressure": 979.4, "precipitation": 0.6},
    ),
]


def meaning(event: RawEvent, library: Library) -> Meaning:
    raw = Raw(
        id=1,
        source=event.source,
        kind=SOURCES[event.source],
        dev_eui=event.dev_eui,
        hint=event.hint,
        received_at=event.received_at,
        state=UplinkState.WAITING,
        body=event.body,
    )
    return meaning_of(raw, library.devices)


def of_kind(kind: Kind, profile: str = "") -> DemoDevice:
    """A made-up device of a place whose number gives it that profile."""
    quantities = {
        Kind.WATER: ("water_temperature",),
        Kind.SNOW: ("snow_depth",),
        Kind.LEVEL: ("water_level",),
        Kind.WIND: ("wind_speed", "wind_gust", "wind_direction"),
        Kind.AIR: ("air_temperature", "humidity", "pressure", "precipitation"),
    }[kind]
    for number in range(100):
        device = DemoDevice("02de300000000001", f"place-{number}", kind, quantities)
        if not profile or device.profile == profile:
            return device
    raise LookupError(profile)


@pytest.mark.parametrize(("kind", "profile", "values"), PAYLOADS)
def test_what_is_sent_is_read_back_by_the_shipped_profile(
    kind: Kind, profile: str, values: dict[str, float]
) -> None:
    assert found(kind, profile, values) == pytest.approx(values)


@pytest.mark.parametrize(("kind", "profile", "values"), PAYLOADS[:5])
def test_a_sensor_that_does_not_answer_is_missing_and_no_number(
    kind: Kind, profile: str, values: dict[str, float]
) -> None:
    """R-C5."""
    assert found(kind, profile, dict.fromkeys(values)) == dict.fromkeys(values)


def found(kind: Kind, profile: str, values: dict[str, float | None]) -> dict[str, float | None]:
    """What our own interpretation makes of it."""
    device = of_kind(kind, profile)
    content = sent(device, values, 81)
    event = Event(
        kind="uplink",
        key="k",
        dev_eui=device.dev_eui,
        f_port=content.f_port,
        payload=content.payload or None,
        decoded=content.decoded,
    )
    mounting = Mounting(place=device.place, since=date(2020, 1, 1), depth_m=1.5, distance_zero_mm=2500)
    read = interpret(event, PROFILES[profile], mounting)
    assert read.battery_percent == 81 or read.battery_volt == pytest.approx(3.467, abs=0.001)
    return {one.quantity: one.value for one in read.measured if one.quantity in values}


DAYS = 120


@pytest.fixture(scope="module")
def season() -> list[RawEvent]:
    """All messages of the real content's demonstration in a third of a year."""
    devices = demo_devices(library_of(CONTENT))
    return messages(WORLD, devices, NOW - DAYS * DAY_S, NOW)


def test_messages_come_from_every_device_but_the_one_that_is_never_heard(season: list[RawEvent]) -> None:
    library = library_of(CONTENT)
    count = Counter(event.dev_eui for event in season)
    for device in demo_devices(library):
        if device.role is Role.UNHEARD:
            assert count[device.dev_eui] == 0
        else:
            assert 0.9 * DAYS * 24 < count[device.dev_eui] < 1.02 * DAYS * 24
    assert {event.source for event in season} == set(SOURCES)


def test_some_messages_come_twice_and_some_hours_late(season: list[RawEvent]) -> None:
    library = library_of(CONTENT)
    keys = Counter((event.source, event.key) for event in season)
    assert 0.002 < sum(count == 2 for count in keys.values()) / len(keys) < 0.01
    assert set(keys.values()) == {1, 2}
    lags = []
    for event in season[::7]:
        told = meaning(event, library).event
        assert told is not None and told.measured_at is not None
        lags.append((event.received_at - told.measured_at).total_seconds())
    assert 0 <= min(lags) < 2 and 600 < max(lags) <= LATEST_S
    assert sum(lag > 60 for lag in lags) / len(lags) < 0.01


def test_every_message_is_read_as_a_reading_at_its_own_place(season: list[RawEvent]) -> None:
    library = library_of(CONTENT)
    places = {one.dev_eui: one for one in demo_devices(library)}
    missing = 0
    for event in season[::101]:
        what = meaning(event, library)
        assert (what.state, what.reason) == (UplinkState.READ, None)
        device = places[event.dev_eui]
        assert {one.place for one in what.observations} == {device.place}
        assert {one.quantity for one in what.observations} == set(device.quantities)
        missing += sum(one.value is None for one in what.observations)
    assert missing < len(season) / 101 / 100


def test_now_and_then_a_sensor_does_not_answer_or_something_is_in_its_way() -> None:
    library = library_of(CONTENT)
    (gauge,) = (one for one in demo_devices(library) if one.kind is Kind.SNOW and one.role is Role.WELL)
    depths = [
        one.value
        for event in messages(WORLD, [gauge], NOW - 365 * DAY_S, NOW)
        for one in meaning(event, library).observations
    ]
    assert 0 < depths.count(None) < 60
    heights = [
        depth
        for before, depth in pairwise(depths)
        if before is not None and depth is not None and depth > before + 40
    ]
    assert 0 < len(heights) < 25


def test_the_silent_one_stopped_days_ago_and_stays_silent() -> None:
    (silent,) = (one for one in demo_devices(library_of(CONTENT)) if one.role is Role.SILENT)
    heard = messages(WORLD, [silent], NOW - 30 * DAY_S, NOW + 30 * DAY_S)
    newest = max(event.received_at for event in heard).timestamp()
    assert NOW - SILENT_FOR_S - LATEST_S < newest <= NOW - SILENT_FOR_S + LATEST_S


def test_a_battery_runs_down_while_others_last() -> None:
    by_role = {one.role: one for one in demo_devices(library_of(CONTENT))}
    weak, well = by_role[Role.WEAK], by_role[Role.WELL]
    months = [NOW + day * DAY_S for day in range(-365, 30, 30)]
    levels = [battery_percent(WORLD, weak, at) for at in months]
    assert levels == sorted(levels, reverse=True) and levels[0] > 80 and levels[-1] < 10
    lasting = [battery_percent(WORLD, well, at) for at in months]
    assert all(30 <= level <= 100 for level in lasting)


def test_what_is_measured_never_leaves_what_is_possible() -> None:
    devices = demo_devices(library_of(CONTENT))
    for device in devices:
        for at in range(NOW - 365 * DAY_S, NOW, 5 * INTERVAL_S + 1234):
            for quantity, value in measured(WORLD, device, at).items():
                least, most = QUANTITIES[quantity].hard
                assert value is not None and least <= value <= most


def test_another_device_of_the_same_place_is_no_copy_of_the_first() -> None:
    """Each has small errors of its own."""
    device = of_kind(Kind.WATER)
    other = DemoDevice("02de300000000002", device.place, device.kind, device.quantities)
    ours, theirs = (
        [measured(WORLD, one, NOW + hour * 3600) for hour in range(24)] for one in (device, other)
    )
    assert ours != theirs


def test_the_envelope_names_a_time_with_a_zone() -> None:
    event = messages(WORLD, demo_devices(library_of()), NOW - 7200, NOW)[0]
    assert event.received_at.tzinfo is UTC and event.received_at < datetime.now(UTC).replace(year=2100)
    assert Device(profile="generic", mountings=()).interval_minutes * 60 == INTERVAL_S
