"""Extracts what people read into `locales/` and merges it into the catalogues (`make messages`).

Two domains: `messages` is what visitors read and exists in every language of the site; `commands` is what
editors and operators read and exists in Swedish alone, so that a new language costs only the visitors' words.
The catalogues hold no line numbers and no dates: they change only when a text changes.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from heritage.i18n.languages import locale_of

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "locales"
TRANSLATED = {"messages": ("sv", "de", "nb", "sv-simple"), "commands": ("sv",)}
"""Catalogues by domain; English is the language of the message ids."""

TEMPLATE_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "_gettext": None,  # kept by an object, or
    "words": None,  # by a function, under a shorter name
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "N_": None,
}

TO_EDITORS = (
    "heritage/app.py",
    "heritage/cli/",
    "heritage/demo/simulation.py",
    "heritage/pages/export.py",
    "heritage/pages/folder.py",
    "heritage/passages/",
    "heritage/places/",
    "heritage/reporting/",
    "heritage/sensors/",
    "heritage/settings/",
    "heritage/signs/",
    "heritage/staff.py",
    "heritage/store/",
    "heritage/web/server.py",
)
TO_VISITORS = (
    "heritage/passages/entered.py",
    "heritage/passages/figures/log.py",
    "heritage/passages/decided/manuals.py",
    "heritage/places/markdown.py",
    "heritage/sensors/drilled.py",
    "heritage/sensors/moments.py",
    "heritage/sensors/reporters.py",
    "heritage/signs/sheet.py",
)
"""Files in rooms of the editors whose texts stand on pages and signs, or are read by those who measure."""


def extracted(domain: str) -> Catalog:
    """All texts of a domain, from the code and the templates."""
    catalogue = Catalog(project="heritage", charset="utf-8", fuzzy=False)
    for file in sorted((ROOT / "heritage").rglob("*.py")):
        if _domain(file.relative_to(ROOT).as_posix()) != domain:
            continue
        for _line, message, _comments, context in extract_from_file("python", file, keywords=KEYWORDS):
            catalogue.add(message, context=context)
    if domain == "messages":
        for file in sorted((ROOT / "heritage/templates").rglob("*.html")):
            found = extract_from_file("jinja2", file, keywords=KEYWORDS, options=TEMPLATE_OPTIONS)
            for _line, message, _comments, context in found:
                catalogue.add(message, context=context)
    return catalogue


def _domain(path: str) -> str:
    is_for_editors = path.startswith(TO_EDITORS) and path not in TO_VISITORS
    return "commands" if is_for_editors else "messages"


def file_of(domain: str, language: str) -> Path:
    """Where a catalogue stands."""
    return LOCALES / language / "LC_MESSAGES" / f"{domain}.po"


def written(catalogue: Catalog) -> bytes:
    """The catalogue's texts in alphabetical order, without a header."""
    target = BytesIO()
    write_po(target, catalogue, width=100, sort_output=True, omit_header=True, no_location=True)
    return target.getvalue()


def load(domain: str, language: str) -> Catalog:
    """The catalogue of `language`, empty if there is none."""
    file = file_of(domain, language)
    locale = str(locale_of(language))
    if not file.is_file():
        return Catalog(locale=locale, charset="utf-8")
    with file.open("rb") as source:
        return read_po(source, locale=locale)


def header(catalogue: Catalog, language: str) -> bytes:
    """Only what a catalogue needs to be read: charset and plural forms."""
    return (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    ).encode()


def is_translated(message: Message) -> bool:
    """All its forms have words."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(forms)


def merged(domain: str, language: str) -> Catalog:
    """The catalogue with exactly the texts of today; translations of unchanged texts are kept."""
    catalogue = load(domain, language)
    catalogue.update(extracted(domain), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def save(domain: str, language: str, catalogue: Catalog) -> None:
    """Write the catalogue in its place."""
    file = file_of(domain, language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(header(catalogue, language) + written(catalogue))


def main() -> None:
    LOCALES.mkdir(exist_ok=True)
    for domain, languages in TRANSLATED.items():
        (LOCALES / f"{domain}.pot").write_bytes(written(extracted(domain)))
        for language in languages:
            catalogue = merged(domain, language)
            save(domain, language, catalogue)
            missing = sum(not is_translated(message) for message in catalogue if message.id)
            print(f"{language}: {len(catalogue)} {domain}, {missing} to translate")


if __name__ == "__main__":
    main()
