"""A demonstration as people meet it: every value says "demo", assumptions are told, and real data is never in it."""

import asyncio
import gzip
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, select

from heritage.conditions import ice_words
from heritage.i18n.catalogues import gettext_for
from heritage.pages.compile import compile_site
from heritage.pages.drafts import Live, View
from heritage.pages.site import assemble
from heritage.pages.warned import OF_A_PLACE
from heritage.sensors.pulse import Pulse
from heritage.store.engine import open_engine
from heritage.store.kind import Kind, kind_of
from heritage.store.migrate import migrate
from heritage.store.tables import META, READING, UPLINK
from heritage.weather.forecast import Provider
from heritage.weather.words import CREDITS
from heritage.web.journal import Journal
from heritage.web.now import Now
from heritage.web.shelf import Shelf
from tests.asgi import SMALL, settings, visiting_small
from tests.commands import run, surroundings
from tests.demonstration import CONTENT, DAY, SUMMER, WINTER, library_of, simulate
from tests.interface import interface
from tests.store_fixtures import Postgresql

ROOT = Path(__file__).parents[2]
LANGUAGES = ("sv", "de")
PLACES = ("vojen", "backetjarn", "borgsjo-strand", "flataklocken", "naturum-ange")
PATIENCE_S = 60


@dataclass
class Site:
    """The pages of a demonstration at a moment."""

    shelf: Shelf
    now: Now
    runner: asyncio.Runner

    def page(self, view: View, language: str, place: str = "") -> str:
        live = Live(view, language, place)
        answer = self.runner.run(self.now.answer(self.shelf, live, "GET", {b"accept-encoding": b"gzip"}))
        return gzip.decompress(answer.body["body"]).decode()

    def pages(self, language: str) -> Iterator[str]:
        """All that show values."""
        yield self.page(View.OVERVIEW, language)
        for place in PLACES:
            yield self.page(View.PLACE, language, place)
            yield self.page(View.POINT, language, place)


@contextmanager
def demonstration(folder: Path, at: datetime) -> Iterator[Site]:
    """The real content's, with the last days made up."""
    engine = open_engine(None, folder)
    migrate(engine)
    library = library_of(CONTENT)
    simulate(engine, library, at, 8 * DAY)
    shelf = Shelf(compile_site(assemble(library, "http://127.0.0.1:8000", is_demo=True)))
    now = Now(engine, Pulse(), Journal(lambda lines: None), lambda: (at + timedelta(seconds=1)).timestamp())
    with asyncio.Runner() as runner:
        yield Site(shelf, now, runner)
    now.close()
    engine.dispose()


@pytest.fixture(scope="module")
def winter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with demonstration(tmp_path_factory.mktemp("winter"), WINTER) as site:
        yield site


@pytest.fixture(scope="module")
def summer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with demonstration(tmp_path_factory.mktemp("summer"), SUMMER) as site:
        yield site


