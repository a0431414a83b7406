"""The roof: what is opened at the start, swapped while it runs, and closed at the end."""

import asyncio
import gc
import json
import re
import shutil
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from heritage.app import App, CannotStart, create_app, serve
from heritage.feedback import leave_message, messages
from heritage.pages import static_files
from heritage.store.engine import open_engine
from heritage.store.migrate import migrate
from heritage.store.tables import UplinkState
from heritage.store.writer import Writer
from heritage.web.journal import Journal
from tests.asgi import SMALL, Visitor, settings, visiting, visiting_small
from tests.senders import NOON, PROBE, STRANGER, arrive, bodies, readings, states, up

PATIENCE_S = 10

IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@leksak.example")


NOTHING: Any = None


class Log:
    """The lines written so far."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, text: str) -> None:
        self.lines += text.splitlines()

    def events(self, name: str) -> list[dict[str, object]]:
        return [entry for entry in map(json.loads, self.lines) if entry["event"] == name]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the toy content that a test may change."""
    return Path(shutil.copytree(SMALL, tmp_path / "content"))


def taken(app: App, visitor: Visitor) -> None:
    """Read the content again, as the watcher does when a file changes."""
    visitor.runner.run(app.take_changes())


def test_changed_content_is_served_without_a_restart(content: Path, data_dir: Path) -> None:
    app = create_app(settings(data_dir, content=content), lambda lines: None)
    page = content / "kvarnen/en.md"
    with visiting(app) as visitor:
        before = visitor.get("/en/kvarnen/")
        page.write_text(page.read_text().replace("sawdust", "moonlight"))
        taken(app, visitor)
        after = visitor.get("/en/kvarnen/", {"if-none-match": before.headers["etag"]})
    assert (after.status, "moonlight" in after.text) == (200, True)
    assert "moonlight" not in before.text


def test_the_last_good_site_stays_while_the_content_has_problems(content: Path, data_dir: Path) -> None:
    log = Log()
    app = create_app(settings(data_dir, content=content, language="en"), log)
    page = content / "kvarnen/sv.md"
    good = page.read_text()
    with visiting(app) as visitor:
        before = visitor.get("/sv/kvarnen/")
        page.write_text(good.replace("kind:", "knid:"))
        taken(app, visitor)
        assert visitor.get("/sv/kvarnen/") == before
        assert json.loads(visitor.get("/health").body)["content"]["problems"] > 0
        page.write_text(good)
        taken(app, visitor)
        assert json.loads(visitor.get("/health").body)["content"]["problems"] == 0
    # The watcher may have seen the changes as well.
    refused = log.events("content not taken")[0]
    assert any("content/kvarnen/sv.md:" in str(line) for line in refused["problems"])
    assert log.events("content taken")


def test_the_watcher_notices_a_change_by_itself(content: Path, data_dir: Path) -> None:
    seen = threading.Event()

    def write(lines: str) -> None:
        if "content taken" in lines:
            seen.set()

    page = content / "kvarnen/en.md"

    def change_until_it_is_seen() -> bool:
        # The watcher takes a moment to begin; a file that is written again is a change again.
        for _ in range(PATIENCE_S * 2):
            page.write_text(page.read_text())
            if seen.wait(0.5):
                return True
        return False

    with visiting(create_app(settings(data_dir, content=content), write)) as visitor:
        assert visitor.runner.run(asyncio.to_thread(change_until_it_is_seen))


def test_a_folder_that_is_replaced_by_another_is_taken_and_watched_on(content: Path, data_dir: Path) -> None:
    """As a deployment does it: the new folder is moved into the place of the old one."""
    takes = threading.Semaphore(0)

    def write(lines: str) -> None:
        for _ in range(lines.count("content taken")):
            takes.release()

    def replace_and_then_edit() -> bool:
        other = content.parent / "other"
        shutil.copytree(content, other)
        content.rename(content.parent / "old")
        other.rename(content)
        if not takes.acquire(timeout=PATIENCE_S):
            return False
        page = content / "kvarnen/en.md"
        for _ in range(PATIENCE_S * 2):
            page.write_text(page.read_text())
            if takes.acquire(timeout=0.5):
                return True
        return False

    with visiting(create_app(settings(data_dir, content=content), write)) as visitor:
        assert visitor.runner.run(asyncio.to_thread(replace_and_then_edit))


