"""Whatever a request says, it is answered in a language of the site, and never with a fault of ours."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.asgi import LANGUAGES, Visitor, visiting_small

# The site is only read from; one for all examples is as good as one for each.
shared = examples(suppress_health_check=[HealthCheck.function_scoped_fixture])

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "BREW")
NAMES = (
    b"accept",
    b"accept-encoding",
    b"accept-language",
    b"content-length",
    b"content-type",
    b"dnt",
    b"host",
    b"if-none-match",
    b"origin",
    b"sec-fetch-site",
    b"sec-purpose",
    b"user-agent",
    b"x-forwarded-for",
)
WORDS = (
    "Q",
    "q",
    "KVA15",
    "GAM1X",
    "sv",
    "de",
    "feedback",
    "static",
    "..",
    "kvarnen",
    "health",
    "%",
    "é",
    "\x00",
)


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with visiting_small(tmp_path_factory.mktemp("data")) as someone:
        yield someone


@shared
@given(header=st.binary(max_size=300))
@pytest.mark.parametrize("path", ["/", "/Q/KVA15", "/Q/7K3FC", "/Q/", "/nowhere/"])
def test_any_accept_language_gives_a_language_of_the_site(visitor: Visitor, path: str, header: bytes) -> None:
    reply = visitor.send("GET", path, [(b"accept-language", header)])
    language = reply.headers["content-language"]
    assert language in LANGUAGES
    assert f'<html lang="{language}"' in reply.text


@shared
@given(
    method=st.sampled_from(METHODS),
    path=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(WORDS), max_size=5).map(lambda words: "/" + "/".join(words)),
    ),
    query=st.binary(max_size=60),
    headers=st.lists(st.tuples(st.sampled_from(NAMES), st.binary(max_size=40)), max_size=5),
    body=st.binary(max_size=60),
)
def test_no_request_is_answered_with_a_fault_of_ours(
    visitor: Visitor,
    method: str,
    path: str,
    query: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
) -> None:
    reply = visitor.send(method, path, headers, query, body)
    assert reply.status < 500
    assert "content-security-policy" in reply.headers


@shared
@given(
    typed=st.text(max_size=40),
    language=st.sampled_from((*LANGUAGES, "", "fr")),
    address=st.ip_addresses(v=4).map(str),
)
def test_any_typed_text_gets_a_page_that_helps(
    visitor: Visitor, typed: str, language: str, address: str
) -> None:
    visitor.address = address
    query = urlencode({"code": typed, "lang": language}, errors="surrogatepass")
    reply = visitor.get("/Q/", query=query)
    assert reply.status in (200, 404, 410, 422, 429)
    assert "tel:112" in reply.text or 'name="code"' in reply.text
