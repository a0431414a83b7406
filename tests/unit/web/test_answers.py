"""Finished answers: encodings, ETags, 304 and HEAD."""

import gzip
from dataclasses import dataclass

import pytest

from heritage.web.answers import Answer, Resource, answer, names, takes_gzip

PLAIN = b"<!doctype html><title>Vikbron</title>" * 20
ZIPPED = gzip.compress(PLAIN)
TYPE = (b"content-type", b"text/html; charset=utf-8")


@dataclass(frozen=True)
class Body:
    tag: str
    gzip: bytes | None
    plain: bytes


def resource(status: int = 200, zipped: bytes | None = ZIPPED) -> Resource:
    return Resource(status, [TYPE, (b"vary", b"Accept-Encoding")], Body("abc", zipped, PLAIN))


def headers_of(given: Answer) -> dict[bytes, bytes]:
    return dict(given.start["headers"])


def test_a_visitor_who_takes_gzip_gets_it_ready_made() -> None:
    given = resource().answer("GET", {b"accept-encoding": b"gzip, br"})
    assert given.status == 200
    assert given.body["body"] == ZIPPED
    assert headers_of(given)[b"content-encoding"] == b"gzip"
    assert headers_of(given)[b"content-length"] == b"%d" % len(ZIPPED)


def test_a_visitor_who_does_not_gets_the_plain_body_with_another_etag() -> None:
    given = resource().answer("GET", {})
    assert given.body["body"] == PLAIN
    assert b"content-encoding" not in headers_of(given)
    zipped = resource().answer("GET", {b"accept-encoding": b"gzip"})
    assert headers_of(given)[b"etag"] != headers_of(zipped)[b"etag"]


def test_what_gzip_makes_no_smaller_is_sent_as_it_is() -> None:
    given = resource(zipped=None).answer("GET", {b"accept-encoding": b"gzip"})
    assert given.body["body"] == PLAIN
    assert b"content-encoding" not in headers_of(given)


def test_a_known_etag_is_answered_304_without_body_and_type() -> None:
    first = headers_of(resource().answer("GET", {b"accept-encoding": b"gzip"}))
    again = resource().answer("GET", {b"accept-encoding": b"gzip", b"if-none-match": first[b"etag"]})
    assert (again.status, again.body["body"]) == (304, b"")
    assert headers_of(again) == {b"etag": first[b"etag"], b"vary": b"Accept-Encoding"}


def test_the_etag_of_the_other_encoding_is_not_known() -> None:
    plain = headers_of(resource().answer("GET", {}))[b"etag"]
    given = resource().answer("GET", {b"accept-encoding": b"gzip", b"if-none-match": plain})
    assert given.status == 200


def test_an_error_page_has_no_etag_and_is_never_304() -> None:
    given = resource(status=404).answer("GET", {b"if-none-match": b"*"})
    assert given.status == 404
    assert b"etag" not in headers_of(given)


def test_head_has_the_headers_of_get_and_no_body() -> None:
    whole, head = resource().answer("GET", {}), resource().answer("HEAD", {})
    assert head.start == whole.start
    assert head.body["body"] == b""


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (None, False),
        (b"", False),
        (b"gzip", True),
        (b"GZIP", True),
        (b"br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        (b"gzip;q=0", False),
        (b"gzip; q=0.000", False),
        (b"identity", False),
        (b"*", True),
        (b"*;q=0", False),
        (b"gzip;q=0, *", False),
        (b"\xff\x00;;=,", False),
    ],
)
def test_accept_encoding_is_read_with_its_weights(header: bytes | None, taken: bool) -> None:
    assert takes_gzip(header) is taken


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (b'"a"', True),
        (b'W/"a"', True),
        (b'"b", "a"', True),
        (b"*", True),
        (b'"b"', False),
        (b"a", False),
        (b"", False),
    ],
)
def test_if_none_match_is_compared_weakly(header: bytes, known: bool) -> None:
    assert names(header, b'"a"') is known


def test_an_answer_tells_the_length_of_its_body() -> None:
    assert headers_of(answer(200, [TYPE], b"123")) == {TYPE[0]: TYPE[1], b"content-length": b"3"}
