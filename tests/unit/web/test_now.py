"""Pages that show the moment, as the server answers them: kept, renewed, and never broken by the database."""

import asyncio
import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from heritage.pages.compile import compile_site
from heritage.pages.drafts import Live, View
from heritage.sensors.pulse import Pulse
from heritage.sensors.readings import keep
from heritage.store.engine import open_engine, writing
from heritage.web import now as now_module
from heritage.web.answers import Answer
from heritage.web.journal import Journal
from heritage.web.now import KEPT_IN_TROUBLE_S, KEPT_S, Now
from heritage.web.shelf import Shelf
from tests.asgi import Visitor, visiting_small
from tests.moments import LAKE, MINUTE, SUMMER, State, fill, put, reading
from tests.outline import seen
from tests.rendering import SITE

PLACE = Live(View.PLACE, "en", LAKE)
GZIP = {b"accept-encoding": b"gzip"}


class Server:
    """Live pages at a moment that the test sets."""

    def __init__(self, engine: Engine, runner: asyncio.Runner) -> None:
        self.engine, self.runner = engine, runner
        self.pulse, self.at = Pulse(), SUMMER
        self.lines: list[str] = []
        self.journal = Journal(self.lines.append)
        self.shelf = Shelf(compile_site(SITE))
        self.now = Now(engine, self.pulse, self.journal, lambda: self.at.timestamp())

    def ask(self, live: Live = PLACE, method: str = "GET", **headers: str) -> Answer:
        raw = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
        return self.runner.run(self.now.answer(self.shelf, live, method, GZIP | raw))

    def read(self, live: Live = PLACE) -> str:
        """The page's words."""
        return seen(gzip.decompress(self.ask(live).body["body"]).decode())

    def events(self) -> str:
        self.journal.close()
        return "".join(self.lines)


@contextmanager
def serving(folder: Path, state: State = State.FRESH) -> Iterator[Server]:
    fill(folder, state, SUMMER)
    engine = open_engine(None, folder)
    with asyncio.Runner() as runner:
        server = Server(engine, runner)
        yield server
        server.now.close()
    engine.dispose()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path) as found:
        yield found


def tag(answer: Answer) -> bytes:
    return dict(answer.start["headers"])[b"etag"]


def measure(engine: Engine, value: float, at: datetime) -> None:
    with writing(engine) as connection:
        keep(connection, [reading("water_temperature", value, at)])


def test_the_first_answer_holds_the_values(server: Server) -> None:
    """No script is needed to read them (R-A19)."""
    words = server.read()
    assert "Water temperature 18.4°C 12 minutes old at 14:00 1 July 2026, 13:48" in words
    assert "Forecast for the next 24 hours" in words


@pytest.mark.parametrize("view", [View.PLACE, View.POINT, View.OVERVIEW, View.NOW])
def test_every_view_is_read_from_either_database(engine: Engine, view: View) -> None:
    with writing(engine) as connection:
        put(connection, State.FULL, SUMMER)
    with asyncio.Runner() as runner:
        server = Server(engine, runner)
        words = server.read(Live(view, "en", "" if view is View.OVERVIEW else LAKE))
        server.now.close()
    assert "18.4°C" in words
    assert "Very strong gusts of wind" in words


def test_a_page_is_the_same_until_something_may_have_changed(server: Server) -> None:
    first = server.ask()
    server.at = SUMMER + timedelta(seconds=KEPT_S - 1)
    assert server.ask() is first
    server.at = SUMMER + timedelta(seconds=KEPT_S + 1)
    assert tag(server.ask()) != tag(first)


def test_a_new_reading_is_on_the_next_page(server: Server) -> None:
    server.ask()
    measure(server.engine, 19.9, SUMMER - MINUTE)
    server.pulse.beat()
    assert "19.9°C 1 minute old at 14:00" in server.read()


def test_what_another_process_wrote_is_there_within_a_minute(server: Server) -> None:
    server.ask()
    measure(server.engine, 19.9, SUMMER - MINUTE)
    server.at = SUMMER + timedelta(seconds=KEPT_S)
    assert "19.9°C 2 minutes old at 14:01" in server.read()


def test_a_value_that_grows_old_between_two_minutes_is_not_kept_longer(server: Server) -> None:
    """`changes_at`: air temperature is stale 2 hours after 11:48:00."""
    server.at = SUMMER + timedelta(hours=1, minutes=47, seconds=30)
    server.ask()
    assert server.shelf.composed[PLACE].until == (SUMMER + timedelta(hours=1, minutes=48)).timestamp()


def test_who_has_the_page_already_is_told_so(server: Server) -> None:
    known = tag(server.ask())
    again = server.ask(if_none_match=known.decode())
    assert (again.status, again.body["body"]) == (304, b"")
    headers = dict(server.ask().start["headers"])
    assert headers[b"cache-control"] == b"no-cache"
    assert known.startswith(b'"')


def test_head_and_plain_answers_are_those_of_any_page(server: Server) -> None:
    got, head = server.ask(), server.ask(method="HEAD")
    assert (head.start, head.body["body"]) == (got.start, b"")
    plain = server.runner.run(server.now.answer(server.shelf, PLACE, "GET", {}))
    assert plain.body["body"] == gzip.decompress(got.body["body"])


