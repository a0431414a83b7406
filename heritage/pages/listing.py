"""Lists of entries, in the order of the language (R-I15), and tiles that lead to lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from gettext import NullTranslations

from markupsafe import Markup, escape

from heritage.i18n import format_decimal, sort_key
from heritage.pages.frame import Frame
from heritage.pages.illustration import thumbnail
from heritage.pages.naming import Worded, named, worded
from heritage.pages.translation import shown
from heritage.places.place import Entry

_THUMBNAIL = '<img src="%s" width="120" height="90" alt="" loading="lazy">'


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry in a list: its `card` and its lede. `picture` is the address of its drawing or its kind's."""

    address: str
    name: Worded
    lede: Worded
    card: Markup
    picture: str | None


@dataclass(frozen=True, slots=True)
class Tile:
    """A way on: to a list, with how much is in it, or where that would be one place, to the place itself."""

    address: str
    name: Worded
    note: str
    picture: str | None = None


def linked(entry: Entry, language: str, frame: Frame) -> Linked:
    """An entry as a list in `language` shows it."""
    text = shown(entry, language, frame.languages).text
    lede = worded(text.lede, text.language, language)
    address, name = frame.address(language, entry.slug), named(entry, language)
    return Linked(address, name, lede, card(entry, language, frame), thumbnail(entry, frame))


def card(entry: Entry, language: str, frame: Frame) -> Markup:
    """What every list shows of an entry: its drawing, which says no more than the name, and its name.

    Written here and not by a template, for the thousands of pages that name three others each.
    """
    name, picture = named(entry, language), thumbnail(entry, frame)
    image = _THUMBNAIL % picture if picture else ""
    link = f'<a href="{frame.address(language, entry.slug)}"{name.attributes}>{escape(name.text)}</a>'
    return Markup(image + link)


def in_order(entries: Iterable[Linked], language: str) -> list[Linked]:
    """Entries by name."""
    return sorted(entries, key=lambda entry: sort_key(entry.name.text, language))


def tiles_in_order(tiles: Iterable[Tile], language: str) -> list[Tile]:
    """Tiles by name."""
    return sorted(tiles, key=lambda tile: sort_key(tile.name.text, language))


def how_many(places: int, language: str, words: NullTranslations) -> str:
    """`3 places`, with the language's plural forms (R-I9)."""
    return words.ngettext("{count} place", "{count} places", places).format(
        count=format_decimal(places, language)
    )
