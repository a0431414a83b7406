"""Commands for counts by hand and the calibration factors that are made from them (R-V5, R-V6, R-V19)."""

from datetime import UTC, date, datetime
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.counting import By, Why, caught_up, counting_point
from heritage.cli.counting_judging import MINUTE, WAYS, Point, SomePoint, minute, undone, way
from heritage.cli.editing import library_as_read
from heritage.cli.running import DAY, in_turn, open_store
from heritage.cli.speech import Content, _, language, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.i18n.numbers import format_decimal
from heritage.problems import Refusal

if TYPE_CHECKING:
    from heritage.passages.decided.calibration import FactorRow, Ratio
    from heritage.passages.decided.factors import Compared
    from heritage.passages.decided.manuals import Kept, Traveller
    from heritage.store.flags import Direction

commands = typer.Typer()

_SEEN = "walker=12,dog=1"


@commands.command(help=_("Note how many you saw pass, to calibrate the counter by."))
def manual(
    point: Point,
    first: Annotated[str, typer.Option("--from", metavar=f"'{MINUTE}'", help=_("From when, in local time."))],
    end: Annotated[str, typer.Option("--until", metavar=f"'{MINUTE}'", help=_("Until when, in local time."))],
    by: By,
    inwards: Annotated[
        str | None, typer.Option("--in", metavar=_SEEN, help=_("Who passed inwards: kinds and numbers."))
    ] = None,
    outwards: Annotated[
        str | None, typer.Option("--out", metavar=_SEEN, help=_("Who passed outwards."))
    ] = None,
    together: Annotated[
        str | None,
        typer.Option("--both", metavar=_SEEN, help=_("Who passed, if you did not tell directions apart.")),
    ] = None,
    method: Annotated[str, typer.Option(help=_("on_site, pictures or other."))] = "on_site",
    note: Annotated[str, typer.Option(help=_("Something unusual."))] = "",
    content: Content = None,
) -> None:
    """Kinds are walker, cyclist, skier, snowmobile and dog; write 0 where nobody came."""
    from heritage.passages.decided.manuals import ManualCount, Method, record
    from heritage.sensors.moments import read

    settings = read_settings(content)
    counting_point(library_as_read(settings), point)
    if method not in list(Method):
        stop(_("'{word}' is no method; there are {known}.").format(word=method, known=", ".join(Method)))
    if together is not None and (inwards is not None or outwards is not None):
        stop(_("--both is for counts in which directions were not told apart: give it, or --in and --out."))
    seen = {
        (direction, traveller): number
        for word, told in (("in", inwards), ("out", outwards), ("both", together))
        if told is not None and (direction := way(word)) is not None
        for traveller, number in _seen(told)
    }
    now = datetime.now(UTC)
    try:
        start, stops = read(first, LOCAL_TIME), read(end, LOCAL_TIME)
        count = ManualCount(token_urlsafe(12), point, start, stops, by, Method(method), seen, note)
        with open_store(settings) as engine:
            number, _is_new = in_turn(engine, lambda connection: record(connection, count, now))
    except Refusal as refusal:
        stop(refusal.message(_))
    print(
        _("Manual count {number} is kept. `heritage counts manuals` shows it beside the counter's.").format(
            number=number
        )
    )


def _seen(told: str) -> "list[tuple[Traveller, int]]":
    from heritage.passages.decided.manuals import Traveller

    found: list[tuple[Traveller, int]] = []
    for part in told.split(","):
        kind, equals, number = (word.strip() for word in part.partition("="))
        if not equals or kind not in list(Traveller) or not (number.isascii() and number.isdigit()):
            stop(
                _("'{part}' is no kind and number such as walker=12; kinds are {known}.").format(
                    part=part.strip(), known=", ".join(Traveller)
                )
            )
        if any(kind == known for known, _number in found):
            stop(_("'{kind}' stands there twice.").format(kind=kind))
        found.append((Traveller(kind), int(number)))
    return found


@commands.command(help=_("List the manual counts, each beside what the counter counted in the same minutes."))
def manuals(point: SomePoint = None, content: Content = None) -> None:
    """Those that were undone stand there without a comparison."""
    from rich.console import Console
    from rich.table import Table

    from heritage.passages.decided.factors import compare
    from heritage.passages.decided.manuals import manual_counts
    from heritage.store.engine import told_in_a_sentence
    from heritage.store.flags import Direction

    settings = read_settings(content)
    library = library_as_read(settings)
    with open_store(settings) as engine, told_in_a_sentence(), engine.connect() as connection:
        kept = manual_counts(connection, point)
        points = {one.manual.point for one in kept} & set(library.counting.points)
        beside = {
            one.number: one for where in points for one in compare(connection, library, where, Direction.BOTH)
        }
    if not kept:
        print(_("No manual counts."))
        return
    table = Table()
    for heading in (
        _("Number"),
        _("Point"),
        _("Time"),
        _("By hand"),
        _("Counter"),
        _("Observer"),
        _("Undone"),
    ):
        table.add_column(heading)
    for one in kept:
        table.add_row(*_manual_cells(one, beside.get(one.id)))
    Console().print(table)


