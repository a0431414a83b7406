"""Which devices are silent or low, and when it is the network that is down."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import Engine, insert

from heritage.places.device import Device, Mounting
from heritage.places.library import load
from heritage.places.place import Library
from heritage.sensors.health import Outage, Watched, mounting_on, outages, silent, watched
from heritage.store.tables import DEVICE_STATE

NOW = datetime(2026, 7, 14, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CONTENT = Path(__file__).parents[2] / "data/small/content"
PROBE, GAUGE = "70b3d5e75e000001", "70b3d5e75e000002"


@pytest.fixture(scope="module")
def library() -> Library:
    """The toy content without its counter."""
    library = load(CONTENT).library
    assert library is not None
    return structs.replace(library, devices={name: library.devices[name] for name in (PROBE, GAUGE)})


def note(engine: Engine, dev_eui: str, last_heard: datetime, **told: Any) -> None:
    row = {
        "dev_eui": dev_eui,
        "source": "servanet",
        "first_heard": NOW - 30 * 24 * HOUR,
        "last_heard": last_heard,
    }
    with engine.begin() as connection:
        connection.execute(insert(DEVICE_STATE).values(**row, **told))


def quiet(engine: Engine, library: Library, now: datetime = NOW) -> list[str]:
    with engine.connect() as connection:
        return [one.dev_eui for one in silent(library, connection, now)]


def device(interval: int = 60, profile: str = "elsys-elt") -> Device:
    mounting = Mounting(place="lillsjon", since=date(2026, 5, 1))
    return Device(profile=profile, mountings=(mounting,), interval_minutes=interval)


def heard(
    name: str,
    ago: timedelta,
    interval: int = 60,
    source: str = "servanet",
    profile: str = "elsys-elt",
    **told: Any,
) -> Watched:
    begun = NOW - timedelta(days=300)
    return Watched(
        name, device(interval, profile), "lillsjon", date(2026, 5, 1), begun, source, NOW - ago, **told
    )


def test_a_device_is_silent_when_three_of_its_messages_are_missing(engine: Engine, library: Library) -> None:
    note(engine, PROBE, NOW - 3 * HOUR)
    note(engine, GAUGE, NOW - 2 * HOUR)
    assert quiet(engine, library) == []
    assert quiet(engine, library, NOW + MINUTE) == [PROBE, GAUGE]


def test_one_that_sends_often_has_two_hours(engine: Engine, library: Library) -> None:
    assert heard("a", 2 * HOUR, interval=10).is_silent(NOW) is False
    assert heard("a", 2 * HOUR + MINUTE, interval=10).is_silent(NOW) is True
    assert heard("a", 17 * HOUR, interval=360).is_silent(NOW) is False


def test_one_that_was_never_heard_is_silent_a_day_after_it_was_hung_up(
    engine: Engine, library: Library
) -> None:
    hung = datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert quiet(engine, library, hung + 24 * HOUR) == [PROBE]
    assert quiet(engine, library, hung + 48 * HOUR) == [PROBE, GAUGE]


def test_what_could_not_be_heard_is_no_silence(engine: Engine, library: Library) -> None:
    note(engine, PROBE, NOW - 300 * HOUR)
    with engine.connect() as connection:
        at_once = watched(library, connection, NOW, NOW - HOUR)
        later = watched(library, connection, NOW + 3 * HOUR, NOW - HOUR)
    assert [one.is_silent(NOW) for one in at_once] == [False, False]
    assert [one.is_silent(NOW + 3 * HOUR) for one in later] == [True, True]
    assert later[0].last_heard == NOW - 300 * HOUR


def test_only_devices_that_hang_somewhere_are_watched(engine: Engine, library: Library) -> None:
    with engine.connect() as connection:
        assert [one.dev_eui for one in watched(library, connection, datetime(2026, 5, 20, tzinfo=UTC))] == [
            PROBE
        ]
        assert watched(library, connection, datetime(2026, 4, 20, tzinfo=UTC)) == []


def test_the_last_day_of_a_mounting_belongs_to_it() -> None:
    first = Mounting(place="lillsjon", since=date(2026, 5, 1), until=date(2026, 6, 30))
    second = Mounting(place="vojen", since=date(2026, 7, 2))
    moved = Device(profile="elsys-elt", mountings=(first, second))
    days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2)]
    assert [mounting_on(moved, day) for day in days] == [None, first, first, None, second]


def test_everything_known_of_a_device_is_told(engine: Engine, library: Library) -> None:
    note(engine, PROBE, NOW - HOUR, battery_percent=81.0, battery_volt=3.6)
    with engine.connect() as connection:
        one = watched(library, connection, NOW)[0]
    assert (one.place, one.source, one.last_heard) == ("lillsjon", "servanet", NOW - HOUR)
    assert (one.battery_percent, one.battery_volt, one.interval) == (81.0, 3.6, HOUR)


@pytest.mark.parametrize(
    ("told", "is_low", "is_still_low"),
    [
        ({"battery_percent": 20.0}, False, True),
        ({"battery_percent": 19.9}, True, True),
        ({"battery_percent": 25.0}, False, False),
        ({"battery_percent": 60.0, "battery_volt": 2.0}, False, False),
        ({"battery_volt": 3.0}, False, True),
        ({"battery_volt": 2.9}, True, True),
        ({"battery_volt": 3.1}, False, False),
        ({"battery_volt": 2.4, "profile": "decentlab-mbx"}, False, False),
        ({"battery_volt": 2.1, "profile": "decentlab-mbx"}, True, True),
        ({}, False, False),
    ],
)
def test_a_battery_is_low_by_its_percents_or_else_its_volts(
    told: dict[str, Any], is_low: bool, is_still_low: bool
) -> None:
    one = heard("a", HOUR, **told)
    assert (one.is_low(), one.is_low(is_alarmed=True)) == (is_low, is_still_low)


def test_devices_that_fall_silent_together_make_an_outage() -> None:
    devices = [heard(name, 3 * HOUR + minutes * MINUTE) for name, minutes in (("a", 1), ("b", 20), ("c", 55))]
    assert outages(devices, NOW) == [Outage("servanet", NOW - 3 * HOUR - MINUTE, ("a", "b", "c"))]


def test_the_first_silent_one_is_enough_when_the_others_are_overdue() -> None:
    devices = [
        heard("a", 3 * HOUR + MINUTE),
        heard("b", 2 * HOUR + 40 * MINUTE),
        heard("c", 2 * HOUR + 10 * MINUTE),
    ]
    assert [outage.devices for outage in outages(devices, NOW)] == [("a", "b", "c")]
    assert outages(devices, NOW - 2 * MINUTE) == []


def test_two_devices_are_no_outage() -> None:
    assert outages([heard("a", 4 * HOUR), heard("b", 4 * HOUR)], NOW) == []


def test_devices_that_are_heard_meanwhile_speak_against_an_outage() -> None:
    fell = [heard(name, 4 * HOUR) for name in "abc"]
    alive = [heard(name, 10 * MINUTE) for name in "xyz"]
    assert [outage.devices for outage in outages([*fell, *alive[:2]], NOW)] == [("a", "b", "c")]
    assert outages([*fell, *alive], NOW) == []


def test_a_device_that_is_not_due_yet_says_nothing() -> None:
    fell = [heard(name, 4 * HOUR) for name in "abc"]
    seldom = [heard(name, 5 * HOUR, interval=360) for name in "xyz"]
    assert [outage.devices for outage in outages([*fell, *seldom], NOW)] == [("a", "b", "c")]


def test_devices_that_fell_silent_on_different_days_are_no_outage() -> None:
    assert outages([heard("a", 4 * HOUR), heard("b", 30 * HOUR), heard("c", 60 * HOUR)], NOW) == []


def test_what_has_been_silent_for_a_week_takes_no_part() -> None:
    old = [heard(name, 200 * HOUR) for name in "abcdef"]
    assert outages(old, NOW) == []
    assert outages([*old, *(heard(name, 4 * HOUR) for name in "xyz")], NOW) == [
        Outage("servanet", NOW - 4 * HOUR, ("x", "y", "z"))
    ]


def test_a_device_that_loses_a_message_does_not_end_an_outage() -> None:
    fell = [heard(name, 9 * HOUR) for name in "abcd"]
    weak = heard("w", 70 * MINUTE, interval=10)
    assert [outage.devices for outage in outages([*fell, weak], NOW)] == [("a", "b", "c", "d")]


def test_each_source_has_outages_of_its_own() -> None:
    devices = [heard(name, 4 * HOUR) for name in "abc"] + [heard(name, HOUR, source="ttn") for name in "xyz"]
    assert [outage.source for outage in outages(devices, NOW)] == ["servanet"]
