"""What the pictures of the past share: their form on the page, their axes, and how seasons lie on each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from markupsafe import Markup, escape

from heritage.i18n.dates import LOCAL_TIME, month_name, weekday_name
from heritage.pages.charts import Axis
from heritage.pages.values import Moment

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
WEEK_DAYS = 7
_COMMON_YEAR = 2001
_ROW, _HEAD, _CELL = "\x1c", "\x1d", "\x1e"
"""ASCII's own marks between the parts of a table; they stand in no cell."""

_MOST_MONTHS_WRITTEN = 7
"""More than so many names of months do not fit side by side."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its sentences and its table: `heads` over columns, then rows of a day and its cells.

    `note` is one of the sentences that the table needs as well where it stands far from them, or "". At `expires` (ISO
    8601, UTC; "": never) it leaves the page; `last` is when the last of it was measured.
    """

    name: str
    sentences: list[str]
    picture: Markup
    heads: list[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    expires: str = ""
    last: Moment | None = None
    note: str = ""

    @property
    def table(self) -> Markup:
        """The rows as HTML."""
        if not self.rows:
            return Markup("")
        # Escaped all at once, and the tags put in afterwards: cell by cell that takes longer than all else of a year.
        html = str(escape(_ROW.join([f"{day}{_HEAD}{_CELL.join(told)}" for day, told in self.rows])))
        for mark, tags in _TAGS:
            html = html.replace(mark, tags)
        return Markup(f"{_BEGIN}{html}{_END}")


_BEGIN, _END = '<tr><th scope="row">', "</bdi></td></tr>\n"
_TAGS = ((_ROW, _END + _BEGIN), (_HEAD, "</th><td><bdi>"), (_CELL, "</bdi></td><td><bdi>"))


def week_axis(now: datetime, language: str) -> Axis:
    """Seven days up to `now`; days begin at local midnights, and their numbers stand below their names."""
    start = now - WEEK
    first = start.astimezone(LOCAL_TIME).date()
    days = [first + number * DAY for number in range(WEEK_DAYS + 1)]
    marks = [(max(midnight(day), start).timestamp(), _day_mark(day, language)) for day in days]
    return Axis(start.timestamp(), now.timestamp(), marks)


def days_axis(days: Sequence[date], language: str) -> Axis:
    """Whole local days, each one wide, from 0."""
    return Axis(0, len(days), [(float(number), _day_mark(day, language)) for number, day in enumerate(days)])


def _day_mark(day: date, language: str) -> str:
    return f"{weekday_name(day.weekday(), language)}\n{day.day}"


def season_axis(first: date, numbers: Iterable[int], language: str) -> Axis:
    """Whole months in the frame of a season, from the first to the last of the days `numbers` since `first`."""
    known = sorted(numbers)
    start = (first + known[0] * DAY).replace(day=1)
    end = _next_month(first + known[-1] * DAY)
    months = [start]
    while (month := _next_month(months[-1])) < end:
        months.append(month)
    is_a_letter = len(months) > _MOST_MONTHS_WRITTEN
    marks = [
        (float((month - first).days), month_name(month.month, language, is_a_letter)) for month in months
    ]
    return Axis(float((start - first).days), float((end - first).days), marks)


def midnight(day: date) -> datetime:
    """When a local day begins, in UTC."""
    return datetime.combine(day, time(), LOCAL_TIME).astimezone(UTC)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def frame(first: date) -> date:
    """The first day of a season in years that hold no 29 February, so that seasons lie on each other."""
    return date(_COMMON_YEAR, first.month, 1)


def ordinal(day: date, first: date) -> int:
    """Days since the first of a season, in the frame of all; 29 February takes the place of the 28th."""
    year = _COMMON_YEAR + (day.month < first.month)
    is_leap_day = (day.month, day.day) == (2, 29)
    return (date(year, day.month, 28 if is_leap_day else day.day) - frame(first)).days


def season_name(first: date, last: date) -> str:
    """`2026`, or `2026–2027` for a winter."""
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
