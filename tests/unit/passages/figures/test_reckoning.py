"""Exact figures of made-up points: every number here can be worked out by hand, or is added up in another way."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import Connection, Engine, insert

from heritage.passages.figures import reckoning, stored
from heritage.passages.figures.profile import profile, with_hours
from heritage.passages.figures.reckoning import figures_of
from heritage.passages.figures.values import Figures, NoteKind, WhyNot
from heritage.passages.figures.visited import NoVisits
from heritage.passages.periods import Period, month_of, parse, week_of, year_of
from heritage.passages.rollups.rollup import rebuild
from heritage.passages.stretches import HOUR_S, day_bounds, midnight
from heritage.places.counting import Visits
from heritage.store.engine import SQLITE_FILE, open_engine
from heritage.store.flags import Direction, Estimate
from heritage.store.passage_tables import COUNT_DECISION, COUNT_EVENT, COUNT_IMPORT, COUNT_IMPORTED, FACTOR
from heritage.store.tables import READING_DAY, SCAN_COUNT, SERIES, Channel
from tests.passage_fixtures import (
    Guess,
    Made,
    filled,
    hours_of,
    library_of,
    lively,
    point,
    steady,
    write_flow,
)

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
MONDAY, SUNDAY = date(2026, 6, 1), date(2026, 6, 7)
A_WEEK = Period(MONDAY, SUNDAY)


@pytest.fixture(scope="module")
def empty(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("figures")
    copy(migrated_file, folder / SQLITE_FILE)
    engine = open_engine(None, folder)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(empty: Engine) -> Iterator[Connection]:
    """One that forgets what a test wrote."""
    with empty.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture(scope="module")
def year(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Made, Made]]:
    """Two made-up years of which four days are estimated, and three empty."""
    folder = tmp_path_factory.mktemp("year")
    copy(migrated_file, folder / SQLITE_FILE)
    engine = open_engine(None, folder)
    before = filled(engine, "bron", 2025, seed=1)
    made = filled(
        engine,
        "bron",
        2026,
        seed=2,
        estimated_days=[(date(2026, 3, 1), date(2026, 3, 4))],
        empty_days=[(date(2026, 10, 5), date(2026, 10, 7))],
    )
    yield engine, before, made
    engine.dispose()


def _steady_week(connection: Connection, each_in: int = 2, each_out: int = 1, factor: float = 1.0) -> None:
    for direction, each in ((Direction.IN, each_in), (Direction.OUT, each_out)):
        hours = hours_of(MONDAY, SUNDAY)
        write_flow(connection, "bron", direction, hours, steady(MONDAY, SUNDAY, each), factor=factor)


def _figures(connection: Connection, period: Period = A_WEEK, **facts: object) -> Figures:
    return figures_of(connection, library_of({"bron": point(**facts)}), "bron", period, NOW)


def test_a_points_sum_is_that_of_its_directions(connection: Connection) -> None:
    _steady_week(connection)
    found = _figures(connection)
    assert found.directions[Direction.IN].value == 2 * 168
    assert found.directions[Direction.OUT].value == 168
    assert found.total.value == 3 * 168
    assert (found.total.coverage, found.total.estimated_share) == (1, 0)
    assert found.uncorrected == 3 * 168
    assert found.told == A_WEEK and found.data_until == SUNDAY and not found.is_public


def _rarest(connection: Connection, week: Period) -> int:
    """How many hours the rarest mean is of."""
    flows = stored.directions_of(connection, "bron")
    hours = stored.hours_of(connection, flows, midnight(week.first), day_bounds(week.last)[1])
    return profile(with_hours({}, hours)).least_heat


def test_means_are_of_days_and_hours_of_both_directions(connection: Connection) -> None:
    _steady_week(connection)
    found = _figures(connection)
    assert (found.mean, found.median, found.usable_days) == (72, 72, 7)
    assert found.weekdays == (72,) * 7 and (found.workday, found.weekend) == (72, 72)
    assert found.hours_workday == (3,) * 24 == found.hours_weekend
    assert found.heat == ((3,) * 24,) * 7 and _rarest(connection, A_WEEK) == 1
    assert found.peak_day is not None and (found.peak_day.day, found.peak_day.value) == (MONDAY, 72)
    assert found.peak_hour is not None
    assert found.peak_hour.value == 3
    assert found.peak_hour.at == datetime.fromtimestamp(midnight(MONDAY), UTC)


def test_the_peak_hour_is_that_of_the_sum_and_not_of_one_direction(connection: Connection) -> None:
    hours, ten, noon = (
        hours_of(MONDAY, SUNDAY),
        midnight(MONDAY) + 10 * HOUR_S,
        midnight(SUNDAY) + 12 * HOUR_S,
    )
    write_flow(connection, "bron", Direction.IN, hours, {**steady(MONDAY, SUNDAY, 1), ten: 9, noon: 8})
    write_flow(connection, "bron", Direction.OUT, hours, {**steady(MONDAY, SUNDAY, 1), noon: 7})
    found = _figures(connection).peak_hour
    assert found is not None
    assert (found.at, found.value) == (datetime.fromtimestamp(noon, UTC), 15)


def test_a_calibrated_sum_is_corrected_and_its_interval_is_the_factors(connection: Connection) -> None:
    _steady_week(connection, factor=1.25)
    connection.execute(insert(FACTOR), _factor(1.25, 1.0, 1.5625))
    found = _figures(connection)
    assert found.total.value == 1.25 * 3 * 168 and found.uncorrected == 3 * 168
    # Both directions share the factor's error: its relative deviation is ln(1.5625) / (2 * 1.96), not a part of it.
    assert found.total.high == pytest.approx(630 * (1 + 0.446287 / 2), rel=1e-5)
    assert found.total.low == pytest.approx(630 * (1 - 0.446287 / 2), rel=1e-5)
    assert found.is_calibrated
    assert [(one.value, one.made_by, one.is_indicative) for one in found.factors] == [(1.25, "Eva", True)]


def test_a_factor_of_a_part_of_the_days_leaves_the_period_uncalibrated(connection: Connection) -> None:
    _steady_week(connection)
    connection.execute(insert(FACTOR), _factor(1.0, 0.9, 1.1111111) | {"last_day": date(2026, 6, 4)})
    found = _figures(connection)
    assert not found.is_calibrated and len(found.factors) == 1
    assert found.total.high is not None and 504 < found.total.high < 504 * 1.1


def test_factors_of_busy_and_quiet_hours_each_widen_what_they_multiply(connection: Connection) -> None:
    noon = {midnight(MONDAY + timedelta(days=day)) + 12 * HOUR_S: 240 for day in range(7)}
    counted = {**steady(MONDAY, SUNDAY, 0), **noon, midnight(MONDAY): 560}
    write_flow(connection, "bron", Direction.BOTH, hours_of(MONDAY, SUNDAY), counted)
    sure, unsure = _factor(1.0, 1.0, 1.0), _factor(1.0, 0.8, 1.25)
    connection.execute(insert(FACTOR), sure | {"traffic": "quiet", "busy_from": 300})
    connection.execute(insert(FACTOR), unsure | {"traffic": "busy", "busy_from": 300})
    found = _figures(connection)
    assert found.is_calibrated and [one.traffic for one in found.factors] == ["quiet", "busy"]
    assert found.total.value == 2240 and found.total.high == pytest.approx(2240 + 560 * 0.223144, rel=1e-5)


def test_an_estimate_is_told_as_a_share_and_widens_the_interval(connection: Connection) -> None:
    gap = hours_of(SUNDAY, SUNDAY)
    guess = Guess(
        gap.start, gap.stop, each=2500, deviation=10_000, kind=Estimate.REFERENCE, reference="klockan"
    )
    counted = steady(MONDAY, SUNDAY - timedelta(days=1), 3)
    write_flow(connection, "bron", Direction.BOTH, hours_of(MONDAY, SUNDAY), counted, [guess])
    found = _figures(connection)
    assert found.total.value == 3 * 144 + 60
    assert found.total.coverage == 1 and found.total.estimated_share == pytest.approx(60 / 492)
    assert found.total.low == pytest.approx(492 - 19.6) and found.total.high == pytest.approx(492 + 19.6)
    assert [(one.reference, one.estimated, one.deviation) for one in found.gaps] == [("klockan", 60, 10)]
    assert not found.is_calibrated
    assert found.days is not None
    assert (found.days[6].amount, found.days[6].estimated_share) == (60, 1)
    assert (found.mean, found.usable_days) == (72, 6)
    saturday = _figures(connection, Period(MONDAY, SUNDAY - timedelta(days=1)))
    assert saturday.total.low == saturday.total.high == 432 and saturday.gaps == ()


def test_too_little_counted_is_no_number(connection: Connection) -> None:
    counted = steady(MONDAY, SUNDAY, 3, skipped=hours_of(SUNDAY, SUNDAY))
    gaps = [(midnight(SUNDAY), day_bounds(SUNDAY)[1])]
    write_flow(connection, "bron", Direction.BOTH, hours_of(MONDAY, SUNDAY), counted, gaps=gaps)
    found = _figures(connection)
    assert (found.total.value, found.total.low, found.total.high) == (None, None, None)
    assert found.total.coverage == pytest.approx(6 / 7)
    assert found.days is not None and found.days[6].amount is None
    assert [one.estimate for one in found.gaps] == [None]
    assert found.mean == 72 and found.data_until == SUNDAY - timedelta(days=1)


def test_a_direction_that_lacks_much_leaves_no_sum_of_the_point(connection: Connection) -> None:
    hours = hours_of(MONDAY, SUNDAY)
    write_flow(connection, "bron", Direction.IN, hours, steady(MONDAY, SUNDAY, 2))
    write_flow(connection, "bron", Direction.OUT, hours, steady(MONDAY, SUNDAY, 1, skipped=hours[:24]))
    found = _figures(connection)
    assert found.total.coverage == pytest.approx(13 / 14) and found.total.value is None
    assert found.directions[Direction.IN].value == 336 and found.directions[Direction.OUT].value is None
    assert found.days is not None and found.days[0].amount is None and found.days[1].amount == 72


def test_nobody_is_zero_and_nothing_counted_is_nothing(connection: Connection) -> None:
    write_flow(connection, "bron", Direction.BOTH, hours_of(MONDAY, SUNDAY), steady(MONDAY, SUNDAY, 0))
    found = _figures(connection)
    assert found.total.value == 0 and found.mean == 0
    other = _figures(connection, year_of(2020))
    assert (
        other.total.value is None and other.told is None and other.mean is None and other.uncorrected is None
    )
    assert other.days == () and other.months == () and other.data_until is None


def test_a_point_of_which_the_content_knows_nothing_is_refused(connection: Connection) -> None:
    with pytest.raises(KeyError):
        figures_of(connection, library_of(), "nowhere", A_WEEK, NOW)


def test_no_function_adds_points_up() -> None:
    """R-V7: a point is asked for by its one key."""
    assert "points" not in figures_of.__annotations__ and figures_of.__annotations__["point"] is str
    assert not [name for name in vars(reckoning) if name.endswith("_of_points")]


def test_hours_of_the_long_autumn_day_count_both_times(connection: Connection) -> None:
    autumn = date(2026, 10, 25)
    write_flow(connection, "bron", Direction.BOTH, hours_of(autumn, autumn), steady(autumn, autumn, 4))
    found = _figures(connection, Period(autumn, autumn))
    assert found.total.value == 100 and found.total.coverage == 1
    assert found.heat[6][2] == 4


def test_the_parts_of_a_year_make_up_the_year(year: tuple[Engine, Made, Made]) -> None:
    engine, _, made = year
    with engine.connect() as connection:
        found = figures_of(connection, library_of(), "bron", year_of(2026), NOW)
        july = figures_of(connection, library_of(), "bron", month_of(date(2026, 7, 1)), NOW)
        week = figures_of(connection, library_of(), "bron", week_of(date(2026, 7, 8)), NOW)
    assert found.total.value == pytest.approx(made.passages(date(2026, 1, 1), date(2026, 12, 31)))
    assert [month.month.month for month in found.months] == list(range(1, 13))
    assert july.total == found.months[6].amount == july.months[0].amount
    assert july.total.value == pytest.approx(made.passages(date(2026, 7, 1), date(2026, 7, 31)))
    assert [one.amount for one in found.weeks if one.monday == date(2026, 7, 6)] == [week.total]
    assert len(found.weeks) == 51 and len(july.weeks) == 3
    assert found.days is not None and len(found.days) == 365
    assert [one.day for one in found.days if one.amount is None] == [date(2026, 10, day) for day in (5, 6, 7)]
    assert found.directions[Direction.IN].value == pytest.approx(
        made.passages(date(2026, 1, 1), date(2026, 12, 31), Direction.IN)
    )
    assert found.total.coverage == pytest.approx(1 - 72 / 8760, abs=1e-4)


def test_a_week_of_both_months_has_its_own_profile(year: tuple[Engine, Made, Made]) -> None:
    engine, _, made = year
    week = week_of(date(2026, 7, 1))
    with engine.connect() as connection:
        found = figures_of(connection, library_of(), "bron", week, NOW)
        assert _rarest(connection, week) == 1
    noon = midnight(date(2026, 7, 1)) + 12 * HOUR_S
    wednesday = sum(hours[noon] for hours in made.corrected.values()) / 1000
    assert found.heat[2][12] == pytest.approx(wednesday)


def test_the_year_before_is_compared_by_equal_spans(year: tuple[Engine, Made, Made]) -> None:
    engine, before, _ = year
    with engine.connect() as connection:
        found = figures_of(connection, library_of(), "bron", year_of(2026), NOW)
        first = figures_of(connection, library_of(), "bron", year_of(2025), NOW)
        midway = datetime(2026, 7, 15, 9, tzinfo=UTC)
        so_far = figures_of(connection, library_of(), "bron", year_of(2026), midway)
    compared = found.last_year
    assert compared is not None and compared.why_not is WhyNot.NONE and compared.growth is not None
    then, now = before.passages(date(2025, 1, 1), date(2025, 12, 31)), found.total.value
    assert compared.then.value == pytest.approx(then) and compared.now == found.total and now is not None
    assert compared.growth == pytest.approx(100 * (now / then - 1))
    assert compared.by_weekday.workday_then is not None
    assert first.last_year is None
    assert so_far.last_year is not None
    assert so_far.last_year.period_now == Period(date(2026, 1, 1), date(2026, 7, 14))
    assert so_far.last_year.period_then == Period(date(2025, 1, 1), date(2025, 7, 14))
    assert so_far.last_year.then.value == pytest.approx(before.passages(date(2025, 1, 1), date(2025, 7, 14)))
    assert so_far.told == Period(date(2026, 1, 1), date(2026, 7, 15))


def test_a_year_of_which_no_counter_was_in_place_for_most_is_held_against_no_other(
    connection: Connection,
) -> None:
    """Its coverage is that of the days on which one was to count, and tells nothing of the others (R-V17)."""
    hours = [*hours_of(date(2025, 1, 1), date(2025, 12, 31)), *hours_of(date(2026, 1, 1), date(2026, 1, 31))]
    hours += hours_of(date(2026, 12, 1), date(2026, 12, 31))
    write_flow(connection, "bron", Direction.BOTH, hours, dict.fromkeys(hours, 1))
    found = figures_of(connection, library_of(), "bron", year_of(2026), NOW)
    assert (found.total.coverage, found.absent_days, found.told) == (1, 365 - 62, year_of(2026))
    assert found.last_year is not None
    assert (found.last_year.growth, found.last_year.why_not) == (None, WhyNot.COVERAGE_DIFFERS)
    assert figures_of(connection, library_of(), "bron", year_of(2025), NOW).absent_days == 0


def test_a_counter_that_tells_directions_apart_may_follow_one_that_does_not(connection: Connection) -> None:
    first, last = date(2025, 1, 1), date(2026, 6, 30)
    write_flow(connection, "bron", Direction.BOTH, hours_of(first, last), steady(first, last, 4))
    first, last = date(2026, 7, 1), date(2026, 12, 31)
    for way in (Direction.IN, Direction.OUT):
        write_flow(connection, "bron", way, hours_of(first, last), steady(first, last, 2))
    compared = figures_of(connection, library_of(), "bron", year_of(2026), NOW).last_year
    assert compared is not None and compared.growth == pytest.approx(0)


def test_a_counter_that_is_silent_in_both_directions_lacks_the_same_people_in_both(
    connection: Connection,
) -> None:
    gap = hours_of(MONDAY, MONDAY)
    guess = Guess(gap.start, gap.stop, 2000, 6000)
    apart = hours_of(SUNDAY, SUNDAY)
    for key, others in (("bron", guess), ("klockan", Guess(apart.start, apart.stop, 2000, 6000))):
        for way, one in ((Direction.IN, guess), (Direction.OUT, others)):
            counted = steady(MONDAY, SUNDAY, 2, skipped=one.hours())
            write_flow(connection, key, way, hours_of(MONDAY, SUNDAY), counted, [one])
    together, by_turns = (
        figures_of(connection, library_of(), key, A_WEEK, NOW).total for key in ("bron", "klockan")
    )
    assert together.value == by_turns.value == 672 and together.low is not None and by_turns.low is not None
    assert 672 - together.low == pytest.approx(1.96 * 12)
    assert 672 - by_turns.low == pytest.approx(1.96 * 6 * 2**0.5)


def test_an_incomplete_sum_is_told_in_no_other_words_either(connection: Connection) -> None:
    counted = steady(MONDAY, SUNDAY, 2, skipped=hours_of(MONDAY, date(2026, 6, 3)))
    write_flow(connection, "bron", Direction.BOTH, hours_of(MONDAY, SUNDAY), counted)
    found = figures_of(connection, library_of(), "bron", A_WEEK, NOW)
    assert (found.total.value, found.uncorrected) == (None, None)


def test_visits_follow_the_points_rule(connection: Connection) -> None:
    _steady_week(connection)
    half = _figures(connection, visits=Visits.HALF)
    assert half.visits is not None and half.visits.amount.value == 252 and half.why_no_visits == ""
    through = _figures(connection, visits=Visits.PASSAGES)
    assert through.visits is None and through.why_no_visits == NoVisits.THROUGH


def test_weather_scans_and_notes_stand_beside_on_either_database(engine: Engine) -> None:
    library = library_of({"bron": point(place="flataklocken", codes=("7K3FX",))})
    with engine.begin() as connection:
        _steady_week(connection)
        _weather(connection)
        _scans(connection)
        _notes(connection)
        found = figures_of(connection, library, "bron", A_WEEK, NOW)
    assert found.total.value == 504
    assert found.peak_hour is not None and found.peak_hour.value == 3 and found.hours_weekend == (3,) * 24
    assert found.days is not None
    monday, tuesday = found.days[0].weather, found.days[1].weather
    assert monday is not None
    assert (monday.warmest, monday.coldest, monday.rain_mm, monday.snow_cm) == (18.5, 4.25, 2.5, None)
    # Tuesday has half of the temperatures, and nobody measured its rain.
    assert tuesday is None
    assert found.beside is not None and found.beside.scans == 12
    assert found.beside.per_hundred == pytest.approx(100 * 12 / 504)
    assert [(note.kind, note.first, note.last, note.by) for note in found.notes] == [
        (NoteKind.REJECTED, date(2026, 6, 2), date(2026, 6, 2), "Eva"),
        (NoteKind.EVENT, date(2026, 6, 6), date(2026, 6, 8), "Eva"),
    ]
    assert found.notes[1].words == {"sv": "Lopp"}


def test_the_figures_of_a_year_are_the_same_on_either_database(engine: Engine) -> None:
    made = filled(
        engine, "bron", 2026, seed=3, until=date(2026, 3, 31), estimated_days=[(date(2026, 3, 1),) * 2]
    )
    with engine.connect() as connection:
        found = figures_of(connection, library_of(), "bron", year_of(2026), NOW)
        first, last = date(2026, 1, 1), date(2026, 3, 1)
        known = stored.around(connection, "bron", first, last, first).known
        weeks = stored.weeks_within(known.weeks, first, last)
    assert found.total.value == pytest.approx(made.passages(date(2026, 1, 1), date(2026, 3, 31)))
    assert found.total.estimated_share > 0 and found.gaps[0].estimate is Estimate.PROFILE
    # Of thirteen Sundays one is estimated, and one has no hour from 2 to 3.
    assert profile(weeks).least_heat == 11 and None not in found.hours_workday
    assert found.version == 2


def test_figures_of_an_import_are_those_of_its_file(connection: Connection) -> None:
    """From what came, by the roll-ups, to what is told: nothing is lost or doubled on the way."""
    first, last = date(2026, 3, 16), date(2026, 4, 12)
    made = {way: lively(first, last, seed=11 + way, busy=9) for way in (Direction.IN, Direction.OUT)}
    batch = {
        "id": 1,
        "point": "bron",
        "kind": "file",
        "file": "bron.csv",
        "digest": "0",
        "layout": "{}",
        "imported_by": "Eva",
        "imported_at": NOW,
        "first_at": datetime.fromtimestamp(midnight(first), UTC),
        "last_at": datetime.fromtimestamp(day_bounds(last)[1], UTC),
        "rows": 2 * len(made[Direction.IN]),
        "finished_at": NOW,
    }
    rows = [
        {
            "batch": 1,
            "direction": way,
            "start": datetime.fromtimestamp(hour, UTC),
            "end": datetime.fromtimestamp(hour + HOUR_S, UTC),
            "count": count,
        }
        for way, hours in made.items()
        for hour, count in hours.items()
    ]
    connection.execute(insert(COUNT_IMPORT), batch)
    connection.execute(insert(COUNT_IMPORTED), rows)
    library = library_of({"bron": point()})
    rebuild(connection, library, "bron", NOW)
    found = figures_of(connection, library, "bron", Period(first, last), NOW)
    assert found.total.value == sum(sum(hours.values()) for hours in made.values()) == found.uncorrected
    assert found.total.coverage == 1 and found.total.estimated_share == 0 and found.usable_days == 28
    assert found.directions[Direction.OUT].value == sum(made[Direction.OUT].values())
    best = max(made[Direction.IN], key=lambda hour: (sum(one[hour] for one in made.values()), -hour))
    assert found.peak_hour is not None and found.peak_hour.at == datetime.fromtimestamp(best, UTC)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2026-07-01--2026-07-14", "2026-07-01", "2026-07-14"),
    ],
)
def test_periods_are_written_and_read_back(key: str, first: str, last: str) -> None:
    period = parse(key)
    assert period is not None and period.key == key
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "key",
    ["", "26", "2026-13", "2026-W54", "2025-W53", "2026-07-14--2026-07-01", "0000", "9999", "٢٠٢٦", "2026-7"],
)
def test_what_is_no_period_is_none(key: str) -> None:
    assert parse(key) is None


def test_a_year_back_is_the_equal_calendar_span() -> None:
    assert [
        period.previous_year().key
        for period in (
            year_of(2026),
            month_of(date(2025, 2, 9)),
            week_of(date(2026, 12, 30)),
            Period(date(2024, 2, 29), date(2024, 3, 2)),
        )
    ] == ["2025", "2024-02", "2025-W52", "2023-02-28--2023-03-02"]


def _factor(value: float, low: float, high: float) -> dict[str, object]:
    return {
        "point": "bron",
        "direction": Direction.BOTH,
        "traffic": "all",
        "first_day": date(2026, 1, 1),
        "value": value,
        "low": low,
        "high": high,
        "passages": 90,
        "sessions": 2,
        "counts": "1 2",
        "method": "manual counts",
        "made_by": "Eva",
        "made_at": NOW,
    }


def _weather(connection: Connection) -> None:
    for number, quantity in ((1, "air_temperature"), (2, "precipitation")):
        series = {"place": "flataklocken", "device": "a1", "channel": 1, "method": "sensor"}
        connection.execute(insert(SERIES), {"id": number, "quantity": quantity, **series})
    days = [(1, MONDAY, 24, 4.25, 18.5, 240.0), (1, MONDAY + timedelta(days=1), 12, 9.0, 12.0, 120.0)]
    rain = [(2, MONDAY, 24, 0.0, 1.0, 2.5)]
    names = ("series", "day", "count", "lowest", "highest", "total")
    connection.execute(insert(READING_DAY), [dict(zip(names, row, strict=True)) for row in days + rain])


def _scans(connection: Connection) -> None:
    def row(code: str, at: int, channel: Channel, count: int) -> dict[str, object]:
        hour = datetime.fromtimestamp(at, UTC)
        return {"code": code, "hour": hour, "language": "sv", "channel": channel, "count": count}

    inside, after = midnight(SUNDAY) + 23 * HOUR_S, day_bounds(SUNDAY)[1]
    scans = [
        row("7K3FX", midnight(MONDAY), Channel.SIGN, 7),
        row("7K3FX", inside, Channel.SIGN, 5),
        row("7K3FX", inside, Channel.WEB, 50),
        row("7K3FX", after, Channel.SIGN, 500),
        row("OTHER", inside, Channel.SIGN, 5000),
    ]
    connection.execute(insert(SCAN_COUNT), scans)


def _notes(connection: Connection) -> None:
    tuesday = midnight(MONDAY + timedelta(days=1))
    decision = {
        "point": "bron",
        "first_at": datetime.fromtimestamp(tuesday, UTC),
        "end_at": datetime.fromtimestamp(tuesday + 24 * HOUR_S, UTC),
        "verdict": "rejected",
        "decided_by": "Eva",
        "decided_at": NOW,
        "why": "En älg stod framför räknaren.",
    }
    event = {
        "first_day": date(2026, 6, 6),
        "last_day": date(2026, 6, 8),
        "words": '{"sv": "Lopp"}',
        "entered_by": "Eva",
        "entered_at": NOW,
    }
    connection.execute(insert(COUNT_DECISION), [decision, decision | {"point": "klockan"}])
    for more in ({}, {"point": "klockan"}, {"undone_at": NOW}):
        connection.execute(insert(COUNT_EVENT), {**event, **more})
