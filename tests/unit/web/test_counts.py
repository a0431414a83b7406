"""The door of counted passages: only what is published, kept for a while, and never broken by the database."""

import asyncio
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection
from starlette.requests import Request

from heritage.pages.compile import compile_site
from heritage.passages.decided import events
from heritage.store.engine import open_engine, writing
from heritage.store.migrate import ready
from heritage.web import counts as counts_module
from heritage.web.answers import Answer
from heritage.web.counts import KEPT_S, MOST_KEPT, Asked, CountsDoor, asked_for
from heritage.web.journal import Journal
from heritage.web.shelf import Shelf
from tests.asgi import visiting_small
from tests.outline import seen
from tests.passage_fixtures import filled
from tests.rendering import SITE

BRIDGE = "kvarnbron"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
GZIP = {b"accept-encoding": b"gzip"}


class Server:
    """The door at a moment that the test sets."""

    def __init__(self, folder: Path, runner: asyncio.Runner) -> None:
        self.engine, self.runner, self.at = open_engine(None, folder), runner, NOW
        self.lines: list[str] = []
        self.journal = Journal(self.lines.append)
        self.shelf = Shelf(compile_site(SITE))
        self.door = CountsDoor(self.engine, self.journal, lambda: self.at.timestamp())

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        raw = GZIP | {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
        request = Request({"type": "http", "method": method, "path": path, "headers": list(raw.items())})
        return self.runner.run(self.door.answer(self.shelf, request, raw))

    def html(self, path: str) -> str:
        body = self.ask(path).body["body"]
        return gzip.decompress(body).decode() if body[:2] == b"\x1f\x8b" else body.decode()

    def read(self, path: str) -> str:
        """The page's words."""
        return seen(self.html(path))

    def events(self) -> str:
        self.journal.close()
        return "".join(self.lines)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    engine = open_engine(None, folder)
    ready(engine)
    filled(engine, BRIDGE, 2025, seed=1)
    gap = [(date(2026, 6, 3), date(2026, 6, 9))]
    filled(engine, BRIDGE, 2026, seed=2, until=date(2026, 11, 20), estimated_days=gap)
    engine.dispose()
    with asyncio.Runner() as runner:
        server = Server(folder, runner)
        yield server
        server.door.close()
        server.engine.dispose()


@pytest.fixture(scope="module")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("counts")) as found:
        yield found


@pytest.fixture
def server(filled_folder: Server) -> Server:
    filled_folder.at = NOW
    filled_folder.door = CountsDoor(
        filled_folder.engine, filled_folder.journal, lambda: filled_folder.at.timestamp()
    )
    return filled_folder


def header(answer: Answer, name: str) -> str:
    return dict(answer.start["headers"]).get(name.encode(), b"").decode()


def test_the_newest_year_is_told_until_the_last_public_sunday(server: Server) -> None:
    """R-P11: whole weeks, late; nobody reads yesterday here."""
    told = server.read("/en/counts/kvarnbron/")
    assert "in the period 1 January – 15 November 2026" in told
    assert "These numbers go up to and including 15 November 2026." in told
    assert "20 November" not in told and "estimated" in told
    assert "more than in the period" in told or "fewer than in the period" in told


def test_a_year_and_a_month_have_pages_of_their_own(server: Server) -> None:
    assert "Passages at The Mill Bridge" in server.read("/en/counts/kvarnbron/2025/")
    july = server.read("/en/counts/kvarnbron/2026-07/")
    assert "in the period 1–31 July 2026" in july
    assert header(server.ask("/de/counts/kvarnbron/2026-07/"), "content-language") == "de"


def test_the_list_has_every_point_and_no_sum(server: Server) -> None:
    """R-V7."""
    told = server.read("/en/counts/")
    assert "The Mill Bridge" in told and "The Northern Trail" in told
    assert "There are no figures from here yet." in told
    assert "There are no figures from here yet." in server.read("/en/counts/norra-leden/")


