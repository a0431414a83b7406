"""The log: lines of JSON with nothing about who asked (R-S22)."""

import io
import json
import logging
import re
import sys

import pytest

from heritage.web.journal import MOST_LINES, Journal, JsonLines


def written(journal: Journal, lines: list[str]) -> list[dict[str, object]]:
    journal.close()
    return [json.loads(line) for line in "".join(lines).splitlines()]


def test_a_request_is_one_line_with_method_route_status_and_time() -> None:
    lines: list[str] = []
    journal = Journal(lines.append)
    journal.request("GET", "/sv/vikbron/", 200, 0.00123)
    (entry,) = written(journal, lines)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(entry.pop("at")))
    assert entry == {
        "event": "request",
        "method": "GET",
        "route": "/sv/vikbron/",
        "status": 200,
        "ms": 1.2,
    }


def test_line_breaks_in_an_event_are_escaped() -> None:
    lines: list[str] = []
    journal = Journal(lines.append)
    journal.event("content", problem="a\nb\r\u2028c")
    assert "".join(lines).count("\n") == 0
    (entry,) = written(journal, lines)
    assert entry["problem"] == "a\nb\r\u2028c"
    assert "".join(lines).count("\n") == 1


def test_letters_are_written_as_they_are_but_nothing_that_breaks_a_line_or_cannot_be_written() -> None:
    lines: list[str] = []
    journal = Journal(lines.append)
    journal.event("content", place="Backetjärn", odd="\u0085\u2029\x9b\x7f\udce4")
    (entry,) = written(journal, lines)
    assert entry["odd"] == "\u0085\u2029\x9b\x7f\udce4"
    assert "Backetjärn" in lines[0].encode("utf-8").decode()
    assert len(lines[0].splitlines()) == 1


def test_the_log_goes_out_in_utf_8_whatever_the_system_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="latin-1"))
    journal = Journal()
    journal.event("content", place="Backetjärn")
    journal.close()
    assert json.loads(out.getvalue().decode("utf-8"))["place"] == "Backetjärn"


def test_a_failure_tells_kind_and_place_but_not_its_words() -> None:
    lines: list[str] = []
    journal = Journal(lines.append)
    try:
        raise ValueError("anna@example.org is not a code")
    except ValueError as error:
        journal.failure(error)
    (entry,) = written(journal, lines)
    assert entry["kind"] == "ValueError"
    assert str(entry["where"]).find("test_journal.py") > 0
    assert "anna" not in "".join(lines)


def test_what_others_log_takes_the_same_form() -> None:
    logger = logging.getLogger("_granian")
    try:
        raise ValueError("anna@example.org")
    except ValueError:
        record = logger.makeRecord("_granian", logging.ERROR, "x.py", 1, "a\n%s", ("b",), sys.exc_info())
    entry = json.loads(JsonLines().format(record))
    assert (entry["event"], entry["level"], entry["message"]) == ("granian", "error", "a\nb")
    assert entry["kind"] == "ValueError"
    assert "anna" not in str(entry)


def test_the_writing_thread_writes_all_before_it_ends() -> None:
    lines: list[str] = []
    journal = Journal(lines.append)
    journal.open()
    for _ in range(100):
        journal.request("GET", "/", 200, 0.0)
    assert len(written(journal, lines)) == 100


def test_lines_that_nobody_takes_are_dropped_and_their_number_is_told() -> None:
    lines: list[str] = []
    journal = Journal(lines.append)
    for _ in range(MOST_LINES + 7):
        journal.request("GET", "/", 200, 0.0)
    entries = written(journal, lines)
    assert len(entries) == MOST_LINES + 1
    assert entries[-1]["event"] == "lines dropped"
    assert entries[-1]["number"] == 7
