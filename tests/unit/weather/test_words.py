"""Everything the weather may be has words, and each service is named as its licence asks (R-C17)."""

from enum import Enum

import pytest

from heritage.weather import words
from heritage.weather.forecast import Precipitation, Provider, Sky
from heritage.weather.wind import Direction, Force


@pytest.mark.parametrize(
    ("table", "family"),
    [
        (words.SKIES, Sky),
        (words.PRECIPITATION, Precipitation),
        (words.FORCES, Force),
        (words.DIRECTIONS, Direction),
        (words.CREDITS, Provider),
    ],
)
def test_every_member_of_a_family_has_words_of_its_own(table: dict[Enum, object], family: type[Enum]) -> None:
    assert set(table) == set(family)
    assert len(set(map(str, table.values()))) == len(table)


def test_each_credit_names_its_service_and_says_that_its_figures_were_changed() -> None:
    """CC BY 4.0 asks for both, and for a link to itself."""
    services = {
        provider: credit for provider, credit in words.CREDITS.items() if provider is not Provider.DEMO
    }
    for credit in services.values():
        assert credit.name in credit.sentence
        assert "rounded" in credit.sentence
        assert (credit.licence, credit.licence_url) == (
            "CC BY 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
        )
        assert credit.url is not None and credit.url.startswith("https://")


def test_what_is_made_up_is_credited_to_nobody() -> None:
    credit = words.CREDITS[Provider.DEMO]
    assert (credit.url, credit.licence, credit.licence_url) == (None, None, None)
    assert "no weather service has made it" in credit.sentence


def test_warnings_are_credited_as_unaltered() -> None:
    assert "word for word" in words.WARNINGS_CREDIT.sentence
    assert words.WARNINGS_CREDIT.licence is None


def test_a_service_may_be_named_otherwise_in_another_language() -> None:
    """MET Norway asks to be called "Meteorologisk institutt" in Norwegian."""
    norwegian = {"MET Norway": "Meteorologisk institutt"}
    spoken = words.CREDITS[Provider.MET].spoken(lambda text: norwegian.get(text, text))
    assert (spoken.name, spoken.url) == ("Meteorologisk institutt", "https://www.met.no/")
