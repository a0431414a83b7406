"""The measuring-point page of a place: its panel, seven days ahead, curves of what was measured, and what the sensors
can and cannot tell (R-C12, R-C20). It has no map: many such points have no position."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from heritage.conditions import ice_words
from heritage.conditions.state import Conditions
from heritage.pages.curves import Past, Plotter
from heritage.pages.document import LIVE_HEAD, NOTHING
from heritage.pages.labels import QUANTITIES
from heritage.pages.naming import Worded, chosen, named
from heritage.pages.panel import SHEET, PanelPages, point_page
from heritage.pages.skies import Forecaster
from heritage.pages.values import Speaker, hanging, utc
from heritage.places.device import Device, Mounting
from heritage.places.place import Place
from heritage.problems import N_
from heritage.sensors.fitting import is_told, taken_by
from heritage.weather.forecast import EXPIRES_AFTER
from heritage.weather.words import CREDITS

MEASURED = N_("Measuring point {place}")
ABOUT_MEASURED = N_("{place}: what is measured now, in the last seven days and this season.")
FORETOLD = N_("Weather: {place}")
ABOUT_FORETOLD = N_("Forecast: {place}. The next 24 hours and the next seven days.")


@dataclass(frozen=True, slots=True)
class Hung:
    """A sensor at the place: the names of what it measures there, where it hangs, "" where nobody has said, and what it
    can and cannot tell."""

    names: list[str]
    where: str
    note: Worded


class MeasuringPages(PanelPages):
    """One page for each place where something is measured, and the fragments that fill its holes."""

    def point(self, place: Place) -> str:
        """The page, with the holes of a panel, `days` and `curves`."""
        name = named(place, self.language)
        conditions = place.conditions
        measures = conditions.measures if conditions else ()
        words = self._words.gettext
        heading, about = (MEASURED, ABOUT_MEASURED) if measures else (FORETOLD, ABOUT_FORETOLD)
        return self._service_page(
            "measuring",
            point_page(place.slug),
            words(heading).format(place=name.text),
            words(about).format(place=name.text),
            LIVE_HEAD,
            heading=words(heading).format(place=name.text),
            name=name,
            place=self._address(place.slug),
            dangers=[self._link(page) for slug in place.safety if (page := self.library.safety.get(slug))],
            measures=[words(QUANTITIES[quantity]) for quantity in measures],
            is_bathed_in="water_temperature" in measures,
            sensors=self._sensors(place),
            own_judgement=words(ice_words.OWN_JUDGEMENT),
        )

    def days(self, conditions: Conditions) -> Markup:
        """Fills `days`: the table of the days to come; empty where there is no forecast."""
        kept = conditions.forecast
        if kept is None:
            return NOTHING
        place, speaker = self.library.places[conditions.place], Speaker(self.language, conditions.at)
        credit = CREDITS[kept.forecast.provider].spoken(self._words.gettext)
        return self._document.fragment(
            "days.html",
            days=Forecaster(speaker, place.position).days(kept.forecast),
            issued=speaker.moment(kept.forecast.issued_at),
            expires=utc(kept.forecast.issued_at + EXPIRES_AFTER),
            credit=credit,
            source=credit.sentence,
            is_demo=conditions.is_demo,
            sheet=self.frame.asset(SHEET),
        )

    def curves(self, conditions: Conditions, past: Sequence[Past]) -> Markup:
        """Fills `curves`: what was measured before, quantity by quantity; empty where nothing was."""
        plotter = Plotter(Speaker(self.language, conditions.at), conditions.hidden_ice, conditions.is_demo)
        found = [curves for each in past for curves in plotter.curves(each)]
        if not found:
            return NOTHING
        return self._document.fragment(
            "curves.html",
            curves=found,
            is_demo=conditions.is_demo,
            # Whatever is known now: a curve of a thickness is no advice (R-C7).
            do_not_go=self._words.gettext(ice_words.DO_NOT_GO),
            disclaimer=self._words.gettext(ice_words.DISCLAIMER),
        )

    def _sensors(self, place: Place) -> list[Hung]:
        """Those that hang there for as long as the content knows; which device it is stays ours (R-C20)."""
        found = []
        for device in self.library.devices.values():
            for mounting in device.mountings:
                if mounting.place == place.slug and mounting.until is None:
                    found.append(
                        Hung(
                            self._names(place, device, mounting),
                            hanging(mounting.height_m, mounting.depth_m, self.language),
                            chosen(device.note, self.language),
                        )
                    )
        return found

    def _names(self, place: Place, device: Device, mounting: Mounting) -> list[str]:
        taken = taken_by(device, mounting) if is_told(device, mounting) else ()
        measures = place.conditions.measures if place.conditions else ()
        return [self._words.gettext(QUANTITIES[quantity]) for quantity in measures if quantity in taken]
