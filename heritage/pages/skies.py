"""The weather to come in the words of a page: the next hours, the next days, the sun, and who says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from heritage.i18n.dates import LOCAL_TIME, format_clock, format_day, format_weekday, midnight
from heritage.pages.values import STILL_AIR, WIND_FROM, Moment, Speaker, utc
from heritage.places.position import Position
from heritage.problems import N_
from heritage.weather.forecast import (
    EXPIRES_AFTER,
    Day,
    Forecast,
    Precipitation,
    Sky,
    Step,
    next_days,
    next_hours,
)
from heritage.weather.sun import SunDay, is_dark, sun_day
from heritage.weather.wind import direction, force, wind_chill
from heritage.weather.words import CREDITS, DIRECTIONS, FORCES, PRECIPITATION, SKIES, WIND_CHILL, Credit

UNKNOWN = N_("not known")
UNKNOWN_FALLS = N_("precipitation not known")
THUNDER_TOO = N_("{sky}, with thunder")
GUSTS = N_("gusts of {speed}")
COLDEST = N_("{felt}, at its lowest: {temperature} ({time}).")
RANGE = N_("{lowest} to {highest}")
PART_OF_DAY = N_("{day}, from {time}")

SUN_UP = N_("The sun rises at {sunrise} and sets at {sunset}.")
SUN_RISES = N_("The sun rises at {sunrise}.")
SUN_SETS = N_("The sun sets at {sunset}.")
MIDNIGHT_SUN = N_("The sun does not set today.")
POLAR_NIGHT = N_("The sun does not rise today.")
WHITE_NIGHT = N_("It does not get dark tonight.")
DUSK = N_("It gets dark at {dusk}.")

_NIGHTLY = frozenset({Sky.CLEAR, Sky.NEARLY_CLEAR, Sky.HALF_CLEAR})


GUSTY = 8.0
"""Gusts are told from so many m/s on: a fresh wind, which walkers feel."""


@dataclass(frozen=True, slots=True)
class Hour:
    """A row of the table of hours, gone once `ends` (ISO 8601, UTC) has passed; `symbol` is drawn beside `sky`.

    `day` is the name of the day that begins with it, or "". `has_amount`: `falls` is a number, which alone tells nobody
    of what.
    """

    day: str
    moment: Moment
    clock: str
    symbol: str
    sky: str
    temperature: str
    falls: str
    has_amount: bool
    wind: str
    wind_words: str
    ends: str


@dataclass(frozen=True, slots=True)
class WholeDay:
    """A row of the table of days; `has_amount` as an hour has it."""

    name: str
    iso: str
    symbol: str
    sky: str
    temperatures: str
    falls: str
    has_amount: bool
    wind: str
    wind_words: str
    ends: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast as a page shows it; at `expires` (ISO 8601, UTC) it is overtaken or used up.

    `coldest` is a sentence, told until `coldest_ends`, or ""."""

    issued: Moment
    expires: str
    hours: list[Hour]
    coldest: str
    coldest_ends: str
    credit: Credit
    source: str


