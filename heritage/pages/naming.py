"""Words with their language: what a page shows in another than its own carries `lang` and `dir` (R-A9)."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec
from markupsafe import Markup

from heritage.i18n.languages import direction, fallbacks, name_in
from heritage.pages.translation import Shown
from heritage.places.place import Entry

MINORITY_LANGUAGES = ("sma", "se", "smj", "fi", "fit", "rom", "yi")
"""Their names stand beside the Swedish one as equals, on every page (R-I12, R-I13)."""

_PLAIN = Markup("")


class Worded(msgspec.Struct, frozen=True):
    """A text and the attributes of the element that holds it; none where it is in the page's own language."""

    text: str
    attributes: Markup = _PLAIN


class OtherName(msgspec.Struct, frozen=True):
    """A name in another language, and which language that is, in the reader's words."""

    text: str
    tag: str
    language: str


@lru_cache(maxsize=1024)
def marked(language: str, page_language: str) -> Markup:
    """The attributes of an element in `language`, with a space before them."""
    if language == page_language:
        return _PLAIN
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


@lru_cache(maxsize=256)
def _language_name(tag: str, page_language: str) -> str:
    return name_in(tag, page_language)


def worded(text: str, language: str, page_language: str) -> Worded:
    """`text`, which is in `language`, for a page in `page_language`."""
    return Worded(text, marked(language, page_language))


def chosen(words: Mapping[str, str], page_language: str) -> Worded:
    """The page's language of a text that the editor gave in several, or the best stand-in (R-I6)."""
    for language in (page_language, *fallbacks(page_language), *words):
        if language in words:
            return worded(words[language], language, page_language)
    return Worded("")


def named(entry: Entry, page_language: str) -> Worded:
    """The name of an entry where another page speaks of it."""
    own = entry.texts.get(page_language)
    if own is not None:
        return Worded(own.name)
    return chosen({**entry.names, "sv": entry.texts["sv"].name}, page_language)


def heading(entry: Entry, shown: Shown) -> Worded:
    """The name over an entry's own page: in the page's language, else in that of the text shown."""
    if not shown.is_fallback:
        return Worded(shown.text.name)
    if shown.language in entry.names:
        return Worded(entry.names[shown.language])
    return worded(shown.text.name, shown.text.language, shown.language)


def other_names(entry: Entry, shown_name: str, page_language: str) -> list[OtherName]:
    """The Swedish name, as it stands on the ground, and those of minority languages, where they differ."""
    if page_language == "sv" and not entry.names:
        return []
    names = {"sv": entry.texts["sv"].name, **entry.names}
    return [
        OtherName(names[tag], tag, _language_name(tag, page_language))
        for tag in ("sv", *MINORITY_LANGUAGES)
        if tag in names and tag != page_language and names[tag] != shown_name
    ]
