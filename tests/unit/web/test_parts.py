"""Parts of a body by Range (RFC 9110 §14): what players ask for, and what they must not be given."""

import pytest

from heritage.web.answers import Answer
from heritage.web.parts import InParts

BODY = bytes(range(200))
TYPE = (b"content-type", b"audio/mpeg")
KEPT = (b"cache-control", b"public, max-age=31536000, immutable")
POLICY = (b"content-security-policy", b"default-src 'none'")
TAG = b'"abc"'

SOUND = InParts([TYPE, KEPT, POLICY], "abc", BODY)


def asked(wanted: bytes | None = None, method: str = "GET", **others: bytes) -> Answer:
    headers = {name.replace("_", "-").encode(): value for name, value in others.items()}
    if wanted is not None:
        headers[b"range"] = wanted
    return SOUND.answer(method, headers)


def headers_of(given: Answer) -> dict[bytes, bytes]:
    return dict(given.start["headers"])


def test_without_a_range_the_whole_is_sent_and_parts_are_offered() -> None:
    given = asked()
    assert (given.status, given.body["body"]) == (200, BODY)
    assert headers_of(given) == {
        TYPE[0]: TYPE[1],
        KEPT[0]: KEPT[1],
        POLICY[0]: POLICY[1],
        b"etag": TAG,
        b"accept-ranges": b"bytes",
        b"content-length": b"200",
    }


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        (b"bytes=0-1", 0, 1),  # what an iPhone asks before anything else
        (b"bytes=0-", 0, 199),
        (b"bytes=150-", 150, 199),
        (b"bytes=5-5", 5, 5),
        (b"bytes=190-999", 190, 199),
        (b"bytes=199-199", 199, 199),
        (b"bytes=-1", 199, 199),
        (b"bytes=-50", 150, 199),
        (b"bytes=-999", 0, 199),
        (b"Bytes= 3-4 ", 3, 4),
    ],
)
def test_a_part_is_sent_with_its_place_in_the_whole(wanted: bytes, first: int, last: int) -> None:
    given = asked(wanted)
    assert (given.status, given.body["body"]) == (206, BODY[first : last + 1])
    headers = headers_of(given)
    assert headers[b"content-range"] == b"bytes %d-%d/200" % (first, last)
    assert headers[b"content-length"] == b"%d" % (last - first + 1)
    assert (headers[b"etag"], headers[b"content-type"]) == (TAG, b"audio/mpeg")


@pytest.mark.parametrize("wanted", [b"bytes=200-", b"bytes=999-", b"bytes=999-1000", b"bytes=-0"])
def test_a_part_beyond_the_end_is_refused_with_the_length_of_the_whole(wanted: bytes) -> None:
    given = asked(wanted)
    assert (given.status, given.body["body"]) == (416, b"")
    headers = headers_of(given)
    assert headers[b"content-range"] == b"bytes */200"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[POLICY[0]] == POLICY[1]
    assert b"content-type" not in headers


@pytest.mark.parametrize(
    "wanted",
    [
        b"bytes=0-1,5-6",
        b"bytes=9-3",
        b"bytes=-",
        b"bytes=",
        b"bytes",
        b"",
        b"seconds=1-2",
        b"bytes=a-b",
        b"bytes=+1-2",
        b"bytes=1-2x",
        b"bytes=99999999999999999999-",
        "bytes=\u0661-\u0662".encode(),
    ],
)
def test_what_is_no_single_range_is_passed_over(wanted: bytes) -> None:
    """RFC 9110 §14.2: a server may ignore the header."""
    given = asked(wanted)
    assert (given.status, given.body["body"]) == (200, BODY)


@pytest.mark.parametrize(
    ("known", "status"),
    [
        (TAG, 206),
        (b'"another"', 200),
        (b'W/"abc"', 200),
        (b"Sat, 21 Nov 2026 09:05:00 GMT", 200),
        (b"", 200),
    ],
)
def test_a_part_is_sent_only_of_the_very_bytes_that_were_begun(known: bytes, status: int) -> None:
    assert asked(b"bytes=5-9", if_range=known).status == status


def test_head_tells_of_the_whole_and_knows_no_parts() -> None:
    head = asked(b"bytes=0-1", method="HEAD")
    assert (head.status, head.body["body"]) == (200, b"")
    assert headers_of(head) == headers_of(asked())


def test_a_known_tag_is_answered_304_before_the_range_is_looked_at() -> None:
    given = asked(b"bytes=0-1", if_none_match=TAG)
    assert (given.status, given.body["body"]) == (304, b"")
    headers = headers_of(given)
    assert headers[b"etag"] == TAG
    assert headers[KEPT[0]] == KEPT[1]
    assert b"content-type" not in headers
    assert b"content-length" not in headers
