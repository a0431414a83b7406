"""Which language a visitor gets, by what the browser asks for (R-I3)."""

import re
from functools import lru_cache

_SPOKEN_FOR = {
    "nb": ("nb", "sv"),
    "no": ("nb", "sv"),
    "nn": ("nb", "sv"),
    "da": ("nb", "sv"),
    "fi": ("fi", "sv"),
    "sma": ("sma", "sv"),
    "se": ("se", "sv"),
    "smj": ("smj", "sv"),
    "fit": ("fit", "fi", "sv"),
}


@lru_cache(maxsize=4096)
def negotiate(accept_language: str | None, enabled: tuple[str, ...]) -> str:
    """The language for a request header, by RFC 4647 lookup with R-I3's map.

    No header gives the first enabled language; a header that asks only for languages unknown to us gives
    English if it is enabled. Never fails: what cannot be read is passed over.
    """
    if accept_language is None or not accept_language.strip():
        return enabled[0]
    ranges, refused = _ranges(accept_language)
    welcome = tuple(tag for tag in enabled if tag not in refused) or enabled
    named = [wanted for wanted in ranges if wanted != "*"]
    for wanted in named:
        found = _lookup(wanted, welcome)
        if found is not None:
            return found
    return "en" if (named or refused) and "en" in welcome else welcome[0]


def _ranges(header: str) -> tuple[list[str], frozenset[str]]:
    """Language ranges in lower case, by falling weight, then as written; and those refused by weight 0."""
    weighted, refused = [], set()
    for position, part in enumerate(header[:1000].split(",")):
        tag, _, parameter = part.partition(";")
        tag = tag.strip().lower()
        name, _, value = parameter.partition("=")
        weight = 1.0
        if name.strip() == "q":
            # RFC 9110 §12.4.2: 0 to 1 with at most three decimals; anything else makes the part unreadable.
            if not re.fullmatch(r"\s*(0(\.\d{0,3})?|1(\.0{0,3})?)\s*", value, re.ASCII):
                continue
            weight = float(value)
        if re.fullmatch(r"\*|[a-z]{1,8}(-[a-z0-9]{1,8})*", tag, re.ASCII):
            if weight > 0:
                weighted.append((-weight, position, tag))
            else:
                refused.add(tag)
    return [tag for _, _, tag in sorted(weighted)], frozenset(refused)


def _lookup(wanted: str, enabled: tuple[str, ...]) -> str | None:
    """RFC 4647 §3.4: cut subtags from the end until one fits; then R-I3's neighbours."""
    parts = wanted.split("-")
    while parts:
        candidate = "-".join(parts)
        if candidate in enabled:
            return candidate
        parts.pop()
        if parts and len(parts[-1]) == 1:
            parts.pop()
    primary = wanted.partition("-")[0]
    return next((tag for tag in _SPOKEN_FOR.get(primary, ()) if tag in enabled), None)
