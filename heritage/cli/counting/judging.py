"""Commands for what people decide about counts: decisions, events, and what is to be looked at."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.counting.group import By, Why, caught_up, counting_point
from heritage.cli.editing import library_as_read
from heritage.cli.listing import show_list
from heritage.cli.running import DAY, in_turn, open_store
from heritage.cli.speech import Content, _, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.problems import N_, Refusal

if TYPE_CHECKING:
    from heritage.passages.decided.decisions import Decision, Ruling
    from heritage.passages.decided.events import Event
    from heritage.store.flags import Direction

commands = typer.Typer()

Point = Annotated[str, typer.Argument(metavar="POINT", help=_("The counting point's key in counting.yaml."))]
SomePoint = Annotated[
    str | None, typer.Argument(metavar="POINT", help=_("The counting point's key; all if left out."))
]
MINUTE = "YYYY-MM-DD HH:MM"

WAYS = {"in": "IN", "out": "OUT", "both": "BOTH"}
"""Directions as they are written, with their names in the program."""

RULINGS = {
    "kept": N_("kept: it was real"),
    "rejected": N_("left out"),
    "reconstructed": N_("left out and estimated"),
}


@commands.command(help=_("Decide on counted passages: they are kept, left out, or left out and estimated."))
def decide(
    point: Point,
    ruling: Annotated[
        str,
        typer.Argument(
            metavar="RULING", help=_("kept (real), rejected (left out) or reconstructed (estimated).")
        ),
    ],
    first: Annotated[
        str, typer.Option("--from", metavar=f"'{MINUTE}'", help=_("First hour, in local time."))
    ],
    end: Annotated[
        str, typer.Option("--until", metavar=f"'{MINUTE}'", help=_("When it is over, in local time."))
    ],
    by: By,
    why: Why,
    direction: Annotated[
        str | None, typer.Option(metavar="in|out|both", help=_("Only this direction; all if left out."))
    ] = None,
    content: Content = None,
) -> None:
    """Raw counts stay as they came; a decision can be undone (R-V12)."""
    from heritage.passages.decided.decisions import Subject, record
    from heritage.sensors.moments import read

    settings = read_settings(content)
    library = library_as_read(settings)
    counting_point(library, point)
    now = datetime.now(UTC)
    try:
        subject = Subject(point, read(first, LOCAL_TIME), read(end, LOCAL_TIME), way(direction))
        verdict = _ruling(ruling)
        with open_store(settings) as engine:
            number = in_turn(engine, lambda connection: record(connection, subject, verdict, by, why, now))
            print(_("Decision {number} is kept.").format(number=number))
            caught_up(engine, library, now)
    except Refusal as refusal:
        stop(refusal.message(_))


def _ruling(word: str) -> "Ruling":
    from heritage.passages.decided.decisions import Ruling

    try:
        return Ruling(word)
    except ValueError:
        stop(_("'{word}' is no ruling; there are {known}.").format(word=word, known=", ".join(Ruling)))


def way(word: str | None) -> "Direction | None":
    """The direction that a command names; None for all."""
    from heritage.store.flags import Direction

    if word is None:
        return None
    if word not in WAYS:
        stop(_("'{word}' is no direction; there are {known}.").format(word=word, known=", ".join(WAYS)))
    return Direction[WAYS[word]]


def way_name(direction: "Direction") -> str:
    """How a direction is written in commands."""
    return next(word for word, name in WAYS.items() if name == direction.name)


@commands.command(help=_("List what was decided, also what was undone."))
def decisions(point: SomePoint = None) -> None:
    """In the order in which it was decided."""
    from heritage.passages.decided.decisions import decisions as read

    show_list(
        read_settings(),
        lambda connection: read(connection, point),
        _("No decisions."),
        (_("Number"), _("Point"), _("Hours"), _("Decision"), _("Who, when and why"), _("Undone")),
        _cells,
    )


def _cells(one: "Decision") -> tuple[str, ...]:
    direction = f" ({way_name(one.direction)})" if one.direction is not None else ""
    return (
        str(one.id),
        one.point,
        f"{minute(one.first_at)} – {minute(one.end_at)}{direction}",
        _(RULINGS[one.verdict.value]),
        f"{one.decided_by}, {minute(one.decided_at)}: {one.why}",
        undone(one.undone_at, one.undone_by, one.why_undone),
    )


@commands.command(
    help=_("Note a race, a storm or a closed bridge: it stands on the charts and changes no number.")
)
def event(
    first: Annotated[
        datetime, typer.Option("--from", formats=[DAY], metavar="YYYY-MM-DD", help=_("First day."))
    ],
    by: By,
    swedish: Annotated[str, typer.Option("--sv", metavar="TEXT", help=_("What happened, in Swedish."))],
    point: SomePoint = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to", formats=[DAY], metavar="YYYY-MM-DD", help=_("Last day, included; the first if left out.")
        ),
    ] = None,
    english: Annotated[str, typer.Option("--en", metavar="TEXT", help=_("The same in English."))] = "",
    german: Annotated[str, typer.Option("--de", metavar="TEXT", help=_("The same in German."))] = "",
    norwegian: Annotated[str, typer.Option("--nb", metavar="TEXT", help=_("The same in Norwegian."))] = "",
    content: Content = None,
) -> None:
    """Without a point it concerns them all."""
    from heritage.passages.decided.events import record

    settings = read_settings(content)
    library = library_as_read(settings)
    if point is not None:
        counting_point(library, point)
    words = {"sv": swedish, "en": english, "de": german, "nb": norwegian}
    days = first.date(), (last or first).date()
    now = datetime.now(UTC)
    try:
        with open_store(settings) as engine:
            number = in_turn(engine, lambda connection: record(connection, point, days, words, by, now))
    except Refusal as refusal:
        stop(refusal.message(_))
    print(_("Event {number} is kept.").format(number=number))


@commands.command(help=_("List the events that were noted."))
def events() -> None:
    """Also those that are shown no more."""
    from heritage.passages.decided.events import events as read

    show_list(
        read_settings(),
        read,
        _("No events."),
        (_("Number"), _("Point"), _("Days"), _("What"), _("Who and when"), _("Undone")),
        _event_cells,
    )


def _event_cells(one: "Event") -> tuple[str, ...]:
    days = f"{one.first_day}" if one.first_day == one.last_day else f"{one.first_day} – {one.last_day}"
    return (
        str(one.id),
        one.point or _("all"),
        days,
        one.words.get("sv", ""),
        f"{one.entered_by}, {minute(one.entered_at)}",
        undone(one.undone_at, one.undone_by, one.why_undone),
    )


def undone(at: datetime | None, by: str | None, why: str | None) -> str:
    """Who took something back, when and why; "" where nobody did."""
    return f"{by}, {minute(at)}: {why}" if at is not None else ""


def minute(moment: datetime) -> str:
    """Local time; with its offset in the hour that autumn has twice, so that it can be typed again."""
    from heritage.sensors.moments import turn

    local = moment.astimezone(LOCAL_TIME)
    return f"{local:%Y-%m-%d %H:%M}" if turn(moment, LOCAL_TIME) is None else f"{local:%Y-%m-%d %H:%M%z}"
