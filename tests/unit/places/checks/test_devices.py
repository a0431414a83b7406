"""Where the check draws its lines round sensors; its words are held in `tests/data/broken`."""

from collections.abc import Callable

import pytest

Judge = Callable[..., list[str]]

DEVICE = '"70b3d5e75e000001":\n  profile: elsys-elt\n  note: {sv: Sonden hänger vid bryggan.}\n  mountings:\n'


def hung(*mountings: str) -> str:
    """A `devices.yaml` of one sensor."""
    return DEVICE + "".join(f"    - {{place: tjarnen, {mounting}}}\n" for mounting in mountings)


def test_a_sensor_that_hangs_where_something_is_measured_is_well(judged: Judge) -> None:
    assert judged(devices=hung("since: 2026-06-01, depth_m: 0.5, channels: {probe: 1}")) == []


def test_a_sensor_may_lie_in_the_store(judged: Judge) -> None:
    assert judged(devices=DEVICE.replace("mountings:\n", "mountings: []\n")) == []


@pytest.mark.parametrize(
    ("since", "lines"),
    [("2026-08-31", 1), ("2026-09-01", 0), ("2026-06-01", 1), ("2026-05-31", 1)],
)
def test_a_sensor_hangs_elsewhere_from_the_day_after_it_was_taken_down(
    judged: Judge, since: str, lines: int
) -> None:
    first = "since: 2026-06-01, until: 2026-08-31, depth_m: 0.5"
    assert len(judged(devices=hung(first, f"since: {since}, depth_m: 0.5"))) == lines


def test_a_mounting_that_is_yet_to_begin_is_noted(judged: Judge) -> None:
    assert judged(devices=hung("since: 2026-11-21, depth_m: 0.5")) == []
    assert judged(devices=hung("since: 2026-11-22, depth_m: 0.5")) == [
        "content/devices.yaml:5: 'since' lies in the future: until then nothing of what it sends or counts is used"
    ]


def test_the_words_of_the_proposed_lines_are_no_note(judged: Judge) -> None:
    (line,) = judged(
        devices=hung("since: 2026-06-01, depth_m: 0.5").replace("Sonden hänger vid bryggan.", "NOTE")
    )
    assert line.startswith(
        "content/devices.yaml:3: 'NOTE' only holds the place; write where the sensor hangs"
    )


def test_a_mounting_of_one_day_is_one(judged: Judge) -> None:
    assert judged(devices=hung("since: 2026-06-01, until: 2026-06-01, depth_m: 0.5")) == []


def test_every_mounting_inside_a_long_one_is_told(judged: Judge) -> None:
    long = "since: 2026-01-01, until: 2026-12-31, height_m: 2"
    inside = [f"since: 2026-0{month}-01, until: 2026-0{month}-20, height_m: 2" for month in (2, 4)]
    assert [line.partition(": ")[0] for line in judged(devices=hung(inside[0], long, inside[1]))] == [
        "content/devices.yaml:5",
        "content/devices.yaml:7",
    ]


@pytest.mark.parametrize(
    ("height", "zero", "lines"),
    [("2", 2000, 0), ("2", 2500, 0), ("2", 2501, 1), ("2", 200, 1), ("0", 500, 0), ("20", 2000, 1)],
)
def test_height_and_distance_without_snow_agree_to_half_a_metre(
    judged: Judge, height: str, zero: int, lines: int
) -> None:
    mounting = f"since: 2026-06-01, height_m: {height}, distance_zero_mm: {zero}"
    assert len(judged(devices=hung(mounting))) == lines


def test_a_distance_without_a_height_is_not_compared(judged: Judge) -> None:
    assert judged(devices=hung("since: 2026-06-01, depth_m: 0, distance_zero_mm: 2000")) == []


def test_a_note_may_be_in_any_language_there_is_beside_swedish(judged: Judge) -> None:
    devices = hung("since: 2026-06-01, depth_m: 1")
    assert judged(devices=devices.replace("{sv:", "{fi: Laituri., sv:")) == []


def test_a_file_that_cannot_be_read_is_told_once(judged: Judge) -> None:
    told = judged(devices='"70b3d5e75e000001": {profile: elsys-elt')
    assert [line.partition(":")[0] for line in told] == ["content/devices.yaml"]


def test_a_healthy_sensor_beside_a_broken_one_is_not_blamed(judged: Judge) -> None:
    broken = '"70B3D5E75E000002":\n  profile: elsys-elt\n  mountings: []\n'
    (line,) = judged(devices=hung("since: 2026-06-01, depth_m: 1") + broken)
    assert line.startswith("content/devices.yaml:6: '70B3D5E75E000002' must be written in small letters")


def test_an_empty_file_holds_no_sensors(judged: Judge) -> None:
    assert judged(devices="# none yet\n") == []
