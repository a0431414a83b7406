"""The accessibility statement's facts in words (R-A3)."""

from collections.abc import Mapping

import msgspec

from heritage.i18n.catalogues import gettext_for
from heritage.i18n.dates import format_date
from heritage.pages.naming import Worded, chosen
from heritage.places.site_record import AccessibilityStatement
from heritage.problems import N_

STATUS_WORDS: Mapping[str, str] = {
    "helt": "helt förenlig",
    "delvis": "delvis förenlig",
    "inte": "inte förenlig",
}
"""The words of the law, shown in Swedish in every language."""

_STATUS_SENTENCES: Mapping[str, str] = {
    "helt": N_("The service fully complies with the act."),
    "delvis": N_("The service partly complies with the act; what falls short is listed below."),
    "inte": N_("The service does not comply with the act; what falls short is listed below."),
}

_METHODS: Mapping[str, str] = {
    "self_assessment": N_("We tested the service ourselves."),
    "external": N_("An independent party tested the service for us."),
}


class Shortfall(msgspec.Struct, frozen=True):
    """Something that is not accessible, and why."""

    what: Worded
    why: Worded


class StatementView(msgspec.Struct, frozen=True):
    """The statement for readers of one language; dates in words, with their ISO forms."""

    status: str
    status_sentence: str
    method: str
    assessed_on: str
    assessed_iso: str
    updated_on: str
    updated_iso: str
    unmet: list[Shortfall]
    burdens: list[Shortfall]
    outside: list[Shortfall]


def statement(facts: AccessibilityStatement, language: str) -> StatementView:
    """The facts in `language`; the legal status in Swedish."""
    words = gettext_for(language)

    def under(ground: str) -> list[Shortfall]:
        return [
            Shortfall(chosen(item.what, language), chosen(item.why, language))
            for item in facts.shortcomings
            if item.ground == ground
        ]

    return StatementView(
        status=STATUS_WORDS[facts.status],
        status_sentence=words.gettext(_STATUS_SENTENCES[facts.status]),
        method=words.gettext(_METHODS[facts.method]),
        assessed_on=format_date(facts.assessed_on, language),
        assessed_iso=facts.assessed_on.isoformat(),
        updated_on=format_date(facts.updated_on, language),
        updated_iso=facts.updated_on.isoformat(),
        unmet=under("not_met"),
        burdens=under("unreasonable_burden"),
        outside=under("outside_the_law"),
    )
