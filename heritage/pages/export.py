"""The site as a folder of finished files that any web server can serve for ten years (`heritage build`)."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from heritage.pages.drafts import (
    Draft,
    Entries,
    View,
    drafts,
    elsewhere,
    entries,
    entry_drafts,
    leads_to_a_place,
    own_drafts,
    renderers,
    scanned,
    signs_by_place,
)
from heritage.pages.folder import CannotBuild, replacing
from heritage.pages.manifest import manifests
from heritage.pages.page import Page, pack, pack_page
from heritage.pages.preview import Preview
from heritage.pages.render import Renderer
from heritage.pages.sharing import Task, share_out
from heritage.pages.site import Site
from heritage.pages.sitemap import robots, sitemap
from heritage.places.division import processes_for
from heritage.places.place import Sign, SignPage
from heritage.problems import N_

ENTRIES_A_TASK = 20

SAME_AS = {"/": "/", "/codes/": "/Q/", "/404.html": "/404.html"}
"""Addresses without a language, by the page of the default language that they show.

The form for typed codes sends to `/Q/`: a folder cannot read them, but it can list them.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, without the packed copies."""

    pages: int
    files: int


def export(site: Site, out: Path, processes: int | None = None) -> Exported:
    """Write the whole site to `out`, which is then exactly this site, or on any failure what it was before.

    Raises CannotBuild. `processes` is chosen by the size of the site unless given.
    """
    content = Path(site.library.folder).resolve()
    if out.resolve().is_relative_to(content):
        raise CannotBuild(N_("'{out}' lies in the content folder; give a folder beside it."), out=out)
    workers = processes or processes_for(len(entries(site.library)))
    drawn = renderers(site)
    with replacing(out) as folder:
        writer = _Writer(str(folder))
        share_out(_tasks(site, drawn, writer), workers, [partial(_previews, site.previews, writer)])
    pages = len(list(drafts(site.library, drawn))) + len(SAME_AS) + len(site.library.signs)
    files = len(site.files) + len(site.previews) + len(site.frame.languages) + len(("sitemap", "robots"))
    return Exported(pages, files)


def _tasks(site: Site, drawn: Mapping[str, Renderer], writer: "_Writer") -> list[Task]:
    """All that is to be written but previews, the longest tasks first."""
    for name in (*drawn, "Q"):
        writer.make_folder(f"/{name}/")
    # A language each, for its pages show the same places, and another process would link them all once more.
    tasks: list[Task] = [partial(_own_pages, site, drawn, language, writer) for language in drawn]
    tasks += [partial(_files, site, writer), partial(_retired, site, drawn, writer)]
    listed, signs = entries(site.library), signs_by_place(site.library)
    for start in range(0, len(listed), ENTRIES_A_TASK):
        tasks.append(partial(_entries, drawn, listed[start : start + ENTRIES_A_TASK], signs, writer))
    return tasks


class _Writer:
    """Writes below a folder that nobody else writes to."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def make_folder(self, path: str) -> None:
        os.makedirs(self._folder + path, exist_ok=True)

    def entry_pages(self, bodies: Mapping[str, bytes]) -> None:
        """Some of the thousands, by path: each the index of a folder of its own, within one that is there."""
        # All packed, then all written: drawn, packed and written one by one, they take a tenth longer in all,
        # for each kind of work drives the others out of the processor's cache.
        packed = [pack_page(body) for body in bodies.values()]
        for (path, body), copy in zip(bodies.items(), packed, strict=True):
            os.mkdir(self._folder + path)
            self.file(f"{path}index.html", body)
            self.file(f"{path}index.html.gz", copy)

    def page(self, body: bytes, *paths: str) -> None:
        """Any other page, at each of `paths`; where one ends with a slash, as the index of a folder."""
        packed = pack(body)
        for path in paths:
            name = f"{path}index.html" if path.endswith("/") else path
            self.make_folder(name.rpartition("/")[0])
            self.file(name, body)
            self.file(f"{name}.gz", packed)

    def text(self, path: str, body: bytes) -> None:
        """A file with its packed copy beside it."""
        self.file(path, body)
        self.file(f"{path}.gz", pack(body))

    def file(self, path: str, body: bytes) -> None:
        # Straight to the system: at ten thousand files the layers of open() are a tenth of the build.
        handle = os.open(self._folder + path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            rest = memoryview(body)
            while rest:
                rest = rest[os.write(handle, rest) :]
        finally:
            os.close(handle)


def _entries(
    drawn: Mapping[str, Renderer],
    listed: Sequence[Entries],
    signs: Mapping[str, Sequence[Sign]],
    writer: _Writer,
) -> None:
    """The pages of some entries in all languages, and of the signs that lead to them."""
    default = next(iter(drawn))
    bodies: dict[str, bytes] = {}
    for entry in listed:
        for draft in entry_drafts(entry, drawn):
            renderer, page = drawn[draft.language], draft.page()
            fills = elsewhere(renderer.library, renderer, draft.live) if draft.live else {}
            bodies[page.path] = page.body(fills)
            if page.language == default:
                opening = [sign for sign in signs.get(entry.slug, ()) if _opens(sign, draft)]
                bodies |= _scans(page, fills, renderer, opening)
    writer.entry_pages(bodies)


def _opens(sign: Sign, draft: Draft) -> bool:
    """Whether the code of a place's sign opens this one of its pages."""
    if draft.live is None:
        return True
    return (sign.page is SignPage.CONDITIONS) == (draft.live.view is View.POINT)


def _scans(
    page: Page, fills: Mapping[str, str], renderer: Renderer, signs: Iterable[Sign]
) -> dict[str, bytes]:
    """What the codes of a place open: without a server that negotiates, in the default language."""
    return {f"/Q/{sign.code}/": page.body({**fills, "sign": renderer.sign_box(sign)}) for sign in signs}


def _own_pages(site: Site, drawn: Mapping[str, Renderer], language: str, writer: _Writer) -> None:
    """The pages of the service itself, and what shows the same in the default language."""
    renderer = drawn[language]
    for draft in own_drafts({language: renderer}):
        fills = elsewhere(site.library, renderer, draft.live) if draft.live else {}
        body = draft.page().body({"feedback-form": renderer.feedback_offline(), **fills})
        below = draft.path.removeprefix(f"/{site.frame.languages[0]}")
        writer.page(body, draft.path, *([SAME_AS[below]] if below in SAME_AS else []))


def _retired(site: Site, drawn: Mapping[str, Renderer], writer: _Writer) -> None:
    """The codes that lead to no place any more."""
    default = drawn[site.frame.languages[0]]
    for sign in site.library.signs.values():
        if not leads_to_a_place(site.library, sign):
            writer.page(scanned(site.library, default, sign).encode(), f"/Q/{sign.code}/")


def _previews(previews: Iterable[Preview], writer: _Writer) -> None:
    for preview in previews:
        writer.make_folder(preview.path.rpartition("/")[0])
        writer.file(preview.path, preview.png())


def _files(site: Site, writer: _Writer) -> None:
    for file in site.files:
        writer.make_folder(file.path.rpartition("/")[0])
        if file.is_text:
            writer.text(file.path, file.body)
        else:
            writer.file(file.path, file.body)
    for path, body in manifests(site.library.site, site.frame):
        writer.text(path, body)
    writer.text("/sitemap.xml", sitemap(site.library, site.frame))
    writer.text("/robots.txt", robots(site.frame))
