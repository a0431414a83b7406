"""The monthly letter: the numbers themselves, once, when the month is public (R-P10, R-P11)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from heritage.passages.periods import month_of
from heritage.places.place import Library
from heritage.reporting.document import NEVER_ADDED
from heritage.reporting.letter import mail_month, month_due
from heritage.sensors.post import MaybeSent, NotSent
from heritage.settings.mail import Mail, MailSecurity
from heritage.store.passage_tables import REPORT_SENT
from heritage.store.writer import Writer
from tests.mailserver import MailServer, mail_server
from tests.passage_fixtures import filled, library_of

JULY = month_of(date(2026, 7, 1))
NOW = datetime(2026, 8, 10, 6, tzinfo=UTC)
"""A Monday; the week before ended on Sunday the 9th."""


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def mail(server: MailServer) -> Mail:
    return Mail(
        "127.0.0.1", server.port, MailSecurity.NONE, "s@leksak.example", (), ("turism@leksak.example",)
    )


@pytest.mark.parametrize(
    ("now", "month"),
    [
        # On Monday morning the week that ended on 2 August is not public yet.
        (datetime(2026, 8, 3, 6, tzinfo=UTC), date(2026, 6, 1)),
        (datetime(2026, 8, 4, 6, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 8, 31, 6, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 9, 8, 6, tzinfo=UTC), date(2026, 8, 1)),
    ],
)
def test_a_month_is_due_when_all_of_it_is_public(library: Library, now: datetime, month: date) -> None:
    assert month_due(library, now) == month_of(month)


def test_without_counting_points_nothing_is_due() -> None:
    assert month_due(library_of({}), NOW) is None


def test_the_letter_holds_the_numbers_and_goes_once(
    engine: Engine, writer: Writer, library: Library, server: MailServer, mail: Mail
) -> None:
    filled(engine, "bron", 2026, until=date(2026, 8, 9))
    assert mail_month(engine, writer, library, mail, "en", NOW) == JULY
    assert mail_month(engine, writer, library, mail, "en", NOW) is None
    (letter,) = server.taken
    assert letter.recipients == ["turism@leksak.example"]
    assert letter.message["Subject"] == "Passages in Leksaksby, July 2026"
    told = " ".join(letter.text.split())
    assert "passages" in told and "Bron" in told and NEVER_ADDED in told
    assert any(character.isdigit() for character in told.partition("Bron")[2].partition("Klockan")[0])
    with engine.connect() as connection:
        (row,) = connection.execute(select(REPORT_SENT)).all()
    assert (row.period, row.told_at) == ("2026-07", NOW)


def test_what_the_server_refuses_is_tried_again(
    engine: Engine, writer: Writer, library: Library, server: MailServer, mail: Mail
) -> None:
    server.fails["DATA"] = "451 later"
    with pytest.raises(NotSent, match="451"):
        mail_month(engine, writer, library, mail, "en", NOW)
    server.fails.clear()
    assert mail_month(engine, writer, library, mail, "en", NOW) == JULY
    assert len(server.taken) == 1


def test_what_may_have_gone_is_not_sent_twice(
    engine: Engine, writer: Writer, library: Library, server: MailServer, mail: Mail
) -> None:
    server.hangs_up_on = "TEXT"
    with pytest.raises(MaybeSent):
        mail_month(engine, writer, library, mail, "en", NOW)
    server.hangs_up_on = None
    assert mail_month(engine, writer, library, mail, "en", NOW) is None
    assert server.taken == [] or len(server.taken) == 1
