"""The site as a folder of finished files that any web server can serve for ten years (`heritage build`)."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from heritage.pages.drafts import (
    Entries,
    entries,
    entry_drafts,
    leads_to_a_place,
    own_drafts,
    renderers,
    scanned,
    signs_by_place,
)
from heritage.pages.folder import CannotBuild, replacing
from heritage.pages.page import QUICK, THOROUGH, Page, pack
from heritage.pages.render import Renderer
from heritage.pages.site import Site
from heritage.pages.sitemap import robots, sitemap
from heritage.places.place import Sign

ONE_PROCESS_UP_TO = 200
"""Entries; below, a second process takes longer to start than it saves."""


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
        raise CannotBuild(f"'{out}' lies in the content folder; give a folder beside it")
    listed = entries(site.library)
    workers = processes or (1 if len(listed) <= ONE_PROCESS_UP_TO else min(2, os.cpu_count() or 1))
    drawn = renderers(site)
    with replacing(out) as folder:
        writer = _Writer(str(folder))
        for language in drawn:
            writer.make_folder(f"/{language}/")
        shares = [listed[number::workers] for number in range(workers)]
        with _helped(partial(_entries, site, drawn, writer=writer), shares[1:]):
            _own_pages(site, drawn, writer)
            _files(site, writer)
            _entries(site, drawn, shares[0], writer)
    own = (5 + 1) * len(drawn) + 3
    return Exported(own + len(listed) * len(drawn) + len(site.library.signs), len(site.files) + 2)


@contextmanager
def _helped(work: Callable[[Sequence[Entries]], None], shares: list[list[Entries]]) -> Iterator[None]:
    """Other processes do `work` on `shares` meanwhile; the end of the block waits for them."""
    helpers = [get_context("fork").Process(target=work, args=(share,)) for share in shares]
    for helper in helpers:
        helper.start()
    try:
        yield
        for helper in helpers:
            helper.join()
            if helper.exitcode != 0:
                raise RuntimeError(f"a process that drew pages ended with {helper.exitcode}")
    finally:
        # Nobody may write any more when the unfinished folder is cleared away.
        for helper in helpers:
            helper.kill()
            helper.join()


class _Writer:
    """Writes below a folder that nobody else writes to."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def make_folder(self, path: str) -> None:
        os.makedirs(self._folder + path, exist_ok=True)

    def page(self, path: str, body: bytes, level: int = THOROUGH) -> None:
        """A page at a path that ends with a slash is the index of a folder of its own."""
        if path.endswith("/"):
            self.make_folder(path)
            path += "index.html"
        self.text(path, body, level)

    def text(self, path: str, body: bytes, level: int = THOROUGH) -> None:
        """A file with its packed copy beside it."""
        self.file(path, body)
        self.file(f"{path}.gz", pack(body, level))

    def file(self, path: str, body: bytes) -> None:
        # Straight to the system: at ten thousand files the layers of open() are a tenth of the build.
        handle = os.open(self._folder + path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            rest = memoryview(body)
            while rest:
                rest = rest[os.write(handle, rest) :]
        finally:
            os.close(handle)


def _entries(site: Site, drawn: Mapping[str, Renderer], share: Sequence[Entries], writer: _Writer) -> None:
    """The pages of `share` in all languages, and of the signs that lead to them."""
    default = site.frame.languages[0]
    signs = signs_by_place(site.library, site.library.signs.values())
    for entry in share:
        for draft in entry_drafts(entry, drawn):
            page = draft.page()
            writer.page(page.path, page.body(), QUICK)
            if page.language == default:
                _scans(page, drawn[default], signs.get(entry.slug, ()), writer)


def _scans(page: Page, renderer: Renderer, signs: Iterable[Sign], writer: _Writer) -> None:
    """What the codes of a place open: without a server that negotiates, in the default language."""
    for sign in signs:
        writer.page(f"/Q/{sign.code}/", page.body({"sign": renderer.sign_box(sign)}), QUICK)


def _own_pages(site: Site, drawn: Mapping[str, Renderer], writer: _Writer) -> None:
    """The service's own pages, and those at addresses without a language, in the default one."""
    default = drawn[site.frame.languages[0]]
    for draft in own_drafts(drawn):
        fills = {"feedback-form": drawn[draft.language].feedback_offline()}
        writer.page(draft.path, draft.page().body(fills))
    for language, renderer in drawn.items():
        writer.page(f"/{language}/404.html", renderer.not_found().encode())
    writer.page("/404.html", default.not_found().encode())
    writer.page("/", default.start().encode())
    # The form for typed codes sends here; a folder cannot read them, but it can list them.
    writer.page("/Q/", default.codes().encode())
    for sign in site.library.signs.values():
        if not leads_to_a_place(site.library, sign):
            writer.page(f"/Q/{sign.code}/", scanned(site.library, default, sign).encode())


def _files(site: Site, writer: _Writer) -> None:
    for file in site.files:
        writer.make_folder(file.path.rpartition("/")[0])
        if file.is_text:
            writer.text(file.path, file.body)
        else:
            writer.file(file.path, file.body)
    writer.text("/sitemap.xml", sitemap(site.library, site.frame))
    writer.text("/robots.txt", robots(site.frame))
