"""Counts are whole numbers of people: a blank is none, and what is something else is told (R-V8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.passages.files.cells import Counts, Unfit, count_in, decimal_of, is_number
from heritage.sensors.columns import ImportRefused


@pytest.mark.parametrize(
    ("text", "decimal", "count"),
    [
        ("12", ".", 12),
        (" 12 ", ".", 12),
        ("2.0", ".", 2),
        ("2,00", ",", 2),
        ("1 234", ".", 1234),
        ("1\u00a0234", ".", 1234),
        ("1,234", ".", 1234),
        ("1.234", ",", 1234),
        ("-0", ".", 0),
        ("", ".", None),
        ("-", ".", None),
        ("NaN", ".", None),
        ("n/a", ".", None),
        ("-3", ".", Unfit.NEGATIVE),
        ("-0.5", ".", Unfit.NEGATIVE),
        ("2.5", ".", Unfit.NOT_WHOLE),
        ("tolv", ".", Unfit.NO_NUMBER),
        ("1e3", ".", Unfit.NO_NUMBER),
        ("99999999", ".", Unfit.NO_NUMBER),
    ],
)
def test_a_cell_is_read_as_what_it_says(text: str, decimal: str, count: object) -> None:
    assert count_in(text, decimal) == count
    assert Counts(decimal)[text] == count


def test_no_blank_is_ever_zero() -> None:
    assert all(count_in(text, ".") is None for text in ("", " ", "–", "null", "None", "#N/A"))


@given(st.integers(0, 9_999_999), st.sampled_from([".", ","]), st.sampled_from(["", "0", "00"]))
def test_every_count_is_read_back_with_its_decimals_and_groups(count: int, decimal: str, zeros: str) -> None:
    group = "," if decimal == "." else "."
    text = f"{count:,}".replace(",", group) + (decimal + zeros if zeros else "")
    assert count_in(text, decimal) == count
    assert is_number(text)


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["1", "2.0"], "."),
        (["1", "2,5"], ","),
        (["0.000", "1"], "."),
        (["1.000", "2.000"], "."),
        (["1.234,5"], ","),
        (["12", "1,234"], "."),
        (["1.234.567", "3"], ","),
        (["1", "2"], "."),
        (["Fel, se anm.", "2,0"], ","),
    ],
)
def test_the_decimal_sign_is_told_by_the_numbers(texts: list[str], sign: str) -> None:
    assert decimal_of(texts, None)[0] == sign


def test_a_decimal_sign_that_nothing_tells_is_asked_for() -> None:
    with pytest.raises(ImportRefused, match=r"'1,234' can be .* --decimal point or --decimal comma"):
        decimal_of(["1234", "1,234"], None)
    assert decimal_of(["1234", "1,234"], ".")[0] == "."
