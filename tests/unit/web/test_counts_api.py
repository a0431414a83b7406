"""`/api/v1/counts`: what is published of a point, and nothing else, for anybody's programs (R-P10, R-P11, R-V7)."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import Engine

from heritage.store.engine import SQLITE_FILE, open_engine
from heritage.store.flags import Direction
from heritage.store.kind import claim_demo
from tests.contract.test_openapi import assert_is_as_described
from tests.interface import Interface, Told, interface
from tests.passage_fixtures import Guess, filled, hours_of, library_of, point, steady, write_flow

NOW = datetime(2026, 7, 22, 9, tzinfo=UTC)
COUNTS = "/api/v1/counts"
FIRST, YESTERDAY = date(2026, 5, 1), date(2026, 7, 21)
LIBRARY = library_of(
    {"bron": point(km=12.5), "stigen": point("Stigen", visits="none"), "tyst": point("Tysta stigen")}
)


@pytest.fixture(scope="module")
def engine(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A busy point with an estimated day, and a quiet one."""
    folder = tmp_path_factory.mktemp("counts")
    copy(migrated_file, folder / SQLITE_FILE)
    engine = open_engine(None, folder)
    guessed = hours_of(date(2026, 6, 30), date(2026, 6, 30))
    with engine.begin() as connection:
        for direction, each in ((Direction.IN, 2), (Direction.OUT, 1)):
            counted = steady(FIRST, YESTERDAY, each, skipped=guessed)
            guess = Guess(guessed.start, guessed.stop, each * 1000, 0)
            write_flow(connection, "bron", direction, hours_of(FIRST, YESTERDAY), counted, [guess])
    filled(engine, "stigen", 2026, seed=6, busy=0.3, until=YESTERDAY)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def api(engine: Engine) -> Iterator[Interface]:
    with interface(engine, NOW, LIBRARY) as opened:
        yield opened


@pytest.fixture(scope="module")
def described(api: Interface) -> Any:
    return api.ask("/api/v1/openapi.json").data


def _told(api: Interface, query: str, described: Any) -> Any:
    told = api.ask(COUNTS, query)
    assert told.status == 200, told.text
    assert_is_as_described(described, "/counts", 200, told.data)
    return told.data


def _figures(api: Interface, query: str, described: Any) -> Any:
    return _told(api, query, described)["figures"]


def test_without_a_point_the_points_are_listed_and_no_sum(api: Interface, described: Any) -> None:
    told = _told(api, "", described)
    assert [one["id"] for one in told["points"]] == ["bron", "stigen", "tyst"]
    assert told["figures"] == [] and told["profile"] is None
    bron, _, silent = told["points"]
    assert (bron["first"], bron["last"], bron["km"]) == ("2026-05-01", "2026-07-19", 12.5)
    assert bron["url"] == "https://leksak.example/sv/counts/bron/"
    assert bron["directions"]["in"] == {"sv": "mot Borgsjö", "en": "towards Borgsjö"}
    assert (silent["first"], silent["last"]) == (None, None)
    assert (told["public_until"], told["unit"], told["is_demo"]) == ("2026-07-19", "passages", False)
    assert told["method"] == "https://leksak.example/sv/counts/method/"


def test_months_of_a_point_come_with_all_that_makes_them_understood(api: Interface, described: Any) -> None:
    may, june, july = _figures(api, "point=bron", described)
    assert (may["period"], may["passages"], may["quality"], may["rounded_to"]) == (
        "2026-05",
        2232,
        "counted",
        0,
    )
    assert june["is_estimated"] and june["quality"] == "partly estimated" and june["passages"] == 2160
    assert (july["first"], july["last"], july["is_calibrated"]) == ("2026-07-01", "2026-07-19", False)
    # July is not over, so that no day of it may be told: its sum is rounded, and its interval as wide as that.
    assert july["rounded_to"] == 5 and july["low"] < july["passages"] < july["high"]


def test_weeks_days_and_directions_can_be_asked_for(api: Interface, described: Any) -> None:
    weeks = _figures(api, "point=bron&from=2026-06-01&to=2026-06-30&step=week", described)
    assert [one["period"] for one in weeks] == ["2026-W23", "2026-W24", "2026-W25", "2026-W26"]
    assert [one["passages"] for one in weeks] == [504] * 4
    days = _figures(api, "point=bron&from=2026-06-01&to=2026-06-02&step=day&direction=in", described)
    # 48 passages: a public figure below 50 is rounded (R-P10).
    assert [(one["period"], one["passages"], one["direction"]) for one in days] == [
        ("2026-06-01", 50, "in"),
        ("2026-06-02", 50, "in"),
    ]
    (year,) = _figures(api, "point=bron&step=year", described)
    assert (year["period"], year["first"], year["last"]) == ("2026", "2026-05-01", "2026-07-19")


