"""Figures as files, from the public pages and behind a staff link (R-P11, R-V13)."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copy

import pytest

from heritage import staff
from heritage.passages.figures.export import Format
from heritage.passages.periods import month_of
from heritage.store.engine import SQLITE_FILE, open_engine
from heritage.store.flags import Direction
from heritage.web import counts_files
from heritage.web.counts_files import FileAsked, file_asked
from tests.asgi import Visitor, visiting_small
from tests.passage_fixtures import filled, hours_of, steady, write_flow

JUNE = "/sv/counts/kvarnbron/2024-06/export"
QUIET = "/sv/counts/norra-leden/2024/export"


@pytest.fixture(scope="module")
def data_dir(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    copy(migrated_file, folder / SQLITE_FILE)
    engine = open_engine(None, folder)
    first, last = date(2024, 6, 1), date(2024, 6, 30)
    with engine.begin() as connection:
        counted = steady(first, last, 3)
        write_flow(connection, "kvarnbron", Direction.BOTH, hours_of(first, last), counted)
    filled(engine, "norra-leden", 2024, seed=8, busy=0.3)
    engine.dispose()
    return folder


@pytest.fixture(scope="module")
def visitor(data_dir: Path) -> Iterator[Visitor]:
    with visiting_small(data_dir) as someone:
        yield someone


@pytest.fixture(scope="module")
def link(data_dir: Path, visitor: Visitor) -> str:
    engine = open_engine(None, data_dir)
    with engine.begin() as connection:
        key = staff.key_of(None, data_dir)
        token = staff.make(connection, key, "Turistenheten", timedelta(hours=8), datetime.now(UTC))
    engine.dispose()
    return f"/staff/{token}/counts/"


def test_a_month_of_open_days_comes_day_by_day(visitor: Visitor) -> None:
    reply = visitor.get(f"{JUNE}.csv")
    assert reply.status == 200 and reply.headers["content-type"].startswith("text/csv")
    assert reply.headers["content-disposition"] == 'attachment; filename="kvarnbron-2024-06.csv"'
    assert (
        reply.headers["cache-control"] == "public, max-age=600" and reply.headers["x-robots-tag"] == "noindex"
    )
    assert "set-cookie" not in reply.headers
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert len(rows) == 30 and {row["passages"] for row in rows} == {"72"}
    assert rows[0]["method"].endswith("/sv/counts/method/")
    assert (rows[0]["is_published"], rows[0]["is_demo"]) == ("true", "false")
    assert rows[0]["licence"] == "http://creativecommons.org/publicdomain/zero/1.0/"


@pytest.mark.parametrize("kind", list(Format))
def test_a_file_that_has_not_changed_is_not_sent_again(visitor: Visitor, kind: Format) -> None:
    first = visitor.get(f"{JUNE}.{kind}")
    assert first.status == 200 and first.body
    again = visitor.get(f"{JUNE}.{kind}", {"if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_a_quiet_point_comes_by_weeks_and_its_days_are_refused(visitor: Visitor) -> None:
    weeks = json.loads(visitor.get(f"{QUIET}.json").text)
    assert weeks["step"] == "week" and weeks["is_published"]
    assert all(row["corrected"] is None for row in weeks["rows"])
    refused = visitor.get(f"{QUIET}.csv", {"accept": "text/html"}, "step=day")
    assert refused.status == 400 and "step=week" in refused.text
    assert visitor.get(f"{JUNE}.csv", query="step=hour").status == 400


def test_staff_get_exact_hours_that_nobody_keeps(visitor: Visitor, link: str) -> None:
    reply = visitor.get(f"{link}norra-leden/2024-07/export.json", query="step=hour")
    assert reply.status == 200 and reply.headers["cache-control"] == "no-store"
    assert reply.headers["referrer-policy"] == "no-referrer"
    data = json.loads(reply.text)
    assert data["licence"] is None
    assert data["step"] == "hour" and not data["is_published"] and len(data["rows"]) == 3 * 31 * 24
    wrong = visitor.get("/staff/nobody/counts/norra-leden/2024-07/export.json")
    assert wrong.status == 404


def test_staff_wait_for_a_large_file_longer_than_a_visitor_does(
    visitor: Visitor, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts_files, "PATIENCE_S", 0.0)
    assert visitor.get(f"{link}norra-leden/2024/export.csv", query="step=hour").status == 200
    assert visitor.get(f"{JUNE}.csv").status == 503


@pytest.mark.parametrize(
    "path",
    [
        "/sv/counts/nowhere/2024/export.csv",
        "/sv/counts/kvarnbron/2024/export.pdf",
        "/sv/counts/kvarnbron/sommaren/export.csv",
    ],
)
def test_a_file_that_there_is_not_is_a_page_that_helps(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status == 404


@pytest.mark.parametrize("query", ["step=second", "estimates=2", "what=ever"])
def test_an_unclear_question_is_answered_with_what_may_be_asked(visitor: Visitor, query: str) -> None:
    reply = visitor.get(f"{JUNE}.csv", {"accept": "text/html"}, query)
    assert reply.status == 400 and "estimates=0" in reply.text


def test_addresses_of_files_are_read() -> None:
    asked = file_asked("bron/2024-06/export.xlsx")
    assert asked == FileAsked("bron", month_of(date(2024, 6, 1)), Format.XLSX)
    for other in (
        "",
        "bron",
        "bron/2024-06",
        "bron/2024-06/",
        "bron/2024-06/export.csv/",
        "bron/x/export.csv",
    ):
        assert file_asked(other) is None
