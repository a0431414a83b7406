"""The command that writes the report on passages."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.counting.group import caught_up, counting_point
from heritage.cli.demonstration import Demo, shown_by
from heritage.cli.editing import library_as_read
from heritage.cli.running import open_store
from heritage.cli.speech import Content, _, read_settings, reason, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.problems import Refusal

if TYPE_CHECKING:
    from heritage.reporting.blocks import Document

commands = typer.Typer()
notices = typer.Typer()
"""Added to `heritage counts`."""


@commands.command(help=_("Write the report on passages of a year or a month, as PDF or HTML."))
def report(
    year: Annotated[int, typer.Argument(min=2000, max=2199, metavar="YEAR", help=_("Such as 2026."))],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help=_("File to write: .pdf or .html."))
    ],
    month: Annotated[
        int | None, typer.Option(min=1, max=12, help=_("Only this month, from 1 to 12."))
    ] = None,
    spoken: Annotated[str, typer.Option("--language", help=_("Language of the report: sv or en."))] = "sv",
    demo: Demo = False,
    content: Content = None,
) -> None:
    """What stands in it may be passed on: small numbers are hidden as on the pages (R-P10)."""
    from datetime import date

    from heritage.passages.periods import month_of, year_of
    from heritage.reporting.document import LANGUAGES, written
    from heritage.store.engine import told_in_a_sentence

    if out.suffix not in (".pdf", ".html"):
        stop(_("-o: '{file}' must end with .pdf or .html.").format(file=out))
    if spoken not in LANGUAGES:
        stop(_("--language: the report is written in {known}.").format(known=", ".join(LANGUAGES)))
    settings, library = shown_by(content, demo)
    period = month_of(date(year, month, 1)) if month else year_of(year)
    now = datetime.now(UTC)
    try:
        with open_store(settings) as engine:
            caught_up(engine, library, now)
            with told_in_a_sentence(), engine.connect() as connection:
                document = written(connection, library, period, spoken, now)
        made = _drawn(document, out)
    except Refusal as refusal:
        stop(refusal.message(_))
    _write(out, made)


@notices.command(help=_("Print the small sign beside a counter: what is counted, how, and whom to ask."))
def notice(
    point: Annotated[
        str, typer.Argument(metavar="POINT", help=_("The counting point's key in counting.yaml."))
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help=_("File to write, a PDF."))],
    spoken: Annotated[
        str, typer.Option("--languages", metavar="sv,en,de", help=_("Languages, the first in large type."))
    ] = "sv,en,de",
    content: Content = None,
) -> None:
    """R-P14."""
    from heritage.reporting.notice import as_pdf

    library = library_as_read(read_settings(content))
    counting_point(library, point)
    languages = [word.strip() for word in spoken.split(",")]
    unknown = [word for word in languages if word not in library.site.languages]
    if unknown:
        known = ", ".join(library.site.languages)
        stop(_("--languages: '{word}' is none of the site's: {known}.").format(word=unknown[0], known=known))
    try:
        made = as_pdf(library, point, languages, datetime.now(LOCAL_TIME).date())
    except Refusal as refusal:
        stop(refusal.message(_))
    _write(out, made)


def _write(out: Path, made: bytes) -> None:
    try:
        out.write_bytes(made)
    except OSError as error:
        stop(_("{file}: {reason}").format(file=out, reason=reason(error)))
    print(_("Written: {file}").format(file=out))


def _drawn(document: "Document", out: Path) -> bytes:
    from heritage.reporting.drawing import as_html, as_pdf

    return as_pdf(document) if out.suffix == ".pdf" else as_html(document).encode()
