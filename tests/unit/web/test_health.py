"""What watchers are told."""

import asyncio
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from starlette.requests import Request

from heritage import __version__
from heritage.pages.compile import compile_site
from heritage.pages.site import assemble
from heritage.places.library import load
from heritage.store.engine import StoreError
from heritage.web.answers import Answer
from heritage.web.health import HealthDoor, State
from heritage.web.shelf import Shelf
from tests.asgi import SMALL, visiting_small


def test_a_service_that_does_its_work_says_so(data_dir: Path, database_url: str | None) -> None:
    with visiting_small(data_dir, database_url) as visitor:
        reply = visitor.get("/health")
    told = json.loads(reply.body)
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "no-store"
    assert told["content"].pop("compiled_at")[:2] == "20"
    assert told == {
        "status": "ok",
        "database": "ok",
        "content": {"problems": 0},
        "visits_missed": 0,
        "version": __version__,
    }


def asked(door: HealthDoor, times: int = 1) -> list[Answer]:
    library = load(SMALL).library
    assert library is not None
    shelf = Shelf(compile_site(assemble(library)))
    request = Request({"type": "http", "method": "GET", "headers": []})

    async def ask() -> list[Answer]:
        return [await door.answer(shelf, request, {}) for _ in range(times)]

    return asyncio.run(ask())


def door(write_nothing: Callable[[], None]) -> HealthDoor:
    return HealthDoor(write_nothing, lambda: State(datetime(2026, 11, 21, tzinfo=UTC), 3, 7), within_s=0.05)


def test_a_database_that_fails_is_told_as_503_without_its_words() -> None:
    def fail() -> None:
        raise StoreError("the database failed: password authentication failed for user 'heritage'")

    (given,) = asked(door(fail))
    assert given.status == 503
    assert json.loads(given.body["body"]) == {
        "status": "failing",
        "database": "failing",
        "content": {"compiled_at": "2026-11-21T00:00:00+00:00", "problems": 3},
        "visits_missed": 7,
        "version": __version__,
    }


def test_a_database_that_hangs_is_asked_once_and_told_as_503() -> None:
    questions = []
    release = threading.Event()

    def hang() -> None:
        questions.append(1)
        release.wait()

    async def ask() -> None:
        hanging = door(hang)
        assert not await hanging.database_works()
        assert not await hanging.database_works()
        assert len(questions) == 1
        release.set()

    asyncio.run(ask())
