"""Where the check draws its lines round counting points and counters; its words are held in `tests/data/broken`."""

from collections.abc import Callable

import pytest

Judge = Callable[..., list[str]]

SET_UP = "height_m: 1, trail_width_m: 2, sensitivity: normal"
POINTS = """
points:
  bron:
    name: {sv: Bron}
    trail: leden
    km: 1.2
    place: kvarnen
    directions: {in: {sv: Tjärnen}, out: {sv: Kvarnen}}
    visits: in
    neighbours: [stigen]
    codes: [KVA15]
    season: {first: 05-01, last: 04-30}
    position: {lat: 62.5051, lon: 15.6101, precision_m: 100}
  stigen:
    name: {sv: Stigen}
    neighbours: [bron]
    position: {lat: 62.5051, lon: 15.6101, precision_m: 10}
"""


def counter(name: str, *mountings: str, more: str = "") -> str:
    """A counter of `counting.yaml`."""
    stood = "".join(f"      - {{{mounting}, {SET_UP}}}\n" for mounting in mountings)
    about = "model: En räknare, technique: radar, note: {sv: På en stolpe.}".replace(", ", "\n    ")
    return f"  {name}:\n    {about}\n{more}    mountings:\n{stood}"


def device(*mountings: str) -> str:
    """A counter of `devices.yaml`."""
    stood = "".join(f"    - {{{mounting}, {SET_UP}}}\n" for mounting in mountings)
    about = "profile: milesight-vs133\n  technique: laser\n  note: {sv: I taket.}"
    return f'"70b3d5e75e000009":\n  {about}\n  mountings:\n{stood}'


WELL = POINTS + "counters:\n" + counter("korten", "point: bron, since: 2026-01-01")
LISTED = WELL + counter("lappen", "point: stigen, since: 2026-01-01")


def test_points_with_their_counters_are_well(judged: Judge) -> None:
    assert judged(counting=LISTED) == []


def test_a_counter_that_sends_is_as_good_as_one_that_does_not(judged: Judge) -> None:
    assert judged(counting=WELL, devices=device("point: stigen, since: 2026-01-01")) == []


def test_a_day_belongs_to_one_counter_of_a_point(judged: Judge) -> None:
    first = "point: stigen, since: 2026-01-01, until: 2026-03-31"
    for since, lines in (("2026-03-31", 1), ("2026-04-01", 0), ("2025-01-01", 1)):
        then = counter("lappen", f"point: stigen, since: {since}")
        assert len(judged(counting=WELL + then, devices=device(first))) == lines


def test_lines_of_a_counter_may_count_at_different_points_but_never_twice_at_one(judged: Judge) -> None:
    at_two = "point: bron, since: 2026-01-01", "point: stigen, line: 2, since: 2026-01-01"
    at_one = "point: stigen, line: 1, since: 2026-01-01", "point: stigen, line: 2, since: 2026-01-01"
    assert judged(counting=POINTS, devices=device(*at_two)) == []
    assert len(judged(counting=WELL, devices=device(*at_one))) == 1


def test_one_line_is_in_one_place(judged: Judge) -> None:
    (line,) = judged(
        counting=POINTS,
        devices=device("point: bron, line: 1, since: 2026-01-01", "point: stigen, since: 2026-01-01"),
    )
    assert line.startswith("content/devices.yaml:7: on 2026-01-01 it still hung at 'bron'")


@pytest.mark.parametrize(("km", "lines"), [("0", 0), ("3.4", 0), ("3.41", 1)])
def test_a_point_lies_on_its_trail_from_the_first_way_point_to_the_last(
    judged: Judge, km: str, lines: int
) -> None:
    assert len(judged(counting=LISTED.replace("km: 1.2", f"km: {km}"))) == lines


@pytest.mark.parametrize("day", ["02-29", "02-30", "04-31"])
def test_a_season_has_days_of_every_year(judged: Judge, day: str) -> None:
    (line,) = judged(counting=LISTED.replace("last: 04-30", f"last: {day}"))
    assert line.endswith(f"'last' must be a day of every year, not '{day}'")


def test_a_position_good_to_a_hundred_metres_is_good_enough(judged: Judge) -> None:
    (line,) = judged(counting=LISTED.replace("precision_m: 100", "precision_m: 101"))
    assert line.startswith("content/counting.yaml:13: the position may be 101 m off")


def test_pictures_need_papers_and_a_sign_on_the_site(judged: Judge) -> None:
    seeing = LISTED.replace("technique: radar", "technique: optical_image")
    camera = "technique: optical_image\n    camera: {balancing: P, register_entry: R, sign_on_site: %s}"
    assert len(judged(counting=seeing)) == 2
    assert judged(counting=LISTED.replace("technique: radar", camera % "true")) == []
    assert len(judged(counting=LISTED.replace("technique: radar", camera % "false"))) == 2


@pytest.mark.parametrize("reversed_", ["true", "false"])
def test_halves_of_an_eco_counter_may_stand_side_by_side(judged: Judge, reversed_: str) -> None:
    inwards, outwards = (
        f"    eco_counter: {{site: 7, channels: {{'{number}': {way}}}}}\n"
        for number, way in ((71, "in"), (72, "out"))
    )
    at = f"point: stigen, since: 2026-01-01, reversed: {reversed_}"
    counting = WELL + counter("halva", at, more=inwards) + counter("andra", at, more=outwards)
    assert judged(counting=counting) == []


def test_of_a_record_that_cannot_be_read_nothing_more_is_said(judged: Judge) -> None:
    at_stigen = device("point: stigen, since: 2026-01-01")
    for wrong in (
        {"counting": WELL.replace("km: 1.2", "km: långt"), "devices": at_stigen},
        {"counting": WELL, "devices": at_stigen.replace("laser", "ljus")},
        {"counting": LISTED, "code": "  sate: planned\n"},
    ):
        assert len(judged(**wrong)) == 1


def test_an_empty_file_holds_no_points(judged: Judge) -> None:
    assert judged(counting="# none yet\n") == []
