"""The command line: the tools of the editor, the print shop and the operator.

It speaks Swedish (R-I18), or English with `HERITAGE_LANGUAGE=en`. Exit status 0: done; 1: the content has
something to mend, as `check` tells it; 2: the order, a setting or the machine is not right. Rooms are imported
inside the commands, for the database layer alone takes a third of a second to import.
"""

import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from heritage import __version__
from heritage.cli import (
    counting,
    demonstration,
    editing,
    people,
    printing,
    reporting,
    running,
    sensing,
    staffing,
    watching,
    weather,
)
from heritage.cli.mistakes import sentence
from heritage.cli.speech import _, read_settings, stop
from heritage.settings.variables import SettingsError

app = typer.Typer(
    name="heritage",
    help=_("Pages, signs and counts for the visitors of a municipality."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for commands in (
    editing.commands,
    printing.commands,
    running.commands,
    sensing.commands,
    people.commands,
    weather.commands,
    watching.commands,
    counting.commands,
    staffing.commands,
    reporting.commands,
    demonstration.commands,
):
    app.add_typer(commands)
counting.counts.add_typer(reporting.notices)


def main() -> None:
    """Run the command; a wrong setting or order stops it with one sentence and status 2.

    All are looked at first, but a secret in a file only by the commands that use it.
    """
    try:
        read_settings()
        status = app(prog_name="heritage", standalone_mode=False)
    except SettingsError as error:
        stop(error.message(_))
    except TyperException as error:
        if _asks_for_help(error):
            stop(error.format_message())
        stop(sentence(error, _))
    sys.exit(status)


def _asks_for_help(error: TyperException) -> bool:
    """Whether a command that needs more words stood alone: its help is the message."""
    return type(error).__name__ == "NoArgsIsHelpError"


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help=_("Show the version and end."))] = False,
) -> None:
    """Options of the command itself."""
    if show:
        print(f"heritage {__version__}")
        raise typer.Exit
