"""`site.yaml`: names in every language, and an address that fits in a small code for many years (R-Q6)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from heritage.i18n.catalogues import has_words_of_pages
from heritage.places import phrases
from heritage.places.checks.inspection import Inspection
from heritage.places.codes import LENGTH
from heritage.places.library import SITE
from heritage.problems import N_, Problem

SMALL_CODE = 29
"""Characters of an address that still fit a code of 25 modules a side at level Q."""

LARGEST_CODE = 35
"""Characters that fit a code of 29 modules a side at level H."""

_AFTER_HOST = len("/Q/") + LENGTH
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9.:-]")


def check(inspection: Inspection) -> Iterator[Problem]:
    path, site = inspection.path(SITE), inspection.library.site
    for key, words in (("name", site.name), ("welcome", site.welcome)):
        lacking = [tag for tag in inspection.languages if not words.get(tag, "").strip()]
        if lacking:
            text = N_("'{key}' is missing in {languages}; add a line for each")
            yield inspection.problem(path, (key,), text, key=key, languages=", ".join(lacking))
    for key, word in (("owner", site.owner), ("area", site.area)):
        if not word.strip():
            yield inspection.problem(path, (key,), N_("'{key}' has no words; write them"), key=key)
    yield from _languages(inspection, path)
    yield from _address(inspection, path, site.base_url)


def _languages(inspection: Inspection, path: str) -> Iterator[Problem]:
    for number, language in enumerate(inspection.languages):
        keys = ("languages", number)
        if language in inspection.languages[:number]:
            text = N_("'{language}' is listed twice; take one away")
            yield inspection.problem(path, keys, text, language=language)
            continue
        if not has_words_of_pages(language):
            text = N_(
                "the pages' own words are not translated into '{language}'; take the language away until they are"
            )
            yield inspection.problem(path, keys, text, language=language)
        if not phrases.is_covered(language):
            text = N_(
                "no list of forbidden words about ice exists in '{language}'; let a person look for them"
            )
            yield inspection.note(path, keys, text, language=language)


def _address(inspection: Inspection, path: str, address: str) -> Iterator[Problem]:
    keys = ("base_url",)
    parts = urlsplit(address)
    host = parts.netloc
    if parts.scheme != "https":
        text = N_("'base_url' must begin with https://, for the signs carry it for many years")
        yield inspection.problem(path, keys, text)
    if parts.path or parts.query or parts.fragment:
        text = N_(
            "'base_url' must end with its host, such as https://{host}, for a path makes every code larger"
        )
        yield inspection.problem(path, keys, text, host=host)
    foreign = _NOT_ALPHANUMERIC.search(host)
    if foreign:
        text = N_(
            "'base_url' holds '{sign}', which makes every code larger; use a-z, 0-9, hyphens and points"
        )
        yield inspection.problem(path, keys, text, sign=foreign[0])
    length = len("https://") + len(host) + _AFTER_HOST
    if length > LARGEST_CODE:
        text = N_(
            "the address in a code has {length} characters, and at most {limit} may; choose a shorter host"
        )
        yield inspection.problem(path, keys, text, length=length, limit=LARGEST_CODE)
    elif length > SMALL_CODE:
        text = N_(
            "the address in a code has {length} characters; over {limit} the code has 29 squares a side "
            "instead of 25, and they are smaller on the same sign"
        )
        yield inspection.note(path, keys, text, length=length, limit=SMALL_CODE)
