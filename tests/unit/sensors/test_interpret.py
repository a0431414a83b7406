"""From an event to readings: what goes before what, times, mountings, missing values, and guesses.

What each family of devices sends stands in `tests/contract/test_decoder_examples.py`.
"""

from datetime import UTC, date, datetime

import msgspec
import pytest

from heritage.places.device import Mounting
from heritage.sensors.envelopes import ENVELOPES
from heritage.sensors.event import Event, Kind
from heritage.sensors.interpret import CLAMP_CM, Interpretation, Measured, guess, interpret
from heritage.sensors.profiles import PROFILES, Profile, from_yaml
from tests.uplinks import ARRIVED, body

RECEIVED = datetime(2026, 1, 5, 6, 10, tzinfo=UTC)
GAUGE = PROFILES["milesight-em500-udl"]
PROBE = PROFILES["milesight-em500-pt100"]


def uplink(
    decoded: object = None, payload: str = "", f_port: int | None = None, normalized: object = None
) -> Event:
    return Event(
        kind="uplink",
        key="k",
        dev_eui="70b3d5e75e000001",
        f_port=f_port,
        payload=bytes.fromhex(payload) or None,
        decoded=decoded,
        normalized=normalized,
        measured_at=RECEIVED,
    )


def mounting(
    zero: int | None = None, depth: float | None = None, channels: dict[str, int] | None = None
) -> Mounting:
    return Mounting(
        place="lillsjon", since=date(2026, 1, 1), distance_zero_mm=zero, depth_m=depth, channels=channels
    )


def profile(measure: str, rest: str = "") -> Profile:
    return from_yaml("x", f"maker: M\nmodels: [M]\nmeasures:\n  - {{channel: c, {measure}}}\n{rest}")


def values(found: Interpretation) -> list[float | None]:
    return [one.value for one in found.measured]


def test_a_value_counts_when_the_network_received_it() -> None:
    found = interpret(uplink({"temperature": 0.4, "battery": 96}), PROBE, None)
    assert found == Interpretation((Measured("water_temperature", 1, 0.4, RECEIVED),), battery_percent=96)


def test_without_a_time_the_caller_knows_only_the_arrival() -> None:
    event = msgspec.structs.replace(uplink({"temperature": 0.4}), measured_at=None)
    assert interpret(event, PROBE, None).measured[0].observed_at is None


@pytest.mark.parametrize("kind", ["status", "join", "log", "other"])
def test_other_events_make_no_readings_and_tell_of_the_device(kind: Kind) -> None:
    event = msgspec.structs.replace(
        uplink({"temperature": 0.4}), kind=kind, battery_percent=61.4, text="words"
    )
    assert interpret(event, PROBE, None) == Interpretation((), 61.4, None, "words")


def test_an_uplink_with_nothing_in_it_is_no_fault() -> None:
    assert interpret(uplink(), PROBE, None) == Interpretation()


def test_the_servers_codec_goes_before_our_decoder_where_it_knows_the_paths() -> None:
    assert values(interpret(uplink({"temperature": 0.4}, "03670900"), PROBE, None)) == [0.4]


@pytest.mark.parametrize("decoded", [None, {}, {"Temperatur": 7}, [], "text", {"battery": 3}])
def test_our_decoder_helps_where_the_codec_is_missing_or_knows_no_path(decoded: object) -> None:
    assert values(interpret(uplink(decoded, "03670900"), PROBE, None)) == [0.9]


def test_where_codecs_are_known_to_be_wrong_our_decoder_goes_first() -> None:
    event = uplink({"distance": 3387}, "0d3b06d8", 2)
    assert values(interpret(event, PROFILES["dragino-distance"], mounting(2000))) == [24.8]


def test_bytes_that_nobody_can_read_are_told_and_not_lost() -> None:
    found = interpret(uplink(None, "ff"), PROBE, None)
    assert found.measured == ()
    assert found.note is not None
    assert "Milesight" in found.note


def test_an_object_without_any_known_path_is_told() -> None:
    found = interpret(uplink({"Temperatur": 7}), PROBE, None)
    assert found.measured == ()
    assert found.note == "nothing in the message that the profile milesight-em500-pt100 knows"


