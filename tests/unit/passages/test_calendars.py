"""A month's days as one value: what comes out is what went in, in the order of days."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.passages.calendars import packed, unpacked

Told = tuple[int | None, ...]

PASSAGES = st.one_of(st.none(), st.integers(0, 2**62))
SECONDS = st.integers(0, 2**31 - 1)
DAYS = st.tuples(PASSAGES, PASSAGES, PASSAGES, SECONDS, SECONDS, SECONDS, SECONDS)


@given(st.dictionaries(st.dates(date(2023, 11, 1), date(2024, 4, 30)), DAYS, min_size=1, max_size=60))
@settings(max_examples=100)
def test_days_packed_by_month_are_the_same_days_in_order(days: dict[date, Told]) -> None:
    """Also of months in which some days are missing, whatever the order in which they are given."""
    months: dict[date, dict[date, Told]] = {}
    for day, told in days.items():
        months.setdefault(day.replace(day=1), {})[day] = told
    found, columns = unpacked((month, packed(months[month])) for month in sorted(months))
    assert found == sorted(days)
    assert list(zip(*columns, strict=True)) == [days[day] for day in sorted(days)]


def test_nothing_known_is_not_nobody() -> None:
    """R-V8."""
    day = date(2024, 2, 29)
    found, columns = unpacked([(date(2024, 2, 1), packed({day: (None, 0, None, 86_400, 0, 0, 0)}))])
    assert found == [day] and [column[0] for column in columns] == [None, 0, None, 86_400, 0, 0, 0]


def test_a_whole_month_takes_less_than_thirteen_hundred_bytes() -> None:
    """Forty-one for each day: two years of both directions are 60 kB."""
    days = {date(2024, 1, 1) + timedelta(days=number): (1, 1, None, 1, 1, 0, 0) for number in range(31)}
    assert len(packed(days)) == 31 * 41


def test_no_months_are_no_days() -> None:
    assert unpacked([]) == ([], [()] * 7)
