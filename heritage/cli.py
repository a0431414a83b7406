"""The command line: the tools of the editor, the print shop and the operator.

It speaks Swedish (R-I18), or English with `HERITAGE_LANGUAGE=en`. Exit status 0: done; 1: the content has
something to mend; 2: the command, a setting or the machine is not right. Rooms are imported inside the
commands, for the database layer alone takes a third of a second to import.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from heritage import __version__
from heritage.i18n import LOCAL_TIME, gettext_for
from heritage.settings import Settings, SettingsError, command_language

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from heritage.pages.site import Site
    from heritage.places.place import Library
    from heritage.signs.release import SignFile
    from heritage.visits.report import Report

_catalogue = gettext_for(command_language(os.environ))
_ = _catalogue.gettext

app = typer.Typer(
    name="heritage",
    help=_("Pages, signs and counts for the visitors of a municipality."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Content = Annotated[
    Path | None, typer.Option("--content", help=_("Folder of the content, if not HERITAGE_CONTENT."))
]
Output = Annotated[Path, typer.Option("--output", "-o", help=_("File to write."))]

DAY = "%Y-%m-%d"


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


def main() -> None:
    """Run the command; a wrong setting stops it with one sentence and status 2."""
    with _mistakes_in_a_sentence():
        _settings(None)
        app()


@contextmanager
def _mistakes_in_a_sentence() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        _stop(str(error))


def _settings(content: Path | None) -> Settings:
    """The settings of the environment; `--content` goes before HERITAGE_CONTENT."""
    environment = dict(os.environ)
    if content is not None:
        environment["HERITAGE_CONTENT"] = str(content)
    return Settings.from_environment(environment)


def _stop(sentence: str, status: int = 2) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(status)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help=_("Show the version and end."))] = False,
) -> None:
    """Options of the command itself."""
    if show:
        print(f"heritage {__version__}")
        raise typer.Exit


@app.command(help=_("Read all content and tell what to mend."))
def check(
    content: Content = None,
    release: Annotated[
        bool, typer.Option("--release", help=_("Refuse safety texts that nobody has checked."))
    ] = False,
) -> None:
    """Exit status 1 when there is anything to mend."""
    _prepare(_settings(content), release=release)
    print(_("Nothing to mend."))


@app.command(help=_("Build the finished pages in a folder, for any web server."))
def build(
    out: Annotated[Path, typer.Option("--out", help=_("Folder to write; an earlier build is replaced."))],
    content: Content = None,
    release: Annotated[
        bool, typer.Option("--release", help=_("Refuse safety texts that nobody has checked."))
    ] = False,
) -> None:
    """Nothing is written when anything is to mend."""
    from heritage.pages.export import export
    from heritage.pages.folder import CannotBuild

    site = _prepare(_settings(content), release=release)
    try:
        written = export(site, out)
    except CannotBuild as error:
        _stop(str(error))
    print(
        _catalogue.ngettext("{count} page in {folder}.", "{count} pages in {folder}.", written.pages).format(
            count=written.pages, folder=out
        )
    )


@app.command(help=_("Serve the pages, answer scanned codes and count them."))
def serve(
    content: Content = None,
    host: Annotated[str | None, typer.Option(help=_("Address to listen on."))] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help=_("Port to listen on."))] = None,
) -> None:
    """Changed content is checked and shown without a restart."""
    from dataclasses import replace

    from heritage.app import serve as run

    settings = _settings(content)
    raise typer.Exit(run(replace(settings, host=host or settings.host, port=port or settings.port)))


@app.command(help=_("Make the print file of signs: one page a sign."))
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

    settings = _settings(content)
    site = _prepare(settings)
    with _sign_errors():
        chosen = choose(site.library, places or (), every=every, trail=trail)
        spoken = [tag.strip() for tag in languages.split(",")] if languages is not None else None
        made = make_signs(site.library, chosen, paper, spoken, settings.base_url)
    _release(made, output)


@app.command(help=_("Make the bare code of a place's sign, for a print shop's own layout."))
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

    settings = _settings(content)
    site = _prepare(settings)
    with _sign_errors():
        made = make_qr(site.library, choose_one(site.library, place), file_format, width, settings.base_url)
    _release(made, output)


@app.command(help=_("Give a place a new sign in content/codes.yaml."))
def code(
    place: Annotated[str, typer.Argument(metavar="PLACE", help=_("The place's folder name."))],
    content: Content = None,
) -> None:
    """The register is only ever added to (R-Q9)."""
    from random import SystemRandom

    from heritage.places.edits import EditError, add_sign

    library = _library(_settings(content))
    try:
        minted = add_sign(library, place, datetime.now(LOCAL_TIME).date(), SystemRandom())
    except EditError as error:
        _stop(error.message(_), 1)
    print(_("{place} has a new sign: {code}.").format(place=place, code=minted))


@app.command(help=_("Note that a translation matches the Swedish text as it is today."))
def translated(
    place: Annotated[str, typer.Argument(metavar="PAGE", help=_("The page's folder name."))],
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", help=_("Language of the translation."))],
    content: Content = None,
) -> None:
    """When the Swedish text changes later, the check tells (R-I7)."""
    from heritage.places.edits import EditError, stamp

    library = _library(_settings(content))
    try:
        path = stamp(library, place, language)
    except EditError as error:
        _stop(error.message(_), 1)
    print(_("{path} matches the Swedish text of today.").format(path=path))


@app.command(help=_("Show the counted scans, exact, for the staff."))
def scans(
    first: Annotated[
        datetime | None, typer.Option("--from", formats=[DAY], metavar="YYYY-MM-DD", help=_("First day."))
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=[DAY], metavar="YYYY-MM-DD", help=_("Last day, included.")),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help=_("Write CSV for a spreadsheet."))] = False,
    hourly: Annotated[bool, typer.Option("--hourly", help=_("A row an hour instead of a day."))] = False,
    content: Content = None,
) -> None:
    """What was set aside (bots, previews, repeats) is shown apart, so that it can be audited (R-P7)."""
    from heritage.places.library import load
    from heritage.visits import report

    if first is not None and last is not None and last < first:
        _stop(_("--to lies before --from."))
    settings = _settings(content)
    library = load(settings.content).library
    with _store(settings) as engine:
        figures = report.report(
            engine,
            first=first.date() if first else None,
            last=last.date() if last else None,
            names=_names_of_signs(library) if library else {},
            hourly=hourly,
        )
    if as_csv:
        sys.stdout.write(report.as_csv(figures))
    else:
        _show(figures)


def _show(figures: "Report") -> None:
    """Two tables: what was counted, and what was set aside."""
    from rich.console import Console
    from rich.table import Table

    period = "%Y-%m-%d %H:%M %z" if figures.hourly else "%Y-%m-%d"
    console = Console()
    counted = Table(title=_("Visits: one phone at one sign on one day counts once"))
    for heading in (_("From"), _("Code"), _("Place"), _("Channel"), _("Language")):
        counted.add_column(heading)
    counted.add_column(_("Visits"), justify="right")
    for row in figures.scans:
        cells = (row.code, row.place, row.channel, row.language, str(row.count))
        counted.add_row(row.start.strftime(period), *cells)
    aside = Table(title=_("Set aside: no visits"))
    for heading in (_("From"), _("Code"), _("Place"), _("Reason")):
        aside.add_column(heading)
    aside.add_column(_("Requests"), justify="right")
    for other in figures.set_aside:
        aside.add_row(other.start.strftime(period), other.code, other.place, other.reason, str(other.count))
    console.print(counted if figures.scans else _("No scans are counted in this period."))
    if figures.set_aside:
        console.print(aside)


@app.command(help=_("Show what visitors wrote, newest first."))
def messages() -> None:
    """They are public records (R-P19)."""
    from heritage.feedback import messages as read

    with _store(_settings(None)) as engine:
        kept = read(engine)
    for message in kept:
        received = message.received_at.astimezone(LOCAL_TIME)
        print(f"{received:%Y-%m-%d %H:%M}  {message.page}  ({message.language})")
        print("".join(f"    {line}\n" for line in message.text.splitlines()))
    if not kept:
        print(_("No messages."))


@app.command(help=_("Delete what is older than it may become."))
def purge() -> None:
    """Messages go after twelve months (R-P16); sums of scans stay."""
    from heritage.feedback import purge as delete

    with _store(_settings(None)) as engine:
        gone = delete(engine, datetime.now(UTC))
    print(
        _catalogue.ngettext("{count} message deleted.", "{count} messages deleted.", gone).format(count=gone)
    )


@app.command(help=_("Write everything that was counted to one file, also while the server runs."))
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help=_("File to write."))]) -> None:
    """The file holds no more than the database: sums and messages (R-S24)."""
    from heritage.store.backup import backup as write

    with _store(_settings(None)) as engine:
        write(engine, file)
    print(_("Everything is in {file}.").format(file=file))


@app.command(help=_("Put a backup in place of the database."))
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A file that backup wrote."))],
    replace: Annotated[
        bool, typer.Option("--replace", help=_("Also when the database holds something; it is kept beside."))
    ] = False,
) -> None:
    """The server must not be running."""
    from heritage.store.backup import restore as bring_back

    settings = _settings(None)
    with _store(settings) as engine:
        kept = bring_back(engine, settings.data_dir, file, now=datetime.now(UTC), replace=replace)
    print(_("{file} is in place.").format(file=file))
    if kept is not None:
        print(_("What was there before is in {file}.").format(file=kept))


@app.command(help=_("Bring the database up to date with this version."))
def migrate() -> None:
    """SQLite is brought up to date by `serve` itself."""
    from heritage.store.migrate import migrate as bring_up_to_date

    with _store(_settings(None)) as engine:
        done = bring_up_to_date(engine)
    print(_catalogue.ngettext("{count} migration done.", "{count} migrations done.", done).format(count=done))


def _prepare(settings: Settings, release: bool = False) -> "Site":
    """The checked content, its report printed; with anything to mend the command ends with status 1."""
    from heritage.pages.site import prepare
    from heritage.places.report import report

    site, problems = prepare(
        settings.content, settings.base_url, datetime.now(LOCAL_TIME).date(), release, history=True
    )
    if problems or site is None:
        print(report(problems, _, _catalogue.ngettext), file=sys.stderr)
    if site is None:
        sys.exit(1)
    return site


def _library(settings: Settings) -> "Library":
    """The content as far as it can be read; what is to mend elsewhere in it does not matter."""
    from heritage.places.library import load
    from heritage.places.report import report

    loaded = load(settings.content)
    if loaded.library is None:
        _stop(report(loaded.problems, _, _catalogue.ngettext), 1)
    return loaded.library


def _names_of_signs(library: "Library") -> dict[str, str]:
    found = {sign.code: library.entry(sign.place) for sign in library.signs.values()}
    return {code: entry.name("sv") for code, entry in found.items() if entry is not None}


@contextmanager
def _store(settings: Settings) -> Iterator["Engine"]:
    """The database; what it will not do ends the command with one sentence."""
    from heritage.store.engine import StoreError, open_engine

    try:
        engine = open_engine(settings.database_url, settings.data_dir)
        try:
            yield engine
        finally:
            engine.dispose()
    except StoreError as error:
        _stop(str(error))


@contextmanager
def _sign_errors() -> Iterator[None]:
    from heritage.signs import SignError

    try:
        yield
    except SignError as error:
        _stop(error.message(_), 1)


def _release(made: "SignFile", output: Path) -> None:
    """Write a file that was read back, whole or not at all, and say what was found."""
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_bytes(made.data)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        _stop(_("'{file}' cannot be written ({reason}).").format(file=output, reason=error.strerror))
    for line in made.report.lines(_):
        print(line)
    for note in made.notes:
        print(note.as_line(_))
    print(_("Written: {file}").format(file=output))
