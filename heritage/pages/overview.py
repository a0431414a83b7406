"""All places where something is measured, side by side: bathing, ice, snow, weather, the freshest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from markupsafe import Markup

from heritage.conditions import ice as ice_rules
from heritage.conditions import ice_words
from heritage.conditions.state import Conditions, Ice, IceAdvice
from heritage.pages.document import LIVE_HEAD
from heritage.pages.naming import Worded, named
from heritage.pages.panel import ANEW, SHEET, PanelPages, placed, point_page
from heritage.pages.values import IceBlock, Moment, Speaker, Unknown, Value
from heritage.pages.warned import OF_ALL_PLACES, warned
from heritage.places.place import CONDITIONS_PAGE
from heritage.problems import N_
from heritage.weather.warnings import WarningState
from heritage.weather.words import WARNINGS_CREDIT

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

GROUPS = (
    ("bathing", N_("Bathing"), ("water_temperature",)),
    ("snow", N_("Snow"), ("snow_depth",)),
    ("weather", N_("Weather"), ("air_temperature", "wind_speed")),
)
"""What stands side by side with the ice: key, heading, quantities."""


@dataclass(frozen=True, slots=True)
class Where:
    """The place that a value is of, linked to its measuring-point page."""

    slug: str
    name: Worded
    address: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a group tells of a place."""

    where: Where
    values: list[Value]
    unknown: list[Unknown]


@dataclass(frozen=True, slots=True)
class Group:
    """What is told alike of several places."""

    key: str
    heading: str
    places: list[Told]


@dataclass(frozen=True, slots=True)
class IceAt:
    """What is said of the ice at a place."""

    where: Where
    ice: IceBlock


class OverviewPages(PanelPages):
    """The page and the fragments that fill its holes."""

    def overview(self) -> str:
        """The page, with the holes `warnings` and `overview`."""
        words = self._words.gettext
        return self._service_page(
            "conditions",
            CONDITIONS_PAGE,
            words("Conditions"),
            words("Water, ice, snow and weather where they are measured, the newest values first."),
            LIVE_HEAD,
        )

    def overview_warnings(self, places: Sequence[Conditions], now: datetime) -> Markup:
        """Fills `warnings` with those of all places, each once, the gravest first."""
        return placed(self._warnings_of(places, now))

    def overview_now(self, places: Sequence[Conditions], now: datetime) -> Markup:
        """Fills `overview`; `places` in any order."""
        return self._asking(self._side_by_side(places, now))

    def overview_anew(self, places: Sequence[Conditions], now: datetime) -> Markup:
        """What an open page gets when it asks anew: the same without its frame, and the warnings."""
        return self._side_by_side(places, now) + placed(self._warnings_of(places, now), ANEW)

    def overview_trouble(self, now: datetime) -> Markup:
        """Fills `overview` while the database does not answer."""
        return self._asking(self._missing("", Speaker(self.language, now).moment(now)))

    def overview_elsewhere(self) -> Markup:
        """Fills `overview` in a copy without a server."""
        address = self.frame.absolute(self._address(CONDITIONS_PAGE))
        return self._document.fragment(
            "overview.html", style=self._style, now=self._missing(address), refresh=""
        )

    def _asking(self, now: Markup) -> Markup:
        refresh = self._refresh(CONDITIONS_PAGE)
        return self._document.fragment("overview.html", style=self._style, now=now, refresh=refresh)

    def _warnings_of(self, places: Sequence[Conditions], now: datetime) -> Markup:
        return self._warnings(_of_all(places), now)

    def _side_by_side(self, places: Sequence[Conditions], now: datetime) -> Markup:
        speaker = Speaker(self.language, now)
        return self._document.fragment(
            "overview_now.html",
            at=speaker.moment(now),
            is_demo=any(place.is_demo for place in places),
            warned=warned(_of_all(places), speaker, OF_ALL_PLACES),
            groups=[group for group in self._groups_of(places, speaker) if group.places],
            ice=self._ice_at(places, speaker),
            always=self._always,
            foretold=[self._where(place.place) for place in places if place.forecast is not None],
            sheet=self.frame.asset(SHEET),
            own_judgement=self._words.gettext(ice_words.OWN_JUDGEMENT),
        )

    def _missing(self, address: str, at: Moment | None = None) -> Markup:
        own = self._words.gettext(ice_words.OWN_JUDGEMENT)
        return self._document.fragment(
            "overview_missing.html",
            at=at,
            address=address,
            advice=[self._words.gettext(words) for words in self._advice_on_ice()],
            always=self._always,
            unknown_warnings=self._words.gettext(OF_ALL_PLACES.unknown),
            credit=WARNINGS_CREDIT,
            own_judgement=own,
        )

    def _advice_on_ice(self) -> tuple[str, ...]:
        """What holds whatever was measured, where ice is spoken of at all."""
        places = (place.conditions for place in self.library.places.values() if place.conditions)
        speaks = any(ice_rules.speaks_of_ice(conditions) for conditions in places)
        return ice_words.for_place(Ice(IceAdvice.UNKNOWN)) if speaks else ()

    def _where(self, slug: str) -> Where:
        name = named(self.library.places[slug], self.language)
        return Where(slug, name, self._address(point_page(slug)))

    def _groups_of(self, places: Sequence[Conditions], speaker: Speaker) -> Iterator[Group]:
        for key, heading, quantities in GROUPS:
            found = [_of_group(place, quantities) for place in places]
            found.sort(key=_newest, reverse=True)
            told = [self._told(place, speaker) for place in found if place.readings or place.silent]
            yield Group(key, self._words.gettext(heading), told)

    def _told(self, place: Conditions, speaker: Speaker) -> Told:
        unknown = [speaker.unknown(silent) for silent in place.silent]
        return Told(self._where(place.place), speaker.values(place.readings), unknown)

    def _ice_at(self, places: Iterable[Conditions], speaker: Speaker) -> list[IceAt]:
        """Where something was measured first, the newest before others."""
        of_ice = [(place.ice, place) for place in places if place.ice is not None]

        def newest(found: tuple[Ice, Conditions]) -> datetime:
            return max((one.shown.observed_at for one in found[0].measured), default=_LONG_AGO)

        return [
            IceAt(self._where(place.place), speaker.ice(ice, place.water_is_assumed))
            for ice, place in sorted(of_ice, key=newest, reverse=True)
        ]


def _of_group(place: Conditions, quantities: tuple[str, ...]) -> Conditions:
    """A place with these quantities alone; a single silent sensor is told at the place itself."""
    return replace(
        place,
        readings=tuple(one for one in place.readings if one.quantity in quantities),
        silent=tuple(one for one in place.silent if one.quantity in quantities and not one.is_one_of_many),
    )


def _newest(place: Conditions) -> tuple[bool, datetime]:
    """Places with a value stand before those without, whenever that was measured last."""
    measured = [one.observed_at for one in place.readings]
    silent = [one.since for one in place.silent if one.since is not None]
    return bool(measured), max(measured or silent, default=_LONG_AGO)


def _of_all(places: Sequence[Conditions]) -> WarningState:
    """The warnings of all places, each once, the gravest first; all are read from the same list."""
    states = [place.warnings for place in places]
    found = {warning.id: warning for state in states for warning in state.warnings}
    return WarningState(
        is_known=any(state.is_known for state in states),
        checked_at=next((state.checked_at for state in states if state.checked_at), None),
        warnings=tuple(sorted(found.values(), key=lambda warning: warning.severity)),
        unread=max((state.unread for state in states), default=0),
    )
