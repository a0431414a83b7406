"""Moments as people write them, in local time or with an offset, and what the autumn night does to them."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from heritage.problems import N_, Refusal


class MomentError(Refusal):
    """Why a written moment cannot be used."""


def as_utc(written: datetime, zone: tzinfo) -> datetime:
    """A moment read from text, in UTC; without an offset of its own it is in `zone`.

    Raises MomentError for the hour that spring leaves out, for the one that autumn has twice, and for a time that no
    calendar has in UTC, in the year 1 or 9999.
    """
    try:
        return _as_utc(written, zone)
    except OverflowError as error:
        raise _no_time(_shown(written)) from error


def _as_utc(written: datetime, zone: tzinfo) -> datetime:
    if written.tzinfo is not None:
        return written.astimezone(UTC)
    first, second = (written.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != written:
        raise MomentError(N_("{time} does not exist: clocks were put forward."), time=_shown(written))
    raise MomentError(
        N_("{time} occurred twice, for clocks were put back: add the offset, such as +01:00."),
        time=_shown(written),
    )


def read(text: str, zone: ZoneInfo) -> datetime:
    """`2026-02-14 10:30`, with or without seconds and offset, in UTC. Raises MomentError."""
    try:
        written = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _no_time(text.strip()[:40]) from error
    return as_utc(written, zone)


def refuse_ahead(moment: datetime, now: datetime) -> None:
    """Raises MomentError: what is later than `now` would be shown as fresh until its time had come and gone."""
    if moment > now:
        raise MomentError(N_("The time lies ahead of now."))


def _shown(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")


def _no_time(words: str) -> MomentError:
    return MomentError(N_("'{time}' is no time; write it as 2026-02-14 10:30."), time=words)
