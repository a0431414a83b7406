"""The panel of a place: what is measured there now, the ice, the weather to come, and what the authority warns of.

The methods give fragments that fill the holes of a page: `live` in its head, `warnings` first, `now` near the top.
"""

from datetime import UTC, datetime
from functools import cached_property

from markupsafe import Markup, escape

from heritage.conditions import ice as ice_rules
from heritage.conditions import ice_words
from heritage.conditions.state import Conditions, Ice, IceAdvice
from heritage.pages.document import NOTHING
from heritage.pages.drawer import Drawer
from heritage.pages.naming import named
from heritage.pages.skies import Forecaster, SunTold, sun_lines
from heritage.pages.values import Speaker
from heritage.pages.warned import OF_A_PLACE, warned
from heritage.places.place import CONDITIONS_PAGE, Place, PlaceConditions
from heritage.problems import N_
from heritage.weather.warnings import WarningState
from heritage.weather.words import WARNINGS_CREDIT

SHEET = "weather.svg"
"""Symbols of skies, warnings and marks, as `symbols.py` has them for places."""

NOW_PAGE = "now"
"""The last part of the address at which a page asks anew."""

SOON = 6
"""How many hours of the forecast are seen without a tap: so many that the story is not pushed off a phone."""

MEASURING_POINT = N_("All measurements here, with curves and seven days ahead")
PAST_ONLY = N_("All measurements here, with curves")
DAYS_AHEAD = N_("The weather of the next seven days")
OVERVIEW = N_("Conditions at all places")

NOWHERE = N_("No forecast: the position of this place is not known.")
TOO_VAGUE = N_("No forecast: the position of this place is known only roughly.")

_NEVER = datetime.min.replace(tzinfo=UTC)

REFRESH_SCRIPT = "htmx.js"
SCRIPTS = ("ages.js", REFRESH_SCRIPT)
"""Count ages, and ask anew."""

ANEW = ' data-hx-swap-oob="innerMorph"'
"""With this, htmx puts an element of an answer where the page has one of the same id."""


def now_address(slug: str) -> str:
    """The part of an address after the language at which an open page asks for what it shows of the moment."""
    return f"{slug}/{NOW_PAGE}"


def point_page(slug: str) -> str:
    """The measuring-point page of a place, after the language."""
    return f"{slug}/{CONDITIONS_PAGE}"


