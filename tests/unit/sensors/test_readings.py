"""Readings are kept once each, exactly as they came, with what they are worth."""

import math
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event, select

from heritage.quantities import Quality
from heritage.sensors.readings import Kept, keep
from heritage.store.engine import writing
from heritage.store.tables import READING, READING_DAY, SERIES
from tests.observed import DEVICE, HOUR, NOON, in_a_row, kept, observed, qualities

GOOD, SUSPECT, BAD, MISSING = Quality


def test_a_reading_is_kept_with_its_series_its_quality_and_its_lag(engine: Engine) -> None:
    one = observed(NOON, -7.3, received_at=NOON + timedelta(minutes=20))
    assert kept(engine, [one]) == Kept(1, 0)
    with engine.connect() as connection:
        assert connection.execute(select(SERIES)).all() == [
            (1, "lillsjon", DEVICE, 1, "air_temperature", "sensor")
        ]
        assert connection.execute(select(READING)).all() == [(1, NOON, -7.3, GOOD, 1200)]


def test_the_same_again_changes_nothing(engine: Engine) -> None:
    one = observed(NOON, -7.3)
    assert kept(engine, [one, one]) == Kept(1, 1)
    late = one._replace(received_at=NOON + timedelta(days=2))
    assert kept(engine, [late]) == Kept(0, 1)
    with engine.connect() as connection:
        assert connection.execute(select(READING)).all() == [(1, NOON, -7.3, GOOD, 5)]


def test_of_two_values_for_one_second_the_first_to_come_stays(engine: Engine) -> None:
    kept(engine, [observed(NOON, -7.3)])
    assert kept(engine, [observed(NOON + timedelta(milliseconds=900), -2.0)]) == Kept(0, 1)
    with engine.connect() as connection:
        assert connection.scalars(select(READING.c.value)).all() == [-7.3]


def test_nothing_to_keep_is_nothing(engine: Engine) -> None:
    assert kept(engine, []) == Kept(0, 0)


def test_places_devices_channels_and_quantities_have_series_of_their_own(engine: Engine) -> None:
    kept(
        engine,
        [
            observed(NOON, 1.0),
            observed(NOON, 2.0, channel=2),
            observed(NOON, 3.0, device="other"),
            observed(NOON, 4.0, place="vojen"),
            observed(NOON, 5.0, "water_temperature"),
        ],
    )
    with engine.connect() as connection:
        values = connection.execute(
            select(READING.c.series, READING.c.value).order_by(READING.c.series)
        ).all()
    assert len({series for series, _ in values}) == 5
    assert sorted(value for _, value in values) == [1.0, 2.0, 3.0, 4.0, 5.0]


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_what_is_no_number_is_missing_and_not_zero(engine: Engine, value: float | None) -> None:
    kept(engine, [observed(NOON, value)])
    with engine.connect() as connection:
        assert connection.execute(select(READING.c.value, READING.c.quality)).all() == [(None, MISSING)]
        assert connection.execute(select(READING_DAY)).all() == []


def test_a_quantity_that_there_is_not_keeps_nothing(engine: Engine) -> None:
    with pytest.raises(KeyError), writing(engine) as connection:
        keep(connection, [observed(NOON, 1.0), observed(NOON, 1.0, "mood")])
    with engine.connect() as connection:
        assert connection.execute(select(SERIES)).all() == []


def test_a_reading_from_a_little_ahead_and_one_from_long_ago_are_kept(engine: Engine) -> None:
    ahead = observed(NOON, 1.0, received_at=NOON - timedelta(minutes=10))
    old = observed(datetime(1950, 1, 1, tzinfo=UTC), 1.0, received_at=NOON)
    assert kept(engine, [ahead, old]) == Kept(2, 0)
    with engine.connect() as connection:
        lags = connection.scalars(select(READING.c.lag).order_by(READING.c.observed_at)).all()
    assert lags == [2**31 - 1, -600]


def test_a_late_reading_changes_what_the_one_after_it_is_worth(engine: Engine) -> None:
    kept(engine, [observed(NOON, 10.0), observed(NOON + 2 * HOUR, 25.0)])
    assert qualities(engine) == [GOOD, GOOD]
    kept(engine, [observed(NOON + HOUR, 10.0)])
    assert qualities(engine) == [GOOD, GOOD, SUSPECT]


def test_the_reading_after_a_spike_shows_it(engine: Engine) -> None:
    for one in in_a_row([10, 15]):
        kept(engine, [one])
    assert qualities(engine) == [GOOD, GOOD]
    kept(engine, [observed(NOON + 2 * HOUR, 10.0)])
    assert qualities(engine) == [GOOD, SUSPECT, GOOD]
    with engine.connect() as connection:
        day = connection.execute(select(READING_DAY)).one()
    assert (day.count, day.highest, day.total) == (2, 10.0, 20.0)


