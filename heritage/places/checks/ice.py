"""No text, name or description promises that ice holds, or tells how thick for a vehicle (R-C6, R-C10)."""

import re
from collections.abc import Iterator
from html import unescape

from heritage.places import phrases
from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.folder import SOURCE
from heritage.places.library import COUNTING, DEVICES, SITE, STATEMENT
from heritage.places.phrases import Claim
from heritage.places.place import Entry, Text, Trail
from heritage.problems import N_, Problem

# The end of a block ends a sentence: a heading "Isen" does not run on into the paragraph below it.
_BLOCK_END = re.compile(r"</(?:p|h\d|li|td|th|dt|dd|figcaption|blockquote)>|<br>")
_TAG = re.compile(r"<[^>]*>")


def check(inspection: Inspection) -> Iterator[Problem]:
    for entry in inspection.entries():
        for text in entry.texts.values():
            if text.mentions_ice:
                yield from _text(inspection, entry, text)
            for image in text.images:
                for claim in phrases.claims(image.alt, text.language):
                    yield _problem(text.path, image.line, claim)
            if text.recording is not None:
                for claim in phrases.claims(text.recording.transcript, text.language):
                    line = inspection.loaded.lines.of(text.path, "recording", "transcript")
                    yield _problem(text.path, line, claim)
        yield from _facts(inspection, entry)
    yield from _site(inspection)
    path = inspection.path(DEVICES)
    for dev_eui, device in inspection.library.devices.items():
        yield from _by_language(inspection, path, (dev_eui, "note"), device.note)
    yield from _counting(inspection)


def _counting(inspection: Inspection) -> Iterator[Problem]:
    """A path may lead over a lake in winter, and the spot be named after it."""
    path, counting = inspection.path(COUNTING), inspection.library.counting
    for key, point in counting.points.items():
        yield from _by_language(inspection, path, ("points", key, "name"), point.name)
        yield from _by_language(inspection, path, ("points", key, "note"), point.note)
        for direction, words in point.directions.items():
            yield from _by_language(inspection, path, ("points", key, "directions", direction), words)
    for name, counter in counting.counters.items():
        yield from _by_language(inspection, path, ("counters", name, "note"), counter.note)


def _text(inspection: Inspection, entry: Entry, text: Text) -> Iterator[Problem]:
    # A name that stands among the facts is judged there.
    name = "" if text.name == entry.names.get(text.language) else text.name
    for key, words in (("name", name), ("lede", text.lede)):
        for claim in phrases.claims(words, text.language):
            yield _problem(text.path, inspection.loaded.lines.of(text.path, key), claim)
    story = unescape(_TAG.sub("", _BLOCK_END.sub("\n\n", text.html)))
    for claim in phrases.claims(story, text.language):
        yield _problem(
            text.path, inspection.loaded.lines.of_words(text.path, claim.words, claim.sentence), claim
        )


def _facts(inspection: Inspection, entry: Entry) -> Iterator[Problem]:
    """Names and descriptions that stand with the facts, in every language."""
    yield from _by_language(inspection, entry.path, ("names",), entry.names)
    if entry.picture is not None:
        yield from _by_language(inspection, entry.path, ("picture", "alt"), entry.picture.alt)
    if isinstance(entry, Trail):
        for number, point in enumerate(entry.waypoints):
            keys: Keys = ("waypoints", number)
            yield from _by_language(inspection, entry.path, (*keys, "names"), point.names)
            for claim in phrases.claims(point.name or "", SOURCE):
                yield _problem(entry.path, inspection.loaded.lines.of(entry.path, *keys, "name"), claim)


def _site(inspection: Inspection) -> Iterator[Problem]:
    path, site = inspection.path(SITE), inspection.library.site
    yield from _by_language(inspection, path, ("name",), site.name)
    yield from _by_language(inspection, path, ("welcome",), site.welcome)
    path = inspection.path(STATEMENT)
    for number, item in enumerate(inspection.library.accessibility.shortcomings):
        for key, words in (("what", item.what), ("why", item.why)):
            yield from _by_language(inspection, path, ("shortcomings", number, key), words)


def _by_language(inspection: Inspection, path: str, keys: Keys, words: dict[str, str]) -> Iterator[Problem]:
    for language, said in words.items():
        if phrases.mentions_ice(said, language):
            for claim in phrases.claims(said, language):
                yield _problem(path, inspection.loaded.lines.of(path, *keys, language), claim)


def _problem(path: str, line: int, claim: Claim) -> Problem:
    if claim.is_for_vehicles:
        text = N_(
            "'{words}' sets a thickness of ice for vehicles; take it away, for nobody can answer for one"
        )
    else:
        text = N_("'{words}' can be read as a promise that ice holds; tell what was measured, or warn")
    return Problem(path, line, text, {"words": " ".join(claim.words.split())})
