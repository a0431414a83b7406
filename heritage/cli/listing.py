"""Lists in the terminal: what a command reads from the database, a line or more for each."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from heritage.cli.running import open_store
from heritage.settings.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

Row = TypeVar("Row")


def show_list(
    settings: Settings,
    read: "Callable[[Connection], Sequence[Row]]",
    nothing: str,
    headings: Sequence[str],
    cells: Callable[[Row], Sequence[str]],
) -> None:
    """What `read` finds, each with its `cells` under the headings; the sentence `nothing` where that is nothing."""
    from heritage.store.engine import told_in_a_sentence

    with open_store(settings) as engine, told_in_a_sentence(), engine.connect() as connection:
        found = read(connection)
    if not found:
        print(nothing)
        return
    show_table(headings, map(cells, found))


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """As wide as the terminal; nothing is cut off."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        # As they are: people choose these words, and brackets would be orders to the table.
        table.add_row(*map(Text, row))
    Console().print(table)
