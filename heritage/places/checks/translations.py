"""Which translations there are, who checked them, and whether they still say what the Swedish text says."""

from collections import Counter
from collections.abc import Iterator, Set

from heritage.i18n.languages import fallbacks
from heritage.places.checks.inspection import Inspection
from heritage.places.folder import SOURCE
from heritage.places.place import Entry, Safety, Text
from heritage.problems import N_, Problem

MOST_NOTES = 3
"""Pages with unchecked translations that are named; more are counted, so that other notes can be seen."""


def check(inspection: Inspection) -> Iterator[Problem]:
    refused = {problem.path for problem in inspection.loaded.problems}
    for entry in inspection.entries():
        for text in entry.texts.values():
            yield from _signature(inspection, text)
            yield from _age(inspection, entry, text)
        yield from _missing(inspection, entry, refused)
    yield from _unchecked(inspection)


def _signature(inspection: Inspection, text: Text) -> Iterator[Problem]:
    if text.checked_by is not None and not text.checked_by.strip():
        yield inspection.problem(
            text.path, ("checked_by",), N_("'{key}' has no words; write them"), key="checked_by"
        )
    elif text.checked_by is not None and text.checked_on is None:
        told = N_("'checked_by' says who, but not when; add 'checked_on: {today}' or the day it was")
        yield inspection.problem(text.path, ("checked_by",), told, today=inspection.today)
    elif text.checked_on is not None and text.checked_by is None:
        told = N_("'checked_on' says when, but not who; add 'checked_by'")
        yield inspection.problem(text.path, ("checked_on",), told)
    if text.checked_on is not None and text.checked_on > inspection.today:
        told = N_("'{key}' lies in the future; mend the date")
        yield inspection.problem(text.path, ("checked_on",), told, key="checked_on")


def _age(inspection: Inspection, entry: Entry, text: Text) -> Iterator[Problem]:
    if text.translated_from not in (None, entry.texts[SOURCE].body_hash):
        told = N_(
            "the Swedish text has changed since this was made from it; compare them, then run "
            "'heritage translated {slug} {language}'"
        )
        keys = ("translated_from",)
        yield inspection.note(text.path, keys, told, slug=entry.slug, language=text.language)


def _missing(inspection: Inspection, entry: Entry, refused: Set[str]) -> Iterator[Problem]:
    """One note a page, with whose text readers get (R-I6), but not of files that are there and were `refused`.

    A safety text must exist, and `texts` says so.
    """
    if isinstance(entry, Safety):
        return
    stand_ins = {
        f"{language}.md": next(f"{tag}.md" for tag in fallbacks(language) if tag in entry.texts)
        for language in inspection.languages
        if language not in entry.texts and inspection.path(entry.slug, f"{language}.md") not in refused
    }
    if len(set(stand_ins.values())) == 1:
        told = N_("missing: {files}; readers get {instead} instead, and are told so")
        instead = next(iter(stand_ins.values()))
        yield inspection.note(entry.path, (), told, files=", ".join(stand_ins), instead=instead)
    elif stand_ins:
        told = N_("missing, with what readers get instead: {files}")
        files = ", ".join(f"{file} ({instead})" for file, instead in stand_ins.items())
        yield inspection.note(entry.path, (), told, files=files)


def _unchecked(inspection: Inspection) -> Iterator[Problem]:
    """R-I8. A note for each safety page, and for each other page or, where they are many, one for them all."""
    unchecked: dict[str, list[str]] = {}
    for entry in inspection.entries():
        if not isinstance(entry, Safety):
            unchecked[entry.path] = _unchecked_languages(entry)
        elif inspection.release:
            yield from _refused(inspection, entry)
        else:
            yield from _unchecked_page(inspection, entry.path, _unchecked_languages(entry))
    pages = {path: languages for path, languages in unchecked.items() if languages}
    if len(pages) > MOST_NOTES:
        counts = Counter(language for languages in pages.values() for language in languages)
        known = ", ".join(f"{tag} {counts[tag]}" for tag in inspection.languages if tag in counts)
        told = N_("pages with a translation that nobody has checked: {counts}; readers are told so")
        yield inspection.note(inspection.path(), (), told, counts=known)
    else:
        for path, languages in pages.items():
            yield from _unchecked_page(inspection, path, languages)


def _unchecked_languages(entry: Entry) -> list[str]:
    """Those whose text is signed by nobody, not even by half: that is told otherwise."""
    return [
        text.language
        for text in entry.texts.values()
        if text.checked_by is None and text.checked_on is None and text.language != SOURCE
    ]


def _unchecked_page(inspection: Inspection, path: str, languages: list[str]) -> Iterator[Problem]:
    if languages:
        told = N_("nobody has checked the text in {languages}; readers are told so")
        yield inspection.note(path, (), told, languages=", ".join(languages))


def _refused(inspection: Inspection, entry: Safety) -> Iterator[Problem]:
    """A release refuses each unchecked safety text, the Swedish too."""
    for text in entry.texts.values():
        if not text.is_checked:
            told = N_("a release needs every safety text checked; add 'checked_by' and 'checked_on'")
            yield inspection.problem(text.path, (), told)