def test_a_new_level_is_found_one_reading_at_a_time(engine: Engine) -> None:
    for one in in_a_row([10] * 9 + [30] * 5, every=timedelta(minutes=10)):
        kept(engine, [one])
    assert qualities(engine) == [GOOD] * 9 + [SUSPECT] * 2 + [GOOD] * 3


def test_a_stuck_sensor_is_found_one_reading_at_a_time(engine: Engine) -> None:
    for one in in_a_row([4.0] + [4.3] * 26 + [4.4]):
        kept(engine, [one])
    assert qualities(engine) == [GOOD] * 25 + [SUSPECT] * 2 + [GOOD]


def test_a_late_reading_that_differs_clears_a_stuck_sensor(engine: Engine) -> None:
    kept(engine, in_a_row([4.3] * 40))
    assert qualities(engine)[24:] == [SUSPECT] * 16
    kept(engine, [observed(NOON + 20 * HOUR + timedelta(minutes=30), 4.6)])
    assert qualities(engine) == [GOOD] * 41


def test_ice_that_jumped_waits_however_long_it_stays(engine: Engine) -> None:
    for one in in_a_row([20, 20, *[34] * 30], "ice_thickness", every=6 * HOUR):
        kept(engine, [one])
    assert qualities(engine) == [GOOD, GOOD, *[SUSPECT] * 30]


def test_history_that_lies_far_apart_is_kept_in_one_go(engine: Engine) -> None:
    years = [observed(NOON.replace(year=year), float(year % 10)) for year in (2026, 2019, 2024, 2021)]
    assert kept(engine, years) == Kept(4, 0)
    with engine.connect() as connection:
        assert connection.scalars(select(READING_DAY.c.total).order_by(READING_DAY.c.day)).all() == [
            9,
            1,
            4,
            6,
        ]


def test_late_readings_amid_thousands_are_judged_and_summed_up(engine: Engine) -> None:
    # Level for 30 hours, then a step every third reading: nothing good to stop at for more than a thousand rows.
    rough = [10.0, 10.0, 10.0, *[30.0, 10.0, 50.0] * 600]
    minute = timedelta(minutes=1)
    values = in_a_row(rough, every=minute)
    missing = values.pop(1)
    kept(engine, values)
    kept(engine, [missing])
    late = qualities(engine)
    with engine.connect() as connection:
        days = connection.execute(select(READING_DAY).order_by(READING_DAY.c.day)).all()
    with writing(engine) as connection:
        for table in (READING, READING_DAY):
            connection.execute(table.delete())
    kept(engine, in_a_row(rough, every=minute))
    assert qualities(engine) == late
    with engine.connect() as connection:
        assert connection.execute(select(READING_DAY).order_by(READING_DAY.c.day)).all() == days


def test_a_reading_in_order_costs_few_statements_whatever_lies_before_it(engine: Engine) -> None:
    values = [round(5 + number % 7 / 10, 1) for number in range(4000)]
    kept(engine, in_a_row(values[:-1], every=timedelta(minutes=10)))
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    kept(engine, in_a_row(values, every=timedelta(minutes=10))[-1:])
    assert [words.split()[0] for words in statements if words.split()[0] not in ("BEGIN", "COMMIT")] == [
        "SELECT",  # the series
        "SELECT",  # decisions
        "SELECT",  # the last readings
        "INSERT",
        "SELECT",  # the day's sums
        "INSERT",
    ]


def test_two_servers_keep_the_same_series_one_after_the_other(engine: Engine) -> None:
    """On SQLite a transaction that writes locks the whole database, on PostgreSQL the series is locked."""
    kept(engine, [observed(NOON, 10.0)])
    begun, done = threading.Event(), threading.Event()

    def other() -> None:
        begun.set()
        kept(engine, [observed(NOON + 2 * HOUR, 25.0)])
        done.set()

    thread = threading.Thread(target=other)
    with writing(engine) as connection:
        keep(connection, [observed(NOON + HOUR, 10.0)])
        thread.start()
        begun.wait()
        assert not done.wait(0.2)
    thread.join()
    assert qualities(engine) == [GOOD, GOOD, SUSPECT]


def test_bad_and_missing_readings_are_kept_and_do_not_count(engine: Engine) -> None:
    kept(engine, in_a_row([10, 85.0, None, 10.5]))
    assert qualities(engine) == [GOOD, BAD, MISSING, GOOD]
    with engine.connect() as connection:
        day = connection.execute(select(READING_DAY)).one()
        assert connection.scalars(select(READING.c.value)).all() == [10, 85.0, None, 10.5]
    assert (day.count, day.lowest, day.highest, day.total) == (2, 10, 10.5, 20.5)