@pytest.mark.parametrize("place", [LAKE, ""], ids=["a place", "all places"])
def test_an_open_page_gets_its_panel_alone(server: Server, place: str) -> None:
    live = Live(View.NOW, "de", place)
    assert live in server.shelf.resources.values()
    body = gzip.decompress(server.ask(live).body["body"]).decode()
    assert body.startswith('<p class="quiet" data-at="2026-07-01T12:00:00Z">')
    assert "<html" not in body
    assert 'data-hx-swap-oob="innerMorph"' in body


def test_many_who_ask_at_once_are_answered_by_one_reading(server: Server) -> None:
    async def all_at_once() -> list[Answer]:
        asking = [server.now.answer(server.shelf, PLACE, "GET", GZIP) for _ in range(50)]
        return await asyncio.gather(*asking)

    answers = server.runner.run(all_at_once())
    assert all(answer is answers[0] for answer in answers)


def test_who_hangs_up_takes_the_page_from_nobody(server: Server) -> None:
    async def one_hangs_up() -> Answer:
        first = asyncio.create_task(server.now.answer(server.shelf, PLACE, "GET", GZIP))
        other = asyncio.create_task(server.now.answer(server.shelf, PLACE, "GET", GZIP))
        await asyncio.sleep(0)
        first.cancel()
        return await other

    assert server.runner.run(one_hangs_up()).status == 200


@pytest.mark.parametrize(
    ("view", "place"),
    [(View.PLACE, LAKE), (View.POINT, LAKE), (View.NOW, LAKE), (View.OVERVIEW, ""), (View.NOW, "")],
)
def test_a_database_that_fails_costs_the_values_and_not_the_page(
    tmp_path: Path, view: View, place: str
) -> None:
    """Never an error, never an old number as a new one."""
    live = Live(view, "en", place)
    with serving(tmp_path) as server:
        server.ask(live)
        with server.engine.connect() as connection:
            connection.exec_driver_sql("DROP TABLE series")
            connection.exec_driver_sql("COMMIT")
        server.at = SUMMER + timedelta(minutes=2)
        answer = server.ask(live)
        words = server.read(live)
        assert answer.status == (503 if view is View.NOW else 200)
        assert "The values cannot be read just now." in words
        assert "18.4" not in words
        assert "conditions not read" in server.events()


def test_after_trouble_the_database_is_asked_again_soon(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        with server.engine.connect() as connection:
            connection.exec_driver_sql("ALTER TABLE series RENAME TO away")
            connection.exec_driver_sql("COMMIT")
        page = gzip.decompress(server.ask(PLACE).body["body"]).decode()
        assert "cannot be read" in page
        assert '<div id="_warnings"></div>' in page, "the next warning needs a place to come to"
        with server.engine.connect() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO series")
            connection.exec_driver_sql("COMMIT")
        server.at = SUMMER + timedelta(seconds=KEPT_IN_TROUBLE_S)
        assert "18.4°C" in server.read()


def test_a_database_that_does_not_answer_is_not_waited_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()

    class Hanging:
        def connect(self) -> Connection:
            answered.wait(20)
            return server.engine.connect()

    monkeypatch.setattr(now_module, "PATIENCE_S", 0.05)
    server.now._engine = Hanging()  # a database that holds the line
    assert "The values cannot be read just now." in server.read()
    answered.set()
    assert "does not answer" in server.events()


def test_a_fault_of_ours_costs_the_values_and_not_the_page(server: Server) -> None:
    """Here a reading by a method that this version has no words for."""
    with writing(server.engine) as connection:
        odd = reading("water_temperature", 17.0, SUMMER - MINUTE)
        keep(connection, [odd._replace(device="x", channel=9, method="guessed")])
    assert "The values cannot be read just now." in server.read()
    assert '"event":"failure","kind":"KeyError"' in server.events()


# The addresses, through the whole application


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    folder = tmp_path_factory.mktemp("data")
    with visiting_small(folder) as someone:
        yield someone


@pytest.mark.parametrize("language", ["sv", "en", "de"])
@pytest.mark.parametrize("slug", ["lillsjon", "lillsjon/conditions", "conditions", "lillsjon/now"])
def test_every_live_page_has_its_address_in_every_language(
    visitor: Visitor, language: str, slug: str
) -> None:
    reply = visitor.get(f"/{language}/{slug}/")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-language"] == language
    assert reply.headers["cache-control"] == "no-cache"
    assert "script-src 'self'" in reply.headers["content-security-policy"]
    assert visitor.get(f"/{language}/{slug}").status == 308
    assert visitor.ask("POST", f"/{language}/{slug}/").status == 405


def test_a_place_without_conditions_has_no_such_pages(visitor: Visitor) -> None:
    for slug in ("kvarnen/conditions", "kvarnen/now", "lillsjon/conditions/now"):
        assert visitor.get(f"/sv/{slug}/").status == 404


def test_a_code_opens_the_live_page_and_is_counted(visitor: Visitor) -> None:
    """R-Q10, R-Q13: privately, in the visitor's language, with the sign named."""
    reply = visitor.get("/Q/BR9N6", {"accept-language": "de"})
    assert reply.status == 200
    assert reply.headers["cache-control"] == "private, no-cache"
    assert reply.headers["vary"] == "Accept-Language, Accept-Encoding"
    assert "BR9N6" in seen(reply.text)
    assert 'id="_now"' in reply.text
    typed = visitor.get("/Q/", query="code=br9n6&lang=en")
    assert 'id="_now"' in typed.text


def test_what_was_measured_is_on_the_page_at_once(visitor: Visitor) -> None:
    assert "Unknown: no reading yet." in visitor.get("/en/lillsjon/").text
