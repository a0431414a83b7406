"""R-Q8: the check symbol catches every single wrong symbol and every swap; no typed text crashes."""

from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from heritage.places.codes import ALPHABET, LENGTH, TypingFault, check_symbol, is_code, mint, near, read

fours = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)
whole_codes = fours.map(lambda four: four + check_symbol(four))


@given(whole_codes)
def test_every_single_wrong_symbol_is_caught(code: str) -> None:
    for place, symbol in product(range(LENGTH), ALPHABET):
        wrong = code[:place] + symbol + code[place + 1 :]
        assert is_code(wrong) == (wrong == code)


@given(whole_codes)
def test_every_swap_of_two_symbols_is_caught_wherever_they_stand(code: str) -> None:
    for first, second in product(range(LENGTH), repeat=2):
        swapped = list(code)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        assert is_code("".join(swapped)) == ("".join(swapped) == code)


def test_every_pair_of_neighbours_is_covered_exhaustively() -> None:
    """The sum is linear, so two free symbols beside constant others stand for all codes."""
    for place, first, second in product(range(LENGTH - 1), ALPHABET, ALPHABET):
        for rest in ("111", "Z7K"):
            symbols = rest[:place] + first + second + rest[place:]
            if is_code(symbols) and first != second:
                swapped = rest[:place] + second + first + rest[place:]
                assert not is_code(swapped)


def test_the_last_symbol_catches_the_errors_of_all_fours_of_few_symbols() -> None:
    for four in product("1Z7K", repeat=4):
        code = "".join(four) + check_symbol("".join(four))
        for place in range(LENGTH - 1):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert read(swapped).fault == (None if swapped == code else TypingFault.CHECK)


@given(whole_codes, st.sampled_from(["{}", " {} ", "https://besok.ange.se/Q/{}", "besok.ange.se/q/{}/"]))
def test_a_code_is_read_from_all_forms_in_either_case(code: str, form: str) -> None:
    assert read(form.format(code)).code == code
    assert read(form.format(code.lower())).code == code
    assert read(form.format("-".join(code.replace("1", "l")))).code == code


@given(st.text(max_size=60))
def test_any_text_is_read_as_a_code_or_one_fault(typed: str) -> None:
    reading = read(typed)
    assert (reading.code is None) != (reading.fault is None)
    assert reading.code is None or is_code(reading.code)
    assert near(typed, ["7K3FC"]) in ((), ("7K3FC",))


@given(whole_codes, st.data())
def test_one_slip_leads_back_to_the_code(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, LENGTH - 1))
    symbol = data.draw(st.sampled_from(ALPHABET))
    slips = {
        code[:place] + symbol + code[place + 1 :],
        code[:place] + code[place + 1 :],
        code[:place] + symbol + code[place:],
        code[:place] + code[place : place + 2][::-1] + code[place + 2 :],
    }
    for slip in slips - {code}:
        assert near(slip, [code]) == (code,)


@given(st.integers(), st.sets(whole_codes, max_size=5))
def test_minted_codes_are_valid_and_free(seed: int, taken: set[str]) -> None:
    code = mint(Random(seed), taken)
    assert is_code(code)
    assert code not in taken
