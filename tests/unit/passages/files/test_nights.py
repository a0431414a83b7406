"""Local times on the days that clocks are changed: every hour is found again, and none is made up (R-V4)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.passages.files.nights import Joined, moments_of, resolve

STOCKHOLM = ZoneInfo("Europe/Stockholm")
EPOCH = datetime(1970, 1, 1)
HOUR_S = 3600


def label(text: str) -> int:
    """What a clock shows, as seconds since 1970 of that clock."""
    return int((datetime.fromisoformat(text) - EPOCH).total_seconds())


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def shown(at: int, zone: ZoneInfo = STOCKHOLM) -> int:
    return int(
        (datetime.fromtimestamp(at, UTC).astimezone(zone).replace(tzinfo=None) - EPOCH).total_seconds()
    )


def test_an_hour_is_shown_once_twice_or_never() -> None:
    assert moments_of(label("2026-07-01 02:00"), STOCKHOLM) == (moment("2026-07-01T00:00Z"),)
    assert moments_of(label("2026-10-25 02:00"), STOCKHOLM) == (
        moment("2026-10-25T00:00Z"),
        moment("2026-10-25T01:00Z"),
    )
    assert moments_of(label("2026-03-29 02:00"), STOCKHOLM) == ()


@given(
    st.sampled_from(["2026-03-28T00:00Z", "2026-10-24T00:00Z", "2026-07-01T00:00Z"]),
    st.sampled_from([900, 1800, 3600]),
    st.booleans(),
    st.sampled_from(["Europe/Stockholm", "America/Los_Angeles", "UTC"]),
)
def test_what_a_clock_that_is_changed_wrote_down_is_found_again(
    start: str, step: int, is_newest_first: bool, zone: str
) -> None:
    moments = [moment(start) + at * step for at in range(60 * HOUR_S // step)]
    if is_newest_first:
        moments.reverse()
    labels = [shown(at, ZoneInfo(zone)) for at in moments]
    found = resolve(labels, ZoneInfo(zone), step, is_newest_first)
    assert found.moments == moments
    assert (found.skipped, found.joined, found.doubtful) == ([], [], [])


def test_an_hour_that_never_was_is_set_aside() -> None:
    labels = [label(f"2026-03-29 {hour:02}:00") for hour in range(24)]
    found = resolve(labels, STOCKHOLM, HOUR_S)
    assert found.skipped == [2]
    assert found.moments[1] == moment("2026-03-29T00:00Z")
    assert found.moments[3] == moment("2026-03-29T01:00Z")


@pytest.mark.parametrize(("step", "rows"), [(3600, (2,)), (900, (8, 9, 10, 11))])
def test_an_hour_that_was_twice_and_stands_once_tells_of_both(step: int, rows: tuple[int, ...]) -> None:
    labels = [label("2026-10-25 00:00") + at * step for at in range(24 * HOUR_S // step)]
    found = resolve(labels, STOCKHOLM, step)
    assert found.joined == [Joined(rows, moment("2026-10-25T00:00Z"), moment("2026-10-25T02:00Z"))]
    assert all(found.moments[row] is None for row in rows)
    assert None not in [at for row, at in enumerate(found.moments) if row not in rows]


def test_a_part_of_an_hour_that_was_twice_tells_nothing() -> None:
    """A quarter is missing: it may be of either hour."""
    labels = [label("2026-10-25 01:45") + at * 900 for at in range(4)]
    assert resolve(labels, STOCKHOLM, 900).doubtful == [1, 2, 3]


def test_rows_that_are_repeated_are_no_second_hour() -> None:
    labels = [label(f"2026-10-25 0{hour}:00") for hour in (1, 1, 2, 2, 3, 3)]
    found = resolve(labels, STOCKHOLM, HOUR_S)
    assert found.doubtful == [2, 3]
    assert found.twice == []


@given(st.timedeltas(timedelta(0), timedelta(days=3650)))
def test_moments_and_labels_agree(since: timedelta) -> None:
    at = moment("2020-01-01T00:00Z") + int(since.total_seconds())
    assert at in moments_of(shown(at), STOCKHOLM)
