"""Lists of entries, in the order of the language (R-I15), and tiles that lead to lists."""

from collections.abc import Iterable
from functools import lru_cache
from gettext import NullTranslations

import msgspec
from markupsafe import Markup, escape

from heritage.i18n.languages import sort_key
from heritage.i18n.numbers import format_decimal
from heritage.pages.frame import Frame
from heritage.pages.illustration import thumbnail
from heritage.pages.naming import Worded, marked, named, worded
from heritage.pages.translation import shown
from heritage.places.place import Entry, Source

_THUMBNAIL = '<img src="%s" width="120" height="90" alt="" loading="lazy">'


class Linked(msgspec.Struct, frozen=True):
    """An entry in a list: its `card`, and its lede as the paragraph `told`.

    `picture` is the address of its drawing or its kind's.
    """

    address: str
    name: Worded
    lede: Worded
    card: Markup
    told: Markup
    picture: str | None


class Tile(msgspec.Struct, frozen=True):
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
    told = Markup(f"<p{lede.attributes}>{escape(lede.text)}</p>")
    return Linked(address, name, lede, card(entry, language, frame), told, thumbnail(entry, frame))


def card(entry: Entry, language: str, frame: Frame) -> Markup:
    """What every list shows of an entry: its drawing, which says no more than the name, and its name.

    Written here and not by a template, for the thousands of pages that name three others each.
    """
    name, picture = named(entry, language), thumbnail(entry, frame)
    image = _THUMBNAIL % picture if picture else ""
    link = f'<a href="{frame.address(language, entry.slug)}"{name.attributes}>{escape(name.text)}</a>'
    return Markup(image + link)


def row(card: Markup, *under: Markup, attributes: str = "") -> Markup:
    """A row of a list: a card with paragraphs under it."""
    lines = "\n".join((card, *under))
    return Markup(f"<li{attributes}>{lines}</li>")


def joined(rows: Iterable[Markup]) -> Markup:
    """Rows one below the other."""
    return Markup("\n".join(rows))


@lru_cache(maxsize=64)
def source_rows(sources: tuple[Source, ...]) -> Markup:
    """The rows of a list of sources, which is marked as Swedish; the same on a page in every language."""
    return joined(row(_source(source), attributes=marked(source.language, "sv")) for source in sources)


def _source(source: Source) -> Markup:
    title = escape(source.title)
    return title if source.url is None else Markup(f'<a href="{escape(source.url)}">{title}</a>')


def tiles_in_order(tiles: Iterable[Tile], language: str) -> list[Tile]:
    """Tiles by name."""
    return sorted(tiles, key=lambda tile: sort_key(tile.name.text, language))


def how_many(places: int, language: str, words: NullTranslations) -> str:
    """`3 places`, with the language's plural forms (R-I9)."""
    return words.ngettext("{count} place", "{count} places", places).format(
        count=format_decimal(places, language)
    )
