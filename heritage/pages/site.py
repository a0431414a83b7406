"""A site ready to be compiled: the content with its static files published and its addresses fixed."""

from dataclasses import dataclass, replace

from heritage.pages.document import SITE_DRAWING
from heritage.pages.frame import Frame
from heritage.pages.illustration import drawing_of
from heritage.pages.preview import Preview, addresses, previews
from heritage.pages.static_files import StaticFile, assets, own_files, pictures, recordings, style
from heritage.places.place import Library


@dataclass(frozen=True)
class Site:
    """What every page is made from. `files` are all static files, ours first; `previews` are of
    the drawings that pages show."""

    library: Library
    frame: Frame
    files: tuple[StaticFile, ...]
    previews: tuple[Preview, ...] = ()


def assemble(library: Library, base_url: str | None = None, is_demo: bool = False) -> Site:
    """The site at its public address, or at `base_url`; a path in the address becomes the base path.

    `is_demo`: its values are made up, and every page says so.
    """
    ours = tuple(own_files())
    theirs = tuple(pictures(library))
    read = tuple(recordings(library))
    frame = Frame.at(base_url or library.site.base_url, library.site.languages, style())
    shelves = (library.places, library.trails, library.themes, library.safety)
    shown = {SITE_DRAWING, *(drawing_of(entry) for shelf in shelves for entry in shelf.values())}
    shared = tuple(previews(ours + theirs, shown))
    frame = replace(
        frame,
        assets=assets(ours, frame.base_path),
        pictures=assets(theirs, frame.base_path),
        previews=addresses(shared, frame.base_path),
        recordings=assets(read, frame.base_path),
        is_demo=is_demo,
    )
    return Site(library, frame, ours + theirs + read, shared)
