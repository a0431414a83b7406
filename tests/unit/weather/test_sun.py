"""The sun at Ånge and beyond: the times of R-C16, dusk after midnight, white nights, and nights at noon."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from heritage.weather.sun import elevation, is_dark, sun_day

ANGE = (62.52, 15.66)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
CLOSE = timedelta(minutes=2)


def local(month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("rises", "sets"),
    [
        (local(6, 21, 2, 59), local(6, 21, 22, 59)),
        (local(12, 21, 9, 28), local(12, 21, 14, 22)),
    ],
)
def test_sunrise_and_sunset_are_those_of_the_almanac(rises: datetime, sets: datetime) -> None:
    """R-C16."""
    sun = sun_day(*ANGE, rises.date())
    assert sun.sunrise is not None
    assert sun.sunset is not None
    assert abs(sun.sunrise - rises) <= CLOSE
    assert abs(sun.sunset - sets) <= CLOSE
    assert not sun.is_up_all_day
    assert not sun.is_down_all_day


def test_the_white_nights_of_ange_are_those_of_28_may_to_14_july() -> None:
    """R-C16."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    white = [day for day in days if sun_day(*ANGE, day).is_white_night]
    assert (white[0], white[-1], len(white)) == (date(2026, 5, 28), date(2026, 7, 14), 48)
    assert all(sun_day(*ANGE, day).dusk is None for day in white)


def test_dusk_may_come_after_midnight() -> None:
    """R-C16."""
    dusk = sun_day(*ANGE, date(2026, 7, 16)).dusk
    assert dusk is not None
    assert local(7, 17, 0, 15) < dusk < local(7, 17, 0, 45)


def test_it_is_never_dark_in_a_white_night_and_soon_after_four_in_december() -> None:
    assert not is_dark(*ANGE, local(6, 21, 1, 0))
    assert not is_dark(*ANGE, local(12, 21, 15, 0))
    assert is_dark(*ANGE, local(12, 21, 16, 10))


def test_beyond_the_polar_circle_the_sun_may_stay_up_or_down() -> None:
    summer, winter = (sun_day(69.65, 18.96, date(2026, month, 21)) for month in (6, 12))
    assert (summer.is_up_all_day, summer.sunrise, summer.sunset) == (True, None, None)
    assert summer.is_white_night
    assert (winter.is_down_all_day, winter.sunrise, winter.sunset) == (True, None, None)
    assert winter.dawn is not None  # some hours of twilight are left
    assert winter.dusk is not None
    assert sun_day(85.0, 18.96, date(2026, 12, 21)).dawn is None


def test_the_sun_stands_above_the_equator_at_noon_of_an_equinox() -> None:
    assert elevation(0.0, 0.0, datetime(2026, 3, 20, 12, 7, tzinfo=UTC)) > 89
    assert elevation(0.0, 0.0, datetime(2026, 3, 20, 0, 7, tzinfo=UTC)) < -89
