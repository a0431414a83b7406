"""Commands for what devices send: who may send, which devices there are, and reading raw messages again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.demonstration import Demo, shown_by
from heritage.cli.listing import show_list
from heritage.cli.running import DAY, open_store, yield_turn
from heritage.cli.speech import Content, _, language, ngettext, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.i18n.numbers import format_decimal
from heritage.problems import Problem, Refusal, Weight, blocking, in_order
from heritage.settings.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from heritage.places.place import Library
    from heritage.sensors.quarantine import Stranger
    from heritage.sensors.redecode import Redecoded
    from heritage.sensors.roster import Listed
    from heritage.sensors.sources import Source

commands = typer.Typer()
sources = typer.Typer(
    no_args_is_help=True, help=_("Network servers that may send what devices measure, and their tokens.")
)
commands.add_typer(sources, name="sources")

Name = Annotated[
    str, typer.Argument(metavar="NAME", help=_("Name of the source; it becomes part of its address."))
]


@sources.command(help=_("Let a network server send, and show its token this once."))
def add(
    name: Name,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help=_("Network server: chirpstack3, chirpstack4, ttn, netmore or generic.")
        ),
    ],
    content: Content = None,
) -> None:
    """Of the token only a hash is kept (R-S6)."""
    from heritage.sensors import sources as known

    settings = read_settings(content)
    with _changing(settings) as connection:
        token = known.add(connection, name, kind, datetime.now(UTC))
    _show_token(settings, name, token)


@sources.command(help=_("Give a source a second token, which is to follow the one in use."))
def rotate(name: Name, content: Content = None) -> None:
    """Both hold until the old one is revoked, so that no message is lost meanwhile."""
    from heritage.sensors import sources as known

    settings = read_settings(content)
    with _changing(settings) as connection:
        token = known.rotate(connection, name, datetime.now(UTC))
    _show_token(settings, name, token)
    print(
        _(
            "Then revoke the old one: heritage sources revoke {name} DIGITS (see heritage sources list)."
        ).format(name=name)
    )


@sources.command(help=_("Refuse a token; a server that runs does so within a few seconds."))
def revoke(
    name: Name,
    digits: Annotated[
        str | None, typer.Argument(metavar="DIGITS", help=_("First digits of its hash, as listed."))
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=_("All tokens of the source."))] = False,
) -> None:
    """A running server looks every five seconds."""
    from heritage.sensors import sources as known

    if every == (digits is not None):
        stop(_("Say which token, by its digits, or --all."))
    with _changing(read_settings()) as connection:
        gone = known.revoke(connection, name, digits, datetime.now(UTC))
    print(ngettext("{count} token revoked.", "{count} tokens revoked.", gone).format(count=gone))


@sources.command("list", help=_("List the sources; never their tokens."))
def show() -> None:
    """A source without a token may send nothing."""
    from heritage.sensors.sources import sources as read

    show_list(
        read_settings(),
        read,
        _("No sources."),
        (_("Source"), _("Kind"), _("Since"), _("Tokens, by their digits")),
        _source_cells,
    )


def _source_cells(source: "Source") -> tuple[str, ...]:
    tokens = ", ".join(f"{token.digits} ({_minute(token.created_at)})" for token in source.tokens)
    return source.name, source.kind, _minute(source.created_at), tokens or _("none")


@commands.command(
    help=_("Show the devices: when they were last heard, how they are, and unknown ones that send.")
)
def devices(demo: Demo = False, content: Content = None) -> None:
    """For those who look after them; nothing of it is public (R-C20). What is to mend in devices.yaml comes last."""
    from heritage.places.library import DEVICES
    from heritage.sensors.quarantine import strangers
    from heritage.sensors.roster import roster
    from heritage.store.engine import told_in_a_sentence

    now = datetime.now(UTC)
    problems: list[Problem] = []
    if demo:
        settings, library = shown_by(content, demo)
    else:
        settings = read_settings(content)
        library, problems = _with_problems(settings, now)
    with open_store(settings) as engine, told_in_a_sentence(), engine.connect() as connection:
        listed = roster(connection, library, now)
        unknown = strangers(connection)
    if listed:
        _show_devices(listed, now)
    else:
        print(_("There are no devices in devices.yaml."))
    for one in listed:
        if one.unused_since is not None:
            _tell_unused(one.dev_eui, one.unused_since)
    for stranger in unknown:
        _show_stranger(stranger, settings.content / DEVICES)
    _tell_problems(problems)


@commands.command(help=_("Read raw messages again after a device or its mapping was mended."))
def redecode(
    since: Annotated[
        datetime,
        typer.Option("--since", formats=[DAY], metavar="YYYY-MM-DD", help=_("First day of their arrival.")),
    ],
    device: Annotated[
        str | None, typer.Option("--device", metavar="EUI", help=_("Only those of this device."))
    ] = None,
    is_trial: Annotated[bool, typer.Option("--dry-run", help=_("Only tell what would change."))] = False,
    content: Content = None,
) -> None:
    """The raw messages stay as they are, and so do people's decisions (R-V1)."""
    from heritage.sensors.redecode import redecode as read_again

    settings = read_settings(content)
    library, problems = _with_problems(settings, datetime.now(UTC))
    _tell_problems(problems)
    if blocking(problems):
        stop(_("Nothing was read again: mend devices.yaml first, or readings would be lost."), 1)
    wanted = library.devices
    if device is not None:
        if device.lower() not in wanted:
            stop(_("There is no device {device} in devices.yaml.").format(device=device))
        wanted = {device.lower(): wanted[device.lower()]}
    with open_store(settings) as engine:
        done = read_again(
            engine,
            wanted,
            since.replace(tzinfo=LOCAL_TIME),
            is_trial=is_trial,
            pause=yield_turn,
        )
    _tell(done, is_trial)


