"""The address in the code, the matrix made of it and the sizes it needs (R-Q1 to R-Q6)."""

import pytest

from heritage.signs import SignError, qr

SHORT = "HTTPS://BESOK.ANGE.SE/Q/7K3FC"


def refusal(base_url: str) -> str:
    with pytest.raises(SignError) as caught:
        qr.address(base_url, "7K3FC")
    return caught.value.message()


def test_the_address_is_in_capitals_and_the_printed_host_is_not() -> None:
    assert qr.address("https://besok.ange.se", "7K3FC") == SHORT
    assert qr.address("http://127.0.0.1:8000/", "7K3FC") == "HTTP://127.0.0.1:8000/Q/7K3FC"
    assert qr.host("https://Besok.Ange.se") == "besok.ange.se"


def test_a_host_of_13_characters_still_makes_the_small_code_and_one_more_costs_modules() -> None:
    assert len(SHORT) == qr.LONGEST_SMALL
    assert not qr.is_long(SHORT)
    assert (qr.matrix(SHORT).version, qr.matrix(SHORT).level, qr.matrix(SHORT).width) == (2, "Q", 25)
    longer = qr.address("https://besoka.ange.se", "7K3FC")
    assert qr.is_long(longer)
    assert qr.matrix(longer).width == 29


def test_an_address_over_35_characters_is_refused_with_its_length() -> None:
    assert len(qr.address("https://abcdefghijklmnop.se", "7K3FC")) == 35
    assert "has 36 characters and a sign's code at most 35" in refusal("https://abcdefghijklmnopq.se")


def test_a_base_address_with_a_folder_is_refused() -> None:
    assert "has a folder after the host" in refusal("https://ange.se/besok")


def test_letters_outside_the_alphanumeric_mode_are_refused() -> None:
    assert "has letters that a small code cannot hold" in refusal("https://besök.ange.se")
    assert "has letters that a small code cannot hold" in refusal("https://be_sok.ange.se")


def test_an_exposed_sign_gets_level_h_and_a_short_address_gets_it_for_nothing() -> None:
    assert qr.matrix(SHORT, exposed=True).level == "H"
    short = qr.matrix(qr.address("https://a.se", "7K3FC"))
    assert (short.version, short.level) == (2, "H")


def test_no_code_is_of_version_1_because_it_has_no_alignment_pattern() -> None:
    assert qr.matrix("HTTPS://A").version == 2
    assert qr.matrix("HTTPS://A", exposed=True).version == 2


def test_a_reprint_has_the_same_modules() -> None:
    assert qr.matrix(SHORT) == qr.matrix(SHORT)


def test_the_runs_are_the_dark_modules_and_nothing_else() -> None:
    drawn = qr.matrix(SHORT)
    dark = {(x, y) for y, row in enumerate(drawn.rows) for x, module in enumerate(row) if module}
    from_runs = [(column + step, row) for column, row, length in drawn.runs for step in range(length)]
    assert len(from_runs) == len(dark)
    assert set(from_runs) == dark


def test_the_narrowest_symbol_is_20_mm_or_what_its_modules_need() -> None:
    assert qr.least_symbol_mm(qr.matrix(SHORT)) == 20
    assert qr.least_symbol_mm(qr.matrix(SHORT, exposed=True)) == pytest.approx(29 * 0.8)


def test_a_symbol_is_read_from_ten_times_its_width() -> None:
    assert qr.reading_distance_mm(30) == 300


def test_the_quiet_zone_adds_four_modules_on_each_side() -> None:
    assert qr.full_width_mm(qr.matrix(SHORT), 25) == pytest.approx(33)
