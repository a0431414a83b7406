"""Official warnings: for the right places, word for word, and never fewer than there are (R-C15)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from heritage.places.position import Position
from heritage.weather.warnings import (
    Bulletin,
    OfficialWarning,
    Words,
    concerning,
    read_bulletin,
    warnings_address,
)
from heritage.weather.wire import Unreadable
from tests.weather_server import example

NOW = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
OURS = 22


def at(lat: float, lon: float, precision_m: int = 50) -> Position:
    return Position(lat=lat, lon=lon, precision_m=precision_m)


def bulletin() -> Bulletin:
    return read_bulletin(example("warnings"))


def ids(found: tuple[OfficialWarning, ...]) -> list[str]:
    return [warning.id for warning in found]


def one(**changes: object) -> Bulletin:
    """The list with its first warning's first area alone, changed."""
    entry = json.loads(example("warnings"))[0]
    entry["warningAreas"] = [entry["warningAreas"][0] | changes]
    return read_bulletin(json.dumps([entry]).encode())


def test_the_list_is_asked_for_at_its_address() -> None:
    assert warnings_address("https://smhi.example") == "https://smhi.example/ibww/api/version/1/warning.json"


def test_a_warning_is_passed_on_word_for_word_with_its_times() -> None:
    """Double spaces and line breaks are SMHI's."""
    warning = bulletin().warnings[0]
    assert (warning.id, warning.level, warning.level_name) == ("7001/1", "YELLOW", Words("Gul", "Yellow"))
    assert warning.event == Words("Snöfall", "Snowfall")
    assert warning.area_name == Words("Leksakslandet, västra delen", "Toyland, western part")
    (passage,) = warning.passages
    assert passage.title == Words("Händelsebeskrivning", "Description of incident")
    assert passage.text.sv == "Snö, 10-15 cm.\nDrivor på  öppna ställen."
    assert warning.starts_at == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert warning.ends_at == datetime(2026, 11, 21, 20, tzinfo=UTC)
    assert warning.published_at == datetime(2026, 11, 21, 6, 5, 1, 250000, UTC)
    assert warning.counties == (OURS,)


@pytest.mark.parametrize(
    ("position", "found"),
    [
        (at(62.5, 15.5), ["7001/1", "7002/3"]),  # inside the polygon
        (at(62.85, 15.85), ["7002/3"]),  # in its hole
        (at(62.5, 16.5), ["7002/3"]),  # outside, though in the county
        (at(62.2, 17.4), ["7001/2", "7002/3"]),  # on the first island
        (at(62.2, 18.4), ["7001/2", "7002/3"]),  # on the second
        (at(62.4, 17.1), ["7002/3"]),  # in the first one's box, but not on it
    ],
)
def test_a_warning_concerns_the_places_inside_its_area(position: Position, found: list[str]) -> None:
    assert ids(concerning(bulletin(), NOW, position, OURS, NOW)) == found


def test_without_a_position_the_county_decides_and_the_gravest_comes_first() -> None:
    assert ids(concerning(bulletin(), NOW, None, OURS, NOW)) == ["7001/2", "7001/1", "7002/3"]
    assert ids(concerning(bulletin(), NOW, None, 14, NOW)) == []


def test_at_a_vague_position_those_for_the_county_count_too() -> None:
    assert ids(concerning(bulletin(), NOW, at(62.5, 16.5, precision_m=1000), OURS, NOW)) == [
        "7001/2",
        "7001/1",
        "7002/3",
    ]


def test_when_nobody_has_said_which_county_is_ours_every_county_may_be() -> None:
    assert ids(concerning(bulletin(), NOW, None, None, NOW)) == ["7001/2", "7001/1", "7002/3"]


def test_a_warning_that_names_no_area_at_all_concerns_everybody() -> None:
    unplaced = one(area=None, affectedAreas=[])
    assert ids(concerning(unplaced, NOW, at(55.6, 13.0), 12, NOW)) == ["7001/1"]


