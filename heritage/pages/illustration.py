"""The picture at the top of an entry's page: its own, or the drawing of its kind as decoration."""

import msgspec

from heritage.pages.frame import Asset, Frame
from heritage.pages.naming import Worded, chosen
from heritage.places.place import Entry, Place, Safety, Trail

DRAWING_SIZE = (400, 300)
"""CSS pixels, where a picture does not tell its own: room is kept for it before it arrives."""


class Illustration(msgspec.Struct, frozen=True):
    """A picture with its text alternative, which is empty for decoration, and its credit.

    `preview` is the absolute address of the same as a PNG, for link previews.
    """

    address: str
    width: int
    height: int
    alt: Worded
    credit: str
    preview: str


def illustration(entry: Entry, language: str, frame: Frame) -> Illustration | None:
    """The picture for readers of `language`; None where there is not even a drawing of its kind."""
    if entry.picture is not None:
        asset = frame.picture(entry.slug, entry.picture.file)
        alt = chosen(entry.picture.alt, language)
        return _illustration(asset, alt, entry.picture.credit, frame.preview(drawing_of(entry)))
    name = drawing_of(entry)
    drawing = frame.assets.get(name)
    return _illustration(drawing, Worded(""), "", frame.preview(name)) if drawing else None


def thumbnail(entry: Entry, frame: Frame) -> str | None:
    """The address of the same picture, for lists, where the name beside it says all that it shows."""
    if entry.picture is not None:
        return frame.picture(entry.slug, entry.picture.file).address
    drawing = frame.assets.get(drawing_of(entry))
    return drawing.address if drawing else None


def drawing_of(entry: Entry) -> str:
    """The name of the file that illustrates an entry: its own picture, or the drawing of its kind."""
    if entry.picture is not None:
        return f"{entry.slug}/{entry.picture.file}"
    return f"kinds/{_kind_of(entry)}.svg"


def _illustration(asset: Asset, alt: Worded, credit: str, preview: str) -> Illustration:
    width, height = DRAWING_SIZE
    return Illustration(asset.address, asset.width or width, asset.height or height, alt, credit, preview)


def _kind_of(entry: Entry) -> str:
    match entry:
        case Place():
            return entry.kind
        case Trail():
            return "trail"
        case Safety():
            return entry.hazard
        case _:
            return "theme"
