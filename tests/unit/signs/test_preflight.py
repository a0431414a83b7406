"""Every file is read back spoilt in four ways and two sizes, and a wrong reading stops it (R-Q14)."""

import io

import pytest
from PIL import Image, ImageDraw

from heritage.signs import SignError, preflight, qr, writers
from heritage.signs.preflight import Condition, Expected

DRAWN = qr.matrix("HTTPS://BESOK.ANGE.SE/Q/7K3FC")
SIGN = Expected("7K3FC", 1, DRAWN, 30)


def with_dark_square(modules: int) -> bytes:
    """The code as PNG with so many modules painted over at its lower right, off all patterns."""
    picture = Image.open(io.BytesIO(writers.png(DRAWN, 30)))
    edge = (4 + DRAWN.width) * writers.PNG_PIXELS_PER_MODULE
    start = edge - modules * writers.PNG_PIXELS_PER_MODULE
    ImageDraw.Draw(picture).rectangle((start, start, edge, edge), fill=0)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize("exposed", [False, True])
@pytest.mark.parametrize("file_format", sorted(writers.WRITERS))
def test_each_format_is_read_back_in_every_condition_near_and_far(file_format: str, exposed: bool) -> None:
    drawn = qr.matrix("HTTPS://BESOK.ANGE.SE/Q/7K3FC", exposed)
    sign = Expected("7K3FC", 1, drawn, 24)
    report = preflight.read_back_code(writers.WRITERS[file_format](drawn, 24), file_format, sign)
    assert [(row.is_far, row.condition) for row in report.rows] == [
        (is_far, condition) for is_far in (False, True) for condition in Condition
    ]
    assert all(row.decoded == (drawn.address,) for row in report.rows)


def test_the_report_tells_sizes_and_the_largest_reading_distance() -> None:
    report = preflight.read_back_code(writers.png(DRAWN, 30), "png", SIGN)
    assert report.lines() == [
        "7K3FC on page 1: HTTPS://BESOK.ANGE.SE/Q/7K3FC, 25 x 25 modules of 1.20 mm, level Q, "
        "symbol 30 mm, readable from up to 30 cm; read back 8 times."
    ]


def test_a_code_that_leads_elsewhere_stops_the_release() -> None:
    other = writers.png(qr.matrix("HTTPS://ELSEWHERE.SE/Q/7K3FC"), 30)
    with pytest.raises(SignError) as caught:
        preflight.read_back_code(other, "png", SIGN)
    assert caught.value.message() == (
        "The code of sign 7K3FC reads as HTTPS://ELSEWHERE.SE/Q/7K3FC and must read as "
        "HTTPS://BESOK.ANGE.SE/Q/7K3FC. Nothing is released."
    )


def test_another_code_on_the_same_page_stops_the_release() -> None:
    one = Image.open(io.BytesIO(writers.png(DRAWN, 30))).convert("L")
    other = Image.open(io.BytesIO(writers.png(qr.matrix("HTTPS://X.SE/Q/11111"), 30)))
    page = Image.new("L", (one.width * 2, one.height), 255)
    page.paste(one, (0, 0))
    page.paste(other, (one.width, 0))
    written = io.BytesIO()
    page.save(written, "PDF", resolution=one.info["dpi"][0])
    with pytest.raises(SignError, match=r"reads as .*HTTPS://X.SE/Q/11111"):
        preflight.read_back_sheet(written.getvalue(), [SIGN])


def test_an_unreadable_code_stops_the_release() -> None:
    with pytest.raises(SignError) as caught:
        preflight.read_back_code(with_dark_square(19), "png", SIGN)
    assert caught.value.message() == "The code of sign 7K3FC cannot be read at 100 %. Nothing is released."


def test_a_code_without_room_for_a_blot_stops_the_release() -> None:
    """Damage that a clean reading still corrects, and that leaves nothing for dirt."""
    with pytest.raises(SignError) as caught:
        preflight.read_back_code(with_dark_square(9), "png", SIGN)
    assert caught.value.text == preflight.FAILURES[Condition.BLOTTED]


def test_an_empty_page_stops_the_release() -> None:
    written = io.BytesIO()
    Image.new("L", (300, 300), 255).save(written, "PNG")
    with pytest.raises(SignError, match="cannot be read at 100 %"):
        preflight.read_back_code(written.getvalue(), "png", SIGN)


def test_an_inverted_code_is_not_taken_for_readable() -> None:
    picture = Image.open(io.BytesIO(writers.png(DRAWN, 30))).convert("L").point(lambda value: 255 - value)
    written = io.BytesIO()
    picture.save(written, "PNG")
    with pytest.raises(SignError, match="cannot be read"):
        preflight.read_back_code(written.getvalue(), "png", SIGN)


def test_every_condition_has_its_sentence() -> None:
    assert set(preflight.FAILURES) == set(Condition)
