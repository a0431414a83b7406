"""Reads every sign back before it is released, with a decoder that is not ours (R-Q14)."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from math import cos, pi, radians, sqrt, tan

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from heritage import typesetting
from heritage.problems import N_
from heritage.signs import SignError
from heritage.signs.qr import DISTANCE_PER_WIDTH, Matrix, full_width_mm, reading_distance_mm

PIXELS_PER_MM = 6.0  # about 150 dots an inch
FAR_SYMBOL_PIXELS = 98
"""What a phone sees of a symbol from its largest reading distance: a preview of 1280 pixels over 66 degrees
has 1280 / (2 tan 33°) = 985 pixels a radian, and the symbol fills a tenth of a radian."""

BLUR_MODULES = 0.4
TILT_DEGREES = 30
BLOT_SHARE = 0.02
BLOT_CENTRE = (0.5, 0.55)  # in symbol widths from the top left; finder patterns end at 8/25

MM_PER_POINT = 25.4 / 72
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class Condition(Enum):
    """How the symbol is spoilt before it is read."""

    CLEAN = "clean"
    BLURRED = "blurred"
    TILTED = "tilted"
    BLOTTED = "blotted"


FAILURES = {
    Condition.CLEAN: N_("The code of sign {code} cannot be read at {size}. Nothing is released."),
    Condition.BLURRED: N_("The code of sign {code} cannot be read blurred at {size}. Nothing is released."),
    Condition.TILTED: N_(
        "The code of sign {code} cannot be read from the side at {size}. Nothing is released."
    ),
    Condition.BLOTTED: N_(
        "The code of sign {code} cannot be read with a blot at {size}. Nothing is released."
    ),
}


@dataclass(frozen=True)
class Expected:
    """A symbol that must be found: on page `page` (from 1), `symbol_mm` wide without its quiet zone."""

    code: str
    page: int
    drawn: Matrix
    symbol_mm: float

    @property
    def module_mm(self) -> float:
        return self.symbol_mm / self.drawn.width

    @property
    def reading_distance_mm(self) -> float:
        return reading_distance_mm(self.symbol_mm)


@dataclass(frozen=True)
class Row:
    """One reading: of a sign, at full size or as from its largest reading distance, in a condition."""

    sign: Expected
    is_far: bool
    condition: Condition
    decoded: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """The code was found, and nothing else."""
        return bool(self.decoded) and set(self.decoded) == {self.sign.drawn.address}


@dataclass(frozen=True)
class Report:
    """The print report of a released file: every reading was right."""

    rows: tuple[Row, ...]

    def lines(self, gettext: Callable[[str], str] = str) -> list[str]:
        """One sentence a sign, for people."""
        sentence = gettext(
            N_(
                "{code} on page {page}: {address}, {width} x {width} modules of {module} mm, level {level}, "
                "symbol {symbol} mm, readable from up to {distance} cm; read back {count} times."
            )
        )
        return [
            sentence.format(
                code=sign.code,
                page=sign.page,
                address=sign.drawn.address,
                width=sign.drawn.width,
                module=f"{sign.module_mm:.2f}",
                level=sign.drawn.level,
                symbol=f"{sign.symbol_mm:g}",
                distance=f"{sign.reading_distance_mm / 10:g}",
                count=sum(row.sign == sign for row in self.rows),
            )
            for sign in dict.fromkeys(row.sign for row in self.rows)
        ]


def read_back_sheet(pdf: bytes, expected: Sequence[Expected]) -> Report:
    """Rasterise the pages as a whole and read each sign. Raises SignError at the first wrong reading."""
    rows: list[Row] = []
    for sign in expected:
        rows.extend(_read_all(_raster(pdf, sign.page), sign))
    return Report(tuple(rows))


def read_back_code(file: bytes, file_format: str, sign: Expected) -> Report:
    """The same for the bare code in a file of one of `writers.WRITERS`."""
    if file_format == "pdf":
        picture = _raster(file, 1)
    else:
        png = typesetting.picture_of_svg(file, PIXELS_PER_MM) if file_format == "svg" else file
        side = round(full_width_mm(sign.drawn, sign.symbol_mm) * PIXELS_PER_MM)
        picture = Image.open(io.BytesIO(png)).convert("L").resize((side, side), Image.Resampling.BOX)
    return Report(tuple(_read_all(picture, sign)))


def _raster(pdf: bytes, page: int) -> Image.Image:
    """Page `page`, from 1, in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = (
            document[page - 1].render(scale=PIXELS_PER_MM * MM_PER_POINT, grayscale=True).to_pil()
        )
    return picture


