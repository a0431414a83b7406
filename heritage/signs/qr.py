"""The address on a sign and its QR matrix, with the sizes at which it can be read (R-Q1 to R-Q6)."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import segno

from heritage.problems import N_
from heritage.signs import SignError

QUIET_ZONE = 4
"""Light modules on every side; part of the symbol, so nobody can set it (R-Q1)."""

LEAST_SYMBOL_MM = 20.0
PLATE_SYMBOL_MM = 30.0  # for a plate read at arm's length, 30 cm
LEAST_MODULE_MM = 0.8  # on plates (R-Q3)
DISTANCE_PER_WIDTH = 10  # reading distance in symbol widths (R-Q2)

LONGEST_SMALL = 29  # characters of version 2-Q, 25 x 25 modules
LONGEST = 35  # characters of version 3-H, 29 x 29 modules

_ALPHANUMERIC = re.compile(r"[0-9A-Z./:\-]+")


@dataclass(frozen=True)
class Matrix:
    """A QR symbol without its quiet zone: `rows` of modules from the top, True is dark."""

    address: str
    rows: tuple[tuple[bool, ...], ...]
    version: int
    level: str

    @property
    def width(self) -> int:
        """Modules on a side, quiet zone out."""
        return len(self.rows)

    @property
    def runs(self) -> tuple[tuple[int, int, int], ...]:
        """The dark modules as horizontal runs (column, row, length), from the top left."""
        found = []
        for row, modules in enumerate(self.rows):
            column = 0
            while column < len(modules):
                length = 0
                while column + length < len(modules) and modules[column + length]:
                    length += 1
                if length:
                    found.append((column, row, length))
                column += length + 1
        return tuple(found)


def address(base_url: str, code: str) -> str:
    """What the code of a sign says: `HTTPS://HOST/Q/CODE`, in capitals so that it stays small (R-Q6).

    `base_url` as in site.yaml, without a folder (R-Q11). Raises SignError if it cannot be printed.
    """
    parts = urlsplit(base_url)
    if parts.path.strip("/"):
        raise SignError(
            N_(
                "{base_url} has a folder after the host, which a code in capitals cannot hold; "
                "signs need a host of their own."
            ),
            base_url=base_url,
        )
    text = f"{parts.scheme}://{parts.netloc}/Q/{code}".upper()
    if not _ALPHANUMERIC.fullmatch(text):
        raise SignError(
            N_("{base_url} has letters that a small code cannot hold; use a-z, 0-9, hyphen and dot."),
            base_url=base_url,
        )
    if len(text) > LONGEST:
        raise SignError(
            N_("{address} has {length} characters and a sign's code at most {longest}; use a shorter host."),
            address=text,
            length=len(text),
            longest=LONGEST,
        )
    return text


def host(base_url: str) -> str:
    """The host as it is printed beside the code, in lower case (R-Q12)."""
    return urlsplit(base_url).netloc.lower()


def is_long(text: str) -> bool:
    """Whether an address costs modules: over 29 characters, a host of over 13, makes 29 of 25 (R-Q6)."""
    return len(text) > LONGEST_SMALL


def matrix(text: str, exposed: bool = False) -> Matrix:
    """The QR matrix of an address in capitals: alphanumeric, version 2 or higher (R-Q4), level Q, or H where
    exposed, and higher where the size stays the same (R-Q5). The same text gives the same modules (R-Q23).
    """
    level = "H" if exposed else "Q"
    code = segno.make_qr(text, error=level, mode="alphanumeric", boost_error=True)
    if int(code.version) < 2:
        code = segno.make_qr(text, error=level, mode="alphanumeric", boost_error=True, version=2)
    rows = tuple(tuple(bool(module) for module in row) for row in code.matrix)
    return Matrix(text, rows, int(code.version), code.error)


def least_symbol_mm(drawn: Matrix) -> float:
    """The narrowest symbol for a plate, quiet zone out: 20 mm, modules of 0.8 mm or more (R-Q2, R-Q3)."""
    return max(LEAST_SYMBOL_MM, drawn.width * LEAST_MODULE_MM)


def reading_distance_mm(symbol_mm: float) -> float:
    """The largest distance from which a symbol of that width, quiet zone out, is read (R-Q2)."""
    return symbol_mm * DISTANCE_PER_WIDTH


def full_width_mm(drawn: Matrix, symbol_mm: float) -> float:
    """The width with the quiet zone in."""
    return symbol_mm * (drawn.width + 2 * QUIET_ZONE) / drawn.width
