"""Every state that a type of page is designed for: what it is called and where it is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FULL, NOTHING_YET, ARABIC, BUSY = "full", "nothing yet", "arabic", "busy"
"""The sites of `sites.py` that the states are shown by."""


@dataclass(frozen=True)
class State:
    """An address of one of the sites; with `fields` it is sent a form, by somebody who is at `address` too."""

    name: str
    address: str
    site: str = FULL
    status: int = 200
    fields: Mapping[str, str] = field(default_factory=dict)


STATES: dict[str, tuple[State, ...]] = {
    "Start": (
        State("normal", "/sv/"),
        State("long words", "/de/"),
        State("easy Swedish", "/sv-simple/"),
        State("no places, trails, themes or advice yet", "/en/", NOTHING_YET),
        State("right to left", "/ar/", ARABIC),
    ),
    "Place": (
        State("everything known, checked, recorded", "/sv/sagoberget/"),
        State("nothing known, no picture, no parish", "/sv/tyst-tjarn/"),
        State("600 words, longest lede", "/sv/langa-berattelsen/"),
        State("long German words, not checked, no picture of its own", "/de/langa-ord/"),
        State("long Swedish words", "/sv/langa-ord/"),
        State("another language stands in", "/de/bara-svenska/"),
        State("English stands in for German", "/nb/langa-ord/"),
        State("not checked", "/de/sagoberget/"),
        State("easy Swedish", "/sv-simple/sagoberget/"),
        State("right to left", "/ar/bron/", ARABIC),
    ),
    "Scanned place": (
        State("sign with its own position", "/Q/B5N3S"),
        State("sign of a place nobody has told about", "/Q/2E33B"),
        State("typed in German", "/Q/?code=hc2g9&lang=de"),
        State("sign that is gone", "/Q/ET474", FULL, 410),
        State("right to left", "/Q/?code=KVA15&lang=ar", ARABIC),
    ),
    "Trail": (
        State("normal", "/sv/sagoleden/"),
        State("long words", "/de/sagoleden/"),
        State("a single point", "/sv/kort-led/"),
        State("right to left", "/ar/leksaksleden/", ARABIC),
    ),
    "Theme": (
        State("normal", "/sv/tema/"),
        State("no places", "/sv/tomt-tema/"),
        State("another language stands in", "/de/tema/"),
        State("right to left", "/ar/tra/", ARABIC),
    ),
    "Safety": (
        State("checked", "/sv/is/"),
        State("not checked: the original beside it", "/de/is/"),
        State("outdated: the original instead", "/nb/is/"),
        State("easy Swedish", "/sv-simple/is/"),
        State("right to left", "/ar/is/", ARABIC),
    ),
    "Lists": (
        State("all places", "/sv/places/"),
        State("all places, long words", "/de/places/"),
        State("no places yet", "/en/places/", NOTHING_YET),
        State("of a kind", "/de/places/kind/adventure-house/"),
        State("of a parish", "/sv/places/parish/norra-pahitt/"),
        State("along a trail", "/de/places/trail/sagoleden/"),
        State("right to left", "/ar/places/", ARABIC),
        State("along a trail, right to left", "/ar/places/trail/leksaksleden/", ARABIC),
    ),
    "The service's own pages": (
        State("help", "/de/help/"),
        State("help in easy Swedish", "/sv-simple/help/"),
        State("help, right to left", "/ar/help/", ARABIC),
        State("about", "/sv/about/"),
        State("contact", "/de/contact/"),
        State("privacy", "/de/privacy/"),
        State("accessibility statement", "/sv/accessibility/"),
    ),
    "Feedback": (
        State("form", "/de/feedback/?page=/de/sagoberget/"),
        State("form, right to left", "/ar/feedback/", ARABIC),
        State("nothing written", "/de/feedback/", FULL, 422, {"text": "", "page": "/de/sagoberget/"}),
        State("thanks", "/sv/feedback/?sent=1&page=/sv/sagoberget/"),
    ),
    "Codes": (
        State("normal", "/sv/codes/"),
        State("no signs yet", "/sv/codes/", NOTHING_YET),
        State("right to left", "/ar/codes/", ARABIC),
        State("a symbol that no code has", "/Q/?code=B5N3O&lang=de", FULL, 422),
        State("a wrong symbol", "/Q/?code=B5N3T&lang=sv", FULL, 422),
        State("too short, right to left", "/Q/?code=KVA&lang=ar", ARABIC, 422),
        State("unknown", "/Q/11116", FULL, 404),
    ),
    "What cannot be done": (
        State("no such page", "/sv/finns-inte/", FULL, 404),
        State("no such page, right to left", "/ar/finns-inte/", ARABIC, 404),
        State("an address used the wrong way", "/sv/sagoberget/", FULL, 405, {"text": "Hej"}),
        State("too many attempts", "/Q/?code=11117&lang=de", BUSY, 429),
    ),
}
