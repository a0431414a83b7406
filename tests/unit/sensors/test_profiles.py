"""Profiles are data that cannot be wrong in silence."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from heritage.places.device import Mounting
from heritage.quantities import COUNTED
from heritage.sensors.profiles import FOLDER, PROFILES, TOTAL, from_yaml, is_taken, load

MEASURE = "{channel: probe, quantity: water_temperature, paths: [temperature], unit: °C}"
WHOLE = f"""
maker: Somebody
models: [One]
measures:
  - {MEASURE}
"""


def test_a_profile_is_named_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "somebody-one.yaml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no profile", encoding="utf-8")
    found = load(tmp_path)
    assert list(found) == ["somebody-one"]
    assert found["somebody-one"].name == "somebody-one"
    assert found["somebody-one"].channels["probe"].paths == ("temperature",)


def test_every_file_that_we_ship_is_a_profile() -> None:
    assert set(PROFILES) == {file.stem for file in FOLDER.glob("*.yaml")}
    assert len(PROFILES) >= 20


def test_units_are_one_or_several_or_none() -> None:
    several = from_yaml("x", WHOLE.replace("unit: °C", "unit: [°C, K]")).measures[0]
    assert several.units == ("°C", "K")
    assert from_yaml("x", WHOLE).measures[0].units == ("°C",)
    assert from_yaml("x", WHOLE.replace(", unit: °C", "")).measures[0].units == ()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("water_temperature", "warmth", "no quantity warmth"),
        ("°C", "parsec", "no unit parsec"),
        ("[temperature]", "[]", "no path"),
        ("[temperature]", "['a..b']", "is no path"),
        (MEASURE, MEASURE + "\n  - " + MEASURE, "the same channel"),
        (MEASURE, MEASURE + "\n  - " + MEASURE.replace("probe", "other"), "one series"),
        ("unit: °C", "derive: level_from_depth", "needs the unit"),
        ("unit: °C", "derive: by_magic", "magic"),
        ("unit: °C", "colour: red", "colour"),
        ("unit: °C", "modulus: 65536", "only a running total has one"),
        ("water_temperature", "passages_total", "the largest number of a running total is missing"),
        ("unit: °C", "suspect_if: {stuck: [1]}", "only what is counted"),
        ("unit: °C", "suspect_unless: {status: [0]}", "only what is counted"),
        ("maker: Somebody", "maker: Somebody\nstatus: ['a[']", "is no path"),
        ("maker: Somebody", "maker: Somebody\ndecoder: nobodys", "no decoder nobodys"),
        ("maker: Somebody", "maker: Somebody\nprefers_payload: true", "without a decoder"),
        ("maker: Somebody", "maker: Somebody\nbattery: {paths: [battery], unit: A}", "not told in A"),
        ("maker: Somebody", "maker: Somebody\nbattery: {paths: [''], unit: V}", "is no path"),
        ("maker: Somebody", "maker: Somebody\nhistory: {path: history, time: .}", "is no path"),
        ("maker: Somebody", "maker: Somebody\nrequires: 'a['", "is no path"),
        ("maker: Somebody", "made_by: Somebody", "made_by"),
        (WHOLE, "- a list", "profile x"),
        (WHOLE, "a: [", "profile x"),
    ],
)
def test_a_fault_is_told_with_the_profiles_name(before: str, after: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"^profile x: ") as fault:
        from_yaml("x", WHOLE.replace(before, after))
    assert told in str(fault.value)


def test_no_measure_of_ours_gives_a_thickness_of_ice_that_was_not_measured() -> None:
    """R-C6: thermometers in ice stay thermometers; a thickness comes from whoever measures one."""
    for profile in PROFILES.values():
        for measure in profile.measures:
            if measure.quantity == "ice_thickness":
                assert measure.derive is None
                assert profile.name == "generic"


def test_every_counter_of_ours_counts_in_and_out_or_cannot_tell_and_its_totals_have_an_end() -> None:
    """R-V3: without a roll-over that the profile declares, a drop would be a reset."""
    counted = [
        (profile, measure)
        for profile in PROFILES.values()
        for measure in profile.measures
        if measure.quantity in COUNTED
    ]
    assert {profile.name for profile, _ in counted} == {
        "elsys-elt",
        "generic",
        "imbuildings-counter",
        "milesight-vs133",
        "milesight-vs350",
        "parametric-pcr2",
        "terabee-people",
    }
    for profile, measure in counted:
        assert measure.number in (0, 1, 2), profile.name
        assert (measure.modulus in (2**16, 2**32)) is (measure.quantity == TOTAL), profile.name
        if profile.name in ("elsys-elt", "milesight-vs133", "terabee-people", "generic"):
            assert measure.modulus in (None, 2**32)


def lines(first: int, second: int) -> str:
    told = "{{channel: in_{0}, quantity: passages, paths: [a], line: {1}}}"
    return WHOLE.replace(MEASURE, told.format("a", first)) + f"  - {told.format('b', second)}\n"


def test_each_line_of_a_counter_is_a_series_of_its_own() -> None:
    assert [one.line for one in from_yaml("x", lines(1, 2)).measures] == [1, 2]
    with pytest.raises(ValueError, match="one series"):
        from_yaml("x", lines(2, 2))


@pytest.mark.parametrize(
    ("profile", "mounting", "channels"),
    [
        (
            "milesight-vs133",
            {"point": "bron"},
            ["line_1_in", "line_1_out", "line_1_in_total", "line_1_out_total"],
        ),
        (
            "milesight-vs133",
            {"point": "bron", "line": 3},
            ["line_3_in", "line_3_out", "line_3_in_total", "line_3_out_total"],
        ),
        ("milesight-vs133", {"place": "lillsjon"}, []),
        ("elsys-elt", {"point": "bron"}, []),
        ("elsys-elt", {"point": "bron", "channels": {"pulses": 0, "probe": 1}}, ["pulses"]),
        ("elsys-elt", {"place": "lillsjon", "channels": {"pulses": 0, "probe": 1}}, ["probe"]),
    ],
)
def test_a_mounting_takes_what_can_be_measured_there(
    profile: str, mounting: dict[str, Any], channels: list[str]
) -> None:
    hung = Mounting(since=date(2026, 5, 1), **mounting)
    assert [one.channel for one in PROFILES[profile].measures if is_taken(one, hung)] == channels
