"""Commands that look after what is made of counts: make the figures anew from raw, or tell whether they still agree."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from heritage.cli.counting.group import caught_up, counting_point
from heritage.cli.counting.judging import SomePoint
from heritage.cli.demonstration import Demo, shown_by
from heritage.cli.running import DAY, in_turn, open_store
from heritage.cli.speech import Content, _, ngettext

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from heritage.places.place import Library

commands = typer.Typer()

MOST_DAYS_SHOWN = 10


@commands.command(help=_("Make all figures of a counting point, or of all, anew from what was counted."))
def rebuild(point: SomePoint = None, demo: Demo = False, content: Content = None) -> None:
    """In pieces, so that a server beside us can go on; one that is broken off is gone on with by the server."""
    from heritage.passages.rollups.keeping import due_in_all

    settings, library = shown_by(content, demo)
    wanted = _wanted(library, point)
    with open_store(settings) as engine:

        def note(connection: "Connection") -> None:
            for key in wanted:
                due_in_all(connection, key)

        in_turn(engine, note)
        caught_up(engine, library, datetime.now(UTC))
    told = ngettext(
        "{count} counting point was made anew.", "{count} counting points were made anew.", len(wanted)
    )
    print(told.format(count=len(wanted)))


@commands.command(
    help=_("Tell whether the figures are still those that would be made from what was counted.")
)
def verify(point: SomePoint = None, demo: Demo = False, content: Content = None) -> None:
    """Exit status 1 where they are not; what is due is made first, and nothing else is changed."""
    from heritage.passages.rollups import rollup
    from heritage.store.engine import told_in_a_sentence

    settings, library = shown_by(content, demo)
    differing = 0
    with open_store(settings) as engine:
        now = datetime.now(UTC)
        caught_up(engine, library, now)
        for key in _wanted(library, point):
            with told_in_a_sentence(), engine.connect() as connection:
                days = rollup.verify(connection, library, key, now)
            if not days:
                print(_("{point}: all figures agree.").format(point=key))
                continue
            differing += 1
            told = ngettext(
                "{point}: {count} day differs: {days}", "{point}: {count} days differ: {days}", len(days)
            )
            shown = ", ".join(f"{day:{DAY}}" for day in days[:MOST_DAYS_SHOWN])
            more = " …" if len(days) > MOST_DAYS_SHOWN else ""
            print(told.format(point=key, count=len(days), days=shown + more))
    if differing:
        print(_("`heritage counts rebuild` makes them anew."), file=sys.stderr)
        raise typer.Exit(1)


def _wanted(library: "Library", point: str | None) -> list[str]:
    if point is None:
        return list(library.counting.points)
    counting_point(library, point)
    return [point]
