"""Commands for what people measure: drilled ice, private links for reporters, series from files."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from heritage.cli.editing import library_as_read
from heritage.cli.running import in_turn, open_store, yield_turn
from heritage.cli.speech import (
    Content,
    _,
    catalogue,
    language,
    ngettext,
    pgettext,
    read_settings,
    reason,
    stop,
)
from heritage.i18n.dates import LOCAL_TIME
from heritage.problems import Refusal
from heritage.quantities import QUANTITIES, IceKind
from heritage.settings.settings import Settings

if TYPE_CHECKING:
    from heritage.places.place import Library
    from heritage.sensors.drilled import Drilling
    from heritage.sensors.imports import Preview

MOST_SHOWN = 10
"""Rows of a file that are told of one by one because they are left out."""

commands = typer.Typer()
reading = typer.Typer(
    no_args_is_help=True, help=_("What people measure: drilled ice, and series from files.")
)
reporters = typer.Typer(
    no_args_is_help=True, help=_("Private links by which clubs and bathing hosts report.")
)
commands.add_typer(reading, name="reading")
commands.add_typer(reporters, name="reporters")

Slug = Annotated[str, typer.Argument(metavar="PLACE", help=_("The place's folder name."))]


def _centimetres(text: str) -> float:
    """With decimal point or comma."""
    from heritage.sensors.numbers import typed_in

    value = typed_in("cm", text)
    if value is None:
        stop(_("'{text}' is no number of centimetres, such as 12 or 12,5.").format(text=text))
    return value


@reading.command(help=_("Note a thickness of ice that was drilled."))
def add(
    place: Slug,
    thickness: Annotated[
        float,
        typer.Argument(metavar="CM", parser=_centimetres, help=_("Thickness of the ice in centimetres.")),
    ],
    by: Annotated[
        str, typer.Option("--by", help=_("Who drilled: a club or a role, not a person's name; it is shown."))
    ],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="'YYYY-MM-DD HH:MM'", help=_("When, in local time; now if left out.")),
    ] = None,
    ice: Annotated[
        IceKind, typer.Option(help=_("Kind of ice: clear (kärnis), snow (stöpis) or unknown."))
    ] = IceKind.UNKNOWN,
    snow: Annotated[
        float | None,
        typer.Option(metavar="CM", parser=_centimetres, help=_("Snow on the ice in centimetres.")),
    ] = None,
    content: Content = None,
) -> None:
    """The same hole twice counts once."""
    from heritage.sensors import admission, drilled, moments

    settings = read_settings(content)
    library = library_as_read(settings, place)
    now = datetime.now(UTC)
    try:
        admission.refuse_unmeasured(library, place, drilled.QUANTITY)
        moment = moments.read(at, LOCAL_TIME) if at else now
        hole = drilled.Drilling(place, moment, thickness, ice, snow, by)
        _note(settings, library.places[place].name("sv"), hole, now)
    except Refusal as refusal:
        stop(refusal.message(_))
    _warn_of_assumed(library, [place])


def _note(settings: Settings, place: str, hole: "Drilling", now: datetime) -> None:
    """Keep a drilling, and tell what stands, also where it is another; `place` is the place's name."""
    from heritage.sensors import drilled
    from heritage.store.engine import told_in_a_sentence, writing

    with open_store(settings) as engine, told_in_a_sentence(), writing(engine) as connection:
        is_new = drilled.add(connection, hole, now)
        stands = drilled.standing(connection, hole) or hole
    about = {
        "value": _told(stands),
        "place": place,
        "time": f"{stands.observed_at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}",
    }
    if not is_new and _found(stands) != _found(hole):
        stop(
            _(
                "Not saved: {new}. {value} of the same observer stands at {place}, {time}, and is never changed. If it "
                "is wrong, reject it with `heritage decide`; give the new one another time with --at."
            ).format(new=_told(hole), **about)
        )
    told = (
        _("Noted: {value} at {place}, {time}.") if is_new else _("There already: {value} at {place}, {time}.")
    )
    print(told.format(**about))


def _found(hole: "Drilling") -> tuple[float, IceKind, float | None]:
    return hole.thickness_cm, hole.ice, hole.snow_cm


def _told(hole: "Drilling") -> str:
    """What was found in a hole, for the middle of a sentence."""
    from heritage.pages.report_pages import wholly

    ice = None if hole.ice is IceKind.UNKNOWN else hole.ice
    return wholly(hole.thickness_cm, "cm", ice, hole.snow_cm, language, catalogue).replace("\xa0", " ")


