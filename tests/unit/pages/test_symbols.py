"""Symbols stand beside words and never instead of them (R-Q24, R-A28)."""

import re

from heritage.pages.access import ACCESS
from heritage.pages.labels import SERVICES
from heritage.pages.symbols import SIZE, SYMBOLS, sheet
from tests.rendering import EN, LIBRARY, place


def test_every_fact_and_every_service_has_one() -> None:
    assert set(SYMBOLS) == set(ACCESS) | set(SERVICES)


def test_each_is_drawn_within_its_square() -> None:
    """The points that a path names lie in it; curves lie within theirs."""
    for name, path in SYMBOLS.items():
        assert re.fullmatch(r"[MmLlHhVvCcSsAaZz0-9. ,-]+", path), name
        starts = [float(number) for pair in re.findall(r"M([\d.]+) ([\d.]+)", path) for number in pair]
        assert starts, name
        assert all(0 <= number <= SIZE for number in starts), name


def test_what_a_place_lacks_is_struck_through_and_said_in_words() -> None:
    """R-A30: no differs from unknown, which has no symbol that could be taken for a yes."""
    facts = LIBRARY.places["kvarnen"].accessibility
    html = EN.place(place("kvarnen"))
    known = re.findall(
        r'<dt class="with-symbol( lacks)?"><svg class="symbol".*?</svg> ([^<]+)</dt><dd>([^<]+)', html
    )
    assert ("", "Parking", "Yes") in known or ("", "Surface", "Gravel") in known, facts
    for lacks, _label, value in known:
        assert (lacks == " lacks") == (value == "No")


def test_a_trail_draws_each_symbol_once_and_words_stand_beside_all() -> None:
    html = EN.trail(LIBRARY.trails["leksaksleden"])
    referred = re.findall(r'<use href="#(_s-[a-z_]+)"/></svg> ([^<]+)</li>', html)
    drawn = re.findall(r'<symbol id="([^"]+)"', html)
    assert referred
    assert sorted({name for name, _ in referred}) == sorted(drawn)
    assert len(drawn) == len(set(drawn))
    assert all(word.strip() for _, word in referred)


def test_a_trail_without_services_carries_no_drawings() -> None:
    assert sheet([]) == ""
