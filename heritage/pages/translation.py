"""Which text a page shows in a language, and in which languages an entry really exists (R-I6, R-I7)."""

import msgspec

from heritage.i18n.languages import fallbacks
from heritage.places.place import Entry, Safety, Text


class Shown(msgspec.Struct, frozen=True):
    """The text for a page in `language`; its own language is `text.language`."""

    language: str
    text: Text

    @property
    def is_fallback(self) -> bool:
        """The reader is told, and the page's canonical address is the one in `text.language` (R-I6)."""
        return self.text.language != self.language


def is_outdated(entry: Entry, text: Text) -> bool:
    """Whether the Swedish text has changed since `text` was made from it (R-I7)."""
    return text.translated_from is not None and text.translated_from != entry.texts["sv"].body_hash


def shown(entry: Entry, language: str, enabled: tuple[str, ...]) -> Shown:
    """The text for `language`, or of the first fallback that has one among the site's `enabled` languages.

    An outdated safety text gives way to the fallback; any other outdated text is shown, and editors are told.
    """
    candidates = (language, *fallbacks(language))  # the last is Swedish, which every entry has
    return Shown(
        language, entry.texts[next(tag for tag in candidates if tag in enabled and _is_usable(entry, tag))]
    )


def versions(entry: Entry, enabled: tuple[str, ...]) -> tuple[str, ...]:
    """The enabled languages in which `entry` has a text of its own that is shown, in the site's order."""
    return tuple(language for language in enabled if _is_usable(entry, language))


def _is_usable(entry: Entry, language: str) -> bool:
    text = entry.texts.get(language)
    return text is not None and not (isinstance(entry, Safety) and is_outdated(entry, text))
