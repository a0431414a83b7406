"""`content/` in, a `Library` and everything an editor should mend out.

Three steps, so that the one in the middle can be divided between processes: `survey` reads what all pages
share, `load_folder` one page, and `assemble` puts them together. Nothing is judged before all is read.
"""

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from heritage.places import files, frontmatter, records, register
from heritage.places.counting import CountingRecord
from heritage.places.device import Device
from heritage.places.folder import SOURCE, Folder, load_folder
from heritage.places.lines import Lines
from heritage.places.place import Drawing, Entry, Library, Place, Safety, Sign, Sound, Theme, Trail
from heritage.places.site_record import AccessibilityStatement, SiteRecord
from heritage.places.spelling import RESERVED_SLUGS, SLUG, DevEui
from heritage.problems import N_, Problem

SITE, STATEMENT, CODES = "site.yaml", "accessibility.yaml", "codes.yaml"
DEVICES, COUNTING = "devices.yaml", "counting.yaml"
"""The records that a content folder may do without."""

_RECORDS = frozenset({SITE, STATEMENT, CODES, DEVICES, COUNTING})

_SLUG = re.compile(SLUG)

Record = TypeVar("Record")
Page = TypeVar("Page", bound=Entry)


@dataclass
class Survey:
    """What all pages share, and which folders hold pages. `broken` are files and folders left out."""

    content: str
    label: str  # the content folder's own name, as problems call it
    site: SiteRecord | None = None
    accessibility: AccessibilityStatement | None = None
    signs: dict[str, Sign] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    counting: CountingRecord = field(default_factory=CountingRecord)
    slugs: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def languages(self) -> tuple[str, ...] | None:
        """Those to read texts in; None while `site.yaml` cannot tell."""
        return self.site.languages if self.site else None


@dataclass(frozen=True)
class Loaded:
    """The content folder as it was read. `library` is None only if `site.yaml` or the statement is of no use.

    `broken_slugs` are pages that exist and could not be read: a link to one leads somewhere. `broken_paths`
    are the files left out, wholly or in part, so that nothing needs to be said of what they may hold.
    """

    library: Library | None
    problems: list[Problem]
    lines: Lines
    broken_slugs: frozenset[str] = frozenset()
    broken_paths: frozenset[str] = frozenset()


def load(folder: Path) -> Loaded:
    """Read the content folder. Never raises for what editors write, nor for files that cannot be read."""
    shared = survey(folder)
    return assemble(shared, [load_folder(shared.content, slug, shared.languages) for slug in shared.slugs])


def survey(folder: Path) -> Survey:
    """The records at the top of the content folder, and the slugs of its pages in order."""
    content = os.fspath(folder)
    found = Survey(content, os.path.basename(os.path.abspath(content)))
    entries, found.problems = files.listed(content, found.label, content)
    if found.problems and not entries:
        return found
    texts: dict[str, str] = {}
    for entry in entries:
        if entry.is_dir():
            _add_slug(found, entry.name)
        elif entry.name in _RECORDS and entry.is_file():
            _add_text(found, texts, entry)
        else:
            found.problems.append(files.unused(f"{found.label}/{entry.name}"))
    missing = [name for name in (SITE, STATEMENT, CODES) if name not in texts]
    for name in missing:
        _leave_out(found, name)
    if SITE in texts:
        found.site = _site(found, texts[SITE])
    if STATEMENT in texts:
        found.accessibility = _record(found, STATEMENT, texts[STATEMENT], AccessibilityStatement)
    if CODES in texts:
        found.signs, problems = register.read(texts[CODES], f"{found.label}/{CODES}")
        found.problems += problems
        found.broken += [f"{found.label}/{CODES}"] if problems else []
    if DEVICES in texts:
        found.devices = _record(found, DEVICES, texts[DEVICES], dict[DevEui, Device]) or {}
    if COUNTING in texts:
        found.counting = _record(found, COUNTING, texts[COUNTING], CountingRecord) or found.counting
    return found


