"""Moments as people write them, in local time or with an offset, and what the autumn night does to them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from heritage.problems import N_, Refusal


def _as_typed(value: object) -> object:
    """Without seconds where there are none."""
    if not isinstance(value, datetime):
        return value
    return value.isoformat(" ", "seconds" if value.second else "minutes")


class MomentError(Refusal):
    """Why a written moment cannot be used; a time among its values is as it was written, without its zone."""

    def message(
        self, gettext: Callable[[str], str] = str, written: Callable[[object], object] = _as_typed
    ) -> str:
        """The sentence, translated by `gettext`, with each value as `written` writes it."""
        return super().message(gettext, written)


def as_utc(written: datetime, zone: tzinfo) -> datetime:
    """A moment read from text, in UTC; without an offset of its own it is in `zone`.

    Raises MomentError for the hour that spring leaves out, for the one that autumn has twice, and for a time that no
    calendar has in UTC, in the year 1 or 9999.
    """
    found = _moments(written, zone)
    if len(found) > 1:
        raise MomentError(
            N_("{time} occurred twice, for clocks were put back: add the offset, such as +01:00."),
            time=written,
        )
    return found[0]


def read(text: str, zone: ZoneInfo) -> datetime:
    """`2026-02-14 10:30`, with or without seconds and offset, in UTC. Raises MomentError."""
    return as_utc(_parsed(text), zone)


def read_past(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Like `read`, but where the time occurred twice, the later one that is not after `now`. Raises MomentError."""
    first, *second = turns_of(text, zone)
    return second[0] if second and second[0] <= now else first


def turns_of(text: str, zone: ZoneInfo) -> list[datetime]:
    """All moments at which clocks of `zone` showed a written time, in order: one, or two in autumn. Raises
    MomentError."""
    return _moments(_parsed(text), zone)


def turn(moment: datetime, zone: ZoneInfo) -> int | None:
    """Which of the two moments this is that clocks of `zone` show alike, 0 or 1; None where they show it once."""
    local = moment.astimezone(zone)
    return local.fold if len(_moments(local.replace(tzinfo=None), zone)) > 1 else None


def refuse_ahead(moment: datetime, now: datetime) -> None:
    """Raises MomentError: what is later than `now` would be shown as fresh until its time had come and gone."""
    if moment > now:
        raise MomentError(N_("The time lies ahead of now."))


LONGEST_AGE = timedelta(days=400)
"""A year with some weeks to spare: a day of last winter may still be typed, a year mistyped by ten may not."""


def refuse_untimely(moment: datetime, now: datetime) -> None:
    """Raises MomentError for what is later than `now`, and for what is too old to be typed one by one."""
    refuse_ahead(moment, now)
    if now - moment > LONGEST_AGE:
        raise MomentError(
            N_(
                "The time is more than a year ago. The municipality takes such values from a file, by "
                "'heritage reading import'."
            )
        )


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _no_time(text.strip()[:40]) from error


def _moments(written: datetime, zone: tzinfo) -> list[datetime]:
    """The moments, in order and in UTC, at which a clock showed `written`: one, or two in autumn."""
    try:
        if written.tzinfo is not None:
            return [written.astimezone(UTC)]
        found = sorted({written.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)})
    except OverflowError as error:
        raise _no_time(written.isoformat(" ", "minutes")) from error
    if len(found) > 1 and found[0].astimezone(zone).replace(tzinfo=None) != written:
        raise MomentError(N_("{time} does not exist: clocks were put forward."), time=written)
    return found


def _no_time(words: str) -> MomentError:
    return MomentError(N_("'{time}' is no time; write it as 2026-02-14 10:30."), time=words)