def _warn_of_assumed(library: "Library", places: Iterable[str]) -> None:
    """Where no thickness will be seen for now."""
    from heritage.sensors.admission import is_assumed_still

    for slug in places:
        if is_assumed_still(library, slug):
            print(
                _(
                    "Nobody has confirmed that the water of {place} is still: thicknesses are stored, but not shown "
                    "outside a demonstration until its sv.md says 'water: still'."
                ).format(place=library.places[slug].name("sv"))
            )


@reading.command("import", help=_("Show what a CSV file would become; with --apply, store it."))
def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("CSV file with a time and a value in each row."))
    ],
    place: Annotated[str, typer.Option(help=_("The place's folder name."))],
    quantity: Annotated[str, typer.Option(help=_("What was measured, such as water_temperature."))],
    time_column: Annotated[
        str | None, typer.Option(help=_("Heading or number of the column with times."))
    ] = None,
    value_column: Annotated[
        str | None, typer.Option(help=_("Heading or number of the column with values."))
    ] = None,
    zone: Annotated[str, typer.Option(help=_("Time zone of times without an offset."))] = "Europe/Stockholm",
    channel: Annotated[int, typer.Option(min=0, help=_("Tells several series of one place apart."))] = 0,
    apply: Annotated[bool, typer.Option("--apply", help=_("Store what was shown."))] = False,
    content: Content = None,
) -> None:
    """Nothing is stored without --apply; the same file again adds nothing; `undo` takes it back."""
    from heritage.sensors import imports

    settings = read_settings(content)
    library = library_as_read(settings, place)
    data = _data_of(file)
    wanted = imports.Wanted(place, quantity, _zone_of(zone), time_column, value_column, channel)
    try:
        shown = imports.preview(data, wanted, library, datetime.now(UTC))
    except Refusal as refusal:
        stop(refusal.message(_))
    _show(shown)
    _tell_standing(settings, shown)
    if apply:
        _store(settings, shown, file.name, data)
    else:
        print(_("Nothing is stored yet: add --apply to store it."))


def _data_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        stop(_("'{file}' cannot be read ({reason}).").format(file=file, reason=reason(error)))


def _zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        stop(_("'{zone}' is no time zone such as Europe/Stockholm or UTC.").format(zone=name))


def _tell_standing(settings: Settings, shown: "Preview") -> None:
    """What an import leaves as it stands, though the file has another value."""
    from heritage.pages.report_pages import exactly
    from heritage.sensors.imports import standing
    from heritage.store.engine import told_in_a_sentence

    with open_store(settings) as engine, told_in_a_sentence(), engine.connect() as connection:
        found = standing(connection, shown)
    if found is None:
        return
    told = ngettext(
        "{count} time has another value already, which stays: {value} at {time}. To replace it, first undo import "
        "{imports}.",
        "{count} times have another value already, which stays, the first of them {value} at {time}. To replace "
        "them, first undo import {imports}.",
        found.count,
    )
    value = "–" if found.value is None else exactly(found.value, language)
    imports = ", ".join(map(str, found.imports))
    told = told.format(count=found.count, value=value, time=_local(found.moment), imports=imports)
    print(told, file=sys.stderr)


def _store(settings: Settings, shown: "Preview", name: str, data: bytes) -> None:
    from heritage.sensors import imports

    with open_store(settings) as engine:
        run, now = partial(in_turn, engine), datetime.now(UTC)
        batch, known = imports.store(run, shown, name, data, now, pause=yield_turn)
    print(
        _(
            "Import {number}: {new} readings stored, {known} were there already. `heritage reading undo {number}` "
            "takes it back."
        ).format(number=batch.id, new=batch.rows, known=known)
    )


@reading.command(help=_("Show the imports that were done."))
def imports() -> None:
    """Newest first."""
    from heritage.sensors.imports import batches
    from heritage.store.engine import told_in_a_sentence

    with open_store(read_settings()) as engine, told_in_a_sentence(), engine.connect() as connection:
        done = batches(connection)
    for batch in done:
        local = batch.imported_at.astimezone(LOCAL_TIME)
        end = (
            _("undone")
            if batch.undone_at
            else ngettext("{count} reading", "{count} readings", batch.rows).format(count=batch.rows)
        )
        print(f"{batch.id:4}  {local:%Y-%m-%d %H:%M}  {batch.file}  {end}")
    if not done:
        print(_("No imports."))


@reading.command(help=_("Take the readings of an import away again."))
def undo(
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", help=_("Its number in `heritage reading imports`."))
    ],
) -> None:
    """Readings that were there before the import stay."""
    from heritage.sensors.imports import undo as take_back

    with open_store(read_settings()) as engine:
        gone = take_back(partial(in_turn, engine), number, datetime.now(UTC), pause=yield_turn)
    if gone is None:
        stop(_("There is no import {number} to undo.").format(number=number))
    print(ngettext("{count} reading taken away.", "{count} readings taken away.", gone).format(count=gone))


