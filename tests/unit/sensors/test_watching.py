"""Each opening and each end of an alarm is told once by mail: tried again while it surely has not gone, never twice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec import structs
from sqlalchemy import Connection, Engine, delete, insert, select

from heritage.places.library import load
from heritage.places.place import Library
from heritage.sensors.watching import Seen, watch
from heritage.settings.mail import Mail, MailSecurity
from heritage.settings.settings import Settings
from heritage.store.engine import writing
from heritage.store.tables import ALARM, DEVICE_STATE
from heritage.store.writer import Writer
from tests.mailserver import MailServer, mail_server

CONTENT = Path(__file__).parents[2] / "data/small/content"
PROBE, GAUGE = "70b3d5e75e000001", "70b3d5e75e000002"
NOW = datetime(2026, 7, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

T = TypeVar("T")


@pytest.fixture(scope="module")
def library() -> Library:
    """The toy content without its counter."""
    library = load(CONTENT).library
    assert library is not None
    return structs.replace(library, devices={name: library.devices[name] for name in (PROBE, GAUGE)})


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def settings(server: MailServer) -> Settings:
    mail = Mail(
        "127.0.0.1", server.port, MailSecurity.NONE, "larm@leksaksby.example", ("drift@leksaksby.example",)
    )
    return Settings(mail=mail, language="en")


class Look:
    """Looks at the sensors of the toy content, which were heard when it is told so."""

    def __init__(self, engine: Engine, writer: Writer, library: Library, settings: Settings) -> None:
        self.engine, self.writer, self.library, self.settings = engine, writer, library, settings
        self.hear(NOW, PROBE, GAUGE)

    def hear(self, moment: datetime, *names: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(delete(DEVICE_STATE).where(DEVICE_STATE.c.dev_eui.in_(names)))
            for name in names:
                row = {"dev_eui": name, "source": "servanet", "first_heard": NOW, "last_heard": moment}
                connection.execute(insert(DEVICE_STATE).values(row))

    def at(self, hours: float) -> Seen:
        return watch(self.writer, self.library, self.settings, NOW + hours * HOUR, NOW - 300 * HOUR)

    def told(self) -> list[tuple[bool, bool, bool, bool]]:
        """Of each alarm: opening begun and told, end begun and told."""
        columns = (ALARM.c.telling_at, ALARM.c.told_at, ALARM.c.end_telling_at, ALARM.c.end_told_at)
        with self.engine.connect() as connection:
            rows = connection.execute(select(*columns).order_by(ALARM.c.id)).all()
        return [(a is not None, b is not None, c is not None, d is not None) for a, b, c, d in rows]


@pytest.fixture
def look(engine: Engine, writer: Writer, library: Library, settings: Settings) -> Look:
    return Look(engine, writer, library, settings)


def subjects(server: MailServer) -> list[str]:
    return [letter.message["Subject"].removeprefix("Besök Leksaksby: ") for letter in server.taken]


SILENT = f"The sensor {PROBE} at Lillsjön is silent"


def test_the_opening_and_the_end_are_told_once_each(look: Look, server: MailServer) -> None:
    assert look.at(1).told == 0
    look.hear(NOW + 4 * HOUR, GAUGE)
    assert look.at(4).told == 1
    assert look.at(4.1).told == 0
    look.hear(NOW + 5 * HOUR, PROBE, GAUGE)
    assert look.at(5).told == 1
    assert look.at(5.1).told == 0
    assert subjects(server) == [SILENT, f"Over: {SILENT}"]
    assert look.told() == [(True, True, True, True)]
    ids = [letter.message["Message-ID"] for letter in server.taken]
    assert ids == [
        "<alarm-1-opened-20260714T160000Z@leksaksby.example>",
        "<alarm-1-closed-20260714T160000Z@leksaksby.example>",
    ]


def test_each_alarm_has_a_mail_of_its_own(look: Look, server: MailServer) -> None:
    assert look.at(4).told == 2
    assert subjects(server) == [SILENT, SILENT.replace(PROBE, GAUGE)]


@pytest.mark.parametrize("command", ["RCPT", "TEXT"])
def test_a_mail_that_the_server_refused_is_tried_again_later(
    look: Look, server: MailServer, command: str
) -> None:
    server.fails[command] = "451 come again later"
    seen = look.at(4)
    assert (seen.told, seen.failures) == (0, ("The mail server says 451 come again later",))
    assert look.told() == [(False, False, False, False)] * 2
    server.fails.clear()
    assert look.at(4.1).told == 2
    assert len(server.taken) == 2


def test_a_mail_of_which_nobody_knows_whether_it_went_is_not_sent_again(
    look: Look, server: MailServer
) -> None:
    look.hear(NOW + 4 * HOUR, GAUGE)
    server.hangs_up_on = "TEXT"
    assert look.at(4).told == 0
    assert look.told() == [(True, False, False, False)]
    server.hangs_up_on = None
    assert look.at(4.1).told == 0
    assert len(server.taken) == 1
    look.hear(NOW + 5 * HOUR, PROBE, GAUGE)
    assert look.at(5).told == 1
    assert subjects(server) == [SILENT, f"Over: {SILENT}"]


class Crash(Exception):
    """As if the process had died."""


class CrashingStore:
    """A store whose process dies at the given piece of work."""

    def __init__(self, engine: Engine, dies_at: int) -> None:
        self.engine, self.left = engine, dies_at

    def run(self, work: Callable[[Connection], T]) -> T:
        self.left -= 1
        if self.left == 0:
            raise Crash
        with writing(self.engine) as connection:
            return work(connection)


@pytest.mark.parametrize(("dies_at", "mails"), [(1, 0), (2, 0), (3, 1)])
def test_a_crash_at_any_moment_never_sends_a_mail_twice(
    look: Look, server: MailServer, engine: Engine, dies_at: int, mails: int
) -> None:
    """It dies before looking, before noting that the mail is begun, or after sending and before noting that."""
    look.hear(NOW + 4 * HOUR, GAUGE)
    with pytest.raises(Crash):
        watch(CrashingStore(engine, dies_at), look.library, look.settings, NOW + 4 * HOUR, NOW - 300 * HOUR)
    assert len(server.taken) == mails
    look.at(4.1)
    assert subjects(server) == [SILENT]


def test_an_end_is_told_though_the_opening_could_not_be(look: Look, server: MailServer) -> None:
    look.hear(NOW + 4 * HOUR, GAUGE)
    server.fails["MAIL"] = "451 come again later"
    look.at(4)
    server.fails.clear()
    look.hear(NOW + 5 * HOUR, PROBE, GAUGE)
    assert look.at(5).told == 1
    assert subjects(server) == [f"Over: {SILENT}"]


def test_an_end_of_long_ago_is_no_news(look: Look, server: MailServer) -> None:
    look.hear(NOW + 4 * HOUR, GAUGE)
    server.fails["MAIL"] = "451 come again later"
    look.at(4)
    look.hear(NOW + 5 * HOUR, PROBE, GAUGE)
    look.at(5)
    server.fails.clear()
    look.hear(NOW + 24 * 8 * HOUR, PROBE, GAUGE)
    assert look.at(24 * 8).told == 0
    assert server.taken == []


def test_without_a_mail_server_alarms_are_listed_only_and_told_when_there_is_one(
    look: Look, server: MailServer
) -> None:
    with_mail = look.settings
    look.settings = replace(with_mail, mail=None)
    assert len(look.at(4).opened) == 2
    assert look.told() == [(False, False, False, False)] * 2
    look.settings = with_mail
    assert look.at(4.1).told == 2
    assert len(server.taken) == 2


def test_two_servers_tell_once(look: Look, server: MailServer, engine: Engine) -> None:
    look.hear(NOW + 4 * HOUR, GAUGE)
    other = CrashingStore(engine, dies_at=10**9)
    look.at(4)
    seen = watch(other, look.library, look.settings, NOW + 4 * HOUR, NOW - 300 * HOUR)
    assert (seen.told, len(server.taken)) == (0, 1)


def test_mail_speaks_the_language_of_the_commands(look: Look, server: MailServer) -> None:
    look.settings = replace(look.settings, language="sv")
    look.hear(NOW + 4 * HOUR, GAUGE)
    look.at(4)
    assert PROBE in subjects(server)[0]
