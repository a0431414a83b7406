"""Profiles are data that cannot be wrong in silence."""

from pathlib import Path

import pytest

from heritage.sensors.profiles import FOLDER, PROFILES, from_yaml, load

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
