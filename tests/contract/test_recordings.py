"""A recording as players ask for it: of the server in parts, of a folder as a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from heritage.pages.export import export
from tests.asgi import Visitor, visiting_small
from tests.recordings import silent_mp3
from tests.rendering import SITE

PHONE_OF_ONE_MAKER = {"range": "bytes=0-1", "accept": "*/*", "accept-encoding": "identity"}
"""The first request of Safari: who answers it with 200 is not played."""


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with visiting_small(tmp_path_factory.mktemp("data")) as someone:
        yield someone


@pytest.fixture(scope="module")
def address(visitor: Visitor) -> str:
    page = visitor.get("/en/kvarnen/").text
    return page[page.index("/static/kvarnen/story-en.") :].partition('"')[0]


def test_the_address_on_the_page_brings_the_recording(visitor: Visitor, address: str) -> None:
    reply = visitor.get(address, {"accept-encoding": "gzip"})
    assert (reply.status, reply.body) == (200, silent_mp3(4))
    assert reply.headers["content-type"] == "audio/mpeg"
    assert reply.headers["accept-ranges"] == "bytes"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    assert "content-encoding" not in reply.headers


def test_parts_put_together_are_the_whole(visitor: Visitor, address: str) -> None:
    first = visitor.get(address, PHONE_OF_ONE_MAKER)
    assert (first.status, first.headers["content-length"]) == (206, "2")
    length = int(first.headers["content-range"].partition("/")[2])
    rest = visitor.get(address, {"range": f"bytes=2-{length - 1}", "if-range": first.headers["etag"]})
    assert rest.status == 206
    assert first.body + rest.body == silent_mp3(4)


def test_a_part_beyond_the_end_and_one_of_another_file_are_told_apart(visitor: Visitor, address: str) -> None:
    beyond = visitor.get(address, {"range": "bytes=999999-"})
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{len(silent_mp3(4))}")
    assert "x-content-type-options" in beyond.headers
    other = visitor.get(address, {"range": "bytes=2-3", "if-range": '"of another file"'})
    assert (other.status, other.body) == (200, silent_mp3(4))


def test_head_and_a_known_tag_bring_no_sound(visitor: Visitor, address: str) -> None:
    whole, head = visitor.get(address), visitor.ask("HEAD", address)
    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")
    again = visitor.get(address, {"if-none-match": whole.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_pages_are_never_sent_in_parts(visitor: Visitor) -> None:
    reply = visitor.get("/en/kvarnen/", {"range": "bytes=0-1"})
    assert reply.status == 200
    assert "accept-ranges" not in reply.headers


def test_a_page_lets_recordings_of_its_own_origin_play_and_no_others(visitor: Visitor) -> None:
    """R-S2, R-P3."""
    policy = visitor.get("/en/kvarnen/").headers["content-security-policy"].split("; ")
    assert "media-src 'self'" in policy
    assert "script-src 'self'" in policy


def test_an_exported_folder_holds_the_same_bytes(tmp_path: Path, address: str) -> None:
    export(SITE, tmp_path / "site")
    assert (tmp_path / "site" / address[1:]).read_bytes() == silent_mp3(4)
    assert not (tmp_path / "site" / f"{address[1:]}.gz").exists()
