"""What the bounds of a sum are worth, and the sentence that follows: never more than is known (R-V5, R-V23)."""

import pytest
from msgspec.structs import replace

from heritage.i18n.catalogues import gettext_for
from heritage.pages.counts.sums import Bounds, bounds_of, of_passages, of_visits
from heritage.passages.figures.values import Amount, Figures
from heritage.places.counting import Visits
from tests import counted

WORDS = gettext_for("en")
CALIBRATED = counted.figures()
PARTLY = replace(CALIBRATED, is_calibrated=False)
NEVER = replace(PARTLY, factors=())


def amount(low: float | None, high: float | None, estimated: float = 0.0) -> Amount:
    return Amount(100.0, low, high, 1.0, estimated)


@pytest.mark.parametrize("figures", [CALIBRATED, PARTLY, NEVER])
def test_bounds_that_fall_together_tell_nothing(figures: Figures) -> None:
    assert bounds_of(amount(100, 100), figures) is Bounds.NONE
    assert bounds_of(amount(None, None), figures) is Bounds.NONE


def test_only_a_factor_for_all_of_the_numbers_makes_bounds_of_the_true_number() -> None:
    assert bounds_of(amount(90, 110, 0.2), CALIBRATED) is Bounds.WHOLE
    assert bounds_of(amount(90, 110, 0.2), PARTLY) is Bounds.PART
    assert bounds_of(amount(90, 110, 0.2), NEVER) is Bounds.ESTIMATES
    assert bounds_of(amount(98, 102), NEVER) is Bounds.ROUNDING


@pytest.mark.parametrize("bounds", Bounds)
def test_the_true_number_is_spoken_of_only_where_the_bounds_are_its_own(bounds: Bounds) -> None:
    told = of_passages(WORDS, bounds, 100)
    assert ("true number" in told) == (bounds is Bounds.WHOLE)
    assert ("not known" in told) == (bounds in (Bounds.ESTIMATES, Bounds.PART))
    assert ("{low}" in told) == (bounds not in (Bounds.NONE, Bounds.ROUNDING))


@pytest.mark.parametrize("rule", [Visits.IN, Visits.HALF])
@pytest.mark.parametrize("bounds", Bounds)
def test_visits_have_bounds_only_where_the_passages_have_their_own(rule: Visits, bounds: Bounds) -> None:
    """R-V7."""
    told = of_visits(WORDS, rule, bounds, 100)
    assert ("probably between {low} and {high}" in told) == (bounds is Bounds.WHOLE)
    assert told.startswith("About") == (bounds is not Bounds.NONE)


@pytest.mark.parametrize("bounds", [bounds for bounds in Bounds if bounds is not Bounds.ROUNDING])
def test_one_is_told_as_one(bounds: Bounds) -> None:
    """A rounded number is never 1."""
    assert "passage " in of_passages(WORDS, bounds, 1) and "passages" not in of_passages(WORDS, bounds, 1)
    assert all("{number} visit" in of_visits(WORDS, rule, bounds, 1) for rule in (Visits.IN, Visits.HALF))
    assert not any(
        "{number} visits" in of_visits(WORDS, rule, bounds, 1) for rule in (Visits.IN, Visits.HALF)
    )
