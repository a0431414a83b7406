"""Messages from visitors: no identity, limits, and an end after twelve months (R-P16, R-P19)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from heritage.feedback import LONGEST_TEXT, MessageError, leave_message, messages, purge
from heritage.store.engine import StoreError
from heritage.store.writer import Writer

NOW = datetime(2026, 11, 21, 9, 15, tzinfo=UTC)


def leave(
    writer: Writer, text: str = "Skylten är borta.", page: str = "/sv/vikbron/", now: datetime = NOW
) -> None:
    leave_message(writer, text=text, page=page, language="sv", now=now)


def test_a_message_is_kept_with_its_page_and_language_and_nothing_else(
    engine: Engine, writer: Writer
) -> None:
    leave(writer)
    (message,) = messages(engine)
    assert message.model_dump(exclude={"id"}) == {
        "received_at": NOW,
        "language": "sv",
        "page": "/sv/vikbron/",
        "text": "Skylten är borta.",
    }


def test_messages_come_newest_first(engine: Engine, writer: Writer) -> None:
    for number, minutes in enumerate((0, 2, 1, 2)):
        leave(writer, text=str(number), now=NOW + timedelta(minutes=minutes))
    assert [message.text for message in messages(engine)] == ["3", "1", "2", "0"]


@pytest.mark.parametrize("empty", ["", " \n\t ", "\x00\x07\x1b"])
def test_an_empty_message_is_refused(empty: str, engine: Engine, writer: Writer) -> None:
    with pytest.raises(MessageError) as raised:
        leave(writer, text=empty)
    assert raised.value.message() == "Please write a message first."
    assert messages(engine) == []


def test_a_message_may_be_as_long_as_promised_and_no_longer(engine: Engine, writer: Writer) -> None:
    leave(writer, text="å" * LONGEST_TEXT)
    with pytest.raises(MessageError) as raised:
        leave(writer, text="å" * (LONGEST_TEXT + 1))
    assert str(raised.value) == "The message is too long: at most 4000 characters fit."
    swedish = "Meddelandet är för långt: högst {most} tecken får plats."
    assert raised.value.message({raised.value.text: swedish}.__getitem__) == swedish.format(most=4000)
    assert [len(message.text) for message in messages(engine)] == [4000]


def test_control_characters_are_removed_and_line_breaks_kept(engine: Engine, writer: Writer) -> None:
    leave(writer, text="\x00 en\r\ntvå\rtre\tfyra\x1b[31m \ud800👩\u200d🌾 \x7f\n")
    assert [message.text for message in messages(engine)] == ["en\ntvå\ntre\tfyra[31m 👩\u200d🌾"]


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("/de/vikbron/?utm=1#karte", "/de/vikbron/"),
        ("https://besok.ange.se/sv/vikbron/?q=1", "/sv/vikbron/"),
        ("/sv/" + "a" * 300, "/sv/" + "a" * 196),
        ("/sv/\x00\nvikbron", "/sv/vikbron"),
        ("javascript:alert(1)", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_of_the_page_only_its_path_is_kept(page: str, kept: str, engine: Engine, writer: Writer) -> None:
    leave(writer, page=page)
    assert [message.page for message in messages(engine)] == [kept]


def test_what_is_older_than_twelve_months_is_purged(engine: Engine, writer: Writer) -> None:
    leave(writer, text="young", now=NOW.replace(year=2025))
    leave(writer, text="old", now=NOW.replace(year=2025) - timedelta(seconds=1))
    assert purge(engine, NOW) == 1
    assert [message.text for message in messages(engine)] == ["young"]
    assert purge(engine, NOW) == 0


def test_twelve_months_before_a_leap_day_is_the_day_before(engine: Engine, writer: Writer) -> None:
    leap_day = datetime(2028, 2, 29, 12, tzinfo=UTC)
    leave(writer, now=datetime(2027, 2, 28, 12, tzinfo=UTC))
    assert purge(engine, leap_day) == 0
    assert purge(engine, leap_day + timedelta(days=1)) == 1


def test_a_failing_database_is_told_in_one_sentence(engine: Engine, writer: Writer) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE message"))
    for use in (lambda: leave(writer), lambda: messages(engine), lambda: purge(engine, NOW)):
        with pytest.raises(StoreError, match="message"):
            use()
