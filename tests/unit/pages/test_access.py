"""Facts for disabled visitors: unknown is never no (R-A30)."""

from heritage.pages.access import access_facts
from heritage.places.place import Accessibility, Answer
from tests.rendering import SITE


def test_what_is_known_has_a_value_and_the_rest_is_listed_as_unknown() -> None:
    facts = Accessibility(
        step_free=Answer.YES, toilet=Answer.NO, surface="gravel", slope="gentle", width_cm=1200
    )
    known, unknown = access_facts(facts, "en", SITE.frame)
    assert [(fact.label, fact.value) for fact in known] == [
        ("Step-free entrance", "Yes"),
        ("Toilet", "No"),
        ("Surface", "Gravel"),
        ("Slope", "Gentle"),
        ("Narrowest passage", "1,200 cm"),
    ]
    assert unknown == ["Parking", "Places to sit"]
    assert [fact.label for fact in known if fact.lacks] == ["Toilet"]


def test_of_a_place_that_nobody_has_looked_at_nothing_is_known() -> None:
    known, unknown = access_facts(Accessibility(), "en", SITE.frame)
    assert known == []
    assert len(unknown) == 7


def test_every_surface_and_slope_has_its_own_word() -> None:
    known, _ = access_facts(Accessibility(surface="boards", slope="level"), "en", SITE.frame)
    assert [(fact.label, fact.value) for fact in known] == [("Surface", "Boardwalk"), ("Slope", "Level")]
