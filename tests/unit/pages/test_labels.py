"""The words for the content's closed lists."""

import pytest

from heritage.i18n.catalogues import gettext_for
from heritage.pages.access import ACCESS, ANSWERS, SLOPES, SURFACES
from heritage.pages.labels import KIND_GROUPS, KINDS, SERVICES, in_words
from heritage.pages.statement import STATUS_WORDS
from heritage.places import place
from heritage.places.spelling import PLACE_KINDS


@pytest.mark.parametrize(
    ("labels", "listed"),
    [
        (KINDS, PLACE_KINDS),
        (KIND_GROUPS, PLACE_KINDS),
        (SERVICES, place.SERVICES),
        (SURFACES, set(place.SURFACES) - {"unknown"}),
        (SLOPES, set(place.SLOPES) - {"unknown"}),
        (ACCESS, place.Accessibility.__struct_fields__),
        (ANSWERS, {answer.value for answer in place.Answer} - {"unknown"}),
    ],
)
def test_every_word_of_the_content_has_one_for_readers(
    labels: dict[str, str], listed: tuple[str, ...]
) -> None:
    assert set(labels) == set(listed)
    assert len(set(labels.values())) == len(labels)


def test_a_list_is_translated_whole() -> None:
    assert in_words({"lake": "Lake"}, gettext_for("en")) == {"lake": "Lake"}


def test_the_statement_knows_the_three_words_of_the_law() -> None:
    assert set(STATUS_WORDS.values()) == {"helt förenlig", "delvis förenlig", "inte förenlig"}
