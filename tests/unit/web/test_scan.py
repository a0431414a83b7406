"""Scans and typed codes: who is counted, under which key, and that no count costs a visitor the page."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from sqlalchemy import text

from heritage.app import WRONG_CODES
from heritage.store.engine import open_engine
from tests.asgi import Visitor, visiting_small

Counts = dict[tuple[str, str, str], int]


class Books:
    """What the database holds, read past the server."""

    def __init__(self, database_url: str | None, data_dir: Path) -> None:
        self._engine = open_engine(database_url, data_dir)

    def counts(self) -> Counts:
        with self._engine.connect() as connection:
            rows = connection.execute(text("SELECT code, language, channel, count FROM scan_count"))
            return {(code, language, channel): count for code, language, channel, count in rows}

    def set_aside(self) -> dict[str, int]:
        with self._engine.connect() as connection:
            rows = connection.execute(text("SELECT reason, sum(count) FROM tally GROUP BY 1"))
            return {row[0]: int(row[1]) for row in rows}

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture
def books(data_dir: Path, database_url: str | None) -> Iterator[Books]:
    opened = Books(database_url, data_dir)
    yield opened
    opened.close()


def phone(number: int) -> dict[str, str]:
    return {"user-agent": f"Mozilla/5.0 (Linux; Android {number}) Mobile"}


def test_a_scan_is_in_the_database_when_its_answer_is_there(visitor: Visitor, books: Books) -> None:
    assert visitor.get("/Q/KVA15", {"accept-language": "de"}).status == 200
    assert books.counts() == {("KVA15", "de", "sign"): 1}


def test_every_phone_counts_and_the_same_phone_counts_once(visitor: Visitor, books: Books) -> None:
    for number in (1, 2, 2, 1, 3):
        assert visitor.get("/Q/kva15/", phone(number)).status == 200
    assert books.counts() == {("KVA15", "sv", "sign"): 3}


def test_a_first_visit_whose_page_is_known_already_counts_though_it_is_304(
    visitor: Visitor, books: Books
) -> None:
    tag = visitor.get("/Q/KVA15", phone(1)).headers["etag"]
    assert visitor.get("/Q/KVA15", {**phone(2), "if-none-match": tag}).status == 304
    assert books.counts() == {("KVA15", "sv", "sign"): 2}


def test_a_typed_code_counts_as_typed_in_the_language_of_its_form(visitor: Visitor, books: Books) -> None:
    visitor.get("/Q/", {"accept-language": "de"}, "code=kva-i5&lang=en")
    assert books.counts() == {("KVA15", "en", "typed"): 1}


def test_an_address_with_a_slip_that_can_be_read_counts_as_typed(visitor: Visitor, books: Books) -> None:
    assert visitor.get("/Q/KVAI5").status == 200
    assert books.counts() == {("KVA15", "sv", "typed"): 1}


def test_a_scan_of_a_removed_sign_counts_for_somebody_found_it(visitor: Visitor, books: Books) -> None:
    assert visitor.get("/Q/GAM1X").status == 410
    assert books.counts() == {("GAM1X", "sv", "sign"): 1}


@pytest.mark.parametrize("path", ["/Q/7K3FC", "/Q/KVA16", "/Q/", "/sv/kvarnen/", "/", "/health"])
def test_what_is_no_sign_is_not_counted(visitor: Visitor, books: Books, path: str) -> None:
    visitor.get(path)
    assert books.counts() == {}
    assert books.set_aside() == {}


@pytest.mark.parametrize(
    ("method", "headers", "reason"),
    [
        ("HEAD", {}, "head"),
        ("GET", {"sec-purpose": "prefetch;prerender"}, "prefetch"),
        ("GET", {"user-agent": "WhatsApp/2.23.20.0"}, "preview"),
        ("GET", {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, "bot"),
        ("GET", {"user-agent": ""}, "bot"),
    ],
)
def test_who_is_no_visitor_gets_the_page_and_is_tallied_apart(
    data_dir: Path, database_url: str | None, books: Books, method: str, headers: dict[str, str], reason: str
) -> None:
    with visiting_small(data_dir, database_url) as visitor:
        assert visitor.ask(method, "/Q/KVA15", headers).status == 200
    # The tally rides along with the next group; closing commits it.
    assert books.counts() == {}
    assert books.set_aside() == {reason: 1}


@pytest.mark.parametrize("wish", ["sec-gpc", "dnt"])
def test_who_asks_not_to_be_counted_leaves_no_trace(
    data_dir: Path, database_url: str | None, books: Books, wish: str
) -> None:
    with visiting_small(data_dir, database_url) as visitor:
        assert visitor.get("/Q/KVA15", {wish: "1"}).status == 200
    assert books.counts() == {}
    assert books.set_aside() == {}


def test_phones_behind_a_trusted_proxy_are_told_apart(
    data_dir: Path, database_url: str | None, books: Books
) -> None:
    proxy = ip_network("203.0.113.0/24")
    with visiting_small(data_dir, database_url, trusted_proxies=(proxy,)) as visitor:
        for address in ("198.51.100.1", "198.51.100.2", "198.51.100.1"):
            visitor.get("/Q/KVA15", {"x-forwarded-for": address})
    assert books.counts() == {("KVA15", "sv", "sign"): 2}


def test_what_a_stranger_forwards_does_not_make_more_visits(visitor: Visitor, books: Books) -> None:
    for address in ("198.51.100.1", "198.51.100.2"):
        visitor.get("/Q/KVA15", {"x-forwarded-for": address})
    assert books.counts() == {("KVA15", "sv", "sign"): 1}


def test_a_database_that_fails_costs_the_count_but_not_the_page(visitor: Visitor, books: Books) -> None:
    with books._engine.begin() as connection:
        connection.execute(text("DROP TABLE scan_count"))
    assert visitor.get("/Q/KVA15", phone(1)).status == 200
    assert '"visits_missed": 1' in visitor.get("/health").text


def test_wrong_codes_are_slowed_down_and_right_ones_never(tmp_path: Path) -> None:
    with visiting_small(tmp_path) as visitor:
        burst = WRONG_CODES[0]
        wrong = [visitor.get("/Q/", query="code=KVA16&lang=de").status for _ in range(burst)]
        assert wrong == [422] * burst
        refused = visitor.get("/Q/", query="code=KVA16&lang=de")
        assert refused.status == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 2
        assert "tel:112" in refused.text
        assert refused.headers["content-language"] == "de"
        assert visitor.get("/Q/", query="code=KVA15&lang=sv").status == 200
        assert visitor.get("/Q/KVA15").status == 200
        assert visitor.get("/Q/KVA16").status == 429


def test_one_sender_who_guesses_does_not_slow_others_down(tmp_path: Path) -> None:
    with visiting_small(tmp_path) as visitor:
        for _ in range(WRONG_CODES[0] + 1):
            visitor.get("/Q/", query="code=KVA16")
        visitor.address = "198.51.100.9"
        assert visitor.get("/Q/", query="code=KVA16").status == 422
