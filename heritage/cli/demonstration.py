"""The command that fills the database of the demonstration without serving it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.editing import library_as_read
from heritage.cli.running import open_store
from heritage.cli.speech import Content, _, ngettext, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.settings.settings import Settings

if TYPE_CHECKING:
    from heritage.places.place import Library

commands = typer.Typer()

MINUTE = "%Y-%m-%dT%H:%M"

Demo = Annotated[bool, typer.Option("--demo", help=_("Look into the demonstration instead."))]


@commands.command(help=_("Make up readings for a demonstration, in a database of its own."))
def simulate(
    days: Annotated[int, typer.Option(min=1, max=3650, help=_("How many days back it begins."))] = 365,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=[MINUTE],
            metavar="YYYY-MM-DDTHH:MM",
            help=_("Local time at which it ends; now if left out."),
        ),
    ] = None,
    content: Content = None,
) -> None:
    """As `serve --demo` does by itself, but all in one go. One that was made before goes on where it ended."""
    from contextlib import nullcontext

    from heritage.store.engine import StoreError, hold

    settings, library = shown_by(content, demo=True)
    now = datetime.now(UTC)
    ends = now if until is None else until.replace(tzinfo=LOCAL_TIME).astimezone(UTC)
    if ends > now:
        stop(_("--until lies ahead of now."))
    try:
        with hold(settings.data_dir) if settings.database_url is None else nullcontext():
            number = _simulate(settings, library, ends, timedelta(days=days))
    except StoreError as error:
        stop(error.message(_))
    print(ngettext("{count} message made.", "{count} messages made.", number).format(count=number))


def shown_by(content: Path | None, demo: bool) -> "tuple[Settings, Library]":
    """The settings and the content; with `demo` those of the demonstration, with its made-up devices."""
    settings = read_settings(content)
    if not demo:
        return settings, library_as_read(settings)
    from heritage.demo.library import demo_library

    settings = settings.as_demo()
    return settings, demo_library(library_as_read(settings))


def _simulate(settings: Settings, library: "Library", ends: datetime, history: timedelta) -> int:
    """How many messages were made."""
    from heritage.demo.simulation import Simulation
    from heritage.sensors.intake import Intake
    from heritage.sensors.pulse import Pulse
    from heritage.store.writer import Writer

    number = 0
    with open_store(settings, claims=True) as engine:
        writer = Writer(engine)
        try:
            intake = Intake(engine, writer, library.devices, Pulse(), _Complaints())
            simulation = Simulation(engine, writer.run, lambda: library, history)
            while (made := simulation.go_on(ends)) is not None:
                number += made.number
                while intake.interpret_some():
                    pass
                print(_("Made: {first} to {last}").format(first=_day(made.start), last=_day(made.end)))
        finally:
            writer.close()
    return number


class _Complaints:
    """What the intake could not do: nothing of the kind is to happen with what we send ourselves."""

    def event(self, event: str, **facts: object) -> None:
        told = " ".join(f"{name}={fact}" for name, fact in facts.items())
        print(f"{event} {told}")

    def failure(self, error: BaseException) -> None:
        raise error


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d}"
