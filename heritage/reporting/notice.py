"""The small sign beside a counter, as R-P14 wants it: the same words as on the point's page, to print and put up."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from heritage import typesetting
from heritage.pages.counts.note import counter_note
from heritage.places.counting import COUNTS_PAGE
from heritage.places.place import Library
from heritage.problems import N_, Refusal

_SIZES = ((18, 13), (16, 12), (14, 11), (12.5, 10), (12, 9))
"""Points of the first language's letters and of the others', from the largest on."""

_TEMPLATE = Path(__file__).with_name("templates") / "notice.typ"


class NoRoom(Refusal):
    """More words than a small sign holds."""


def as_pdf(library: Library, point: str, languages: Sequence[str], today: date) -> bytes:
    """PDF/UA, one page of A5 in the largest type that fits, the first of `languages` in larger. Raises
    typesetting.LettersMissing or NoRoom, and KeyError for a point that there is not.
    """
    site, contact = library.site, library.site.contact
    name = library.counting.points[point].called(languages[0])
    reach = (name, contact.name, contact.phone, contact.email, _as_typed(contact.url or ""))
    data = {
        "title": f"{name}: {site.name['sv']}",
        "owner": site.owner,
        "font": typesetting.FONT,
        "languages": [_spoken(library, point, language, today) for language in languages],
        "foot": " · ".join(filter(None, reach)),
        "address": _as_typed(f"{site.base_url}/{languages[0]}/{COUNTS_PAGE}/{point}/"),
    }
    for sizes in _SIZES:
        with suppress(typesetting.Stopped):
            return typesetting.typeset(_TEMPLATE, {**data, "sizes": sizes})
    raise NoRoom(
        N_("The words do not fit on one page; take fewer languages, or a shorter note for the point.")
    )


def _as_typed(address: str) -> str:
    """As people type it: without what every browser adds."""
    return address.removeprefix("https://").removesuffix("/")


def _spoken(library: Library, point: str, language: str, today: date) -> dict[str, object]:
    note = counter_note(library, point, language, today)
    own = [words.text for words in note.own if not words.attributes]
    return {
        "language": language,
        "heading": note.what,
        "sentences": [*note.techniques, note.privacy, *own, note.ask],
    }
