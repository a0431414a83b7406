"""Which signs of the register are meant: by place, by code, along a trail, or all that are not retired."""

import difflib
from collections.abc import Iterable, Sequence

from heritage.places.codes import read
from heritage.places.place import Entry, Library, Sign, Trail
from heritage.problems import N_
from heritage.signs import SignError


def choose(
    library: Library, wanted: Sequence[str] = (), every: bool = False, trail: str | None = None
) -> list[Sign]:
    """The signs of the places, codes or names in `wanted`, of every place, or of a trail and the places along
    it, each once and never a retired one. Raises SignError with a sentence if there are none.
    """
    if every:
        chosen = [sign for sign in library.signs.values() if not library.is_gone(sign)]
        if not chosen:
            raise SignError(N_("No sign stands or is planned in content/codes.yaml."))
        return chosen
    if trail is None and not wanted:
        raise SignError(N_("Name a place or a code, or say --all or --trail."))
    slugs = list(wanted) if trail is None else _along(library, trail)
    found = [sign for word in slugs for sign in _signs_meant(library, word, is_named=trail is None)]
    if trail is not None and not found:
        raise SignError(N_("No place along {trail} has a sign in content/codes.yaml."), trail=trail)
    return list(dict.fromkeys(found))


def choose_one(library: Library, wanted: str) -> Sign:
    """The one sign of a place, or the one of a code. Raises SignError if a place has several."""
    signs = choose(library, [wanted])
    if len(signs) > 1:
        raise SignError(
            N_("{place} has {count} signs; name one of them: {codes}."),
            place=wanted,
            count=len(signs),
            codes=", ".join(sign.code for sign in signs),
        )
    return signs[0]


def _signs_meant(library: Library, word: str, is_named: bool) -> list[Sign]:
    """`is_named`: the editor asked for this very place, so that one without a sign is an error."""
    code = read(word).code
    sign = library.signs.get(code) if code is not None else None
    if sign is not None and library.entry(word) is None:
        if library.is_gone(sign):
            raise SignError(N_("Sign {code} is removed; nothing is printed for it."), code=sign.code)
        return [sign]
    entry = _entry_meant(word, _entries(library))
    signs = library.signs_of(entry.slug)
    if is_named and not signs:
        raise SignError(
            N_("{place} has no sign that stands or is planned; give it a code in content/codes.yaml."),
            place=entry.slug,
        )
    return signs


def _along(library: Library, wanted: str) -> list[str]:
    """The trail itself, then the places of its way-points in walking order, then others that lie on it."""
    trail = _entry_meant(wanted, library.trails.values())
    assert isinstance(trail, Trail)
    waypoints = [point.place for point in trail.waypoints if point.place is not None]
    others = [
        place.slug
        for place in library.places.values()
        if any(part.trail == trail.slug for part in place.on_trails)
    ]
    return list(dict.fromkeys([trail.slug, *waypoints, *others]))


def _entries(library: Library) -> list[Entry]:
    return [
        *library.places.values(),
        *library.trails.values(),
        *library.themes.values(),
        *library.safety.values(),
    ]


def _entry_meant(word: str, entries: Iterable[Entry]) -> Entry:
    """By slug, or by name in any language in any case. Raises SignError with what was probably meant."""
    meant: dict[str, Entry] = {}
    for entry in entries:
        names = [entry.slug, *(text.name for text in entry.texts.values()), *entry.names.values()]
        for name in names:
            meant.setdefault(name.casefold(), entry)
    wanted = word.strip().casefold()
    if wanted in meant:
        return meant[wanted]
    near = difflib.get_close_matches(wanted, meant, n=1)
    if near:
        raise SignError(
            N_("There is no {wanted} in the content; did you mean {near}?"),
            wanted=word,
            near=meant[near[0]].slug,
        )
    raise SignError(N_("There is no {wanted} in the content."), wanted=word)
