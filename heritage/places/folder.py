"""One folder of `content/`: a page with its facts, its texts and its drawings, or what is wrong with them."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from heritage.places import (
    facts,
    files,
    frontmatter,
    markdown,
    phrases,
    pictures,
    readability,
    recordings,
    records,
)
from heritage.places.facts import Facts, TranslationFacts
from heritage.places.frontmatter import YAML_LINE, Parts
from heritage.places.place import Drawing, Entry, Sound, Text
from heritage.places.spelling import PICTURE_NAME, RECORDING_NAME
from heritage.problems import N_, Problem, Weight

SOURCE = "sv"
"""The language whose file carries the facts (R-I18)."""

_TEXT_NAME = re.compile(r"([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\.md")
_PICTURE_NAME = re.compile(PICTURE_NAME)
_RECORDING_NAME = re.compile(RECORDING_NAME)
_PHOTOGRAPHS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".tif", ".tiff")


@dataclass
class Folder:
    """What a folder holds. `entry` is None if its Swedish file is of no use; `broken` are files left out."""

    slug: str
    label: str  # content/flataklocken
    entry: Entry | None = None
    drawings: dict[str, Drawing] = field(default_factory=dict)  # by file name
    sounds: dict[str, Sound] = field(default_factory=dict)  # by file name
    problems: list[Problem] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def load_folder(content: str, slug: str, languages: tuple[str, ...] | None = None) -> Folder:
    """Read `content`/`slug` in `languages`, or in every language it has if they are unknown.

    Reads files and does nothing else, so that folders can be read in several processes.
    """
    folder = Folder(slug, f"{os.path.basename(os.path.abspath(content))}/{slug}")
    entries, folder.problems = files.listed(os.path.join(content, slug), folder.label, content)
    texts: dict[str, os.DirEntry[str]] = {}
    for entry in entries:
        path = f"{folder.label}/{entry.name}"
        name = _TEXT_NAME.fullmatch(entry.name)
        if not entry.is_file():
            folder.problems.append(files.unused(path))
        elif name:
            texts[name[1]] = entry
        elif _PICTURE_NAME.match(entry.name):
            _add_drawing(folder, path, entry)
        elif _RECORDING_NAME.match(entry.name):
            _add_sound(folder, path, entry)
        else:
            folder.problems.append(_unused(path, entry.name))
    _add_entry(folder, texts, languages)
    named = {problem.values.get("value") for problem in folder.problems}
    folder.problems = [
        problem
        for problem in folder.problems
        if problem.weight is Weight.PROBLEM or problem.path.rpartition("/")[2] not in named
    ]
    return folder


def _unused(path: str, name: str) -> Problem:
    """A note on a file that nothing reads, with the name it was likely meant to have."""
    lower = name.lower()
    better = lower.removesuffix(".txt")
    if lower.endswith(_PHOTOGRAPHS):
        text = N_("nothing shows this picture, for pages hold drawings in SVG only so far")
        return Problem(path, 0, text, weight=Weight.NOTE)
    if lower.endswith(recordings.FORMATS):
        return Problem(path, 0, recordings.NOT_PLAYED, weight=Weight.NOTE)
    if _TEXT_NAME.fullmatch(better):
        text = N_("nothing reads this file; call it '{suggestion}'")
        return Problem(path, 0, text, {"suggestion": better}, Weight.NOTE)
    if better.endswith(".md"):
        text = N_("nothing reads this file; call it by the language's two letters, such as 'de.md'")
        return Problem(path, 0, text, weight=Weight.NOTE)
    return files.unused(path)


def _add_drawing(folder: Folder, path: str, entry: os.DirEntry[str]) -> None:
    raw = files.read(entry, path)
    picture = pictures.Picture(None, [raw]) if isinstance(raw, Problem) else pictures.examine(path, raw)
    folder.problems += picture.problems
    if picture.drawing is None:
        folder.broken.append(path)
    else:
        folder.drawings[entry.name] = picture.drawing


def _add_sound(folder: Folder, path: str, entry: os.DirEntry[str]) -> None:
    raw = files.read(entry, path, recordings.RECORDING_LIMIT, recordings.TOO_LARGE)
    found = raw if isinstance(raw, Problem) else recordings.examine(path, raw)
    if isinstance(found, Problem):
        folder.problems.append(found)
        folder.broken.append(path)
    else:
        folder.sounds[entry.name] = found


def _add_entry(
    folder: Folder, texts: Mapping[str, os.DirEntry[str]], languages: tuple[str, ...] | None
) -> None:
    source = _source(folder, texts)
    found = {} if source is None else {SOURCE: source[1]}
    names = {} if source is None else source[0].names
    name = source[1].name if source else ""
    for language, entry in texts.items():
        if language == SOURCE:
            continue
        if languages is not None and language not in languages:
            text = N_("this text is not shown, for '{language}' is not among the languages in site.yaml")
            path = f"{folder.label}/{entry.name}"
            folder.problems.append(Problem(path, 0, text, {"language": language}, Weight.NOTE))
            continue
        translation = _translation(folder, language, entry, names.get(language) or name)
        if translation is not None:
            found[language] = translation
    if source is not None:
        folder.entry = facts.entry_of(folder.slug, source[1].path, source[0], found)


def _source(folder: Folder, texts: Mapping[str, os.DirEntry[str]]) -> tuple[Facts, Text] | None:
    """The facts and the Swedish text."""
    path = f"{folder.label}/{SOURCE}.md"
    entry = texts.get(SOURCE)
    if entry is None:
        text = N_("the file is missing; it holds the facts of the page and its Swedish text")
        folder.problems.append(Problem(path, 0, text))
        folder.broken.append(path)
        return None
    parts = _parts(folder, path, entry)
    if parts is None:
        return None
    found, problems = records.read(parts.yaml, facts.shape_of(parts.yaml), path, YAML_LINE)
    folder.problems += problems
    if not isinstance(found, Facts):
        folder.broken.append(path)
        _story(folder, path, SOURCE, parts)
        return None
    return found, _text(folder, path, SOURCE, parts, found.name, found)


def _translation(folder: Folder, language: str, entry: os.DirEntry[str], name: str) -> Text | None:
    """The text in another language; `name` is what the page is called unless the text says otherwise."""
    path = f"{folder.label}/{entry.name}"
    parts = _parts(folder, path, entry)
    if parts is None:
        return None
    found, problems = records.read(parts.yaml, TranslationFacts, path, YAML_LINE, facts.FACTS_OF_SWEDISH)
    folder.problems += problems
    if found is None:
        folder.broken.append(path)
        _story(folder, path, language, parts)
        return None
    return _text(folder, path, language, parts, found.name or name, found, found.translated_from)


def _parts(folder: Folder, path: str, entry: os.DirEntry[str]) -> Parts | None:
    raw = files.read(entry, path)
    text = raw if isinstance(raw, Problem) else frontmatter.decode(path, raw)
    parts = text if isinstance(text, Problem) else frontmatter.split(path, text)
    if isinstance(parts, Problem):
        folder.problems.append(parts)
        folder.broken.append(path)
        return None
    return parts


def _story(folder: Folder, path: str, language: str, parts: Parts) -> markdown.Story:
    page = markdown.Page(path, folder.slug, folder.drawings)
    story = markdown.render(parts.body, language, parts.body_line, page)
    folder.problems += story.problems
    return story


def _text(
    folder: Folder,
    path: str,
    language: str,
    parts: Parts,
    name: str,
    said: Facts | TranslationFacts,
    translated_from: str | None = None,
) -> Text:
    story = _story(folder, path, language, parts)
    return Text(
        language=language,
        path=path,
        name=name,
        lede=said.lede,
        html=story.html,
        links=story.links,
        images=story.images,
        body_hash=body_hash(name, said.lede, parts.body),
        checked_by=said.checked_by,
        checked_on=said.checked_on,
        translated_from=translated_from,
        headings=story.headings,
        recording=said.recording,
        # Here, where folders are read in several processes, and not in the check, which one makes alone.
        lix=readability.judged_lix(story.plain, language),
        mentions_ice=phrases.mentions_ice(f"{name}\n{said.lede}\n{story.plain}", language),
    )


def body_hash(name: str, lede: str, story: str) -> str:
    """Twelve hex digits that change when the words do (R-I7)."""
    words = "\0".join((name, lede, story.strip()))
    return blake2b(words.encode(), digest_size=6).hexdigest()
