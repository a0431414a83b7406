"""The command that lists what is to be looked at in counts, each with the words that decide it."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.counting.group import caught_up, counting_point
from heritage.cli.counting.judging import SomePoint, minute, way_name
from heritage.cli.demonstration import Demo, shown_by
from heritage.cli.running import DAY, open_store
from heritage.cli.speech import Content, _, language, ngettext, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.i18n.numbers import format_decimal
from heritage.problems import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from heritage.passages.review import Item
    from heritage.places.place import Library

commands = typer.Typer()

A_YEAR = timedelta(days=365)

NAMES = {
    "missing": N_("gap"),
    "zero run": N_("run of zeros"),
    "flat": N_("flat line"),
    "spike": N_("spike (hour)"),
    "spike day": N_("spike (day)"),
    "snowed": N_("under the snow"),
    "suspect reading": N_("doubtful reading"),
    "reset": N_("reset"),
    "wrap": N_("roll-over"),
    "duplicate": N_("duplicate"),
    "night": N_("night activity"),
    "imbalance": N_("imbalance of directions"),
    "neighbour": N_("deviation from neighbour"),
    "last year": N_("deviation from last year"),
    "clock": N_("clock drift"),
    "battery": N_("low battery"),
}
"""What each kind of finding is called, by its value (R-V9)."""

SENTENCES = {
    "missing": N_(
        "Too little was counted: {hours} hours are missing, {daytime_hours} of them between 06 and 20."
    ),
    "flat": N_("The same number in {hours} hours in a row: {value}."),
    "spike": N_("{value} in one hour; typical of that hour is {typical}."),
    "spike day": N_("{value} on one day; typical of such a day is {typical}."),
    "snowed": N_("The snow lay higher than the counter."),
    "suspect reading": N_("The counter itself said that it was stuck or stopped."),
    "reset": N_("The counter began again at 0: what it counted since the message before may be lost."),
    "wrap": N_("The counter passed its largest number and began again at 0; nothing is lost."),
    "duplicate": N_("Two sources tell of this time; the newer one is used."),
    "night": N_("{value} between 03 and 06; typical of a night is {typical}."),
    "imbalance": N_("{in} inwards and {out} outwards: {share} % in one direction."),
    "neighbour": N_("{value} in the week; by {beside} about {expected} were to be expected."),
    "last year": N_("{value} in the week; by last year about {expected} were to be expected."),
    "clock": N_("The clock of {beside} is {minutes} minutes behind, or its messages came so late."),
    "battery": N_("The battery of {beside} is low: {left}."),
}
"""The numbers that speak for it, in words; runs of zeros have their own below."""

AHEAD = N_("The clock of {beside} is {minutes} minutes ahead.")
TOO_MANY = N_("{value} in that time: more than can pass here.")

RENEWALS = {
    "due": N_(
        "Factor {number} ({way}) is two years old: count by hand again soon, for it may hold no longer."
    ),
    "overdue": N_(
        "Factor {number} ({way}) is five years old: count by hand again, for it may hold no longer."
    ),
    "moved": N_(
        "Factor {number} ({way}) goes on though the counter came there after it: count by hand again, or withdraw it."
    ),
}
"""By the value of a factor's `Renewal` (R-V5)."""

STATES = {
    "held": N_("left out until somebody decides"),
    "marked": N_("only marked, it stands in the figures"),
    "decided": N_("decided"),
}
NOT_COUNTED = {
    True: N_("not counted, and nothing stands in its place"),
    False: N_("not counted, an estimate stands in its place"),
}


First = Annotated[
    datetime | None,
    typer.Option("--from", formats=[DAY], metavar="YYYY-MM-DD", help=_("First day; a year ago if left out.")),
]
Last = Annotated[
    datetime | None,
    typer.Option(
        "--to", formats=[DAY], metavar="YYYY-MM-DD", help=_("Last day, included; today if left out.")
    ),
]


