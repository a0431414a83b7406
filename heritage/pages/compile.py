"""Site in, finished pages out: drawn one by one for a folder, or all packed in memory for the server."""

from collections.abc import Mapping
from dataclasses import dataclass

from heritage.pages.drafts import Live, composed, drafts, opened, renderers, scanned
from heritage.pages.manifest import MEDIA_TYPE as MANIFEST
from heritage.pages.manifest import manifests
from heritage.pages.page import fingerprint, pack, pack_page, unpack
from heritage.pages.preview import Preview
from heritage.pages.site import Site
from heritage.pages.sitemap import robots, sitemap
from heritage.pages.static_files import StaticFile

HTML = "text/html; charset=utf-8"

POLICY = "default-src 'none'; frame-ancestors 'none'"
"""For what is no page (R-S2)."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A finished body for the server. `tag` names its bytes; `policy` is its own Content-Security-Policy.

    `gzip` is None where packing gains nothing; only then is `raw` kept.
    """

    media_type: str
    policy: str
    tag: str
    gzip: bytes | None
    raw: bytes | None = None
    language: str | None = None

    @property
    def plain(self) -> bytes:
        """The body itself, unpacked each time: hardly anybody asks for it."""
        return unpack(self.gzip) if self.gzip is not None else self.raw or b""


class CompiledSite:
    """Every page and file of a site in memory, by path below the base path.

    Holes are empty, but for those of pages opened by a code (R-Q13, R-T7). `live` are the pages that are drawn
    anew as time goes by, by their paths. Safe to read from any thread.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.renderers = renderers(site)
        self._drafts = {draft.path: draft for draft in drafts(site.library, self.renderers)}
        self.live = {path: draft.live for path, draft in self._drafts.items() if draft.live is not None}
        self.pages = {path: self.filled(path, {}) for path in self._drafts if path not in self.live}
        self.not_found = {language: self.pages.pop(f"/{language}/404.html") for language in self.renderers}
        self.files = {file.path: _packed_file(file) for file in site.files}
        self.files |= {preview.path: _packed_preview(preview) for preview in site.previews}
        self.files |= {path: _made(MANIFEST, body) for path, body in manifests(site.library.site, site.frame)}
        self.files["/sitemap.xml"] = _made("application/xml", sitemap(site.library, site.frame))
        self.files["/robots.txt"] = _made("text/plain; charset=utf-8", robots(site.frame))

    def page(self, path: str) -> Packed | None:
        """The page at `path`, such as `/sv/flataklocken/`."""
        return self.pages.get(path)

    def scan_page(self, code: str, language: str) -> Packed | None:
        """What a sign's code opens in one of the site's languages, if that is a finished page of the register.

        Drawn when asked for, as most signs are read in few of the languages; the caller keeps it.
        """
        sign = self.site.library.signs.get(code)
        if sign is None or opened(self.site.library, sign, language) is not None:
            return None
        return self.packed(scanned(self.site.library, self.renderers[language], sign), language)

    def scan_live(self, code: str, language: str) -> Live | None:
        """The live page that a sign's code opens, if it opens one."""
        sign = self.site.library.signs.get(code)
        return None if sign is None else opened(self.site.library, sign, language)

    def composed(self, live: Live, fills: Mapping[str, str]) -> Packed:
        """A live page with its holes filled."""
        html = composed(self.site.library, self.renderers[live.language], live, fills)
        return self.packed(html, live.language)

    def filled(self, path: str, fills: Mapping[str, str]) -> Packed:
        """The page at `path`, drawn again with its holes filled. Raises KeyError for an unknown path."""
        page = self._drafts[path].page()
        return self.packed(page.body(fills).decode(), page.language)

    def packed(self, html: str, language: str) -> Packed:
        """Any document of ours, such as one that a renderer has just drawn."""
        body = html.encode()
        return Packed(HTML, self.site.frame.policy, fingerprint(body), pack_page(body), None, language)


def compile_site(site: Site) -> CompiledSite:
    """All pages of `site`, drawn and packed."""
    return CompiledSite(site)


def _packed_file(file: StaticFile) -> Packed:
    tag = fingerprint(file.body)
    if not file.is_text:
        return Packed(file.media_type, file.policy, tag, None, file.body)
    return Packed(file.media_type, file.policy, tag, pack(file.body))


def _packed_preview(preview: Preview) -> Packed:
    body = preview.png()
    return Packed("image/png", POLICY, fingerprint(body), None, body)


def _made(media_type: str, body: bytes) -> Packed:
    return Packed(media_type, POLICY, fingerprint(body), pack(body))
