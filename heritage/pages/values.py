"""Measured values in the words of a page: number, unit, how, when, how long ago, until when (R-C1, R-C2).

A moment stands twice: in words for people, in ISO 8601 for the phone, which counts ages anew (`static/ages.js`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from gettext import NullTranslations
from math import floor

from markupsafe import Markup, escape

from heritage.conditions import ice_words
from heritage.conditions.ice import ICE_THICKNESS
from heritage.conditions.state import Freshness, Ice, IceAdvice, IceMeasured, Shown, Silent, WindChill
from heritage.i18n.catalogues import gettext_for
from heritage.i18n.dates import LOCAL_TIME, format_age, format_clock, format_date, format_days, format_moment
from heritage.i18n.numbers import format_measure
from heritage.pages.labels import QUANTITIES as NAMES
from heritage.pages.naming import Worded, chosen
from heritage.problems import N_
from heritage.quantities import QUANTITIES
from heritage.weather.wind import direction, force
from heritage.weather.words import DIRECTIONS, FORCES, WIND_CHILL

METHODS = {
    "sensor": N_("Measured by a sensor."),
    "drilled": N_("Measured in a hole drilled through the ice."),
    "reported": N_("Measured by a person on the spot."),
    "imported": N_("From a list of earlier measurements."),
}
BY_METHOD = {
    "sensor": N_("{quantity}, by a sensor"),
    "drilled": N_("{quantity}, in drilled holes"),
    "reported": N_("{quantity}, by people on the spot"),
    "imported": N_("{quantity}, from a list of earlier measurements"),
}
"""Headings that keep apart who measured."""

BY_NAME = {
    "drilled": N_("Measured in a hole drilled through the ice, by {name}."),
    "reported": N_("Measured on the spot by {name}."),
}
"""The same as METHODS where it is known who did it (R-C1)."""

BELOW_WATER = N_("Measured by a sensor, {depth} below the surface.")
ABOVE_GROUND = N_("Measured by a sensor, {height} above the ground or the water.")
DEPTH = N_("{depth} below the surface")
HEIGHT = N_("{height} above the ground or the water")
WATER_LEVEL = N_("Counted from a fixed mark at the place.")
PRECIPITATION = N_("Precipitation since the previous measurement, at most one hour.")
SNOW_ON_ICE = N_("On the ice lay {depth} of snow.")
WIND_FROM = N_("{force} {direction}")
STILL_AIR = 0.5
"""Below so many m/s the wind comes from nowhere."""

SECONDARY = frozenset({"wind_gust", "wind_direction", "humidity", "pressure", "precipitation"})
"""What stands together in one card, where one station measured it at one moment."""

OLD_AT = N_("{age} old at {time}")
"""An age with the time at which it was that, so that it stays true in a page that is kept: `5 minutes old at 14:00`."""

COMPUTED = N_("Computed from the air temperature and the wind measured here.")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in words, as `datetime` with its offset (R-I17), and in UTC for the phone to count from."""

    text: str
    iso: str
    utc: str


@dataclass(frozen=True, slots=True)
class Value:
    """A card with a number, by its `key` on the page. `stale` and `expires` are ISO 8601 in UTC.

    `more` says in words what the number alone does not; `method` is a sentence, `note` what the sensor cannot tell.
    """

    key: str
    name: str
    number: str
    more: str
    method: Markup
    moment: Moment
    age: str
    stale: str
    expires: str
    is_stale: bool
    is_suspect: bool
    note: Worded