def test_the_watcher_leaves_by_itself_when_the_service_is_closed(data_dir: Path) -> None:
    """Its thread works outside of Python: torn away, it may come back to an interpreter that has ended."""
    app = create_app(settings(data_dir), lambda lines: None)
    with visiting(app):
        watching = app._watching
    assert watching is not None
    assert watching.done()
    assert not watching.cancelled()


def test_a_printed_code_that_is_led_elsewhere_is_not_served(content: Path, data_dir: Path) -> None:
    """R-Q9: the register is held against its history before a changed one goes live."""
    repository = content.parent
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "signs"]):
        subprocess.run(["git", *IDENTITY, *command], cwd=repository, check=True)
    log = Log()
    app = create_app(settings(data_dir, content=content), log)
    with visiting(app) as visitor:
        register = content / "codes.yaml"
        text = register.read_text()
        register.write_text(text.replace("place: lillsjon", "place: smedjan", 1))
        taken(app, visitor)
        assert "Lillsjön" in visitor.get("/Q/BR9N6", {"accept-language": "sv"}).text
    # The watcher may have seen the change as well.
    assert log.events("content not taken")


def test_an_old_accessibility_statement_stops_builds_but_never_the_service(
    content: Path, data_dir: Path
) -> None:
    """R-A5: a visitor in need is not sent away because a form is late."""
    statement = content / "accessibility.yaml"
    text = re.sub(r"(assessed_on|updated_on): \S+", r"\1: 2020-01-01", statement.read_text())
    statement.write_text(text)
    with visiting(create_app(settings(data_dir, content=content))) as visitor:
        assert visitor.get("/sv/kvarnen/").status == 200


def test_messages_are_purged_by_the_server_itself(data_dir: Path) -> None:
    """R-P16: the privacy page promises it."""
    engine = open_engine(None, data_dir)
    migrate(engine)
    writer = Writer(engine)
    for year in (2020, 2099):
        then = datetime(year, 1, 1, tzinfo=UTC)
        leave_message(writer, text="Hej", page="/sv/", language="sv", now=then)
    writer.close()
    log = Log()
    with visiting(create_app(settings(data_dir), log)) as visitor:
        for _ in range(200):
            visitor.get("/sv/")
            if log.events("messages purged"):
                break
            visitor.runner.run(asyncio.sleep(0.05))
    assert [message.received_at.year for message in messages(engine)] == [2099]
    engine.dispose()


def test_old_raw_messages_of_devices_are_purged_too(data_dir: Path) -> None:
    """R-P16."""
    engine = open_engine(None, data_dir)
    migrate(engine)
    arrive(engine, *(up(year, datetime(year, 6, 1, tzinfo=UTC)) for year in (2020, 2021, 2099)))
    log = Log()
    with visiting(create_app(settings(data_dir), log)) as visitor:
        for _ in range(200):
            if log.events("uplinks purged"):
                break
            visitor.runner.run(asyncio.sleep(0.05))
    assert [entry["number"] for entry in log.events("uplinks purged")] == [2]
    assert len(bodies(engine)) == 1
    engine.dispose()


