"""The pages by which somebody beside the trail sends a count by hand (R-V19): numbers to fill in, and what was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heritage.i18n.numbers import format_decimal
from heritage.pages.counts.words import Teller
from heritage.pages.naming import chosen
from heritage.pages.report_pages import ReportPages
from heritage.places.counting import CountingPoint
from heritage.problems import N_
from heritage.store.flags import Direction

TRAVELLERS = {
    "walker": N_("On foot"),
    "cyclist": N_("By bicycle"),
    "skier": N_("On skis"),
    "snowmobile": N_("By snowmobile"),
    "dog": N_("Dogs"),
}
"""Kinds of travellers by their keys, the usual first."""

TURNS = {"0": N_("the first of the two, in summer time"), "1": N_("the second of the two, in winter time")}
"""Which is meant of two moments that clocks showed alike, by what the form sends."""

SCRIPT = "tally.js"
"""Counts taps; without it the numbers are typed."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """A form for a count, with what was sent where it has to be sent again: why, and which input is mended.

    `twice` are those of its times that clocks showed twice: the form asks which is meant.
    """

    point: str
    key: str
    sent: Mapping[str, str]
    error: str = ""
    field: str = ""
    twice: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TallyKept:
    """What stands in the store; times in words, `seen` as (direction, traveller, number)."""

    point: str
    start: str
    end: str
    seen: Sequence[tuple[Direction, str, int]]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What of the form belongs together: its words, and each input's name and words."""

    words: str
    inputs: Sequence[tuple[str, str]]


class TallyPages(ReportPages):
    """Part of a reporter's private pages."""

    def tally_form(self, reporter: str, own: str, asked: Tallied, is_only: bool) -> str:
        """The form for one count; `is_only` tells that the link is for nothing else."""
        point = self.library.counting.points[asked.point]
        question = self._words.gettext("How many passed?")
        return self._report_page(
            "tally_form",
            self._title(question, asked.error),
            own,
            (asked.point, "passages"),
            question=question,
            reporter=reporter,
            action=self._at(own),
            elsewhere="" if is_only else self._at(own),
            asked=asked,
            point=chosen(point.name, self.language),
            groups=self._asked_together(point),
            turns=[(turn, self._words.gettext(text)) for turn, text in TURNS.items()],
            turn_field=turn_field,
            script=self.frame.asset(SCRIPT),
        )

    def tally_done(self, own: str, kept: TallyKept, is_only: bool) -> str:
        """What was kept."""
        words = self._words.gettext
        point = self.library.counting.points[kept.point]
        title = (
            words("Thank you, your count is saved") if kept.is_new else words("This count was saved already")
        )
        teller = Teller(self.language)
        seen = [
            (
                f"{teller.direction(way, point)}: {words(TRAVELLERS[traveller])}",
                format_decimal(number, self.language),
            )
            for way, traveller, number in kept.seen
        ]
        return self._report_page(
            "tally_done",
            title,
            own,
            (kept.point, "passages"),
            again=self._at(own, kept.point, "passages"),
            elsewhere="" if is_only else self._at(own),
            kept=kept,
            point=chosen(point.name, self.language),
            seen=seen,
        )

    def _asked_together(self, point: CountingPoint) -> list[Group]:
        """By kind of traveller, so that both directions lie beside each other under the thumb; where there is but one
        direction, by that."""
        teller, words = Teller(self.language), self._words.gettext
        named = [(way.name.lower(), teller.direction(way, point)) for way in ways(point)]
        if len(named) == 1:
            ((key, direction),) = named
            return [Group(direction, [(f"{key}-{who}", words(text)) for who, text in TRAVELLERS.items()])]
        return [
            Group(words(text), [(f"{key}-{who}", direction) for key, direction in named])
            for who, text in TRAVELLERS.items()
        ]


def turn_field(name: str) -> str:
    """The input that tells which of two moments the time in the input `name` is."""
    return f"{name}-turn"


def ways(point: CountingPoint) -> list[Direction]:
    """The directions that are counted apart at a point; where it names none, all passages are one."""
    named = [
        direction for direction in (Direction.IN, Direction.OUT) if direction.name.lower() in point.directions
    ]
    return named or [Direction.BOTH]
