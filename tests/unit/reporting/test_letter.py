"""The monthly letter: the numbers themselves, once, when the month is public (R-P10, R-P11)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import Engine, Table, delete, insert, select

from heritage.passages.periods import month_of, months_within
from heritage.places.counting import Thresholds
from heritage.places.place import Library
from heritage.reporting.document import NEVER_ADDED
from heritage.reporting.letter import letter, mail_month, month_due
from heritage.sensors.post import MaybeSent, NotSent
from heritage.settings.mail import Mail, MailSecurity
from heritage.settings.secret import Secret
from heritage.settings.variables import SettingsError
from heritage.store.passage_tables import COUNT_DUE, GAP_DUE, REPORT_SENT
from heritage.store.writer import Writer
from tests import counted
from tests.mailserver import MailServer, mail_server
from tests.passage_fixtures import filled, library_of, point

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
        # May ended on a Sunday, which in summer is over at 22:00 UTC; a day later it is public.
        (datetime(2026, 6, 1, 21, 59, 59, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 6, 1, 22, 0, tzinfo=UTC), date(2026, 5, 1)),
        # January 2027 likewise, in winter, and March 2024 on the day when clocks were put forward.
        (datetime(2027, 2, 1, 22, 59, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2027, 2, 1, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2024, 4, 1, 21, 59, 59, tzinfo=UTC), date(2024, 2, 1)),
        (datetime(2024, 4, 1, 22, 0, tzinfo=UTC), date(2024, 3, 1)),
        # October ended on a Thursday: its last days are public with the Sunday after.
        (datetime(2024, 11, 4, 22, 59, 59, tzinfo=UTC), date(2024, 9, 1)),
        (datetime(2024, 11, 4, 23, 0, tzinfo=UTC), date(2024, 10, 1)),
        # A leap year's February, and the turn of a year.
        (datetime(2028, 3, 6, 23, 0, tzinfo=UTC), date(2028, 2, 1)),
        (datetime(2027, 1, 4, 23, 0, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_a_month_is_due_when_all_of_it_is_public(library: Library, now: datetime, month: date) -> None:
    assert month_due(library, now) == month_of(month)


def test_every_month_is_due_for_some_days_whatever_the_delay() -> None:
    """R-P11: also with the longest delay that may be set, and looked at once a day only."""
    for delay in (24, 48, 168, 744):
        own = library_of(checks=Thresholds(delay_hours=delay))
        days = [datetime(2026, 1, 1, 6, tzinfo=UTC) + timedelta(days=number) for number in range(800)]
        found = [month for month in dict.fromkeys(month_due(own, day) for day in days) if month is not None]
        assert [month.first for month in found] == months_within(found[0].first, found[-1].first)


def test_without_counting_points_nothing_is_due() -> None:
    assert month_due(library_of({}), NOW) is None


@pytest.fixture(autouse=True)
def counted_at_the_bridge(request: pytest.FixtureRequest) -> None:
    """Where there is a database at all."""
    if "engine" in request.fixturenames:
        filled(request.getfixturevalue("engine"), "bron", 2026, until=date(2026, 8, 9))


def test_the_letter_holds_the_numbers_and_goes_once(
    engine: Engine, writer: Writer, library: Library, server: MailServer, mail: Mail
) -> None:
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


def test_what_was_begun_before_a_crash_is_not_sent_again(
    engine: Engine, writer: Writer, library: Library, server: MailServer, mail: Mail
) -> None:
    """Nobody knows whether the server had it already; nothing is sent twice."""
    with engine.begin() as connection:
        connection.execute(insert(REPORT_SENT).values(period="2026-07", telling_at=NOW - timedelta(hours=1)))
    assert mail_month(engine, writer, library, mail, "en", NOW) is None
    assert server.taken == []


def test_a_password_that_cannot_be_read_is_no_reason_to_lose_the_letter(
    engine: Engine, writer: Writer, library: Library, server: MailServer, mail: Mail, tmp_path: Path
) -> None:
    locked = replace(mail, user="s", password=Secret("HERITAGE_SMTP_PASSWORD", tmp_path / "none"))
    with pytest.raises(SettingsError):
        mail_month(engine, writer, library, locked, "en", NOW)
    assert mail_month(engine, writer, library, mail, "en", NOW) == JULY
    assert len(server.taken) == 1


@pytest.mark.parametrize("table", [COUNT_DUE, GAP_DUE])
def test_it_waits_until_all_of_the_month_is_in_the_figures(
    engine: Engine, writer: Writer, library: Library, server: MailServer, mail: Mail, table: Table
) -> None:
    """After a stop the counters tell of days that nobody has reckoned yet; what comes of August does not matter."""
    august = datetime(2026, 8, 9, 12, tzinfo=UTC)
    late = datetime(2026, 7, 31, 21, 30, tzinfo=UTC)
    with engine.begin() as connection:
        for first, last in ((late, late), (august, august)):
            connection.execute(insert(table).values(point="bron", first_at=first, last_at=last))
    assert mail_month(engine, writer, library, mail, "en", NOW) is None and server.taken == []
    with engine.begin() as connection:
        connection.execute(delete(table).where(table.c.first_at == late))
    assert mail_month(engine, writer, library, mail, "en", NOW) == JULY


def test_of_a_month_of_which_nothing_is_known_there_is_no_letter_yet(
    engine: Engine, writer: Writer, server: MailServer, mail: Mail
) -> None:
    elsewhere = library_of({"klockan": point("Klockan")})
    assert mail_month(engine, writer, elsewhere, mail, "en", NOW) is None
    filled(engine, "klockan", 2026, until=date(2026, 8, 9))
    assert mail_month(engine, writer, elsewhere, mail, "en", NOW) == JULY
    assert len(server.taken) == 1


def test_what_is_to_be_said_of_every_point_is_said_once(library: Library) -> None:
    """The recipient reads it on a phone."""
    bron = structs.replace(counted.figures(JULY), point="bron")
    klockan = structs.replace(bron, point="klockan", total=counted.amount(70, 0.2))
    _, text = letter(library, {"bron": bron, "klockan": klockan}, JULY, "en")
    assert text.count("The numbers are corrected by 1.12") == 1
    own, shared = text.split("Of all these points:")
    assert "3% of the passages are estimated" in own and "20% of the passages are estimated" in own
    assert "The numbers are corrected by 1.12" in shared
    alone = letter(library, {"bron": bron}, JULY, "en")[1]
    assert "Of all these points:" not in alone and "The numbers are corrected by 1.12" in alone


def test_the_letter_keeps_the_three_words_apart_and_says_whom_to_tell(library: Library) -> None:
    """R-V2, R-V7."""
    figures = {"bron": structs.replace(counted.figures(JULY), point="bron")}
    for language, words in (
        ("en", ("Passage: ", "Visit: ", "Visitor: ")),
        ("sv", ("Passage: ", "Besök: ", "Besökare: ")),
    ):
        _, text = letter(library, figures, JULY, language)
        assert all(text.count(f"\n{word}") == 1 for word in words)
        assert f"https://leksak.example/{language}/counts/" in text
        assert library.site.contact.name in text
        assert max(map(len, text.splitlines())) < 998  # RFC 5322
