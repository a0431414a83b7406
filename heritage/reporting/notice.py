"""The small sign beside a counter, as R-P14 wants it: the same words as on the point's page, to print and put up."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from heritage import typesetting
from heritage.pages.counter_note import counter_note
from heritage.places.counting import COUNTS_PAGE
from heritage.places.place import Library
from heritage.problems import N_, Refusal

_TEMPLATE = Path(__file__).with_name("templates") / "notice.typ"


class NoRoom(Refusal):
    """More words than a small sign holds."""


def as_pdf(library: Library, point: str, languages: Sequence[str], today: date) -> bytes:
    """PDF/UA, one page of A5, the first of `languages` in large type. Raises
    typesetting.LettersMissing or NoRoom, and KeyError for a point that there is not.
    """
    site = library.site
    data = {
        "title": f"{library.counting.points[point].called(languages[0])}: {site.name['sv']}",
        "owner": site.owner,
        "font": typesetting.FONT,
        "languages": [_spoken(library, point, language, today) for language in languages],
        "foot": _foot(library, f"{site.base_url}/{languages[0]}/{COUNTS_PAGE}/{point}/"),
    }
    try:
        return typesetting.typeset(_TEMPLATE, data)
    except typesetting.Stopped as stopped:
        raise NoRoom(
            N_("The words do not fit on one page; take fewer languages, or a shorter note for the point.")
        ) from stopped


def _foot(library: Library, address: str) -> str:
    contact = library.site.contact
    reach = (contact.name, contact.phone, contact.email, contact.url, address)
    return " · ".join(filter(None, reach))


def _spoken(library: Library, point: str, language: str, today: date) -> dict[str, object]:
    note = counter_note(library, point, language, today)
    own = [words.text for words in note.own if not words.attributes]
    return {
        "language": language,
        "heading": note.what,
        "sentences": [*note.techniques, note.privacy, *own, note.ask],
    }
