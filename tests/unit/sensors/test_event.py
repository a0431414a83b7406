"""Times as network servers and devices write them."""

from datetime import UTC, datetime

import pytest

from heritage.sensors.event import earliest, moment

SEVEN = datetime(2026, 1, 5, 7, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2026-01-05T07:10:00Z", SEVEN),
        ("2026-01-05T07:10:00+00:00", SEVEN),
        ("2026-01-05T08:10:00+01:00", SEVEN),
        ("2026-01-05T07:10:00.123456789Z", SEVEN.replace(microsecond=123456)),
        ("2026-01-05T07:10:00.1234567+00:00", SEVEN.replace(microsecond=123456)),
        ("2026-01-05T07:10:00.5Z", SEVEN.replace(microsecond=500000)),
        (1767597000, SEVEN),
        (1767597000.0, SEVEN),
        (1767597000000, SEVEN),
    ],
)
def test_a_moment_is_read_with_nanoseconds_cut_off(told: object, meant: datetime) -> None:
    found = moment(told)
    assert found == meant
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "told",
    [
        None,
        True,
        "",
        "soon",
        "2026-01-05",
        "2026-01-05T07:10:00",
        "2026-13-05T07:10:00Z",
        "2026-01-05T07:10:60Z",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1970-01-01T00:00:05Z",
        0,
        5,
        -1,
        float("nan"),
        float("inf"),
        1e300,
        10**400,
        {},
        [],
    ],
)
def test_an_odd_time_is_none_and_never_a_crash(told: object) -> None:
    assert moment(told) is None


def test_the_earliest_is_the_first_of_those_that_can_be_read() -> None:
    assert earliest(["soon", "2026-01-05T07:10:01Z", None, "2026-01-05T07:10:00Z"]) == SEVEN
    assert earliest(["soon", None]) is None
    assert earliest([]) is None
