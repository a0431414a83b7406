"""The command for links by which staff see exact and fresh figures."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.demonstration import Demo, shown_by
from heritage.cli.running import open_store
from heritage.cli.speech import Content, _, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.problems import Refusal
from heritage.settings.settings import Settings

if TYPE_CHECKING:
    from heritage.places.place import Library
    from heritage.staff import StaffLink

commands = typer.Typer()

_MINUTE = "%Y-%m-%d %H:%M"


@commands.command("staff-link", help=_("Make a private link that shows the staff exact and fresh figures."))
def staff_link(
    name: Annotated[
        str | None, typer.Option("--for", metavar="NAME", help=_("Whom it is for: a unit or a role."))
    ] = None,
    hours: Annotated[int, typer.Option(min=1, max=168, help=_("How many hours it lives."))] = 8,
    every: Annotated[bool, typer.Option("--list", help=_("List the links; never their secrets."))] = False,
    number: Annotated[
        int | None, typer.Option("--revoke", metavar="NUMBER", help=_("Close a link at once, by its number."))
    ] = None,
    demo: Demo = False,
    content: Content = None,
) -> None:
    """The link is told once; of it only a hash is kept (R-S6)."""
    if (name is not None) + every + (number is not None) != 1:
        stop(_("Say whom the link is --for, or --list, or --revoke NUMBER."))
    settings, library = shown_by(content, demo)
    if every:
        _list(settings)
    elif number is not None:
        _revoke(settings, number)
    else:
        _make(settings, library, name or "", timedelta(hours=hours))


def _make(settings: Settings, library: "Library", name: str, lasts: timedelta) -> None:
    from heritage import staff
    from heritage.store.engine import told_in_a_sentence, writing

    now = datetime.now(UTC)
    try:
        given = settings.staff_key.read() if settings.staff_key is not None else None
        key = staff.key_of(given, settings.data_dir)
        with open_store(settings) as engine, told_in_a_sentence(), writing(engine) as connection:
            token = staff.make(connection, key, name, lasts, now)
    except Refusal as refusal:
        stop(refusal.message(_))
    base = settings.base_url or library.site.base_url
    print(f"{base}/staff/{token}/counts/")
    until = (now + lasts).astimezone(LOCAL_TIME)
    print(
        _("The link opens until {time}. Whoever has it sees exact figures; do not pass it on.").format(
            time=until.strftime(_MINUTE)
        )
    )


def _list(settings: Settings) -> None:
    from rich.console import Console
    from rich.table import Table

    from heritage import staff
    from heritage.store.engine import told_in_a_sentence

    with open_store(settings) as engine, told_in_a_sentence(), engine.connect() as connection:
        found = staff.links(connection)
    if not found:
        print(_("No links."))
        return
    table = Table()
    for heading in (_("Number"), _("For"), _("Made"), _("Until"), _("State")):
        table.add_column(heading)
    now = datetime.now(UTC)
    for link in found:
        table.add_row(
            str(link.id), link.name, _minute(link.created_at), _minute(link.expires_at), _state(link, now)
        )
    Console().print(table)


def _state(link: "StaffLink", now: datetime) -> str:
    if link.revoked_at is not None:
        return _("revoked")
    return _("open") if link.is_open(now) else _("expired")


def _revoke(settings: Settings, number: int) -> None:
    from heritage import staff
    from heritage.store.engine import told_in_a_sentence, writing

    with open_store(settings) as engine, told_in_a_sentence(), writing(engine) as connection:
        is_gone = staff.revoke(connection, number, datetime.now(UTC))
    if not is_gone:
        stop(_("There is no open link with the number {number}.").format(number=number))
    print(_("Link {number} is closed.").format(number=number))


def _minute(moment: datetime) -> str:
    return moment.astimezone(LOCAL_TIME).strftime(_MINUTE)
