"""The command that asks the weather services, as the server does by itself."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from heritage.cli.editing import library_as_read
from heritage.cli.running import open_store
from heritage.cli.speech import Content, _, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.problems import N_

if TYPE_CHECKING:
    from heritage.weather.rounds import Outcome

commands = typer.Typer()

_NO_ANSWER = re.compile(r"no whole answer \((\w+)\)|no whole answer.*")

RESULTS = {
    "fetched": N_("fetched"),
    "unchanged": N_("unchanged"),
    "not due": N_("not due yet"),
    "not covered": N_("not covered by this service"),
    "left alone": N_("the service refused or failed before; left alone"),
    "failed": N_("failed"),
}
"""The words for each `Result`, which stands in a room that is slow to import."""

SUBJECTS = {"warnings": N_("official warnings"), "units": N_("units of the forecasts")}
"""What concerns every place."""

NO_ANSWERS = {
    "gaierror": N_("the service's name cannot be looked up; is the network up?"),
    "ConnectionRefusedError": N_("the service refused the connection"),
    "TimeoutError": N_("the service did not answer in time"),
    "SSLCertVerificationError": N_("nobody that we trust vouches for the service"),
}
"""What is said of the errors that people meet; the log names them."""


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
    if all(outcome.result in (rounds.Result.FAILED, rounds.Result.LEFT_ALONE) for outcome in outcomes):
        stop(_("No service gave anything; what was fetched before stays in place."))


def _show(outcomes: "list[Outcome]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for heading in (_("Place"), _("Provider"), _("Issued"), _("Result"), _("Not asked before"), _("Note")):
        table.add_column(heading, overflow="fold")
    for outcome in outcomes:
        times = (_local(outcome.issued_at), _local(outcome.until))
        result = _(RESULTS[outcome.result])
        subject = _(SUBJECTS[outcome.subject]) if outcome.subject in SUBJECTS else outcome.subject
        table.add_row(subject, outcome.provider, times[0], result, times[1], Text(_note(outcome.note)))
    Console().print(table)


def _note(note: str) -> str:
    """What went wrong, in words for people where they are known."""
    error = _NO_ANSWER.fullmatch(note)
    if error is None:
        return note
    return _(NO_ANSWERS.get(error[1], N_("the service gave no whole answer")))


def _local(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}"
