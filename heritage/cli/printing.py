"""Commands of the print shop: the print sheet of signs, and the bare code."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.editing import library_for_signs
from heritage.cli.speech import Content, _, read_settings, reason, stop

if TYPE_CHECKING:
    from heritage.signs.release import SignFile

commands = typer.Typer()

Output = Annotated[Path, typer.Option("--output", "-o", help=_("File to write."))]


class Paper(StrEnum):
    """Formats of the print sheet."""

    A6 = "a6"
    A5 = "a5"
    A4 = "a4"


class CodeFormat(StrEnum):
    """Files of the bare code."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"


@commands.command(help=_("Make the print file of signs: one page a sign."))
def signs(
    output: Output,
    places: Annotated[list[str] | None, typer.Argument(metavar="PLACE…", help=_("Places or codes."))] = None,
    every: Annotated[bool, typer.Option("--all", help=_("All signs that stand or will stand."))] = False,
    trail: Annotated[str | None, typer.Option(help=_("All signs along this trail."))] = None,
    paper: Annotated[Paper, typer.Option("--format", help=_("Size of the trimmed sign."))] = Paper.A5,
    languages: Annotated[
        str | None, typer.Option(help=_("Languages of the short text, such as sv,en,de."))
    ] = None,
    content: Content = None,
) -> None:
    """Every code is read back by an independent decoder before the file is written (R-Q14)."""
    from heritage.signs.choice import choose
    from heritage.signs.release import make_signs

    settings = read_settings(content)
    library = library_for_signs(settings)
    with _sign_errors():
        chosen = choose(library, places or (), every=every, trail=trail)
        spoken = [tag.strip() for tag in languages.split(",")] if languages is not None else None
        made = make_signs(library, chosen, paper, spoken, settings.base_url)
    _release(made, output)


@commands.command(help=_("Make the bare code of a place's sign, for a print shop's own layout."))
def qr(
    place: Annotated[str, typer.Argument(help=_("Place or code."))],
    output: Output,
    file_format: Annotated[CodeFormat, typer.Option("--format")] = CodeFormat.SVG,
    width: Annotated[float, typer.Option(min=10, max=500, help=_("Width in mm without quiet zone."))] = 30,
    content: Content = None,
) -> None:
    """The quiet zone is part of the file (R-Q1)."""
    from heritage.signs.choice import choose_one
    from heritage.signs.release import make_qr

    settings = read_settings(content)
    library = library_for_signs(settings)
    with _sign_errors():
        made = make_qr(library, choose_one(library, place), file_format, width, settings.base_url)
    _release(made, output)


@contextmanager
def _sign_errors() -> Iterator[None]:
    from heritage.signs import SignError

    try:
        yield
    except SignError as error:
        stop(error.message(_))


def _release(made: "SignFile", output: Path) -> None:
    """Write a file that was read back, whole or not at all, and say what was found."""
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_bytes(made.data)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        stop(_("'{file}' cannot be written ({reason}).").format(file=output, reason=reason(error)))
    for line in made.report.lines(_):
        print(line)
    for note in made.notes:
        print(note.as_line(_))
    print(_("Written: {file}").format(file=output))
