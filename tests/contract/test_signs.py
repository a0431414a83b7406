"""What printers and reprints rely on: boxes, ink, fonts, tags, the same bytes, the same modules."""

import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from heritage.places.position import Position
from heritage.signs import preflight, press, qr, sheet
from heritage.signs.preflight import Expected
from heritage.signs.sheet import FORMATS, Lede, SheetSign, Words

MM = 72 / 25.4
ADDRESS = "HTTPS://BESOK.ANGE.SE/Q/7K3FC"
PRINTED_MODULES = {
    False: "160dae7c01c74e8abd9aa7aa1b370b591e19449523176ad63db3183d4fdb7a13",
    True: "3873f8963f1c1a21495fbe15f5d41dc15d9ba159a00b4e5c47111ea1d53a980a",
}
"""Fingerprints of the modules as they were first printed (R-Q23)."""


def render(paper: str) -> bytes:
    drawn = qr.matrix(ADDRESS)
    ledes = (
        Lede("sv", None, "En liten metallpyramid på ett berg."),
        Lede("en", "The Midpoint", "A small pyramid of metal on a hill."),
        Lede("de", "Der Mittelpunkt", "Eine kleine Pyramide aus Metall auf einem Berg."),
    )
    names = (Words("sv", "Mittpunkten"), Words("sma", "Gaske"))
    position = Position(62.38673, 16.3229, 50)
    signs = [
        SheetSign(code, names, ledes[: FORMATS[paper].languages], position, drawn)
        for code in ("7K3FC", "11111")
    ]
    return sheet.render(signs, FORMATS[paper], "Ånge kommun", "besok.ange.se", False)


@pytest.fixture(params=sorted(FORMATS))
def paper(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """The structure elements below `node`, in reading order."""
    for kid in node.K if isinstance(node.K, pikepdf.Array) else [node.K]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from elements(kid)


@pytest.mark.parametrize("exposed", [False, True])
def test_a_reprint_has_the_modules_of_the_first_print(exposed: bool) -> None:
    rows = "\n".join(
        "".join("#" if module else "." for module in row) for row in qr.matrix(ADDRESS, exposed).rows
    )
    assert hashlib.sha256(rows.encode()).hexdigest() == PRINTED_MODULES[exposed]


def test_two_processes_give_the_same_bytes() -> None:
    program = (
        "import hashlib, runpy, sys; render = runpy.run_path(sys.argv[1])['render'];"
        "print(hashlib.sha256(render('a5')).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program, __file__],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert prints == {hashlib.sha256(render("a5")).hexdigest() + "\n"}


def test_the_sheet_has_its_trimmed_size_and_3_mm_of_bleed(paper: str) -> None:
    form = FORMATS[paper]
    with pikepdf.open(io.BytesIO(render(paper))) as document:
        assert len(document.pages) == 2
        for page in document.pages:
            media, trim = ([float(edge) for edge in box] for box in (page.mediabox, page.trimbox))
            bleed = [float(edge) for edge in page.obj.BleedBox]
            assert trim[2] - trim[0] == pytest.approx(form.width_mm * MM, abs=0.01)
            assert trim[3] - trim[1] == pytest.approx(form.height_mm * MM, abs=0.01)
            for sign, low in ((1, 0), (1, 1), (-1, 2), (-1, 3)):
                assert sign * (trim[low] - bleed[low]) == pytest.approx(3 * MM, abs=0.01)
                assert sign * (bleed[low] - media[low]) == pytest.approx(7 * MM, abs=0.01)


def test_colour_reaches_the_bleed_and_only_crop_marks_stand_outside_it(paper: str) -> None:
    with pypdfium2.PdfDocument(render(paper)) as document:
        picture: Image.Image = document[0].render(scale=4 / MM, grayscale=True).to_pil()
    slug, bleed = press.SLUG_MM * 4, press.BLEED_MM * 4
    width, height = picture.size
    # The head and the foot are full of colour up to the edge of the bleed.
    assert picture.getpixel((width // 2, int(slug - bleed) + 2)) < 100
    assert picture.getpixel((int(slug - bleed) + 2, int(slug) + 20)) < 100
    assert picture.getpixel((width // 2, int(height - slug + bleed) - 3)) < 250
    # Beyond it the paper is white but for a mark at each corner of the trimmed page.
    edge = int(slug - bleed) - 1
    for strip in (picture.crop((0, 0, width, edge)), picture.crop((0, height - edge, width, height))):
        columns = {x for x in range(width) if min(strip.crop((x, 0, x + 1, strip.height)).tobytes()) < 200}
        marks = [x for x in columns if edge < x < width - edge]
        assert {round(x / 4) for x in marks} <= {10, int(FORMATS[paper].width_mm) + 10}
        assert len({round(x / 4) for x in marks}) == 2


def test_the_pdf_is_tagged_titled_and_says_that_it_follows_pdf_ua() -> None:
    with pikepdf.open(io.BytesIO(render("a5"))) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "sv"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert all(page.obj.Tabs == "/S" for page in document.pages)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Mittpunkten"
        found = list(elements(root.StructTreeRoot))
        tags = [str(element.S) for element in found]
        figures = [str(element.Alt) for element in found if element.S == "/Figure"]
        languages = {str(element.Lang) for element in found if "/Lang" in element}
        content = document.pages[0].Contents.read_bytes().decode("latin-1")
        languages |= set(re.findall(r"/Lang ?\((\w+)\)", content))
    assert tags.count("/H1") == 2
    assert len(figures) == 2
    assert all("https://besok.ange.se/q/7k3fc" in alt for alt in figures)
    assert {"en", "de", "sma"} <= languages
    assert tags.index("/H1") < tags.index("/Figure")


def test_every_mark_on_the_page_is_tagged_or_an_artifact(paper: str) -> None:
    with pikepdf.open(io.BytesIO(render(paper))) as document:
        for page in document.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
                if operator in ("f", "f*", "S", "s", "B", "Tj", "TJ", "Do", "sh"):
                    assert depth > 0, operator


def test_the_only_fonts_are_ours_embedded_and_subset(paper: str) -> None:
    with pikepdf.open(io.BytesIO(render(paper))) as document:
        fonts = [font for page in document.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert re.fullmatch(r"/[A-Z]{6}\+FiraSans-\w+", str(font.BaseFont))
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_everything_is_vector_and_all_colours_are_inks(paper: str) -> None:
    with pikepdf.open(io.BytesIO(render(paper))) as document:
        for page in document.pages:
            assert "/XObject" not in page.Resources
            operators = {str(one.operator) for one in pikepdf.parse_content_stream(page)}
            assert not operators & {"rg", "RG", "g", "G", "sh", "scn", "SCN"}
            assert "k" in operators


def test_the_sheet_carries_no_date() -> None:
    with pikepdf.open(io.BytesIO(render("a6"))) as document:
        assert "/CreationDate" not in document.docinfo
        assert "/ModDate" not in document.docinfo


def test_each_page_is_read_back_by_an_independent_decoder(paper: str) -> None:
    drawn = qr.matrix(ADDRESS)
    expected = [Expected("7K3FC", page, drawn, FORMATS[paper].symbol_mm) for page in (1, 2)]
    report = preflight.read_back_sheet(render(paper), expected)
    assert len(report.rows) == 2 * 2 * 4
    assert {row.decoded for row in report.rows} == {(ADDRESS,)}
