"""A sign that nobody scans any more is noticed where its silence is no chance (R-Q13)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from heritage.store.tables import Channel, Counted, hour_of
from heritage.store.writer import Writer
from heritage.visits.stopped import Stopped, stopped

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SILENT_DAYS = 14
SIGNS = {"7K3FX": "flataklocken", "V1KB2": "vikbron", "BKA77": "borgsjo-kyrka", "BKB88": "borgsjo-kyrka"}


def scan(writer: Writer, code: str, *days_ago: float) -> None:
    counted = [Counted(code, hour_of(NOW - days * DAY), "sv", Channel.SIGN) for days in days_ago]
    asyncio.run(writer.add(counted))


def found(
    engine: Engine, known: tuple[str, ...] = (), silent_days: int = SILENT_DAYS, chance: float = 0.001
) -> list[Stopped]:
    with engine.connect() as connection:
        return stopped(connection, SIGNS, known, NOW, silent_days=silent_days, chance=chance)


def every_day(writer: Writer, code: str, until_days_ago: int = 0) -> None:
    scan(writer, code, *range(until_days_ago, 70))


def test_a_sign_that_falls_silent_while_others_go_on_is_told_with_its_last_hour(
    engine: Engine, writer: Writer
) -> None:
    every_day(writer, "7K3FX", until_days_ago=20)
    every_day(writer, "V1KB2")
    assert found(engine) == [Stopped("7K3FX", hour_of(NOW - 20 * DAY))]


def test_where_nobody_scans_anything_no_sign_is_to_blame(engine: Engine, writer: Writer) -> None:
    for code in SIGNS:
        every_day(writer, code, until_days_ago=20)
    assert found(engine) == []


def test_a_silence_that_chance_explains_is_none(engine: Engine, writer: Writer) -> None:
    scan(writer, "7K3FX", 30, 45, 60)
    every_day(writer, "V1KB2")
    assert found(engine) == []


def test_a_season_that_ends_for_all_silences_nobody(engine: Engine, writer: Writer) -> None:
    every_day(writer, "7K3FX", until_days_ago=15)
    every_day(writer, "V1KB2", until_days_ago=15)
    scan(writer, "V1KB2", 3, 7)
    assert found(engine) == []


def test_how_long_and_how_unlikely_a_silence_has_to_be_is_settled_by_the_thresholds(
    engine: Engine, writer: Writer
) -> None:
    every_day(writer, "7K3FX", until_days_ago=10)
    every_day(writer, "V1KB2")
    assert found(engine) == []
    assert [one.code for one in found(engine, silent_days=9)] == ["7K3FX"]
    assert found(engine, silent_days=9, chance=1e-6) == []


def test_another_sign_of_the_same_place_is_no_witness(engine: Engine, writer: Writer) -> None:
    every_day(writer, "BKA77", until_days_ago=20)
    every_day(writer, "BKB88")
    assert found(engine) == []


@pytest.mark.parametrize("last", [15, 65, 400])
def test_a_known_silence_lasts_until_the_sign_is_scanned(engine: Engine, writer: Writer, last: int) -> None:
    scan(writer, "7K3FX", last)
    assert [one.code for one in found(engine, known=("7K3FX",))] == ["7K3FX"]
    scan(writer, "7K3FX", SILENT_DAYS - 1)
    assert found(engine, known=("7K3FX",)) == []


def test_a_sign_that_was_never_scanned_tells_nothing(engine: Engine, writer: Writer) -> None:
    every_day(writer, "V1KB2")
    assert found(engine) == found(engine, known=("7K3FX",)) == []
