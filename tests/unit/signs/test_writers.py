"""The bare code as SVG, PNG and PDF: black on white, quiet zone in, always the same bytes (R-Q1, R-Q15)."""

import io
import re
import zlib
from xml.etree import ElementTree

import pikepdf
import pytest
from PIL import Image

from heritage.signs import qr, writers

DRAWN = qr.matrix("HTTPS://BESOK.ANGE.SE/Q/7K3FC")


@pytest.mark.parametrize("file_format", sorted(writers.WRITERS))
def test_two_runs_give_the_same_bytes(file_format: str) -> None:
    write = writers.WRITERS[file_format]
    assert write(DRAWN, 30) == write(DRAWN, 30)


def test_the_svg_is_one_black_path_on_white_with_a_quiet_zone_and_its_size_in_mm() -> None:
    root = ElementTree.fromstring(writers.svg(DRAWN, 25))
    ground, code = root.findall("{*}path")
    assert (root.get("width"), root.get("viewBox")) == ("33.0000mm", "0 0 33 33")
    assert (ground.get("fill"), ground.get("d")) == ("#fff", "M0 0h33v33H0z")
    assert code.get("fill") is None  # black, the initial value
    starts = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)", code.get("d") or "")]
    ends = [x + length for (x, _), length in zip(starts, (run[2] for run in DRAWN.runs), strict=True)]
    assert min(min(start) for start in starts) == 4
    assert max(ends) == 29


def test_the_svg_loads_nothing_and_runs_nothing() -> None:
    text = writers.svg(DRAWN, 30).decode()
    assert not re.search(r"href|url\(|script|style|data:", text)


def test_the_png_has_two_colours_whole_modules_and_its_printed_size() -> None:
    picture = Image.open(io.BytesIO(writers.png(DRAWN, 30)))
    assert (picture.mode, picture.width, picture.height) == ("1", 33 * 20, 33 * 20)
    quiet = picture.crop((0, 0, 660, 80))
    assert quiet.getextrema() == (255, 255)
    assert picture.getpixel((80, 80)) == 0
    dots_per_inch = picture.info["dpi"][0]
    assert picture.width / dots_per_inch * 25.4 == pytest.approx(30 * 33 / 25, abs=0.01)


def test_the_pdf_is_one_vector_path_in_black_ink_alone() -> None:
    with pikepdf.open(io.BytesIO(writers.pdf(DRAWN, 25))) as document:
        (page,) = document.pages
        content = page.Contents.read_bytes().decode("latin-1")
        assert "/XObject" not in page.Resources
        assert float(page.mediabox[2]) * 25.4 / 72 == pytest.approx(33, abs=0.01)
    inks = set(re.findall(r"([\d.]+ [\d.]+ [\d.]+ [\d.]+) k\b", content))
    assert inks == {"0 0 0 0", "0 0 0 1"}  # paper, and K 100
    assert not re.findall(r"\b(rg|RG|g|G|cs|sh)\b", content)
    assert re.findall(r"\bf\*?(?=\n)", content) == ["f", "f"]  # the ground and the code


def test_the_png_is_small() -> None:
    assert len(writers.png(DRAWN, 30)) < len(zlib.compress(bytes(660 * 660))) + 2000