class Forecaster:
    """Puts a forecast for a place into words; by its position it knows day from night."""

    def __init__(self, speaker: Speaker, position: Position | None) -> None:
        self._speaker = speaker
        self._gettext = speaker.words.gettext
        self._position = position

    def outlook(self, forecast: Forecast) -> Outlook:
        """The next 24 hours."""
        steps = next_hours(forecast, self._speaker.now)
        credit = CREDITS[forecast.provider].spoken(self._gettext)
        coldest, coldest_at = self._coldest(steps)
        used_up_at = steps[-1].valid_at if steps else self._speaker.now
        return Outlook(
            issued=self._speaker.moment(forecast.issued_at),
            expires=utc(min(forecast.issued_at + EXPIRES_AFTER, used_up_at)),
            hours=self._hours(steps),
            coldest=coldest,
            coldest_ends="" if coldest_at is None else utc(coldest_at),
            credit=credit,
            source=credit.sentence,
        )

    def days(self, forecast: Forecast) -> list[WholeDay]:
        """The next seven days, today as far as it is still to come."""
        return [self._day(day) for day in next_days(forecast, self._speaker.now)]

    def _hours(self, steps: Sequence[Step]) -> list[Hour]:
        moments = [self._speaker.now, *(step.valid_at for step in steps)]
        days = [moment.astimezone(LOCAL_TIME).date() for moment in moments]
        return [
            self._hour(step, None if day == before else day)
            for step, (before, day) in zip(steps, pairwise(days), strict=True)
        ]

    def _hour(self, step: Step, begins: date | None) -> Hour:
        falls, has_amount = self._falls(step.precipitation, step.kind)
        return Hour(
            day="" if begins is None else format_weekday(begins, self._speaker.language),
            moment=self._speaker.moment(step.valid_at),
            clock=format_clock(step.valid_at, self._speaker.language),
            symbol=self._symbol(step.sky, step.valid_at),
            sky=self._sky(step.sky, step.thunder),
            temperature=self._degrees(step.air_temperature),
            falls=falls,
            has_amount=has_amount,
            wind=self._wind(step.wind_speed, step.wind_gust),
            # Where it blows from stands with the days: an hour has two lines on a phone.
            wind_words=self._wind_words(step.wind_speed, None),
            ends=utc(step.valid_at),
        )

    def _day(self, day: Day) -> WholeDay:
        name = format_day(day.day, self._speaker.language)
        if not day.is_whole and day.starts_at == self._speaker.now:
            starts = format_clock(day.starts_at, self._speaker.language)
            name = self._gettext(PART_OF_DAY).format(day=name, time=starts)
        falls, has_amount = self._falls(day.precipitation, Precipitation.UNKNOWN)
        return WholeDay(
            name=name,
            iso=day.day.isoformat(),
            symbol=symbol_of(day.typical_sky, is_night=False),
            sky=self._sky(day.typical_sky, day.thunder),
            temperatures=self._range(day.lowest, day.highest),
            falls=falls,
            has_amount=has_amount,
            wind=self._wind(day.wind_speed, day.wind_gust),
            wind_words=self._wind_words(day.wind_speed, day.wind_direction),
            ends=utc(day.ends_at),
        )

    def _symbol(self, sky: Sky | None, moment: datetime) -> str:
        place = self._position
        is_night = place is not None and sky in _NIGHTLY and is_dark(place.lat, place.lon, moment)
        return symbol_of(sky, is_night)

    def _sky(self, sky: Sky | None, thunder: bool | None) -> str:
        if sky is None:
            return self._gettext(UNKNOWN)
        told = self._gettext(SKIES[sky])
        return self._gettext(THUNDER_TOO).format(sky=told) if thunder and sky is not Sky.THUNDER else told

    def _degrees(self, temperature: float | None) -> str:
        """Whole degrees: a forecast knows no tenths."""
        return self._gettext(UNKNOWN) if temperature is None else self._speaker.measure(temperature, "°C", 0)

    def _range(self, lowest: float | None, highest: float | None) -> str:
        if lowest is None or highest is None:
            return self._gettext(UNKNOWN)
        least, most = self._degrees(lowest), self._degrees(highest)
        return least if least == most else self._gettext(RANGE).format(lowest=least, highest=most)

    def _falls(self, amount: float | None, kind: Precipitation) -> tuple[str, bool]:
        """How much, in millimetres of water, and whether that is a number: a trace is told by its word, and an unknown
        amount never as dry."""
        if amount is None:
            return self._gettext(UNKNOWN_FALLS), False
        if amount < 0.05 and kind not in (Precipitation.NONE, Precipitation.UNKNOWN):
            return self._gettext(PRECIPITATION[kind]), False
        return self._speaker.measure(amount, "mm", 1), True

    def _wind(self, speed: float | None, gust: float | None) -> str:
        if speed is None:
            return self._gettext(UNKNOWN)
        told = self._speaker.measure(speed, "m/s", 0)
        if gust is None or gust < GUSTY:
            return told
        return f"{told}, {self._gettext(GUSTS).format(speed=self._speaker.measure(gust, 'm/s', 0))}"

    def _wind_words(self, speed: float | None, degrees: float | None) -> str:
        """`Moderate wind from the north-west`; no direction where the air stands still."""
        if speed is None:
            return ""
        told = self._gettext(FORCES[force(speed)])
        if degrees is None or speed < STILL_AIR:
            return told
        return self._gettext(WIND_FROM).format(
            force=told, direction=self._gettext(DIRECTIONS[direction(degrees)])
        )

    def _coldest(self, steps: Sequence[Step]) -> tuple[str, datetime | None]:
        """The lowest wind chill of these hours and its time, where frost or wind makes it worth knowing (R-C13)."""
        felt = [
            (chill, step.valid_at)
            for step in steps
            if step.air_temperature is not None and step.wind_speed is not None
            if (chill := wind_chill(step.air_temperature, step.wind_speed)) is not None and chill < 0
        ]
        if not felt:
            return "", None
        lowest, at = min(felt)
        told = self._gettext(COLDEST).format(
            felt=self._gettext(WIND_CHILL),
            temperature=self._speaker.measure(lowest, "°C", 0),
            time=format_clock(at, self._speaker.language),
        )
        return told, at


