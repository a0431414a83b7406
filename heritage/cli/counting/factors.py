"""Commands for calibration factors: made from counts by hand, renewed and withdrawn (R-V5, R-V6)."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.counting.group import By, Why, caught_up, counting_point
from heritage.cli.counting.judging import Point, SomePoint, minute, undone, way, way_name
from heritage.cli.editing import library_as_read
from heritage.cli.listing import show_list
from heritage.cli.running import DAY, in_turn, open_store
from heritage.cli.speech import Content, _, language, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.i18n.numbers import format_decimal
from heritage.problems import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from heritage.passages.decided.calibration import FactorRow, Ratio
    from heritage.passages.decided.factors import Wanted
    from heritage.places.place import Library

commands = typer.Typer()

RENEWALS = {
    "due": N_("soon: it is two years old"),
    "overdue": N_("yes: it is five years old"),
    "moved": N_("yes: the counter came there later"),
}
"""Whether a factor is to be counted anew, by the value of its `Renewal`: that stands in a room slow to import."""

First = Annotated[
    datetime,
    typer.Option("--from", formats=[DAY], metavar="YYYY-MM-DD", help=_("First day on which it holds.")),
]
Last = Annotated[
    datetime | None,
    typer.Option("--to", formats=[DAY], metavar="YYYY-MM-DD", help=_("Last day; until another if left out.")),
]
Numbers = Annotated[
    str | None, typer.Option("--counts", metavar="1,2,3", help=_("The manual counts that it is made from."))
]
Value = Annotated[float | None, typer.Option(help=_("Its value, where it is known from elsewhere."))]
Low = Annotated[float | None, typer.Option(help=_("Lower end of its 95 % interval."))]
High = Annotated[float | None, typer.Option(help=_("Upper end of its 95 % interval."))]
Passages = Annotated[int, typer.Option(min=0, help=_("Passages counted by hand for it."))]
Sessions = Annotated[int, typer.Option(min=0, help=_("Occasions on which they were counted."))]
Source = Annotated[str, typer.Option(help=_("Where a given factor comes from."))]
OneWay = Annotated[str, typer.Option(metavar="in|out|both", help=_("Which direction it is of."))]
Hours = Annotated[str, typer.Option(metavar="all|quiet|busy", help=_("Which hours it is of."))]
BusyFrom = Annotated[
    int | None, typer.Option(min=1, help=_("Counted passages in an hour from which it is busy."))
]


@commands.command(
    help=_("Make a calibration factor from manual counts, or give one that is known from elsewhere.")
)
def factor(
    point: Point,
    first: First,
    by: By,
    numbers: Numbers = None,
    value: Value = None,
    low: Low = None,
    high: High = None,
    passages: Passages = 0,
    sessions: Sessions = 0,
    method: Source = "",
    last: Last = None,
    direction: OneWay = "both",
    traffic: Hours = "all",
    busy_from: BusyFrom = None,
    content: Content = None,
) -> None:
    """It changes derived figures only, and they are made anew (R-V5)."""
    from heritage.passages.decided.factors import give, make

    settings = read_settings(content)
    library = library_as_read(settings)
    counting_point(library, point)
    days = first.date(), last.date() if last else None
    wanted, now = _wanted(point, direction, days, traffic, busy_from), datetime.now(UTC)
    chosen = _numbers(numbers, value)
    given = None if value is None else _given(value, low, high, passages, sessions)

    def store(connection: "Connection") -> "FactorRow":
        if given is not None:
            return give(connection, wanted, given, method, by, now)
        return make(connection, library, wanted, chosen, by, now)

    try:
        with open_store(settings) as engine:
            print(_told(in_turn(engine, store)))
            caught_up(engine, library, now)
    except Refusal as refusal:
        stop(refusal.message(_))


def _wanted(
    point: str, direction: str, days: tuple[date, date | None], traffic: str, busy_from: int | None
) -> "Wanted":
    from heritage.passages.decided.calibration import Traffic
    from heritage.passages.decided.factors import Wanted

    if traffic not in list(Traffic):
        stop(_("'{word}' are no hours; there are {known}.").format(word=traffic, known=", ".join(Traffic)))
    of = way(direction)
    assert of is not None
    return Wanted(point, of, *days, Traffic(traffic), busy_from)


def _given(value: float, low: float | None, high: float | None, passages: int, sessions: int) -> "Ratio":
    from heritage.passages.decided.calibration import Ratio, is_indicative

    if low is None or high is None:
        stop(_("A factor that is given needs its interval: --low and --high."))
    return Ratio(value, low, high, passages, sessions, is_indicative(passages, sessions))


def _numbers(told: str | None, value: float | None) -> list[int]:
    """The manual counts; none where a value is given in their place."""
    if (told is None) is (value is None):
        stop(_("Say either --counts or --value."))
    if told is None:
        return []
    words = [word.strip() for word in told.split(",")]
    if not all(word.isascii() and word.isdigit() for word in words):
        stop(_("--counts: '{told}' are no numbers such as 1,2,3.").format(told=told))
    return [int(word) for word in words]


def _told(row: "FactorRow") -> str:
    value, low, high = (format_decimal(number, language, 3) for number in (row.value, row.low, row.high))
    told = _(
        "Factor {number}: {value} (95 % interval {low} to {high}). Passages: {passages}, occasions: {sessions}."
    ).format(number=row.id, value=value, low=low, high=high, passages=row.passages, sessions=row.sessions)
    return told + " " + _("That is few: it is marked as indicative.") if row.is_indicative else told


@commands.command(help=_("List the calibration factors, also those that were withdrawn."))
def factors(point: SomePoint = None, content: Content = None) -> None:
    """In the order in which they were made, with when they are to be counted anew."""
    from heritage.passages.decided.factors import factors as read

    settings = read_settings(content)
    library = library_as_read(settings)
    headings = (
        *(_("Number"), _("Point"), _("Days"), _("Of"), _("Factor"), _("Count anew"), _("From")),
        *(_("Made"), _("Withdrawn")),
    )
    show_list(
        settings,
        lambda connection: _with_renewals(library, read(connection, point)),
        _("No factors."),
        headings,
        lambda pair: _cells(*pair),
    )


def _with_renewals(library: "Library", rows: "Collection[FactorRow]") -> "list[tuple[FactorRow, str]]":
    """Each with whether it is to be counted anew, and why."""
    from heritage.passages.decided.factors import renewals

    due = renewals(library, rows, datetime.now(LOCAL_TIME).date())
    return [(one, _(RENEWALS[due[one.id]]) if one.id in due else "") for one in rows]


def _cells(one: "FactorRow", renewal: str) -> tuple[str, ...]:
    value, low, high = (format_decimal(number, language, 3) for number in (one.value, one.low, one.high))
    marked = _("indicative") if one.is_indicative else ""
    of = way_name(one.direction) + (
        "" if one.busy_from is None else f", {one.traffic.value} ({one.busy_from}/h)"
    )
    return (
        str(one.id),
        one.point,
        f"{one.first_day} – {_last(one.last_day)}",
        of,
        f"{value} ({low}–{high}) {marked}".strip(),
        renewal,
        _("passages: {passages}, occasions: {sessions}; {method}").format(
            passages=one.passages, sessions=one.sessions, method=one.method
        ),
        f"{one.made_by}, {minute(one.made_at)}",
        undone(one.withdrawn_at, one.withdrawn_by, one.why_withdrawn),
    )


def _last(day: date | None) -> str:
    return str(day) if day is not None else "…"


@commands.command(help=_("Withdraw a calibration factor: figures are made anew as if it had never held."))
def withdraw(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=_("Its number, as listed."))],
    by: By,
    why: Why,
    content: Content = None,
) -> None:
    """It stays in the log."""
    from heritage.passages.decided.factors import withdraw as end

    settings = read_settings(content)
    library = library_as_read(settings)
    now = datetime.now(UTC)
    try:
        with open_store(settings) as engine:
            is_done = in_turn(engine, lambda connection: end(connection, number, by, why, now))
            if not is_done:
                stop(_("There is no factor {number} that holds.").format(number=number))
            print(_("Factor {number} is withdrawn. It stays in the log.").format(number=number))
            caught_up(engine, library, now)
    except Refusal as refusal:
        stop(refusal.message(_))
