"""Draws a matrix as SVG, PNG or PDF: black on white, quiet zone in, always the same bytes (R-Q1, R-Q15)."""

import io
from collections.abc import Callable

from PIL import Image

from heritage import typesetting
from heritage.signs import press
from heritage.signs.qr import QUIET_ZONE, Matrix, full_width_mm

PNG_PIXELS_PER_MODULE = 20


def svg(drawn: Matrix, symbol_mm: float) -> bytes:
    """One path on a white ground, one unit a module; `symbol_mm` is the width without the quiet zone."""
    full = drawn.width + 2 * QUIET_ZONE
    width = f"{full_width_mm(drawn, symbol_mm):.4f}mm"
    path = "".join(
        f"M{column + QUIET_ZONE} {row + QUIET_ZONE}h{length}v1h-{length}z"
        for column, row, length in drawn.runs
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{width}" '
        f'viewBox="0 0 {full} {full}" shape-rendering="crispEdges" role="img"><title>{drawn.address}</title>'
        f'<path fill="#fff" d="M0 0h{full}v{full}H0z"/><path d="{path}"/></svg>\n'
    ).encode()


def png(drawn: Matrix, symbol_mm: float) -> bytes:
    """Two colours, whole pixels a module, its printed size in the file."""
    full = drawn.width + 2 * QUIET_ZONE
    modules = Image.new("1", (full, full), 1)
    for column, row, length in drawn.runs:
        modules.paste(
            0, (column + QUIET_ZONE, row + QUIET_ZONE, column + QUIET_ZONE + length, row + QUIET_ZONE + 1)
        )
    side = full * PNG_PIXELS_PER_MODULE
    dots_per_inch = side / full_width_mm(drawn, symbol_mm) * 25.4
    written = io.BytesIO()
    modules.resize((side, side), Image.Resampling.NEAREST).save(
        written, "PNG", optimize=True, dpi=(dots_per_inch, dots_per_inch)
    )
    return written.getvalue()


def as_data(drawn: Matrix, symbol_mm: float, alt: str) -> dict[str, object]:
    """The matrix for `templates/code.typ`; `alt` is its text alternative."""
    return {
        "runs": drawn.runs,
        "modules": drawn.width,
        "symbol_mm": symbol_mm,
        "quiet_zone": QUIET_ZONE,
        "alt": alt,
    }


def pdf(drawn: Matrix, symbol_mm: float) -> bytes:
    """One vector path in black ink on a page of its size; it is titled with its address."""
    data = {
        "title": drawn.address,
        "font": typesetting.FONT,
        "code": as_data(drawn, symbol_mm, drawn.address),
    }
    return press.typeset("qr.typ", data)


WRITERS: dict[str, Callable[[Matrix, float], bytes]] = {"svg": svg, "png": png, "pdf": pdf}
"""By the name of the file format."""
