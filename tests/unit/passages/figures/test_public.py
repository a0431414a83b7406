"""What everybody may know of a point: late, in whole weeks, without small numbers and without names (R-P10, R-P11)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select

from heritage.passages.figures.hiding import Told, without
from heritage.passages.figures.log import changes, public_changes
from heritage.passages.figures.profile import profile
from heritage.passages.figures.public import periods_of, public_until, published, published_total
from heritage.passages.figures.reckoning import figures_of
from heritage.passages.figures.stored import around, directions_of, weeks_within
from heritage.passages.figures.values import Amount, Figures, PeakDay, WhyNot
from heritage.passages.figures.years import Side, compare
from heritage.passages.periods import Period, month_of, week_of, year_of
from heritage.passages.stretches import HOUR_S, hour_start, midnight
from heritage.places.counting import Thresholds, Visits
from heritage.store.engine import SQLITE_FILE, open_engine
from heritage.store.flags import Direction
from heritage.store.passage_tables import (
    COUNT_DECISION,
    COUNT_IMPORT,
    FACTOR,
    PASSAGE_CALENDAR,
    PASSAGE_DAY,
    PASSAGE_HOUR,
    PASSAGE_MONTH,
    PASSAGE_PROFILE,
)
from tests.passage_fixtures import (
    Guess,
    calendar_rows,
    filled,
    hours_of,
    library_of,
    point,
    steady,
    write_flow,
)

NOW = datetime(2026, 7, 22, 9, tzinfo=UTC)
UNTIL = date(2026, 7, 19)
JUNE = month_of(date(2026, 6, 1))
LAST_MOMENT = datetime(2026, 7, 20, 22, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    copy(migrated_file, folder / SQLITE_FILE)
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[Engine]:
    """A busy point, and one where hardly anybody goes in winter; both until the day before NOW."""
    engine = open_engine(None, folder)
    yesterday = date(2026, 7, 21)
    first = date(2025, 1, 1)
    with engine.begin() as connection:
        for direction in (Direction.IN, Direction.OUT):
            counted = steady(first, yesterday, 2)
            write_flow(connection, "bron", direction, hours_of(first, yesterday), counted)
    filled(engine, "klockan", 2025, seed=4, busy=4)
    filled(engine, "stigen", 2026, seed=5, busy=4, until=yesterday)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def _published(connection: Connection, key: str, period: Period, **facts: object) -> Figures:
    return published(connection, library_of({key: point(**facts)}), key, period, NOW)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (NOW, UNTIL),
        (LAST_MOMENT, UNTIL),
        (LAST_MOMENT - timedelta(seconds=1), date(2026, 7, 12)),
    ],
)
def test_the_last_public_day_is_a_sunday_that_was_over_a_day_ago(now: datetime, until: date) -> None:
    assert public_until(now, Thresholds()) == until


def test_a_busy_points_days_are_public_and_exact(connection: Connection) -> None:
    found = _published(connection, "bron", JUNE)
    assert found.is_public and found.total.value == 4 * 24 * 30 and found.total.rounded_to == 0
    assert found.days is not None and [one.amount for one in found.days] == [96] * 30
    assert found.peak_day is not None and found.median == 96 and found.uncorrected == 2880
    assert found.last_year is not None and found.last_year.growth == 0
    assert found.weekdays == (96,) * 7


@pytest.mark.parametrize("period", [year_of(2025), year_of(2026), JUNE, year_of(2020)])
@pytest.mark.parametrize("key", ["bron", "stigen", "klockan"])
def test_the_sum_of_a_list_is_that_of_the_points_own_page(
    connection: Connection, key: str, period: Period
) -> None:
    library = library_of({key: point()})
    listed = published_total(connection, library, key, period, NOW)
    whole = published(connection, library, key, period, NOW)
    for name in ("told", "total", "data_until", "is_calibrated", "version", "period", "notes"):
        assert getattr(listed, name) == getattr(whole, name)
    assert listed.is_public and not listed.months and not listed.days


def test_hours_are_public_as_profiles_only(connection: Connection) -> None:
    found = _published(connection, "bron", JUNE)
    june = date(2026, 6, 1)
    known = around(connection, "bron", june, june, june).known
    weeks = weeks_within(known.weeks, june, june)
    assert found.peak_hour is None and profile(weeks).least_heat == 4
    assert found.hours_workday[12] == pytest.approx(4, abs=0.5) and len(set(found.hours_workday)) == 1
    week = _published(connection, "bron", week_of(date(2026, 6, 10)))
    assert week.total.value == 672
    assert set(week.hours_workday) == {None} == {cell for hours in week.heat for cell in hours}


def test_nothing_is_public_before_the_delay_is_over(connection: Connection) -> None:
    found = _published(connection, "bron", year_of(2026))
    assert found.told == Period(date(2026, 1, 1), UNTIL) and found.data_until == UNTIL
    assert found.months[-1].month == date(2026, 7, 1) and found.months[-1].amount.value is not None
    assert found.weeks[-1].monday == date(2026, 7, 13)
    after = _published(connection, "bron", week_of(date(2026, 7, 21)))
    assert after.told is None and after.total.value is None


@pytest.mark.parametrize("period", [year_of(2026), month_of(UNTIL), week_of(UNTIL)], ids=lambda one: one.key)
def test_what_was_counted_later_changes_nothing_that_is_public(
    connection: Connection, period: Period
) -> None:
    before = _published(connection, "stigen", period, codes=("7K3FX",), place="flataklocken")
    start = datetime.fromtimestamp(midnight(UNTIL + timedelta(days=1)), UTC)
    connection.execute(delete(PASSAGE_DAY).where(PASSAGE_DAY.c.day > UNTIL))
    kept = (
        connection.execute(select(PASSAGE_DAY).where(PASSAGE_DAY.c.day >= date(2026, 7, 1))).mappings().all()
    )
    connection.execute(delete(PASSAGE_HOUR).where(PASSAGE_HOUR.c.hour >= start))
    for table in (PASSAGE_MONTH, PASSAGE_CALENDAR, PASSAGE_PROFILE):
        connection.execute(delete(table).where(table.c.month == date(2026, 7, 1)))
    connection.execute(insert(PASSAGE_CALENDAR), calendar_rows(kept))
    assert _published(connection, "stigen", period, codes=("7K3FX",), place="flataklocken") == before


def test_a_quiet_points_days_are_hidden_and_its_sums_coarse(connection: Connection) -> None:
    period = year_of(2025)
    found = _published(connection, "klockan", period, visits=Visits.HALF)
    exact = figures_of(connection, library_of({"klockan": point()}), "klockan", period, NOW)
    assert found.days is None and found.median is None and found.uncorrected is None
    total, true = found.total, exact.total.value
    assert total.value is not None and true is not None and total.low is not None and total.high is not None
    assert total.rounded_to == 5 and total.value % 5 == 0 and total.low <= true <= total.high
    assert found.mean == pytest.approx(total.value / 365)
    for hidden, known in zip(found.months, exact.months, strict=True):
        value, real = hidden.amount.value, known.amount.value
        assert real is not None
        if value is None:
            assert hidden.amount.fewer_than is not None and real < hidden.amount.fewer_than
        else:
            assert value % (hidden.amount.rounded_to or 1) == 0
            assert hidden.amount.low is not None and hidden.amount.high is not None
            assert hidden.amount.low <= real <= hidden.amount.high
    assert found.visits is not None and found.visits.amount.value == round(total.value / 2)


def test_a_profile_of_a_quiet_point_follows_from_the_public_mean(connection: Connection) -> None:
    found = _published(connection, "klockan", year_of(2025))
    assert found.mean is not None
    assert None not in found.weekdays
    assert sum(one or 0 for one in found.weekdays) == pytest.approx(7 * found.mean, rel=0.02)
    assert sum(one or 0 for one in found.hours_workday) == pytest.approx(found.workday, rel=0.05)


def test_months_of_less_than_a_week_are_not_told(connection: Connection) -> None:
    early = datetime(2026, 7, 7, 9, tzinfo=UTC)
    library = library_of({"bron": point()})
    found = published(connection, library, "bron", year_of(2026), early)
    assert found.told is not None and found.told.last == date(2026, 7, 5)
    assert found.months[-1].month == date(2026, 6, 1)
    july = published(connection, library, "bron", month_of(date(2026, 7, 1)), early)
    assert july.told is None and july.total.value is None
    assert month_of(date(2026, 7, 1)) not in periods_of(directions_of(connection, "bron"), date(2026, 7, 5))


def test_the_public_periods_are_years_and_months_the_newest_first(connection: Connection) -> None:
    found = [one.key for one in periods_of(directions_of(connection, "bron"), UNTIL)]
    assert found[:4] == ["2026", "2025", "2026-07", "2026-06"] and found[-1] == "2025-01"
    assert len(found) == 2 + 19
    assert periods_of(directions_of(connection, "nowhere"), UNTIL) == []


def test_names_reasons_and_estimates_of_gaps_are_for_staff(connection: Connection) -> None:
    _decide(connection)
    public, staff = _published(connection, "bron", JUNE), _exact(connection)
    assert [(note.by, note.why) for note in staff.notes] == [("Eva Ek", "En älg.")]
    assert [(note.by, note.why, note.kind) for note in public.notes] == [("", "", "rejected")]
    assert [one.made_by for one in staff.factors] == ["Eva Ek"]
    assert [one.made_by for one in public.factors] == [""]
    assert "Eva" not in repr(public) and "älg" not in repr(public)


def test_the_log_tells_staff_who_and_everybody_what(connection: Connection) -> None:
    _decide(connection)
    library = library_of({"bron": point(), "klockan": point("Klockan")})
    staff, public = changes(connection, library), public_changes(connection, library)
    assert [(one.point, one.by, one.why) for one in staff] == [
        ("bron", "Bo", "Fel fil."),
        ("bron", "Eva Ek", "En älg."),
        ("bron", "Eva Ek", ""),
        ("bron", "Bo", ""),
    ]
    assert [one.at for one in staff] == sorted((one.at for one in staff), reverse=True)
    assert [one.text for one in public] == [one.text for one in staff]
    assert {(one.by, one.why, one.source) for one in public} == {("", "", "")}
    assert public[0].text == "Figures for {days} that had been taken in from a file were taken out again."
    assert public[0].values == {"days": Period(date(2026, 6, 1), date(2026, 6, 2))}
    assert changes(connection, library, ["klockan"]) == []


def test_a_point_that_nobody_counts_at_has_no_public_figures(connection: Connection) -> None:
    found = _published(connection, "tyst", year_of(2026))
    assert found.told is None and found.total.value is None and found.is_public
    with pytest.raises(KeyError):
        published(connection, library_of(), "nowhere", JUNE, NOW)


def test_without_estimates_their_time_is_not_covered(connection: Connection) -> None:
    first, last = date(2024, 6, 1), date(2024, 6, 30)
    gap = hours_of(last, last)
    counted = steady(first, last, 9, skipped=gap)
    write_flow(
        connection,
        "grinden",
        Direction.BOTH,
        hours_of(first, last),
        counted,
        [Guess(gap.start, gap.stop, 9000, 0)],
    )
    library = library_of({"grinden": point()})
    june = month_of(first)
    whole = published(connection, library, "grinden", june, NOW)
    bare = published(connection, library, "grinden", june, NOW, with_estimates=False)
    assert (whole.total.value, whole.total.coverage) == (9 * 720, 1)
    assert bare.total.coverage == pytest.approx(29 / 30) and bare.total.estimated_share == 0
    assert bare.total.value is not None and abs(bare.total.value - 9 * 696) <= 5


def _one_way(
    connection: Connection, key: str, each: int, guess: Guess, counted: Iterable[tuple[int, int]] = ()
) -> None:
    """June 2024 with the same number in each hour, but in those that are guessed and `counted` otherwise."""
    first, last = date(2024, 6, 1), date(2024, 6, 30)
    hours = steady(first, last, each, skipped=guess.hours()) | dict(counted)
    write_flow(connection, key, Direction.BOTH, hours_of(first, last), hours, [guess])


def _both(connection: Connection, key: str, period: Period) -> tuple[Figures, Figures]:
    """With what was estimated, and without."""
    library = library_of({key: point()})
    whole = published(connection, library, key, period, NOW)
    return whole, published(connection, library, key, period, NOW, with_estimates=False)


def test_sums_of_hidden_days_without_estimates_tell_no_more_than_those_with_them(
    connection: Connection,
) -> None:
    """Two sums that were made coarse one by one would leave fewer numbers together than each of them."""
    start = midnight(date(2024, 6, 12))
    counted = {start - HOUR_S * number: 0 for number in range(1, 49)}  # two days on which nobody passed
    _one_way(connection, "grinden", 3, Guess(start, start + 30 * HOUR_S, 2700, 0), counted.items())
    whole, bare = _both(connection, "grinden", month_of(date(2024, 6, 1)))
    assert whole.days is None and bare.days is None
    pairs = [(whole.total, bare.total)]
    pairs += [(one.amount, other.amount) for one, other in zip(whole.weeks, bare.weeks, strict=True)]
    for one, other in pairs:
        if one.value is None or other.value is None:
            continue
        follows = without(Told(round(one.value), one.rounded_to, 0), one.estimated_share)
        assert (other.value, other.rounded_to) == (follows.value, one.rounded_to)
        assert other.estimated_share == 0 and other.coverage <= one.coverage
    assert bare.total.value is not None and abs(bare.total.value - 3 * (720 - 48 - 30)) <= 20


def test_what_was_counted_of_a_day_is_not_told_apart_where_it_is_small(connection: Connection) -> None:
    """The counter fell silent at two in the morning, when two had passed; the day has enough with its estimate."""
    start = midnight(date(2024, 6, 12)) + 2 * HOUR_S
    _one_way(connection, "grinden", 1, Guess(start, start + 22 * HOUR_S, 1000, 0))
    whole, bare = _both(connection, "grinden", month_of(date(2024, 6, 1)))
    assert whole.days is not None and bare.days is None
    assert whole.days[11].estimated_share == 0.75 and whole.days[11].amount == 25
    assert whole.uncorrected is None and bare.uncorrected is None
    assert (
        bare.total.low is not None
        and bare.total.high is not None
        and bare.total.low <= 698 <= bare.total.high
    )


def test_the_share_that_is_estimated_is_never_all_where_anything_was_counted(connection: Connection) -> None:
    gap = hours_of(date(2024, 6, 2), date(2024, 6, 30))
    _one_way(connection, "grinden", 0, Guess(gap.start, gap.stop, 9000, 0))
    whole, _ = _both(connection, "grinden", month_of(date(2024, 6, 1)))
    assert whole.total.value is not None and whole.total.estimated_share == 0.99


def test_a_share_below_a_percent_is_not_told_as_nothing(connection: Connection) -> None:
    start = midnight(date(2024, 6, 12))
    _one_way(connection, "grinden", 3, Guess(start, start + HOUR_S, 3000, 0))
    whole, _ = _both(connection, "grinden", month_of(date(2024, 6, 1)))
    assert whole.total.estimated_share == 0.01
    _one_way(connection, "stugan", 3, Guess(start, start + HOUR_S, 0, 0))
    assert _both(connection, "stugan", month_of(date(2024, 6, 1)))[0].total.estimated_share == 0.01


def test_days_below_fifty_are_rounded_as_sums_are(connection: Connection) -> None:
    first, last = date(2024, 6, 1), date(2024, 6, 30)
    counted = steady(first, last, 1) | {midnight(date(2024, 6, 3)): 4, midnight(date(2024, 6, 4)): 40}
    write_flow(connection, "grinden", Direction.BOTH, hours_of(first, last), counted)
    found = _both(connection, "grinden", month_of(first))[0]
    assert found.days is not None
    assert [one.amount for one in found.days[:4]] == [25, 25, 25, 63]
    assert found.median == 25 and found.peak_day == PeakDay(date(2024, 6, 4), 63)


def test_where_days_are_hidden_the_busiest_is_one_of_those_that_are_told(connection: Connection) -> None:
    whole = _published(connection, "klockan", year_of(2025))
    peak = whole.peak_day
    assert whole.days is None and peak is not None
    months = [_published(connection, "klockan", month_of(one.month)) for one in whole.months]
    told = [one for month in months for one in month.days or ()]
    assert {None} < {month.days for month in months}
    assert peak.value == max(one.amount for one in told if one.amount is not None)
    assert [one.amount for one in told if one.day == peak.day] == [peak.value]


def test_the_mean_of_hidden_days_is_of_the_time_that_was_counted(connection: Connection) -> None:
    first, last = date(2024, 6, 1), date(2024, 6, 30)
    counted = steady(first, last, 5, skipped=hours_of(date(2024, 6, 2), date(2024, 6, 3)))
    write_flow(connection, "grinden", Direction.BOTH, hours_of(first, last), counted)
    found = _published(connection, "grinden", month_of(first))
    assert found.days is None and found.total.coverage == pytest.approx(28 / 30)
    assert found.mean == found.months[0].mean_per_day == pytest.approx(120, rel=0.01)
    assert found.usable_days == found.months[0].days == 30


def test_a_hidden_number_is_a_small_base_and_no_growth_is_told() -> None:
    shown = Side(JUNE, Amount(100.0, 90.0, 110.0, 1.0, 0.0), 1.0, 0.0, None, None)
    hidden = Side(JUNE, Amount(None, None, None, 1.0, 0.0, 5, 9), 1.0, 0.0, None, None)
    for now, then in ((shown, hidden), (hidden, shown)):
        compared = compare(now, then)
        assert (compared.growth, compared.why_not) == (None, WhyNot.SMALL_BASE)


def _exact(connection: Connection) -> Figures:
    return figures_of(connection, library_of({"bron": point()}), "bron", JUNE, NOW)


def _decide(connection: Connection) -> None:
    tuesday = midnight(date(2026, 6, 2))
    decision = {
        "point": "bron",
        "first_at": datetime.fromtimestamp(hour_start(tuesday), UTC),
        "end_at": datetime.fromtimestamp(tuesday + HOUR_S, UTC),
        "verdict": "rejected",
        "decided_by": "Eva Ek",
        "decided_at": NOW - timedelta(hours=2),
        "why": "En älg.",
    }
    factor = {
        "point": "bron",
        "direction": Direction.BOTH,
        "traffic": "all",
        "first_day": date(2020, 1, 1),
        "value": 1.0,
        "low": 0.9,
        "high": 1.1,
        "passages": 200,
        "sessions": 3,
        "counts": "1 2 3",
        "method": "manual counts",
        "made_by": "Eva Ek",
        "made_at": NOW - timedelta(hours=3),
    }
    batch = {
        "point": "bron",
        "kind": "file",
        "file": "juni.csv",
        "digest": "0",
        "layout": "{}",
        "imported_by": "Bo",
        "imported_at": NOW - timedelta(hours=5),
        "first_at": datetime(2026, 6, 1, tzinfo=UTC),
        "last_at": datetime(2026, 6, 2, tzinfo=UTC),
        "rows": 24,
        "finished_at": NOW - timedelta(hours=4),
        "undone_at": NOW - timedelta(hours=1),
        "undone_by": "Bo",
        "why_undone": "Fel fil.",
    }
    connection.execute(insert(COUNT_DECISION), decision)
    connection.execute(insert(FACTOR), factor)
    connection.execute(insert(COUNT_IMPORT), batch)
    assert connection.execute(select(COUNT_IMPORT.c.kind)).scalar_one() == "file"