@reporters.command("add", help=_("Make a private link for somebody who measures."))
def add_reporter(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=_("The club or the role; it is shown beside the values."))
    ],
    places: Annotated[
        list[str],
        typer.Option(
            "--place",
            help=_("A place's folder name, or a counting point's key; may be given several times."),
        ),
    ],
    quantities: Annotated[
        list[str],
        typer.Option(
            "--quantity",
            help=_(
                "ice_thickness, water_temperature, snow_depth, or passages (counted by hand at a counting point); "
                "may be given several times."
            ),
        ),
    ],
    content: Content = None,
) -> None:
    """The link is told this once; whoever has it can report."""
    from heritage.sensors import reporters as room
    from heritage.store.engine import told_in_a_sentence, writing

    settings = read_settings(content)
    library = library_as_read(settings, *places)
    try:
        with open_store(settings) as engine, told_in_a_sentence(), writing(engine) as connection:
            secret = room.add(connection, library, name, places, quantities, datetime.now(UTC))
    except Refusal as refusal:
        stop(refusal.message(_))
    base = (settings.base_url or library.site.base_url).rstrip("/")
    print(
        _("The link for {name}. It is shown only now, and is the key itself: send it to nobody else.").format(
            name=name.strip()
        )
    )
    print(f"{base}/report/{secret}/")
    if "ice_thickness" in quantities:
        _warn_of_assumed(library, dict.fromkeys(places))


@reporters.command("list", help=_("Show the reporters, without their links."))
def list_reporters() -> None:
    """Also those whose link is revoked."""
    from heritage.sensors.reporters import reporters as all_reporters
    from heritage.store.engine import told_in_a_sentence

    with open_store(read_settings()) as engine, told_in_a_sentence(), engine.connect() as connection:
        known = all_reporters(connection)
    for one in known:
        end = pgettext("private link", "revoked") if one.revoked_at else pgettext("private link", "open")
        print(f"{one.id:4}  {one.name}  {', '.join(one.places)}  {', '.join(one.quantities)}  {end}")
    if not known:
        print(_("No reporters."))


@reporters.command(help=_("Close a reporter's link for good; what was reported stays."))
def revoke(
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", help=_("The number in `heritage reporters list`."))
    ],
) -> None:
    """At once, also while the server runs."""
    from heritage.sensors.reporters import revoke as close
    from heritage.store.engine import told_in_a_sentence, writing

    with open_store(read_settings()) as engine, told_in_a_sentence(), writing(engine) as connection:
        is_closed = close(connection, number, datetime.now(UTC))
    if not is_closed:
        stop(_("There is no open link {number}.").format(number=number))
    print(_("Link {number} is closed.").format(number=number))


def _show(shown: "Preview") -> None:
    """What will be stored, and everything that is odd about the file."""
    from heritage.pages.report_pages import exactly

    zone = shown.wanted.zone.key if shown.without_offset else _("offsets in the file")
    if shown.has_offsets and shown.without_offset:
        zone = _("{zone} for the {count} rows without an offset").format(
            zone=zone, count=shown.without_offset
        )
    unit = QUANTITIES[shown.wanted.quantity].unit
    rows = [
        (_("Encoding and separator"), f"{shown.encoding}  {shown.separator!r}"),
        (_("Time column"), f"{shown.time_heading}  ({zone})"),
        (_("Value column"), f"{shown.value_heading}  ({shown.wanted.quantity}, {unit})"),
        (_("Rows read"), shown.rows),
        (_("Readings"), len(shown.points)),
        (_("From"), _local(shown.first)),
        (_("To"), _local(shown.last)),
        (_("Without a value (stay gaps)"), shown.empty),
        (_("Repeated moments"), shown.repeated),
        (_("Out of order"), shown.out_of_order),
        (_("Outside what can be measured"), shown.out_of_range),
        (_("Rows left out"), len(shown.faults)),
    ]
    width = max(len(name) for name, _value in rows)
    for name, value in rows:
        print(f"{name:{width}}  {value}")
    for moment, value in shown.points[:5]:
        print(f"    {_local(moment)}  {exactly(value, language, unit)}")
    for line, fault in shown.faults[:MOST_SHOWN]:
        print(_("line {line}: {fault}").format(line=line, fault=fault.message(_)))


def _local(moment: datetime | None) -> str:
    return f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M %z}" if moment else "–"
