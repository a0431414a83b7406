"""Commands that tell the figures of a counting point: in the terminal, and as files for other programs."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.counting.fields import as_data
from heritage.cli.counting.group import caught_up, counting_point
from heritage.cli.counting.judging import Point
from heritage.cli.demonstration import Demo, shown_by
from heritage.cli.listing import show_table
from heritage.cli.running import open_store
from heritage.cli.speech import Content, _, language, reason, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.i18n.numbers import format_decimal

if TYPE_CHECKING:
    from heritage.passages.figures.export import Format
    from heritage.passages.figures.series import Step
    from heritage.passages.figures.values import Amount, Figures, MonthValue
    from heritage.passages.periods import Period

commands = typer.Typer()

Which = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="PERIOD",
        help=_("2026, 2026-07, 2026-W30 or 2026-07-01--2026-07-14; this year if left out."),
    ),
]
Published = Annotated[
    bool, typer.Option("--public", help=_("As everybody may see it: late, and without small numbers."))
]


Out = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="FILE", help=_("File to write: .csv, .json or .xlsx; CSV to the terminal.")
    ),
]
Steps = Annotated[
    str | None, typer.Option(metavar="STEP", help=_("hour, day, week, month or year; days if left out."))
]


@commands.command(help=_("Show the figures of a counting point, exact and as fresh as they are."))
def show(
    point: Point,
    period: Which = None,
    public: Published = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("As JSON, for programs."))] = False,
    demo: Demo = False,
    content: Content = None,
) -> None:
    """They are one point's: points are never added up (R-V7)."""
    from heritage.passages.figures.public import published
    from heritage.passages.figures.reckoning import figures_of
    from heritage.store.engine import told_in_a_sentence

    settings, library = shown_by(content, demo)
    counting_point(library, point)
    now = datetime.now(UTC)
    asked, tell = _period(period, now), published if public else figures_of
    with open_store(settings) as engine:
        caught_up(engine, library, now)
        with told_in_a_sentence(), engine.connect() as connection:
            figures = tell(connection, library, point, asked, now)
    if as_json:
        print(json.dumps(as_data(figures), ensure_ascii=False, indent=1))
    else:
        _print(figures)


@commands.command(help=_("Write the figures of a counting point as CSV, JSON or Excel."))
def export(
    point: Point,
    out: Out = None,
    period: Which = None,
    step: Steps = None,
    without_estimates: Annotated[
        bool, typer.Option("--without-estimates", help=_("Leave out all that is estimated."))
    ] = False,
    public: Published = False,
    demo: Demo = False,
    content: Content = None,
) -> None:
    """Each row tells what its number is worth, and what of it is estimated (R-V13)."""
    from heritage.passages.figures.export import Wanted, exported
    from heritage.places.counting import COUNTS_PAGE
    from heritage.store.engine import told_in_a_sentence

    wanted_format = _format(out)
    settings, library = shown_by(content, demo)
    counting_point(library, point)
    now = datetime.now(UTC)
    base, first = settings.base_url or library.site.base_url, library.site.languages[0]
    wanted = Wanted(
        point,
        _period(period, now),
        wanted_format,
        f"{base}/{first}/{COUNTS_PAGE}/method/",
        _step(step),
        not without_estimates,
        not public,
    )
    with open_store(settings) as engine:
        caught_up(engine, library, now)
        with told_in_a_sentence(), engine.connect() as connection:
            made = exported(connection, library, wanted, now)
    if made is None:
        stop(_("Figures of so short steps are not public here; ask for weeks with --step week."))
    _write(made, out)


def _format(out: Path | None) -> "Format":
    from heritage.passages.figures.export import Format

    ending = out.suffix.removeprefix(".") if out is not None else Format.CSV
    if ending not in tuple(Format):
        stop(_("-o: '{file}' must end with .csv, .json or .xlsx.").format(file=out))
    return Format(ending)


def _write(made: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(made)
        return
    try:
        out.write_bytes(made)
    except OSError as error:
        stop(_("{file}: {reason}").format(file=out, reason=reason(error)))
    print(_("Written: {file}").format(file=out))


def _period(written: str | None, now: datetime) -> "Period":
    from heritage.passages.periods import parse, year_of

    found = year_of(now.astimezone(LOCAL_TIME).year) if written is None else parse(written)
    if found is None:
        stop(
            _("'{period}' is no period; write 2026, 2026-07, 2026-W30 or 2026-07-01--2026-07-14.").format(
                period=written
            )
        )
    return found


def _step(written: str | None) -> "Step | None":
    from heritage.passages.figures.series import Step

    if written is not None and written not in tuple(Step):
        stop(_("--step: '{step}' is none of {known}.").format(step=written, known=", ".join(Step)))
    return None if written is None else Step(written)


def _print(figures: "Figures") -> None:
    for line in _lines(figures):
        print(line)
    if figures.months:
        headings = (_("Month"), _("Passages"), _("A day"), _("Coverage"))
        show_table(headings, (_cells(month, figures) for month in figures.months))


def _cells(month: "MonthValue", figures: "Figures") -> tuple[str, ...]:
    mean, coverage = _number(month.mean_per_day, 1), _percent(month.amount.coverage)
    return f"{month.month:%Y-%m}", _amount(month.amount, figures), mean, coverage


def _lines(figures: "Figures") -> Iterator[str]:
    told, total = figures.told, figures.total
    yield f"{figures.point} {figures.period.key}"
    if told is None:
        yield _("Nothing is known of this period.")
        return
    yield _("Days: {first} to {last}; counted until {until}").format(
        first=told.first, last=told.last, until=figures.data_until or "–"
    )
    yield _("Passages: {amount}").format(amount=_amount(total, figures))
    for direction, amount in figures.directions.items():
        yield _("Direction {name}: {amount}").format(
            name=direction.name.lower(), amount=_amount(amount, figures)
        )
    yield _("A day: mean {mean}, median {median}").format(
        mean=_number(figures.mean, 1), median=_number(figures.median, 1)
    )
    yield _("Coverage {coverage}, estimated {share}").format(
        coverage=_percent(total.coverage), share=_percent(total.estimated_share)
    )
    yield _("Calibrated on every day.") if figures.is_calibrated else _("Not calibrated on every day.")
    if figures.peak_day is not None:
        day, value = figures.peak_day.day, _number(figures.peak_day.value, 0)
        yield _("Most on a day: {day}, {passages}").format(day=day, passages=value)


def _amount(amount: "Amount", figures: "Figures") -> str:
    """With its bounds where they tell how sure it is: of what was only counted nobody knows that (R-V5, R-V23)."""
    from heritage.pages.counts.sums import Bounds, bounds_of

    if amount.fewer_than is not None:
        return _("fewer than {number}").format(number=amount.fewer_than)
    if amount.value is None:
        return _("incomplete")
    told = _number(amount.value, 0)
    if bounds_of(amount, figures) in (Bounds.NONE, Bounds.ROUNDING):
        return told
    return f"{told} ({_number(amount.low, 0)}–{_number(amount.high, 0)})"


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else format_decimal(value, language, decimals)


def _percent(share: float) -> str:
    return f"{format_decimal(100 * share, language, 0)} %"
