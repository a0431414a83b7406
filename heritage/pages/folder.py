"""A folder that is replaced as a whole: it holds the earlier build or the finished one, never half of one.

A build is written beside its place under a hidden name, and then changes places with what stands there
in one step of the kernel (renameat2 with RENAME_EXCHANGE). A link to the newest of several builds would
be as safe, but folders are what people copy, mount and serve. Where the file system knows no exchange,
two renames do it: a kill between them leaves the place empty, and the next build fills it.
"""

import ctypes
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from heritage.problems import N_, Refusal

MARKER = ".heritage-build"
"""The file by which a folder is known to be an earlier build, and so may be replaced."""

MARKER_TEXT = "Made by `heritage build`. The next build replaces this folder and everything in it.\n"

Exchange = Callable[[Path, Path], bool]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class CannotBuild(Refusal):
    """Why nothing was written."""


@contextmanager
def replacing(out: Path, exchange: Exchange | None = None) -> Iterator[Path]:
    """A fresh folder that takes the place of `out` when the block ends well; else `out` stays as it is.

    Builds in one folder wait for one another. Raises CannotBuild when `out` is not ours to replace or
    cannot be written.
    """
    place = out.resolve()
    _refuse_what_is_not_ours(place, out)
    new = place.with_name(f".{place.name}.building")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _locked(place.parent):
            _clear(new)
            new.mkdir()
            (new / MARKER).write_text(MARKER_TEXT, encoding="utf-8")
            try:
                yield new
                _onto_the_disk(new)
                _put(new, place, exchange or exchanged)
            finally:
                _clear(new)
    except OSError as error:
        raise CannotBuild(
            N_("'{out}' cannot be written ({reason})."), out=out, reason=error.strerror or error
        ) from error


def _refuse_what_is_not_ours(place: Path, out: Path) -> None:
    if not place.name:
        raise CannotBuild(N_("'{out}' is no folder for a site."), out=out)
    if not os.path.lexists(place):
        return
    if not place.is_dir():
        raise CannotBuild(N_("'{out}' is a file; give the name of a folder."), out=out)
    if any(place.iterdir()) and not (place / MARKER).is_file():
        raise CannotBuild(
            N_("'{out}' holds something that is not an earlier build; give another folder or empty it."),
            out=out,
        )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Alone among builds in `folder`. The lock goes with its last holder, also when that is killed."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    """Remove what a killed build, or the exchange, left there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _onto_the_disk(folder: Path) -> None:
    """Make the new files outlive a power cut, all at once: thousands of single fsyncs take minutes."""
    libc = ctypes.CDLL(None)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not hasattr(libc, "syncfs") or libc.syncfs(handle) != 0:
            os.sync()
    finally:
        os.close(handle)


def _put(new: Path, place: Path, exchange: Exchange) -> None:
    if not place.exists() or not exchange(new, place):
        aside = new.with_suffix(".replaced")
        _clear(aside)
        if place.exists():
            os.rename(place, aside)
        os.rename(new, place)
        _clear(aside)
    handle = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places at once. False where the system cannot; then nothing has happened."""
    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    if exchange is None:
        return False
    names = (os.fsencode(one), os.fsencode(other))
    return bool(exchange(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
