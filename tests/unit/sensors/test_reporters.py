"""Private links: limited to places and quantities, revocable, kept as hashes; a report sent twice counts once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, Engine, select

from heritage.places.library import load
from heritage.places.place import Library, PlaceConditions
from heritage.problems import Refusal
from heritage.quantities import IceKind
from heritage.sensors import reporters
from heritage.sensors.drilled import drillings
from heritage.sensors.reporters import Report, Reporter
from heritage.store.tables import READING, REPORTER

NOW = datetime(2026, 2, 14, 12, tzinfo=UTC)
SMALL = Path("tests/data/small/content")


@pytest.fixture(scope="module")
def library() -> Library:
    library = load(SMALL).library
    assert library is not None
    return library


def made(connection: Connection, library: Library, *quantities: str) -> tuple[str, Reporter]:
    secret = reporters.add(
        connection, library, "Leksaksby fiskeklubb", ["lillsjon"], quantities or ["ice_thickness"], NOW
    )
    reporter = reporters.by_secret(connection, secret)
    assert reporter is not None
    return secret, reporter


SENT = Report(
    key="abc",
    place="lillsjon",
    quantity="ice_thickness",
    value=12.0,
    observed_at=NOW - timedelta(minutes=5),
    ice=IceKind.CLEAR,
    snow_cm=2.0,
)


def report(**changes: Any) -> Report:
    return replace(SENT, **changes)


def test_a_link_is_known_by_its_secret_and_kept_as_a_hash(engine: Engine, library: Library) -> None:
    with engine.begin() as connection:
        secret, reporter = made(connection, library)
        assert reporter.name == "Leksaksby fiskeklubb"
        assert len(secret) >= 22  # 128 bits take as many letters of sixty-four
        row = connection.execute(select(REPORTER)).one()
        assert secret not in str(tuple(row))
        assert reporters.by_secret(connection, secret + "x") is None
        assert reporters.by_secret(connection, "") is None


def test_a_revoked_link_is_unknown_and_what_was_reported_stays(engine: Engine, library: Library) -> None:
    with engine.begin() as connection:
        secret, reporter = made(connection, library)
        reporters.take(connection, reporter, report(), NOW)
        assert reporters.revoke(connection, reporter.id, NOW)
        assert not reporters.revoke(connection, reporter.id, NOW)
        assert reporters.by_secret(connection, secret) is None
        assert len(drillings(connection, "lillsjon", NOW - timedelta(days=1))) == 1
        assert [one.revoked_at for one in reporters.reporters(connection)] == [NOW]


def test_a_report_of_ice_is_a_drilling_of_theirs(engine: Engine, library: Library) -> None:
    with engine.begin() as connection:
        _, reporter = made(connection, library)
        taken = reporters.take(connection, reporter, report(), NOW)
        assert taken is not None
        assert (taken.value, taken.is_new) == (12.0, True)
        (hole,) = drillings(connection, "lillsjon", NOW - timedelta(days=1))
    assert (hole.thickness_cm, hole.ice, hole.snow_cm, hole.observer) == (
        12.0,
        IceKind.CLEAR,
        2.0,
        "Leksaksby fiskeklubb",
    )
    assert hole.device == reporter.device


def test_the_same_report_twice_counts_once_and_tells_what_stands(engine: Engine, library: Library) -> None:
    with engine.begin() as connection:
        _, reporter = made(connection, library)
        reporters.take(connection, reporter, report(), NOW)
        later = report(value=30.0, observed_at=NOW)
        again = reporters.take(connection, reporter, later, NOW)
        assert again is not None
        assert (again.value, again.is_new) == (12.0, False)
        assert len(connection.execute(select(READING)).all()) == 1


@pytest.mark.parametrize("quantity", ["ice_thickness", "water_temperature"])
def test_another_value_of_the_same_minute_is_not_called_saved(
    engine: Engine, library: Library, quantity: str
) -> None:
    """What stands is never changed: they must read that their correction is not what is shown."""
    with engine.begin() as connection:
        _, reporter = made(connection, library, quantity)
        reporters.take(connection, reporter, report(quantity=quantity), NOW)
        again = reporters.take(connection, reporter, report(key="def", quantity=quantity, value=8.0), NOW)
        assert again is not None
        assert (again.value, again.is_new) == (12.0, False)
        assert len(connection.execute(select(READING)).all()) == 1


UNTIMED = replace(SENT, observed_at=NOW, is_timed=False)


@pytest.mark.parametrize(
    ("changes", "minutes", "is_new"),
    [
        ({}, 10, False),
        ({}, 11, True),
        ({"value": 8.0}, 1, True),
        ({"ice": IceKind.SNOW}, 1, True),
        ({"snow_cm": None}, 1, True),
        ({"is_timed": True}, 1, True),
    ],
)
def test_another_form_with_the_same_soon_afterwards_is_the_same_report(
    engine: Engine, library: Library, changes: dict[str, object], minutes: int, is_new: bool
) -> None:
    """Who goes back gets a new form from us, and their own choices from the phone."""
    later = NOW + timedelta(minutes=minutes)
    again = report(**{"key": "def", "is_timed": False, **changes})
    with engine.begin() as connection:
        _, reporter = made(connection, library)
        reporters.take(connection, reporter, UNTIMED, NOW)
        for sent_at in (later, later + timedelta(minutes=9)):
            taken = reporters.take(connection, reporter, replace(again, observed_at=sent_at), sent_at)
            assert taken is not None
            assert taken.observed_at == (later if is_new else NOW)
        assert len(connection.execute(select(READING)).all()) == 1 + is_new


def test_what_another_reporter_found_is_another_report(engine: Engine, library: Library) -> None:
    with engine.begin() as connection:
        for key in ("a", "b"):
            _, reporter = made(connection, library)
            taken = reporters.take(connection, reporter, replace(UNTIMED, key=key), NOW)
            assert taken is not None
            assert taken.is_new


def test_a_value_that_has_changed_and_changed_back_is_a_new_one(engine: Engine, library: Library) -> None:
    with engine.begin() as connection:
        _, reporter = made(connection, library)
        for minute, value in enumerate((12.0, 8.0, 12.0)):
            at = NOW + timedelta(minutes=minute)
            sent = replace(UNTIMED, key=str(minute), value=value, observed_at=at)
            taken = reporters.take(connection, reporter, sent, at)
            assert taken is not None
            assert taken.is_new


def test_a_key_of_somebody_else_tells_nothing(engine: Engine, library: Library) -> None:
    with engine.begin() as connection:
        _, first = made(connection, library)
        _, second = made(connection, library)
        reporters.take(connection, first, report(), NOW)
        assert reporters.take(connection, second, report(value=30.0), NOW) is None


def test_other_quantities_are_readings(engine: Engine, library: Library) -> None:
    with engine.begin() as connection:
        _, reporter = made(connection, library, "water_temperature")
        reporters.take(connection, reporter, report(quantity="water_temperature", value=17.5), NOW)
        (row,) = connection.execute(select(READING)).all()
    assert row.value == 17.5


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"place": "kvarnen"}, "This link is not for that place or value."),
        ({"quantity": "snow_depth"}, "This link is not for that place or value."),
        ({"quantity": "water_temperature", "value": 45.0}, "The value must lie between -0.5 and 30."),
        (
            {"quantity": "water_temperature", "observed_at": NOW + timedelta(seconds=1)},
            "The time lies ahead of now.",
        ),
    ],
)
def test_what_the_link_is_not_for_is_refused(
    engine: Engine, library: Library, changes: dict[str, object], reason: str
) -> None:
    with engine.begin() as connection:
        _, reporter = made(connection, library, "ice_thickness", "water_temperature")
        with pytest.raises(Refusal) as raised:
            reporters.take(connection, reporter, report(**changes), NOW)
        assert str(raised.value) == reason
        assert connection.execute(select(READING)).all() == []


def test_a_link_may_be_for_places_that_measure_one_thing_or_the_other(
    engine: Engine, library: Library
) -> None:
    bath = msgspec.structs.replace(
        library.places["lillsjon"], conditions=PlaceConditions(measures=("water_temperature",))
    )
    both = msgspec.structs.replace(library, places={**library.places, "badet": bath})
    quantities = ["ice_thickness", "water_temperature"]
    with engine.begin() as connection:
        reporters.add(connection, both, "Klubben", ["lillsjon", "badet"], quantities, NOW)
        with pytest.raises(Refusal, match="'ice_thickness' is not among the 'measures' of 'badet'"):
            reporters.add(connection, both, "Klubben", ["badet"], quantities, NOW)


@pytest.mark.parametrize(
    ("name", "places", "quantities", "reason"),
    [
        (" ", ["lillsjon"], ["ice_thickness"], "A reporter needs a name, at most 80 characters."),
        (
            "Klubben",
            ["lillsjon", "kvarnen"],
            ["ice_thickness"],
            "'ice_thickness' is not among the 'measures' of 'kvarnen' in its sv.md; add it there first.",
        ),
        ("Klubben", [], ["ice_thickness"], "A reporter needs at least one place and one quantity."),
        (
            "Klubben",
            ["lillsjon"],
            ["wind_speed"],
            "'wind_speed' cannot be reported; these can: ice_thickness, water_temperature, snow_depth, passages.",
        ),
    ],
)
def test_a_link_for_nothing_is_not_made(
    engine: Engine, library: Library, name: str, places: list[str], quantities: list[str], reason: str
) -> None:
    with engine.begin() as connection:
        with pytest.raises(Refusal) as raised:
            reporters.add(connection, library, name, places, quantities, NOW)
        assert str(raised.value) == reason
        assert reporters.reporters(connection) == []
