"""Official warnings on a page: word for word, with sender and times, graded in words and by shape (R-C15, R-A28)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from heritage.pages.naming import Worded, marked
from heritage.pages.values import Moment, Speaker, utc
from heritage.problems import N_
from heritage.weather.warnings import TRUSTED_FOR, OfficialWarning, WarningState, Words
from heritage.weather.words import SWEDISH_AND_ENGLISH_ONLY, WARNINGS_CREDIT, Credit

SHAPES = {"YELLOW": "triangle", "ORANGE": "diamond", "RED": "octagon"}
"""The drawing in `static/weather.svg` of each level; any other is a circle."""

_GRAVE = ("ORANGE", "RED")
_OTHER_SHAPE = "circle"


class Sentences(NamedTuple):
    """What is said where no warning stands: that there is none, and that nobody knows."""

    none: str
    unknown: str


OF_A_PLACE = Sentences(
    N_("SMHI has no warning for this place."),
    N_("Whether there is an official warning for this place is not known just now."),
)
OF_ALL_PLACES = Sentences(
    N_("SMHI has no warning for these places."),
    N_("Whether there are official warnings for these places is not known just now."),
)
ALSO_UNREAD = N_("SMHI has issued a warning that we cannot show. Read it at SMHI.")


@dataclass(frozen=True, slots=True)
class Told:
    """One warning. `rank` is yellow, orange, red or message; `leaves` (ISO 8601, UTC) is when it is told no more, or
    "" for one that holds until SMHI takes it away.

    `is_prolonged`: its end has passed and SMHI lists it still. `is_grave`: its whole text lies open; of a lesser one
    a tap away.
    """

    key: str
    shape: str
    rank: str
    level: Worded
    event: Worded
    area: Worded
    passages: list[tuple[Worded, list[Worded]]]
    starts: Moment | None
    until: Moment | None
    published: Moment | None
    leaves: str
    is_prolonged: bool
    is_grave: bool


@dataclass(frozen=True, slots=True)
class Warned:
    """All that a page tells of warnings. `remark` says that they are in no language of the reader's, or is "".

    `state` is a sentence on what is known; once `trusted_until` (ISO 8601, UTC) has passed, `unknown` holds.
    """

    warnings: list[Told]
    remark: str
    credit: Credit
    source: str
    state: str
    checked: Moment | None
    trusted_until: str
    unknown: str
    unread: str


def warned(state: WarningState, speaker: Speaker, sentences: Sentences = OF_A_PLACE) -> Warned:
    """What is known of warnings, in the words of a page."""
    words, language = speaker.words, speaker.language
    said = _state(state, sentences)
    told = [_told(warning, state.checked_at, speaker) for warning in state.warnings]
    reads_either = language == "en" or language.startswith("sv")
    trusted_until = "" if state.checked_at is None else utc(state.checked_at + TRUSTED_FOR)
    return Warned(
        warnings=told,
        remark="" if reads_either or not told else words.gettext(SWEDISH_AND_ENGLISH_ONLY),
        credit=WARNINGS_CREDIT,
        source=words.gettext(WARNINGS_CREDIT.sentence),
        state=said and words.gettext(said),
        checked=None if state.checked_at is None else speaker.moment(state.checked_at),
        trusted_until=trusted_until if state.is_known else "",
        unknown=words.gettext(sentences.unknown),
        unread=words.gettext(ALSO_UNREAD) if state.unread else "",
    )


def _state(state: WarningState, sentences: Sentences) -> str:
    """No data is never "no warnings"; where there are some they speak for themselves."""
    if not state.is_known:
        return sentences.unknown
    return sentences.none if state.is_none else ""


def _told(warning: OfficialWarning, checked_at: datetime | None, speaker: Speaker) -> Told:
    def read(text: Words) -> Worded:
        told, language = text.read(speaker.language)
        return Worded(told, marked(language, speaker.language))

    def lines(text: Words) -> list[Worded]:
        whole = read(text)
        return [Worded(line, whole.attributes) for line in whole.text.splitlines() if line.strip()]

    leaves_at = None if checked_at is None else warning.leaves_at(checked_at)
    return Told(
        key="".join(letter if letter.isalnum() else "-" for letter in warning.id),
        shape=SHAPES.get(warning.level, _OTHER_SHAPE),
        rank=warning.level.lower() if warning.level in SHAPES else "message",
        level=read(warning.level_name),
        event=read(warning.event),
        area=read(warning.area_name),
        passages=[(read(passage.title), lines(passage.text)) for passage in warning.passages],
        starts=None if warning.starts_at is None else speaker.moment(warning.starts_at),
        until=None if warning.ends_at is None else speaker.moment(warning.ends_at),
        published=None if warning.published_at is None else speaker.moment(warning.published_at),
        leaves="" if leaves_at is None else utc(leaves_at),
        is_prolonged=checked_at is not None and warning.is_prolonged(checked_at),
        is_grave=warning.level in _GRAVE,
    )
