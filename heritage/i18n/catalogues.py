"""The catalogues of gettext: a text in a language, as translators wrote it."""

import gettext as gettext_module
import io
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from heritage.i18n.languages import locale_of
from heritage.settings.program import bundled

DOMAINS = ("messages", "commands")


@lru_cache(maxsize=64)
def gettext_for(language: str) -> gettext_module.NullTranslations:
    """The catalogues of `language`; a text they lack stays English.

    `messages` is what visitors read, `commands` what editors and operators read (Swedish alone has it).
    """
    folder = bundled("locales") / language / "LC_MESSAGES"
    files = [file for domain in DOMAINS if (file := folder / f"{domain}.po").is_file()]
    found: gettext_module.NullTranslations | None = None
    for file in files:
        catalogue = _compiled(file, language)
        if found is None:
            found = catalogue
        else:
            found.add_fallback(catalogue)
    return found or gettext_module.NullTranslations()


def has_words_of_pages(language: str) -> bool:
    """Whether what stands on pages besides the content is translated into `language` (R-I18)."""
    return language == "en" or (bundled("locales") / language / "LC_MESSAGES" / f"{DOMAINS[0]}.po").is_file()


def _compiled(file: Path, language: str) -> gettext_module.GNUTranslations:
    """Compiled in memory: a catalogue of some hundred texts takes a few milliseconds."""
    with file.open("rb") as source:
        catalogue = read_po(source, locale=str(locale_of(language) or "en"))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)
