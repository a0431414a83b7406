"""The pages behind a reporter's private link: what to report, three taps for a value, and what was stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from heritage.i18n import format_decimal
from heritage.pages.document import Head
from heritage.pages.drawer import Drawer
from heritage.pages.naming import Worded, named
from heritage.problems import N_
from heritage.quantities import QUANTITIES

QUESTIONS = {
    "ice_thickness": N_("How thick is the ice?"),
    "water_temperature": N_("How warm is the water?"),
    "snow_depth": N_("How deep is the snow?"),
}

NAMES = {
    "ice_thickness": N_("Thickness of the ice"),
    "water_temperature": N_("Temperature of the water"),
    "snow_depth": N_("Depth of the snow"),
}

TILES = {
    "ice_thickness": tuple(range(1, 31)),
    "water_temperature": tuple(range(1, 27)),
    "snow_depth": tuple(range(5, 105, 5)),
}
"""Values for one tap with cold fingers, in the quantity's unit; any other is typed."""

ICE_KINDS = {
    "unknown": N_("I do not know"),
    "clear": N_("Clear, dark ice"),
    "snow": N_("White or grey ice of frozen snow"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a link may report: where it is asked, and of what place."""

    address: str
    name: str
    place: Worded


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for, with what was sent when it has to be sent again."""

    place: str
    quantity: str
    key: str
    sent: dict[str, str]
    error: str = ""


class ReportPages(Drawer):
    """None of them is to be found by anybody else; none names the link in its head."""

    def report_choices(self, reporter: str, own: str, pairs: Sequence[tuple[str, str]]) -> str:
        """What the link is for; `own` is its address, `pairs` are (place, quantity)."""
        choices = [
            Choice(
                f"{own}?{urlencode({'place': place, 'what': quantity})}",
                self._words.gettext(NAMES[quantity]),
                named(self.library.places[place], self.language),
            )
            for place, quantity in pairs
        ]
        title = self._words.gettext("What have you measured?")
        return self._report_page("report_choices", title, reporter=reporter, choices=choices)

    def report_form(self, reporter: str, own: str, asked: Asked) -> str:
        """The form for one value; one tap for the value, one for the kind of ice, one to send."""
        quantity = QUANTITIES[asked.quantity]
        title = self._words.gettext(QUESTIONS[asked.quantity])
        if asked.error:
            # The title is what is read aloud first after sending.
            not_sent = self._words.gettext("Not sent")
            title = f"{not_sent}: {title}"
        tiles = [(str(value), format_decimal(value, self.language)) for value in TILES[asked.quantity]]
        kinds = [(kind, self._words.gettext(name)) for kind, name in ICE_KINDS.items()]
        return self._report_page(
            "report_form",
            title,
            question=self._words.gettext(QUESTIONS[asked.quantity]),
            reporter=reporter,
            own=own,
            asked=asked,
            place=named(self.library.places[asked.place], self.language),
            unit=quantity.unit,
            tiles=tiles,
            kinds=kinds if asked.quantity == "ice_thickness" else [],
        )

    def report_done(self, own: str, place: str, quantity: str, value: float, at: str, is_new: bool) -> str:
        """What stands in the store now; `at` is the local time of the measurement, written out."""
        words = self._words.gettext
        title = words("Thank you, it is saved") if is_new else words("This was saved already")
        shown = QUANTITIES[quantity]
        return self._report_page(
            "report_done",
            title,
            own=own,
            again=f"{own}?{urlencode({'place': place, 'what': quantity})}",
            name=words(NAMES[quantity]),
            place=named(self.library.places[place], self.language),
            value=f"{format_decimal(value, self.language, 1 if value % 1 else 0)}\xa0{shown.unit}",
            at=at,
        )

    def _report_page(self, template: str, title: str, **values: object) -> str:
        head = Head("", title, self._words.gettext("A private page for those who measure."))
        return self._document.render(
            template, head, heading=title, sheet=self.frame.asset("report.css"), **values
        )
