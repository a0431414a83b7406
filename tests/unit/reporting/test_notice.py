"""The small sign beside a counter (R-P14): what is counted, how, that nobody is known, and whom to ask."""

import io
import re
from datetime import date

import pikepdf
import pypdfium2
import pytest
from msgspec.structs import replace

from heritage.places.library import load
from heritage.places.place import Library
from heritage.reporting.notice import NoRoom, as_pdf
from tests.asgi import SMALL

TODAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def library() -> Library:
    read = load(SMALL).library
    assert read is not None
    return read


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()) for page in document]
    finally:
        document.close()


def test_one_page_says_what_how_and_whom_to_ask(library: Library) -> None:
    (text,) = pages(as_pdf(library, "kvarnbron", ["en", "sv"], TODAY))
    assert "Here we count how many pass, and when. We do not count who." in text
    assert "The counter notices the warmth of a body that passes." in text
    assert "No person can be identified" in text
    assert "Toy horses pulled on a string are not counted." in text
    assert "Leksakshästar" in text
    assert "leksak.example/en/counts/kvarnbron" in text and "https://" not in text
    assert "The Mill Bridge" in text


def test_it_is_tagged_and_in_the_language_of_its_largest_words(library: Library) -> None:
    with pikepdf.open(io.BytesIO(as_pdf(library, "kvarnbron", ["sv"], TODAY))) as document:
        assert str(document.Root.Lang) == "sv"
        assert document.Root.MarkInfo.Marked


def test_too_many_words_are_refused_and_not_cut(library: Library) -> None:
    record = library.counting
    long = replace(record.points["kvarnbron"], note={"sv": "Leksaker räknas inte. " * 120})
    points = {**record.points, "kvarnbron": long}
    wordy = replace(library, counting=replace(record, points=points))
    with pytest.raises(NoRoom, match="one page"):
        as_pdf(wordy, "kvarnbron", ["sv", "en", "de"], TODAY)


def largest_letters(pdf: bytes) -> float:
    """Points of the tallest letters, as a reader at some distance needs them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        bounds = [one.get_bounds() for one in document[0].get_objects()]
        return max(float(top - bottom) for _, bottom, _, top in bounds)
    finally:
        document.close()


def test_the_fewer_the_words_the_larger_the_letters(library: Library) -> None:
    alone, three = (
        largest_letters(as_pdf(library, "kvarnbron", languages, TODAY))
        for languages in (["sv"], ["sv", "en", "de"])
    )
    assert alone > 1.2 * three


def test_a_long_address_breaks_at_no_hyphen(library: Library) -> None:
    """Whoever types it from the sign would leave out the hyphen at the end of the line."""
    record, key = library.counting, "-".join(["kvarnbron", *["langt"] * 9])
    named = replace(record, points={key: replace(record.points["kvarnbron"], neighbours=())})
    document = pypdfium2.PdfDocument(as_pdf(replace(library, counting=named), key, ["sv"], TODAY))
    try:
        lines = document[0].get_textpage().get_text_bounded().splitlines()
    finally:
        document.close()
    assert any(key in line for line in lines)
