"""A compiled site with its answers laid ready, by full address. Changed content puts up another shelf."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from heritage.i18n.negotiation import negotiate
from heritage.pages.compile import CompiledSite, Packed
from heritage.pages.drafts import Live, View
from heritage.pages.panel import now_address
from heritage.places.place import CONDITIONS_PAGE
from heritage.web.answers import Answer, Header, RequestHeaders, Resource
from heritage.web.headers import (
    ASK_EACH_TIME,
    ASK_EACH_TIME_PRIVATELY,
    DO_NOT_KEEP,
    KEEP_FOR_EVER,
    described,
    security_headers,
)
from heritage.web.parts import InParts


class Negotiated:
    """One address that answers in the visitor's language (R-I3, R-I4)."""

    def __init__(self, versions: dict[str, Resource], choose: Callable[[RequestHeaders], str]) -> None:
        self._versions = versions
        self._choose = choose

    def answer(self, method: str, headers: RequestHeaders) -> Answer:
        """As a Resource does."""
        return self._versions[self._choose(headers)].answer(method, headers)


@dataclass(frozen=True, slots=True)
class Composed:
    """A live page as it was when the pulse had made `beats`; good `until` (seconds since 1970 UTC) at most."""

    resource: Resource
    beats: int
    until: float


class Shelf:
    """`resources` holds every address that needs no thought, and the live pages, which `Now` keeps in `composed`;
    signs' pages come when first asked for."""

    def __init__(self, site: CompiledSite) -> None:
        self.site = site
        self.library = site.site.library
        self.frame = site.site.frame
        self.languages = self.frame.languages
        base = self.frame.base_path
        feedback = {f"/{language}/feedback/" for language in self.languages}
        self.resources: dict[str, Resource | InParts | Negotiated | Live] = {
            base + path: laid_out(packed, ASK_EACH_TIME)
            for path, packed in site.pages.items()
            if path not in feedback
        }
        for path, live in site.live.items():
            if live.view is View.COUNTS:
                continue
            self.resources[base + path] = live
            if live.view is not View.POINT:
                asked = self.frame.address(live.language, now_address(live.place or CONDITIONS_PAGE))
                self.resources[asked] = Live(View.NOW, live.language, live.place)
        self.composed: dict[Live, Composed] = {}
        self.composing: dict[Live, asyncio.Task[Composed]] = {}
        for path, packed in site.files.items():
            kept = KEEP_FOR_EVER if path.startswith("/static/") else ASK_EACH_TIME
            is_sound = packed.media_type.startswith("audio/")
            self.resources[base + path] = (in_parts if is_sound else laid_out)(packed, kept)
        starts = {language: self._negotiable(f"/{language}/") for language in self.languages}
        self.resources[base + "/"] = Negotiated(starts, self.language)
        self.codes = {language: self._negotiable(f"/{language}/codes/") for language in self.languages}
        self.not_found = {
            language: laid_out(packed, DO_NOT_KEEP, 404) for language, packed in site.not_found.items()
        }
        self._scanned: dict[tuple[str, str], Resource | Live] = {}

    def language(self, headers: RequestHeaders) -> str:
        """The visitor's, of those the site has (R-I3)."""
        header = headers.get(b"accept-language")
        return negotiate(header.decode("latin-1") if header else None, self.languages)

    def language_at(self, path: str, headers: RequestHeaders) -> str:
        """The one named in an address if it is ours, else the visitor's."""
        first = path.removeprefix(self.frame.base_path).partition("/")[2].partition("/")[0]
        return first if first in self.languages else self.language(headers)

    def scanned(self, code: str, language: str) -> Resource | Live | None:
        """What the code of a sign opens; None for a code that is not in the register."""
        known = self._scanned.get((code, language))
        if known is not None:
            return known
        live = self.site.scan_live(code, language)
        if live is not None:
            self._scanned[code, language] = live
            return live
        packed = self.site.scan_page(code, language)
        if packed is None:
            return None
        # 410: the sign is gone for good and says so (R-Q9); search engines let go, people read the page.
        status = 410 if self.is_retired(code) else 200
        made = laid_out(packed, ASK_EACH_TIME_PRIVATELY, status, b"Accept-Language")
        self._scanned[code, language] = made
        return made

    def is_retired(self, code: str) -> bool:
        """Whether a registered code's sign has been taken down, or its place has."""
        return self.library.is_gone(self.library.signs[code])

    def _negotiable(self, path: str) -> Resource:
        """The page at `path`, as an address without language answers with it (R-I4)."""
        return laid_out(self.site.pages[path], ASK_EACH_TIME_PRIVATELY, vary=b"Accept-Language")


def laid_out(
    packed: Packed, kept: bytes, status: int = 200, vary: bytes = b"", more: tuple[Header, ...] = ()
) -> Resource:
    """The answers for a finished body."""
    about = described(packed.media_type.encode(), kept, packed.language, vary)
    return Resource(status, [*about, *more, *_fixed(packed.policy)], packed)


def in_parts(packed: Packed, kept: bytes) -> InParts:
    """The answers for a body that players ask for in parts."""
    about = described(packed.media_type.encode(), kept)
    return InParts([*about, *_fixed(packed.policy)], packed.tag, packed.plain)


@lru_cache(maxsize=256)
def _fixed(policy: str) -> tuple[Header, ...]:
    """One set of headers for all that share a policy, instead of a copy for each page."""
    return tuple(security_headers(policy))
