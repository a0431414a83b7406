"""Every text that people read is in the catalogues, and every catalogue is complete and sound (R-I18)."""

import re

import pytest

from heritage.i18n.catalogues import gettext_for
from heritage.places.library import load
from tests.messages import LOCALES, ROOT, TRANSLATED, extracted, is_translated, written
from tests.messages import load as catalogue_of

CATALOGUES = [(domain, language) for domain, languages in TRANSLATED.items() for language in languages]
PLACES = re.compile(r"\{[^{}]*\}|%\(\w+\)s")


@pytest.mark.parametrize("domain", TRANSLATED)
def test_the_template_holds_exactly_the_texts_of_today(domain: str) -> None:
    """A changed text changes the template in the same commit: `make messages`."""
    assert (LOCALES / f"{domain}.pot").read_bytes() == written(extracted(domain))


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_a_catalogue_lacks_nothing_and_holds_nothing_else(domain: str, language: str) -> None:
    wanted = {(message.context, message.id) for message in extracted(domain) if message.id}
    catalogue = catalogue_of(domain, language)
    assert {(message.context, message.id) for message in catalogue if message.id} == wanted
    assert [message.id for message in catalogue if message.id and not is_translated(message)] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_a_translation_fills_the_same_places_as_its_source(domain: str, language: str) -> None:
    for message in catalogue_of(domain, language):
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        allowed = {frozenset(PLACES.findall(source)) for source in sources}
        for translation in translations if message.id else ():
            assert frozenset(PLACES.findall(translation)) in allowed, message.id


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_a_catalogue_has_the_plural_forms_of_its_language(domain: str, language: str) -> None:
    """R-I9."""
    catalogue = catalogue_of(domain, language)
    for message in catalogue:
        if isinstance(message.id, tuple):
            assert len(message.string) == catalogue.num_plurals, message.id


def test_every_published_language_has_the_visitors_words() -> None:
    library = load(ROOT / "content").library
    assert library is not None
    assert set(library.site.languages) - {"en"} <= set(TRANSLATED["messages"])


def test_swedish_editors_are_spoken_to_in_swedish() -> None:
    gettext = gettext_for("sv").gettext
    assert gettext("Nothing to mend.") != "Nothing to mend."
    assert gettext("To the start page") != "To the start page"
