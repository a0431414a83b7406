"""The sentences beside a picture of the past: what it shows, for those who do not see it too (R-A16).

Extremes are those of good values alone; what is unusual and unchecked is told as such (R-C3, R-C18).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from heritage.conditions.ice import ICE_THICKNESS
from heritage.i18n.dates import LOCAL_TIME
from heritage.pages.figures import DAY, WEEK, WEEK_DAYS
from heritage.pages.values import Speaker
from heritage.problems import N_
from heritage.sensors.lines import SUMMED, Day, Point

WEEK_SENTENCE = N_(
    "In the last seven days ({days}) it was lowest at {lowest} ({when_lowest}) and highest at {highest} "
    "({when_highest})."
)
SAME_ALL_WEEK = N_("Every measurement of the last seven days ({days}) gave {value}.")
ONE_READING = N_("One reading: {value}, {time}.")
WEEK_SUMS = N_("In the last seven whole days ({days}) the sum of a day was {values}.")
ONLY_UNUSUAL = N_(
    "In the last seven days ({days}) there were only unusual values that nobody has checked yet."
)
BROKEN = N_("Where the line is broken, nothing was measured.")
RINGS = N_("A ring marks an unusual value that nobody has checked yet.")
EACH_WEEK = N_("Each bar is the sum of seven days.")
SUMS_ARE_WHOLE = N_(
    "A day or a week has a sum when at least nine tenths of it were measured; without one it is left empty. Unusual "
    "values that nobody has checked are not counted."
)

BETWEEN = N_("between {lowest} and {highest}")
"""Stands for `values` and `earlier` where the days are not all alike."""

ONCE = N_("This season ({season}, until {date}) it was measured once: {value} on {day}.")
ONCE_BEFORE = N_("In the season before ({season}) it was measured once: {value} on {day}.")

LEAST_COMPARED = WEEK_DAYS
"""Fewer days in both seasons tell of the weather and not of the seasons. Ours: R-V17 asks for equal spans, which are
told, and bounds only percentages."""


@dataclass(frozen=True, slots=True)
class _Season:
    """What is said of a season, of the days measured in both (R-V17), and where only the one before is known."""

    this: str
    both: str
    before: str


_MEANS = _Season(
    N_("This season ({season}, until {date}) the daily mean was {values}."),
    N_(
        "Days measured in both seasons: {count}. On these the daily mean was {values} this season and {earlier} in the "
        "season before ({season})."
    ),
    N_("In the season before ({season}) the daily mean was {values}."),
)
_ICE = _Season(
    N_("This season ({season}, until {date}) the thinnest of each day was {values}."),
    N_(
        "Days measured in both seasons: {count}. On these the thinnest was {values} this season and {earlier} in the "
        "season before ({season})."
    ),
    N_("In the season before ({season}) the thinnest of each day was {values}."),
)
_SUMS = _Season(
    N_("This season ({season}, until {date}) the sum of a day was {values}."),
    N_(
        "Days measured in both seasons: {count}. On these the sum of a day was {values} this season and {earlier} in "
        "the season before ({season})."
    ),
    N_("In the season before ({season}) the sum of a day was {values}."),
)


def value_of(quantity: str, day: Day) -> float:
    """What stands for a day: its mean, of amounts the sum, and of several holes in the ice the thinnest (R-C7)."""
    if quantity in SUMMED:
        return day.total
    return day.lowest if quantity == ICE_THICKNESS else day.mean


def last_days(speaker: Speaker) -> str:
    """The last seven days with their dates, for a page is kept."""
    first, last = (moment.astimezone(LOCAL_TIME).date() for moment in (speaker.now - WEEK, speaker.now))
    return speaker.days(first, last)


def of_week(speaker: Speaker, quantity: str, points: Sequence[Point], reach: timedelta) -> list[str]:
    """The sentences on the readings of a week, of which there is one at least."""
    said = [_extremes(speaker, quantity, [point for point in points if not point.is_suspect])]
    if any(after.observed_at - before.observed_at > reach for before, after in pairwise(points)):
        said.append(speaker.words.gettext(BROKEN))
    if any(point.is_suspect for point in points):
        said.append(speaker.words.gettext(RINGS))
    return said


def _extremes(speaker: Speaker, quantity: str, points: Sequence[Point]) -> str:
    gettext = speaker.words.gettext
    if not points:
        return gettext(ONLY_UNUSUAL).format(days=last_days(speaker))
    lowest = min(points, key=lambda point: point.value)
    highest = max(points, key=lambda point: point.value)
    least, most = speaker.reading(quantity, lowest.value), speaker.reading(quantity, highest.value)
    if len(points) == 1:
        return gettext(ONE_READING).format(value=least, time=speaker.moment(lowest.observed_at).text)
    if least == most:
        return gettext(SAME_ALL_WEEK).format(days=last_days(speaker), value=least)
    return gettext(WEEK_SENTENCE).format(
        days=last_days(speaker),
        lowest=least,
        when_lowest=speaker.moment(lowest.observed_at).text,
        highest=most,
        when_highest=speaker.moment(highest.observed_at).text,
    )


def of_sums(speaker: Speaker, quantity: str, days: Collection[Day], span: str) -> str:
    """The sentence on the sums of the days of a week, of which there is one at least; `span` names the week."""
    return speaker.words.gettext(WEEK_SUMS).format(days=span, values=_span(speaker, quantity, days))


def of_seasons(
    speaker: Speaker, quantity: str, this: Mapping[int, Day], last: Mapping[int, Day], names: Sequence[str]
) -> list[str]:
    """The sentences on two seasons, of which at least one has days, by their number in the season."""
    gettext, told = speaker.words.gettext, _told(quantity)
    if not this:
        said = [_alone(speaker, quantity, last, names[1], (ONCE_BEFORE, told.before))]
    else:
        said = [_alone(speaker, quantity, this, names[0], (ONCE, told.this))]
        said.extend(_compared(speaker, quantity, this, last, names[1]))
    if quantity in SUMMED:
        return [*said, gettext(EACH_WEEK)]
    numbers = sorted(this)
    if numbers and numbers[-1] - numbers[0] >= len(numbers):
        said.append(gettext(BROKEN))
    return said


def _told(quantity: str) -> _Season:
    if quantity in SUMMED:
        return _SUMS
    return _ICE if quantity == ICE_THICKNESS else _MEANS


def _alone(
    speaker: Speaker, quantity: str, days: Mapping[int, Day], season: str, sentences: tuple[str, str]
) -> str:
    """A season by itself, in the first of the `sentences` where it has a single reading."""
    once, several = (speaker.words.gettext(sentence) for sentence in sentences)
    until = speaker.day(_until(speaker, quantity))
    first = next(iter(days.values()))
    if len(days) == first.readings == 1:
        value = speaker.reading(quantity, first.lowest)
        return once.format(season=season, date=until, value=value, day=speaker.day(first.day))
    return several.format(season=season, date=until, values=_span(speaker, quantity, days.values()))


def _until(speaker: Speaker, quantity: str) -> date:
    """Today, but of sums the last day that is over."""
    today = speaker.now.astimezone(LOCAL_TIME).date()
    return today - DAY if quantity in SUMMED else today


def _compared(
    speaker: Speaker, quantity: str, this: Mapping[int, Day], last: Mapping[int, Day], before: str
) -> Iterable[str]:
    both = this.keys() & last.keys()
    if len(both) >= LEAST_COMPARED:
        yield speaker.words.gettext(_told(quantity).both).format(
            count=len(both),
            values=_span(speaker, quantity, [this[number] for number in both]),
            earlier=_span(speaker, quantity, [last[number] for number in both]),
            season=before,
        )


def _span(speaker: Speaker, quantity: str, days: Collection[Day]) -> str:
    found = [value_of(quantity, day) for day in days]
    lowest, highest = speaker.reading(quantity, min(found)), speaker.reading(quantity, max(found))
    if lowest == highest:
        return lowest
    return speaker.words.gettext(BETWEEN).format(lowest=lowest, highest=highest)