@dataclass(frozen=True, slots=True)
class Together:
    """Values that one thing measured at one moment, in one card: time, age and method are those of the `first`."""

    values: list[Value]

    @property
    def first(self) -> Value:
        return self.values[0]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A quantity that is measured and of which nothing current is known; `since` is when it was last measured.

    `is_one_of_many`: of one sensor, which hangs `where`, or "", while another has a current value.
    """

    name: str
    since: Moment | None
    is_one_of_many: bool
    where: str


@dataclass(frozen=True, slots=True)
class Felt:
    """Wind chill: from what was measured at `moment`, told while both readings are fresh (R-C13, R-C18)."""

    name: str
    number: str
    method: str
    moment: Moment
    age: str
    ends: str


@dataclass(frozen=True, slots=True)
class Thickness:
    """A thickness of ice with what it was found to be, the snow on it, and the sentences that go with it.

    `heading` tells who measured; `others` is a sentence on newer measurements that are not shown, or "".
    """

    value: Value
    heading: str
    others: str
    kind: str
    snow: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class IceBlock:
    """What a page says of the ice at a place. Once `expires` (ISO 8601, UTC) has passed, `later` is said instead.

    `since` is when it was last measured; `assumed` is a sentence or "". `news` is what is heard when any of it changes.
    """

    advice: list[str]
    measured: list[Thickness]
    expires: str
    later: list[str]
    since: Moment | None
    assumed: str
    news: str


class Speaker:
    """Puts what is known at `now` into the words of a language."""

    def __init__(self, language: str, now: datetime) -> None:
        self.language = language
        self.now = now
        self.words: NullTranslations = gettext_for(language)

    def moment(self, moment: datetime) -> Moment:
        """With its date and year always: pages are printed and kept."""
        text = format_moment(moment, self.language)
        return Moment(text, moment.astimezone(LOCAL_TIME).isoformat(timespec="seconds"), utc(moment))

    def age(self, moment: datetime) -> str:
        """True for ever, where no script goes on counting (R-C2)."""
        told, at = format_age(self.now - moment, self.language), format_clock(self.now, self.language)
        return self.words.gettext(OLD_AT).format(age=told, time=at)

    def measure(self, value: float, unit: str, decimals: int) -> str:
        return format_measure(value, unit, self.language, decimals)

    def reading(self, quantity: str, value: float) -> str:
        """A value of a quantity with its unit. Ice is cut to whole centimetres: 9.6 cm is less than 10 (R-C6)."""
        known = QUANTITIES[quantity]
        return self.measure(floor(value) if quantity == ICE_THICKNESS else value, known.unit, known.decimals)

    def days(self, first: date, last: date) -> str:
        """From a day to another, with the years where they are not both this one: pages are kept."""
        return format_days(first, last, self.language)

    def day(self, day: date) -> str:
        return format_date(day, self.language)

    def values(self, readings: Sequence[Shown]) -> list[Value]:
        """Readings as their cards tell them, each with a key of its own."""
        return [self.value(shown, f"{shown.quantity}-{shown.channel}-{shown.method}") for shown in readings]

    def cards(self, readings: Sequence[Shown]) -> list[Value | Together]:
        """Readings as a panel has them: the direction stands with the wind, and what else the same station measured of
        the weather in one card, so that it is short on a phone."""
        directions = {
            self._occasion(shown): shown
            for shown in readings
            if shown.quantity == "wind_direction" and not shown.is_suspect
        }
        winds = {
            self._occasion(shown): shown
            for shown in readings
            if shown.quantity == "wind_speed" and shown.value >= STILL_AIR
        }
        occasions: dict[tuple[object, ...], list[Value]] = {}
        cards: list[Value | Together] = []
        for shown, value in zip(readings, self.values(readings), strict=True):
            occasion = self._occasion(shown)
            if shown is winds.get(occasion) and occasion in directions:
                cards.append(replace(value, more=self._wind(shown, directions[occasion])))
            elif shown.quantity not in SECONDARY:
                cards.append(value)
            elif shown is directions.get(occasion) and occasion in winds:
                continue
            elif occasion in occasions:
                occasions[occasion].append(value)
            else:
                occasions[occasion] = [value]
                cards.append(Together(occasions[occasion]))
        return [
            card.first if isinstance(card, Together) and len(card.values) == 1 else card for card in cards
        ]

    def _occasion(self, shown: Shown) -> tuple[object, ...]:
        """What is told alike of when and how it was measured."""
        return shown.observed_at, self._method(shown), shown.expires_at

    def _wind(self, speed: Shown, blows: Shown) -> str:
        return self.words.gettext(WIND_FROM).format(
            force=self.words.gettext(FORCES[force(speed.value)]),
            direction=self.words.gettext(DIRECTIONS[direction(blows.value)]),
        )

    def value(self, shown: Shown, key: str) -> Value:
        """A reading as its card tells it."""
        number, more = self._number(shown)
        return Value(
            key=key,
            name=self.words.gettext(NAMES[shown.quantity]),
            number=number,
            more=more,
            method=self._method(shown),
            moment=self.moment(shown.observed_at),
            age=self.age(shown.observed_at),
            stale=utc(shown.stale_at),
            expires=utc(shown.expires_at),
            is_stale=shown.freshness(self.now) is Freshness.STALE,
            is_suspect=shown.is_suspect,
            note=chosen(shown.note, self.language),
        )

    def unknown(self, silent: Silent) -> Unknown:
        name = self.words.gettext(NAMES[silent.quantity])
        return Unknown(
            name,
            None if silent.since is None else self.moment(silent.since),
            silent.is_one_of_many,
            hanging(silent.height_m, silent.depth_m, self.language),
        )

    def felt(self, chill: WindChill) -> Felt:
        """As old as the older of the two readings, and gone with the first that is no longer fresh."""
        readings = (chill.temperature, chill.wind)
        oldest = min(shown.observed_at for shown in readings)
        return Felt(
            self.words.gettext(WIND_CHILL),
            self.measure(chill.value, "°C", 0),
            self.words.gettext(COMPUTED),
            self.moment(oldest),
            self.age(oldest),
            utc(min(shown.stale_at for shown in readings)),
        )

    def thickness(self, measured: IceMeasured) -> Thickness:
        """A measurement of the ice, never without what is to be said beside it (R-C7)."""
        gettext = self.words.gettext
        snow, shown = measured.snow_cm, measured.shown
        is_bare = measured.kind is not None and shown.value <= 0
        value = self.value(shown, f"ice_thickness-{shown.method}")
        return Thickness(
            value,
            gettext(BY_METHOD[shown.method]).format(quantity=value.name),
            self._others(measured),
            "" if measured.kind is None or is_bare else as_sentence(gettext(ice_words.KINDS[measured.kind])),
            "" if snow is None else gettext(SNOW_ON_ICE).format(depth=self.measure(snow, "cm", 0)),
            [gettext(sentence) for sentence in ice_words.for_measured(measured)],
        )

    def _others(self, measured: IceMeasured) -> str:
        if measured.newest_at is None:
            return ""
        newest = self.moment(measured.newest_at).text
        return self.words.gettext(ice_words.MOST_CAREFUL).format(count=measured.count, time=newest)

    def ice(self, ice: Ice, is_assumed: bool) -> IceBlock:
        """The ice at a place: what is advised before what was measured."""
        gettext = self.words.gettext
        expires = max((one.shown.expires_at for one in ice.measured), default=None)
        newest = max((one.shown.observed_at for one in ice.measured), default=ice.since)
        advice = [gettext(sentence) for sentence in ice_words.for_place(ice)]
        return IceBlock(
            advice=advice,
            measured=[self.thickness(one) for one in ice.measured],
            expires="" if expires is None else utc(expires),
            later=[gettext(sentence) for sentence in ice_words.for_place(Ice(IceAdvice.UNKNOWN))],
            since=None if newest is None else self.moment(newest),
            assumed=gettext(ice_words.ASSUMED_STILL) if is_assumed else "",
            news=f"{advice[0]} {gettext(ice_words.NEW_VALUES)}" if ice.measured else " ".join(advice),
        )

    def _number(self, shown: Shown) -> tuple[str, str]:
        """The number with its unit, and what it means in words."""
        told = self.reading(shown.quantity, shown.value)
        match shown.quantity:
            case "wind_direction":
                return self.words.gettext(DIRECTIONS[direction(shown.value)]), ""
            case "wind_speed":
                return told, self.words.gettext(FORCES[force(shown.value)])
            case "water_level":
                return told, self.words.gettext(WATER_LEVEL)
            case "precipitation":
                return told, self.words.gettext(PRECIPITATION)
            case _:
                return told, ""

    def _method(self, shown: Shown) -> Markup:
        gettext = self.words.gettext
        if shown.by and shown.method in BY_NAME:
            return escape(gettext(BY_NAME[shown.method])).format(
                name=Markup("<bdi>{}</bdi>").format(shown.by)
            )
        return escape(self._sensor_or_list(shown))

    def _sensor_or_list(self, shown: Shown) -> str:
        gettext = self.words.gettext
        # One device may hang its probe in the water and measure the air itself.
        is_in_water = shown.quantity == "water_temperature"
        if shown.method == "sensor" and is_in_water and shown.depth_m is not None:
            return gettext(BELOW_WATER).format(depth=format_length(shown.depth_m, self.language))
        if shown.method == "sensor" and not is_in_water and shown.height_m is not None:
            return gettext(ABOVE_GROUND).format(height=format_length(shown.height_m, self.language))
        return gettext(METHODS[shown.method])


def hanging(height_m: float | None, depth_m: float | None, language: str) -> str:
    """Where a sensor hangs, in metres; "" where nobody has said."""
    words = gettext_for(language).gettext
    if depth_m is not None:
        return words(DEPTH).format(depth=format_length(depth_m, language))
    return "" if height_m is None else words(HEIGHT).format(height=format_length(height_m, language))


def format_length(metres: float, language: str) -> str:
    """Metres with a decimal where there is need of one."""
    return format_measure(metres, "m", language, 0 if metres == int(metres) else 1)


def as_sentence(words: str) -> str:
    """A few words as a sentence of their own."""
    return f"{words[:1].upper()}{words[1:]}."


def utc(moment: datetime) -> str:
    """ISO 8601 to the second, as `Date.parse` reads it everywhere."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
