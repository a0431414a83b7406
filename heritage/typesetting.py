"""The PDF engine: data into a template, typeset with our own font, tagged, the same bytes every time.

The only file that knows typst. Content reaches a template as JSON values and is never read as markup.
"""

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

from heritage.problems import N_, Refusal

FONT = "Fira Sans"

_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_PANIC = re.compile(r'panicked with: "?([^"\n]+)"?')


class LettersMissing(Refusal):
    """A letter that the font lacks (R-I16): the editor can write it otherwise."""


class Stopped(Exception):
    """What a template said when it stopped by `panic`."""


def typeset(template: Path, data: object) -> bytes:
    """The PDF/UA of a template, whose own folder is all that it can read.

    Raises LettersMissing; Stopped with the template's own words; any other fault is ours.
    """
    compiler = typst.Compiler(template, root=template.parent, font_paths=_fonts(), ignore_system_fonts=True)
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        letters = dict.fromkeys(_NO_GLYPH.findall(error.diagnostic))
        if letters:
            raise LettersMissing(
                N_("The font {font} lacks {letters}; write it otherwise, or add a font that has it."),
                font=FONT,
                letters=" ".join(letters),
            ) from error
        said = _PANIC.search(error.diagnostic)
        if said:
            raise Stopped(said[1]) from error
        raise
    assert isinstance(pdf, bytes)
    return pdf


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


@cache
def _fonts() -> typst.Fonts:
    """Only the family that came with the program, so that no machine prints another."""
    folder = files("fontpkg_fira_sans") / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