@pytest.mark.parametrize(
    "path",
    [
        "/en/counts/bron/",
        "/en/counts/kvarnbron/2019/",
        "/en/counts/kvarnbron/2026-W30/",
        "/en/counts/kvarnbron/2026-07-01--2026-07-14/",
        "/en/counts/kvarnbron/2026/more/",
        "/en/counts/log/2026/",
        "/en/counts/../x/",
        "/en/counts/%00/",
    ],
)
def test_what_there_is_not_is_a_page_that_lists_what_there_is(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert answer.status == 404
    assert header(answer, "cache-control") == "no-store"
    assert "The Mill Bridge" in server.read(path)
    assert server.ask(path, "HEAD").body["body"] == b""


def test_an_address_without_its_slash_leads_on(server: Server) -> None:
    answer = server.ask("/en/counts/kvarnbron/2026")
    assert (answer.status, header(answer, "location")) == (308, "/en/counts/kvarnbron/2026/")


def test_bytes_that_have_not_changed_are_not_sent_again(server: Server) -> None:
    first = server.ask("/en/counts/kvarnbron/")
    tag = header(first, "etag")
    assert first.status == 200 and tag and header(first, "cache-control") == "no-cache"
    server.at += timedelta(hours=1)
    again = server.ask("/en/counts/kvarnbron/", if_none_match=tag)
    assert (again.status, again.body["body"]) == (304, b"")


@pytest.mark.parametrize("page", ["kvarnbron/", "", "log/"])
def test_a_page_is_read_once_in_a_while_and_then_anew(
    server: Server, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    reads: list[Asked] = []
    read = counts_module.composed

    def counted(connection: Connection, shelf: Shelf, asked: Asked, now: datetime) -> str | None:
        reads.append(asked)
        return read(connection, shelf, asked, now)

    monkeypatch.setattr(counts_module, "composed", counted)
    for _ in range(3):
        server.ask(f"/en/counts/{page}")
    assert len(reads) == 1
    server.at += timedelta(seconds=KEPT_S)
    server.ask(f"/en/counts/{page}")
    assert len(reads) == 2
    server.shelf = Shelf(compile_site(SITE))
    server.ask(f"/en/counts/{page}")
    assert len(reads) == 3, "other content, another page"


def test_what_nobody_asks_for_is_not_kept_for_ever(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts_module, "MOST_KEPT", 2)
    assert MOST_KEPT > 2
    for language in ("sv", "en", "de"):
        server.ask(f"/{language}/counts/log/")
    assert [asked.language for asked in server.door._kept] == ["en", "de"]


def test_the_log_tells_what_has_changed(server: Server) -> None:
    told = server.read("/en/counts/log/")
    assert "A counter was put up." in told and "The Mill Bridge" in told


def test_an_event_is_told_without_who_entered_it(server: Server) -> None:
    """R-V12."""
    day = date(2026, 7, 4)
    words = {"sv": "Klossloppet gick här.", "en": "The Block Race was here."}
    with writing(server.engine) as connection:
        number = events.record(connection, BRIDGE, (day, day), words, "Eva Ek", NOW)
    html = server.html("/en/counts/kvarnbron/2026-07/")
    assert "4 July 2026:" in seen(html) and "The Block Race was here." in html
    assert "Eva Ek" not in html
    with writing(server.engine) as connection:
        events.undo(connection, number, "Eva Ek", "It was next year.", NOW)


def test_a_database_that_does_not_answer_is_a_page_that_says_so(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*given: object) -> str:
        raise TimeoutError

    monkeypatch.setattr(counts_module, "composed", silent)
    answer = server.ask("/en/counts/kvarnbron/2025-08/")
    assert answer.status == 503
    assert header(answer, "retry-after") == "30" and header(answer, "cache-control") == "no-store"
    assert "The numbers cannot be read just now" in server.read("/en/counts/kvarnbron/2025-08/")
    assert "counts not read" in server.events()
    monkeypatch.undo()
    assert server.ask("/en/counts/kvarnbron/2025-08/").status == 200


@pytest.mark.parametrize(
    ("below", "asked"),
    [
        ("", Asked("en")),
        ("log", Asked("en", is_log=True)),
        ("kvarnbron", Asked("en", "kvarnbron")),
        ("kvarnbron/2026-07", Asked("en", "kvarnbron", "2026-07")),
        ("kvarnbron/2026-W30", Asked("en", "kvarnbron", "2026-W30")),
        ("kvarnbron/2026-13", None),
        ("kvarnbron/0001", None),
        ("kvarnbron//", None),
        ("Kvarnbron", None),
        ("kvarnbron/2026/x", None),
        ("a" * 65, None),
    ],
)
def test_addresses_are_read_strictly(below: str, asked: Asked | None) -> None:
    assert asked_for("en", below) == asked


def test_the_running_service_has_the_pages_in_every_language(tmp_path: Path) -> None:
    with visiting_small(tmp_path) as visitor:
        for language in ("sv", "en", "de"):
            assert visitor.get(f"/{language}/counts/").status == 200
            assert visitor.get(f"/{language}/counts/method/").status == 200
            assert visitor.get(f"/{language}/counts/kvarnbron/").status == 200
        assert visitor.get("/sv/counts").status == 308
        assert visitor.get("/sv/counts/finns-inte/").status == 404
        assert visitor.ask("POST", "/sv/counts/").status == 405
