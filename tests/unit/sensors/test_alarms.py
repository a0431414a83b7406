"""Alarms open when something is wrong and close when it is well: one for an outage, none twice."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, delete, insert, select, update

from heritage.places.device import Device, Mounting
from heritage.places.library import load
from heritage.places.place import Library, PlaceConditions
from heritage.sensors.alarm_words import letter, sentence, trial
from heritage.sensors.alarms import ALL, FIRST_ROUND, Alarm, Kind, Round, Trouble, alarms, look
from heritage.sensors.decisions import Ruling, Subject
from heritage.sensors.verdicts import Verdict
from heritage.store.engine import writing
from heritage.store.tables import ALARM, DEVICE_STATE, FETCHED, UPLINK, UplinkState
from tests.observed import decided, in_a_row, kept, observed

CONTENT = Path(__file__).parents[2] / "data/small/content"
NOW = datetime(2026, 7, 14, 12, tzinfo=UTC)
UP_SINCE = NOW - timedelta(days=300)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
COUNTER = "70b3d5e75e0000c1"
NAMES = [f"70b3d5e75e00001{number}" for number in range(5)]


@pytest.fixture(scope="module")
def library() -> Library:
    """The toy content with five devices at the lake that send every hour."""
    library = load(CONTENT).library
    assert library is not None
    mounting = Mounting(place="lillsjon", since=date(2026, 5, 1))
    devices = {name: Device(profile="elsys-elt", mountings=(mounting,)) for name in NAMES}
    return msgspec.structs.replace(library, devices=devices)


def hear(engine: Engine, ago: timedelta, names: list[str] = NAMES, now: datetime = NOW) -> None:
    with engine.begin() as connection:
        connection.execute(delete(DEVICE_STATE).where(DEVICE_STATE.c.dev_eui.in_(names)))
        for name in names:
            row = {"dev_eui": name, "source": "servanet", "first_heard": UP_SINCE, "last_heard": now - ago}
            connection.execute(insert(DEVICE_STATE).values(row))


def looked(
    engine: Engine, library: Library, now: datetime = NOW, up_since: datetime = UP_SINCE
) -> tuple[list[Trouble], list[Trouble]]:
    with writing(engine) as connection:
        found = look(connection, library, now, up_since)
    return list(found.opened), list(found.closed)


def listed(engine: Engine, most: int = 10) -> list[Alarm]:
    with engine.connect() as connection:
        return alarms(connection, most)


def test_nothing_is_wrong_where_all_are_heard(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    assert looked(engine, library) == ([], [])
    assert listed(engine) == []


def test_a_silent_sensor_is_told_of_once_until_it_is_heard_again(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    hear(engine, 4 * HOUR, NAMES[:1])
    trouble = Trouble(Kind.SILENT, NAMES[0], NOW - 4 * HOUR)
    assert looked(engine, library) == ([trouble], [])
    assert looked(engine, library, NOW + 5 * MINUTE) == ([], [])
    hear(engine, 10 * MINUTE, NAMES, NOW + HOUR)
    assert looked(engine, library, NOW + HOUR) == ([], [trouble])
    (alarm,) = listed(engine)
    assert (alarm.opened_at, alarm.closed_at, alarm.since) == (NOW, NOW + HOUR, NOW - 4 * HOUR)
    hear(engine, 4 * HOUR, NAMES[:1], NOW + 9 * HOUR)
    hear(engine, 0 * HOUR, NAMES[1:], NOW + 9 * HOUR)
    assert [one.subject for one in looked(engine, library, NOW + 9 * HOUR)[0]] == [NAMES[0]]


def test_an_outage_of_the_network_is_one_alarm(engine: Engine, library: Library) -> None:
    hear(engine, 4 * HOUR)
    assert looked(engine, library) == ([Trouble(Kind.NETWORK, "servanet", NOW - 4 * HOUR)], [])
    assert looked(engine, library, NOW + 30 * HOUR) == ([], [])


def test_a_sensor_that_was_silent_before_an_outage_keeps_its_alarm(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    hear(engine, 30 * HOUR, NAMES[:1])
    looked(engine, library)
    later = NOW + 4 * HOUR
    opened, closed = looked(engine, library, later)
    assert (opened, closed) == ([Trouble(Kind.NETWORK, "servanet", NOW - 10 * MINUTE)], [])
    assert [alarm.kind for alarm in listed(engine)] == [Kind.NETWORK, Kind.SILENT]


def test_after_an_outage_each_sensor_has_time_to_be_heard_again(engine: Engine, library: Library) -> None:
    hear(engine, 4 * HOUR)
    looked(engine, library)
    back = NOW + HOUR
    hear(engine, MINUTE, NAMES[:4], back)
    assert looked(engine, library, back) == ([], [Trouble(Kind.NETWORK, "servanet", NOW - 4 * HOUR)])
    hear(engine, MINUTE, NAMES[:4], back + 3 * HOUR)
    assert looked(engine, library, back + 3 * HOUR) == ([], [])
    hear(engine, MINUTE, NAMES[:4], back + 4 * HOUR)
    opened, _ = looked(engine, library, back + 4 * HOUR)
    assert opened == [Trouble(Kind.SILENT, NAMES[4], NOW - 4 * HOUR)]


def test_a_server_that_was_down_takes_nobody_for_silent(engine: Engine, library: Library) -> None:
    hear(engine, 30 * HOUR)
    assert looked(engine, library, NOW, up_since=NOW - HOUR) == ([], [])
    opened, _ = looked(engine, library, NOW + 3 * HOUR, up_since=NOW - HOUR)
    assert opened == [Trouble(Kind.NETWORK, "servanet", NOW - HOUR)]


def test_a_low_battery_rings_until_it_is_well_again(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    for percent, expected in ((19.0, (1, 0)), (22.0, (0, 0)), (100.0, (0, 1))):
        with engine.begin() as connection:
            whose = DEVICE_STATE.c.dev_eui == NAMES[2]
            connection.execute(update(DEVICE_STATE).where(whose).values(battery_percent=percent))
        opened, closed = looked(engine, library)
        assert (len(opened), len(closed)) == expected
        assert {trouble.subject for trouble in opened + closed} <= {NAMES[2]}


def test_ice_that_waits_rings_until_somebody_decides(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    kept(engine, in_a_row([20, 34, 34], "ice_thickness", start=NOW - 3 * HOUR))
    ice = Trouble(Kind.ICE, "lillsjon", NOW - 2 * HOUR)
    assert looked(engine, library) == ([ice], [])
    subject = Subject("lillsjon", "ice_thickness", NOW - 3 * HOUR, NOW)
    decided(engine, subject, Ruling(Verdict.REJECTED, "jouren", "sonden flyttad"), NOW)
    assert looked(engine, library) == ([], [ice])


def test_ice_that_the_frost_explains_does_not_ring(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    kept(engine, in_a_row([-24.0, -23.5] * 13, start=NOW - 25 * HOUR))
    kept(
        engine, [observed(NOW - 25 * HOUR, 2.0, "ice_thickness"), observed(NOW - HOUR, 15.0, "ice_thickness")]
    )
    with writing(engine) as connection:
        assert look(connection, library, NOW, UP_SINCE) == Round((), (), 1)


def test_ice_that_came_back_by_itself_rings_no_longer(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    kept(engine, in_a_row([20, 34, 34], "ice_thickness", start=NOW - 3 * HOUR))
    looked(engine, library)
    kept(engine, in_a_row([20, 20], "ice_thickness", start=NOW))
    _, closed = looked(engine, library, NOW + 2 * HOUR)
    assert [trouble.kind for trouble in closed] == [Kind.ICE]


def fetch(
    engine: Engine,
    key: str,
    checked_at: datetime | None,
    issued_at: datetime | None = None,
    asked_at: datetime | None = None,
    failures: int = 0,
) -> None:
    times = {"checked_at": checked_at, "fetched_at": asked_at, "issued_at": issued_at or checked_at}
    row = {"provider": "smhi", "failures": failures, **times}
    with engine.begin() as connection:
        connection.execute(delete(FETCHED).where(FETCHED.c.key == key))
        connection.execute(insert(FETCHED).values(key=key, **row))


@pytest.fixture
def lakes(library: Library) -> Library:
    """Four places with a forecast, and one without."""
    lake = library.places["lillsjon"]
    without = msgspec.structs.replace(lake, conditions=PlaceConditions(forecast=False))
    places = {**dict.fromkeys(("lillsjon", "vojen", "backetjarn", "oxsjon"), lake), "torpsjon": without}
    return msgspec.structs.replace(library, places=places)


def test_forecasts_of_some_places_that_nobody_could_renew_are_one_alarm(
    engine: Engine, lakes: Library
) -> None:
    hear(engine, 10 * MINUTE)
    fetch(engine, "forecast/smhi/lillsjon", NOW - 6 * HOUR)
    fetch(engine, "forecast/met/lillsjon", None)
    for slug in ("vojen", "backetjarn"):
        fetch(engine, f"forecast/smhi/{slug}", NOW)
    # Of what is told nowhere nobody waits for news.
    for slug in ("torpsjon", "gone"):
        fetch(engine, f"forecast/smhi/{slug}", NOW - 9 * HOUR)
    fetch(engine, "warnings/smhi", NOW - 9 * HOUR)
    assert looked(engine, lakes) == ([], [])
    trouble = Trouble(Kind.FORECAST, ALL, NOW - 6 * HOUR)
    assert looked(engine, lakes, NOW + MINUTE) == ([trouble], [])
    hear(engine, 10 * MINUTE, now=NOW + 7 * HOUR)
    assert looked(engine, lakes, NOW + 7 * HOUR) == ([], [])
    for slug in ("lillsjon", "vojen", "backetjarn"):
        fetch(engine, f"forecast/met/{slug}", NOW + 7 * HOUR)
    assert looked(engine, lakes, NOW + 7 * HOUR) == ([], [trouble])


def test_a_forecast_that_has_run_out_rings_though_the_service_answers(engine: Engine, lakes: Library) -> None:
    hear(engine, 10 * MINUTE)
    fetch(engine, "forecast/smhi/vojen", NOW, issued_at=NOW - 12 * HOUR + MINUTE)
    assert looked(engine, lakes) == ([], [])
    fetch(engine, "forecast/smhi/vojen", NOW, issued_at=NOW - 12 * HOUR)
    assert looked(engine, lakes) == ([Trouble(Kind.FORECAST, ALL, NOW - 12 * HOUR)], [])


def test_a_place_that_never_had_a_forecast_waits_since_it_was_first_asked_for(
    engine: Engine, lakes: Library
) -> None:
    hear(engine, 10 * MINUTE)
    fetch(engine, "forecast/smhi/lillsjon", None, asked_at=NOW - 6 * HOUR, failures=9)
    fetch(engine, "forecast/met/lillsjon", None, asked_at=NOW - 5 * HOUR, failures=9)
    # It matters neither where it came from another service, nor where none reaches.
    fetch(engine, "forecast/smhi/vojen", None, asked_at=NOW - 9 * HOUR, failures=9)
    fetch(engine, "forecast/met/vojen", NOW)
    fetch(engine, "forecast/smhi/oxsjon", None, asked_at=NOW - 9 * HOUR)
    assert looked(engine, lakes) == ([], [])
    assert looked(engine, lakes, NOW + MINUTE) == ([Trouble(Kind.FORECAST, ALL, NOW - 6 * HOUR)], [])


def test_a_server_that_was_down_asks_for_forecasts_before_it_says_that_none_came(
    engine: Engine, lakes: Library
) -> None:
    hear(engine, 10 * MINUTE)
    fetch(engine, "forecast/smhi/vojen", NOW - 9 * HOUR)
    assert looked(engine, lakes, up_since=NOW - FIRST_ROUND + MINUTE) == ([], [])
    trouble = Trouble(Kind.FORECAST, ALL, NOW - 9 * HOUR)
    assert looked(engine, lakes, up_since=NOW - FIRST_ROUND) == ([trouble], [])
    # That one is told of already is no news after another start.
    assert looked(engine, lakes, up_since=NOW) == ([], [])


def send_ahead(engine: Engine, number: int) -> None:
    for key in range(number):
        row = {
            "source": "ttn",
            "key": str(key),
            "dev_eui": NAMES[0],
            "hint": "up",
            "received_at": NOW - (number - key) * MINUTE,
            "state": UplinkState.FUTURE,
            "body": b"{}",
        }
        with engine.begin() as connection:
            connection.execute(insert(UPLINK).values(row))


def test_several_messages_from_the_future_are_a_wrong_clock(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    send_ahead(engine, 3)
    clock = Trouble(Kind.CLOCK, "ttn", NOW - 3 * MINUTE)
    assert looked(engine, library) == ([clock], [])
    assert looked(engine, library, NOW + 10 * MINUTE) == ([], [])
    assert looked(engine, library, NOW + 65 * MINUTE) == ([], [clock])


def test_one_message_from_the_future_is_a_devices_own_mistake(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    send_ahead(engine, 2)
    assert looked(engine, library) == ([], [])


def test_what_was_heard_after_now_is_a_wrong_clock(engine: Engine, library: Library) -> None:
    hear(engine, -20 * MINUTE)
    assert looked(engine, library) == ([Trouble(Kind.CLOCK, "servanet", NOW)], [])


def test_two_servers_that_look_at_once_open_one_alarm(engine: Engine, library: Library) -> None:
    hear(engine, 10 * MINUTE)
    hear(engine, 4 * HOUR, NAMES[:1])
    looked(engine, library)
    with engine.begin() as connection:
        rows = connection.execute(select(ALARM)).all()
    assert len(rows) == 1
    with pytest.raises(Exception, match=r"(?i)unique"), engine.begin() as connection:
        row = {"kind": "silent", "subject": NAMES[0], "opened_at": NOW}
        connection.execute(insert(ALARM).values(row))


def test_open_alarms_come_first_and_of_the_past_ones_the_newest(engine: Engine, library: Library) -> None:
    for name in NAMES[:3]:
        hear(engine, 10 * MINUTE)
        hear(engine, 4 * HOUR, [name])
        looked(engine, library)
    found = [(alarm.subject, alarm.closed_at is None) for alarm in listed(engine, 1)]
    assert found == [(NAMES[2], True), (NAMES[1], False)]


def alarm(kind: Kind, subject: str, closed_at: datetime | None = None) -> Alarm:
    return Alarm(7, kind, subject, NOW - 4 * HOUR, NOW, closed_at, None, None, None, None)


@pytest.mark.parametrize(
    ("kind", "subject", "said"),
    [
        (
            Kind.NETWORK,
            "servanet",
            "The sensors of servanet fell silent together: its network seems to be down",
        ),
        (Kind.SILENT, NAMES[0], f"The sensor {NAMES[0]} at Lillsjön is silent"),
        (Kind.SILENT, COUNTER, f"The sensor {COUNTER} at Kvarnbron is silent"),
        (Kind.SILENT, "gone", "The sensor gone is silent"),
        (Kind.BATTERY, NAMES[0], f"The battery of the sensor {NAMES[0]} at Lillsjön is low"),
        (Kind.ICE, "lillsjon", "A thickness of ice at Lillsjön waits for somebody to look at it"),
        (Kind.ICE, "gone", "A thickness of ice at gone waits for somebody to look at it"),
        (Kind.FORECAST, ALL, "At least one place has had no new weather forecast for six hours"),
        (Kind.CLOCK, "ttn", "Messages of ttn come from the future: a clock is wrong"),
    ],
)
def test_each_alarm_says_what_is_wrong_and_where(
    library: Library, kind: Kind, subject: str, said: str
) -> None:
    mounting = Mounting(point="kvarnbron", since=date(2026, 5, 1))
    counter = {COUNTER: Device(profile="milesight-vs350", mountings=(mounting,))}
    library = msgspec.structs.replace(library, devices=library.devices | counter)
    assert sentence(alarm(kind, subject), library, str) == said
    assert letter(alarm(kind, subject), library, str).text.startswith(f"{said}.\n")


def test_a_letter_tells_since_when_and_what_to_do(library: Library) -> None:
    written = letter(alarm(Kind.SILENT, NAMES[0]), library, str)
    assert written.subject == f"Besök Leksaksby: The sensor {NAMES[0]} at Lillsjön is silent"
    assert written.text == (
        f"The sensor {NAMES[0]} at Lillsjön is silent.\n\n"
        "Since: 2026-07-14 10:00 +0200\n"
        "Noticed: 2026-07-14 14:00 +0200\n\n"
        "Look at its battery and its antenna, and whether it still hangs there.\n\n"
        "All times are Swedish. `heritage alarms` lists what is open.\n"
    )


def test_a_letter_about_the_end_says_so_in_its_subject(library: Library) -> None:
    written = letter(alarm(Kind.BATTERY, NAMES[0], NOW + HOUR)._replace(since=None), library, str)
    assert written.subject.startswith("Besök Leksaksby: Over: The battery of the sensor")
    assert "Since: not known\n" in written.text
    assert "Over: 2026-07-14 15:00 +0200\n" in written.text


def test_a_trial_says_that_it_is_one(library: Library) -> None:
    written = trial(library, NOW, str)
    assert written.subject == "Besök Leksaksby: Test of the alarms"
    assert written.text == "This is a test, sent at 2026-07-14 14:00 +0200. Alarms go the same way.\n"