def _with_problems(settings: Settings, now: datetime) -> "tuple[Library, list[Problem]]":
    """The content as far as it can be read, and the problems and notes of its devices.yaml."""
    from heritage.places.checks import check
    from heritage.places.library import DEVICES, load
    from heritage.places.report import report
    from heritage.sensors import fitting

    loaded = load(settings.content)
    if loaded.library is None:
        stop(report(loaded.problems, _, ngettext), 1)
    found = [*check(loaded, now.astimezone(LOCAL_TIME).date()), *fitting.check(loaded)]
    return loaded.library, [problem for problem in found if problem.path.endswith(f"/{DEVICES}")]


def _tell_problems(problems: "list[Problem]") -> None:
    """Each with its line, on stderr."""
    from heritage.places.report import report

    notes = [problem for problem in problems if problem.weight is Weight.NOTE]
    lines = [problem.as_line(_) for problem in in_order(blocking(problems))]
    for line in (*lines, report(notes, _, ngettext)):
        if line:
            print(line, file=sys.stderr)


def _tell(done: "Redecoded", is_trial: bool) -> None:
    read = ngettext("{count} message read again.", "{count} messages read again.", done.events)
    print(read.format(count=done.events))
    if done.unreadable:
        left = ngettext("{count} of them cannot be read.", "{count} of them cannot be read.", done.unreadable)
        print(left.format(count=done.unreadable))
    told = (
        _("Readings that would change: {changed}, be new: {new}, be gone: {gone}. Nothing was changed.")
        if is_trial
        else _("Readings changed: {changed}, new: {new}, gone: {gone}.")
    )
    print(told.format(changed=done.changed, new=done.new, gone=done.gone))


def _show_token(settings: Settings, name: str, token: str) -> None:
    from heritage.places.library import load
    from heritage.sensors.sources import digits_of

    library = load(settings.content).library
    base = settings.base_url or (library.site.base_url.rstrip("/") if library else "https://…")
    print(_("Let the network server send JSON to {address}").format(address=f"{base}/uplinks/{name}"))
    print(_("with this header, which is shown only now:"))
    print(f"Authorization: Bearer {token}")
    print(_("The list calls this token {digits}.").format(digits=digits_of(token)))