def _read_all(page: Image.Image, sign: Expected) -> Iterator[Row]:
    symbol_pixels = sign.symbol_mm * PIXELS_PER_MM
    far = FAR_SYMBOL_PIXELS / symbol_pixels
    far_page = page.resize((round(page.width * far), round(page.height * far)), Image.Resampling.BOX)
    for is_far, view, pixels in ((False, page, symbol_pixels), (True, far_page, float(FAR_SYMBOL_PIXELS))):
        corners = _corners(view, sign, is_far)
        for condition in Condition:
            spoilt = _spoilt(view, condition, corners, pixels, sign.drawn.width)
            decoded = tuple(found.text for found in _decode(spoilt))
            yield _judged(Row(sign, is_far, condition, decoded))


def _judged(row: Row) -> Row:
    if row.is_right:
        return row
    if row.decoded:
        raise SignError(
            N_("The code of sign {code} reads as {found} and must read as {address}. Nothing is released."),
            code=row.sign.code,
            found=" ".join(row.decoded),
            address=row.sign.drawn.address,
        )
    size = f"{row.sign.reading_distance_mm / 10:g} cm" if row.is_far else "100 %"
    raise SignError(FAILURES[row.condition], code=row.sign.code, size=size)


def _decode(picture: Image.Image) -> list[zxingcpp.Barcode]:
    # Inverted codes are not tried: not every phone reads them, and none is printed (R-Q15).
    return zxingcpp.read_barcodes(picture, formats=QR_CODES, try_invert=False)


Corners = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def _corners(view: Image.Image, sign: Expected, is_far: bool) -> Corners:
    """Top left, top right and bottom left of the symbol, as the decoder found them."""
    found = _decode(view)
    if len(found) != 1:
        _judged(Row(sign, is_far, Condition.CLEAN, tuple(one.text for one in found)))
    seen = found[0].position
    return (
        (seen.top_left.x, seen.top_left.y),
        (seen.top_right.x, seen.top_right.y),
        (seen.bottom_left.x, seen.bottom_left.y),
    )


def _spoilt(
    view: Image.Image, condition: Condition, corners: Corners, symbol_pixels: float, modules: int
) -> Image.Image:
    if condition is Condition.BLURRED:
        return view.filter(ImageFilter.GaussianBlur(BLUR_MODULES * symbol_pixels / modules))
    if condition is Condition.TILTED:
        return _tilted(view, _within(corners, 0.5, 0.5), symbol_pixels * DISTANCE_PER_WIDTH)
    if condition is Condition.BLOTTED:
        return _blotted(view, _within(corners, *BLOT_CENTRE), symbol_pixels * sqrt(BLOT_SHARE / pi))
    return view


def _within(corners: Corners, across: float, down: float) -> tuple[float, float]:
    (left, top), (right_x, right_y), (low_x, low_y) = corners
    return (
        left + across * (right_x - left) + down * (low_x - left),
        top + across * (right_y - top) + down * (low_y - top),
    )


def _blotted(view: Image.Image, centre: tuple[float, float], radius: float) -> Image.Image:
    x, y = centre
    spoilt = view.copy()
    ImageDraw.Draw(spoilt).ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)
    return spoilt


def _tilted(view: Image.Image, centre: tuple[float, float], distance: float) -> Image.Image:
    """The sheet turned about the upright axis through `centre`, seen from `distance`, both in pixels.

    A point (x, y) off the centre is seen at (x cos a, y) / (1 + x sin a / distance). Pillow wants the
    inverse, from seen to sheet: (x' / cos a, y') / (1 - x' tan a / distance), as eight coefficients in page
    coordinates.
    """
    centre_x, centre_y = centre
    slope = tan(radians(TILT_DEGREES)) / distance
    stretch = 1 / cos(radians(TILT_DEGREES))
    one = 1 + slope * centre_x
    coefficients = (
        (stretch - slope * centre_x) / one,
        0.0,
        (centre_x * one - stretch * centre_x) / one,
        -slope * centre_y / one,
        1 / one,
        slope * centre_x * centre_y / one,
        -slope / one,
        0.0,
    )
    return view.transform(
        view.size,
        Image.Transform.PERSPECTIVE,
        coefficients,
        resample=Image.Resampling.BICUBIC,
        fillcolor=255,
    )
