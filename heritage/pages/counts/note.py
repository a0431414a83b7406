"""The public note of a counting point, for its page and for the small sign at the counter (R-P13, R-P14).

What is counted, by which technique, that the numbers tell of nobody, and who to ask.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from heritage.i18n.catalogues import gettext_for
from heritage.pages.naming import Worded, chosen
from heritage.places.counting import CameraPapers, Technique
from heritage.places.place import Library
from heritage.places.site_record import Contact
from heritage.problems import N_

COUNTED_HERE = N_("Here we count how many pass, and when. We do not count who.")
NOT_A_PERSON = N_(
    "No person can be identified: what is kept is a number for each hour, and nothing of what you look like, carry or "
    "do."
)
NOT_FROM_THE_PICTURE = N_(
    "Nobody is identified from the picture: what is kept is a number for each hour, and nothing of what you look like, "
    "carry or do."
)
ASK = N_("Questions? Ask {name}.")


class InWords(NamedTuple):
    """A technique by its short name, as it stands in a list, and in whole sentences."""

    short: str
    told: str


TECHNIQUES = {
    Technique.PASSIVE_IR: InWords(
        N_("notices warmth"),
        N_("The counter notices the warmth of a body that passes. It takes no pictures and hears nothing."),
    ),
    Technique.RADAR: InWords(
        N_("radar"),
        N_(
            "The counter sends out weak radio waves and notices what moves. It takes no pictures and hears nothing."
        ),
    ),
    Technique.PRESSURE: InWords(
        N_("notices steps"),
        N_("The counter lies in the ground and notices steps. It takes no pictures and hears nothing."),
    ),
    Technique.MAGNETIC: InWords(
        N_("notices metal"),
        N_(
            "The counter notices metal that passes, such as a bicycle. It takes no pictures and hears nothing."
        ),
    ),
    Technique.LASER: InWords(
        N_("measures distances by light"),
        N_(
            "The counter measures distances with light that the eye does not see. It takes no pictures and hears "
            "nothing."
        ),
    ),
    Technique.OPTICAL_IMAGE: InWords(
        N_("camera"),
        N_(
            "The counter looks through a camera and counts in its picture. It is registered as camera surveillance: "
            "{entry}. Why it may stand here: {balancing}"
        ),
    ),
}
NO_COUNTER = N_("No counter stands here at present.")


@dataclass(frozen=True, slots=True)
class CounterNote:
    """The note in one language, in whole sentences. `own` is what the editor adds about this spot and its counters,
    with its language; `contact` is whom `ask` names."""

    name: Worded
    what: str
    techniques: list[str]
    privacy: str
    own: list[Worded]
    ask: str
    contact: Contact


@dataclass(frozen=True, slots=True)
class Standing:
    """A counter at a point, from a local day on and until another (that day included; None: still).

    `height_m` and `trail_width_m` are metres; `sensitivity` is as it was set, in the editor's words.
    """

    since: date
    until: date | None
    technique: Technique | None
    camera: CameraPapers | None
    height_m: float | None
    trail_width_m: float | None
    sensitivity: str
    note: Mapping[str, str]


def counter_note(library: Library, point: str, language: str, today: date) -> CounterNote:
    """The note of a counting point as it is on a local day. Raises KeyError for a point that there is not."""
    words = gettext_for(language).gettext
    spot = library.counting.points[point]
    here = [one for one in standings(library, point, today) if _is_here(one, today)]
    techniques = dict.fromkeys(technique(one, words) for one in here if one.technique is not None)
    own = [chosen(note, language) for note in (spot.note, *(one.note for one in here)) if note]
    contact = library.site.contact
    has_camera = any(one.technique is Technique.OPTICAL_IMAGE for one in here)
    return CounterNote(
        chosen(spot.name, language),
        words(COUNTED_HERE),
        list(techniques) if here else [words(NO_COUNTER)],
        words(NOT_FROM_THE_PICTURE if has_camera else NOT_A_PERSON),
        list(dict.fromkeys(own)),
        words(ASK).format(name=contact.name),
        contact,
    )


def standings(library: Library, point: str, until: date) -> list[Standing]:
    """All counters that came to a point `until` a day, by when they came: the life of its series (R-V20)."""
    return [
        Standing(
            mounting.since,
            mounting.until,
            counter.technique,
            counter.camera,
            mounting.height_m,
            mounting.trail_width_m,
            mounting.sensitivity or "",
            counter.note,
        )
        for _, counter, mounting in library.counters_at(point)
        if mounting.since <= until
    ]


def _is_here(one: Standing, today: date) -> bool:
    return one.until is None or today <= one.until


def technique(one: Standing, words: Callable[[str], str]) -> str:
    """In a sentence or some; "" where the content does not tell it."""
    text = words(TECHNIQUES[one.technique].told) if one.technique else ""
    if one.camera is None:
        return text
    return text.format(entry=one.camera.register_entry, balancing=one.camera.balancing)