def _show_devices(listed: "list[Listed]", now: datetime) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for heading in (_("Device"), _("Last heard"), _("Battery and radio")):
        table.add_column(heading, no_wrap=True)
    table.add_column(_("State"))
    for one in listed:
        table.add_row(
            "\n".join((one.dev_eui, one.device.profile, *one.places)),
            f"{_minute(one.last_heard)}\n{_age(now - one.last_heard)}" if one.last_heard else "–",
            # As they are: others choose these words, and brackets would be orders to the table.
            Text(_battery_and_radio(one)),
            Text(_state(one)),
        )
    Console().print(table)


def _battery_and_radio(one: "Listed") -> str:
    told = (
        (one.battery_percent, "%", 0),
        (one.battery_volt, "V", 2),
        (one.rssi, "dBm", 0),
        (one.snr, "dB", 0),
    )
    lines = [
        f"{format_decimal(value, language, digits)} {unit}"
        for value, unit, digits in told
        if value is not None
    ]
    if one.gateway is not None:
        lines.append(one.gateway)
    return "\n".join(lines) or "–"


def _state(one: "Listed") -> str:
    from heritage.sensors.roster import Ailment

    words = {
        Ailment.NOT_MOUNTED: _("not mounted today"),
        Ailment.NEVER_HEARD: _("never heard"),
        Ailment.SILENT: _("silent"),
        Ailment.BATTERY_LOW: _("battery low"),
        Ailment.UNREAD: ngettext(
            "{count} message cannot be read", "{count} messages cannot be read", one.unread
        ).format(count=one.unread),
    }
    said = [words[ailment] for ailment in one.ailments] or [_("well")]
    return "; ".join([*said, one.note] if one.note else said)


def _tell_unused(dev_eui: str, since: datetime) -> None:
    print()
    print(
        _(
            "Nothing of what {device} sends is used: by devices.yaml it hangs nowhere. If it does, mend 'since' and "
            "'until' of its mounting there, then run:"
        ).format(device=dev_eui)
    )
    print(f"heritage redecode --since {since.astimezone(LOCAL_TIME):%Y-%m-%d} --device {dev_eui}")


def _show_stranger(stranger: "Stranger", file: Path) -> None:
    """What it sends, and the lines that take it in, to be written into `file` as they stand."""
    told = ngettext(
        "Unknown device {device}: {count} message from {source}, {first} to {last}.",
        "Unknown device {device}: {count} messages from {source}, {first} to {last}.",
        stranger.events,
    )
    print()
    print(
        told.format(
            device=stranger.dev_eui,
            count=stranger.events,
            source=stranger.source,
            first=_minute(stranger.first_at),
            last=_minute(stranger.last_at),
        )
    )
    if stranger.looks:
        print(_("It seems to send:"))
        print("\n".join(f"    {line}" for line in stranger.looks))
    told = (
        _(
            "To take it in, with what it has sent so far, write into {file}, with your words for those in capitals:"
        )
        if file.exists()
        else _(
            "To take it in, with what it has sent so far, make the file {file} and write into it, with your words "
            "for those in capitals:"
        )
    )
    print(told.format(file=file))
    print("\n".join(stranger.lines()))


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}"


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return _("{count} min").format(count=minutes)
    hours = minutes // 60
    return _("{count} h").format(count=hours) if hours < 48 else _("{count} d").format(count=hours // 24)


@contextmanager
def _changing(settings: Settings) -> Iterator["Connection"]:
    """A transaction; what is refused ends the command with its sentence."""
    from heritage.store.engine import told_in_a_sentence, writing

    try:
        with open_store(settings) as engine, told_in_a_sentence(), writing(engine) as connection:
            yield connection
    except Refusal as refusal:
        stop(refusal.message(_))
