"""The small words of the room: spans, hours and stretches of counted passages, and local days. Pure, no database."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from heritage.i18n.dates import LOCAL_TIME
from heritage.store.flags import Flag

HOUR_S = 3600

THOUSAND = 1000
"""Corrected and estimated passages are stored in thousandths."""

SURE = 1.96
"""Standard deviations to either side that hold 95 % of a normal distribution."""


class Span(NamedTuple):
    """Passages counted after the second `start` and until the second `end`; `passages` None: told to be unknown."""

    start: int
    end: int
    passages: int | None
    flags: Flag


class HourCount(NamedTuple):
    """What is known of one hour of UTC that begins at the second `hour`: `raw` passages in `covered` seconds of it."""

    hour: int
    raw: int | None
    covered: int
    flags: Flag


class Stretch(NamedTuple):
    """`raw` passages counted somewhere between two seconds that lie more than an hour's reach apart."""

    start: int
    end: int
    raw: int
    flags: Flag


def hour_start(at: int) -> int:
    """The first second of the hour that holds a second. Sweden's offsets are whole hours, so it is a local hour too."""
    return at - at % HOUR_S


# Asked for each day, week and month of each page.
@lru_cache(maxsize=8192)
def midnight(day: date) -> int:
    """The first second of a local day."""
    return int(datetime.combine(day, time(), LOCAL_TIME).timestamp())


def day_bounds(day: date) -> tuple[int, int]:
    """The first second of a local day, and the first after it: 23, 24 or 25 hours (R-V4)."""
    return midnight(day), midnight(day + timedelta(days=1))


def local(at: int) -> datetime:
    """A second as local time."""
    return datetime.fromtimestamp(at, UTC).astimezone(LOCAL_TIME)


def day_of(at: int) -> date:
    """The local day that holds a second."""
    return local(at).date()


def slot_of(hour: int) -> int:
    """Local weekday from Monday * 24 + local hour: 0 to 167."""
    moment = local(hour)
    return moment.weekday() * 24 + moment.hour
