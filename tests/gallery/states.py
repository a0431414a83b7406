"""Every state that a type of page is designed for: what it is called and where it is found."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

FULL, NOTHING_YET, ARABIC, BUSY = "full", "nothing yet", "arabic", "busy"
"""The sites of `sites.py` that the states are shown by."""


class Aspect(StrEnum):
    """What every type of page is designed for, or has its reason in `NOT_SHOWN`."""

    EMPTY = "empty"
    LONG_TEXT = "long text"
    LONG_WORDS = "long words"
    NO_PICTURE = "no picture"
    RIGHT_TO_LEFT = "right to left"


EMPTY, LONG_TEXT, LONG_WORDS, NO_PICTURE, RIGHT_TO_LEFT = Aspect


@dataclass(frozen=True)
class State:
    """An address of one of the sites; with `fields` it is sent a form, by somebody who is at `address` too.

    `brief`: looked at in the hardest setting only, because another state of the same type is looked at in all.
    """

    name: str
    address: str
    site: str = FULL
    status: int = 200
    fields: Mapping[str, str] = field(default_factory=dict)
    shows: tuple[Aspect, ...] = ()
    brief: bool = False


def rtl(name: str, address: str, status: int = 200) -> State:
    """A state of the Arabic site."""
    return State(name, address, ARABIC, status, shows=(RIGHT_TO_LEFT,))


def brief(name: str, address: str, *shows: Aspect, site: str = FULL) -> State:
    return State(name, address, site, shows=shows, brief=True)


REPORT = {"key": "gallery", "place": "vaktjarnen", "what": "ice_thickness"}

COUNTED = {"key": "gallery", "place": "sagobron", "what": "passages"}


def _put_back(year: int) -> date:
    """The Sunday on which clocks are put back."""
    last = date(year, 10, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


# Old counts are not taken in a form.
_TODAY = datetime.now(UTC).date()
_A_MONTH_AGO = _TODAY - timedelta(days=30)
_NIGHT = max(night for night in map(_put_back, (_TODAY.year - 1, _TODAY.year)) if night < _TODAY)
NOON = {"start": f"{_A_MONTH_AGO}T12:00", "end": f"{_A_MONTH_AGO}T13:00"}
TWICE = {"start": f"{_NIGHT}T01:30", "end": f"{_NIGHT}T02:30"}

STAFF_KEY = b"no secret: what the gallery shows is made up"
STAFF_LINK = f"gallery.{hmac.new(STAFF_KEY, b'staff link gallery', sha256).hexdigest()}"
"""One that is known here, as `heritage.staff` signs it."""

STAFF = f"/staff/{STAFF_LINK}/counts/"

SIX_HUNDRED_WORDS = "Det var en gång en mening som aldrig ville ta slut. " * 60

STATES: dict[str, tuple[State, ...]] = {
    "Start": (
        State("normal", "/sv/"),
        State("long words", "/de/", shows=(LONG_WORDS,)),
        State("easy Swedish", "/sv-simple/"),
        State("no places, trails, themes or advice yet", "/en/", NOTHING_YET, shows=(EMPTY, NO_PICTURE)),
        rtl("right to left", "/ar/"),
    ),
    "Place": (
        State("everything known, checked, recorded", "/sv/sagoberget/"),
        State("nothing known, no picture, no parish", "/sv/tyst-tjarn/", shows=(EMPTY, NO_PICTURE)),
        State("600 words, longest lede", "/sv/langa-berattelsen/", shows=(LONG_TEXT,)),
        State(
            "long German words, not checked, no picture of its own",
            "/de/langa-ord/",
            shows=(LONG_WORDS, NO_PICTURE),
        ),
        State("long Swedish words", "/sv/langa-ord/"),
        State("another language stands in", "/de/bara-svenska/"),
        State("English stands in for German", "/nb/langa-ord/"),
        State("not checked", "/de/sagoberget/"),
        State("easy Swedish", "/sv-simple/sagoberget/"),
        rtl("right to left", "/ar/bron/"),
    ),
    "Panel of a place": (
        State("fresh values, all there is", "/sv/sagoberget/"),
        State("stale", "/sv/bara-svenska/"),
        brief("expired", "/sv/langa-berattelsen/", LONG_TEXT),
        State("nothing ever measured, regulated water", "/sv/tyst-tjarn/", shows=(EMPTY, NO_PICTURE)),
        State("warned, in a language the warning is not written in", "/de/langa-ord/", shows=(LONG_WORDS,)),
        State("drilled ice, or what the season says instead", "/en/vaktjarnen/"),
        State("easy Swedish", "/sv-simple/sagoberget/"),
        rtl("right to left", "/ar/ladan/"),
    ),
    "Measuring point": (
        State("a year and a half of curves", "/sv/sagoberget/conditions/"),
        State("nothing ever measured", "/sv/tyst-tjarn/conditions/", shows=(EMPTY,)),
        State("long words, warned", "/de/langa-ord/conditions/", shows=(LONG_WORDS,)),
        State("ice, by the code at the water", "/Q/XAF5C"),
        rtl("right to left", "/ar/ladan/conditions/"),
    ),
    "Conditions": (
        State("values of every age and none", "/sv/conditions/", shows=(EMPTY,)),
        State("long words", "/de/conditions/", shows=(LONG_WORDS,)),
        rtl("right to left", "/ar/conditions/"),
    ),
    "Counting points": (
        State("points of every kind", "/sv/counts/"),
        State("long words", "/de/counts/", shows=(LONG_WORDS,)),
        State("nothing counted yet", "/en/counts/", NOTHING_YET, shows=(EMPTY, NO_PICTURE)),
        rtl("right to left", "/ar/counts/"),
    ),
    "Counting point": (
        State("two whole years, an event, the weather beside", "/sv/counts/sagobron/"),
        State("long words", "/de/counts/sagobron/", shows=(LONG_WORDS,)),
        State("gaps that are estimated", "/en/counts/lappade-stigen/"),
        State("half of the year is missing, so that nothing is compared", "/sv/counts/halva-arets-grind/"),
        State("small numbers are hidden", "/sv/counts/ensamma-stigen/"),
        State("nothing counted yet", "/sv/counts/tysta-grinden/", shows=(EMPTY, NO_PICTURE)),
        State("easy Swedish", "/sv-simple/counts/sagobron/"),
        rtl("right to left", "/ar/counts/klossbron/"),
    ),
    "How passages are counted": (
        State("normal", "/sv/counts/method/"),
        brief("long words", "/de/counts/method/", LONG_WORDS),
        rtl("right to left", "/ar/counts/method/"),
    ),
    "Changes in the numbers": (
        State("counters and files", "/sv/counts/log/"),
        brief("long words", "/de/counts/log/", LONG_WORDS),
        State("nothing has changed", "/en/counts/log/", NOTHING_YET, shows=(EMPTY,)),
        rtl("right to left", "/ar/counts/log/"),
    ),
    "Counting point that there is not": (
        State("no such point", "/sv/counts/finns-inte/", FULL, 404),
        State("no such period, long words", "/de/counts/sagobron/1999/", FULL, 404, shows=(LONG_WORDS,)),
        rtl("no such point, right to left", "/ar/counts/finns-inte/", 404),
    ),
    "Scanned place": (
        State("sign with its own position", "/Q/B5N3S"),
        State("sign of a place nobody has told about", "/Q/2E33B", shows=(EMPTY, NO_PICTURE)),
        brief("600 words", "/Q/38Z77", LONG_TEXT),
        State("typed in German", "/Q/?code=hc2g9&lang=de", shows=(LONG_WORDS,)),
        State("sign that is gone", "/Q/ET474", FULL, 410),
        rtl("right to left", "/Q/?code=KVA15&lang=ar"),
    ),
    "Trail": (
        State("normal, with a picture of its own", "/sv/sagoleden/"),
        brief("600 words, no picture of its own", "/sv/langa-leden/", LONG_TEXT, NO_PICTURE),
        State("a long name among the points", "/de/sagoleden/"),
        brief("long German words", "/de/langa-leden/", LONG_WORDS),
        State("a single point", "/sv/kort-led/", shows=(EMPTY, NO_PICTURE)),
        rtl("right to left", "/ar/leksaksleden/"),
    ),
    "Theme": (
        State("normal, with a picture of its own", "/sv/tema/"),
        State("no places", "/sv/tomt-tema/", shows=(EMPTY,)),
        brief("600 words, no picture of its own", "/sv/langt-tema/", LONG_TEXT, NO_PICTURE),
        brief("long German words", "/de/langt-tema/", LONG_WORDS),
        State("another language stands in", "/de/tema/"),
        rtl("right to left", "/ar/tra/"),
    ),
    "Safety": (
        State("checked, with a picture of its own", "/sv/is/"),
        State("not checked: the original beside it", "/de/is/"),
        State("outdated: the original instead", "/nb/is/"),
        State("easy Swedish", "/sv-simple/is/"),
        brief("600 words, no picture of its own", "/sv/langa-radet/", LONG_TEXT, NO_PICTURE),
        brief("long German words beside 600 of the original", "/de/langa-radet/", LONG_WORDS, LONG_TEXT),
        rtl("right to left", "/ar/is/"),
    ),
    "All places": (
        State("normal", "/sv/places/"),
        State("long words", "/de/places/", shows=(LONG_WORDS,)),
        State("no places yet", "/en/places/", NOTHING_YET, shows=(EMPTY, NO_PICTURE)),
        rtl("right to left", "/ar/places/"),
    ),
    "List of a kind": (
        State(
            "long words, no picture of its own",
            "/de/places/kind/adventure-house/",
            shows=(LONG_WORDS, NO_PICTURE),
        ),
        rtl("right to left", "/ar/places/kind/bridge/"),
    ),
    "List of a parish": (
        State("normal", "/sv/places/parish/norra-pahitt/"),
        brief(
            "long words, no picture of its own",
            "/de/places/parish/nordvastersjokustartilleriflygspaningens-forsamlin/",
            LONG_WORDS,
            NO_PICTURE,
        ),
        rtl("right to left", "/ar/places/parish/norra-ladan/"),
    ),
    "List of a trail": (
        State(
            "long words, with and without pictures",
            "/de/places/trail/sagoleden/",
            shows=(LONG_WORDS, NO_PICTURE),
        ),
        rtl("right to left", "/ar/places/trail/leksaksleden/"),
    ),
    "Help": (
        State("long words", "/de/help/", shows=(LONG_WORDS,)),
        State("easy Swedish", "/sv-simple/help/"),
        rtl("right to left", "/ar/help/"),
    ),
    "About": (
        State("normal", "/sv/about/"),
        brief("long words", "/de/about/", LONG_WORDS),
        rtl("right to left", "/ar/about/"),
    ),
    "Contact": (
        State("long words", "/de/contact/", shows=(LONG_WORDS,)),
        brief("no telephone, no e-mail", "/en/contact/", EMPTY, site=NOTHING_YET),
        rtl("right to left", "/ar/contact/"),
    ),
    "Privacy": (
        State("long words", "/de/privacy/", shows=(LONG_WORDS,)),
        rtl("right to left", "/ar/privacy/"),
    ),
    "Accessibility statement": (
        State("normal", "/sv/accessibility/"),
        brief("long words", "/de/accessibility/", LONG_WORDS),
        brief("no shortcomings", "/en/accessibility/", EMPTY, site=NOTHING_YET),
        rtl("right to left", "/ar/accessibility/"),
    ),
    "Report by a private link": (
        State("several values to choose from", "/report/several/"),
        State("the form for ice", "/report/one/"),
        State("nothing chosen", "/report/one/", FULL, 422, {**REPORT, "value": ""}),
        State("saved", "/report/one/", FULL, 200, {**REPORT, "value": "12", "ice": "clear"}),
        State(
            "not for that any more", "/report/several/", FULL, 409, {**REPORT, "what": "wind", "other": "12"}
        ),
        State("a closed link", "/report/closed/", FULL, 404),
    ),
    "Count by hand": (
        State("the form", "/report/count/?lang=sv"),
        State("long words, which spot first", "/report/counts/?lang=de"),
        State(
            "long words",
            "/report/counts/?place=sagobron&what=passages&lang=de",
            shows=(LONG_WORDS,),
        ),
        State(
            "no whole number", "/report/count/?lang=sv", FULL, 422, {**COUNTED, **NOON, "in-walker": "tolv"}
        ),
        State("nothing filled in", "/report/count/?lang=en", FULL, 422, {**COUNTED, **NOON}, (EMPTY,), True),
        State(
            "saved",
            "/report/count/?lang=sv",
            FULL,
            200,
            {**COUNTED, **NOON, "in-walker": "12", "in-dog": "1"},
        ),
        State(
            "an hour that was twice",
            "/report/count/?lang=de",
            FULL,
            422,
            {**COUNTED, **TWICE, "in-walker": "12"},
        ),
        rtl("right to left", "/report/count/?lang=ar"),
    ),
    "Staff's pages of passages": (
        State("all points, exact", f"{STAFF}?lang=sv"),
        State("a point with long words", f"{STAFF}sagobron/?lang=de", shows=(LONG_WORDS,)),
        State("small numbers, shown", f"{STAFF}ensamma-stigen/?lang=sv"),
        brief("nothing counted yet", f"{STAFF}tysta-grinden/?lang=en", EMPTY),
        State("the log, with who and why", f"{STAFF}log/?lang=sv"),
        rtl("right to left", f"{STAFF}klossbron/?lang=ar"),
    ),
    "Feedback": (
        State("form", "/de/feedback/?page=/de/sagoberget/", shows=(EMPTY, LONG_WORDS)),
        rtl("form, right to left", "/ar/feedback/"),
        State("nothing written", "/de/feedback/", FULL, 422, {"text": "", "page": "/de/sagoberget/"}),
        State(
            "600 words, more than fit",
            "/sv/feedback/",
            FULL,
            422,
            {"text": SIX_HUNDRED_WORDS * 2, "page": "/sv/sagoberget/"},
            shows=(LONG_TEXT,),
            brief=True,
        ),
        State("thanks", "/sv/feedback/?sent=1&page=/sv/sagoberget/"),
    ),
    "Codes": (
        State("normal", "/sv/codes/"),
        brief("long words", "/de/codes/", LONG_WORDS),
        State("no signs yet", "/sv/codes/", NOTHING_YET, shows=(EMPTY,)),
        rtl("right to left", "/ar/codes/"),
    ),
    "Code that leads nowhere": (
        State("a symbol that no code has", "/Q/?code=B5N3O&lang=de", FULL, 422, shows=(LONG_WORDS,)),
        State("a wrong symbol", "/Q/?code=B5N3T&lang=sv", FULL, 422),
        rtl("too short, right to left", "/Q/?code=KVA&lang=ar", 422),
        State("unknown", "/Q/11116", FULL, 404),
    ),
    "What cannot be done": (
        State("no such page", "/sv/finns-inte/", FULL, 404),
        State("no such page, long words", "/de/finns-inte/", FULL, 404, shows=(LONG_WORDS,), brief=True),
        rtl("no such page, right to left", "/ar/finns-inte/", 404),
        State("an address used the wrong way", "/sv/sagoberget/", FULL, 405, {"text": "Hej"}),
        State("too many attempts", "/Q/?code=11117&lang=de", BUSY, 429),
    ),
}

_OURS = "Its words are ours, in the catalogue, and always there."
_NO_PICTURES = "No page of this type has a picture."
_ONLY_NAMES = "It holds names and ledes; the longest lede is in the list of a parish."
_MOMENT = "It holds values and words of ours; an editor's text is on the place's own page."
_COUNTED = "It holds numbers and words of ours; an editor adds a sentence."
_ANSWER = "It answers one request in a few words of ours."
_ONLY_WITH_PLACES = "The list is made only where a place belongs in it."

NOT_SHOWN: Mapping[str, Mapping[Aspect, str]] = {
    "Start": {LONG_TEXT: "It holds a sentence of welcome, names and ledes."},
    "Safety": {EMPTY: "A safety text without words is refused, and so is one that lacks a language."},
    "All places": {LONG_TEXT: _ONLY_NAMES},
    "List of a kind": {EMPTY: _ONLY_WITH_PLACES, LONG_TEXT: _ONLY_NAMES},
    "List of a parish": {EMPTY: _ONLY_WITH_PLACES, LONG_TEXT: _ONLY_NAMES},
    "List of a trail": {EMPTY: _ONLY_WITH_PLACES, LONG_TEXT: _ONLY_NAMES},
    "Measuring point": {LONG_TEXT: _MOMENT, NO_PICTURE: _NO_PICTURES},
    "Conditions": {LONG_TEXT: _MOMENT, NO_PICTURE: _NO_PICTURES},
    "Counting points": {LONG_TEXT: _COUNTED},
    "Counting point": {LONG_TEXT: _COUNTED},
    "How passages are counted": {EMPTY: _OURS, LONG_TEXT: _OURS, NO_PICTURE: _NO_PICTURES},
    "Changes in the numbers": {LONG_TEXT: _COUNTED, NO_PICTURE: _NO_PICTURES},
    "Counting point that there is not": {EMPTY: _ANSWER, LONG_TEXT: _ANSWER, NO_PICTURE: _NO_PICTURES},
    "Help": {EMPTY: _OURS, LONG_TEXT: _OURS, NO_PICTURE: _NO_PICTURES},
    "About": {EMPTY: _OURS, LONG_TEXT: _OURS, NO_PICTURE: _NO_PICTURES},
    "Contact": {LONG_TEXT: _OURS, NO_PICTURE: _NO_PICTURES},
    "Privacy": {EMPTY: _OURS, LONG_TEXT: _OURS, NO_PICTURE: _NO_PICTURES},
    "Accessibility statement": {LONG_TEXT: _OURS, NO_PICTURE: _NO_PICTURES},
    "Report by a private link": {
        EMPTY: "A link that is for nothing cannot be made.",
        RIGHT_TO_LEFT: "It speaks the language that the phone asks for; the gallery's browser asks for none.",
        LONG_TEXT: "It holds no text of an editor's.",
        LONG_WORDS: "Its words are the program's own; the longest stand in the forms of the other languages.",
        NO_PICTURE: _NO_PICTURES,
    },
    "Count by hand": {LONG_TEXT: "It holds no text of an editor's.", NO_PICTURE: _NO_PICTURES},
    "Staff's pages of passages": {LONG_TEXT: _COUNTED, NO_PICTURE: _NO_PICTURES},
    "Feedback": {NO_PICTURE: _NO_PICTURES},
    "Codes": {LONG_TEXT: "It holds names and codes in a table.", NO_PICTURE: _NO_PICTURES},
    "Code that leads nowhere": {EMPTY: _ANSWER, LONG_TEXT: _ANSWER, NO_PICTURE: _NO_PICTURES},
    "What cannot be done": {EMPTY: _ANSWER, LONG_TEXT: _ANSWER, NO_PICTURE: _NO_PICTURES},
}
"""Why a type of page has no state for an aspect."""
