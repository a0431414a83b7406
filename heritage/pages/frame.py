"""What every page of a site shares: addresses, static files, the inlined style sheet and its policy.

The one place that knows how addresses are made; templates get a Frame and never glue an address.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from urllib.parse import urlsplit

from markupsafe import Markup

from heritage.i18n.languages import EASY_SWEDISH

_STORY_IMAGE = re.compile(r'(?<=<img )src="\.\./([^"]+)"')


@dataclass(frozen=True)
class Asset:
    """A static file as pages refer to it. `width` and `height` are CSS pixels; None: it is no picture."""

    address: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Frame:
    """`origin` is scheme and host without a slash at the end; `base_path` is "" or "/besok".

    `assets` are named by their path in `static/` ("kinds/lake.svg"); `pictures` and `recordings` by slug and
    file name in `content/` ("flataklocken/flataklocken.svg"). `languages` is the site's order, the first the default.
    """

    origin: str
    base_path: str
    languages: tuple[str, ...]
    css: str = ""
    assets: Mapping[str, Asset] = field(default_factory=dict)
    pictures: Mapping[str, Asset] = field(default_factory=dict)
    previews: Mapping[str, str] = field(default_factory=dict)  # a drawing's name -> its preview's address
    recordings: Mapping[str, Asset] = field(default_factory=dict)
    is_demo: bool = False  # what is measured is made up

    @staticmethod
    def at(base_url: str, languages: tuple[str, ...], css: str = "") -> "Frame":
        """The frame of a site whose public address is `base_url`; a path in it becomes the base path."""
        parts = urlsplit(base_url)
        return Frame(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"), languages, css)

    @property
    def base_url(self) -> str:
        """The public address without a slash at the end."""
        return self.origin + self.base_path

    @property
    def host(self) -> str:
        """The host in lower case, as it stands beside a code (R-Q12)."""
        return urlsplit(self.origin).netloc.lower()

    def address(self, language: str, slug: str = "") -> str:
        """The page `slug` in `language`; without a slug the start page."""
        return f"{self.base_path}/{language}/{slug}/" if slug else f"{self.base_path}/{language}/"

    def scan_address(self, code: str = "") -> str:
        """Where a sign's code leads; without a code, where the form for typed codes sends (R-Q12)."""
        return f"{self.base_path}/Q/{code}"

    def absolute(self, address: str) -> str:
        """`address` with scheme and host, for canonical, hreflang, JSON-LD and the sitemap."""
        return self.origin + address

    def asset(self, name: str) -> str:
        """The hashed address of `static/<name>`. Raises KeyError when there is no such file."""
        return self.assets[name].address

    def picture(self, slug: str, file: str) -> Asset:
        """A picture in a page's own folder. Raises KeyError when it was not gathered."""
        return self.pictures[f"{slug}/{file}"]

    def recording(self, slug: str, file: str) -> str:
        """The address of a recording in a page's own folder. Raises KeyError when it was not gathered."""
        return self.recordings[f"{slug}/{file}"].address

    def preview(self, drawing: str) -> str:
        """The absolute address of a drawing's preview, for other programs; "" where none was made."""
        address = self.previews.get(drawing)
        return self.absolute(address) if address else ""

    def alternates(self, slug: str, languages: tuple[str, ...]) -> list[tuple[str, str]]:
        """(hreflang, absolute address) of a page that really exists in `languages`, then x-default (R-I5).

        Easy Swedish is linked in the page, not here. Strangers' language is English where it exists (R-I3).
        """
        listed = [language for language in languages if language != EASY_SWEDISH]
        found = [(language, self.absolute(self.address(language, slug))) for language in listed]
        if found:
            stranger = "en" if "en" in listed else listed[0]
            found.append(("x-default", self.absolute(self.address(stranger, slug))))
        return found

    @cached_property
    def policy(self) -> str:
        """The Content-Security-Policy header of every page (R-S2)."""
        return f"{self.csp}; frame-ancestors 'none'"

    @cached_property
    def csp(self) -> str:
        """The same for the meta tag, where HTML does not know frame-ancestors."""
        digest = b64encode(sha256(self.css.encode()).digest()).decode()
        return (
            "default-src 'none'; script-src 'self'; "
            f"style-src 'self' 'sha256-{digest}'; img-src 'self' data:; media-src 'self'; manifest-src 'self'; "
            "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
        )

    @property
    def style(self) -> Markup:
        """The whole `<style>` element; not a letter may stand between its tags but the hashed text."""
        return Markup(f"<style>{self.css}</style>")

    def story(self, html: str, language: str) -> Markup:
        """A text's story with root-absolute links and pictures, for a page in `language`.

        Quotes in running text are escaped by the Markdown engine, so that `href="../` is always a link's.
        """
        linked = html.replace('href="../', f'href="{self.base_path}/{language}/')
        if 'src="../' in linked:
            linked = _STORY_IMAGE.sub(self._story_image, linked)
        return Markup(linked)

    def _story_image(self, found: re.Match[str]) -> str:
        return f'src="{self.pictures[found[1]].address}"'
