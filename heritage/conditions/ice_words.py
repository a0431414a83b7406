"""Every sentence about ice, for page, data and offline text (R-C6 to R-C10, R-C21); the signs have theirs in `signs`.

Message ids of the domain `messages`. No sentence holds a number but 10 cm and 112, and none says that ice holds.
"""

from collections.abc import Callable, Iterable

from heritage.conditions.state import Ice, IceAdvice, IceMeasured
from heritage.problems import N_
from heritage.quantities import IceKind

DO_NOT_GO = N_("Do not go out on the ice.")
MAY_BE_WEAKER = N_("The ice may be weaker in other places – test it with an ice pike.")
SPRING_ICE = N_("Spring ice – its thickness says nothing about its strength.")
HIDDEN_IN_THAW = N_("After mild days and in spring we show no thickness.")
NOT_STILL = N_("This water counts as running or regulated, and there we show no thickness.")
UNKNOWN = N_("How thick the ice is now is not known.")
WAITING = N_("A measurement waits for somebody to check it and is not shown until then.")

BELOW_TEN = N_("Less than 10 cm of clear ice was measured.")
SENSOR = N_("A sensor measures at a single point and cannot tell clear ice from weaker ice.")
SNOW_ICE = N_("Ice made of snow and slush is markedly weaker than clear ice.")
NO_ICE = N_("No ice was found in the hole.")
UNKNOWN_KIND = N_("What kind of ice it is is not known; it may be weaker than clear ice.")

MOST_CAREFUL = N_(
    "The most careful of {count} measurements within 24 hours is shown; the newest is of {time}."
)
NEW_VALUES = N_("There are new values for the ice to read on the page.")
"""What is heard after the advice when a thickness changes: no number is spoken without what goes with it (R-C7)."""

THREE_WORDS = N_("Knowledge – Equipment – Company")
WEAK_PLACES = N_(
    "The ice can be weak anywhere, above all at inlets and outlets, in narrows, by jetties, around open leads and in "
    "reeds."
)
EMERGENCY = N_("In danger, call {number}.")
READ_MORE = N_("Read more at {site} (in Swedish).")
DISCLAIMER = N_(
    "The municipality shows what was measured at a single point. Ice differs from place to place and changes fast, "
    "and nobody answers for it."
)
OWN_JUDGEMENT = N_("Always make your own judgement.")
"""The last sentence of every page on conditions (R-C21)."""

ASSUMED_STILL = N_("Nobody has confirmed that this water is still; in this demonstration it is assumed.")

KINDS = {
    IceKind.CLEAR: N_("clear ice"),
    IceKind.SNOW: N_("snow ice"),
    IceKind.UNKNOWN: N_("unknown kind of ice"),
}

EMERGENCY_NUMBER = "112"
SITE_NAME = "issäkerhet.se"
SITE_ADDRESS = "https://issäkerhet.se"

_FOR_PLACE = {
    IceAdvice.NOT_STILL: (DO_NOT_GO, NOT_STILL),
    IceAdvice.SPRING: (DO_NOT_GO, SPRING_ICE, HIDDEN_IN_THAW),
    IceAdvice.UNKNOWN: (DO_NOT_GO, UNKNOWN),
    IceAdvice.WARNING: (DO_NOT_GO,),
    IceAdvice.BELOW_TEN: (DO_NOT_GO,),
    IceAdvice.MEASURED: (MAY_BE_WEAKER,),
}

_WHY = {
    None: SENSOR,
    IceKind.CLEAR: BELOW_TEN,
    IceKind.SNOW: SNOW_ICE,
    IceKind.UNKNOWN: UNKNOWN_KIND,
}

ALWAYS = (THREE_WORDS, WEAK_PLACES, EMERGENCY, READ_MORE, DISCLAIMER)
"""What follows in every state, in this order; `{number}` and `{site}` are to be links."""


def for_place(ice: Ice) -> tuple[str, ...]:
    """What comes first, before any measurement, as message ids."""
    return _FOR_PLACE[ice.advice] + ((WAITING,) if ice.is_waiting else ())


def for_measured(measured: IceMeasured) -> tuple[str, ...]:
    """What stands beside a thickness, as message ids: never nothing (R-C7)."""
    return beside(measured.advice, measured.kind, measured.shown.value)


def beside(advice: IceAdvice, kind: IceKind | None, thickness_cm: float) -> tuple[str, ...]:
    """The same for a thickness of that kind of ice; `kind` is None for a sensor's."""
    if advice is IceAdvice.MEASURED:
        return (MAY_BE_WEAKER,)
    is_bare = kind is not None and thickness_cm <= 0
    return DO_NOT_GO, NO_ICE if is_bare else _WHY[kind]


def in_full(ice: Ice, gettext: Callable[[str], str]) -> list[str]:
    """All sentences of a state in one language, without thicknesses, each once: for data and plain text."""
    measured = (sentence for one in ice.measured for sentence in for_measured(one))
    return spoken((*for_place(ice), *measured, *ALWAYS), gettext)


def spoken(sentences: Iterable[str], gettext: Callable[[str], str]) -> list[str]:
    """Message ids as plain text in one language, each once."""
    values = {"number": EMERGENCY_NUMBER, "site": SITE_NAME}
    return [gettext(sentence).format(**values) for sentence in dict.fromkeys(sentences)]