def _manual_cells(one: "Kept", beside: "Compared | None") -> tuple[str, ...]:
    seen = ", ".join(
        f"{_way_name(direction)} {traveller.value} {number}"
        for (direction, traveller), number in one.manual.seen.items()
    )
    device = ""
    if beside is not None:
        device = (
            str(beside.device)
            if beside.is_sound
            else _("{count}, not comparable").format(count=beside.device)
        )
    return (
        str(one.id),
        one.manual.point,
        f"{minute(one.manual.start)} – {minute(one.manual.end)}",
        seen,
        device,
        one.manual.observer,
        undone(one.undone_at, one.undone_by, one.why_undone),
    )


def _way_name(direction: "Direction") -> str:
    return next(word for word, name in WAYS.items() if name == direction.name)


@commands.command(
    help=_("Make a calibration factor from manual counts, or give one that is known from elsewhere.")
)
def factor(
    point: Point,
    first: Annotated[
        datetime,
        typer.Option("--from", formats=[DAY], metavar="YYYY-MM-DD", help=_("First day on which it holds.")),
    ],
    by: By,
    numbers: Annotated[
        str | None,
        typer.Option("--counts", metavar="1,2,3", help=_("The manual counts that it is made from.")),
    ] = None,
    value: Annotated[
        float | None, typer.Option(help=_("Its value, where it is known from elsewhere."))
    ] = None,
    low: Annotated[float | None, typer.Option(help=_("Lower end of its 95 % interval."))] = None,
    high: Annotated[float | None, typer.Option(help=_("Upper end of its 95 % interval."))] = None,
    passages: Annotated[int, typer.Option(min=0, help=_("Passages counted by hand for it."))] = 0,
    sessions: Annotated[int, typer.Option(min=0, help=_("Occasions on which they were counted."))] = 0,
    method: Annotated[str, typer.Option(help=_("Where a given factor comes from."))] = "",
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to", formats=[DAY], metavar="YYYY-MM-DD", help=_("Last day; until another if left out.")
        ),
    ] = None,
    direction: Annotated[
        str, typer.Option(metavar="in|out|both", help=_("Which direction it is of."))
    ] = "both",
    traffic: Annotated[str, typer.Option(metavar="all|quiet|busy", help=_("Which hours it is of."))] = "all",
    busy_from: Annotated[
        int | None, typer.Option(min=1, help=_("Counted passages in an hour from which it is busy."))
    ] = None,
    content: Content = None,
) -> None:
    """It changes derived figures only, and they are made anew (R-V5)."""
    from heritage.passages.decided.calibration import Traffic
    from heritage.passages.decided.factors import Wanted, give, make

    settings = read_settings(content)
    library = library_as_read(settings)
    counting_point(library, point)
    if (numbers is None) is (value is None):
        stop(_("Say either --counts or --value."))
    if traffic not in list(Traffic):
        stop(_("'{word}' are no hours; there are {known}.").format(word=traffic, known=", ".join(Traffic)))
    of = way(direction)
    assert of is not None
    wanted = Wanted(point, of, first.date(), last.date() if last else None, Traffic(traffic), busy_from)
    now = datetime.now(UTC)
    try:
        given = None if value is None else _given(value, low, high, passages, sessions)
        chosen = _numbers(numbers) if numbers is not None else []
        with open_store(settings) as engine:
            made = in_turn(
                engine,
                lambda connection: (
                    make(connection, library, wanted, chosen, by, now)
                    if given is None
                    else give(connection, wanted, given, method, by, now)
                ),
            )
            print(_told(made))
            caught_up(engine, library, now)
    except Refusal as refusal:
        stop(refusal.message(_))


def _given(value: float, low: float | None, high: float | None, passages: int, sessions: int) -> "Ratio":
    from heritage.passages.decided.calibration import Ratio, is_indicative

    if low is None or high is None:
        stop(_("A factor that is given needs its interval: --low and --high."))
    return Ratio(value, low, high, passages, sessions, is_indicative(passages, sessions))


def _numbers(told: str) -> list[int]:
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
def factors(point: SomePoint = None) -> None:
    """In the order in which they were made, with when they are to be counted anew."""
    from rich.console import Console
    from rich.table import Table

    from heritage.passages.decided.factors import factors as read
    from heritage.store.engine import told_in_a_sentence

    with open_store(read_settings()) as engine, told_in_a_sentence(), engine.connect() as connection:
        found = read(connection, point)
    if not found:
        print(_("No factors."))
        return
    table = Table()
    for heading in (
        _("Number"),
        _("Point"),
        _("Days"),
        _("Of"),
        _("Factor"),
        _("From"),
        _("Made"),
        _("Withdrawn"),
    ):
        table.add_column(heading)
    for one in found:
        table.add_row(*_factor_cells(one))
    Console().print(table)


def _factor_cells(one: "FactorRow") -> tuple[str, ...]:
    value, low, high = (format_decimal(number, language, 3) for number in (one.value, one.low, one.high))
    marked = _("indicative") if one.is_indicative else ""
    of = _way_name(one.direction) + (
        "" if one.busy_from is None else f", {one.traffic.value} ({one.busy_from}/h)"
    )
    return (
        str(one.id),
        one.point,
        f"{one.first_day} – {_last(one.last_day)}",
        of,
        f"{value} ({low}–{high}) {marked}".strip(),
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
