"""Where a link in a text may lead: out to the web, to a telephone, or to a page of ours (R-S12)."""

import re
from functools import lru_cache
from typing import NamedTuple

_PAGE = re.compile(r"(?:\.\./)?([a-z0-9][a-z0-9-]{0,63})/?(?:#([^\s#<>\"]+))?")
_HERE = re.compile(r"#([^\s#<>\"]+)")
_OUTWARD = re.compile(
    r"https?://[^\s<>\"'\\/?#]+[^\s<>\"\\]*"
    r"|mailto:[^\s<>\"'\\:/@?]+@[^\s<>\"'\\:/@?]+\.[a-z]{2,}(?:\?[^\s<>\"\\]*)?"
    r"|tel:\+?[0-9][0-9().-]*"
    r"|geo:-?[0-9.]+,-?[0-9.]+[^\s<>\"\\]*",
    re.IGNORECASE,
)


class PageLink(NamedTuple):
    """A link to a page of ours; `slug` is None for the page that the link stands on."""

    slug: str | None
    fragment: str | None


def page_link(target: str) -> PageLink | None:
    """The page that `target` names: `../slug/`, `slug`, `slug#heading`, `#heading`; None if none."""
    here = _HERE.fullmatch(target)
    if here:
        return PageLink(None, here[1])
    page = _PAGE.fullmatch(target)
    return PageLink(page[1], page[2]) if page else None


@lru_cache(maxsize=4096)
def address(target: str) -> str | None:
    """What `target` becomes in a page; None for what no text may link to."""
    page = page_link(target)
    if page is None:
        return target if _OUTWARD.fullmatch(target) else None
    fragment = f"#{page.fragment}" if page.fragment else ""
    return f"../{page.slug}/{fragment}" if page.slug else fragment
