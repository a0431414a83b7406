"""Names, ledes, sources and safety texts: is everything there that a page needs, and does it fit (R-Q20)?"""

from collections.abc import Iterator

from heritage.places.checks.inspection import Inspection
from heritage.places.folder import SOURCE
from heritage.places.place import Entry, Place, Text
from heritage.problems import N_, Problem

LONGEST_LEDE = 150
"""Characters; more do not fit on a sign."""


def check(inspection: Inspection) -> Iterator[Problem]:
    for entry in inspection.entries():
        for text in entry.texts.values():
            yield from _lede(inspection, text)
        if not entry.texts[SOURCE].name.strip():
            yield _empty(inspection, entry.path, "name")
        if isinstance(entry, Place) and not entry.parish.strip():
            yield _empty(inspection, entry.path, "parish")
        yield from _sources(inspection, entry)
    yield from _safety(inspection)


def _empty(inspection: Inspection, path: str, key: str) -> Problem:
    return inspection.problem(path, (key,), N_("'{key}' has no words; write them"), key=key)


def _lede(inspection: Inspection, text: Text) -> Iterator[Problem]:
    length = len(text.lede)
    if length > LONGEST_LEDE:
        told = N_(
            "the lede has {length} characters, and {limit} fit on a sign; make it at least {surplus} shorter"
        )
        yield inspection.problem(
            text.path, ("lede",), told, length=length, limit=LONGEST_LEDE, surplus=length - LONGEST_LEDE
        )
    elif not text.lede.strip():
        told = N_("the lede is empty; say in one sentence of at most {limit} characters what this is")
        yield inspection.problem(text.path, ("lede",), told, limit=LONGEST_LEDE)


def _sources(inspection: Inspection, entry: Entry) -> Iterator[Problem]:
    if not entry.sources:
        told = N_("no source is given; name at least one: - {{title: …, url: …}}")
        yield inspection.problem(entry.path, ("sources",), told)
    for number, source in enumerate(entry.sources):
        if not source.title.strip():
            told = N_("this source has no title; write the name of the page, the book or the body")
            yield inspection.problem(entry.path, ("sources", number, "title"), told)


def _safety(inspection: Inspection) -> Iterator[Problem]:
    """R-I6: a safety text exists in every enabled language."""
    for slug, entry in inspection.library.safety.items():
        for language in inspection.languages:
            path = inspection.path(slug, f"{language}.md")
            text = entry.texts.get(language)
            if text is not None and not text.plain.strip():
                told = N_("the safety text has no words below its facts; write what visitors must know")
                yield inspection.problem(path, (), told)
            elif text is None and path not in inspection.loaded.broken_paths:
                told = N_("the file is missing; a safety text must exist in every language of site.yaml")
                yield inspection.problem(path, (), told)
