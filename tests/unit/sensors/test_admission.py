"""People measure where the content says that it is measured; ice where the water may be still."""

from pathlib import Path

import msgspec
import pytest

from heritage.places.library import load
from heritage.places.place import Library, PlaceConditions, Water
from heritage.sensors.admission import AdmissionError, is_assumed_still, is_measured, refuse_unmeasured

MEASURED = ("water_temperature", "ice_thickness")


@pytest.fixture(scope="module")
def library() -> Library:
    library = load(Path("tests/data/small/content")).library
    assert library is not None
    return library


def lake(library: Library, conditions: PlaceConditions | None) -> Library:
    place = msgspec.structs.replace(library.places["lillsjon"], conditions=conditions)
    return msgspec.structs.replace(library, places={"lillsjon": place})


@pytest.mark.parametrize(
    ("water", "wanted"),
    [
        (Water.STILL, True),
        (Water.ASSUMED_STILL, True),
        (Water.RUNNING, False),
        (Water.REGULATED, False),
        (None, False),
    ],
)
def test_ice_is_measured_on_water_that_may_be_still(
    library: Library, water: Water | None, wanted: bool
) -> None:
    """R-C8: of running and regulated water no thickness is published."""
    asked = lake(library, PlaceConditions(measures=MEASURED, water=water))
    assert is_measured(asked, "lillsjon", "ice_thickness") is wanted
    assert is_measured(asked, "lillsjon", "water_temperature")
    assert is_assumed_still(asked, "lillsjon") is (water is Water.ASSUMED_STILL)
    if not wanted:
        with pytest.raises(AdmissionError) as refused:
            refuse_unmeasured(asked, "lillsjon", "ice_thickness")
        assert str(refused.value) == (
            "Ice is told of on still water alone: if it is, write 'water: still' in the sv.md of 'lillsjon' first."
        )


@pytest.mark.parametrize("conditions", [None, PlaceConditions(measures=("snow_depth",), water=Water.STILL)])
def test_what_a_place_does_not_measure_is_refused_with_what_to_mend(
    library: Library, conditions: PlaceConditions | None
) -> None:
    asked = lake(library, conditions)
    assert not is_measured(asked, "lillsjon", "ice_thickness")
    assert not is_assumed_still(asked, "lillsjon")
    with pytest.raises(AdmissionError) as refused:
        refuse_unmeasured(asked, "lillsjon", "ice_thickness")
    assert str(refused.value) == (
        "'ice_thickness' is not among the 'measures' of 'lillsjon' in its sv.md; add it there first."
    )


def test_an_unknown_place_or_quantity_is_refused(library: Library) -> None:
    with pytest.raises(AdmissionError, match="There is no place 'storsjon'"):
        refuse_unmeasured(library, "storsjon", "water_temperature")
    with pytest.raises(AdmissionError, match="'warmth' is not measured here"):
        refuse_unmeasured(library, "lillsjon", "warmth")


@pytest.mark.parametrize("quantity", ["passages", "passages_total"])
def test_passages_are_no_conditions_even_where_a_place_says_so(library: Library, quantity: str) -> None:
    asked = lake(library, PlaceConditions(measures=(quantity,), water=Water.STILL))
    assert not is_measured(asked, "lillsjon", quantity)
    with pytest.raises(AdmissionError, match="counted at counting points"):
        refuse_unmeasured(asked, "lillsjon", quantity)
