"""Lists of entries for the start page and its like, in the order of the language (R-I15)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from heritage.i18n import sort_key
from heritage.pages.frame import Frame
from heritage.pages.naming import Worded, named, worded
from heritage.pages.translation import shown
from heritage.places.place import Entry, Place


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry in a list."""

    address: str
    name: Worded
    lede: Worded


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading of their own."""

    heading: str
    entries: list[Linked]


def linked(entry: Entry, language: str, frame: Frame) -> Linked:
    """An entry as a list in `language` shows it."""
    text = shown(entry, language, frame.languages).text
    lede = worded(text.lede, text.language, language)
    return Linked(frame.address(language, entry.slug), named(entry, language), lede)


def in_order(entries: Iterable[Entry], language: str, frame: Frame) -> list[Linked]:
    """The entries by name."""
    return sorted(
        (linked(entry, language, frame) for entry in entries),
        key=lambda entry: sort_key(entry.name.text, language),
    )


def grouped(
    places: Iterable[Place], heading_of: Callable[[Place], str], language: str, frame: Frame
) -> list[Group]:
    """Groups by their heading, the places in each by name."""
    together: dict[str, list[Place]] = {}
    for place in places:
        together.setdefault(heading_of(place), []).append(place)
    ordered = sorted(together, key=lambda heading: sort_key(heading, language))
    return [Group(heading, in_order(together[heading], language, frame)) for heading in ordered]
