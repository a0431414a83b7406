"""`heritage counts`: the commands for what counters counted, and taking back what was entered there."""

import sys
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.editing import library_as_read
from heritage.cli.running import in_turn, open_store
from heritage.cli.speech import Content, _, read_settings, stop
from heritage.problems import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from heritage.places.counting import CountingPoint
    from heritage.places.place import Library

commands = typer.Typer()
counts = typer.Typer(
    no_args_is_help=True, help=_("Visitor counters: what they counted, and what was decided.")
)
commands.add_typer(counts, name="counts")

PATIENCE_S = 3.0
"""Whoever waits longer at a terminal is told for what; a log of commands needs it not."""

By = Annotated[str, typer.Option("--by", help=_("Who does this: a role or a name; the log keeps it."))]
Why = Annotated[str, typer.Option("--why", help=_("The reason, for those who ask later."))]


def counting_point(library: "Library", key: str) -> "CountingPoint":
    """The counting point of that key; for another the command ends."""
    point = library.counting.points.get(key)
    if point is not None:
        return point
    told = _("'{key}' is no counting point; counting.yaml has none yet, see docs/counting.md.")
    if library.counting.points:
        told = _("'{key}' is no counting point of counting.yaml; there are {known}.")
    stop(told.format(key=key, known=", ".join(library.counting.points)))


def caught_up(engine: "Engine", library: "Library", now: datetime) -> None:
    """Make the figures anew that something has changed, and say so if that takes a while.

    For all that shows figures, and all that changes them. A server beside us does the same by itself: whatever one of
    them has made the other finds done.
    """
    from heritage.passages.rollups.keeping import catch_up
    from heritage.store.engine import Reader

    began, is_told = monotonic(), False

    def is_ending() -> bool:
        nonlocal is_told
        if not is_told and sys.stderr.isatty() and monotonic() - began > PATIENCE_S:
            is_told = True
            print(
                _("Figures are being brought up to date; after a large import it takes a while."),
                file=sys.stderr,
            )
        return False

    catch_up(partial(in_turn, engine), library, now, read=Reader(engine), is_ending=is_ending)


@counts.command(help=_("Take back something that was entered: it stays in the log, and no longer counts."))
def undo(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=_("import, decision, event or manual."))],
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=_("Its number, as listed."))],
    by: By = "",
    why: Why = "",
    content: Content = None,
) -> None:
    """To have it again, enter it again."""
    from heritage.passages import imports
    from heritage.passages.decided import decisions, events, manuals

    undoing = {
        "import": imports.undo,
        "decision": decisions.undo,
        "event": events.undo,
        "manual": manuals.undo,
    }
    if what not in undoing:
        known = ", ".join(undoing)
        stop(_("'{what}' cannot be undone; what can is: {known}.").format(what=what, known=known))
    settings = read_settings(content)
    library = library_as_read(settings)
    now = datetime.now(UTC)
    try:
        with open_store(settings) as engine:
            is_done = in_turn(engine, lambda connection: undoing[what](connection, number, by, why, now))
            if not is_done:
                stop(_("There is no {what} {number} to undo.").format(what=what, number=number))
            print(_("Undone: {what} {number}. It stays in the log.").format(what=what, number=number))
            caught_up(engine, library, now)
    except Refusal as refusal:
        stop(refusal.message(_))