def symbol_of(sky: Sky | None, is_night: bool) -> str:
    """The name of a drawing in `static/weather.svg`; "" for a sky that nobody tells of. Showers look as what falls."""
    if sky is None:
        return ""
    if is_night and sky in _NIGHTLY:
        return f"{sky.value}_night"
    return sky.value.removesuffix("_showers")


@dataclass(frozen=True, slots=True)
class SunTold:
    """The sun of one local day, shown from `begins` ("": at once) until `ends`, ISO 8601 in UTC: pages are kept."""

    name: str
    iso: str
    sentences: list[str]
    begins: str
    ends: str


def sun_lines(position: Position, today: SunDay, speaker: Speaker) -> list[SunTold]:
    """The sun of the speaker's day, until the last of it has passed, and of the next from sunset on (R-C16)."""
    day = speaker.now.astimezone(LOCAL_TIME).date()
    ends = midnight(day + timedelta(days=1))
    if today.dusk is not None and today.sunset is not None:
        ends = min(ends, today.dusk)
    said = [_sun_line(day, sun_sentences(today, speaker), None, ends, speaker)] if speaker.now < ends else []
    if today.sunset is None:
        return said
    next_day = day + timedelta(days=1)
    tomorrow = sun_day(position.lat, position.lon, next_day)
    if tomorrow.sunrise is not None:
        sentences = sun_sentences(replace(tomorrow, is_white_night=False), speaker)
        begins = None if speaker.now >= today.sunset else today.sunset
        said.append(_sun_line(next_day, sentences, begins, midnight(next_day + timedelta(days=1)), speaker))
    return said


def _sun_line(
    day: date, sentences: list[str], begins: datetime | None, ends: datetime, speaker: Speaker
) -> SunTold:
    name = format_weekday(day, speaker.language)
    return SunTold(name, day.isoformat(), sentences, "" if begins is None else utc(begins), utc(ends))


def sun_sentences(sun: SunDay, speaker: Speaker) -> list[str]:
    """When the sun rises and sets on a day, and how dark it gets (R-C16)."""
    gettext = speaker.words.gettext

    def clock(moment: datetime) -> str:
        return format_clock(moment + timedelta(seconds=30), speaker.language)

    if sun.is_up_all_day:
        return [gettext(MIDNIGHT_SUN)]
    if sun.is_down_all_day:
        return [gettext(POLAR_NIGHT)]
    said = []
    if sun.sunrise is not None and sun.sunset is not None:
        said.append(gettext(SUN_UP).format(sunrise=clock(sun.sunrise), sunset=clock(sun.sunset)))
    elif sun.sunrise is not None:
        said.append(gettext(SUN_RISES).format(sunrise=clock(sun.sunrise)))
    elif sun.sunset is not None:
        said.append(gettext(SUN_SETS).format(sunset=clock(sun.sunset)))
    if sun.is_white_night:
        said.append(gettext(WHITE_NIGHT))
    elif sun.dusk is not None:
        said.append(gettext(DUSK).format(dusk=clock(sun.dusk)))
    return said
