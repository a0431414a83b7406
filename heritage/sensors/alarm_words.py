"""What an alarm says to the staff, in a line and as a mail. It goes to the staff only: it names devices (R-C20)."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from heritage.i18n.dates import LOCAL_TIME
from heritage.places.place import Library
from heritage.problems import N_
from heritage.sensors.alarms import Alarm, Kind
from heritage.sensors.health import mounting_on

Words = Callable[[str], str]

SENTENCES = {
    Kind.NETWORK: N_("The sensors of {subject} fell silent together: its network seems to be down"),
    Kind.SILENT: N_("The sensor {subject} is silent"),
    Kind.BATTERY: N_("The battery of the sensor {subject} is low"),
    Kind.ICE: N_("A thickness of ice at {subject} waits for somebody to look at it"),
    Kind.FORECAST: N_("At least one place has had no new weather forecast for six hours"),
    Kind.CLOCK: N_("Messages of {subject} come from the future: a clock is wrong"),
    Kind.COUNTER: N_("The counting point {subject} has told nothing new for a week"),
    Kind.BLOCKED: N_("The counting point {subject} counts far fewer than expected"),
    Kind.SIGN: N_("Nobody scans the sign {subject} any more, while other signs are scanned"),
}

ADVICE = {
    Kind.NETWORK: N_("Ask the operator of the network. Meanwhile nothing is said of its sensors one by one."),
    Kind.SILENT: N_("Look at its battery and its antenna, and whether it still hangs there."),
    Kind.BATTERY: N_("Change the battery before the sensor falls silent."),
    Kind.ICE: N_("It is shown to nobody until somebody decides; `heritage decide --waiting` tells more."),
    Kind.FORECAST: N_("`heritage refresh` says what the weather services answer."),
    Kind.CLOCK: N_("Compare this server's clock with the network server's. What came is kept and not shown."),
    Kind.COUNTER: N_(
        "`heritage counts fetch` says what its maker's service answers; look at the counter's battery."
    ),
    Kind.BLOCKED: N_(
        "Look at the counter: leaves, snow, a spider or a turned lens. Then `heritage counts review`."
    ),
    Kind.SIGN: N_(
        "Look at the sign: is it there, clean, and not pasted over? Note it in the inspection record."
    ),
}

NOT_KNOWN = N_("not known")


class Letter(NamedTuple):
    """A mail."""

    subject: str
    text: str


def sentence(alarm: Alarm, library: Library, words: Words) -> str:
    """What is wrong, in one sentence without a full stop."""
    return words(SENTENCES[alarm.kind]).format(subject=_subject(alarm, library, words))


def letter(alarm: Alarm, library: Library, words: Words) -> Letter:
    """The mail about an alarm that was opened, or about the end of one that is closed."""
    said = sentence(alarm, library, words)
    subject = said if alarm.closed_at is None else words(N_("Over: {sentence}")).format(sentence=said)
    since = written(alarm.since) if alarm.since else words(NOT_KNOWN)
    lines = [
        f"{said}.",
        "",
        words(N_("Since: {time}")).format(time=since),
        words(N_("Noticed: {time}")).format(time=written(alarm.opened_at)),
    ]
    if alarm.closed_at is None:
        lines += ["", words(ADVICE[alarm.kind])]
    else:
        lines.append(words(N_("Over: {time}")).format(time=written(alarm.closed_at)))
    lines += ["", words(N_("All times are Swedish. `heritage alarms` lists what is open."))]
    return Letter(f"{library.site.name['sv']}: {subject}", "\n".join(lines) + "\n")


def trial(library: Library, now: datetime, words: Words) -> Letter:
    """A mail that only shows that mail arrives."""
    text = words(N_("This is a test, sent at {time}. Alarms go the same way.")).format(time=written(now))
    subject = words(N_("Test of the alarms"))
    return Letter(f"{library.site.name['sv']}: {subject}", text + "\n")


def written(moment: datetime) -> str:
    """Local time with its offset, so that both hours of the autumn night can be told apart."""
    return f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M %z}"


def _subject(alarm: Alarm, library: Library, words: Words) -> str:
    """The Swedish name of a place or counting point; a device or a sign with the name of where it is."""
    where = _where(alarm, library)
    if where is None:
        return alarm.subject
    if alarm.kind in (Kind.ICE, Kind.COUNTER, Kind.BLOCKED):
        return where
    return words(N_("{device} at {place}")).format(device=alarm.subject, place=where)


def _where(alarm: Alarm, library: Library) -> str | None:
    """None where the content does not tell."""
    if alarm.kind in (Kind.SILENT, Kind.BATTERY):
        device = library.devices.get(alarm.subject)
        day = alarm.opened_at.astimezone(LOCAL_TIME).date()
        mounting = mounting_on(device, day) if device else None
        return _spot(mounting.spot, library) if mounting else None
    if alarm.kind is Kind.SIGN:
        sign = library.signs.get(alarm.subject)
        return _spot(sign.place, library) if sign else None
    return _spot(alarm.subject, library) if alarm.kind in (Kind.ICE, Kind.COUNTER, Kind.BLOCKED) else None


def _spot(key: str, library: Library) -> str | None:
    """Places and counting points never share a key."""
    point, entry = library.counting.points.get(key), library.entry(key)
    return point.called("sv") if point else entry.name("sv") if entry else None