def test_a_warning_stays_an_hour_after_its_end_for_that_is_approximate() -> None:
    warning = bulletin().warnings[0]
    assert warning.ends_at is not None
    leaves_at = warning.ends_at + timedelta(hours=1)
    assert warning.leaves_at(NOW) == leaves_at
    before = leaves_at - timedelta(seconds=1)
    assert "7001/1" in ids(concerning(bulletin(), NOW, at(62.5, 15.5), OURS, before))
    assert "7001/1" not in ids(concerning(bulletin(), NOW, at(62.5, 15.5), OURS, leaves_at))


def test_a_warning_that_is_listed_after_its_end_holds_as_long_as_that_list_is_trusted() -> None:
    warning = bulletin().warnings[0]
    assert warning.ends_at is not None
    listed_at = warning.ends_at + timedelta(hours=5)
    later = listed_at + timedelta(minutes=59)
    assert warning.is_prolonged(listed_at) and not warning.is_prolonged(NOW)
    assert "7001/1" in ids(concerning(bulletin(), listed_at, at(62.5, 15.5), OURS, later))
    later = listed_at + timedelta(minutes=60)
    assert "7001/1" not in ids(concerning(bulletin(), listed_at, at(62.5, 15.5), OURS, later))


def test_a_warning_without_an_end_holds_for_as_long_as_it_is_listed() -> None:
    message = bulletin().warnings[2]
    assert message.ends_at is None
    assert not message.is_over(NOW + timedelta(days=365), NOW)


def test_a_level_that_we_do_not_know_comes_before_a_mere_message() -> None:
    levels = ["MESSAGE", "PURPLE", "YELLOW", "ORANGE", "RED"]
    codes = [one(warningLevel={"sv": level, "code": level}).warnings[0] for level in levels]
    assert [warning.severity for warning in codes] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("language", "text", "its_own"),
    [
        ("sv", "Vind", "sv"),
        ("sv-simple", "Vind", "sv"),
        ("en", "Wind", "en"),
        ("de", "Wind", "en"),
        ("ar", "Wind", "en"),
    ],
)
def test_other_languages_get_the_english_text_and_are_told_its_language(
    language: str, text: str, its_own: str
) -> None:
    assert Words("Vind", "Wind").read(language) == (text, its_own)


def test_a_text_that_exists_in_one_language_alone_is_shown_in_that() -> None:
    assert Words("Vind", None).read("de") == ("Vind", "sv")
    assert Words("", "Wind").read("sv") == ("Wind", "en")
    assert Words().read("sv") == ("", "en")


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        [],
        {"type": "Point", "coordinates": [15, 62]},
        {"type": "Polygon", "coordinates": [[[15, 62], [16, 62]]]},
        {"type": "Polygon", "coordinates": [[[15, 62], [16, 62], ["x", 63], [15, 62]]]},
        {"type": "Polygon", "coordinates": [[[15, 62], [16], [16, 63], [15, 62]]]},
        {"type": "MultiPolygon", "coordinates": [[], [[[1, 1], [2, 1], [2, 2], [1, 1]]]]},
        {"type": "MultiPolygon", "coordinates": [7]},
    ],
)
def test_where_the_area_cannot_be_followed_the_county_decides(geometry: object) -> None:
    drawn = one(area={"type": "Feature", "geometry": geometry})
    assert drawn.unread == 0
    assert ids(concerning(drawn, NOW, at(62.5, 16.5), OURS, NOW)) == ["7001/1"]
    assert ids(concerning(drawn, NOW, at(62.5, 16.5), 14, NOW)) == []


def test_an_empty_list_is_no_warnings() -> None:
    assert read_bulletin(b"[]") == Bulletin(())


@pytest.mark.parametrize(
    "changes",
    [
        {"warningLevel": "Gul"},
        {"eventDescription": {"code": "SNOW"}},
        {"approximateEnd": "soon"},
        {"descriptions": "snow"},
        {"id": None},
    ],
)
def test_a_warning_that_makes_no_sense_is_counted(changes: dict[str, object]) -> None:
    """It might be a red one: nobody may say that there is none."""
    assert one(**changes) == Bulletin((), unread=1)


def test_one_that_makes_no_sense_does_not_take_the_others_away() -> None:
    entries = [7, {"id": 1}, *json.loads(example("warnings"))]
    found = read_bulletin(json.dumps(entries).encode())
    assert (len(found.warnings), found.unread) == (3, 2)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"<html></html>", b'[{"id": 1'])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_bulletin(body)
