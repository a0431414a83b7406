"""The two small edits that commands make in the content: a new sign in the register, a translation's stamp.

Both change one line of one file and leave the editor's own words, comments and order alone.
"""

import os
from datetime import date
from pathlib import Path
from random import Random

from heritage.places.codes import mint
from heritage.places.place import Library
from heritage.problems import N_, Refusal


class EditError(Refusal):
    """Why nothing was changed."""


def add_sign(library: Library, place: str, today: date, random: Random) -> str:
    """Append a planned sign for `place` to `codes.yaml` and return its code. Raises EditError.

    The register is only ever added to (R-Q9). `random` is a `SystemRandom` in earnest, so that codes tell
    nothing of one another.
    """
    if place not in library.places:
        raise EditError(N_("There is no place '{place}' in the content."), place=place)
    register = Path(library.folder) / "codes.yaml"
    minted = mint(random, library.signs)
    text = _read(register)
    if text and not text.endswith("\n"):
        text += "\n"
    _write(register, f'{text}"{minted}": {{place: {place}, state: planned, since: {today.isoformat()}}}\n')
    return minted


def stamp(library: Library, slug: str, language: str) -> str:
    """Note in a translation that it matches today's Swedish text (R-I7); its path. Raises EditError."""
    entry = library.entry(slug)
    if entry is None:
        raise EditError(N_("There is no page '{slug}' in the content."), slug=slug)
    if language == "sv" or language not in entry.texts:
        raise EditError(N_("'{slug}' has no translation into '{language}'."), slug=slug, language=language)
    path = entry.texts[language].path
    file = Path(library.folder).parent / path
    stamped = _with_stamp(_read(file), entry.texts["sv"].body_hash)
    if stamped is None:
        raise EditError(N_("{path} has no facts between two lines of ---."), path=path)
    _write(file, stamped)
    return path


def _with_stamp(text: str, source: str) -> str | None:
    """The file with `translated_from` in its front matter, which it may lack; line ends are kept as they are."""
    lines = text.splitlines(keepends=True)
    fences = [number for number, line in enumerate(lines) if line.strip("\ufeff \t\r\n") == "---"]
    if len(fences) < 2 or fences[0] != 0:
        return None
    end = lines[0][len(lines[0].rstrip("\r\n")) :]
    line = f'translated_from: "{source}"{end}'
    for number in range(1, fences[1]):
        if lines[number].startswith("translated_from:"):
            lines[number] = line
            return "".join(lines)
    lines.insert(fences[1], line)
    return "".join(lines)


def _read(file: Path) -> str:
    try:
        # newline="" keeps the editor's own line ends.
        with file.open(encoding="utf-8", newline="") as source:
            return source.read()
    except (OSError, UnicodeError) as error:
        raise EditError(N_("{file} cannot be read."), file=file) from error


def _write(file: Path, text: str) -> None:
    """Whole or not at all: a register must not be lost to a full disk."""
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise EditError(N_("{file} cannot be written."), file=file) from error
