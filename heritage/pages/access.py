"""A place's facts for disabled visitors in words; what is unknown is told apart from no (R-A30)."""

from collections.abc import Mapping
from gettext import NullTranslations

import msgspec
from markupsafe import Markup

from heritage.i18n.catalogues import gettext_for
from heritage.i18n.numbers import format_decimal
from heritage.pages.frame import Frame
from heritage.pages.symbols import symbol
from heritage.places.place import Accessibility, Answer
from heritage.problems import N_

SURFACES: Mapping[str, str] = {
    "asphalt": N_("Asphalt"),
    "gravel": N_("Gravel"),
    "path": N_("Forest path"),
    "boards": N_("Boardwalk"),
    "grass": N_("Grass"),
    "mixed": N_("Mixed ground"),
}

SLOPES: Mapping[str, str] = {
    "level": N_("Level"),
    "gentle": N_("Gentle"),
    "steep": N_("Steep"),
}

ANSWERS: Mapping[str, str] = {"yes": N_("Yes"), "no": N_("No")}

ACCESS: Mapping[str, str] = {
    "step_free": N_("Step-free entrance"),
    "toilet": N_("Toilet"),
    "parking": N_("Parking"),
    "seats": N_("Places to sit"),
    "surface": N_("Surface"),
    "slope": N_("Slope"),
    "width_cm": N_("Narrowest passage"),
}
"""The facts for disabled visitors, in the order in which they are shown (R-A30)."""


class Known(msgspec.Struct, frozen=True):
    """A fact that somebody has looked at. `lacks` is what a struck-through symbol says: it is not there."""

    symbol: Markup
    label: str
    value: str
    lacks: bool


def access_facts(facts: Accessibility, language: str, frame: Frame) -> tuple[list[Known], list[str]]:
    """What is known, and the labels of what is not: they get no symbol, which might be taken for a yes."""
    words = gettext_for(language)
    known: list[Known] = []
    unknown: list[str] = []
    for name, label in ACCESS.items():
        fact = getattr(facts, name)
        value = _in_words(name, fact, language, words)
        if value is None:
            unknown.append(words.gettext(label))
        else:
            known.append(Known(symbol(name, frame), words.gettext(label), value, lacks=fact is Answer.NO))
    return known, unknown


def _in_words(
    name: str, value: Answer | str | int | None, language: str, words: NullTranslations
) -> str | None:
    """None where nobody has looked."""
    if value is None or value == "unknown":
        return None
    if isinstance(value, int):
        return words.gettext("{width} cm").format(width=format_decimal(value, language))
    if isinstance(value, Answer):
        return words.gettext(ANSWERS[value.value])
    return words.gettext((SURFACES if name == "surface" else SLOPES)[value])
