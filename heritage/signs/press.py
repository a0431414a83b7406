"""The print sheet's PDF: typeset from the templates of signs, with trim and bleed boxes."""

import io
import re
from pathlib import Path

import pikepdf

from heritage import typesetting
from heritage.problems import N_
from heritage.signs import SignError

TEMPLATES = Path(__file__).parent / "templates"
BLEED_MM = 3.0
SLUG_MM = 10.0
"""Paper outside the trimmed page on each side: the bleed and the crop marks."""

_NO_ROOM = re.compile(r"no room: (\w+)")


def typeset(template: str, data: object) -> bytes:
    """The PDF/UA of a template in `templates/`. Raises SignError for a letter the font lacks (R-I16) and for
    text that does not fit at the sizes of R-Q20.
    """
    try:
        return typesetting.typeset(TEMPLATES / template, data)
    except typesetting.LettersMissing as missing:
        raise SignError(missing.text, **missing.values) from missing
    except typesetting.Stopped as stopped:
        full = _NO_ROOM.search(str(stopped))
        if full is None:
            raise
        raise SignError(
            N_(
                "The text of sign {code} does not fit in readable size; "
                "take fewer languages or a larger format."
            ),
            code=full.group(1),
        ) from stopped


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