def _add_slug(found: Survey, name: str) -> None:
    path = f"{found.label}/{name}"
    if not _SLUG.match(name):
        text = N_("the folder's name must be small letters a-z, digits and hyphens, such as '{suggestion}'")
        found.problems.append(Problem(path, 0, text, {"suggestion": _as_slug(name)}))
    elif name in RESERVED_SLUGS:
        text = N_("the name '{name}' belongs to a page of the program; give the folder another")
        found.problems.append(Problem(path, 0, text, {"name": name}))
    else:
        found.slugs.append(name)
        return
    found.broken.append(path)


def _as_slug(name: str) -> str:
    """`Borgsjö kyrka` -> `borgsjo-kyrka`, for a suggestion."""
    plain = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64] or "borgsjo-kyrka"


def _add_text(found: Survey, texts: dict[str, str], entry: os.DirEntry[str]) -> None:
    path = f"{found.label}/{entry.name}"
    raw = files.read(entry, path)
    text = raw if isinstance(raw, Problem) else frontmatter.decode(path, raw)
    if isinstance(text, Problem):
        found.problems.append(text)
        found.broken.append(path)
    else:
        texts[entry.name] = text


def _leave_out(found: Survey, name: str) -> None:
    path = f"{found.label}/{name}"
    if path in found.broken:
        return
    text = N_("the file is missing; every content folder needs one")
    if name == CODES and _is_in_git(found.content):
        text = N_("the file is missing; get it back with 'git restore {path}', for its codes stand on signs")
    found.problems.append(Problem(path, 0, text, {"path": path}))
    found.broken.append(path)


def _is_in_git(folder: str) -> bool:
    """Whether the folder has a past, which a file that is missing may be taken from."""
    above = Path(os.path.abspath(folder))
    return any((each / ".git").exists() for each in (above, *above.parents))


def _record(found: Survey, name: str, text: str, shape: type[Record]) -> Record | None:
    path = f"{found.label}/{name}"
    record, problems = records.read(text, shape, path)
    found.problems += problems
    if record is None:
        found.broken.append(path)
    return record


def _site(found: Survey, text: str) -> SiteRecord | None:
    site = _record(found, SITE, text, SiteRecord)
    if site is None or site.languages[:1] == (SOURCE,):
        return site
    path = f"{found.label}/{SITE}"
    line = Lines(Path(found.content)).of(path, "languages")
    message = N_("'languages' must begin with '{source}', the language that the facts are written in")
    found.problems.append(Problem(path, line, message, {"source": SOURCE}))
    found.broken.append(path)
    return None


def assemble(found: Survey, folders: Iterable[Folder]) -> Loaded:
    """The library of what has been read, and every problem of the reading."""
    problems = list(found.problems)
    broken = list(found.broken)
    entries: list[Entry] = []
    drawings: dict[str, Drawing] = {}
    sounds: dict[str, Sound] = {}
    lost: set[str] = set()
    for folder in folders:
        problems += folder.problems
        broken += folder.broken
        drawings |= {f"{folder.slug}/{name}": drawing for name, drawing in folder.drawings.items()}
        sounds |= {f"{folder.slug}/{name}": sound for name, sound in folder.sounds.items()}
        if folder.entry is None:
            lost.add(folder.slug)
        else:
            entries.append(folder.entry)
    library = None
    if found.site is not None and found.accessibility is not None:
        library = Library(
            folder=found.content,
            site=found.site,
            accessibility=found.accessibility,
            places=_of(Place, entries),
            trails=_of(Trail, entries),
            themes=_of(Theme, entries),
            safety=_of(Safety, entries),
            signs=found.signs,
            drawings=drawings,
            sounds=sounds,
            devices=found.devices,
            counting=found.counting,
        )
    lines = Lines(Path(found.content))
    return Loaded(library, problems, lines, frozenset(lost), frozenset(broken))


def _of(noun: type[Page], entries: list[Entry]) -> dict[str, Page]:
    return {entry.slug: entry for entry in entries if isinstance(entry, noun)}
