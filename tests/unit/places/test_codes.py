"""What a visitor can type, and what the answer builds on."""

from random import Random

import pytest

from heritage.places import codes
from heritage.places.codes import Reading, TypingFault

CODE = "7K3FC"


def test_a_code_is_read_in_any_case_with_spaces_and_hyphens() -> None:
    for typed in ("7K3FC", "7k3fc", " 7K 3F C\n", "7-k-3-f-c", "7k3\u2011fc", "7k3\u00a0fc"):
        assert codes.read(typed) == Reading(CODE, None, None, CODE)


def test_a_pasted_address_is_read_as_its_code() -> None:
    for typed in (
        "https://besok.ange.se/Q/7K3FC",
        "besok.ange.se/q/7k3fc/",
        "HTTPS://BESOK.ANGE.SE/Q/7K3FC",
        "https://example.org/besok/Q/7K3FC?lang=de#top",
    ):
        assert codes.read(typed).code == CODE


def test_i_and_l_are_read_as_one_in_either_case() -> None:
    for typed in ("11234", "i1234", "L1234", "l1234", "I1234"):
        assert codes.read(typed).symbols == "11234"
    assert codes.read("1112" + codes.check_symbol("1112")).code == codes.read("iLl25").code == "11125"


def test_zero_o_and_u_are_refused_as_typed_with_what_was_probably_meant() -> None:
    for typed, symbol in (("7K3F0", "0"), ("7o3fc", "o"), ("uK3FC", "u"), ("UK3F0", "U")):
        reading = codes.read(typed)
        assert (reading.code, reading.fault, reading.symbol) == (None, TypingFault.LOOK_ALIKE, symbol)
        assert set(codes.LOOK_ALIKES[symbol.upper()]) <= set(codes.ALPHABET)


def test_each_fault_is_told_apart() -> None:
    assert codes.read("").fault is TypingFault.EMPTY
    assert codes.read(" - ").fault is TypingFault.EMPTY
    assert codes.read("besok.ange.se/Q/").fault is TypingFault.EMPTY
    assert codes.read("7K3F").fault is TypingFault.TOO_SHORT
    assert codes.read("7K3FCC").fault is TypingFault.TOO_LONG
    assert codes.read("7K3FX") == Reading(None, TypingFault.CHECK, None, "7K3FX")
    assert codes.read("7K3F!") == Reading(None, TypingFault.UNKNOWN_SYMBOL, "!", "7K3F!")


def test_a_letter_that_grows_in_upper_case_is_one_unknown_symbol() -> None:
    reading = codes.read("7K3Fß")
    assert (reading.fault, reading.symbol) == (TypingFault.UNKNOWN_SYMBOL, "ß")


def test_a_check_symbol_needs_four_symbols_of_the_alphabet() -> None:
    for four in ("", "7K3", "7K3FC", "7k3f", "7K30"):
        with pytest.raises(ValueError, match="not four symbols"):
            codes.check_symbol(four)


def test_only_the_printed_form_is_a_code() -> None:
    assert codes.is_code(CODE)
    for text in ("7k3fc", "7K3FX", "7K3F", "7K3FCC", "IK3FC", "", "ÅÄÖ12"):
        assert not codes.is_code(text)


def test_a_minted_code_is_not_one_that_is_taken() -> None:
    first = codes.mint(Random(1), taken=())
    second = codes.mint(Random(1), taken={first})
    assert codes.is_code(first) and codes.is_code(second)
    assert first != second


def test_codes_one_slip_away_are_found_and_others_are_not() -> None:
    known = ("9C3FR", CODE, "ABCDD")
    for typed in ("7K3FX", "K73FC", "7K3CF", "7K3F", "K3FC", "7K3FFC", "X7K3FC", "7O3FC", "7k-3fd"):
        assert codes.near(typed, known) == (CODE,), typed
    for typed in (CODE, "KF37C", "7K", "7K3FCCC", "", "7X3FX", "FK37C"):
        assert codes.near(typed, known) == (), typed


def test_nearby_codes_keep_the_order_of_the_register() -> None:
    assert codes.near("7K3F", ("7K3FC", "7XK3F", "7K3F9")) == ("7K3FC", "7XK3F", "7K3F9")
