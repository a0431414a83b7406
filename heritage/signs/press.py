"""The PDF engine: data into a template, typeset with our own font, tagged, the same bytes every time.

The only file that knows typst. Content reaches a template as JSON values and is never read as markup.
"""

import io
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pikepdf
import typst

from heritage.problems import N_
from heritage.signs import SignError

TEMPLATES = Path(__file__).parent / "templates"
FONT = "Fira Sans"
BLEED_MM = 3.0
SLUG_MM = 10.0
"""Paper outside the trimmed page on each side: the bleed and the crop marks."""

_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_NO_ROOM = re.compile(r"no room: (\w+)")


def typeset(template: str, data: object) -> bytes:
    """The PDF/UA of a template in `templates/`. Raises SignError for a letter the font lacks (R-I16) and for
    text that does not fit at the sizes of R-Q20.
    """
    compiler = typst.Compiler(
        TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True
    )
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        fault = _as_sign_error(error.diagnostic)
        if fault is None:
            raise
        raise fault from error
    assert isinstance(pdf, bytes)
    return pdf


def _as_sign_error(diagnostic: str) -> SignError | None:
    """The faults that an editor can mend; any other is ours."""
    letters = dict.fromkeys(_NO_GLYPH.findall(diagnostic))
    if letters:
        return SignError(
            N_("The font {font} lacks {letters}; write it otherwise, or add a font that has it."),
            font=FONT,
            letters=" ".join(letters),
        )
    full = _NO_ROOM.search(diagnostic)
    if full:
        return SignError(
            N_(
                "The text of sign {code} does not fit in readable size; "
                "take fewer languages or a larger format."
            ),
            code=full.group(1),
        )
    return None


@cache
def _fonts() -> typst.Fonts:
    """Only the family that came with the program, so that no machine prints another."""
    folder = files("fontpkg_fira_sans") / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def with_boxes(pdf: bytes) -> bytes:
    """Each page with TrimBox and BleedBox, for pages laid out with SLUG_MM around the trimmed one (R-Q16)."""
    finished = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            page.trimbox = _inset(page.mediabox, SLUG_MM)
            page.obj.BleedBox = _inset(page.mediabox, SLUG_MM - BLEED_MM)
        document.save(finished, deterministic_id=True)
    return finished.getvalue()


def _inset(box: pikepdf.Array, mm: float) -> pikepdf.Array:
    left, bottom, right, top = (float(edge) for edge in box)
    by = mm * 72 / 25.4
    return pikepdf.Array([round(edge, 4) for edge in (left + by, bottom + by, right - by, top - by)])


def picture_of_svg(svg: bytes, pixels_per_mm: float) -> bytes:
    """The PNG that a renderer which is not ours makes of an SVG."""
    source = b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg))"
    png = typst.compile(
        source,
        format="png",
        ppi=pixels_per_mm * 25.4,
        sys_inputs={"svg": svg.decode()},
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    assert isinstance(png, bytes)
    return png
