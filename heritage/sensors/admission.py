"""Where what people measure is taken: where the content says that it is measured, so that it comes to be shown."""

from heritage.places.place import Library, Water
from heritage.problems import N_, Refusal
from heritage.quantities import COUNTED, QUANTITIES

ICE = "ice_thickness"
_STILL = (Water.STILL, Water.ASSUMED_STILL)
"""Water on which ice may be measured; it is told of once the municipality says that the water is still (R-C8)."""


class AdmissionError(Refusal):
    """Why nothing is taken for a place, as its content stands."""


def is_measured(library: Library, slug: str, quantity: str) -> bool:
    """Whether a place is to show readings of a quantity."""
    place = library.places.get(slug)
    if quantity in COUNTED or place is None or place.conditions is None:
        return False
    if quantity not in place.conditions.measures:
        return False
    return quantity != ICE or place.conditions.water in _STILL


def is_assumed_still(library: Library, slug: str) -> bool:
    """Whether nobody has confirmed that a place's water is still: ice is kept, and told of in a demonstration alone."""
    place = library.places.get(slug)
    conditions = place.conditions if place else None
    return conditions is not None and conditions.water is Water.ASSUMED_STILL


def refuse_unmeasured(library: Library, slug: str, quantity: str) -> None:
    """Raises AdmissionError where readings would be shown nowhere."""
    if is_measured(library, slug, quantity):
        return
    place = library.places.get(slug)
    if place is None:
        raise AdmissionError(N_("There is no place '{place}' in the content."), place=slug)
    if quantity in COUNTED:
        raise AdmissionError(
            N_("Passages are counted at counting points; `heritage counts import` takes files of them.")
        )
    if quantity not in QUANTITIES:
        known = ", ".join(key for key in QUANTITIES if key not in COUNTED)
        raise AdmissionError(
            N_("'{quantity}' is not measured here; known are {known}."), quantity=quantity, known=known
        )
    if place.conditions is None or quantity not in place.conditions.measures:
        raise AdmissionError(
            N_("'{quantity}' is not among the 'measures' of '{place}' in its sv.md; add it there first."),
            quantity=quantity,
            place=slug,
        )
    raise AdmissionError(
        N_(
            "Ice is told of on still water alone: if it is, write 'water: still' in the sv.md of '{place}' first."
        ),
        place=slug,
    )
