"""Recordings: the file is there, somebody is credited, and those who cannot hear it can read it (R-A15)."""

from collections.abc import Iterator

from heritage.places.checks.inspection import Inspection
from heritage.places.place import Entry, Recording, Text
from heritage.problems import N_, Problem


def check(inspection: Inspection) -> Iterator[Problem]:
    for entry in inspection.entries():
        for text in entry.texts.values():
            if text.recording is not None:
                yield from _recording(inspection, entry, text, text.recording)
    if inspection.library.sounds:
        yield from _unused(inspection)


def _recording(inspection: Inspection, entry: Entry, text: Text, recording: Recording) -> Iterator[Problem]:
    yield from _file(inspection, entry, text, recording.file)
    if not recording.credit.strip():
        told = N_("the recording has no credit; write under 'credit' who reads")
        yield inspection.problem(text.path, ("recording", "credit"), told)
    if not recording.transcript.strip():
        told = N_(
            "the recording has no transcript; write 'story' if it reads exactly the text of this page, else the "
            "words that are said"
        )
        yield inspection.problem(text.path, ("recording", "transcript"), told)


def _file(inspection: Inspection, entry: Entry, text: Text, file: str) -> Iterator[Problem]:
    """A recording that was refused is there, and has been told of."""
    library = inspection.library
    if f"{entry.slug}/{file}" in library.sounds:
        return
    if inspection.path(entry.slug, file) in inspection.loaded.broken_paths:
        return
    prefix = f"{entry.slug}/"
    near = inspection.near(
        file, [name.removeprefix(prefix) for name in library.sounds if name.startswith(prefix)]
    )
    if near:
        told = N_("there is no recording '{file}' in the folder; did you mean '{suggestion}'?")
    else:
        told = N_("there is no recording '{file}' in the folder; put it there, or take it away here")
    yield inspection.problem(text.path, ("recording", "file"), told, file=file, suggestion=near)


def _unused(inspection: Inspection) -> Iterator[Problem]:
    """Notes on recordings that no text names, unless the text that could not be read may name them."""
    broken = inspection.loaded.broken_paths
    unsure = {path.split("/")[1] for path in broken if path.endswith(".md")}
    used = {
        f"{entry.slug}/{text.recording.file}"
        for entry in inspection.entries()
        for text in entry.texts.values()
        if text.recording is not None
    }
    for name in inspection.library.sounds:
        if name not in used and name.partition("/")[0] not in unsure:
            told = N_("no page plays this recording; name it under 'recording' in the text of its language")
            yield inspection.note(inspection.path(*name.split("/")), (), told)
