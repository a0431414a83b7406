"""The command that asks the weather services, as the server does by itself."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from heritage.cli.editing import library_as_read
from heritage.cli.running import open_store
from heritage.cli.speech import Content, _, read_settings, stop
from heritage.i18n import LOCAL_TIME
from heritage.problems import N_

if TYPE_CHECKING:
    from heritage.weather.rounds import Outcome

commands = typer.Typer()

RESULTS = {
    "fetched": N_("fetched"),
    "unchanged": N_("unchanged"),
    "not due": N_("not due yet"),
    "not covered": N_("not covered by this service"),
    "left alone": N_("its host refused or failed; left alone"),
    "failed": N_("failed"),
}
"""The words for each `Result`, which stands in a room that is slow to import."""


@commands.command(help=_("Fetch the forecasts and official warnings that are due."))
def refresh(content: Content = None) -> None:
    """One round; the server makes one every five minutes. What goes wrong leaves the last good one in place."""
    from heritage.store.engine import told_in_a_sentence, writing
    from heritage.weather import kept, rounds

    settings = read_settings(content)
    fetcher = rounds.fetcher_of(settings)
    if fetcher is None:
        stop(
            _(
                "The weather is off: set HERITAGE_CONTACT to an address that the weather services may write to."
            )
        )
    library = library_as_read(settings)
    with open_store(settings) as engine:

        def keep(document: kept.Document) -> None:
            with told_in_a_sentence(), writing(engine) as connection:
                kept.keep(connection, document)

        outcomes = rounds.refresh(engine, keep, library, settings, fetcher, datetime.now(UTC))
    _show(outcomes)


def _show(outcomes: "list[Outcome]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table()
    for heading in (_("Place"), _("Provider"), _("Issued"), _("Result"), _("Not asked before"), _("Note")):
        table.add_column(heading)
    for outcome in outcomes:
        times = (_local(outcome.issued_at), _local(outcome.until))
        result = _(RESULTS[outcome.result])
        table.add_row(outcome.subject, outcome.provider, times[0], result, times[1], outcome.note)
    Console().print(table)


def _local(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}"
