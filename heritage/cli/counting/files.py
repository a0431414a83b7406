"""Commands that take in what counters counted: files with a guided preview, and Eco-Counter's service."""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.counting.group import By, caught_up
from heritage.cli.counting.preview import show
from heritage.cli.editing import library_as_read
from heritage.cli.listing import show_list
from heritage.cli.running import DAY, in_turn, open_store, yield_turn
from heritage.cli.speech import Content, _, ngettext, read_settings, reason, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.files.labels import DateOrder
from heritage.problems import Refusal
from heritage.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from heritage.passages.backfill import Outcome
    from heritage.passages.imports import Import, Version
    from heritage.places.place import Library
    from heritage.settings.eco_counter import EcoCounter
    from heritage.store.flags import Direction

DECIMALS = {"point": ".", "comma": ","}
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


class Decimal(StrEnum):
    """Names of the signs that can stand before decimals."""

    POINT = "point"
    COMMA = "comma"


class Separator(StrEnum):
    """Names of the signs that can stand between columns."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"
    PIPE = "pipe"


class Encoding(StrEnum):
    """How the letters of a file can be written."""

    UTF_8 = "utf-8"
    LATIN_1 = "latin-1"


commands = typer.Typer()

File = Annotated[Path, typer.Argument(metavar="FILE", help=_("CSV file with a time and counts in each row."))]
Point = Annotated[str, typer.Option("--point", help=_("The counting point in counting.yaml."))]


def _column(name: str, meaning: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar="COLUMN", help=meaning)
    return option


Count = Annotated[
    str | None, _column("--count", _("Heading or number of the column of both directions together."))
]
In = Annotated[str | None, _column("--in", _("The column of the direction that the point calls in."))]
Out = Annotated[str | None, _column("--out", _("The column of the direction that the point calls out."))]
TimeColumn = Annotated[str | None, _column("--time-column", _("The column with times."))]
HourColumn = Annotated[
    str | None, _column("--hour-column", _("The column with hours, where days stand in one of their own."))
]
Order = Annotated[
    DateOrder | None, typer.Option("--date-order", help=_("How days are written, where no row tells."))
]
DecimalSign = Annotated[
    Decimal | None, typer.Option("--decimal", help=_("The sign before decimals, where no row tells."))
]
Between = Annotated[Separator | None, typer.Option("--separator", help=_("What stands between columns."))]
Letters = Annotated[Encoding | None, typer.Option("--encoding", help=_("How letters are written."))]
Zone = Annotated[
    str | None,
    typer.Option(
        "--zone", help=_("Time zone of times without an offset: Europe/Stockholm, UTC, +01:00 and so on.")
    ),
]
Ends = Annotated[
    bool, typer.Option("--times-are-ends", help=_("Each time is the end of what was counted, not its start."))
]
Yes = Annotated[bool, typer.Option("--yes", help=_("Store what is shown, without asking."))]
Again = Annotated[bool, typer.Option("--again", help=_("Also where the same file is in force already."))]
Since = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        formats=[DAY],
        metavar="YYYY-MM-DD",
        help=_("First day, if not 60 days before the last count."),
    ),
]


@commands.command(
    "import", help=_("Show what a CSV file of counts would become, and store it if you say so.")
)
def import_file(
    file: File,
    point: Point,
    both: Count = None,
    inwards: In = None,
    outwards: Out = None,
    time_column: TimeColumn = None,
    hour_column: HourColumn = None,
    date_order: Order = None,
    decimal: DecimalSign = None,
    separator: Between = None,
    encoding: Letters = None,
    zone: Zone = None,
    tells_end: Ends = False,
    by: By = "",
    is_sure: Yes = False,
    again: Again = False,
    content: Content = None,
) -> None:
    """An import never adds to what is there: of what several tell of one time, the newest in force holds (R-V22)."""
    from heritage.passages import imports
    from heritage.passages.files import layouts, preview

    settings = read_settings(content)
    library = library_as_read(settings)
    data = _data_of(file)
    signs = _signs(decimal, encoding, separator)
    columns = _columns(both, inwards, outwards)
    try:
        of_times = layouts.zone_from(zone) if zone is not None else None
        wanted = layouts.Wanted(
            point, columns, time_column, hour_column, date_order, *signs, of_times, tells_end
        )
        shown = preview.preview(data, wanted, library, datetime.now(UTC))
        show(shown)
        _store(settings, library, imports.version_of(shown, file.name, data), by, is_sure, again)
    except Refusal as refusal:
        stop(refusal.message(_))


@commands.command(help=_("List the imports of counts, newest first."))
def imports(
    point: Annotated[
        str | None, typer.Option("--point", help=_("Only those of this counting point."))
    ] = None,
) -> None:
    """Also those that were undone, or broke off: they stay in the list."""
    from heritage.passages.imports import imports as read

    show_list(
        read_settings(),
        lambda connection: read(connection, point),
        _("No imports."),
        (_("Import"), _("Point"), _("File"), _("From"), _("To"), _("Counts"), _("State")),
        _cells,
    )


def _cells(one: "Import") -> tuple[str, ...]:
    times = (_minute(one.first_at), _minute(one.last_at))
    return str(one.id), one.point, one.file, *times, str(one.rows), _state(one)


@commands.command(help=_("Fetch from Eco-Counter what is new there, as the server does each night."))
def fetch(
    counters: Annotated[
        list[str] | None, typer.Argument(metavar="COUNTER…", help=_("Only these counters of counting.yaml."))
    ] = None,
    since: Since = None,
    again: Annotated[
        bool, typer.Option("--again", help=_("Also what was told before and taken out of force."))
    ] = False,
    content: Content = None,
) -> None:
    """What the service told before is not stored again; what it tells otherwise is a new import."""
    from heritage.passages import backfill

    settings = read_settings(content)
    library = library_as_read(settings)
    account = _account(settings, library, counters)
    with open_store(settings) as engine:
        outcomes = backfill.fetch_counts(
            engine,
            partial(in_turn, engine),
            library,
            account,
            backfill.fetcher_of(account, settings, library),
            lambda: datetime.now(UTC),
            _wait,
            only=counters or None,
            since=since.date() if since is not None else None,
            again=again,
        )
        caught_up(engine, library, datetime.now(UTC))
    _show_outcomes(outcomes)


def _account(settings: Settings, library: "Library", counters: list[str] | None) -> "EcoCounter":
    """What opens the service; the command ends where there is none, or none of those counters is there."""
    from heritage.passages.backfill import counters_of

    if settings.eco_counter is None:
        stop(_("There is no account: set HERITAGE_ECO_COUNTER_ID and HERITAGE_ECO_COUNTER_SECRET."))
    known = counters_of(library)
    for key in counters or ():
        if key not in known:
            stop(_("There is no counter '{key}' with eco_counter in counting.yaml.").format(key=key))
    return settings.eco_counter


def _wait(seconds: float) -> bool:
    """Nothing ends a command before its time."""
    sleep(seconds)
    return False


def _show_outcomes(outcomes: "Sequence[Outcome]") -> None:
    if not outcomes:
        print(_("No counter in counting.yaml has eco_counter."))
    for one in outcomes:
        _show_outcome(one)
    if outcomes and all(one.why is not None for one in outcomes):
        stop(_("Eco-Counter gave nothing whole; what was fetched before stays in place."))


def _show_outcome(one: "Outcome") -> None:
    told = _("{counter}: {new} new counts, {changed} changed, {withdrawn} no longer told (they stay).")
    numbers = {"new": one.new, "changed": one.changed, "withdrawn": one.withdrawn}
    print(told.format(counter=one.counter, **numbers))
    if one.imports:
        print("    " + _("Imports: {numbers}").format(numbers=", ".join(map(str, one.imports))))
    if one.why is not None:
        print("    " + one.why.message(_))


def _state(one: "Import") -> str:
    done = {"by": one.imported_by, "time": _minute(one.imported_at)}
    if one.undone_at is not None:
        undone = {"by": one.undone_by, "time": _minute(one.undone_at), "why": one.why_undone}
        return _("undone by {by}, {time}: {why}").format(**undone)
    if one.finished_at is None:
        return _("broke off, never in force ({by}, {time})").format(**done)
    return _("in force ({by}, {time})").format(**done)


def _columns(both: str | None, inwards: str | None, outwards: str | None) -> "dict[Direction, str]":
    from heritage.store.flags import Direction

    if both is not None and (inwards is not None or outwards is not None):
        stop(_("--count is for counters that cannot tell directions: give it, or --in and --out."))
    named = {Direction.BOTH: both, Direction.IN: inwards, Direction.OUT: outwards}
    return {direction: name for direction, name in named.items() if name is not None}


def _signs(
    decimal: Decimal | None, encoding: Encoding | None, separator: Separator | None
) -> tuple[str | None, str | None, str | None]:
    """As they stand in the file."""
    return (
        DECIMALS[decimal] if decimal else None,
        encoding.value if encoding else None,
        SEPARATORS[separator] if separator else None,
    )


def _data_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        stop(_("'{file}' cannot be read ({reason}).").format(file=file, reason=reason(error)))


def _store(
    settings: Settings, library: "Library", version: "Version", by: str, is_sure: bool, again: bool
) -> None:
    """Once somebody has said yes. Raises a Refusal."""
    from heritage.passages import imports

    with open_store(settings) as engine:
        _tell_beside(engine, library, version)
        known = in_turn(engine, partial(imports.same, version=version))
        if known is not None and not again:
            told = _("The same file is in force already, as import {number}: --again stores it once more.")
            stop(told.format(number=known.id))
        if not by.strip():
            stop(_("Nothing is stored: say with --by who imports this; the log keeps it."))
        if not is_sure:
            _ask()
        run, now = partial(in_turn, engine), datetime.now(UTC)
        done = imports.store(run, version, by, now, pause=yield_turn)
        told = ngettext(
            "Import {number}: {count} count stored. `heritage counts undo import {number}` takes it back.",
            "Import {number}: {count} counts stored. `heritage counts undo import {number}` takes it back.",
            done.rows,
        )
        print(told.format(number=done.id, count=done.rows), flush=True)
        caught_up(engine, library, now)


def _tell_beside(engine: "Engine", library: "Library", version: "Version") -> None:
    """What tells of the same time, and will no longer hold there: other imports, and counters by themselves."""
    from heritage.passages import imports

    others = in_turn(engine, partial(imports.beside, version=version))
    if others:
        told = _(
            "Of the same time tell, at this point: import {numbers}. Where the new one has a count, it holds."
        )
        print(told.format(numbers=", ".join(str(one.id) for one in others)))
    counters = in_turn(engine, partial(imports.counters_beside, library=library, version=version))
    if counters:
        told = _(
            "Of the same time counters have told themselves, at this point: {counters}. Where the import has a count, "
            "it holds in place of theirs; undoing it brings theirs back."
        )
        print(told.format(counters=", ".join(counters)))


def _ask() -> None:
    """End the command unless somebody says yes."""
    if not sys.stdin.isatty():
        stop(_("Nothing is stored: there is no terminal to ask on. Add --yes to store what is shown."))
    print(_("Store this? Type yes, and press Enter:"), end=" ", flush=True)
    if sys.stdin.readline().strip().casefold() not in {_("yes").casefold(), "yes", "y"}:
        stop(_("Nothing is stored."))


def _minute(moment: datetime | None) -> str:
    return "–" if moment is None else f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}"