def test_frames_on_other_ports_tell_of_the_battery_and_are_no_fault() -> None:
    found = interpret(
        uplink({"battery": 3.3, "Distance": 5}, "0d3b06d8", 5), PROFILES["dragino-distance"], None
    )
    assert found == Interpretation((), None, 3.3)


def test_a_port_that_was_not_told_may_be_any() -> None:
    found = interpret(uplink({"Distance": 1752}), PROFILES["dragino-distance"], mounting(2000))
    assert values(found) == [24.8]


def test_a_mounting_names_the_channels_it_wants_and_their_numbers() -> None:
    event = uplink({"TempC1": 1.0, "TempC2": 2.0, "TempC3": 3.0})
    found = interpret(event, PROFILES["dragino-lsn50v2"], mounting(channels={"probe_3": 7, "probe": 2}))
    assert [(one.channel, one.value) for one in found.measured] == [(2, 1.0), (7, 3.0)]


def test_what_depends_on_where_somebody_put_it_is_taken_only_when_named() -> None:
    event = uplink({"externalTemperature": 0.4, "temperature": 21.0})
    assert [one.quantity for one in interpret(event, PROFILES["elsys-elt"], mounting()).measured] == [
        "water_temperature"
    ]
    named = interpret(event, PROFILES["elsys-elt"], mounting(channels={"box": 1}))
    assert named.measured == (Measured("air_temperature", 1, 21.0, RECEIVED),)


def test_a_channel_that_the_profile_does_not_have_is_told() -> None:
    found = interpret(uplink({"temperature": 0.4}), PROBE, mounting(channels={"prob": 1}))
    assert found.measured == ()
    assert found.note == "the profile milesight-em500-pt100 has no channel prob"


@pytest.mark.parametrize(
    "raw",
    [
        327.67,
        655.35,
        3276.7,
        -3276.8,
        6553.5,
        9999,
        -9999,
        32767,
        -32768,
        65535,
        4294967295,
        -127,
        85,
        85.0,
        "85.0",
        None,
        "",
        "No Sensor",
        "Invalid Reading",
        "NaN",
        True,
        {"value": None},
        [],
    ],
)
def test_fault_codes_become_missing_and_never_numbers(raw: object) -> None:
    """R-C5."""
    assert interpret(uplink({"temperature": raw}), PROBE, None).measured == (
        Measured("water_temperature", 1, None, RECEIVED),
    )


def test_a_depth_of_85_cm_is_no_fault_code() -> None:
    assert values(interpret(uplink({"snow_depth": 85}), PROFILES["generic"], None)) == [85]
    assert values(interpret(uplink({"water_level": -127}), PROFILES["generic"], None)) == [-127]


def test_fault_codes_of_a_family_are_its_own() -> None:
    event = uplink({"TempC1": -0.1})
    assert values(interpret(event, PROFILES["dragino-lsn50v2"], None)) == [None]
    assert values(interpret(uplink({"temperature": -0.1}), PROBE, None)) == [-0.1]


@pytest.mark.parametrize(
    ("distance", "depth"),
    [
        (1752, 24.8),
        (2000, 0),
        (2001, 0),
        (2000 + CLAMP_CM * 10, 0),
        (2001 + CLAMP_CM * 10, None),
        (9000, None),
        (0, None),
        (-5, None),
        ("1752 mm", 24.8),
        ("175,2 cm", 24.8),
        ({"value": 1.752, "unit": "m"}, 24.8),
    ],
)
def test_snow_is_what_the_distance_has_become_less(distance: object, depth: float | None) -> None:
    assert values(interpret(uplink({"distance": distance}), GAUGE, mounting(2000))) == [depth]


def test_snow_that_cannot_be_is_missing_and_says_why() -> None:
    found = interpret(uplink({"distance": 2400}), GAUGE, mounting(2000))
    assert values(found) == [None]
    assert found.note == "snow would be -40 cm, which cannot be"


@pytest.mark.parametrize("hung", [None, mounting()])
def test_without_the_gauges_height_there_is_no_depth(hung: Mounting | None) -> None:
    found = interpret(uplink({"distance": 1752}), GAUGE, hung)
    assert values(found) == [None]
    assert found.note == "snow needs distance_zero_mm of the mounting"


