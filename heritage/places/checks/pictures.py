"""Pictures: the file is there, somebody is credited, and those who cannot see it are told (R-A14)."""

import re
from collections.abc import Iterator

from heritage.i18n.languages import EASY_SWEDISH
from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.place import Entry, Picture
from heritage.places.spelling import PICTURE_NAME
from heritage.problems import N_, Problem

_PICTURE = re.compile(PICTURE_NAME)


def check(inspection: Inspection) -> Iterator[Problem]:
    for entry in inspection.entries():
        if entry.picture is not None:
            yield from _picture(inspection, entry, entry.picture)
        for text in entry.texts.values():
            if text.images:
                yield from _images(inspection, entry, text.language)


def _picture(inspection: Inspection, entry: Entry, picture: Picture) -> Iterator[Problem]:
    line = inspection.loaded.lines.of
    told = _missing(inspection, entry, picture.file)
    if told is not None:
        text, values = told
        keys: Keys = ("picture", "file")
        yield Problem(entry.path, line(entry.path, *keys), text, values)
    if not picture.credit.strip():
        told_credit = N_("the picture has no credit; write under 'credit' who made it")
        yield inspection.problem(entry.path, ("picture", "credit"), told_credit)
    # Easy Swedish describes a picture in Swedish words; they need no second set.
    languages = [tag for tag in inspection.languages if tag != EASY_SWEDISH]
    lacking = [tag for tag in languages if not picture.alt.get(tag, "").strip()]
    if lacking:
        told_alt = N_("the picture has no description in {languages}; say under 'alt' what it shows")
        yield inspection.problem(entry.path, ("picture", "alt"), told_alt, languages=", ".join(lacking))


def _images(inspection: Inspection, entry: Entry, language: str) -> Iterator[Problem]:
    text = entry.texts[language]
    for image in text.images:
        if not _PICTURE.match(image.target):
            continue  # the reading has reported it
        values: dict[str, object] = {"file": image.target}
        missing = _missing(inspection, entry, image.target)
        if missing is not None:
            yield Problem(text.path, image.line, *missing)
        if not image.alt.strip():
            told = N_("picture '{file}' has no description; say between [ and ] what it shows")
            yield Problem(text.path, image.line, told, values)
        if not image.credit.strip():
            told = N_("picture '{file}' has no credit; say who made it: ({file} \"who\")")
            yield Problem(text.path, image.line, told, values)


def _missing(inspection: Inspection, entry: Entry, file: str) -> tuple[str, dict[str, object]] | None:
    """What to say of a picture that is not in the page's folder; one that was refused is there."""
    if f"{entry.slug}/{file}" in inspection.library.drawings:
        return None
    if inspection.path(entry.slug, file) in inspection.loaded.broken_paths:
        return None
    prefix = f"{entry.slug}/"
    there = [name.removeprefix(prefix) for name in inspection.library.drawings if name.startswith(prefix)]
    near = inspection.near(file, there)
    if near:
        text = N_("there is no picture '{file}' in the folder; did you mean '{suggestion}'?")
    else:
        text = N_("there is no picture '{file}' in the folder; put it there, or take it away here")
    return text, {"file": file, "suggestion": near}
