"""Reads a count by hand from the fields of its form, and tells what was kept (R-V19)."""

from collections.abc import Mapping
from datetime import datetime

from heritage.i18n.catalogues import gettext_for
from heritage.i18n.dates import LOCAL_TIME, format_moment
from heritage.pages.tally_pages import TURNS, TallyKept, turn_field, ways
from heritage.passages.decided.manuals import (
    LONG_NOTE,
    NOT_OVER,
    TOO_LONG,
    Kept,
    ManualCount,
    Method,
    Traveller,
)
from heritage.passages.entered import NOT_IN_ORDER, EntryError
from heritage.places.counting import CountingPoint
from heritage.problems import N_, Refusal
from heritage.sensors import moments
from heritage.sensors.moments import MomentError
from heritage.store.flags import Direction

NO_WHOLE_NUMBER = N_("“{written}” is no whole number.")
NO_TIME = N_("Say from when until when you counted.")
TWICE = N_("Clocks were put back that night and showed {time} twice: say which of the two you mean.")
TOO_LONG_AGO = N_(
    "The time is more than a year ago. Is the year right? Whoever runs the service can enter older counts."
)
SENT_BEFORE = N_(
    "This form was sent before with something else in it, and that stays as it is. To save these numbers too, send "
    "them once more."
)
LONGEST_SHOWN = 40

_FIELDS = {NOT_IN_ORDER: "end", NOT_OVER: "end", TOO_LONG: "end", LONG_NOTE: "note"}


class FieldError(Refusal):
    """What is wrong in one field of the form, by its name."""

    def __init__(self, field: str, text: str, **values: object) -> None:
        super().__init__(text, **values)
        self.field = field


class SentBefore(Refusal):
    """Another count stands under the same form: what stands is never changed."""


def read(
    fields: Mapping[str, str], spot: str, point: CountingPoint, key: str, observer: str, now: datetime
) -> ManualCount:
    """The count that was filled in, in local time. Raises FieldError, or EntryError where nothing is filled in."""
    start, end = (_moment(fields, name, now) for name in ("start", "end"))
    seen = {
        (direction, traveller): number
        for direction in ways(point)
        for traveller in Traveller
        if (number := _number(fields, f"{direction.name.lower()}-{traveller.value}")) is not None
    }
    return ManualCount(key, spot, start, end, observer, Method.ON_SITE, seen, fields.get("note", ""))


def _moment(fields: Mapping[str, str], name: str, now: datetime) -> datetime:
    written = fields.get(name, "").strip()
    if not written:
        raise FieldError(name, NO_TIME)
    try:
        found = moments.turns_of(written, LOCAL_TIME)
    except MomentError as error:
        raise FieldError(name, error.text, **error.values) from error
    if now - found[-1] > moments.LONGEST_AGE:
        raise FieldError(name, TOO_LONG_AGO)
    if len(found) == 1:
        return found[0]
    turn = fields.get(turn_field(name), "")
    if turn not in TURNS:
        raise FieldError(name, TWICE, time=found[0].astimezone(LOCAL_TIME).replace(tzinfo=None))
    return found[int(turn)]


def twice(fields: Mapping[str, str]) -> list[str]:
    """Of the two times those that clocks showed twice, so that the form must ask which is meant."""
    return [name for name in ("start", "end") if _is_twice(fields.get(name, ""))]


def _is_twice(written: str) -> bool:
    try:
        return len(moments.turns_of(written, LOCAL_TIME)) > 1
    except MomentError:
        return False


def _number(fields: Mapping[str, str], name: str) -> int | None:
    """None for an empty field: nobody looked."""
    written = "".join(fields.get(name, "").split())
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise FieldError(name, NO_WHOLE_NUMBER, written=written[:LONGEST_SHOWN])
    return int(written)


def field_of(refusal: Refusal) -> str:
    """The input where it is mended."""
    if isinstance(refusal, FieldError):
        return refusal.field
    return _FIELDS.get(refusal.text, "numbers") if isinstance(refusal, EntryError) else ""


def same(stands: Kept, count: ManualCount) -> Kept:
    """What stands. Raises SentBefore where that is not what was sent now."""
    then = stands.manual
    if (then.point, then.start, then.end, then.seen) != (count.point, count.start, count.end, count.seen):
        raise SentBefore(SENT_BEFORE)
    return stands


def kept(stands: Kept, is_new: bool, language: str) -> TallyKept:
    """What stands in the store, in words."""
    manual = stands.manual
    seen = sorted(
        (way, list(Traveller).index(who), who, number) for (way, who), number in manual.seen.items()
    )
    return TallyKept(
        manual.point,
        _told(manual.start, language),
        _told(manual.end, language),
        [(Direction(way), who.value, number) for way, _, who, number in seen],
        is_new,
    )


def _told(moment: datetime, language: str) -> str:
    """With which of the two it is, where clocks showed it twice."""
    told, turn = format_moment(moment, language), moments.turn(moment, LOCAL_TIME)
    return told if turn is None else f"{told} ({gettext_for(language).gettext(TURNS[str(turn)])})"
