"""What may be told of the ice at a place: the rules R-C6 to R-C10, each taken in its more careful reading.

Pure. A thickness is told only of still water, out of thaw and spring, for a week; whatever it is, it stands
beside a warning. Two days whose mean air temperature is above 0 °C make a thaw; it ends when three days in a row
have a mean below 0 °C, and what was measured before that says nothing any more. A day whose temperature is
unknown may have been mild: then only what was measured in the last 24 hours is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from heritage.conditions.state import Freshness, HiddenIce, Ice, IceAdvice, IceMeasured, Shown
from heritage.i18n.dates import LOCAL_TIME, midnight
from heritage.places.place import PlaceConditions, Water
from heritage.quantities import QUANTITIES, IceKind

ICE_THICKNESS = "ice_thickness"
CLEAR_ICE_CM = 10
"""What Svenska Livräddningssällskapet and Issäkerhetsrådet name as the least, of clear ice (R-C7)."""

SPRING_FROM = "03-15"
"""The day from which it is spring where the content names none (R-C9)."""

SPRING_UNTIL = "07-01"
SUMMER = range(6, 10)
"""Months in which nothing is said of ice, unless some was measured in the last week."""

DAYS_BACK = 30
"""How many whole days of weather are looked at."""

_MILD_DAYS = 2
_FROST_DAYS = 3
_SAME_TIME = timedelta(hours=24)
_DAY = timedelta(days=1)
_EVER = datetime.min.replace(tzinfo=UTC)
_FOR_EVER = datetime.max.replace(tzinfo=UTC)
_CAREFUL_FIRST = tuple(IceAdvice)


class IceReading(NamedTuple):
    """A thickness that may be told. `kind` is None for a sensor's; `snow_cm` is the snow on the ice."""

    shown: Shown
    kind: IceKind | None = None
    snow_cm: float | None = None

    @property
    def is_by_hand(self) -> bool:
        return self.kind is not None


class Waiting(NamedTuple):
    """When something was measured that waits for a human."""

    at: datetime
    is_by_hand: bool


def speaks_of_ice(conditions: PlaceConditions) -> bool:
    """Where ice is measured, and at all water that is known to run or to be regulated: there is always a warning."""
    return ICE_THICKNESS in conditions.measures or conditions.water in (Water.RUNNING, Water.REGULATED)


def judge(
    conditions: PlaceConditions,
    readings: Sequence[IceReading],
    waiting: Sequence[Waiting],
    hidden: HiddenIce | None,
    now: datetime,
) -> Ice | None:
    """What is said of the ice; None in summer, while nobody measures any.

    `readings` hold the newest of each sensor, and those by hand of the last week or else the newest, in any order.
    """
    current = [one for one in readings if one.shown.freshness(now) is not Freshness.EXPIRED]
    if now.astimezone(LOCAL_TIME).month in SUMMER and not any(one.shown.value > 0 for one in current):
        return None
    if hidden is not None and hidden.why is IceAdvice.NOT_STILL:
        return Ice(IceAdvice.NOT_STILL)
    if hidden is not None and hidden.why is IceAdvice.SPRING and (current or _is_spring(conditions, now)):
        return Ice(IceAdvice.SPRING)
    recent = [one for one in waiting if now - one.at < QUANTITIES[ICE_THICKNESS].expired]
    told = [
        one
        for one in current
        if not (hidden is not None and hidden.covers(one.shown.observed_at)) and not _is_doubted(one, recent)
    ]
    if not told:
        since = max((one.shown.observed_at for one in readings), default=None)
        return Ice(IceAdvice.UNKNOWN, since=since, is_waiting=bool(recent))
    drilled = _most_careful(one for one in told if one.is_by_hand)
    sensor = _most_careful(one for one in told if not one.is_by_hand)
    advice = min((one.advice for one in (drilled, sensor) if one is not None), key=_CAREFUL_FIRST.index)
    return Ice(advice, drilled, sensor, is_waiting=bool(recent))


def advice_on(kind: IceKind | None, thickness_cm: float) -> IceAdvice:
    """R-C7: only clear ice that somebody drilled through is held against 10 cm; `kind` is None for a sensor's."""
    if kind is not IceKind.CLEAR:
        return IceAdvice.WARNING
    return IceAdvice.BELOW_TEN if thickness_cm < CLEAR_ICE_CM else IceAdvice.MEASURED


def counts_as_still(water: Water | None, is_demo: bool) -> bool:
    """R-C8: what nobody calls still does not; what is assumed to be, in a demonstration only."""
    return water is Water.STILL or (is_demo and water is Water.ASSUMED_STILL)


