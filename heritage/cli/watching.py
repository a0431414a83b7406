"""Commands of those who look after the sensors: decide what readings are worth, see what is wrong."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.demonstration import Demo, shown_by
from heritage.cli.running import in_turn, open_store, yield_turn
from heritage.cli.speech import Content, _, language, ngettext, pgettext, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.problems import Refusal
from heritage.settings.mail import Mail
from heritage.settings.settings import Settings

if TYPE_CHECKING:
    from heritage.places.place import Library
    from heritage.sensors.alarms import Alarm
    from heritage.sensors.decisions import Ruling, Subject, Waiting

commands = typer.Typer()

MOST_PAST = 30
"""Alarms that are over which are listed."""

MINUTE = "'YYYY-MM-DD HH:MM'"


@commands.command(help=_("Accept or reject readings, or show those that wait for somebody."))
def decide(
    place: Annotated[str | None, typer.Argument(metavar="PLACE", help=_("The place's folder name."))] = None,
    quantity: Annotated[
        str | None, typer.Argument(metavar="QUANTITY", help=_("What was measured, such as ice_thickness."))
    ] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help=_("Only show what waits."))] = False,
    accept: Annotated[bool, typer.Option("--accept", help=_("They are true: show and count them."))] = False,
    reject: Annotated[bool, typer.Option("--reject", help=_("They are wrong: never show them."))] = False,
    first: Annotated[
        str | None, typer.Option("--from", metavar=MINUTE, help=_("Time of the first reading, local."))
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar=MINUTE, help=_("Time of the last one; the first if left out.")),
    ] = None,
    by: Annotated[str, typer.Option("--by", help=_("Who decides."))] = "",
    why: Annotated[str, typer.Option("--why", help=_("The reason, for those who ask later."))] = "",
    device: Annotated[
        str | None, typer.Option("--device", help=_("Only the readings of this device."))
    ] = None,
) -> None:
    """The readings stay as they are; a later decision goes before an earlier one (R-V1)."""
    settings = read_settings()
    if waiting:
        _show_waiting(settings)
        return
    if place is None or quantity is None or first is None or accept == reject:
        stop(_("Say which place, which quantity, --from when, and either --accept or --reject."))
    from heritage.sensors import decisions
    from heritage.sensors.verdicts import Verdict

    try:
        subject = decisions.Subject(place, quantity, *_minutes(first, last or first), device)
        ruling = decisions.Ruling(Verdict.ACCEPTED if accept else Verdict.REJECTED, by, why)
        _decide(settings, subject, ruling)
    except Refusal as refusal:
        stop(refusal.message(_))


def _minutes(first: str, last: str) -> tuple[datetime, datetime]:
    """A minute that was written means all its seconds. Raises MomentError."""
    from heritage.sensors.moments import read

    return read(first, LOCAL_TIME), read(last, LOCAL_TIME) + timedelta(seconds=59)


def _decide(settings: Settings, subject: "Subject", ruling: "Ruling") -> None:
    from heritage.sensors.decisions import decide
    from heritage.sensors.verdicts import Verdict

    with open_store(settings) as engine, _told_if_half_done() as pause:
        number = decide(partial(in_turn, engine), subject, ruling, datetime.now(UTC), pause=pause)
    said = (
        ngettext("{count} reading accepted.", "{count} readings accepted.", number)
        if ruling.verdict is Verdict.ACCEPTED
        else ngettext("{count} reading rejected.", "{count} readings rejected.", number)
    )
    print(said.format(count=number))


@contextmanager
def _told_if_half_done() -> Iterator[Callable[[], None]]:
    """Gives what is to be called after each transaction; what breaks off after one is told to be done again."""
    from heritage.store.engine import StoreError

    is_begun = False

    def pause() -> None:
        nonlocal is_begun
        is_begun = True
        yield_turn()

    try:
        yield pause
    except (StoreError, KeyboardInterrupt):
        if is_begun:
            told = _("Only part of the readings may be decided: the same command again decides them all.")
            print(told, file=sys.stderr)
        raise


def _show_waiting(settings: Settings) -> None:
    from heritage.sensors.decisions import waiting
    from heritage.store.engine import told_in_a_sentence

    with open_store(settings) as engine, told_in_a_sentence(), engine.connect() as connection:
        groups = waiting(connection, datetime.now(UTC))
    for group in groups:
        print(_told(group))
    if not groups:
        print(_("Nothing waits."))


def _told(group: "Waiting") -> str:
    """What waits, with the words that decide it."""
    from heritage.pages.report_pages import exactly

    series, first, last = group.series, _minute(group.first), _minute(group.last)
    values = "–".join(exactly(value, language) for value in sorted({group.lowest, group.highest}))
    number = ngettext("{count} reading", "{count} readings", group.readings).format(count=group.readings)
    lines = [f"{series.place}  {series.quantity}  {series.device}  {first} – {last}  {number}: {values}"]
    if group.before is not None:
        at, value = group.before
        lines.append(
            "    " + _("before: {value} at {time}").format(value=exactly(value, language), time=_minute(at))
        )
    lines.append(
        f"    heritage decide {series.place} {series.quantity} --device {series.device} "
        f"--from '{first}' --to '{last}' --accept|--reject --by … --why …"
    )
    return "\n".join(lines)


@commands.command(help=_("Show what is wrong with the sensors, and what was."))
def alarms(
    test_mail: Annotated[
        bool, typer.Option("--test-mail", help=_("Send a mail the way of the alarms, and do nothing else."))
    ] = False,
    demo: Demo = False,
    content: Content = None,
) -> None:
    """The open ones first, then the newest that are over."""
    settings, library = shown_by(content, demo)
    if test_mail and demo:
        stop(_("A demonstration sends no mail: leave out --demo."))
    if test_mail:
        _send_test(settings.mail, library)
        return
    from heritage.sensors.alarms import alarms as read
    from heritage.store.engine import told_in_a_sentence

    with open_store(settings) as engine, told_in_a_sentence(), engine.connect() as connection:
        found = read(connection, MOST_PAST)
    if found:
        _show(found, library)
    else:
        print(_("No alarms."))


def _send_test(mail: Mail | None, library: "Library") -> None:
    from heritage.sensors.alarm_words import trial
    from heritage.sensors.post import MaybeSent, NotSent, send

    if mail is None or not mail.recipients:
        stop(_("No mail is sent: set HERITAGE_ALARM_TO, HERITAGE_SMTP_HOST and HERITAGE_SMTP_FROM."))
    now = datetime.now(UTC)
    subject, text = trial(library, now, _)
    try:
        send(mail, subject, text, f"test-{now:%Y%m%dT%H%M%S%fZ}", now)
    except (NotSent, MaybeSent) as error:
        stop(error.message(_))
    print(
        _("The mail server has taken a mail to {recipients}.").format(recipients=", ".join(mail.recipients))
    )


def _show(found: "list[Alarm]", library: "Library") -> None:
    from rich.console import Console
    from rich.table import Table

    from heritage.sensors.alarm_words import sentence

    table = Table()
    for heading in (_("Alarm"), _("Since"), _("Noticed"), _("Over"), _("Told")):
        table.add_column(heading)
    for alarm in found:
        table.add_row(
            sentence(alarm, library, _),
            _minute(alarm.since) if alarm.since else "–",
            _minute(alarm.opened_at),
            _minute(alarm.closed_at) if alarm.closed_at else pgettext("alarm", "open"),
            _told_state(alarm),
        )
    Console().print(table)


def _told_state(alarm: "Alarm") -> str:
    """Whether a mail went about what is newest of it: its opening, or its end."""
    begun, told = (
        (alarm.telling_at, alarm.told_at)
        if alarm.closed_at is None
        else (alarm.end_telling_at, alarm.end_told_at)
    )
    if told is not None:
        return _minute(told)
    return _("perhaps") if begun is not None else _("no")


def _minute(moment: datetime) -> str:
    """Local time; with its offset in the hour that autumn has twice, so that it can be typed again."""
    from heritage.sensors.moments import turn

    local = moment.astimezone(LOCAL_TIME)
    return f"{local:%Y-%m-%d %H:%M}" if turn(moment, LOCAL_TIME) is None else f"{local:%Y-%m-%d %H:%M%z}"