class PanelPages(Drawer):
    """What a server fills in, and what stands there where it cannot."""

    def live_head(self) -> Markup:
        """Fills `live` with the scripts that there are: pages do without (R-A19)."""
        return self._document.fragment(
            "live_head.html",
            scripts=[self.frame.asset(name) for name in SCRIPTS if name in self.frame.assets],
            is_refreshed=REFRESH_SCRIPT in self.frame.assets,
        )

    def warnings(self, conditions: Conditions) -> Markup:
        """Fills `warnings`; empty where there are none."""
        return placed(self._warnings(conditions.warnings, conditions.at))

    def panel(self, conditions: Conditions, is_on_point_page: bool = False) -> Markup:
        """Fills `now`."""
        place = self.library.places[conditions.place]
        return self._panel(place, self._now(conditions), is_on_point_page)

    def now(self, conditions: Conditions) -> Markup:
        """What an open page gets when it asks anew: the inside of its panel, and its warnings."""
        warnings = self._warnings(conditions.warnings, conditions.at)
        return self._now(conditions) + placed(warnings, ANEW)

    def panel_trouble(self, place: Place, now: datetime, is_on_point_page: bool = False) -> Markup:
        """Fills `now` while the database does not answer: nothing is known, least of all that there is no danger."""
        conditions = _conditions(place)
        hidden = ice_rules.hidden_ice(conditions, {}, now, is_demo=False)
        speaks = ice_rules.speaks_of_ice(conditions)
        ice = ice_rules.judge(conditions, [], [], hidden, now) if speaks else None
        speaker = Speaker(self.language, now)
        inside = self._document.fragment(
            "panel_trouble.html",
            at=speaker.moment(now),
            unknown_warnings=self._words.gettext(OF_A_PLACE.unknown),
            credit=WARNINGS_CREDIT,
            **self._about_ice(ice, speaker, is_assumed=False),
        )
        return self._panel(place, inside, is_on_point_page)

    def panel_elsewhere(self, place: Place, is_on_point_page: bool = False) -> Markup:
        """Fills `now` in a copy without a server: where the values are, and what is always said of the ice."""
        conditions = _conditions(place)
        still = ice_rules.counts_as_still(conditions.water, is_demo=False)
        ice = Ice(IceAdvice.UNKNOWN if still else IceAdvice.NOT_STILL)
        slug = point_page(place.slug) if is_on_point_page else place.slug
        # Nothing in such a copy has an age, so that no clock is needed.
        speaker = Speaker(self.language, _NEVER)
        inside = self._document.fragment(
            "panel_elsewhere.html",
            address=self.frame.absolute(self._address(slug)),
            **self._about_ice(
                ice if ice_rules.speaks_of_ice(conditions) else None, speaker, is_assumed=False
            ),
        )
        return self._panel(place, inside, is_on_point_page, is_alive=False)

    def _panel(self, place: Place, now: Markup, is_on_point_page: bool, is_alive: bool = True) -> Markup:
        words = self._words.gettext
        # A copy has neither values nor curves to lead to.
        to_point = "" if is_on_point_page or not is_alive else _on_point_page(place)
        more = [(self._address(point_page(place.slug)), words(to_point))] if to_point else []
        more.append((self._address(CONDITIONS_PAGE), words(OVERVIEW)))
        refresh = self._refresh(place.slug) if is_alive else ""
        return self._document.fragment("panel.html", style=self._style, now=now, refresh=refresh, more=more)

    def _refresh(self, slug: str) -> str:
        """Where an open page asks anew; "" without the script that does."""
        return self._address(now_address(slug)) if REFRESH_SCRIPT in self.frame.assets else ""

    def _warnings(self, state: WarningState, now: datetime) -> Markup:
        if not state.warnings:
            return NOTHING
        told = warned(state, Speaker(self.language, now))
        return self._document.fragment("warnings.html", warned=told, sheet=self.frame.asset(SHEET))

    def _now(self, conditions: Conditions) -> Markup:
        place = self.library.places[conditions.place]
        speaker = Speaker(self.language, conditions.at)
        kept = conditions.forecast
        outlook = Forecaster(speaker, place.position).outlook(kept.forecast) if kept else None
        return self._document.fragment(
            "now.html",
            at=speaker.moment(conditions.at),
            place=named(place, self.language),
            is_demo=conditions.is_demo,
            values=speaker.cards(conditions.readings),
            felt=speaker.felt(conditions.wind_chill) if conditions.wind_chill else None,
            unknown=[speaker.unknown(silent) for silent in conditions.silent],
            has_forecast=place.has_forecast,
            why_no_forecast=self._words.gettext(why) if (why := _why_no_forecast(place)) else "",
            outlook=outlook,
            soon=SOON,
            suns=_suns(place, conditions, speaker),
            warned=warned(conditions.warnings, speaker),
            sheet=self.frame.asset(SHEET),
            **self._about_ice(conditions.ice, speaker, conditions.water_is_assumed),
        )

    def _about_ice(self, ice: Ice | None, speaker: Speaker, is_assumed: bool) -> dict[str, object]:
        """The values of `ice_now.html`, and the sentence that ends every page on conditions (R-C21)."""
        return {
            "ice": None if ice is None else speaker.ice(ice, is_assumed),
            "always": self._always,
            "own_judgement": self._words.gettext(ice_words.OWN_JUDGEMENT),
        }

    @property
    def _style(self) -> str:
        return self.frame.asset("panel.css")

    @cached_property
    def _always(self) -> list[Markup]:
        """What goes with every word on ice (R-C7)."""
        return [self._linked_sentence(sentence) for sentence in ice_words.ALWAYS]

    def _linked_sentence(self, sentence: str) -> Markup:
        """A sentence about ice whose number and site can be tapped."""
        number = Markup('<a href="tel:{0}">{0}</a>').format(ice_words.EMERGENCY_NUMBER)
        site = Markup('<a href="{}">{}</a>').format(ice_words.SITE_ADDRESS, ice_words.SITE_NAME)
        return escape(self._words.gettext(sentence)).format(number=number, site=site)


def placed(warnings: Markup, attributes: str = "") -> Markup:
    """The element that holds the warnings also while there are none, so that one can come."""
    return Markup(f'<div id="_warnings"{attributes}>{warnings}</div>\n')


def _conditions(place: Place) -> PlaceConditions:
    if place.conditions is None:
        raise ValueError(f"{place.slug} has no conditions")
    return place.conditions


def _suns(place: Place, conditions: Conditions, speaker: Speaker) -> list[SunTold]:
    if place.position is None or conditions.sun is None:
        return []
    return sun_lines(place.position, conditions.sun, speaker)


def _on_point_page(place: Place) -> str:
    """What the measuring-point page has besides the panel, as a message id; "" for nothing."""
    if not _conditions(place).measures:
        return DAYS_AHEAD if place.has_forecast else ""
    return MEASURING_POINT if place.has_forecast else PAST_ONLY


def _why_no_forecast(place: Place) -> str:
    """Why there never is one, as a message id; "" where there can be or the editor wants none."""
    if place.has_forecast or not _conditions(place).forecast:
        return ""
    return NOWHERE if place.position is None else TOO_VAGUE
