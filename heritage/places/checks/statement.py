"""`accessibility.yaml`: the statement uses the law's words, its assessment is not too old (R-A3, R-A5)."""

from collections.abc import Iterator
from datetime import date

from heritage.places.checks.inspection import Inspection
from heritage.places.library import STATEMENT
from heritage.places.site_record import AccessibilityStatement
from heritage.problems import N_, Problem

STATUSES = ("helt", "delvis", "inte")
METHODS = ("self_assessment", "external")
GROUNDS = ("not_met", "unreasonable_burden", "outside_the_law")


def check(inspection: Inspection) -> Iterator[Problem]:
    path, facts = inspection.path(STATEMENT), inspection.library.accessibility
    yield from inspection.word(path, ("status",), "status", facts.status, STATUSES)
    yield from inspection.word(path, ("method",), "method", facts.method, METHODS)
    for number, item in enumerate(facts.shortcomings):
        keys = ("shortcomings", number)
        yield from inspection.word(path, (*keys, "ground"), "ground", item.ground, GROUNDS)
        for key, words in (("what", item.what), ("why", item.why)):
            lacking = [tag for tag in inspection.languages if not words.get(tag, "").strip()]
            if lacking:
                text = N_("'{key}' is missing in {languages}; add a line for each")
                yield inspection.problem(path, (*keys, key), text, key=key, languages=", ".join(lacking))
    yield from _dates(inspection, path, facts)


def _dates(inspection: Inspection, path: str, facts: AccessibilityStatement) -> Iterator[Problem]:
    for key, day in (("assessed_on", facts.assessed_on), ("updated_on", facts.updated_on)):
        if day > inspection.today:
            yield inspection.problem(path, (key,), N_("'{key}' lies in the future; mend the date"), key=key)
    if facts.updated_on < facts.assessed_on:
        text = N_("'updated_on' is before 'assessed_on'; mend one of the dates")
        yield inspection.problem(path, ("updated_on",), text)
    age = _months(facts.assessed_on, inspection.today)
    limit = facts.refuse_after_months
    if age >= limit and inspection.statement_stops:
        text = N_("the assessment is {months} months old; assess the service anew, and write the day")
        yield inspection.problem(path, ("assessed_on",), text, months=age)
    elif age >= inspection.note_months:
        text = N_("the assessment is {months} months old; assess the service anew before it is {limit}")
        yield inspection.note(path, ("assessed_on",), text, months=age, limit=limit)


def _months(first: date, last: date) -> int:
    """Whole months between two days."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