def hidden_ice(
    conditions: PlaceConditions, means: Mapping[date, float], now: datetime, is_demo: bool
) -> HiddenIce | None:
    """Which thicknesses are not told at `now`; None: none. Those of earlier winters, until 1 July, are history."""
    if not counts_as_still(conditions.water, is_demo):
        return HiddenIce(_EVER, _FOR_EVER, IceAdvice.NOT_STILL)
    today = now.astimezone(LOCAL_TIME).date()
    winter = midnight(date(today.year - ((today.month, today.day) < (7, 1)), 7, 1))
    thaw = _thaw(means, today, unknown_is_mild=False)
    if _is_spring(conditions, now) or thaw.is_on:
        return HiddenIce(winter, _FOR_EVER, IceAdvice.SPRING)
    perhaps = _thaw(means, today, unknown_is_mild=True)
    ends = _FOR_EVER if perhaps.is_on else perhaps.ends
    ends = max(thaw.ends, min(ends, now - QUANTITIES[ICE_THICKNESS].stale))
    return HiddenIce(winter, ends, IceAdvice.UNKNOWN) if ends > winter else None


def told_times(
    hidden: HiddenIce | None, waiting: Iterable[Waiting], is_by_hand: bool, now: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """When what may be told as a list was measured, by hand or not: from each first moment until before the second.

    The newest first; nothing at all for water that is not still. What waits, and all of the week before that was
    measured in the same way, is left out.
    """
    begins, ends = (hidden.begins, hidden.ends) if hidden is not None else (_FOR_EVER, _EVER)
    expired = QUANTITIES[ICE_THICKNESS].expired
    doubted = [one.at for one in waiting if one.is_by_hand == is_by_hand and now - one.at < expired]
    if doubted:
        begins, ends = min(begins, now - expired), max(ends, max(doubted) + timedelta(seconds=1))
    if begins >= ends:
        return ((_EVER, _FOR_EVER),)
    return tuple(part for part in ((ends, _FOR_EVER), (_EVER, begins)) if part[0] < part[1])


class _Thaw(NamedTuple):
    """`ends`: what was measured before the beginning of that day says nothing; long ago where there was no thaw."""

    is_on: bool
    ends: datetime


def _thaw(means: Mapping[date, float], today: date, unknown_is_mild: bool) -> _Thaw:
    """The last thaw of the days before `today`. A day that is unknown ends no thaw, whatever else it is taken for."""
    is_on, ends = False, _EVER
    mild = frost = 0
    for number in range(DAYS_BACK, 0, -1):
        day = today - number * _DAY
        mean = means.get(day)
        if mean is None:
            mild, frost = mild + unknown_is_mild, 0
        else:
            mild, frost = (mild + 1, 0) if mean > 0 else (0, frost + 1 if mean < 0 else 0)
        if mild >= _MILD_DAYS:
            is_on = True
        elif is_on and frost >= _FROST_DAYS:
            is_on, ends = False, midnight(day + _DAY)
    return _Thaw(is_on, ends)


def _is_spring(conditions: PlaceConditions, now: datetime) -> bool:
    begins = conditions.spring_from or SPRING_FROM
    return begins <= now.astimezone(LOCAL_TIME).strftime("%m-%d") < SPRING_UNTIL


def _is_doubted(reading: IceReading, waiting: Iterable[Waiting]) -> bool:
    """Whether something as new or newer, measured in the same way, waits for a human: it may have made this untrue."""
    return any(
        one.is_by_hand == reading.is_by_hand and one.at >= reading.shown.observed_at for one in waiting
    )


def _most_careful(readings: Iterable[IceReading]) -> IceMeasured | None:
    """Of what was measured at about the same time as the newest, the thinnest that keeps people off the ice, of
    whatever kind it is; where none does, the thinnest.
    """
    found = list(readings)
    newest = max((one.shown.observed_at for one in found), default=_EVER)
    at_its_time = [
        IceMeasured(one.shown, advice_on(one.kind, one.shown.value), one.kind, one.snow_cm)
        for one in found
        if newest - one.shown.observed_at <= _SAME_TIME
    ]
    chosen = min(
        at_its_time,
        key=lambda one: (
            one.advice is IceAdvice.MEASURED,
            one.shown.value,
            _CAREFUL_FIRST.index(one.advice),
            newest - one.shown.observed_at,
        ),
        default=None,
    )
    if chosen is None or chosen.shown.observed_at == newest:
        return chosen
    return replace(chosen, count=len(at_its_time), newest_at=newest)
