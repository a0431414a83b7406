"""What is said about each typing fault."""

import pytest

from heritage.i18n.catalogues import gettext_for
from heritage.pages.typed import example, explain
from heritage.places.codes import ALPHABET, LOOK_ALIKES, TypingFault, is_code, read

WORDS = gettext_for("en")


def test_the_example_in_hints_is_a_code() -> None:
    assert is_code(example())


def test_nothing_typed_asks_for_the_code() -> None:
    assert explain(read("  "), WORDS).startswith("Type the code")


@pytest.mark.parametrize(("typed", "count"), [("7", 1), ("7K3F", 4), ("7K3FCC", 6)])
def test_a_wrong_length_is_told_with_both_numbers(typed: str, count: int) -> None:
    assert explain(read(typed), WORDS) == (
        f"A code has 5 characters, and you typed {count}. Compare it with the sign."
    )


@pytest.mark.parametrize("symbol", ["0", "O", "o", "U", "u"])
def test_a_look_alike_is_named_as_typed_with_what_was_probably_meant(symbol: str) -> None:
    text = explain(read(f"7K3F{symbol}"), WORDS)
    assert text.startswith(f"“{symbol}” is in no code")
    first, second, third = LOOK_ALIKES[symbol.upper()]
    assert text.endswith(f"is it {first}, {second} or {third}?")


@pytest.mark.parametrize("symbol", ["*", "Å", "{"])
def test_an_unknown_symbol_is_quoted(symbol: str) -> None:
    assert explain(read(f"7K3F{symbol}"), WORDS).startswith(f"“{symbol}” is in no code.")


def test_a_failed_check_quotes_what_was_compared() -> None:
    wrong = next(s for s in ALPHABET if read(f"7k3f{s}").fault is TypingFault.CHECK)
    assert explain(read(f"7k3f{wrong}"), WORDS).startswith(f"One character of 7K3F{wrong} is wrong")


def test_every_fault_has_its_own_words() -> None:
    readings = [read(typed) for typed in ("", "7K3F", "7K3FO", "7K3F*", "7K3FA")]
    assert {reading.fault for reading in readings} == set(TypingFault) - {TypingFault.TOO_LONG}
    assert len({explain(reading, WORDS) for reading in readings}) == 5
