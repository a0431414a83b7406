"""The sentences that tell a sum, by what its bounds are worth: without a factor nobody knows how many the counter
misses, so that the bounds are none of the true number (R-V5, R-V23)."""

from enum import Enum, auto
from gettext import NullTranslations

from heritage.passages.figures.values import Amount, Figures
from heritage.places.counting import Visits


class Bounds(Enum):
    """What the bounds of an amount tell."""

    NONE = auto()  # there are none, or they fall together
    ROUNDING = auto()  # that the number is rounded, and nothing else
    ESTIMATES = auto()  # how sure the estimates are, and nothing of what the counter misses
    PART = auto()  # as WHOLE for some days or directions, as ESTIMATES for the others
    WHOLE = auto()  # how sure the number is


def bounds_of(amount: Amount, figures: Figures) -> Bounds:
    """What the bounds of `amount`, which is one of the `figures`, tell."""
    if amount.low is None or amount.high is None or amount.low == amount.high:
        return Bounds.NONE
    if figures.is_calibrated:
        return Bounds.WHOLE
    if figures.factors:
        return Bounds.PART
    return Bounds.ESTIMATES if amount.estimated_share else Bounds.ROUNDING


def of_passages(words: NullTranslations, bounds: Bounds, number: int) -> str:
    """A sentence with places for {number}, {days}, and {low} and {high} where they tell of more than rounding."""
    match bounds:
        case Bounds.NONE:
            return words.ngettext(
                "{number} passage was counted here in the period {days}.",
                "{number} passages were counted here in the period {days}.",
                number,
            )
        case Bounds.ROUNDING:
            return words.gettext("About {number} passages were counted here in the period {days}.")
        case Bounds.ESTIMATES:
            return words.ngettext(
                "About {number} passage was counted here in the period {days}, with what is estimated for the gaps: "
                "probably between {low} and {high}. How many the counter misses is not known.",
                "About {number} passages were counted here in the period {days}, with what is estimated for the gaps: "
                "probably between {low} and {high}. How many the counter misses is not known.",
                number,
            )
        case Bounds.PART:
            return words.ngettext(
                "There was about {number} passage here in the period {days}, as far as we know between {low} and "
                "{high}: for a part of the numbers it is not known how many the counter misses.",
                "There were about {number} passages here in the period {days}, as far as we know between {low} and "
                "{high}: for a part of the numbers it is not known how many the counter misses.",
                number,
            )
        case Bounds.WHOLE:
            return words.ngettext(
                "There was about {number} passage here in the period {days}. The true number is probably between "
                "{low} and {high}.",
                "There were about {number} passages here in the period {days}. The true number is probably between "
                "{low} and {high}.",
                number,
            )


def of_visits(words: NullTranslations, rule: Visits, bounds: Bounds, number: int) -> str:
    """A sentence with places for {number}, and {low} and {high} where they tell how sure it is."""
    match bounds:
        case Bounds.NONE:
            return _exact_visits(words, rule, number)
        case Bounds.WHOLE:
            return _bounded_visits(words, rule, number)
        case _:
            return _about_visits(words, rule, number)


def _exact_visits(words: NullTranslations, rule: Visits, number: int) -> str:
    if rule is Visits.IN:
        return words.ngettext(
            "{number} visit: here only passages inwards are visits.",
            "{number} visits: here only passages inwards are visits.",
            number,
        )
    return words.ngettext(
        "{number} visit: whoever comes here goes back the same way, so that two passages are one visit.",
        "{number} visits: whoever comes here goes back the same way, so that two passages are one visit.",
        number,
    )


def _about_visits(words: NullTranslations, rule: Visits, number: int) -> str:
    if rule is Visits.IN:
        return words.ngettext(
            "About {number} visit: here only passages inwards are visits.",
            "About {number} visits: here only passages inwards are visits.",
            number,
        )
    return words.ngettext(
        "About {number} visit: whoever comes here goes back the same way, so that two passages are one visit.",
        "About {number} visits: whoever comes here goes back the same way, so that two passages are one visit.",
        number,
    )


def _bounded_visits(words: NullTranslations, rule: Visits, number: int) -> str:
    if rule is Visits.IN:
        return words.ngettext(
            "About {number} visit, probably between {low} and {high}: here only passages inwards are visits.",
            "About {number} visits, probably between {low} and {high}: here only passages inwards are visits.",
            number,
        )
    return words.ngettext(
        "About {number} visit, probably between {low} and {high}: whoever comes here goes back the same way, so that "
        "two passages are one visit.",
        "About {number} visits, probably between {low} and {high}: whoever comes here goes back the same way, so that "
        "two passages are one visit.",
        number,
    )
