"""What services send is read with care: no sentinel, no text and no far-off year becomes a value."""

from datetime import UTC, datetime

import pytest

from heritage.weather.wire import Unreadable, decode, measured, moment, number


@pytest.mark.parametrize(
    "absent", [9999, -9, -8, None, "4.2", True, [4], float("nan"), float("inf"), 10**400]
)
def test_what_is_no_wind_is_missing(absent: object) -> None:
    """R-C5."""
    assert measured(absent, "wind_speed") is None


@pytest.mark.parametrize("cold", [-9, -8, -9.0, -41.5, 0])
def test_nine_below_zero_and_zero_are_temperatures(cold: float) -> None:
    assert measured(cold, "air_temperature") == cold


def test_a_temperature_outside_the_hard_range_is_missing() -> None:
    """R-C4."""
    assert measured(45.1, "air_temperature") is None
    assert measured(9999, "air_temperature") is None


def test_a_number_beyond_all_floats_is_none() -> None:
    assert number(10**400) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-21",
        "2026-11-21T09:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_text_that_is_no_moment_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(Unreadable, match=r"is no time$"):
        moment(text)


def test_a_moment_comes_out_in_utc() -> None:
    assert moment("2026-11-21T10:00:00.25+01:00") == datetime(2026, 11, 21, 9, 0, 0, 250000, UTC)
    assert moment("2026-11-21T09:00:00Z").tzinfo is UTC


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b"null", b"[1]"])
def test_a_body_of_another_shape_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        decode(body, dict[str, int])
    assert str(raised.value)
