"""What places say of their measurements: known quantities, how the water moves, and the warnings that go with them."""

from collections.abc import Iterator
from datetime import date

from heritage.places.checks.inspection import Inspection
from heritage.places.library import CODES
from heritage.places.place import Place, PlaceConditions, SignPage
from heritage.places.spelling import WATER_KINDS
from heritage.problems import N_, Problem
from heritage.quantities import QUANTITIES

PUBLIC_QUANTITIES = tuple(key for key, quantity in QUANTITIES.items() if quantity.is_public)

_HAZARDS = {"ice_thickness": "ice", "water_temperature": "bathing"}
"""What readers of a quantity must be warned of."""

_LAST_DAY_OF_SPRING = "06-30"
_A_COMMON_YEAR = 2026


def check(inspection: Inspection) -> Iterator[Problem]:
    for place in inspection.library.places.values():
        if place.conditions is not None:
            yield from _measures(inspection, place, place.conditions)
            yield from _water(inspection, place, place.conditions)
            yield from _spring(inspection, place, place.conditions)
    yield from _signs(inspection)


def _measures(inspection: Inspection, place: Place, conditions: PlaceConditions) -> Iterator[Problem]:
    for number, key in enumerate(conditions.measures):
        keys = ("conditions", "measures", number)
        yield from inspection.word(place.path, keys, "measures", key, PUBLIC_QUANTITIES)
        if key in conditions.measures[:number]:
            told = N_("'{word}' is listed twice in '{key}'; take one away")
            yield inspection.problem(place.path, keys, told, word=key, key="measures")
        elif key in _HAZARDS and not (
            _HAZARDS[key] == "ice" and place.kind in WATER_KINDS
        ):  # told by its kind
            yield from _warning(inspection, place, key, _HAZARDS[key])


def _warning(inspection: Inspection, place: Place, key: str, hazard: str) -> Iterator[Problem]:
    """A reading of ice or of water to bathe in stands beside what is dangerous there (R-C7)."""
    pages = [slug for slug, page in inspection.library.safety.items() if page.hazard == hazard]
    if any(slug in pages or inspection.is_broken(slug) for slug in place.safety):
        return
    values = {"quantity": key, "hazard": hazard, "slug": next(iter(pages), "")}
    if pages:
        told = N_(
            "a place with '{quantity}' among its 'measures' needs a safety text with 'hazard: {hazard}'; add "
            "'{slug}' to 'safety'"
        )
    else:
        told = N_(
            "a place with '{quantity}' among its 'measures' needs a safety text with 'hazard: {hazard}', and "
            "there is none; add such a page"
        )
    keys = ("safety",) if place.safety else ("conditions", "measures")
    yield inspection.problem(place.path, keys, told, **values)


def _water(inspection: Inspection, place: Place, conditions: PlaceConditions) -> Iterator[Problem]:
    """R-C8: silence is taken for regulated water."""
    has_water = place.kind in WATER_KINDS or "ice_thickness" in conditions.measures
    if has_water and conditions.water is None:
        told = N_(
            "'water' is missing, so it counts as regulated and no thickness of ice is told; write 'still', "
            "'running' or 'regulated', or 'assumed_still' until somebody answers for it"
        )
        yield inspection.note(place.path, ("conditions",), told)


def _spring(inspection: Inspection, place: Place, conditions: PlaceConditions) -> Iterator[Problem]:
    """R-C9: the day that hides thickness until July is one of every year, before July."""
    day = conditions.spring_from
    if day is not None and not (day <= _LAST_DAY_OF_SPRING and is_of_every_year(day)):
        told = N_("'spring_from' must be a day of every year from 01-01 to 06-30, not '{value}'")
        yield inspection.problem(place.path, ("conditions", "spring_from"), told, value=day)


def is_of_every_year(day: str) -> bool:
    """Whether a MonthDay is in the calendar of each year; the 29th of February is not."""
    try:
        date.fromisoformat(f"{_A_COMMON_YEAR}-{day}")
    except ValueError:
        return False
    return True


def _signs(inspection: Inspection) -> Iterator[Problem]:
    """A sign at the water opens a page that there is."""
    path = inspection.path(CODES)
    for sign in inspection.library.signs.values():
        place = inspection.library.places.get(sign.place)
        if sign.page is SignPage.CONDITIONS and place is not None and place.conditions is None:
            told = N_(
                "code {code} opens the measuring-point page of '{place}', which has none; write 'conditions:' "
                "in its sv.md, or take 'page' away"
            )
            yield Problem(path, sign.line, told, {"code": sign.code, "place": sign.place})
