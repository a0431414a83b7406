"""Files of the content folder, opened without ever leaving it (R-S15)."""

import os
from typing import NamedTuple

from heritage.problems import N_, Problem, Weight

FILE_LIMIT = 1_000_000
"""Bytes a file may have (R-S14)."""

_TOO_LARGE = N_("the file is larger than {limit} kB; shorten it or split it")

_NOT_OURS = frozenset({"README.md", "Thumbs.db", "desktop.ini"})


class Listing(NamedTuple):
    """What stands in a folder, sorted by name, and what stands there wrongly."""

    entries: list[os.DirEntry[str]]
    problems: list[Problem]


def listed(folder: str, label: str, root: str) -> Listing:
    """Files and folders in `folder`, which problems call `label`, but not what is hidden or no content.

    A symbolic link is followed only if it stays under `root`.
    """
    entries: list[os.DirEntry[str]] = []
    problems: list[Problem] = []
    try:
        with os.scandir(folder) as found:
            every = sorted(found, key=_name)
    except OSError as error:
        text = N_("the folder cannot be opened ({reason})")
        return Listing([], [Problem(label, 0, text, {"reason": error.strerror})])
    for entry in every:
        if entry.name.startswith(".") or entry.name.endswith("~") or entry.name in _NOT_OURS:
            continue
        if entry.is_symlink() and not _stays(entry.path, root):
            text = N_("this is a symbolic link that leads out of the folder; put the file itself here")
            problems.append(Problem(f"{label}/{entry.name}", 0, text))
        else:
            entries.append(entry)
    return Listing(entries, problems)


def read(
    entry: os.DirEntry[str], label: str, limit: int = FILE_LIMIT, too_large: str = _TOO_LARGE
) -> bytes | Problem:
    """The bytes of a listed file, which problems call `label`; one of more than `limit` bytes is not read."""
    try:
        size = entry.stat().st_size
        if size <= limit:
            with open(entry.path, "rb", buffering=0) as file:
                return file.read()
    except OSError as error:
        text = N_("the file cannot be opened ({reason})")
        return Problem(label, 0, text, {"reason": error.strerror})
    return Problem(label, 0, too_large, {"limit": limit // 1000})


def unused(label: str) -> Problem:
    """A note that nothing reads the file or folder `label`."""
    text = N_(
        "nothing uses this; a page's folder holds texts named by their language, such as sv.md, "
        "and pictures named such as church.svg"
    )
    return Problem(label, 0, text, weight=Weight.NOTE)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _stays(path: str, root: str) -> bool:
    return os.path.realpath(path).startswith(os.path.realpath(root) + os.sep)