@commands.command(help=_("List what is to be looked at in the counts, newest first, with what decides it."))
def review(
    point: SomePoint = None,
    first: First = None,
    last: Last = None,
    with_decided: Annotated[bool, typer.Option("--all", help=_("Also what was decided."))] = False,
    demo: Demo = False,
    content: Content = None,
) -> None:
    """What is held waits for a human; what is marked only asks to be looked at (R-V9, R-V12)."""
    from heritage.passages.review import review as find
    from heritage.store.engine import told_in_a_sentence

    settings, library = shown_by(content, demo)
    wanted = [point] if point is not None else list(library.counting.points)
    if point is not None:
        counting_point(library, point)
    now = datetime.now(UTC)
    start, end = _days(first, last, now)
    is_any = False
    with open_store(settings) as engine:
        caught_up(engine, library, now)
        for key in wanted:
            with told_in_a_sentence(), engine.connect() as connection:
                due = _due_factors(connection, library, key, now.astimezone(LOCAL_TIME).date())
                found = find(connection, library, key, start, end, now, with_decided=with_decided)
            if due or found:
                _print(key, due, found, library)
                is_any = True
    if not is_any:
        print(_("Nothing is to be looked at."))


def _days(first: datetime | None, last: datetime | None, now: datetime) -> tuple[date, date]:
    end = last.date() if last is not None else now.astimezone(LOCAL_TIME).date()
    start = first.date() if first is not None else end - A_YEAR
    if end < start:
        stop(_("--to lies before --from."))
    return start, end


def _due_factors(connection: "Connection", library: "Library", key: str, today: date) -> list[str]:
    """The factors that are to be counted anew, each with what to type; whichever days are looked at."""
    from heritage.passages.decided.factors import factors, renewals

    rows = factors(connection, key)
    due = renewals(library, rows, today)
    return [
        line
        for one in rows
        if one.id in due
        for line in (
            _(RENEWALS[due[one.id]]).format(number=one.id, way=way_name(one.direction)),
            f"    heritage counts factor {key} --from YYYY-MM-DD --counts … --by …",
        )
    ]


def _print(key: str, due: list[str], found: "list[Item]", library: "Library") -> None:
    print(f"{library.counting.points[key].called(language)} ({key})")
    for line in due:
        print(f"    {line}")
    for one in found:
        for line in _lines(key, one, library):
            print(f"    {line}")
    print()


def _lines(key: str, one: "Item", library: "Library") -> list[str]:
    """When and what, why, and what to type."""
    finding = one.finding
    times = [minute(datetime.fromtimestamp(at, UTC)) for at in (finding.start, finding.end)]
    way = f" ({way_name(one.direction)})" if one.direction is not None else ""
    head = f"{times[0]} – {times[1]}  {_(NAMES[finding.kind])}{way}: {_state(one)}"
    if one.decisions:
        typed = [f"heritage counts undo decision {number} --by … --why …" for number in one.decisions]
    else:
        only = f" --direction {way_name(one.direction)}" if one.direction is not None else ""
        typed = [
            f"heritage counts decide {key} kept|rejected|reconstructed "
            f"--from '{times[0]}' --until '{times[1]}'{only} --by … --why …"
        ]
    return [head, f"    {_sentence(one, library)}", *(f"    {line}" for line in typed)]


def _state(one: "Item") -> str:
    if one.finding.kind == "missing" and not one.decisions:
        return _(NOT_COUNTED[one.unfilled_h > 0])
    return _(STATES[one.state])


def _sentence(one: "Item", library: "Library") -> str:
    kind, evidence = one.finding.kind, dict(one.finding.evidence)
    neighbour = library.counting.points.get(one.beside)
    told = {
        "beside": neighbour.called(language) if neighbour is not None else one.beside,
        **{name: _number(name, value) for name, value in evidence.items()},
    }
    if kind == "zero run":
        return _zeros(int(evidence["days"]), told)
    if kind == "spike" and "typical" not in evidence:
        return _(TOO_MANY).format(**told)
    if kind == "battery":
        told["left"] = f"{told['percent']} %" if "percent" in told else f"{told['volt']} V"
    if kind == "clock" and evidence["minutes"] < 0:
        return _(AHEAD).format(**told)
    return _(SENTENCES[kind]).format(**told)


def _zeros(days: int, told: dict[str, str]) -> str:
    said = ngettext(
        "Nobody was counted on {count} day.", "Nobody was counted on {count} days in a row.", days
    )
    if "expected" not in told:
        return said.format(count=days)
    expected = _("About {expected} were to be expected.").format(**told)
    return f"{said.format(count=days)} {expected}"


def _number(name: str, value: float) -> str:
    """Shares as percent; minutes without their sign, which the sentence tells; tenths of a volt."""
    if name == "share":
        return format_decimal(100 * value, language)
    if name == "minutes":
        return format_decimal(abs(value), language)
    return format_decimal(value, language, 0 if value >= 10 or value == int(value) else 1)
