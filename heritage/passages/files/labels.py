"""Times as counter files write them: days in any order of their parts, clocks with AM and PM, hours such as 6:00-6:59.

What a text says is worked out once and remembered: ten years of hours are 3653 days and 24 clocks.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from heritage.problems import N_, Refusal

DAY_S = 86_400


class DateOrder(StrEnum):
    """In which order a day's parts stand."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class Remark(Refusal):
    """Something about a file in one sentence for people, that stops nobody."""


class LabelError(Refusal):
    """Why the days of a file cannot be told."""


class Clock(NamedTuple):
    """Seconds from midnight, 0 to 86 400; `offset` is that to UTC in seconds, where one is written."""

    seconds: int
    offset: int | None = None


_YEAR_FIRST = re.compile(r"([12]\d{3})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_OFFSET = r"Z|[+-]\d{2}:?(?:\d{2})?"
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?P<s>[:.](\d{2})(?:[.,]\d{1,9})?)?(?:\s*([AaPp])\.?[Mm]\.?)?"
    rf"(?:\s*(?P<offset>(?(s)(?:{_OFFSET})|(?:Z|\+\d{{2}}:?(?:\d{{2}})?))))?",
    re.ASCII,
)
_HOURS = re.compile(
    r"(?:kl\.?\s*)?(?:(\d{1,2}(?:[:.]\d{2})?)\s*(?:-|–|to|till)\s*\d{1,2}(?:[:.]\d{2}){0,2}|"
    r"(\d{1,2}(?:[:.]\d{2}){2})\s*(?:-|–|to|till)\s*\d{1,2}(?:[:.]\d{2}){2})",
    re.ASCII | re.IGNORECASE,
)
"""An hour by its ends. An offset stands after seconds, and has none itself: 6:00-7:00 is an hour."""


class Days(dict[str, int | None]):
    """The naive second of midnight (since 1970) of each text; None for what is no day in this order."""

    def __init__(self, order: DateOrder) -> None:
        self._order = order

    def __missing__(self, text: str) -> int | None:
        found = _day(text, self._order)
        self[text] = seconds = None if found is None else (found.toordinal() - _EPOCH) * DAY_S
        return seconds


class Clocks(dict[str, Clock | None]):
    """What each text says; None for what is no time of day. "" is midnight."""

    def __missing__(self, text: str) -> Clock | None:
        self[text] = found = clock_of(text)
        return found


_EPOCH = date(1970, 1, 1).toordinal()


def divider_of(labels: Iterable[str]) -> str:
    """What stands between day and clock in labels without spaces around them: T, or a space."""
    return "T" if any(re.match(r"[\d/.-]{8,10}T\d", label) for label in labels) else " "


def clock_of(text: str) -> Clock | None:
    """A time of day, or the beginning of an hour that is given by its ends; None for anything else."""
    text = text.strip()
    if not text:
        return Clock(0)
    hours = _HOURS.fullmatch(text)
    found = _CLOCK.fullmatch((hours[1] or hours[2]) if hours else text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[4] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[5] in "Pp" else 0)
    seconds = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 59 or seconds > DAY_S:
        return None
    return Clock(seconds, _offset(found["offset"]))


def _offset(text: str | None) -> int | None:
    if text is None or text == "Z":
        return None if text is None else 0
    digits = text[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:] or 0) * 60
    return -seconds if text[0] == "-" else seconds


def is_day_in(cell: str) -> bool:
    """Whether a cell holds a day in some order, with or without a time of day."""
    text = cell.strip()
    if not text[:1].isdigit():
        return False
    day, _, clock = text.partition(divider_of((text,)))
    return any(_day(day, order) is not None for order in DateOrder) and clock_of(clock) is not None


def order_of(days: Collection[str], chosen: DateOrder | None) -> tuple[DateOrder, Remark]:
    """In which order all of `days` are written, and how that is known. Raises LabelError where it is not.

    Nothing is guessed: 03/04/2026 is another day in another country.
    """
    parts = [found for text in days if (found := _YEAR_LAST.fullmatch(text))]
    if chosen is not None:
        return chosen, Remark(N_("as --date-order says"))
    if not parts:
        return DateOrder.YEAR_FIRST, Remark(N_("the year stands first"))
    other = next((text for text in days if _YEAR_FIRST.fullmatch(text)), None)
    if other is not None:
        raise LabelError(
            N_(
                "The days are written in two ways, such as '{first}' and '{second}'. Divide the file, or mend it."
            ),
            first=other,
            second=parts[0][0],
        )
    return _year_last(parts)


def _year_last(parts: Sequence[re.Match[str]]) -> tuple[DateOrder, Remark]:
    """Raises LabelError where days tell nothing, or not all the same."""
    first_big = next((part[0] for part in parts if int(part[1]) > 12), None)
    second_big = next((part[0] for part in parts if int(part[3]) > 12), None)
    if first_big and second_big:
        raise LabelError(
            N_(
                "The days are written in two orders: '{first}' has the day first, '{second}' the month. Divide the "
                "file, or mend it."
            ),
            first=first_big,
            second=second_big,
        )
    if first_big:
        return DateOrder.DAY_FIRST, Remark(N_("'{words}' can only have the day first"), words=first_big)
    if second_big:
        return DateOrder.MONTH_FIRST, Remark(N_("'{words}' can only have the month first"), words=second_big)
    if all(part[2] == "." for part in parts):
        return DateOrder.DAY_FIRST, Remark(N_("with dots between, the day stands first"))
    raise LabelError(
        N_(
            "'{words}' can be two days, and no other row tells which: say with --date-order dmy that the day stands "
            "first, or with --date-order mdy the month."
        ),
        words=parts[0][0],
    )


def _day(text: str, order: DateOrder) -> date | None:
    """Years of two digits are those of this century."""
    text = text.strip()
    if order is DateOrder.YEAR_FIRST:
        found = _YEAR_FIRST.fullmatch(text)
        if found is None:
            return None
        year, month, day = found[1], found[3] or found[5], found[4] or found[6]
    else:
        found = _YEAR_LAST.fullmatch(text)
        if found is None:
            return None
        year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
        day, month = (found[1], found[3]) if order is DateOrder.DAY_FIRST else (found[3], found[1])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
