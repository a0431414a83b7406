"""The accessibility statement's facts (R-A3)."""

from datetime import date

import pytest

from heritage.pages.statement import statement
from heritage.places.site_record import AccessibilityStatement, Shortcoming


def facts(status: str = "delvis", *shortcomings: Shortcoming) -> AccessibilityStatement:
    return AccessibilityStatement(
        status, date(2026, 9, 1), date(2026, 9, 2), "self_assessment", tuple(shortcomings)
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [("helt", "helt förenlig"), ("delvis", "delvis förenlig"), ("inte", "inte förenlig")],
)
@pytest.mark.parametrize("language", ["sv", "en", "de"])
def test_the_status_is_the_law_s_own_words_in_every_language(status: str, words: str, language: str) -> None:
    assert statement(facts(status), language).status == words


def test_the_status_is_also_said_in_the_reader_s_language() -> None:
    said = {statement(facts(status), "en").status_sentence for status in ("helt", "delvis", "inte")}
    assert len(said) == 3


def test_shortcomings_stand_under_the_rule_that_excuses_them_or_none() -> None:
    def shortcoming(name: str, ground: str) -> Shortcoming:
        return Shortcoming({"sv": name}, {"sv": "Därför."}, ground)

    shown = statement(
        facts(
            "delvis",
            shortcoming("brist", "not_met"),
            shortcoming("börda", "unreasonable_burden"),
            shortcoming("undantag", "outside_the_law"),
        ),
        "en",
    )
    assert [item.what.text for item in shown.unmet] == ["brist"]
    assert [item.what.text for item in shown.burdens] == ["börda"]
    assert [item.what.text for item in shown.outside] == ["undantag"]
    assert shown.unmet[0].why.attributes == ' lang="sv" dir="ltr"'


def test_dates_are_in_words_with_their_iso_form() -> None:
    shown = statement(facts(), "en")
    assert (shown.assessed_on, shown.assessed_iso) == ("1 September 2026", "2026-09-01")
    assert (shown.updated_on, shown.updated_iso) == ("2 September 2026", "2026-09-02")


def test_the_method_says_who_tested() -> None:
    by_others = AccessibilityStatement("helt", date(2026, 9, 1), date(2026, 9, 2), "external")
    assert statement(facts(), "en").method == "We tested the service ourselves."
    assert statement(by_others, "en").method == "An independent party tested the service for us."
