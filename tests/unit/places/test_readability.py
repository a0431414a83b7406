"""LIX by Björnsson: words per sentence plus the share of long words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.places.readability import SOFT_LIMITS, judged_lix, lix


def test_short_words_in_short_sentences_are_easy() -> None:
    assert lix("Hej du. Kom in.") == 2


def test_a_word_of_seven_letters_is_long_and_one_of_six_is_not() -> None:
    assert lix("sjutton") == pytest.approx(1 + 100)
    assert lix("tretti") == pytest.approx(1)


def test_headings_and_list_items_are_sentences_of_their_own() -> None:
    assert lix("Var isen brister\nVid bro och vass\nI sund") == pytest.approx(9 / 3 + 100 * 1 / 9)


def test_numbers_are_no_words_and_a_point_within_them_ends_nothing() -> None:
    assert lix("Det kostar 8.300 kronor.") == pytest.approx(3)


def test_a_text_without_words_has_no_value() -> None:
    assert lix("1887 – 88.") is None


def test_only_swedish_texts_are_judged() -> None:
    words = "Hej du. " * 30
    assert judged_lix(words, "sv") == judged_lix(words, "sv-simple") == lix(words) == 2
    assert judged_lix(words, "de") is None


def test_a_few_words_are_not_judged() -> None:
    assert judged_lix("ord " * 49, "sv") is None
    assert judged_lix("ord " * 50, "sv") == pytest.approx(50)


def test_easy_swedish_has_a_lower_limit() -> None:
    plain = "Det är kommunen som ansvarar för att alla vägar är plogade på vintern. " * 5
    assert SOFT_LIMITS["sv-simple"] < (lix(plain) or 0) < SOFT_LIMITS["sv"]


@given(st.text())
def test_any_text_has_a_value_or_none(text: str) -> None:
    value = lix(text)
    assert value is None or value > 0


WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
SENTENCE = re.compile(r"(?:\A|[.!?:](?=\s)|\n)[\W\d_]*(?=[^\W\d_])")


@given(st.text("abcdefg åŠ-’'.!?: \n\t\u00a0\u2009”–19_"))
def test_it_is_counted_as_defined(text: str) -> None:
    """Word by word and sentence by sentence, in letters of any script and with any space and sign between them."""
    words, sentences = WORD.findall(text), len(SENTENCE.findall(text))
    long_words = [word for word in words if len(word) > 6]
    expected = len(words) / sentences + 100 * len(long_words) / len(words) if words else None
    assert lix(text) == expected
