"""Curves: a week of readings, a season of days beside the one before it, and nothing where nothing is known."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from heritage.i18n.dates import LOCAL_TIME
from heritage.sensors.decisions import Ruling, Subject
from heritage.sensors.history import MOST_POINTS, season, season_of, week
from heritage.sensors.lines import Day, Season, SeasonLine, WeekLine
from heritage.sensors.verdicts import Verdict
from tests.observed import HOUR, NOON, decided, in_a_row, kept, observed

TEN_MINUTES = timedelta(minutes=10)


def last_week(engine: Engine, quantity: str = "air_temperature", now: datetime = NOON) -> list[WeekLine]:
    with engine.connect() as connection:
        return week(connection, "lillsjon", quantity, now)


def seasons(engine: Engine, quantity: str, now: datetime) -> tuple[Season, Season]:
    with engine.connect() as connection:
        return season(connection, "lillsjon", quantity, now)


def reject(engine: Engine, quantity: str, first: datetime, last: datetime) -> None:
    ruling = Ruling(Verdict.REJECTED, "jouren", "sett på plats")
    decided(engine, Subject("lillsjon", quantity, first, last), ruling, NOON)


def test_a_week_holds_the_readings_of_seven_days_in_order(engine: Engine) -> None:
    values = [round(-10 + number % 8 / 10, 1) for number in range(24 * 8)]
    kept(engine, in_a_row(values, start=NOON - timedelta(days=8) + HOUR))
    (line,) = last_week(engine)
    assert (line.channel, line.method, len(line.points)) == (1, "sensor", 168)
    assert line.points[0].observed_at == NOON - timedelta(days=7) + HOUR
    assert (line.points[-1].observed_at, line.points[-1].value) == (NOON, values[-1])
    assert line.reach == timedelta(hours=3)


def test_of_many_readings_the_newest_of_each_hour_is_drawn(engine: Engine) -> None:
    values = [round(5 + number % 7 / 10, 1) for number in range(6 * 24 * 7)]
    kept(engine, in_a_row(values, start=NOON - timedelta(days=7) + TEN_MINUTES, every=TEN_MINUTES))
    (line,) = last_week(engine)
    assert 168 <= len(line.points) <= MOST_POINTS
    assert {point.observed_at.minute for point in line.points[:-1]} == {50}
    assert line.points[-1].observed_at == NOON
    assert all(point.value in values for point in line.points)


def test_of_many_thicknesses_the_thinnest_of_each_hour_is_drawn(engine: Engine) -> None:
    """R-C7."""
    values = [20.0 + (number % 6) / 10 for number in range(6 * 24 * 3)]
    kept(
        engine,
        in_a_row(values, "ice_thickness", start=NOON - timedelta(days=3) + TEN_MINUTES, every=TEN_MINUTES),
    )
    (line,) = last_week(engine, "ice_thickness")
    assert len(line.points) <= MOST_POINTS
    inner = line.points[1:-1]
    assert {point.value for point in inner} == {20.0}
    assert [point.observed_at for point in line.points] == sorted(point.observed_at for point in line.points)


def test_what_is_further_apart_than_the_lines_rhythm_is_not_joined(engine: Engine) -> None:
    kept(engine, in_a_row([5.0, 5.1, 5.0, 5.1], start=NOON - timedelta(days=3), every=6 * HOUR))
    (line,) = last_week(engine)
    assert line.reach == timedelta(hours=18)


def test_one_reading_is_a_line_of_one_point(engine: Engine) -> None:
    kept(engine, [observed(NOON, 12.0, "ice_thickness", method="drilled")])
    (line,) = last_week(engine, "ice_thickness")
    assert (len(line.points), line.method) == (1, "drilled")


def test_only_what_may_be_shown_is_drawn_and_suspect_with_its_mark(engine: Engine) -> None:
    start = NOON - 5 * HOUR
    kept(engine, in_a_row([10, 30, 85.0, None, 10.5, 11.0], start=start))
    reject(engine, "air_temperature", NOON, NOON)
    (line,) = last_week(engine)
    assert [(point.value, point.is_suspect) for point in line.points] == [
        (10, False),
        (30, True),
        (10.5, False),
    ]


def test_ice_that_waits_is_drawn_nowhere(engine: Engine) -> None:
    kept(engine, in_a_row([20, 34, 34], "ice_thickness", start=NOON - 3 * HOUR))
    (line,) = last_week(engine, "ice_thickness")
    assert [point.value for point in line.points] == [20]
    this, _ = seasons(engine, "ice_thickness", NOON)
    assert [day.highest for day in this.lines[0].days] == [20]


def test_a_week_without_readings_has_no_line(engine: Engine) -> None:
    kept(engine, [observed(NOON - timedelta(days=8), 10.0)])
    assert last_week(engine) == []
    assert last_week(engine, "water_temperature") == []


def test_a_new_sensor_goes_on_with_the_line_of_its_channel_and_methods_stand_apart(engine: Engine) -> None:
    kept(engine, in_a_row([4.0, 4.2], "water_temperature", start=NOON - 5 * HOUR))
    kept(engine, in_a_row([4.4, 4.6], "water_temperature", start=NOON - 2 * HOUR, device="new"))
    kept(engine, [observed(NOON, 5.0, "water_temperature", device="reporter:1", method="reported")])
    kept(engine, [observed(NOON, 3.0, "water_temperature", channel=2)])
    lines = last_week(engine, "water_temperature")
    assert [(line.channel, line.method, [point.value for point in line.points]) for line in lines] == [
        (1, "reported", [5.0]),
        (1, "sensor", [4.0, 4.2, 4.4, 4.6]),
        (2, "sensor", [3.0]),
    ]


@pytest.mark.parametrize(
    ("quantity", "today", "first", "last"),
    [
        ("snow_depth", date(2026, 2, 14), date(2025, 7, 1), date(2026, 6, 30)),
        ("ice_thickness", date(2026, 7, 1), date(2026, 7, 1), date(2027, 6, 30)),
        ("water_temperature", date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_snow_and_ice_have_winters_and_the_rest_has_years(
    quantity: str, today: date, first: date, last: date
) -> None:
    assert season_of(quantity, today) == (first, last)


def test_a_season_tells_its_days_beside_those_of_the_one_before(engine: Engine) -> None:
    for year, value in ((2024, 1.0), (2025, 16.0), (2026, 18.0)):
        start = datetime(year, 7, 3, 6, tzinfo=UTC)
        kept(engine, in_a_row([value, value + 1, value + 0.5], "water_temperature", start=start))
    now = datetime(2026, 7, 4, 12, tzinfo=UTC)
    this, before = seasons(engine, "water_temperature", now)
    assert this == Season(
        date(2026, 1, 1),
        date(2026, 12, 31),
        (SeasonLine(1, "sensor", (Day(date(2026, 7, 3), 18.5, 18.0, 19.0, 3),)),),
    )
    assert before == Season(
        date(2025, 1, 1),
        date(2025, 12, 31),
        (SeasonLine(1, "sensor", (Day(date(2025, 7, 3), 16.5, 16.0, 17.0, 3),)),),
    )


def test_a_winter_is_told_across_the_new_year(engine: Engine) -> None:
    for moment in (datetime(2025, 12, 31, 12, tzinfo=UTC), NOON, NOON.replace(year=2025)):
        kept(engine, [observed(moment, 40.0, "snow_depth")])
    this, before = seasons(engine, "snow_depth", NOON)
    assert [day.day for day in this.lines[0].days] == [date(2025, 12, 31), date(2026, 2, 14)]
    assert [day.day for day in before.lines[0].days] == [date(2025, 2, 14)]


def test_a_day_without_anything_that_counts_is_missing_and_no_zero(engine: Engine) -> None:
    kept(engine, in_a_row([5.0, 85.0, None], start=NOON - timedelta(days=2), every=timedelta(days=1)))
    this, before = seasons(engine, "air_temperature", NOON)
    assert [day.day for day in this.lines[0].days] == [date(2026, 2, 12)]
    assert before.lines == ()


def test_what_was_rejected_leaves_the_season(engine: Engine) -> None:
    kept(engine, in_a_row([5.0, 7.0], start=NOON))
    reject(engine, "air_temperature", NOON, NOON)
    this, _ = seasons(engine, "air_temperature", NOON)
    assert this.lines[0].days == (Day(date(2026, 2, 14), 7.0, 7.0, 7.0, 1),)


def test_two_sensors_of_a_channel_on_one_day_both_count(engine: Engine) -> None:
    kept(engine, [observed(NOON, 4.0), observed(NOON, 8.0, device="new")])
    this, _ = seasons(engine, "air_temperature", NOON)
    assert this.lines[0].days == (Day(date(2026, 2, 14), 6.0, 4.0, 8.0, 2),)


def rain_of(
    engine: Engine, first: date, *readings: int, every: timedelta = HOUR, device: str = "rain"
) -> None:
    """So many readings of 1.5 and 1.6 mm by turns on each local day from `first` on."""
    for number, count in enumerate(readings):
        start = datetime.combine(first + timedelta(days=number), time(), LOCAL_TIME).astimezone(UTC)
        found = [1.5 + one % 2 / 10 for one in range(count)]
        kept(engine, in_a_row(found, "precipitation", start=start, every=every, device=device))


def rain_days(engine: Engine) -> dict[date, tuple[float, float]]:
    this, _ = seasons(engine, "precipitation", NOON)
    return {day.day: (day.total, round(day.coverage, 2)) for line in this.lines for day in line.days}


def test_amounts_are_summed_by_local_day_and_tell_how_much_was_measured(engine: Engine) -> None:
    """R-V8, R-V15: 24 hours are a day, and today is none before it is over."""
    rain_of(engine, date(2026, 2, 11), 24, 12, 22, 13)
    assert rain_days(engine) == {
        date(2026, 2, 11): (37.2, 1.0),
        date(2026, 2, 12): (18.6, 0.5),
        date(2026, 2, 13): (34.1, 0.92),
    }
    assert last_week(engine, "precipitation") == []


def test_how_much_of_a_day_was_measured_is_told_by_the_fullest_of_those_around(engine: Engine) -> None:
    rain_of(engine, date(2026, 1, 1), 144, 72, every=TEN_MINUTES)
    rain_of(engine, date(2026, 2, 1), 24)
    assert [coverage for _, coverage in rain_days(engine).values()] == [1.0, 0.5, 1.0]


def test_of_two_gauges_on_one_day_the_fuller_counts(engine: Engine) -> None:
    rain_of(engine, date(2026, 2, 11), 24)
    rain_of(engine, date(2026, 2, 11), 10, device="new")
    assert rain_days(engine) == {date(2026, 2, 11): (37.2, 1.0)}


def test_a_direction_has_no_mean(engine: Engine) -> None:
    kept(engine, in_a_row([350, 10], "wind_direction"))
    this, before = seasons(engine, "wind_direction", NOON)
    assert (this.lines, before.lines) == ((), ())
