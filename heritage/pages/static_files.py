"""Static files with their content's hash in the address: our own from `static/`, pictures from `content/`.

Such an address can be kept for ever by whoever fetched it; a changed file has another.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from heritage.pages.frame import Asset
from heritage.pages.page import fingerprint
from heritage.pages.svg import published
from heritage.places.pictures import examine
from heritage.places.place import Drawing, Library
from heritage.places.recordings import examine as listen_to
from heritage.problems import Problem
from heritage.settings.program import bundled

MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
"""What is published from `static/`; other files there serve the making."""

LIBRARIES = {"htmx.js": "node_modules/htmx.org/dist/htmx.min.js"}
"""Scripts of others by our name for them, and where npm puts them (`make setup`). Pages do without a missing one."""

SHEETS = {
    "panel.css": ("panel", "forecast", "warnings", "overview", "charts"),
    "report.css": ("report",),
    "counts.css": ("charts", "counts"),
}
"""Style sheets that only some pages need, by name, and their parts `static/style/<part>.css`."""

RECORDING_TYPES = {".mp3": "audio/mpeg", ".m4a": "audio/mp4"}

STYLE = (
    "ground",
    "text",
    "frame",
    "entry",
    "boxes",
    "forms",
    "listen",
    "lists",
    "trail",
    "symbols",
    "foot",
    "start",
    "wide",
    "print",
)
"""The parts of the style sheet in their order, `static/style/<part>.css`.

Inlined into every page, so that the first packets hold all that is needed to read.
"""

_CSS_PART = re.compile(r"""(/\*.*?\*/|"[^"]*"|'[^']*'|url\([^"')][^)]*\))""", re.DOTALL)
_CSS_AROUND = re.compile(r" ?([{};,]) ?|(?<=:) ")


@dataclass(frozen=True)
class StaticFile:
    """A file to publish. `path` is its address below the base path; `policy` its own CSP (R-S2)."""

    name: str  # kinds/lake.svg, flataklocken/flataklocken.svg
    path: str
    media_type: str
    body: bytes
    policy: str
    width: int | None = None
    height: int | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is worth packing."""
        return self.media_type.startswith(("text/", "image/svg", "application/manifest"))


def style() -> str:
    """The style sheet to inline."""
    return _sheet(bundled("static"), STYLE)


def _sheet(top: Path, parts: Iterable[str]) -> str:
    folder = top / "style"
    return without_space("\n".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in parts))


def without_space(css: str) -> str:
    """`css` without comments and space that means nothing; strings and addresses are left alone."""
    parts = _CSS_PART.split(css)
    for place in range(0, len(parts), 2):
        parts[place] = _CSS_AROUND.sub(r"\1", re.sub(r"\s+", " ", parts[place])).replace(";}", "}")
    for place in range(1, len(parts), 2):
        if parts[place].startswith("/*"):
            parts[place] = ""
    return "".join(parts).strip()


def own_files(folder: Path | None = None) -> Iterator[StaticFile]:
    """The program's own files, by name, and the libraries that are there."""
    top = bundled("static") if folder is None else folder
    for path in sorted(top.rglob("*")):
        if path.suffix in MEDIA_TYPES and path.is_file() and _is_ours(path.relative_to(top)):
            name, body = path.relative_to(top).as_posix(), path.read_bytes()
            yield _drawing(name, body) if path.suffix == ".svg" else _file(name, body, path.suffix)
    for name, parts in SHEETS.items():
        if all((top / "style" / f"{part}.css").is_file() for part in parts):
            yield _file(name, _sheet(top, parts).encode(), ".css")
    for name, place in LIBRARIES.items():
        if (top / place).is_file():
            yield _file(name, (top / place).read_bytes(), ".js")


def _is_ours(path: Path) -> bool:
    return path.suffix != ".css" and "node_modules" not in path.parts


def pictures(library: Library) -> Iterator[StaticFile]:
    """The drawings of the content, by the names that the library gives them."""
    for name in sorted(library.drawings):
        yield _drawing(name, (Path(library.folder) / name).read_bytes())


def recordings(library: Library) -> Iterator[StaticFile]:
    """The recordings that a text names, by the names that the library gives them.

    Raises ValueError for one that is no recording any more.
    """
    entries = (*library.places.values(), *library.trails.values(), *library.themes.values())
    for entry in (*entries, *library.safety.values()):
        for file in sorted({text.recording.file for text in entry.texts.values() if text.recording}):
            name = f"{entry.slug}/{file}"
            body = (Path(library.folder) / name).read_bytes()
            found = listen_to(name, body)
            if isinstance(found, Problem):
                raise ValueError(found.as_line())
            yield _file(name, body, f".{file.rpartition('.')[2]}")


@lru_cache(maxsize=4096)
def _drawing(name: str, source: bytes) -> StaticFile:
    """A drawing whose policy lets its own style elements through and nothing else.

    Raises ValueError for one that is not safe: one of ours, or one that changed since the library was loaded.
    """
    found = examine(name, source)
    if found.drawing is None:
        raise ValueError(found.problems[0].as_line())
    made = published(source)
    allowed = "".join(
        f" 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in made.styles
    )
    return _file(name, made.body, ".svg", found.drawing, f"; style-src{allowed}" if allowed else "")


def _file(name: str, body: bytes, suffix: str, size: Drawing | None = None, allowed: str = "") -> StaticFile:
    stem = name.rpartition(".")[0]
    path = f"/static/{stem}.{fingerprint(body)}{suffix}"
    policy = f"default-src 'none'{allowed}; frame-ancestors 'none'"
    width, height = (size.width, size.height) if size else (None, None)
    media_type = RECORDING_TYPES.get(suffix) or MEDIA_TYPES[suffix]
    return StaticFile(name, path, media_type, body, policy, width, height)


def assets(files: Iterable[StaticFile], base_path: str) -> dict[str, Asset]:
    """How pages refer to `files`, by name."""
    return {file.name: Asset(base_path + file.path, file.width, file.height) for file in files}