def test_estimates_can_be_left_out(api: Interface, described: Any) -> None:
    (june,) = _figures(api, "point=bron&from=2026-06-01&to=2026-06-30&estimates=0", described)
    assert not june["is_estimated"] and june["coverage"] == round(29 / 30, 4)
    assert abs(june["passages"] - 72 * 29) <= june["rounded_to"]


def test_profiles_are_of_whole_months(api: Interface, described: Any) -> None:
    told = _told(api, "point=bron&step=profile", described)
    profile = told["profile"]
    assert told["figures"] == [] and (profile["first"], profile["last"]) == ("2026-05-01", "2026-07-19")
    assert len(profile["weekdays"]) == 7 and len(profile["heat"]) == 7
    assert profile["hours_workday"][12] == pytest.approx(3, abs=0.3)
    short = _told(api, "point=bron&step=profile&from=2026-06-01&to=2026-06-14", described)["profile"]
    assert set(short["hours_workday"]) == {None}


def test_small_numbers_are_hidden_and_never_zero(api: Interface, described: Any) -> None:
    figures = _figures(api, "point=stigen&step=week", described)
    assert {one["quality"] for one in figures} >= {"hidden", "counted"}
    for one in figures:
        assert (one["passages"] is None) == (one["quality"] == "hidden") == (one["fewer_than"] is not None)
        assert one["passages"] is None or (one["passages"] % one["rounded_to"] == 0 and one["passages"] > 0)
        assert one["corrected"] is None and one["estimated"] is None
    assert _figures(api, "point=tyst", described) == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("step=week", "ask for 'point'"),
        ("point=nowhere", "not the id of a counting point"),
        ("point=bron&step=hour", "'step' is one of day, week, month, year, profile."),
        ("point=stigen&step=day", "ask for weeks"),
        ("point=bron&from=2026-06-31", "'from' is a day"),
        ("point=bron&to=igar", "'to' is a day"),
        ("point=bron&from=2026-06-02&to=2026-06-01", "must not be later"),
        ("point=bron&from=1990-01-01&to=2026-06-01", "at most 3660 days"),
        ("point=bron&from=0001-01-01", "'from' is a day"),
        ("point=bron&direction=up", "'direction' is one of all, unknown, in, out."),
        ("point=bron&estimates=yes", "'estimates' is one of 1, 0."),
        ("point=bron&step=profile&direction=in", "all directions together"),
        ("points=bron", "the parameters are point, from, to, step, direction, estimates."),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence_that_helps(
    api: Interface, described: Any, query: str, told: str
) -> None:
    refused = api.ask(COUNTS, query)
    assert refused.status == 400 and refused.headers["content-type"] == "application/problem+json"
    assert told in refused.data["detail"] and refused.data["instance"] == COUNTS
    assert_is_as_described(described, "/counts", 400, refused.data)


def test_what_has_not_changed_is_not_sent_again(api: Interface) -> None:
    first = api.ask(COUNTS, "point=bron")
    again = api.ask(COUNTS, "point=bron", {"if-none-match": first.headers["etag"]})
    assert first.headers["cache-control"] == "public, max-age=600"
    assert (again.status, again.body) == (304, b"")
    other = api.ask(COUNTS, "point=bron&step=week", {"if-none-match": first.headers["etag"]})
    assert other.status == 200


def test_only_what_is_public_is_told(api: Interface) -> None:
    """R-P11: nothing after the last public day, and no hour of any day."""
    for query in ("point=bron", "point=bron&step=week", "point=bron&step=year", "point=bron&to=2026-12-31"):
        text = api.ask(COUNTS, query).text
        assert "2026-07-20" not in text and "T0" not in text.replace(NOW.strftime("T%H"), "")
        assert all(one["last"] <= "2026-07-19" for one in json.loads(text)["figures"])


def test_the_examples_of_the_description_are_taken(api: Interface, described: Any) -> None:
    parameters = described["paths"]["/counts"]["get"]["parameters"]
    for parameter in parameters:
        asked = {"point": "bron", parameter["name"]: str(parameter["example"])}
        told: Told = api.ask(COUNTS, "&".join(f"{name}={value}" for name, value in asked.items()))
        assert told.status == 200
    names = [parameter["name"] for parameter in parameters]
    assert f"the parameters are {', '.join(names)}." in api.ask(COUNTS, "x=1").data["detail"]


def test_a_demonstration_says_so(migrated_file: Path, tmp_path: Path) -> None:
    copy(migrated_file, tmp_path / SQLITE_FILE)
    engine = open_engine(None, tmp_path)
    claim_demo(engine)
    with interface(engine, NOW, LIBRARY) as api:
        assert api.ask(COUNTS).data["is_demo"] is True
    engine.dispose()
