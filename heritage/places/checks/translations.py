"""Who checked a translation, and whether it still says what the Swedish text says (R-I7, R-I8)."""

from collections.abc import Iterator

from heritage.places.checks.inspection import Inspection
from heritage.places.folder import SOURCE
from heritage.places.place import Entry, Safety, Text
from heritage.problems import N_, Problem


def check(inspection: Inspection) -> Iterator[Problem]:
    for entry in inspection.entries():
        for text in entry.texts.values():
            yield from _signature(inspection, text)
            yield from _age(inspection, entry, text)
        yield from _unchecked(inspection, entry)


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


def _unchecked(inspection: Inspection, entry: Entry) -> Iterator[Problem]:
    """One note a page, so that the rest can be seen; a release refuses each unchecked safety text."""
    if inspection.release and isinstance(entry, Safety):
        for text in entry.texts.values():
            if not text.is_checked:
                told = N_("a release needs every safety text checked; add 'checked_by' and 'checked_on'")
                yield inspection.problem(text.path, (), told)
        return
    unchecked = [
        text.language
        for text in entry.texts.values()
        if text.checked_by is None and text.checked_on is None and text.language != SOURCE
    ]
    if unchecked:
        told = N_("nobody has checked the text in {languages}; readers are told so")
        yield inspection.note(entry.path, (), told, languages=", ".join(unchecked))