def numbers(page: str) -> list[str]:
    """The numbers of all cards and of all rows in one, with all that stands in their paragraph or row."""
    return re.findall(r'<p class="number"[^>]*>.*?</p>|<dd data-until[^>]*>.*?</dd>', page, re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("season", ["winter", "summer"])
def test_every_value_on_every_page_carries_the_word_demo(
    season: str, language: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(season)
    word = gettext_for(language).gettext("demo")
    mark = f'<span class="demo">{word}</span>'
    count = 0
    for page in site.pages(language):
        found = numbers(page)
        assert found
        for number in found:
            assert mark in number
        count += len(found)
        for section in re.findall(r'<section class="(?:forecast|curves)".*?</section>', page, re.DOTALL):
            assert mark in section
    assert count > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_at_its_top_that_values_are_made_up(winter: Site, language: str) -> None:
    sentence = gettext_for(language).gettext("This is a demonstration: all values marked “demo” are made up.")
    for page in (*winter.pages(language), winter.shelf.site.page(f"/{language}/").plain.decode()):
        assert sentence in page[: page.index("</header>")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_water_that_is_only_assumed_to_be_still_is_told_to_be(winter: Site, language: str) -> None:
    """R-C8: nobody has confirmed that Backetjärn and Vojen are still."""
    sentence = gettext_for(language).gettext(ice_words.ASSUMED_STILL)
    advice = gettext_for(language).gettext(ice_words.DO_NOT_GO)
    for place in ("backetjarn", "vojen"):
        for view in (View.PLACE, View.POINT):
            page = winter.page(view, language, place)
            assert sentence in page and advice in page
            assert re.search(r'id="_v-ice_thickness-(drilled|sensor)"', page)
    assert winter.page(View.OVERVIEW, language).count(sentence) == 2
    assert sentence not in winter.page(View.POINT, language, "borgsjo-strand")


def test_regulated_water_shows_no_thickness_in_a_demonstration_either(winter: Site) -> None:
    page = winter.page(View.POINT, "sv", "borgsjo-strand")
    assert "ice_thickness" not in page
    assert gettext_for("sv").gettext(ice_words.NOT_STILL) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forecast_says_that_it_is_made_up_and_names_no_service(winter: Site, language: str) -> None:
    """R-C17."""
    sentence = gettext_for(language).gettext(CREDITS[Provider.DEMO].sentence)
    page = winter.page(View.POINT, language, "vojen")
    sections = re.findall(r'<section class="forecast".*?</section>', page, re.DOTALL)
    assert len(sections) == 2
    for section in sections:
        assert sentence in section
        assert not re.search(r"SMHI|MET Norway|CC BY", section)


def test_a_demonstration_never_says_that_there_are_no_warnings(winter: Site) -> None:
    """R-C15: nobody reads the authority's list there."""
    page = winter.page(View.PLACE, "en", "vojen")
    assert OF_A_PLACE.unknown in page and OF_A_PLACE.none not in page


def test_a_silent_sensor_is_told_with_the_time_of_its_last_reading(winter: Site) -> None:
    page = winter.page(View.PLACE, "en", "naturum-ange")
    assert re.search(r"Unknown: no reading since <time[^>]*>15 January", page)


def test_each_sensor_says_that_it_is_made_up(winter: Site) -> None:
    page = winter.page(View.POINT, "en", "backetjarn")
    # In the water at two depths, and in the ice.
    assert page.count("it is made up for this demonstration, and so is everything that it measures") == 3
    assert "02de30" not in page


def test_pages_with_made_up_values_weigh_no_more_than_others(winter: Site) -> None:
    for place in PLACES:
        for view, most in ((View.PLACE, 14_000), (View.POINT, 30_000)):
            packed = len(gzip.compress(winter.page(view, "de", place).encode(), 9))
            assert packed <= most, (place, view, packed)


def test_the_api_tells_of_every_value_that_it_is_made_up(engine: Engine) -> None:
    library = library_of(SMALL)
    simulate(engine, library, WINTER, 2 * DAY)
    with interface(engine, WINTER, library) as api:
        listed = api.ask("/api/v1/readings", "limit=500").data
        told = api.ask("/api/v1/places/lillsjon/conditions").data
    assert listed["is_demo"] and len(listed["readings"]) > 100
    assert all(reading["is_demo"] for reading in listed["readings"])
    assert told["is_demo"] and told["readings"] and all(one["is_demo"] for one in told["readings"])
    assert all(one["is_demo"] for one in told["ice"]["measured"])
    assert told["forecast"]["provider"] == "demo"
    assert told["forecast"]["source"]["url"] is None
    assert (told["warnings"]["is_known"], told["warnings"]["is_none"]) == (False, False)


def heritage(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return run(*arguments, settings=ours(folder) | more, cwd=ROOT, timeout=PATIENCE_S)


def environment(folder: Path) -> dict[str, str]:
    return surroundings(ours(folder))


def ours(folder: Path) -> dict[str, str]:
    return {"HERITAGE_LANGUAGE": "en", "HERITAGE_CONTENT": str(SMALL), "HERITAGE_DATA_DIR": str(folder)}


def count(folder: Path) -> tuple[int, int]:
    """Raw events and readings in the database of a folder."""
    engine = open_engine(None, folder)
    with engine.connect() as connection:
        found = [connection.scalar(select(func.count()).select_from(table)) for table in (UPLINK, READING)]
    engine.dispose()
    return found[0] or 0, found[1] or 0


def test_the_command_fills_a_database_of_its_own_and_goes_on_where_it_ended(data_dir: Path) -> None:
    done = heritage(data_dir, "simulate", "--days", "2", "--until", "2026-01-20T12:00")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^2[34]\d messages made\.$", done.stdout, re.MULTILINE)
    first = count(data_dir / "demo")
    assert first[0] > 130 and first[1] > 130
    assert not (data_dir / "heritage.sqlite3").exists()
    again = heritage(data_dir, "simulate", "--days", "2", "--until", "2026-01-20T12:00")
    assert again.stdout == "0 messages made.\n"
    more = heritage(data_dir, "simulate", "--days", "2", "--until", "2026-01-21T12:00")
    assert more.returncode == 0
    events, readings = count(data_dir / "demo")
    assert events > first[0] + 60 and readings > first[1] + 60


def test_a_demonstration_does_not_look_ahead(data_dir: Path) -> None:
    done = heritage(data_dir, "simulate", "--until", "2100-01-01T00:00")
    assert (done.returncode, done.stderr) == (2, "--until lies ahead of now.\n")
    assert not data_dir.exists()


def test_a_real_service_and_real_commands_refuse_the_database_of_a_demonstration(data_dir: Path) -> None:
    assert heritage(data_dir, "simulate", "--days", "1", "--until", "2026-01-20T12:00").returncode == 0
    before = count(data_dir / "demo")
    for command in (("serve",), ("purge",), ("redecode", "--since", "2026-01-01")):
        refused = heritage(data_dir / "demo", *command)
        assert refused.returncode == 2, command
        assert "The readings of this database are made up" in refused.stderr, command
    assert count(data_dir / "demo") == before


def test_a_demonstration_refuses_a_real_database(data_dir: Path) -> None:
    """Somebody has put real data where the demonstration is to be."""
    folder = data_dir / "demo"
    with visiting_small(folder) as visitor:
        form = {"content-type": "application/x-www-form-urlencoded"}
        assert visitor.ask("POST", "/sv/feedback/", form, body=b"text=Hej&page=/sv/").status == 303
    for command in (("simulate", "--days", "1"), ("serve", "--demo", "--port", "1")):
        refused = heritage(data_dir, *command)
        assert refused.returncode == 2
        assert "a demo begins with an empty one of its own" in refused.stderr
    assert count(folder) == (0, 0)
    with visiting_small(folder) as visitor:
        assert visitor.get("/sv/").status == 200


def test_on_postgresql_too_each_refuses_the_others_database(postgresql: Postgresql, data_dir: Path) -> None:
    """The demonstration takes the empty database that it is given, for good."""
    url = postgresql.emptied()
    assert heritage(data_dir, "migrate", HERITAGE_DATABASE_URL=url).returncode == 0
    looked = heritage(data_dir, "alarms", "--demo", HERITAGE_DATABASE_URL=url)
    assert (looked.returncode, "holds no demonstration" in looked.stderr) == (2, True)
    assert heritage(data_dir, "purge", HERITAGE_DATABASE_URL=url).returncode == 0
    simulate = ("simulate", "--days", "1", "--until", "2026-01-20T12:00")
    done = heritage(data_dir, *simulate, HERITAGE_DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    refused = heritage(data_dir, "purge", HERITAGE_DATABASE_URL=url)
    assert (refused.returncode, "made up" in refused.stderr) == (2, True)
    engine = open_engine(url, data_dir)
    with engine.begin() as connection:
        assert kind_of(connection) is Kind.DEMO
        connection.execute(delete(META))
    engine.dispose()
    # As if the readings in it were real.
    refused = heritage(data_dir, *simulate, HERITAGE_DATABASE_URL=url)
    assert (refused.returncode, "empty one of its own" in refused.stderr) == (2, True)


def test_the_settings_of_a_demonstration_ask_and_tell_nobody(data_dir: Path) -> None:
    ours = settings(data_dir, contact="a@b.se").as_demo()
    assert (ours.is_demo, ours.data_dir) == (True, data_dir / "demo")
    assert (ours.contact, ours.broker, ours.mail) == (None, None, None)


class Server:
    """`heritage serve --demo` as a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.log = folder.parent / "log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "heritage", "serve", "--demo", "--port", str(self.port)],
                cwd=ROOT,
                env=environment(folder),
                stdout=log,
                stderr=log,
            )

    def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE_S)

    def get(self, path: str) -> str | None:
        """None while nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        except ConnectionError:
            assert self._process.poll() is None, self.log.read_text()
            return None
        finally:
            connection.close()


def test_serve_demo_answers_with_made_up_values_and_leaves_the_real_database_alone(data_dir: Path) -> None:
    data_dir.mkdir()
    server = Server(data_dir)
    try:
        deadline = time.monotonic() + PATIENCE_S
        page = ""
        while not numbers(page) and time.monotonic() < deadline:
            page = server.get("/en/lillsjon/") or ""
            time.sleep(0.1)
        assert numbers(page), server.log.read_text()
        assert all('<span class="demo">' in number for number in numbers(page))
        told = json.loads(server.get("/api/v1/readings") or "")
        assert told["is_demo"] and told["readings"]
    finally:
        status = server.stop()
    assert status == 0
    assert not (data_dir / "heritage.sqlite3").exists()
    engine = open_engine(None, data_dir / "demo")
    with engine.connect() as connection:
        assert kind_of(connection) is Kind.DEMO
        assert connection.scalar(select(func.count()).select_from(META)) == 4
    engine.dispose()
    events, readings = count(data_dir / "demo")
    assert events > 0 and readings > 0