@pytest.mark.parametrize("position", ["tilt", "TILT ", {"value": "tilt"}, 1])
def test_a_gauge_askew_gives_no_depth(position: object) -> None:
    event = uplink({"distance": 1752, "position": position})
    found = interpret(event, PROFILES["milesight-em400"], mounting(2000))
    assert values(found) == [None]
    assert found.note is not None


@pytest.mark.parametrize("position", ["normal", None, 0])
def test_a_gauge_that_hangs_straight_or_says_nothing_of_it_counts(position: object) -> None:
    event = uplink({"distance": 1752, "position": position})
    assert values(interpret(event, PROFILES["milesight-em400"], mounting(2000))) == [24.8]


def test_a_level_from_a_distance_goes_below_its_mark() -> None:
    found = interpret(uplink({"distance": 2400}), GAUGE, mounting(2000, channels={"level": 1}))
    assert found.measured == (Measured("water_level", 1, -40.0, RECEIVED),)


@pytest.mark.parametrize(
    ("told", "depth", "level"),
    [(300, 2, 100), (300, None, 300), (150, 2, -50), (-3, 2, -200), (-12, 2, None)],
)
def test_a_level_from_a_depth_is_told_from_the_mark(
    told: float, depth: float | None, level: float | None
) -> None:
    found = interpret(uplink({"depth": told}), PROFILES["milesight-em500-swl"], mounting(depth=depth))
    assert values(found) == [level]


def test_scale_and_offset_make_the_unit_of_the_profile() -> None:
    one = profile("quantity: air_temperature, paths: [t], scale: 0.1, offset: -40, unit: °C")
    assert values(interpret(uplink({"t": 415}), one, None)) == [1.5]


def test_the_unit_of_the_message_goes_before_the_profiles() -> None:
    one = profile("quantity: pressure, paths: [p], unit: kPa")
    assert values(interpret(uplink({"p": 95.96}), one, None)) == [959.6]
    assert values(interpret(uplink({"p": {"value": 959.6, "unit": "hPa"}}), one, None)) == [959.6]
    assert values(interpret(uplink({"p": "95960 Pa"}), one, None)) == [959.6]


def test_of_several_units_the_first_possible_one_is_taken() -> None:
    one = profile("quantity: pressure, paths: [p], unit: [hPa, Pa, kPa]")
    for told in (959.6, 95960, 95.96):
        assert values(interpret(uplink({"p": told}), one, None)) == [959.6]
    # Possible in none of them: the first, which the ranges of R-C4 then judge.
    assert values(interpret(uplink({"p": 5}), one, None)) == [5]


def test_a_unit_that_measures_something_else_makes_the_value_missing() -> None:
    found = interpret(uplink({"temperature": {"value": 4, "unit": "lux"}}), PROBE, None)
    assert values(found) == [None]
    assert found.note == "probe is in a unit that is not known for it", "R-S22: not a word of the message"


def test_a_required_path_decides_which_messages_count() -> None:
    one = profile("quantity: air_temperature, paths: [t]", "requires: status")
    assert values(interpret(uplink({"t": 4, "status": 0}), one, None)) == [4]
    assert interpret(uplink({"t": 4}), one, None) == Interpretation()


def test_stored_values_count_at_their_own_times_and_stand_beside_the_value_of_now() -> None:
    """FORMATS rule 4."""
    event = uplink({"temperature": 0.4, "history": [{"timestamp": 1767571072, "temperature": 0.5}]})
    assert interpret(event, PROBE, None).measured == (
        Measured("water_temperature", 1, 0.4, RECEIVED),
        Measured("water_temperature", 1, 0.5, datetime(2026, 1, 4, 23, 57, 52, tzinfo=UTC)),
    )


@pytest.mark.parametrize("entry", [{"temperature": 0.5}, {"timestamp": 0, "temperature": 0.5}, 7, None])
def test_a_stored_value_without_a_time_is_left_out(entry: object) -> None:
    found = interpret(uplink({"history": [entry]}), PROBE, None)
    assert found.measured == ()
    assert found.note == "a stored measurement without a time is left out"


@pytest.mark.parametrize("history", [None, {}, 7, "text", []])
def test_a_history_that_is_no_list_holds_nothing(history: object) -> None:
    assert interpret(uplink({"history": history}), PROBE, None) == Interpretation()


