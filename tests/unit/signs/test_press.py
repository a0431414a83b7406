"""The PDF engine: faults as sentences, content as text, trim and bleed boxes."""

import io

import pikepdf
import pytest

from heritage import typesetting
from heritage.signs import SignError, press, qr, writers


def code_data(title: str) -> dict[str, object]:
    drawn = qr.matrix("HTTPS://BESOK.ANGE.SE/Q/7K3FC")
    return {"title": title, "font": typesetting.FONT, "code": writers.as_data(drawn, 30, title)}


def test_a_title_is_data_and_never_markup() -> None:
    title = '#panic("x") *b* _i_ $x$ `r` <l> @c \\ // https://x.example "q"'
    with pikepdf.open(io.BytesIO(press.typeset("qr.typ", code_data(title)))) as document:
        assert str(document.docinfo.Title) == title
        assert str(document.Root.ViewerPreferences.DisplayDocTitle) == "True"


def test_a_fault_of_ours_is_not_told_as_the_editors() -> None:
    with pytest.raises(Exception, match="does not contain key") as caught:
        press.typeset("qr.typ", {})
    assert not isinstance(caught.value, SignError)


def test_boxes_stand_inside_the_paper_by_bleed_and_marks() -> None:
    blank = pikepdf.new()
    blank.add_blank_page(page_size=(400, 500))
    written = io.BytesIO()
    blank.save(written)
    with pikepdf.open(io.BytesIO(press.with_boxes(written.getvalue()))) as document:
        trim = [float(edge) for edge in document.pages[0].trimbox]
        bleed = [float(edge) for edge in document.pages[0].obj.BleedBox]
    mm = 72 / 25.4
    assert trim == pytest.approx([10 * mm, 10 * mm, 400 - 10 * mm, 500 - 10 * mm], abs=0.001)
    assert bleed == pytest.approx([7 * mm, 7 * mm, 400 - 7 * mm, 500 - 7 * mm], abs=0.001)


def test_a_picture_of_an_svg_has_the_asked_resolution() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="10mm" height="10mm" viewBox="0 0 1 1"/>'
    assert typesetting.picture_of_svg(svg, 6)[:8] == b"\x89PNG\r\n\x1a\n"
