"""Staff see exact figures behind a link that is the key itself: signed, short-lived, silent (R-S6)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from heritage import staff
from heritage.app import WRONG_CODES
from tests.asgi import Reply, Visitor
from tests.outline import Outline

HOUR = timedelta(hours=1)
IN_ENGLISH = {"accept-language": "en"}


@pytest.fixture
def database_kind() -> str:
    """Links are tested on both kinds elsewhere; a page is the same."""
    return "sqlite"


def link(books: Engine, data_dir: Path, made_ago: timedelta = timedelta()) -> str:
    key = staff.key_of(None, data_dir)
    with books.begin() as connection:
        token = staff.make(connection, key, "Turistenheten", 8 * HOUR, datetime.now(UTC) - made_ago)
    return f"/staff/{token}/counts/"


def get(visitor: Visitor, path: str) -> Reply:
    return visitor.get(path, IN_ENGLISH)


@pytest.mark.parametrize("below", ["", "kvarnbron/", "kvarnbron/2026/", "kvarnbron/2026-W30/", "log/"])
def test_every_page_is_for_the_staff_alone(
    visitor: Visitor, books: Engine, data_dir: Path, below: str
) -> None:
    reply = get(visitor, link(books, data_dir) + below)
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert reply.headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in reply.headers


def test_its_links_stay_behind_the_link(visitor: Visitor, books: Engine, data_dir: Path) -> None:
    own = link(books, data_dir)
    page = get(visitor, own).text
    assert f'href="{own}kvarnbron/?lang=en"' in page
    assert 'href="/en/counts/kvarnbron/"' not in page


def test_the_language_that_was_chosen_is_that_of_the_next_page(
    visitor: Visitor, books: Engine, data_dir: Path
) -> None:
    own = link(books, data_dir)
    page = visitor.get(f"{own}kvarnbron/", IN_ENGLISH, "lang=de").text
    assert '<html lang="de"' in page
    inside = [one["href"] for one in Outline(page).all("a") if one["href"].startswith(own)]
    ways = [one for one in inside if "export." not in one and not one.endswith(("=sv", "=en"))]
    assert len(ways) >= 3 and all(one.endswith("?lang=de") for one in ways)


@pytest.mark.parametrize("below", ["nowhere/", "kvarnbron/last-year/", "kvarnbron/2026/7/", "../codes/"])
def test_what_there_is_not_is_told(visitor: Visitor, books: Engine, data_dir: Path, below: str) -> None:
    assert get(visitor, link(books, data_dir) + below).status == 404


def test_a_spent_link_opens_nothing(visitor: Visitor, books: Engine, data_dir: Path) -> None:
    assert get(visitor, link(books, data_dir, made_ago=8 * HOUR)).status == 404


def test_a_revoked_link_opens_nothing_from_that_moment(
    visitor: Visitor, books: Engine, data_dir: Path
) -> None:
    own = link(books, data_dir)
    assert get(visitor, own).status == 200
    with books.begin() as connection:
        assert staff.revoke(connection, 1, datetime.now(UTC))
    reply = get(visitor, own)
    assert (reply.status, "This link does not work" in reply.text) == (404, True)


def test_whoever_tries_links_has_to_wait(visitor: Visitor, books: Engine, data_dir: Path) -> None:
    link(books, data_dir)
    tries = [get(visitor, f"/staff/{number}.x.y/counts/").status for number in range(WRONG_CODES[0] + 1)]
    assert tries == [404] * WRONG_CODES[0] + [429]


def test_without_any_link_made_there_is_no_key_and_nothing_opens(visitor: Visitor, data_dir: Path) -> None:
    assert get(visitor, "/staff/1.x.y/counts/").status == 404
    assert not (data_dir / staff.KEY_FILE).exists()


def test_nothing_is_changed_by_a_link(visitor: Visitor, books: Engine, data_dir: Path) -> None:
    reply = visitor.ask("POST", link(books, data_dir), IN_ENGLISH, body=b"x=1")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")
