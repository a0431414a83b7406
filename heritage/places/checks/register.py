"""The register of codes against the places: every code leads somewhere, every place has one (R-Q9)."""

from collections.abc import Iterator

from heritage.places.checks.inspection import Inspection
from heritage.places.codes import ALPHABET, LENGTH, check_symbol, is_code
from heritage.places.library import CODES
from heritage.places.place import Sign
from heritage.problems import N_, Problem


def check(inspection: Inspection) -> Iterator[Problem]:
    path = inspection.path(CODES)
    for sign in inspection.library.signs.values():
        if not is_code(sign.code):
            yield _not_a_code(path, sign)
        yield from _goal(inspection, path, sign)
    if path not in inspection.loaded.broken_paths:
        yield from _without_code(inspection)


def _not_a_code(path: str, sign: Sign) -> Problem:
    """R-Q8: which symbol is wrong, or that the last does not fit the others."""
    values: dict[str, object] = {"code": sign.code, "length": LENGTH}
    wrong = next((symbol for symbol in sign.code if symbol not in ALPHABET), None)
    if len(sign.code) != LENGTH:
        text = N_("'{code}' is no code, for a code has {length} symbols; get one with 'heritage code'")
    elif wrong is not None:
        text = N_("'{code}' is no code, for no code holds '{symbol}'; the symbols are {alphabet}")
        values |= {"symbol": wrong, "alphabet": ALPHABET}
    else:
        text = N_("'{code}' is no code, for its last symbol must be '{right}'; one of the five is mistyped")
        values |= {"right": check_symbol(sign.code[:-1])}
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
        near = inspection.near(sign.place, places)
        if near:
            text = N_("code {code} leads to '{place}', which is no place; did you mean '{suggestion}'?")
        else:
            text = N_(
                "code {code} leads to '{place}', which is no place; if the place is gone, add 'instead' with "
                "the nearest one that is left"
            )
        yield Problem(path, sign.line, text, values | {"suggestion": near})


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
    with_sign = {sign.place for sign in inspection.library.signs.values() if not sign.is_retired}
    for slug, place in inspection.library.places.items():
        if slug not in with_sign:
            text = N_("no code leads to this place; get it one with 'heritage code {slug}'")
            yield inspection.problem(place.path, (), text, slug=slug)
