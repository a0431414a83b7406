"""Commands of the operator: serve, look at what was counted and written, keep the database."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from heritage.cli.speech import Content, _, ngettext, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.settings.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from heritage.places.place import Library
    from heritage.visits.report import Report

commands = typer.Typer()

T = TypeVar("T")

DAY = "%Y-%m-%d"

YIELD_S = 0.05
"""Between two transactions of long work: a server beside us gets its turn."""


@commands.command(help=_("Serve the pages, answer scanned codes and count them."))
def serve(
    content: Content = None,
    host: Annotated[str | None, typer.Option(help=_("Address to listen on."))] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help=_("Port to listen on."))] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help=_("Show made-up readings, from a database of their own."))
    ] = False,
) -> None:
    """Changed content is checked and shown without a restart."""
    from dataclasses import replace

    from heritage.app import serve as run

    settings = read_settings(content)
    settings = settings.as_demo() if demo else settings
    raise typer.Exit(run(replace(settings, host=host or settings.host, port=port or settings.port)))


@commands.command(help=_("Show the counted scans, exact, for the staff."))
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
        stop(_("--to lies before --from."))
    settings = read_settings(content)
    library = load(settings.content).library
    with open_store(settings) as engine:
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


@commands.command(help=_("Show what visitors wrote, newest first."))
def messages() -> None:
    """They are public records (R-P19)."""
    from heritage.feedback import messages as read

    with open_store(read_settings()) as engine:
        kept = read(engine)
    for message in kept:
        received = message.received_at.astimezone(LOCAL_TIME)
        print(f"{received:%Y-%m-%d %H:%M}  {message.page}  ({message.language})")
        print("".join(f"    {line}\n" for line in message.text.splitlines()))
    if not kept:
        print(_("No messages."))


@commands.command(help=_("Delete what is older than it may become."))
def purge() -> None:
    """Messages go after twelve months, what devices sent after thirteen (R-P16); sums and readings stay."""
    from heritage.feedback import purge as delete
    from heritage.sensors import retention

    now = datetime.now(UTC)
    with open_store(read_settings()) as engine:
        gone = delete(engine, now)
        old = retention.purge(partial(in_turn, engine), now, pause=yield_turn)
    print(ngettext("{count} message deleted.", "{count} messages deleted.", gone).format(count=gone))
    raw = ngettext(
        "{count} raw message of a device deleted.", "{count} raw messages of devices deleted.", old
    )
    print(raw.format(count=old))


@commands.command(help=_("Write everything that was counted to one file, also while the server runs."))
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help=_("File to write."))]) -> None:
    """The file holds no more than the database: of tokens and links their hashes alone (R-S24, R-S6)."""
    from heritage.store.backup import backup as write

    with open_store(read_settings()) as engine:
        write(engine, file)
    print(_("Everything is in {file}.").format(file=file))


@commands.command(help=_("Put a backup in place of the database."))
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A file that backup wrote."))],
    replace: Annotated[
        bool,
        typer.Option("--replace", help=_("Also when the database holds something; the old one is kept.")),
    ] = False,
) -> None:
    """The server must not be running."""
    from heritage.store.backup import restore as bring_back

    settings = read_settings()
    with open_store(settings, as_it_is=True) as engine:
        kept = bring_back(engine, settings.data_dir, file, now=datetime.now(UTC), replace=replace)
    print(_("{file} is in place.").format(file=file))
    if kept is not None:
        print(_("What was there before is in {file}.").format(file=kept))


@commands.command(help=_("Bring the database up to date with this version."))
def migrate() -> None:
    """SQLite is brought up to date by `serve` itself."""
    from heritage.store.migrate import migrate as bring_up_to_date

    with open_store(read_settings(), as_it_is=True) as engine:
        done = bring_up_to_date(engine)
    print(ngettext("{count} migration done.", "{count} migrations done.", done).format(count=done))


def in_turn(engine: "Engine", work: "Callable[[Connection], T]") -> T:
    """Do a piece of long work in a transaction of its own. Raises StoreError."""
    from heritage.store.engine import told_in_a_sentence, writing

    with told_in_a_sentence(), writing(engine) as connection:
        return work(connection)


def yield_turn() -> None:
    """Let a server beside us have its turn."""
    sleep(YIELD_S)


def _names_of_signs(library: "Library") -> dict[str, str]:
    found = {sign.code: library.entry(sign.place) for sign in library.signs.values()}
    return {code: entry.name("sv") for code, entry in found.items() if entry is not None}


@contextmanager
def open_store(settings: Settings, as_it_is: bool = False, claims: bool = False) -> Iterator["Engine"]:
    """The database, up to date unless `as_it_is`; what it will not do ends the command with one sentence.

    A demonstration's is opened for a demonstration alone; one that `claims` makes an empty database its own.
    """
    from heritage.store.engine import StoreError, open_engine
    from heritage.store.kind import claim_demo, refuse_demo, refuse_real
    from heritage.store.migrate import ready

    try:
        engine = open_engine(settings.database_url, settings.data_dir)
        try:
            if not as_it_is:
                ready(engine)
                admit = claim_demo if claims else refuse_real if settings.is_demo else refuse_demo
                admit(engine)
            yield engine
        finally:
            engine.dispose()
    except StoreError as error:
        stop(error.message(_))
