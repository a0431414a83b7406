"""The newest reading of each series that may be shown, found without reading through what lies before it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from heritage.quantities import Quality
from heritage.sensors.current import Latest, latest
from heritage.sensors.decisions import Ruling, Subject
from heritage.sensors.verdicts import Verdict
from tests.observed import DEVICE, HOUR, NOON, decided, in_a_row, kept, observed

GOOD, SUSPECT, BAD, MISSING = Quality


def current(engine: Engine, place: str = "lillsjon") -> list[Latest]:
    with engine.connect() as connection:
        return latest(connection, place)


def decide(engine: Engine, quantity: str, first: float, last: float, verdict: Verdict) -> None:
    subject = Subject("lillsjon", quantity, NOON + first * HOUR, NOON + last * HOUR)
    decided(engine, subject, Ruling(verdict, "jouren", "sett på plats"), NOON + 99 * HOUR)


def test_each_series_of_the_place_is_told_with_its_newest_reading(engine: Engine) -> None:
    kept(engine, in_a_row([-3.1, -3.4]))
    kept(engine, in_a_row([2.0, 1.9, 1.8], "water_temperature", channel=2))
    kept(engine, [observed(NOON, 12.0, "ice_thickness", device="drilled", method="drilled")])
    kept(engine, [observed(NOON, 9.0, place="vojen")])
    assert current(engine) == [
        Latest(1, "lillsjon", DEVICE, 1, "air_temperature", "sensor", NOON + HOUR, -3.4, GOOD, NOON + HOUR),
        Latest(
            2,
            "lillsjon",
            DEVICE,
            2,
            "water_temperature",
            "sensor",
            NOON + 2 * HOUR,
            1.8,
            GOOD,
            NOON + 2 * HOUR,
        ),
        Latest(3, "lillsjon", "drilled", 1, "ice_thickness", "drilled", NOON, 12.0, GOOD, NOON),
    ]
    assert current(engine, "elsewhere") == []


def test_passages_are_told_nowhere_among_conditions(engine: Engine) -> None:
    """R-P11: nobody gets a live feed of people passing."""
    kept(engine, in_a_row([3, 4], "passages") + in_a_row([30, 34], "passages_total"))
    assert current(engine) == []


def test_a_suspect_reading_is_told_as_such(engine: Engine) -> None:
    kept(engine, in_a_row([10, 30]))
    (one,) = current(engine)
    assert (one.value, one.quality, one.observed_at) == (30, SUSPECT, NOON + HOUR)


@pytest.mark.parametrize("value", [85.0, None])
def test_bad_and_missing_readings_are_never_told_but_were_heard(engine: Engine, value: float | None) -> None:
    kept(engine, in_a_row([10, value, value]))
    (one,) = current(engine)
    assert (one.value, one.quality, one.observed_at, one.last_heard) == (10, GOOD, NOON, NOON + 2 * HOUR)


def test_a_series_of_which_nothing_may_be_told_was_heard_all_the_same(engine: Engine) -> None:
    kept(engine, [observed(NOON, 85.0)])
    (one,) = current(engine)
    assert (one.value, one.observed_at, one.quality, one.last_heard) == (None, None, MISSING, NOON)


def test_a_rejected_reading_is_not_told(engine: Engine) -> None:
    kept(engine, in_a_row([10, 11, 12]))
    decide(engine, "air_temperature", 2, 2, Verdict.REJECTED)
    (one,) = current(engine)
    assert (one.value, one.observed_at) == (11, NOON + HOUR)


def test_an_accepted_reading_is_told_as_good(engine: Engine) -> None:
    kept(engine, in_a_row([10, 50]))
    decide(engine, "air_temperature", 1, 1, Verdict.ACCEPTED)
    (one,) = current(engine)
    assert (one.value, one.quality) == (50, GOOD)


def test_ice_that_waits_is_told_without_its_number_until_somebody_accepts_it(engine: Engine) -> None:
    kept(engine, in_a_row([20, 34, 35], "ice_thickness"))
    (one,) = current(engine)
    assert (one.value, one.quality, one.observed_at) == (20, GOOD, NOON)
    assert (one.waits_at, one.last_heard) == (NOON + 2 * HOUR, NOON + 2 * HOUR)
    decide(engine, "ice_thickness", 1, 2, Verdict.ACCEPTED)
    (one,) = current(engine)
    assert (one.value, one.quality, one.observed_at, one.waits_at) == (35, GOOD, NOON + 2 * HOUR, None)


def test_ice_that_was_rejected_waits_no_longer_and_is_not_told(engine: Engine) -> None:
    kept(engine, in_a_row([20, 34], "ice_thickness"))
    decide(engine, "ice_thickness", 1, 1, Verdict.REJECTED)
    (one,) = current(engine)
    assert (one.value, one.waits_at) == (20, None)


def test_what_serves_interpretation_only_is_told_nowhere(engine: Engine) -> None:
    kept(engine, [observed(NOON, -2.0, "ice_temperature")])
    assert current(engine) == []


def test_after_months_of_faults_the_last_good_day_is_found_without_reading_through_them(
    engine: Engine,
) -> None:
    kept(engine, in_a_row([10, 11, 12]))
    kept(engine, in_a_row([85.0] * 5000, start=NOON + 5 * HOUR))
    statements: list[str] = []
    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", lambda *about: statements.append(about[2]))
        (one,) = latest(connection, "lillsjon")
    assert (one.value, one.observed_at, one.last_heard) == (12, NOON + 2 * HOUR, NOON + 5004 * HOUR)
    assert sum(words.startswith("SELECT") for words in statements) == 4


def test_a_series_that_measured_nothing_yet_is_told_as_such(engine: Engine) -> None:
    kept(engine, [observed(NOON, 10.0)])
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM reading")
    assert current(engine)[0][6:] == (None, None, MISSING, None, None)


def test_the_usual_case_costs_one_statement(engine: Engine) -> None:
    for channel in range(6):
        kept(engine, in_a_row([1.0, 1.1, 1.2], channel=channel, every=timedelta(minutes=10)))
    statements: list[str] = []
    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", lambda *about: statements.append(about[2]))
        assert len(latest(connection, "lillsjon")) == 6
    assert sum(words.startswith("SELECT") for words in statements) == 1
