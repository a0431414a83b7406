"""Devices against the profiles: what an editor must mend stands with file and line."""

from pathlib import Path
from shutil import copytree

import pytest

from heritage.places.library import load
from heritage.sensors.fitting import check

SMALL = Path("tests/data/small/content")


def problems(tmp_path: Path, devices: str) -> list[str]:
    content = copytree(SMALL, tmp_path / "content")
    (content / "devices.yaml").write_text(devices, encoding="utf-8")
    return [problem.as_line() for problem in check(load(content))]


def mounted(profile: str, more: str = "") -> str:
    return (
        f'"70b3d5e75e000009":\n  profile: {profile}\n  note: {{sv: En sond.}}\n'
        f"  mountings:\n    - {{place: lillsjon, since: 2026-05-01{more}}}\n"
    )


def test_the_devices_of_the_toy_tree_fit() -> None:
    assert check(load(SMALL)) == []


def test_a_content_without_devices_has_nothing_to_mend(tmp_path: Path) -> None:
    assert problems(tmp_path, "{}\n") == []


@pytest.mark.parametrize(
    ("devices", "line"),
    [
        (
            mounted("elsys-etl"),
            "content/devices.yaml:2: there is no profile 'elsys-etl'; did you mean 'elsys-elt'?",
        ),
        (
            mounted("milesight-em500-udl"),
            "content/devices.yaml:5: 'distance_zero_mm' is missing: what the meter reads with no snow, or at the "
            "mark of the water",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(tmp_path: Path, devices: str, line: str) -> None:
    assert problems(tmp_path, devices) == [line]


def test_an_unlike_profile_is_told_what_there_is(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, mounted("thermometer"))
    assert line.startswith("content/devices.yaml:2: there is no profile 'thermometer'; there are ")
    assert "elsys-elt" in line


def test_a_channel_that_the_profile_lacks_is_told(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, mounted("elsys-elt", ", channels: {probe: 1, ice: 2}"))
    assert line.startswith(
        "content/devices.yaml:5: the profile 'elsys-elt' has no channel 'ice'; it has probe, "
    )


def test_a_mounting_that_takes_no_distance_needs_no_zero(tmp_path: Path) -> None:
    assert problems(tmp_path, mounted("elsys-elt", ", channels: {probe: 1}")) == []


@pytest.mark.parametrize(
    ("profile", "mounting", "told"),
    [
        ("milesight-vs350", "point: kvarnbron", None),
        ("milesight-vs133", "point: kvarnbron, line: 4", None),
        ("elsys-elt", "point: kvarnbron, channels: {pulses: 0}", None),
        ("milesight-vs350", "point: kvarnbron, line: 2", "has no line 2"),
        ("elsys-elt", "point: kvarnbron", "name one in 'channels'"),
        ("milesight-em500-pt100", "point: kvarnbron", "counts no passages; let its mounting name a 'place'"),
        ("milesight-vs350", "place: lillsjon", "counts passages; let its mounting name a counting 'point'"),
    ],
)
def test_a_counter_hangs_at_a_counting_point_and_a_sensor_at_a_place(
    tmp_path: Path, profile: str, mounting: str, told: str | None
) -> None:
    found = problems(tmp_path, mounted(profile).replace("place: lillsjon", mounting))
    assert len(found) == (told is not None)
    assert all(line.startswith("content/devices.yaml:5: ") and str(told) in line for line in found)
