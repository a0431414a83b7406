"""Commands for counts by hand, which calibration factors are made from (R-V19)."""

from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.counting.group import By, counting_point
from heritage.cli.counting.judging import MINUTE, Point, SomePoint, minute, undone, way
from heritage.cli.editing import library_as_read
from heritage.cli.listing import show_table
from heritage.cli.running import in_turn, open_store
from heritage.cli.speech import Content, _, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.problems import Refusal

if TYPE_CHECKING:
    from heritage.passages.decided.factors import Compared
    from heritage.passages.decided.manuals import Kept, Method, Seen, Traveller
    from heritage.store.flags import Direction

commands = typer.Typer()

_SEEN = "walker=12,dog=1"

From = Annotated[str, typer.Option("--from", metavar=f"'{MINUTE}'", help=_("From when, in local time."))]
Until = Annotated[str, typer.Option("--until", metavar=f"'{MINUTE}'", help=_("Until when, in local time."))]
In = Annotated[
    str | None, typer.Option("--in", metavar=_SEEN, help=_("Who passed inwards: kinds and numbers."))
]
Out = Annotated[str | None, typer.Option("--out", metavar=_SEEN, help=_("Who passed outwards."))]
Both = Annotated[
    str | None,
    typer.Option("--both", metavar=_SEEN, help=_("Who passed, if you did not tell directions apart.")),
]


@commands.command(help=_("Note how many you saw pass, to calibrate the counter by."))
def manual(
    point: Point,
    first: From,
    end: Until,
    by: By,
    inwards: In = None,
    outwards: Out = None,
    together: Both = None,
    method: Annotated[str, typer.Option(help=_("on_site, pictures or other."))] = "on_site",
    note: Annotated[str, typer.Option(help=_("Something unusual."))] = "",
    content: Content = None,
) -> None:
    """Kinds are walker, cyclist, skier, snowmobile and dog; write 0 where nobody came."""
    from heritage.passages.decided.manuals import ManualCount, record
    from heritage.sensors.moments import read

    settings = read_settings(content)
    counting_point(library_as_read(settings), point)
    how, seen = _method(method), _seen_by_way(inwards, outwards, together)
    now = datetime.now(UTC)
    try:
        start, stops = read(first, LOCAL_TIME), read(end, LOCAL_TIME)
        count = ManualCount(token_urlsafe(12), point, start, stops, by, how, seen, note)
        with open_store(settings) as engine:
            number, _is_new = in_turn(engine, lambda connection: record(connection, count, now))
    except Refusal as refusal:
        stop(refusal.message(_))
    print(
        _("Manual count {number} is kept. `heritage counts manuals` shows it beside the counter's.").format(
            number=number
        )
    )


def _method(word: str) -> "Method":
    from heritage.passages.decided.manuals import Method

    if word not in list(Method):
        stop(_("'{word}' is no method; there are {known}.").format(word=word, known=", ".join(Method)))
    return Method(word)


def _seen_by_way(
    inwards: str | None, outwards: str | None, together: str | None
) -> "dict[tuple[Direction, Traveller], int]":
    if together is not None and (inwards is not None or outwards is not None):
        stop(_("--both is for counts in which directions were not told apart: give it, or --in and --out."))
    return {
        (direction, traveller): number
        for word, told in (("in", inwards), ("out", outwards), ("both", together))
        if told is not None and (direction := way(word)) is not None
        for traveller, number in _seen(told)
    }


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
    headings = (
        *(_("Number"), _("Point"), _("Time"), _("By hand"), _("Counter")),
        *(_("Observer"), _("Undone")),
    )
    show_table(headings, (_cells(one, beside.get(one.id)) for one in kept))


def _cells(one: "Kept", beside: "Compared | None") -> tuple[str, ...]:
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
        _told(one.manual.seen),
        device,
        one.manual.observer,
        undone(one.undone_at, one.undone_by, one.why_undone),
    )


def _told(seen: "Seen") -> str:
    """`Inwards: On foot 40, Dogs 3; Outwards: On foot 6`."""
    from heritage.pages.counts.words import DIRECTIONS
    from heritage.pages.tally_pages import TRAVELLERS

    kinds = list(TRAVELLERS)
    ways: dict[Direction, list[str]] = {}
    for (direction, kind), number in sorted(
        seen.items(), key=lambda one: (one[0][0], kinds.index(one[0][1]))
    ):
        ways.setdefault(direction, []).append(f"{_(TRAVELLERS[kind])} {number}")
    return "; ".join(f"{_(DIRECTIONS[direction])}: {', '.join(told)}" for direction, told in ways.items())
