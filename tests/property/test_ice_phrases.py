"""Any text at all can be searched for promises about ice."""

from hypothesis import given
from hypothesis import strategies as st

from heritage.places.phrases import claims, mentions_ice

LANGUAGES = st.sampled_from(["sv", "en", "de", "nb", "sv-simple", "fi"])
SAID = (
    "is isen håller bär inte ingen säker är på ice is holds safe not the Eis hält trägt sicher nie ist dass "
    "holder trygg ikke er kan gå skridskor perfekt för frozen fine walk skating zugefroren kann betreten skøyter "
    "15 cm bil car Auto , . ? ! – ” \n\n"
)
WORDS = st.sampled_from(SAID.split(" "))


@given(st.text(), LANGUAGES)
def test_no_text_crashes_the_search(text: str, language: str) -> None:
    list(claims(text, language))


@given(st.lists(WORDS, max_size=30).map(" ".join), LANGUAGES)
def test_what_is_found_stands_in_a_text_that_mentions_ice(text: str, language: str) -> None:
    for claim in claims(text, language):
        assert mentions_ice(text, language)
        assert claim.sentence in text
        assert claim.is_for_vehicles or claim.words in claim.sentence
