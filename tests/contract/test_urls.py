"""Addresses that others rely on: printed on signs, linked to, kept in phones. What each one answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.asgi import LANGUAGES, Reply, Visitor, visiting_small

SWEDISH_PHONE = {"accept-language": "sv-SE,sv;q=0.9,en;q=0.8"}
GERMAN_PHONE = {"accept-language": "de-AT,de;q=0.9"}

FIXED_HEADERS = {
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "server": "heritage",
}

SLUGS = (
    "kvarnen",
    "leksaksleden",
    "leksaker",
    "is",
    "places",
    "places/kind/lake",
    "places/kind/open-air-museum",
    "places/parish/norra-ladan",
    "places/trail/leksaksleden",
    "help",
    "about",
    "contact",
    "privacy",
    "accessibility",
    "feedback",
    "codes",
)


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with visiting_small(tmp_path_factory.mktemp("data")) as someone:
        yield someone


@pytest.fixture(scope="module")
def prefixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    address = "https://www.leksak.example/besok"
    with visiting_small(tmp_path_factory.mktemp("data"), base_url=address) as someone:
        yield someone


# Pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", ["", *SLUGS])
def test_every_page_has_its_address_in_every_language(visitor: Visitor, language: str, slug: str) -> None:
    reply = visitor.get(f"/{language}/{slug}/" if slug else f"/{language}/")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-language"] == language
    assert f'<html lang="{language}"' in reply.text


def test_a_page_in_its_language_never_changes_with_the_header(visitor: Visitor) -> None:
    replies = [visitor.get("/en/kvarnen/", headers) for headers in ({}, SWEDISH_PHONE, GERMAN_PHONE)]
    assert replies[0] == replies[1] == replies[2]
    assert replies[0].headers["vary"] == "Accept-Encoding"
    assert replies[0].headers["cache-control"] == "no-cache"


def test_a_page_without_translation_has_its_address_all_the_same(visitor: Visitor) -> None:
    assert visitor.get("/de/smedjan/").status == 200


def test_the_start_address_answers_in_the_visitors_language_without_redirect(visitor: Visitor) -> None:
    swedish, german = visitor.get("/", SWEDISH_PHONE), visitor.get("/", GERMAN_PHONE)
    assert (swedish.status, swedish.headers["content-language"]) == (200, "sv")
    assert (german.status, german.headers["content-language"]) == (200, "de")
    assert swedish.headers["vary"] == "Accept-Language, Accept-Encoding"
    assert german.body == visitor.get("/de/").body


@pytest.mark.parametrize(
    "path", ["/sv", "/sv/kvarnen", "/de/privacy", "/en/feedback", "/en/places", "/en/places/kind/lake"]
)
def test_an_address_without_its_last_slash_leads_to_the_one_with_it(visitor: Visitor, path: str) -> None:
    reply = visitor.get(path)
    assert (reply.status, reply.headers["location"]) == (308, path + "/")


def test_a_page_is_packed_for_who_takes_it_and_known_again_by_its_tag(visitor: Visitor) -> None:
    packed = visitor.get("/sv/kvarnen/", {"accept-encoding": "gzip, br"})
    plain = visitor.get("/sv/kvarnen/")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert len(packed.body) < len(plain.body)
    known = {"accept-encoding": "gzip, br", "if-none-match": packed.headers["etag"]}
    again = visitor.get("/sv/kvarnen/", known)
    assert (again.status, again.body) == (304, b"")


def test_head_answers_as_get_but_without_body(visitor: Visitor) -> None:
    got, head = visitor.get("/sv/kvarnen/"), visitor.ask("HEAD", "/sv/kvarnen/")
    assert (head.status, head.headers, head.body) == (got.status, got.headers, b"")


def test_a_static_file_may_be_kept_for_a_year(visitor: Visitor) -> None:
    page = visitor.get("/sv/kvarnen/").text
    address = page[page.index('src="/static/kvarnen/') + len('src="') :].partition('"')[0]
    reply = visitor.get(address)
    assert (reply.status, reply.headers["content-type"]) == (200, "image/svg+xml")
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_search_engines_find_the_map_of_the_site(visitor: Visitor) -> None:
    assert visitor.get("/sitemap.xml").headers["content-type"] == "application/xml"
    assert "/sitemap.xml" in visitor.get("/robots.txt").text


# What is not there


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        ("/de/nirgendwo/", SWEDISH_PHONE, "de"),
        ("/de/places/kind/castle/", SWEDISH_PHONE, "de"),
        ("/de/places/kind/", SWEDISH_PHONE, "de"),
        ("/nowhere/", GERMAN_PHONE, "de"),
        ("/nowhere", {}, "sv"),
        ("/static/nothing.svg", {"accept-language": "fr"}, "en"),
        ("/../../etc/passwd", {}, "sv"),
        ("/static/../../pyproject.toml", {}, "sv"),
        ("/content/site.yaml", {}, "sv"),
        ("/.git/config", {}, "sv"),
        ("*", {}, "sv"),
    ],
)
def test_what_is_not_there_gets_a_page_that_helps_on(
    visitor: Visitor, path: str, headers: dict[str, str], language: str
) -> None:
    reply = visitor.get(path, headers)
    assert reply.status == 404
    assert reply.headers["content-language"] == language
    assert "tel:112" in reply.text
    assert f'href="/{language}/kvarnen/"' in reply.text
    assert "etag" not in reply.headers


def test_a_machine_gets_a_problem_it_can_read(visitor: Visitor) -> None:
    reply = visitor.get("/nowhere", {"accept": "application/json"})
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.text == '{"type": "about:blank", "title": "Not Found", "status": 404}'


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/sv/kvarnen/", "GET, HEAD"), ("/Q/KVA15", "GET, HEAD"), ("/sv/feedback/", "GET, HEAD, POST")],
)
def test_another_method_is_refused_with_those_that_work(visitor: Visitor, path: str, allowed: str) -> None:
    reply = visitor.ask("DELETE", path)
    assert (reply.status, reply.headers["allow"]) == (405, allowed)


# Codes


@pytest.mark.parametrize("path", ["/Q/KVA15", "/q/kva15", "/Q/KVA15/", "/q/Kva15/", "/Q/kva15"])
def test_a_signs_address_is_the_page_itself_in_either_case_and_with_or_without_slash(
    visitor: Visitor, path: str
) -> None:
    reply = visitor.get(path, GERMAN_PHONE)
    assert reply.status == 200
    assert reply.headers["content-language"] == "de"
    assert reply.headers["cache-control"] == "private, no-cache"
    assert reply.headers["vary"] == "Accept-Language, Accept-Encoding"
    assert '<link rel="canonical" href="https://leksak.example/de/kvarnen/">' in reply.text
    assert "KVA15" in reply.text
    assert reply == visitor.get("/Q/KVA15", GERMAN_PHONE)


def test_a_signs_page_is_known_again_by_its_tag(visitor: Visitor) -> None:
    tag = visitor.get("/Q/KVA15", GERMAN_PHONE).headers["etag"]
    again = visitor.get("/Q/KVA15", {**GERMAN_PHONE, "if-none-match": tag})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)


def test_a_removed_sign_says_so_and_names_the_nearest_place(visitor: Visitor) -> None:
    reply = visitor.get("/Q/GAM1X")
    assert reply.status == 410
    assert "GAM1X" in reply.text
    assert 'href="/sv/lillsjon/"' in reply.text


def test_a_code_that_was_never_given_out_is_said_to_be_unknown(visitor: Visitor) -> None:
    reply = visitor.get("/Q/7K3FC")
    assert reply.status == 404
    assert "7K3FC" in reply.text


@pytest.mark.parametrize("code", ["KVA16", "KVA1", "KVA155", "KV015", "<B>", "%", "/", "a" * 5000])
def test_a_mistyped_address_of_a_sign_gets_a_page_that_helps(visitor: Visitor, code: str) -> None:
    reply = visitor.get(f"/Q/{code}")
    assert reply.status == 404
    assert 'name="code"' in reply.text
    assert "<B>" not in reply.text


def test_a_slip_in_a_signs_address_leads_to_the_sign_that_was_meant(visitor: Visitor) -> None:
    assert 'href="/Q/?code=KVA15' in visitor.get("/Q/KVA16").text


@pytest.mark.parametrize("path", ["/Q", "/Q/", "/q", "/q/"])
def test_without_a_code_codes_are_explained(visitor: Visitor, path: str) -> None:
    reply = visitor.get(path, GERMAN_PHONE)
    assert reply.status == 200
    assert reply.body == visitor.get("/de/codes/").body
    assert "Accept-Language" in reply.headers["vary"]


@pytest.mark.parametrize("typed", ["KVA15", "kva15", "kva-i5", "+KVA+15", "HTTPS://LEKSAK.EXAMPLE/Q/KVA15"])
def test_a_typed_code_is_read_tolerantly_and_answered_in_the_language_of_its_form(
    visitor: Visitor, typed: str
) -> None:
    reply = visitor.get("/Q/", GERMAN_PHONE, f"code={typed}&lang=en")
    assert (reply.status, reply.headers["content-language"]) == (200, "en")
    assert "/en/kvarnen/" in reply.text


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("", 422),
        ("KVA1", 422),
        ("KVA155", 422),
        ("KV015", 422),
        ("KVAÖ5", 422),
        ("KVA16", 422),
        ("7K3FC", 404),
    ],
)
def test_each_kind_of_wrong_code_is_answered_beside_its_field(
    tmp_path: Path, typed: str, status: int
) -> None:
    with visiting_small(tmp_path) as visitor:
        reply = visitor.get("/Q/", {}, f"code={typed}&lang=de")
    assert (reply.status, reply.headers["content-language"]) == (status, "de")
    assert 'aria-invalid="true"' in reply.text
    assert reply.headers["cache-control"] == "no-store"


# A prefix


def test_below_a_prefix_every_address_carries_it(prefixed: Visitor) -> None:
    assert prefixed.get("/besok/sv/kvarnen/").status == 200
    assert prefixed.get("/besok/", GERMAN_PHONE).headers["content-language"] == "de"
    assert prefixed.get("/besok/Q/KVA15").status == 200
    assert prefixed.get("/besok/q/kva15/").status == 200
    assert prefixed.get("/besok/Q/", {}, "code=KVA15&lang=sv").status == 200
    assert prefixed.get("/besok/de/feedback/").status == 200
    assert prefixed.get("/besok/health").status == 200
    assert prefixed.get("/besok/de/nirgendwo/").headers["content-language"] == "de"
    assert prefixed.get("/besok").headers["location"] == "/besok/"
    assert prefixed.get("/sv/kvarnen/").status == 404
    assert prefixed.get("/Q/KVA15").status == 404


# Everything


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {}),
        ("GET", "/sv/kvarnen/", {}),
        ("HEAD", "/sv/kvarnen/", {}),
        ("GET", "/sv/kvarnen/", {"if-none-match": "*"}),
        ("GET", "/sv/kvarnen", {}),
        ("GET", "/robots.txt", {}),
        ("GET", "/Q/KVA15", {}),
        ("GET", "/Q/GAM1X", {}),
        ("GET", "/Q/7K3FC", {}),
        ("GET", "/Q/", {}),
        ("GET", "/nowhere", {}),
        ("GET", "/nowhere", {"accept": "application/json"}),
        ("GET", "/sv/feedback/", {}),
        ("POST", "/sv/feedback/", {}),
        ("POST", "/sv/feedback/", {"sec-fetch-site": "cross-site"}),
        ("PUT", "/sv/kvarnen/", {}),
        ("GET", "/health", {}),
    ],
)
def test_every_answer_carries_the_headers_that_protect_visitors(
    visitor: Visitor, method: str, path: str, headers: dict[str, str]
) -> None:
    reply = visitor.ask(method, path, headers)
    assert {name: reply.headers.get(name) for name in FIXED_HEADERS} == FIXED_HEADERS
    assert "geolocation=(self)" in reply.headers["permissions-policy"]
    assert "camera=()" in reply.headers["permissions-policy"]
    policy = directives(reply)
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert "set-cookie" not in reply.headers
    assert "cache-control" in reply.headers


def test_a_pages_policy_lets_its_own_style_in_and_nothing_else_inlined(visitor: Visitor) -> None:
    policy = directives(visitor.get("/sv/"))
    own, digest = policy.pop("style-src")
    assert own == "'self'"
    assert digest.startswith("'sha256-")
    assert policy == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


def directives(reply: Reply) -> dict[str, list[str]]:
    parts = [part.split() for part in reply.headers["content-security-policy"].split(";")]
    return {name: values for name, *values in parts}
