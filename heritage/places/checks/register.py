"""The register of codes against the places: every code leads somewhere, every place has one (R-Q9)."""

from collections.abc import Iterator

from heritage.places.checks.inspection import Inspection
from heritage.places.codes import ALPHABET, LENGTH, is_code
from heritage.places.history import mistyped
from heritage.places.library import CODES
from heritage.places.place import Sign
from heritage.problems import N_, Problem


def check(inspection: Inspection) -> Iterator[Problem]:
    path = inspection.path(CODES)
    signs = inspection.library.signs
    known = mistyped({code: sign.place for code, sign in signs.items()}, inspection.promised)
    for sign in signs.values():
        if not is_code(sign.code) and sign.code not in known:
            yield _not_a_code(path, sign)
        yield from _goal(inspection, path, sign)
    if path not in inspection.loaded.broken_paths:
        yield from _without_code(inspection)


def _not_a_code(path: str, sign: Sign) -> Problem:
    """R-Q8: what is wrong, but never the code that would be right: it might be another sign's."""
    values: dict[str, object] = {"code": sign.code, "length": LENGTH, "place": sign.place}
    wrong = next((symbol for symbol in sign.code if symbol not in ALPHABET), None)
    if is_code(sign.code.upper()):
        text = N_("'{code}' must be written in capitals: {right}")
        values |= {"right": sign.code.upper()}
    elif len(sign.code) != LENGTH:
        text = N_(
            "'{code}' is no code, for a code has {length} symbols; compare it with the sign, or take the line "
            "away and get a new code with 'heritage code {place}'"
        )
    elif wrong is not None:
        text = N_(
            "'{code}' is no code, for no code holds '{symbol}'; compare it with the sign, or take the line "
            "away and get a new code with 'heritage code {place}'"
        )
        values |= {"symbol": wrong}
    else:
        text = N_(
            "'{code}' is no code, for one of its symbols is wrong; compare it with the sign, or take the line "
            "away and get a new code with 'heritage code {place}'"
        )
    return Problem(path, sign.line, text, values)


def _goal(inspection: Inspection, path: str, sign: Sign) -> Iterator[Problem]:
    """The place of a code exists, or `instead` names one that does."""
    places = inspection.library.places
    values: dict[str, object] = {"code": sign.code, "place": sign.place}
    is_there = sign.place in places or inspection.is_broken(sign.place)
    if sign.instead is not None:
        yield from _instead(inspection, path, sign, is_there)
    elif sign.is_retired:
        text = N_("code {code} is of a removed sign; add 'instead' with the nearest place that is left")
        yield Problem(path, sign.line, text, values)
    elif not is_there:
        near = _meant(inspection, sign)
        if near and inspection.promised.get(sign.code) == sign.place:
            text = N_(
                "code {code} leads to '{place}', and that folder is gone; give the folder its name back, or add "
                "'instead: {suggestion}' to this line"
            )
        elif near:
            text = N_("code {code} leads to '{place}', which is no place; did you mean '{suggestion}'?")
        else:
            text = N_(
                "code {code} leads to '{place}', which is no place; if the place is gone, add 'instead' with "
                "the nearest one that is left"
            )
        yield Problem(path, sign.line, text, values | {"suggestion": near})


def _meant(inspection: Inspection, sign: Sign) -> str:
    """The place that stood there before, if it is still a place, or else one of nearly the same name, or ""."""
    places = inspection.library.places
    promised = inspection.promised.get(sign.code, "")
    return promised if promised in places else inspection.near(sign.place, places)


def _instead(inspection: Inspection, path: str, sign: Sign, is_there: bool) -> Iterator[Problem]:
    places = inspection.library.places
    instead = sign.instead or ""
    values: dict[str, object] = {"code": sign.code, "instead": instead}
    if instead == sign.place and not (is_there and sign.is_retired):
        text = N_("'instead' of code {code} is its own place '{instead}'; name another, or take it away")
        yield Problem(path, sign.line, text, values)
    elif instead not in places and not inspection.is_broken(instead):
        near = inspection.near(instead, places)
        if near:
            text = N_("'instead' of code {code} leads nowhere: '{instead}'; did you mean '{suggestion}'?")
        else:
            text = N_("'instead' of code {code} leads nowhere: '{instead}'; name a place that is there")
        yield Problem(path, sign.line, text, values | {"suggestion": near})


def _without_code(inspection: Inspection) -> Iterator[Problem]:
    """Not of places whose code is lost or mistyped, which another problem tells: a new one would be one more."""
    signs, places = inspection.library.signs, inspection.library.places
    with_sign = {sign.place for sign in signs.values() if not sign.is_retired}
    with_sign |= {place for code, place in inspection.promised.items() if code not in signs}
    with_sign |= {_meant(inspection, sign) for sign in signs.values() if sign.place not in places}
    for slug, place in inspection.library.places.items():
        if slug not in with_sign:
            text = N_("no code leads to this place; get it one with 'heritage code {slug}'")
            yield inspection.problem(place.path, (), text, slug=slug)
