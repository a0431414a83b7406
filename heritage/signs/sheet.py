"""The print sheet: signs of places as a PDF, one a page, in the formats and sizes of R-Q16 and R-Q20."""

from collections.abc import Sequence
from dataclasses import dataclass

from heritage import typesetting
from heritage.i18n.catalogues import gettext_for
from heritage.places.position import Position
from heritage.problems import N_
from heritage.signs import press
from heritage.signs.qr import Matrix
from heritage.signs.writers import as_data

DEMO = "DEMO"

ICE = N_("No ice is safe: never go out on it without knowledge, equipment and company.")
ICE_IN_SHORT = N_("No ice is safe. Never go alone.")
"""At water, which may freeze; the short one on a small sign that is full. Neither has a number, for a printed one would
be old for decades (R-C7)."""


@dataclass(frozen=True)
class Format:
    """A trimmed size in mm, how many languages it has room for, and the sizes of what stands on it.

    `sizes` are (text, name) font sizes in mm, largest first; the first that fits is taken. No text is under
    5 mm (R-Q20).
    """

    name: str
    width_mm: float
    height_mm: float
    languages: int
    symbol_mm: float
    margin_mm: float
    sizes: tuple[tuple[float, float], ...]


FORMATS = {
    "a6": Format("A6", 105, 148, 1, 30, 8, ((5.6, 13), (5.3, 12), (5, 11), (5, 10), (5, 9), (5, 8), (5, 7))),
    "a5": Format(
        "A5",
        148,
        210,
        3,
        34,
        10,
        ((7, 22), (6.5, 20), (6, 18), (5.6, 16), (5.3, 14), (5, 13), (5, 12), (5, 11), (5, 10), (5, 9)),
    ),
    "a4": Format(
        "A4",
        210,
        297,
        4,
        60,
        14,
        (
            *((11, 32), (10, 30), (9, 28), (8.5, 26), (8, 24), (7.5, 23), (7, 22)),
            *((6.5, 24), (6.5, 20), (6, 18), (6, 16), (6, 14), (5.5, 14), (5, 12)),
        ),
    ),
}


@dataclass(frozen=True)
class Words:
    """A text and its language."""

    language: str
    text: str


@dataclass(frozen=True)
class Lede:
    """What the sign tells in one language; `name` where it differs from the name at the head."""

    language: str
    name: str | None
    text: str


@dataclass(frozen=True)
class SheetSign:
    """One page: the equal names at its head (R-I13), the ledes in order, the code, and where it stands.

    `on_trail`: it stands along a trail, which can be saved on the phone before the coverage ends. `warns_of_ice`: at
    water, which may freeze.
    """

    code: str
    names: tuple[Words, ...]
    ledes: tuple[Lede, ...]
    position: Position | None
    drawn: Matrix
    on_trail: bool = False
    warns_of_ice: bool = False


def render(signs: Sequence[SheetSign], paper: Format, owner: str, host: str, is_demo: bool) -> bytes:
    """A tagged PDF of the signs with trim and bleed boxes, the same bytes every time.

    The words around the ledes are in the languages of each sign's ledes. Raises SignError for text that does
    not fit and for letters that the font lacks.
    """
    data = {
        "title": _title(signs, is_demo),
        "lang": _subtag(signs[0].ledes[0].language),
        "font": typesetting.FONT,
        "trim": (paper.width_mm, paper.height_mm),
        "margin": paper.margin_mm,
        "bleed": press.BLEED_MM,
        "slug": press.SLUG_MM,
        "steps": [
            (*sizes, with_names, in_full)
            for in_full in (True, False)
            for with_names in (True, False)
            for sizes in paper.sizes
        ],
        "demo": DEMO if is_demo else None,
        "signs": [_as_data(sign, paper, owner, host) for sign in signs],
    }
    return press.with_boxes(press.typeset("sheet.typ", data))


def written_position(position: Position | None) -> str | None:
    """WGS84 decimal degrees with five decimals where the position is good to 100 m, else nothing (R-T7).

    The decimal point stands in every language: it is how a position is read out to 112.
    """
    if position is None or not position.is_good_for_emergencies:
        return None
    north = "N" if position.lat >= 0 else "S"
    east = "E" if position.lon >= 0 else "W"
    return f"{north}\u00a0{abs(position.lat):.5f} {east}\u00a0{abs(position.lon):.5f} (WGS\u00a084)"


def _title(signs: Sequence[SheetSign], is_demo: bool) -> str:
    names = list(dict.fromkeys(sign.names[0].text for sign in signs))
    title = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    return f"{DEMO} {title}" if is_demo else title


def _subtag(language: str) -> str:
    """The primary subtag, which is all that the PDF engine takes: `sv` of `sv-simple`."""
    return language.partition("-")[0]


def _as_data(sign: SheetSign, paper: Format, owner: str, host: str) -> dict[str, object]:
    languages = [lede.language for lede in sign.ledes]
    first = gettext_for(languages[0]).gettext
    address = sign.drawn.address.lower()
    alt = first(N_("QR code that leads to {address}")).format(address=address)
    return {
        "code": sign.code,
        "owner": owner,
        "names": [{"lang": _subtag(name.language), "text": name.text} for name in sign.names],
        "ledes": [
            {"lang": _subtag(lede.language), "name": lede.name, "text": lede.text} for lede in sign.ledes
        ],
        # R-Q12 and R-Q18: what the code gives and where it leads.
        "gives": _in_each(
            languages, N_("The code leads to {host}: more to read in your language."), host=host
        ),
        "label": _in_each(languages[:1], N_("Sign"))[0],
        "emergency": _in_each(languages, N_("Emergency")),
        "ice": _in_each(languages, ICE) if sign.warns_of_ice else [],
        "ice_in_short": _in_each(languages, ICE_IN_SHORT) if sign.warns_of_ice else [],
        # R-Q18; a sign that stands on no trail has none to save.
        "hints": _in_each(languages, N_("Poor coverage? Save the trail offline at its start."))
        if sign.on_trail
        else [],
        "position": written_position(sign.position),
        "drawn": as_data(sign.drawn, paper.symbol_mm, alt),
    }


def _in_each(languages: Sequence[str], text: str, **values: str) -> list[dict[str, str]]:
    """The text in each language, in order; languages that say it alike say it once."""
    said: dict[str, str] = {}
    for language in languages:
        said.setdefault(gettext_for(language).gettext(text).format(**values), _subtag(language))
    return [{"lang": language, "text": words} for words, language in said.items()]