def test_the_normalized_payload_is_taken_where_nothing_else_is_known() -> None:
    normalized = [{"water": {"temperature": {"current": 17.1}}, "air": {"temperature": 21}}]
    known = interpret(uplink({"temperature": 17.4}, normalized=normalized), PROBE, None)
    assert values(known) == [17.4]
    unknown = interpret(
        uplink({"Temperatur": 17.4}, normalized=normalized), PROBE, mounting(channels={"probe": 3})
    )
    assert unknown.measured == (Measured("water_temperature", 3, 17.1, RECEIVED),)
    assert unknown.note is None


@pytest.mark.parametrize(
    "normalized", [{}, "text", [7], [None], [{"time": "soon", "water": {"temperature": {"avg": 3}}}]]
)
def test_a_normalized_payload_of_another_shape_holds_nothing(normalized: object) -> None:
    assert interpret(uplink(normalized=normalized), PROBE, None).measured == ()


@pytest.mark.parametrize(
    ("told", "percent", "volt"),
    [
        ({"battery_voltage": {"value": 3.2, "unit": "V"}}, None, 3.2),
        ({"battery_voltage": {"value": 3200, "unit": "mV"}}, None, 3.2),
        ({"battery_voltage": 3.2}, None, 3.2),
        ({"battery_voltage": 0}, None, None),
        ({"battery_voltage": 650}, None, None),
        ({"battery_voltage": "full"}, None, None),
        ({"battery_voltage": {"value": 3, "unit": "lux"}}, None, None),
    ],
)
def test_volts_are_read_in_their_unit(
    told: dict[str, object], percent: float | None, volt: float | None
) -> None:
    found = interpret(uplink(told), PROFILES["decentlab-mbx"], None)
    assert (found.battery_percent, found.battery_volt) == (percent, volt)


def test_the_devices_own_battery_goes_before_the_networks() -> None:
    event = msgspec.structs.replace(uplink({"temperature": 0.4, "battery": 96}), battery_percent=50.0)
    assert interpret(event, PROBE, None).battery_percent == 96
    without = msgspec.structs.replace(uplink({"temperature": 0.4, "battery": 255}), battery_percent=50.0)
    assert interpret(without, PROBE, None).battery_percent == 50


def test_the_same_note_is_told_once() -> None:
    stored = [{"timestamp": 1767571072, "distance": 1752}] * 3
    note = interpret(uplink({"history": stored}), GAUGE, None).note
    assert note == "snow needs distance_zero_mm of the mounting"


@pytest.mark.parametrize(
    ("message", "best"),
    [
        ("chirpstack3/up", "milesight-em400"),
        ("chirpstack4/up", "milesight-em500-pt100"),
        ("ttn/up", "decentlab-pr26"),
        ("generic/one", "generic"),
    ],
)
def test_an_unknown_device_is_guessed_by_what_it_sends(message: str, best: str) -> None:
    kind = message.partition("/")[0]
    ((_, event),) = ENVELOPES[kind](body(message), "up", ARRIVED)
    lines = guess(event)
    assert lines[0].startswith(f"{best}: ")
    assert len([line for line in lines if line.partition(":")[0] in PROFILES]) <= 5


def test_a_guess_tells_every_value_and_the_bytes() -> None:
    lines = guess(uplink({"frost": {"deep": 3}, "list": [1]}, "0102", 7))
    assert lines == ["frost.deep = 3", "list[0] = 1", "payload = 0102, port 7"]


def test_a_device_without_a_codec_is_guessed_by_its_bytes() -> None:
    ((_, event), _) = ENVELOPES["netmore"](body("netmore/up"), "", ARRIVED)
    assert guess(event) == [
        "elsys-elt: externalTemperature, temperature, vdd",
        "payload = 0100320cffec070e34, port 5",
    ]


def test_a_passage_counter_is_guessed_before_what_would_measure_more() -> None:
    assert (
        guess(uplink({"battery_voltage": 2.56, "total_counter_a": 13}))[0]
        == "imbuildings-counter: battery_voltage, total_counter_a"
    )


def test_nothing_gives_no_guess() -> None:
    assert guess(uplink()) == []
