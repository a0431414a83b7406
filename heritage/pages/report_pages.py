"""The pages behind a reporter's private link: what to report, three taps for a value, and what was stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from urllib.parse import urlencode

from heritage.i18n.numbers import format_decimal, format_measure
from heritage.pages.document import Head
from heritage.pages.drawer import Drawer
from heritage.pages.naming import Worded, chosen, named
from heritage.pages.values import SNOW_ON_ICE
from heritage.problems import N_
from heritage.quantities import QUANTITIES, IceKind

QUESTIONS = {
    "ice_thickness": N_("How thick is the ice?"),
    "water_temperature": N_("How warm is the water?"),
    "snow_depth": N_("How deep is the snow?"),
}

NAMES = {
    "ice_thickness": N_("Thickness of the ice"),
    "water_temperature": N_("Temperature of the water"),
    "snow_depth": N_("Depth of the snow"),
    "passages": N_("Passages, counted by hand"),
}

TILES = {
    "ice_thickness": tuple(range(1, 31)),
    "water_temperature": tuple(range(1, 27)),
    "snow_depth": tuple(range(5, 105, 5)),
}
"""Values for one tap with cold fingers, in the quantity's unit; any other is typed."""

LANGUAGE = "lang"
"""The last part of an address of these pages, for the link itself has no language."""

SNOW = N_("Snow on the ice")

ICE_KINDS = {
    IceKind.UNKNOWN: N_("I do not know"),
    IceKind.CLEAR: N_("Clear, dark ice"),
    IceKind.SNOW: N_("White or grey ice of frozen snow"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a link may report: where it is asked, and of what place."""

    address: str
    name: str
    place: Worded


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for, with what was sent when it has to be sent again: why, and in which field it is mended.

    `field` is the name of one of the form's inputs, or "" where none is at fault.
    """

    place: str
    quantity: str
    key: str
    sent: dict[str, str]
    error: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands in the store: `value` in the quantity's unit, `ice` and `snow_cm` of ice alone.

    `at` is the local time of the measurement in words, `note` what must be known of it.
    """

    place: str
    quantity: str
    value: float
    ice: IceKind | None
    snow_cm: float | None
    at: str
    note: str
    is_new: bool


def exactly(number: float, language: str, unit: str = "") -> str:
    """A number as it was given, with its decimals up to the third, and perhaps its unit."""
    decimals = len(f"{number:.3f}".rstrip("0").partition(".")[2])
    if unit:
        return format_measure(number, unit, language, decimals)
    return format_decimal(number, language, decimals)


def wholly(
    value: float,
    unit: str,
    ice: IceKind | None,
    snow_cm: float | None,
    language: str,
    words: NullTranslations,
) -> str:
    """A value with all that was told of it, for the middle of a sentence."""
    told = [] if ice is None else [words.gettext(ICE_KINDS[ice])]
    if snow_cm is not None:
        told.append(f"{words.gettext(SNOW)}: {exactly(snow_cm, language, 'cm')}")
    number = exactly(value, language, unit)
    return f"{number} ({'; '.join(told)})" if told else number


class ReportPages(Drawer):
    """None of them is to be found by anybody else; none names the link in its head."""

    def report_choices(
        self, reporter: str, own: str, pairs: Sequence[tuple[str, str]], error: str = "", sent: str = ""
    ) -> str:
        """What the link is for; `own` is its address, `pairs` are (place, quantity).

        `error` is why what was sent before could not be taken, `sent` the value as it was sent.
        """
        choices = [
            Choice(
                self._at(own, place, quantity),
                self._words.gettext(NAMES[quantity]),
                self._spot(place),
            )
            for place, quantity in pairs
        ]
        question = self._words.gettext("What have you measured?")
        return self._report_page(
            "report_choices",
            self._title(question, error),
            own,
            question=question,
            reporter=reporter,
            choices=choices,
            error=error,
            sent=sent,
        )

    def report_form(self, reporter: str, own: str, asked: Asked, is_only: bool) -> str:
        """The form for one value; one tap for the value, one for the kind of ice, one to send.

        `is_only` tells that the link is for nothing else.
        """
        quantity = QUANTITIES[asked.quantity]
        question = self._words.gettext(QUESTIONS[asked.quantity])
        tiles = [(str(value), format_decimal(value, self.language)) for value in TILES[asked.quantity]]
        kinds = [(kind, self._words.gettext(name)) for kind, name in ICE_KINDS.items()]
        return self._report_page(
            "report_form",
            self._title(question, asked.error),
            own,
            (asked.place, asked.quantity),
            question=question,
            reporter=reporter,
            action=self._at(own),
            elsewhere="" if is_only else self._at(own),
            asked=asked,
            place=named(self.library.places[asked.place], self.language),
            unit=quantity.unit,
            tiles=tiles,
            kinds=kinds if asked.quantity == "ice_thickness" else [],
            is_torn=bool(asked.sent.get("value") and asked.sent.get("other", "").strip()),
        )

    def report_done(self, own: str, saved: Saved, is_only: bool) -> str:
        """All that stands in the store now; `is_only` as for the form."""
        words = self._words.gettext
        title = words("Thank you, it is saved") if saved.is_new else words("This was saved already")
        snow = "" if saved.snow_cm is None else exactly(saved.snow_cm, self.language, "cm")
        return self._report_page(
            "report_done",
            title,
            own,
            (saved.place, saved.quantity),
            again=self._at(own, saved.place, saved.quantity),
            elsewhere="" if is_only else self._at(own),
            saved=saved,
            name=words(NAMES[saved.quantity]),
            place=named(self.library.places[saved.place], self.language),
            value=exactly(saved.value, self.language, QUANTITIES[saved.quantity].unit),
            kind="" if saved.ice is None else words(ICE_KINDS[saved.ice]),
            snow=words(SNOW_ON_ICE).format(depth=snow) if snow else "",
        )

    def _spot(self, slug: str) -> Worded:
        """The name of a place or of a counting point."""
        point = self.library.counting.points.get(slug)
        return chosen(point.name, self.language) if point else named(self.library.places[slug], self.language)

    def _title(self, question: str, error: str) -> str:
        """The title is what is read aloud first after sending."""
        not_sent = self._words.gettext("Not sent")
        return f"{not_sent}: {question}" if error else question

    def _at(self, own: str, place: str = "", quantity: str = "") -> str:
        """An address of the link's pages, which are all the same but for what stands after it."""
        asked = {"place": place, "what": quantity, LANGUAGE: self.language}
        return f"{own}?{urlencode({name: value for name, value in asked.items() if value})}"

    def _report_page(
        self, template: str, title: str, own: str, pair: tuple[str, str] = ("", ""), **values: object
    ) -> str:
        """A page at the link's own address; its other languages are there too."""
        about = self._words.gettext("A private page for those who measure.")
        head = Head("", title, about, switch=self._at(own, *pair).removesuffix(self.language))
        return self._document.render(
            template, head, heading=title, sheet=self.frame.asset("report.css"), **values
        )
