"""Names, ledes, sources and safety texts: is everything there that a page needs, and does it fit (R-Q20)?"""

from collections.abc import Iterable, Iterator

from heritage.i18n.languages import is_language
from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.folder import SOURCE
from heritage.places.markdown import plain
from heritage.places.place import Entry, Place, Text, Trail
from heritage.problems import N_, Problem

LONGEST_LEDE = 150
"""Characters; more do not fit on a sign."""


def check(inspection: Inspection) -> Iterator[Problem]:
    for entry in inspection.entries():
        for text in entry.texts.values():
            yield from _lede(inspection, text)
        if not entry.texts[SOURCE].name.strip():
            yield _empty(inspection, entry.path, "name")
        if isinstance(entry, Place) and entry.parish is not None and not entry.parish.strip():
            yield _empty(inspection, entry.path, "parish")
        yield from _sources(inspection, entry)
        yield from _languages(inspection, entry)
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


def _languages(inspection: Inspection, entry: Entry) -> Iterator[Problem]:
    """R-I13: names may be in any language there is, descriptions of pictures too."""
    given: list[tuple[Keys, Iterable[str]]] = [(("names",), entry.names)]
    if entry.picture is not None:
        given.append((("picture", "alt"), entry.picture.alt))
    if isinstance(entry, Trail):
        given += [(("waypoints", at, "names"), point.names) for at, point in enumerate(entry.waypoints)]
    for keys, languages in given:
        for language in languages:
            if language not in inspection.languages and not is_language(language):
                told = N_("'{language}' is no language here; the languages of the site are {known}")
                known = ", ".join(inspection.languages)
                yield inspection.problem(entry.path, (*keys, language), told, language=language, known=known)


def _safety(inspection: Inspection) -> Iterator[Problem]:
    """R-I6: a safety text exists in every enabled language."""
    for slug, entry in inspection.library.safety.items():
        for language in inspection.languages:
            path = inspection.path(slug, f"{language}.md")
            text = entry.texts.get(language)
            if text is not None and not plain(text.html):
                told = N_("the safety text has no words below its facts; write what visitors must know")
                yield inspection.problem(path, (), told)
            elif text is None and path not in inspection.loaded.broken_paths:
                told = N_("the file is missing; a safety text must exist in every language of site.yaml")
                yield inspection.problem(path, (), told)
