"""The feedback form: without identity, with the words kept when something is wrong (R-A4, R-A22, R-P19)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from heritage.app import MESSAGES
from heritage.feedback import LONGEST_TEXT, messages
from heritage.web.forms import MOST_BYTES
from tests.asgi import Headers, Reply, Visitor

FORM = {"content-type": "application/x-www-form-urlencoded"}


def post(visitor: Visitor, body: bytes, headers: Headers | None = None) -> Reply:
    return visitor.ask("POST", "/de/feedback/", {**FORM, **(headers or {})}, body=body)


def test_the_form_carries_the_page_the_visitor_came_from(visitor: Visitor) -> None:
    page = visitor.get("/de/feedback/", query="page=/de/kvarnen/").text
    assert '<input type="hidden" name="page" value="/de/kvarnen/">' in page
    assert 'action="/de/feedback/" method="post"' in page


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", '"><b>'])
def test_a_page_that_is_not_ours_is_not_shown(visitor: Visitor, page: str) -> None:
    shown = visitor.get("/de/feedback/", query=f"page={page}").text
    assert "evil" not in shown
    assert "alert(1)" not in shown
    assert "<b>" not in shown


def test_a_message_is_kept_and_its_writer_thanked(visitor: Visitor, books: Engine) -> None:
    reply = post(visitor, "page=/de/kvarnen/&text=Das+Schild+fehlt. åäö".encode())
    assert reply.status == 303
    assert reply.headers["location"] == "/de/feedback/?sent=1&page=%2Fde%2Fkvarnen%2F"
    (message,) = messages(books)
    assert (message.page, message.text, message.language) == ("/de/kvarnen/", "Das Schild fehlt. åäö", "de")
    thanks = visitor.get("/de/feedback/", query="sent=1&page=/de/kvarnen/").text
    assert 'role="status"' in thanks
    assert "<textarea" not in thanks


def test_an_empty_message_is_answered_beside_the_field(visitor: Visitor, books: Engine) -> None:
    reply = post(visitor, b"page=/de/kvarnen/&text=+%0A")
    assert reply.status == 422
    assert 'aria-invalid="true"' in reply.text
    assert 'value="/de/kvarnen/"' in reply.text
    assert messages(books) == []


def test_a_message_that_is_too_long_comes_back_with_the_reason(visitor: Visitor, books: Engine) -> None:
    words = "Ö" * (LONGEST_TEXT + 1)
    reply = post(visitor, f"text={words}".encode())
    assert reply.status == 422
    assert words in reply.text
    assert messages(books) == []


def test_markup_in_a_message_that_comes_back_is_harmless(visitor: Visitor) -> None:
    reply = post(visitor, b"text=" + b"</textarea><script>alert(1)</script>" * 200)
    assert reply.status == 422
    assert "<script>alert" not in reply.text


def test_more_than_any_message_needs_is_not_even_read(visitor: Visitor, books: Engine) -> None:
    chunks = [b"text=", *[b"x" * 1000] * (MOST_BYTES // 1000 + 1)]
    reply = visitor.ask("POST", "/de/feedback/", FORM, body=chunks)
    assert reply.status == 413
    assert "tel:112" in reply.text
    assert messages(books) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://[evil"},
    ],
)
def test_another_sites_page_cannot_send_messages(visitor: Visitor, books: Engine, headers: Headers) -> None:
    reply = post(visitor, b"text=spam", headers)
    assert (reply.status, reply.headers["content-language"]) == (403, "de")
    assert messages(books) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "https://whatever.example"},
        {"origin": "https://leksak.example"},
        {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"},
    ],
)
def test_our_own_page_can_and_so_can_old_browsers(visitor: Visitor, headers: Headers) -> None:
    assert post(visitor, b"text=hej", headers).status == 303


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x", "application/json"])
def test_other_kinds_of_bodies_are_refused(visitor: Visitor, kind: str) -> None:
    assert post(visitor, b"text=hej", {"content-type": kind}).status == 415


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"text=%FF%00%ED%A0%80", b"%", b"&&==&", b"text=a" + b"&x=" * 50]
)
def test_no_body_crashes(visitor: Visitor, body: bytes) -> None:
    assert post(visitor, body).status in (303, 413, 422)


def test_who_hangs_up_half_way_leaves_nothing(visitor: Visitor, books: Engine) -> None:
    reply = visitor.ask("POST", "/de/feedback/", FORM, body=HungUp())
    assert reply.status == 408
    assert messages(books) == []


class HungUp:
    """A body whose rest never comes."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())


def test_too_many_messages_are_slowed_down_with_the_words_kept(visitor: Visitor, books: Engine) -> None:
    burst = MESSAGES[0]
    assert [post(visitor, b"text=hej").status for _ in range(burst)] == [303] * burst
    refused = post(visitor, b"text=Once+more")
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "Once more</textarea>" in refused.text
    assert len(messages(books)) == burst


def test_a_database_that_fails_gives_the_words_back(visitor: Visitor, books: Engine) -> None:
    with books.begin() as connection:
        connection.execute(text("DROP TABLE message"))
    reply = post(visitor, b"text=Important")
    assert reply.status == 503
    assert "Important</textarea>" in reply.text
    assert "message" not in reply.headers
    assert "no such table" not in reply.text
    assert "does not exist" not in reply.text