def test_a_device_is_adopted_while_the_server_runs(content: Path, data_dir: Path) -> None:
    """What it has sent until then becomes readings by itself."""
    engine = open_engine(None, data_dir)
    migrate(engine)
    arrive(engine, up(1, NOON, 11.5, STRANGER))
    devices = content / "devices.yaml"
    with visiting(create_app(settings(data_dir, content=content), Log())) as visitor:
        wait_until(visitor, lambda: states(engine) == [UplinkState.UNKNOWN_DEVICE])
        taken_in = devices.read_text(encoding="utf-8").replace(f'"{PROBE}"', f'"{STRANGER}"')
        devices.write_text(taken_in, encoding="utf-8")
        taken(visitor.app, visitor)
        wait_until(visitor, lambda: states(engine) == [UplinkState.READ])
    assert [(one.place, one.value) for one in readings(engine)] == [("lillsjon", 11.5)]
    engine.dispose()


def wait_until(visitor: Visitor, condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        visitor.runner.run(asyncio.sleep(0.05))
    assert condition()


def test_a_folder_that_cannot_be_watched_is_said_and_the_site_stays(content: Path, data_dir: Path) -> None:
    log = Log()

    def go_away() -> None:
        content.rename(content.parent / "elsewhere")

    app = App(settings(data_dir, content=content), Journal(log), go_away)
    with visiting(app) as visitor:
        taken(app, visitor)
        assert visitor.get("/sv/kvarnen/").status == 200
    assert len(log.events("content not watched")) == 1
    assert len(log.events("content not taken")) == 1


def test_a_fault_of_ours_in_reading_leaves_the_site_up(content: Path, data_dir: Path) -> None:
    log = Log()
    app = create_app(settings(data_dir, content=content), log)
    with visiting(app) as visitor:
        (content / "kvarnen/kvarnen.svg").unlink()
        (content / "kvarnen/kvarnen.svg").mkdir()
        taken(app, visitor)
        assert visitor.get("/sv/kvarnen/").status == 200
    # The watcher of files may have seen it too.
    assert log.events("content not taken") or log.events("failure")


def test_content_with_problems_is_not_served_at_all_at_the_start(content: Path, data_dir: Path) -> None:
    (content / "kvarnen/sv.md").write_text("no front matter")
    app = create_app(settings(data_dir, content=content, language="en"), lambda lines: None)
    with pytest.raises(
        CannotStart, match=r"(?s)content/kvarnen/sv\.md:1: .*\nNothing is served until this is mended\."
    ):
        asyncio.run(app.open())
    assert not data_dir.exists()


def test_a_database_that_is_behind_is_not_served_from(
    data_dir: Path, empty_url: str | None, database_kind: str
) -> None:
    app = create_app(settings(data_dir, empty_url), lambda lines: None)
    if database_kind == "sqlite":
        with visiting(app) as visitor:
            assert visitor.get("/health").status == 200
        return
    with pytest.raises(CannotStart, match=r"saknar migreringar .*; kör `heritage migrate`"):
        asyncio.run(app.open())


def test_one_server_at_a_time_holds_the_data_folder(data_dir: Path) -> None:
    with visiting_small(data_dir), pytest.raises(CannotStart, match="används av en server som kör"):
        asyncio.run(create_app(settings(data_dir)).open())
    with visiting_small(data_dir) as visitor:
        assert visitor.get("/health").status == 200


def test_what_was_tallied_last_is_written_before_the_end(data_dir: Path, database_url: str | None) -> None:
    with visiting_small(data_dir, database_url) as visitor:
        for _ in range(50):
            visitor.ask("HEAD", "/Q/KVA15")
    engine = open_engine(database_url, data_dir)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT sum(count) FROM tally").scalar() == 50
    engine.dispose()


def test_the_log_has_a_line_for_each_answer_and_nothing_about_who_asked(data_dir: Path) -> None:
    log = Log()
    with visiting(create_app(settings(data_dir), log)) as visitor:
        visitor.address = "203.0.113.77"
        visitor.get("/sv/kvarnen/", {"referer": "https://social.example/anna"})
        visitor.get("/Q/KVA15", {"x-downlink-apikey": "secret"})
        visitor.get("/sv/feedback/", query="page=/sv/kvarnen/&name=anna")
        visitor.get('/anna/203.0.113.77/\n\r\x00{"status":1}')
        visitor.ask("ANNA", "/sv/kvarnen/")
    requests = log.events("request")
    assert [(entry["method"], entry["route"], entry["status"]) for entry in requests] == [
        ("GET", "/sv/kvarnen/", 200),
        ("GET", "/Q/{code}", 200),
        ("GET", "/{language}/feedback/", 200),
        ("GET", "(unknown)", 404),
        ("(other)", "(unknown)", 405),
    ]
    written = "\n".join(log.lines)
    for secret in ("203.0.113.77", "Mozilla", "anna", "ANNA", "secret", "KVA15"):
        assert secret not in written


def test_a_fault_of_ours_is_apologised_for_and_shows_nothing_inside(data_dir: Path) -> None:
    log = Log()
    app = create_app(settings(data_dir), log)
    with visiting(app) as visitor:
        # Headers as only a broken server gives them.
        broken = [(b"accept-language", b"de"), (b"user-agent", NOTHING)]
        reply = visitor.send("GET", "/Q/KVA15", broken)
    assert reply.status == 500
    assert reply.headers["content-language"] == "de"
    assert "tel:112" in reply.text
    assert "Traceback" not in reply.text
    assert "NoneType" not in reply.text
    (failure,) = log.events("failure")
    assert failure["kind"] in ("AttributeError", "TypeError")
    assert "secret" not in str(failure)


def test_any_asgi_server_opens_and_closes_it_by_lifespan(data_dir: Path) -> None:
    app = create_app(settings(data_dir), lambda lines: None)
    assert asyncio.run(lifespan(app)) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_refused_start_is_told_to_the_asgi_server(data_dir: Path, content: Path) -> None:
    (content / "site.yaml").unlink()
    app = create_app(settings(data_dir, content=content), lambda lines: None)
    assert asyncio.run(lifespan(app)) == ["lifespan.startup.failed"]


async def lifespan(app: App) -> list[str]:
    """The types of the messages that an ASGI server gets."""
    incoming = ["lifespan.startup", "lifespan.shutdown"]
    sent: list[str] = []

    async def receive() -> dict[str, object]:
        return {"type": incoming.pop(0)}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    await app({"type": "lifespan"}, receive, send)
    return sent


def test_serving_ends_well_when_it_is_asked_to(
    data_dir: Path, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    statuses: list[int] = []

    def visit_then_stop() -> None:
        for _ in range(PATIENCE_S * 100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE_S) as reply:
                    statuses.append(reply.status)
                break
            except urllib.error.URLError:
                if ended.wait(0.01):
                    return
        signal.raise_signal(signal.SIGTERM)

    ended = threading.Event()
    visitor = threading.Thread(target=visit_then_stop)
    visitor.start()
    try:
        assert serve(settings(data_dir, port=port)) == 0
    finally:
        ended.set()
        gc.unfreeze()
    visitor.join(PATIENCE_S)
    assert statuses == [200]
    events = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert sorted(events) == ["listening", "request", "stopped", "weather off"]


def test_content_that_cannot_be_served_ends_with_status_1_and_the_reason(
    data_dir: Path, content: Path, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (content / "site.yaml").unlink()
    assert serve(settings(data_dir, content=content, port=port)) == 1
    told = capsys.readouterr()
    assert told.err.startswith("content/site.yaml")
    assert told.out == ""


def test_without_its_scripts_the_site_is_served_and_the_operator_told_how_to_get_them(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-A19."""
    monkeypatch.setattr(static_files, "LIBRARIES", {})
    lines: list[str] = []
    with visiting(create_app(settings(data_dir), lines.append)) as visitor:
        page = visitor.get("/sv/lillsjon/")
    assert page.status == 200
    assert "data-hx" not in page.text
    assert "run 'make setup'" in "".join(lines)
